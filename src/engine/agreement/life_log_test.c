/* That an asking's log alone says all: drawn logs, their text, their chain. */
#include "engine/agreement/life.h"

#include "base/random.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int life_log_test(void);

enum { NINE, STEPS = 100 };
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
simply(struct small *s, struct cp_event e)
{
    return cp_life_take(&s->life, &e);
}

static struct cp_event
draw(struct random *r)
{
    struct cp_event e = { .unit = (int32_t)random_below(r, 5),
        .person = 1 + random_below(r, 30),
        .objection = 1 + random_below(r, 4),
        .value = 1 + (int)random_below(r, 4),
        .ground = (enum cp_ground)random_below(r, 4),
        .by = (enum cp_by)random_below(r, 7),
        .number = 1 + (int32_t)random_below(r, 3),
        .route = (int32_t)random_below(r, 4),
        .day = 20000 + (int32_t)random_below(r, 12),
        .version = (int32_t)random_below(r, 4),
        .has_reason = random_below(r, 4) > 0,
        .is_safety = random_below(r, 8) == 0,
        .amend = (enum cp_amend)random_below(r, 3) };
    e.kind = random_below(r, 3) > 0
        ? CP_EVENT_ANSWER
        : (enum cp_event_kind)random_below(r, CP_EVENTS);
    if (e.kind == CP_EVENT_WITHDRAW && random_below(r, 10) > 0)
        e.kind = CP_EVENT_BACK;
    return e;
}

static void
same_counts(struct small *x, struct small *y)
{
    struct cp_agreement one, two;
    cp_life_now(&x->life, &x->arena, &one);
    cp_life_now(&y->life, &y->arena, &two);
    assert_int_equal(x->life.version, y->life.version);
    assert_int_equal(x->life.base, y->life.base);
    assert_int_equal(x->life.round, y->life.round);
    assert_int_equal(x->life.is_ended, y->life.is_ended);
    for (int32_t i = 0; i < one.n_units; i++) {
        assert_int_equal(one.units[i].n_agree, two.units[i].n_agree);
        assert_int_equal(one.units[i].n_live, two.units[i].n_live);
        assert_int_equal(one.units[i].n_object, two.units[i].n_object);
        assert_int_equal(one.units[i].n_unsure, two.units[i].n_unsure);
        assert_int_equal(one.units[i].n_objections, two.units[i].n_objections);
        assert_int_equal(one.units[i].position, two.units[i].position);
    }
    assert_memory_equal(
        one.sides, two.sides, (size_t)one.n_sides * sizeof *one.sides);
    assert_int_equal(cp_life_result(&x->life, &x->arena),
        cp_life_result(&y->life, &y->arena));
}

/* From its text alone, after each event; and what two people say in the other
 * order is the same. */
static void
the_log_alone_says_all(void **state)
{
    struct random r = random_from(7);
    int n_refused = 0, n_taken = 0, n_swapped = 0;
    (void)state;
    for (int n = 0; n < 1'000; n++) {
        struct small one, two, swapped;
        struct cp_event events[STEPS], parsed;
        small_open(&one);
        small_open(&two);
        small_open(&swapped);
        for (int i = 0; i < STEPS; i++) {
            struct buf line = buf_in(&one.arena, 100);
            struct buf again = buf_in(&one.arena, 100);
            struct why why = { 0 };
            events[i] = draw(&r);
            cp_event_print(&line, &events[i]);
            assert_int_equal(
                cp_event_parse(&parsed, buf_text(&line), &why), OK);
            cp_event_print(&again, &parsed);
            assert_true(text_is_equal(buf_text(&line), buf_text(&again)));
            enum cp_refusal no = cp_life_take(&one.life, &events[i]);
            assert_int_equal(no, cp_life_take(&two.life, &parsed));
            n_refused += no != CP_REFUSED_NOT;
            n_taken += no == CP_REFUSED_NOT;
        }
        same_counts(&one, &two);
        for (int i = 0; i < STEPS; i++) {
            bool are_two = i + 1 < STEPS && events[i].kind == CP_EVENT_ANSWER &&
                events[i + 1].kind == CP_EVENT_ANSWER &&
                events[i].person != events[i + 1].person;
            n_swapped += are_two;
            cp_life_take(&swapped.life, &events[i + are_two]);
            if (are_two)
                cp_life_take(&swapped.life, &events[i++]);
        }
        same_counts(&one, &swapped);
        arena_close(&one.arena);
        arena_close(&two.arena);
        arena_close(&swapped.arena);
    }
    assert_true(n_refused > 1000 && n_taken > 10'000 && n_swapped > 1000);
}

/* A refused event changes nothing, and a withdrawn objection only helps. */
static void
withdrawing_the_only_objection_can_only_help(void **state)
{
    struct random r = random_from(8);
    (void)state;
    for (int n = 0; n < 2'000; n++) {
        struct small s;
        small_open(&s);
        for (int i = 0; i < 20; i++) {
            struct cp_event e = draw(&r);
            if (e.kind == CP_EVENT_ANSWER || e.kind == CP_EVENT_POSITION)
                simply(&s, e);
        }
        simply(&s,
            (struct cp_event){ .kind = CP_EVENT_OBJECTION,
                .unit = NINE,
                .person = 99,
                .objection = 1,
                .has_reason = true });
        enum cp_agreement_result before = cp_life_result(&s.life, &s.arena);
        simply(&s,
            (struct cp_event){ .kind = CP_EVENT_CLOSE_OBJECTION,
                .objection = 1,
                .by = CP_BY_OBJECTOR });
        enum cp_agreement_result after = cp_life_result(&s.life, &s.arena);
        if (before != CP_RESULT_OBJECTION_OPEN)
            assert_int_equal(after, before);
        arena_close(&s.arena);
    }
}

static void
only_a_printed_line_is_taken(void **state)
{
    static const char *const lines[] = { "", "answers", "answer ",
        "answer unit=0", "answer unit=01", "answer unit=1 unit=1",
        "answer person=1 unit=1", "answer unit=1  person=1", "answer unit",
        "answer unit=", "answer unit=-1", "answer unit=99999999999",
        "answer name=1", "answer is_safety=2", "answer by=9", "answer unit=1\n",
        "answer unit=1=2" };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct cp_event e;
        struct why why = { 0 };
        if (cp_event_parse(&e, text_of(lines[i]), &why) == OK)
            fail_msg("taken: %s", lines[i]);
        assert_true(why.text[0] != '\0');
    }
}

static void
add_up(void *context, const void *bytes, ptrdiff_t n, uint8_t to[CP_CHAIN])
{
    text t = { bytes, n };
    uint64_t h = text_hash(t);
    ++*(int *)context;
    for (int i = 0; i < CP_CHAIN; i++)
        to[i] = (uint8_t)(h >> (i % 8 * 8));
}

static void
a_changed_entry_changes_all_links_after_it(void **state)
{
    struct arena a;
    uint8_t one[CP_CHAIN] = { 0 }, two[CP_CHAIN] = { 0 };
    int n_hashes = 0;
    (void)state;
    arena_open(&a, 1 << 20);
    cp_life_link(one, &a, TEXT("answer unit=1"), add_up, &n_hashes);
    cp_life_link(two, &a, TEXT("answer unit=2"), add_up, &n_hashes);
    assert_memory_not_equal(one, two, CP_CHAIN);
    cp_life_link(one, &a, TEXT("close"), add_up, &n_hashes);
    cp_life_link(two, &a, TEXT("close"), add_up, &n_hashes);
    assert_memory_not_equal(one, two, CP_CHAIN);
    assert_int_equal(n_hashes, 4);
    arena_close(&a);
}

int
life_log_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_alone_says_all),
        cmocka_unit_test(withdrawing_the_only_objection_can_only_help),
        cmocka_unit_test(only_a_printed_line_is_taken),
        cmocka_unit_test(a_changed_entry_changes_all_links_after_it),
    };
    return cmocka_run_group_tests_name("engine/life_log", tests, NULL, NULL);
}
