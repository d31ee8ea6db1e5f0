#include "keep/file_sound.h"

#include <string.h>

/* ---- WAV ----------------------------------------------------------------- */

static int64_t
le32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (int64_t)u[0] | (int64_t)u[1] << 8 | (int64_t)u[2] << 16 |
        (int64_t)u[3] << 24;
}

enum err
file_wav_judge(const struct file_source *s)
{
    enum { CHUNKS_MAX = 1000 };
    char p[8];
    bool has_format = false;
    int64_t at = 12;
    for (int i = 0; i < CHUNKS_MAX && at + 8 <= s->size; i++) {
        enum err e = file_source_get(s, at, p, 8);
        if (e != OK)
            return e;
        int64_t n = le32(p + 4);
        if (memcmp(p, "fmt ", 4) == 0)
            has_format = n >= 14;
        at += 8 + n + (n & 1);
        if (memcmp(p, "data", 4) == 0) /* some recorders leave the byte out */
            return has_format && n > 0 && at <= s->size + (n & 1)
                ? OK
                : ERR_BAD_INPUT;
    }
    return ERR_BAD_INPUT;
}

/* ---- WebM ---------------------------------------------------------------- */

enum {
    ID_SEGMENT = 0x18538067,
    ID_CLUSTER = 0x1f43b675,
    ID_TRACKS = 0x1654ae6b,
    ID_ATTACHMENTS = 0x1941a469,
    ID_DOC_TYPE = 0x4282,
    ID_TRACK_ENTRY = 0xae,
    ID_TRACK_TYPE = 0x83
};

struct element {
    int64_t id, from, to; /* its content; `to` is the end of what holds it
                             where it does not say how long it is */
};

/* A number of 1 to 8 bytes: the first one bit says how many. `is_id`: that
 * bit is kept. -1: all ones, "not known". */
static enum err
read_number(const struct file_source *s, int64_t *at, int64_t end, bool is_id,
    int64_t *to)
{
    unsigned char p[8];
    if (*at >= end)
        return ERR_BAD_INPUT;
    enum err e = file_source_get(s, *at, (char *)p, 1);
    int n = 1;
    while (n <= 8 && (p[0] & 0x80 >> (n - 1)) == 0)
        n++;
    if (e == OK && (n > (is_id ? 4 : 8) || *at + n > end))
        e = ERR_BAD_INPUT;
    if (e == OK && n > 1)
        e = file_source_get(s, *at + 1, (char *)p + 1, n - 1);
    if (e != OK)
        return e;
    int64_t value = is_id ? p[0] : p[0] & (0x7f >> (n - 1));
    bool is_ones = (p[0] & (0x7f >> (n - 1))) == 0x7f >> (n - 1);
    for (int i = 1; i < n; i++) {
        value = value << 8 | p[i];
        is_ones = is_ones && p[i] == 0xff;
    }
    *to = is_ones && !is_id ? -1 : value;
    *at += n;
    return OK;
}

static enum err
read_element(
    const struct file_source *s, int64_t at, int64_t end, struct element *el)
{
    int64_t n;
    enum err e = read_number(s, &at, end, true, &el->id);
    if (e == OK)
        e = read_number(s, &at, end, false, &n);
    if (e != OK)
        return e;
    el->from = at;
    el->to = n < 0 ? end : at + n;
    return n > end - at ? ERR_BAD_INPUT : OK;
}

/* The elements from `at` to `end`, those inside tracks too. *is_done: a
 * cluster begins, all that is asked of the head is known. */
static enum err
walk_elements(const struct file_source *s, int64_t at, int64_t end, int depth,
    int *n_sounds, int *n_films, bool *is_done)
{
    enum { ELEMENTS_MAX = 1000 };
    for (int i = 0; at < end && !*is_done; i++) {
        struct element el = { 0 };
        enum err e =
            i < ELEMENTS_MAX ? read_element(s, at, end, &el) : ERR_BAD_INPUT;
        if (e != OK)
            return e;
        if (el.id == ID_ATTACHMENTS) /* anything at all may be in there */
            return ERR_BAD_INPUT;
        if (el.id == ID_CLUSTER)
            *is_done = true;
        if (el.id == ID_TRACK_TYPE && depth == 2) {
            char type = 0;
            if (el.to - el.from == 1)
                e = file_source_get(s, el.from, &type, 1);
            *n_sounds += type == 2;
            *n_films += type != 2;
        }
        bool is_inner = (el.id == ID_TRACKS && depth == 0) ||
            (el.id == ID_TRACK_ENTRY && depth == 1);
        if (e == OK && is_inner)
            e = walk_elements(
                s, el.from, el.to, depth + 1, n_sounds, n_films, is_done);
        if (e != OK)
            return e;
        at = el.to;
    }
    return OK;
}

enum err
file_webm_judge(
    const struct file_source *s, bool *is_webm, int *n_sounds, int *n_films)
{
    struct element head = { 0 }, segment = { 0 };
    bool is_done = false;
    *is_webm = false;
    *n_sounds = *n_films = 0;
    enum err e = read_element(s, 0, s->size, &head);
    for (int64_t at = head.from; e == OK && at < head.to;) {
        struct element el = { 0 };
        e = read_element(s, at, head.to, &el);
        if (e == OK && el.id == ID_DOC_TYPE && el.to - el.from == 4) {
            char type[4];
            e = file_source_get(s, el.from, type, 4);
            *is_webm = e == OK && memcmp(type, "webm", 4) == 0;
        }
        at = el.to;
    }
    if (e != OK || !*is_webm)
        return e;
    e = read_element(s, head.to, s->size, &segment);
    if (e == OK && segment.id != ID_SEGMENT)
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = walk_elements(
            s, segment.from, segment.to, 0, n_sounds, n_films, &is_done);
    return e == OK && !is_done ? ERR_BAD_INPUT : e;
}
