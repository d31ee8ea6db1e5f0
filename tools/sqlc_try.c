#include "sqlc.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

sqlite3 *
try_open(const char *path)
{
    sqlite3 *db = NULL;
    int flags = path == NULL ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                             : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(path == NULL ? ":memory:" : path, &db,
        flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) /* that it is one is seen when it is read */
        code = sqlite3_exec(
            db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        complain(path == NULL ? "schema" : path, 1, "%s", sqlite3_errmsg(db));
        sqlite3_close(db);
        return NULL;
    }
    /* "no such column" must stay a mistake, not become a string */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    return db;
}

void
try_close(sqlite3 *db)
{
    sqlite3_close(db);
}

void
try_save(sqlite3 *db, const char *path)
{
    char *sql = sqlite3_mprintf("VACUUM INTO %Q", path);
    require(sql != NULL);
    remove(path);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        complain(path, 1, "%s", sqlite3_errmsg(db));
    sqlite3_free(sql);
}

/* The line of the mistake where SQLite tells it, else of the statement. */
static void
complain_sqlite(sqlite3 *db, const struct file *f, struct tokens t)
{
    complain(f->path, tokens_line_at(t, sqlite3_error_offset(db)), "%s",
        sqlite3_errmsg(db));
}

void
try_migration(sqlite3 *db, struct arena *a, const struct file *f)
{
    struct tokens rest = tokens_of(a, f->tokens, SQLITE);
    while (rest.n > 0) {
        struct tokens t = tokens_cut(rest, &rest);
        if (t.n == 0)
            continue;
        text sql = tokens_print(a, t, SQLITE, NULL);
        sqlite3_stmt *statement = NULL;
        int code =
            sqlite3_prepare_v2(db, sql.ptr, (int)sql.len, &statement, NULL);
        if (code == SQLITE_OK)
            code = sqlite3_step(statement);
        if (code != SQLITE_DONE && code != SQLITE_ROW)
            complain_sqlite(db, f, t);
        sqlite3_finalize(statement);
    }
}

/* Where a table, view or column is written: the newest file that has it. */
static void
complain_name(const struct file *files, int n_files, text name,
    const char *format, const char *more)
{
    for (int i = n_files - 1; i >= 0; i--)
        for (ptrdiff_t k = 0; k < files[i].tokens.n; k++) {
            const struct token *t = &files[i].tokens.at[k];
            bool is_it = (t->kind == T_WORD || t->kind == T_QUOTED) &&
                text_is_equal(t->name, name);
            if (is_it) {
                complain(files[i].path, t->line, format, more);
                return;
            }
        }
    complain("schema", 1, format, more);
}

static text
column_text(sqlite3_stmt *s, int i)
{
    return text_of((const char *)sqlite3_column_text(s, i));
}

/* Names that PostgreSQL reserves, tables that are not STRICT. */
static void
check_tables(
    sqlite3 *db, struct arena *a, const struct file *files, int n_files)
{
    static const char sql[] =
        "SELECT name, type, strict FROM pragma_table_list"
        " WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
        " AND type IN ('table', 'view')";
    sqlite3_stmt *s = NULL;
    require(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        text name = arena_copy(a, column_text(s, 0));
        bool is_table = text_is_equal(column_text(s, 1), TEXT("table"));
        const char *word = arena_c_string(a, name);
        if (rule_is_reserved(name))
            complain_name(files, n_files, name,
                "'%s' is a word that PostgreSQL reserves", word);
        if (is_table && sqlite3_column_int(s, 2) == 0)
            complain_name(files, n_files, name,
                "table %s is not strict: end it with ') @STRICT@;'", word);
    }
    sqlite3_finalize(s);
}

static void
check_columns(
    sqlite3 *db, struct arena *a, const struct file *files, int n_files)
{
    static const char sql[] = "SELECT c.name FROM pragma_table_list t"
                              " JOIN pragma_table_info(t.name) c"
                              " WHERE t.schema = 'main'"
                              " AND t.name NOT LIKE 'sqlite_%'"
                              " AND t.type IN ('table', 'view')";
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        return;
    while (sqlite3_step(s) == SQLITE_ROW) {
        text name = arena_copy(a, column_text(s, 0));
        if (rule_is_reserved(name))
            complain_name(files, n_files, name,
                "'%s' is a word that PostgreSQL reserves",
                arena_c_string(a, name));
    }
    sqlite3_finalize(s);
}

/* SQLite looks into a view only when it is asked. */
static void
check_views(sqlite3 *db, struct arena *a, const struct file *files, int n_files)
{
    sqlite3_stmt *s = NULL, *view = NULL;
    require(sqlite3_prepare_v2(db,
                "SELECT name FROM sqlite_schema WHERE type = 'view'", -1, &s,
                NULL) == SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        text name = arena_copy(a, column_text(s, 0));
        text sql = arena_print(a, "SELECT 1 FROM \"%.*s\"", TEXT_ARG(name));
        if (sqlite3_prepare_v2(db, sql.ptr, (int)sql.len, &view, NULL) !=
            SQLITE_OK)
            complain_name(files, n_files, name, "%s", sqlite3_errmsg(db));
        sqlite3_finalize(view);
        view = NULL;
    }
    sqlite3_finalize(s);
}

void
try_schema(sqlite3 *db, struct arena *a, const struct file *files, int n_files)
{
    check_views(db, a, files, n_files);
    check_tables(db, a, files, n_files);
    check_columns(db, a, files, n_files);
}

static void
check_parameters(const struct file *f, const struct query *q, struct tokens t,
    enum dialect d)
{
    const struct list *in = query_in(q);
    int n_fields = in == NULL ? 0 : in->n_fields;
    bool is_split = false;
    for (ptrdiff_t i = 0; i < q->tokens.n; i++)
        is_split |= q->tokens.at[i].block != BOTH;
    for (ptrdiff_t i = 0; i < t.n; i++) {
        bool is_declared = t.at[i].kind != T_PARAMETER;
        for (int k = 0; k < n_fields && !is_declared; k++)
            is_declared = text_is_equal(in->fields[k].name, t.at[i].name);
        if (!is_declared)
            complain(f->path, t.at[i].line, ":%.*s is not declared in 'in:'",
                TEXT_ARG(t.at[i].name));
    }
    for (int k = 0; k < n_fields; k++) {
        bool is_used = false;
        for (ptrdiff_t i = 0; i < t.n && !is_used; i++)
            is_used = t.at[i].kind == T_PARAMETER &&
                text_is_equal(in->fields[k].name, t.at[i].name);
        if (!is_used)
            complain(f->path,
                q->in_shape != NULL ? q->in.line : in->fields[k].line,
                "'%.*s' is declared, but :%.*s is not used%s",
                TEXT_ARG(in->fields[k].name), TEXT_ARG(in->fields[k].name),
                is_split ? d == SQLITE ? " for SQLite" : " for PostgreSQL"
                         : "");
    }
}

/* A column that comes straight out of a table has a type and may be NULL or
 * not: what is declared must say the same. */
static void
check_origin(sqlite3 *db, const struct file *f, const struct field *field,
    sqlite3_stmt *s, int i, int line)
{
    const char *type = sqlite3_column_decltype(s, i);
    if (type != NULL && type[0] != '\0' &&
        strcmp(type, field->type->column) != 0)
        complain(f->path, line, "'%.*s' is %s in the schema, declared %s",
            TEXT_ARG(field->name), type, field->type->word);
    const char *table = sqlite3_column_table_name(s, i),
               *column = sqlite3_column_origin_name(s, i);
    int is_not_null = 1, is_key = 0, is_auto = 0;
    if (table == NULL || column == NULL || field->may_be_null ||
        sqlite3_table_column_metadata(db, "main", table, column, NULL, NULL,
            &is_not_null, &is_key, &is_auto) != SQLITE_OK)
        return;
    bool is_virtual = type == NULL || type[0] == '\0'; /* of FTS5 */
    if (!is_not_null && !is_key && !is_virtual)
        complain(f->path, line, "'%.*s' may be NULL in the schema: write %s?",
            TEXT_ARG(field->name), field->type->word);
}

static void
check_result(
    sqlite3 *db, const struct file *f, const struct query *q, sqlite3_stmt *s)
{
    const struct list *out = query_out(q);
    int n_out = out == NULL ? 0 : out->n_fields;
    int n = sqlite3_column_count(s);
    int line = q->out.is_given ? q->out.line : q->line;
    if (n != n_out)
        complain(f->path, line, "the text gives %d columns, 'out:' has %d", n,
            n_out);
    for (int i = 0; i < n && i < n_out; i++) {
        text name = text_of(sqlite3_column_name(s, i));
        int at = q->out_shape != NULL ? line : out->fields[i].line;
        if (!text_is_equal(name, out->fields[i].name)) {
            complain(f->path, at,
                "column %d of the text is '%.*s', 'out:' says '%.*s'", i + 1,
                TEXT_ARG(name), TEXT_ARG(out->fields[i].name));
            return; /* the rest is only shifted */
        }
        check_origin(db, f, &out->fields[i], s, i, at);
    }
}

/* What is wrong with the text is said before what is wrong with its
 * columns: the second often follows from the first. */
void
try_query(sqlite3 *db, struct arena *a, const struct file *f, struct query *q)
{
    static const enum dialect dialects[] = { SQLITE, POSTGRESQL };
    struct tokens t[2], rest;
    int n_before = n_complaints();
    for (int d = 0; d < 2; d++) {
        t[d] = tokens_cut(tokens_of(a, q->tokens, dialects[d]), &rest);
        check_parameters(f, q, t[d], dialects[d]);
        rule_check_query(f, q, t[d], dialects[d]);
        q->sql[d] = tokens_print(a, t[d], dialects[d], query_in(q));
    }
    if (n_complaints() > n_before)
        return;
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, q->sql[0].ptr, (int)q->sql[0].len, &s, NULL) !=
        SQLITE_OK) {
        complain_sqlite(db, f, t[0]);
        return;
    }
    for (int d = 0; d < 2; d++)
        column_check(f, q, t[d]);
    if (n_complaints() == n_before)
        check_result(db, f, q, s);
    sqlite3_finalize(s);
}
