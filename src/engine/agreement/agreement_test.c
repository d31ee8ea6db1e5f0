/* The rule of mutual consent: known answers, reasons, and what is refused. */
#include "engine/agreement/agreement.h"

#include "base/json.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int agreement_test(void);

static const struct json_value *
read_vectors(struct arena *a)
{
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    assert_int_equal(
        file_read(TEXT("test/oracle/agreement/decision_vectors.json"), a,
            1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, a, &all, &why), OK);
    return all;
}

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static int64_t
number(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    return m == NULL || m->type == JSON_NULL ? 0 : m->number;
}

static void
quorums_are_those_of_the_table(void **state)
{
    struct arena a;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    const struct json_value *all = read_vectors(&a);
    for (const struct json_value *q = member(all, "quorum")->first; q != NULL;
         q = q->next, n++) {
        int64_t size;
        assert_true(text_parse_int(q->name, &size));
        assert_int_equal(cp_agreement_quorum(size, 12), q->number);
    }
    assert_int_equal(n, 29);
    for (const struct json_value *b = member(all, "objection_backing")->first;
         b != NULL; b = b->next)
        assert_int_equal(cp_agreement_backing(number(b, "heard")),
            number(b, "smallest_backing"));
    assert_int_equal(cp_agreement_quorum(-1, 1), 3);
    assert_int_equal(cp_agreement_quorum(-1, 40), 40);
    arena_close(&a);
}

/* A square has no more than its root, and one more has one more. */
static void
the_square_root_is_whole(void **state)
{
    (void)state;
    for (int64_t q = 3; q <= 1'000'000; q += q < 2000 ? 1 : 997) {
        assert_int_equal(cp_agreement_quorum(q * q, 0), q);
        if (q < 1'000'000)
            assert_int_equal(cp_agreement_quorum(q * q + 1, 0), q + 1);
    }
}

/* ---- The vectors
 * --------------------------------------------------------------- */

static const char *const UNIT_WORDS[CP_UNIT_STATES] = { "OBJECTS",
    "STANDS_ASIDE", "NOT_HEARD", "CONSENTS", "UNDECIDED" };
static const char *const SIDE_WORDS[CP_SIDE_STATES] = { "EMPTY", "NOT_YET",
    "TALKING", "WAITING", "STANDS_ASIDE", "NOT_HEARD", "DIVIDED", "YES_FOR_NOW",
    "GAPS", "YES" };
static const char *const RESULT_WORDS[CP_RESULTS] = { "NOT_READY",
    "OBJECTION_OPEN", "STILL_TALKING", "WAITING", "GAPS_IN_WHO_WAS_HEARD",
    "AGREED_FOR_NOW", "AGREED_WITHOUT", "AGREED", "NOT_AGREED", "WITHDRAWN" };

static void
read_objections(
    struct arena *a, struct cp_agreement_unit *u, const struct json_value *list)
{
    struct cp_agreement_objection *o =
        arena_new(a, struct cp_agreement_objection, list->n);
    u->objections = o;
    for (const struct json_value *v = list->first; v != NULL; v = v->next)
        o[u->n_objections++] = (struct cp_agreement_objection){
            .n_backers = number(v, "backers"),
            .has_reason = member(v, "reason")->is_true,
            .is_safety = member(v, "safety")->is_true,
            .is_closed = member(v, "closed")->is_true,
        };
}

static enum cp_position
position_of(const struct json_value *v)
{
    static const char *const words[] = { "", "agree", "live", "object",
        "stand_aside" };
    const struct json_value *p = json_find(v, TEXT("position"));
    for (int i = 0; p != NULL && p->type == JSON_TEXT && i < 5; i++)
        if (text_is_equal(p->text, text_of(words[i])))
            return (enum cp_position)i;
    return CP_POSITION_NONE;
}

static void
read_unit(struct arena *a, struct cp_agreement_unit *u,
    const struct json_value *v, int32_t side)
{
    *u = (struct cp_agreement_unit){ .side = side };
    if (text_is_equal(member(v, "kind")->text, TEXT("role"))) {
        u->kind = CP_UNIT_ROLE;
        u->position = position_of(v);
        return;
    }
    const struct json_value *aside = json_find(v, TEXT("stand_aside"));
    const struct json_value *share = json_find(v, TEXT("threshold"));
    const struct json_value *objections = json_find(v, TEXT("objections"));
    u->is_open = member(v, "N")->type == JSON_NULL;
    u->n_members = number(v, "N");
    u->declared = number(v, "declared");
    u->own_quorum = number(v, "own_quorum");
    u->n_agree = number(v, "agree");
    u->n_live = number(v, "live");
    u->n_object = number(v, "object");
    u->n_unsure = number(v, "unsure");
    u->stands_aside = aside != NULL && aside->is_true;
    u->outreach_rounds = number(v, "outreach_rounds");
    u->outreach_routes = number(v, "asked_routes");
    if (share != NULL && share->type == JSON_ARRAY) {
        u->share = share->first->number;
        u->of = share->first->next->number;
    }
    if (objections != NULL)
        read_objections(a, u, objections);
}

static void
says(text name, const struct json_value *expected, const char *got)
{
    if (!text_is_equal(expected->text, text_of(got)))
        fail_msg("%.*s: %.*s is %.*s, not %s", TEXT_ARG(name),
            TEXT_ARG(expected->name), TEXT_ARG(expected->text), got);
}

static void
each_known_proposal_has_its_states(void **state)
{
    struct arena a;
    int n_cases = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    const struct json_value *all = read_vectors(&a);
    for (const struct json_value *c = member(all, "cases")->first; c != NULL;
         c = c->next, n_cases++) {
        struct cp_agreement_unit units[64];
        struct cp_agreement_side sides[16] = { { 0 } };
        text unit_names[64], side_names[16];
        struct cp_agreement what = { sides, units, 0, 0 };
        struct cp_agreed is;
        struct why why = { 0 };
        text name = member(c, "name")->text;
        int32_t at;
        for (const struct json_value *s = member(c, "sides")->first; s != NULL;
             s = s->next) {
            const struct json_value *people = member(s, "people");
            if (people->type == JSON_ARRAY)
                sides[what.n_sides] =
                    (struct cp_agreement_side){ people->first->number,
                        people->first->next->number,
                        people->first->next->next->number };
            for (const struct json_value *u = member(s, "units")->first;
                 u != NULL; u = u->next) {
                unit_names[what.n_units] = member(u, "id")->text;
                read_unit(&a, &units[what.n_units++], u, what.n_sides);
            }
            side_names[what.n_sides++] = member(s, "id")->text;
        }
        if (cp_agreement_valid(&what, &at, &why) != OK)
            fail_msg("%.*s: %s", TEXT_ARG(name), why.text);
        cp_agree(&is, &a, &what);
        says(name, member(c, "result"), RESULT_WORDS[is.result]);
        for (int32_t i = 0; i < what.n_units; i++)
            says(name, json_find(member(c, "unit_states"), unit_names[i]),
                UNIT_WORDS[is.units[i]]);
        const struct json_value *aside = member(c, "standing_aside")->first;
        for (int32_t s = 0; s < what.n_sides; s++) {
            says(name, json_find(member(c, "side_states"), side_names[s]),
                SIDE_WORDS[is.sides[s]]);
            if (is.sides[s] == CP_SIDE_STANDS_ASIDE) {
                assert_non_null(aside);
                assert_true(text_is_equal(aside->text, side_names[s]));
                aside = aside->next;
            }
        }
        assert_null(aside);
        if (!cp_agree_check(&what, &is, &why))
            fail_msg("%.*s: %s", TEXT_ARG(name), why.text);
    }
    assert_int_equal(n_cases, 67);
    arena_close(&a);
}

/* ---- Reasons, and what is refused
 * ---------------------------------------------- */

static void
a_reason_says_what_is_missing(void **state)
{
    struct arena a;
    struct cp_agreement_side sides[2] = { { 6, 0, 0 }, { 0, 0, 0 } };
    struct cp_agreement_unit units[] = {
        { .side = 0, .n_members = 100, .n_agree = 6 },
        { .side = 1, .kind = CP_UNIT_ROLE },
    };
    struct cp_agreement what = { sides, units, 2, 2 };
    struct cp_agreed is;
    (void)state;
    arena_open(&a, 1 << 20);
    cp_agree(&is, &a, &what);
    assert_int_equal(is.unit_why[0].why, CP_WHY_TOO_FEW_HEARD);
    assert_int_equal(is.unit_why[0].n, 6);
    assert_int_equal(is.unit_why[0].wanted, 10);
    assert_int_equal(is.unit_why[0].of, 100);
    assert_int_equal(is.unit_why[1].why, CP_WHY_ROLE_SILENT);
    assert_int_equal(is.side_why[0].why, CP_WHY_NO_COMMUNITY_HEARD);
    assert_int_equal(is.side_why[0].unit, 0);
    assert_int_equal(is.why.why, CP_WHY_SIDE_WAITING);
    assert_int_equal(is.why.side, 1);
    /* an objection that is backed is named, not the number who object */
    struct cp_agreement_objection objections[] = {
        { .n_backers = 1, .has_reason = true },
        { .n_backers = 2, .has_reason = true },
    };
    units[0].n_object = 2;
    units[0].objections = objections;
    units[0].n_objections = 2;
    cp_agree(&is, &a, &what);
    assert_int_equal(is.units[0], CP_UNIT_OBJECTS);
    assert_int_equal(is.unit_why[0].why, CP_WHY_OBJECTION);
    assert_int_equal(is.unit_why[0].objection, 1);
    assert_int_equal(is.unit_why[0].n, 2);
    assert_int_equal(is.unit_why[0].of, 8);
    assert_int_equal(is.unit_why[0].wanted, 2);
    assert_int_equal(is.why.why, CP_WHY_SIDE_NOT_YET);
    arena_close(&a);
}

static void
what_cannot_be_asked_is_refused(void **state)
{
    struct cp_agreement_side sides[1] = { { 0, 0, 0 } };
    struct cp_agreement_objection backed = { .n_backers = 2,
        .has_reason = true };
    struct {
        struct cp_agreement_unit unit;
        const char *says;
    } cases[] = {
        { { .side = 1 }, "it is of no side" },
        { { .side = -1 }, "it is of no side" },
        { { .n_members = 9, .n_agree = 10 },
            "10 were heard, of 9 who belong to it" },
        { { .n_members = 9, .n_agree = -1 },
            "a number is below 0, or above 1,000,000,000,000" },
        { { .is_open = true, .n_agree = CP_AGREEMENT_MOST + 1 },
            "a number is below 0, or above 1,000,000,000,000" },
        { { .n_members = 9, .own_quorum = 10 },
            "its own quorum of 10 is above the 9 who belong to it" },
        { { .n_members = 9, .share = 1, .of = 2 },
            "its own share of 1/2 is looser than 2/3" },
        { { .n_members = 9, .share = 4, .of = 3 },
            "its own share is a fraction from 2/3 to 1, with terms of at "
            "most 1,000,000" },
        { { .n_members = 9, .share = 3 },
            "its own share is a fraction from 2/3 to 1, with terms of at "
            "most 1,000,000" },
        { { .n_members = 9,
              .n_object = 1,
              .objections = &backed,
              .n_objections = 1 },
            "2 back an objection, and 1 object" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_agreement what = { sides, &cases[i].unit, 1, 1 };
        struct why why = { 0 };
        int32_t at;
        assert_int_equal(cp_agreement_valid(&what, &at, &why), ERR_BAD_INPUT);
        assert_int_equal(at, 0);
        assert_string_equal(why.text, cases[i].says);
    }
}

/* A checker that accepts anything would be worth nothing. */
static void
the_checker_sees_a_wrong_state(void **state)
{
    struct arena a;
    struct cp_agreement_side sides[2] = { { 9, 0, 0 }, { 0, 0, 0 } };
    struct cp_agreement_unit units[] = {
        { .side = 0, .n_members = 9, .n_agree = 9 },
        { .side = 1, .kind = CP_UNIT_ROLE, .position = CP_POSITION_LIVE },
    };
    struct cp_agreement what = { sides, units, 2, 2 };
    struct cp_agreed is;
    (void)state;
    arena_open(&a, 1 << 20);
    cp_agree(&is, &a, &what);
    assert_int_equal(is.result, CP_RESULT_AGREED);
    assert_true(cp_agree_check(&what, &is, NULL));
    is.result = CP_RESULT_AGREED_WITHOUT;
    assert_false(cp_agree_check(&what, &is, NULL));
    is.result = CP_RESULT_AGREED;
    is.sides[1] = CP_SIDE_WAITING;
    assert_false(cp_agree_check(&what, &is, NULL));
    is.sides[1] = CP_SIDE_YES;
    is.units[0] = CP_UNIT_UNDECIDED;
    assert_false(cp_agree_check(&what, &is, NULL));
    arena_close(&a);
}

int
agreement_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quorums_are_those_of_the_table),
        cmocka_unit_test(the_square_root_is_whole),
        cmocka_unit_test(each_known_proposal_has_its_states),
        cmocka_unit_test(a_reason_says_what_is_missing),
        cmocka_unit_test(what_cannot_be_asked_is_refused),
        cmocka_unit_test(the_checker_sees_a_wrong_state),
    };
    return cmocka_run_group_tests_name("engine/agreement", tests, NULL, NULL);
}
