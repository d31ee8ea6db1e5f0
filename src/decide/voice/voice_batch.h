/* Inside this room: voices that came on paper, in a meeting or by telephone,
 * many at once: a CSV file, a row a voice, each assisted and marked as such.
 *
 * People get wrong: a row is kept when whoever told it agreed to that; the
 * column may_read has to what. What nobody agreed to is not in the file. Under
 * 18 both yeses are asked for, with their days, and so such a voice is written
 * down alone.
 *
 * Columns  sheet, words, language, side (its name, or its place from 1), told
 *          (paper telephone sms person sign group), own (own summary),
 *          read_back (yes no), how, interpreter, place, day, may_read
 *          (facilitators sides public count: then no words are kept) */
#ifndef DECIDE_VOICE_BATCH_H
#define DECIDE_VOICE_BATCH_H

#include "decide/voice/voice.h"

enum { VOICE_BATCH_MAX = 200, VOICE_BATCH_TROUBLES = 20 };

struct voice_batch_row {
    text sheet, receipt;
    struct voice_telling telling;
};
struct voice_batch {
    /* given */
    struct db *db;
    struct arena *arena;
    int64_t partnership_id, helper_id, now; /* helper 0: by a command */
    text token, lang;
    bool anyway; /* what may name somebody is kept as it is */
    /* the answer */
    struct voice_batch_row *rows;
    int n;
    struct {
        int64_t line;
        const char *what; /* N_() */
        text word;        /* of the file; or not known */
    } troubles[VOICE_BATCH_TROUBLES];
    int n_troubles;
    bool is_anyway_asked; /* by one of them */
};
/* The next bytes of the file; *n 0: there are no more. */
typedef enum err voice_batch_more(
    void *context, char *to, ptrdiff_t room, ptrdiff_t *n);
/* ERR_BAD_INPUT: troubles say why, and nothing is to be kept. */
enum err voice_batch_read(
    struct voice_batch *b, voice_batch_more *more, void *context);
/* Inside a step: all or none. The same token twice is once, and then the
 * receipts are the same. */
enum err voice_batch_step(struct db *writer, struct arena *a, void *batch);

struct voice_batch_page {
    struct request *rq;
    const struct form *form;
    text address, back;
    const text *troubles;
    int n_troubles;
    const struct voice_batch *done; /* NULL: not yet */
    const struct voice_sides_row *sides;
    ptrdiff_t n_sides;
};

handler voice_batch_show, voice_batch_send, voice_batch_form_show,
    voice_batch_csv;

#endif
