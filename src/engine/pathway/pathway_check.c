/* What a whole pathway list must hold: each label once, no activity in two
 * parts of what comes in any order, names that there are. */
#include "engine/pathway/names.h"
#include "engine/pathway/pathway_words.h"

struct check {
    const struct cp_pathway *p;
    struct arena *arena;
    struct cp_pathway_fault *fault;
    int line;
};

static enum err
fault_about(struct check *s, const char *phrase, text about)
{
    *s->fault = (struct cp_pathway_fault){ s->line, phrase, about, 0 };
    return ERR_BAD_INPUT;
}

static ptrdiff_t
count_names(const struct cp_pathway_item *item)
{
    ptrdiff_t n = item->kind == CP_PATHWAY_STEP
        ? 1 + item->attributes[CP_PATHWAY_LOG].n
        : 0;
    for (int i = 0; i < item->n_items; i++)
        n += count_names(item->items[i]);
    return n;
}

/* Put the activities of one part of an any-order group in; false: another
 * part has one of them, *both. */
static bool
claim(struct cp_name_set *set, const struct cp_pathway_item *item, int number,
    text *both)
{
    if (item->kind == CP_PATHWAY_STEP) {
        struct cp_names own = { (text[]){ item->name }, 1 };
        const struct cp_names *logs = &item->attributes[CP_PATHWAY_LOG];
        if (logs->n == 0)
            logs = &own;
        for (int i = 0; i < logs->n; i++) {
            struct cp_name *slot = cp_name_slot(set, logs->names[i]);
            *both = logs->names[i];
            if (slot->number != 0 && slot->number != number)
                return false;
            *slot = (struct cp_name){ logs->names[i], number };
        }
    }
    for (int i = 0; i < item->n_items; i++)
        if (!claim(set, item->items[i], number, both))
            return false;
    return true;
}

static enum err
check_any_order(struct check *s, const struct cp_pathway_item *item)
{
    s->line = item->line;
    if (item->kind == CP_PATHWAY_ANY_ORDER) {
        struct arena_mark mark = arena_mark(s->arena);
        struct cp_name_set set = cp_name_set_in(s->arena, count_names(item));
        bool is_good = true;
        text both = { 0 };
        for (int i = 0; is_good && i < item->n_items; i++)
            is_good = claim(&set, item->items[i], i + 1, &both);
        arena_rewind(s->arena, mark);
        if (!is_good)
            return fault_about(s,
                "\"%s\" belongs to two parts of what comes in any order, so "
                "that nobody could say which was meant",
                both);
    }
    for (int i = 0; i < item->n_items; i++) {
        enum err e = check_any_order(s, item->items[i]);
        if (e != OK)
            return e;
    }
    return OK;
}

enum { IS_STEP = 1, IS_LABEL };

static void
collect_steps(struct cp_name_set *set, const struct cp_pathway_item *item)
{
    if (item->kind == CP_PATHWAY_STEP)
        *cp_name_slot(set, item->name) =
            (struct cp_name){ item->name, IS_STEP };
    for (int i = 0; i < item->n_items; i++)
        collect_steps(set, item->items[i]);
}

static enum err
collect_labels(struct check *s, struct cp_name_set *set,
    const struct cp_pathway_item *item)
{
    if (text_is_known(item->label)) {
        struct cp_name *slot = cp_name_slot(set, item->label);
        s->line = item->line;
        if (slot->number != 0)
            return fault_about(s,
                slot->number == IS_STEP ? "\"%s\" is the name of a step too"
                                        : "\"%s\" names two things",
                item->label);
        *slot = (struct cp_name){ item->label, IS_LABEL };
    }
    for (int i = 0; i < item->n_items; i++) {
        enum err e = collect_labels(s, set, item->items[i]);
        if (e != OK)
            return e;
    }
    return OK;
}

static enum err
check_step(struct check *s, const struct cp_name_set *set, text name, int line,
    bool or_label)
{
    int is = cp_name_slot(set, name)->number;
    s->line = line;
    return is == IS_STEP || (or_label && is == IS_LABEL)
        ? OK
        : fault_about(s, "there is no step \"%s\"", name);
}

enum err
cp_pathway_check(const struct cp_pathway *p, struct arena *a, int closes_line,
    int ends_line, struct cp_pathway_fault *fault)
{
    struct check check = { .p = p, .arena = a, .fault = fault }, *s = &check;
    ptrdiff_t n = 0;
    enum err e = OK;
    for (int i = 0; i < p->n_rows; i++)
        n += count_names(p->rows[i]);
    /* labels as many again at most */
    struct cp_name_set set = cp_name_set_in(s->arena, 4 * n);
    for (int i = 0; i < p->n_rows; i++)
        collect_steps(&set, p->rows[i]);
    for (int i = 0; e == OK && i < p->n_rows; i++)
        e = collect_labels(s, &set, p->rows[i]);
    for (int i = 0; e == OK && i < p->n_rows; i++)
        e = check_any_order(s, p->rows[i]);
    for (int i = 0; e == OK && i < p->closes.n; i++)
        e = check_step(s, &set, p->closes.names[i], closes_line, false);
    for (int i = 0; e == OK && i < p->ends_any_time.n; i++)
        e = check_step(s, &set, p->ends_any_time.names[i], ends_line, false);
    for (int i = 0; e == OK && i < p->n_targets; i++) {
        const struct cp_pathway_target *t = &p->targets[i];
        e = check_step(s, &set, t->start, t->line, true);
        if (e == OK)
            e = check_step(s, &set, t->end, t->line, true);
    }
    return e;
}
