/* The life of an asking: known histories, and what is refused. */
#include "engine/agreement/life.h"

#include "base/json.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int life_test(void);

/* ---- Known histories
 * ----------------------------------------------------------- */

static const struct json_value *
member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

static bool
is_word(const struct json_value *v, const char *name, const char *word)
{
    const struct json_value *m = json_find(v, text_of(name));
    return m != NULL && text_is_equal(m->text, text_of(word));
}

static bool
is_true(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    return m != NULL && m->is_true;
}

enum { UNITS = 8 };
struct history {
    struct cp_life_unit units[UNITS];
    text names[UNITS];
    struct cp_life_list list;
};

static void
read_list(struct history *h, const struct json_value *v)
{
    *h = (struct history){ 0 };
    h->list.units = h->units;
    for (const struct json_value *s = member(v, "sides")->first; s != NULL;
         s = s->next, h->list.n_sides++)
        for (const struct json_value *u = member(s, "units")->first; u != NULL;
             u = u->next) {
            int32_t i = h->list.n_units++;
            h->names[i] = member(u, "id")->text;
            h->units[i].side = h->list.n_sides;
            h->units[i].kind =
                is_word(u, "kind", "role") ? CP_UNIT_ROLE : CP_UNIT_MEMBERS;
            if (h->units[i].kind == CP_UNIT_MEMBERS)
                h->units[i].n_members = member(u, "N")->number;
        }
}

static int
find_word(const struct json_value *v, const char *name, int n,
    const char *const *words)
{
    for (int i = 0; i < n; i++)
        if (words[i] != NULL && is_word(v, name, words[i]))
            return i;
    return 0;
}

static uint64_t
key_of(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    return m == NULL ? 0 : text_hash(m->text) >> 1;
}

static void
read_step(struct cp_event *e, const struct history *h,
    const struct json_value *v, int n_outreach)
{
    static const char *const kinds[] = { "answer", "withdraw_answer",
        "position", "objection", "back", "outreach", "stand_aside", "amend",
        "not_only_wording", "carve_out", "answer_objection", "close_objection",
        "close", "late_objection" };
    static const char *const values[] = { NULL, "agree", "live", "object",
        "unsure" };
    static const char *const positions[] = { NULL, "agree", "live", "object",
        "stand_aside" };
    static const char *const grounds[] = { NULL, "law", "money", "clinical" };
    static const char *const bys[] = { NULL, "objector", "community", "lead",
        "proposer", "facilitator" };
    static const char *const amends[] = { "substance", "wording" };
    static const char *const routes[] = { NULL, "letter", "radio", "visit" };
    *e = (struct cp_event){ .unit = -1 };
    e->kind = (enum cp_event_kind)find_word(
        v, "event", sizeof kinds / sizeof *kinds, kinds);
    assert_true(is_word(v, "event", kinds[e->kind]));
    for (int32_t i = 0; i < h->list.n_units; i++)
        if (json_find(v, TEXT("unit")) != NULL &&
            text_is_equal(member(v, "unit")->text, h->names[i]))
            e->unit = i;
    e->person = key_of(v, "person");
    e->objection = key_of(v, "id");
    e->value = find_word(
        v, "value", 5, e->kind == CP_EVENT_POSITION ? positions : values);
    e->ground = (enum cp_ground)find_word(v, "ground", 4, grounds);
    e->by = (enum cp_by)find_word(v, "by", 6, bys);
    e->amend = (enum cp_amend)find_word(v, "kind", 2, amends);
    e->route = find_word(v, "route", 4, routes);
    /* the file has the asking's round there; the outreach's own was 1, 1, 2 */
    e->number = n_outreach < 2 ? 1 : 2;
    e->has_reason = is_true(v, "reason") || e->kind == CP_EVENT_LATE_OBJECTION;
    e->is_safety = is_true(v, "safety");
}

static const char *const RESULT_WORDS[CP_RESULTS] = { "NOT_READY",
    "OBJECTION_OPEN", "STILL_TALKING", "WAITING", "GAPS_IN_WHO_WAS_HEARD",
    "AGREED_FOR_NOW", "AGREED_WITHOUT", "AGREED", "NOT_AGREED", "WITHDRAWN" };

static void
each_known_history_goes_as_it_says(void **state)
{
    struct arena a;
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    int n = 0;
    (void)state;
    arena_open(&a, 1 << 26);
    assert_int_equal(file_read(TEXT("test/oracle/agreement/life_cycle.json"),
                         &a, 1 << 20, &bytes, &why),
        OK);
    assert_int_equal(json_parse(bytes, &a, &all, &why), OK);
    for (const struct json_value *one = all->first; one != NULL;
         one = one->next, n++) {
        struct history h;
        struct cp_life life;
        int n_outreach = 0, at = 0;
        text name = member(one, "name")->text;
        read_list(&h, one);
        assert_int_equal(cp_life_open(&life, &a, &h.list, &why), OK);
        for (const struct json_value *s = member(one, "steps")->first;
             s != NULL; s = s->next, at++) {
            struct cp_event e;
            read_step(&e, &h, s, n_outreach);
            n_outreach += e.kind == CP_EVENT_OUTREACH;
            enum cp_refusal no = cp_life_take(&life, &e);
            const struct json_value *note = json_find(s, TEXT("note"));
            if ((no != CP_REFUSED_NOT) != (note != NULL))
                fail_msg("%.*s, step %d: refusal %d", TEXT_ARG(name), at, no);
            const char *is = RESULT_WORDS[cp_life_result(&life, &a)];
            if (!is_word(s, "if_closed_now", is))
                fail_msg("%.*s, step %d: %s", TEXT_ARG(name), at, is);
            assert_int_equal(life.version, member(s, "version")->number);
            if (e.kind != CP_EVENT_OUTREACH)
                assert_int_equal(life.round, member(s, "round")->number);
            assert_int_equal(
                life.is_ended, json_find(s, TEXT("ended")) != NULL);
            if (life.is_ended)
                assert_true(is_word(s, "ended", RESULT_WORDS[life.end]));
        }
    }
    assert_int_equal(n, 13);
    arena_close(&a);
}

/* ---- A small asking: a community of nine, one of a hundred, and a trust
 * -------- */

enum { NINE, HUNDRED, TRUST, WARD };
struct small {
    struct arena arena;
    struct cp_life life;
};

static void
small_open(struct small *s)
{
    static const struct cp_life_unit units[] = {
        { .side = 0, .n_members = 9 },
        { .side = 0, .n_members = 100 },
        { .side = 1, .kind = CP_UNIT_ROLE },
        { .side = 1, .n_members = 9 },
    };
    struct cp_life_list list = { units, 2, 4 };
    arena_open(&s->arena, 1 << 24);
    assert_int_equal(cp_life_open(&s->life, &s->arena, &list, NULL), OK);
}

static enum cp_refusal
answer(
    struct small *s, int32_t unit, uint64_t person, int value, int32_t version)
{
    struct cp_event e = { .kind = CP_EVENT_ANSWER,
        .unit = unit,
        .person = person,
        .value = value,
        .version = version };
    return cp_life_take(&s->life, &e);
}

static enum cp_refusal
simply(struct small *s, struct cp_event e)
{
    return cp_life_take(&s->life, &e);
}

static int64_t
n_agree(struct small *s, int32_t unit)
{
    struct cp_agreement what;
    cp_life_now(&s->life, &s->arena, &what);
    return what.units[unit].n_agree;
}

static void
a_late_answer_stays_with_the_version_that_was_read(void **state)
{
    struct small s;
    (void)state;
    small_open(&s);
    assert_int_equal(answer(&s, NINE, 1, CP_VALUE_AGREE, 1), CP_REFUSED_NOT);
    assert_int_equal(n_agree(&s, NINE), 1);
    assert_int_equal(
        simply(&s, (struct cp_event){ .kind = CP_EVENT_AMEND }), 0);
    assert_int_equal(n_agree(&s, NINE), 0);
    assert_int_equal(answer(&s, NINE, 2, CP_VALUE_AGREE, 1), CP_REFUSED_NOT);
    assert_int_equal(n_agree(&s, NINE), 0);
    assert_int_equal(answer(&s, NINE, 2, CP_VALUE_AGREE, 2), CP_REFUSED_NOT);
    assert_int_equal(n_agree(&s, NINE), 1);
    /* what comes from the old page later does not take the new answer away */
    assert_int_equal(answer(&s, NINE, 2, CP_VALUE_OBJECT, 1), CP_REFUSED_NOT);
    assert_int_equal(n_agree(&s, NINE), 1);
    assert_int_equal(
        answer(&s, NINE, 2, CP_VALUE_AGREE, 3), CP_REFUSED_VERSION);
    arena_close(&s.arena);
}

static void
wording_is_contested_within_seven_days(void **state)
{
    struct small s;
    (void)state;
    small_open(&s);
    struct cp_event no = {
        .kind = CP_EVENT_NOT_ONLY_WORDING, .unit = NINE, .day = 20008
    };
    assert_int_equal(simply(&s, no), CP_REFUSED_NOT_WORDING);
    answer(&s, NINE, 1, CP_VALUE_AGREE, 1);
    simply(&s,
        (struct cp_event){
            .kind = CP_EVENT_AMEND, .amend = CP_AMEND_WORDING, .day = 20000 });
    assert_int_equal(n_agree(&s, NINE), 1);
    assert_int_equal(simply(&s, no), CP_REFUSED_TOO_LATE);
    answer(&s, NINE, 2, CP_VALUE_AGREE, 2);
    no.day = 20007;
    assert_int_equal(simply(&s, no), CP_REFUSED_NOT);
    /* what was carried over fell away, what was said of the new text stays */
    assert_int_equal(n_agree(&s, NINE), 1);
    assert_int_equal(simply(&s, no), CP_REFUSED_NOT_WORDING);
    arena_close(&s.arena);
}

static void
each_wrong_event_is_refused_with_its_reason(void **state)
{
    struct small s;
    const struct cp_event object = { .kind = CP_EVENT_OBJECTION,
        .unit = NINE,
        .person = 5,
        .objection = 50,
        .has_reason = true };
    (void)state;
    small_open(&s);
    answer(&s, NINE, 1, CP_VALUE_AGREE, 1);
    assert_int_equal(simply(&s, object), CP_REFUSED_NOT);
    const struct {
        struct cp_event event;
        enum cp_refusal refusal;
    } cases[] = {
        { { .kind = CP_EVENT_LIST }, CP_REFUSED_FROZEN },
        { { .kind = CP_EVENT_ANSWER, .unit = 4, .person = 1, .value = 1 },
            CP_REFUSED_NOT_LISTED },
        { { .kind = CP_EVENT_ANSWER, .unit = -1, .person = 1, .value = 1 },
            CP_REFUSED_NOT_LISTED },
        { { .kind = CP_EVENT_ANSWER, .unit = TRUST, .person = 7, .value = 1 },
            CP_REFUSED_NOT_PEOPLE },
        { { .kind = CP_EVENT_STAND_ASIDE, .unit = TRUST },
            CP_REFUSED_NOT_PEOPLE },
        { { .kind = CP_EVENT_POSITION, .unit = NINE, .value = 1 },
            CP_REFUSED_NOT_ROLE },
        { { .kind = CP_EVENT_ANSWER, .unit = WARD, .person = 1, .value = 1 },
            CP_REFUSED_OTHER_SIDE },
        { { .kind = CP_EVENT_ANSWER, .unit = NINE, .person = 1, .value = 5 },
            CP_REFUSED_NO_VALUE },
        { { .kind = CP_EVENT_POSITION,
              .unit = TRUST,
              .value = CP_POSITION_OBJECT },
            CP_REFUSED_NO_GROUND },
        { { .kind = CP_EVENT_POSITION,
              .unit = TRUST,
              .value = CP_POSITION_LIVE,
              .version = 2 },
            CP_REFUSED_VERSION },
        { { .kind = CP_EVENT_WITHDRAW_ANSWER, .unit = NINE, .person = 2 },
            CP_REFUSED_NO_ANSWER },
        { { .kind = CP_EVENT_BACK, .person = 1, .objection = 51 },
            CP_REFUSED_NO_OBJECTION },
        { object, CP_REFUSED_SAME_OBJECTION },
        { { .kind = CP_EVENT_CLOSE_OBJECTION,
              .objection = 50,
              .by = CP_BY_OTHER_SIDE },
            CP_REFUSED_OBJECTOR_ONLY },
        { { .kind = CP_EVENT_CLOSE_OBJECTION,
              .objection = 50,
              .person = 1,
              .by = CP_BY_OBJECTOR },
            CP_REFUSED_OBJECTOR_ONLY },
        { { .kind = CP_EVENT_CLOSE_OBJECTION,
              .objection = 50,
              .by = CP_BY_COMMUNITY },
            CP_REFUSED_OBJECTOR_ONLY },
        { { .kind = CP_EVENT_LATE_OBJECTION,
              .unit = HUNDRED,
              .person = 9,
              .objection = 60,
              .has_reason = true },
            CP_REFUSED_NOT_FOR_NOW },
        { { .kind = CP_EVENT_OUTREACH,
              .unit = HUNDRED,
              .number = 1,
              .route = CP_LIFE_ROUTES },
            CP_REFUSED_NO_VALUE },
        { { .kind = CP_EVENT_CARVE_OUT, .unit = 9 }, CP_REFUSED_NOT_LISTED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cp_life_take(&s.life, &cases[i].event) != cases[i].refusal)
            fail_msg("case %zu is not refused with %d", i, cases[i].refusal);
    assert_int_equal(s.life.version, 1);
    assert_int_equal(n_agree(&s, NINE), 1);
    assert_int_equal(
        simply(&s, (struct cp_event){ .kind = CP_EVENT_WITHDRAW }), 0);
    assert_int_equal(answer(&s, NINE, 1, CP_VALUE_AGREE, 1), CP_REFUSED_ENDED);
    assert_int_equal(cp_life_result(&s.life, &s.arena), CP_RESULT_WITHDRAWN);
    arena_close(&s.arena);
}

/* Whoever says yes after all backs no objection any more. */
static void
a_backer_is_one_who_objects(void **state)
{
    struct small s;
    struct cp_life_objection *all;
    (void)state;
    small_open(&s);
    simply(&s,
        (struct cp_event){ .kind = CP_EVENT_OBJECTION,
            .unit = NINE,
            .person = 1,
            .objection = 50,
            .has_reason = true });
    for (int again = 0; again < 2; again++)
        simply(&s,
            (struct cp_event){
                .kind = CP_EVENT_BACK, .person = 2, .objection = 50 });
    assert_int_equal(cp_life_objections(&s.life, &s.arena, &all), 1);
    assert_int_equal(all[0].n_backers, 2);
    answer(&s, NINE, 2, CP_VALUE_AGREE, 1);
    cp_life_objections(&s.life, &s.arena, &all);
    assert_int_equal(all[0].n_backers, 1);
    arena_close(&s.arena);
}

/* Only how many were heard enough may be said before the close: an objection
 * that is adopted in a community of which few were heard is no sign of it. */
static void
before_the_close_only_those_heard_are_counted(void **state)
{
    struct small s;
    (void)state;
    small_open(&s);
    assert_int_equal(cp_life_heard(&s.life, &s.arena), 0);
    simply(&s,
        (struct cp_event){ .kind = CP_EVENT_OBJECTION,
            .unit = HUNDRED,
            .person = 1,
            .objection = 50,
            .has_reason = true });
    assert_int_equal(
        cp_life_result(&s.life, &s.arena), CP_RESULT_OBJECTION_OPEN);
    assert_int_equal(cp_life_heard(&s.life, &s.arena), 0);
    for (uint64_t p = 2; p < 5; p++)
        answer(&s, NINE, p, CP_VALUE_UNSURE, 1);
    assert_int_equal(cp_life_heard(&s.life, &s.arena), 1);
    simply(&s,
        (struct cp_event){ .kind = CP_EVENT_POSITION,
            .unit = TRUST,
            .value = CP_POSITION_LIVE });
    assert_int_equal(cp_life_heard(&s.life, &s.arena), 2);
    arena_close(&s.arena);
}

static void
a_list_that_breaks_the_rule_cannot_open(void **state)
{
    static const struct cp_life_unit units[] = {
        { .n_members = 9, .share = 1, .of = 2 }
    };
    struct cp_life_list list = { units, 1, 1 };
    struct cp_life life;
    struct arena a;
    struct why why = { 0 };
    (void)state;
    arena_open(&a, 1 << 20);
    assert_int_equal(cp_life_open(&life, &a, &list, &why), ERR_BAD_INPUT);
    assert_string_equal(why.text, "its own share of 1/2 is looser than 2/3");
    arena_close(&a);
}

int
life_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_known_history_goes_as_it_says),
        cmocka_unit_test(a_late_answer_stays_with_the_version_that_was_read),
        cmocka_unit_test(wording_is_contested_within_seven_days),
        cmocka_unit_test(each_wrong_event_is_refused_with_its_reason),
        cmocka_unit_test(a_backer_is_one_who_objects),
        cmocka_unit_test(before_the_close_only_those_heard_are_counted),
        cmocka_unit_test(a_list_that_breaks_the_rule_cannot_open),
    };
    return cmocka_run_group_tests_name("engine/life", tests, NULL, NULL);
}
