#include "text/utf8.h"

enum { REPLACEMENT = 0xfffd };

int32_t
utf8_next(text t, ptrdiff_t *at)
{
    const unsigned char *s = (const unsigned char *)t.ptr + *at;
    ptrdiff_t left = t.len - *at;
    require(left > 0);
    *at += 1;
    if (s[0] < 0x80)
        return s[0];
    int n = s[0] >= 0xf0 ? 3 : s[0] >= 0xe0 ? 2 : 1; /* bytes that follow */
    if (s[0] < 0xc2 || s[0] > 0xf4 || left <= n)
        return REPLACEMENT;
    int32_t c = s[0] & (0x3f >> n);
    for (int i = 1; i <= n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | (s[i] & 0x3f);
    }
    static const int32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return REPLACEMENT;
    *at += n;
    return c;
}

int
utf8_put(int32_t c, char out[static 4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    int n = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const int heads[] = { 0, 0xc0, 0xe0, 0xf0 };
    out[0] = (char)(heads[n] | c >> (6 * n));
    for (int i = 1; i <= n; i++)
        out[i] = (char)(0x80 | (c >> (6 * (n - i)) & 0x3f));
    return n + 1;
}

int32_t
utf16_next(const uint16_t *units, int32_t n, int32_t *at)
{
    int32_t c = units[(*at)++];
    if (c < 0xd800 || c > 0xdfff)
        return c;
    if (c > 0xdbff || *at == n || units[*at] < 0xdc00 || units[*at] > 0xdfff)
        return REPLACEMENT;
    return 0x10000 + ((c - 0xd800) << 10) + (units[(*at)++] - 0xdc00);
}

int
utf16_put(int32_t c, uint16_t out[static 2])
{
    if (c < 0x10000) {
        out[0] = (uint16_t)c;
        return 1;
    }
    out[0] = (uint16_t)(0xd800 + ((c - 0x10000) >> 10));
    out[1] = (uint16_t)(0xdc00 + ((c - 0x10000) & 0x3ff));
    return 2;
}
