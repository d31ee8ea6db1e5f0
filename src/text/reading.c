/* Counting words, long words and sentences. */
#include "text/reading.h"

#include "text/utf8.h"

static bool
is_letter(int32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9');
    if (c < 0xc0) /* signs, and the blank that does not break */
        return c == 0xaa || c == 0xb5 || c == 0xba;
    return c != 0xd7 && c != 0xf7                 /* times, divided by */
        && !(c >= 0x2000 && c <= 0x2bff)          /* marks, arrows, signs */
        && !(c >= 0x3000 && c <= 0x303f)          /* CJK marks */
        && !(c >= 0xfe00 && c <= 0xfe0f)          /* looks of a sign */
        && !(c >= 0xff00 && c <= 0xff0f)          /* wide marks */
        && c != 0x60c && c != 0x61b && c != 0x61f /* Arabic marks */
        && c != 0x6d4 && c != 0xfffd && c != 0xfeff &&
        !(c >= 0x1f000 && c <= 0x1fbff); /* pictures */
}

/* Set upon a letter, and none of its own. */
static bool
is_mark(int32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x64b && c <= 0x65f);
}

static bool
is_inside(int32_t c) /* between two letters of one word */
{
    return c == '\'' || c == 0x2019 || c == '-' || c == 0x2010 || c == 0x2011;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The point or comma of 3.5 and 1,200. */
static bool
is_in_number(text t, ptrdiff_t at)
{
    return (t.ptr[at] == '.' || t.ptr[at] == ',') && at > 0 && at + 1 < t.len &&
        is_digit(t.ptr[at - 1]) && is_digit(t.ptr[at + 1]);
}

static bool
is_end(int32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x61f ||
        c == 0x6d4 || c == 0x3002;
}

static bool
is_small(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7);
}

static bool
is_blank(int32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == 0xa0;
}

/* What closes behind the end of a sentence: its quotes and brackets. */
static bool
is_closing(int32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201d ||
        c == 0x2019 || c == 0xbb || is_end(c);
}

ptrdiff_t
reading_syllables(text word)
{
    ptrdiff_t n = 0;
    bool was_vowel = false;
    for (ptrdiff_t i = 0; i < word.len; i++) {
        char c = (char)(word.ptr[i] | 0x20);
        bool is_vowel = c == 'a' || c == 'e' || c == 'i' || c == 'o' ||
            c == 'u' || c == 'y';
        n += is_vowel && !was_vowel;
        was_vowel = is_vowel;
    }
    /* "made", "rules"; but "table", where the e is heard */
    text w = text_ends_with(word, TEXT("s")) && word.len > 2
        ? text_slice(word, 0, word.len - 1)
        : word;
    ptrdiff_t len = w.len;
    if (n > 1 && len > 2 && (w.ptr[len - 1] | 0x20) == 'e') {
        char before = (char)(w.ptr[len - 2] | 0x20);
        char two = (char)(w.ptr[len - 3] | 0x20);
        bool is_vowel_before = before == 'a' || before == 'e' ||
            before == 'i' || before == 'o' || before == 'u';
        bool is_le = before == 'l' &&
            !(two == 'a' || two == 'e' || two == 'i' || two == 'o' ||
                two == 'u' || two == 'y');
        if (!is_vowel_before && !is_le)
            n--;
    }
    return n < 1 ? 1 : n;
}

/* Walks over sentences: each that has a word is handed on. */
struct walk {
    ptrdiff_t from; /* of the sentence under way */
    struct reading_sentence now;
    ptrdiff_t n_letters, n_syllables; /* of all */
    struct reading *sum;
    struct reading_sentence *to;
    ptrdiff_t n_to, max, over;
};

static void
end_word(struct walk *w, text t, ptrdiff_t from, ptrdiff_t to, ptrdiff_t n)
{
    if (n == 0)
        return;
    w->now.n_words++;
    w->now.n_long += n >= READING_LONG_LETTERS;
    w->n_letters += n;
    w->n_syllables += reading_syllables(text_slice(t, from, to));
}

static void
end_sentence(struct walk *w, text t, ptrdiff_t at)
{
    if (w->now.n_words > 0) {
        bool is_long = w->now.n_words > w->over;
        if (w->sum != NULL) {
            w->sum->n_words += w->now.n_words;
            w->sum->n_long += w->now.n_long;
            w->sum->n_sentences++;
            w->sum->n_long_sentences += is_long;
        }
        if (is_long && w->n_to < w->max) {
            w->now.words = text_trim(text_slice(t, w->from, at));
            w->to[w->n_to++] = w->now;
        }
    }
    w->now = (struct reading_sentence){ 0 };
    w->from = at;
}

/* Does what stands at `at`, an end's mark, end the sentence? *next is behind
 * it then. `before` stood before the mark. */
static bool
ends(text t, ptrdiff_t at, int32_t before, ptrdiff_t *next)
{
    ptrdiff_t i = at;
    bool is_dot = t.ptr[at] == '.';
    int32_t c = utf8_next(t, &i);
    while (i < t.len) {
        ptrdiff_t was = i;
        c = utf8_next(t, &i);
        if (!is_closing(c)) {
            i = was;
            break;
        }
    }
    *next = i;
    if (i >= t.len)
        return true;
    ptrdiff_t k = i;
    c = utf8_next(t, &k);
    if (c == '\n')
        return true;
    if (!is_blank(c))
        return !is_dot && !is_letter(c); /* "3.5", "www.a.b", "and/or?)" */
    while (is_blank(c) && k < t.len)
        c = utf8_next(t, &k);
    return !(is_dot && is_small(c) && is_letter(before));
}

static void
walk_over(struct walk *w, text t)
{
    ptrdiff_t from = 0, n = 0; /* of the word under way, and its letters */
    int32_t before = 0;
    for (ptrdiff_t at = 0; at < t.len;) {
        ptrdiff_t here = at, next = 0;
        int32_t c = utf8_next(t, &at);
        if (is_letter(c)) {
            if (n == 0)
                from = here;
            n += !is_mark(c);
        } else if (n > 0 && at < t.len &&
            (is_inside(c) || is_in_number(t, here))) {
            ptrdiff_t k = at;
            if (!is_letter(utf8_next(t, &k))) {
                end_word(w, t, from, here, n);
                n = 0;
            }
        } else {
            end_word(w, t, from, here, n);
            n = 0;
            if (c == '\n')
                end_sentence(w, t, here);
            else if (is_end(c) && ends(t, here, before, &next)) {
                end_sentence(w, t, next);
                at = next;
            }
        }
        before = c;
    }
    end_word(w, t, from, t.len, n);
    end_sentence(w, t, t.len);
}

double
reading_lix(ptrdiff_t n_words, ptrdiff_t n_sentences, ptrdiff_t n_long)
{
    if (n_words <= 0 || n_sentences <= 0)
        return 0;
    return (double)n_words / (double)n_sentences +
        100.0 * (double)n_long / (double)n_words;
}

double
reading_grade(ptrdiff_t n_words, ptrdiff_t n_sentences, ptrdiff_t n_syllables)
{
    if (n_words <= 0 || n_sentences <= 0)
        return 0;
    return 0.39 * (double)n_words / (double)n_sentences +
        11.8 * (double)n_syllables / (double)n_words - 15.59;
}

static int
minutes(ptrdiff_t n_words, int a_minute)
{
    return (int)((n_words + a_minute - 1) / a_minute);
}

struct reading
reading_measure(text t, text lang_code)
{
    struct reading r = { 0 };
    struct walk w = { .sum = &r, .over = READING_LONG_SENTENCE };
    walk_over(&w, t);
    bool is_english = text_is_equal(lang_code, TEXT("en"));
    r.n_letters = w.n_letters;
    r.has_lix = r.n_words > 0 && text_is_equal(lang_code, TEXT("sv"));
    r.has_grade = r.n_words > 0 && is_english;
    r.has_silent = is_english;
    if (r.has_lix)
        r.lix = reading_lix(r.n_words, r.n_sentences, r.n_long);
    if (is_english) {
        r.n_syllables = w.n_syllables;
        r.grade = reading_grade(r.n_words, r.n_sentences, r.n_syllables);
        r.minutes_silent = minutes(r.n_words, READING_EN_SILENT);
    }
    r.minutes_aloud =
        minutes(r.n_words, is_english ? READING_EN_ALOUD : READING_ALOUD);
    return r;
}

ptrdiff_t
reading_find(text t, ptrdiff_t over, struct reading_sentence *to, ptrdiff_t max)
{
    struct walk w = { .to = to, .max = max, .over = over };
    walk_over(&w, t);
    return w.n_to;
}
