#include "sqlc.h"

#include <ctype.h>
#include <string.h>

static bool
is_plain(unsigned char c)
{
    return c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

static void
write_byte(struct buf *b, char c, char last)
{
    if (c == '\n')
        buf_add(b, TEXT("\\n"));
    else if (c == '\r') /* a CRLF in the source is a line end */
        return;
    else if (c == '?' && last == '?') /* no trigraph */
        buf_add(b, TEXT("\\?"));
    else if (is_plain((unsigned char)c))
        buf_byte(b, c);
    else if (c == '"' || c == '\\')
        buf_print(b, "\\%c", c);
    else
        buf_print(b, "\\%03o", (unsigned)(unsigned char)c);
}

/* A line of the text is a line of the string. */
void
write_string(struct buf *b, text s, int indent)
{
    bool is_open = false;
    if (s.len == 0)
        buf_print(b, "\n%*s\"\"", indent, "");
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (!is_open)
            buf_print(b, "\n%*s\"", indent, "");
        is_open = true;
        write_byte(b, s.ptr[i], i > 0 ? s.ptr[i - 1] : ' ');
        if (s.ptr[i] == '\n' || i + 1 == s.len) {
            buf_byte(b, '"');
            is_open = false;
        }
    }
}

/* The comment of the source, and a last line of ours. */
void
write_comment(struct buf *b, text comment, const char *last)
{
    buf_add(b, TEXT("/* "));
    while (text_is_known(comment) && comment.len > 0) {
        text line = text_trim(text_cut(comment, '\n', &comment));
        line = text_slice(line, 2, line.len); /* the two dashes */
        if (text_starts_with(line, TEXT(" ")))
            line = text_slice(line, 1, line.len);
        for (ptrdiff_t i = 0; i < line.len; i++) {
            bool is_mark = i > 0 &&
                ((line.ptr[i - 1] == '*' && line.ptr[i] == '/') ||
                    (line.ptr[i - 1] == '/' && line.ptr[i] == '*'));
            if (is_mark)
                buf_byte(b, ' ');
            buf_byte(b, line.ptr[i]);
        }
        buf_add(b, TEXT("\n * "));
    }
    buf_print(b, "%s */\n", last);
}

static void
write_struct(struct buf *b, text name, const char *end, const struct list *l)
{
    buf_print(b, "struct %.*s%s {\n", TEXT_ARG(name), end);
    for (int i = 0; i < l->n_fields; i++) {
        const struct field *f = &l->fields[i];
        buf_print(b, "    %s %.*s;", f->type->c, TEXT_ARG(f->name));
        bool is_told = strcmp(f->type->word, f->type->c) == 0;
        if (!is_told || f->may_be_null)
            buf_print(b, " /* %s%s */", f->type->word,
                f->may_be_null ? ", may be NULL" : "");
        buf_byte(b, '\n');
        if (f->may_be_null && f->type->has_has)
            buf_print(b, "    bool has_%.*s;\n", TEXT_ARG(f->name));
    }
    buf_add(b, TEXT("};\n"));
}

/* The fields, and the shape over them. */
static void
write_shape(struct buf *b, text name, const char *end, const struct list *l,
    bool is_static)
{
    buf_print(b, "static const struct db_field %.*s%s_fields[] = {\n",
        TEXT_ARG(name), end);
    for (int i = 0; i < l->n_fields; i++) {
        const struct field *f = &l->fields[i];
        buf_print(b, "    { \"%.*s\", %s, \"%s\", %s,\n", TEXT_ARG(f->name),
            f->type->db_type, f->type->word, f->may_be_null ? "true" : "false");
        buf_print(b, "        offsetof(struct %.*s%s, %.*s), ", TEXT_ARG(name),
            end, TEXT_ARG(f->name));
        if (f->may_be_null && f->type->has_has)
            buf_print(b, "offsetof(struct %.*s%s, has_%.*s) },\n",
                TEXT_ARG(name), end, TEXT_ARG(f->name));
        else
            buf_add(b, TEXT("-1 },\n"));
    }
    buf_print(b,
        "};\n%sconst struct db_shape %.*s%s_shape = { \"%.*s%s\",\n"
        "    sizeof(struct %.*s%s), %d, %.*s%s_fields };\n\n",
        is_static ? "static " : "", TEXT_ARG(name), end, TEXT_ARG(name), end,
        TEXT_ARG(name), end, l->n_fields, TEXT_ARG(name), end);
}

/* `name(` and parameters, broken at 80 columns. */
struct call {
    struct buf *b;
    ptrdiff_t line_start;
    int n;
};

static struct call
call_open(struct buf *b, text name, const char *end)
{
    struct call c = { b, b->len, 0 };
    buf_print(b, "%.*s%s(", TEXT_ARG(name), end);
    return c;
}

static void
call_add(struct call *c, text parameter)
{
    struct buf *b = c->b;
    if (c->n++ > 0)
        buf_byte(b, ',');
    if (b->len - c->line_start + parameter.len > 76) {
        buf_byte(b, '\n');
        c->line_start = b->len;
        buf_add(b, TEXT("    "));
    } else if (c->n > 1) {
        buf_byte(b, ' ');
    }
    buf_add(b, parameter);
}

static text
in_parameter(struct arena *a, const struct query *q)
{
    return q->in_shape != NULL
        ? arena_print(a, "const struct %.*s *in", TEXT_ARG(q->in_shape->name))
        : arena_print(a, "struct %.*s_in in", TEXT_ARG(q->name));
}

static text
row_name(struct arena *a, const struct query *q)
{
    return q->out_shape != NULL
        ? arena_print(a, "struct %.*s", TEXT_ARG(q->out_shape->name))
        : arena_print(a, "struct %.*s_row", TEXT_ARG(q->name));
}

/* The head of the function that answers at once, up to the ')'. */
static void
write_head(struct buf *b, const struct query *q)
{
    struct arena *a = b->arena;
    text row = row_name(a, q);
    buf_add(b, TEXT("enum err\n"));
    struct call c = call_open(b, q->name, "");
    call_add(&c, TEXT("struct db *db"));
    if (q->kind != KIND_NONE)
        call_add(&c, TEXT("struct arena *a"));
    if (query_in(q) != NULL)
        call_add(&c, in_parameter(a, q));
    switch (q->kind) {
    case KIND_ONE:
        call_add(&c, arena_print(a, "%.*s *row", TEXT_ARG(row)));
        break;
    case KIND_MANY:
        call_add(&c, arena_print(a, "%.*s **rows", TEXT_ARG(row)));
        call_add(&c, TEXT("ptrdiff_t *n_rows"));
        break;
    case KIND_EACH:
        call_add(&c,
            arena_print(a, "enum err (*each)(void *context, const %.*s *row)",
                TEXT_ARG(row)));
        call_add(&c, TEXT("void *context"));
        break;
    case KIND_NONE: call_add(&c, TEXT("int64_t *n_changed")); break;
    }
    buf_byte(b, ')');
}

static bool
has_ask(const struct query *q)
{
    return q->kind == KIND_ONE || q->kind == KIND_MANY;
}

static void
write_ask_head(struct buf *b, const struct query *q)
{
    struct arena *a = b->arena;
    text row = row_name(a, q);
    buf_add(b, TEXT("void\n"));
    struct call c = call_open(b, q->name, "_ask");
    call_add(&c, TEXT("struct db_batch *batch"));
    if (query_in(q) != NULL)
        call_add(&c, in_parameter(a, q));
    if (q->kind == KIND_ONE) {
        call_add(&c, arena_print(a, "%.*s *row", TEXT_ARG(row)));
        call_add(&c, TEXT("bool *is_found"));
    } else {
        call_add(&c, arena_print(a, "%.*s **rows", TEXT_ARG(row)));
        call_add(&c, TEXT("ptrdiff_t *n_rows"));
    }
    buf_byte(b, ')');
}

static const char *
in_argument(const struct query *q)
{
    if (query_in(q) == NULL)
        return "NULL";
    return q->in_shape != NULL ? "in" : "&in";
}

static void
write_bodies(struct buf *b, const struct query *q)
{
    const char *in = in_argument(q);
    text name = q->name, row = row_name(b->arena, q);
    if (q->kind == KIND_EACH)
        buf_print(b,
            "struct %.*s_call {\n"
            "    enum err (*each)(void *context, const %.*s *row);\n"
            "    void *context;\n"
            "};\n\n"
            "static enum err\n"
            "%.*s_each(void *context, const void *row)\n"
            "{\n"
            "    const struct %.*s_call *call = context;\n"
            "    return call->each(call->context, row);\n"
            "}\n\n",
            TEXT_ARG(name), TEXT_ARG(row), TEXT_ARG(name), TEXT_ARG(name));
    write_head(b, q);
    buf_add(b, TEXT("\n{\n"));
    switch (q->kind) {
    case KIND_ONE:
        buf_print(b, "    return db_one(db, a, &%.*s_query, %s, row);\n",
            TEXT_ARG(name), in);
        break;
    case KIND_MANY:
        buf_print(b,
            "    void *found = NULL;\n"
            "    *n_rows = 0;\n"
            "    enum err err = db_many(\n"
            "        db, a, &%.*s_query, %s, &found, n_rows);\n"
            "    *rows = found;\n"
            "    return err;\n",
            TEXT_ARG(name), in);
        break;
    case KIND_EACH:
        buf_print(b,
            "    struct %.*s_call call = { each, context };\n"
            "    return db_each(\n"
            "        db, a, &%.*s_query, %s, %.*s_each, &call);\n",
            TEXT_ARG(name), TEXT_ARG(name), in, TEXT_ARG(name));
        break;
    case KIND_NONE:
        buf_print(b, "    return db_none(db, &%.*s_query, %s, n_changed);\n",
            TEXT_ARG(name), in);
        break;
    }
    buf_add(b, TEXT("}\n\n"));
    if (!has_ask(q))
        return;
    write_ask_head(b, q);
    if (q->kind == KIND_ONE)
        buf_print(b,
            "\n{\n    db_ask_one(batch, &%.*s_query, %s, row, is_found);\n"
            "}\n\n",
            TEXT_ARG(name), in);
    else
        buf_print(b,
            "\n{\n    db_ask_many(\n"
            "        batch, &%.*s_query, %s, (void **)rows, n_rows);\n}\n\n",
            TEXT_ARG(name), in);
}

static const char *const kind_words[] = { "one", "many", "each", "none" };
static const char *const kind_names[] = { "DB_ONE", "DB_MANY", "DB_EACH",
    "DB_NONE" };

static void
write_query(struct buf *b, const struct file *f, const struct query *q)
{
    const struct list *in = query_in(q), *out = query_out(q);
    if (in != NULL && q->in_shape == NULL)
        write_shape(b, q->name, "_in", in, true);
    if (out != NULL && q->out_shape == NULL)
        write_shape(b, q->name, "_row", out, true);
    buf_print(b,
        "const struct db_query %.*s_query = {\n"
        "    .name = \"%.*s\",\n    .kind = %s,\n    .sqlite =",
        TEXT_ARG(q->name), TEXT_ARG(q->name), kind_names[q->kind]);
    write_string(b, q->sql[0], 8);
    buf_add(b, TEXT(",\n    .postgresql ="));
    write_string(b, q->sql[1], 8);
    buf_add(b, TEXT(",\n"));
    if (in != NULL)
        buf_print(b, "    .in = &%.*s%s_shape,\n",
            TEXT_ARG(q->in_shape != NULL ? q->in_shape->name : q->name),
            q->in_shape != NULL ? "" : "_in");
    if (out != NULL)
        buf_print(b, "    .out = &%.*s%s_shape,\n",
            TEXT_ARG(q->out_shape != NULL ? q->out_shape->name : q->name),
            q->out_shape != NULL ? "" : "_row");
    buf_add(b, TEXT("    .file ="));
    write_string(b, text_of(f->path), 8);
    buf_print(b, ",\n    .line = %d,\n};\n\n", q->line);
    write_bodies(b, q);
}

static void
declare_query(struct buf *b, const struct file *f, const struct query *q)
{
    const struct list *in = query_in(q), *out = query_out(q);
    text last = arena_print(b->arena, "%s row%s; %s:%d", kind_words[q->kind],
        q->kind == KIND_ONE ? "" : "s", f->path, q->line);
    write_comment(b, q->comment, arena_c_string(b->arena, last));
    if (in != NULL && q->in_shape == NULL)
        write_struct(b, q->name, "_in", in);
    if (out != NULL && q->out_shape == NULL)
        write_struct(b, q->name, "_row", out);
    write_head(b, q);
    buf_add(b, TEXT(";\n"));
    if (has_ask(q)) {
        write_ask_head(b, q);
        buf_add(b, TEXT(";\n"));
    }
    buf_print(
        b, "extern const struct db_query %.*s_query;\n\n", TEXT_ARG(q->name));
}

text
write_header(struct arena *a, const struct file *f)
{
    struct buf b = buf_in(a, 1 << 16);
    struct buf guard = buf_in(a, 64);
    for (const char *at = f->name; *at != '\0'; at++)
        buf_byte(&guard,
            isalnum((unsigned char)*at) ? (char)toupper((unsigned char)*at)
                                        : '_');
    buf_print(&b,
        "/* Made by sqlc of %s; edits here are lost. */\n"
        "#ifndef %.*s_H\n#define %.*s_H\n\n#include \"db/db.h\"\n",
        f->path, TEXT_ARG(buf_text(&guard)), TEXT_ARG(buf_text(&guard)));
    for (int i = 0; i < f->n_uses; i++)
        buf_print(&b, "#include \"%.*s.h\"\n", TEXT_ARG(f->use_names[i]));
    buf_byte(&b, '\n');
    for (int i = 0; i < f->n_shapes; i++) {
        const struct shape *s = &f->shapes[i];
        text last = arena_print(a, "%s:%d", f->path, s->line);
        write_comment(&b, s->comment, arena_c_string(a, last));
        write_struct(&b, s->name, "", &s->list);
        buf_print(&b, "extern const struct db_shape %.*s_shape;\n\n",
            TEXT_ARG(s->name));
    }
    for (int i = 0; i < f->n_queries; i++)
        declare_query(&b, f, &f->queries[i]);
    buf_add(&b, TEXT("#endif\n"));
    return buf_text(&b);
}

text
write_source(struct arena *a, const struct file *f)
{
    struct buf b = buf_in(a, 1 << 16);
    buf_print(&b,
        "/* Made by sqlc of %s; edits here are lost. */\n"
        "#include \"%s.h\"\n\n",
        f->path, f->name);
    for (int i = 0; i < f->n_shapes; i++)
        write_shape(&b, f->shapes[i].name, "", &f->shapes[i].list, false);
    for (int i = 0; i < f->n_queries; i++)
        write_query(&b, f, &f->queries[i]);
    return buf_text(&b);
}

/* For Make: a shape of another file numbers our parameters. */
text
write_uses(struct arena *a, const struct file *f, const char *out)
{
    struct buf b = buf_in(a, 256);
    for (int i = 0; i < f->n_uses; i++)
        buf_print(&b, "%s.c %s.h: %s\n%s:\n", out, out, f->uses[i].path,
            f->uses[i].path);
    return buf_text(&b);
}
