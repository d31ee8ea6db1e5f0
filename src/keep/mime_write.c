#include "keep/mime_write.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/letter.html.h"

#include <string.h>

enum {
    LINE_MAX_BYTES = 76,
    WORD_BYTES = 42, /* of an encoded word: 56 letters of base64 */
};

/* ---- Headers ------------------------------------------------------------- */

static text
one_line(struct arena *a, text t)
{
    char *to = arena_new(a, char, t.len + 1);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        to[i] = c < 0x20 || c == 0x7f ? ' ' : (char)c;
    }
    return text_trim((text){ to, t.len });
}

static bool
is_plain(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++)
        if ((unsigned char)t.ptr[i] >= 0x7f)
            return false;
    return text_find(t, TEXT("=?")) < 0;
}

static void
add_base64(struct buf *b, text t)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    for (ptrdiff_t i = 0; i < t.len; i += 3) {
        unsigned n = (unsigned)(unsigned char)t.ptr[i] << 16;
        n |= i + 1 < t.len ? (unsigned)(unsigned char)t.ptr[i + 1] << 8 : 0;
        n |= i + 2 < t.len ? (unsigned)(unsigned char)t.ptr[i + 2] : 0;
        buf_byte(b, digits[n >> 18 & 63]);
        buf_byte(b, digits[n >> 12 & 63]);
        buf_byte(b, i + 1 < t.len ? digits[n >> 6 & 63] : '=');
        buf_byte(b, i + 2 < t.len ? digits[n & 63] : '=');
    }
}

/* Words of at most 75 bytes with a blank between, each of whole characters. */
static void
add_encoded(struct buf *b, text t)
{
    for (bool is_first = true; t.len > 0; is_first = false) {
        text piece = text_prefix(t, WORD_BYTES);
        if (piece.len == 0) /* no UTF-8: never for long */
            piece = text_slice(t, 0, WORD_BYTES);
        buf_add(b, is_first ? TEXT("=?UTF-8?B?") : TEXT("\r\n =?UTF-8?B?"));
        add_base64(b, piece);
        buf_add(b, TEXT("?="));
        t = text_slice(t, piece.len, t.len);
    }
}

/* Where to break a line: at the last blank that is within `room`, else at the
 * first one after it, else nowhere. */
static ptrdiff_t
line_end(text t, ptrdiff_t room)
{
    ptrdiff_t end = room > 0 ? room : 0;
    if (t.len <= end)
        return t.len;
    while (end > 0 && t.ptr[end] != ' ')
        end--;
    if (end == 0)
        for (end = room > 0 ? room : 0; end < t.len && t.ptr[end] != ' ';)
            end++;
    return end;
}

static void
add_folded(struct buf *b, text t, ptrdiff_t column)
{
    for (;;) {
        ptrdiff_t end = line_end(t, LINE_MAX_BYTES - column);
        buf_add(b, text_slice(t, 0, end));
        t = text_slice(t, end + 1, t.len);
        if (t.len == 0)
            return;
        buf_add(b, TEXT("\r\n "));
        column = 1;
    }
}

text
mime_header(struct arena *a, const char *name, text value)
{
    struct buf b = buf_in(a, value.len * 2 + 100);
    value = one_line(a, value);
    buf_add(&b, text_of(name));
    buf_add(&b, TEXT(": "));
    if (is_plain(value))
        add_folded(&b, value, b.len);
    else
        add_encoded(&b, value);
    buf_add(&b, TEXT("\r\n"));
    return buf_text(&b);
}

/* Bytes as they are, but nothing that ends the line: for addresses, whose
 * words may not be encoded. */
static void
add_raw_header(struct buf *b, struct arena *a, const char *name, text value)
{
    buf_add(b, text_of(name));
    buf_add(b, TEXT(": "));
    buf_add(b, one_line(a, value));
    buf_add(b, TEXT("\r\n"));
}

/* "Name <address>" */
static void
add_from(struct buf *b, struct arena *a, const struct letter *l)
{
    text name = one_line(a, l->from_name);
    if (name.len == 0) {
        add_raw_header(b, a, "From", l->from);
        return;
    }
    buf_add(b, TEXT("From: "));
    if (is_plain(name)) {
        buf_byte(b, '"');
        for (ptrdiff_t i = 0; i < name.len; i++) {
            if (name.ptr[i] == '"' || name.ptr[i] == '\\')
                buf_byte(b, '\\');
            buf_byte(b, name.ptr[i]);
        }
        buf_byte(b, '"');
    } else {
        add_encoded(b, name);
    }
    buf_add(b, TEXT("\r\n <"));
    buf_add(b, one_line(a, l->from));
    buf_add(b, TEXT(">\r\n"));
}

/* "Thu, 07 May 2026 09:30:00 +0000" */
static void
add_date(struct buf *b, int64_t at)
{
    char room[HTTP_DATE_LENGTH];
    text date = date_print_http(at, room); /* "... GMT" */
    buf_add(b, TEXT("Date: "));
    buf_add(b, text_slice(date, 0, date.len - 3));
    buf_add(b, TEXT("+0000\r\n"));
}

text
mime_message_id(struct arena *a, int64_t id, text host)
{
    char key[KEY_LENGTH];
    return arena_join(a, 5,
        (text[]){ TEXT("<"), key_print(id, key), TEXT("@"), host, TEXT(">") });
}

/* ---- Bodies -------------------------------------------------------------- */

/* Does this byte stand for itself? */
static bool
is_itself(text t, ptrdiff_t i, ptrdiff_t column)
{
    unsigned char c = (unsigned char)t.ptr[i];
    bool is_last = i + 1 == t.len || t.ptr[i + 1] == '\n';
    if (c == ' ' || c == '\t')
        return !is_last;
    /* a '.' alone would end the message, "From " is another's mark */
    if (column == 0 && (c == '.' || c == 'F'))
        return false;
    return c > ' ' && c < 0x7f && c != '=';
}

text
mime_quoted(struct arena *a, text body)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf b = buf_in(a, body.len * 2 + 100);
    ptrdiff_t column = 0;
    for (ptrdiff_t i = 0; i < body.len; i++) {
        unsigned char c = (unsigned char)body.ptr[i];
        if (c == '\n') {
            buf_add(&b, TEXT("\r\n"));
            column = 0;
            continue;
        }
        bool is_raw = is_itself(body, i, column);
        if (column + (is_raw ? 1 : 3) > LINE_MAX_BYTES - 1) {
            buf_add(&b, TEXT("=\r\n"));
            column = 0;
            is_raw = is_itself(body, i, column);
        }
        if (is_raw) {
            buf_byte(&b, (char)c);
            column++;
        } else {
            buf_byte(&b, '=');
            buf_byte(&b, hex[c >> 4]);
            buf_byte(&b, hex[c & 15]);
            column += 3;
        }
    }
    buf_add(&b, TEXT("\r\n"));
    return buf_text(&b);
}

text
letter_paragraph(text *rest)
{
    while (rest->len > 0 && rest->ptr[0] == '\n')
        *rest = text_slice(*rest, 1, rest->len);
    if (rest->len == 0)
        return (text){ 0 };
    ptrdiff_t end = text_find(*rest, TEXT("\n\n"));
    text p = text_slice(*rest, 0, end < 0 ? rest->len : end);
    *rest = text_slice(*rest, p.len, rest->len);
    return text_trim(p);
}

static bool
begins_link(text t)
{
    return text_starts_with(t, TEXT("https://")) ||
        text_starts_with(t, TEXT("http://"));
}

/* An address ends at a blank, or before what rather ends a sentence. */
static ptrdiff_t
link_length(text t)
{
    ptrdiff_t n = 0;
    while (n < t.len && (unsigned char)t.ptr[n] > ' ' &&
        strchr("<>\"", t.ptr[n]) == NULL)
        n++;
    while (n > 0 && strchr(".,;:!?)]}'", t.ptr[n - 1]) != NULL)
        n--;
    return n;
}

enum letter_piece
letter_next(text *rest, text *piece)
{
    ptrdiff_t n = 0;
    enum letter_piece kind = PIECE_TEXT;
    if (rest->len == 0)
        return PIECE_END;
    if (rest->ptr[0] == '\n') {
        n = 1;
        kind = PIECE_BREAK;
    } else if (begins_link(*rest)) {
        n = link_length(*rest);
        kind = PIECE_LINK;
    } else {
        do
            n++;
        while (n < rest->len && rest->ptr[n] != '\n' &&
            !begins_link(text_slice(*rest, n, rest->len)));
    }
    *piece = text_slice(*rest, 0, n);
    *rest = text_slice(*rest, n, rest->len);
    return kind;
}

/* ---- All ----------------------------------------------------------------- */

static void
add_headers(struct buf *b, struct arena *a, const struct letter *l)
{
    add_from(b, a, l);
    add_raw_header(b, a, "To", l->to);
    if (!text_is_empty(l->reply_to))
        add_raw_header(b, a, "Reply-To", l->reply_to);
    buf_add(b, mime_header(a, "Subject", l->subject));
    add_date(b, l->at);
    add_raw_header(b, a, "Message-ID", mime_message_id(a, l->id, l->host));
    buf_add(b, TEXT("Auto-Submitted: auto-generated\r\n"));
    add_raw_header(b, a, "Content-Language", lang_code(l->lang));
    if (!text_is_empty(l->stop_url)) {
        add_raw_header(b, a, "List-Unsubscribe",
            arena_join(a, 3, (text[]){ TEXT("<"), l->stop_url, TEXT(">") }));
        buf_add(
            b, TEXT("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    }
    buf_add(b, TEXT("MIME-Version: 1.0\r\n"));
}

static void
add_part(struct buf *b, struct arena *a, text boundary, const char *type,
    text content)
{
    buf_add(b, TEXT("--"));
    buf_add(b, boundary);
    buf_add(b, TEXT("\r\nContent-Type: "));
    buf_add(b, text_of(type));
    buf_add(b,
        TEXT("; charset=utf-8\r\n"
             "Content-Transfer-Encoding: quoted-printable\r\n\r\n"));
    buf_add(b, mime_quoted(a, content));
}

text
mime_write(struct arena *a, const struct letter *l)
{
    struct buf b = buf_in(a, (l->body.len + l->foot.len) * 3 + 4000);
    struct view v = view_in(a, l->lang, l->body.len * 2 + 2000);
    char key[KEY_LENGTH];
    /* "=_" stands in no quoted-printable text */
    text boundary = arena_join(
        a, 3, (text[]){ TEXT("=_"), key_print(l->id, key), TEXT("_=") });
    text plain = text_is_empty(l->foot)
        ? l->body
        : arena_join(a, 3, (text[]){ l->body, TEXT("\n\n-- \n"), l->foot });
    keep_letter(&v, l);
    html page = view_html(&v);
    add_headers(&b, a, l);
    buf_add(&b, TEXT("Content-Type: multipart/alternative;\r\n boundary=\""));
    buf_add(&b, boundary);
    buf_add(&b, TEXT("\"\r\n\r\n"));
    add_part(&b, a, boundary, "text/plain", plain);
    add_part(&b, a, boundary, "text/html", (text){ page.ptr, page.len });
    buf_add(&b, TEXT("--"));
    buf_add(&b, boundary);
    buf_add(&b, TEXT("--\r\n"));
    return buf_text(&b);
}
