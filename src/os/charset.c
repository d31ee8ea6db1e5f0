#include "os/charset.h"

#include "base/buf.h"

#include <errno.h>
#include <iconv.h>

static const char *const known[] = { "utf-8", "us-ascii", "iso-8859-1",
    "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6",
    "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13",
    "iso-8859-14", "iso-8859-15", "windows-1250", "windows-1251",
    "windows-1252", "windows-1253", "windows-1254", "windows-1255",
    "windows-1256", "windows-1257", "windows-1258", "koi8-r", "koi8-u", "big5",
    "gb2312", "gbk", "gb18030", "euc-jp", "shift_jis", "euc-kr", NULL };

#define MARK TEXT("\xef\xbf\xbd") /* U+FFFD */

static bool
is_same_word(text a, text b)
{
    if (a.len != b.len)
        return false;
    for (ptrdiff_t i = 0; i < a.len; i++) {
        char c = a.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != b.ptr[i])
            return false;
    }
    return true;
}

static const char *
find(text charset)
{
    for (int i = 0; known[i] != NULL; i++)
        if (is_same_word(charset, text_of(known[i])))
            return known[i];
    return NULL;
}

/* UTF-8 and ASCII, with a mark for what is neither. */
static text
mend(struct arena *a, text t)
{
    struct buf b = buf_in(a, t.len + 8);
    for (ptrdiff_t i = 0; i < t.len;) {
        text rest = text_slice(t, i, t.len);
        ptrdiff_t n = text_utf8_length(rest);
        if (n == 0)
            buf_add(&b, MARK);
        else if (rest.ptr[0] != '\0')
            buf_add(&b, text_slice(rest, 0, n));
        i += n == 0 ? 1 : n;
    }
    return buf_text(&b);
}

text
charset_to_utf8(struct arena *a, text charset, text bytes)
{
    const char *from = find(charset);
    if (from == NULL || from == known[0] || from == known[1])
        return mend(a, bytes);
    iconv_t set = iconv_open("UTF-8", from);
    if (set == (iconv_t)-1)
        return mend(a, bytes);
    /* room first: nothing may jump while the set is open */
    ptrdiff_t room = bytes.len * 4 + 16;
    char *to = arena_try(a, 1, 1, room);
    size_t n_in = (size_t)bytes.len, n_out = (size_t)room;
    char *in = (char *)(uintptr_t)bytes.ptr, *out = to;
    while (to != NULL && n_in > 0 && n_out > 0 &&
        iconv(set, &in, &n_in, &out, &n_out) == (size_t)-1 && errno != E2BIG) {
        *out++ = '?';
        n_out--;
        in++;
        n_in--;
    }
    iconv_close(set);
    if (to == NULL)
        return mend(a, bytes);
    return mend(a, (text){ to, out - to });
}
