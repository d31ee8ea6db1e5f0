/* Pages that are kept, with a real database behind: what was written shows in
 * the next answer. */
#include "web/web.h"

#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int kept_test(void);

static int n_made;

static enum err
show_number(struct request *rq, struct answer *an)
{
    an->type = TEXT("text/plain; charset=utf-8");
    an->body = arena_print(rq->arena, "%d", ++n_made);
    an->may_cache = true;
    return OK;
}

static const struct route number_routes[] = { ROUTE(GET, "/number", show_number,
                                                  ANYONE, "A number"),
    ROUTE(GET, "/number/:of", show_number, ANYONE, "A number of something"),
    ROUTES_END };
static const struct route *const tables[] = { number_routes, NULL };

static struct actor
swede(struct request *rq)
{
    (void)rq;
    return (struct actor){ .lang = lang_all(1) };
}

struct world {
    struct arena process, a;
    struct site *site;
    struct db *db;
};

static void
open_world(struct world *w, struct support_db *d, bool is_dev)
{
    struct why why = { 0 };
    if (lang_start(&why) != OK)
        fail_msg("%s", why.text);
    *w = (struct world){ .db = d->db };
    arena_open(&w->process, 16 << 20);
    arena_open(&w->a, 16 << 20);
    struct site_config config = {
        .routes = tables, .who_acts = swede, .is_dev = is_dev
    };
    assert_int_equal(site_open(&w->site, &config, &w->process, &why), OK);
    n_made = 0;
}

static void
close_world(struct world *w)
{
    site_close(w->site);
    arena_close(&w->a);
    arena_close(&w->process);
}

static void
check_number(struct world *w, const char *target, const char *name,
    const char *value, int expected)
{
    struct web_header header = { text_of(name), text_of(value) };
    struct web_input in = { .target = text_of(target),
        .headers = &header,
        .n_headers = name == NULL ? 0 : 1,
        .body_fd = -1 };
    struct web_output out;
    site_answer(w->site, w->db, &w->a, 0, &in, &out);
    int64_t n = 0;
    assert_int_equal(out.status, 200);
    assert_true(text_parse_int(out.body, &n));
    assert_int_equal(n, expected);
}

/* Any row will do; this one is there on every database. */
static const struct db_query touch = { .name = "kept_test_touch",
    .kind = DB_NONE,
    .sqlite = "UPDATE change_counter SET n_changes = n_changes + 1 "
              "WHERE shard = 0",
    .postgresql = "UPDATE change_counter SET n_changes = n_changes + 1 "
                  "WHERE shard = 0",
    .file = __FILE__,
    .line = __LINE__ };

static enum err
change(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch, (void)arg;
    return db_none(writer, &touch, NULL, NULL);
}

static void
a_page_is_made_once_until_something_changes(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        open_world(&w, d, false);
        check_number(&w, "/en/number", NULL, NULL, 1);
        check_number(&w, "/en/number", NULL, NULL, 1);
        assert_int_equal(db_write(d->db, d->arena, change, NULL), OK);
        check_number(&w, "/en/number", NULL, NULL, 2);
        check_number(&w, "/en/number", NULL, NULL, 2);
        close_world(&w);
    }
}

static void
each_language_query_and_encoding_has_its_own(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        open_world(&w, d, false);
        check_number(&w, "/en/number", NULL, NULL, 1);
        check_number(&w, "/sv/number", NULL, NULL, 2);
        check_number(&w, "/en/number?", NULL, NULL, 3);
        check_number(&w, "/en/number?a=1", NULL, NULL, 4);
        check_number(&w, "/en/number", "Accept-Encoding", "gzip", 5);
        /* the person's language, not the browser's: for nobody else */
        check_number(&w, "/number", "Accept-Language", "en", 6);
        check_number(&w, "/number", "Accept-Language", "en", 7);
        check_number(&w, "/en/number", NULL, NULL, 1);
        check_number(&w, "/sv/number", NULL, NULL, 2);
        check_number(&w, "/en/number?a=1", NULL, NULL, 4);
        close_world(&w);
    }
}

static void
a_question_mark_in_a_path_is_no_query(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        open_world(&w, d, false);
        check_number(&w, "/en/number/a%3Fb", NULL, NULL, 1);
        check_number(&w, "/en/number/a?b", NULL, NULL, 2);
        check_number(&w, "/en/number/a%3Fb", NULL, NULL, 1);
        close_world(&w);
    }
}

static void
a_kept_page_does_not_hide_that_its_address_is_another(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        open_world(&w, d, false);
        check_number(&w, "/en/number", NULL, NULL, 1);
        struct web_input in = { .target = TEXT("/en/number/"), .body_fd = -1 };
        struct web_output out;
        site_answer(w.site, w.db, &w.a, 0, &in, &out);
        assert_int_equal(out.status, 301);
        close_world(&w);
    }
}

static void
who_has_a_cookie_gets_a_page_of_their_own(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        open_world(&w, d, false);
        check_number(&w, "/en/number", "Cookie", "a=b", 1);
        check_number(&w, "/en/number", NULL, NULL, 2);
        check_number(&w, "/en/number", "Cookie", "a=b", 3);
        check_number(&w, "/en/number", "Authorization", "x", 4);
        check_number(&w, "/en/number", NULL, NULL, 2);
        close_world(&w);
    }
}

static void
nothing_is_kept_in_development(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        open_world(&w, d, true);
        check_number(&w, "/en/number", NULL, NULL, 1);
        check_number(&w, "/en/number", NULL, NULL, 2);
        close_world(&w);
    }
}

int
kept_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_page_is_made_once_until_something_changes),
        support_test(each_language_query_and_encoding_has_its_own),
        support_test(a_question_mark_in_a_path_is_no_query),
        support_test(a_kept_page_does_not_hide_that_its_address_is_another),
        support_test(who_has_a_cookie_gets_a_page_of_their_own),
        support_test(nothing_is_kept_in_development),
    };
    return cmocka_run_group_tests_name("web/kept", tests, NULL, NULL);
}
