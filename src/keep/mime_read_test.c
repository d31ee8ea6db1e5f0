/* Answers by mail, as programs of all kinds write them. */
#include "keep/mime_read.h"

#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int mime_read_test(void);

static struct arena arena;

static void
assert_words(const char *mail, const char *words)
{
    arena_reset(&arena, 64 << 20);
    struct mime_mail m = mime_read(&arena, text_of(mail));
    if (!text_is_equal(m.words, text_of(words)))
        fail_msg("\"%.*s\" of:\n%s", TEXT_ARG(m.words), mail);
}

static void
the_words_stand_above_what_is_quoted(void **state)
{
    (void)state;
    assert_words("To: x\n\nThank you.\n\nOn Monday, the network wrote:\n> Hi\n",
        "Thank you.");
    assert_words("To: x\r\n\r\nTack!\r\n\r\nDen 5 maj 2026 skrev "
                 "N\xc3\xa4tverket <n@x.org>:\r\n\r\n> Hej\r\n> du\r\n",
        "Tack!");
    assert_words("\nYes.\n\nOn Monday the 5th, the network <a-long-address@\n"
                 "network.example> wrote:\n> Hi\n",
        "Yes.");
    assert_words("\nYes.\n-- \nAnna\n", "Yes.");
    assert_words("\nYes.\n\n-----Original Message-----\nFrom: x\n", "Yes.");
    assert_words("\nYes.\n________________________________\nFrom: x\n", "Yes.");
    /* a colon that quotes nothing ends nothing */
    assert_words("\nI bring:\nmilk, bread\n", "I bring:\nmilk, bread");
    /* beneath what it answers */
    assert_words("\n> Hello\n> you\n\nThank you.\n", "Thank you.");
    assert_words("\n> Hello\n", "");
    assert_words("", "");
    assert_words("no header at all", "");
}

static void
bodies_come_in_all_encodings(void **state)
{
    (void)state;
    assert_words("Content-Type: text/plain; charset=\"iso-8859-1\"\n"
                 "Content-Transfer-Encoding: quoted-printable\n\n"
                 "Sm=F6r=\ng=E5s =zz = \n",
        "Sm\xc3\xb6rg\xc3\xa5s =zz");
    assert_words("content-type:text/plain;charset=UTF-8\n"
                 "CONTENT-TRANSFER-ENCODING: BASE64\n\nVGFjayBzw6U=\n",
        "Tack s\xc3\xa5");
    assert_words("Content-Type: text/plain; charset=windows-1251\n\n\xcf\xf0",
        "\xd0\x9f\xd1\x80");
    /* what it says it is, and is not */
    assert_words(
        "Content-Type: text/plain; charset=utf-8\n\na\xff!", "a\xef\xbf\xbd!");
    assert_words("Content-Type: text/plain; charset=../../x\n\na\xe9!",
        "a\xef\xbf\xbd!");
    assert_words(
        "Content-Type: text/plain; charset=iso-2022-cn-ext\n\nab", "ab");
    assert_words("\na\x01\x1b[31mb\x7f\n", "a[31mb");
}

static void
of_several_parts_the_plain_one_counts(void **state)
{
    (void)state;
    assert_words("Content-Type: multipart/mixed; boundary=a\n\n"
                 "--a\nContent-Type: multipart/alternative;\n boundary=\"b c\""
                 "\n\n--b c\nContent-Type: text/html\n\n<p>page\n"
                 "--b c\nContent-Type: text/plain\n\nplain\n--b c--\n"
                 "--a\nContent-Disposition: attachment\n\nfile\n--a--\n",
        "plain");
    assert_words("Content-Type: multipart/mixed; boundary=a\n\n--a\n"
                 "Content-Type: text/plain\nContent-Disposition: attachment; "
                 "filename=x\n\nfile\n--a\n\nwords\n--a--",
        "words");
    assert_words("Content-Type: text/html\n\n<html><head><title>T</title>"
                 "</head><body><div>Bra &amp; tack&nbsp;!</div>"
                 "<blockquote>old</blockquote></body></html>",
        "Bra & tack !");
}

static void
machines_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *mail;
        bool is_automatic;
    } cases[] = { { "Auto-Submitted: auto-replied\n\nAway", true },
        { "auto-submitted: auto-generated\n\nAway", true },
        { "Auto-Submitted: no\n\nHi", false }, { "Return-Path: <>\n\nB", true },
        { "Return-Path: <a@b.c>\n\nB", false },
        { "Precedence: bulk\n\nB", true }, { "List-Id: <x>\n\nB", true },
        { "Subject: x\n\nAuto-Submitted: auto-replied", false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena_reset(&arena, 1 << 20);
        struct mime_mail m = mime_read(&arena, text_of(cases[i].mail));
        assert_true(m.is_automatic == cases[i].is_automatic);
    }
}

static void
receivers_and_names_are_unfolded(void **state)
{
    (void)state;
    struct mime_mail m = mime_read(&arena,
        TEXT("To: The network\r\n <reply+abc@x.org>\r\nMessage-ID:\r\n "
             "<1@x.org>\r\nDelivered-To: d@x.org\r\n\r\nx"));
    assert_true(text_find(m.receivers, TEXT("<reply+abc@x.org>")) > 0);
    assert_true(text_find(m.receivers, TEXT("d@x.org")) >= 0);
    assert_true(text_is_equal(m.message_id, TEXT("<1@x.org>")));
}

/* Each of these made a reader somewhere slow or deep. */
static void
a_hostile_mail_costs_little(void **state)
{
    (void)state;
    enum { SIZE = 1 << 20 };
    static char mail[SIZE + 1];
    static const char *const heads[] = { "", "Content-Type: text/html\n\n",
        "Content-Type: multipart/mixed; boundary=a\n\n",
        "Content-Transfer-Encoding: quoted-printable\n\n", "\n" };
    static const char *const units[] = { "<", "<style", "&", "--a\n",
        "--a\nContent-Type: multipart/mixed; boundary=a\n\n", "= ", "=\n",
        "x:\n", ":\n\n", ">", " \n", "a: b\n c\n", "<br", "\n", "<a@\n" };
    int64_t began = now_ms();
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
        for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
            size_t n = strlen(heads[h]), step = strlen(units[u]);
            memcpy(mail, heads[h], n);
            for (; n + step < SIZE; n += step)
                memcpy(mail + n, units[u], step);
            arena_reset(&arena, 64 << 20);
            mime_read(&arena, (text){ mail, (ptrdiff_t)n });
        }
    /* 75 mails of a megabyte */
    assert_true(now_ms() - began < 90'000);
}

static int
open_arena(void **state)
{
    (void)state;
    arena_open(&arena, 64 << 20);
    return 0;
}

static int
close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

int
mime_read_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_stand_above_what_is_quoted),
        cmocka_unit_test(bodies_come_in_all_encodings),
        cmocka_unit_test(of_several_parts_the_plain_one_counts),
        cmocka_unit_test(machines_are_known),
        cmocka_unit_test(receivers_and_names_are_unfolded),
        cmocka_unit_test(a_hostile_mail_costs_little),
    };
    return cmocka_run_group_tests_name(
        "keep/mime_read", tests, open_arena, close_arena);
}
