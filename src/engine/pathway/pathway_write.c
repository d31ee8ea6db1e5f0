/* Writing a pathway list: its normal form, and as a process tree. */
#include "engine/pathway/pathway_words.h"

#include <string.h>

static bool
is_bare(text name, bool is_at_start)
{
    int which;
    text rest;
    if (name.len == 0 || name.len != text_trim(name).len ||
        text_find(name, TEXT("->")) >= 0 || text_find(name, TEXT("  ")) >= 0 ||
        text_has_byte(name, '\t'))
        return false;
    for (ptrdiff_t i = 0; i < name.len; i++)
        if (strchr("()[],;|?+*\"#=", name.ptr[i]) != NULL)
            return false;
    return !is_at_start ||
        cp_pathway_keyword(name, &which, &rest) == CP_KEYWORD_NONE;
}

static void
write_name(struct buf *out, text name, bool is_at_start)
{
    if (is_bare(name, is_at_start)) {
        buf_add(out, name);
        return;
    }
    buf_byte(out, '"');
    for (ptrdiff_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, name.ptr[i]);
    }
    buf_byte(out, '"');
}

static void
write_names(struct buf *out, const struct cp_names *list, const char *between)
{
    for (int i = 0; i < list->n; i++) {
        if (i > 0)
            buf_add(out, text_of(between));
        write_name(out, list->names[i], false);
    }
}

static void write_item(
    struct buf *out, const struct cp_pathway_item *item, bool is_at_start);

static void
write_items(struct buf *out, const struct cp_pathway_item *group)
{
    for (int i = 0; i < group->n_items; i++) {
        if (i > 0) {
            if (group->kind != CP_PATHWAY_IN_ORDER)
                buf_byte(out, ' ');
            buf_byte(out, cp_pathway_separators[group->kind]);
            buf_byte(out, ' ');
        }
        write_item(out, group->items[i], false);
    }
}

static void
write_item(
    struct buf *out, const struct cp_pathway_item *item, bool is_at_start)
{
    if (text_is_known(item->label)) {
        write_name(out, item->label, is_at_start);
        buf_add(out, TEXT(" = ")); /* after it a kind may stand too */
    }
    if (item->kind == CP_PATHWAY_STEP) {
        write_name(out, item->name, is_at_start);
    } else {
        buf_add(out, TEXT("( "));
        write_items(out, item);
        buf_add(out, TEXT(" )"));
    }
    if (item->may_skip || item->may_repeat)
        buf_byte(out, !item->may_repeat ? '?' : !item->may_skip ? '+' : '*');
    for (int i = 0; i < CP_PATHWAY_ATTRIBUTES; i++)
        if (item->attributes[i].n > 0) {
            buf_print(out, " [%s: ", cp_pathway_attribute_words[i]);
            write_names(out, &item->attributes[i], ", ");
            buf_byte(out, ']');
        }
}

/* Can the row stand with its kind before it, and no brackets? */
static bool
is_plain_group(const struct cp_pathway_item *item)
{
    if (item->kind == CP_PATHWAY_STEP || item->n_items < 2 || item->may_skip ||
        item->may_repeat)
        return false;
    for (int i = 0; i < CP_PATHWAY_ATTRIBUTES; i++)
        if (item->attributes[i].n > 0)
            return false;
    return true;
}

static void
write_target(struct buf *out, const struct cp_pathway_target *t)
{
    buf_print(out, "within %lld %s%s", (long long)t->value,
        cp_pathway_unit_words[t->unit], t->value == 1 ? "" : "s");
    if (text_is_known(t->percent)) {
        buf_byte(out, ' ');
        buf_add(out, t->percent);
        buf_byte(out, '%');
    }
    buf_add(out, TEXT(": "));
    write_name(out, t->start, false);
    buf_add(out, TEXT(" -> "));
    write_name(out, t->end, false);
    if (t->from != CP_PATHWAY_FIRST)
        buf_print(out, " [from: %s]", cp_pathway_from_words[t->from]);
    buf_byte(out, '\n');
}

static void
write_ends(struct buf *out, const char *word, const struct cp_names *list)
{
    if (list->n == 0)
        return;
    buf_print(out, "%s: ", word);
    write_names(out, list, " | ");
    buf_byte(out, '\n');
}

void
cp_pathway_write(const struct cp_pathway *p, struct buf *out)
{
    bool has_head = false;
    for (int i = 0; i < CP_PATHWAY_HEADS; i++)
        if (text_is_known(p->heads[i])) {
            buf_print(out, "%s: ", cp_pathway_head_words[i]);
            buf_add(out, p->heads[i]);
            buf_byte(out, '\n');
            has_head = true;
        }
    if (has_head)
        buf_byte(out, '\n');
    for (int i = 0; i < p->n_rows; i++) {
        const struct cp_pathway_item *row = p->rows[i];
        if (is_plain_group(row)) {
            if (text_is_known(row->label)) {
                write_name(out, row->label, true);
                buf_add(out, TEXT(" = "));
            }
            buf_print(out, "%s: ", cp_pathway_kind_words[row->kind]);
            write_items(out, row);
        } else {
            write_item(out, row, true);
        }
        buf_byte(out, '\n');
    }
    if (p->closes.n + p->ends_any_time.n + p->n_targets > 0)
        buf_byte(out, '\n');
    write_ends(out, "closes", &p->closes);
    write_ends(out, "ends any time", &p->ends_any_time);
    for (int i = 0; i < p->n_targets; i++)
        write_target(out, &p->targets[i]);
}

/* ---- As a process tree --------------------------------------------------- */

static bool
write_activities(struct buf *out, const struct cp_pathway_item *step)
{
    struct cp_names own = { (text[]){ step->name }, 1 };
    const struct cp_names *logs = &step->attributes[CP_PATHWAY_LOG];
    if (logs->n == 0)
        logs = &own;
    if (logs->n > 1)
        buf_add(out, TEXT("X( "));
    for (int i = 0; i < logs->n; i++) {
        if (text_has_byte(logs->names[i], '\''))
            return false;
        buf_add(out, i > 0 ? TEXT(", '") : TEXT("'"));
        buf_add(out, logs->names[i]);
        buf_byte(out, '\'');
    }
    if (logs->n > 1)
        buf_add(out, TEXT(" )"));
    return true;
}

static bool
write_tree(struct buf *out, const struct cp_pathway_item *item)
{
    static const char *const operators[] = { "", "->", "+", "X" };
    bool is_good = true;
    if (item->may_skip)
        buf_add(out, TEXT("X( tau, "));
    if (item->may_repeat)
        buf_add(out, TEXT("*( "));
    if (item->kind == CP_PATHWAY_STEP) {
        is_good = write_activities(out, item);
    } else if (item->n_items == 1) {
        is_good = write_tree(out, item->items[0]);
    } else {
        buf_print(out, "%s( ", operators[item->kind]);
        for (int i = 0; is_good && i < item->n_items; i++) {
            if (i > 0)
                buf_add(out, TEXT(", "));
            is_good = write_tree(out, item->items[i]);
        }
        buf_add(out, TEXT(" )"));
    }
    if (item->may_repeat)
        buf_add(out, TEXT(", tau )"));
    if (item->may_skip)
        buf_add(out, TEXT(" )"));
    return is_good;
}

enum err
cp_pathway_write_tree(const struct cp_pathway *p, struct buf *out)
{
    struct cp_pathway_item all = {
        .kind = CP_PATHWAY_IN_ORDER, .items = p->rows, .n_items = p->n_rows
    };
    return write_tree(out, &all) ? OK : ERR_BAD_INPUT;
}

/* ---- Of the whole -------------------------------------------------------- */

static int64_t
shortest(const struct cp_pathway_item *item)
{
    int64_t n = item->kind == CP_PATHWAY_STEP ? item->weight : 0;
    if (item->may_skip)
        return 0;
    for (int i = 0; i < item->n_items; i++) {
        int64_t one = shortest(item->items[i]);
        if (item->kind != CP_PATHWAY_ONE_OF)
            n += one;
        else if (i == 0 || one < n)
            n = one;
    }
    return n;
}

int64_t
cp_pathway_shortest(const struct cp_pathway *p)
{
    int64_t n = 0;
    for (int i = 0; i < p->n_rows; i++)
        n += shortest(p->rows[i]);
    return n;
}

static bool
has_name(const struct cp_pathway_item *item, text name, bool or_label)
{
    if ((item->kind == CP_PATHWAY_STEP && text_is_equal(item->name, name)) ||
        (or_label && text_is_equal(item->label, name)))
        return true;
    for (int i = 0; i < item->n_items; i++)
        if (has_name(item->items[i], name, or_label))
            return true;
    return false;
}

bool
cp_pathway_has_step(const struct cp_pathway *p, text name)
{
    for (int i = 0; i < p->n_rows; i++)
        if (has_name(p->rows[i], name, false))
            return true;
    return false;
}

bool
cp_pathway_has_name(const struct cp_pathway *p, text name)
{
    for (int i = 0; i < p->n_rows; i++)
        if (has_name(p->rows[i], name, true))
            return true;
    return false;
}
