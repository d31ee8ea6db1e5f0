/* Folding: what is stored and what is asked meet in one plain form.
 *
 * Beyond NFKD, marks and case: letters with a stroke (ø, ł, đ) and joined
 * ones (æ, œ) have no decomposition in Unicode and become what people type
 * instead; an apostrophe inside a word is dropped, so that "Nyang'oma" is
 * found by "nyangoma"; digits of other scripts become ours.
 */
#include "base/buf.h"
#include "text/lang.h"
#include "text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* No character is longer than 18 units decomposed, each at most three when
 * its case is folded. */
enum { DECOMPOSED_CAP = 32, FOLDED_CAP = 96 };

static const struct plain {
    UChar32 letter;
    const char *plain;
} plains[] = {
    { 0x00e6, "ae" },
    { 0x00f0, "d" },
    { 0x00f8, "o" },
    { 0x00fe, "th" },
    { 0x0111, "d" },
    { 0x0127, "h" },
    { 0x0131, "i" },
    { 0x0142, "l" },
    { 0x014b, "ng" },
    { 0x0153, "oe" },
};

enum { N_PLAINS = sizeof plains / sizeof *plains };

/* A word is begun, perhaps with a blank before it, by its first letter. */
struct folder {
    struct buf out;
    bool is_apart;
};

static void
add_byte(struct folder *f, char c)
{
    if (f->is_apart && f->out.len > 0)
        buf_byte(&f->out, ' ');
    f->is_apart = false;
    buf_byte(&f->out, c);
}

static bool
is_apostrophe(UChar32 c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02bc ||
        c == 0x02bb || c == 0x00b4 || c == '`';
}

/* A character after NFKD and case folding. */
static void
add_folded(struct folder *f, UChar32 c)
{
    int8_t kind = u_charType(c);
    if (kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK ||
        kind == U_COMBINING_SPACING_MARK || is_apostrophe(c))
        return;
    if (kind == U_DECIMAL_DIGIT_NUMBER) {
        add_byte(f, (char)('0' + u_charDigitValue(c)));
        return;
    }
    if (!u_isalpha(c)) {
        f->is_apart = true;
        return;
    }
    for (int i = 0; i < N_PLAINS; i++)
        if (plains[i].letter == c) {
            for (const char *p = plains[i].plain; *p != '\0'; p++)
                add_byte(f, *p);
            return;
        }
    char bytes[4];
    int n = utf8_put(c, bytes);
    for (int i = 0; i < n; i++)
        add_byte(f, bytes[i]);
}

/* Marks are dropped, so their order within a letter does not matter, and
 * each character can be decomposed by itself. */
static void
add_character(struct folder *f, const UNormalizer2 *nfkd, UChar32 c)
{
    UChar decomposed[DECOMPOSED_CAP], folded[FOLDED_CAP];
    UErrorCode code = U_ZERO_ERROR;
    int32_t n =
        unorm2_getDecomposition(nfkd, c, decomposed, DECOMPOSED_CAP, &code);
    if (n < 0) {
        n = utf16_put(c, decomposed);
    }
    n = u_strFoldCase(
        folded, FOLDED_CAP, decomposed, n, U_FOLD_CASE_DEFAULT, &code);
    require(U_SUCCESS(code) && n <= FOLDED_CAP);
    for (int32_t i = 0; i < n;) {
        add_folded(f, utf16_next(folded, n, &i));
    }
}

/* The same for most of what there is, without asking ICU. */
static void
add_ascii(struct folder *f, char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        add_byte(f, c);
    else if (c >= 'A' && c <= 'Z')
        add_byte(f, (char)(c | 0x20));
    else if (!is_apostrophe(c))
        f->is_apart = true;
}

/* Most of what there is, in one go; false at the first byte beyond ASCII. */
static bool
fold_ascii(struct arena *a, text t, text *folded)
{
    char *to = arena_room(a, t.len);
    ptrdiff_t n = 0;
    bool is_apart = false;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        bool is_capital = c >= 'A' && c <= 'Z';
        if ((unsigned char)c >= 0x80)
            return false;
        if (!is_capital && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
            is_apart = is_apart || !is_apostrophe(c);
            continue;
        }
        /* what stands between two words was at least one byte */
        if (is_apart && n > 0)
            to[n++] = ' ';
        is_apart = false;
        to[n++] = is_capital ? (char)(c | 0x20) : c;
    }
    *folded = (text){ to, n };
    return true;
}

text
lang_fold(struct arena *a, text t)
{
    text plain;
    if (fold_ascii(a, t, &plain))
        return plain;
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&code);
    require(U_SUCCESS(code));
    struct folder f = { .out = buf_in(a, t.len + 16) };
    for (ptrdiff_t i = 0; i < t.len;) {
        UChar32 c = utf8_next(t, &i);
        if (c < 0x80)
            add_ascii(&f, (char)c);
        else
            add_character(&f, nfkd, c);
    }
    return buf_text(&f.out);
}

/* UCHAR_DEFAULT_IGNORABLE: joiners, marks of direction, fillers; U+2800 is the
 * pattern of Braille without a dot. */
bool
lang_is_blank(text t)
{
    for (ptrdiff_t i = 0; i < t.len;) {
        UChar32 c = utf8_next(t, &i);
        if (!u_isUWhiteSpace(c) && c != 0x2800 &&
            !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            return false;
    }
    return true;
}

text
lang_slug(struct arena *a, text t)
{
    enum { MAX_LEN = 60 };
    text folded = lang_fold(a, text_prefix(t, 8 * MAX_LEN));
    char slug[MAX_LEN];
    ptrdiff_t n = 0, n_words = 0; /* n_words: where the last whole word ends */
    bool is_apart = false, is_cut = false;
    for (ptrdiff_t i = 0; i < folded.len && !is_cut; i++) {
        char c = folded.ptr[i];
        if (c == ' ') {
            is_apart = n > 0;
            n_words = n;
        } else if ((unsigned char)c < 0x80) {
            is_cut = n + 1 + is_apart > MAX_LEN;
            if (!is_cut && is_apart)
                slug[n++] = '-';
            if (!is_cut)
                slug[n++] = c;
            is_apart = false;
        }
    }
    /* a word is not cut in two unless it is all there is */
    if (is_cut && n_words > 0)
        n = n_words;
    return n == 0 ? TEXT("x") : arena_copy(a, (text){ slug, n });
}
