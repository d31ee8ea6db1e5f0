/* What the coordinator sees to. */
#include "network/admin_pages.h"
#include "network/network_routes.h"

#include "base/date.h"
#include "keep/door.h"
#include "keep/mail.h"
#include "keep/privacy.h"
#include "keep/seal.h"
#include "keep/settings.h"
#include "keep/wipe.h"
#include "network/admin.html.h"
#include "os/entropy.h"

#include <inttypes.h>
#include <string.h>

enum { AUDITS_MAX = 10, DAY_S = 86'400, OLD_S = 7 * DAY_S, SIZES_MAX = 250 };

/* ---- Where it goes on ---------------------------------------------------- */

/* A page that is not there yet has no line. */
static const struct admin_link all_links[] = {
    { .path = "/admin/requests", .word = N_("Requests to join") },
    { .path = "/admin/invitations", .word = N_("Invitations") },
    { .path = "/admin/invite", .word = N_("Invite") },
    { .path = "/admin/people", .word = N_("People") },
    { .path = "/slips", .word = N_("Join slips") },
    { .path = "/admin/recovery", .word = N_("Help somebody back in") },
    { .path = "/admin/mail", .word = N_("Mail") },
    { .path = "/admin/removed", .word = N_("What was removed") },
    { .path = "/admin/page", .word = N_("Pages about the network") },
    { .path = "/translate", .word = N_("What wants translating") },
    { .path = "/questionnaire", .word = N_("Questionnaires") },
    { .path = "/admin/settings", .word = N_("Settings") },
    { .path = "/admin/audit", .word = N_("Audit log") },
    { .path = "/privacy", .word = N_("What is kept about people") },
};
enum { N_ALL_LINKS = sizeof all_links / sizeof *all_links };

static bool
is_route(const char *path)
{
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct route *r = all_doors[d]->routes; r->path != NULL; r++)
            if (r->method == WEB_GET && strcmp(r->path, path) == 0)
                return true;
    return false;
}

static text
count_said(struct view *v, int64_t n)
{
    text number = lang_number(v->lang, v->arena, n);
    if (n == 0)
        return (text){ 0 };
    return n < COUNT_MAX ? number
                         : arena_print(v->arena, "%.*s+", TEXT_ARG(number));
}

static enum err
load_links(struct request *rq, struct view *v, struct admin_page *p)
{
    struct request_count_open_row open = { 0 };
    int64_t n_mails = 0;
    enum err e = request_count_open(rq->db, rq->arena,
        (struct request_count_open_in){ .n_rows = COUNT_MAX }, &open);
    if (e == OK)
        e = mail_count_waiting(rq->db, rq->arena, &n_mails);
    for (int i = 0; i < N_ALL_LINKS; i++) {
        struct admin_link *l = &p->links[p->n_links];
        if (!is_route(all_links[i].path))
            continue;
        *l = all_links[i];
        if (strcmp(l->path, "/admin/requests") == 0)
            l->count = count_said(v, open.n);
        if (strcmp(l->path, "/admin/mail") == 0)
            l->count = count_said(v, n_mails);
        p->n_links++;
    }
    return e;
}

/* ---- Backups ------------------------------------------------------------- */

static enum err
load_backups(struct request *rq, struct view *v, struct admin_page *p)
{
    struct backup_newest_row *rows;
    ptrdiff_t n = 0;
    char day[DATE_LENGTH];
    int64_t days = settings_int(rq->db, rq->arena, "keep_backups_days");
    enum err e = backup_newest(rq->db, rq->arena,
        (struct backup_newest_in){ .before_id = INT64_MAX, .n_rows = 5 }, &rows,
        &n);
    for (ptrdiff_t i = 0; i < n; i++) {
        struct admin_backup *b = &p->backups[p->n_backups++];
        b->row = rows[i];
        if (rows[i].has_erased_at)
            b->until = lang_date(v->lang, v->arena,
                date_print(
                    moment_of(rows[i].erased_at + days * DAY_S).date, day));
    }
    p->is_backup_old = n > 0 && rq->now - rows[0].at > OLD_S;
    return e == OK ? wipe_ask(rq->db, rq->arena, &p->is_wipe_due) : e;
}

/* ---- Storage ------------------------------------------------------------- */

text
size_said(struct view *v, int64_t n_bytes)
{
    bool is_large = n_bytes >= 1'000'000'000;
    double n = (double)n_bytes / (is_large ? 1e9 : 1e6);
    return say_with(v, is_large ? N_("%s GB") : N_("%s MB"), 1,
        (struct phrase_arg[]){
            phrase_arg(lang_decimal(v->lang, v->arena, n, 1)) });
}

static enum err
day_before(struct request *rq, int64_t at, text *day)
{
    struct storage_last_day_row *rows;
    ptrdiff_t n = 0;
    char room[DATE_LENGTH];
    enum err e = storage_last_day(rq->db, rq->arena,
        (struct storage_last_day_in){
            .until = date_print(moment_of(at).date, room), .n_rows = 1 },
        &rows, &n);
    *day = n == 0 ? (text){ 0 } : rows[0].day;
    return e;
}

static enum err
sizes_of(struct request *rq, text day, int64_t by_kind[PRIVACY_N],
    int64_t *n_free, int64_t *n_all)
{
    struct storage_of_day_row *rows;
    ptrdiff_t n = 0;
    enum err e = storage_of_day(rq->db, rq->arena,
        (struct storage_of_day_in){ .day = day, .n_rows = SIZES_MAX }, &rows,
        &n);
    for (ptrdiff_t i = 0; i < n; i++) {
        enum privacy kind = privacy_of_table(rows[i].name);
        if (text_is_equal(rows[i].name, TEXT("free"))) {
            *n_free = rows[i].n_bytes;
            continue;
        }
        by_kind[kind == PRIVACY_N ? PRIVACY_NONE : kind] += rows[i].n_bytes;
        *n_all += rows[i].n_bytes;
    }
    return e;
}

static enum err
load_storage(struct request *rq, struct view *v, struct admin_page *p)
{
    int64_t by_kind[PRIVACY_N] = { 0 }, then[PRIVACY_N] = { 0 };
    int64_t n_then = 0, none = -1;
    text before;
    p->n_free = -1;
    enum err e = day_before(rq, rq->now, &p->measured_on);
    if (e == OK)
        e = day_before(rq, rq->now - OLD_S, &before);
    if (e != OK || !text_is_known(p->measured_on))
        return e;
    e = sizes_of(rq, p->measured_on, by_kind, &p->n_free, &p->n_bytes);
    if (e == OK && text_is_known(before))
        e = sizes_of(rq, before, then, &none, &n_then);
    p->n_grown = p->n_bytes - n_then;
    p->has_grown = text_is_known(before) && p->n_grown > 0;
    for (int i = 0; i < PRIVACY_N; i++)
        if (by_kind[i] >= 50'000)
            p->sizes[p->n_sizes++] =
                (struct admin_size){ say_html(v, privacy_kinds[i].what),
                    by_kind[i] };
    return e;
}

/* ---- Signing in ---------------------------------------------------------- */

static enum err
load_days(struct request *rq, struct admin_page *p)
{
    struct tally_since_row *rows;
    ptrdiff_t n = 0;
    char day[DATE_LENGTH];
    int64_t since = rq->now - (TALLY_DAYS - 1) * DAY_S;
    enum err e = tally_since(rq->db, rq->arena,
        (struct tally_since_in){ .day = date_print(moment_of(since).date, day),
            .n_rows = TALLY_ROWS_MAX },
        &rows, &n);
    /* the newest day first */
    for (ptrdiff_t i = n - 1; i >= 0; i--) {
        struct admin_day *d = &p->days[p->n_days == 0 ? 0 : p->n_days - 1];
        if (p->n_days == 0 || !text_is_equal(d->day, rows[i].day)) {
            if (p->n_days == TALLY_DAYS)
                break;
            d = &p->days[p->n_days++];
            d->day = rows[i].day;
        }
        if (text_is_equal(rows[i].name, TEXT("signed-in")))
            d->n_in = rows[i].n;
        else if (text_is_equal(rows[i].name, TEXT("sign-in-wrong")))
            d->n_wrong = rows[i].n;
        else if (text_is_equal(rows[i].name, TEXT("sign-in-slowed")))
            d->n_slowed = rows[i].n;
    }
    return e;
}

/* ---- The rest ------------------------------------------------------------ */

static enum err
load_rest(struct request *rq, struct view *v, struct admin_page *p)
{
    struct coordinator_count_row count = { 0 };
    struct audit_line *rows;
    char day[DATE_LENGTH];
    const struct db_migration *m = db_all_migrations;
    enum err e = seal_head(rq->db, rq->arena, &p->head);
    if (e == OK)
        e = coordinator_count(rq->db, rq->arena,
            (struct coordinator_count_in){
                .today = date_print(moment_of(rq->now).date, day),
                .n_rows = COUNT_MAX },
            &count);
    p->n_coordinators = count.n;
    while (m[1].version != 0)
        m++;
    p->schema = text_of(m->name);
    /* rows without a name have keys of any hour of their day: those of hours to
     * come would stand before what has just been done */
    if (e == OK)
        e = audit_page(rq->db, rq->arena,
            (struct audit_page_in){
                .before_id = key_new(), .n_rows = AUDITS_MAX },
            &rows, &p->n_items);
    return e == OK ? audit_items(rq, v, rows, p->n_items, &p->items) : e;
}

enum err
admin_show(struct request *rq, struct answer *an)
{
    struct admin_page *p = arena_new(rq->arena, struct admin_page, 1);
    struct view v = request_view(rq);
    enum err e = load_links(rq, &v, p);
    if (e == OK)
        e = load_backups(rq, &v, p);
    if (e == OK)
        e = load_storage(rq, &v, p);
    if (e == OK)
        e = load_days(rq, p);
    if (e == OK)
        e = load_rest(rq, &v, p);
    if (e != OK)
        return e;
    network_admin(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Coordination")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}
