#include "web/multipart.h"

#include "os/file.h"
#include "web/server_check.h"

#include <string.h>

enum { WINDOW = 64 * 1024, HEAD_MAX = 4096, BOUNDARY_MAX = 70 };

enum err
body_read(const struct web_input *in, int64_t at, char *to, ptrdiff_t room,
    ptrdiff_t *n)
{
    *n = 0;
    if (at >= in->body_size || room == 0)
        return OK;
    if (room > in->body_size - at)
        room = (ptrdiff_t)(in->body_size - at);
    if (in->body_fd >= 0)
        return file_get_at(in->body_fd, to, room, at, n);
    if (at + room > in->body.len)
        return ERR_IO;
    memcpy(to, in->body.ptr + at, (size_t)room);
    *n = room;
    return OK;
}

/* ---- The head's value ---------------------------------------------------- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static text
skip_blanks(text t)
{
    while (t.len > 0 && is_blank(t.ptr[0]))
        t = text_slice(t, 1, t.len);
    return t;
}

/* `; name="value"`: the next one of a header's parameters. In quotes a
 * backslash stands before a quote and nothing else: some browsers send whole
 * paths with backslashes. */
static bool
next_parameter(text *rest, text *name, text *value)
{
    text t = skip_blanks(*rest);
    if (t.len == 0 || t.ptr[0] != ';')
        return false;
    t = skip_blanks(text_slice(t, 1, t.len));
    ptrdiff_t n = 0;
    while (
        n < t.len && t.ptr[n] != '=' && t.ptr[n] != ';' && !is_blank(t.ptr[n]))
        n++;
    *name = text_slice(t, 0, n);
    t = skip_blanks(text_slice(t, n, t.len));
    if (t.len == 0 || t.ptr[0] != '=' || name->len == 0)
        return false;
    t = skip_blanks(text_slice(t, 1, t.len));
    bool is_quoted = t.len > 0 && t.ptr[0] == '"';
    if (is_quoted)
        t = text_slice(t, 1, t.len);
    for (n = 0; n < t.len; n++) {
        if (is_quoted && t.ptr[n] == '\\' && n + 1 < t.len &&
            t.ptr[n + 1] == '"')
            n++;
        else if (is_quoted ? t.ptr[n] == '"' : t.ptr[n] == ';')
            break;
    }
    if (is_quoted && n == t.len)
        return false;
    *value = text_slice(t, 0, n);
    *rest = text_slice(t, n + is_quoted, t.len);
    return true;
}

bool
is_multipart(text content_type)
{
    text rest;
    return word_is_same(text_trim(text_cut(content_type, ';', &rest)),
        TEXT("multipart/form-data"));
}

static bool
is_boundary(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] <= 0x20 || (unsigned char)t.ptr[i] >= 0x7f)
            return false;
    return t.len > 0 && t.len <= BOUNDARY_MAX;
}

/* What browsers write for a quote, CR and LF in a name. */
static text
unquote(struct arena *a, text t)
{
    static const struct {
        text from;
        char to;
    } all[] = { { TEXT_INIT("%22"), '"' }, { TEXT_INIT("%0D"), '\r' },
        { TEXT_INIT("%0A"), '\n' }, { TEXT_INIT("\\\""), '"' } };
    char *to = arena_new(a, char, t.len);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len;) {
        text rest = text_slice(t, i, t.len);
        size_t k = 0;
        while (k < sizeof all / sizeof *all &&
            !text_starts_with(rest, all[k].from))
            k++;
        bool is_one = k < sizeof all / sizeof *all;
        to[n++] = is_one ? all[k].to : t.ptr[i];
        i += is_one ? all[k].from.len : 1;
    }
    return (text){ to, n };
}

/* ---- The window ---------------------------------------------------------- */

/* Make `at` the beginning of the window, filled as far as it goes. */
static enum err
look_at(struct multipart *m, int64_t at)
{
    m->window_len = 0;
    m->window_at = at;
    for (ptrdiff_t n = 1; n > 0 && m->window_len < WINDOW;) {
        enum err e = body_read(m->in, at + m->window_len,
            m->window + m->window_len, WINDOW - m->window_len, &n);
        if (e != OK)
            return e;
        m->window_len += n;
    }
    return OK;
}

/* Where the next one of these stands, from `at` on; -1: nowhere. */
static enum err
find(struct multipart *m, int64_t at, text what, int64_t *found)
{
    *found = -1;
    for (;;) {
        bool is_inside =
            at >= m->window_at && at + what.len <= m->window_at + m->window_len;
        if (!is_inside) {
            enum err e = look_at(m, at);
            if (e != OK)
                return e;
            if (m->window_len < what.len)
                return OK;
        }
        const char *from = m->window + (at - m->window_at);
        size_t n = (size_t)(m->window_len - (at - m->window_at));
        const char *hit = memmem(from, n, what.ptr, (size_t)what.len);
        if (hit != NULL) {
            *found = m->window_at + (hit - m->window);
            return OK;
        }
        at = m->window_at + m->window_len - what.len + 1;
    }
}

/* The n bytes at `at`, lent until the next look. */
static enum err
bytes_at(struct multipart *m, int64_t at, ptrdiff_t n, text *bytes)
{
    if (at < m->window_at || at + n > m->window_at + m->window_len) {
        enum err e = look_at(m, at);
        if (e != OK)
            return e;
    }
    *bytes = text_slice((text){ m->window, m->window_len },
        (ptrdiff_t)(at - m->window_at), (ptrdiff_t)(at - m->window_at) + n);
    return OK;
}

/* ---- Parts --------------------------------------------------------------- */

enum err
multipart_open(struct multipart *m, struct arena *a, const struct web_input *in)
{
    text rest, name, value, boundary = { 0 };
    text type = web_header(in, TEXT("Content-Type"));
    *m = (struct multipart){ .arena = a, .in = in };
    if (!is_multipart(type))
        return ERR_BAD_INPUT;
    rest = text_find(type, TEXT(";")) < 0
        ? (text){ 0 }
        : text_slice(type, text_find(type, TEXT(";")), type.len);
    while (next_parameter(&rest, &name, &value))
        if (word_is_same(name, TEXT("boundary")))
            boundary = value;
    if (!is_boundary(boundary))
        return ERR_BAD_INPUT;
    m->delimiter =
        arena_join(a, 2, (text[]){ TEXT("\r\n--"), arena_copy(a, boundary) });
    m->window = arena_new(a, char, WINDOW);
    text head, first = text_slice(m->delimiter, 2, m->delimiter.len);
    enum err e = bytes_at(m, 0, first.len, &head);
    if (e == OK && !text_is_equal(head, first))
        e = ERR_BAD_INPUT;
    m->at = first.len;
    return e;
}

static enum err
read_head(struct multipart *m, text head, struct multipart_part *p)
{
    while (text_is_known(head)) {
        text rest, line = text_cut(head, '\n', &head), name, value;
        if (text_ends_with(line, TEXT("\r")))
            line = text_slice(line, 0, line.len - 1);
        text what = text_cut(line, ':', &rest);
        if (!word_is_same(what, TEXT("Content-Disposition")))
            continue;
        rest = skip_blanks(rest);
        if (!word_is_same(text_slice(rest, 0, 9), TEXT("form-data")))
            return ERR_BAD_INPUT;
        rest = text_slice(rest, 9, rest.len);
        while (next_parameter(&rest, &name, &value)) {
            if (word_is_same(name, TEXT("name")))
                p->name = unquote(m->arena, value);
            else if (word_is_same(name, TEXT("filename")))
                p->file_name = unquote(m->arena, value);
        }
    }
    return text_is_known(p->name) ? OK : ERR_BAD_INPUT;
}

/* After the last delimiter nothing but line ends. */
static enum err
end(struct multipart *m)
{
    text tail;
    enum err e = bytes_at(m, m->at, 8, &tail);
    m->is_at_end = true;
    if (e == OK &&
        (m->in->body_size > m->at + 2 + 4 ||
            text_trim(text_slice(tail, 2, tail.len)).len > 0))
        e = ERR_BAD_INPUT;
    return e == OK ? ERR_NOT_FOUND : e;
}

enum err
multipart_next(struct multipart *m, struct multipart_part *p)
{
    text sign, head;
    int64_t head_end, part_end;
    *p = (struct multipart_part){ 0 };
    if (m->is_at_end)
        return ERR_NOT_FOUND;
    enum err e = bytes_at(m, m->at, 2, &sign);
    if (e != OK)
        return e;
    if (text_is_equal(sign, TEXT("--")))
        return end(m);
    if (!text_is_equal(sign, TEXT("\r\n")))
        return ERR_BAD_INPUT;
    /* from the line end before it, so that an empty head is found too */
    e = find(m, m->at, TEXT("\r\n\r\n"), &head_end);
    if (e == OK && (head_end < 0 || head_end - m->at > HEAD_MAX))
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = bytes_at(m, m->at + 2, (ptrdiff_t)(head_end - m->at), &head);
    if (e == OK)
        e = read_head(m, head, p);
    if (e != OK)
        return e;
    /* its delimiter may begin with the line end that ends an empty head */
    p->at = head_end + 4;
    e = find(m, p->at - 2, m->delimiter, &part_end);
    if (e == OK && part_end < p->at)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    p->size = part_end - p->at;
    m->at = part_end + m->delimiter.len;
    return OK;
}
