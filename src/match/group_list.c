/* People for a set of groups: from a file, or from a round. */
#include "match/group.h"

#include "base/csv.h"
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

enum err
group_list_round(struct request *rq, int64_t round_id, struct group_list *list)
{
    struct round r;
    struct round_everybody_row *rows;
    struct match_group_round_people_row *who;
    ptrdiff_t n, n_who;
    struct view v = request_view(rq);
    *list = (struct group_list){ .n_rows = 0 };
    enum err e = round_load(rq->db, rq->arena, round_id, &r);
    if (e == OK)
        e = round_everybody(rq->db, rq->arena,
            (struct round_everybody_in){
                .round_id = round_id, .n_rows = GROUP_PEOPLE_MAX + 1 },
            &rows, &n);
    if (e == OK)
        e = match_group_round_people(rq->db, rq->arena,
            (struct match_group_round_people_in){
                .round_id = round_id, .n_rows = GROUP_PEOPLE_MAX + 1 },
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
    e = round_lines(rq->db, rq->arena, &r, rows, n, lines);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct match_group_person *to = &list->rows[list->n_rows++];
        struct buf told = buf_in(rq->arena, 60);
        *to = (struct match_group_person){ .person_id = rows[i].person_id,
            .has_person_id = true,
            .name = rows[i].code,
            .line = lines[i] };
        for (ptrdiff_t k = 0; k < n_who; k++)
            if (who[k].id == rows[i].id) {
                to->name = who[k].name;
                tell(&told, "place", who[k].place);
            }
        tell(&told, "side", rows[i].side_code);
        tell(&told, "role", rows[i].role_family);
        if (rows[i].has_level)
            tell(&told, "level",
                arena_print(rq->arena, "%d", (int)rows[i].level));
        tell(&told, "lived", rows[i].has_lived ? TEXT("yes") : TEXT("no"));
        to->told = buf_text(&told);
    }
    return e;
}
