/* A sheet is a table as a CSV file: how a network comes in and goes out.
 *
 * A room declares one for each of its tables: the columns of the file, what
 * may stand in them, and its named queries. Import, export, comparison, audit
 * and search are then the same for all. What is declared is shown in the
 * manual: a field is one line here, one in the .sql and one in the schema.
 *
 * Every sheet has a `code` column, the user's own name for the row, which
 * other files refer to. An empty cell is "not known"; a column that the file
 * does not have leaves what was known alone.
 */
#ifndef KEEP_SHEET_H
#define KEEP_SHEET_H

#include "db/db.h"

enum sheet_kind {
    SHEET_CODE,   /* the row's own name: letters, digits, . _ - */
    SHEET_NAME,   /* one line; the member NAME_sort gets its collation key */
    SHEET_TEXT,   /* one line */
    SHEET_CHOICE, /* one of `choices` */
    SHEET_REF,    /* the code of a row of `ref` */
    SHEET_DATE,   /* YYYY-MM-DD and the forms of date_parse_loose */
    SHEET_INT,    /* a whole number within min and max */
    SHEET_REAL,   /* a number within min and max */
    SHEET_BOOL,   /* yes no true false 1 0; empty is no */
    SHEET_LANG,   /* a language's code: en, sv, sw, luo, pt-BR */
    SHEET_URL,    /* http: or https: */
};

struct sheet;

struct lang;
/* Of a text that is a list with ; between: words to tap, besides typing them,
 * in that language. Memory: in `a`. */
typedef enum err sheet_words(struct db *db, struct arena *a,
    const struct lang *lang, text **words, int *n);

struct sheet_column {
    const char *name;  /* of the column in the file */
    const char *field; /* of the member in the shape; NULL: as name */
    enum sheet_kind kind;
    bool is_required;
    bool is_found;              /* its words are searched */
    const char *const *choices; /* NULL at the end */
    const struct sheet *ref;
    double min, max; /* for numbers; for text max bytes (0: 200) */
    /* As a field of the form by which people edit it (keep/edit.h). */
    const char *label;                /* N_("..."); NULL: its name */
    const char *hint;                 /* N_("...") or NULL */
    const char *(*word)(text choice); /* what is said for a choice */
    bool is_rare;                     /* stands under "More" */
    sheet_words *words; /* that may be tapped into a list; or NULL */
    bool is_fixed; /* of the file alone: no form shows or changes it */
    /* Of a SHEET_REF: the rows that name this one; many: id key, n_rows int
     * -> id key. By them is known what goes along with a thing that is
     * removed, and what forbids it. */
    const struct db_query *holders;
};

/* The column that every sheet has, as it mostly is. */
#define SHEET_CODE_OF_ITS_OWN                                                  \
    { .name = "code",                                                          \
        .kind = SHEET_CODE,                                                    \
        .is_required = true,                                                   \
        .label = N_("Short name"),                                             \
        .hint = N_("For files and addresses. Made from the name when you "     \
                   "leave it empty."),                                         \
        .is_rare = true }
#define SHEET_ILLUSTRATIVE                                                     \
    { .name = "is_illustrative",                                               \
        .kind = SHEET_BOOL,                                                    \
        .label = N_("Illustrative: made up for this example."),                \
        .is_rare = true }

/* What a row's own rule says: NULL, or an English sentence for the person
 * who imports or, in their own language, edits: SHEET_SAYS. A rule that asks
 * the database says so in the sheet: it is then run in the transaction, after
 * all that stands before. Others are run before it and get no database. */
typedef const char *
sheet_rule(struct db *writer, struct arena *a, const void *row, enum err *e);

/* Save the words by which the thing that a row belongs to is found, where
 * they are not just the columns marked is_found. */
typedef enum err
sheet_found(struct db *writer, struct arena *a, const void *row);

/* "parent: a place cannot lie in itself": about a column, its name before it.
 * The sentence is a phrase. */
#define SHEET_SAYS(column, sentence) column ": " sentence

struct sheet {
    const char *table;            /* and FILE.csv, and text/FILE/ */
    const struct db_shape *shape; /* id key first */
    const struct sheet_column *columns;
    int n_columns;
    const struct db_query *find;   /* one: code text -> shape */
    const struct db_query *get;    /* one: id key -> shape */
    const struct db_query *insert; /* none: shape, ON CONFLICT DO NOTHING */
    const struct db_query *update; /* none: shape, by id */
    const struct db_query *remove; /* none: id key; NULL: never removed */
    const struct db_query *named;  /* many: from text, until text, n_rows int
                                      -> id key, name text: by the beginning
                                      of its name_sort; or NULL, when it is
                                      found by words */
    const struct db_query *each;   /* each: key text first, then the columns
                                      of the file by name, codes for refs */
    const struct db_query *each_prose; /* each: code, lang, part, is_original,
                                          source, in this order; or NULL */
    const char *const *parts;       /* of its prose, in the order of a file */
    const char *const *part_labels; /* N_("...") of each, or NULL */
    sheet_rule *rule;               /* or NULL */
    sheet_rule *stays; /* why it cannot be removed by itself now; or NULL */
    bool rule_asks;                 /* it asks the database */
    bool is_partly_out; /* `each` leaves rows out, which stay in */
    sheet_found *found;             /* or NULL */
};

#define SHEET_COLUMNS(c)                                                       \
    .columns = (c), .n_columns = (int)(sizeof(c) / sizeof((c)[0]))
/* Table, shape and queries, where their names begin alike. */
#define SHEET_OF(t)                                                            \
    .table = #t, .shape = &t##_shape, .find = &t##_find_query,                 \
    .get = &t##_get_query, .insert = &t##_insert_query,                        \
    .update = &t##_update_query, .remove = &t##_delete_query,                  \
    .each = &t##_each_query

/* ---- Import ------------------------------------------------------------- */

struct sheet_count {
    int64_t n_rows, n_created, n_changed, n_refused, n_texts;
    int64_t held_us; /* how long the writer was held, COMMIT included */
};

struct sheet_texts;

struct sheet_import {
    text dir;
    const struct sheet *const *sheets; /* NULL at the end, in order */
    bool is_dry_run;
    /* One line for the person: "place.csv:12: created kisumu". `is_refusal`
     * tells a fault from what would be done. */
    void (*say)(void *context, bool is_refusal, const char *line);
    bool is_quiet; /* refusals only: the other lines are not even made */
    /* Now and then: rows read so far, or rows written; the share of all work
     * that is done. Or NULL. */
    void (*progress)(
        void *context, bool is_writing, int64_t n_rows, double share);
    void *context;
    /* What a room brings in beside its tables, in the same transaction;
     * NULL-ended, or NULL. */
    enum err (*const *also)(struct sheet_texts *);
    struct sheet_count count; /* the answer */
};

/* All or nothing: one transaction; with a refusal nothing is written and
 * ERR_BAD_INPUT is returned. A dry run is the same, rolled back at the end.
 * The same folder a second time writes not one row.
 *
 * Everything is read, checked and compared before the transaction, which only
 * writes what is new: others wait for as long as that takes (held_us). When
 * one of these rows was changed meanwhile, all is compared again.
 *
 * Memory  bounded: some rows and a cache of codes, whatever the file's size;
 *         what is to be written waits in an unnamed file in /var/tmp
 * Cost    bench/import.sh */
enum err sheet_import(struct db *db, struct arena *a,
    struct sheet_import *import, struct why *why);

/* Save the words by which a row is found: what an import does, for one. */
enum err sheet_found_save(
    struct db *writer, struct arena *a, const struct sheet *s, const void *row);

/* ---- Export ------------------------------------------------------------- */

/* Write dir/TABLE.csv and dir/text/TABLE/CODE.LANG.md such that importing
 * the folder makes the same network. The folder is made; a file that is
 * there is replaced. */
enum err sheet_export(struct db *db, struct arena *a, text dir,
    const struct sheet *const *sheets, struct why *why);

/* The field of a shape, or NULL; and one sheet's column. */
const struct db_field *shape_field(const struct db_shape *s, const char *name);

#endif
