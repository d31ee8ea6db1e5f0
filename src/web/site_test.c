#include "web/web.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

int site_test(void);

/* ---- A small site -------------------------------------------------------- */

static int n_made;

static enum err
show_front(struct request *rq, struct answer *an)
{
    struct view v = request_view(rq);
    n_made++;
    out_raw(&v, "<h1>Front</h1>", 14);
    for (int i = 0; i < 200; i++)
        out_raw(&v, "<p>Text</p>\n", 12);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = TEXT("Front"),
            .section = "place",
            .body = view_html(&v) });
    return OK;
}

static enum err
show_place(struct request *rq, struct answer *an)
{
    an->type = TEXT("text/plain; charset=utf-8");
    an->body = arena_print(rq->arena, "%.*s %lld %.*s", TEXT_ARG(rq->params[0]),
        (long long)request_key(rq, 0),
        TEXT_ARG(request_with(rq, "after", TEXT("a b"))));
    return OK;
}

static enum err
fail_as_asked(struct request *rq, struct answer *an)
{
    (void)an;
    return text_is_equal(rq->params[0], TEXT("denied"))  ? ERR_DENIED
        : text_is_equal(rq->params[0], TEXT("conflict")) ? ERR_CONFLICT
        : text_is_equal(rq->params[0], TEXT("busy"))     ? ERR_BUSY
        : text_is_equal(rq->params[0], TEXT("io"))       ? ERR_IO
                                                         : ERR_NOT_FOUND;
}

struct wish {
    text name;
};
static const struct input wish_inputs[] = {
    INPUT(struct wish, name, INPUT_TEXT, .is_required = true, .max = 20,
        .label = N_("Name")),
};

static enum err
show_form(struct request *rq, struct answer *an, struct form *form)
{
    struct view v = request_view(rq);
    form_fields(&v, form);
    answer_page(
        rq, an, (struct page){ .title = TEXT("Wish"), .body = view_html(&v) });
    return OK;
}

static enum err
open_wish(struct request *rq, struct answer *an)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, wish_inputs, 1, form);
    an->may_cache = true; /* a token must win over this */
    return show_form(rq, an, form);
}

static enum err
send_wish(struct request *rq, struct answer *an)
{
    struct wish wish;
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = form_parse(rq, wish_inputs, 1, form, &wish);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return show_form(rq, an, form);
    answer_redirect(rq, an, TEXT("/"));
    return OK;
}

static const struct route test_routes[] = { ROUTE(GET, "/", show_front, ANYONE,
                                                "The front"),
    ROUTE(GET, "/place/:key", show_place, ANYONE, "A place"),
    ROUTE(GET, "/fail/:how", fail_as_asked, ANYONE, "A failure"),
    ROUTE(GET, "/mine", show_front, PERSON, "For people"),
    ROUTE(GET, "/wish", open_wish, ANYONE, "A form"),
    ROUTE(POST, "/wish", send_wish, ANYONE, "A form sent"), ROUTES_END };
static const struct route *const test_tables[] = { test_routes, NULL };

static const struct menu_item test_menu[] = {
    { "place", "/place", N_("Places"), MENU_ALL },
    { NULL, NULL, NULL, MENU_ALL },
};

static void
describe(struct request *rq, text *name, text *sentence)
{
    (void)rq;
    *name = TEXT("Test <network>");
    *sentence = TEXT("A sentence.");
}

struct world {
    struct arena process, a;
    struct site *site;
    struct web_header headers[8];
    struct web_input in;
    struct web_output out;
};

static int
setup(void **state)
{
    static struct world w;
    static bool has_started;
    struct why why = { 0 };
    if (!has_started && lang_start(&why) != OK)
        fail_msg("%s", why.text);
    has_started = true;
    memset(&w, 0, sizeof w);
    arena_open(&w.process, 16 << 20);
    arena_open(&w.a, 16 << 20);
    struct site_config config = {
        .base_url = TEXT("https://network.example"),
        .routes = test_tables,
        .describe = describe,
        .menu = test_menu,
    };
    assert_int_equal(site_open(&w.site, &config, &w.process, &why), OK);
    *state = &w;
    return 0;
}

static int
teardown(void **state)
{
    struct world *w = *state;
    site_close(w->site);
    arena_close(&w->a);
    arena_close(&w->process);
    return 0;
}

/* Headers as "Name: value" strings, NULL at the end. */
static struct web_output *
ask(struct world *w, enum web_method method, const char *target,
    const char *const *headers, const char *body)
{
    w->in = (struct web_input){ .method = method,
        .target = text_of(target),
        .headers = w->headers,
        .body = text_of(body),
        .body_fd = -1 };
    for (; headers != NULL && *headers != NULL; headers++) {
        text value;
        text name = text_cut(text_of(*headers), ':', &value);
        w->headers[w->in.n_headers++] =
            (struct web_header){ name, text_trim(value) };
    }
    site_answer(w->site, NULL, &w->a, 0, &w->in, &w->out);
    return &w->out;
}

static struct web_output *
get(struct world *w, const char *target)
{
    return ask(w, WEB_GET, target, NULL, NULL);
}

static text
header(const struct web_output *out, const char *name)
{
    for (int i = 0; i < out->n_headers; i++)
        if (text_is_equal(out->headers[i].name, text_of(name)))
            return out->headers[i].value;
    return (text){ 0 };
}

static void
check_text(text t, const char *expected)
{
    if (!text_is_equal(t, text_of(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", TEXT_ARG(t),
            expected == NULL ? "(not known)" : expected);
}

static void
check_holds(const struct web_output *out, const char *what)
{
    if (text_find(out->body, text_of(what)) < 0)
        fail_msg("no \"%s\" in: %.*s", what, TEXT_ARG(out->body));
}

static void
check_lacks(const struct web_output *out, const char *what)
{
    if (text_find(out->body, text_of(what)) >= 0)
        fail_msg("\"%s\" in: %.*s", what, TEXT_ARG(out->body));
}

#define ASK(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- Tests --------------------------------------------------------------- */

static void
a_page_stands_in_its_frame(void **state)
{
    struct world *w = *state;
    struct web_output *out = get(w, "/sv");
    assert_int_equal(out->status, 200);
    check_text(header(out, "Content-Type"), "text/html; charset=utf-8");
    check_text(header(out, "Content-Language"), "sv");
    check_holds(out, "<html lang=\"sv\">");
    check_holds(out, "<title>Front – Test &lt;network&gt;</title>");
    check_holds(out, "<h1>Front</h1>");
    check_holds(out, "<a class=\"home\" href=\"/sv\">Test &lt;network&gt;");
    check_holds(out, "href=\"/sv/place\" aria-current=\"true\"");
    check_holds(out, "href=\"/static/style-");
    check_holds(out, "hreflang=\"luo\" href=\"https://network.example/luo\"");
    check_holds(
        out, "<link rel=\"canonical\" href=\"https://network.example/sv\">");
}

static void
every_answer_has_its_safe_headers(void **state)
{
    struct world *w = *state;
    static const char *const targets[] = { "/sv", "/nowhere", "/health",
        "/place/", "/%zz", "/fail/io", "/robots.txt" };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct web_output *out = get(w, targets[i]);
        text policy = header(out, "Content-Security-Policy");
        assert_true(text_find(policy, TEXT("default-src 'none'")) >= 0);
        assert_true(text_find(policy, TEXT("unsafe")) < 0);
        check_text(header(out, "X-Content-Type-Options"), "nosniff");
        check_text(header(out, "Referrer-Policy"), "same-origin");
        check_text(header(out, "Cross-Origin-Opener-Policy"), "same-origin");
    }
}

static void
without_a_language_in_front_the_browser_says(void **state)
{
    struct world *w = *state;
    struct web_output *out = ask(
        w, WEB_GET, "/", ASK("Accept-Language: de, sw;q=0.8, en;q=0.2"), NULL);
    assert_int_equal(out->status, 200);
    check_holds(out, "<html lang=\"sw\">");
    check_text(header(out, "Vary"), "Accept-Encoding, Accept-Language, Cookie");
    check_holds(
        out, "<link rel=\"canonical\" href=\"https://network.example/sw\">");
    out = get(w, "/luo");
    check_text(header(out, "Vary"), "Accept-Encoding, Cookie");
}

static void
the_switch_keeps_path_and_query(void **state)
{
    struct world *w = *state;
    struct web_output *out = get(w, "/sv/fail/%C3%B6%22?q=a%20b&x=1");
    assert_int_equal(out->status, 404);
    check_holds(out, "href=\"/luo/fail/%C3%B6%22?q=a%20b&amp;x=1\"");
}

static void
a_language_is_a_whole_segment(void **state)
{
    struct world *w = *state;
    assert_int_equal(get(w, "/svx")->status, 404);
    assert_int_equal(get(w, "/SV")->status, 404);
    assert_int_equal(get(w, "/sv/sv")->status, 404);
    assert_int_equal(get(w, "/sv/")->status, 200);
}

static void
a_slash_too_many_leads_on(void **state)
{
    struct world *w = *state;
    struct web_output *out = get(w, "/sv/place/x/?q=1");
    assert_int_equal(out->status, 301);
    check_text(header(out, "Location"), "/sv/place/x?q=1");
    out = get(w, "/place/%C3%B6/");
    check_text(header(out, "Location"), "/place/%C3%B6");
}

static void
parameters_keys_and_fields_are_read(void **state)
{
    struct world *w = *state;
    struct web_output *out =
        get(w, "/place/homa-bay-0000000000011?after=3&q=%C3%A5");
    assert_string_equal(arena_c_string(&w->a, out->body),
        "homa-bay-0000000000011 33 "
        "/place/homa-bay-0000000000011?q=%C3%A5&after=a%20b");
    out = get(w, "/place/x0000000000011");
    check_holds(out, "x0000000000011 0 ");
}

static void
what_is_not_there_is_said_in_the_readers_language(void **state)
{
    struct world *w = *state;
    struct web_output *out = get(w, "/sv/nowhere");
    assert_int_equal(out->status, 404);
    check_holds(out, "<html lang=\"sv\">");
    check_text(header(out, "Cache-Control"), "no-store");
    assert_int_equal(get(w, "/sv/health")->status, 404);
    assert_int_equal(get(w, "/static/other.css")->status, 404);
}

static void
each_error_has_its_status(void **state)
{
    struct world *w = *state;
    assert_int_equal(get(w, "/fail/denied")->status, 403);
    assert_int_equal(get(w, "/fail/conflict")->status, 409);
    assert_int_equal(get(w, "/fail/io")->status, 500);
    struct web_output *out = get(w, "/fail/busy");
    assert_int_equal(out->status, 503);
    check_text(header(out, "Retry-After"), "2");
    assert_int_equal(get(w, "/mine")->status, 403);
}

static void
another_method_is_told_which(void **state)
{
    struct world *w = *state;
    struct web_output *out = ask(w, WEB_POST, "/sv", NULL, "");
    assert_int_equal(out->status, 405);
    check_text(header(out, "Allow"), "GET, HEAD");
    assert_int_equal(ask(w, WEB_HEAD, "/sv", NULL, NULL)->status, 200);
}

static void
a_bad_path_is_refused(void **state)
{
    struct world *w = *state;
    static const char *const bad[] = { "x", "", "*", "/a//b", "/a/../b",
        "/a/%2e%2e/b", "/.", "/a%2Fb", "/a%5cb", "/a%00b", "/%", "/%4", "/%ff",
        "/%0a", "/a#b", "/a\177b", "//evil.example/" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct web_output *out = get(w, bad[i]);
        if (out->status != 400)
            fail_msg("%s gave %d", bad[i], out->status);
        assert_true(text_is_empty(header(out, "Location")));
    }
}

static void
a_page_that_is_had_is_not_sent_again(void **state)
{
    struct world *w = *state;
    text etag = arena_copy(&w->process, header(get(w, "/sv"), "ETag"));
    assert_int_equal(etag.len, 18);
    char line[64];
    snprintf(line, sizeof line, "If-None-Match: \"x\", W/%.*s", TEXT_ARG(etag));
    struct web_output *out = ask(w, WEB_GET, "/sv", ASK(line), NULL);
    assert_int_equal(out->status, 304);
    assert_int_equal(out->body.len, 0);
    check_text(header(out, "Content-Type"), NULL);
    check_text(header(out, "Cache-Control"), "no-cache");
    out = ask(w, WEB_GET, "/en", ASK(line), NULL);
    assert_int_equal(out->status, 200);
}

static void
pages_are_packed_for_who_takes_it(void **state)
{
    struct world *w = *state;
    ptrdiff_t plain = get(w, "/sv")->body.len;
    struct web_output *out =
        ask(w, WEB_GET, "/sv", ASK("Accept-Encoding: gzip, br"), NULL);
    check_text(header(out, "Content-Encoding"), "br");
    assert_true(out->body.len < plain / 3);
    out = ask(
        w, WEB_GET, "/sv", ASK("Accept-Encoding: gzip;q=0.8, br;q=0.1"), NULL);
    check_text(header(out, "Content-Encoding"), "gzip");
    assert_memory_equal(out->body.ptr, "\x1f\x8b", 2);
    out = ask(w, WEB_GET, "/sv", ASK("Accept-Encoding: br;q=0"), NULL);
    check_text(header(out, "Content-Encoding"), NULL);
}

static void
a_style_sheet_is_kept_for_a_year_under_its_hash(void **state)
{
    struct world *w = *state;
    struct web_output *out = get(w, "/sv");
    ptrdiff_t at = text_find(out->body, TEXT("/static/style-"));
    text path = text_slice(out->body, at, at + 26);
    struct web_output sheet = *get(w, arena_c_string(&w->process, path));
    assert_int_equal(sheet.status, 200);
    assert_true(sheet.is_shared);
    check_text(header(&sheet, "Content-Type"), "text/css; charset=utf-8");
    check_text(
        header(&sheet, "Cache-Control"), "public, max-age=31536000, immutable");
    check_text(header(&sheet, "Vary"), "Accept-Encoding");
    sheet = *get(w, "/static/style-00000000.css");
    assert_int_equal(sheet.status, 200);
    check_text(header(&sheet, "Cache-Control"), "public, max-age=3600");
    sheet =
        *ask(w, WEB_GET, "/static/style.css", ASK("Accept-Encoding: br"), NULL);
    check_text(header(&sheet, "Content-Encoding"), "br");
    /* the looks of the house fit into three packets */
    assert_in_range(sheet.body.len, 1000, 3584);
}

static void
a_form_keeps_what_was_typed(void **state)
{
    struct world *w = *state;
    struct web_output *out = get(w, "/sv/wish");
    check_text(header(out, "Cache-Control"), "private, no-cache");
    check_text(header(out, "ETag"), NULL);
    ptrdiff_t at = text_find(out->body, TEXT("name=\"token\" value=\""));
    assert_true(at > 0);
    out = ask(w, WEB_POST, "/sv/wish",
        ASK("Content-Type: application/x-www-form-urlencoded"),
        "name=%3Cb%3E+a+name+of+many+more+letters");
    assert_int_equal(out->status, 422);
    check_holds(out, "value=\"&lt;b&gt; a name of many more letters\"");
    check_holds(out, "aria-invalid=\"true\"");
    check_holds(out, "role=\"alert\"");
    check_holds(out, "href=\"#f-name\"");
    out = ask(w, WEB_POST, "/sv/wish",
        ASK("Content-Type: application/x-www-form-urlencoded"), "name=a");
    assert_int_equal(out->status, 303);
    check_text(header(out, "Location"), "/sv");
    assert_int_equal(out->body.len, 0);
}

static void
a_form_from_elsewhere_is_refused(void **state)
{
    struct world *w = *state;
    static const struct {
        int status;
        const char *one, *two;
    } cases[] = {
        { 303, "Sec-Fetch-Site: same-origin", "Origin: null" },
        { 403, "Sec-Fetch-Site: cross-site", "Host: a.example" },
        { 403, "Sec-Fetch-Site: same-site", "Host: a.example" },
        { 303, "Origin: https://network.example", "Host: 127.0.0.1" },
        { 303, "Origin: http://127.0.0.1:81", "Host: 127.0.0.1:81" },
        { 303, "Origin: http://[::1]:81", "Host: [::1]:81" },
        { 303, "Origin: http://localhost", "Host: localhost" },
        { 403, "Origin: http://127.0.0.1:82", "Host: 127.0.0.1:81" },
        { 303, "Sec-Fetch-Site: same-origin", "Host: NETWORK.example" },
        /* a name that leads to our address, and is not ours */
        { 403, "Origin: http://a.example:81", "Host: a.example:81" },
        { 403, "Sec-Fetch-Site: same-origin", "Host: a.example" },
        { 403, "Sec-Fetch-Site: same-origin", "Host: 127.0.0.1.a.example" },
        { 403, "Sec-Fetch-Site: same-origin", "Host: localhost.example" },
        { 403, "Sec-Fetch-Site: same-origin", "Host: 1.2.3" },
        { 403, "Origin: https://network.example.evil", "Host: a.example" },
        { 403, "Origin: null", "Host: null" },
        { 403, "Referer: https://evil.example/", "Host: a.example" },
        { 303, "Referer: https://NETWORK.example/sv/wish?x",
            "Host: network.example" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct web_output *out = ask(w, WEB_POST, "/wish",
            ASK("Content-Type: application/x-www-form-urlencoded", cases[i].one,
                cases[i].two),
            "name=a");
        if (out->status != cases[i].status)
            fail_msg("%s, %s gave %d", cases[i].one, cases[i].two, out->status);
    }
}

static void
what_is_no_form_is_refused(void **state)
{
    struct world *w = *state;
    assert_int_equal(
        ask(w, WEB_POST, "/wish", ASK("Content-Type: text/plain"), "name=a")
            ->status,
        400);
    assert_int_equal(
        ask(w, WEB_POST, "/wish",
            ASK("Content-Type: application/x-www-form-urlencoded"), "name=%q")
            ->status,
        400);
}

static void
every_limit_of_room_gives_a_page_or_says_so(void **state)
{
    struct world *w = *state;
    bool was_enough = false;
    for (ptrdiff_t limit = 16; !was_enough; limit += 16) {
        w->in =
            (struct web_input){ .target = TEXT("/sv?q=%20"), .body_fd = -1 };
        site_answer(w->site, NULL, &w->a, limit, &w->in, &w->out);
        was_enough = w->out.status == 200;
        if (!was_enough) {
            assert_int_equal(w->out.status, 503);
            check_text(header(&w->out, "Retry-After"), "2");
            assert_true(w->out.is_shared);
        }
        assert_true(limit < 1 << 20);
    }
}

static void
health_says_whether_the_database_is_there(void **state)
{
    struct world *w = *state;
    struct web_output *out = get(w, "/health");
    assert_int_equal(out->status, 503);
    check_text(header(out, "Content-Type"), "application/json");
    check_holds(out, "\"database\":\"unreachable\"");
    check_lacks(out, "ersion");
}

static void
an_incomplete_route_does_not_open(void **state)
{
    (void)state;
    static const struct route lacks_help[] = {
        ROUTE(GET, "/a", fail_as_asked, ANYONE, ""), ROUTES_END
    };
    static const struct route twice[] = { ROUTE(GET, "/a", fail_as_asked,
                                              ANYONE, "a"),
        ROUTE(GET, "/a", fail_as_asked, ANYONE, "b"), ROUTES_END };
    static const struct route no_path[] = {
        ROUTE(GET, "a", fail_as_asked, ANYONE, "a"), ROUTES_END
    };
    struct why why = { 0 };
    assert_int_equal(
        routes_check((const struct route *const[]){ lacks_help, NULL }, &why),
        ERR_BAD_INPUT);
    assert_int_equal(
        routes_check((const struct route *const[]){ twice, NULL }, &why),
        ERR_BAD_INPUT);
    assert_int_equal(
        routes_check((const struct route *const[]){ no_path, NULL }, &why),
        ERR_BAD_INPUT);
    assert_int_equal(routes_check(test_tables, &why), OK);
}

static void
cookies_are_found_by_their_whole_name(void **state)
{
    struct world *w = *state;
    w->headers[0] = (struct web_header){ TEXT("Cookie"),
        TEXT("xcp=1; cp=2;cp=3 ; __Host-cp=\"4\"; =5; cpx") };
    w->in = (struct web_input){ .headers = w->headers, .n_headers = 1 };
    check_text(web_cookie(&w->in, TEXT("cp")), "2");
    check_text(web_cookie(&w->in, TEXT("__Host-cp")), "4");
    check_text(web_cookie(&w->in, TEXT("cpx")), NULL);
    check_text(web_cookie(&w->in, TEXT("p")), NULL);
}

int
site_test(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        TEST(a_page_stands_in_its_frame),
        TEST(every_answer_has_its_safe_headers),
        TEST(without_a_language_in_front_the_browser_says),
        TEST(the_switch_keeps_path_and_query),
        TEST(a_language_is_a_whole_segment),
        TEST(a_slash_too_many_leads_on),
        TEST(parameters_keys_and_fields_are_read),
        TEST(what_is_not_there_is_said_in_the_readers_language),
        TEST(each_error_has_its_status),
        TEST(another_method_is_told_which),
        TEST(a_bad_path_is_refused),
        TEST(a_page_that_is_had_is_not_sent_again),
        TEST(pages_are_packed_for_who_takes_it),
        TEST(a_style_sheet_is_kept_for_a_year_under_its_hash),
        TEST(a_form_keeps_what_was_typed),
        TEST(a_form_from_elsewhere_is_refused),
        TEST(what_is_no_form_is_refused),
        TEST(every_limit_of_room_gives_a_page_or_says_so),
        TEST(health_says_whether_the_database_is_there),
        TEST(an_incomplete_route_does_not_open),
        TEST(cookies_are_found_by_their_whole_name),
    };
    return cmocka_run_group_tests_name("web/site", tests, NULL, NULL);
}
