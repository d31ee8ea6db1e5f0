/* Inside this room: the text of a proposal as a whole: how hard it is to read,
 * its wordings and what differs between any two, writing the draft together,
 * what was said of it, and, where the level is to inform, consult or involve,
 * the hearing and how that ends.
 *
 * The life of such a proposal: draft -> hears -> heard -> told. While it
 * hears, people comment and offer; what is taken in goes into the next
 * version, which is made when the hearing ends; it ends for good when each
 * contribution has an outcome and the drafters say what they heard, what they
 * did and why not. Nobody agrees or objects, and no page says "agreed".
 *
 * People get wrong: `told` is no decision between sides and stands in no
 * register of them.
 */
#ifndef DECIDE_PROPOSAL_TEXT_H
#define DECIDE_PROPOSAL_TEXT_H

#include "decide/paragraph/paragraph.h"
#include "decide/paragraph/proposal_text.sql.h"
#include "text/reading.h"

enum { SAID_ON_A_PAGE = 30, WORDINGS_ON_A_PAGE = 30, LONG_SENTENCES_MAX = 30 };

/* Is it agreed between sides, or heard and told? */
bool proposal_decides(text level);
/* Nobody was asked or heard of it yet. */
bool proposal_is_unasked(text status);

/* What the proposal's page says of its text beside the paragraphs. */
struct proposal_text_head {
    text address, lang;
    struct reading reading;
    bool is_draft; /* its links come under the next step */
    bool may_write, may_hear, may_end, may_tell;
    const struct form *hear_form, *tell_form, *button; /* NULL: not now */
    struct proposal_told told; /* told_on not known: not yet */
    struct contributions_outcomes_row said;
    struct thread_block thread; /* what the whole of it rests on */
    bool has_voice, may_link;
};
enum err proposal_text_head_load(struct request *rq, const struct proposal *row,
    const struct paragraphs_shown *shown, struct form *hear, struct form *tell,
    struct proposal_text_head *to);

/* The proposal's page with one of these forms, which is wrong. */
enum err proposal_show_text(struct request *rq, struct answer *an,
    struct form *hear, struct form *tell);

/* Who said something that was answered before today hears of it. */
enum err contributions_sweep(struct db *db, struct arena *a, int64_t now);
/* Ends hearings whose last day is past. */
enum err proposal_text_sweep(struct db *db, struct arena *a, int64_t now);

/* Two wordings of one text that began as `base`: all that either changed.
 * Word by word; what both changed at one place, and not alike, is a clash:
 * then false, and *merged is not known.
 *
 * Shape   paragraphs that both added at one place come one after the other,
 *         `theirs` first
 * Cost    two differences (keep/diff.h) */
bool proposal_text_merge(
    struct arena *a, text base, text mine, text theirs, text *merged);

/* ---- What the templates are given ---------------------------------------- */

struct proposal_said_page {
    struct proposal p;
    text address;
    const struct contributions_of_proposal_row *rows;
    ptrdiff_t n_rows;
    text next;
    bool is_open_only, may_settle;
    struct contributions_outcomes_row n;
};
struct proposal_wordings_page {
    struct proposal p;
    text address, lang;
    const struct proposal_wordings_shown_row *rows;
    ptrdiff_t n_rows;
    text next;
    bool is_inside; /* sees drafts and who wrote them */
    bool has_two;
    struct proposal_wording_get_row from, to;
};
struct proposal_reading_page {
    struct proposal p;
    text address, lang;
    struct reading reading;
    struct reading_sentence sentences[LONG_SENTENCES_MAX];
    ptrdiff_t n_sentences;
    text places[LONG_SENTENCES_MAX]; /* "#p3" of each */
    int numbers[LONG_SENTENCES_MAX];
};
enum { PRINTED_MAX = 300 };
struct proposal_print_page {
    struct proposal p;
    text address, lang;
    struct paragraph *rows;
    ptrdiff_t n_rows;
    struct contributions_of_proposal_row *said;
    ptrdiff_t n_said;
};
struct proposal_write_page {
    struct proposal p;
    text address;
    const struct form *form;
    int64_t base; /* the wording that the text began as */
    bool is_clash;
    text theirs; /* the text as it stands now, on a clash */
};

handler proposal_said_show, proposal_said_csv, proposal_hear_send,
    proposal_hear_end_send, proposal_tell_send, proposal_wordings_show,
    proposal_reading_show, proposal_write_show, proposal_write_send,
    proposal_print_show;

#endif
