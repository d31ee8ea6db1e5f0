#include "sqlc.h"

#include <sodium.h>

static void
write_sha256(struct buf *b, text bytes)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(
        hash, (const unsigned char *)bytes.ptr, (unsigned long long)bytes.len);
    for (size_t i = 0; i < sizeof hash; i++)
        buf_print(b, "%02x", (unsigned)hash[i]);
}

text
write_schema(struct arena *a, const struct file *files, int n_files)
{
    struct buf b = buf_in(a, 1 << 16);
    buf_add(&b,
        TEXT("/* Made by sqlc: every migration, in order. */\n"
             "#include \"db/db.h\"\n\n"
             "const struct db_migration db_all_migrations[] = {\n"));
    for (int i = 0; i < n_files; i++) {
        const struct file *f = &files[i];
        buf_print(&b,
            "    { .version = %d,\n        .name = \"%s\",\n"
            "        .sha256 = \"",
            f->version, f->name);
        write_sha256(&b, f->bytes);
        for (int d = 0; d < 2; d++) {
            enum dialect dialect = d == 0 ? SQLITE : POSTGRESQL;
            struct tokens t = tokens_of(a, f->tokens, dialect);
            buf_add(&b,
                d == 0 ? TEXT("\",\n        .sqlite =")
                       : TEXT(",\n        .postgresql ="));
            write_string(&b, tokens_print(a, t, dialect, NULL), 12);
        }
        buf_add(&b, TEXT(" },\n"));
    }
    buf_add(&b, TEXT("    { .version = 0 },\n};\n"));
    return buf_text(&b);
}

/* Names are those of functions, so they are unique over all files. */
static void
check_unique(const struct file *files, int n_files)
{
    for (int i = 0; i < n_files; i++)
        for (int j = 0; j < i; j++) {
            const struct file *f = &files[i], *other = &files[j];
            for (int k = 0; k < f->n_queries; k++)
                for (int l = 0; l < other->n_queries; l++)
                    if (text_is_equal(
                            f->queries[k].name, other->queries[l].name))
                        complain(f->path, f->queries[k].line,
                            "query %.*s stands in %s:%d already",
                            TEXT_ARG(f->queries[k].name), other->path,
                            other->queries[l].line);
            for (int k = 0; k < f->n_shapes; k++)
                for (int l = 0; l < other->n_shapes; l++)
                    if (text_is_equal(f->shapes[k].name, other->shapes[l].name))
                        complain(f->path, f->shapes[k].line,
                            "shape %.*s stands in %s:%d already",
                            TEXT_ARG(f->shapes[k].name), other->path,
                            other->shapes[l].line);
        }
}

text
write_queries(struct arena *a, const struct file *files, int n_files)
{
    struct buf b = buf_in(a, 1 << 14);
    check_unique(files, n_files);
    buf_add(&b,
        TEXT("/* Made by sqlc: every query of every room. */\n"
             "#include \"db/db.h\"\n\n"));
    for (int i = 0; i < n_files; i++)
        for (int k = 0; k < files[i].n_queries; k++)
            buf_print(&b, "extern const struct db_query %.*s_query;\n",
                TEXT_ARG(files[i].queries[k].name));
    buf_add(&b, TEXT("\nconst struct db_query *const db_all_queries[] = {\n"));
    for (int i = 0; i < n_files; i++)
        for (int k = 0; k < files[i].n_queries; k++)
            buf_print(
                &b, "    &%.*s_query,\n", TEXT_ARG(files[i].queries[k].name));
    buf_add(&b, TEXT("    NULL,\n};\n"));
    return buf_text(&b);
}
