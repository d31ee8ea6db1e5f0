/* sqlc: named queries to typed C. How a .sql file is written stands here.
 *
 * A room keeps its queries in ROOM/NAME.sql. The build makes of each file a
 * header with structs and functions, #include "ROOM/NAME.sql.h", and prepares
 * each query against the schema, so that a wrong name stops the build with
 * file and line. Nobody counts columns or parameters by hand.
 *
 * QUERIES
 *
 *     -- The open items of a side, newest first.
 *     -- query: item_open many
 *     -- in:    side_id key, status text?, before_id key, n_rows int
 *     -- out:   id key, title text, due_on date?, n_votes int
 *     SELECT i.id, i.title, i.due_on, count(v.id) AS n_votes
 *       FROM item i LEFT JOIN vote v ON v.item_id = i.id
 *      WHERE i.side_id = :side_id AND i.id < :before_id
 *        AND (:status IS NULL OR i.status = :status)
 *      GROUP BY i.id, i.title, i.due_on ORDER BY i.id DESC LIMIT :n_rows;
 *
 * The comment lines right above come along into the header. `in:` declares
 * each parameter, `out:` each column, in their order; both may be left out
 * where there is nothing to say. A list goes on in the next comment line when
 * that begins with two blanks, or when the line before ends with a comma.
 *
 *     kind   what it is                       what is made of it
 *     one    a row, or ERR_NOT_FOUND          NAME(db, a, in, &row)
 *     many   rows, with ORDER BY and LIMIT    NAME(db, a, in, &rows, &n_rows)
 *     each   a call for each row              NAME(db, a, in, each, context)
 *     none   no rows: INSERT, UPDATE, DELETE  NAME(db, in, &n_changed)
 *
 * `one` and `many` have a NAME_ask as well, for a struct db_batch. They may
 * also be an INSERT, UPDATE or DELETE with RETURNING; then no LIMIT is asked.
 * `in` is a struct NAME_in by value, rows are struct NAME_row.
 *
 * TYPES
 *
 *     key int cents time    int64_t     whole numbers; a time is UTC seconds
 *     bool                  bool        0 or 1 in the database
 *     real                  double      finite
 *     text date json        text        UTF-8; a date is YYYY-MM-DD
 *     blob                  text        any bytes
 *     match                 text        folded words, to ask the word index;
 *                                       a parameter only
 *
 * A '?' after the type: may be NULL. A text is then one with ptr NULL, a
 * number has a bool has_NAME beside it, both ways. A column that may be NULL
 * in its table is declared so.
 *
 * SHAPES
 *
 *     -- shape: organisation
 *     --   id key, code text, name text, place_id key?, website text?
 *
 *     -- query: organisation_find one
 *     -- in:    code text
 *     -- out:   organisation
 *
 * A list that several queries share becomes a struct of its name. As `in` it
 * is handed over as const struct organisation *, and the query uses all of
 * it: what it left out would not be saved. A shape of another file comes by
 *
 *     -- use: network/network.sql
 *
 * WHERE THE DATABASES PART
 *
 *     -- sqlite:
 *     SELECT rowid AS id FROM item_word WHERE item_word MATCH :words
 *     -- postgresql:
 *     SELECT id FROM item_word WHERE words @@ to_tsquery('simple', :words)
 *     -- both:
 *      ORDER BY id LIMIT :n_rows;
 *
 * One text for both is the rule. The tool knows strings, names in quotes and
 * both kinds of comments; outside of them it turns :name into ?1 or $1, and
 * refuses what one database lacks or reads otherwise (the tables of
 * sqlc_word.c and sqlc_rule.c, each with what to write instead). A dialect's
 * own words may stand in its block. Right on both are
 *
 *     CAST(sum(n) AS BIGINT), or AS DOUBLE PRECISION, or AS TEXT
 *     CASE WHEN ... THEN 1 ELSE 0 END      a truth as a column
 *     is_open = 1                          a truth as a condition
 *     a IS NOT DISTINCT FROM b             equal, or both NULL
 *     ON CONFLICT (code) DO UPDATE SET ... an expected conflict
 *     WHERE id > :after_id ORDER BY id     the next page
 *
 * What SQLite takes and PostgreSQL refuses can be more than is known here
 * (GROUP BY without a plain column, a whole number as a condition): the tests
 * prepare every query on both.
 *
 * MIGRATIONS
 *
 * ROOM/schema/NNNN_room.sql, numbered over all rooms, never changed once they
 * have run anywhere. They make, alter and drop tables, indexes and views, and
 * write rows; blocks work as above. Types are said so:
 *
 *                SQLite                 PostgreSQL
 *     @KEY@      INTEGER PRIMARY KEY    BIGINT PRIMARY KEY
 *     @INT@      INTEGER                BIGINT
 *     @REAL@     REAL                   DOUBLE PRECISION
 *     @TEXT@     TEXT                   TEXT COLLATE "C"
 *     @BLOB@     BLOB                   BYTEA
 *     @STRICT@   STRICT                 (nothing)
 *
 *     CREATE TABLE place (
 *         id        @KEY@,
 *         name      @TEXT@ NOT NULL,
 *         parent_id @INT@ REFERENCES place (id),
 *         is_open   @INT@ NOT NULL CHECK (is_open IN (0, 1))
 *     ) @STRICT@;
 *
 * RUNNING IT
 *
 *     sqlc --schema FILE... --in src/ROOM/NAME.sql --out BASE
 *         writes BASE.h, BASE.c, and BASE.d: the files that `use:` names
 *     sqlc --schema FILE... --schema-out FILE [--tried-out DB]
 *         writes db_all_migrations, and what they make
 *     sqlc --tried DB --in src/ROOM/NAME.sql --out BASE
 *         as the first, where they were tried before
 *     sqlc --queries-out FILE --all FILE...
 *         writes db_all_queries
 *
 * Ends with 0; with 1 when something was said, and then nothing is written;
 * with 2 when called wrongly. All sentences are "file:line: what".
 */
#include "sqlc.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int n_said;

/* The text for SQLite and that for PostgreSQL often have the same mistake:
 * a sentence is said once. */
void
complain(const char *path, int line, const char *format, ...)
{
    static uint64_t said[256];
    char sentence[1000];
    int n = snprintf(sentence, sizeof sentence, "%s:%d: ", path, line);
    va_list args;
    va_start(args, format);
    if (n >= 0 && n < (int)sizeof sentence)
        vsnprintf(sentence + n, sizeof sentence - (size_t)n, format, args);
    va_end(args);
    uint64_t hash = text_hash(text_of(sentence));
    for (int i = 0; i < n_said && i < 256; i++)
        if (said[i] == hash)
            return;
    if (n_said < 256)
        said[n_said] = hash;
    n_said++;
    fprintf(stderr, "%s\n", sentence);
}

int
n_complaints(void)
{
    return n_said;
}

static _Noreturn void
say_usage(void)
{
    fputs("usage: sqlc --schema FILE... --in FILE --out BASE\n"
          "       sqlc --schema FILE... --schema-out FILE [--tried-out DB]\n"
          "       sqlc --tried DB --in FILE --out BASE\n"
          "       sqlc --queries-out FILE --all FILE...\n",
        stderr);
    exit(2);
}

/* What stands after an option, up to the next. */
struct words {
    char **at;
    int n;
};

struct options {
    struct words schema, all, in, out, schema_out, queries_out, tried,
        tried_out;
};

static struct options
options_read(int argc, char **argv)
{
    struct options o = { .schema = { NULL, 0 } };
    struct words *open = NULL;
    const struct {
        const char *name;
        struct words *words;
    } known[] = { { "--schema", &o.schema }, { "--all", &o.all },
        { "--in", &o.in }, { "--out", &o.out },
        { "--schema-out", &o.schema_out }, { "--queries-out", &o.queries_out },
        { "--tried", &o.tried }, { "--tried-out", &o.tried_out } };
    for (int i = 1; i < argc; i++) {
        struct words *option = NULL;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (strcmp(argv[i], known[k].name) == 0)
                option = known[k].words;
        if (option != NULL)
            *(open = option) = (struct words){ argv + i + 1, 0 };
        else if (open == NULL || strncmp(argv[i], "--", 2) == 0)
            say_usage();
        else
            open->n++;
    }
    return o;
}

static void
save(struct arena *a, const char *path, const char *end, text bytes)
{
    text whole = arena_join(a, 2, (text[]){ text_of(path), text_of(end) });
    const char *name = arena_c_string(a, whole);
    FILE *stream = fopen(name, "wb");
    bool is_ok = stream != NULL &&
        fwrite(bytes.ptr, 1, (size_t)bytes.len, stream) == (size_t)bytes.len;
    if (stream != NULL && fclose(stream) != 0)
        is_ok = false;
    if (!is_ok)
        complain(name, 1, "cannot be written");
}

/* All migrations, in order of their numbers. */
static struct file *
read_schema(struct arena *a, struct words paths)
{
    struct file *files = arena_new(a, struct file, paths.n + 1);
    for (int i = 0; i < paths.n; i++) {
        struct file f;
        if (!file_read_migration(a, &f, paths.at[i]))
            exit(1);
        int k = i;
        for (; k > 0 && files[k - 1].version > f.version; k--)
            files[k] = files[k - 1];
        files[k] = f;
        if (k > 0 && files[k - 1].version == f.version)
            complain(f.path, 1, "its number is that of %s", files[k - 1].path);
    }
    return files;
}

static struct sqlite3 *
migrate(struct arena *a, const struct file *files, int n_files)
{
    struct sqlite3 *db = try_open(NULL);
    require(db != NULL);
    for (int i = 0; i < n_files; i++) {
        int n_before = n_complaints();
        for (int d = 0; d < 2; d++) {
            enum dialect dialect = d == 0 ? SQLITE : POSTGRESQL;
            struct tokens rest = tokens_of(a, files[i].tokens, dialect);
            while (rest.n > 0 && n_complaints() == n_before) {
                struct tokens t = tokens_cut(rest, &rest);
                if (t.n > 0)
                    rule_check_migration(&files[i], t, dialect);
            }
        }
        if (n_complaints() == n_before)
            try_migration(db, a, &files[i]);
    }
    if (n_complaints() == 0)
        try_schema(db, a, files, n_files);
    return db;
}

static void
make_queries(
    struct arena *a, const struct options *o, const struct file *schema)
{
    struct file f;
    if (o->out.n != 1 || o->in.n != 1)
        say_usage();
    if (!file_read_queries(a, &f, o->in.at[0]))
        return;
    if (n_complaints() > 0)
        return; /* what was not understood cannot be tried */
    struct sqlite3 *db = o->tried.n == 1 ? try_open(o->tried.at[0])
                                         : migrate(a, schema, o->schema.n);
    if (n_complaints() == 0)
        for (int i = 0; i < f.n_queries; i++)
            try_query(db, a, &f, &f.queries[i]);
    try_close(db);
    if (n_complaints() > 0)
        return;
    save(a, o->out.at[0], ".h", write_header(a, &f));
    save(a, o->out.at[0], ".c", write_source(a, &f));
    save(a, o->out.at[0], ".d", write_uses(a, &f, o->out.at[0]));
}

static void
make_list(struct arena *a, const struct options *o)
{
    struct file *files = arena_new(a, struct file, o->all.n + 1);
    for (int i = 0; i < o->all.n; i++)
        if (!file_read_queries(a, &files[i], o->all.at[i]))
            return;
    text list = write_queries(a, files, o->all.n);
    if (n_complaints() == 0)
        save(a, o->queries_out.at[0], "", list);
}

int
main(int argc, char **argv)
{
    struct arena a;
    struct options o = options_read(argc, argv);
    arena_open(&a, (ptrdiff_t)1 << 30);
    if (sodium_init() < 0)
        return 1;
    struct file *schema = read_schema(&a, o.schema);
    if (o.in.at != NULL && n_complaints() == 0) {
        make_queries(&a, &o, schema);
    } else if (o.schema_out.n == 1 && n_complaints() == 0) {
        struct sqlite3 *db = migrate(&a, schema, o.schema.n);
        if (n_complaints() == 0 && o.tried_out.n == 1)
            try_save(db, o.tried_out.at[0]);
        try_close(db);
        if (n_complaints() == 0)
            save(&a, o.schema_out.at[0], "",
                write_schema(&a, schema, o.schema.n));
    } else if (o.queries_out.n == 1) {
        make_list(&a, &o);
    } else if (n_complaints() == 0) {
        say_usage();
    }
    arena_close(&a);
    return n_complaints() > 0;
}
