#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

text
text_of(const char *c_string)
{
    if (c_string == NULL)
        return (text){ NULL, 0 };
    return (text){ c_string, (ptrdiff_t)strlen(c_string) };
}

bool
text_is_equal(text a, text b)
{
    if (a.ptr == NULL || b.ptr == NULL)
        return a.ptr == b.ptr;
    return a.len == b.len &&
        (a.len == 0 || memcmp(a.ptr, b.ptr, (size_t)a.len) == 0);
}

int
text_compare(text a, text b)
{
    ptrdiff_t n = a.len < b.len ? a.len : b.len;
    int order = n > 0 ? memcmp(a.ptr, b.ptr, (size_t)n) : 0;
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool
text_is_known(text t)
{
    return t.ptr != NULL;
}

bool
text_is_empty(text t)
{
    return t.ptr == NULL || t.len == 0;
}

bool
text_starts_with(text t, text start)
{
    return t.len >= start.len &&
        (start.len == 0 || memcmp(t.ptr, start.ptr, (size_t)start.len) == 0);
}

bool
text_ends_with(text t, text end)
{
    return t.len >= end.len &&
        (end.len == 0 ||
            memcmp(t.ptr + t.len - end.len, end.ptr, (size_t)end.len) == 0);
}

bool
text_has_byte(text t, char c)
{
    return t.len > 0 && memchr(t.ptr, c, (size_t)t.len) != NULL;
}

ptrdiff_t
text_find(text t, text what)
{
    for (ptrdiff_t i = 0; i + what.len <= t.len; i++)
        if (text_starts_with(text_slice(t, i, t.len), what))
            return i;
    return -1;
}

text
text_slice(text t, ptrdiff_t from, ptrdiff_t to)
{
    if (t.ptr == NULL)
        return t;
    if (from < 0)
        from = 0;
    if (to > t.len)
        to = t.len;
    if (from > t.len)
        from = t.len;
    if (to < from)
        to = from;
    return (text){ t.ptr + from, to - from };
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

text
text_trim(text t)
{
    while (t.len > 0 && is_blank(t.ptr[0])) {
        t.ptr++;
        t.len--;
    }
    while (t.len > 0 && is_blank(t.ptr[t.len - 1]))
        t.len--;
    return t;
}

text
text_cut(text t, char sep, text *rest)
{
    const char *at = t.len > 0 ? memchr(t.ptr, sep, (size_t)t.len) : NULL;
    if (at == NULL) {
        *rest = (text){ NULL, 0 };
        return t;
    }
    ptrdiff_t n = at - t.ptr;
    *rest = (text){ at + 1, t.len - n - 1 };
    return (text){ t.ptr, n };
}

ptrdiff_t
text_utf8_length(text t)
{
    const unsigned char *p = (const unsigned char *)t.ptr;
    if (t.len <= 0)
        return 0;
    if (p[0] < 0x80)
        return 1;
    ptrdiff_t n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || t.len < n)
        return 0;
    for (ptrdiff_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool is_overlong =
        (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
    bool is_surrogate = p[0] == 0xed && p[1] > 0x9f;
    bool is_too_high = p[0] == 0xf4 && p[1] > 0x8f;
    return is_overlong || is_surrogate || is_too_high ? 0 : n;
}

/* Eight bytes at once, none of them zero or over 0x7f. */
static bool
is_ascii_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t zero = word - UINT64_C(0x0101010101010101);
    return ((word | zero) & UINT64_C(0x8080808080808080)) == 0;
}

bool
text_is_utf8(text t)
{
    for (ptrdiff_t i = 0; i < t.len;) {
        while (t.len - i >= 8 && is_ascii_word(t.ptr + i))
            i += 8;
        if (i == t.len)
            break;
        if (t.ptr[i] == '\0')
            return false;
        ptrdiff_t n = text_utf8_length((text){ t.ptr + i, t.len - i });
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}

text
text_prefix(text t, ptrdiff_t max)
{
    if (t.len <= max)
        return t;
    if (max < 0)
        max = 0;
    while (max > 0 && ((unsigned char)t.ptr[max] & 0xc0) == 0x80)
        max--;
    return (text){ t.ptr, max };
}

bool
text_parse_int(text t, int64_t *out)
{
    bool is_negative = t.len > 0 && t.ptr[0] == '-';
    ptrdiff_t i = t.len > 0 && (t.ptr[0] == '-' || t.ptr[0] == '+');
    if (i == t.len)
        return false;
    int64_t value = 0; /* kept negative: there is one more of those */
    for (; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, t.ptr[i] - '0', &value))
            return false;
    }
    if (!is_negative && value == INT64_MIN)
        return false;
    *out = is_negative ? value : -value;
    return true;
}

bool
text_parse_real(text t, double *out)
{
    char digits[64];
    if (t.len <= 0 || t.len >= (ptrdiff_t)sizeof digits)
        return false;
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (!((t.ptr[i] >= '0' && t.ptr[i] <= '9') || t.ptr[i] == '.' ||
                t.ptr[i] == '-' || t.ptr[i] == '+' || t.ptr[i] == 'e' ||
                t.ptr[i] == 'E'))
            return false;
    memcpy(digits, t.ptr, (size_t)t.len);
    digits[t.len] = '\0';
    char *end;
    double value = strtod(digits, &end);
    if (end != digits + t.len || !isfinite(value))
        return false;
    *out = value;
    return true;
}

uint64_t
text_hash(text t)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        h ^= (unsigned char)t.ptr[i];
        h *= UINT64_C(1099511628211);
    }
    return h;
}
