/* Every table of one database into another, in either direction.
 *
 * What there is to copy is read from the target's catalogue, for its schema
 * was just brought up; the source must have the same. Rows come by db_each
 * in one snapshot and go in one transaction: by INSERT into SQLite, whose
 * foreign keys are off meanwhile and checked at the end; by one COPY a table
 * into PostgreSQL, which checks a table's keys at the end of its COPY, so
 * that only the order of tables matters, not that of rows.
 *
 * Not copied: schema_migration, change_counter (it goes on from where the
 * other was), and search indexes, which are tables whose names end in _word:
 * queries whose names end in _reindex make them anew.
 */
#include "db/db_copy.h"

#include <string.h>

struct copy_row { /* what db_each of a table is handed, and where it goes */
    struct copy *copy;
    struct copy_table *table;
};

struct copy {
    struct db *from, *to;
    struct arena *arena;
    void (*progress)(void *context, const char *table, int64_t n_rows);
    void *context;
    struct pg_copy pg;
};

/* ---- the tables ---------------------------------------------------------- */

static const char *
print(struct arena *a, const char *format, const char *x, const char *y)
{
    struct buf b = buf_in(a, 128);
    buf_print(&b, format, x, y);
    buf_byte(&b, '\0');
    return b.ptr;
}

/* The queries that read and write a table, by the shape of its columns. */
static void
write_queries(struct arena *a, struct copy_table *t)
{
    struct buf columns = buf_in(a, 256), lite = buf_in(a, 128);
    for (int i = 0; i < t->shape.n_fields; i++) {
        if (i > 0) {
            buf_add(&columns, TEXT(", "));
            buf_add(&lite, TEXT(", "));
        }
        buf_print(&columns, "\"%s\"", t->fields[i].name);
        buf_print(&lite, "?%d", i + 1);
    }
    buf_byte(&columns, '\0');
    buf_byte(&lite, '\0');
    t->columns = columns.ptr;
    const char *select =
        print(a, "SELECT %s FROM \"%s\"", columns.ptr, t->name);
    t->select = (struct db_query){ .name = t->name,
        .kind = DB_EACH,
        .sqlite = select,
        .postgresql = select,
        .out = &t->shape };
    struct buf insert = buf_in(a, 256);
    buf_print(&insert, "INSERT INTO \"%s\" (%s) VALUES (%s)", t->name,
        columns.ptr, lite.ptr);
    buf_byte(&insert, '\0');
    t->insert = (struct db_query){
        .name = t->name, .kind = DB_NONE, .sqlite = insert.ptr, .in = &t->shape
    };
}

static enum db_type
type_of(text declared)
{
    if (text_is_equal(declared, TEXT("REAL")) ||
        text_is_equal(declared, TEXT("double precision")))
        return DB_REAL;
    if (text_is_equal(declared, TEXT("BLOB")) ||
        text_is_equal(declared, TEXT("bytea")))
        return DB_BLOB;
    if (text_is_equal(declared, TEXT("INTEGER")) ||
        text_is_equal(declared, TEXT("bigint")))
        return DB_INT;
    return DB_TEXT;
}

/* A row is numbers and texts of 16 bytes each, then a flag a column. */
static void
add_column(struct copy_table *t, const struct copy_column *c, struct arena *a)
{
    require(t->shape.n_fields < DB_FIELDS_MAX);
    int i = t->shape.n_fields++;
    enum db_type type = type_of(c->type);
    bool is_number = type == DB_INT || type == DB_REAL;
    t->fields[i] = (struct db_field){ .name = arena_c_string(a, c->name),
        .type = type,
        .word = arena_c_string(a, c->type),
        .may_be_null = true,
        .offset = (ptrdiff_t)sizeof(text) * i,
        .has_offset =
            is_number ? (ptrdiff_t)sizeof(text) * DB_FIELDS_MAX + i : -1 };
}

static bool
is_copied(text table)
{
    return !text_is_equal(table, TEXT("schema_migration")) &&
        !text_is_equal(table, TEXT("change_counter")) &&
        !text_ends_with(table, TEXT("_word"));
}

static enum err
list_tables(struct db *db, struct arena *a, struct copy_table **out, int *n_out)
{
    struct copy_column *c;
    ptrdiff_t n;
    enum err e = catalogue_columns(db, a, &c, &n);
    if (e != OK)
        return e;
    struct copy_table *tables = arena_new(a, struct copy_table, n);
    int n_tables = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        if (!is_copied(c[i].table))
            continue;
        struct copy_table *t = &tables[n_tables];
        if (n_tables == 0 || !text_is_equal(text_of(t[-1].name), c[i].table)) {
            t->name = arena_c_string(a, c[i].table);
            t->fields = arena_new(a, struct db_field, DB_FIELDS_MAX);
            t->shape = (struct db_shape){ .name = t->name,
                .size = (ptrdiff_t)(sizeof(text) + 1) * DB_FIELDS_MAX,
                .fields = t->fields };
            n_tables++;
        } else
            t--;
        add_column(t, &c[i], a);
    }
    for (int i = 0; i < n_tables; i++)
        write_queries(a, &tables[i]);
    *out = tables;
    *n_out = n_tables;
    return OK;
}

/* A table comes after those that it points to: taken again and again in the
 * order of names, as many as can be. */
static enum err
put_in_order(struct copy_table *tables, int n, const struct copy_key *keys,
    ptrdiff_t n_keys, struct arena *a, struct why *why)
{
    struct copy_table *sorted = arena_new(a, struct copy_table, n);
    int n_sorted = 0;
    while (n_sorted < n) {
        int before = n_sorted;
        for (int i = 0; i < n; i++) {
            struct copy_table *t = &tables[i];
            bool is_ready = !t->is_sorted;
            for (ptrdiff_t k = 0; k < n_keys && is_ready; k++) {
                if (!text_is_equal(keys[k].child, text_of(t->name)) ||
                    text_is_equal(keys[k].parent, text_of(t->name)))
                    continue;
                for (int j = 0; j < n; j++)
                    if (text_is_equal(keys[k].parent, text_of(tables[j].name)))
                        is_ready = is_ready && tables[j].is_sorted;
            }
            if (is_ready) {
                t->is_sorted = true;
                sorted[n_sorted++] = *t;
            }
        }
        if (n_sorted == before)
            return err_say(why, ERR_DB, "tables point at each other in a ring");
    }
    for (int i = 0; i < n; i++) {
        tables[i] = sorted[i];
        tables[i].select.out = tables[i].insert.in = &tables[i].shape;
    }
    return OK;
}

/* ---- rows ---------------------------------------------------------------- */

static enum err
copy_row(void *context, const void *row)
{
    struct copy_row *r = context;
    struct copy *c = r->copy;
    struct copy_table *t = r->table;
    enum err e = c->to->dialect == DB_SQLITE
        ? db_none(c->to, &t->insert, row, NULL)
        : pg_copy_row(&c->pg, t, row);
    t->n_rows += e == OK;
    return e;
}

static enum err
copy_table(struct copy *c, struct copy_table *t)
{
    struct copy_row r = { c, t };
    enum err e = OK;
    if (c->to->dialect == DB_POSTGRESQL)
        e = pg_copy_begin(&c->pg, c->to, c->arena, t);
    if (e == OK) {
        e = db_each(c->from, c->arena, &t->select, NULL, copy_row, &r);
        if (c->to->dialect == DB_POSTGRESQL)
            e = pg_copy_end(&c->pg, t, e);
    }
    if (e == OK && c->progress != NULL)
        c->progress(c->context, t->name, t->n_rows);
    return e;
}

static enum err
reindex(struct db *to)
{
    for (const struct db_query *const *q = db_all_queries; *q != NULL; q++)
        if ((*q)->kind == DB_NONE && (*q)->in == NULL &&
            text_ends_with(text_of((*q)->name), TEXT("_reindex"))) {
            enum err e = db_none(to, *q, NULL, NULL);
            if (e != OK)
                return e;
        }
    return OK;
}

/* ---- both ends ----------------------------------------------------------- */

/* What migrations put into tables of their own accord is in the source too. */
static enum err
make_empty(struct copy *c, struct copy_table *tables, int n, bool may_delete,
    struct why *why)
{
    for (int i = n - 1; i >= 0; i--) {
        bool has_rows;
        enum err e = catalogue_has_rows(c->to, c->arena, &tables[i], &has_rows);
        if (e == OK && has_rows && !may_delete)
            return err_say(why, ERR_CONFLICT,
                "the database to copy to is not empty: %s has rows",
                tables[i].name);
        if (e == OK && has_rows)
            e = db_exec(c->to,
                print(c->arena, "DELETE FROM \"%s\"%s", tables[i].name, ""));
        if (e != OK)
            return e;
    }
    return OK;
}

static enum err
begin(struct copy *c)
{
    enum err e;
    if (c->from->dialect == DB_SQLITE)
        e = lite_exec(c->from, "BEGIN");
    else {
        e = pg_exec(c->from, "SET idle_in_transaction_session_timeout = 0");
        if (e == OK)
            e = pg_exec(
                c->from, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
    if (e != OK)
        return e;
    db_enter_step(c->from);
    if (c->to->dialect == DB_SQLITE)
        e = lite_exec(c->to, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
    else {
        e = pg_exec(c->to, "SET statement_timeout = 0");
        if (e == OK)
            e = pg_exec(c->to, "SET idle_in_transaction_session_timeout = 0");
        if (e == OK)
            e = pg_exec(
                c->to, "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    }
    if (e == OK)
        db_enter_step(c->to);
    return e;
}

static enum err
copy_all(struct copy *c, bool may_delete, struct why *why)
{
    struct copy_table *tables;
    int n;
    struct copy_key *keys = NULL;
    ptrdiff_t n_keys = 0;
    struct db_counts counts = { 0 };
    enum err e = begin(c);
    if (e == OK)
        e = list_tables(c->to, c->arena, &tables, &n);
    if (e == OK)
        e = catalogue_keys(c->to, c->arena, &keys, &n_keys);
    if (e == OK)
        e = put_in_order(tables, n, keys, n_keys, c->arena, why);
    if (e == OK)
        e = make_empty(c, tables, n, may_delete, why);
    if (e == OK)
        e = db_counts(c->from, &counts);
    for (int i = 0; e == OK && i < n; i++)
        e = copy_table(c, &tables[i]);
    if (e == OK)
        e = reindex(c->to);
    if (e == OK && c->to->dialect == DB_SQLITE)
        e = lite_check_keys(c->to);
    if (e == OK)
        e = db_add_to_change_count(c->to, counts.n_writes);
    return e == OK ? db_exec(c->to, "COMMIT") : e;
}

static enum err
say_of(struct copy *c, enum err e, struct why *why)
{
    if (e == OK || why == NULL || why->text[0] != '\0')
        return e;
    const char *to = db_last_why(c->to), *from = db_last_why(c->from);
    return err_say(why, e, "%s", to[0] != '\0' ? to : from);
}

enum err
db_copy(struct db_home *from, struct db_home *to, struct arena *scratch,
    void (*progress)(void *context, const char *table, int64_t n_rows),
    void *context, struct why *why)
{
    struct why unheard = { 0 };
    if (why == NULL)
        why = &unheard;
    struct copy c = {
        .arena = scratch, .progress = progress, .context = context
    };
    int n_applied = 0, n_all = 0;
    while (db_all_migrations[n_all].version != 0)
        n_all++;
    enum err e = db_check_schema(from, why);
    if (e == OK)
        e = db_migrate(to, &n_applied, why);
    if (e == OK)
        e = db_connect(&c.from, from, why);
    if (e == OK) {
        /* of its own: queries written for this copy must not stay with the
         * writer that others use */
        e = db_connect_as(&c.to, to, true, why);
        if (e == OK) {
            e = copy_all(&c, n_applied == n_all, why);
            e = say_of(&c, e, why);
            db_recover(c.to);
            if (e == OK && c.to->dialect == DB_POSTGRESQL)
                ignore(pg_exec(c.to, "ANALYZE")); /* else it plans blindly */
        }
        db_disconnect(c.to);
    }
    db_disconnect(c.from);
    return e;
}
