/* Who may what: each route there is, asked by each kind of reader, against
 * what its own table says. */
#include "command/command.h"

#include "network/network.h"
#include "os/clock.h"
#include "people/people.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int rights_test(void);

enum reader { VISITOR, PERSON, COORDINATOR, N_READERS };
static const char *const reader_names[] = { "a visitor", "a person",
    "a coordinator" };

struct house {
    struct support_db *d;
    struct site *site;
    struct arena request;
    int64_t person_ids[N_READERS];
    struct web_output out;
};

static void
open_house(struct house *h, struct support_db *d)
{
    const struct route **tables = arena_new(d->arena, const struct route *, 16);
    struct why why = { 0 };
    for (int i = 0; all_doors[i] != NULL; i++)
        tables[i] = all_doors[i]->routes;
    *h = (struct house){ .d = d };
    struct site_config config = { .base_url = TEXT("http://127.0.0.1"),
        .home = d->home,
        .routes = tables,
        .who_acts = people_who_acts,
        .things_of = thing_of_route,
        .describe = network_describe,
        .menu = house_menu,
        .sign_in = "/sign-in",
        .is_quiet = true };
    assert_int_equal(site_open(&h->site, &config, d->arena, &why), OK);
    arena_open(&h->request, 8 << 20);
    for (int i = PERSON; i < N_READERS; i++) {
        struct people_invitation to = { .mail = arena_print(d->arena,
                                            "reader%d@rights.example", i),
            .is_coordinator = i == COORDINATOR };
        assert_int_equal(people_invite(d->db, d->arena, &to, &why), OK);
        h->person_ids[i] = to.person_id;
    }
}

static void
close_house(struct house *h)
{
    site_close(h->site);
    arena_close(&h->request);
}

static int
ask(struct house *h, enum web_method method, text target, text session,
    text body)
{
    struct web_header headers[] = { { TEXT("Host"), TEXT("127.0.0.1") },
        { TEXT("Origin"), TEXT("http://127.0.0.1") },
        { TEXT("Content-Type"), TEXT("application/x-www-form-urlencoded") },
        { TEXT("Cookie"),
            arena_print(h->d->arena, "__Host-cp=%.*s", TEXT_ARG(session)) } };
    struct web_input in = { .method = method,
        .target = target,
        .headers = headers,
        .n_headers = text_is_known(session) ? 4 : 3,
        .body = body,
        .body_fd = -1,
        .body_size = body.len,
        .peer = TEXT("192.0.2.90"),
        .arrived_ns = monotonic_ns() };
    h->out = (struct web_output){ .fd = -1 };
    site_answer(h->site, h->d->db, &h->request, 0, &in, &h->out);
    return h->out.status;
}

static text
header(const struct house *h, const char *name)
{
    for (int i = 0; i < h->out.n_headers; i++)
        if (text_is_equal(h->out.headers[i].name, text_of(name)))
            return h->out.headers[i].value;
    return (text){ 0 };
}

/* A session of its own for each request: one of them signs out. */
static text
session_of(struct house *h, enum reader reader)
{
    text token = { 0 };
    if (reader != VISITOR)
        assert_int_equal(people_begin_session(h->d->db, h->d->arena,
                             h->person_ids[reader], &token),
            OK);
    return token;
}

/* "token=..." as a page of this session has it. */
static text
body_for(struct house *h, enum reader reader, text session)
{
    text mark = TEXT("name=\"token\" value=\"");
    if (reader == VISITOR)
        return TEXT("token=");
    assert_int_equal(
        ask(h, WEB_GET, TEXT("/en/me"), session, (text){ 0 }), 200);
    ptrdiff_t at = text_find(h->out.body, mark);
    assert_true(at > 0);
    text rest,
        token =
            text_cut(text_slice(h->out.body, at + mark.len, h->out.body.len),
                '"', &rest);
    return arena_print(h->d->arena, "token=%.*s", TEXT_ARG(token));
}

/* "/en/place/0000000000001" of "/place/:key" */
static text
address_of(struct arena *a, const struct route *r)
{
    struct buf b = buf_in(a, 100);
    text rest = text_of(r->path), part;
    buf_add(&b, TEXT("/en"));
    text_cut(rest, '/', &rest);
    while (text_is_known(rest)) {
        part = text_cut(rest, '/', &rest);
        buf_byte(&b, '/');
        buf_add(&b,
            text_starts_with(part, TEXT(":")) ? TEXT("0000000000001") : part);
    }
    return buf_text(&b);
}

static bool
may(const struct route *r, enum reader reader)
{
    switch (r->who) {
    case WHO_ANYONE: return true;
    case WHO_PERSON: return reader != VISITOR;
    case WHO_GUEST:
    case WHO_MEMBER:
    case WHO_FACILITATOR:
    case WHO_COORDINATOR: return reader == COORDINATOR;
    }
    return false;
}

static void
try_route(struct house *h, const struct route *r, enum reader reader)
{
    text session = session_of(h, reader);
    bool is_post = r->method == WEB_POST;
    text body = is_post ? body_for(h, reader, session) : (text){ 0 };
    int status = ask(h, r->method, address_of(h->d->arena, r), session, body);
    bool is_sent_away = status == 303 &&
        text_starts_with(header(h, "Location"), TEXT("/en/sign-in?then="));
    bool is_refused = status == 403 || is_sent_away;
    if (status >= 500)
        fail_msg("%s for %s: %d", r->path, reader_names[reader], status);
    if (may(r, reader) == is_refused)
        fail_msg("%s %s for %s: %d", is_post ? "POST" : "GET", r->path,
            reader_names[reader], status);
    if (is_refused && (is_sent_away != (reader == VISITOR && !is_post)))
        fail_msg("%s for %s: %d", r->path, reader_names[reader], status);
    if (is_refused || r->who != WHO_ANYONE)
        assert_true(status != 200 ||
            text_is_equal(header(h, "Cache-Control"), TEXT("no-store")));
}

static void
every_route_is_open_to_those_it_says_and_to_nobody_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int n[WHO_COORDINATOR + 1] = { 0 };
        open_house(&h, d);
        for (int i = 0; all_doors[i] != NULL; i++)
            for (const struct route *r = all_doors[i]->routes; r->path != NULL;
                 r++, n[r[-1].who]++)
                for (int reader = VISITOR; reader < N_READERS; reader++)
                    try_route(&h, r, (enum reader)reader);
        assert_true(
            n[WHO_ANYONE] > 10 && n[WHO_PERSON] > 5 && n[WHO_COORDINATOR] > 1);
        close_house(&h);
    }
}

/* Whoever has a person's cookie sent along, but not a page made for it, gets
 * nothing done. */
static void
no_post_counts_that_was_not_made_for_the_session(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int n = 0;
        open_house(&h, d);
        text other = body_for(&h, PERSON, session_of(&h, PERSON));
        text bodies[] = { TEXT("a=b"), TEXT("token="), other };
        for (int i = 0; all_doors[i] != NULL; i++)
            for (const struct route *r = all_doors[i]->routes; r->path != NULL;
                 r++)
                for (int b = 0; r->method == WEB_POST && b < 3; b++, n++) {
                    text session = session_of(&h, COORDINATOR);
                    int status = ask(&h, WEB_POST, address_of(d->arena, r),
                        session, bodies[b]);
                    if (status < 400 || status >= 500)
                        fail_msg("%s: %d", r->path, status);
                    assert_int_equal(
                        ask(&h, WEB_GET, TEXT("/en/me"), session, (text){ 0 }),
                        200);
                }
        assert_true(n > 15);
        close_house(&h);
    }
}

int
rights_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(every_route_is_open_to_those_it_says_and_to_nobody_else),
        support_test(no_post_counts_that_was_not_made_for_the_session),
    };
    return cmocka_run_group_tests_name("command/rights", tests, NULL, NULL);
}
