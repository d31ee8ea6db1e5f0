#include "people/password.h"

#include "text/view.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int password_test(void);

static const text own[] = { TEXT_INIT("Anna \xc3\x96"
                                      "berg"),
    TEXT_INIT("anna.oberg@region.example"), TEXT_INIT("Twinning Network") };

static enum password_fault
fault(const char *password)
{
    struct arena a;
    arena_open(&a, 1 << 20);
    enum password_fault f = password_fault(&a, text_of(password), own, 3);
    arena_close(&a);
    return f;
}

static void
these_are(const char *const *list, enum password_fault expected)
{
    for (; *list != NULL; list++)
        if (fault(*list) != expected)
            fail_msg("\"%s\": %d", *list, (int)fault(*list));
}

static void
several_words_of_any_script_are_fine(void **state)
{
    (void)state;
    static const char *const good[] = { "many good words",
        "m\xc3\xa5nga fina ord", "maneno mengi mazuri", "correct horse battery",
        "password of the week", "kungfu stampar lera", "xK8#tq9Lw2Zp",
        "\xd1\x81\xd0\xbe\xd0\xbb\xd0\xbd\xd1\x86\xd0\xb5 "
        "\xd0\xb8 \xd0\xbb\xd1\x83\xd0\xbd\xd0\xb0",
        "\xf0\x9f\x8c\x8d\xf0\x9f\x8c\xbb\xf0\x9f\x9a\xb2\xf0\x9f\x8e\xbb"
        "\xf0\x9f\x90\x98\xf0\x9f\x94\x91\xf0\x9f\x8d\x8e\xf0\x9f\x8e\xb2"
        "\xf0\x9f\x9a\x80\xf0\x9f\x8e\xa9",
        "anna likes purple rain", NULL };
    these_are(good, PASSWORD_IS_FINE);
}

static void
one_common_word_with_what_people_add_is_not(void **state)
{
    (void)state;
    static const char *const bad[] = { "password12", "Password2024!",
        "P4ssw0rd!!!!", "passwordpassword", "liverpool2026", "Sunshine!123",
        "qwertyuiop1", "iloveyou1234", "L\xc3\xb6senord2026", "valkommen!!",
        "nairobi254254", "jesus1234567", "123456password", "kisumu.kisumu",
        "michelle-2001", NULL };
    these_are(bad, PASSWORD_IS_COMMON);
}

static void
patterns_are_not(void **state)
{
    (void)state;
    static const char *const bad[] = { "aaaaaaaaaaaa", "abababababab",
        "1234567890", "0987654321", "abcdefghijkl", "112233112233112233",
        "19871231987", "a a a a a a a", "2468024680", NULL };
    these_are(bad, PASSWORD_IS_PATTERN);
}

static void
what_everybody_knows_is_not(void **state)
{
    (void)state;
    static const char *const bad[] = { "annaoberg1",
        "Anna \xc3\x96"
        "berg 1",
        "anna.oberg@region.example", "oberg198712", "TwinningNetwork1",
        "twinning2026", NULL };
    these_are(bad, PASSWORD_IS_YOURS);
}

static void
length_counts_characters(void **state)
{
    (void)state;
    assert_int_equal(fault(""), PASSWORD_IS_SHORT);
    assert_int_equal(fault("xK8#tq9Lw"), PASSWORD_IS_SHORT);
    assert_int_equal(
        fault("\xc3\xa5\xc3\xa4\xc3\xb6 xyz k"), PASSWORD_IS_SHORT);
}

static void
a_pin_is_six_digits_and_no_pattern(void **state)
{
    (void)state;
    static const struct {
        const char *pin;
        enum password_fault fault;
    } pins[] = {
        { "739152", PASSWORD_IS_FINE },
        { "481927", PASSWORD_IS_FINE },
        { "90418273", PASSWORD_IS_FINE },
        { "12345", PIN_IS_SHORT },
        { "", PIN_IS_NO_NUMBER },
        { "12a456", PIN_IS_NO_NUMBER },
        { "-12345", PIN_IS_NO_NUMBER },
        { "\xd9\xa1\xd9\xa2", PIN_IS_NO_NUMBER },
        { "1234567890123", PIN_IS_LONG },
        { "123456", PIN_IS_PATTERN },
        { "654321", PIN_IS_PATTERN },
        { "890123", PIN_IS_PATTERN },
        { "000000", PIN_IS_PATTERN },
        { "121212", PIN_IS_PATTERN },
        { "123123", PIN_IS_PATTERN },
        { "112233", PIN_IS_PATTERN },
        { "111222", PIN_IS_PATTERN },
        { "135791", PIN_IS_PATTERN },
        { "147258", PIN_IS_PATTERN },
        { "159753", PIN_IS_PATTERN },
        { "738738", PIN_IS_PATTERN },
        { "11111112", PIN_IS_PATTERN },
    };
    for (size_t i = 0; i < sizeof pins / sizeof *pins; i++)
        if (pin_fault(text_of(pins[i].pin)) != pins[i].fault)
            fail_msg(
                "%s: %d", pins[i].pin, (int)pin_fault(text_of(pins[i].pin)));
}

static void
the_words_are_many_and_in_order(void **state)
{
    (void)state;
    text before = TEXT("");
    int n = 0;
    for (int i = 0; password_words[i] != NULL; i++)
        for (text rest = text_of(password_words[i]); text_is_known(rest);) {
            text word = text_cut(rest, ' ', &rest);
            assert_true(word.len >= 4);
            assert_true(text_compare(before, word) < 0);
            before = word;
            n++;
        }
    assert_true(n >= 2000);
}

/* Whatever bytes come, it ends, and in bounded time. */
static void
the_longest_password_is_judged_at_once(void **state)
{
    (void)state;
    struct arena a;
    char big[PASSWORD_MAX];
    uint32_t chance = 1;
    arena_open(&a, 1 << 20);
    for (int i = 0; i < PASSWORD_MAX; i++)
        big[i] = (char)('a' + (chance = chance * 69069 + 1) / 65536 % 26);
    assert_int_equal(password_fault(&a, (text){ big, sizeof big }, own, 3),
        PASSWORD_IS_FINE);
    memset(big, 'a', sizeof big);
    assert_int_equal(password_fault(&a, (text){ big, sizeof big }, own, 3),
        PASSWORD_IS_PATTERN);
    arena_close(&a);
}

int
password_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_words_of_any_script_are_fine),
        cmocka_unit_test(one_common_word_with_what_people_add_is_not),
        cmocka_unit_test(patterns_are_not),
        cmocka_unit_test(what_everybody_knows_is_not),
        cmocka_unit_test(length_counts_characters),
        cmocka_unit_test(a_pin_is_six_digits_and_no_pattern),
        cmocka_unit_test(the_words_are_many_and_in_order),
        cmocka_unit_test(the_longest_password_is_judged_at_once),
    };
    return cmocka_run_group_tests_name("people/password", tests, NULL, NULL);
}
