#include "web/site.h"

#include "base/json.h"
#include "os/file.h"
#include "os/log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int visit_test(void);

static const struct route route = { .path = "/place/:key" };

/* What log_request writes, read back as JSON. */
static const struct json_value *
logged(struct arena *a, const struct visit *visit, const struct web_input *in,
    const struct web_output *out, text *line)
{
    struct why why = { 0 };
    int fd;
    assert_int_equal(file_open_unnamed(&fd, TEXT("/tmp"), &why), OK);
    log_to(fd);
    log_request(visit, in, out, 12345);
    log_to(2);
    char *room = arena_new(a, char, LOG_LINE_MAX);
    ptrdiff_t n = 0;
    assert_int_equal(file_get_at(fd, room, LOG_LINE_MAX, 0, &n), OK);
    file_close(fd);
    *line = (text){ room, n };
    struct json_value *value = NULL;
    assert_int_equal(json_parse(text_trim(*line), a, &value, &why), OK);
    return value;
}

static void
check(const struct json_value *object, const char *name, const char *expected)
{
    const struct json_value *v = json_find(object, text_of(name));
    assert_non_null(v);
    if (!text_is_equal(v->text, text_of(expected)))
        fail_msg("%s is %.*s", name, TEXT_ARG(v->text));
}

static void
a_visit_is_logged_without_who_and_what(void **state)
{
    (void)state;
    struct web_header header = { TEXT("Cookie"), TEXT("secret-cookie") };
    struct web_input in = { .target = TEXT("/sv/place/rachuonyo?q=illness"),
        .headers = &header,
        .n_headers = 1,
        .peer = TEXT("192.0.2.7"),
        .body_fd = -1 };
    struct web_output out = { .status = 503, .fd = -1, .body = TEXT("1234") };
    struct visit visit = {
        .route = &route, .lang = lang_all(1), .why = "no \"room\"\\ for\n<this>"
    };
    struct arena a;
    text line;
    arena_open(&a, 1 << 20);
    const struct json_value *v = logged(&a, &visit, &in, &out, &line);
    check(v, "route", "/place/:key");
    check(v, "status", "503");
    check(v, "ms", "12.345");
    check(v, "bytes", "4");
    check(v, "lang", "sv");
    static const char *const absent[] = { "rachuonyo", "illness", "192.0.2.7",
        "secret" };
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_true(text_find(line, text_of(absent[i])) < 0);
    arena_close(&a);
}

static void
what_leads_nowhere_has_no_route(void **state)
{
    (void)state;
    struct web_input in = { .method = WEB_HEAD, .body_fd = -1 };
    struct web_output out = { .status = 404, .fd = -1, .body = TEXT("1234") };
    struct visit visit = { 0 };
    struct arena a;
    text line;
    arena_open(&a, 1 << 20);
    const struct json_value *v = logged(&a, &visit, &in, &out, &line);
    check(v, "method", "HEAD");
    check(v, "route", "-");
    check(v, "bytes", "0");
    check(v, "lang", "-");
    arena_close(&a);
}

int
visit_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_is_logged_without_who_and_what),
        cmocka_unit_test(what_leads_nowhere_has_no_route),
    };
    return cmocka_run_group_tests_name("web/visit", tests, NULL, NULL);
}
