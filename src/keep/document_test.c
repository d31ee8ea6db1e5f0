/* Bytes of documents: kept in pieces, seen when whole, swept when not, found
 * out when changed, gone with whoever sent them. */
#include "keep/document.h"

#include "base/key.h"

#include "keep/prose.h"
#include "os/clock.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int document_test(void);

enum { SIZE = 2 * FILE_CHUNK * 2 + 77 }; /* five pieces in three steps */

static enum err
read_letters(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    const int64_t *size = context;
    *n = at + room > *size ? (ptrdiff_t)(*size - at) : room;
    for (ptrdiff_t i = 0; i < *n; i++)
        to[i] = (char)('a' + (at + i) % 23);
    return OK;
}

static struct kept_file
put(struct house *h, int64_t document_id, int64_t size, int64_t uploader_id)
{
    struct file_source from = {
        .read = read_letters, .context = &size, .size = size
    };
    struct kept_file f = { .document_id = document_id,
        .name = TEXT("a.txt"),
        .type = TEXT("txt"),
        .uploader_id = uploader_id,
        .has_uploader_id = uploader_id != 0 };
    assert_int_equal(file_keep(h->d->db, h->d->arena, &from, &f), OK);
    return f;
}

static enum err
finish_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    return file_finish(writer, arg);
}

static struct kept_file
put_whole(struct house *h, int64_t document_id, int64_t size, int64_t who)
{
    struct kept_file f = put(h, document_id, size, who);
    assert_int_equal(db_write(h->d->db, h->d->arena, finish_step, &f), OK);
    return f;
}

static int64_t
count(struct house *h, const char *sql)
{
    text n = support_ask(h->s, h->d->url, sql);
    return strtoll(arena_c_string(h->d->arena, n), NULL, 10);
}

struct got {
    int64_t n;
    bool is_right;
};

static enum err
look(void *context, text bytes)
{
    struct got *g = context;
    for (ptrdiff_t i = 0; i < bytes.len; i++)
        g->is_right =
            g->is_right && bytes.ptr[i] == (char)('a' + (g->n + i) % 23);
    g->n += bytes.len;
    return OK;
}

static void
bytes_come_back_whole_and_in_parts(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        struct kept_file f = put_whole(&h, 1, SIZE, 0);
        const int64_t parts[][2] = { { 0, SIZE }, { 0, 1 }, { SIZE - 1, SIZE },
            { FILE_CHUNK - 1, FILE_CHUNK + 1 }, { 5, 3 * FILE_CHUNK } };
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            struct got g = { .n = parts[i][0], .is_right = true };
            assert_int_equal(file_each_chunk(d->db, d->arena, &f, parts[i][0],
                                 parts[i][1], look, &g),
                OK);
            assert_true(g.is_right && g.n == parts[i][1]);
        }
        assert_int_equal(count(&h, "SELECT count(*) FROM file_chunk"), 5);
        assert_int_equal(
            count(&h, "SELECT size FROM file WHERE is_whole = 1"), SIZE);
        house_close(&h);
    }
}

static void
what_was_begun_and_never_finished_is_swept(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        put_whole(&h, 1, SIZE, 0);
        put(&h, 2, SIZE, 0);
        assert_int_equal(
            count(&h, "SELECT count(*) FROM file WHERE is_whole = 1"), 1);
        assert_int_equal(
            file_sweep(d->db, d->arena, now_s() - 100), OK); /* too young */
        assert_int_equal(count(&h, "SELECT count(*) FROM file"), 2);
        assert_int_equal(file_sweep(d->db, d->arena, now_s() + 100), OK);
        assert_int_equal(count(&h, "SELECT count(*) FROM file"), 1);
        assert_int_equal(count(&h, "SELECT count(*) FROM file_chunk"), 5);
        house_close(&h);
    }
}

static void
count_line(void *context, const char *line)
{
    (void)line;
    ++*(int *)context;
}

static void
bytes_that_were_changed_behind_our_back_are_found(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int n = 0;
        house_open(&h, s, d);
        put_whole(&h, 1, SIZE, 0);
        assert_int_equal(file_check(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 0);
        support_exec(s, d->url,
            "UPDATE file_chunk SET bytes = (SELECT bytes FROM file_chunk WHERE "
            "position = 1) WHERE position = 2");
        assert_int_equal(file_check(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 1);
        support_exec(s, d->url, "DELETE FROM file_chunk WHERE position = 3");
        assert_int_equal(file_check(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 2);
        house_close(&h);
    }
}

static void
make(struct house *h, int64_t id, int64_t file_id)
{
    char sql[400];
    snprintf(sql, sizeof sql,
        "INSERT INTO document (id, code, name, name_sort, seen, within_kind, "
        "within_id, file_id, created_at) VALUES (%lld, 'd%lld', 'D', 'd', "
        "'public', 'organisation', 5, %lld, 0)",
        (long long)id, (long long)id, (long long)file_id);
    support_exec(h->s, h->d->url, sql);
}

static enum err
erase_step(struct db *writer, struct arena *scratch, void *arg)
{
    return document_erase_person(writer, scratch, *(int64_t *)arg);
}

static void
what_somebody_sent_goes_with_them_and_what_others_sent_stays(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        int64_t ann = 70;
        house_open(&h, s, d);
        struct kept_file others = put_whole(&h, 1001, 10, 71);
        struct kept_file hers = put_whole(&h, 1001, SIZE, ann);
        struct kept_file alone = put_whole(&h, 1002, 20, ann);
        make(&h, 1001, hers.id);
        make(&h, 1002, alone.id);
        assert_int_equal(db_write(d->db, d->arena, erase_step, &ann), OK);
        assert_int_equal(count(&h, "SELECT count(*) FROM file"), 1);
        assert_int_equal(count(&h, "SELECT count(*) FROM file_chunk"), 1);
        assert_int_equal(count(&h, "SELECT count(*) FROM document"), 1);
        assert_true(count(&h, "SELECT file_id FROM document WHERE id = 1001") ==
            others.id);
        house_close(&h);
    }
}

static void
a_deleted_document_goes_when_its_time_is_over(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        struct kept_file f = put_whole(&h, 1001, SIZE, 0);
        make(&h, 1001, f.id);
        support_exec(s, d->url, "UPDATE document SET deleted_at = 1000");
        assert_int_equal(document_sweep(d->db, d->arena, 1000), OK);
        assert_int_equal(count(&h, "SELECT count(*) FROM document"), 1);
        assert_int_equal(document_sweep(d->db, d->arena, 1001), OK);
        assert_int_equal(count(&h, "SELECT count(*) FROM document"), 0);
        assert_int_equal(count(&h, "SELECT count(*) FROM file_chunk"), 0);
        house_close(&h);
    }
}

static const char *
path_of(struct house *h, int64_t file_id, const char *after)
{
    char doc[KEY_LENGTH], file[KEY_LENGTH];
    text at = arena_print(h->d->arena, "/en/document/%.*s/file/%.*s%s",
        TEXT_ARG(key_print(1001, doc)), TEXT_ARG(key_print(file_id, file)),
        after);
    return at.ptr;
}

static void
a_content_that_was_replaced_is_for_editors_who_may_take_it_away(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "organisation.csv", "code,name,kind\nx,X,hospital\n");
        struct kept_file old = put_whole(&h, 1001, SIZE, 0);
        struct kept_file now = put_whole(&h, 1001, 20, 0);
        struct kept_file other = put_whole(&h, 1002, 20, 0);
        make(&h, 1001, now.id);
        make(&h, 1002, other.id);
        support_exec(s, d->url,
            "UPDATE document SET within_id = (SELECT id FROM organisation)");
        assert_int_equal(house_get(&h, path_of(&h, now.id, "")), 200);
        assert_int_equal(house_get(&h, path_of(&h, old.id, "")), 404);
        char key[KEY_LENGTH];
        const char *list =
            arena_print(d->arena, "/en/documents/organisation/%.*s",
                TEXT_ARG(key_print(house_key(&h, "organisation", "x"), key)))
                .ptr;
        assert_int_equal(house_get(&h, list), 200);
        house_says(&h, arena_print(d->arena, "href=\"%s/list.csv\"", list).ptr);
        support_exec(
            s, d->url, "UPDATE document SET seen = 'nobody' WHERE id = 1002");
        assert_int_equal(
            house_get(&h, arena_print(d->arena, "%s/list.csv", list).ptr), 200);
        house_says(&h, "key,name,language,seen,type,bytes,at\n");
        house_says(&h, ",D,,public,");
        house_is_silent_on(&h, "nobody");
        support_exec(
            s, d->url, "UPDATE document SET seen = 'public' WHERE id = 1002");
        int64_t anna = house_person(&h, "a@x.example");
        house_enter(&h, anna);
        assert_int_equal(house_get(&h, path_of(&h, old.id, "")), 404);
        assert_int_equal(
            house_post(&h, path_of(&h, old.id, "/remove"), ""), 403);
        house_give(&h, anna, "member", "organisation",
            house_key(&h, "organisation", "x"));
        house_enter(&h, anna);
        assert_int_equal(house_get(&h, path_of(&h, old.id, "")), 200);
        /* not what is shown, not another document's */
        assert_int_equal(
            house_post(&h, path_of(&h, now.id, "/remove"), ""), 303);
        assert_int_equal(
            house_post(&h, path_of(&h, other.id, "/remove"), ""), 303);
        assert_int_equal(count(&h, "SELECT count(*) FROM file"), 3);
        assert_int_equal(
            house_post(&h, path_of(&h, old.id, "/remove"), ""), 303);
        assert_int_equal(count(&h, "SELECT count(*) FROM file"), 2);
        assert_int_equal(count(&h, "SELECT count(*) FROM file_chunk"), 2);
        assert_int_equal(house_get(&h, path_of(&h, old.id, "")), 404);
        assert_int_equal(house_get(&h, path_of(&h, now.id, "")), 200);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM audit WHERE action = "
                             "'erase' AND kind = 'document'"),
            1);
        house_close(&h);
    }
}

static void
a_translation_is_old_by_what_it_was_made_from(void **state)
{
    (void)state;
    assert_false(prose_is_old_by(true, TEXT("aa"), 0, TEXT("aa"), 99'999));
    assert_true(prose_is_old_by(true, TEXT("aa"), 9, TEXT("bb"), 0));
    /* from a file: by time, and what one import brought belongs together */
    assert_false(prose_is_old_by(false, (text){ 0 }, 100, TEXT("bb"), 900));
    assert_true(prose_is_old_by(false, (text){ 0 }, 100, TEXT("bb"), 9000));
}

int
document_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(bytes_come_back_whole_and_in_parts),
        support_test(what_was_begun_and_never_finished_is_swept),
        support_test(bytes_that_were_changed_behind_our_back_are_found),
        support_test(
            what_somebody_sent_goes_with_them_and_what_others_sent_stays),
        support_test(a_deleted_document_goes_when_its_time_is_over),
        support_test(
            a_content_that_was_replaced_is_for_editors_who_may_take_it_away),
        cmocka_unit_test(a_translation_is_old_by_what_it_was_made_from),
    };
    return cmocka_run_group_tests_name("keep/document", tests, NULL, NULL);
}
