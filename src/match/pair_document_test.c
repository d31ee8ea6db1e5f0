/* What a pair keeps as documents: for its members, and the facilitators. */
#include "base/buf.h"
#include "base/key.h"
#include "keep/document_carry.h"
#include "match/match_routes.h"
#include "os/file.h"
#include "support/cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int pair_document_test(void);

enum { DOCUMENT = 7001 };

/* Agreed, with a document that somebody tried to make public. */
static void
open_scene(
    struct house *h, struct support *s, struct support_db *d, struct cast *c)
{
    cast_open(h, s, d, c);
    cast_offer(h, c);
    cast_yes(h, c, c->asha);
    cast_yes(h, c, c->bjorn);
    support_exec(s, d->url,
        "INSERT INTO file (id, document_id, name, type, size, hash, "
        "uploaded_at, is_whole) VALUES (7002, 7001, 'a.txt', 'txt', 0, '', 0, "
        "1);"
        "INSERT INTO document (id, code, name, name_sort, seen, within_kind, "
        "within_id, above_id, file_id, created_at) VALUES (7001, 'ours', "
        "'Our secret plan', 'o', 'public', 'match_pair', 3001, (SELECT id "
        "FROM partnership WHERE code = 'p'), 7002, 0)");
}

static const char *
at(struct house *h, const char *before, int64_t id, const char *after)
{
    char key[KEY_LENGTH];
    return arena_print(
        h->d->arena, "%s%.*s%s", before, TEXT_ARG(key_print(id, key)), after)
        .ptr;
}

static void
a_pair_s_documents_are_for_its_members_and_facilitators(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        open_scene(&h, s, d, &c);
        int64_t guest = house_person(&h, "guest@pair.example");
        int64_t above = house_person(&h, "above@pair.example");
        house_give(&h, guest, "guest", "match_pair", CAST_PAIR);
        house_give(&h, above, "member", "partnership",
            house_key(&h, "partnership", "p"));
        int64_t in[] = { c.asha, c.bjorn, c.lead, c.boss };
        for (int i = 0; i < 4; i++) {
            house_enter(&h, in[i]);
            assert_int_equal(house_get(&h, c.page), 200);
            house_says(&h, "Our secret plan");
            house_says(&h, "Add a document");
            assert_int_equal(
                house_get(&h, at(&h, "/en/document/", DOCUMENT, "")), 200);
            assert_int_equal(
                house_get(&h, at(&h, "/en/document/", DOCUMENT, "/file")), 200);
            assert_int_equal(
                house_get(
                    &h, at(&h, "/en/documents/match_pair/", CAST_PAIR, "")),
                200);
            house_says(&h, "Our secret plan");
        }
        int64_t out[] = { c.cleo, c.neighbour, c.stranger, above, guest, 0 };
        for (int i = 0; i < 6; i++) {
            house_enter(&h, out[i]);
            assert_int_equal(
                house_get(&h, at(&h, "/en/document/", DOCUMENT, "")), 404);
            assert_int_equal(
                house_get(&h, at(&h, "/en/document/", DOCUMENT, "/file")), 404);
            int status = house_get(
                &h, at(&h, "/en/documents/match_pair/", CAST_PAIR, ""));
            assert_int_equal(status, out[i] == guest ? 200 : 404);
            house_is_silent_on(&h, "Our secret plan");
            status = house_get(&h,
                at(&h, "/en/documents/match_pair/", CAST_PAIR, "/list.csv"));
            assert_int_equal(status, out[i] == guest ? 200 : 404);
            house_is_silent_on(&h, "Our secret plan");
            assert_true(
                house_get(&h,
                    at(&h, "/en/attach/match_pair/", CAST_PAIR, "")) >= 303);
            assert_true(house_get(&h,
                            at(&h, "/en/edit/document/", DOCUMENT, "")) >= 303);
            if (house_get(&h,
                    at(&h, "/en/partnership/",
                        house_key(&h, "partnership", "p"), "")) == 200)
                house_is_silent_on(&h, "Our secret plan");
        }
        house_enter(&h, guest); /* sees the pair, and none of what it keeps */
        assert_int_equal(house_get(&h, c.page), 200);
        house_is_silent_on(&h, "Our secret plan");
        house_is_silent_on(&h, "Add a document");
        house_close(&h);
    }
}

static void
a_pair_keeps_documents_once_it_is_agreed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        cast_open(&h, s, d, &c);
        const char *attach = at(&h, "/en/attach/match_pair/", CAST_PAIR, "");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, attach), 409);
        cast_offer(&h, &c);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, attach), 409);
        assert_int_equal(house_get(&h, c.page), 200);
        house_is_silent_on(&h, "Add a document");
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        assert_int_equal(house_get(&h, attach), 200);
        house_is_silent_on(&h, "Who may see it");
        house_close(&h);
    }
}

static void
who_left_the_pair_reads_its_documents_no_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        int64_t id = 0;
        open_scene(&h, s, d, &c);
        assert_true(text_parse_int(
            support_ask(s, d->url,
                arena_print(d->arena,
                    "SELECT id FROM membership WHERE thing_id = 3001 AND "
                    "person_id = %lld",
                    (long long)c.asha)
                    .ptr),
            &id));
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, at(&h, "/en/me/roles/", id, "/end"), ""), 303);
        assert_int_equal(
            house_get(&h, at(&h, "/en/document/", DOCUMENT, "/file")), 404);
        house_enter(&h, c.bjorn);
        assert_int_equal(
            house_get(&h, at(&h, "/en/document/", DOCUMENT, "/file")), 200);
        house_close(&h);
    }
}

static void
hear(void *context, bool is_refusal, const char *line)
{
    buf_print(context, "%s%s\n", is_refusal ? "refused " : "", line);
}

/* Brings in what lies in that folder; what was said of it. */
static text
bring_in(struct house *h, text dir)
{
    struct why why = { 0 };
    struct buf said = buf_in(h->d->arena, 500);
    struct sheet_import im = { .dir = dir, .say = hear, .context = &said };
    if (documents_import(h->d->db, h->d->arena, &im, &why) != OK)
        fail_msg("%s", why.text);
    return buf_text(&said);
}

static void
a_pair_s_documents_go_out_and_come_in_where_the_pair_is(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct cast c;
        struct why why = { 0 };
        text name, dir = arena_print(d->arena, "%s/in-%s", s->folder, d->label);
        text out = arena_print(d->arena, "%s/out-%s", s->folder, d->label);
        cast_open(&h, s, d, &c);
        cast_offer(&h, &c);
        assert_int_equal(
            pair_name_in_files(d->db, d->arena, CAST_PAIR, &name), OK);
        assert_int_equal(
            file_make_folder(
                arena_print(d->arena, "%.*s/document", TEXT_ARG(dir)), &why),
            OK);
        assert_int_equal(file_write(arena_print(d->arena, "%.*s/document/a.txt",
                                        TEXT_ARG(dir)),
                             TEXT("Our plan\n"), &why),
            OK);
        assert_int_equal(
            file_write(
                arena_print(d->arena, "%.*s/document.csv", TEXT_ARG(dir)),
                arena_print(d->arena,
                    "code,name,seen,within_kind,within,file\n"
                    "ours,Our plan,within,match_pair,%.*s,a.txt\n"
                    "none,None,within,match_pair,%.*s+nobody,a.txt\n"
                    "odd,Odd,within,match_pair,%.*s:,a.txt\n",
                    TEXT_ARG(name), TEXT_ARG(name), TEXT_ARG(name)),
                &why),
            OK);
        /* what is not agreed holds none yet */
        text said = bring_in(&h, dir);
        assert_true(text_find(said, TEXT("left out")) >= 0);
        assert_true(text_find(said, TEXT("created")) < 0);
        assert_true(text_find(said, TEXT("refused")) < 0);
        cast_yes(&h, &c, c.asha);
        cast_yes(&h, &c, c.bjorn);
        said = bring_in(&h, dir);
        assert_true(text_find(said, TEXT("created ours")) >= 0);
        assert_true(text_find(said, TEXT("not here: none")) >= 0);
        assert_true(text_find(said, TEXT("not here: odd")) >= 0);
        assert_int_equal(cast_count(&h,
                             "SELECT count(*) FROM document WHERE within_id = "
                             "3001 AND above_id IS NOT NULL"),
            1);
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, c.page), 200);
        house_says(&h, "Our plan");
        house_enter(&h, c.neighbour);
        assert_int_equal(house_get(&h,
                             at(&h, "/en/document/",
                                 house_key(&h, "document", "ours"), "/file")),
            404);
        /* out, and in again: nothing is new; then as it was */
        assert_int_equal(file_make_folder(out, &why), OK);
        assert_int_equal(documents_export(d->db, d->arena, out, &why), OK);
        assert_int_equal(bring_in(&h, out).len, 0);
        support_exec(s, d->url, "DELETE FROM document WHERE code = 'ours'");
        said = bring_in(&h, out);
        assert_true(text_find(said, TEXT("created ours")) >= 0);
        house_close(&h);
    }
}

int
pair_document_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_pair_s_documents_are_for_its_members_and_facilitators),
        support_test(a_pair_keeps_documents_once_it_is_agreed),
        support_test(who_left_the_pair_reads_its_documents_no_more),
        support_test(a_pair_s_documents_go_out_and_come_in_where_the_pair_is),
    };
    return cmocka_run_group_tests_name(
        "match/pair_document", tests, NULL, NULL);
}
