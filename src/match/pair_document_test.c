/* What a pair keeps as documents: for its members, and the facilitators. */
#include "base/key.h"
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

int
pair_document_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_pair_s_documents_are_for_its_members_and_facilitators),
        support_test(a_pair_keeps_documents_once_it_is_agreed),
        support_test(who_left_the_pair_reads_its_documents_no_more),
    };
    return cmocka_run_group_tests_name(
        "match/pair_document", tests, NULL, NULL);
}
