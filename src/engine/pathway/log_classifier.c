/* Which keys of an event of XES name it. */
#include "engine/pathway/log_xes_inside.h"

/* "concept:name 'Activity code'": the next of them, without its marks. */
static text
next_key(text *keys)
{
    text rest = text_trim(*keys);
    char end = ' ';
    if (text_starts_with(rest, TEXT("'"))) {
        end = '\'';
        rest = text_slice(rest, 1, rest.len);
    }
    return text_cut(rest, end, keys);
}

bool
cp_xes_classifier(struct cp_xes_reader *r, const struct cp_xml_tag *tag)
{
    struct cp_log_report *report = &r->report;
    text name, keys, key;
    if (!cp_xml_value(tag->called, &r->value, &name))
        return false;
    name = arena_copy(r->arena, name);
    if (report->n_classifiers < CP_CLASSIFIERS_MAX)
        report->classifiers[report->n_classifiers++] = name;
    if (r->n_keys > 0 || !text_is_known(r->rules.classifier) ||
        !text_is_equal(name, r->rules.classifier))
        return true;
    if (!cp_xml_value(tag->keys, &r->value, &keys))
        return false;
    report->columns[1] = (text){ 0 };
    for (key = next_key(&keys); key.len > 0; key = next_key(&keys)) {
        if (r->n_keys == KEYS_MAX) {
            r->wrong = arena_print(r->arena,
                "the classifier \"%.*s\" has more than %d keys", TEXT_ARG(name),
                (int)KEYS_MAX);
            return false;
        }
        struct classifier_key *it = &r->keys[r->n_keys];
        it->key = arena_copy(r->arena, key);
        it->said = buf_in(r->arena, 100);
        for (int k = 0; k < r->n_defaults; k++)
            if (text_is_equal(r->defaults[k].key, it->key))
                it->otherwise = r->defaults[k].value;
        report->columns[1] = r->n_keys++ == 0
            ? it->key
            : arena_print(r->arena, "%.*s+%.*s", TEXT_ARG(report->columns[1]),
                  TEXT_ARG(key));
    }
    return true;
}

bool
cp_xes_has_classifier(struct cp_xes_reader *r)
{
    if (!text_is_known(r->rules.classifier) || r->n_keys > 0)
        return true;
    struct buf all = buf_in(r->arena, 1000);
    for (int k = 0; k < r->report.n_classifiers; k++)
        buf_print(&all, "%s \"%.*s\"", k == 0 ? "; there is" : ",",
            TEXT_ARG(r->report.classifiers[k]));
    r->wrong =
        arena_print(r->arena, "no classifier with keys is called \"%.*s\"%.*s",
            TEXT_ARG(r->rules.classifier), TEXT_ARG(buf_text(&all)));
    return false;
}

bool
cp_xes_key(struct cp_xes_reader *r, const struct cp_xml_tag *tag)
{
    for (int k = 0; k < r->n_keys; k++) {
        struct classifier_key *it = &r->keys[k];
        text key, value;
        if (!cp_xml_value(tag->key, &r->value, &key))
            return false;
        if (!text_is_equal(it->key, key))
            continue;
        if (!cp_xml_value(tag->value, &r->value, &value))
            return false;
        it->is_said = true;
        it->said.len = 0;
        buf_add(&it->said, value);
    }
    return true;
}

bool
cp_xes_key_default(struct cp_xes_reader *r, const struct cp_xml_tag *tag)
{
    text key, value;
    if (r->n_defaults == DEFAULTS_MAX)
        return true;
    struct key_default *it = &r->defaults[r->n_defaults++];
    if (!cp_xml_value(tag->key, &r->value, &key))
        return false;
    it->key = arena_copy(r->arena, key);
    if (!cp_xml_value(tag->value, &r->value, &value))
        return false;
    it->value = arena_copy(r->arena, value);
    return true;
}

text
cp_xes_classified(struct cp_xes_reader *r)
{
    bool is_there = false;
    r->activity.len = 0;
    for (int k = 0; k < r->n_keys; k++) {
        const struct classifier_key *it = &r->keys[k];
        text value = it->is_said ? buf_text(&it->said) : it->otherwise;
        is_there |= value.len > 0;
        if (k > 0)
            buf_byte(&r->activity, '+');
        buf_add(&r->activity, value);
    }
    return is_there ? buf_text(&r->activity) : (text){ 0 };
}
