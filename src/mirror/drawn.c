/* Pathways as they are drawn: read, said in words, made a picture. */
#include "mirror/drawn.h"

#include "base/key.h"
#include "mirror/drawn.html.h"
#include "mirror/flow_svg.h"

#include <stdlib.h>

text
drawn_address(struct arena *a, text name, int64_t id)
{
    return arena_print(a, "/pathway/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(key_print(id, arena_new(a, char, KEY_LENGTH))));
}

text
drawn_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/pathway/%.*s%s",
        TEXT_ARG(key_print(id, arena_new(a, char, KEY_LENGTH))), what);
}

bool
drawn_may_draw(const struct actor *who, const struct pathway_head_row *h)
{
    int64_t things[] = { h->id, h->side_id, h->partnership_id };
    return actor_may(who, WHO_MEMBER, things, 3);
}

bool
drawn_read(struct request *rq, text source, struct cp_pathway *to,
    int *fault_line, text *fault)
{
    struct cp_pathway_fault f;
    if (cp_pathway_parse(to, rq->arena, source, &f) == OK)
        return true;
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct phrase_arg about = arg_text(f.about);
    *to = (struct cp_pathway){ 0 };
    *fault_line = f.line;
    *fault = say_with(&v, f.phrase, 1, &about);
    return false;
}

enum err
drawn_load(struct request *rq, int64_t id, struct drawn *d)
{
    *d = (struct drawn){ 0 };
    enum err e = pathway_head(
        rq->db, rq->arena, (struct pathway_head_in){ .id = id }, &d->head);
    if (e == OK)
        e = prose_load(rq->db, rq->arena, d->head.id, &d->prose);
    if (e != OK)
        return e;
    const struct prose_of_thing_row *list =
        prose_original(&d->prose, TEXT("list"));
    if (list != NULL) {
        char *hash = arena_new(rq->arena, char, PROSE_HASH + 1);
        d->source = list->source;
        d->lang = list->lang;
        d->hash = prose_hash(list->source, hash);
        d->is_read =
            drawn_read(rq, d->source, &d->pathway, &d->fault_line, &d->fault);
    }
    return OK;
}

/* ---- In words ------------------------------------------------------------ */

static text
joined(struct arena *a, const struct cp_names *names)
{
    struct buf b = buf_in(a, 80);
    for (int i = 0; i < names->n; i++) {
        if (i > 0)
            buf_add(&b, TEXT(", "));
        buf_add(&b, names->names[i]);
    }
    return buf_text(&b);
}

static void
put_lines(struct view *v, const struct cp_pathway_item *item, int depth,
    int *number, struct drawn_step_page *to)
{
    struct drawn_line *l = &to->lines[to->n_lines++];
    l->depth = depth;
    l->number = item->kind == CP_PATHWAY_STEP ? ++*number : 0;
    l->label = item->label;
    l->name = item->name;
    if (item->kind == CP_PATHWAY_ANY_ORDER)
        l->what = say(v, N_("In any order"));
    else if (item->kind == CP_PATHWAY_ONE_OF)
        l->what = say(v, N_("One of"));
    else if (item->kind == CP_PATHWAY_IN_ORDER)
        l->what = say(v, N_("In this order"));
    int often = (item->may_repeat ? 2 : 0) + (item->may_skip ? 1 : 0);
    if (often > 0)
        l->often = say(v, drawn_often_words[often]);
    struct cp_names *at = (struct cp_names *)item->attributes;
    l->stage = joined(v->arena, &at[CP_PATHWAY_STAGE]);
    l->by = joined(v->arena, &at[CP_PATHWAY_BY]);
    l->at = joined(v->arena, &at[CP_PATHWAY_AT]);
    l->note = joined(v->arena, &at[CP_PATHWAY_NOTE]);
    for (int i = 0; i < item->n_items; i++)
        put_lines(v, item->items[i], depth + 1, number, to);
}

static int
n_lines_of(const struct cp_pathway_item *item)
{
    int n = 1;
    for (int i = 0; i < item->n_items; i++)
        n += n_lines_of(item->items[i]);
    return n;
}

text
drawn_promise_words(struct view *v, const struct cp_pathway_target *t)
{
    text within;
    switch (t->unit) {
    case CP_PATHWAY_MINUTE:
        within = say_plural(v, "%d minute", "%d minutes", t->value);
        break;
    case CP_PATHWAY_HOUR:
        within = say_plural(v, "%d hour", "%d hours", t->value);
        break;
    case CP_PATHWAY_WEEK:
        within = say_plural(v, "%d week", "%d weeks", t->value);
        break;
    case CP_PATHWAY_DAY:
    default: within = say_plural(v, "%d day", "%d days", t->value); break;
    }
    struct phrase_arg args[] = { arg_text(t->start), arg_text(t->end),
        arg_text(within), arg_text(t->percent) };
    return text_is_known(t->percent)
        ? say_with(
              v, N_("From %s to %s within %s, for %s of 100 people"), 4, args)
        : say_with(v, N_("From %s to %s within %s"), 3, args);
}

void
drawn_words(
    struct view *v, const struct cp_pathway *p, struct drawn_step_page *to)
{
    int n = 0, number = 0;
    for (int i = 0; i < p->n_rows; i++)
        n += n_lines_of(p->rows[i]);
    to->lines = arena_new(v->arena, struct drawn_line, n);
    to->promises = arena_new(v->arena, text, p->n_targets);
    for (int i = 0; i < p->n_rows; i++)
        put_lines(v, p->rows[i], 0, &number, to);
    for (int i = 0; i < p->n_targets; i++)
        to->promises[to->n_promises++] = drawn_promise_words(v, &p->targets[i]);
    to->closes = joined(v->arena, &p->closes);
    to->ends = joined(v->arena, &p->ends_any_time);
}

static struct cp_pathway_item *
count_down(struct cp_pathway_item *item, int *number)
{
    if (item->kind == CP_PATHWAY_STEP)
        return --*number == 0 ? item : NULL;
    for (int i = 0; i < item->n_items; i++) {
        struct cp_pathway_item *found = count_down(item->items[i], number);
        if (found != NULL)
            return found;
    }
    return NULL;
}

struct cp_pathway_item *
drawn_step(const struct cp_pathway *p, int number)
{
    struct cp_pathway_item *found = NULL;
    for (int i = 0; i < p->n_rows && found == NULL && number > 0; i++)
        found = count_down(p->rows[i], &number);
    return found;
}

/* ---- As a picture -------------------------------------------------------- */

/* A picture of more is none that anybody can read, and takes seconds: a way
 * that passes many rows is laid out row by row. */
enum { PICTURE_STEPS = 120, PICTURE_WAYS = 400, PICTURE_PASSED = 3'000 };

/* Steps by their names, each once. */
static void
list_steps(const struct cp_pathway_item *item, text *names, int32_t *n)
{
    if (item->kind == CP_PATHWAY_STEP) {
        for (int32_t i = 0; i < *n; i++)
            if (text_is_equal(names[i], item->name))
                return;
        if (*n <= PICTURE_STEPS)
            names[(*n)++] = item->name;
    }
    for (int i = 0; i < item->n_items; i++)
        list_steps(item->items[i], names, n);
}

/* A copy in which a step takes its own name alone: what may follow what is
 * asked of steps, not of what a register calls them. */
static struct cp_pathway_item *
by_own_name(struct arena *a, const struct cp_pathway_item *item)
{
    struct cp_pathway_item *copy = arena_new(a, struct cp_pathway_item, 1);
    *copy = *item;
    copy->attributes[CP_PATHWAY_LOG] = (struct cp_names){ 0 };
    copy->items = arena_new(a, struct cp_pathway_item *, item->n_items);
    for (int i = 0; i < item->n_items; i++)
        copy->items[i] = by_own_name(a, item->items[i]);
    return copy;
}

/* False: they are too many, or too long. */
static bool
draw_ways(struct cp_map *m, struct arena *a, const bool *follows)
{
    int32_t n = m->n_nodes - 2, last = 0, n_passed = 0;
    m->edges = arena_new(a, struct cp_map_edge, PICTURE_WAYS);
    for (int32_t i = 1; i <= n; i++)
        if (m->nodes[i].row >= last)
            last = m->nodes[i].row + 1;
    for (int32_t i = 0; i <= n; i++)
        for (int32_t k = 0; k <= n + 1; k++) {
            int32_t from = i == n ? 0 : i + 1, to = k == n + 1 ? n + 1 : k + 1;
            bool is_beside = i < n && k < n && i != k &&
                m->nodes[from].row == m->nodes[to].row;
            if (k == n || !follows[(ptrdiff_t)i * (n + 2) + k] || is_beside)
                continue;
            n_passed += abs((k == n + 1 ? last : m->nodes[to].row) -
                (i == n ? -1 : m->nodes[from].row));
            if (m->n_edges == PICTURE_WAYS || n_passed > PICTURE_PASSED)
                return false;
            m->edges[m->n_edges++] = (struct cp_map_edge){
                .from = from, .to = to, .is_intended = true
            };
        }
    return true;
}

html
drawn_picture(struct request *rq, const struct cp_pathway *p, text label)
{
    struct arena *a = rq->arena;
    struct view v = request_view(rq);
    struct cp_pathway own = *p;
    text *names = arena_new(a, text, PICTURE_STEPS + 1);
    int32_t n = 0, rows[PICTURE_STEPS];
    own.rows = arena_new(a, struct cp_pathway_item *, p->n_rows);
    own.ends_any_time = (struct cp_names){ 0 }; /* from all: too many lines */
    for (int i = 0; i < p->n_rows; i++) {
        own.rows[i] = by_own_name(a, p->rows[i]);
        list_steps(own.rows[i], names, &n);
    }
    if (n == 0)
        return (html){ "", 0 };
    if (n > PICTURE_STEPS) {
        mirror_drawn_crowded(&v);
        return view_html(&v);
    }
    struct cp_map m = { .nodes = arena_new(a, struct cp_map_node, n + 2),
        .n_nodes = n + 2,
        .node_width = FLOW_NODE_WIDTH,
        .node_height = 46,
        .gap = FLOW_GAP,
        .rank_gap = 34 };
    cp_map_rows(rows, &own, names, n);
    m.nodes[0].kind = CP_MAP_BEGIN;
    m.nodes[n + 1].kind = CP_MAP_END;
    for (int32_t i = 0; i < n; i++)
        m.nodes[i + 1] =
            (struct cp_map_node){ .name = names[i], .row = rows[i] };
    if (!draw_ways(&m, a, cp_map_follows(a, &own, names, n)) ||
        cp_map_layout(&m, a, NULL) != OK) {
        mirror_drawn_crowded(&v);
        return view_html(&v);
    }
    flow_svg(&v,
        &(struct flow_picture){ .map = &m,
            .label = label,
            .has_pathway = true,
            .has_no_counts = true });
    return view_html(&v);
}
