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

/* ---- Things ---------------------------------------------------------------
 *
 * Rows with the codes "here" and "else". A kind that has no sheet, or that is
 * made by hand, has its statements in `made`, with the key 1001 for the one
 * here and 1002 for the other.
 */

static const struct file {
    const char *name, *content;
} files[] = {
    { "place.csv", "code,name,kind\nhere,Here,county\nelse,Else,county\n" },
    { "organisation.csv",
        "code,name,kind,place\nhere,Here,hospital,here\n"
        "else,Else,hospital,else\n" },
    { "person.csv", "code,name\nhere,Here\nelse,Else\n" },
    { "affiliation.csv",
        "code,person,organisation\nhere,here,here\nelse,else,else\n" },
    { "programme.csv", "code,name,funder\nhere,Here,here\nelse,Else,else\n" },
    { "partnership.csv",
        "code,name,kind,status\nhere,Here,exchange,active\n"
        "else,Else,exchange,active\n" },
    { "side.csv",
        "code,partnership,position,name,place\nhere,here,1,Here,here\n"
        "beside,here,2,Beside,else\nelse,else,1,Else,else\n"
        "opposite,else,2,Opposite,here\n" },
    { "side_organisation.csv",
        "code,side,organisation,role\nhere,here,here,lead\n"
        "else,else,else,lead\n" },
    { "project.csv",
        "code,partnership,name,status\nhere,here,Here,active\n"
        "else,else,Else,active\n" },
    { "listing.csv",
        "code,organisation,needs,offers,languages,seen,may_write\n"
        "here,here,water,births,en,public,yes\n"
        "else,else,births,water,en,network,yes\n" },
    { "partner_round.csv",
        "code,name,one_side,other_side\nhere,Here,A,B\nelse,Else,A,B\n" },
    { "need.csv",
        "code,partnership,name,skills\nhere,here,Here,water\n"
        "else,else,Else,water\n" },
    { "page.csv", "code,seen,is_in_foot\nhere,public,no\nelse,public,no\n" },
    { "questionnaire.csv",
        "code,name,kind,language,answered_by\nhere,Here,other,en,person\n"
        "else,Else,other,en,person\n" },
    { "match_round.csv",
        "code,partnership,name\nhere,here,Here\nelse,else,"
        "Else\n" },
    { "match_person.csv",
        "code,round,person,side\nhere,here,here,here\n"
        "else,else,else,else\n" },
    { "match_call.csv",
        "code,partnership,name,status,is_public\n"
        "here,here,Here,published,no\nelse,else,Else,published,no\n" },
    { "match_proposal.csv",
        "code,call,name,status,lang\nhere,here,Here,sent,en\n"
        "else,else,Else,sent,en\n" },
    { "match_session.csv",
        "code,call,name,status\nhere,here,Here,proposed\n"
        "else,else,Else,proposed\n" },
    { "match_session_part.csv",
        "code,session,proposal\nhere,here,here\nelse,else,else\n" },
    { "match_lead.csv",
        "code,proposal,position,name\nhere,here,1,Here\n"
        "else,else,1,Else\n" },
    { "match_group_set.csv",
        "code,partnership,name,round,size_min,size_max\n"
        "here,here,Here,here,3,5\nelse,else,Else,else,3,5\n" },
    { "match_group.csv",
        "code,group_set,position,name\nhere,here,1,Here\n"
        "else,else,1,Else\n" },
    { "match_share.csv",
        "code,partnership,name,attribute,category,percent,source\n"
        "here,here,Here,sex,woman,51,census\n"
        "else,else,Else,sex,woman,51,census\n" },
    { "board_template.csv",
        "code,name,headings\nhere,Here,start; stop\n"
        "else,Else,help:has; problem:lacks\n" },
    { "board.csv",
        "code,side,series,name,is_shown\nhere,here,here,Here,yes\n"
        "else,else,else,Else,yes\n" },
    { "board_theme.csv", "code,board,name\nhere,here,Here\nelse,else,Else\n" },
    { "board_entry.csv",
        "code,board,heading,made_on\nhere,here,strength,2026-05-07\n"
        "else,else,weakness,2026-05-07\n" },
    { "pathway.csv",
        "code,side,series,name\nhere,here,here,Here\nelse,else,else,Else\n" },
    { "told.csv",
        "code,pathway,teller,uses,lang,sent_on\n"
        "here,here,self,words,en,2026-05-07\n"
        "else,else,other,words,en,2026-05-07\n" },
    { "assessment.csv",
        "code,side,questionnaire,series,name,year,is_shown\n"
        "here,here,here,here,Here,2026,yes\n"
        "else,else,else,else,Else,2026,yes\n" },
    { "assessment_point.csv",
        "code,assessment,question,name,made_on\n"
        "here,here,plan,Here,2026-05-07\nelse,else,plan,Else,2026-05-07\n" },
    { "fact_kind.csv",
        "code,name,topic,per,position,is_population\n"
        "here,Here,population,0,1,yes\nelse,Else,staff,1000,2,no\n" },
    { "fact.csv",
        "code,side,kind,year,value,source\nhere,here,here,2025,1,Census\n"
        "else,else,else,2025,1,Census\n" },
    { "about_question.csv",
        "code,partnership,topic,name,why,position\n"
        "here,here,age,Age,So,1\nelse,else,age,Age,So,1\n" },
    { "about_group.csv",
        "code,question,position,name\nhere,here,1,Old\n"
        "else,else,1,Old\n" },
};

static const struct made {
    const char *kind, *sql;
} made[] = {
    { "document",
        "INSERT INTO file (id, document_id, name, type, size, hash, "
        "uploaded_at, is_whole) VALUES (1003, 1001, 'a.txt', 'txt', 0, '', 0, "
        "1), (1004, 1002, 'b.txt', 'txt', 0, '', 0, 1);"
        "INSERT INTO document (id, code, name, name_sort, seen, within_kind, "
        "within_id, file_id, created_at) VALUES (1001, 'here', 'Here', 'h', "
        "'public', 'partnership', (SELECT id FROM partnership WHERE code = "
        "'here'), 1003, 0), (1002, 'else', 'Else', 'e', 'public', "
        "'partnership', (SELECT id FROM partnership WHERE code = 'else'), "
        "1004, 0)" },
    { "membership",
        "INSERT INTO membership (id, person_id, role, kind, thing_id, "
        "partnership_id, starts_on, made_at) SELECT CASE code WHEN 'here' "
        "THEN 1001 ELSE 1002 END, (SELECT id FROM person WHERE code = "
        "t.code), 'guest', 'partnership', t.id, t.id, '2026-01-01', 0 FROM "
        "partnership t" },
    { "match_pair",
        "INSERT INTO match_pair (id, round_id, a_id, b_id, status, origin, "
        "score, wished, points, fits, made_at) SELECT CASE code WHEN 'here' "
        "THEN 1001 ELSE 1002 END, id, 1, 2, 'proposed', 'solve', 0, 0, '', '', "
        "0 FROM match_round" },
    { "pathway_log",
        "INSERT INTO pathway_log (id, pathway_id, name, status, file_name, "
        "day_order, added_at, n_events, n_cases, n_refused) SELECT CASE code "
        "WHEN 'here' THEN 1001 ELSE 1002 END, id, 'Log', 'sent', 'a.csv', '', "
        "0, 0, 0, 0 FROM pathway" },
    { "proposal",
        "INSERT INTO proposal (id, partnership_id, name, level, body, fixed, "
        "status, version, round, added_at) SELECT CASE code WHEN 'here' THEN "
        "1001 ELSE 1002 END, id, 'Text', 'empower', 'Words', '', 'draft', 1, "
        "1, 0 FROM partnership" },
    { "conversation",
        "INSERT INTO conversation SELECT CASE code WHEN 'here' THEN 1001 ELSE "
        "1002 END, id, 'Why', 'en', 'sides', 'open', '2099-01-01', 1, 0 FROM "
        "partnership" },
    { "conversation_unit",
        "INSERT INTO conversation_unit SELECT c.id, c.id, s.id, 1, 'A', NULL "
        "FROM conversation c JOIN side s USING (partnership_id) WHERE "
        "s.position = 1" },
    { NULL, NULL },
};

static const char *
sql_of(const char *kind)
{
    for (int i = 0; made[i].kind != NULL; i++)
        if (strcmp(made[i].kind, kind) == 0)
            return made[i].sql;
    return NULL;
}

struct thing
rights_thing(struct house *h, const char *kind, bool is_here)
{
    struct thing t;
    int64_t id = strcmp(kind, "network") == 0 ? 1 /* there is one */
        : sql_of(kind) != NULL                ? 1001 + !is_here
                               : house_key(h, kind, is_here ? "here" : "else");
    if (thing_load(h->d->db, h->d->arena, text_of(kind), id, &t) != OK)
        fail_msg("no %s is there: say in rights_test.c how one is made", kind);
    return t;
}

void
rights_make_things(struct house *h)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        house_import(h, files[i].name, files[i].content);
    for (int i = 0; made[i].kind != NULL; i++)
        support_exec(h->s, h->d->url, made[i].sql);
}

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
