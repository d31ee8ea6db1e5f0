#include "keep/sheet_row.h"

#include "base/date.h"
#include "text/lang.h"

#include <string.h>

void *
row_new(struct arena *a, const struct sheet *s)
{
    return arena_take(a, s->shape->size, (ptrdiff_t) _Alignof(max_align_t), 1);
}

void *
row_member(void *row, const struct db_field *f)
{
    return (char *)row + f->offset;
}

const void *
row_member_const(const void *row, const struct db_field *f)
{
    return (const char *)row + f->offset;
}

const struct db_field *
shape_field(const struct db_shape *s, const char *name)
{
    for (int i = 0; i < s->n_fields; i++)
        if (strcmp(s->fields[i].name, name) == 0)
            return &s->fields[i];
    return NULL;
}

int64_t
row_id(const struct sheet *s, const void *row)
{
    int64_t id;
    memcpy(&id, row_member_const(row, &s->shape->fields[0]), sizeof id);
    return id;
}

void
row_set_id(const struct sheet *s, void *row, int64_t id)
{
    memcpy(row_member(row, &s->shape->fields[0]), &id, sizeof id);
}

static bool
is_known(const struct db_field *f, const void *row)
{
    bool has = true;
    if (f->has_offset >= 0)
        memcpy(&has, (const char *)row + f->has_offset, sizeof has);
    return has;
}

bool
row_is_known(const struct db_field *f, const void *row)
{
    text t;
    if (f->type != DB_TEXT)
        return is_known(f, row);
    memcpy(&t, row_member_const(row, f), sizeof t);
    return text_is_known(t);
}

static void
set_known(const struct db_field *f, void *row, bool has)
{
    if (f->has_offset >= 0)
        memcpy((char *)row + f->has_offset, &has, sizeof has);
}

text
row_text(const struct db_shape *shape, const void *row, const char *name)
{
    const struct db_field *f = shape_field(shape, name);
    text t = { NULL, 0 };
    require(f != NULL);
    if (f->type == DB_TEXT)
        memcpy(&t, row_member_const(row, f), sizeof t);
    return t;
}

static bool
member_is_equal(const struct db_field *f, const void *a, const void *b)
{
    if (is_known(f, a) != is_known(f, b))
        return false;
    if (!is_known(f, a))
        return true;
    const void *x = row_member_const(a, f), *y = row_member_const(b, f);
    switch (f->type) {
    case DB_INT: return memcmp(x, y, sizeof(int64_t)) == 0;
    case DB_BOOL: return memcmp(x, y, sizeof(bool)) == 0;
    case DB_REAL: return memcmp(x, y, sizeof(double)) == 0;
    case DB_TEXT:
    case DB_BLOB:
    case DB_MATCH: return text_is_equal(*(const text *)x, *(const text *)y);
    }
    return false;
}

bool
row_is_equal(const struct db_shape *shape, const void *a, const void *b,
    struct buf *names)
{
    bool is_equal = true;
    for (int i = 1; i < shape->n_fields; i++) {
        const struct db_field *f = &shape->fields[i];
        if (member_is_equal(f, a, b))
            continue;
        if (names != NULL)
            buf_print(names, "%s\"%s\"", is_equal ? "[" : ",", f->name);
        is_equal = false;
    }
    if (names != NULL && !is_equal)
        buf_byte(names, ']');
    return is_equal;
}

bool
cell_is(text cell, const char *word)
{
    text t = text_of(word);
    if (cell.len != t.len)
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = cell.ptr[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != t.ptr[i])
            return false;
    }
    return true;
}

/* Letters, digits and . _ - so that a code can be a file's name. */
bool
code_is_good(text code)
{
    if (code.len < 1 || code.len > 80 || code.ptr[0] == '.')
        return false;
    for (ptrdiff_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        bool is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!is_good)
            return false;
    }
    return true;
}

bool
lang_is_good(text lang)
{
    if (lang.len < 2 || lang.len > 12)
        return false;
    for (ptrdiff_t i = 0; i < lang.len; i++) {
        char c = lang.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (i > 1 && c == '-') ||
                (i > 2 && c >= 'A' && c <= 'Z') ||
                (i > 2 && c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

static bool
url_is_good(text url)
{
    if (!text_starts_with(url, TEXT("https://")) &&
        !text_starts_with(url, TEXT("http://")))
        return false;
    for (ptrdiff_t i = 0; i < url.len; i++)
        if (url.ptr[i] <= ' ' || url.ptr[i] == '"' || url.ptr[i] == '<')
            return false;
    return true;
}

static const char *
put_text(struct arena *a, const struct db_field *f, void *row, text t)
{
    t = arena_copy(a, t);
    memcpy(row_member(row, f), &t, sizeof t);
    return NULL;
}

static const char *
put_bool(struct arena *a, const struct db_field *f, void *row, text cell)
{
    static const char *const yes[] = { "yes", "true", "1" };
    static const char *const no[] = { "no", "false", "0", "" };
    for (size_t i = 0; i < 4; i++) {
        bool is_yes = i < 3 && cell_is(cell, yes[i]);
        if (!is_yes && !cell_is(cell, no[i]))
            continue;
        memcpy(row_member(row, f), &is_yes, sizeof is_yes);
        return NULL;
    }
    return arena_print(
        a, "'%.*s' is neither yes nor no", TEXT_ARG(text_prefix(cell, 40)))
        .ptr;
}

/* The bytes of the blank at i: a plain one, or one that does not break. */
static ptrdiff_t
blank_at(text t, ptrdiff_t i)
{
    text rest = text_slice(t, i, t.len);
    if (text_starts_with(rest, TEXT(" ")))
        return 1;
    if (text_starts_with(rest, TEXT("\u00a0")))
        return 2;
    return text_starts_with(rest, TEXT("\u202f")) ? 3 : 0;
}

static bool
is_group_of_three(text t, ptrdiff_t i)
{
    ptrdiff_t n = 0;
    while (i + n < t.len && t.ptr[i + n] >= '0' && t.ptr[i + n] <= '9')
        n++;
    return n == 3;
}

/* "1 131 950" and "59,33", as spreadsheets of half the world save them. What
 * may be read in two ways comes back as it is: "1,234" where there is room
 * for thousands. */
static text
plain_number(struct arena *a, const struct sheet_column *c, text cell)
{
    char *to = arena_new(a, char, cell.len);
    ptrdiff_t n = 0;
    bool has_mark = false;
    for (ptrdiff_t i = 0; i < cell.len;) {
        ptrdiff_t blank = blank_at(cell, i);
        if (blank > 0) {
            i += blank;
            if (n == 0 || has_mark || !is_group_of_three(cell, i))
                return cell;
            continue;
        }
        char byte = cell.ptr[i++];
        if (byte == ',' || byte == '.') {
            bool is_thousands =
                byte == ',' && c->max >= 1000 && is_group_of_three(cell, i);
            if (has_mark || is_thousands || c->kind == SHEET_INT)
                return cell;
            has_mark = true;
            byte = '.';
        }
        to[n++] = byte;
    }
    return (text){ to, n };
}

static const char *
put_number(struct arena *a, const struct sheet_column *c,
    const struct db_field *f, void *row, text cell)
{
    int64_t n = 0;
    double x = 0;
    bool is_int = c->kind == SHEET_INT;
    text plain = plain_number(a, c, cell);
    bool is_good =
        is_int ? text_parse_int(plain, &n) : text_parse_real(plain, &x);
    if (is_int)
        x = (double)n;
    if (!is_good)
        return arena_print(a, "'%.*s' is not a %s",
            TEXT_ARG(text_prefix(cell, 40)),
            is_int ? "whole number (write 1234567)"
                   : "number (write 12.5, with a point)")
            .ptr;
    if (c->max > c->min && (x < c->min || x > c->max))
        return arena_print(a, "%.*s is not between %.10g and %.10g",
            TEXT_ARG(text_prefix(cell, 40)), c->min, c->max)
            .ptr;
    if (is_int)
        memcpy(row_member(row, f), &n, sizeof n);
    else
        memcpy(row_member(row, f), &x, sizeof x);
    return NULL;
}

static const char *
put_choice(struct arena *a, const struct sheet_column *c,
    const struct db_field *f, void *row, text cell)
{
    struct buf all = buf_in(a, 200);
    for (int i = 0; c->choices[i] != NULL; i++) {
        if (cell_is(cell, c->choices[i]))
            return put_text(a, f, row, text_of(c->choices[i]));
        buf_print(&all, "%s%s", i > 0 ? " " : "", c->choices[i]);
    }
    return arena_print(a, "'%.*s' is not one of: %.*s",
        TEXT_ARG(text_prefix(cell, 40)), TEXT_ARG(buf_text(&all)))
        .ptr;
}

static const char *
put_date(struct arena *a, const struct db_field *f, void *row, text cell)
{
    char iso[DATE_LENGTH];
    struct date date;
    switch (date_parse_loose(cell, &date)) {
    case DATE_IS_SURE: break;
    case DATE_IS_UNSURE:
        return arena_print(a, "'%.*s' may be two dates; write it as 2026-05-31",
            TEXT_ARG(text_prefix(cell, 40)))
            .ptr;
    case DATE_IS_BAD:
        return arena_print(a, "'%.*s' is no date; write it as 2026-05-31",
            TEXT_ARG(text_prefix(cell, 40)))
            .ptr;
    }
    return put_text(a, f, row, date_print(date, iso));
}

static const char *
put_name(struct arena *a, const struct sheet *s, const struct db_field *f,
    void *row, text cell)
{
    char sort_name[64];
    size_t n = strlen(f->name);
    require(n + sizeof "_sort" <= sizeof sort_name);
    memcpy(sort_name, f->name, n);
    memcpy(sort_name + n, "_sort", sizeof "_sort");
    const struct db_field *sort = shape_field(s->shape, sort_name);
    if (sort != NULL) {
        text key = lang_sort_key(a, cell);
        memcpy(row_member(row, sort), &key, sizeof key);
    }
    return put_text(a, f, row, cell);
}

const char *
row_put(struct arena *a, const struct sheet *s, const struct sheet_column *c,
    text cell, void *row)
{
    const struct db_field *f =
        shape_field(s->shape, c->field != NULL ? c->field : c->name);
    require(f != NULL);
    cell = text_trim(cell);
    set_known(f, row, cell.len > 0);
    if (cell.len == 0 && c->kind != SHEET_BOOL) {
        text none = { NULL, 0 };
        if (c->is_required)
            return "is empty, but is needed";
        if (f->type == DB_TEXT)
            memcpy(row_member(row, f), &none, sizeof none);
        return NULL;
    }
    if (!text_is_utf8(cell))
        return "is not text (neither UTF-8 nor Latin-1)";
    bool is_number = c->kind == SHEET_INT || c->kind == SHEET_REAL;
    ptrdiff_t max = !is_number && c->max > 0 ? (ptrdiff_t)c->max : 200;
    if (cell.len > max)
        return arena_print(a, "is %td bytes long; at most %td", cell.len, max)
            .ptr;
    switch (c->kind) {
    case SHEET_CODE:
        return code_is_good(cell)
            ? put_text(a, f, row, cell)
            : "a code is made of letters a-z, digits and . _ -, at most 80";
    case SHEET_NAME: return put_name(a, s, f, row, cell);
    case SHEET_TEXT: return put_text(a, f, row, cell);
    case SHEET_CHOICE: return put_choice(a, c, f, row, cell);
    case SHEET_DATE: return put_date(a, f, row, cell);
    case SHEET_INT:
    case SHEET_REAL: return put_number(a, c, f, row, cell);
    case SHEET_BOOL: return put_bool(a, f, row, cell);
    case SHEET_LANG:
        return lang_is_good(cell) ? put_text(a, f, row, cell)
                                  : "is not a language's code such as sv";
    case SHEET_URL:
        return url_is_good(cell)
            ? put_text(a, f, row, cell)
            : "an address begins with https:// and has no blank";
    case SHEET_REF: break;
    }
    require(false && "a reference is resolved by the importer");
    return NULL;
}

text
row_print(struct arena *a, const struct db_field *f, const void *row)
{
    int64_t n;
    double x;
    bool is;
    text t;
    if (!is_known(f, row))
        return TEXT("");
    switch (f->type) {
    case DB_INT:
        memcpy(&n, row_member_const(row, f), sizeof n);
        return arena_print(a, "%lld", (long long)n);
    case DB_BOOL:
        memcpy(&is, row_member_const(row, f), sizeof is);
        return is ? TEXT("yes") : TEXT("no");
    case DB_REAL:
        memcpy(&x, row_member_const(row, f), sizeof x);
        for (int digits = 6; digits < 17; digits++) {
            double back = 0;
            t = arena_print(a, "%.*g", digits, x);
            if (text_parse_real(t, &back) && memcmp(&back, &x, sizeof x) == 0)
                return t;
        }
        return arena_print(a, "%.17g", x);
    case DB_TEXT:
    case DB_BLOB:
    case DB_MATCH: memcpy(&t, row_member_const(row, f), sizeof t); return t;
    }
    return TEXT("");
}

bool
row_scan(const struct db_field *f, text cell, void *row)
{
    int64_t n = 0;
    double x = 0;
    bool is = text_is_equal(cell, TEXT("yes"));
    bool is_good = true;
    set_known(f, row, text_is_known(cell));
    switch (f->type) {
    case DB_INT:
        is_good = !text_is_known(cell) || text_parse_int(cell, &n);
        memcpy(row_member(row, f), &n, sizeof n);
        break;
    case DB_BOOL: memcpy(row_member(row, f), &is, sizeof is); break;
    case DB_REAL:
        is_good = !text_is_known(cell) || text_parse_real(cell, &x);
        memcpy(row_member(row, f), &x, sizeof x);
        break;
    case DB_TEXT:
    case DB_BLOB:
    case DB_MATCH: memcpy(row_member(row, f), &cell, sizeof cell); break;
    }
    return is_good;
}

/* ---- As bytes --------------------------------------------------------------
 */

static void
pack_bytes(struct buf *out, const void *from, size_t n)
{
    buf_add(out, (text){ from, (ptrdiff_t)n });
}

void
row_pack(const struct db_shape *shape, const void *row, struct buf *out)
{
    for (int i = 0; i < shape->n_fields; i++) {
        const struct db_field *f = &shape->fields[i];
        const void *member = row_member_const(row, f);
        bool has = is_known(f, row);
        text t;
        switch (f->type) {
        case DB_INT:
        case DB_REAL:
            buf_byte(out, has);
            if (has)
                pack_bytes(out, member, 8);
            break;
        case DB_BOOL:
            buf_byte(out, has);
            if (has)
                pack_bytes(out, member, sizeof(bool));
            break;
        case DB_TEXT:
        case DB_BLOB:
        case DB_MATCH:
            memcpy(&t, member, sizeof t);
            int64_t len = text_is_known(t) ? t.len : -1;
            pack_bytes(out, &len, sizeof len);
            if (len > 0)
                pack_bytes(out, t.ptr, (size_t)len);
            break;
        }
    }
}

static const char *
unpack_number(const struct db_field *f, const char *at, void *row, size_t size)
{
    bool has = *at++ != 0;
    set_known(f, row, has);
    if (!has)
        return at;
    memcpy(row_member(row, f), at, size);
    return at + size;
}

void
row_unpack(const struct db_shape *shape, text bytes, void *row)
{
    const char *at = bytes.ptr;
    for (int i = 0; i < shape->n_fields; i++) {
        const struct db_field *f = &shape->fields[i];
        int64_t len;
        text t = { NULL, 0 };
        switch (f->type) {
        case DB_INT:
        case DB_REAL: at = unpack_number(f, at, row, 8); break;
        case DB_BOOL: at = unpack_number(f, at, row, sizeof(bool)); break;
        case DB_TEXT:
        case DB_BLOB:
        case DB_MATCH:
            memcpy(&len, at, sizeof len);
            at += sizeof len;
            if (len >= 0)
                t = (text){ at, (ptrdiff_t)len };
            at += t.len;
            memcpy(row_member(row, f), &t, sizeof t);
            break;
        }
    }
    require(at == bytes.ptr + bytes.len);
}

uint64_t
row_hash(const struct db_shape *shape, const void *row, struct arena *a)
{
    struct buf bytes = buf_in(a, 400);
    row_pack(shape, row, &bytes);
    return text_hash(buf_text(&bytes)) | 1;
}
