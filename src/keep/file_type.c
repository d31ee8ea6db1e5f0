#include "keep/file_type.h"
#include "keep/file_sound.h"
#include "keep/file_zip.h"

#include "text/view.h"

#include <string.h>

static const struct file_type types[] = {
    { "pdf", "application/pdf", N_("PDF document"), true, { NULL } },
    { "png", "image/png", N_("Picture"), true, { NULL } },
    { "jpg", "image/jpeg", N_("Picture"), true, { "jpeg", "jpe", NULL } },
    { "webp", "image/webp", N_("Picture"), true, { NULL } },
    { "gif", "image/gif", N_("Picture"), true, { NULL } },
    { "mp3", "audio/mpeg", N_("Sound recording"), false, { NULL } },
    { "ogg", "audio/ogg", N_("Sound recording"), false,
        { "oga", "opus", NULL } },
    { "m4a", "audio/mp4", N_("Sound recording"), false,
        { "mp4", "3gp", NULL } },
    { "webm", "audio/webm", N_("Sound recording"), false, { "weba", NULL } },
    { "wav", "audio/wav", N_("Sound recording"), false, { "wave", NULL } },
    { "odt", "application/vnd.oasis.opendocument.text", N_("Text document"),
        false, { NULL } },
    { "ods", "application/vnd.oasis.opendocument.spreadsheet",
        N_("Spreadsheet"), false, { NULL } },
    { "odp", "application/vnd.oasis.opendocument.presentation", N_("Slides"),
        false, { NULL } },
    { "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml."
        "document",
        N_("Text document"), false, { NULL } },
    { "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        N_("Spreadsheet"), false, { NULL } },
    { "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml."
        "presentation",
        N_("Slides"), false, { NULL } },
    { "txt", "text/plain; charset=utf-8", N_("Plain text"), false,
        { "text", NULL } },
    { "csv", "text/csv; charset=utf-8", N_("Table (CSV)"), false,
        { "tsv", NULL } },
    { "md", "text/markdown; charset=utf-8", N_("Plain text"), false,
        { "markdown", NULL } },
};
enum { N_TYPES = sizeof types / sizeof *types };

#define NOT_TAKEN                                                              \
    N_("Files of this kind are not taken. Taken are PDF, pictures (JPEG, "     \
       "PNG, "                                                                 \
       "WebP, GIF), sound (MP3, OGG, M4A, WEBM, WAV), documents (ODT, ODS, "   \
       "ODP, DOCX, XLSX, PPTX) and plain text (TXT, CSV, MD).")
#define IS_EMPTY N_("This file is empty.")
#define IS_PAGE                                                                \
    N_("Web pages and drawings in SVG can hold programs: they are not taken. " \
       "Please save it as PDF or as a picture.")
#define IS_PROGRAM N_("Programs are not taken.")
#define IS_OLD                                                                 \
    N_("This is an office document of an old kind. Please save it as DOCX, "   \
       "XLSX, PPTX or PDF.")
#define IS_FILM N_("Films are not taken, only sound.")
#define IS_BROKEN                                                              \
    N_("This file is damaged: it ends too early or its parts do not fit. "     \
       "Please save it again and send it once more.")
#define NOT_NAMED                                                              \
    N_("A plain text is taken when its name ends in .txt, .csv or .md.")
#define NOT_UTF8                                                               \
    N_("The letters of this text cannot be read. Please save it as UTF-8.")

const struct file_type *
file_type_at(int i)
{
    return i >= 0 && i < N_TYPES ? &types[i] : NULL;
}

const struct file_type *
file_type_find(text code)
{
    for (int i = 0; i < N_TYPES; i++)
        if (text_is_equal(code, text_of(types[i].code)))
            return &types[i];
    return NULL;
}

enum err
file_source_get(const struct file_source *s, int64_t at, char *to, ptrdiff_t n)
{
    while (n > 0) {
        ptrdiff_t got;
        enum err e = s->read(s->context, at, to, n, &got);
        if (e != OK)
            return e;
        if (got == 0)
            return ERR_BAD_INPUT;
        to += got;
        at += got;
        n -= got;
    }
    return OK;
}

/* ---- Names --------------------------------------------------------------- */

static char
small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Does the name end in ".ENDING", in any letters? */
static bool
ends_in(text name, const char *ending)
{
    ptrdiff_t n = (ptrdiff_t)strlen(ending);
    if (name.len < n + 1 || name.ptr[name.len - n - 1] != '.')
        return false;
    for (ptrdiff_t i = 0; i < n; i++)
        if (small(name.ptr[name.len - n + i]) != ending[i])
            return false;
    return true;
}

static bool
is_named_so(text name, const struct file_type *type)
{
    if (ends_in(name, type->code))
        return true;
    for (int i = 0; type->also[i] != NULL; i++)
        if (ends_in(name, type->also[i]))
            return true;
    return false;
}

text
file_name_for(struct arena *a, text name, const struct file_type *type)
{
    enum { NAME_MAX_BYTES = 120 };
    struct buf b = buf_in(a, name.len + 8);
    for (ptrdiff_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool is_bad = c < 0x20 || c == 0x7f || strchr("\"*/:<>?\\|", c) != NULL;
        buf_byte(&b, is_bad ? '_' : (char)c);
    }
    text clean = text_trim(buf_text(&b));
    while (clean.len > 0 && (clean.ptr[0] == '.' || clean.ptr[0] == ' '))
        clean = text_slice(clean, 1, clean.len);
    bool is_named = is_named_so(clean, type);
    ptrdiff_t dot = clean.len;
    if (is_named)
        while (clean.ptr[dot - 1] != '.')
            dot--;
    text ending =
        is_named ? text_slice(clean, dot, clean.len) : text_of(type->code);
    text stem = is_named ? text_slice(clean, 0, dot - 1) : clean;
    stem = text_trim(text_prefix(stem, NAME_MAX_BYTES - ending.len - 1));
    if (stem.len == 0)
        stem = TEXT("file");
    return arena_print(a, "%.*s.%.*s", TEXT_ARG(stem), TEXT_ARG(ending));
}

/* ---- Pictures ------------------------------------------------------------ */

static uint32_t
be32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 |
        u[3];
}

/* Chunk after chunk to the very end: what follows IEND is no picture. */
static bool
is_whole_png(const struct file_source *s, enum err *e)
{
    enum { CHUNKS_MAX = 100'000 };
    char head[8];
    int64_t at = 8;
    for (int i = 0; i < CHUNKS_MAX && at + 12 <= s->size; i++) {
        *e = file_source_get(s, at, head, 8);
        if (*e != OK || (i == 0) != (memcmp(head + 4, "IHDR", 4) == 0))
            return false;
        at += 12 + (int64_t)be32(head);
        if (memcmp(head + 4, "IEND", 4) == 0)
            return at == s->size;
    }
    return false;
}

/* Segments up to where the picture begins. What phones append is left. */
static bool
is_whole_jpeg(const struct file_source *s, enum err *e)
{
    enum { SEGMENTS_MAX = 5000 };
    int64_t at = 2;
    bool has_frame = false;
    for (int i = 0; i < SEGMENTS_MAX && at + 4 <= s->size; i++) {
        char p[4];
        *e = file_source_get(s, at, p, 4);
        unsigned char mark = (unsigned char)p[1];
        if (*e != OK || (unsigned char)p[0] != 0xff)
            return false;
        if (mark == 0xff) { /* filling */
            at++;
            continue;
        }
        if (mark == 0xda) /* the picture's lines */
            return has_frame;
        has_frame = has_frame ||
            (mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 &&
                mark != 0xcc);
        int n = (unsigned char)p[2] << 8 | (unsigned char)p[3];
        if (n < 2)
            return false;
        at += 2 + n;
    }
    return false;
}

static bool
is_whole_gif(const struct file_source *s, enum err *e)
{
    char last;
    *e = file_source_get(s, s->size - 1, &last, 1);
    return *e == OK && s->size > 20 && last == 0x3b;
}

static bool
is_whole_webp(const struct file_source *s, const char *head)
{
    const unsigned char *u = (const unsigned char *)head;
    int64_t n = (int64_t)u[4] | (int64_t)u[5] << 8 | (int64_t)u[6] << 16 |
        (int64_t)u[7] << 24;
    return n + 8 == s->size || n + 9 == s->size;
}

/* ---- Sound --------------------------------------------------------------- */

/* The length of the MPEG frame with this head; 0 when it is none of layer 3. */
static int
mp3_frame(const char *p)
{
    static const int rates[2][16] = {
        { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
        { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
    };
    static const int hertz[3] = { 44'100, 48'000, 32'000 };
    const unsigned char *u = (const unsigned char *)p;
    int version = u[1] >> 3 & 3, layer = u[1] >> 1 & 3;
    int sampling = u[2] >> 2 & 3, padding = u[2] >> 1 & 1;
    if (u[0] != 0xff || (u[1] & 0xe0) != 0xe0 || version == 1 || layer != 1 ||
        sampling == 3)
        return 0;
    bool is_first = version == 3;
    int rate = rates[!is_first][u[2] >> 4];
    int hz = hertz[sampling] / (is_first ? 1 : version == 2 ? 2 : 4);
    return rate == 0 ? 0 : (is_first ? 144 : 72) * rate * 1000 / hz + padding;
}

/* Two frames one after the other, behind a tag when there is one. */
static bool
is_mp3(const struct file_source *s, const char *head, enum err *e)
{
    enum { FILLING_MAX = 4096 };
    char p[4];
    int64_t at = 0;
    const unsigned char *u = (const unsigned char *)head;
    if (memcmp(head, "ID3", 3) == 0)
        at = 10 +
            ((int64_t)(u[6] & 0x7f) << 21 | (int64_t)(u[7] & 0x7f) << 14 |
                (int64_t)(u[8] & 0x7f) << 7 | (u[9] & 0x7f));
    for (int i = 0; i < FILLING_MAX && at + 4 <= s->size; i++) {
        *e = file_source_get(s, at, p, 4);
        if (*e != OK)
            return false;
        int n = mp3_frame(p);
        if (n == 0 && p[0] == 0 && memcmp(head, "ID3", 3) == 0) {
            at++; /* zeros behind the tag */
            continue;
        }
        if (n == 0 || at + n + 4 > s->size)
            return n > 0 && at + n == s->size;
        *e = file_source_get(s, at + n, p, 4);
        return *e == OK && mp3_frame(p) > 0;
    }
    return false;
}

struct tracks {
    int n_sounds, n_films, n_boxes;
};

/* The kinds of tracks in the boxes from `at` to `end`. */
static enum err
walk_boxes(const struct file_source *s, int64_t at, int64_t end, int depth,
    struct tracks *t)
{
    enum { BOXES_MAX = 20'000 };
    char p[20];
    while (at + 8 <= end && t->n_boxes++ < BOXES_MAX) {
        enum err e = file_source_get(s, at, p, 8);
        if (e != OK)
            return e;
        int64_t n = be32(p), head = 8;
        if (n == 1 && at + 16 <= end) { /* its size in 64 bits follows */
            e = file_source_get(s, at + 8, p + 8, 8);
            if (e != OK)
                return e;
            n = (int64_t)(be32(p + 8) & 0x7fffffff) << 32 | be32(p + 12);
            head = 16;
        }
        if (n == 0)
            n = end - at;
        if (n < head || n > end - at)
            return ERR_BAD_INPUT;
        bool is_inner = memcmp(p + 4, "moov", 4) == 0 ||
            memcmp(p + 4, "trak", 4) == 0 || memcmp(p + 4, "mdia", 4) == 0;
        if (is_inner && depth < 4)
            e = walk_boxes(s, at + head, at + n, depth + 1, t);
        if (memcmp(p + 4, "hdlr", 4) == 0 && n >= head + 12) {
            e = file_source_get(s, at + head, p, 12);
            t->n_sounds += memcmp(p + 8, "soun", 4) == 0;
            t->n_films += memcmp(p + 8, "vide", 4) == 0;
        }
        if (e != OK)
            return e;
        at += n;
    }
    return at == end ? OK : ERR_BAD_INPUT;
}

/* ---- Text ---------------------------------------------------------------- */

/* What begins so is read as a page by some browser, whatever it is called. */
static bool
is_markup(const char *head, ptrdiff_t n)
{
    static const char *const starts[] = { "!doctype", "html", "head", "body",
        "script", "svg", "?xml", "?php", "!--", "iframe", "h1", "div", "font",
        "table", "a ", "style", "title", "b>", "br", "p>", "img", "object",
        "embed", "meta", "link", "form", "%", NULL };
    text t = { head, n };
    if (text_starts_with(t, TEXT("\xef\xbb\xbf")))
        t = text_slice(t, 3, n);
    t = text_trim(t);
    while (t.len > 0 && (t.ptr[0] == '\f' || t.ptr[0] == '\v'))
        t = text_trim(text_slice(t, 1, t.len));
    if (t.len < 2 || t.ptr[0] != '<')
        return false;
    for (int i = 0; starts[i] != NULL; i++) {
        ptrdiff_t k = 0;
        while (starts[i][k] != '\0' && k + 1 < t.len &&
            small(t.ptr[k + 1]) == starts[i][k])
            k++;
        if (starts[i][k] == '\0')
            return true;
    }
    return false;
}

/* All of it is UTF-8 without control bytes; a character may be cut by a
 * piece's border. */
static enum err
read_text(const struct file_source *s, struct arena *a, bool *is_text)
{
    enum { PIECE = 32 * 1024 };
    struct arena_mark mark = arena_mark(a);
    char *piece = arena_new(a, char, PIECE);
    ptrdiff_t kept = 0, n = 1;
    enum err e = OK;
    *is_text = true;
    for (int64_t at = 0; e == OK && n > 0 && *is_text; at += n) {
        e = s->read(s->context, at, piece + kept, PIECE - kept, &n);
        ptrdiff_t all = kept + n, i = 0;
        while (e == OK && i < all) {
            unsigned char c = (unsigned char)piece[i];
            ptrdiff_t len = c >= 0x80
                ? text_utf8_length((text){ piece + i, all - i })
                : c >= 0x20 || strchr("\t\n\r\f", c) != NULL ? c != 0
                                                             : 0;
            if (len == 0)
                break;
            i += len;
        }
        kept = all - i;
        *is_text = kept < 4 && (n > 0 || kept == 0);
        memmove(piece, piece + i, (size_t)kept);
    }
    arena_rewind(a, mark);
    return e;
}

/* ---- Which --------------------------------------------------------------- */

struct look {
    const struct file_source *s;
    struct arena *a;
    text name, head;
    const char *code, *refusal;
};

static bool
begins(const struct look *l, const char *with, ptrdiff_t n)
{
    return text_starts_with(l->head, (text){ with, n });
}
#define BEGINS(l, literal) begins(l, literal, (ptrdiff_t)sizeof(literal) - 1)

static enum err
look_for_sound(struct look *l)
{
    enum err e = OK;
    if (BEGINS(l, "OggS")) {
        /* what the first page holds: a film says "theora" */
        bool is_film = text_find(l->head, TEXT("theora")) >= 0;
        l->code = is_film ? NULL : "ogg";
        l->refusal = is_film ? IS_FILM : NULL;
    } else if (l->head.len > 12 && memcmp(l->head.ptr + 4, "ftyp", 4) == 0) {
        struct tracks t = { 0 };
        e = walk_boxes(l->s, 0, l->s->size, 0, &t);
        if (e == OK && t.n_films == 0 && t.n_sounds > 0)
            l->code = "m4a";
        else
            l->refusal = e == ERR_BAD_INPUT ? IS_BROKEN
                : t.n_films > 0             ? IS_FILM
                                            : NOT_TAKEN;
        if (e == ERR_BAD_INPUT)
            e = OK;
    } else if (BEGINS(l, "\x1a\x45\xdf\xa3")) {
        bool is_webm;
        int n_sounds, n_films;
        e = file_webm_judge(l->s, &is_webm, &n_sounds, &n_films);
        if (e == OK && is_webm && n_films == 0 && n_sounds > 0)
            l->code = "webm";
        else
            l->refusal = e == OK && is_webm && n_films > 0 ? IS_FILM
                : e == OK                                  ? NOT_TAKEN
                                                           : NULL;
    } else if (BEGINS(l, "RIFF") && l->head.len > 12 &&
        memcmp(l->head.ptr + 8, "WAVE", 4) == 0) {
        e = file_wav_judge(l->s);
        l->code = "wav";
    } else if (l->head.len > 10 && is_mp3(l->s, l->head.ptr, &e)) {
        l->code = "mp3";
    }
    return e;
}

static enum err
look_for_text(struct look *l)
{
    bool is_text;
    enum err e = read_text(l->s, l->a, &is_text);
    if (e != OK)
        return e;
    const char *const codes[] = { "txt", "csv", "md" };
    for (int i = 0; i < 3; i++)
        if (is_named_so(l->name, file_type_find(text_of(codes[i]))))
            l->code = codes[i];
    if (!is_text)
        l->refusal = l->code != NULL ? NOT_UTF8 : NOT_TAKEN;
    else if (l->code == NULL)
        l->refusal = NOT_NAMED;
    return OK;
}

static enum err
look_into(struct look *l)
{
    enum err e = OK;
    bool is_whole = true;
    if (BEGINS(l, "%PDF-")) {
        l->code = "pdf";
    } else if (BEGINS(l, "\x89PNG\r\n\x1a\n")) {
        l->code = "png";
        is_whole = is_whole_png(l->s, &e);
    } else if (BEGINS(l, "\xff\xd8\xff")) {
        l->code = "jpg";
        is_whole = is_whole_jpeg(l->s, &e);
    } else if (BEGINS(l, "GIF87a") || BEGINS(l, "GIF89a")) {
        l->code = "gif";
        is_whole = is_whole_gif(l->s, &e);
    } else if (BEGINS(l, "RIFF") && l->head.len > 12 &&
        memcmp(l->head.ptr + 8, "WEBP", 4) == 0) {
        l->code = "webp";
        is_whole = is_whole_webp(l->s, l->head.ptr);
    } else if (BEGINS(l, "PK\3\4")) {
        e = file_zip_judge(l->s, l->a, &l->code, &l->refusal);
        if (e == ERR_BAD_INPUT && l->refusal != NULL)
            e = OK;
    } else if (BEGINS(l, "\xd0\xcf\x11\xe0")) {
        l->refusal = IS_OLD;
    } else if ((BEGINS(l, "MZ") && text_has_byte(l->head, '\0')) ||
        BEGINS(l,
            "\x7f"
            "ELF") ||
        BEGINS(l, "#!")) {
        l->refusal = IS_PROGRAM;
    } else if (is_markup(l->head.ptr, l->head.len)) {
        l->refusal = IS_PAGE;
    } else {
        e = look_for_sound(l);
        if (e == OK && l->code == NULL && l->refusal == NULL)
            e = look_for_text(l);
    }
    if (e == ERR_BAD_INPUT || (e == OK && !is_whole)) {
        l->refusal = IS_BROKEN;
        e = OK;
    }
    return e;
}

enum err
file_type_of(const struct file_source *s, struct arena *a, text name,
    const struct file_type **type, const char **refusal)
{
    enum { HEAD = 1024 };
    char head[HEAD];
    struct look l = { .s = s, .a = a, .name = name };
    ptrdiff_t n = s->size < HEAD ? (ptrdiff_t)s->size : HEAD;
    *type = NULL;
    *refusal = IS_EMPTY;
    if (n == 0)
        return ERR_BAD_INPUT;
    enum err e = file_source_get(s, 0, head, n);
    if (e != OK)
        return e;
    l.head = (text){ head, n };
    e = look_into(&l);
    *refusal = l.refusal;
    if (e == OK && l.refusal != NULL)
        e = ERR_BAD_INPUT;
    if (e == OK)
        *type = file_type_find(text_of(l.code));
    return e;
}
