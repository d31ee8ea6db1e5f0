#include "engine/opinion/votes_read.h"

#include "base/sort.h"

/* ---- Polis: the body is the rest of the line, quoted or not -----------------
 */

/* Where fields stand that come before the body. */
struct polis_head {
    int key, moderated, meta, n;
};

static int
place_of(text head, const char *name)
{
    text rest = head;
    for (int i = 0; text_is_known(rest); i++)
        if (text_is_equal(text_trim(text_cut(rest, ',', &rest)), text_of(name)))
            return i;
    return -1;
}

/* Is it the beginning of a statement? Where its body begins, if so. */
static bool
begins(
    const struct polis_head *h, text line, struct cp_statement *s, text *body)
{
    text rest = line;
    *s = (struct cp_statement){ .key = { 0 } };
    for (int i = 0; i < h->n; i++) {
        if (!text_is_known(rest))
            return false;
        text field = text_trim(text_cut(rest, ',', &rest));
        int64_t n;
        bool is_number = text_parse_int(field, &n);
        if (i == h->key)
            s->key = field;
        if (i == h->moderated)
            s->is_out = is_number && n == -1;
        if (i == h->meta)
            s->is_meta = text_is_equal(field, TEXT("true")) ||
                text_is_equal(field, TEXT("t")) || (is_number && n == 1);
        if ((i == 0 || i == h->key || i == h->moderated) && !is_number)
            return false;
    }
    *body = rest;
    return text_is_known(rest);
}

/* Without the quotes, where it is quoted as CSV has it. */
static text
body_of(struct arena *a, text t)
{
    t = text_trim(t);
    if (t.len < 2 || t.ptr[0] != '"' || t.ptr[t.len - 1] != '"')
        return t;
    struct buf b = buf_in(a, t.len);
    for (ptrdiff_t i = 1; i < t.len - 1; i++) {
        buf_byte(&b, t.ptr[i]);
        if (t.ptr[i] != '"')
            continue;
        if (++i == t.len - 1 || t.ptr[i] != '"')
            return t; /* a quote within, and not doubled: nobody quoted it */
    }
    return buf_text(&b);
}

static enum err
read_polis(struct cp_statements *to, struct arena *a, text all, text head,
    struct why *why)
{
    struct polis_head h = { .key = place_of(head, "comment-id"),
        .moderated = place_of(head, "moderated"),
        .meta = place_of(head, "is-meta"),
        .n = place_of(head, "comment-body") };
    struct cp_statement next;
    text rest = all, body;
    int64_t number = 1;
    if (h.key < 0 || h.key >= h.n)
        return err_say(why, ERR_BAD_INPUT,
            "line 1: comment-body is the last column, and comment-id comes "
            "before it");
    while (text_is_known(rest)) {
        const char *from = rest.ptr;
        text line = text_cut(rest, '\n', &rest);
        number++;
        struct cp_statement *last =
            to->n == 0 ? NULL : &to->statements[to->n - 1];
        if (begins(&h, line, &next, &body)) {
            next.body = body;
            next.line = number;
            to->statements[to->n++] = next;
        } else if (last != NULL) {
            last->body.len = from + line.len - last->body.ptr;
        } else if (!text_is_empty(text_trim(line))) {
            return err_say(why, ERR_BAD_INPUT,
                "line %lld: no statement begins here", (long long)number);
        }
    }
    for (ptrdiff_t i = 0; i < to->n; i++)
        to->statements[i].body = body_of(a, to->statements[i].body);
    return OK;
}

/* ---- Our own ---------------------------------------------------------------
 */

struct own_head {
    int key, moderated, out, meta, body, n;
};

static int
field_of(const struct csv_row *row, const char *one, const char *other)
{
    for (int i = 0; i < row->n_fields; i++)
        if (text_is_equal(text_trim(row->fields[i]), text_of(one)) ||
            text_is_equal(text_trim(row->fields[i]), text_of(other)))
            return i;
    return -1;
}

static bool
is_one(const struct csv_row *row, int at, int64_t what)
{
    int64_t n;
    return at >= 0 && text_parse_int(text_trim(row->fields[at]), &n) &&
        n == what;
}

static enum err
read_own_row(struct cp_statements *to, struct arena *a,
    const struct own_head *h, const struct csv_row *row, struct why *why)
{
    if (row->n_fields != h->n)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: %d fields, and the first line has %d",
            (long long)row->line, row->n_fields, h->n);
    struct cp_statement *s = &to->statements[to->n++];
    *s = (struct cp_statement){ .line = row->line };
    s->key = arena_copy(a, text_trim(row->fields[h->key]));
    s->is_out = is_one(row, h->moderated, -1) || is_one(row, h->out, 1);
    s->is_meta = is_one(row, h->meta, 1) ||
        (h->meta >= 0 &&
            text_is_equal(text_trim(row->fields[h->meta]), TEXT("true")));
    if (h->body >= 0)
        s->body = arena_copy(a, row->fields[h->body]);
    return OK;
}

static enum err
read_own(struct cp_statements *to, struct arena *a, text all, struct why *why)
{
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct own_head h = { 0 };
    struct csv_row row;
    enum err e = OK;
    csv_open(r, a);
    csv_feed(r, all);
    while (e == OK) {
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE: csv_finish(r); continue;
        case CSV_AT_END: return OK;
        case CSV_IS_BAD: return err_say(why, ERR_BAD_INPUT, "%s", r->why.text);
        case CSV_HAS_ROW: break;
        }
        if (r->n_rows > 1) {
            e = read_own_row(to, a, &h, &row, why);
            continue;
        }
        h = (struct own_head){ field_of(&row, "statement", "comment-id"),
            field_of(&row, "moderated", "moderated"),
            field_of(&row, "moderated_out", "out"),
            field_of(&row, "meta", "is-meta"),
            field_of(&row, "text", "comment-body"), row.n_fields };
        if (h.key < 0)
            e = err_say(why, ERR_BAD_INPUT,
                "line 1: statements have a column statement, and there is "
                "none");
    }
    return e;
}

/* ---- Both ------------------------------------------------------------------
 */

static int
by_key(const void *context, const void *x, const void *y)
{
    const struct cp_statement *all = context;
    return cp_votes_key_compare(
        all[*(const int32_t *)x].key, all[*(const int32_t *)y].key);
}

static enum err
refuse_twice(const struct cp_statements *s, struct arena *a, struct why *why)
{
    struct arena_mark mark = arena_mark(a);
    int32_t *order = arena_new(a, int32_t, s->n);
    int32_t *room = arena_new(a, int32_t, s->n);
    enum err e = OK;
    for (int32_t i = 0; i < s->n; i++)
        order[i] = i;
    sort(order, room, s->n, sizeof *order, by_key, s->statements);
    for (ptrdiff_t i = 1; i < s->n && e == OK; i++) {
        const struct cp_statement *x = &s->statements[order[i - 1]];
        const struct cp_statement *y = &s->statements[order[i]];
        if (text_is_equal(x->key, y->key))
            e = err_say(why, ERR_BAD_INPUT,
                "line %lld: statement %.*s stands in line %lld too",
                (long long)y->line, TEXT_ARG(text_prefix(y->key, 40)),
                (long long)x->line);
    }
    arena_rewind(a, mark);
    return e;
}

enum err
cp_statements_read(
    struct cp_statements *to, struct arena *a, text all, struct why *why)
{
    text rest, mark = TEXT("\xef\xbb\xbf");
    ptrdiff_t n_lines = 1;
    if (text_starts_with(all, mark))
        all = text_slice(all, mark.len, all.len);
    text head = text_trim(text_cut(all, '\n', &rest));
    for (ptrdiff_t i = 0; i < all.len; i++)
        n_lines += all.ptr[i] == '\n' || all.ptr[i] == '\r';
    *to =
        (struct cp_statements){ arena_new(a, struct cp_statement, n_lines), 0 };
    enum err e = text_ends_with(head, TEXT(",comment-body")) &&
            text_starts_with(head, TEXT("timestamp,"))
        ? read_polis(to, a, rest, head, why)
        : read_own(to, a, all, why);
    return e != OK ? e : refuse_twice(to, a, why);
}

int32_t
cp_statements_apply(
    const struct cp_statements *s, struct cp_votes *v, text *an_unseen)
{
    int32_t n_unseen = 0;
    for (ptrdiff_t i = 0; i < s->n; i++) {
        int32_t j = cp_votes_statement(v, s->statements[i].key);
        if (j < 0) {
            if (n_unseen++ == 0)
                *an_unseen = s->statements[i].key;
            continue;
        }
        v->is_out[j] = s->statements[i].is_out;
        v->is_meta[j] = s->statements[i].is_meta;
    }
    return n_unseen;
}
