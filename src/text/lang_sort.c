/* Sorting by the keys that ICU makes of each text: bytes whose order is the
 * language's order. */
#include "base/sort.h"
#include "text/icu.h"
#include "text/lang.h"
#include "text/utf8.h"

#include <string.h>
#include <unicode/ustring.h>

/* A name longer than this is sorted by its beginning. ICU's key of so many
 * characters is shorter than KEY_CAP but for characters that stand for whole
 * words; then it is cut, and the order is by what is left. */
enum { CHARACTERS_CAP = 100, KEY_CAP = 2048 };

/* At most CHARACTERS_CAP characters, each at most two units. */
static int32_t
units_of(text t, UChar units[static CHARACTERS_CAP * 2])
{
    int32_t n = 0;
    ptrdiff_t at = 0;
    for (int i = 0; i < CHARACTERS_CAP && at < t.len; i++)
        n += utf16_put(utf8_next(t, &at), units + n);
    return n;
}

/* Not zero-terminated; at most KEY_CAP bytes, none of them zero. */
static text
collation_key(int lang, text t, uint8_t key[static KEY_CAP])
{
    UChar units[CHARACTERS_CAP * 2];
    int32_t n = units_of(t, units);
    int32_t len = ucol_getSortKey(icu_collator(lang), units, n, key, KEY_CAP);
    require(len > 0);
    len = len > KEY_CAP ? KEY_CAP : len - 1; /* the zero byte at its end */
    return (text){ (const char *)key, len };
}

/* Byte b becomes the character U+00b: one byte of UTF-8 below 0x80, which
 * is what Latin letters have, else two. UTF-8 sorts as its characters do, and
 * no byte is zero, so that the database may keep it as text. */
text
lang_sort_key(struct arena *a, text name)
{
    uint8_t key[KEY_CAP];
    text bytes = collation_key(-1, name, key);
    ptrdiff_t n = bytes.len;
    for (ptrdiff_t i = 0; i < bytes.len; i++)
        n += key[i] >= 0x80;
    char *out = arena_new(a, char, n);
    ptrdiff_t at = 0;
    for (ptrdiff_t i = 0; i < bytes.len; i++) {
        if (key[i] >= 0x80)
            out[at++] = (char)(0xc0 | key[i] >> 6);
        out[at++] = (char)(key[i] < 0x80 ? key[i] : 0x80 | (key[i] & 0x3f));
    }
    return (text){ out, n };
}

text
lang_sort_version(struct arena *a)
{
    UVersionInfo version;
    char printed[U_MAX_VERSION_STRING_LENGTH];
    ucol_getVersion(icu_collator(-1), version);
    u_versionToString(version, printed);
    return arena_copy(a, text_of(printed));
}

static int
by_key(const void *context, const void *x, const void *y)
{
    const text *keys = context;
    return text_compare(
        keys[*(const ptrdiff_t *)x], keys[*(const ptrdiff_t *)y]);
}

void
lang_sort(const struct lang *lang, struct arena *a, ptrdiff_t n,
    text (*key)(const void *context, ptrdiff_t i), const void *context,
    ptrdiff_t *order)
{
    struct arena_mark mark = arena_mark(a);
    text *keys = arena_new(a, text, n);
    ptrdiff_t *scratch = arena_new(a, ptrdiff_t, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        uint8_t bytes[KEY_CAP];
        keys[i] = arena_copy(
            a, collation_key(lang_index(lang), key(context, i), bytes));
        order[i] = i;
    }
    sort(order, scratch, n, (ptrdiff_t)sizeof *order, by_key, keys);
    arena_rewind(a, mark);
}
