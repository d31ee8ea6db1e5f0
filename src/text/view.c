#include "text/view.h"

#include <limits.h>
#include <string.h>

struct view
view_in(struct arena *a, const struct lang *lang, ptrdiff_t guess)
{
    return (struct view){
        .out = buf_in(a, guess), .arena = a, .lang = lang, .root = TEXT("")
    };
}

html
view_html(const struct view *v)
{
    return (html){ v->out.ptr, v->out.len };
}

void
out_raw(struct view *v, const char *literal, ptrdiff_t len)
{
    struct buf *b = &v->out;
    if (len > b->cap - b->len)
        buf_grow(b, len);
    memcpy(b->ptr + b->len, literal, (size_t)len);
    b->len += len;
}

void
out_html(struct view *v, html h)
{
    if (h.len > 0)
        out_raw(v, h.ptr, h.len);
}

void
out_int(struct view *v, long long n)
{
    buf_int(&v->out, n);
}

/* ---- escaping -------------------------------------------------------------
 * Most values hold nothing to escape: the bytes are copied in one go while
 * they are looked at, and only a special one leaves the loop. */

static const unsigned char IS_SPECIAL[256] = {
    ['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, ['\''] = 1
};

/* Is one of eight bytes special? x has a zero byte exactly when the top bit
 * of one of (x - 01..01) & ~x is set (Mycroft, 1987); a bit more turns '"'
 * into '&' and '<' into '>'. */
static bool
has_special(uint64_t eight)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t a = (eight | (ones * 4)) ^ (ones * '&');
    uint64_t b = (eight | (ones * 2)) ^ (ones * '>');
    uint64_t c = eight ^ (ones * '\'');
    uint64_t zero = ((a - ones) & ~a) | ((b - ones) & ~b) | ((c - ones) & ~c);
    return (zero & (ones * 0x80)) != 0;
}

static text
entity(char c)
{
    switch (c) {
    case '&': return TEXT("&amp;");
    case '<': return TEXT("&lt;");
    case '>': return TEXT("&gt;");
    case '"': return TEXT("&quot;");
    default: return TEXT("&#39;");
    }
}

static void
escape(struct buf *b, text t)
{
    ptrdiff_t at = 0;
    buf_grow(b, t.len);
    while (at < t.len) {
        const char *from = t.ptr + at;
        ptrdiff_t n = 0, n_left = t.len - at;
        char *to = b->ptr + b->len;
        for (uint64_t eight; n_left - n >= 8; n += 8) {
            memcpy(&eight, from + n, 8);
            if (has_special(eight))
                break;
            memcpy(to + n, &eight, 8);
        }
        while (n < n_left && !IS_SPECIAL[(unsigned char)from[n]]) {
            to[n] = from[n];
            n++;
        }
        b->len += n;
        at += n;
        if (at == t.len)
            return;
        buf_add(b, entity(t.ptr[at]));
        at++;
        buf_grow(b, t.len - at);
    }
}

void
out_text(struct view *v, text t)
{
    escape(&v->out, t);
}

/* ---- addresses ------------------------------------------------------------
 */

/* Browsers drop tabs and line ends anywhere in an address and blanks at its
 * ends, so that "java\tscript:" runs and "/\t/host" leaves the site. */
static bool
has_control(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] < 0x20 || t.ptr[i] == 0x7f)
            return true;
    return false;
}

/* A backslash is a slash to a browser: "/\host" is "//host". */
static bool
is_local(text t)
{
    return t.len > 0 && t.ptr[0] == '/' &&
        !(t.len > 1 && (t.ptr[1] == '/' || t.ptr[1] == '\\')) &&
        !has_control(t);
}

static bool
has_scheme(text t, text scheme)
{
    if (t.len < scheme.len)
        return false;
    for (ptrdiff_t i = 0; i < scheme.len; i++) {
        char c = t.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c != scheme.ptr[i])
            return false;
    }
    return true;
}

static bool
is_harmless(text t)
{
    if (t.len <= 0)
        return true;
    if (t.ptr[0] == '/')
        return is_local(t);
    if (has_control(t))
        return false;
    return t.ptr[0] == '#' || t.ptr[0] == '?' ||
        has_scheme(t, TEXT("https:")) || has_scheme(t, TEXT("http:")) ||
        has_scheme(t, TEXT("mailto:")) || has_scheme(t, TEXT("tel:"));
}

void
out_url(struct view *v, text t)
{
    escape(&v->out, is_harmless(t) ? t : TEXT("#blocked"));
}

void
out_local(struct view *v, text path)
{
    if (is_local(path)) {
        escape(&v->out, v->root);
        escape(&v->out, path);
    } else {
        escape(&v->out, TEXT("#blocked"));
    }
}

/* '@' stays, for mailto:, and takes nothing apart behind a path. */
static bool
is_kept_in_address(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
        c == '~' || c == '@';
}

void
out_percent(struct view *v, text t)
{
    static const char HEX[] = "0123456789ABCDEF";
    struct buf *b = &v->out;
    require(t.len <= PTRDIFF_MAX / 3);
    buf_grow(b, t.len * 3);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        if (is_kept_in_address(c)) {
            buf_byte(b, (char)c);
        } else {
            buf_byte(b, '%');
            buf_byte(b, HEX[c >> 4]);
            buf_byte(b, HEX[c & 15]);
        }
    }
}

void
out_percent_int(struct view *v, long long n)
{
    buf_int(&v->out, n);
}

/* ---- phrases ---------------------------------------------------------------
 */

enum place { IN_TEXT, IN_ATTRIBUTE, IN_VALUE };

static void
put(struct buf *b, enum place place, text t)
{
    if (place == IN_VALUE)
        buf_add(b, t);
    else
        escape(b, t);
}

static void
put_arg(struct view *v, struct buf *b, enum place place,
    const struct phrase_arg *arg)
{
    switch (arg->kind) {
    case ARG_TEXT: put(b, place, arg->text); break;
    case ARG_INT:
        put(b, place, lang_number(v->lang, v->arena, arg->number));
        break;
    case ARG_HTML:
        require(place != IN_VALUE); /* it would be escaped later */
        if (place == IN_TEXT)
            buf_add(b, (text){ arg->html.ptr, arg->html.len });
        else
            escape(b, (text){ arg->html.ptr, arg->html.len });
        break;
    }
}

/* A mark at the head of t: its length, and which argument it asks for, counted
 * from 1 (0: the next one). 0 when it is none. */
static ptrdiff_t
mark_at(text t, int *number)
{
    ptrdiff_t i = 1;
    *number = 0;
    if (t.len > 3 && t.ptr[1] >= '1' && t.ptr[1] <= '9' && t.ptr[2] == '$') {
        *number = t.ptr[1] - '0';
        i = 3;
    }
    return i < t.len && (t.ptr[i] == 's' || t.ptr[i] == 'd') ? i + 1 : 0;
}

static void
fill(struct view *v, struct buf *b, enum place place, text phrase, int n_args,
    const struct phrase_arg *args)
{
    int next = 0;
    while (phrase.len > 0) {
        const char *at = memchr(phrase.ptr, '%', (size_t)phrase.len);
        ptrdiff_t n = at == NULL ? phrase.len : at - phrase.ptr;
        put(b, place, text_slice(phrase, 0, n));
        phrase = text_slice(phrase, n, phrase.len);
        if (phrase.len == 0)
            return;
        int number = 0;
        ptrdiff_t len = mark_at(phrase, &number);
        if (len > 0 && number == 0)
            number = ++next;
        if (len > 0 && number <= n_args) {
            put_arg(v, b, place, &args[number - 1]);
        } else {
            bool is_double = phrase.len > 1 && phrase.ptr[1] == '%';
            len = is_double ? 2 : 1;
            put(b, place, TEXT("%"));
        }
        phrase = text_slice(phrase, len, phrase.len);
    }
}

static void
out_filled(struct view *v, bool is_attr, text phrase, bool is_english,
    int n_args, const struct phrase_arg *args)
{
    bool is_marked = is_english && !is_attr;
    if (is_marked)
        buf_add(&v->out, TEXT("<span lang=\"en\">"));
    fill(v, &v->out, is_attr ? IN_ATTRIBUTE : IN_TEXT, phrase, n_args, args);
    if (is_marked)
        buf_add(&v->out, TEXT("</span>"));
}

void
out_phrase(struct view *v, bool is_attr, const char *context,
    const char *phrase, int n_args, const struct phrase_arg *args)
{
    bool is_english = false;
    text t = lang_phrase(v->lang, context, phrase, &is_english);
    out_filled(v, is_attr, t, is_english, n_args, args);
}

void
out_plural(struct view *v, bool is_attr, const char *one, const char *many,
    int64_t n, int n_args, const struct phrase_arg *args)
{
    bool is_english = false;
    text t = lang_plural(v->lang, one, many, n, &is_english);
    out_filled(v, is_attr, t, is_english, n_args, args);
}

text
say_with(struct view *v, const char *phrase, int n_args,
    const struct phrase_arg *args)
{
    bool is_english = false;
    text t = lang_phrase(v->lang, NULL, phrase, &is_english);
    if (!text_has_byte(t, '%'))
        return t;
    struct buf b = buf_in(v->arena, t.len + 32);
    fill(v, &b, IN_VALUE, t, n_args, args);
    return buf_text(&b);
}

text
say(struct view *v, const char *phrase)
{
    return say_with(v, phrase, 0, NULL);
}

html
say_html(struct view *v, const char *phrase)
{
    struct view part = view_in(v->arena, v->lang, 64);
    out_phrase(&part, false, NULL, phrase, 0, NULL);
    return view_html(&part);
}

text
say_plural(struct view *v, const char *one, const char *many, int64_t n)
{
    bool is_english = false;
    struct phrase_arg count = arg_int(n);
    text t = lang_plural(v->lang, one, many, n, &is_english);
    struct buf b = buf_in(v->arena, t.len + 32);
    fill(v, &b, IN_VALUE, t, 1, &count);
    return buf_text(&b);
}

struct phrase_arg
arg_text(text t)
{
    return (struct phrase_arg){ .kind = ARG_TEXT, .text = t };
}

struct phrase_arg
arg_html(html h)
{
    return (struct phrase_arg){ .kind = ARG_HTML, .html = h };
}

struct phrase_arg
arg_int(long long n)
{
    return (struct phrase_arg){ .kind = ARG_INT, .number = n };
}
