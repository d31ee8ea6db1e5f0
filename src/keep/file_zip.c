#include "keep/file_zip.h"

#include "text/view.h"

#include <string.h>

/* Where what stands, and how much of it is taken. */
enum {
    END_SIZE = 22, /* end of central directory, without comment */
    COMMENT_MAX = 0xffff,
    ENTRY_SIZE = 46, /* of the directory, without names */
    LOCAL_SIZE = 30,
    ENTRIES_MAX = 10'000,
    DIRECTORY_MAX = 4 << 20,
    RATIO_MAX = 200, /* of what is over the next */
    RATIO_FROM = 1 << 20,
};
#define ALL_MAX (INT64_C(512) << 20) /* bytes of all, unpacked */

#define NO_OFFICE                                                              \
    N_("Archives are not taken, only the documents in them. Please send each " \
       "document by itself.")
#define IS_BOMB                                                                \
    N_("This file claims to be far larger inside than it is: it is not "       \
       "taken.")
#define HAS_MACROS                                                             \
    N_("This document holds macros or programs. Please save it without them, " \
       "or as PDF.")
#define IS_BROKEN                                                              \
    N_("This file is damaged: it ends too early or its parts do not fit. "     \
       "Please save it again and send it once more.")
#define IS_LOCKED                                                              \
    N_("This document is locked with a password. Please send it without one.")

static uint32_t
le16(const char *p)
{
    return (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

static uint32_t
le32(const char *p)
{
    return le16(p) | le16(p + 2) << 16;
}

struct directory {
    char *bytes;
    int64_t at;
    uint32_t size, n_entries;
};

static enum err
refuse(const char **refusal, const char *why)
{
    *refusal = why;
    return ERR_BAD_INPUT;
}

/* The end's mark stands last, before a comment whose length it knows. */
static enum err
find_end(const struct file_source *s, struct arena *a, char end[END_SIZE],
    int64_t *end_at, const char **refusal)
{
    int64_t n =
        s->size < END_SIZE + COMMENT_MAX ? s->size : END_SIZE + COMMENT_MAX;
    if (n < END_SIZE)
        return refuse(refusal, IS_BROKEN);
    char *tail = arena_new(a, char, (ptrdiff_t)n);
    enum err e = file_source_get(s, s->size - n, tail, (ptrdiff_t)n);
    for (ptrdiff_t i = (ptrdiff_t)n - END_SIZE; e == OK && i >= 0; i--)
        if (memcmp(tail + i, "PK\5\6", 4) == 0 &&
            le16(tail + i + 20) == (uint32_t)(n - i - END_SIZE)) {
            memcpy(end, tail + i, END_SIZE);
            *end_at = s->size - n + i;
            return OK;
        }
    return e == OK ? refuse(refusal, IS_BROKEN) : e;
}

static enum err
read_directory(const struct file_source *s, struct arena *a,
    struct directory *d, const char **refusal)
{
    char end[END_SIZE];
    int64_t end_at = 0;
    enum err e = find_end(s, a, end, &end_at, refusal);
    if (e != OK)
        return e;
    d->n_entries = le16(end + 10);
    d->size = le32(end + 12);
    d->at = le32(end + 16);
    /* one file, of less than 4 GB, and the directory right before its end:
       what stands between is not ours to guess */
    if (le16(end + 4) != 0 || le16(end + 6) != 0 ||
        le16(end + 8) != d->n_entries || d->n_entries == 0 ||
        d->at + d->size != end_at)
        return refuse(refusal, IS_BROKEN);
    if (d->n_entries > ENTRIES_MAX || d->size > DIRECTORY_MAX)
        return refuse(refusal, IS_BOMB);
    d->bytes = arena_new(a, char, d->size);
    return file_source_get(s, d->at, d->bytes, (ptrdiff_t)d->size);
}

static bool
has(text name, const char *piece)
{
    return text_find(name, text_of(piece)) >= 0;
}

static bool
is_program(text small)
{
    static const char *const endings[] = { ".exe", ".dll", ".com", ".scr",
        ".bat", ".cmd", ".js", ".vbs", ".ps1", ".jar", ".msi", ".hta", ".sh",
        ".lnk", NULL };
    for (int i = 0; endings[i] != NULL; i++)
        if (text_ends_with(small, text_of(endings[i])))
            return true;
    /* macros of one family of office programs, then of the other */
    return has(small, "vbaproject") || has(small, "vbadata") ||
        has(small, "activex/") || has(small, "oleobject") ||
        text_starts_with(small, TEXT("basic/")) ||
        text_starts_with(small, TEXT("scripts/"));
}

static text
in_small(struct arena *a, text t)
{
    char *to = arena_new(a, char, t.len);
    for (ptrdiff_t i = 0; i < t.len; i++)
        to[i] = t.ptr[i] >= 'A' && t.ptr[i] <= 'Z' ? (char)(t.ptr[i] | 0x20)
                                                   : t.ptr[i];
    return (text){ to, t.len };
}

static enum err
judge_entries(struct arena *a, const struct directory *d, const char **code,
    const char **refusal)
{
    int64_t all = 0, packed = 0;
    bool has_types = false;
    const char *found = NULL;
    ptrdiff_t at = 0;
    for (uint32_t i = 0; i < d->n_entries; i++) {
        const char *p = d->bytes + at;
        if (at + ENTRY_SIZE > (ptrdiff_t)d->size || memcmp(p, "PK\1\2", 4) != 0)
            return refuse(refusal, IS_BROKEN);
        int64_t small = le32(p + 20), large = le32(p + 24);
        text name = { p + ENTRY_SIZE, (ptrdiff_t)le16(p + 28) };
        ptrdiff_t next =
            at + ENTRY_SIZE + name.len + le16(p + 30) + le16(p + 32);
        if (next > (ptrdiff_t)d->size)
            return refuse(refusal, IS_BROKEN);
        if ((le16(p + 8) & 1) != 0)
            return refuse(refusal, IS_LOCKED);
        all += large;
        packed += small + LOCAL_SIZE + name.len;
        /* declared in 64 bits, or in too many: nothing of ours is */
        if (small == 0xffffffff || large == 0xffffffff || all > ALL_MAX ||
            (large > RATIO_FROM && large / RATIO_MAX > small))
            return refuse(refusal, IS_BOMB);
        struct arena_mark mark = arena_mark(a);
        text word = in_small(a, name);
        bool is_bad = is_program(word);
        if (text_is_equal(name, TEXT("[Content_Types].xml")))
            has_types = true;
        else if (text_is_equal(word, TEXT("word/document.xml")))
            found = "docx";
        else if (text_is_equal(word, TEXT("xl/workbook.xml")))
            found = "xlsx";
        else if (text_is_equal(word, TEXT("ppt/presentation.xml")))
            found = "pptx";
        arena_rewind(a, mark);
        if (is_bad)
            return refuse(refusal, HAS_MACROS);
        at = next;
    }
    /* entries that lie over each other: more is packed than there is */
    if (packed > d->at)
        return refuse(refusal, IS_BOMB);
    if (has_types && found != NULL)
        *code = found;
    return OK;
}

/* OpenDocument says what it is in its first entry, plainly. */
static enum err
read_first(const struct file_source *s, const char **code, const char **refusal)
{
    static const struct {
        text mime;
        const char *code;
    } all[] = {
        { TEXT_INIT("application/vnd.oasis.opendocument.text"), "odt" },
        { TEXT_INIT("application/vnd.oasis.opendocument.spreadsheet"), "ods" },
        { TEXT_INIT("application/vnd.oasis.opendocument.presentation"), "odp" },
    };
    enum { MIMETYPE = 8, HEAD = LOCAL_SIZE + MIMETYPE, MIME_MAX = 80 };
    char head[HEAD], mime[MIME_MAX];
    if (s->size < HEAD + MIME_MAX)
        return OK;
    enum err e = file_source_get(s, 0, head, HEAD);
    if (e != OK)
        return e;
    int64_t n = le32(head + 18);
    bool is_plain = le16(head + 8) == 0 && le16(head + 26) == MIMETYPE &&
        le16(head + 28) == 0 &&
        memcmp(head + LOCAL_SIZE, "mimetype", MIMETYPE) == 0;
    if (!is_plain || n > MIME_MAX)
        return OK;
    e = file_source_get(s, HEAD, mime, (ptrdiff_t)n);
    for (size_t i = 0; e == OK && i < sizeof all / sizeof *all; i++)
        if (text_is_equal((text){ mime, (ptrdiff_t)n }, all[i].mime))
            *code = all[i].code;
    (void)refusal;
    return e;
}

enum err
file_zip_judge(const struct file_source *s, struct arena *a, const char **code,
    const char **refusal)
{
    struct directory d = { 0 };
    *code = NULL;
    struct arena_mark mark = arena_mark(a);
    enum err e = read_directory(s, a, &d, refusal);
    if (e == OK)
        e = judge_entries(a, &d, code, refusal);
    arena_rewind(a, mark);
    if (e == OK && *code == NULL)
        e = read_first(s, code, refusal);
    if (e == OK && *code == NULL)
        e = refuse(refusal, NO_OFFICE);
    return e;
}
