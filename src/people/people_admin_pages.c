/* Whoever is known here: for the coordinators. */
#include "people/people_pages.h"
#include "people/people_routes.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/key.h"
#include "keep/edit_links.h"
#include "keep/once.h"
#include "keep/search.h"
#include "people/account.h"
#include "people/people.sql.h"
#include "people/invite.h"
#include "people/people_admin.html.h"
#include "web/site.h"

enum { PEOPLE_ROWS = 30, PEOPLE_CSV_ROWS = 1000, ROLES_OF_ONE = 12 };

/* ---- All ----------------------------------------------------------------- */

struct people_ask {
    text q;
    int64_t after;
};
static const struct input ask_inputs[] = {
    INPUT(struct people_ask, q, INPUT_TEXT, .max = 100),
    INPUT(struct people_ask, after, INPUT_KEY),
};

/* By a whole address: one, or nobody. */
static enum err
load_by_mail(
    struct request *rq, text mail, struct person_admin **rows, ptrdiff_t *n)
{
    struct account account;
    *n = 0;
    enum err e = account_by_mail(rq->db, rq->arena,
        (struct account_by_mail_in){ .mail = mail_key(rq->arena, mail) },
        &account);
    if (e == ERR_NOT_FOUND)
        return OK;
    *rows = arena_new(rq->arena, struct person_admin, 1);
    if (e == OK)
        e = person_admin_get(rq->db, rq->arena,
            (struct person_admin_get_in){ .id = account.person_id }, *rows);
    *n = e == OK ? 1 : 0;
    return e;
}

static enum err
load_rows(struct request *rq, const struct people_ask *asked, int64_t n_rows,
    struct person_admin **rows, ptrdiff_t *n)
{
    struct person last = { .name_sort = TEXT_INIT("") };
    if (text_has_byte(asked->q, '@'))
        return load_by_mail(rq, text_trim(asked->q), rows, n);
    if (!text_is_empty(asked->q))
        return person_admin_words(rq->db, rq->arena,
            (struct person_admin_words_in){
                .words = search_words(rq->arena, TEXT("person"), asked->q),
                .after_id = asked->after,
                .n_rows = n_rows },
            rows, n);
    if (asked->after != 0) {
        enum err e = person_get(rq->db, rq->arena,
            (struct person_get_in){ .id = asked->after }, &last);
        if (e != OK)
            return e;
    }
    return person_admin_list(rq->db, rq->arena,
        (struct person_admin_list_in){ .after_sort = last.name_sort,
            .after_id = asked->after,
            .n_rows = n_rows },
        rows, n);
}

/* What each of a page's persons is today. */
static enum err
load_roles(struct request *rq, struct admin_person *rows, ptrdiff_t n)
{
    struct membership **found = arena_new(rq->arena, struct membership *, n);
    ptrdiff_t *n_found = arena_new(rq->arena, ptrdiff_t, n), n_all = 0;
    text today = day_of(rq->arena, rq->now);
    enum err e = OK;
    for (ptrdiff_t at = 0; e == OK && at < n; at += DB_BATCH_MAX) {
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        for (ptrdiff_t i = at; i < n && i < at + DB_BATCH_MAX; i++)
            membership_of_person_ask(&batch,
                (struct membership_of_person_in){
                    .person_id = rows[i].person.id, .n_rows = ROLES_OF_ONE },
                &found[i], &n_found[i]);
        e = db_batch_run(&batch);
    }
    if (e != OK)
        return e;
    struct membership *all =
        arena_new(rq->arena, struct membership, n * ROLES_OF_ONE);
    for (ptrdiff_t i = 0; i < n; i++) {
        rows[i].n_lines = 0;
        for (ptrdiff_t k = 0; k < n_found[i]; k++) {
            bool is_plain = found[i][k].thing_id == 0 &&
                text_is_equal(found[i][k].role, TEXT("member"));
            if (!is_plain && membership_is_on(&found[i][k], today)) {
                all[n_all++] = found[i][k];
                rows[i].n_lines++;
            }
        }
    }
    struct membership_line *lines;
    e = membership_lines(rq, all, n_all, &lines);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        rows[i].lines = lines;
        lines += rows[i].n_lines;
    }
    return e;
}

/* The persons of a page, each with what they are today. */
static enum err
load_people(struct request *rq, const struct person_admin *rows, ptrdiff_t n,
    struct admin_person **people)
{
    *people = arena_new(rq->arena, struct admin_person, n);
    for (ptrdiff_t i = 0; i < n; i++)
        (*people)[i].person = rows[i];
    return load_roles(rq, *people, n);
}

enum err
admin_people_show(struct request *rq, struct answer *an)
{
    struct people_ask asked = { 0 };
    struct admin_people_page p = { 0 };
    struct person_admin *rows;
    ptrdiff_t n = 0;
    query_parse(rq, ask_inputs, 2, &asked);
    enum err e = load_rows(rq, &asked, PEOPLE_ROWS + 1, &rows, &n);
    if (e == ERR_NOT_FOUND && asked.after != 0) { /* that row is gone */
        answer_redirect(rq, an, TEXT("/admin/people"));
        return OK;
    }
    if (e != OK)
        return e;
    if (n > PEOPLE_ROWS) {
        char key[KEY_LENGTH];
        n = PEOPLE_ROWS;
        p.next = request_with(rq, "after", key_print(rows[n - 1].id, key));
    }
    p.q = asked.q;
    p.n_rows = n;
    p.make = edit_new_address(rq, "person");
    e = load_people(rq, rows, n, &p.rows);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    people_people_admin(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("People")),
            .section = "admin",
            .csv = arena_print(rq->arena, "/admin/people.csv%s%.*s",
                text_is_empty(rq->query) ? "" : "?", TEXT_ARG(rq->query)),
            .body = view_html(&v) });
    return OK;
}

/* ---- As CSV -------------------------------------------------------------- */

/* "none", "invited" or "open". */
static text
account_word(const struct person_admin *r)
{
    return !r->has_account ? TEXT("none")
        : r->has_password  ? TEXT("open")
                           : TEXT("invited");
}

/* "facilitator: Homa Bay and Kalmar; coordinator" */
static text
roles_words(struct arena *a, const struct admin_person *p)
{
    struct buf out = buf_in(a, 100);
    for (ptrdiff_t i = 0; i < p->n_lines; i++) {
        const struct membership_line *l = &p->lines[i];
        buf_print(&out, "%s%.*s", i > 0 ? "; " : "", TEXT_ARG(l->row.role));
        if (l->thing.kind != NULL)
            buf_print(&out, ": %.*s", TEXT_ARG(l->thing.title));
    }
    return buf_text(&out);
}

static void
add_person(struct csv_writer *w, struct arena *a, const struct admin_person *p)
{
    char key[KEY_LENGTH], at[RFC3339_LENGTH];
    const struct person_admin *r = &p->person;
    csv_add(w, key_print(r->id, key));
    csv_add_for_people(w, r->name);
    csv_add_for_people(w, r->mail);
    csv_add(w, r->language);
    csv_add(w, account_word(r));
    csv_add(w,
        r->has_link_ends_at ? date_print_rfc3339(r->link_ends_at, at)
                            : TEXT(""));
    csv_add(w, r->is_illustrative ? TEXT("yes") : TEXT("no"));
    csv_add_for_people(w, roles_words(a, p));
    csv_end_row(w);
}

enum err
admin_people_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "key", "name", "mail", "language",
        "account", "invited_until", "is_illustrative", "roles" };
    struct people_ask asked = { 0 };
    struct person_admin *rows;
    struct admin_person *people;
    ptrdiff_t n = 0;
    query_parse(rq, ask_inputs, 2, &asked);
    enum err e = load_rows(rq, &asked, PEOPLE_CSV_ROWS, &rows, &n);
    if (e == ERR_NOT_FOUND && asked.after != 0) { /* that row is gone */
        answer_redirect(rq, an, TEXT("/admin/people.csv"));
        return OK;
    }
    if (e == OK)
        e = load_people(rq, rows, n, &people);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 150 * (n + 1));
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++)
        add_person(&w, rq->arena, &people[i]);
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("people.csv");
    an->keeping = TEXT("no-store");
    an->body = buf_text(&out);
    return OK;
}

/* ---- One ----------------------------------------------------------------- */

enum err
admin_person_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct admin_person_page p = { .form = &form };
    struct membership *rows;
    ptrdiff_t n;
    int64_t id = request_key(rq, 0);
    enum err e = person_admin_get(
        rq->db, rq->arena, (struct person_admin_get_in){ .id = id }, &p.person);
    if (e == OK)
        e = membership_of_person(rq->db, rq->arena,
            (struct membership_of_person_in){
                .person_id = id, .n_rows = MEMBERSHIPS_MAX },
            &rows, &n);
    if (e == OK)
        e = membership_lines(rq, rows, n, &p.lines);
    if (e != OK)
        return e;
    p.n_lines = n;
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    people_people_admin_one(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = p.person.name,
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

/* ---- Invitations that wait ------------------------------------------------
 */

struct waiting_ask {
    int64_t after_end, after;
};
static const struct input waiting_inputs[] = {
    INPUT(struct waiting_ask, after_end, INPUT_INT),
    INPUT(struct waiting_ask, after, INPUT_KEY),
};

enum err
admin_waiting_show(struct request *rq, struct answer *an)
{
    struct waiting_ask asked = { 0 };
    struct admin_waiting_page p = { .now = rq->now };
    query_parse(rq, waiting_inputs, 2, &asked);
    enum err e = invite_waiting(rq->db, rq->arena,
        (struct invite_waiting_in){ .after_end = asked.after_end,
            .after_id = asked.after,
            .n_rows = PEOPLE_ROWS + 1 },
        &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > PEOPLE_ROWS) {
        char key[KEY_LENGTH];
        p.n_rows = PEOPLE_ROWS;
        const struct invite_waiting_row *last = &p.rows[PEOPLE_ROWS - 1];
        p.next = arena_print(rq->arena,
            "/admin/people/waiting?after_end=%lld&after=%.*s",
            (long long)last->ends_at, TEXT_ARG(key_print(last->id, key)));
    }
    struct view v = request_view(rq);
    people_people_admin_waiting(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Invitations that wait")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

void
people_answer_invited(struct request *rq, struct answer *an,
    const struct invitation *rows, ptrdiff_t n_rows, text back)
{
    struct invited_page p = { .rows = rows,
        .n_rows = n_rows,
        .back = back,
        .shows_links = !rq->site->config.sends_mail };
    struct view v = request_view(rq);
    people_people_admin_sent(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Invited")),
            .section = "admin",
            .body = view_html(&v) });
}

struct again_step {
    struct inviter from;
    struct invitation to;
};

static enum err
save_again(struct db *writer, struct arena *a, void *arg)
{
    struct again_step *step = arg;
    return people_invite_again(writer, a, &step->from, &step->to);
}

static enum err
save_back(struct db *writer, struct arena *a, void *arg)
{
    struct again_step *step = arg;
    return people_invite_back(writer, a, &step->from, step->to.person_id);
}

enum err
invite_again(struct request *rq, struct answer *an, int64_t person_id,
    int64_t partnership_id, text back)
{
    struct again_step step = { .from = people_inviter(rq),
        .to = { .person_id = person_id } };
    step.from.partnership_id = partnership_id;
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_again, &step);
    if (e == ERR_NOT_FOUND) { /* it was opened meanwhile */
        answer_redirect(rq, an, back);
        return OK;
    }
    if (e != OK)
        return e;
    struct invitation *to = arena_new(rq->arena, struct invitation, 1);
    *to = step.to;
    people_answer_invited(rq, an, to, 1, back);
    return OK;
}

enum err
invite_back(struct request *rq, struct answer *an, int64_t person_id,
    int64_t partnership_id, text back)
{
    struct again_step step = { .from = people_inviter(rq),
        .to = { .person_id = person_id } };
    step.from.partnership_id = partnership_id;
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, save_back, &step);
    if (e == OK || e == ERR_NOT_FOUND) {
        answer_redirect(rq, an, back);
        return OK;
    }
    return e;
}

enum err
admin_again_send(struct request *rq, struct answer *an)
{
    return invite_again(
        rq, an, request_key(rq, 0), 0, TEXT("/admin/people/waiting"));
}

enum err
admin_back_send(struct request *rq, struct answer *an)
{
    return invite_back(
        rq, an, request_key(rq, 0), 0, TEXT("/admin/people/waiting"));
}
