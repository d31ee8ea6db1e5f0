/* What is looked for in the text of a file: lengths, memory, contracts. */
#include "lint.h"

#include <string.h>

enum { LINES_MAX = 600, COLUMNS_MAX = 80 };

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9') || c == '_';
}

/* 1'000 is a number; u8'x' is a character. */
static bool
is_separator(text t, ptrdiff_t at)
{
    ptrdiff_t from = at;
    while (from > 0 && (is_word(t.ptr[from - 1]) || t.ptr[from - 1] == '\''))
        from--;
    return from < at && t.ptr[from] >= '0' && t.ptr[from] <= '9';
}

static ptrdiff_t
quoted_end(text t, ptrdiff_t at)
{
    char quote = t.ptr[at++];
    while (at < t.len && t.ptr[at] != quote && t.ptr[at] != '\n')
        at += t.ptr[at] == '\\' ? 2 : 1;
    return at < t.len ? at + 1 : t.len;
}

static ptrdiff_t
comment_end(text t, ptrdiff_t at)
{
    if (t.ptr[at + 1] == '/') {
        const char *end = memchr(t.ptr + at, '\n', (size_t)(t.len - at));
        return end == NULL ? t.len : end - t.ptr;
    }
    ptrdiff_t n = text_find(text_slice(t, at + 2, t.len), TEXT("*/"));
    return n < 0 ? t.len : at + 2 + n + 2;
}

text
code_only(struct arena *a, text bytes)
{
    text t = arena_copy(a, bytes);
    char *to = arena_c_string(a, bytes);
    for (ptrdiff_t i = 0; i < t.len;) {
        char c = t.ptr[i], next = i + 1 < t.len ? t.ptr[i + 1] : '\0';
        bool is_comment = c == '/' && (next == '*' || next == '/');
        bool is_quoted = c == '"' || (c == '\'' && !is_separator(t, i));
        ptrdiff_t end = is_comment ? comment_end(t, i)
            : is_quoted            ? quoted_end(t, i)
                                   : i + 1;
        for (; i < end; i++)
            if ((is_comment || is_quoted) && to[i] != '\n')
                to[i] = ' ';
    }
    return (text){ to, t.len };
}

/* ---- lengths
 * ------------------------------------------------------------------ */

static int
count_columns(text line)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < line.len; i++)
        n += ((unsigned char)line.ptr[i] & 0xc0) != 0x80;
    return n;
}

void
check_lengths(struct lint *l, const struct file *f)
{
    bool is_c = text_ends_with(f->name, TEXT(".c")) ||
        text_ends_with(f->name, TEXT(".h"));
    int n = count_lines(f->bytes);
    if (n > LINES_MAX)
        complain(l, f, 1, "%d lines: look for the second room in it", n);
    text bytes = f->bytes;
    for (int line = 1; is_c && bytes.len > 0; line++) {
        int columns = count_columns(text_cut(bytes, '\n', &bytes));
        if (columns > COLUMNS_MAX)
            complain(l, f, line, "%d columns", columns);
    }
}

/* ---- memory
 * -------------------------------------------------------------------- */

void
check_memory(struct lint *l, const struct file *f)
{
    static const text NAMES[] = { TEXT_INIT("malloc"), TEXT_INIT("calloc"),
        TEXT_INIT("realloc"), TEXT_INIT("free"), TEXT_INIT("strdup"),
        TEXT_INIT("strndup"), TEXT_INIT("aligned_alloc"),
        TEXT_INIT("reallocarray"), TEXT_INIT("posix_memalign"),
        TEXT_INIT("asprintf"), TEXT_INIT("vasprintf") };
    if (text_is_equal(f->inside, TEXT("base/arena.c")))
        return;
    int line = 1;
    for (ptrdiff_t i = 0; i < f->code.len;) {
        ptrdiff_t from = i;
        line += f->code.ptr[i] == '\n';
        while (i < f->code.len && is_word(f->code.ptr[i]))
            i++;
        if (i == from) {
            i++;
            continue;
        }
        text word = text_slice(f->code, from, i);
        text before = text_trim(text_slice(f->code, 0, from));
        bool is_member = text_ends_with(before, TEXT(".")) ||
            text_ends_with(before, TEXT("->"));
        bool is_attribute = text_ends_with(before, TEXT("__attribute__(("));
        for (size_t k = 0; k < sizeof NAMES / sizeof NAMES[0]; k++)
            if (text_is_equal(word, NAMES[k]) && !is_member && !is_attribute)
                complain(l, f, line, "%.*s: memory comes from an arena",
                    TEXT_ARG(word));
    }
}

/* ---- contracts
 * ------------------------------------------------------------------ */

/* Has the comment a line that begins with Source or Check? */
static bool
has_contract(text comment)
{
    while (comment.len > 0) {
        text line = text_cut(comment, '\n', &comment);
        while (line.len > 0 && strchr("/* \t", line.ptr[0]) != NULL)
            line = text_slice(line, 1, line.len);
        if (text_starts_with(line, TEXT("Source")) ||
            text_starts_with(line, TEXT("Check")))
            return true;
    }
    return false;
}

/* A function of the engine library is declared in this line of code. */
static bool
declares(text code)
{
    if (code.len == 0 || !is_word(code.ptr[0]) ||
        text_starts_with(code, TEXT("typedef")) ||
        text_starts_with(code, TEXT("return")))
        return false;
    for (ptrdiff_t i = 0; i + 3 <= code.len; i++) {
        if (!text_starts_with(text_slice(code, i, code.len), TEXT("cp_")) ||
            (i > 0 && is_word(code.ptr[i - 1])))
            continue;
        while (i < code.len && is_word(code.ptr[i]))
            i++;
        if (i < code.len && code.ptr[i] == '(')
            return true;
    }
    return false;
}

/* The comment must stand directly above, or above the declaration before with
 * no blank line between: a group shares it. */
void
check_contracts(struct lint *l, const struct file *f)
{
    if (!text_starts_with(f->folder, TEXT("engine/")) ||
        !text_ends_with(f->name, TEXT(".h")))
        return;
    text bytes = f->bytes, code = f->code;
    text comment = { NULL, 0 };
    bool is_comment = false;
    for (int line = 1; bytes.len > 0; line++) {
        text raw = text_cut(bytes, '\n', &bytes);
        text c = text_cut(code, '\n', &code);
        text trimmed = text_trim(raw);
        if (text_starts_with(trimmed, TEXT("/*"))) {
            comment = (text){ raw.ptr, 0 };
            is_comment = true;
        }
        if (is_comment) {
            comment.len = raw.ptr + raw.len - comment.ptr;
            is_comment = text_find(raw, TEXT("*/")) < 0;
        } else if (trimmed.len == 0) {
            comment = (text){ NULL, 0 };
        }
        if (declares(c) && !has_contract(comment))
            complain(l, f, line,
                "an engine's function says Source or Check above it");
    }
}
