/* What goes over the wire, looked at byte by byte. */
#include "keep/mime_write.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int mime_write_test(void);

static struct arena arena;

static struct letter
a_letter(void)
{
    return (struct letter){ .id = 1234567890123,
        .at = 1778146200, /* 2026-05-07T09:30:00Z */
        .host = TEXT("network.example"),
        .from_name = TEXT("The network"),
        .from = TEXT("post@network.example"),
        .to = TEXT("achieng@example.org"),
        .subject = TEXT("Karibu"),
        .body = TEXT("Karibu sana.\n\nSoma https://network.example/x?a=1&b=2, "
                     "kisha <ingia>."),
        .lang = lang_find(TEXT("sw")) };
}

static text
write_it(const struct letter *l)
{
    arena_reset(&arena, 8 << 20);
    return mime_write(&arena, l);
}

static text
head_of(text m)
{
    return text_slice(m, 0, text_find(m, TEXT("\r\n\r\n")) + 2);
}

static int
count(text t, text what)
{
    int n = 0;
    for (ptrdiff_t at; (at = text_find(t, what)) >= 0; n++)
        t = text_slice(t, at + what.len, t.len);
    return n;
}

static void
assert_has(text t, const char *what)
{
    if (text_find(t, text_of(what)) < 0)
        fail_msg("\"%s\" is not in:\n%.*s", what, TEXT_ARG(t));
}

/* Each line ends in CRLF, none is over-long, nothing is a control byte. */
static void
assert_is_wire(text m, ptrdiff_t max)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < m.len; i++) {
        unsigned char c = (unsigned char)m.ptr[i];
        if (c == '\r') {
            assert_true(i + 1 < m.len && m.ptr[i + 1] == '\n');
            n = -2;
        } else if (c == '\n') {
            assert_true(i > 0 && m.ptr[i - 1] == '\r');
        } else {
            assert_true(c >= ' ' && c != 0x7f);
        }
        n++;
        assert_true(n <= max);
    }
    assert_true(text_ends_with(m, TEXT("\r\n")));
}

static void
a_letter_has_what_mail_programs_look_for(void **state)
{
    (void)state;
    struct letter l = a_letter();
    l.stop_url = TEXT("https://network.example/sw/mail/stop/abc");
    l.reply_to = TEXT("reply+abc@network.example");
    text m = write_it(&l), head = head_of(m);
    assert_is_wire(m, 78);
    assert_has(head, "From: \"The network\"\r\n <post@network.example>\r\n");
    assert_has(head, "To: achieng@example.org\r\n");
    assert_has(head, "Reply-To: reply+abc@network.example\r\n");
    assert_has(head, "Subject: Karibu\r\n");
    assert_has(head, "Date: Thu, 07 May 2026 09:30:00 +0000\r\n");
    assert_has(head, "@network.example>\r\n");
    assert_has(head, "Auto-Submitted: auto-generated\r\n");
    assert_has(head, "Content-Language: sw\r\n");
    assert_has(head,
        "List-Unsubscribe: <https://network.example/sw/mail/stop/abc>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    assert_has(head, "MIME-Version: 1.0\r\n");
    assert_has(head, "Content-Type: multipart/alternative;\r\n boundary=\"=_");
    assert_has(m, "Content-Type: text/plain; charset=utf-8\r\n");
    assert_has(m, "Content-Type: text/html; charset=utf-8\r\n");
    assert_true(text_ends_with(m, TEXT("_=--\r\n")));
}

static void
what_one_must_have_cannot_be_stopped(void **state)
{
    (void)state;
    struct letter l = a_letter();
    assert_true(text_find(write_it(&l), TEXT("List-Unsubscribe")) < 0);
}

static void
the_page_says_the_same_with_links_and_escaped(void **state)
{
    (void)state;
    struct letter l = a_letter();
    text m = write_it(&l);
    assert_has(m, "<html lang=3D\"sw\" dir=3D\"ltr\">");
    assert_has(m, "<p dir=3D\"auto\">Karibu sana.</p>");
    assert_has(m, "&lt;ingia&gt;");
    assert_has(m, "&amp;b=3D2</a>, kisha");
}

static void
the_same_letter_is_the_same_bytes(void **state)
{
    (void)state;
    struct letter l = a_letter();
    struct arena other;
    arena_open(&other, 1 << 20);
    text first = write_it(&l), second = mime_write(&other, &l);
    assert_true(text_is_equal(first, second));
    arena_close(&other);
}

/* CR and LF in every field that anybody could have typed. */
static void
nothing_that_is_typed_makes_a_header(void **state)
{
    (void)state;
    static const text evils[] = { TEXT_INIT("x\r\nBcc: all@example.org"),
        TEXT_INIT("x\nBcc: all@example.org"),
        TEXT_INIT("x\rBcc: all@example.org"),
        TEXT_INIT("x\r\n\r\nBcc: all@example.org"),
        TEXT_INIT("\xc3\xb6\r\nBcc: all@example.org"),
        TEXT_INIT("x\0\r\nBcc: all@example.org"),
        TEXT_INIT("=?UTF-8?Q?x=0D=0ABcc:_all@example.org?="),
        TEXT_INIT("x\xc2\x85"
                  "Bcc: all@example.org"),
        TEXT_INIT("x\r\n.\r\nMAIL FROM:<y>") };
    for (size_t i = 0; i < sizeof evils / sizeof *evils; i++)
        for (int field = 0; field < 8; field++) {
            struct letter l = a_letter();
            text *fields[] = { &l.from_name, &l.from, &l.to, &l.reply_to,
                &l.subject, &l.stop_url, &l.host, &l.body };
            *fields[field] = evils[i];
            text m = write_it(&l), head = head_of(m);
            assert_true(count(head, TEXT("\r\nBcc")) == 0);
            assert_true(count(head, TEXT("\nBcc")) == 0);
            assert_true(count(head, TEXT("\r\nSubject: ")) == 1);
            assert_true(count(m, TEXT("\r\n.\r\n")) == 0);
            assert_true(count(m, TEXT("\n\r")) <= 5);
            for (ptrdiff_t at = 0; at < m.len; at++)
                if (m.ptr[at] == '\r' || m.ptr[at] == '\n')
                    assert_true(m.ptr[at] == '\r' ? m.ptr[at + 1] == '\n'
                                                  : m.ptr[at - 1] == '\r');
        }
}

static void
subjects_are_folded_and_encoded(void **state)
{
    (void)state;
    static const struct {
        const char *value, *header;
    } cases[] = {
        { "Short", "Subject: Short\r\n" },
        { "", "Subject: \r\n" },
        { "Hej \xc3\xb6", "Subject: =?UTF-8?B?SGVqIMO2?=\r\n" },
        /* what looks encoded is encoded, and shown as it was typed */
        { "=?UTF-8?Q?x?=", "Subject: =?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=\r\n" },
        { "one two three four five six seven eight nine ten eleven twelve "
          "thirteen",
            "Subject: one two three four five six seven eight nine ten eleven "
            "twelve\r\n thirteen\r\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena_reset(&arena, 8 << 20);
        text h = mime_header(&arena, "Subject", text_of(cases[i].value));
        if (!text_is_equal(h, text_of(cases[i].header)))
            fail_msg("%.*s", TEXT_ARG(h));
    }
}

static void
a_long_subject_breaks_between_characters(void **state)
{
    (void)state;
    /* emoji, Arabic, and one word without a blank */
    static char emoji[401], word[901];
    for (int i = 0; i < 100; i++)
        memcpy(emoji + i * 4, "\xf0\x9f\x8c\x8d", 4);
    memset(word, 'x', 900);
    const char *all[] = { emoji, word,
        "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 "
        "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 "
        "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7" };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct letter l = a_letter();
        l.subject = text_of(all[i]);
        text m = write_it(&l);
        assert_is_wire(m, i == 1 ? 998 : 78);
        if (i == 0) /* 10 characters of 4 bytes each are a word */
            assert_true(count(head_of(m), TEXT("=?UTF-8?B?8J+M")) == 10);
    }
}

static void
a_line_of_any_length_is_cut_softly(void **state)
{
    (void)state;
    char *line = arena_new(&arena, char, 5000);
    memset(line, 'a', 5000);
    text q = mime_quoted(&arena, (text){ line, 5000 });
    assert_is_wire(q, 76);
    assert_has(q, "a=\r\na");
    text lines = TEXT("a \n.b\nFrom c\nd=e \xc3\xb6\n\n\tf\t");
    q = mime_quoted(&arena, lines);
    assert_true(text_is_equal(q,
        TEXT("a=20\r\n=2Eb\r\n=46rom c\r\nd=3De =C3=B6\r\n\r\n\tf=09\r\n")));
}

static void
an_address_in_a_text_ends_where_its_sentence_ends(void **state)
{
    (void)state;
    text rest = TEXT("See (https://a.example/b). Or\nhttp://c.example?d=1!"),
         piece;
    static const struct {
        enum letter_piece kind;
        const char *said;
    } pieces[] = { { PIECE_TEXT, "See (" },
        { PIECE_LINK, "https://a.example/b" }, { PIECE_TEXT, "). Or" },
        { PIECE_BREAK, "\n" }, { PIECE_LINK, "http://c.example?d=1" },
        { PIECE_TEXT, "!" } };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        assert_int_equal(letter_next(&rest, &piece), pieces[i].kind);
        assert_true(text_is_equal(piece, text_of(pieces[i].said)));
    }
    assert_int_equal(letter_next(&rest, &piece), PIECE_END);
}

static int
open_arena(void **state)
{
    (void)state;
    struct why why = { 0 };
    arena_open(&arena, 8 << 20);
    return lang_start(&why) == OK ? 0 : -1;
}

static int
close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

int
mime_write_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_has_what_mail_programs_look_for),
        cmocka_unit_test(what_one_must_have_cannot_be_stopped),
        cmocka_unit_test(the_page_says_the_same_with_links_and_escaped),
        cmocka_unit_test(the_same_letter_is_the_same_bytes),
        cmocka_unit_test(nothing_that_is_typed_makes_a_header),
        cmocka_unit_test(subjects_are_folded_and_encoded),
        cmocka_unit_test(a_long_subject_breaks_between_characters),
        cmocka_unit_test(a_line_of_any_length_is_cut_softly),
        cmocka_unit_test(an_address_in_a_text_ends_where_its_sentence_ends),
    };
    return cmocka_run_group_tests_name(
        "keep/mime_write", tests, open_arena, close_arena);
}
