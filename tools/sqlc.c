/* sqlc: named queries to typed C.
 *
 * (manual follows)
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
          "       sqlc --schema FILE... --schema-out FILE\n"
          "       sqlc --schema FILE... --queries-out FILE --all FILE...\n",
        stderr);
    exit(2);
}

/* What stands after an option, up to the next. */
struct words {
    char **at;
    int n;
};

struct options {
    struct words schema, all, in, out, schema_out, queries_out;
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
        { "--schema-out", &o.schema_out },
        { "--queries-out", &o.queries_out } };
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
    struct sqlite3 *db = try_open();
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
    struct sqlite3 *db = migrate(a, schema, o->schema.n);
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
        try_close(migrate(&a, schema, o.schema.n));
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
