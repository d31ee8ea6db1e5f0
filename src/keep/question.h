/* Questions as data: what is asked, in which words, and what may be answered.
 *
 * A questionnaire is two kinds of small CSV texts. The questions, in order:
 *
 *     code,section,kind,required,may_skip,private,choices,min,max,show_if
 *     level,you,choice,yes,no,no,policy;lead;frontline,,,
 *     ages,you,number,no,yes,no,,0,120,level=frontline|lead
 *
 * and its words, one text for each language:
 *
 *     key,text,of
 *     title,Match profile,
 *     section.you,About you,
 *     level,At which level do you work?,
 *     level.hint,The one that fits best.,
 *     level:policy,"Policy: I decide or advise those who do",
 *     ages.unit,years,
 *
 * A word's key is a question's code, CODE.hint, CODE.unit, CODE:CHOICE (for a
 * scale CODE:1 ... are its anchors), section.SECTION, title or intro. `of`
 * stands in a translation: a digest of the original it was made from, by
 * which one sees that the original has changed since.
 *
 * An answer is one text, in the form that its kind has:
 *
 *     choice        policy            several, tags   a;b;c
 *     scale         4                 number          12.5
 *     short, long   any text          date            2026-05-07
 *     dates         2026-05-04/2026-05-15;2026-09-01/2026-09-30
 *     language      en:4;sw:2         place, person, organisation
 *                                                     KEY;KEY
 *
 * Errors  ERR_BAD_INPUT  `why` begins with "line 3: " or names the key
 * Memory  the arena; texts are lent by what was parsed
 * Cost    linear, 50 us for 40 questions
 */
#ifndef KEEP_QUESTION_H
#define KEEP_QUESTION_H

#include "base/arena.h"

enum {
    QUESTIONS_MAX = 120,
    CHOICES_MAX = 28, /* of one question */
    SECTIONS_MAX = 30,
    VALUE_ITEMS_MAX = 40, /* of one answer */
    ANSWER_MAX = 8000,    /* bytes of one */
    WORD_MAX = 4000,      /* bytes of one text */
    WORDS_MAX = 4000,
    QUESTION_CODE_MAX = 40
};

enum question_kind {
    QUESTION_CHOICE,
    QUESTION_SEVERAL,
    QUESTION_SCALE,
    QUESTION_SHORT,
    QUESTION_LONG,
    QUESTION_NUMBER,
    QUESTION_DATE,
    QUESTION_DATES,
    QUESTION_PLACE,
    QUESTION_LANGUAGE,
    QUESTION_TAGS,
    QUESTION_PERSON,
    QUESTION_ORGANISATION,
    QUESTION_KINDS
};
extern const char *const question_kinds[QUESTION_KINDS + 1]; /* names */

struct question {
    text code, section;
    enum question_kind kind;
    bool is_required; /* at the end, not before */
    bool may_skip;    /* "rather not say" is an answer */
    bool is_private;  /* for the person and for engines alone */
    const text *choices;
    int n_choices;
    bool has_min, has_max; /* of a number, the ends of a scale, how many */
    double min, max;
    text show_if; /* "code=a|b", "code>=3"; not known: always */
};
struct question_set {
    struct question *questions;
    int n_questions;
    text sections[SECTIONS_MAX];
    int n_sections;
};

enum err questions_parse(
    struct arena *a, text csv, struct question_set *set, struct why *why);
text questions_print(struct arena *a, const struct question_set *set);
/* Everything that parsing looks at, of a set that was changed by hand. */
enum err questions_check(const struct question_set *set, struct why *why);
/* -1 when there is none. */
int question_find(const struct question_set *set, text code);
bool question_has_choice(const struct question *q, text code);
/* Letters, digits, _ and -; at most QUESTION_CODE_MAX bytes. */
bool question_code_is_good(text code);

/* ---- Words ---- */

struct words {
    struct word {
        text key, text, of;
    } * rows;
    int n, n_room;
};
struct words words_new(struct arena *a, int n_room);
enum err
words_parse(struct arena *a, text csv, struct words *words, struct why *why);
text words_print(struct arena *a, const struct words *words);
/* Not known when it is not there, or empty. */
text words_find(const struct words *words, text key);
const struct word *words_row(const struct words *words, text key);
/* Put it in, or take it out when the text is empty. */
void words_set(struct arena *a, struct words *words, text key, text value,
    text of);
/* Of an original: eight letters. */
text word_digest(struct arena *a, text original);
/* "level.hint", "level:policy" */
text word_key(struct arena *a, text code, const char *mark, text rest);
/* The keys that these questions want, in order: what is to be translated. */
int words_wanted(struct arena *a, const struct question_set *set,
    const struct words *original, text **keys);

/* ---- Answers ---- */

/* What is wrong with an answer: an N_() phrase, or NULL. `arg` fills it. */
struct value_fault {
    const char *phrase;
    text arg, arg2;
};
struct value_fault
value_check(const struct question *q, text value, struct arena *a);

/* One thing of a list: "en:4" is a code and a level, a pair of dates. */
struct value_item {
    text code; /* the choice, tag, language or key; the whole for the others */
    int64_t level;
    text from, to; /* dates */
    int64_t key;
};
int value_items(const struct question *q, text value,
    struct value_item items[VALUE_ITEMS_MAX]);
/* Of a scale or a number. */
double value_number(text value);

/* Is the question asked, with these answers of the others? `values` stand in
 * the order of the questions; not known: not answered. */
bool question_is_shown(
    const struct question_set *set, int i, const text *values);

/* Can an answer to the one stand as an answer to the other? */
bool question_is_same(const struct question *old, const struct question *now);

#endif
