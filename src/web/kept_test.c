/* Pages that are kept, with a real database behind: what was written shows in
 * the next answer. */
#include "web/web.h"

#include "base/buf.h"
#include "support/things.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

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

/* The number of a part that is kept, for whoever asks. */
static enum err
show_piece(struct request *rq, struct answer *an)
{
    html piece;
    bool is_of_address = text_is_equal(rq->path, TEXT("/piece/own"));
    if (!request_piece(rq, "number", is_of_address, &piece)) {
        struct view v = request_view(rq);
        out_int(&v, ++n_made);
        piece = view_html(&v);
        request_keep_piece(rq, "number", is_of_address, piece);
    }
    an->type = TEXT("text/plain; charset=utf-8");
    an->body = (text){ piece.ptr, piece.len };
    return OK;
}

static void
print_thing(struct buf *b, const struct thing *t)
{
    buf_print(b, "%d %s [%.*s] %s [%.*s] %d %d %d %g %d:", (int)t->id,
        t->name.ptr == NULL ? "none" : "some", TEXT_ARG(t->name),
        t->note.ptr == NULL ? "none" : "some", TEXT_ARG(t->note), t->has_n,
        t->has_n ? (int)t->n : -1, t->is_on, t->has_share ? t->share : -1.0,
        t->body.ptr == NULL ? -1 : (int)t->body.len);
    for (ptrdiff_t i = 0; i < t->body.len; i++)
        buf_print(b, " %d", t->body.ptr[i]);
    buf_byte(b, '\n');
}

/* One thing, how many there are, and all of them. */
static enum err
show_things(struct request *rq, struct answer *an)
{
    struct thing one = { 0 }, *all;
    struct thing_count count = { 0 };
    ptrdiff_t n_all;
    bool is_found, is_counted;
    int64_t id = 0;
    (void)text_parse_int(rq->params[0], &id);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    db_ask_one(&batch, &thing_find, &(struct thing_key){ id }, &one, &is_found);
    db_ask_one(&batch, &thing_count, NULL, &count, &is_counted);
    db_ask_many(&batch, &thing_list, NULL, (void **)&all, &n_all);
    enum err e = request_ask(rq, &batch);
    if (e != OK)
        return e;
    struct buf b = buf_in(rq->arena, 100);
    buf_print(&b, "%d of %d\n", is_found, (int)count.n);
    if (is_found)
        print_thing(&b, &one);
    for (ptrdiff_t i = 0; i < n_all; i++)
        print_thing(&b, &all[i]);
    an->type = TEXT("text/plain; charset=utf-8");
    an->body = buf_text(&b);
    return OK;
}

/* How many things there are, for one reader: also what is written quietly. */
static enum err
show_own(struct request *rq, struct answer *an)
{
    struct thing_count count = { 0 };
    bool is_found;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    db_ask_one(&batch, &thing_count, NULL, &count, &is_found);
    enum err e = request_ask_now(rq, &batch);
    an->type = TEXT("text/plain; charset=utf-8");
    an->body = arena_print(rq->arena, "%lld", (long long)count.n);
    return e;
}

static const struct route number_routes[] = { ROUTE(GET, "/number", show_number,
                                                  ANYONE, "A number"),
    ROUTE(GET, "/piece", show_piece, ANYONE, "A page with a part"),
    ROUTE(GET, "/piece/:of", show_piece, ANYONE, "Another page with a part"),
    ROUTE(GET, "/own", show_own, ANYONE, "Things, counted"),
    ROUTE(POST, "/own", show_own, ANYONE, "Things, counted by a form"),
    ROUTE(GET, "/things/:n", show_things, ANYONE, "Things out of the database"),
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
a_part_is_kept_for_whoever_reads_until_something_changes(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        open_world(&w, d, false);
        check_number(&w, "/en/piece", "Cookie", "a=b", 1);
        check_number(&w, "/en/piece", "Cookie", "a=c", 1);
        check_number(&w, "/en/piece/x", NULL, NULL, 1);
        check_number(&w, "/en/piece?a=1", NULL, NULL, 1);
        check_number(&w, "/sv/piece", "Cookie", "a=b", 2);
        assert_int_equal(db_write(d->db, d->arena, change, NULL), OK);
        check_number(&w, "/en/piece", "Cookie", "a=b", 3);
        /* one of an address: nothing is kept of what a query asks for */
        check_number(&w, "/en/piece/own", "Cookie", "a=b", 4);
        check_number(&w, "/en/piece/own", "Cookie", "a=b", 4);
        check_number(&w, "/en/piece/own?a=1", "Cookie", "a=b", 5);
        check_number(&w, "/en/piece/own?a=1", "Cookie", "a=b", 6);
        check_number(&w, "/en/piece/own", "Cookie", "a=b", 4);
        close_world(&w);
    }
}

static void
check_things(struct world *w, const char *target, const char *expected)
{
    struct web_header cookie = { TEXT("Cookie"), TEXT("a=b") };
    struct web_input in = { .target = text_of(target),
        .headers = &cookie,
        .n_headers = 1,
        .body_fd = -1 };
    struct web_output out;
    site_answer(w->site, w->db, &w->a, 0, &in, &out);
    assert_int_equal(out.status, 200);
    if (!text_is_equal(out.body, text_of(expected)))
        fail_msg("%s: %.*s", target, TEXT_ARG(out.body));
}

static void
answers_are_kept_to_the_byte_until_something_changes(void **state)
{
    static const char row_1[] = "1 some [One] none [] 0 -1 0 -1 -1:\n",
                      row_2[] = "2 some [] some [] 1 7 1 0.5 3: 65 0 66\n";
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        things_make(s, d);
        open_world(&w, d, false);
        char first[200], second[200], none[200];
        snprintf(first, sizeof first, "1 of 2\n%s%s%s", row_1, row_1, row_2);
        snprintf(second, sizeof second, "1 of 2\n%s%s%s", row_2, row_1, row_2);
        snprintf(none, sizeof none, "0 of 2\n%s%s", row_1, row_2);
        support_exec(s, d->url,
            "INSERT INTO thing (id, name, is_on) VALUES (1, 'One', 0)");
        support_exec(s, d->url,
            d->dialect == DB_SQLITE
                ? "INSERT INTO thing (id, name, note, n, is_on, share, body) "
                  "VALUES (2, '', '', 7, 1, 0.5, x'410042')"
                : "INSERT INTO thing (id, name, note, n, is_on, share, body) "
                  "VALUES (2, '', '', 7, 1, 0.5, '\\x410042')");
        check_things(&w, "/en/things/1", first);
        check_things(&w, "/en/things/2", second);
        check_things(&w, "/en/things/3", none);
        /* behind the counter's back: what is kept is told */
        support_exec(s, d->url, "DELETE FROM thing");
        check_things(&w, "/en/things/1", first);
        check_things(&w, "/sv/things/1", first);
        check_things(&w, "/en/things/2", second);
        check_things(&w, "/en/things/3", none);
        check_things(&w, "/en/things/4", "0 of 0\n");
        assert_int_equal(db_write(d->db, d->arena, change, NULL), OK);
        check_things(&w, "/en/things/1", "0 of 0\n");
        check_things(&w, "/en/things/1", "0 of 0\n");
        close_world(&w);
    }
}

static enum err
remove_things(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct thing_key key = { *(const int64_t *)arg };
    return db_none(writer, &thing_delete, &key, NULL);
}

static int64_t
own(struct world *w, enum web_method method)
{
    struct web_header header = { TEXT("Cookie"), TEXT("a=b") };
    struct web_input in = { .method = method,
        .target = TEXT("/en/own"),
        .headers = &header,
        .n_headers = 1,
        .body_fd = -1 };
    struct web_output out;
    int64_t n = -1;
    site_answer(w->site, w->db, &w->a, 0, &in, &out);
    assert_int_equal(out.status, 200);
    assert_true(text_parse_int(out.body, &n));
    return n;
}

/* So are rights and sessions: taken away anywhere, quietly or not, they are
 * gone with the next answer of every process. */
static void
what_is_kept_now_goes_with_the_quietest_change_of_any_process(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w, other;
        struct support_db there = *d;
        things_make(s, d);
        assert_int_equal(thing_add(d, 1, "one"), OK);
        assert_int_equal(thing_add(d, 2, "two"), OK);
        assert_int_equal(thing_add(d, 3, "three"), OK);
        assert_int_equal(
            db_open(&there.home, d->arena, d->url, false, NULL), OK);
        assert_int_equal(db_connect(&there.db, there.home, NULL), OK);
        open_world(&w, d, false);
        open_world(&other, &there, false);
        assert_int_equal(own(&w, WEB_GET), 3);
        assert_int_equal(own(&other, WEB_GET), 3);
        /* it is kept: behind the counter's back nothing changes for who reads,
         * and who posts is told what is there */
        support_exec(s, d->url, "DELETE FROM thing WHERE id = 3");
        assert_int_equal(own(&w, WEB_GET), 3);
        assert_int_equal(own(&w, WEB_POST), 2);
        int64_t id = 2;
        assert_int_equal(
            db_write_quietly(there.db, d->arena, remove_things, &id), OK);
        assert_int_equal(own(&w, WEB_GET), 1);
        assert_int_equal(own(&other, WEB_GET), 1);
        id = 1;
        assert_int_equal(db_write(d->db, d->arena, remove_things, &id), OK);
        assert_int_equal(own(&w, WEB_GET), 0);
        assert_int_equal(own(&other, WEB_GET), 0);
        close_world(&other);
        close_world(&w);
        db_disconnect(there.db);
        db_close(there.home);
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
        support_test(a_part_is_kept_for_whoever_reads_until_something_changes),
        support_test(answers_are_kept_to_the_byte_until_something_changes),
        support_test(
            what_is_kept_now_goes_with_the_quietest_change_of_any_process),
        support_test(nothing_is_kept_in_development),
    };
    return cmocka_run_group_tests_name("web/kept", tests, NULL, NULL);
}
