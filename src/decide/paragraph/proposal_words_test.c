/* A proposal in the languages of its sides, by people; and in easy words. */
#include "decide/paragraph/proposal_words.h"

#include "base/key.h"
#include "keep/person_data.h"
#include "support/proposal_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <string.h>

int proposal_words_test(void);

/* The form of a language as it stands: the hidden fields of line `i`, and what
 * is written there. */
static text
filled(struct house *h, int i, const char *words)
{
    struct arena *a = h->d->arena;
    text of = agree_behind(h, arena_print(a, "name=\"k%d\" value=\"", i).ptr);
    text hash = agree_behind(h, arena_print(a, "name=\"h%d\" value=\"", i).ptr);
    text seen = arena_print(a, "name=\"w%d\" value=\"", i);
    seen = text_find(h->body, seen) < 0 ? TEXT("") : agree_behind(h, seen.ptr);
    return arena_print(a, "&k%d=%.*s&h%d=%.*s&w%d=%.*s&t%d=%s", i, TEXT_ARG(of),
        i, TEXT_ARG(hash), i, TEXT_ARG(seen), i, words);
}

static int
translate(struct house *h, const struct agree_cast *c, text fields)
{
    return agree_post(h, c, "/languages/sw",
        arena_print(
            h->d->arena, "role=nurse+%%26+%%3Cmother%%3E%.*s", TEXT_ARG(fields))
            .ptr);
}

static int
look_in(struct house *h, const struct agree_cast *c, const char *lang)
{
    return house_get(h,
        arena_print(h->d->arena, "/%s%.*s", lang,
            TEXT_ARG(text_slice(c->page, 3, c->page.len)))
            .ptr);
}

static void
people_translate_and_it_is_read_in_their_language(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.guest); /* they know the words */
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        house_says(&h, "0 of 4 paragraphs are there");
        text name = filled(&h, 0, "Namba+moja");
        text first = filled(&h, 2, "Namba+moja+%3Ctu%3E.");
        assert_int_equal(
            agree_post(&h, &c, "/languages/sw",
                arena_print(d->arena, "role=%.*s", TEXT_ARG(first)).ptr),
            422);
        house_says(&h, "Namba moja &lt;tu&gt;.");
        assert_int_equal(
            translate(&h, &c, arena_join(d->arena, 2, (text[]){ name, first })),
            303);
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        house_says(&h, "2 of 4 paragraphs are there");
        house_says(&h, "nurse &amp; &lt;mother&gt;");
        house_enter(&h, c.people[0]);
        assert_int_equal(look_in(&h, &c, "sw"), 200);
        house_says(&h, "<h1 lang=\"sw\">Namba moja</h1>");
        house_says(&h, "<p lang=\"sw\" id=\"p1\">Namba moja &lt;tu&gt;.");
        house_says(&h, "<p lang=\"en\" id=\"p2\">Free of charge.");
        assert_int_equal(look_in(&h, &c, "en"), 200);
        house_says(&h, "<p lang=\"en\" id=\"p1\">One number.");
        /* a stranger may not, and the language it is in is no translation */
        house_enter(&h, c.stranger);
        assert_int_equal(translate(&h, &c, first), 404);
        house_enter(&h, c.guest);
        assert_int_equal(agree_page(&h, &c, "/languages/en"), 404);
        assert_int_equal(agree_page(&h, &c, "/languages/xx"), 404);
        house_close(&h);
    }
}

static void
a_translation_gets_old_and_is_sent_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.guest);
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        text one = filled(&h, 2, "Namba+moja.");
        text two = filled(&h, 3, "Bure.");
        assert_int_equal(
            translate(&h, &c, arena_join(d->arena, 2, (text[]){ one, two })),
            303);
        /* somebody else at the same time: theirs is not gone over unseen */
        assert_int_equal(translate(&h, &c, one), 422);
        house_says(&h, "somebody translated it meanwhile, so: Namba moja.");
        /* a member of a side says that it changes the meaning */
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        text back = agree_behind(&h, "languages/sw?back=");
        back = text_slice(back, 0, text_find(back, TEXT("#")));
        assert_int_equal(
            agree_page(&h, &c,
                arena_print(d->arena, "/languages/sw?back=%.*s", TEXT_ARG(back))
                    .ptr),
            200);
        text words = agree_behind(&h, "name=\"words\" value=\"");
        assert_int_equal(agree_post(&h, &c, "/languages/sw/back",
                             arena_print(d->arena,
                                 "words=%.*s&why=Moja+is+not+%%22one+for+all"
                                 "%%22",
                                 TEXT_ARG(words))
                                 .ptr),
            303);
        assert_int_equal(look_in(&h, &c, "sw"), 200);
        house_says(&h, "<p lang=\"en\" id=\"p1\">One number.");
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        house_says(&h, "1 was sent back");
        house_says(&h, "Moja is not &quot;one for all&quot;");
        /* a guest may translate, and sends nothing back */
        house_enter(&h, c.guest);
        assert_int_equal(
            agree_post(&h, &c, "/languages/sw/back",
                arena_print(d->arena, "words=%.*s&why=No", TEXT_ARG(words))
                    .ptr),
            403);
        /* anew: there again; and old, when the text is changed */
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        assert_int_equal(
            translate(&h, &c, filled(&h, 2, "Namba+moja+kwa+wote.")), 303);
        assert_int_equal(look_in(&h, &c, "sw"), 200);
        house_says(&h, "<p lang=\"sw\" id=\"p1\">Namba moja kwa wote.");
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, "/write",
                             "base=1&body=One+number+only.%0AFree+of+charge."),
            303);
        assert_int_equal(agree_page(&h, &c, "/languages/sw"), 200);
        house_says(&h, "1 is of an older wording");
        house_says(&h, "Translated from an older wording.");
        house_close(&h);
    }
}

static void
nobody_is_asked_in_a_language_that_lacks_without_a_press(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        text names;
        agree_cast_open(&h, s, d, &c);
        struct proposal row;
        int64_t id = agree_count(&h, "SELECT id FROM proposal");
        assert_int_equal(
            proposal_get(d->db, d->arena, (struct proposal_get_in){ id }, &row),
            OK);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_post(&h, &c, "/languages", "l0=1&l2=1"), 303);
        assert_int_equal(
            proposal_words_lack(d->db, d->arena, &row, &names), OK);
        assert_true(text_is_equal(names, TEXT("Kiswahili")));
        /* of one that is heard, for its form is short */
        support_exec(s, d->url, "UPDATE proposal SET level = 'consult'");
        house_enter(&h, c.lead);
        assert_int_equal(
            agree_post(&h, &c, "/hear", "closes_on=2090-01-01"), 422);
        house_says(&h, "Ask although it is not all there in: Kiswahili");
        house_says(&h, "translate it first, or tick this");
        assert_int_equal(
            agree_post(&h, &c, "/hear", "closes_on=2090-01-01&anyway=1"), 303);
        house_close(&h);
    }
}

static void
what_is_said_easily_is_not_gone_over_unseen(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        text all;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[0]);
        assert_int_equal(agree_page(&h, &c, "/easy/en"), 200);
        house_says(&h, "Nobody has written it yet.");
        text seen = agree_behind(&h, "name=\"seen\" value=\"");
        assert_int_equal(
            agree_post(&h, &c, "/easy/en",
                arena_print(d->arena, "seen=%.*s&words=One+%%3Cnumber%%3E.",
                    TEXT_ARG(seen))
                    .ptr),
            303);
        assert_int_equal(
            agree_post(&h, &c, "/easy/en",
                arena_print(d->arena, "seen=%.*s&words=Other.", TEXT_ARG(seen))
                    .ptr),
            422);
        house_says(&h, "One &lt;number&gt;.");
        house_says(&h, "Other.");
        assert_int_equal(person_export(d->db, d->arena, c.people[0], &all), OK);
        assert_true(text_find(all, TEXT("One <number>.")) > 0);
        house_enter(&h, 0);
        assert_int_equal(agree_page(&h, &c, "/easy/en"), 404);
        house_close(&h);
    }
}

int
proposal_words_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(people_translate_and_it_is_read_in_their_language),
        support_test(a_translation_gets_old_and_is_sent_back),
        support_test(nobody_is_asked_in_a_language_that_lacks_without_a_press),
        support_test(what_is_said_easily_is_not_gone_over_unseen),
    };
    return cmocka_run_group_tests_name(
        "decide/proposal_words", tests, NULL, NULL);
}
