/* Voices: told by slip, account and for another; read, thanked, sorted; who
 * sees what; taken back. */
#include "decide/voice/voice.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int voice_test(void);

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

static int64_t
count(struct house *h, const char *sql)
{
    return board_cast_count(h, sql);
}

/* What stands in the first <p class="code"> of the page, without hyphens. */
static text
code_on_page(struct house *h)
{
    ptrdiff_t from = text_find(h->body, TEXT("<p class=\"code\">"));
    assert_true(from >= 0);
    text rest = text_slice(h->body, from + 16, h->body.len);
    text code = text_cut(rest, '<', &rest);
    char *small = arena_new(h->d->arena, char, 30);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < code.len && n < 29; i++)
        if (code.ptr[i] != '-' && code.ptr[i] != ' ')
            small[n++] = code.ptr[i];
    return (text){ small, n };
}

/* Somewhere to ask, and a slip for it. */
static text
slip_of(struct house *h, const struct board_cast *c)
{
    house_enter(h, c->lead);
    text side = voice_key(
        h->d->arena, count(h, "SELECT id FROM side ORDER BY position LIMIT 1"));
    text given = arena_print(
        h->d->arena, "name=The+clinic&of_side=%.*s", TEXT_ARG(side));
    assert_int_equal(
        house_post(h, page_of(h, "voices/listen").ptr, given.ptr), 303);
    text to = arena_print(h->d->arena, "/en/slips/listening/%.*s",
        TEXT_ARG(voice_key(h->d->arena,
            count(h, "SELECT id FROM listening ORDER BY id DESC LIMIT 1"))));
    assert_int_equal(house_post(h, to.ptr, "role=guest&n_slips=1"), 200);
    return code_on_page(h);
}

static void
a_slip_tells_in_swahili_and_its_page_shows_what_came(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        h.peer = TEXT("192.0.2.91");
        text slip = slip_of(&h, &c);
        text page = arena_print(d->arena, "/sw/speak/%.*s", TEXT_ARG(slip));
        house_enter(&h, 0);
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "/sw/slip/%.*s", TEXT_ARG(slip)).ptr),
            303);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "The clinic");
        assert_true(h.body.len < 14'000);
        assert_int_equal(
            house_post(&h, page.ptr,
                "words=Nilisubiri+saa+sita+%3Cna%3E+%22mtoto%22&lang=sw&"
                "shown_to=public"),
            200);
        text receipt = code_on_page(&h);
        assert_int_equal(receipt.len, RECEIPT_LETTERS);
        /* one voice of one slip, whoever sends it again */
        assert_int_equal(
            house_post(&h, page.ptr, "words=Tena&lang=sw&shown_to=public"),
            303);
        assert_int_equal(count(&h, "SELECT count(*) FROM voice"), 1);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM voice_link WHERE person_id "
                             "IS NULL AND slip_id IS NOT NULL"),
            1);
        int64_t id = count(&h, "SELECT id FROM voice");
        /* unread: nobody but those who look after it */
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 404);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 404);
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_says(&h, "Nilisubiri saa sita &lt;na&gt; &quot;mtoto&quot;");
        house_says(&h, "lang=\"sw\"");
        assert_int_equal(
            house_post(&h, sub(&h, id, "/read").ptr, "thanks=Asante+sana"),
            303);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/themes").ptr, "name=Waiting"), 303);
        assert_int_equal(house_post(&h, sub(&h, id, "/outcome").ptr,
                             "outcome=answered&words=Tunaongeza+zamu&lang=sw"),
            303);
        /* now everybody reads it, with its theme */
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_says(&h, "Waiting");
        house_says(&h, "Tunaongeza zamu");
        house_is_silent_on(&h, "The clinic");
        assert_int_equal(
            house_get(&h,
                arena_print(d->arena, "/sw/speak/%.*s", TEXT_ARG(receipt)).ptr),
            200);
        house_says(&h, "Asante sana");
        house_says(&h, "Waiting");
        /* and the slip leads there too */
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "Asante sana");
        house_close(&h);
    }
}

static void
what_is_taken_back_is_gone_everywhere_and_counted(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, page_of(&h, "voices/tell").ptr,
                "words=Kiboko+alitembea&lang=sw&shown_to=public&name=Asha"),
            303);
        int64_t id = count(&h, "SELECT id FROM voice");
        assert_int_equal(house_get(&h, sub(&h, id, "/mine").ptr), 200);
        house_says(&h, "Kiboko alitembea");
        /* nobody else's */
        house_enter(&h, c.bjorn);
        assert_int_equal(house_get(&h, sub(&h, id, "/mine").ptr), 404);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/mine/withdraw").ptr, ""), 404);
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, sub(&h, id, "/mine").ptr), 404);
        assert_int_equal(house_post(&h, sub(&h, id, "/words").ptr,
                             "lang=en&words=A+hippo+walked&by_role=nurse"),
            303);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/themes").ptr, "name=Animals"), 303);
        text list = arena_print(
            d->arena, "%.*s?q=kiboko", TEXT_ARG(page_of(&h, "voices")));
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, list.ptr), 200);
        house_says(&h, "A hippo walked");
        house_says(&h, "Asha");
        house_enter(&h, c.asha);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/mine/withdraw").ptr, ""), 303);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/mine/withdraw").ptr, ""), 303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 404);
        assert_int_equal(house_get(&h, list.ptr), 200);
        house_is_silent_on(&h, "hippo");
        house_enter(&h, c.lead);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_is_silent_on(&h, "iboko");
        assert_int_equal(count(&h, "SELECT count(*) FROM voice_words"), 0);
        assert_int_equal(
            count(&h, "SELECT count(*) FROM voice WHERE words <> ''"), 0);
        assert_int_equal(
            count(&h, "SELECT count(*) FROM voice_link WHERE name IS NOT NULL"),
            0);
        assert_int_equal(count(&h, "SELECT count(*) FROM voice"), 1);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM consent WHERE "
                             "withdrawn_at IS NULL AND kind LIKE 'voice.%'"),
            0);
        house_close(&h);
    }
}

static void
a_child_needs_two_to_say_yes_and_has_no_name(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        h.peer = TEXT("192.0.2.92");
        text slip = slip_of(&h, &c);
        text page = arena_print(d->arena, "/en/speak/%.*s", TEXT_ARG(slip));
        house_enter(&h, 0);
        const char *start = "words=At+school&lang=en&shown_to=public&"
                            "is_child=on";
        assert_int_equal(house_post(&h, page.ptr, start), 422);
        house_says(&h, "At school");
        assert_int_equal(
            house_post(&h, page.ptr,
                arena_print(d->arena, "%s&guardian=on", start).ptr),
            422);
        assert_int_equal(house_post(&h, page.ptr,
                             arena_print(d->arena,
                                 "%s&guardian=on&child=on&name=Zawadi", start)
                                 .ptr),
            422);
        assert_int_equal(count(&h, "SELECT count(*) FROM voice"), 0);
        assert_int_equal(
            house_post(&h, page.ptr,
                arena_print(d->arena, "%s&guardian=on&child=on", start).ptr),
            200);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM consent WHERE kind IN "
                             "('voice.guardian', 'voice.child')"),
            2);
        /* the second code is the guardian's: no words, only the way back */
        ptrdiff_t at = text_find(h.body, TEXT("<p class=\"code\">"));
        h.body = text_slice(h.body, at + 16, h.body.len);
        text guardian = code_on_page(&h);
        text theirs =
            arena_print(d->arena, "/en/speak/%.*s", TEXT_ARG(guardian));
        assert_int_equal(house_get(&h, theirs.ptr), 200);
        house_is_silent_on(&h, "At school");
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/change", TEXT_ARG(theirs)).ptr,
                "words=X&shown_to=public"),
            410);
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "%.*s/withdraw", TEXT_ARG(theirs)).ptr,
                ""),
            303);
        assert_int_equal(
            count(&h, "SELECT count(*) FROM voice WHERE status = 'withdrawn'"),
            1);
        house_close(&h);
    }
}

static void
what_looks_like_a_number_or_a_name_is_asked_about_and_kept(void **state)
{
    static const char *const words[] = { "Call+me+on+%2B46+70+123+45+67",
        "Write+to+me%40here.example", "Dr+Okoth+was+rude",
        "You+spastic%2C+he+said", NULL };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        for (int i = 0; words[i] != NULL; i++) {
            text fields = arena_print(
                d->arena, "words=%s&lang=en&shown_to=facilitators", words[i]);
            assert_int_equal(
                house_post(&h, page_of(&h, "voices/tell").ptr, fields.ptr),
                422);
            house_says(&h, "name=\"anyway\"");
            assert_int_equal(
                house_post(&h, page_of(&h, "voices/tell").ptr,
                    arena_print(d->arena, "%.*s&anyway=on", TEXT_ARG(fields))
                        .ptr),
                303);
        }
        /* empty, far too long */
        assert_int_equal(house_post(&h, page_of(&h, "voices/tell").ptr,
                             "words=+%E2%80%8B+&lang=en&shown_to=public"),
            422);
        char *much = arena_new(d->arena, char, VOICE_LETTERS + 100);
        memset(much, 'x', VOICE_LETTERS + 1);
        assert_int_equal(
            house_post(&h, page_of(&h, "voices/tell").ptr,
                arena_print(d->arena, "words=%s&lang=en&shown_to=public", much)
                    .ptr),
            422);
        house_says(&h, "xxxxxxxxxx");
        assert_int_equal(count(&h, "SELECT count(*) FROM voice"), 4);
        house_close(&h);
    }
}

static void
what_is_changed_is_read_anew_before_others_see_it(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, page_of(&h, "voices/tell").ptr,
                             "words=Barabara+mbaya&lang=sw&shown_to=public"),
            303);
        int64_t id = count(&h, "SELECT id FROM voice");
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/read").ptr, "thanks="), 303);
        /* a member of another side translates what they may read */
        house_enter(&h, c.bjorn);
        assert_int_equal(house_post(&h, sub(&h, id, "/words").ptr,
                             "lang=en&words=A+bad+bread&by_role=neighbour"),
            303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_says(&h, "A bad bread");
        house_says(&h, "Barabara mbaya");
        house_says(&h, "neighbour");
        /* who told it says what was meant; only they can */
        house_enter(&h, c.bjorn);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/mine/correct/en").ptr, "words=Mine"),
            404);
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, sub(&h, id, "/mine/correct/en").ptr,
                             "words=A+bad+road"),
            303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 404);
        house_enter(&h, c.lead);
        assert_int_equal(
            house_post(&h, sub(&h, id, "/read").ptr, "thanks="), 303);
        assert_int_equal(house_post(&h, sub(&h, id, "/words").ptr,
                             "lang=en&words=Over+it&by_role=lead"),
            303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 200);
        house_says(&h, "A bad road");
        house_says(&h, "corrected by who told it");
        house_is_silent_on(&h, "Over it");
        /* a name that is put under it later is read first, too */
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, sub(&h, id, "/mine/change").ptr,
                             "words=Barabara+mbaya&shown_to=public&name=X"),
            303);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, sub(&h, id, "").ptr), 404);
        house_close(&h);
    }
}

static void
who_told_it_is_in_no_audit_row_and_no_time_is_finer_than_a_day(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        house_enter(&h, c.asha);
        assert_int_equal(house_post(&h, page_of(&h, "voices/tell").ptr,
                             "words=Mine&lang=en&shown_to=sides"),
            303);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM audit WHERE kind = 'voice' "
                             "AND actor_id IS NOT NULL"),
            0);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM audit WHERE kind = 'voice' "
                             "AND at % 86400 <> 0"),
            0);
        assert_int_equal(count(&h,
                             "SELECT count(*) FROM consent WHERE kind LIKE "
                             "'voice.%' AND given_at % 86400 <> 0"),
            0);
        house_close(&h);
    }
}

int
voice_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_slip_tells_in_swahili_and_its_page_shows_what_came),
        support_test(what_is_taken_back_is_gone_everywhere_and_counted),
        support_test(a_child_needs_two_to_say_yes_and_has_no_name),
        support_test(
            what_looks_like_a_number_or_a_name_is_asked_about_and_kept),
        support_test(what_is_changed_is_read_anew_before_others_see_it),
        support_test(
            who_told_it_is_in_no_audit_row_and_no_time_is_finer_than_a_day),
    };
    return cmocka_run_group_tests_name("decide/voice", tests, NULL, NULL);
}
