/* Tags of XML and what stands in them, without DTD. */
#include "engine/pathway/log_xml.h"

#include <string.h>

/* ---- Values -----------------------------------------------------------------
 */

static void
add_character(struct buf *to, uint32_t c)
{
    if (c == 0 || c > 0x10'FFFF || (c >= 0xD800 && c < 0xE000))
        c = 0xFFFD;
    if (c < 0x80) {
        buf_byte(to, (char)c);
    } else if (c < 0x800) {
        buf_byte(to, (char)(0xC0 | c >> 6));
        buf_byte(to, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x1'0000) {
        buf_byte(to, (char)(0xE0 | c >> 12));
        buf_byte(to, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_byte(to, (char)(0x80 | (c & 0x3F)));
    } else {
        buf_byte(to, (char)(0xF0 | c >> 18));
        buf_byte(to, (char)(0x80 | (c >> 12 & 0x3F)));
        buf_byte(to, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_byte(to, (char)(0x80 | (c & 0x3F)));
    }
}

/* "&amp;" and its like, "&#233;", "&#xE9;"; false: there is no such one. */
static bool
add_entity(struct buf *to, text name)
{
    static const struct {
        const char *name;
        char is;
    } known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
        { "apos", '\'' } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (text_is_equal(name, text_of(known[i].name))) {
            buf_byte(to, known[i].is);
            return true;
        }
    if (name.len < 2 || name.len > 9 || *name.ptr != '#')
        return false;
    bool is_hex = name.ptr[1] == 'x';
    uint32_t c = 0;
    for (ptrdiff_t i = is_hex ? 2 : 1; i < name.len; i++) {
        char d = name.ptr[i];
        int digit = d >= '0' && d <= '9'     ? d - '0'
            : is_hex && d >= 'a' && d <= 'f' ? d - 'a' + 10
            : is_hex && d >= 'A' && d <= 'F' ? d - 'A' + 10
                                             : -1;
        if (digit < 0)
            return false;
        c = c * (is_hex ? 16 : 10) + (uint32_t)digit;
    }
    add_character(to, c);
    return true;
}

bool
cp_xml_value(text raw, struct buf *to, text *value)
{
    *value = raw;
    if (!text_has_byte(raw, '&'))
        return true;
    to->len = 0;
    while (raw.len > 0) {
        if (*raw.ptr != '&') {
            buf_byte(to, *raw.ptr);
            raw = text_slice(raw, 1, raw.len);
            continue;
        }
        ptrdiff_t end = text_find(raw, TEXT(";"));
        if (end < 0 || !add_entity(to, text_slice(raw, 1, end)))
            return false;
        raw = text_slice(raw, end + 1, raw.len);
    }
    *value = buf_text(to);
    return true;
}

/* ---- Tags -------------------------------------------------------------------
 */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *
cp_xml_tag_read(const char *at, const char *end, struct cp_xml_tag *tag)
{
    *tag = (struct cp_xml_tag){ 0 };
    if (at < end && *at == '/') {
        tag->is_end = true;
        at++;
    }
    const char *from = at;
    while (at < end && !is_blank(*at) && *at != '/')
        at++;
    tag->name = (text){ from, at - from };
    if (tag->name.len == 0)
        return "a tag has no name";
    for (;;) {
        while (at < end && is_blank(*at))
            at++;
        if (at == end)
            return NULL;
        if (*at == '/') {
            tag->is_alone = true;
            return at + 1 == end ? NULL : "a / stands inside a tag";
        }
        from = at;
        while (at < end && !is_blank(*at) && *at != '=')
            at++;
        text name = { from, at - from };
        while (at < end && is_blank(*at))
            at++;
        if (at == end || *at != '=')
            return "an attribute has no value";
        at++;
        while (at < end && is_blank(*at))
            at++;
        if (at == end || (*at != '"' && *at != '\''))
            return "an attribute's value has no quotation marks";
        char mark = *at++;
        const char *close = memchr(at, mark, (size_t)(end - at));
        if (close == NULL)
            return "an attribute's value is not closed";
        text value = { at, close - at };
        at = close + 1;
        if (name.len == 3 && memcmp(name.ptr, "key", 3) == 0)
            tag->key = value;
        else if (name.len == 5 && memcmp(name.ptr, "value", 5) == 0)
            tag->value = value;
        else if (name.len == 5 && memcmp(name.ptr, "scope", 5) == 0)
            tag->scope = value;
        else if (name.len == 4 && memcmp(name.ptr, "name", 4) == 0)
            tag->called = value;
        else if (name.len == 4 && memcmp(name.ptr, "keys", 4) == 0)
            tag->keys = value;
    }
}

static const char *
find(const char *at, const char *end, const char *what)
{
    size_t n = strlen(what);
    while (end - at >= (ptrdiff_t)n) {
        at = memchr(at, *what, (size_t)(end - at) - n + 1);
        if (at == NULL)
            return NULL;
        if (memcmp(at, what, n) == 0)
            return at;
        at++;
    }
    return NULL;
}

const char *
cp_xml_tag_end(const char *at, const char *end)
{
    while (at < end) {
        if (*at == '>')
            return at;
        if (*at == '"' || *at == '\'') {
            at = memchr(at + 1, *at, (size_t)(end - at - 1));
            if (at == NULL)
                return NULL;
        }
        at++;
    }
    return NULL;
}

const char *
cp_xml_pass_over(const char *at, const char *end, const char **next)
{
    static const struct {
        const char *begins, *ends;
    } kinds[] = { { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" } };
    *next = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        ptrdiff_t n = (ptrdiff_t)strlen(kinds[i].begins);
        ptrdiff_t n_there = end - at < n ? end - at : n;
        if (memcmp(at, kinds[i].begins, (size_t)n_there) != 0)
            continue;
        if (n_there == n) {
            const char *close = find(at + n, end, kinds[i].ends);
            if (close != NULL)
                *next = close + strlen(kinds[i].ends);
        }
        return NULL;
    }
    return "a document type (<!DOCTYPE) is not read: take it out of the file";
}
