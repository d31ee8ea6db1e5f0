/* How hard a text is to read, as far as that can be counted: how long its
 * sentences and words are, and how long it takes.
 *
 * People get wrong: these numbers see no sense and no order. A text with good
 * numbers may be hard, and one with bad ones may be clear; they find sentences
 * to look at again. A measure is given for the language it was made for and
 * for no other: for Kiswahili and Dholuo there is none, and none is invented.
 *
 * Shape   any UTF-8; a line end ends a sentence, and so do . ! ? and their
 *         like before a blank, unless it is a point and a small letter follows
 *         ("e.g. this", "3 p.m. on")
 * Memory  sentences are lent by the text; their array is in the arena
 * Errors  none
 * Cost    one walk; 2 ms for 60,000 characters
 * Source  words a sentence, long words: C. H. Bjornsson, "Lasbarhet" (1968),
 *         as sv.wikipedia.org/wiki/Läsbarhetsindex gives it: LIX is the words
 *         of a sentence and the words of more than six letters in a hundred;
 *         grade: J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom
 *         (1975), as W. H. DuBay, "The Principles of Readability" (2004), has
 *         it: 0.39 words a sentence + 11.8 syllables a word - 15.59;
 *         minutes: M. Brysbaert, "How many words do we read per minute?",
 *         Journal of Memory and Language 109 (2019), abstract: 238 words a
 *         minute in silence and 183 aloud, adults, English, no fiction;
 *         S. Trauzettel-Klosinski, K. Dietz, "Standardized Assessment of
 *         Reading Performance", Investigative Ophthalmology & Visual Science
 *         53 (2012), abstract: 184 aloud over 17 languages, Swedish among
 *         them;
 *         25 words: insidegovuk.blog.gov.uk, "Sentence length: why 25 words
 *         is our limit" (2014)
 * Check   reading_test.c: the worked examples of those pages
 */
#ifndef TEXT_READING_H
#define TEXT_READING_H

#include "base/arena.h"

enum {
    READING_LONG_LETTERS = 7,    /* a long word has so many, or more */
    READING_LONG_SENTENCE = 25,  /* one of more words is worth a look */
    READING_EN_SILENT = 238,     /* words a minute */
    READING_EN_ALOUD = 183,
    READING_ALOUD = 184 /* over 17 languages */
};

struct reading {
    ptrdiff_t n_words, n_long, n_letters, n_sentences;
    ptrdiff_t n_long_sentences;
    ptrdiff_t n_syllables; /* English alone, by its vowels: about */
    bool has_grade, has_lix, has_silent;
    double grade; /* years at school in the United States; 5 more: an age */
    double lix;
    int minutes_silent, minutes_aloud; /* begun ones; 0: no words */
};
struct reading reading_measure(text t, text lang_code);

/* A sentence with so many words, and how many of them are long. */
struct reading_sentence {
    text words;
    ptrdiff_t n_words, n_long;
};
/* The sentences of more than `over` words, in their order; at most `max`. */
ptrdiff_t reading_find(text t, ptrdiff_t over, struct reading_sentence *to,
    ptrdiff_t max);

/* The formulas, of counts. 0 words or sentences: 0. */
double reading_lix(ptrdiff_t n_words, ptrdiff_t n_sentences, ptrdiff_t n_long);
double reading_grade(
    ptrdiff_t n_words, ptrdiff_t n_sentences, ptrdiff_t n_syllables);
/* The groups of vowels of an English word, an e at its end left out: right for
 * most. At least 1. */
ptrdiff_t reading_syllables(text word);

#endif
