#include "support/things.h"

#define FIELD(s, member, type, word, may_be_null, has_offset)                  \
    {                                                                          \
#member, type, word, may_be_null, offsetof(struct s, member),          \
            has_offset                                                         \
    }
#define SHAPE(s, fields)                                                       \
    {                                                                          \
#s, (ptrdiff_t)sizeof(struct s),                                       \
            (int)(sizeof(fields) / sizeof *(fields)), fields                   \
    }

static const struct db_field thing_fields[] = {
    FIELD(thing, id, DB_INT, "key", false, -1),
    FIELD(thing, name, DB_TEXT, "text", false, -1),
    FIELD(thing, note, DB_TEXT, "text", true, -1),
    FIELD(thing, n, DB_INT, "int", true, offsetof(struct thing, has_n)),
    FIELD(thing, is_on, DB_BOOL, "bool", false, -1),
    FIELD(
        thing, share, DB_REAL, "real", true, offsetof(struct thing, has_share)),
    FIELD(thing, body, DB_BLOB, "blob", true, -1),
};
const struct db_shape thing_shape = SHAPE(thing, thing_fields);

static const struct db_field key_fields[] = { FIELD(
    thing_key, id, DB_INT, "key", false, -1) };
static const struct db_shape key_shape = SHAPE(thing_key, key_fields);
static const struct db_field count_fields[] = { FIELD(
    thing_count, n, DB_INT, "int", false, -1) };
static const struct db_shape count_shape = SHAPE(thing_count, count_fields);
static const struct db_field words_fields[] = { FIELD(
    thing_words, words, DB_MATCH, "match", false, -1) };
static const struct db_shape words_shape = SHAPE(thing_words, words_fields);

#define QUERY(name_, kind_, in_, out_, lite, pg)                               \
    const struct db_query name_ = { .name = #name_,                            \
        .kind = kind_,                                                         \
        .in = in_,                                                             \
        .out = out_,                                                           \
        .sqlite = lite,                                                        \
        .postgresql = pg,                                                      \
        .file = __FILE__,                                                      \
        .line = __LINE__ }

#define COLUMNS "id, name, note, n, is_on, share, body"

QUERY(thing_find, DB_ONE, &key_shape, &thing_shape,
    "SELECT " COLUMNS " FROM thing WHERE id = ?1",
    "SELECT " COLUMNS " FROM thing WHERE id = $1");
QUERY(thing_list, DB_MANY, NULL, &thing_shape,
    "SELECT " COLUMNS " FROM thing ORDER BY id LIMIT 100000",
    "SELECT " COLUMNS " FROM thing ORDER BY id LIMIT 100000");
QUERY(thing_each, DB_EACH, NULL, &thing_shape,
    "SELECT " COLUMNS " FROM thing ORDER BY id",
    "SELECT " COLUMNS " FROM thing ORDER BY id");
QUERY(thing_count, DB_ONE, NULL, &count_shape,
    "SELECT count(*) AS n FROM thing", "SELECT count(*) AS n FROM thing");
QUERY(thing_insert, DB_NONE, &thing_shape, NULL,
    "INSERT INTO thing (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    "INSERT INTO thing (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)");
QUERY(thing_rename, DB_NONE, &key_shape, NULL,
    "UPDATE thing SET name = 'renamed' WHERE id = ?1",
    "UPDATE thing SET name = 'renamed' WHERE id = $1");
QUERY(thing_touch, DB_ONE, &key_shape, &count_shape,
    "UPDATE thing SET n = coalesce(n, 0) + 1 WHERE id = ?1 RETURNING n",
    "UPDATE thing SET n = coalesce(n, 0) + 1 WHERE id = $1 RETURNING n");
QUERY(thing_delete, DB_NONE, &key_shape, NULL,
    "DELETE FROM thing WHERE id = ?1", "DELETE FROM thing WHERE id = $1");
QUERY(thing_search, DB_MANY, &words_shape, &key_shape,
    "SELECT rowid AS id FROM thing_word WHERE thing_word MATCH ?1 "
    "ORDER BY rowid LIMIT 100",
    "SELECT id FROM thing_word WHERE words @@ to_tsquery('simple', $1) "
    "ORDER BY id LIMIT 100");
QUERY(thing_read_twice, DB_ONE, NULL, &count_shape,
    "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) AS n FROM thing",
    "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) AS n FROM thing");
QUERY(part_insert, DB_NONE, &key_shape, NULL,
    "INSERT INTO part (thing_id) VALUES (?1)",
    "INSERT INTO part (thing_id) VALUES ($1)");

void
things_make(struct support *s, struct support_db *d)
{
    if (d->dialect == DB_SQLITE)
        support_exec(s, d->url,
            "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL "
            "UNIQUE, note TEXT, n INTEGER, is_on INTEGER NOT NULL "
            "CHECK (is_on IN (0, 1)), share REAL, body BLOB) STRICT;"
            "CREATE TABLE part (thing_id INTEGER NOT NULL "
            "REFERENCES thing (id)) STRICT;"
            "CREATE VIRTUAL TABLE thing_word USING fts5(words, "
            "tokenize = 'unicode61');");
    else
        support_exec(s, d->url,
            "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL "
            "UNIQUE, note TEXT, n BIGINT, is_on BIGINT NOT NULL "
            "CHECK (is_on IN (0, 1)), share DOUBLE PRECISION, body BYTEA);"
            "CREATE TABLE part (thing_id BIGINT NOT NULL "
            "REFERENCES thing (id));"
            "CREATE TABLE thing_word (id BIGINT PRIMARY KEY, "
            "words TSVECTOR NOT NULL);");
}

static enum err
insert(struct db *w, struct arena *scratch, void *arg)
{
    (void)scratch;
    return db_none(w, &thing_insert, arg, NULL);
}

enum err
thing_add(struct support_db *d, int64_t id, const char *name)
{
    struct thing t = { .id = id, .name = text_of(name) };
    return db_write(d->db, d->arena, insert, &t);
}
