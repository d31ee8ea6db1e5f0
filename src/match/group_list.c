/* People for a set of groups: from a file, or from a round. */
#include "match/group.h"

#include "base/csv.h"
#include "keep/reply.h"
#include "match/round.h"
#include "match/round_work.h"
#include "os/entropy.h"

#include <string.h>

/* ---- From a file
 * --------------------------------------------------------------- */

static const char *const columns[GROUP_FIELDS] = { "code", "side",
    "organisation", "role_family", "level", "sectors", "interests", "languages",
    "offers", "wants", "goals", "free", "wishes", "not_with", "capacity",
    "trio", "lived", "safeguard" };

struct listing {
    struct request *rq;
    struct view v;
    const struct against_ask *ask;
    struct group_list *list;
    int field_of[GROUP_FIELDS], told_of[AGAINST_MAX], name_at;
    bool has_head;
};

static text
cell(const struct csv_row *row, int at)
{
    return at < 0 || at >= row->n_fields ? (text){ 0 }
                                         : text_trim(row->fields[at]);
}

static bool
read_head(struct listing *l, const struct csv_row *row)
{
    l->name_at = -1;
    for (int c = 0; c < GROUP_FIELDS; c++)
        l->field_of[c] = -1;
    for (int k = 0; k < AGAINST_MAX; k++)
        l->told_of[k] = -1;
    for (int i = 0; i < row->n_fields; i++) {
        text head = text_trim(row->fields[i]);
        if (text_is_equal(head, TEXT("name")))
            l->name_at = i;
        for (int c = 0; c < GROUP_FIELDS; c++)
            if (text_is_equal(head, text_of(columns[c])))
                l->field_of[c] = i;
        for (int k = 0; k < l->ask->n; k++)
            if (text_is_equal(head, text_of(l->ask->attributes[k].name)))
                l->told_of[k] = i;
    }
    l->has_head = true;
    return l->field_of[GROUP_CODE] >= 0;
}

/* "sex:woman;level:2": what is counted of somebody. */
static void
tell(struct buf *b, const char *name, text value)
{
    if (text_is_empty(value))
        return;
    buf_print(b, "%s%s:", b->len > 0 ? ";" : "", name);
    for (ptrdiff_t i = 0; i < value.len; i++)
        buf_byte(b, value.ptr[i] == ';' ? ',' : value.ptr[i]);
}

static void
take_row(struct listing *l, const struct csv_row *row)
{
    struct arena *a = l->rq->arena;
    struct buf line = buf_in(a, 200), told = buf_in(a, 60);
    struct csv_writer w = csv_write(&line);
    struct match_group_person *to = &l->list->rows[l->list->n_rows++];
    for (int c = 0; c < GROUP_FIELDS; c++) {
        text value = cell(row, l->field_of[c]);
        if (c == GROUP_SIDE && text_is_empty(value))
            value = TEXT("-"); /* groups need none */
        csv_add(&w, value);
    }
    csv_end_row(&w);
    for (int k = 0; k < l->ask->n; k++)
        tell(&told, l->ask->attributes[k].name, cell(row, l->told_of[k]));
    text name = cell(row, l->name_at);
    *to = (struct match_group_person){
        .name = arena_copy(a,
            text_prefix(
                text_is_empty(name) ? cell(row, l->field_of[GROUP_CODE]) : name,
                120)),
        .line = buf_text(&line),
        .told = told.len > 0 ? buf_text(&told) : (text){ 0 }
    };
}

enum err
group_list_read(struct request *rq, text given, struct group_list *list)
{
    struct listing l = {
        .rq = rq, .v = request_view(rq), .ask = against_asked(rq), .list = list
    };
    struct csv_reader *csv = arena_new(rq->arena, struct csv_reader, 1);
    struct csv_row row;
    text rest = given;
    *list =
        (struct group_list){ .rows = arena_new(rq->arena,
                                 struct match_group_person, GROUP_PEOPLE_MAX) };
    csv_open(csv, rq->arena);
    for (bool is_over = false; !is_over && !text_is_known(list->problem);) {
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            if (!text_is_empty(rest))
                csv_feed(csv, rest);
            else
                csv_finish(csv);
            rest = (text){ 0 };
            break;
        case CSV_HAS_ROW:
            if (!l.has_head) {
                if (!read_head(&l, &row))
                    list->problem = say(&l.v,
                        N_("The first line names the columns, and one of them "
                           "is code."));
            } else if (list->n_rows == GROUP_PEOPLE_MAX) {
                list->problem = say_with(&l.v,
                    N_("More than %d people: make two sets of them."), 1,
                    (struct phrase_arg[]){ phrase_arg(GROUP_PEOPLE_MAX) });
            } else {
                take_row(&l, &row);
            }
            break;
        case CSV_AT_END: is_over = true; break;
        case CSV_IS_BAD:
            list->problem = arena_copy(rq->arena, text_of(csv->why.text));
            break;
        }
    }
    if (!text_is_known(list->problem) && list->n_rows < 4)
        list->problem = say(&l.v, N_("Groups take four people at least."));
    if (text_is_known(list->problem))
        return OK;
    /* as the engine reads it: codes that are there twice, levels that are
     * none, wishes for nobody */
    struct match_people people;
    struct why why;
    struct buf all = buf_in(rq->arena, 8192);
    buf_add(&all, text_of(round_line_head));
    for (ptrdiff_t i = 0; i < list->n_rows; i++)
        buf_add(&all, list->rows[i].line);
    enum err e = match_read_text(
        &people, TEXT("people.csv"), buf_text(&all), rq->arena, &why);
    if (e == ERR_BAD_INPUT) {
        list->problem = arena_copy(rq->arena, text_of(why.text));
        e = OK;
    }
    return e;
}

/* ---- From a round
 * ----------------------------------------------------------------- */

enum { REPLIES_MAX = 500 };

/* What is counted of those who take part in a round: what stands there, and
 * what they answered to questions of that name that are not private. */
enum err
group_tell_round(struct request *rq, const struct round *r,
    const struct round_everybody_row *rows, ptrdiff_t n, text *told)
{
    struct match_group_round_people_row *who;
    struct replies replies = { .n_rows = 0 };
    const struct against_ask *ask = against_asked(rq);
    ptrdiff_t n_who;
    enum err e = match_group_round_people(rq->db, rq->arena,
        (struct match_group_round_people_in){
            .round_id = r->row.id, .n_rows = GROUP_PEOPLE_MAX + 1 },
        &who, &n_who);
    if (e == OK && r->row.has_questionnaire_id)
        e = replies_load(rq->db, rq->arena,
            &(struct replies_ask){ .questionnaire_id = r->row.questionnaire_id,
                .n_rows = REPLIES_MAX },
            &replies);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct buf b = buf_in(rq->arena, 60);
        for (ptrdiff_t k = 0; k < replies.n_rows; k++)
            for (int q = 0;
                 replies.rows[k].person_id == rows[i].person_id && q < ask->n;
                 q++) {
                struct given given = replies_given(
                    &replies, k, text_of(ask->attributes[q].name));
                if (given.state == GIVEN)
                    tell(&b, ask->attributes[q].name, given.value);
            }
        for (ptrdiff_t k = 0; k < n_who; k++)
            if (who[k].id == rows[i].id)
                tell(&b, "place", who[k].place);
        tell(&b, "side", rows[i].side_code);
        tell(&b, "role", rows[i].role_family);
        if (rows[i].has_level)
            tell(&b, "level", arena_print(rq->arena, "%d", (int)rows[i].level));
        tell(&b, "lived", rows[i].has_lived ? TEXT("yes") : TEXT("no"));
        told[i] = buf_text(&b);
    }
    return e;
}

enum err
group_list_round(
    struct request *rq, const struct round *r, struct group_list *list)
{
    struct round_everybody_row *rows;
    struct match_group_round_people_row *who;
    ptrdiff_t n, n_who;
    struct view v = request_view(rq);
    *list = (struct group_list){ .n_rows = 0 };
    enum err e = round_everybody(rq->db, rq->arena,
        (struct round_everybody_in){
            .round_id = r->row.id, .n_rows = GROUP_PEOPLE_MAX + 1 },
        &rows, &n);
    if (e == OK)
        e = match_group_round_people(rq->db, rq->arena,
            (struct match_group_round_people_in){
                .round_id = r->row.id, .n_rows = GROUP_PEOPLE_MAX + 1 },
            &who, &n_who);
    if (e != OK)
        return e;
    if (n < 4 || n > GROUP_PEOPLE_MAX)
        list->problem = n < 4
            ? say(&v, N_("Groups take four people at least."))
            : say_with(&v, N_("More than %d people: make two sets of them."), 1,
                  (struct phrase_arg[]){ phrase_arg(GROUP_PEOPLE_MAX) });
    if (text_is_known(list->problem))
        return OK;
    text *lines = arena_new(rq->arena, text, n);
    list->rows = arena_new(rq->arena, struct match_group_person, n);
    text *told = arena_new(rq->arena, text, n);
    e = round_lines(rq->db, rq->arena, r, rows, n, lines);
    if (e == OK)
        e = group_tell_round(rq, r, rows, n, told);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct match_group_person *to = &list->rows[list->n_rows++];
        *to = (struct match_group_person){ .person_id = rows[i].person_id,
            .has_person_id = true,
            .name = rows[i].code,
            .line =
                arena_join(rq->arena, 2, (text[]){ lines[i], TEXT("\n") }) };
        for (ptrdiff_t k = 0; k < n_who; k++)
            if (who[k].id == rows[i].id)
                to->name = who[k].name;
        to->told = told[i];
    }
    return e;
}
