/* Files of words: what is taken can be asked for, and each of its phrases is
 * found again; a plural expression gives a form that there is. */
#include "text/mo.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
check_plural(text line)
{
    struct mo_plural p;
    if (mo_plural_parse(&p, line, NULL) != OK)
        return;
    static const uint64_t counts[] = { 0, 1, 2, 5, 12, 22, 101, 1u << 31,
        UINT64_MAX };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        int form = mo_plural_form(&p, counts[i]);
        require(form >= 0 && form < p.n_forms);
    }
}

static uint32_t
number(const struct mo *mo, ptrdiff_t at)
{
    uint32_t n = 0;
    for (int i = 0; i < 4; i++)
        n |= (uint32_t)mo->bytes[at + i] << 8 * (mo->is_big ? 3 - i : i);
    return n;
}

/* "context\4phrase" in two strings, or in one. */
static void
check_entry(const struct mo *mo, uint32_t i)
{
    const char *bytes = (const char *)mo->bytes;
    const char *key = bytes + number(mo, mo->phrases_at + 8 * i + 4);
    const char *words = bytes + number(mo, mo->translations_at + 8 * i + 4);
    text found = mo_phrase(mo, NULL, key);
    require(*words == '\0' ? !text_is_known(found) : found.ptr == words);
    const char *mark = strchr(key, '\4');
    char context[64];
    if (mark == NULL || mark - key >= (ptrdiff_t)sizeof context)
        return;
    memcpy(context, key, (size_t)(mark - key));
    context[mark - key] = '\0';
    found = mo_phrase(mo, context, mark + 1);
    require(*words == '\0' ? !text_is_known(found) : found.ptr == words);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    check_plural((text){ (const char *)bytes, (ptrdiff_t)size });
    struct mo mo;
    struct why why = { "" };
    if (mo_open(&mo, bytes, (ptrdiff_t)size, &why) != OK) {
        require(why.text[0] != '\0' && mo.n_phrases == 0);
        return 0;
    }
    for (uint32_t i = 1; i < mo.n_phrases && i < 1000; i++)
        check_entry(&mo, i);
    text found = mo_plural(&mo, "%d vote", 7);
    require(!text_is_known(found) || text_is_utf8(found));
    return 0;
}
