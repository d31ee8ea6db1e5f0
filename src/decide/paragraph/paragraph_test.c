/* The text of a proposal by its paragraphs: what continues what, what people
 * say of one, and what comes of that. */
#include "decide/paragraph/paragraph.h"

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

int paragraph_test(void);

static void
matches(struct support *s, const char *old, const char *now, const char *want)
{
    text a[20], b[20];
    ptrdiff_t which[20];
    struct buf said = buf_in(&s->arena, 100);
    ptrdiff_t n_a = paragraphs_split(text_of(old), a, 20);
    ptrdiff_t n_b = paragraphs_split(text_of(now), b, 20);
    paragraphs_match(&s->arena, a, n_a, b, n_b, which);
    for (ptrdiff_t i = 0; i < n_b; i++)
        buf_add(&said, arena_print(&s->arena, "%d ", (int)which[i]));
    text got = text_trim(buf_text(&said));
    if (!text_is_equal(got, text_of(want)))
        fail_msg("%s -> %s: %.*s", old, now, TEXT_ARG(got));
}

static void
a_paragraph_is_known_again_by_its_words(void **state)
{
    struct support *s = *state;
    matches(s, "a b c\nd e f", "a b c\nd e f", "0 1");
    /* one more before them, one gone, two that changed places */
    matches(s, "a b c\nd e f", "x y z\na b c\nd e f", "-1 0 1");
    matches(s, "a b c\nd e f", "d e f", "1");
    matches(s, "a b c\nd e f", "d e f\na b c", "1 0");
    /* a word more, and so little in common that it is another */
    matches(s, "we pay the bus for all", "we pay the bus for all mothers", "0");
    matches(s, "we pay the bus", "nobody asks a fee", "-1");
    /* the likest has it, though another that is alike stands before it */
    matches(s, "one two three four", "one two x y\none two three five", "-1 0");
    matches(s, "", "a b", "-1");
    matches(s, "a b", "", "");
    /* what stands there twice is two */
    matches(s, "a b\na b", "a b\na b\na b", "0 1 -1");
}

static text
to_paragraph(struct house *h, const struct agree_cast *c, int number)
{
    text at = arena_print(h->d->arena, "id=\"p%d\">", number);
    assert_int_equal(agree_page(h, c, ""), 200);
    ptrdiff_t i = text_find(h->body, at);
    if (i < 0)
        fail_msg("there is no paragraph %d", number);
    text rest = text_slice(h->body, i, h->body.len);
    i = text_find(rest, TEXT("href=\"/en/paragraph/"));
    assert_true(i > 0);
    rest = text_slice(rest, i + 6, rest.len);
    return arena_copy(h->d->arena, text_cut(rest, '"', &rest));
}

static int
say_there(struct house *h, text page, const char *what, const char *fields)
{
    text to = arena_print(h->d->arena, "%.*s%s", TEXT_ARG(page), what);
    return house_post(h, to.ptr, fields);
}

static int
look_there(struct house *h, text page)
{
    return house_get(h, arena_c_string(h->d->arena, page));
}

static const char bus[] = "words=Why+not+the+bus%2C+%3Ctoo%3E%3F&lang=en";

static void
a_comment_is_answered_and_can_be_taken_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[1]);
        text page = to_paragraph(&h, &c, 2);
        house_says(&h, "no voice under it");
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "Free of charge.");
        house_says(&h, "No voice is linked under this paragraph");
        assert_int_equal(say_there(&h, page, "/comment", "words="), 422);
        assert_int_equal(say_there(&h, page, "/comment", bus), 303);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "Why not the bus, &lt;too&gt;?");
        house_says(&h, "somebody, without a name");
        text withdraw = agree_behind(&h, "action=\"/en/paragraph/");
        assert_true(text_find(withdraw, TEXT("/withdraw")) > 0);
        withdraw =
            arena_print(d->arena, "/en/paragraph/%.*s", TEXT_ARG(withdraw));
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "1 comment");
        house_says(&h, "1 thing was said of this text, 1 waits for an answer");

        /* who drafts answers it; nobody else does */
        house_enter(&h, c.lead);
        assert_int_equal(look_there(&h, page), 200);
        house_is_silent_on(&h, "/withdraw");
        text settle = arena_copy(d->arena,
            text_slice(
                withdraw, 0, withdraw.len - (ptrdiff_t)strlen("/withdraw")));
        assert_int_equal(look_there(&h, settle), 200);
        assert_int_equal(
            house_post(&h, settle.ptr, "outcome=answered&reply="), 422);
        assert_int_equal(house_post(&h, settle.ptr,
                             "outcome=answered&reply=The+bus+is+%27free%27."),
            303);
        house_enter(&h, c.people[0]);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "The bus is &#39;free&#39;.");
        house_is_silent_on(&h, "/withdraw");
        assert_int_equal(look_there(&h, settle), 403);
        assert_int_equal(house_post(&h, withdraw.ptr, ""), 404);
        assert_int_equal(
            house_post(&h, settle.ptr, "outcome=answered&reply=No"), 403);

        /* taken back: the words are gone, that something was said is not */
        house_enter(&h, c.people[1]);
        assert_int_equal(house_post(&h, withdraw.ptr, ""), 303);
        assert_int_equal(look_there(&h, page), 200);
        house_is_silent_on(&h, "Why not the bus");
        house_says(&h, "1 comment was taken back.");
        house_close(&h);
    }
}

static void
a_name_is_shown_to_who_wants_that_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[1]);
        text page = to_paragraph(&h, &c, 1);
        support_exec(s, d->url,
            arena_print(d->arena,
                "UPDATE person SET name = 'Achieng Atieno' WHERE id = "
                "%" PRId64,
                c.people[1])
                .ptr);
        assert_int_equal(say_there(&h, page, "/comment", bus), 303);
        house_enter(&h, c.lead);
        assert_int_equal(look_there(&h, page), 200);
        house_is_silent_on(&h, "Achieng");
        assert_int_equal(
            agree_count(&h,
                arena_print(d->arena,
                    "SELECT count(*) FROM audit WHERE kind = 'paragraph' AND "
                    "actor_id = %" PRId64,
                    c.people[1])
                    .ptr),
            0);
        house_enter(&h, c.people[1]);
        assert_int_equal(say_there(&h, page, "/comment",
                             "words=With+my+name&lang=sw&is_named=1"),
            303);
        house_enter(&h, c.lead);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "Achieng Atieno");
        house_says(&h, "<p lang=\"sw\">With my name");
        house_close(&h);
    }
}

static void
an_offer_goes_into_a_draft_at_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[1]);
        text page = to_paragraph(&h, &c, 2);
        assert_int_equal(say_there(&h, page, "/offer",
                             "place=instead&words=Free+of+charge.&lang=en"),
            422);
        house_says(&h, "these are the words that stand there already");
        assert_int_equal(
            say_there(&h, page, "/offer", "place=instead&words=&lang=en"), 422);
        assert_int_equal(
            say_there(&h, page, "/offer",
                "place=instead&words=Free+of+charge%2C+day+and+night."
                "&why=Nights+are+hard&lang=en&may_stay=1"),
            303);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "<ins>");
        house_says(&h, "Nights are hard");
        house_enter(&h, c.lead);
        assert_int_equal(look_there(&h, page), 200);
        text settle = arena_print(d->arena, "%.*s/said/%.*s", TEXT_ARG(page),
            TEXT_ARG(agree_behind(&h,
                arena_print(d->arena, "href=\"%.*s/said/", TEXT_ARG(page))
                    .ptr)));
        assert_int_equal(
            house_post(&h, settle.ptr, "outcome=refused&reply="), 422);
        assert_int_equal(house_post(&h, settle.ptr, "outcome=take"), 303);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "Taken in, in version 1.");
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Free of charge, day and night.");
        /* the paragraph is the same one, and what was said of it is there */
        assert_true(text_is_equal(page, to_paragraph(&h, &c, 2)));
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_wording"), 2);
        /* twice is not more */
        assert_int_equal(house_post(&h, settle.ptr, "outcome=take"), 409);
        house_close(&h);
    }
}

static void
an_offer_goes_into_the_next_version_of_what_was_asked(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        agree_list_all(&h, &c);
        agree_open_asking(&h, &c);
        /* open: whoever is signed in may offer, and a visitor reads */
        house_enter(&h, c.stranger);
        text page = to_paragraph(&h, &c, 1);
        assert_int_equal(say_there(&h, page, "/offer",
                             "place=after&words=And+one+road.&lang=en"),
            303);
        assert_int_equal(
            say_there(&h, page, "/offer", "place=away&lang=en&why=Old"), 303);
        house_enter(&h, 0);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "And one road.");
        house_says(&h, "Sign in to say something");
        assert_int_equal(say_there(&h, page, "/comment", bus), 403);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM contribution"), 2);

        house_enter(&h, c.lead);
        assert_int_equal(look_there(&h, page), 200);
        text settle = arena_print(d->arena, "%.*s/said/%.*s", TEXT_ARG(page),
            TEXT_ARG(agree_behind(&h,
                arena_print(d->arena, "href=\"%.*s/said/", TEXT_ARG(page))
                    .ptr)));
        assert_int_equal(house_post(&h, settle.ptr, "outcome=take"), 303);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "Goes into the next version.");
        agree_close_asking(&h, &c);
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        /* the next version is begun with it */
        house_says(&h, "One number.\n\nAnd one road.\n\nFree of charge.");
        assert_int_equal(
            agree_post(&h, &c, "/amend",
                "version=1&body=One+number.%0AAnd+one+road.%0AFree."),
            303);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "Taken in, in version 2.");
        house_close(&h);
    }
}

static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    return person_erase(writer, a, *(int64_t *)arg, 0);
}

static void
who_leaves_takes_their_words_but_what_may_stay(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        text all;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.people[1]);
        text page = to_paragraph(&h, &c, 1);
        assert_int_equal(
            say_there(&h, page, "/comment", "words=Zebra&lang=en&is_named=1"),
            303);
        assert_int_equal(say_there(&h, page, "/offer",
                             "place=after&words=Giraffe&lang=en&may_stay=1"),
            303);
        assert_int_equal(person_export(d->db, d->arena, c.people[1], &all), OK);
        assert_true(text_find(all, TEXT("Zebra")) > 0);
        assert_true(text_find(all, TEXT("Giraffe")) > 0);
        assert_int_equal(
            db_write(d->db, d->arena, erase_step, &c.people[1]), OK);
        house_enter(&h, c.lead);
        assert_int_equal(look_there(&h, page), 200);
        house_is_silent_on(&h, "Zebra");
        house_says(&h, "Giraffe");
        house_says(&h, "1 comment was taken back.");
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM contribution WHERE "
                             "person_id IS NOT NULL"),
            0);
        house_close(&h);
    }
}

static void
a_draft_is_read_and_said_of_by_its_partnership_alone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        house_enter(&h, c.guest);
        text page = to_paragraph(&h, &c, 1);
        assert_int_equal(say_there(&h, page, "/comment", bus), 303);
        house_enter(&h, c.stranger);
        assert_int_equal(look_there(&h, page), 404);
        assert_int_equal(say_there(&h, page, "/comment", bus), 404);
        house_enter(&h, 0);
        assert_int_equal(look_there(&h, page), 404);
        house_close(&h);
    }
}

static void
a_paragraph_says_whose_voice_it_rests_on(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        support_exec(s, d->url,
            arena_print(d->arena,
                "INSERT INTO theme (id, code, partnership_id, name, name_sort, "
                "lang, is_illustrative) VALUES (7001, 't', %" PRId64
                ", 'Night & <fear>', 'night', 'en', 0), (7002, 'u', 1, 'Of "
                "others', 'of', 'en', 0)",
                c.partnership)
                .ptr);
        house_enter(&h, c.people[1]);
        text page = to_paragraph(&h, &c, 1);
        house_says(&h, "No voice is linked under this proposal");
        text to = arena_print(d->arena, "%.*s/rests", TEXT_ARG(page));
        assert_int_equal(look_there(&h, to), 200);
        house_says(&h, "Night &amp; &lt;fear&gt;");
        house_is_silent_on(&h, "Of others");
        text theme = agree_behind(&h, "name=\"e0\" value=\"");
        assert_int_equal(house_post(&h, to.ptr, "address=nothing+such"), 422);
        assert_int_equal(
            house_post(&h, to.ptr, "e0=theme/00000000006ds&address="), 422);
        assert_int_equal(
            house_post(&h, to.ptr,
                arena_print(d->arena, "e0=%.*s", TEXT_ARG(theme)).ptr),
            303);
        assert_int_equal(look_there(&h, page), 200);
        house_says(&h, "Night &amp; &lt;fear&gt;");
        house_is_silent_on(&h, "No voice is linked");
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_is_silent_on(&h, "No voice is linked under this proposal");
        house_says(&h, "no voice under it"); /* the other paragraph */
        assert_int_equal(
            agree_post(&h, &c, "/rests",
                arena_print(d->arena, "e0=%.*s", TEXT_ARG(theme)).ptr),
            303);
        /* and the theme shows what came of it */
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM thread WHERE to_id = 7001"),
            2);
        house_enter(&h, c.guest);
        assert_int_equal(look_there(&h, to), 403);
        house_close(&h);
    }
}

static void
texts_of_before_get_their_paragraphs(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct agree_cast c;
        agree_cast_open(&h, s, d, &c);
        support_exec(s, d->url,
            "DELETE FROM paragraph; DELETE FROM proposal_wording; UPDATE "
            "proposal SET has_paragraphs = 0");
        house_enter(&h, c.lead);
        assert_int_equal(agree_page(&h, &c, ""), 200);
        house_says(&h, "Free of charge.");
        assert_int_equal(paragraphs_sweep(d->db, d->arena, 0), OK);
        assert_int_equal(
            agree_count(
                &h, "SELECT count(*) FROM paragraph WHERE position > 0"),
            2);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM proposal_wording"), 1);
        assert_int_equal(paragraphs_sweep(d->db, d->arena, 0), OK);
        (void)to_paragraph(&h, &c, 2);
        house_close(&h);
    }
}

int
paragraph_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_paragraph_is_known_again_by_its_words),
        support_test(a_comment_is_answered_and_can_be_taken_back),
        support_test(a_name_is_shown_to_who_wants_that_alone),
        support_test(an_offer_goes_into_a_draft_at_once),
        support_test(an_offer_goes_into_the_next_version_of_what_was_asked),
        support_test(who_leaves_takes_their_words_but_what_may_stay),
        support_test(a_draft_is_read_and_said_of_by_its_partnership_alone),
        support_test(a_paragraph_says_whose_voice_it_rests_on),
        support_test(texts_of_before_get_their_paragraphs),
    };
    return cmocka_run_group_tests_name("decide/paragraph", tests, NULL, NULL);
}
