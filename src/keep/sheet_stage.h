/* Inside sheets: what an import would write, kept in a file beside until it
 * is written.
 *
 * A stage is a list of records, appended one after another and read from the
 * beginning, with an index from (sheet, code) to the first record of a code.
 * Both are unnamed files: they are gone with the process.
 *
 * Memory  the arena: some 1.2 MB, whatever the number of records; an index
 *         of more than 32,000 codes goes to its file
 * Errors  ERR_NO_ROOM    the disk is full
 *         ERR_IO
 * Cost    of a look-up one or two small reads from the system's cache
 */
#ifndef KEEP_SHEET_STAGE_H
#define KEEP_SHEET_STAGE_H

#include "base/buf.h"

#include <stdint.h>

enum record_kind {
    RECORD_SAME, /* the row is there as the file has it */
    RECORD_CREATE,
    RECORD_CHANGE,
    RECORD_TEXT, /* a text file that says something new; code: its name */
};

/* Texts are lent until the next call on the stage. */
struct record {
    enum record_kind kind;
    int sheet;
    bool is_second;     /* it only points to a later row of its own file */
    bool is_new_words;  /* what it is found by is new */
    bool is_original;   /* of a text */
    bool has_given_key; /* the id stood in the file */
    int64_t line, id;
    uint64_t seen_hash; /* of the row in the database, 0: it was not there */
    text code;
    text detail;   /* for the audit: names of the columns that change */
    text row;      /* row_pack */
    int64_t place; /* in the stage, once it is there */
};

struct stage;

enum err
stage_open(struct stage **stage, text folder, struct arena *a, struct why *why);
void stage_close(struct stage *s);
enum err stage_add(struct stage *s, const struct record *r);
/* The first record of a code, without its detail and row; *is_found. */
enum err stage_find(
    struct stage *s, int sheet, text code, struct record *r, bool *is_found);
/* The row of a record that stage_find gave, copied. */
enum err
stage_row(struct stage *s, const struct record *r, struct arena *a, text *row);
/* Read on from *at, which begins at 0; ERR_NOT_FOUND: that was the last.
 * Nothing may be added meanwhile. */
enum err stage_next(struct stage *s, int64_t *at, struct record *r);
void stage_empty(struct stage *s);         /* begin again */
int64_t stage_size(const struct stage *s); /* bytes of records */

#endif
