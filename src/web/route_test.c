#include "web/route.h"

#include "web/address.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int route_test(void);

static enum err
nothing(struct request *rq, struct answer *an)
{
    (void)rq, (void)an;
    return OK;
}

static const struct route one[] = { ROUTE(GET, "/:any", nothing, ANYONE, "any"),
    ROUTE(GET, "/place/:key", nothing, ANYONE, "place"),
    ROUTE(GET, "/place/:key.csv", nothing, ANYONE, "place as CSV"),
    ROUTE(GET, "/place/new", nothing, ANYONE, "new place"),
    ROUTE(GET, "/:kind/new", nothing, ANYONE, "new something"), ROUTES_END };
static const struct route two[] = { ROUTE(GET, "/", nothing, ANYONE, "front"),
    ROUTE(POST, "/place/:key", nothing, ANYONE, "change a place"),
    ROUTE(POST, "/vote", nothing, ANYONE, "vote"),
    ROUTE(GET, "/a/:b/c/:d", nothing, ANYONE, "two of them"), ROUTES_END };
static const struct route *const tables[] = { one, two, NULL };

static void
check_found(const char *path, const char *help)
{
    struct route_match m = route_find(tables, WEB_GET, text_of(path));
    const char *found = m.route == NULL ? "nothing" : m.route->help;
    if (!text_is_equal(text_of(found), text_of(help)))
        fail_msg("%s leads to %s, not to %s", path, found, help);
}

static void
the_most_literal_route_wins(void **state)
{
    (void)state;
    check_found("/", "front");
    check_found("/x", "any");
    check_found("/place", "any");
    check_found("/place/new", "new place");
    check_found("/place/x.csv", "place as CSV");
    check_found("/place/x", "place");
    check_found("/place/.csv", "place");
    check_found("/other/new", "new something");
    check_found("/a/1/c/2", "two of them");
}

static void
what_is_longer_or_shorter_is_not_found(void **state)
{
    (void)state;
    check_found("/place/x/y", "nothing");
    check_found("/a/1/c", "nothing");
    check_found("/place/", "nothing");
    check_found("//", "nothing");
    check_found("", "nothing");
}

static void
parameters_stand_in_their_order(void **state)
{
    (void)state;
    struct route_match m = route_find(tables, WEB_GET, TEXT("/a/x/c/y z"));
    assert_true(text_is_equal(m.params[0], TEXT("x")));
    assert_true(text_is_equal(m.params[1], TEXT("y z")));
    assert_false(text_is_known(m.params[2]));
    m = route_find(tables, WEB_GET, TEXT("/place/slug-1.csv"));
    assert_true(text_is_equal(m.params[0], TEXT("slug-1")));
}

static void
methods_are_told_apart(void **state)
{
    (void)state;
    struct route_match m = route_find(tables, WEB_POST, TEXT("/place/x"));
    assert_string_equal(m.route->help, "change a place");
    assert_true(m.allows_get && m.allows_post);
    m = route_find(tables, WEB_HEAD, TEXT("/place/x"));
    assert_string_equal(m.route->help, "place");
    m = route_find(tables, WEB_POST, TEXT("/place/new/x"));
    assert_null(m.route);
    assert_false(m.is_path_known);
    m = route_find(tables, WEB_GET, TEXT("/vote"));
    assert_string_equal(m.route->help, "any");
}

/* ---- Addresses ----------------------------------------------------------- */

static void
check_address(struct arena *a, const char *target, const char *lang,
    const char *path, const char *query)
{
    struct address got;
    assert_int_equal(address_read(a, text_of(target), &got), OK);
    text code = got.lang == NULL ? (text){ 0 } : lang_code(got.lang);
    if (!text_is_equal(code, text_of(lang)) ||
        !text_is_equal(got.path, text_of(path)) ||
        !text_is_equal(got.query, text_of(query)))
        fail_msg("%s: %.*s %.*s %.*s", target, TEXT_ARG(code),
            TEXT_ARG(got.path), TEXT_ARG(got.query));
}

static void
an_address_is_decoded_once(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    check_address(&a, "/", NULL, "/", NULL);
    check_address(&a, "/sv", "sv", "/", NULL);
    check_address(&a, "/sv?", "sv", "/", "");
    check_address(&a, "/%73v/a", "sv", "/a", NULL);
    check_address(&a, "/luo/a%20b?c=%20d?e", "luo", "/a b", "c=%20d?e");
    check_address(&a, "/a%2520b", NULL, "/a%20b", NULL);
    check_address(&a, "/a+b", NULL, "/a+b", NULL);
    check_address(&a, "/en/en", "en", "/en", NULL);
    check_address(&a, "/%C3%B6", NULL, "/ö", NULL);
    check_address(&a, "/a%3Fb", NULL, "/a?b", NULL);
    arena_close(&a);
}

static void
what_was_encoded_is_decoded_to_the_same(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    char all[256];
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    text plain = { all, 256 }, back;
    text coded = percent_encode(&a, plain, false);
    assert_false(text_has_byte(coded, '/'));
    assert_true(percent_decode(&a, coded, true, &back));
    assert_true(text_is_equal(plain, back));
    assert_true(text_is_equal(
        percent_encode(&a, TEXT("/a b/+"), true), TEXT("/a%20b/%2B")));
    arena_close(&a);
}

static void
pairs_come_one_after_another(void **state)
{
    (void)state;
    text rest = TEXT("a=1&&b&=3&c=4=5&"), name, value;
    static const char *const expected[][2] = { { "a", "1" }, { "b", NULL },
        { "", "3" }, { "c", "4=5" } };
    for (int i = 0; i < 4; i++) {
        assert_true(pair_next(&rest, &name, &value));
        assert_true(text_is_equal(name, text_of(expected[i][0])));
        assert_true(text_is_equal(value, text_of(expected[i][1])));
    }
    assert_false(pair_next(&rest, &name, &value));
}

int
route_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_literal_route_wins),
        cmocka_unit_test(what_is_longer_or_shorter_is_not_found),
        cmocka_unit_test(parameters_stand_in_their_order),
        cmocka_unit_test(methods_are_told_apart),
        cmocka_unit_test(an_address_is_decoded_once),
        cmocka_unit_test(what_was_encoded_is_decoded_to_the_same),
        cmocka_unit_test(pairs_come_one_after_another),
    };
    return cmocka_run_group_tests_name("web/route", tests, NULL, NULL);
}
