#include "web/address.h"

#include "base/buf.h"

#include <string.h>

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool
percent_decode(struct arena *a, text in, bool is_form, text *out)
{
    if (!text_has_byte(in, '%') && !(is_form && text_has_byte(in, '+'))) {
        *out = text_is_known(in) ? in : TEXT("");
        return true;
    }
    char *to = arena_new(a, char, in.len);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < in.len; i++) {
        char c = in.ptr[i];
        if (c == '%') {
            if (i + 2 >= in.len)
                return false;
            int high = hex_value(in.ptr[i + 1]);
            int low = hex_value(in.ptr[i + 2]);
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (is_form && c == '+') {
            c = ' ';
        }
        to[n++] = c;
    }
    *out = (text){ to, n };
    return true;
}

static bool
is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

text
percent_encode(struct arena *a, text in, bool is_path)
{
    static const char digits[] = "0123456789ABCDEF";
    ptrdiff_t n_escaped = 0;
    for (ptrdiff_t i = 0; i < in.len; i++) {
        char c = in.ptr[i];
        n_escaped += !is_unreserved(c) && !(is_path && c == '/');
    }
    if (n_escaped == 0)
        return text_is_known(in) ? in : TEXT("");
    char *to = arena_new(a, char, in.len + 2 * n_escaped);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < in.len; i++) {
        char c = in.ptr[i];
        if (is_unreserved(c) || (is_path && c == '/')) {
            to[n++] = c;
        } else {
            to[n++] = '%';
            to[n++] = digits[(unsigned char)c >> 4];
            to[n++] = digits[(unsigned char)c & 15];
        }
    }
    return (text){ to, n };
}

bool
pair_next(text *rest, text *name, text *value)
{
    while (text_is_known(*rest)) {
        text pair = text_cut(*rest, '&', rest);
        if (pair.len == 0)
            continue;
        *name = text_cut(pair, '=', value);
        return true;
    }
    return false;
}

static bool
is_clean_target(text target)
{
    if (target.len == 0 || target.ptr[0] != '/')
        return false;
    for (ptrdiff_t i = 0; i < target.len; i++) {
        char c = target.ptr[i];
        if (c < 0x21 || c > 0x7e || c == '#')
            return false;
    }
    return true;
}

/* An escaped slash would make two segments of one after decoding. */
static bool
has_escaped_slash(text raw)
{
    for (ptrdiff_t i = 0; i + 2 < raw.len; i++)
        if (raw.ptr[i] == '%' && raw.ptr[i + 1] == '2' &&
            (raw.ptr[i + 2] == 'f' || raw.ptr[i + 2] == 'F'))
            return true;
    return false;
}

static bool
is_clean_path(text path)
{
    if (!text_is_utf8(path) || text_has_byte(path, '\\'))
        return false;
    for (ptrdiff_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] < 0x20 || path.ptr[i] == 0x7f)
            return false;
    text rest = text_slice(path, 1, path.len);
    while (text_is_known(rest)) {
        text segment = text_cut(rest, '/', &rest);
        bool is_last = !text_is_known(rest);
        if (segment.len == 0 && !is_last)
            return false;
        if (text_is_equal(segment, TEXT(".")) ||
            text_is_equal(segment, TEXT("..")))
            return false;
    }
    return true;
}

/* Only in small letters, and whole: "/svx" and "/SV" are no languages. */
static const struct lang *
language_in_front(text path, ptrdiff_t *len)
{
    text rest;
    text first = text_cut(text_slice(path, 1, path.len), '/', &rest);
    for (int i = 0; i < LANG_N; i++)
        if (text_is_equal(first, lang_code(lang_all(i)))) {
            *len = 1 + first.len;
            return lang_all(i);
        }
    return NULL;
}

enum err
address_read(struct arena *a, text target, struct address *out)
{
    *out = (struct address){ 0 };
    if (!is_clean_target(target))
        return ERR_BAD_INPUT;
    text raw = text_cut(target, '?', &out->query);
    text path;
    if (has_escaped_slash(raw) || !percent_decode(a, raw, false, &path) ||
        !is_clean_path(path))
        return ERR_BAD_INPUT;
    ptrdiff_t n_language = 0;
    out->lang = language_in_front(path, &n_language);
    path = text_slice(path, n_language, path.len);
    if (path.len == 0) {
        out->path = TEXT("/");
        return OK;
    }
    if (text_ends_with(path, TEXT("/")) && path.len > 1) {
        out->has_extra_slash = true;
        path = text_slice(path, 0, path.len - 1);
    }
    out->path = path;
    return OK;
}
