#include "base/json.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static void
write_value(struct json *j, const struct json_value *v)
{
    switch (v->type) {
    case JSON_NULL: json_null(j); break;
    case JSON_BOOL: json_bool(j, v->is_true); break;
    case JSON_NUMBER:
        if (v->is_int)
            json_int(j, v->number);
        else
            json_real(j, v->real);
        break;
    case JSON_TEXT: json_text(j, v->text); break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        if (v->type == JSON_ARRAY)
            json_array(j);
        else
            json_object(j);
        for (const struct json_value *m = v->first; m != NULL; m = m->next) {
            if (v->type == JSON_OBJECT)
                json_name_text(j, m->name);
            write_value(j, m);
        }
        json_end(j);
        break;
    }
}

static void
what_is_right_comes_back_in_its_shortest_form(void **state)
{
    (void)state;
    static const struct {
        text in;
        const char *out; /* NULL: the same */
    } table[] = {
        { TEXT_INIT("null"), NULL },
        { TEXT_INIT(" true\r\n"), "true" },
        { TEXT_INIT("[]"), NULL },
        { TEXT_INIT("[ ]"), "[]" },
        { TEXT_INIT("{\n}"), "{}" },
        { TEXT_INIT("[1, [2,[]] ,{ \"a\" : {} }]"), "[1,[2,[]],{\"a\":{}}]" },
        { TEXT_INIT("{\"a\":1,\"a\":2,\"\":null}"), NULL },
        { TEXT_INIT("[0,-0,1.50,1e2,1E+2,0.1,-1.5e-7]"),
            "[0,-0,1.5,100,100,0.1,-1.5e-07]" },
        { TEXT_INIT("[9223372036854775807,-9223372036854775808]"), NULL },
        { TEXT_INIT("[9223372036854775808]"), "[9.223372036854776e+18]" },
        { TEXT_INIT("\"\""), NULL },
        { TEXT_INIT("\"\\u0041\\u00e5\\u20AC\\ud83d\\ude00\""), "\"Aå€😀\"" },
        { TEXT_INIT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f\x7f\""),
            "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u001f\x7f\"" },
    };
    struct arena a;
    arena_open(&a, 1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct json_value *v;
        struct why why = { 0 };
        if (json_parse(table[i].in, &a, &v, &why) != OK)
            fail_msg("%s: %s", table[i].in.ptr, why.text);
        struct buf out = buf_in(&a, 16);
        struct json j = json_write(&out);
        write_value(&j, v);
        text want = table[i].out == NULL ? table[i].in : text_of(table[i].out);
        if (!text_is_equal(buf_text(&out), want))
            fail_msg("%s: %.*s", table[i].in.ptr, TEXT_ARG(buf_text(&out)));
    }
    arena_close(&a);
}

static void
what_is_wrong_is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        text in;
        const char *why;
    } table[] = {
        { TEXT_INIT(""), "line 1: it ends where a value is expected" },
        { TEXT_INIT(" \n\n"), "line 3: it ends where a value is expected" },
        { TEXT_INIT("[1,\n2,\n]"), "line 3: a value is expected" },
        { TEXT_INIT("[1"), "line 1: a comma or ] is expected" },
        { TEXT_INIT("[1 2]"), "line 1: a comma or ] is expected" },
        { TEXT_INIT("{\"a\":1,}"), "line 1: a name in quotes is expected" },
        { TEXT_INIT("{a:1}"), "line 1: a name in quotes is expected" },
        { TEXT_INIT("{\"a\" 1}"), "line 1: a colon is expected after a name" },
        { TEXT_INIT("{\"a\":1]"), "line 1: a comma or } is expected" },
        { TEXT_INIT("nul"), "line 1: a value is expected" },
        { TEXT_INIT("True"), "line 1: a value is expected" },
        { TEXT_INIT("nulls"), "line 1: something follows the value" },
        { TEXT_INIT("1 1"), "line 1: something follows the value" },
        { TEXT_INIT("\xef\xbb\xbf[]"), "line 1: a value is expected" },
        { TEXT_INIT("01"),
            "line 1: a number begins with no digit or with a needless 0" },
        { TEXT_INIT("-"),
            "line 1: a number begins with no digit or with a needless 0" },
        { TEXT_INIT("-a"),
            "line 1: a number begins with no digit or with a needless 0" },
        { TEXT_INIT("+1"), "line 1: a value is expected" },
        { TEXT_INIT(".1"), "line 1: a value is expected" },
        { TEXT_INIT("1."), "line 1: no digit follows the point of a number" },
        { TEXT_INIT("1e"), "line 1: no digit follows the e of a number" },
        { TEXT_INIT("1e+"), "line 1: no digit follows the e of a number" },
        { TEXT_INIT("1e999"),
            "line 1: a number is too large or has too many digits" },
        { TEXT_INIT("0x1"), "line 1: something follows the value" },
        { TEXT_INIT("NaN"), "line 1: a value is expected" },
        { TEXT_INIT("\"a"), "line 1: the quote opened here is never closed" },
        { TEXT_INIT("\"a\\\""),
            "line 1: the quote opened here is never closed" },
        { TEXT_INIT("\"a\\"), "line 1: the quote opened here is never closed" },
        { TEXT_INIT("\"\\x\""), "line 1: an unknown escape follows \\" },
        { TEXT_INIT("\"\\\0\""), "line 1: an unknown escape follows \\" },
        { TEXT_INIT("\"\\u12g4\""),
            "line 1: \\u wants four hexadecimal digits" },
        { TEXT_INIT("\"\\u12\""), "line 1: \\u wants four hexadecimal digits" },
        { TEXT_INIT("\"\\u0000\""), "line 1: \\u0000 is not taken" },
        { TEXT_INIT("\"\\ud800\""),
            "line 1: half of a surrogate pair stands alone" },
        { TEXT_INIT("\"\\ud800\\u0041\""),
            "line 1: half of a surrogate pair stands alone" },
        { TEXT_INIT("\"\\udc00\\ud800\""),
            "line 1: half of a surrogate pair stands alone" },
        { TEXT_INIT("\"a\nb\""),
            "line 1: a control character or line end stands in a text" },
        { TEXT_INIT("\"\0\""),
            "line 1: a control character or line end stands in a text" },
        { TEXT_INIT("\"\xff\""), "line 1: a text is not UTF-8" },
        { TEXT_INIT("\"\xc3\""), "line 1: a text is not UTF-8" },
        { TEXT_INIT("[1,2]\0"), "line 1: something follows the value" },
        { TEXT_INIT("'a'"), "line 1: a value is expected" },
        { TEXT_INIT("[1]//"), "line 1: something follows the value" },
    };
    struct arena a;
    arena_open(&a, 1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct json_value *v;
        struct why why = { 0 };
        assert_int_equal(json_parse(table[i].in, &a, &v, &why), ERR_BAD_INPUT);
        assert_null(v);
        if (strcmp(why.text, table[i].why) != 0)
            fail_msg("%s: %s", table[i].in.ptr, why.text);
    }
    arena_close(&a);
}

static void
it_may_be_nested_64_deep_and_no_deeper(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    char deep[65 * 2];
    memset(deep, '[', 65);
    memset(deep + 65, ']', 65);
    struct json_value *v;
    struct why why = { 0 };
    assert_int_equal(json_parse((text){ deep + 1, 128 }, &a, &v, &why), OK);
    assert_int_equal(
        json_parse((text){ deep, 130 }, &a, &v, &why), ERR_BAD_INPUT);
    assert_string_equal(why.text, "line 1: it is nested deeper than 64");
    arena_close(&a);
}

static void
a_member_is_found_by_name(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct json_value *v;
    struct why why = { 0 };
    assert_int_equal(
        json_parse(TEXT("{\"a\":[1,2.5],\"b\":{\"c\":\"x\"}}"), &a, &v, &why),
        OK);
    assert_int_equal(v->n, 2);
    const struct json_value *list = json_find(v, TEXT("a"));
    assert_int_equal(list->n, 2);
    assert_true(list->first->is_int && list->first->number == 1);
    assert_false(list->first->next->is_int);
    assert_true(list->first->next->real == 2.5);
    const struct json_value *c = json_find(json_find(v, TEXT("b")), TEXT("c"));
    assert_true(text_is_equal(c->text, TEXT("x")));
    assert_null(json_find(v, TEXT("c")));
    assert_null(json_find(list, TEXT("c")));
    assert_null(json_find(NULL, TEXT("c")));
    arena_close(&a);
}

static void
what_is_written_is_always_json(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    struct buf out = buf_in(&a, 16);
    struct json j = json_write(&out);
    json_array(&j);
    json_text(&j,
        TEXT("a\xff"
             "b\xc3"));
    json_text(&j, TEXT("\0"));
    json_text(&j, (text){ NULL, 0 });
    json_real(&j, NAN);
    json_real(&j, -INFINITY);
    json_int_text(&j, INT64_MAX);
    json_bool(&j, false);
    json_end(&j);
    assert_true(text_is_equal(buf_text(&out),
        TEXT("[\"a\xef\xbf\xbd"
             "b\xef\xbf\xbd\",\"\\u0000\",null,null,null,"
             "\"9223372036854775807\",false]")));
    arena_close(&a);
}

static void
a_real_is_short_and_keeps_every_bit(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *print;
    } table[] = {
        { 0.1, "0.1" },
        { 1.0 / 3, "0.3333333333333333" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1e23, "1e+23" },
        { 5e-324, "5e-324" },
        { 123456789012, "123456789012" },
        { DBL_MAX, "1.7976931348623157e+308" },
        { 2, "2" },
        { -2.5, "-2.5" },
    };
    struct arena a;
    arena_open(&a, 1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buf out = buf_in(&a, 32);
        buf_real(&out, table[i].x);
        if (!text_is_equal(buf_text(&out), text_of(table[i].print)))
            fail_msg("%.*s", TEXT_ARG(buf_text(&out)));
        double back;
        assert_true(text_parse_real(buf_text(&out), &back));
        assert_true(back == table[i].x);
    }
    arena_close(&a);
}

int json_test(void);

int
json_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_comes_back_in_its_shortest_form),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(it_may_be_nested_64_deep_and_no_deeper),
        cmocka_unit_test(a_member_is_found_by_name),
        cmocka_unit_test(what_is_written_is_always_json),
        cmocka_unit_test(a_real_is_short_and_keeps_every_bit),
    };
    return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
