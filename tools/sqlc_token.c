#include "sqlc.h"

#include <string.h>
#include <strings.h>

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
        (unsigned char)c >= 0x80;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The longest comes first. */
static const char *const symbols[] = { "->>", "#>>", "::", "->", "#>", "||",
    "<=", ">=", "<>", "!=", "==", "<<", ">>", "@@", "@>", "<@", NULL };

/* From the first quote to the last; a quote inside is doubled. -1: open. */
static ptrdiff_t
quoted_length(text s, char quote)
{
    for (ptrdiff_t i = 1; i < s.len; i++) {
        if (s.ptr[i] != quote)
            continue;
        if (i + 1 >= s.len || s.ptr[i + 1] != quote)
            return i + 1;
        i++;
    }
    return -1;
}

static ptrdiff_t
word_length(text s, ptrdiff_t from)
{
    ptrdiff_t i = from;
    while (i < s.len && (is_letter(s.ptr[i]) || is_digit(s.ptr[i])))
        i++;
    return i;
}

static ptrdiff_t
number_length(text s)
{
    ptrdiff_t i = 0;
    while (i < s.len &&
        (is_digit(s.ptr[i]) || is_letter(s.ptr[i]) || s.ptr[i] == '.' ||
            ((s.ptr[i] == '-' || s.ptr[i] == '+') && i > 0 &&
                (s.ptr[i - 1] == 'e' || s.ptr[i - 1] == 'E'))))
        i++;
    return i;
}

static ptrdiff_t
symbol_length(text s)
{
    for (int i = 0; symbols[i] != NULL; i++)
        if (text_starts_with(s, text_of(symbols[i])))
            return (ptrdiff_t)strlen(symbols[i]);
    return 1;
}

/* What stands at the head of s, which is no blank. -1: it never ends. */
static ptrdiff_t
token_length(text s, struct token *t)
{
    char c = s.ptr[0], next = s.len > 1 ? s.ptr[1] : '\0';
    if (c == '-' && next == '-') {
        t->kind = T_COMMENT;
        const char *end = memchr(s.ptr, '\n', (size_t)s.len);
        return end == NULL ? s.len : end - s.ptr;
    }
    if (c == '/' && next == '*') {
        t->kind = T_NOTE;
        ptrdiff_t end = text_find(text_slice(s, 2, s.len), TEXT("*/"));
        return end < 0 ? -1 : end + 4;
    }
    if (c == '\'' || c == '"') {
        t->kind = c == '"' ? T_QUOTED : T_STRING;
        return quoted_length(s, c);
    }
    if (c == ':' && is_letter(next)) {
        t->kind = T_PARAMETER;
        return word_length(s, 1);
    }
    if (c == '@' && is_letter(next)) {
        ptrdiff_t n = word_length(s, 1);
        if (n < s.len && s.ptr[n] == '@') {
            t->kind = T_PLACEHOLDER;
            return n + 1;
        }
    }
    if (is_letter(c)) {
        t->kind = T_WORD;
        return word_length(s, 1);
    }
    if (is_digit(c) || (c == '.' && is_digit(next))) {
        t->kind = T_NUMBER;
        return number_length(s);
    }
    t->kind = T_SYMBOL;
    return symbol_length(s);
}

static text
token_name(const struct token *t)
{
    if (t->kind == T_PARAMETER)
        return text_slice(t->raw, 1, t->raw.len);
    if (t->kind == T_PLACEHOLDER || t->kind == T_QUOTED)
        return text_slice(t->raw, 1, t->raw.len - 1);
    return t->raw;
}

static int
count_lines(text s)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < s.len; i++)
        n += s.ptr[i] == '\n';
    return n;
}

struct tokens
token_read(struct arena *a, const char *path, text bytes)
{
    /* a token has a byte at least */
    struct tokens all = { arena_new(a, struct token, bytes.len + 1), 0 };
    int line = 1;
    for (ptrdiff_t i = 0; i < bytes.len;) {
        ptrdiff_t start = i;
        while (i < bytes.len && is_blank(bytes.ptr[i]))
            i++;
        if (i == bytes.len)
            break;
        struct token *t = &all.at[all.n];
        t->before = text_slice(bytes, start, i);
        t->is_first = start == 0 || text_has_byte(t->before, '\n');
        line += count_lines(t->before);
        t->line = line;
        t->block = BOTH;
        ptrdiff_t n = token_length(text_slice(bytes, i, bytes.len), t);
        if (n < 0) {
            complain(path, line, "what begins here with %.*s never ends",
                t->kind == T_NOTE ? 2 : 1, bytes.ptr + i);
            break;
        }
        t->raw = text_slice(bytes, i, i + n);
        if (t->kind == T_COMMENT) /* the CR of a CRLF */
            t->raw = text_trim(t->raw);
        t->name = token_name(t);
        line += count_lines(t->raw);
        i += n;
        all.n++;
    }
    return all;
}

struct tokens
tokens_of(struct arena *a, struct tokens all, enum dialect d)
{
    struct tokens some = { arena_new(a, struct token, all.n + 1), 0 };
    bool is_cut = false;
    for (ptrdiff_t i = 0; i < all.n; i++) {
        const struct token *t = &all.at[i];
        if (t->kind == T_COMMENT || t->kind == T_NOTE || (t->block & d) == 0) {
            is_cut = true;
            continue;
        }
        some.at[some.n] = *t;
        /* a comment parts two words as a blank does */
        if (is_cut && t->before.len == 0)
            some.at[some.n].before = TEXT(" ");
        is_cut = false;
        some.n++;
    }
    return some;
}

static const char *
placeholder_find(text name, enum dialect d)
{
    static const struct {
        const char *name, *sqlite, *postgresql;
    } placeholders[] = {
        { "KEY", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY" },
        { "INT", "INTEGER", "BIGINT" },
        { "REAL", "REAL", "DOUBLE PRECISION" },
        { "TEXT", "TEXT", "TEXT COLLATE \"C\"" },
        { "BLOB", "BLOB", "BYTEA" },
        { "STRICT", "STRICT", "" },
    };
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        if (text_is_equal(name, text_of(placeholders[i].name)))
            return d == SQLITE ? placeholders[i].sqlite
                               : placeholders[i].postgresql;
    return NULL;
}

static int
parameter_number(const struct list *in, text name)
{
    for (int i = 0; in != NULL && i < in->n_fields; i++)
        if (text_is_equal(in->fields[i].name, name))
            return i + 1;
    return 0;
}

/* Lines stay lines, so that the database's own log can be read. */
static void
print_blanks(struct buf *b, text before)
{
    ptrdiff_t newline = -1;
    for (ptrdiff_t i = 0; i < before.len; i++)
        if (before.ptr[i] == '\n')
            newline = i;
    if (newline < 0 && before.len > 0)
        buf_byte(b, ' ');
    else if (newline >= 0)
        buf_add(b, text_slice(before, newline, before.len));
}

text
tokens_print(
    struct arena *a, struct tokens t, enum dialect d, const struct list *in)
{
    struct buf b = buf_in(a, 1024);
    for (ptrdiff_t i = 0; i < t.n; i++) {
        struct token *token = &t.at[i];
        if (i > 0)
            print_blanks(&b, token->before);
        token->printed_at = b.len;
        const char *placeholder = token->kind == T_PLACEHOLDER
            ? placeholder_find(token->name, d)
            : NULL;
        int number =
            token->kind == T_PARAMETER ? parameter_number(in, token->name) : 0;
        if (placeholder != NULL)
            buf_add(&b, text_of(placeholder));
        else if (number > 0)
            buf_print(&b, "%c%d", d == SQLITE ? '?' : '$', number);
        else
            buf_add(&b, token->raw);
    }
    return buf_text(&b);
}

int
tokens_line_at(struct tokens t, ptrdiff_t offset)
{
    int line = t.n > 0 ? t.at[0].line : 1;
    for (ptrdiff_t i = 0; i < t.n && t.at[i].printed_at <= offset; i++)
        line = t.at[i].line;
    return line;
}

struct tokens
tokens_cut(struct tokens t, struct tokens *rest)
{
    ptrdiff_t i = 0;
    while (i < t.n && !is_symbol(&t.at[i], ";"))
        i++;
    *rest = i == t.n ? (struct tokens){ t.at + t.n, 0 }
                     : (struct tokens){ t.at + i + 1, t.n - i - 1 };
    return (struct tokens){ t.at, i };
}

bool
is_word(const struct token *t, const char *word)
{
    return t->kind == T_WORD && (size_t)t->raw.len == strlen(word) &&
        strncasecmp(t->raw.ptr, word, (size_t)t->raw.len) == 0;
}

bool
is_symbol(const struct token *t, const char *symbol)
{
    return t->kind == T_SYMBOL && text_is_equal(t->raw, text_of(symbol));
}

bool
is_in_words(text word, const char *words)
{
    size_t n = (size_t)word.len;
    for (const char *at = words; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (length == n && n > 0 && strncasecmp(at, word.ptr, n) == 0)
            return true;
        at += length;
        at += strspn(at, " ");
    }
    return false;
}

const struct token *
token_at(struct tokens t, ptrdiff_t i)
{
    static const struct token nothing = {
        .kind = T_NOTE, .raw = TEXT_INIT(""), .name = TEXT_INIT("")
    };
    return i >= 0 && i < t.n ? &t.at[i] : &nothing;
}

ptrdiff_t
token_match(struct tokens t, ptrdiff_t i)
{
    int depth = 0;
    for (; i < t.n; i++) {
        depth += is_symbol(&t.at[i], "(");
        depth -= is_symbol(&t.at[i], ")");
        if (depth == 0)
            return i;
    }
    return t.n;
}
