/* Inside sheets: an import at work, which these files share.
 *
 * sheet_read.c reads, checks and compares: it asks the database, writes
 * nothing there, and puts on the stage what would be written. sheet_apply.c
 * writes the stage in one transaction. sheet_import.c is over both.
 *
 * People get wrong: what is on the stage was right when it was read. Between
 * the two somebody may have written; apply_all looks at the change counter,
 * and when it moved at every row that it is about to write.
 */
#ifndef KEEP_SHEET_WORK_H
#define KEEP_SHEET_WORK_H

#include "keep/sheet.h"
#include "keep/sheet_stage.h"

enum { SHEETS_AT_WORK_MAX = 128 };

struct importing {
    struct sheet_import *im;
    struct why *why;
    struct arena *a;
    struct db *db; /* a reader, or the writer in the transaction */
    struct stage *stage;
    struct cached *cache;
    int64_t change_count; /* before anything was read */
    bool is_inside;       /* all is done within the transaction */
    bool leaves_keys;     /* those of the files are taken: draw others */
    bool is_again;        /* somebody wrote between: begin again */
    int64_t n_refused;    /* before the transaction */
    int64_t began_ns;     /* the transaction */
    int64_t n_bytes, n_all_bytes;          /* read, of all files */
    bool is_empty[SHEETS_AT_WORK_MAX];     /* the table had no row */
    const char *files[SHEETS_AT_WORK_MAX]; /* "place.csv" */

    /* of the file that is being read, or the record being written */
    const struct sheet *sheet;
    int i_sheet;
    const char *file;
    int64_t line;
};

/* sheet_import.c */

/* A fault, or what is done: "place.csv:12: created kisumu". */
void say_line(struct importing *in, bool is_refusal, const char *what);
void take_up(struct importing *in, int i_sheet, int64_t line);
/* Of reading, or of writing. */
void tell_share(struct importing *in, bool is_writing, double share);

/* sheet_code.c */

void codes_open(struct importing *in);
/* Is there any row of the sheet that is taken up? Where nothing is, nothing
 * need be looked for. */
enum err codes_look(struct importing *in);
void code_remember(
    struct importing *in, const struct sheet *s, text code, int64_t id);
/* What is known without the database: *id 0 when it is not. */
enum err code_recall(
    struct importing *in, const struct sheet *s, text code, int64_t *id);
bool code_may_be(const struct importing *in, const struct sheet *s);
/* From wherever it is known; *id 0 when there is none. */
enum err
code_find(struct importing *in, const struct sheet *s, text code, int64_t *id);

/* sheet_read.c */

/* One file after another, onto the stage. */
enum err read_all(struct importing *in);

/* sheet_apply.c */

/* The stage, into the writer. ERR_CONFLICT with is_again: begin again. */
enum err apply_all(struct importing *in);

#endif
