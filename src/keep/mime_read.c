#include "keep/mime_read.h"

#include "os/charset.h"

#include <string.h>

struct part {
    text headers, body;
};

/* ---- Headers ------------------------------------------------------------- */

static char
small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
begins_as(text t, const char *with)
{
    ptrdiff_t n = (ptrdiff_t)strlen(with);
    if (t.len < n)
        return false;
    for (ptrdiff_t i = 0; i < n; i++)
        if (small(t.ptr[i]) != with[i])
            return false;
    return true;
}

/* A line, its end taken away. */
static text
next_line(text *rest)
{
    text line = text_cut(*rest, '\n', rest);
    if (text_ends_with(line, TEXT("\r")))
        line.len--;
    return line;
}

static struct part
split(text all)
{
    text rest = all;
    while (text_is_known(rest)) {
        ptrdiff_t at = rest.ptr - all.ptr;
        if (next_line(&rest).len == 0)
            return (struct part){ text_slice(all, 0, at),
                text_is_known(rest) ? rest : TEXT("") };
    }
    return (struct part){ all, TEXT("") };
}

/* The first header of that name (small letters, with its colon), unfolded;
 * those that follow too when `all` is given. */
static text
header(struct arena *a, text headers, const char *name, struct buf *all)
{
    text found = { 0 };
    for (int n = 0; text_is_known(headers) && n < MIME_HEADERS_MAX; n++) {
        text line = next_line(&headers);
        if (!begins_as(line, name))
            continue;
        struct buf b = buf_in(a, line.len + 100);
        ptrdiff_t name_len = (ptrdiff_t)strlen(name);
        buf_add(&b, text_slice(line, name_len, line.len));
        while (headers.len > 0 &&
            (headers.ptr[0] == ' ' || headers.ptr[0] == '\t'))
            buf_add(&b, next_line(&headers));
        text value = text_trim(buf_text(&b));
        if (all == NULL)
            return value;
        buf_add(all, value);
        buf_byte(all, ' ');
        found = value;
    }
    return found;
}

/* A parameter of "text/plain; charset="utf-8"; format=flowed". */
static text
parameter(text value, const char *name)
{
    ptrdiff_t n = (ptrdiff_t)strlen(name);
    text rest;
    text_cut(value, ';', &rest);
    while (text_is_known(rest)) {
        text one = text_trim(rest);
        if (begins_as(one, name) && one.len > n && one.ptr[n] == '=') {
            one = text_slice(one, n + 1, one.len);
            if (text_starts_with(one, TEXT("\"")))
                return text_cut(text_slice(one, 1, one.len), '"', &rest);
            return text_trim(text_cut(one, ';', &rest));
        }
        text_cut(rest, ';', &rest);
    }
    return (text){ 0 };
}

/* ---- Bodies -------------------------------------------------------------- */

static int
hex(char c)
{
    return c >= '0' && c <= '9'              ? c - '0'
        : small(c) >= 'a' && small(c) <= 'f' ? small(c) - 'a' + 10
                                             : -1;
}

static text
from_quoted(struct arena *a, text t)
{
    char *to = arena_new(a, char, t.len + 1);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        if (t.ptr[i] != '=') {
            to[n++] = t.ptr[i];
            continue;
        }
        ptrdiff_t end = i + 1; /* blanks may stand before the line's end */
        while (end < t.len &&
            (t.ptr[end] == ' ' || t.ptr[end] == '\t' || t.ptr[end] == '\r'))
            end++;
        if (end == t.len || t.ptr[end] == '\n') {
            i = end;
            continue;
        }
        int high = i + 2 < t.len ? hex(t.ptr[i + 1]) : -1;
        int low = i + 2 < t.len ? hex(t.ptr[i + 2]) : -1;
        if (high < 0 || low < 0) {
            to[n++] = '=';
        } else {
            to[n++] = (char)(high << 4 | low);
            i += 2;
        }
    }
    return (text){ to, n };
}

static int
digit_of(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A'
        : c >= 'a' && c <= 'z'  ? c - 'a' + 26
        : c >= '0' && c <= '9'  ? c - '0' + 52
        : c == '+'              ? 62
        : c == '/'              ? 63
                                : -1;
}

static text
from_base64(struct arena *a, text t)
{
    char *to = arena_new(a, char, t.len / 4 * 3 + 4);
    unsigned bits = 0;
    ptrdiff_t n = 0;
    int n_bits = 0;
    for (ptrdiff_t i = 0; i < t.len && t.ptr[i] != '='; i++) {
        int digit = digit_of(t.ptr[i]);
        if (digit < 0)
            continue;
        bits = bits << 6 | (unsigned)digit;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            to[n++] = (char)(bits >> n_bits & 0xff);
        }
    }
    return (text){ to, n };
}

static text
decoded(struct arena *a, const struct part *p, text type)
{
    text how = header(a, p->headers, "content-transfer-encoding:", NULL);
    text charset = parameter(type, "charset"), body = p->body;
    if (begins_as(how, "quoted-printable"))
        body = from_quoted(a, body);
    else if (begins_as(how, "base64"))
        body = from_base64(a, body);
    return charset_to_utf8(a, charset, body);
}

/* A page without its tags, well enough to be read. */
static text
without_tags(struct arena *a, text t)
{
    static const struct {
        const char *name;
        text said;
    } names[] = { { "&amp;", TEXT_INIT("&") }, { "&lt;", TEXT_INIT("<") },
        { "&gt;", TEXT_INIT(">") }, { "&quot;", TEXT_INIT("\"") },
        { "&#39;", TEXT_INIT("'") }, { "&nbsp;", TEXT_INIT(" ") },
        { NULL, { 0 } } };
    static const char *const lines[] = { "<br", "<p", "</p", "<div", "<tr",
        "<li", "<blockquote", NULL };
    struct buf b = buf_in(a, t.len + 100);
    for (ptrdiff_t i = 0; i < t.len;) {
        text rest = text_slice(t, i, t.len);
        bool is_style = begins_as(rest, "<style") ||
            begins_as(rest, "<script") || begins_as(rest, "<head");
        if (rest.ptr[0] == '<') {
            const char *sign = is_style ? "</" : ">";
            ptrdiff_t end = text_find(rest, text_of(sign));
            for (int k = 0; lines[k] != NULL; k++)
                if (begins_as(rest, lines[k])) {
                    /* what stands in one is quoted */
                    buf_add(&b, k == 6 ? TEXT("\n> ") : TEXT("\n"));
                    break;
                }
            i = end < 0 ? t.len : i + end + (is_style ? 0 : 1);
            continue;
        }
        int k = 0;
        while (names[k].name != NULL && !begins_as(rest, names[k].name))
            k++;
        if (names[k].name != NULL) {
            buf_add(&b, names[k].said);
            i += (ptrdiff_t)strlen(names[k].name);
        } else {
            bool is_end = rest.ptr[0] == '\n' || rest.ptr[0] == '\r';
            buf_byte(&b, is_end ? ' ' : rest.ptr[0]);
            i++;
        }
    }
    return buf_text(&b);
}

/* ---- Parts --------------------------------------------------------------- */

struct finding {
    struct arena *arena;
    text plain, page; /* the first of each, decoded */
    int n_parts;
};

static void look_at(struct finding *f, text all, int depth);

/* A line that begins "--boundary": parts stand between such lines. */
static void
look_at_parts(struct finding *f, text body, text boundary, int depth)
{
    ptrdiff_t from = -1;
    text rest = body;
    while (text_is_known(rest) && f->n_parts < MIME_PARTS_MAX) {
        ptrdiff_t at = rest.ptr - body.ptr;
        text line = next_line(&rest);
        if (!text_starts_with(line, TEXT("--")) ||
            !text_starts_with(text_slice(line, 2, line.len), boundary))
            continue;
        if (from >= 0)
            look_at(f, text_slice(body, from, at), depth + 1);
        if (!text_is_known(rest) ||
            text_starts_with(
                text_slice(line, 2 + boundary.len, line.len), TEXT("--")))
            return;
        from = rest.ptr - body.ptr;
    }
    if (from >= 0 && f->n_parts < MIME_PARTS_MAX) /* was cut off */
        look_at(f, text_slice(body, from, body.len), depth + 1);
}

static void
look_at(struct finding *f, text all, int depth)
{
    struct part p = split(all);
    text type = header(f->arena, p.headers, "content-type:", NULL);
    text how = header(f->arena, p.headers, "content-disposition:", NULL);
    f->n_parts++;
    if (text_is_known(f->plain) || depth > MIME_DEPTH_MAX)
        return;
    if (begins_as(type, "multipart/")) {
        text boundary = parameter(type, "boundary");
        if (boundary.len > 0 && boundary.len <= 70)
            look_at_parts(f, p.body, boundary, depth);
    } else if (begins_as(how, "attachment")) {
        return;
    } else if (type.len == 0 || begins_as(type, "text/plain")) {
        f->plain = decoded(f->arena, &p, type);
    } else if (begins_as(type, "text/html") && !text_is_known(f->page)) {
        f->page = without_tags(f->arena, decoded(f->arena, &p, type));
    }
}

/* ---- What they wrote ----------------------------------------------------- */

static bool
is_quote(text line)
{
    return text_starts_with(text_trim(line), TEXT(">"));
}

static text
next_with_words(text rest)
{
    while (text_is_known(rest)) {
        text line = text_trim(next_line(&rest));
        if (line.len > 0)
            return line;
    }
    return TEXT("");
}

/* Does what is quoted, or a signature, begin with this line? "Anna wrote:"
 * in any language is a line that ends in a colon before a quotation. */
static bool
is_end(text line, text rest)
{
    text bare = text_trim(line);
    return is_quote(line) || text_is_equal(line, TEXT("-- ")) ||
        text_is_equal(line, TEXT("--")) ||
        text_starts_with(bare, TEXT("-----Original")) ||
        text_starts_with(bare, TEXT("________________")) ||
        (text_ends_with(bare, TEXT(":")) && is_quote(next_with_words(rest)));
}

/* "On Tuesday the 5th, Anna <anna@\nexample.org> wrote:" may take two lines;
 * the first then has an address or a date in it, and no end of a sentence. */
static bool
is_first_half(text line, text rest)
{
    text next = next_line(&rest);
    return text_has_byte(line, '<') && !text_has_byte(line, '>') &&
        text_is_known(rest) && is_end(next, rest);
}

text
mime_above_quote(struct arena *a, text words)
{
    struct buf above = buf_in(a, words.len + 1),
               below = buf_in(a, words.len + 1);
    bool is_above = true;
    text rest = words;
    while (text_is_known(rest)) {
        text line = next_line(&rest);
        if (is_above && (is_end(line, rest) || is_first_half(line, rest)))
            is_above = false;
        struct buf *to = is_above ? &above : &below;
        if (is_above || !is_quote(line)) {
            buf_add(to, line);
            buf_byte(to, '\n');
        }
    }
    text said = text_trim(buf_text(&above));
    /* an answer beneath what it answers */
    return said.len > 0 ? said : text_trim(buf_text(&below));
}

/* Control characters go, but line ends and tabs. */
static text
clean(struct arena *a, text t)
{
    char *to = arena_new(a, char, t.len + 1);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if ((c >= ' ' && c != 0x7f) || c == '\n' || c == '\t')
            to[n++] = (char)c;
    }
    return (text){ to, n };
}

static bool
is_automatic(struct arena *a, text headers)
{
    text submitted = header(a, headers, "auto-submitted:", NULL);
    text precedence = header(a, headers, "precedence:", NULL);
    text from = header(a, headers, "return-path:", NULL);
    return (submitted.len > 0 && !begins_as(submitted, "no")) ||
        begins_as(precedence, "bulk") || begins_as(precedence, "list") ||
        begins_as(precedence, "junk") || text_is_equal(from, TEXT("<>")) ||
        text_is_known(header(a, headers, "list-id:", NULL)) ||
        text_is_known(header(a, headers, "x-autoreply:", NULL)) ||
        text_is_known(header(a, headers, "x-autorespond:", NULL));
}

struct mime_mail
mime_read(struct arena *a, text mail)
{
    static const char *const names[] = {
        "delivered-to:", "x-original-to:", "envelope-to:", "to:", "cc:"
    };
    text rest = mail;
    if (text_starts_with(mail, TEXT("From "))) /* a mailbox's own mark */
        next_line(&rest);
    struct part p = split(text_is_known(rest) ? rest : TEXT(""));
    struct finding f = { .arena = a };
    struct buf to = buf_in(a, 200);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        header(a, p.headers, names[i], &to);
    look_at(&f, text_is_known(rest) ? rest : TEXT(""), 0);
    text words = text_is_known(f.plain) ? f.plain
        : text_is_known(f.page)         ? f.page
                                        : TEXT("");
    words = mime_above_quote(a, clean(a, words));
    return (struct mime_mail){ .message_id =
                                   header(a, p.headers, "message-id:", NULL),
        .receivers = buf_text(&to),
        .is_automatic = is_automatic(a, p.headers),
        .words = text_prefix(words, MIME_WORDS_MAX) };
}
