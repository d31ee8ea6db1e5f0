/* What a route for anybody must see to itself: whether its thing is for who
 * asks. */
#include "support/rights_things.h"

#include "base/key.h"
#include "keep/door.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int rights_open_test(void);

/* A route of a thing that anybody, or whoever may sign in, may ask is asked
 * nothing about the thing: its handler has to. How such a thing becomes one
 * that not everybody sees. */
static const struct hiding {
    const char *kind, *sql;
} hidings[] = {
    { "listing", "UPDATE listing SET seen = 'network'" },
    { "match_call", "UPDATE match_call SET status = 'draft'" },
    { "match_session", "UPDATE match_session SET status = 'proposed'" },
    { "panel", "UPDATE panel SET status = 'draft'" },
    { "forum", "UPDATE forum SET is_public = 0" },
    { "sitting", "UPDATE forum SET is_public = 0" },
    { "decision", "UPDATE decision SET why_private = 'It says so'" },
};

/* What is for everybody, always: a network is there to be seen. */
static const char *const open_kinds[] = { "partnership", "theme" };

static bool
is_open(const char *kind)
{
    for (size_t i = 0; i < sizeof open_kinds / sizeof *open_kinds; i++)
        if (strcmp(open_kinds[i], kind) == 0)
            return true;
    return false;
}

/* "/en/call/KEY/who" of "/call/:key/who"; other keys are of nothing. */
static text
address_of(struct house *h, const struct route *r, int64_t id)
{
    struct buf b = buf_in(h->d->arena, 200);
    char key[KEY_LENGTH];
    bool is_first = true;
    text rest = text_of(r->path);
    buf_add(&b, TEXT("/en"));
    text_cut(rest, '/', &rest);
    while (text_is_known(rest)) {
        text tail, part = text_cut(rest, '/', &rest);
        buf_byte(&b, '/');
        if (!text_starts_with(part, TEXT(":"))) {
            buf_add(&b, part);
            continue;
        }
        buf_add(&b, is_first ? key_print(id, key) : TEXT("0000000000001"));
        is_first = false;
        text_cut(part, '.', &tail);
        if (text_is_known(tail)) { /* ":key.csv" */
            buf_byte(&b, '.');
            buf_add(&b, tail);
        }
    }
    return buf_text(&b);
}

static bool
is_sent_away(struct house *h)
{
    return h->out.status == 303 &&
        text_starts_with(
            house_header(h, "Location"), TEXT("/en/sign-in?then="));
}

static bool
is_for_anybody(const struct route *r)
{
    return r->of != NULL && r->of[0] != '*' && r->who <= WHO_PERSON;
}

/* Nothing of it may be on the page, whatever the status. */
static void
must_not_be_there(struct house *h, const struct route *r, const struct thing *t,
    const char *reader)
{
    text body = r->method == WEB_POST && text_is_known(h->session)
        ? house_token(h)
        : (text){ 0 };
    house_ask(h, r->method, address_of(h, r, t->id), body, 0);
    int status = h->out.status;
    bool is_refused_post = r->method == WEB_POST && (status == 403);
    if (status != 404 && !is_sent_away(h) && !is_refused_post)
        fail_msg("%s: a route for anybody shows a %s that %s may not see: %d. "
                 "Its handler has to ask thing_may_see",
            r->path, t->kind->kind, reader, status);
}

static void
a_route_for_anybody_shows_nobody_what_they_may_not_see(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int n = 0;
        house_open(&h, s, d);
        rights_make_things(&h);
        for (size_t i = 0; i < sizeof hidings / sizeof *hidings; i++)
            support_exec(s, d->url, hidings[i].sql);
        int64_t person = house_person(&h, "p@rights.example");
        int64_t other = house_person(&h, "o@rights.example");
        house_give(&h, other, "facilitator", "partnership",
            house_key(&h, "partnership", "else"));
        for (int i = 0; all_doors[i] != NULL; i++)
            for (const struct route *r = all_doors[i]->routes; r->path != NULL;
                 r++) {
                if (!is_for_anybody(r) || is_open(r->of))
                    continue;
                struct thing t = rights_thing(&h, r->of, true);
                bool is_visitor_s = r->who == WHO_ANYONE;
                if (is_visitor_s && t.seen == SEEN_BY_ALL)
                    fail_msg(
                        "say in rights_open_test.c how a %s becomes one that "
                        "not everybody sees: %s",
                        r->of, r->path);
                if (is_visitor_s) {
                    house_enter(&h, 0);
                    must_not_be_there(&h, r, &t, "a visitor");
                }
                if (t.seen >= SEEN_WITHIN) {
                    house_enter(&h, person);
                    must_not_be_there(&h, r, &t, "a person");
                    house_enter(&h, other);
                    must_not_be_there(&h, r, &t, "a facilitator of another");
                }
                n++;
            }
        assert_true(n > 5);
        house_close(&h);
    }
}

int
rights_open_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_route_for_anybody_shows_nobody_what_they_may_not_see),
    };
    return cmocka_run_group_tests_name(
        "command/rights_open", tests, NULL, NULL);
}
