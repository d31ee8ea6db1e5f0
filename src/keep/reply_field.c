/* One question as a field: from what was kept, from what was sent, and what
 * of it is an answer. */
#include "keep/reply_pages.h"

#include "base/buf.h"
#include "base/date.h"
#include "base/key.h"
#include "keep/edit.h"
#include "keep/thread.h"
#include "web/address.h"

const char *const language_level_words[] = { N_("A little"),
    N_("Enough to talk"), N_("Enough to work"), N_("Fluent"), NULL };

/* ---- What was sent --------------------------------------------------------
 */

/* One line, or several; control bytes dropped, blanks at the ends too. */
static text
clean(struct arena *a, text t)
{
    char *to = arena_new(a, char, t.len);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '\r') {
            if (i + 1 < t.len && t.ptr[i + 1] == '\n')
                continue;
            c = '\n';
        }
        if (((unsigned char)c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
            continue;
        to[n++] = c;
    }
    return text_trim((text){ to, n });
}

enum err
pairs_read(struct request *rq, struct pairs *pairs)
{
    text rest = rq->input->body, name, value;
    pairs->n = 0;
    while (pair_next(&rest, &name, &value)) {
        struct pair *p = &pairs->at[pairs->n];
        if (pairs->n == PAIRS_MAX ||
            !percent_decode(rq->arena, name, true, &p->name) ||
            !percent_decode(rq->arena, value, true, &p->value))
            return ERR_BAD_INPUT;
        p->value = clean(rq->arena, p->value);
        pairs->n++;
    }
    return OK;
}

static bool
is_named(text t, const char *before, text name)
{
    text start = text_of(before);
    return t.len == start.len + name.len && text_starts_with(t, start) &&
        text_ends_with(t, name);
}

text
pairs_value(const struct pairs *pairs, const char *before, text name)
{
    for (int i = 0; i < pairs->n; i++)
        if (is_named(pairs->at[i].name, before, name))
            return pairs->at[i].value;
    return (text){ NULL, 0 };
}

bool
pairs_have(const struct pairs *pairs, const char *before, text name, text value)
{
    for (int i = 0; i < pairs->n; i++)
        if (is_named(pairs->at[i].name, before, name) &&
            text_is_equal(pairs->at[i].value, value))
            return true;
    return false;
}

/* ---- References -----------------------------------------------------------
 */

static text
kind_of(const struct question *q)
{
    return text_of(question_kinds[q->kind]); /* as things call it */
}

static bool
is_reference(const struct question *q)
{
    return q->kind == QUESTION_PLACE || q->kind == QUESTION_PERSON ||
        q->kind == QUESTION_ORGANISATION;
}

static int
n_refs_of(const struct question *q)
{
    return !q->has_max || q->max < 1 ? 1
        : q->max > REFS_MAX          ? REFS_MAX
                                     : (int)q->max;
}

static enum err
load_title(struct request *rq, const struct question *q, text key, text *title)
{
    struct thing thing;
    int64_t id;
    if (!key_parse(key, &id))
        return ERR_NOT_FOUND;
    enum err e = thing_load(rq->db, rq->arena, kind_of(q), id, &thing);
    if (e == OK && !thing_may_see(&rq->actor, &thing))
        e = ERR_NOT_FOUND;
    if (e == OK)
        *title = thing.title;
    return e;
}

/* What is called so, or has its page at that address. */
static enum err
look_up(struct request *rq, const struct question *q, struct ref_field *ref)
{
    const struct thing_kind *k = thing_kind_find(kind_of(q));
    struct edit_candidate *found;
    int n_found, n_same = 0;
    text kind, title, wanted = lang_fold(rq->arena, ref->words);
    int64_t id;
    if (k == NULL || k->sheet == NULL)
        return OK;
    if (thread_read_address(rq, ref->words, &kind, &id)) {
        text key = key_print(id, arena_new(rq->arena, char, KEY_LENGTH));
        enum err e = text_is_equal(kind, kind_of(q))
            ? load_title(rq, q, key, &title)
            : ERR_NOT_FOUND;
        if (e != OK)
            return e == ERR_NOT_FOUND ? OK : e;
        ref->words = title;
        ref->key = key;
        return OK;
    }
    enum err e = edit_ref_find(rq, k->sheet, ref->words, &found, &n_found);
    for (int i = 0; e == OK && i < n_found && i < FOUND_OF_REF; i++) {
        struct ref_found *f = &ref->found[ref->n_found++];
        f->title = found[i].title;
        f->more = found[i].more;
        f->key = key_print(found[i].id, arena_new(rq->arena, char, KEY_LENGTH));
        if (text_is_equal(lang_fold(rq->arena, f->title), wanted)) {
            n_same++;
            ref->key = f->key;
        }
    }
    if (ref->n_found == 1)
        ref->key = ref->found[0].key;
    else if (n_same != 1) /* two of one name: who is it? */
        ref->key = (text){ NULL, 0 };
    return e;
}

/* ---- From an answer to a field --------------------------------------------
 */

static enum err
fill_refs(struct request *rq, struct question_field *f)
{
    struct value_item items[VALUE_ITEMS_MAX];
    int n = value_items(f->q, f->value, items);
    f->n_refs = n_refs_of(f->q);
    for (int i = 0; i < f->n_refs && i < n; i++) {
        enum err e = load_title(rq, f->q, items[i].code, &f->refs[i].words);
        if (e == OK)
            f->refs[i].key = items[i].code;
        else if (e != ERR_NOT_FOUND)
            return e; /* gone, or hidden: an empty field */
    }
    return OK;
}

static void
fill_dates(struct question_field *f)
{
    struct value_item items[VALUE_ITEMS_MAX];
    int n = value_items(f->q, f->value, items);
    for (int i = 0; i < n && i < DATES_SHOWN_MAX; i++)
        f->dates[i] = (struct date_field){ items[i].from, items[i].to };
    f->n_dates = n + 2 > DATES_SHOWN_MAX ? DATES_SHOWN_MAX : n + 2;
}

static void
fill_tags(struct request *rq, struct question_field *f)
{
    struct value_item items[VALUE_ITEMS_MAX];
    struct buf more = buf_in(rq->arena, 100);
    int n = value_items(f->q, f->value, items);
    for (int i = 0; i < n; i++) {
        if (question_has_choice(f->q, items[i].code))
            continue;
        if (more.len > 0)
            buf_add(&more, TEXT(", "));
        buf_add(&more, items[i].code);
    }
    f->more = buf_text(&more);
}

enum err
field_fill(struct request *rq, struct question_field *f, struct given given)
{
    f->is_skipped = given.state == GIVEN_SKIPPED;
    f->value = given.value;
    if (f->q->kind == QUESTION_DATES)
        fill_dates(f);
    if (f->q->kind == QUESTION_TAGS)
        fill_tags(rq, f);
    return is_reference(f->q) ? fill_refs(rq, f) : OK;
}

/* ---- From what was sent to an answer --------------------------------------
 */

static void
say_wrong(struct request *rq, struct question_field *f, const char *phrase)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (!text_is_known(f->error))
        f->error = say(&v, phrase);
}

static void
add_item(struct buf *all, text item)
{
    if (all->len > 0)
        buf_byte(all, ';');
    buf_add(all, item);
}

static text
take_several(
    const struct question_field *f, const struct pairs *pairs, struct buf *all)
{
    for (int i = 0; i < f->q->n_choices; i++)
        if (pairs_have(pairs, "q.", f->q->code, f->q->choices[i]))
            add_item(all, f->q->choices[i]);
    return buf_text(all);
}

static text
take_tags(struct request *rq, struct question_field *f,
    const struct pairs *pairs, struct buf *all)
{
    take_several(f, pairs, all);
    f->more = pairs_value(pairs, "more.", f->q->code);
    /* however people part them */
    char *plain = arena_new(rq->arena, char, f->more.len);
    for (ptrdiff_t i = 0; i < f->more.len; i++)
        plain[i] = f->more.ptr[i] == ';' || f->more.ptr[i] == '\n'
            ? ','
            : f->more.ptr[i];
    text rest = { plain, f->more.len };
    while (rest.len > 0) {
        text tag = text_trim(text_cut(rest, ',', &rest));
        if (tag.len > 0)
            add_item(all, tag);
    }
    return buf_text(all);
}

static text
take_languages(struct request *rq, struct question_field *f,
    const struct pairs *pairs, struct buf *all)
{
    for (int i = 0; i < f->q->n_choices; i++) {
        text name = word_key(rq->arena, f->q->code, ".", f->q->choices[i]);
        text level = pairs_value(pairs, "q.", name);
        if (level.len > 0)
            add_item(all, word_key(rq->arena, f->q->choices[i], ":", level));
    }
    return buf_text(all);
}

static text
take_date(struct request *rq, struct question_field *f, text t)
{
    struct date date;
    if (t.len == 0)
        return TEXT("");
    switch (date_parse_loose(t, &date)) {
    case DATE_IS_SURE:
        return date_print(date, arena_new(rq->arena, char, DATE_LENGTH));
    case DATE_IS_UNSURE:
        say_wrong(rq, f,
            N_("This date can be read in two ways: write it as 2026-05-31."));
        break;
    case DATE_IS_BAD:
        say_wrong(rq, f, N_("Write a date, such as 2026-05-31."));
        break;
    }
    return TEXT("");
}

static text
take_dates(struct request *rq, struct question_field *f,
    const struct pairs *pairs, struct buf *all)
{
    f->n_dates = 2;
    for (int i = 0; i < DATES_SHOWN_MAX; i++) {
        text name = arena_print(rq->arena, "%.*s.%d", TEXT_ARG(f->q->code), i);
        struct date_field *d = &f->dates[i];
        d->from = pairs_value(pairs, "from.", name);
        d->to = pairs_value(pairs, "to.", name);
        if (d->from.len == 0 && d->to.len == 0)
            continue;
        f->n_dates = i + 3 > DATES_SHOWN_MAX ? DATES_SHOWN_MAX : i + 3;
        text from = take_date(rq, f, d->from);
        text to = take_date(rq, f, d->to);
        if (from.len == 0) /* one day is a time too */
            from = to;
        if (to.len == 0)
            to = from;
        if (from.len > 0)
            add_item(all, word_key(rq->arena, from, "/", to));
    }
    return buf_text(all);
}

static enum err
take_refs(struct request *rq, struct question_field *f,
    const struct pairs *pairs, struct buf *all)
{
    f->n_refs = n_refs_of(f->q);
    for (int i = 0; i < f->n_refs; i++) {
        struct ref_field *ref = &f->refs[i];
        text title,
            name = arena_print(rq->arena, "%.*s.%d", TEXT_ARG(f->q->code), i);
        text key = pairs_value(pairs, "key.", name);
        text pick = pairs_value(pairs, "pick.", name);
        ref->words = pairs_value(pairs, "q.", name);
        if (ref->words.len == 0)
            continue;
        enum err e = ERR_NOT_FOUND;
        if (pick.len > 0) {
            e = load_title(rq, f->q, pick, &title);
            if (e == OK) {
                ref->key = pick;
                ref->words = title;
            }
        } else if (key.len > 0) {
            e = load_title(rq, f->q, key, &title);
            if (e == OK && text_is_equal(title, ref->words))
                ref->key = key;
        }
        if ((e == OK || e == ERR_NOT_FOUND) && ref->key.len == 0)
            e = look_up(rq, f->q, ref);
        if (e != OK)
            return e;
        if (ref->key.len > 0)
            add_item(all, ref->key);
        else if (ref->n_found > 0)
            say_wrong(rq, f, N_("There are several: choose which one."));
        else
            say_wrong(rq, f,
                N_("Nothing here is called so: try one word of its name, or "
                   "leave it empty."));
    }
    return OK;
}

static void
check(struct request *rq, struct question_field *f)
{
    struct value_fault fault = value_check(f->q, f->value, rq->arena);
    if (fault.phrase == NULL || text_is_known(f->error))
        return;
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct phrase_arg arg = phrase_arg(fault.arg);
    f->error =
        say_with(&v, fault.phrase, text_is_known(fault.arg) ? 1 : 0, &arg);
}

/* "12,5" is what half of us write. */
static text
take_number(struct request *rq, text t)
{
    char *to = arena_new(rq->arena, char, t.len);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] != ' ')
            to[n++] = t.ptr[i] == ',' ? '.' : t.ptr[i];
    return (text){ to, n };
}

enum err
field_take(struct request *rq, struct question_field *f,
    const struct pairs *pairs, struct given *given)
{
    struct buf all = buf_in(rq->arena, 64);
    enum err e = OK;
    text sent = pairs_value(pairs, "q.", f->q->code);
    f->value = text_is_known(sent) ? sent : TEXT("");
    f->is_skipped = f->q->may_skip &&
        text_is_known(pairs_value(pairs, "skip.", f->q->code));
    switch (f->q->kind) {
    case QUESTION_SEVERAL: f->value = take_several(f, pairs, &all); break;
    case QUESTION_TAGS: f->value = take_tags(rq, f, pairs, &all); break;
    case QUESTION_LANGUAGE:
        f->value = take_languages(rq, f, pairs, &all);
        break;
    case QUESTION_DATES: f->value = take_dates(rq, f, pairs, &all); break;
    case QUESTION_PLACE:
    case QUESTION_PERSON:
    case QUESTION_ORGANISATION:
        e = take_refs(rq, f, pairs, &all);
        f->value = buf_text(&all);
        break;
    case QUESTION_NUMBER: {
        text number = take_number(rq, f->value);
        if (value_check(f->q, number, rq->arena).phrase == NULL)
            f->value = number;
        break;
    }
    case QUESTION_DATE: {
        text date = take_date(rq, f, f->value);
        if (!text_is_known(f->error))
            f->value = date;
        break;
    }
    case QUESTION_CHOICE:
    case QUESTION_SCALE:
        if (text_is_equal(f->value, TEXT("-")) && f->q->may_skip)
            f->is_skipped = true;
        if (text_is_equal(f->value, TEXT("-")) ||
            text_is_equal(f->value, TEXT("none")))
            f->value = TEXT("");
        break;
    case QUESTION_SHORT:
    case QUESTION_LONG:
    case QUESTION_KINDS: break;
    }
    if (!text_is_utf8(f->value)) {
        f->value = TEXT("");
        say_wrong(rq, f,
            N_("Some letters did not arrive well: please look at them."));
    }
    if (f->value.len > 0)
        check(rq, f);
    *given = f->value.len > 0
        ? (struct given){ .state = GIVEN, .value = f->value }
        : (struct given){ .state = f->is_skipped ? GIVEN_SKIPPED : GIVEN_NOT };
    f->is_skipped = given->state == GIVEN_SKIPPED;
    return e;
}

/* ---- In words -------------------------------------------------------------
 */

static text
item_words(struct request *rq, const struct asked *asked,
    const struct question *q, const struct value_item *item, struct view *v)
{
    text label = asked_word(
        asked, rq->lang, word_key(rq->arena, q->code, ":", item->code), NULL);
    if (!text_is_known(label))
        label = item->code;
    if (q->kind == QUESTION_LANGUAGE && item->level >= 1 &&
        item->level <= LANGUAGE_LEVELS_N)
        return arena_join(rq->arena, 4,
            (text[]){ label, TEXT(" ("),
                say(v, language_level_words[item->level - 1]), TEXT(")") });
    if (q->kind == QUESTION_DATES)
        return arena_join(rq->arena, 3,
            (text[]){ lang_date(rq->lang, rq->arena, item->from), TEXT(" – "),
                lang_date(rq->lang, rq->arena, item->to) });
    return q->kind == QUESTION_DATE ? lang_date(rq->lang, rq->arena, item->code)
                                    : label;
}

enum err
value_words(struct request *rq, const struct asked *asked,
    const struct question *q, text value, text *words)
{
    struct value_item items[VALUE_ITEMS_MAX];
    struct buf all = buf_in(rq->arena, 200);
    struct view v = view_in(rq->arena, rq->lang, 0);
    int n = value_items(q, value, items);
    for (int i = 0; i < n; i++) {
        text one = { 0 };
        if (is_reference(q)) {
            enum err e = load_title(rq, q, items[i].code, &one);
            if (e == ERR_NOT_FOUND)
                continue;
            if (e != OK)
                return e;
        } else {
            one = item_words(rq, asked, q, &items[i], &v);
        }
        if (all.len > 0)
            buf_add(&all, TEXT(", "));
        buf_add(&all, one);
    }
    text unit = asked_word(
        asked, rq->lang, word_key(rq->arena, q->code, ".unit", TEXT("")), NULL);
    if (q->kind == QUESTION_NUMBER && text_is_known(unit)) {
        buf_byte(&all, ' ');
        buf_add(&all, unit);
    }
    *words = buf_text(&all);
    return OK;
}

/* ---- For templates --------------------------------------------------------
 */

text
field_word(
    struct view *v, const struct question_field *f, const char *mark, text rest)
{
    text word = asked_word(
        f->asked, v->lang, word_key(v->arena, f->q->code, mark, rest), NULL);
    return text_is_known(word) ? word : rest;
}

text
field_word_lang(
    struct view *v, const struct question_field *f, const char *mark, text rest)
{
    text lang;
    (void)asked_word(
        f->asked, v->lang, word_key(v->arena, f->q->code, mark, rest), &lang);
    return lang;
}

bool
field_has(const struct question_field *f, text choice)
{
    struct value_item items[VALUE_ITEMS_MAX];
    int n = value_items(f->q, f->value, items);
    for (int i = 0; i < n; i++)
        if (text_is_equal(items[i].code, choice))
            return true;
    return false;
}

int64_t
field_level(const struct question_field *f, text choice)
{
    struct value_item items[VALUE_ITEMS_MAX];
    int n = value_items(f->q, f->value, items);
    for (int i = 0; i < n; i++)
        if (text_is_equal(items[i].code, choice))
            return items[i].level;
    return 0;
}
