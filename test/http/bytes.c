#include "run.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
bytes_add(struct bytes *b, const char *at, size_t n)
{
    if (b->n + n + 1 > b->room) {
        b->room = (b->n + n + 1) * 2;
        b->at = realloc(b->at, b->room);
        if (b->at == NULL) {
            abort();
        }
    }
    if (n > 0) {
        memcpy(b->at + b->n, at, n);
    }
    b->n += n;
    b->at[b->n] = '\0';
}

void
bytes_print(struct bytes *b, const char *format, ...)
{
    char line[4096];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    size_t n_line = n < 0 ? 0 : (size_t)n;
    bytes_add(b, line, n_line < sizeof line ? n_line : sizeof line - 1);
}

void
bytes_clear(struct bytes *b)
{
    b->n = 0;
    bytes_add(b, "", 0);
}

static void
add_form_part(struct bytes *b, const char *s)
{
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (isalnum(c)) {
            bytes_add(b, s, 1);
        } else if (c == ' ') {
            bytes_add(b, "+", 1);
        } else {
            bytes_print(b, "%%%02X", c);
        }
    }
}

void
bytes_add_form(struct bytes *b, const char *name, const char *value)
{
    if (b->n > 0) {
        bytes_add(b, "&", 1);
    }
    add_form_part(b, name);
    bytes_add(b, "=", 1);
    add_form_part(b, value);
}

void
bytes_add_escaped(struct bytes *b, const char *s)
{
    static const char names[] = "rnt0\\", values[] = "\r\n\t\0\\";
    for (; *s != '\0'; s++) {
        const char *known = NULL;
        if (s[0] == '\\' && s[1] != '\0') {
            known = strchr(names, s[1]);
        }
        if (known != NULL) {
            bytes_add(b, values + (known - names), 1);
            s++;
        } else if (s[0] == '\\' && s[1] == 'x' && isxdigit((int)s[2]) &&
            isxdigit((int)s[3])) {
            char digits[3] = { s[2], s[3], '\0' };
            char byte = (char)strtol(digits, NULL, 16);
            bytes_add(b, &byte, 1);
            s += 3;
        } else {
            bytes_add(b, s, 1);
        }
    }
}

/* The length of the entity at `s`, 0 when it is none; its text in `out`. */
static size_t
entity(const char *s, const char *end, char out[5])
{
    static const struct {
        const char *name, *value;
    } named[] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" },
        { "&quot;", "\"" }, { "&apos;", "'" }, { "&nbsp;", "\xc2\xa0" } };
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        size_t n = strlen(named[i].name);
        if ((size_t)(end - s) >= n && memcmp(s, named[i].name, n) == 0) {
            strcpy(out, named[i].value);
            return n;
        }
    }
    if (end - s < 4 || s[1] != '#') {
        return 0;
    }
    bool is_hex = s[2] == 'x' || s[2] == 'X';
    char *rest = NULL;
    unsigned long c = strtoul(s + (is_hex ? 3 : 2), &rest, is_hex ? 16 : 10);
    if (rest == NULL || rest >= end || *rest != ';' || c == 0 || c > 0x7ff) {
        return 0; /* the few that a page of ours writes so are below this */
    }
    if (c < 0x80) {
        out[0] = (char)c;
        out[1] = '\0';
    } else {
        out[0] = (char)(0xc0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3f));
        out[2] = '\0';
    }
    return (size_t)(rest + 1 - s);
}

void
bytes_add_decoded(struct bytes *b, const char *html, size_t n)
{
    const char *end = html + n;
    for (const char *s = html; s < end;) {
        char out[5];
        size_t n_entity = *s == '&' ? entity(s, end, out) : 0;
        if (n_entity > 0) {
            bytes_add(b, out, strlen(out));
            s += n_entity;
        } else {
            bytes_add(b, s++, 1);
        }
    }
}

void
bytes_add_text(struct bytes *b, const char *html, size_t n)
{
    struct bytes bare = { 0 };
    bool is_tag = false;
    for (size_t i = 0; i < n; i++) {
        if (html[i] == '<') {
            is_tag = true;
            bytes_add(&bare, " ", 1);
        } else if (html[i] == '>' && is_tag) {
            is_tag = false;
        } else if (!is_tag) {
            bytes_add(&bare, html + i, 1);
        }
    }
    struct bytes decoded = { 0 };
    bytes_add_decoded(&decoded, bare.at == NULL ? "" : bare.at, bare.n);
    for (size_t i = 0; i < decoded.n; i++) {
        const char *at = decoded.at + i;
        bool is_blank = isspace((unsigned char)*at) != 0;
        if (strncmp(at, "\xc2\xa0", 2) == 0) { /* no-break space */
            is_blank = true;
            i++;
        } else if (strncmp(at, "\xe2\x80\xaf", 3) == 0) { /* narrow one */
            is_blank = true;
            i += 2;
        }
        if (!is_blank) {
            bytes_add(b, at, 1);
        } else if (b->n > 0 && b->at[b->n - 1] != ' ') {
            bytes_add(b, " ", 1);
        }
    }
    free(bare.at);
    free(decoded.at);
}

bool
bytes_have(const struct bytes *b, const char *what)
{
    return b->n > 0 && memmem(b->at, b->n, what, strlen(what)) != NULL;
}

int
bytes_count(const struct bytes *b, const char *what)
{
    int count = 0;
    size_t n_what = strlen(what);
    const char *at = b->at, *end = b->at + b->n;
    while (n_what > 0 && at != NULL && at < end) {
        at = memmem(at, (size_t)(end - at), what, n_what);
        if (at != NULL) {
            count++;
            at += n_what;
        }
    }
    return count;
}
