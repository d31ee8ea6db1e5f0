/* Reviews: apart from each other, and of what others propose. */
#include "base/key.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int review_test(void);

static const char *
address(struct house *h, const char *before, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(
        h->d->arena, "%s%.*s", before, TEXT_ARG(key_print(id, key)))
        .ptr;
}

static void
nobody_reviews_what_they_propose_or_reads_its_reviews(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "match_call.csv",
            "code,name,status,is_public\nc,Call,published,yes\n");
        house_import(&h, "match_proposal.csv",
            "code,call,name,status,lang\nx,c,Wells,sent,en\n");
        int64_t call = house_key(&h, "match_call", "c");
        int64_t id = house_key(&h, "match_proposal", "x");
        int64_t anna = house_person(&h, "anna@x.example");
        int64_t beth = house_person(&h, "beth@x.example");
        house_give(&h, anna, "member", "match_call", call);
        house_give(&h, beth, "member", "match_call", call);
        support_exec(s, d->url,
            arena_print(d->arena,
                "INSERT INTO match_proposer (id, person_id, lang, made_at) "
                "VALUES (%lld, %lld, 'en', 0)",
                (long long)id, (long long)beth)
                .ptr);
        const char *to = address(&h, "/en/proposal/", id);
        const char *page = address(&h, "/en/proposal/wells-", id);
        house_enter(&h, anna);
        assert_int_equal(
            house_post(&h, to, "score=2&comment=Rather%20thin"), 303);
        assert_int_equal(house_get(&h, page), 200);
        house_says(&h, "Rather thin");
        house_enter(&h, beth);
        assert_int_equal(house_post(&h, to, "score=5&comment=Mine"), 403);
        assert_true(text_is_equal(
            support_ask(s, d->url, "SELECT count(*) FROM match_review"),
            TEXT("1")));
        assert_int_equal(house_get(&h, page), 200);
        house_says(&h, "You propose this yourself");
        house_is_silent_on(&h, "Rather thin");
        house_close(&h);
    }
}

int
review_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(nobody_reviews_what_they_propose_or_reads_its_reviews),
    };
    return cmocka_run_group_tests_name("match/review", tests, NULL, NULL);
}
