/* Inside keep: one editor for all things that have a sheet.
 *
 * The sheet's columns and the parts of its prose become the fields of a form;
 * a row that a later room declares can be edited the day it is declared.
 *
 * Every field has a value as one text, so that three of it can be compared:
 * what the form was made from (its hash came along), what was given, and what
 * is kept now. A field that one person changed merges by itself; one that two
 * changed is contested, and whoever saves second chooses. */
#ifndef KEEP_EDIT_H
#define KEEP_EDIT_H

#include "keep/diff.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thing.h"
#include "keep/version.h"

enum {
    EDIT_FIELDS_MAX = 24, /* three inputs of a form each, at most */
    EDIT_CANDIDATES_MAX = 12,
    EDIT_HASH = 16 /* letters of a hash */
};

struct edit_candidate {
    int64_t id;
    text title, more;
};

struct edit_field {
    const struct sheet_column *column; /* NULL: a part of the prose */
    const char *part, *label;          /* label: N_() */
    const char *name;                  /* of its input */
    const char *second, *pick, *take;  /* names of those beside it: the key
                                          or language, the one of several
                                          that is meant, whose counts */
    bool is_rare;
    text was;  /* the hash of what the form was made from, or not known */
    text mine; /* what was given */
    text now;  /* what is kept */
    bool is_contested, was_contested, takes_theirs, takes_mine;
    struct edit_candidate *candidates;
    int n_candidates;
    text *words; /* to be tapped into it: those that are not there */
    int n_words;
    bool is_tapped; /* one was, just now */
};

/* A half-done form that is kept for its person. */
struct edit_draft {
    int64_t id, at; /* 0: none */
    text fields;
};

struct edit {
    struct request *rq;
    const struct thing_kind *kind;
    const struct sheet *sheet;
    int64_t id;         /* 0: a new one */
    struct thing thing; /* of what is not new */
    /* the column that says what it is in, and that: never changed by a form */
    const struct sheet_column *within_column;
    int64_t within_id;
    struct thing within; /* when within_id is not 0 */
    struct thing from;   /* what a new one comes from; kind NULL: nothing */
    text words;          /* what a new one begins with, or not known */
    char *row;
    struct prose_set prose;
    struct edit_field fields[EDIT_FIELDS_MAX];
    int n_fields;
    struct input *inputs;
    int n_inputs;
    text *values; /* what form_parse read, by input */
    struct form form;
    const char *action; /* of the version; NULL: create or change */
    /* for the page */
    text address; /* it is posted to */
    struct edit_links links;
    struct edit_draft draft;
    bool is_from_draft;
    text other_name; /* who changed it meanwhile, or not known */
    int64_t other_at;
    int n_contested;
};

/* The thing that the address names, or, is_new, the one to be made there;
 * rights of what is new included. */
enum err
edit_open(struct request *rq, bool is_new, struct edit **ed, bool *wants_draft);
/* The same, to be changed by these pages; ERR_NOT_FOUND where its room has
 * pages of its own for that. */
enum err edit_open_form(
    struct request *rq, bool is_new, struct edit **ed, bool *wants_draft);

/* ---- edit_form.c: from the sheet to the form and back -------------------- */

/* Fields and inputs; kind, id and within are set. */
void edit_prepare(struct edit *ed);
/* The value of a field in this row and these wordings, as one text. */
text edit_value(const struct edit *ed, const struct edit_field *f,
    const void *row, const struct prose_set *prose);
/* Into `now` of each field what is kept, from row and prose. */
void edit_take_now(struct edit *ed);
/* Give the form what stands in `now` of each field. */
enum err edit_give_now(struct edit *ed);
enum err edit_give(struct edit *ed, struct edit_field *f, text value);
/* After form_parse: `mine` of each field, and what is wrong said. */
enum err edit_read(struct edit *ed);
/* One value into a row; what is wrong with it as row_put says it, or NULL. */
const char *edit_put(const struct edit *ed, struct arena *a,
    const struct edit_field *f, text value, void *row);
/* "en:Some text" */
text edit_join_prose(struct arena *a, text lang, text source);
void edit_cut_prose(text value, text *lang, text *source);
text edit_hash(struct arena *a, text value);
/* What the hidden field says: the hashes of `now`. */
text edit_all_hashes(const struct edit *ed);
/* A rule's sentence, at its field or over the form. */
void edit_say_rule(struct edit *ed, const char *broken);
/* What is said for a value: a title, a date, a choice's words. */
enum err edit_say_value(struct request *rq, const struct sheet_column *c,
    const struct db_field *f, text value, text *said);

/* ---- edit_ref.c: what a column refers to, by its name -------------------- */

const struct thing_kind *edit_kind_of(const struct sheet *s);
/* The title of what has that key; not known when it is gone, or not to be
 * seen. */
enum err edit_ref_title(
    struct request *rq, const struct sheet *ref, int64_t id, text *title);
/* Who is meant by a name, a beginning of it, or a code. */
enum err edit_ref_find(struct request *rq, const struct sheet *ref, text typed,
    struct edit_candidate **found, int *n_found);

/* ---- edit_words.c: words that are tapped into a list --------------------- */

enum err edit_words_load(struct edit *ed);
/* After form_parse: into its field the word of "tap:FIELD:WORD"; false: that
 * is none. What is wrong elsewhere is not said yet. */
bool edit_words_tap(struct edit *ed, text what);

/* ---- edit_save.c --------------------------------------------------------- */

struct edit_saved {
    text address; /* where to go; when it was sent twice, the first one's */
    bool is_contested, was_sent_before;
    const char *broken; /* what the sheet's rule says, or NULL */
    text code_taken;    /* another one has it; or not known */
};
/* OK: saved, or had been. ERR_CONFLICT with is_contested: `now` and
 * is_contested of the fields are set. ERR_BAD_INPUT: look at the rest. */
enum err edit_save(struct edit *ed, struct edit_saved *saved);
/* A code for a new thing that nobody has, from a name. */
enum err edit_draw_code(struct db *db, struct arena *a, const struct sheet *s,
    text name, text *code);
bool thing_may_make(const struct actor *who, const struct thing_kind *kind,
    const struct thing *within);

/* ---- edit_draft.c -------------------------------------------------------- */

enum { DRAFT_DAYS = 30, DRAFT_MAX = 256 * 1024 };

/* What was given, for when its person comes back. */
enum err edit_draft_save(struct edit *ed);
enum err edit_draft_load(struct edit *ed);
/* Give the form what the draft holds. */
void edit_draft_give(struct edit *ed);
enum err edit_draft_forget(struct db *writer, const struct edit *ed);
/* Of somebody who is not signed in any more: kept for an hour, for this
 * browser and that person; taken over when they are back. */
enum err edit_draft_lose(struct edit *ed, int64_t person_id, struct answer *an);

#endif
