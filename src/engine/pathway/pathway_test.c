/* The notation: known texts, and texts made by lot. */
#include "engine/pathway/pathway.h"

#include "base/json.h"
#include "base/random.h"
#include "os/file.h" /* lint: known answers are files */

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int pathway_test(void);

#define FOLDER "test/oracle/pathway/"

static const struct json_value *
json_member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    assert_non_null(m);
    return m;
}

static text
member(const struct json_value *v, const char *name)
{
    return json_member(v, name)->text;
}

static struct json_value *
read_notation(struct arena *a)
{
    struct why why = { 0 };
    struct json_value *all;
    text bytes;
    assert_int_equal(
        file_read(TEXT(FOLDER "notation.json"), a, 1 << 20, &bytes, &why), OK);
    assert_int_equal(json_parse(bytes, a, &all, &why), OK);
    return all;
}

static void
assert_text(text is, text wanted)
{
    if (!text_is_equal(is, wanted))
        fail_msg("is\n%.*s\nnot\n%.*s", TEXT_ARG(is), TEXT_ARG(wanted));
}

static void
assert_names(const struct cp_names *is, const struct json_value *wanted)
{
    int i = 0;
    for (const struct json_value *v = wanted->first; v != NULL; v = v->next)
        assert_text(is->names[i++], v->text);
    assert_int_equal(is->n, i);
}

static void
good_texts_have_their_normal_form_and_tree(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    int n = 0;
    for (const struct json_value *v =
             json_member(read_notation(&a), "valid")->first;
         v != NULL; v = v->next, n++) {
        struct cp_pathway p, again;
        struct cp_pathway_fault fault;
        struct buf normal = buf_in(&a, 1000), tree = buf_in(&a, 1000);
        struct buf twice = buf_in(&a, 1000);
        if (cp_pathway_parse(&p, &a, member(v, "text"), &fault) != OK)
            fail_msg("line %d: %s in\n%.*s", fault.line, fault.phrase,
                TEXT_ARG(member(v, "text")));
        cp_pathway_write(&p, &normal);
        assert_text(buf_text(&normal), member(v, "normal"));
        assert_int_equal(cp_pathway_write_tree(&p, &tree), OK);
        assert_text(buf_text(&tree), member(v, "tree"));
        assert_int_equal(
            cp_pathway_parse(&again, &a, buf_text(&normal), &fault), OK);
        cp_pathway_write(&again, &twice);
        assert_text(buf_text(&twice), buf_text(&normal));
        assert_int_equal(
            cp_pathway_shortest(&p), json_member(v, "shortest")->number);
        assert_names(&p.ends_any_time, json_member(v, "ends_any_time"));
        assert_names(&p.closes, json_member(v, "closes"));
        int i = 0;
        for (const struct json_value *t = json_member(v, "targets")->first;
             t != NULL; t = t->next, i++) {
            static const char *const units[] = { "minute", "hour", "day",
                "week" };
            static const char *const froms[] = { "first", "last", "each" };
            const struct cp_pathway_target *is = &p.targets[i];
            double percent = 0;
            assert_true(i < p.n_targets);
            assert_int_equal(is->value, json_member(t, "value")->number);
            assert_text(text_of(units[is->unit]), member(t, "unit"));
            assert_text(text_of(froms[is->from]), member(t, "from"));
            assert_text(is->start, member(t, "start"));
            assert_text(is->end, member(t, "end"));
            assert_int_equal(text_is_known(is->percent),
                json_member(t, "percent")->type == JSON_NUMBER);
            if (text_is_known(is->percent)) {
                assert_true(text_parse_real(is->percent, &percent));
                assert_true(percent == json_member(t, "percent")->real);
            }
        }
        assert_int_equal(p.n_targets, i);
    }
    assert_int_equal(n, 26);
    arena_close(&a);
}

static void
wrong_texts_are_refused_with_their_line(void **state)
{
    struct arena a;
    (void)state;
    arena_open(&a, 1 << 26);
    int n = 0;
    for (const struct json_value *v =
             json_member(read_notation(&a), "invalid")->first;
         v != NULL; v = v->next, n++) {
        struct cp_pathway p;
        struct cp_pathway_fault fault;
        text source = member(v, "text");
        if (cp_pathway_parse(&p, &a, source, &fault) != ERR_BAD_INPUT)
            fail_msg("was taken (%.*s):\n%.*s", TEXT_ARG(member(v, "why")),
                TEXT_ARG(source));
        if (fault.line != json_member(v, "line")->number)
            fail_msg("line %d, %s, in\n%.*s", fault.line, fault.phrase,
                TEXT_ARG(source));
        assert_true(strlen(fault.phrase) > 10);
        assert_int_equal(
            strstr(fault.phrase, "%s") != NULL, text_is_known(fault.about));
    }
    assert_int_equal(n, 33);
    arena_close(&a);
}

/* ---- By lot ---------------------------------------------------------------
 */

static void
by_lot(struct random *r, struct buf *b)
{
    static const char *const bits[] = { "A", "B", "C d", " ", "( ", " )", ",",
        ";", "|", "?", "*", "+", "\n", "\n", "\"", "\"x(y\"", "in order: ",
        "any order: ", "one of: ", "x = ", "[log: ", "[weight: 3]", "]",
        "closes: ", "ends any time: ", "within 3 days: ", " -> ", "zone: ", "#",
        "\t", "Å", "[from: each]", "(A ; B)" };
    uint64_t n = 1 + random_below(r, 9); /* short ones are often good */
    for (uint64_t i = 0; i < n; i++)
        buf_add(b, text_of(bits[random_below(r, sizeof bits / sizeof *bits)]));
}

static void
whatever_is_taken_can_be_written_and_read_again(void **state)
{
    struct arena a;
    struct random r = random_from(5);
    int n_taken = 0;
    (void)state;
    arena_open(&a, 1 << 24);
    for (int i = 0; i < 200'000; i++) {
        struct cp_pathway p, again;
        struct cp_pathway_fault fault;
        struct buf source = buf_in(&a, 200), one = buf_in(&a, 200);
        struct buf two = buf_in(&a, 200);
        by_lot(&r, &source);
        if (cp_pathway_parse(&p, &a, buf_text(&source), &fault) == OK) {
            n_taken++;
            cp_pathway_write(&p, &one);
            if (cp_pathway_parse(&again, &a, buf_text(&one), &fault) != OK)
                fail_msg("%s: from\n%.*s\ncame\n%.*s", fault.phrase,
                    TEXT_ARG(buf_text(&source)), TEXT_ARG(buf_text(&one)));
            cp_pathway_write(&again, &two);
            assert_text(buf_text(&two), buf_text(&one));
            assert_int_equal(
                cp_pathway_shortest(&p), cp_pathway_shortest(&again));
        } else {
            assert_true(fault.line >= 1);
        }
        arena_reset(&a, 1 << 24);
    }
    assert_true(n_taken > 10'000);
    arena_close(&a);
}

static void
limits_are_sentences(void **state)
{
    struct arena a;
    struct cp_pathway p;
    struct cp_pathway_fault fault;
    (void)state;
    arena_open(&a, 1 << 26);
    struct buf b = buf_in(&a, 1 << 17);
    for (int i = 0; i < 501; i++)
        buf_add(&b, TEXT("A\n"));
    assert_int_equal(
        cp_pathway_parse(&p, &a, buf_text(&b), &fault), ERR_BAD_INPUT);
    assert_int_equal(fault.line, 501);
    b.len = 0;
    for (int i = 0; i < 201; i++)
        buf_byte(&b, 'x');
    assert_int_equal(
        cp_pathway_parse(&p, &a, buf_text(&b), &fault), ERR_BAD_INPUT);
    b.len = 0;
    for (int i = 0; i < 65'537; i++)
        buf_byte(&b, '\n');
    assert_int_equal(
        cp_pathway_parse(&p, &a, buf_text(&b), &fault), ERR_BAD_INPUT);
    assert_int_equal(
        cp_pathway_parse(&p, &a, TEXT("A\nB\xff\n"), &fault), ERR_BAD_INPUT);
    /* 16 levels are taken */
    assert_int_equal(cp_pathway_parse(&p, &a,
                         TEXT("((((((((((((((((A))))))))))))))))\n"), &fault),
        OK);
    arena_close(&a);
}

int
pathway_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_texts_have_their_normal_form_and_tree),
        cmocka_unit_test(wrong_texts_are_refused_with_their_line),
        cmocka_unit_test(whatever_is_taken_can_be_written_and_read_again),
        cmocka_unit_test(limits_are_sentences),
    };
    return cmocka_run_group_tests_name("pathway", tests, NULL, NULL);
}
