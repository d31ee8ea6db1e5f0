/* What a schema says of itself, asked of either database. */
#include "db/db_copy.h"

#include <string.h>

#define FIELD(s, member, type)                                                 \
    {                                                                          \
#member, type, "", false, offsetof(struct s, member), -1               \
    }

static const struct db_field column_fields[] = {
    FIELD(copy_column, table, DB_TEXT),
    FIELD(copy_column, name, DB_TEXT),
    FIELD(copy_column, type, DB_TEXT),
};
static const struct db_shape column_shape = { "copy_column",
    (ptrdiff_t)sizeof(struct copy_column), 3, column_fields };

/* pragma_table_list tells shadow and virtual tables from ordinary ones. */
static const struct db_query columns = { .name = "catalogue_columns",
    .kind = DB_MANY,
    .sqlite = "SELECT t.name, c.name, c.type "
              "FROM pragma_table_list AS t, pragma_table_info(t.name) AS c "
              "WHERE t.schema = 'main' AND t.type = 'table' "
              "AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
              "ORDER BY t.name, c.cid",
    .postgresql = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT),"
                  " CAST(data_type AS TEXT) FROM information_schema.columns "
                  "JOIN information_schema.tables "
                  "USING (table_schema, table_name) "
                  "WHERE table_schema = current_schema() "
                  "AND table_type = 'BASE TABLE' "
                  "ORDER BY CAST(table_name AS TEXT) COLLATE \"C\", "
                  "ordinal_position",
    .out = &column_shape };

static const struct db_field key_fields[] = {
    FIELD(copy_key, child, DB_TEXT),
    FIELD(copy_key, parent, DB_TEXT),
};
static const struct db_shape key_shape = { "copy_key",
    (ptrdiff_t)sizeof(struct copy_key), 2, key_fields };

static const struct db_query keys = { .name = "catalogue_keys",
    .kind = DB_MANY,
    .sqlite = "SELECT DISTINCT t.name, f.\"table\" "
              "FROM pragma_table_list AS t, "
              "pragma_foreign_key_list(t.name) AS f "
              "WHERE t.schema = 'main' AND t.type = 'table' ORDER BY 1, 2",
    .postgresql = "SELECT DISTINCT CAST(a.relname AS TEXT), "
                  "CAST(b.relname AS TEXT) FROM pg_constraint c "
                  "JOIN pg_class a ON a.oid = c.conrelid "
                  "JOIN pg_class b ON b.oid = c.confrelid "
                  "JOIN pg_namespace n ON n.oid = c.connamespace "
                  "WHERE c.contype = 'f' AND n.nspname = current_schema() "
                  "ORDER BY 1, 2",
    .out = &key_shape };

struct flag {
    int64_t is_there;
};
static const struct db_field flag_fields[] = { FIELD(flag, is_there, DB_INT) };
static const struct db_shape flag_shape = { "flag",
    (ptrdiff_t)sizeof(struct flag), 1, flag_fields };

enum err
catalogue_columns(
    struct db *db, struct arena *a, struct copy_column **c, ptrdiff_t *n)
{
    void *rows;
    enum err e = db_many(db, a, &columns, NULL, &rows, n);
    *c = rows;
    return e;
}

enum err
catalogue_keys(
    struct db *db, struct arena *a, struct copy_key **out, ptrdiff_t *n)
{
    void *rows;
    enum err e = db_many(db, a, &keys, NULL, &rows, n);
    *out = rows;
    return e;
}

enum err
catalogue_has_rows(
    struct db *db, struct arena *a, const struct copy_table *t, bool *has_rows)
{
    struct buf sql = buf_in(a, 128);
    buf_print(&sql,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM \"%s\") THEN 1 ELSE 0 END "
        "AS is_there",
        t->name);
    buf_byte(&sql, '\0');
    /* kept by the connection: it must live as long */
    struct db_query *q = arena_new(a, struct db_query, 1);
    *q = (struct db_query){ .name = t->name,
        .kind = DB_ONE,
        .sqlite = sql.ptr,
        .postgresql = sql.ptr,
        .out = &flag_shape };
    struct flag flag = { 0 };
    enum err e = db_one(db, a, q, NULL, &flag);
    *has_rows = flag.is_there != 0;
    return e;
}
