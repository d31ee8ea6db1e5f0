/* How hard a text is to read: the worked examples of the sources, and what is
 * easily counted wrong. */
#include "text/reading.h"

#include "base/buf.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int reading_test(void);

static bool
is_near(double x, double y, double by)
{
    return x - y < by && y - x < by;
}

/* sv.wikipedia.org/wiki/Läsbarhetsindex: 437 words in 21 sentences, 112 long
 * ones. en.wikipedia.org, Flesch-Kincaid: a sentence of 13 words and 24
 * syllables is of grade 11.3. */
static void
the_examples_of_the_sources_come_out(void **state)
{
    (void)state;
    assert_true(is_near(reading_lix(437, 21, 112), 46.44, 0.005));
    assert_true(is_near(reading_grade(13, 1, 24), 11.3, 0.05));
    struct reading r = reading_measure(
        TEXT("The Australian platypus is seemingly a hybrid of a mammal and "
             "reptilian creature."),
        TEXT("en"));
    assert_int_equal(r.n_words, 13);
    assert_int_equal(r.n_sentences, 1);
    assert_true(is_near(r.grade, 11.3, 1.0));
    assert_int_equal(reading_lix(0, 0, 0), 0);
    assert_int_equal(reading_grade(5, 0, 9), 0);
}

static void
syllables_are_about_right(void **state)
{
    static const struct {
        const char *word;
        int n;
    } known[] = { { "a", 1 }, { "the", 1 }, { "made", 1 }, { "rules", 1 },
        { "table", 2 }, { "people", 2 }, { "hospital", 3 }, { "free", 1 },
        { "agree", 2 }, { "community", 4 }, { "rhythm", 1 }, { "Mothers", 2 },
        { "3", 1 } };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (reading_syllables(text_of(known[i].word)) != known[i].n)
            fail_msg("%s: %d", known[i].word,
                (int)reading_syllables(text_of(known[i].word)));
}

static void
counts(const char *t, ptrdiff_t n_words, ptrdiff_t n_sentences)
{
    struct reading r = reading_measure(text_of(t), TEXT("sw"));
    if (r.n_words != n_words || r.n_sentences != n_sentences)
        fail_msg("%s: %d words, %d sentences", t, (int)r.n_words,
            (int)r.n_sentences);
}

static void
words_and_sentences_are_told_apart(void **state)
{
    (void)state;
    counts("", 0, 0);
    counts("...", 0, 0);
    counts("One. Two! Three? Four", 4, 4);
    counts("One\nTwo", 2, 2);
    counts("He said \"no.\" Then he went.", 6, 2);
    counts("It costs 3.5 pounds.", 4, 1);
    counts("Bring food, e.g. rice, and water.", 7, 1);
    counts("See www.example.org for more.", 6, 1);
    counts("a mother-in-law's key", 3, 1);
    counts("Maji, na chakula...", 3, 1);
    counts("Är det så? Ja.", 4, 2);
    /* right to left, and its own question mark */
    counts("هل هذا جيد؟ نعم.", 4, 2);
    counts(
        "Good \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd day \xe2\x80\x94 to you", 4, 1);
    counts("broken \xff\xfe bytes", 2, 1);
}

static void
a_language_has_the_measures_that_were_made_for_it(void **state)
{
    (void)state;
    text t = TEXT("Alla kvinnor behandlas kostnadsfritt.");
    struct reading r = reading_measure(t, TEXT("sv"));
    assert_true(r.has_lix && !r.has_grade && !r.has_silent);
    assert_int_equal(r.n_long, 3);
    assert_true(is_near(r.lix, 4 + 75, 0.001));
    r = reading_measure(t, TEXT("sw"));
    assert_true(!r.has_lix && !r.has_grade && !r.has_silent);
    assert_int_equal(r.minutes_aloud, 1);
    r = reading_measure(t, TEXT("en"));
    assert_true(!r.has_lix && r.has_grade && r.has_silent);
    r = reading_measure(TEXT(""), TEXT("en"));
    assert_true(!r.has_grade);
    assert_int_equal(r.minutes_silent, 0);
}

static void
long_sentences_are_found(void **state)
{
    struct support *s = *state;
    struct reading_sentence found[3];
    struct buf b = buf_in(&s->arena, 100'000);
    for (int i = 0; i < 26; i++)
        buf_add(&b, TEXT("Word "));
    buf_add(&b, TEXT("here. Short. "));
    for (int i = 0; i < 25; i++)
        buf_add(&b, TEXT("Word "));
    text t = buf_text(&b);
    assert_int_equal(reading_find(t, READING_LONG_SENTENCE, found, 3), 1);
    assert_int_equal(found[0].n_words, 27);
    assert_true(text_starts_with(found[0].words, TEXT("Word Word")));
    assert_true(text_ends_with(found[0].words, TEXT("here.")));
    assert_int_equal(reading_find(t, 0, found, 3), 3);
    assert_int_equal(reading_find(t, 0, found, 2), 2);
    struct reading r = reading_measure(t, TEXT("en"));
    assert_int_equal(r.n_long_sentences, 1);
    assert_int_equal(r.n_words, 53);
}

static void
a_minute_that_is_begun_counts(void **state)
{
    struct support *s = *state;
    struct buf b = buf_in(&s->arena, 10'000);
    for (int i = 0; i < 238; i++)
        buf_add(&b, TEXT("a "));
    assert_int_equal(
        reading_measure(buf_text(&b), TEXT("en")).minutes_silent, 1);
    assert_int_equal(
        reading_measure(buf_text(&b), TEXT("en")).minutes_aloud, 2);
    buf_add(&b, TEXT("a"));
    assert_int_equal(
        reading_measure(buf_text(&b), TEXT("en")).minutes_silent, 2);
}

int
reading_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(the_examples_of_the_sources_come_out),
        support_test(syllables_are_about_right),
        support_test(words_and_sentences_are_told_apart),
        support_test(a_language_has_the_measures_that_were_made_for_it),
        support_test(long_sentences_are_found),
        support_test(a_minute_that_is_begun_counts),
    };
    return cmocka_run_group_tests_name("text/reading", tests, NULL, NULL);
}
