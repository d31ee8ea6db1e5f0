/* Inside this room: a proposal in the languages of its sides, by people, and
 * its twin in easy words.
 *
 * Each paragraph, the name and what is not up for change are translated apart.
 * A translation is old when the words were changed after it, and sent back
 * when a member of a side says that it changes the meaning: then the original
 * is shown instead, until somebody translates anew. Nothing is overwritten:
 * what was there before is kept as a row that is not of now.
 *
 * People get wrong: an answer to any language counts the same. What is agreed
 * is the version, not a language of it.
 */
#ifndef DECIDE_PROPOSAL_WORDS_H
#define DECIDE_PROPOSAL_WORDS_H

#include "decide/paragraph/paragraph.h"
#include "decide/paragraph/easy_picture.h"
#include "decide/paragraph/proposal_words.sql.h"

enum { WORDS_AT_ONCE = 10, WORDS_LINES_MAX = PARAGRAPHS_MAX + 2 };

struct words_line {
    const struct paragraph *of; /* position < 0: PARAGRAPH_NAME, _FIXED */
    enum { WORDS_MISSING, WORDS_OLD, WORDS_BACK, WORDS_THERE } state;
    int64_t id; /* of the translation; 0: none */
    text words, role, name, made_on, back_why;
};
struct words_in {
    text from, to; /* codes */
    struct words_line *lines;
    ptrdiff_t n_lines;
    ptrdiff_t n_missing, n_old, n_back, n_there;
};
/* All lines in a language that is not the one it is written in. */
enum err proposal_words_load(struct db *db, struct arena *a,
    const struct proposal *row, text from, text to, struct words_in *in);
/* The line of a paragraph, or NULL. Cost: a walk */
const struct words_line *
proposal_words_line(const struct words_in *in, int64_t paragraph_id);

/* In which languages it must be there: chosen, or those that people of the
 * partnership read, and its own. *is_chosen may be NULL. */
enum err
proposal_langs(struct db *db, struct arena *a, const struct proposal *row,
    text from, bool needed[static LANG_N], bool *is_chosen);
/* The names of the languages in which it must be there and is not, or not all
 * of it: "Kiswahili, Dholuo"; empty: none. */
enum err proposal_words_lack(
    struct db *db, struct arena *a, const struct proposal *row, text *names);

/* In a step: it is found by what it says now, in all languages. */
enum err
proposal_words_index(struct db *writer, struct arena *a, int64_t proposal_id);

/* What is ticked to ask people although that lacks: "anyway". */
struct input
proposal_words_anyway(struct request *rq, text lack, ptrdiff_t offset);

/* Which words somebody saw, as a form hands it back. */
text proposal_words_hash(struct arena *a, text words);

/* ---- What the templates are given ---------------------------------------- */

struct language_line {
    const struct lang *lang;
    bool is_original, is_needed;
    struct words_in in;
    text easy_on; /* there is a twin in easy words */
    bool easy_is_old;
    text address, easy;
};
struct proposal_languages_page {
    struct proposal p;
    text address;
    struct language_line lines[LANG_N];
    bool is_chosen;
    const struct form *form; /* NULL: not theirs to choose, or not now */
};
struct proposal_words_page {
    struct proposal p;
    text address, here;
    const struct lang *lang;
    const struct words_in *in;
    const struct form *form;                       /* NULL: they may not */
    const struct words_line *asked[WORDS_AT_ONCE]; /* in the form */
    int n_asked;
    const struct form *back_form;
    const struct words_line *back; /* which is sent back; or NULL */
    bool may_write, may_back;
};
struct proposal_easy_page {
    struct proposal p;
    text address, lang, lang_name, words, made_on, seen;
    bool is_old, is_there;
    struct easy_picture *pictures;
    ptrdiff_t n_pictures;
    const struct form *form; /* NULL: they may not */
    const struct form *picture;
};
/* The page again, with the form of a picture as it was sent; NULL: fresh. */
enum err proposal_easy_answer(
    struct request *rq, struct answer *an, const struct form *picture);

handler proposal_languages_show, proposal_languages_send, proposal_words_show,
    proposal_words_send, proposal_words_back_send, proposal_easy_show,
    proposal_easy_send;

/* For the door. */
enum err proposal_words_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err proposal_words_erase_person(
    struct db *writer, struct arena *a, int64_t person_id);
enum err proposal_words_forget(struct db *writer, int64_t proposal_id);

#endif
