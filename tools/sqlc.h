/* What the files of the query compiler share; the manual of the .sql format
 * stands at the head of sqlc.c.
 *
 *   sqlc_token.c   bytes to tokens, tokens to the text of one dialect
 *   sqlc_list.c    names, types and lists of fields
 *   sqlc_read.c    tokens to shapes, queries and migrations
 *   sqlc_rule.c    what may not stand in SQL that runs on both databases
 *   sqlc_word.c    words that the two databases read differently
 *   sqlc_column.c  the columns of a result, read from the text
 *   sqlc_try.c     the schema in an SQLite in memory; each query prepared
 *   sqlc_write.c   C for the queries of one file
 *   sqlc_table.c   C for all migrations and for the list of all queries
 *
 * Memory  one arena for the whole run
 * Errors  said by complain() as "file:line: sentence"; the run goes on to
 *         find more, writes nothing, and ends with status 1
 */
#ifndef TOOLS_SQLC_H
#define TOOLS_SQLC_H

#include "base/buf.h"

/* A set: where a token stands, and what a rule lets through. */
enum dialect { NOWHERE = 0, SQLITE = 1, POSTGRESQL = 2, BOTH = 3 };

enum token_kind {
    T_WORD,        /* select, organisation */
    T_NUMBER,      /* 12, 0.5, 1e9 */
    T_STRING,      /* 'it''s' */
    T_QUOTED,      /* "order" */
    T_PARAMETER,   /* :name */
    T_PLACEHOLDER, /* @KEY@ */
    T_SYMBOL,      /* ( <= :: */
    T_COMMENT,     /* -- to the end of the line */
    T_NOTE,        /* between slash-star and star-slash */
};

struct token {
    enum token_kind kind;
    enum dialect block; /* who gets it */
    text raw;           /* as it is written */
    text name;          /* of a parameter or placeholder; else raw */
    text before;        /* the blanks in front of it */
    int line;
    bool is_first;        /* on its line */
    ptrdiff_t printed_at; /* its offset in the text that was printed last */
};

/* A run of tokens; of one dialect and without comments when it was made by
 * tokens_of. */
struct tokens {
    struct token *at;
    ptrdiff_t n;
};

struct field {
    text name;
    const struct type *type;
    bool may_be_null;
    int line;
};

/* The members of a struct. */
struct list {
    struct field *fields;
    int n_fields, n_room;
    text shape; /* the name that was written instead of fields, if any */
    int line;
    bool is_given, has_comma; /* has_comma: and waits for what follows */
};

struct shape {
    text name, comment;
    struct list list;
    int line;
};

enum kind { KIND_ONE, KIND_MANY, KIND_EACH, KIND_NONE };

struct query {
    text name, comment;
    enum kind kind;
    struct list in, out;
    const struct shape *in_shape, *out_shape; /* NULL: the fields above */
    struct tokens tokens;                     /* of both dialects */
    text sql[2];                              /* SQLite, PostgreSQL */
    int line;
};

struct file {
    const char *path;
    text bytes;
    struct tokens tokens;
    struct shape *shapes;
    int n_shapes;
    struct query *queries;
    int n_queries;
    struct file *uses;
    text *use_names; /* as written: "network/network.sql" */
    int n_uses;
    int version;      /* of a migration */
    const char *name; /* "0002_network", or "network/network.sql" */
};

/* A word for the type of a field. */
struct type {
    const char *word;
    const char *db_type; /* "DB_INT" */
    const char *c;       /* "int64_t" */
    bool has_has;        /* a `has_` tells whether it is NULL */
    const char *column;  /* how SQLite's schema calls it */
};

/* ---- sqlc.c ---- */
void complain(const char *path, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int n_complaints(void);

/* ---- sqlc_token.c ---- */
struct tokens token_read(struct arena *a, const char *path, text bytes);
struct tokens tokens_of(struct arena *a, struct tokens all, enum dialect d);
/* The text for one database; `in` (may be NULL) numbers the parameters. */
text tokens_print(
    struct arena *a, struct tokens t, enum dialect d, const struct list *in);
/* The line of the token at an offset of the text printed last; -1: first. */
int tokens_line_at(struct tokens t, ptrdiff_t offset);
/* Up to the next ';', without it; *rest is what follows. */
struct tokens tokens_cut(struct tokens t, struct tokens *rest);
bool is_word(const struct token *t, const char *word); /* case is ignored */
bool is_symbol(const struct token *t, const char *symbol);
bool is_in_words(text word, const char *words); /* " a b c " */
/* The token at i, or one that is nothing. */
const struct token *token_at(struct tokens t, ptrdiff_t i);
/* The ')' that belongs to the '(' at i, or t.n. */
ptrdiff_t token_match(struct tokens t, ptrdiff_t i);

/* ---- sqlc_list.c ---- */
/* One line of a list: "id key, name text?," or the name of a shape. */
void list_add_line(
    struct arena *a, const char *path, struct list *l, text rest, int line);
bool check_name(const char *path, int line, text name, bool is_member);
text cut_word(text *rest);

/* ---- sqlc_read.c ---- */
/* False when it cannot be read; a file with mistakes in it is complained
 * about, and true. */
bool file_read(struct arena *a, struct file *f, const char *path);
/* The same, and the files that it uses, and its shapes found. */
bool file_read_queries(struct arena *a, struct file *f, const char *path);
bool file_read_migration(struct arena *a, struct file *f, const char *path);
const struct list *query_in(const struct query *q); /* NULL: none */
const struct list *query_out(const struct query *q);

/* ---- sqlc_rule.c ---- */
/* `t` is the text for dialect d. What stands for both is looked at only when
 * d is SQLITE, so that nothing is said twice. */
void rule_check_query(const struct file *f, const struct query *q,
    struct tokens t, enum dialect d);
void rule_check_migration(
    const struct file *f, struct tokens statement, enum dialect d);
/* Is this the text of one that changes rows (INSERT, UPDATE, DELETE)? */
bool rule_is_change(struct tokens t);
/* The first of these words outside of all parentheses, or t.n. */
ptrdiff_t rule_find_top(struct tokens t, const char *words, ptrdiff_t from);

/* ---- sqlc_word.c ---- */
void rule_check_word(const struct file *f, struct tokens t, ptrdiff_t i);
bool rule_is_reserved(text name); /* by PostgreSQL */

/* ---- sqlc_column.c ---- */
void column_check(const struct file *f, const struct query *q, struct tokens t);

/* ---- sqlc_try.c ---- */
struct sqlite3;
/* A schema in memory, empty; or the one that try_save has put there, to be read
 * only. NULL when something was said. */
struct sqlite3 *try_open(const char *path);
void try_save(struct sqlite3 *db, const char *path);
void try_migration(struct sqlite3 *db, struct arena *a, const struct file *f);
void try_schema(
    struct sqlite3 *db, struct arena *a, const struct file *files, int n_files);
void try_query(
    struct sqlite3 *db, struct arena *a, const struct file *f, struct query *q);
void try_close(struct sqlite3 *db);

/* ---- sqlc_write.c, sqlc_table.c ---- */
void write_string(struct buf *b, text sql, int indent);
void write_comment(struct buf *b, text comment, const char *last);
text write_header(struct arena *a, const struct file *f);
text write_source(struct arena *a, const struct file *f);
text write_uses(struct arena *a, const struct file *f, const char *out);
text write_schema(struct arena *a, const struct file *files, int n_files);
text write_queries(struct arena *a, const struct file *files, int n_files);

#endif
