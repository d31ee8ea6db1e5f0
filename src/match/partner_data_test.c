/* Of whoever leaves: what they wrote, answered and could help with. */
#include "support/house.h"

#include "keep/person_data.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int partner_data_test(void);

static void
make_rows(struct house *h, int64_t id)
{
    long long who = (long long)id;
    support_exec(h->s, h->d->url,
        arena_print(h->d->arena,
            "INSERT INTO listing_letter (id, from_id, to_id, from_name, "
            "to_name, status, words, written_by, written_at) VALUES (1, 11, "
            "12, 'A', 'B', 'waiting', 'Zxqvwords', %lld, 5);"
            "INSERT INTO listing_letter (id, from_id, to_id, from_name, "
            "to_name, status, words, written_at, reason, answered_by, "
            "answered_at) VALUES (2, 12, 11, 'B', 'A', 'declined', 'Others', "
            "5, 'Zxqvreason', %lld, 6);"
            "INSERT INTO listing_letter (id, from_id, to_id, from_name, "
            "to_name, status, words, written_at, proposed_by, proposed_for, "
            "proposed_at, proposed_words) VALUES (9, 12, 11, 'B', 'A', "
            "'accepted', 'Others', 5, %lld, 11, 7, 'Zxqvproposal');"
            "INSERT INTO listing_letter (id, from_id, to_id, from_name, "
            "to_name, status, words, written_at, proposed_for, proposed_at, "
            "refused_by, refused_at, refused_words) VALUES (10, 12, 11, 'B', "
            "'A', 'accepted', 'Others', 5, 11, 7, %lld, 8, 'Zxqvrefusal');"
            "INSERT INTO partner_meeting (id, round_id, a_id, b_id, slot, "
            "score, a_answer, a_reason, a_by, b_answer, b_reason) VALUES (3, "
            "1, 11, 12, 0, 500, 'no', 'Zxqvno', %lld, 'no', 'Theirs');"
            "INSERT INTO helper (id, person_id, skills, about, is_found, at) "
            "VALUES (4, %lld, 'zxqvskill', 'Zxqvabout', 1, 7);"
            "INSERT INTO helper_tag (id, helper_id, word, weight) VALUES (5, "
            "4, 'zxqvskill', 1);"
            "INSERT INTO helper_ask (id, person_id, asked_by, asked_for, "
            "for_id, words, asked_at) VALUES (6, 99, %lld, 'A need', 1, "
            "'Zxqvask', 8), (7, %lld, 99, 'A need', 1, 'Their ask', 8);"
            "INSERT INTO mail (id, person_id, receiver, lang, kind, subject, "
            "body, about_id, status, urgency, made_at, since_at, due_at, "
            "n_tries) VALUES (8, 99, 'x@x.example', 'en', 'partner-letter', "
            "'S', 'Zxqvwords in a mail', 1, 'waiting', 1, 1, 1, 1, 0)",
            who, who, who, who, who, who, who, who)
            .ptr);
}

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    return person_erase(writer, a, *(int64_t *)arg, 0);
}

static void
who_leaves_takes_letters_answers_and_skills_along(void **state)
{
    static const char *const mine[] = { "Zxqvwords", "Zxqvreason",
        "Zxqvproposal", "Zxqvrefusal", "Zxqvno", "zxqvskill", "Zxqvabout",
        "Zxqvask", "Their ask", NULL };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text all;
        house_open(&h, s, d);
        house_coordinator(&h, "c@net.example");
        int64_t id = house_person(&h, "zx@x.example");
        make_rows(&h, id);
        assert_int_equal(person_export(d->db, d->arena, id, &all), OK);
        for (int i = 0; mine[i] != NULL; i++)
            if (text_find(all, text_of(mine[i])) < 0)
                fail_msg("%s is not handed out", mine[i]);
        assert_int_equal(db_write(d->db, d->arena, erase, &id), OK);
        assert_string_equal(
            support_ask(s, d->url,
                "SELECT (SELECT count(*) FROM helper) + (SELECT count(*) FROM "
                "helper_tag) + (SELECT count(*) FROM helper_ask WHERE "
                "words LIKE 'Zx%' OR person_id <> 99) + (SELECT count(*) FROM "
                "listing_letter WHERE words LIKE 'Zx%' OR reason LIKE 'Zx%' "
                "OR proposed_words LIKE 'Zx%' OR proposed_by IS NOT NULL "
                "OR refused_words LIKE 'Zx%' OR refused_by IS NOT NULL "
                "OR written_by IS NOT NULL OR answered_by IS NOT NULL) + "
                "(SELECT count(*) FROM partner_meeting WHERE a_reason IS NOT "
                "NULL OR a_by IS NOT NULL) + (SELECT count(*) FROM mail WHERE "
                "body LIKE 'Zx%')")
                .ptr,
            "0");
        /* what others said stays, and that there was a letter */
        assert_string_equal(
            support_ask(s, d->url, "SELECT count(*) FROM listing_letter").ptr,
            "4");
        assert_string_equal(
            support_ask(s, d->url, "SELECT b_reason FROM partner_meeting").ptr,
            "Theirs");
        house_close(&h);
    }
}

int
partner_data_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(who_leaves_takes_letters_answers_and_skills_along),
    };
    return cmocka_run_group_tests_name("match/partner_data", tests, NULL, NULL);
}
