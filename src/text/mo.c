/* The layout, all numbers of 32 bits in the byte order of the first:
 *
 *     0  magic 0x950412de        8  number of phrases, N
 *     4  revision                12, 16  offsets of the two tables
 *
 * Each table has N rows of length and offset; row i of the second translates
 * row i of the first. A string has a zero byte behind it that its length does
 * not count. Phrases are sorted by bytes. A phrase with a context is
 * "context\4phrase", one with a plural "one\0many", its translation
 * "form 0\0form 1".
 */
#include "text/mo.h"

#include <string.h>

enum { HEAD_LEN = 28, MAX_LEN = 1 << 26 };

static uint32_t
number_at(const struct mo *mo, uint32_t at)
{
    const unsigned char *b = mo->bytes + at;
    return mo->is_big ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
            (uint32_t)b[2] << 8 | b[3]
                      : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 |
            (uint32_t)b[1] << 8 | b[0];
}

/* Row i of a table that was checked. */
static text
string_at(const struct mo *mo, uint32_t table, uint32_t i)
{
    uint32_t len = number_at(mo, table + i * 8);
    uint32_t at = number_at(mo, table + i * 8 + 4);
    return (text){ (const char *)mo->bytes + at, (ptrdiff_t)len };
}

static bool
is_table(const struct mo *mo, uint32_t at)
{
    return at <= mo->len && mo->n_phrases <= (mo->len - at) / 8;
}

/* UTF-8 between its zero bytes, and one behind it, all inside the file. */
static bool
is_string(const struct mo *mo, uint32_t table, uint32_t i)
{
    uint64_t len = number_at(mo, table + i * 8);
    uint64_t at = number_at(mo, table + i * 8 + 4);
    if (at + len + 1 > (uint64_t)mo->len || mo->bytes[at + len] != 0)
        return false;
    text rest = string_at(mo, table, i);
    while (text_is_known(rest))
        if (!text_is_utf8(text_cut(rest, '\0', &rest)))
            return false;
    return true;
}

static int
n_parts(text t)
{
    int n = 0;
    for (text rest = t; text_is_known(rest); n++)
        text_cut(rest, '\0', &rest);
    return n;
}

/* The head is the translation of the empty phrase: lines of "Name: value". */
static text
head_line(text head, text name)
{
    for (text rest = head; text_is_known(rest);) {
        text line = text_cut(rest, '\n', &rest);
        if (text_starts_with(line, name))
            return text_trim(text_slice(line, name.len, line.len));
    }
    return (text){ 0 };
}

static enum err
read_head(struct mo *mo, struct why *why)
{
    if (mo->n_phrases == 0 || string_at(mo, mo->phrases_at, 0).len != 0)
        return err_say(why, ERR_BAD_INPUT, "the file has no head");
    text head = string_at(mo, mo->translations_at, 0);
    text type = head_line(head, TEXT("Content-Type:"));
    if (text_find(type, TEXT("charset=UTF-8")) < 0)
        return err_say(
            why, ERR_BAD_INPUT, "its Content-Type does not say UTF-8");
    text plural = head_line(head, TEXT("Plural-Forms:"));
    if (!text_is_known(plural))
        return err_say(why, ERR_BAD_INPUT, "it has no Plural-Forms");
    return mo_plural_parse(&mo->plural, plural, why);
}

static enum err
check_strings(const struct mo *mo, struct why *why)
{
    for (uint32_t i = 0; i < mo->n_phrases; i++)
        if (!is_string(mo, mo->phrases_at, i) ||
            !is_string(mo, mo->translations_at, i))
            return err_say(why, ERR_BAD_INPUT,
                "entry %u is outside the file or not UTF-8", (unsigned)i);
    for (uint32_t i = 1; i < mo->n_phrases; i++)
        if (strcmp(string_at(mo, mo->phrases_at, i - 1).ptr,
                string_at(mo, mo->phrases_at, i).ptr) >= 0)
            return err_say(
                why, ERR_BAD_INPUT, "entry %u is out of order", (unsigned)i);
    return OK;
}

static enum err
check_plurals(const struct mo *mo, struct why *why)
{
    for (uint32_t i = 1; i < mo->n_phrases; i++) {
        int n_forms = n_parts(string_at(mo, mo->translations_at, i));
        int n_wanted = n_parts(string_at(mo, mo->phrases_at, i)) > 1
            ? mo->plural.n_forms
            : 1;
        if (n_forms != n_wanted)
            return err_say(why, ERR_BAD_INPUT, "entry %u has %d forms, not %d",
                (unsigned)i, n_forms, n_wanted);
    }
    return OK;
}

enum err
mo_open(struct mo *out, const void *bytes, ptrdiff_t len, struct why *why)
{
    *out = (struct mo){ 0 };
    struct mo mo = { .bytes = bytes, .len = len };
    if (len < HEAD_LEN || len > MAX_LEN)
        return err_say(
            why, ERR_BAD_INPUT, "%td bytes is no size for a .mo file", len);
    if (number_at(&mo, 0) != 0x950412de) {
        mo.is_big = true;
        if (number_at(&mo, 0) != 0x950412de)
            return err_say(why, ERR_BAD_INPUT, "it is not a .mo file");
    }
    if (number_at(&mo, 4) != 0)
        return err_say(why, ERR_BAD_INPUT, "its revision is not 0");
    mo.n_phrases = number_at(&mo, 8);
    mo.phrases_at = number_at(&mo, 12);
    mo.translations_at = number_at(&mo, 16);
    if (!is_table(&mo, mo.phrases_at) || !is_table(&mo, mo.translations_at))
        return err_say(
            why, ERR_BAD_INPUT, "its tables do not fit into the file");
    enum err err = check_strings(&mo, why);
    if (err == OK)
        err = read_head(&mo, why);
    if (err == OK)
        err = check_plurals(&mo, why);
    if (err == OK)
        *out = mo;
    return err;
}

/* strcmp of "context\4phrase" against an entry, without putting it together.
 */
static int
compare(const char *context, const char *phrase, const char *entry)
{
    if (context == NULL)
        return strcmp(phrase, entry);
    size_t len = strlen(context);
    int order = strncmp(context, entry, len);
    if (order != 0)
        return order;
    /* entry has at least len bytes, none of them zero */
    if (entry[len] != '\4')
        return '\4' < (unsigned char)entry[len] ? -1 : 1;
    return strcmp(phrase, entry + len + 1);
}

static text
find(const struct mo *mo, const char *context, const char *phrase)
{
    uint32_t from = 1, to = mo->n_phrases; /* entry 0 is the head */
    while (from < to) {
        uint32_t at = from + (to - from) / 2;
        int order =
            compare(context, phrase, string_at(mo, mo->phrases_at, at).ptr);
        if (order == 0)
            return string_at(mo, mo->translations_at, at);
        if (order < 0)
            to = at;
        else
            from = at + 1;
    }
    return (text){ 0 };
}

text
mo_phrase(const struct mo *mo, const char *context, const char *phrase)
{
    text found = find(mo, context, phrase);
    text first = text_cut(found, '\0', &found);
    return text_is_empty(first) ? (text){ 0 } : first;
}

text
mo_plural(const struct mo *mo, const char *one, int64_t n)
{
    text rest = find(mo, NULL, one);
    uint64_t count = n < 0 ? -(uint64_t)n : (uint64_t)n;
    int form = mo_plural_form(&mo->plural, count);
    text found = text_cut(rest, '\0', &rest);
    for (int i = 0; i < form; i++)
        found = text_cut(rest, '\0', &rest);
    return text_is_empty(found) ? (text){ 0 } : found;
}
