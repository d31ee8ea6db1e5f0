#include "sqlc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is known while the tokens go by. */
struct reader {
    struct arena *arena;
    struct file *file;
    struct query *query; /* the one whose text is being read */
    struct list *list;   /* the one that may go on in the next line */
    int list_end;        /* its last line */
    text comment;        /* of whole lines, up to here */
    int comment_end;     /* its last line */
    enum dialect block;
    bool is_ended_sqlite, is_ended_postgresql; /* by a ';' */
    bool is_migration;
    bool is_lost; /* SQL outside of a query: said once */
};

static void
list_open(struct reader *r, struct list *l, text rest, int line)
{
    if (l->is_given)
        complain(
            r->file->path, line, "this list was given in line %d", l->line);
    l->is_given = true;
    l->line = line;
    r->list = l;
    r->list_end = line;
    list_add_line(r->arena, r->file->path, l, rest, line);
}

static void
list_close(struct reader *r)
{
    if (r->list != NULL && r->list->has_comma)
        complain(r->file->path, r->list_end, "the list ends with a comma");
    r->list = NULL;
}

/* Does the list go on in this comment line? Two blanks say so, or that the
 * line before was left open. */
static bool
is_continued(const struct reader *r, const struct token *t, text body)
{
    if (r->list == NULL || t->line != r->list_end + 1)
        return false;
    bool is_open = r->list->has_comma ||
        (r->list->n_fields == 0 && text_is_empty(r->list->shape));
    return is_open || text_starts_with(body, TEXT("  ")) ||
        text_starts_with(body, TEXT("\t")) ||
        text_starts_with(text_trim(body), TEXT(","));
}

/* The comment lines right above line `line`. */
static text
take_comment(struct reader *r, int line)
{
    text comment = r->comment_end == line - 1 ? r->comment : TEXT("");
    r->comment = (text){ NULL, 0 };
    return comment;
}

static void
keep_comment(struct reader *r, const struct token *t)
{
    bool goes_on = text_is_known(r->comment) && r->comment_end == t->line - 1;
    if (goes_on)
        r->comment.len = t->raw.ptr + t->raw.len - r->comment.ptr;
    else
        r->comment = t->raw;
    r->comment_end = t->line;
}

static void
query_close(struct reader *r)
{
    struct query *q = r->query;
    list_close(r);
    if (q == NULL)
        return;
    const char *path = r->file->path;
    int n_sqlite = 0, n_postgresql = 0;
    for (ptrdiff_t i = 0; i < q->tokens.n; i++) {
        n_sqlite += (q->tokens.at[i].block & SQLITE) != 0 &&
            q->tokens.at[i].kind != T_COMMENT;
        n_postgresql += (q->tokens.at[i].block & POSTGRESQL) != 0 &&
            q->tokens.at[i].kind != T_COMMENT;
    }
    if (n_sqlite == 0 || n_postgresql == 0)
        complain(path, q->line, "query %.*s has no text%s", TEXT_ARG(q->name),
            n_sqlite > 0           ? " for PostgreSQL"
                : n_postgresql > 0 ? " for SQLite"
                                   : "");
    else if (!r->is_ended_sqlite || !r->is_ended_postgresql)
        complain(path, q->line, "query %.*s does not end with a ';'%s",
            TEXT_ARG(q->name),
            r->is_ended_sqlite           ? " for PostgreSQL"
                : r->is_ended_postgresql ? " for SQLite"
                                         : "");
    r->query = NULL;
}

static void
query_open(struct reader *r, text rest, int line)
{
    struct file *f = r->file;
    query_close(r);
    struct query *q = &f->queries[f->n_queries];
    *q = (struct query){ .line = line, .comment = take_comment(r, line) };
    q->name = cut_word(&rest);
    text kind = cut_word(&rest);
    if (text_is_equal(kind, TEXT("one")))
        q->kind = KIND_ONE;
    else if (text_is_equal(kind, TEXT("many")))
        q->kind = KIND_MANY;
    else if (text_is_equal(kind, TEXT("each")))
        q->kind = KIND_EACH;
    else if (text_is_equal(kind, TEXT("none")))
        q->kind = KIND_NONE;
    else
        complain(f->path, line, "query %.*s: one, many, each or none?",
            TEXT_ARG(q->name));
    if (rest.len > 0)
        complain(f->path, line, "'%.*s' after the kind", TEXT_ARG(rest));
    check_name(f->path, line, q->name, false);
    for (int i = 0; i < f->n_queries; i++)
        if (text_is_equal(f->queries[i].name, q->name))
            complain(f->path, line, "query %.*s stands in line %d already",
                TEXT_ARG(q->name), f->queries[i].line);
    f->n_queries++;
    r->query = q;
    r->block = BOTH;
    r->is_ended_sqlite = r->is_ended_postgresql = r->is_lost = false;
}

static void
shape_open(struct reader *r, text rest, int line)
{
    struct file *f = r->file;
    query_close(r);
    struct shape *s = &f->shapes[f->n_shapes];
    *s = (struct shape){ .line = line, .comment = take_comment(r, line) };
    s->name = cut_word(&rest);
    check_name(f->path, line, s->name, false);
    for (int i = 0; i < f->n_shapes; i++)
        if (text_is_equal(f->shapes[i].name, s->name))
            complain(f->path, line, "shape %.*s stands in line %d already",
                TEXT_ARG(s->name), f->shapes[i].line);
    f->n_shapes++;
    list_open(r, &s->list, rest, line);
}

enum directive {
    NO_DIRECTIVE,
    D_USE,
    D_SHAPE,
    D_QUERY,
    D_IN,
    D_OUT,
    D_SQLITE,
    D_POSTGRESQL,
    D_BOTH
};

static enum directive
directive_of(text body, text *rest)
{
    static const char *const words[] = { [D_USE] = "use",
        [D_SHAPE] = "shape",
        [D_QUERY] = "query",
        [D_IN] = "in",
        [D_OUT] = "out",
        [D_SQLITE] = "sqlite",
        [D_POSTGRESQL] = "postgresql",
        [D_BOTH] = "both" };
    text word = text_trim(text_cut(body, ':', rest));
    if (!text_is_known(*rest))
        return NO_DIRECTIVE;
    for (int i = D_USE; i <= D_BOTH; i++)
        if (text_is_equal(word, text_of(words[i])))
            return (enum directive)i;
    return NO_DIRECTIVE;
}

static void
block_open(struct reader *r, enum dialect block, text rest, int line)
{
    if (text_trim(rest).len > 0)
        complain(r->file->path, line, "the text begins in the next line");
    if (r->query == NULL && !r->is_migration)
        complain(r->file->path, line, "a dialect without a query");
    r->block = block;
}

static void
read_in_out(struct reader *r, bool is_in, text rest, int line)
{
    struct query *q = r->query;
    if (q == NULL)
        complain(
            r->file->path, line, "'%s:' without a query", is_in ? "in" : "out");
    else if (q->tokens.n > 0)
        complain(r->file->path, line, "'%s:' stands before the SQL",
            is_in ? "in" : "out");
    else
        list_open(r, is_in ? &q->in : &q->out, rest, line);
}

static void
read_comment(struct reader *r, const struct token *t)
{
    text body = text_slice(t->raw, 2, t->raw.len), rest;
    enum directive directive =
        t->is_first ? directive_of(body, &rest) : NO_DIRECTIVE;
    if (directive == NO_DIRECTIVE && is_continued(r, t, body)) {
        r->list_end = t->line;
        list_add_line(r->arena, r->file->path, r->list, body, t->line);
        return;
    }
    list_close(r);
    if (directive == NO_DIRECTIVE) {
        if (t->is_first)
            keep_comment(r, t);
        return;
    }
    if (r->is_migration && directive < D_SQLITE) {
        complain(r->file->path, t->line, "not in a migration");
        return;
    }
    switch (directive) {
    case NO_DIRECTIVE: break;
    case D_USE: r->file->use_names[r->file->n_uses++] = text_trim(rest); break;
    case D_SHAPE: shape_open(r, rest, t->line); break;
    case D_QUERY: query_open(r, rest, t->line); break;
    case D_IN: read_in_out(r, true, rest, t->line); break;
    case D_OUT: read_in_out(r, false, rest, t->line); break;
    case D_SQLITE: block_open(r, SQLITE, rest, t->line); break;
    case D_POSTGRESQL: block_open(r, POSTGRESQL, rest, t->line); break;
    case D_BOTH: block_open(r, BOTH, rest, t->line); break;
    }
}

/* A token of SQL goes to the query that is open. */
static void
read_sql(struct reader *r, struct token *t)
{
    struct query *q = r->query;
    list_close(r);
    t->block = r->block;
    if (r->is_migration)
        return;
    if (q == NULL) {
        if (!r->is_lost)
            complain(r->file->path, t->line, "SQL that belongs to no query");
        r->is_lost = true;
        return;
    }
    bool is_ended = (r->is_ended_sqlite && (t->block & SQLITE) != 0) ||
        (r->is_ended_postgresql && (t->block & POSTGRESQL) != 0);
    if (is_ended) {
        complain(r->file->path, t->line,
            "query %.*s ended before this: one statement a query",
            TEXT_ARG(q->name));
        r->query = NULL;
        r->is_lost = true;
        return;
    }
    if (q->tokens.n == 0)
        q->tokens.at = t;
    q->tokens.n = t - q->tokens.at + 1;
    if (is_symbol(t, ";")) {
        r->is_ended_sqlite |= (t->block & SQLITE) != 0;
        r->is_ended_postgresql |= (t->block & POSTGRESQL) != 0;
    }
}

static bool
load(struct arena *a, const char *path, text *bytes)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return false;
    struct buf b = buf_in(a, 1 << 14);
    size_t n;
    do {
        buf_grow(&b, 1 << 14);
        n = fread(b.ptr + b.len, 1, 1 << 14, stream);
        b.len += (ptrdiff_t)n;
    } while (n > 0);
    bool is_ok = ferror(stream) == 0;
    fclose(stream);
    *bytes = buf_text(&b);
    return is_ok;
}

static bool
file_read_tokens(struct arena *a, struct file *f, const char *path)
{
    *f = (struct file){ .path = path };
    if (!load(a, path, &f->bytes)) {
        complain(path, 1, "cannot be read");
        return false;
    }
    if (!text_is_utf8(f->bytes)) {
        complain(path, 1, "is not UTF-8");
        return false;
    }
    f->tokens = token_read(a, path, f->bytes);
    return true;
}

bool
file_read(struct arena *a, struct file *f, const char *path)
{
    if (!file_read_tokens(a, f, path))
        return false;
    int n_comments = 1; /* each holds one directive at most */
    for (ptrdiff_t i = 0; i < f->tokens.n; i++)
        n_comments += f->tokens.at[i].kind == T_COMMENT;
    f->shapes = arena_new(a, struct shape, n_comments);
    f->queries = arena_new(a, struct query, n_comments);
    f->use_names = arena_new(a, text, n_comments);
    struct reader r = { .arena = a, .file = f, .block = BOTH };
    for (ptrdiff_t i = 0; i < f->tokens.n; i++) {
        struct token *t = &f->tokens.at[i];
        t->block = r.block;
        if (t->kind == T_COMMENT)
            read_comment(&r, t);
        else if (t->kind != T_NOTE)
            read_sql(&r, t);
    }
    query_close(&r);
    for (int i = 0; i < f->n_shapes; i++)
        if (f->shapes[i].list.n_fields == 0)
            complain(path, f->shapes[i].line, "shape %.*s has no fields",
                TEXT_ARG(f->shapes[i].name));
    return true;
}

/* "src/" of "src/network/network.sql" and of "src/decide/voice/voice.sql"; of
 * another path the parent of its folder. */
static text
root_of(const char *path)
{
    text root = text_of(path);
    int n_slashes = 0;
    const char *src = strstr(path, "src/");
    if (src != NULL && (src == path || src[-1] == '/'))
        return text_slice(root, 0, src + 4 - path);
    while (root.len > 0) {
        n_slashes += root.ptr[root.len - 1] == '/';
        if (n_slashes == 2)
            break;
        root.len--;
    }
    return root;
}

static const struct shape *
shape_find(const struct file *f, text name)
{
    for (int i = 0; i < f->n_shapes; i++)
        if (text_is_equal(f->shapes[i].name, name))
            return &f->shapes[i];
    for (int i = 0; i < f->n_uses; i++) {
        const struct shape *s = shape_find(&f->uses[i], name);
        if (s != NULL)
            return s;
    }
    return NULL;
}

static const struct shape *
shape_of_list(const struct file *f, const struct list *l)
{
    if (text_is_empty(l->shape))
        return NULL;
    const struct shape *s = shape_find(f, l->shape);
    if (s == NULL)
        complain(f->path, l->line,
            "'%.*s' is no shape here, and a field has a type",
            TEXT_ARG(l->shape));
    return s;
}

bool
file_read_queries(struct arena *a, struct file *f, const char *path)
{
    if (!file_read(a, f, path))
        return false;
    text root = root_of(path);
    f->name = path + root.len;
    f->uses = arena_new(a, struct file, f->n_uses);
    for (int i = 0; i < f->n_uses; i++) {
        text used = arena_join(a, 2, (text[]){ root, f->use_names[i] });
        if (!file_read(a, &f->uses[i], arena_c_string(a, used)))
            return false;
        f->uses[i].n_uses = 0; /* what it uses is its own affair */
    }
    for (int i = 0; i < f->n_queries; i++) {
        struct query *q = &f->queries[i];
        q->in_shape = shape_of_list(f, &q->in);
        q->out_shape = shape_of_list(f, &q->out);
        const struct list *out = query_out(q);
        for (int k = 0; out != NULL && k < out->n_fields; k++)
            if (strcmp(out->fields[k].type->word, "match") == 0)
                complain(path, q->out.line, "'match' stands in 'in:' only");
    }
    return true;
}

const struct list *
query_in(const struct query *q)
{
    const struct list *l = q->in_shape != NULL ? &q->in_shape->list : &q->in;
    return l->n_fields > 0 ? l : NULL;
}

const struct list *
query_out(const struct query *q)
{
    const struct list *l = q->out_shape != NULL ? &q->out_shape->list : &q->out;
    return l->n_fields > 0 ? l : NULL;
}

bool
file_read_migration(struct arena *a, struct file *f, const char *path)
{
    if (!file_read_tokens(a, f, path))
        return false;
    const char *slash = strrchr(path, '/');
    text name = text_of(slash == NULL ? path : slash + 1);
    int64_t version = 0;
    bool is_ok = text_ends_with(name, TEXT(".sql")) && name.len > 9 &&
        name.ptr[4] == '_' &&
        text_parse_int(text_slice(name, 0, 4), &version) && version > 0;
    if (!is_ok)
        complain(path, 1, "a migration is called NNNN_room.sql");
    f->version = (int)version;
    f->name = arena_c_string(a, text_slice(name, 0, name.len - 4));
    struct reader r = {
        .arena = a, .file = f, .block = BOTH, .is_migration = true
    };
    for (ptrdiff_t i = 0; i < f->tokens.n; i++) {
        if (f->tokens.at[i].kind == T_COMMENT)
            read_comment(&r, &f->tokens.at[i]);
        else if (f->tokens.at[i].kind != T_NOTE)
            read_sql(&r, &f->tokens.at[i]);
    }
    return true;
}
