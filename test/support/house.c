#include "support/house.h"

#include "command/command.h"
#include "network/network.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"
#include "os/thread.h"
#include "people/people.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { DOORS_MAX = 16, SHEETS_MAX = 128, REQUEST_LIMIT = 8 << 20 };

void
house_open(struct house *h, struct support *s, struct support_db *d)
{
    const struct route **tables =
        arena_new(d->arena, const struct route *, DOORS_MAX + 1);
    struct why why = { 0 };
    *h = (struct house){ .s = s, .d = d, .peer = TEXT("127.0.0.1") };
    for (int i = 0; all_doors[i] != NULL; i++) {
        assert_true(i < DOORS_MAX);
        tables[i] = all_doors[i]->routes;
    }
    struct site_config config = { .base_url = TEXT("http://127.0.0.1"),
        .home = d->home,
        .routes = tables,
        .who_acts = people_who_acts,
        .things_of = thing_of_route,
        .describe = network_describe,
        .menu = house_menu,
        .sign_in = "/sign-in",
        .is_quiet = true };
    if (site_open(&h->site, &config, d->arena, &why) != OK)
        fail_msg("%s", why.text);
    arena_open(&h->arena, REQUEST_LIMIT);
}

void
house_close(struct house *h)
{
    site_close(h->site);
    arena_close(&h->arena);
}

/* ---- What comes in ------------------------------------------------------- */

static void
hear(void *context, bool is_refusal, const char *line)
{
    if (is_refusal)
        buf_print(context, "%s\n", line);
}

static text
write_folder(struct house *h, const char *file, const char *content)
{
    static int n_folders;
    struct why why = { 0 };
    text dir =
        arena_print(h->d->arena, "%s/house-%d", h->s->folder, ++n_folders);
    text path = arena_print(h->d->arena, "%.*s/%s", TEXT_ARG(dir), file);
    if (file_make_folder(file_folder_of(path), &why) != OK ||
        file_write(path, text_of(content), &why) != OK)
        fail_msg("%s", why.text);
    return dir;
}

static text
bring_in(struct house *h, text dir)
{
    const struct sheet *sheets[SHEETS_MAX + 1] = { NULL };
    enum err (*also[DOORS_MAX + 1])(struct sheet_texts *) = { NULL };
    int n = 0, n_also = 0;
    struct why why = { 0 };
    struct buf refusals = buf_in(h->d->arena, 1000);
    for (int i = 0; all_doors[i] != NULL; i++) {
        for (int k = 0; all_doors[i]->sheets[k] != NULL; k++) {
            assert_true(n < SHEETS_MAX);
            sheets[n++] = all_doors[i]->sheets[k];
        }
        if (all_doors[i]->also_import != NULL)
            also[n_also++] = all_doors[i]->also_import;
    }
    struct sheet_import import = { .dir = dir,
        .sheets = sheets,
        .also = also,
        .say = hear,
        .context = &refusals };
    enum err e = sheet_import(h->d->db, h->d->arena, &import, &why);
    if (e != OK && refusals.len == 0)
        fail_msg("%.*s: %s: %s", TEXT_ARG(dir), err_name(e), why.text);
    return buf_text(&refusals);
}

text
house_refusals(struct house *h, const char *file, const char *content)
{
    return bring_in(h, write_folder(h, file, content));
}

void
house_import_folder(struct house *h, const char *dir)
{
    text refusals = bring_in(h, text_of(dir));
    if (refusals.len > 0)
        fail_msg("%.*s", TEXT_ARG(refusals));
}

void
house_import(struct house *h, const char *file, const char *content)
{
    text refusals = house_refusals(h, file, content);
    if (refusals.len > 0)
        fail_msg("%.*s", TEXT_ARG(refusals));
}

int64_t
house_key(struct house *h, const char *table, const char *code)
{
    char sql[300];
    snprintf(
        sql, sizeof sql, "SELECT id FROM %s WHERE code = '%s'", table, code);
    text id = support_ask(h->s, h->d->url, sql);
    if (id.len == 0)
        fail_msg("%s: there is no %s %s", h->d->label, table, code);
    return strtoll(
        arena_print(h->d->arena, "%.*s", TEXT_ARG(id)).ptr, NULL, 10);
}

/* ---- Who asks ------------------------------------------------------------ */

static int64_t
invite(struct house *h, const char *mail, bool is_coordinator)
{
    struct why why = { 0 };
    struct people_invitation to = { .mail = text_of(mail),
        .is_coordinator = is_coordinator };
    if (people_invite(h->d->db, h->d->arena, &to, &why) != OK)
        fail_msg("%s", why.text);
    return to.person_id;
}

int64_t
house_person(struct house *h, const char *mail)
{
    return invite(h, mail, false);
}

int64_t
house_coordinator(struct house *h, const char *mail)
{
    return invite(h, mail, true);
}

void
house_give(struct house *h, int64_t person_id, const char *role,
    const char *kind, int64_t thing_id)
{
    char sql[700];
    snprintf(sql, sizeof sql,
        "INSERT INTO membership (id, person_id, role, kind, thing_id, "
        "partnership_id, starts_on, made_at) VALUES (%" PRId64 ", %" PRId64
        ", '%s', '%s', %" PRId64 ", (SELECT p.id FROM partnership p WHERE "
        "p.id = %" PRId64 " OR p.id = (SELECT s.partnership_id FROM side s "
        "WHERE s.id = %" PRId64 ")), '2026-01-01', 0)",
        key_new(), person_id, role, kind, thing_id, thing_id, thing_id);
    support_exec(h->s, h->d->url, sql);
}

void
house_enter(struct house *h, int64_t person_id)
{
    h->session = (text){ 0 };
    if (person_id != 0)
        assert_int_equal(
            people_begin_session(h->d->db, h->d->arena, person_id, &h->session),
            OK);
}

/* ---- What goes out ------------------------------------------------------- */

/* By whoever has that session, on that connection. */
static void
ask(struct site *site, struct db *db, struct arena *a, text cookie, text peer,
    enum web_method method, text target, text body, ptrdiff_t limit,
    struct web_output *out)
{
    bool is_post = method == WEB_POST;
    struct web_header headers[] = { { TEXT("Host"), TEXT("127.0.0.1") },
        { TEXT("Cookie"), cookie },
        { TEXT("Origin"), TEXT("http://127.0.0.1") },
        { TEXT("Content-Type"), TEXT("application/x-www-form-urlencoded") } };
    struct web_input in = { .method = method,
        .target = target,
        .headers = headers,
        .n_headers = is_post ? 4 : 2,
        .body = body,
        .body_fd = -1,
        .body_size = body.len,
        .peer = peer,
        .arrived_ns = monotonic_ns() };
    *out = (struct web_output){ .fd = -1 };
    site_answer(site, db, a, limit, &in, out);
}

/* One keeps a visitor away from the cache. */
static text
cookie_of(struct house *h, text session)
{
    return text_is_known(session)
        ? arena_print(h->d->arena, "__Host-cp=%.*s", TEXT_ARG(session))
        : TEXT("x=y");
}

int
house_ask(struct house *h, enum web_method method, text target, text body,
    ptrdiff_t limit)
{
    ask(h->site, h->d->db, &h->arena, cookie_of(h, h->session), h->peer, method,
        target, body, limit, &h->out);
    h->body = h->out.body;
    return h->out.status;
}

/* ---- In one instant ------------------------------------------------------ */

struct sending {
    struct house *h;
    struct house_beside *post;
    text cookie;
    _Atomic int *n_ready;
    int n;
    struct thread thread;
};

static void
send_beside(void *arg)
{
    struct sending *s = arg;
    struct arena a;
    struct db *db;
    struct web_output out;
    struct why why = { 0 };
    arena_open(&a, REQUEST_LIMIT);
    if (db_connect(&db, s->h->d->home, &why) == OK) {
        atomic_fetch_add(s->n_ready, 1);
        while (atomic_load(s->n_ready) < s->n)
            sleep_ms(0);
        ask(s->h->site, db, &a, s->cookie, s->h->peer, WEB_POST,
            s->post->target, s->post->fields, 0, &out);
        s->post->status = out.status;
        db_disconnect(db);
    } else
        atomic_fetch_add(s->n_ready, 1);
    arena_close(&a);
}

void
house_post_beside(struct house *h, struct house_beside *posts, int n)
{
    struct sending *all = arena_new(h->d->arena, struct sending, n);
    _Atomic int n_ready = 0;
    for (int i = 0; i < n; i++) {
        posts[i].status = 0;
        all[i] = (struct sending){ .h = h,
            .post = &posts[i],
            .cookie = cookie_of(h, posts[i].session),
            .n_ready = &n_ready,
            .n = n };
    }
    for (int i = 0; i < n; i++)
        assert_int_equal(
            thread_start(&all[i].thread, "beside", send_beside, &all[i], NULL),
            OK);
    for (int i = 0; i < n; i++)
        thread_join(&all[i].thread);
}

int
house_get(struct house *h, const char *target)
{
    return house_ask(h, WEB_GET, text_of(target), (text){ 0 }, 0);
}

text
house_token(struct house *h)
{
    text mark = TEXT("name=\"token\" value=\""), rest;
    assert_int_equal(
        house_get(h, text_is_known(h->session) ? "/en/me" : "/en/join"), 200);
    ptrdiff_t at = text_find(h->body, mark);
    assert_true(at > 0);
    text token =
        text_cut(text_slice(h->body, at + mark.len, h->body.len), '"', &rest);
    return arena_print(h->d->arena, "token=%.*s", TEXT_ARG(token));
}

int
house_post(struct house *h, const char *target, const char *fields)
{
    text token = house_token(h);
    return house_ask(h, WEB_POST, text_of(target),
        arena_print(h->d->arena, "%.*s&%s", TEXT_ARG(token), fields), 0);
}

int
house_follow(struct house *h, const char *start)
{
    text rest = h->body, attribute = TEXT(" href=\"");
    for (ptrdiff_t at; (at = text_find(rest, attribute)) >= 0;) {
        rest = text_slice(rest, at + attribute.len, rest.len);
        text after, link = text_cut(rest, '"', &after);
        if (text_starts_with(link, text_of(start)))
            return house_ask(
                h, WEB_GET, arena_copy(h->d->arena, link), (text){ 0 }, 0);
    }
    fail_msg("%s: no link begins with \"%s\":\n%.*s", h->d->label, start,
        TEXT_ARG(h->body));
    return 0;
}

/* ---- Looking ------------------------------------------------------------- */

text
house_header(const struct house *h, const char *name)
{
    for (int i = 0; i < h->out.n_headers; i++)
        if (text_is_equal(h->out.headers[i].name, text_of(name)))
            return h->out.headers[i].value;
    return (text){ 0 };
}

void
house_says(struct house *h, const char *what)
{
    if (text_find(h->body, text_of(what)) < 0)
        fail_msg("%s: \"%s\" is not there:\n%.*s", h->d->label, what,
            TEXT_ARG(h->body));
}

void
house_is_silent_on(struct house *h, const char *what)
{
    if (text_find(h->body, text_of(what)) >= 0)
        fail_msg(
            "%s: \"%s\" is there:\n%.*s", h->d->label, what, TEXT_ARG(h->body));
}
