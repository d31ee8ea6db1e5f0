/* Inside this room: the text of a proposal by its paragraphs, the wordings
 * that were saved, and what people say of a paragraph: comments, and other
 * words for it.
 *
 * A line of the text is a paragraph. It keeps its key, and so all that was
 * said of it and what it rests on, while its words stay the same or mostly the
 * same, wherever in the text it goes; one that is gone keeps them too, and has
 * them again when it comes back word for word.
 *
 * People get wrong: whoever writes proposal.body calls paragraphs_keep in the
 * same step, or the page shows the words of before.
 */
#ifndef DECIDE_PARAGRAPH_H
#define DECIDE_PARAGRAPH_H

#include "decide/paragraph/paragraph.sql.h"
#include "decide/proposal/proposal.h"
#include "keep/thread.h"

enum {
    PARAGRAPH_NAME = -2, /* positions of what is translated and no paragraph: */
    PARAGRAPH_FIXED = -1, /* the name, and what is not up for change */
    PARAGRAPHS_MAX = 400,
    CONTRIBUTIONS_ON_A_PAGE = 30,
    CONTRIBUTIONS_OF_ONE_MAX = 200, /* to one proposal, by one person */
    CONTRIBUTION_MAX = 8000
};

/* What a text can be written in: codes, own names; NULL at the end. */
extern const char *const paragraph_langs[], *const paragraph_lang_names[];

/* The lines that say something, trimmed: lent by the text. At most `max` are
 * given, but all are counted. */
ptrdiff_t paragraphs_split(text body, text *lines, ptrdiff_t max);
/* How alike two paragraphs are: 1 the same words, 0 none in common.
 * Source  L. R. Dice, "Measures of the Amount of Ecologic Association Between
 *         Species", Ecology 26 (1945): twice what both have, by what each has
 *         (here: words, as often as they stand there) */
double paragraph_likeness(struct arena *a, text x, text y);
/* Which of the old each new one continues, -1: none. Every old one at most
 * once. */
void paragraphs_match(struct arena *a, const text *old, ptrdiff_t n_old,
    const text *now, ptrdiff_t n_now, ptrdiff_t *which);

/* In a step, when the body is written: its paragraphs, and the wording.
 * person_id 0: nobody is said to have written it.
 * Errors  ERR_BAD_INPUT  more than PARAGRAPHS_MAX */
struct wording_given {
    int64_t proposal_id, version, person_id;
    text body, today;
};
enum err paragraphs_keep(
    struct db *writer, struct arena *a, const struct wording_given *given);
/* When a version was made, after its row was kept: its text, and, where it is
 * more than another wording, that it has the offers that were to go into it. */
enum err
paragraphs_next(struct db *writer, struct arena *a, const struct proposal *row,
    int64_t person_id, text today, bool is_of_substance);
/* The same for texts of before there were any; now and then. */
enum err paragraphs_sweep(struct db *db, struct arena *a, int64_t now);

/* offer.c: the text with these offers in it, in their order. */
text
offer_apply(struct arena *a, const struct paragraph *rows, ptrdiff_t n_rows,
    const struct contributions_next_row *offers, ptrdiff_t n_offers);

/* The one in the address, when this reader may see it; else ERR_NOT_FOUND. */
enum err paragraph_read(struct request *rq, struct paragraph *to);
/* Is a thing of that kind what people said? */
bool paragraph_is_voice(text kind);
/* "/paragraph/KEY" and what. */
text paragraph_sub(struct arena *a, int64_t id, const char *what);

/* paragraph_data.c */
enum err paragraph_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
paragraph_erase_person(struct db *writer, struct arena *a, int64_t person_id);
/* Inside a step: all of one proposal. */
enum err
paragraph_forget_proposal(struct db *writer, struct arena *a, int64_t id);

/* ---- What the templates are given ---------------------------------------- */

/* The text of a proposal on its page. */
struct words_in;
struct paragraphs_shown {
    int64_t proposal_id;
    text lang;                 /* that it is written in */
    const struct words_in *in; /* the reader's language; NULL: that one */
    text name, name_lang, fixed, fixed_lang; /* for the reader */
    text languages;                          /* where all of them are */
    bool is_plain;                           /* without what was said of each */
    struct paragraphs_shown_row *rows;
    ptrdiff_t n_rows; /* 0: none are kept yet; then the body, line by line */
    text body;
    int64_t n_said, n_open, n_without; /* said; no outcome; on nothing */
};
enum err paragraphs_show(struct request *rq, const struct proposal *row,
    struct paragraphs_shown *to);

struct said_own;
struct paragraph_page {
    struct paragraph row;
    struct proposal p;
    text lang;            /* of the proposal */
    text said, said_lang; /* the same for the reader; or not known */
    text address, proposal_address;
    const struct contributions_of_row *comments, *offers;
    ptrdiff_t n_comments, n_offers;
    int64_t n_comments_gone, n_offers_gone;
    text next;                                             /* more of either */
    const struct form *comment_form, *offer_form, *button; /* NULL: sign in */
    int64_t person_id;
    bool may_settle, may_write;
    const struct said_own *own; /* that are out */
    bool has_voice; /* under it: a voice, a theme, what people share */
    struct thread_block thread;
    text sign_in;
    text fault;
};

struct contribution_page {
    struct paragraph row;
    struct proposal p;
    text address, proposal_address, send;
    const struct contributions_of_row *said;
    bool is_offer;
    const struct form *form, *out;
    text fault;
};

handler paragraph_show, paragraph_comment_send, paragraph_offer_send,
    contribution_withdraw_send, contribution_settle_show,
    contribution_settle_send;

#endif
