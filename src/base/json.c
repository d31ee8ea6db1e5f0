#include "base/json.h"

#include <inttypes.h>
#include <string.h>

struct parser {
    text rest;
    struct arena *arena;
    struct why *why;
    int64_t line;
    int depth;
};

static enum err parse_value(struct parser *p, struct json_value *v);

static enum err
bad(struct parser *p, const char *what)
{
    return err_say(
        p->why, ERR_BAD_INPUT, "line %" PRId64 ": %s", p->line, what);
}

static char
peek(const struct parser *p)
{
    return p->rest.len > 0 ? p->rest.ptr[0] : '\0';
}

static void
step(struct parser *p, ptrdiff_t n)
{
    p->rest = text_slice(p->rest, n, p->rest.len);
}

static void
skip_blanks(struct parser *p)
{
    for (;;) {
        char c = peek(p);
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            return;
        p->line += c == '\n';
        step(p, 1);
    }
}

/* ---- Texts -----------------------------------------------------------------
 */

static bool
parse_hex(text t, unsigned *value)
{
    *value = 0;
    for (ptrdiff_t i = 0; i < 4; i++) {
        char c = i < t.len ? t.ptr[i] : '\0';
        int digit = c >= '0' && c <= '9' ? c - '0'
            : c >= 'a' && c <= 'f'       ? c - 'a' + 10
            : c >= 'A' && c <= 'F'       ? c - 'A' + 10
                                         : -1;
        if (digit < 0)
            return false;
        *value = *value << 4 | (unsigned)digit;
    }
    return true;
}

static char *
put_utf8(char *to, unsigned c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *to++ = (char)(0xe0 | c >> 12);
        } else {
            *to++ = (char)(0xf0 | c >> 18);
            *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        }
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (c & 0x3f));
    return to;
}

/* After "\u": one unit of UTF-16, or two that make a pair. */
static enum err
parse_unit(struct parser *p, char **to)
{
    unsigned c, low;
    if (!parse_hex(p->rest, &c))
        return bad(p, "\\u wants four hexadecimal digits");
    step(p, 4);
    if (c == 0)
        return bad(p, "\\u0000 is not taken");
    if (c >= 0xd800 && c < 0xe000) {
        bool is_pair = c < 0xdc00 && text_starts_with(p->rest, TEXT("\\u")) &&
            parse_hex(text_slice(p->rest, 2, p->rest.len), &low) &&
            low >= 0xdc00 && low < 0xe000;
        if (!is_pair)
            return bad(p, "half of a surrogate pair stands alone");
        step(p, 6);
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    *to = put_utf8(*to, c);
    return OK;
}

static enum err
parse_escape(struct parser *p, char **to)
{
    static const char names[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
    step(p, 1);
    char c = peek(p);
    step(p, 1);
    if (c == 'u')
        return parse_unit(p, to);
    const char *at = c == '\0' ? NULL : strchr(names, c);
    if (at == NULL)
        return bad(p, "an unknown escape follows \\");
    *(*to)++ = bytes[at - names];
    return OK;
}

static bool
is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static enum err
parse_text(struct parser *p, text *t)
{
    step(p, 1);
    /* up to the closing quote: never longer once it is decoded */
    ptrdiff_t n = 0;
    while (n < p->rest.len && p->rest.ptr[n] != '"')
        n += p->rest.ptr[n] == '\\' ? 2 : 1;
    if (n >= p->rest.len)
        return bad(p, "the quote opened here is never closed");
    char *start = arena_new(p->arena, char, n), *to = start;
    while (peek(p) != '"') {
        ptrdiff_t length = 0;
        while (is_plain((unsigned char)p->rest.ptr[length]))
            length++;
        if (length == 0)
            length = text_utf8_length(p->rest);
        if (length == 0)
            return bad(p, "a text is not UTF-8");
        if ((unsigned char)peek(p) < 0x20)
            return bad(p, "a control character or line end stands in a text");
        if (peek(p) == '\\') {
            enum err e = parse_escape(p, &to);
            if (e != OK)
                return e;
            continue;
        }
        memcpy(to, p->rest.ptr, (size_t)length);
        to += length;
        step(p, length);
    }
    step(p, 1);
    *t = (text){ start, to - start };
    return OK;
}

/* ---- Numbers, words ---------------------------------------------------------
 */

static ptrdiff_t
count_digits(text t, ptrdiff_t from)
{
    ptrdiff_t n = 0;
    while (from + n < t.len && t.ptr[from + n] >= '0' && t.ptr[from + n] <= '9')
        n++;
    return n;
}

static enum err
parse_number(struct parser *p, struct json_value *v)
{
    text t = p->rest;
    ptrdiff_t at = t.ptr[0] == '-';
    ptrdiff_t n = count_digits(t, at);
    if (n == 0 || (n > 1 && t.ptr[at] == '0'))
        return bad(p, "a number begins with no digit or with a needless 0");
    at += n;
    ptrdiff_t whole = at;
    if (at < t.len && t.ptr[at] == '.') {
        n = count_digits(t, at + 1);
        if (n == 0)
            return bad(p, "no digit follows the point of a number");
        at += n + 1;
    }
    if (at < t.len && (t.ptr[at] == 'e' || t.ptr[at] == 'E')) {
        at++;
        at += at < t.len && (t.ptr[at] == '+' || t.ptr[at] == '-');
        n = count_digits(t, at);
        if (n == 0)
            return bad(p, "no digit follows the e of a number");
        at += n;
    }
    v->type = JSON_NUMBER;
    v->text = arena_copy(p->arena, text_slice(t, 0, at));
    /* no integer has the sign of -0 */
    v->is_int = at == whole && text_parse_int(v->text, &v->number) &&
        (v->number != 0 || t.ptr[0] != '-');
    if (!text_parse_real(v->text, &v->real))
        return bad(p, "a number is too large or has too many digits");
    step(p, at);
    return OK;
}

static enum err
parse_word(struct parser *p, struct json_value *v)
{
    static const struct {
        text word;
        enum json_type type;
        bool is_true;
    } words[] = {
        { TEXT_INIT("null"), JSON_NULL, false },
        { TEXT_INIT("true"), JSON_BOOL, true },
        { TEXT_INIT("false"), JSON_BOOL, false },
    };
    for (int i = 0; i < 3; i++)
        if (text_starts_with(p->rest, words[i].word)) {
            v->type = words[i].type;
            v->is_true = words[i].is_true;
            step(p, words[i].word.len);
            return OK;
        }
    return bad(p,
        p->rest.len == 0 ? "it ends where a value is expected"
                         : "a value is expected");
}

/* ---- Arrays, objects --------------------------------------------------------
 */

static enum err
parse_name(struct parser *p, text *name)
{
    if (peek(p) != '"')
        return bad(p, "a name in quotes is expected");
    enum err e = parse_text(p, name);
    if (e != OK)
        return e;
    skip_blanks(p);
    if (peek(p) != ':')
        return bad(p, "a colon is expected after a name");
    step(p, 1);
    return OK;
}

static enum err
parse_members(struct parser *p, struct json_value *v, char close)
{
    struct json_value **last = &v->first;
    step(p, 1);
    skip_blanks(p);
    if (peek(p) == close) {
        step(p, 1);
        return OK;
    }
    for (;;) {
        struct json_value *member = arena_new(p->arena, struct json_value, 1);
        skip_blanks(p);
        enum err e = close == '}' ? parse_name(p, &member->name) : OK;
        if (e == OK)
            e = parse_value(p, member);
        if (e != OK)
            return e;
        *last = member;
        last = &member->next;
        v->n++;
        char c = peek(p);
        if (c != ',' && c != close)
            return bad(p,
                close == '}' ? "a comma or } is expected"
                             : "a comma or ] is expected");
        step(p, 1);
        if (c == close)
            return OK;
    }
}

static enum err
parse_value(struct parser *p, struct json_value *v)
{
    enum err e;
    skip_blanks(p);
    char c = peek(p);
    if (c == '{' || c == '[') {
        if (p->depth == JSON_DEPTH_MAX)
            return bad(p, "it is nested deeper than 64");
        p->depth++;
        v->type = c == '{' ? JSON_OBJECT : JSON_ARRAY;
        e = parse_members(p, v, c == '{' ? '}' : ']');
        p->depth--;
    } else if (c == '"') {
        v->type = JSON_TEXT;
        e = parse_text(p, &v->text);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        e = parse_number(p, v);
    } else {
        e = parse_word(p, v);
    }
    skip_blanks(p);
    return e;
}

enum err
json_parse(
    text all, struct arena *a, struct json_value **value, struct why *why)
{
    struct parser p = { .rest = all, .arena = a, .why = why, .line = 1 };
    struct json_value *v = arena_new(a, struct json_value, 1);
    enum err e = parse_value(&p, v);
    if (e == OK && p.rest.len > 0)
        e = bad(&p, "something follows the value");
    *value = e == OK ? v : NULL;
    return e;
}

const struct json_value *
json_find(const struct json_value *object, text name)
{
    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;
    for (const struct json_value *v = object->first; v != NULL; v = v->next)
        if (text_is_equal(v->name, name))
            return v;
    return NULL;
}
