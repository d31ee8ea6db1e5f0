#include "base/plain.h"

/* Of a character in UTF-8. */
static bool
is_plain(const unsigned char *p, ptrdiff_t n)
{
    if (n == 1)
        return (p[0] >= 0x20 && p[0] != 0x7f) || p[0] == '\n' || p[0] == '\t';
    if (n == 2) /* U+0080 to U+009F; U+061C turns the direction */
        return !(p[0] == 0xc2 && p[1] < 0xa0) &&
            !(p[0] == 0xd8 && p[1] == 0x9c);
    if (n != 3 || p[0] != 0xe2)
        return true;
    /* U+200E, 200F; 2028 to 202E; 2066 to 2069 */
    return !(p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f)) &&
        !(p[1] == 0x80 && p[2] >= 0xa8 && p[2] <= 0xae) &&
        !(p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

static void
put(FILE *to, text t, bool is_one_line)
{
    while (t.len > 0) {
        ptrdiff_t n = text_utf8_length(t);
        if (is_one_line && (t.ptr[0] == '\n' || t.ptr[0] == '\t'))
            putc(' ', to);
        else if (n > 0 && is_plain((const unsigned char *)t.ptr, n))
            fwrite(t.ptr, 1, (size_t)n, to);
        else
            putc('?', to);
        t = text_slice(t, n > 0 ? n : 1, t.len);
    }
}

void
plain_put(FILE *to, text t)
{
    put(to, t, false);
}

void
plain_put_line(FILE *to, text t)
{
    put(to, t, true);
    putc('\n', to);
}
