/* Voices looked after: written down for others, flagged, told the news, small
 * counts hidden, erased. */
#include "decide/voice/voice.h"
#include "keep/person_data.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int voice_care_test(void);

static text
page_of(struct house *h, const char *what)
{
    return arena_print(h->d->arena, "/en/partnership/%.*s/%s",
        TEXT_ARG(voice_key(h->d->arena, house_key(h, "partnership", "p"))),
        what);
}

static text
sub(struct house *h, int64_t id, const char *what)
{
    return arena_print(
        h->d->arena, "/en%.*s", TEXT_ARG(voice_sub(h->d->arena, id, what)));
}

static text
side_key(struct house *h, const char *code)
{
    return voice_key(h->d->arena, house_key(h, "side", code));
}

static int64_t
tell(struct house *h, const char *words, const char *shown_to)
{
    text fields = arena_print(
        h->d->arena, "words=%s&lang=en&shown_to=%s", words, shown_to);
    assert_int_equal(
        house_post(h, page_of(h, "voices/tell").ptr, fields.ptr), 303);
    return board_cast_count(h, "SELECT max(id) FROM voice");
}

static void
a_helper_reads_back_and_says_what_may_be_kept(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        text page = page_of(&h, "voices/helped");
        /* a guest writes nothing down for others, a visitor neither */
        house_enter(&h, c.guest);
        assert_int_equal(house_get(&h, page.ptr), 403);
        house_enter(&h, c.asha);
        text start = arena_print(d->arena,
            "words=Amina+walked&lang=luo&side=%.*s&mode=person&own=own&"
            "shown_to=sides",
            TEXT_ARG(side_key(&h, "hb")));
        /* not without saying whether it was read back */
        assert_int_equal(house_post(&h, page.ptr, start.ptr), 422);
        house_says(&h, "Amina walked");
        assert_int_equal(
            house_post(&h, page.ptr,
                arena_print(d->arena,
                    "%.*s&read_back=yes&how=by+voice&interpreter=a+daughter&"
                    "place=the+market&said_on=2099-01-01",
                    TEXT_ARG(start))
                    .ptr),
            422);
        assert_int_equal(
            house_post(&h, page.ptr,
                arena_print(d->arena,
                    "%.*s&read_back=yes&how=by+voice&interpreter=a+daughter&"
                    "place=the+market&said_on=2026-02-03",
                    TEXT_ARG(start))
                    .ptr),
            200);
        house_says(&h, "class=\"code\"");
        /* counted only: no word is kept */
        assert_int_equal(
            house_post(&h, page.ptr,
                arena_print(d->arena,
                    "words=Secret+thing&lang=en&side=%.*s&mode=telephone&"
                    "own=summary&read_back=no&shown_to=count&name=Zawadi",
                    TEXT_ARG(side_key(&h, "hb")))
                    .ptr),
            200);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM voice"), 2);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM voice WHERE words LIKE '%Secret%'"),
            0);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM voice_link WHERE name IS NOT NULL OR "
                "person_id IS NOT NULL"),
            0);
        /* those who lead see how it was told; the sides do not */
        int64_t id = board_cast_count(
            &h, "SELECT id FROM voice WHERE shown_to = 'sides'");
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/read").ptr, "thanks="), 303);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_says(&h, "read back, and right");
        house_says(&h, "a daughter");
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_is_silent_on(&h, "a daughter");
        house_enter(&h, c.stranger);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 404);
        house_close(&h);
    }
}

static void
a_flag_hides_a_voice_until_the_lead_has_answered(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        int64_t id = tell(&h, "He+hits+me", "public");
        house_enter(&h, c.lead);
        assert_int_equal(house_post(&h, page_of(&h, "voices/flags/lead").ptr,
                             arena_print(d->arena, "person=%.*s&n_days=2",
                                 TEXT_ARG(voice_key(d->arena, c.bjorn)))
                                 .ptr),
            303);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/read").ptr, "thanks=Asante"), 303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/flag").ptr, "why=A+danger"), 303);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM mail WHERE kind = 'voice-flag'"),
            1);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 404);
        text flag = voice_key(
            d->arena, board_cast_count(&h, "SELECT id FROM voice_flag"));
        text answer = arena_print(d->arena, "%.*s/%.*s/answer",
            TEXT_ARG(page_of(&h, "voices/flags")), TEXT_ARG(flag));
        /* others, facilitators too, can neither read nor settle it */
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, page_of(&h, "voices/flags").ptr), 200);
        house_is_silent_on(&h, "A danger");
        assert_int_equal(house_post(&h, answer.ptr, "answer=All+well"), 404);
        house_enter(&h, c.other_lead);
        assert_int_equal(house_post(&h, answer.ptr, "answer=All+well"), 404);
        /* late is said to those who look after voices */
        support_exec(s, d->url, "UPDATE voice_flag SET due_on = '2026-01-01'");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, page_of(&h, "voices").ptr), 200);
        house_says(&h, "not answered in time");
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, page_of(&h, "voices/flags").ptr), 200);
        house_says(&h, "He hits me");
        house_says(&h, "Late: ");
        assert_int_equal(house_post(&h, answer.ptr, "answer=She+is+safe"), 303);
        assert_int_equal(house_post(&h, answer.ptr, "answer=Twice"), 303);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM voice_flag WHERE answer = 'She is "
                "safe'"),
            1);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_close(&h);
    }
}

static void
who_told_it_hears_of_it_the_day_after(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        int64_t id = tell(&h, "The+road", "facilitators");
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/outcome").ptr,
                "outcome=out&words=That+is+for+the+roads+office&lang=en"),
            303);
        assert_int_equal(voice_sweep(d->db, d->arena, now_s()), OK);
        const char *mails =
            "SELECT count(*) FROM mail WHERE kind = 'voice-news'";
        assert_int_equal(board_cast_count(&h, mails), 0);
        assert_int_equal(voice_sweep(d->db, d->arena, now_s() + 86'400), OK);
        assert_int_equal(voice_sweep(d->db, d->arena, now_s() + 86'400), OK);
        assert_int_equal(board_cast_count(&h, mails), 1);
        /* the mail tells neither which voice nor a word of it */
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM mail WHERE kind = 'voice-news' AND "
                "(body LIKE '%road%' OR about_id IS NOT NULL)"),
            0);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, sub(&h, id, "/mine").ptr), 200);
        house_says(&h, "That is for the roads office");
        house_close(&h);
    }
}

static void
a_small_count_is_hidden_and_cannot_be_subtracted(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        for (int i = 0; i < 6; i++)
            (void)tell(&h, "Ours", "facilitators");
        house_enter(&h, c.bjorn);
        for (int i = 0; i < 3; i++)
            (void)tell(&h, "Theirs", "facilitators");
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, page_of(&h, "voices").ptr), 200);
        house_says(&h, "6 voices");
        house_says(&h, "a few voices");
        house_is_silent_on(&h, "3 voices");
        house_is_silent_on(&h, "9 voices");
        house_is_silent_on(&h, "Theirs");
        house_close(&h);
    }
}

/* How many voices the page lists. */
static int
listed(struct house *h)
{
    int n = 0;
    text rest = h->body, link = TEXT("<li><a href=\"/en/voice/");
    for (ptrdiff_t at; (at = text_find(rest, link)) >= 0; n++)
        rest = text_slice(rest, at + link.len, rest.len);
    return n;
}

static void
a_long_list_has_pages_and_can_be_narrowed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        for (int i = 0; i < VOICES_SHOWN + 5; i++)
            (void)tell(&h, i == 3 ? "A+zebra" : "Words", "public");
        support_exec(s, d->url,
            "UPDATE voice SET said_on = '2026-01-01' WHERE words = 'A zebra'");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, page_of(&h, "voices").ptr), 200);
        assert_int_equal(listed(&h), VOICES_SHOWN);
        house_is_silent_on(&h, "zebra");
        ptrdiff_t at = text_find(h.body, TEXT("rel=\"next\" href=\""));
        assert_true(at >= 0);
        text rest = text_slice(h.body, at + 17, h.body.len);
        text next = text_cut(rest, '"', &rest);
        text whole = arena_join(d->arena, 1, &next);
        ptrdiff_t amp = text_find(whole, TEXT("&amp;"));
        assert_true(amp >= 0);
        text target = arena_print(d->arena, "%.*s&%.*s", (int)amp, whole.ptr,
            (int)(whole.len - amp - 5), whole.ptr + amp + 5);
        assert_int_equal(house_get(&h, target.ptr), 200);
        assert_int_equal(listed(&h), 5);
        house_says(&h, "zebra");
        struct {
            const char *query;
            int n;
        } asks[] = { { "q=zebra", 1 }, { "q=zebra+words", 0 },
            { "status=new&q=zebra", 1 }, { "lang=sv", 0 },
            { "lang=en&q=zebra", 1 } };
        for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
            text page = arena_print(d->arena, "%.*s?%s",
                TEXT_ARG(page_of(&h, "voices")), asks[i].query);
            assert_int_equal(house_get(&h, page.ptr), 200);
            assert_int_equal(listed(&h), asks[i].n);
        }
        text side = arena_print(d->arena, "%.*s?side=%.*s",
            TEXT_ARG(page_of(&h, "voices")), TEXT_ARG(side_key(&h, "lv")));
        assert_int_equal(house_get(&h, side.ptr), 200);
        assert_int_equal(listed(&h), 0);
        /* as CSV for those who lead alone */
        assert_int_equal(house_get(&h, page_of(&h, "voices.csv").ptr), 200);
        house_says(&h, "A zebra");
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, page_of(&h, "voices.csv").ptr), 403);
        house_close(&h);
    }
}

static enum err
erase(struct db *writer, struct arena *scratch, void *arg)
{
    return person_erase(writer, scratch, *(const int64_t *)arg, 0);
}

static void
of_who_leaves_no_word_stays_and_the_count_does(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        text all;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        (void)tell(&h, "Leaving+soon", "public");
        assert_int_equal(person_export(d->db, d->arena, c.asha, &all), OK);
        assert_true(text_find(all, TEXT("Leaving soon")) >= 0);
        assert_int_equal(person_export(d->db, d->arena, c.bjorn, &all), OK);
        assert_true(text_find(all, TEXT("Leaving soon")) < 0);
        assert_int_equal(db_write(d->db, d->arena, erase, &c.asha), OK);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM voice"), 1);
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM voice WHERE words <> ''"),
            0);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM voice_link WHERE person_id IS NOT NULL"),
            0);
        house_close(&h);
    }
}

static void
a_file_brings_in_only_what_was_made_up(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        const char *heads =
            "code,partnership,side,lang,words,said_on,status,shown_to,"
            "is_illustrative\n";
        text said = house_refusals(&h, "voice.csv",
            arena_print(
                d->arena, "%sa,p,hb,en,Real,2026-01-01,read,public,no\n", heads)
                .ptr);
        assert_true(text_find(said, TEXT("is_illustrative")) >= 0);
        house_import(&h, "voice.csv",
            arena_print(d->arena,
                "%sa,p,hb,ar,مرحبا,2026-01-01,read,public,yes\n", heads)
                .ptr);
        house_enter(&h, 0);
        assert_int_equal(
            house_get(&h,
                sub(&h, board_cast_count(&h, "SELECT id FROM voice"), "").ptr),
            200);
        house_says(&h, "dir=\"rtl\"");
        house_says(&h, "Illustrative");
        /* one that a person told: its code stands in its address, and a file
         * with that code neither changes it nor puts words beside it */
        support_exec(s, d->url, "UPDATE voice SET is_illustrative = 0");
        said = house_refusals(&h, "voice.csv",
            arena_print(d->arena,
                "%sa,p,hb,en,Forged,2026-01-01,read,public,yes\n", heads)
                .ptr);
        assert_true(text_find(said, TEXT("no file changes it")) >= 0);
        said = house_refusals(&h, "voice_words.csv",
            "code,voice,lang,words,by_name,by_role,made_on\n"
            "w,a,sv,Forged,Eve,translator,2026-01-01\n");
        assert_true(text_find(said, TEXT("no file changes it")) >= 0);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM voice WHERE words = 'Forged'"),
            0);
        house_close(&h);
    }
}

int
voice_care_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_helper_reads_back_and_says_what_may_be_kept),
        support_test(a_flag_hides_a_voice_until_the_lead_has_answered),
        support_test(who_told_it_hears_of_it_the_day_after),
        support_test(a_small_count_is_hidden_and_cannot_be_subtracted),
        support_test(a_long_list_has_pages_and_can_be_narrowed),
        support_test(of_who_leaves_no_word_stays_and_the_count_does),
        support_test(a_file_brings_in_only_what_was_made_up),
    };
    return cmocka_run_group_tests_name("decide/voice_care", tests, NULL, NULL);
}
