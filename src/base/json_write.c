#include "base/json.h"

#include <math.h>
#include <string.h>

struct json
json_write(struct buf *out)
{
    return (struct json){ .out = out };
}

static void
begin_value(struct json *j)
{
    bool is_in_object = j->depth > 0 && j->is_object[j->depth - 1];
    require(is_in_object == j->is_after_name);
    require(j->depth > 0 || !j->needs_comma);
    if (j->needs_comma && !j->is_after_name)
        buf_byte(j->out, ',');
    j->needs_comma = true;
    j->is_after_name = false;
}

static void
begin(struct json *j, bool is_object)
{
    begin_value(j);
    require(j->depth < JSON_DEPTH_MAX);
    j->is_object[j->depth++] = is_object;
    j->needs_comma = false;
    buf_byte(j->out, is_object ? '{' : '[');
}

void
json_object(struct json *j)
{
    begin(j, true);
}

void
json_array(struct json *j)
{
    begin(j, false);
}

void
json_end(struct json *j)
{
    require(j->depth > 0 && !j->is_after_name);
    j->depth--;
    j->needs_comma = true;
    buf_byte(j->out, j->is_object[j->depth] ? '}' : ']');
}

ptrdiff_t
json_escape(text *rest, char to[6])
{
    static const char hex[] = "0123456789abcdef";
    static const char bytes[] = "\"\\\n\r\t", names[] = "\"\\nrt";
    unsigned char c = (unsigned char)rest->ptr[0];
    ptrdiff_t n = text_utf8_length(*rest);
    const char *at = c == '\0' ? NULL : strchr(bytes, c);
    text was = *rest;
    *rest = text_slice(*rest, n == 0 ? 1 : n, rest->len);
    if (n == 0) {
        memcpy(to, "\xef\xbf\xbd", 3);
        return 3;
    }
    if (at != NULL) {
        to[0] = '\\';
        to[1] = names[at - bytes];
        return 2;
    }
    if (c >= 0x20) {
        memcpy(to, was.ptr, (size_t)n);
        return n;
    }
    memcpy(to, "\\u00", 4);
    to[4] = hex[c >> 4];
    to[5] = hex[c & 15];
    return 6;
}

static bool
is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static void
add_quoted(struct buf *b, text t)
{
    char to[6];
    buf_byte(b, '"');
    while (t.len > 0) {
        ptrdiff_t n = 0;
        while (n < t.len && is_plain((unsigned char)t.ptr[n]))
            n++;
        buf_add(b, (text){ t.ptr, n });
        t = text_slice(t, n, t.len);
        if (t.len == 0)
            break;
        n = json_escape(&t, to);
        buf_add(b, (text){ to, n });
    }
    buf_byte(b, '"');
}

void
json_name_text(struct json *j, text name)
{
    require(j->depth > 0 && j->is_object[j->depth - 1] && !j->is_after_name);
    if (j->needs_comma)
        buf_byte(j->out, ',');
    add_quoted(j->out, name);
    buf_byte(j->out, ':');
    j->is_after_name = true;
}

void
json_name(struct json *j, const char *name)
{
    json_name_text(j, text_of(name));
}

void
json_text(struct json *j, text t)
{
    if (!text_is_known(t)) {
        json_null(j);
        return;
    }
    begin_value(j);
    add_quoted(j->out, t);
}

void
json_int(struct json *j, int64_t n)
{
    begin_value(j);
    buf_int(j->out, n);
}

void
json_int_text(struct json *j, int64_t n)
{
    begin_value(j);
    buf_byte(j->out, '"');
    buf_int(j->out, n);
    buf_byte(j->out, '"');
}

void
json_real(struct json *j, double x)
{
    if (!isfinite(x)) {
        json_null(j);
        return;
    }
    begin_value(j);
    buf_real(j->out, x);
}

void
json_bool(struct json *j, bool is_true)
{
    begin_value(j);
    buf_add(j->out, is_true ? TEXT("true") : TEXT("false"));
}

void
json_null(struct json *j)
{
    begin_value(j);
    buf_add(j->out, TEXT("null"));
}
