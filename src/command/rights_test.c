/* Who may what: each route there is, asked by each kind of reader, with real
 * things in its path, against what its own table says.
 *
 * Every kind of thing that a route is of is here twice, in two partnerships
 * that have nothing to do with each other. A reader with a role has it of the
 * thing in the path, of what that is in, of the other one, or of the other
 * side of the same partnership.
 */
#include "support/rights_things.h"

#include "base/key.h"
#include "keep/door.h"
#include "keep/thing.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int rights_test(void);

/* ---- Readers ------------------------------------------------------------- */

enum where { NOWHERE, HERE, AROUND, BESIDE, ELSEWHERE };
static const struct reader {
    const char *name;
    enum who role;
    enum where where;
} readers[] = {
    { "a visitor", WHO_ANYONE, NOWHERE },
    { "a person", WHO_PERSON, NOWHERE },
    { "a guest of it", WHO_GUEST, HERE },
    { "a guest of what it is in", WHO_GUEST, AROUND },
    { "a guest of another", WHO_GUEST, ELSEWHERE },
    { "a member of it", WHO_MEMBER, HERE },
    { "a member of what it is in", WHO_MEMBER, AROUND },
    { "a member of the other side", WHO_MEMBER, BESIDE },
    { "a member of another", WHO_MEMBER, ELSEWHERE },
    { "a facilitator of it", WHO_FACILITATOR, HERE },
    { "a facilitator of what it is in", WHO_FACILITATOR, AROUND },
    { "a facilitator of the other side", WHO_FACILITATOR, BESIDE },
    { "a facilitator of another", WHO_FACILITATOR, ELSEWHERE },
    { "a coordinator", WHO_COORDINATOR, NOWHERE },
};
enum { N_READERS = sizeof readers / sizeof *readers };

static const char *
role_name(enum who role)
{
    return role == WHO_GUEST ? "guest"
        : role == WHO_MEMBER ? "member"
                             : "facilitator";
}

/* A document may be in a thing of several kinds. */
static const char *
within_kind(const struct thing_kind *k)
{
    return k->within_kind == NULL ? "partnership" : k->within_kind;
}

/* A person of their own for each kind of reader of a thing; 0: a visitor. */
static int64_t
person_for(struct house *h, const struct reader *r, const struct thing *here)
{
    char mail[60];
    snprintf(mail, sizeof mail, "r%d.%s@rights.example", (int)(r - readers),
        here == NULL ? "none" : here->kind->kind);
    if (r->role == WHO_ANYONE)
        return 0;
    if (r->role == WHO_COORDINATOR)
        return house_coordinator(h, mail);
    int64_t id = house_person(h, mail);
    const char *role = role_name(r->role);
    if (r->where == BESIDE)
        house_give(h, id, role, "side", house_key(h, "side", "beside"));
    else if (r->where == ELSEWHERE) {
        struct thing t = rights_thing(
            h, here == NULL ? "side" : here->kind->kind, here == NULL);
        house_give(h, id, role, t.kind->kind, t.id);
        if (t.within_id != 0)
            house_give(h, id, role, within_kind(t.kind), t.within_id);
        if (t.above_id != 0)
            house_give(h, id, role, "partnership", t.above_id);
    } else if (r->where == HERE && here != NULL)
        house_give(h, id, role, here->kind->kind, here->id);
    else if (r->where == AROUND && here != NULL && here->within_id != 0)
        house_give(h, id, role, within_kind(here->kind),
            here->above_id != 0 ? here->above_id : here->within_id);
    return id;
}

/* Is the thing the partnership of both sides, or right in it, or in a side?
 * Some reader may have removed the partnership before. */
static int64_t partnership_id;

static bool
is_in_the_partnership(const struct thing *t)
{
    return t->id == partnership_id || t->within_id == partnership_id ||
        t->above_id == partnership_id;
}

static enum who
least_of(const struct route *r, const struct thing *t)
{
    enum who least = r->who;
    bool is_any = r->of != NULL && r->of[0] == '*';
    if (is_any && t->kind->editor > least)
        least = t->kind->editor;
    if (is_any && strcmp(r->of, "**") == 0 && t->kind->maker > least)
        least = t->kind->maker;
    return least;
}

/* What the tables say, spelt out. */
static bool
may(const struct route *route, const struct thing *t,
    const struct reader *reader)
{
    enum who least = least_of(route, t);
    if (least <= WHO_PERSON || reader->role == WHO_COORDINATOR)
        return reader->role >= least;
    if (route->of == NULL || reader->role < least)
        return false;
    switch (reader->where) {
    case HERE: return true;
    case AROUND: return t->within_id != 0;
    case BESIDE: /* who is of one side is a guest of the whole, and one of
                    those who make its projects */
        return least <= WHO_SIDE && is_in_the_partnership(t);
    case NOWHERE:
    case ELSEWHERE: break;
    }
    return false;
}

/* ---- Asking -------------------------------------------------------------- */

/* "/en/place/KEY" of "/place/:key"; keys of no thing are nobody's. */
static text
address_of(struct house *h, const struct route *r, const struct thing *t)
{
    struct buf b = buf_in(h->d->arena, 200);
    char key[KEY_LENGTH];
    bool is_any = r->of != NULL && r->of[0] == '*';
    int n = 0;
    buf_add(&b, TEXT("/en"));
    text tail, part, rest = text_of(r->path);
    text_cut(rest, '/', &rest);
    while (text_is_known(rest)) {
        part = text_cut(rest, '/', &rest);
        buf_byte(&b, '/');
        if (!text_starts_with(part, TEXT(":"))) {
            buf_add(&b, part);
            continue;
        }
        n++;
        if (is_any && n == 1)
            buf_add(&b, text_of(t->kind->kind));
        else if (t != NULL && n == 1 + is_any)
            buf_add(&b, key_print(t->id, key));
        else
            buf_add(&b, TEXT("0000000000001"));
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

/* A thing that not everybody sees is not there for them. */
static bool
is_refused(struct house *h, const struct thing *t)
{
    int status = h->out.status;
    bool is_hidden = t != NULL && t->seen != SEEN_BY_ALL && status == 404;
    return status == 403 || is_sent_away(h) || is_hidden;
}

static text
count_written(struct house *h)
{
    return support_ask(h->s, h->d->url, "SELECT count(*) FROM audit");
}

struct
try {
    struct house *h;
    const struct route *route;
    const struct thing *thing; /* that it is of; NULL: of none */
    const struct thing *shown; /* whose key is in its path; NULL: nobody's */
    int64_t people[N_READERS]; /* of this thing */
    int n_refused, n_let_in;
};

static void
ask_route(struct try *t, const struct reader *reader)
{
    struct house *h = t->h;
    bool is_post = t->route->method == WEB_POST;
    text body = { 0 };
    if (is_post)
        body = reader->role == WHO_ANYONE ? TEXT("token=") : house_token(h);
    house_ask(h, t->route->method, address_of(h, t->route, t->shown), body, 0);
    if (h->out.status >= 500)
        fail_msg("%s for %s: %d", t->route->path, reader->name, h->out.status);
}

static void
complain(const struct try *t, const struct reader *reader)
{
    fail_msg("%s: %s %s of a %s for %s: %d", t->h->d->label,
        t->route->method == WEB_POST ? "POST" : "GET", t->route->path,
        t->thing == NULL ? "-" : t->thing->kind->kind, reader->name,
        t->h->out.status);
}

static void
try_refused(struct try *t, const struct reader *reader)
{
    struct house *h = t->h;
    bool is_post = t->route->method == WEB_POST;
    ask_route(t, reader);
    if (!is_refused(h, t->thing))
        complain(t, reader);
    if (is_sent_away(h) != (reader->role == WHO_ANYONE && !is_post))
        complain(t, reader);
    t->n_refused++;
}

static void
try_let_in(struct try *t, const struct reader *reader)
{
    struct house *h = t->h;
    ask_route(t, reader);
    /* 404: it was removed by the one who asked before */
    if (h->out.status == 403 || is_sent_away(h))
        complain(t, reader);
    if (t->route->who != WHO_ANYONE && h->out.status == 200)
        assert_true(
            text_is_equal(house_header(h, "Cache-Control"), TEXT("no-store")));
    t->n_let_in++;
}

/* Is the route of such a thing? NULL: of none. */
static bool
is_of(const struct route *r, const struct thing *t)
{
    if (r->of == NULL || t == NULL)
        return r->of == NULL && t == NULL;
    return r->of[0] == '*' || strcmp(r->of, t->kind->kind) == 0;
}

enum { KINDS_MAX = 64 };
struct all {
    struct thing things[KINDS_MAX]; /* one of each kind that a route is of */
    struct try tries[KINDS_MAX];    /* the first one: of none */
    int n;
};

static void
gather(struct house *h, struct all *all)
{
    const struct thing_kind *kind;
    *all = (struct all){ .n = 1 };
    for (int k = 0; (kind = thing_kind_at(k)) != NULL; k++) {
        struct thing probe = { .kind = kind };
        bool is_any = false;
        for (int i = 0; all_doors[i] != NULL; i++)
            for (const struct route *r = all_doors[i]->routes; r->path != NULL;
                 r++)
                is_any = is_any || is_of(r, &probe);
        if (!is_any)
            continue;
        assert_true(all->n < KINDS_MAX);
        all->things[all->n] = rights_thing(h, kind->kind, true);
        all->tries[all->n].thing = &all->things[all->n];
        all->n++;
    }
    for (int i = 0; i < all->n; i++) {
        all->tries[i].h = h;
        for (int p = 0; p < N_READERS; p++)
            all->tries[i].people[p] =
                person_for(h, &readers[p], all->tries[i].thing);
    }
}

/* "/place/:key" of no thing's rights shows a place all the same. */
static const struct thing *
shown_by(struct house *h, const struct route *r, struct thing *room)
{
    text rest = text_of(r->path);
    text_cut(rest, '/', &rest);
    const struct thing_kind *kind = thing_kind_find(text_cut(rest, '/', &rest));
    if (kind == NULL || !text_starts_with(rest, TEXT(":key")))
        return NULL;
    *room = rights_thing(h, kind->kind, true);
    return room;
}

typedef void attempt(struct try *t, const struct reader *reader);

static void
try_routes(
    struct try *t, enum web_method method, bool is_allowed, attempt *try_one)
{
    struct thing room;
    for (int p = 0; p < N_READERS; p++) {
        house_enter(t->h, t->people[p]);
        for (int i = 0; all_doors[i] != NULL; i++)
            for (t->route = all_doors[i]->routes; t->route->path != NULL;
                 t->route++) {
                if (t->route->method != method || !is_of(t->route, t->thing) ||
                    may(t->route, t->thing, &readers[p]) != is_allowed)
                    continue;
                t->shown = t->thing;
                if (t->thing == NULL && method == WEB_GET)
                    t->shown = shown_by(t->h, t->route, &room);
                try_one(t, &readers[p]);
                if (is_allowed && method == WEB_POST) /* it may sign out */
                    house_enter(t->h, t->people[p]);
            }
    }
}

static void
every_route_is_open_to_those_it_says_and_to_nobody_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct all *all = arena_new(d->arena, struct all, 1);
        house_open(&h, s, d);
        rights_make_things(&h);
        partnership_id = house_key(&h, "partnership", "here");
        gather(&h, all);
        text written = count_written(&h);
        for (int i = 0; i < all->n; i++) {
            try_routes(&all->tries[i], WEB_GET, false, try_refused);
            try_routes(&all->tries[i], WEB_POST, false, try_refused);
        }
        assert_true(text_is_equal(count_written(&h), written));
        for (int i = 0; i < all->n; i++)
            try_routes(&all->tries[i], WEB_GET, true, try_let_in);
        for (int i = 0; i < all->n; i++) {
            try_routes(&all->tries[i], WEB_POST, true, try_let_in);
            assert_true(
                all->tries[i].n_refused > 5 && all->tries[i].n_let_in > 0);
        }
        assert_true(all->tries[0].n_let_in > 100);
        house_close(&h);
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
        house_open(&h, s, d);
        rights_make_things(&h);
        int64_t person = house_person(&h, "p@rights.example");
        int64_t coordinator = house_coordinator(&h, "c@rights.example");
        house_enter(&h, person);
        text bodies[] = { TEXT("a=b"), TEXT("token="), house_token(&h) };
        house_enter(&h, coordinator);
        text written = count_written(&h);
        for (int i = 0; all_doors[i] != NULL; i++)
            for (const struct route *r = all_doors[i]->routes; r->path != NULL;
                 r++)
                for (int b = 0; r->method == WEB_POST && b < 3; b++, n++) {
                    const char *kind = r->of == NULL ? NULL
                        : r->of[0] == '*'            ? "partnership"
                                                     : r->of;
                    struct thing t = { 0 };
                    if (kind != NULL)
                        t = rights_thing(&h, kind, true);
                    int status = house_ask(&h, WEB_POST,
                        address_of(&h, r, kind == NULL ? NULL : &t), bodies[b],
                        0);
                    if (status < 400 || status >= 500)
                        fail_msg("%s: %d", r->path, status);
                    assert_int_equal(house_get(&h, "/en/me"), 200);
                }
        assert_true(n > 15);
        assert_true(text_is_equal(count_written(&h), written));
        house_close(&h);
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
