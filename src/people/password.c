#include "people/password.h"

#include "text/view.h"

#include <string.h>

enum { REST_MIN = 4, DISTINCT_MIN = 5, WORD_MIN = 4 };

bool
is_digits(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
    return t.len > 0;
}

static ptrdiff_t
n_characters(text t)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++)
        n += ((unsigned char)t.ptr[i] & 0xc0) != 0x80;
    return n;
}

/* ---- Patterns ------------------------------------------------------------ */

/* Is all of it one group of at most a third of it, again and again? */
static bool
is_repeated(text t)
{
    for (ptrdiff_t n = 1; n <= t.len / 3; n++) {
        ptrdiff_t i = n;
        while (i < t.len && t.ptr[i] == t.ptr[i - n])
            i++;
        if (i == t.len)
            return true;
    }
    return false;
}

/* Does each sign follow from the one before by the same step? 9 goes on to 0.
 */
static bool
is_row(text t)
{
    for (int step = -3; step <= 3; step++) {
        ptrdiff_t i = 1;
        while (i < t.len) {
            int from = t.ptr[i - 1], to = t.ptr[i];
            bool is_digit =
                from >= '0' && from <= '9' && to >= '0' && to <= '9';
            bool goes_on = is_digit ? (from - '0' + step + 10) % 10 == to - '0'
                                    : from + step == to;
            if (!goes_on)
                break;
            i++;
        }
        if (i == t.len)
            return true;
    }
    return false;
}

static int
n_distinct(text t)
{
    bool seen[256] = { false };
    int n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        n += !seen[(unsigned char)t.ptr[i]];
        seen[(unsigned char)t.ptr[i]] = true;
    }
    return n;
}

/* ---- Words --------------------------------------------------------------- */

/* Plain small letters alone: "P4ssw0rd-2024!" is "password". What other
 * scripts say stays as it is. */
static text
letters_of(struct arena *a, text password)
{
    static const char from[] = "013457@$!|", to[] = "oieastasil";
    static const char added[] = "0123456789!?.,-_*#+@$|& ";
    char *plain = arena_new(a, char, password.len);
    ptrdiff_t n = 0, begin = 0, end = password.len;
    /* digits and signs at either end are what people add, not letters */
    while (end > 0 && strchr(added, password.ptr[end - 1]) != NULL)
        end--;
    while (begin < end && strchr(added, password.ptr[begin]) != NULL)
        begin++;
    for (ptrdiff_t i = begin; i < end; i++) {
        const char *at = strchr(from, password.ptr[i]);
        plain[n++] =
            at == NULL || *at == '\0' ? password.ptr[i] : to[at - from];
    }
    /* folding would drop the signs that stand for letters */
    text folded = lang_fold(a, (text){ plain, n });
    char *letters = arena_new(a, char, folded.len);
    n = 0;
    for (ptrdiff_t i = 0; i < folded.len; i++) {
        char c = folded.ptr[i];
        if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80)
            letters[n++] = c;
    }
    return (text){ letters, n };
}

/* Take the word out wherever it stands: are fewer than four letters left? */
static bool
is_hardly_more_than(text letters, text word)
{
    ptrdiff_t left = 0, i = 0;
    bool is_there = false;
    while (i < letters.len) {
        if (text_starts_with(text_slice(letters, i, letters.len), word)) {
            i += word.len;
            is_there = true;
        } else {
            i++;
            left++;
        }
    }
    return is_there && left < REST_MIN;
}

static bool
is_of_common_word(text letters)
{
    for (const char *const *line = password_words; *line != NULL; line++)
        for (text rest = text_of(*line); text_is_known(rest);)
            if (is_hardly_more_than(letters, text_cut(rest, ' ', &rest)))
                return true;
    return false;
}

/* Each word of what everybody knows, and all of it in one. */
static bool
is_of_own_word(struct arena *a, text letters, text own)
{
    text rest = lang_fold(a, own);
    text whole = letters_of(a, own);
    if (whole.len >= WORD_MIN && is_hardly_more_than(letters, whole))
        return true;
    while (text_is_known(rest)) {
        text word = letters_of(a, text_cut(rest, ' ', &rest));
        if (word.len >= WORD_MIN && is_hardly_more_than(letters, word))
            return true;
    }
    return false;
}

enum password_fault
password_fault(struct arena *a, text password, const text *own, int n_own)
{
    if (n_characters(password) < PASSWORD_MIN)
        return PASSWORD_IS_SHORT;
    if (is_repeated(password) || is_row(password) ||
        n_distinct(password) < DISTINCT_MIN || is_digits(password))
        return PASSWORD_IS_PATTERN;
    text letters = letters_of(a, password);
    for (int i = 0; i < n_own; i++)
        if (!text_is_empty(own[i]) && is_of_own_word(a, letters, own[i]))
            return PASSWORD_IS_YOURS;
    return is_of_common_word(letters) ? PASSWORD_IS_COMMON : PASSWORD_IS_FINE;
}

/* ---- PINs ---------------------------------------------------------------- */

/* Those that a study of leaked PINs finds again and again, and that no rule
 * finds: columns and corners of the keys, and film titles. */
static const char *const common_pins[] = { "147258", "258369", "147852",
    "159753", "159357", "789456", "456123", "741852", "852963", "963852",
    "142536", "362514", "007007", "135790", "246810", "102030", "112358",
    "314159", "271828", "420420", "696969", "123654", "321654", "654123",
    "987123", "789123", "123789", "147369", "123698", "100200", "010203" };

static bool
is_pairs_in_a_row(text pin)
{
    char first[PIN_MAX];
    ptrdiff_t n = 0;
    if (pin.len % 2 != 0)
        return false;
    for (ptrdiff_t i = 0; i < pin.len; i += 2) {
        if (pin.ptr[i] != pin.ptr[i + 1])
            return false;
        first[n++] = pin.ptr[i];
    }
    return is_row((text){ first, n });
}

enum password_fault
pin_fault(text pin)
{
    if (!is_digits(pin))
        return PIN_IS_NO_NUMBER;
    if (pin.len < PIN_MIN)
        return PIN_IS_SHORT;
    if (pin.len > PIN_MAX)
        return PIN_IS_LONG;
    text half = text_slice(pin, 0, pin.len / 2);
    bool is_twice = pin.len % 2 == 0 &&
        text_is_equal(half, text_slice(pin, pin.len / 2, pin.len));
    if (is_repeated(pin) || is_row(pin) || is_twice || n_distinct(pin) < 3 ||
        is_pairs_in_a_row(pin))
        return PIN_IS_PATTERN;
    for (size_t i = 0; i < sizeof common_pins / sizeof *common_pins; i++)
        if (text_starts_with(pin, text_of(common_pins[i])))
            return PIN_IS_PATTERN;
    return PASSWORD_IS_FINE;
}

const char *
password_fault_said(enum password_fault fault)
{
    switch (fault) {
    case PASSWORD_IS_FINE: break;
    case PASSWORD_IS_SHORT:
        return N_("This is too short: at least 10 characters.");
    case PASSWORD_IS_COMMON:
        return N_("This is one of the first things that strangers try. Take "
                  "several words that have nothing to do with each other.");
    case PASSWORD_IS_PATTERN:
        return N_("This is a pattern that is guessed at once. Take several "
                  "words that have nothing to do with each other.");
    case PASSWORD_IS_YOURS:
        return N_("Your name, your address or the network's name is easily "
                  "guessed. Take other words.");
    case PIN_IS_NO_NUMBER: return N_("A PIN is written in digits alone.");
    case PIN_IS_SHORT: return N_("This is too short: at least 6 digits.");
    case PIN_IS_LONG: return N_("This is too long: at most 12 digits.");
    case PIN_IS_PATTERN:
        return N_("This is guessed at once. Take digits that follow no "
                  "pattern.");
    }
    return NULL;
}
