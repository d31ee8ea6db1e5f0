/* Who is missing from something, and what is being done, in one line. */
#include "decide/heard/heard_brief.h"

#include "decide/heard/heard_page.h"

static enum err
find_missing(
    struct request *rq, const struct heard_release *row, struct heard_brief *to)
{
    struct about_sheet all;
    struct heard_one one;
    struct buf names = buf_in(rq->arena, 256);
    enum err e = about_all(rq, row->partnership_id, &all);
    if (e == OK)
        e = heard_load(rq, row, &all, &one);
    if (e != OK)
        return e;
    for (int i = 0; i < one.n_missing; i++) {
        if (i == HEARD_BRIEF_SAID)
            break;
        if (i > 0)
            buf_add(&names, TEXT(", "));
        buf_add(&names, one.missing[i].group);
    }
    if (one.n_missing > 0)
        to->missing = buf_text(&names);
    to->is_silent = one.n_questions > 0;
    for (int i = 0; i < one.n_questions; i++)
        to->is_silent &= one.questions[i].is_silent;
    if (one.n_missing > HEARD_BRIEF_SAID)
        to->n_more = one.n_missing - HEARD_BRIEF_SAID;
    return OK;
}

/* Of what goes on the one that is due first: they come in that order, those
 * without a day first or last. */
static enum err
find_doing(struct request *rq, int64_t partnership_id, struct heard_brief *to)
{
    struct heard_gaps_row *rows;
    ptrdiff_t n;
    enum err e = heard_gaps(rq->db, rq->arena,
        (struct heard_gaps_in){ .partnership_id = partnership_id,
            .lang = lang_code(rq->lang),
            .n_rows = HEARD_GAPS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        if (text_is_known(rows[i].came) || text_is_known(to->gap))
            continue;
        to->gap = text_is_known(rows[i].said) ? rows[i].said : rows[i].name;
        to->doing = text_is_known(rows[i].doing_said) ? rows[i].doing_said
                                                      : rows[i].doing;
    }
    return e;
}

enum err
heard_brief_load(struct request *rq, int64_t thing_id, int64_t partnership_id,
    struct heard_brief *to)
{
    struct heard_release row;
    *to = (struct heard_brief){ 0 };
    enum err e = heard_release_of(
        rq->db, rq->arena, (struct heard_release_of_in){ thing_id }, &row);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    to->address = arena_print(
        rq->arena, "/heard/%.*s", TEXT_ARG(about_key(rq->arena, thing_id)));
    to->within = arena_print(rq->arena, "/partnership/%.*s/heard",
        TEXT_ARG(about_key(rq->arena, partnership_id)));
    to->is_counted = text_is_known(row.made_on);
    if (to->is_counted)
        e = find_missing(rq, &row, to);
    return e == OK ? find_doing(rq, partnership_id, to) : e;
}
