/* The groups that the answers form, as the page says them. */
#include "decide/ground/ground.h"

text
ground_say_none(struct view *v, text why)
{
    if (text_is_equal(why, TEXT("people")))
        return say(v,
            N_("Fewer than 15 people answered enough to look for groups that "
               "answer alike."));
    if (text_is_equal(why, TEXT("statements")))
        return say(v,
            N_("There are fewer than 8 statements: too few to look for groups "
               "that answer alike."));
    return say(v,
        N_("The answers do not fall into groups that would come out the same "
           "again. So none are shown."));
}

/* "+12 2;-5 0;": more or fewer agree with 12 than of others, most of all than
 * of the third group. */
static enum err
read_told(struct ground_page *p, struct ground_group_said *to, text told)
{
    struct request *rq = p->rq;
    enum err e = OK;
    while (e == OK && text_is_known(told) && to->n_told < TOLD_OF_GROUP) {
        text unlike, one = text_cut(told, ';', &told);
        struct ground_line line;
        int64_t number, from;
        one = text_cut(one, ' ', &unlike);
        if (one.len < 2 ||
            !text_parse_int(text_slice(one, 1, one.len), &number) ||
            !text_parse_int(unlike, &from))
            continue;
        e = ground_line_of(rq->db, rq->arena,
            (struct ground_line_of_in){ .conversation_id = p->c->head.id,
                .number = number,
                .lang = lang_code(rq->lang) },
            &line);
        if (e == ERR_NOT_FOUND ||
            (e == OK && !text_is_equal(line.status, TEXT("in")))) {
            e = OK;
            continue;
        }
        bool is_said = e == OK && text_is_known(line.said);
        to->told[to->n_told++] = (struct ground_told){ .number = number,
            .words = is_said ? line.said : line.words,
            .lang = is_said ? lang_code(rq->lang) : line.lang,
            .is_agree = one.ptr[0] == '+',
            .unlike = p->result.n_groups > 2 ? (int)from : -1 };
    }
    return e;
}

enum err
ground_read_groups(struct ground_page *p)
{
    struct request *rq = p->rq;
    struct ground_groups_row *rows;
    ptrdiff_t n;
    enum err e = ground_groups(rq->db, rq->arena,
        (struct ground_groups_in){
            .conversation_id = p->c->head.id, .n_rows = GROUPS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct ground_group_said *to = &p->groups[p->n_groups++];
        *to = (struct ground_group_said){ .letter = (char)('A' + i),
            .has_n = rows[i].has_n_people,
            .n_people = rows[i].n_people,
            .is_drawn = rows[i].has_x,
            .x = rows[i].x,
            .y = rows[i].y,
            .xx = rows[i].xx,
            .xy = rows[i].xy,
            .yy = rows[i].yy };
        e = read_told(p, to, rows[i].told);
    }
    return e;
}

/* How sure: of the k that is shown. */
text
ground_say_sure(struct view *v, const struct ground_result *r)
{
    text tries = r->tries;
    while (text_is_known(tries)) {
        text rest, one = text_cut(tries, ';', &tries);
        text k = text_cut(one, ' ', &rest);
        text median = text_cut(rest, ' ', &rest);
        int64_t n, half, tenth;
        if (!text_parse_int(k, &n) || n != r->n_groups || median.len != 4 ||
            rest.len != 4 || !text_parse_int(text_slice(median, 2, 4), &half) ||
            !text_parse_int(text_slice(rest, 2, 4), &tenth))
            continue;
        half = median.ptr[0] == '1' ? 100 : half;
        tenth = rest.ptr[0] == '1' ? 100 : tenth;
        return say_with(v,
            N_("How sure: people were drawn anew %1$d times. 100 means that "
               "the groups came out the same, 0 that they were like chance. "
               "Half of the times it was %2$d or more, nine times out of ten "
               "%3$d or more."),
            3,
            (struct phrase_arg[]){
                arg_int(r->resamples), arg_int(half), arg_int(tenth) });
    }
    return (text){ 0 };
}
