/* Two pathways beside each other: the lists as they were drawn. */
#include "mirror/drawn_beside.h"

#include "base/key.h"
#include "mirror/drawn_beside.html.h"

static text
joined(struct view *v, text so_far, text more)
{
    return text_is_empty(so_far)
        ? more
        : arena_print(v->arena, "%.*s; %.*s", TEXT_ARG(so_far), TEXT_ARG(more));
}

static text
side_says(struct view *v, const char *phrase, const struct drawn *d)
{
    struct phrase_arg side = arg_text(d->head.side_name);
    return say_with(v, phrase, 1, &side);
}

/* One of the two has it so: "may be left out in Homa Bay alone". */
static text
rule(struct view *v, const struct drawn_beside_page *p, bool is_in_first,
    const char *phrase)
{
    return side_says(v, phrase, is_in_first ? &p->one : &p->other);
}

text
drawn_beside_name(struct arena *a, const struct cp_list_row *row)
{
    return text_is_empty(row->parts)
        ? row->name
        : arena_print(
              a, "%.*s (%.*s)", TEXT_ARG(row->name), TEXT_ARG(row->parts));
}

text
drawn_beside_words(struct view *v, const struct drawn_beside_page *p,
    const struct cp_list_pair *x)
{
    text words = { 0 };
    if (x->kind == CP_PAIR_BOTH)
        return say(v, N_("the same"));
    if (x->rows[0] == NULL || x->rows[1] == NULL) {
        const struct drawn *d = x->rows[0] != NULL ? &p->one : &p->other;
        return x->is_elsewhere ? say(v, N_("both have it, in another place"))
                               : side_says(v, N_("%s alone has it"), d);
    }
    if (x->differs_skip)
        words = joined(v, words,
            rule(v, p, x->rows[0]->may_skip,
                N_("it may be left out in %s alone")));
    if (x->differs_repeat)
        words = joined(v, words,
            rule(v, p, x->rows[0]->may_repeat,
                N_("it may come again in %s alone")));
    if (x->differs_kind)
        words = joined(v, words, say(v, N_("its parts go together otherwise")));
    if (x->differs_promise)
        words = joined(v, words,
            text_is_empty(x->rows[0]->promise) ||
                    text_is_empty(x->rows[1]->promise)
                ? rule(v, p, !text_is_empty(x->rows[0]->promise),
                      N_("%s alone promises when"))
                : say(v, N_("another promise")));
    return words;
}

/* Of other sides: those of the same series first; without one, all. */
static enum err
find_others(struct request *rq, struct drawn_beside_page *p)
{
    struct pathway_of_partnership_row *rows;
    ptrdiff_t n;
    enum err e = pathway_of_partnership(rq->db, rq->arena,
        (struct pathway_of_partnership_in){
            .partnership_id = p->one.head.partnership_id,
            .n_rows = PATHWAYS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p->others = arena_new(rq->arena, struct pathway_of_partnership_row, n);
    p->addresses = arena_new(rq->arena, text, n);
    for (int same = 1; same >= 0 && p->n_others == 0; same--)
        for (ptrdiff_t i = 0; i < n; i++)
            if (rows[i].side_id != p->one.head.side_id &&
                (same == 0 ||
                    text_is_equal(rows[i].series, p->one.head.series))) {
                p->addresses[p->n_others] = arena_print(rq->arena,
                    "%.*s?with=%.*s",
                    TEXT_ARG(drawn_sub(rq->arena, p->one.head.id, "/beside")),
                    TEXT_ARG(key_print(
                        rows[i].id, arena_new(rq->arena, char, KEY_LENGTH))));
                p->others[p->n_others++] = rows[i];
            }
    return OK;
}

struct beside_ask {
    int64_t with;
};
static const struct input ask_inputs[] = {
    INPUT(struct beside_ask, with, INPUT_KEY),
};

enum err
pathway_beside(struct request *rq, struct answer *an)
{
    struct drawn_beside_page *p =
        arena_new(rq->arena, struct drawn_beside_page, 1);
    struct beside_ask ask = { 0 };
    int at = 0;
    query_parse(rq, ask_inputs, 1, &ask);
    enum err e = drawn_load(rq, request_key(rq, 0), &p->one);
    if (e == OK)
        e = find_others(rq, p);
    /* only what is of this partnership: whoever reads the one reads those */
    for (int i = 0; e == OK && i < p->n_others; i++)
        if (p->others[i].id == ask.with)
            at = i;
    if (e == OK && p->n_others > 0)
        e = drawn_load(rq, p->others[at].id, &p->other);
    if (e != OK)
        return e;
    if (p->one.is_read && p->other.is_read)
        cp_lists_compare(
            &p->lists, rq->arena, &p->one.pathway, &p->other.pathway);
    p->partnership = arena_print(rq->arena, "/partnership/%.*s",
        TEXT_ARG(key_print(p->one.head.partnership_id,
            arena_new(rq->arena, char, KEY_LENGTH))));
    p->one_address = drawn_address(rq->arena, p->one.head.name, p->one.head.id);
    p->other_address =
        drawn_address(rq->arena, p->other.head.name, p->other.head.id);
    struct view v = request_view(rq);
    mirror_drawn_beside(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Two pathways beside each other")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
