/* Who wants to join, and who is in a partnership: the same lists as CSV. */
#include "network/joining.h"
#include "network/network_routes.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/key.h"

static struct csv_writer
begin(struct buf *out, const char *const *heads)
{
    struct csv_writer w = csv_write(out);
    for (; *heads != NULL; heads++)
        csv_add(&w, text_of(*heads));
    csv_end_row(&w);
    return w;
}

static void
answer_csv(struct answer *an, const struct buf *out, const char *name)
{
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = text_of(name);
    an->keeping = TEXT("no-store");
    an->body = buf_text(out);
}

/* ---- Requests ------------------------------------------------------------ */

struct request_ask {
    text status;
    int64_t before;
};

enum err
requests_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "key", "at", "name", "mail", "place",
        "organisation", "message", "language", "status", NULL };
    static const struct input inputs[] = {
        INPUT(struct request_ask, status, INPUT_CHOICE,
            .choices = request_statuses),
        INPUT(struct request_ask, before, INPUT_KEY),
    };
    struct request_ask asked = { 0 };
    struct join_request *rows;
    ptrdiff_t n;
    query_parse(rq, inputs, 2, &asked);
    enum err e = join_request_list(rq->db, rq->arena,
        (struct join_request_list_in){
            .status = text_is_known(asked.status) ? asked.status : TEXT("open"),
            .before_id = asked.before > 0 ? asked.before : INT64_MAX,
            .n_rows = LIST_CSV_ROWS },
        &rows, &n);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 300 * (n + 1));
    struct csv_writer w = begin(&out, heads);
    for (ptrdiff_t i = 0; i < n; i++) {
        char key[KEY_LENGTH], at[RFC3339_LENGTH];
        csv_add(&w, key_print(rows[i].id, key));
        csv_add(&w, date_print_rfc3339(rows[i].at, at));
        csv_add_for_people(&w, rows[i].name);
        csv_add_for_people(&w, rows[i].mail);
        csv_add_for_people(&w, rows[i].place_name);
        csv_add_for_people(&w, rows[i].organisation);
        csv_add_for_people(&w, rows[i].message);
        csv_add(&w, rows[i].lang);
        csv_add(&w, rows[i].status);
        csv_end_row(&w);
    }
    answer_csv(an, &out, "requests.csv");
    return OK;
}

/* ---- People -------------------------------------------------------------- */

/* The side's name; empty for the whole, and for something in it. */
static text
side_name(
    const struct partnership_sides_row *sides, ptrdiff_t n, int64_t thing_id)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (sides[i].id == thing_id)
            return sides[i].name;
    return TEXT("");
}

static void
add_people(struct csv_writer *w, struct view *v, const struct people_in *rows,
    ptrdiff_t n, const struct partnership_sides_row *sides, ptrdiff_t n_sides)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        char key[KEY_LENGTH];
        csv_add(w, key_print(rows[i].membership_id, key));
        csv_add_for_people(w, rows[i].name);
        csv_add(w, say(v, rows[i].role));
        csv_add_for_people(w, side_name(sides, n_sides, rows[i].thing_id));
        csv_add(w, rows[i].starts_on);
        csv_add(w, rows[i].ends_on);
        csv_add(w, rows[i].waits ? TEXT("yes") : TEXT("no"));
        csv_end_row(w);
    }
}

enum err
partnership_people_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "key", "name", "role", "side",
        "starts_on", "ends_on", "is_only_invited", NULL };
    int64_t id = request_key(rq, 0);
    struct partnership_sides_row *sides;
    struct people_in *people, *former;
    ptrdiff_t n_sides, n_people = 0, n_former = 0;
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = partnership_sides(rq->db, rq->arena,
        (struct partnership_sides_in){
            .partnership_id = id, .n_rows = SIDES_MAX },
        &sides, &n_sides);
    if (e == OK)
        e = people_in_partnership(rq, id, 0, LIST_CSV_ROWS, &people, &n_people);
    if (e == OK)
        e = people_formerly_in(rq, id, LIST_CSV_ROWS, &former, &n_former);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 120 * (n_people + n_former + 1));
    struct csv_writer w = begin(&out, heads);
    add_people(&w, &v, people, n_people, sides, n_sides);
    add_people(&w, &v, former, n_former, sides, n_sides);
    answer_csv(an, &out, "people.csv");
    return OK;
}
