/* Voices from sheets of paper: all of a file or nothing, each assisted, with
 * the consent that its row says, and a code for whoever told it. */
#include "decide/voice/voice_batch.h"
#include "os/clock.h"
#include "support/board_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int voice_batch_test(void);

#define HEAD                                                                   \
    "sheet,words,language,side,told,own,read_back,how,interpreter,place,day,"  \
    "may_read\n"

static enum err
more(void *context, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    text *rest = context;
    *n = rest->len < room ? rest->len : room;
    if (*n > 0)
        memcpy(to, rest->ptr, (size_t)*n);
    *rest = text_slice(*rest, *n, rest->len);
    return OK;
}

static struct voice_batch
batch_of(struct house *h, int64_t helper_id)
{
    return (struct voice_batch){ .db = h->d->db,
        .arena = h->d->arena,
        .partnership_id = house_key(h, "partnership", "p"),
        .helper_id = helper_id,
        .now = now_s(),
        .token = TEXT("a token of the form"),
        .lang = TEXT("en") };
}

/* Why it is not taken; line 0: nothing is wrong. */
static void
refused(struct house *h, const char *rows, int64_t line, const char *what)
{
    struct voice_batch b = batch_of(h, 0);
    text all = text_of(rows);
    assert_int_equal(voice_batch_read(&b, more, &all), ERR_BAD_INPUT);
    assert_int_equal(b.troubles[0].line, line);
    if (text_find(text_of(b.troubles[0].what), text_of(what)) < 0)
        fail_msg("%s: %s", what, b.troubles[0].what);
}

static void
a_file_that_is_not_right_says_the_line_and_keeps_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        refused(&h, "sheet,words\n1,It was far\n", 1, "no column");
        refused(&h, HEAD, 1, "no row");
        refused(&h, HEAD "1,It was far,en,9,paper,own,yes,,,,,sides\n", 2,
            "side: its name");
        refused(&h, HEAD "1,It was far,en,1,paper,own,yes,,,,,\n", 2,
            "what they agreed to");
        refused(&h, HEAD "1,It was far,en,1,paper,own,maybe,,,,,sides\n", 2,
            "read_back");
        refused(&h, HEAD "1,It was far,zz,1,paper,own,yes,,,,,sides\n", 2,
            "language");
        refused(&h,
            HEAD "1,It was far,en,1,paper,own,yes,,,,2999-01-01,sides\n", 2,
            "still to come");
        refused(&h,
            HEAD "1,It was far,en,1,paper,own,yes,,,,,sides\n"
                 "1,It was late,en,1,paper,own,yes,,,,,sides\n",
            3, "stands above");
        refused(&h, HEAD "1,It was far,en,1,paper\n", 2, "fields");
        /* what may name somebody is asked about, and not taken in silence */
        refused(&h,
            HEAD "1,Call me at 0712 345 678 please,en,1,paper,own,yes,,,,,"
                 "public\n",
            2, "");
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM voice"), 0);
        house_close(&h);
    }
}

static void
sheets_are_kept_once_as_assisted_with_the_consent_of_each(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        text first = { 0 };
        for (int twice = 0; twice < 2; twice++) {
            struct voice_batch b = batch_of(&h, c.asha);
            text all = TEXT(
                HEAD "1,\"They were kind, \"\"really\"\"\",sw,1,paper,own,yes,"
                     "aloud,a daughter,the hall,,public\n"
                     "2,I waited,en,2,person,summary,no,,,,,sides\n"
                     "3,No words are kept,en,1,group,own,yes,,,,,count\n");
            assert_int_equal(voice_batch_read(&b, more, &all), OK);
            assert_int_equal(b.n, 3);
            assert_int_equal(
                db_write_quietly(d->db, d->arena, voice_batch_step, &b), OK);
            if (twice)
                assert_true(text_is_equal(first, b.rows[0].receipt));
            first = b.rows[0].receipt;
            assert_false(text_is_equal(b.rows[0].receipt, b.rows[1].receipt));
        }
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM voice WHERE way = 'helped' AND status = "
                "'new'"),
            3);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM voice_helped WHERE read_back = 'yes'"),
            2);
        assert_int_equal(
            board_cast_count(&h,
                "SELECT count(*) FROM voice WHERE shown_to = 'count' AND "
                "words = ''"),
            1);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM consent WHERE kind = 'voice.public'"),
            1);
        assert_int_equal(
            board_cast_count(
                &h, "SELECT count(*) FROM consent WHERE kind = 'voice.read'"),
            2);
        /* another file by the same form: its own codes, and it is kept */
        struct voice_batch o = batch_of(&h, c.asha);
        text other = TEXT(HEAD "7,It was far,en,1,paper,own,yes,,,,,sides\n");
        assert_int_equal(voice_batch_read(&o, more, &other), OK);
        assert_int_equal(
            db_write_quietly(d->db, d->arena, voice_batch_step, &o), OK);
        assert_false(text_is_equal(o.rows[0].receipt, first));
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM voice"), 4);
        /* the code is theirs: they read it, and take it back */
        house_enter(&h, 0);
        text page = arena_print(d->arena, "/en/speak/%.*s", TEXT_ARG(first));
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "They were kind, &quot;really&quot;");
        house_close(&h);
    }
}

static void
who_is_of_no_side_brings_no_sheets(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct board_cast c;
        board_cast_open(&h, s, d, &c);
        text page = arena_print(d->arena, "/en/partnership/%.*s/voices/sheets",
            TEXT_ARG(voice_key(d->arena, house_key(&h, "partnership", "p"))));
        house_enter(&h, c.stranger);
        assert_int_not_equal(house_get(&h, page.ptr), 200);
        house_enter(&h, c.asha);
        assert_int_equal(house_get(&h, page.ptr), 200);
        house_says(&h, "1: Homa Bay");
        assert_int_equal(
            house_get(
                &h, arena_print(d->arena, "%.*s/form", TEXT_ARG(page)).ptr),
            200);
        house_says(&h, "Who may read it");
        house_close(&h);
    }
}

int
voice_batch_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_file_that_is_not_right_says_the_line_and_keeps_nothing),
        support_test(sheets_are_kept_once_as_assisted_with_the_consent_of_each),
        support_test(who_is_of_no_side_brings_no_sheets),
    };
    return cmocka_run_group_tests_name("decide/voice_batch", tests, NULL, NULL);
}
