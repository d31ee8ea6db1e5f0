/* Who may include what: floors, doors, and the libraries behind one folder. */
#include "lint.h"

#include <string.h>

/* A folder may include itself and what stands before it. */
static const text FLOORS[] = { TEXT_INIT("base"), TEXT_INIT("os"),
    TEXT_INIT("db"), TEXT_INIT("text"), TEXT_INIT("web"), TEXT_INIT("engine"),
    TEXT_INIT("keep") };
enum { N_FLOORS = sizeof FLOORS / sizeof FLOORS[0] };

/* A room may include the doors of the rooms before it. */
static const text ROOMS[] = { TEXT_INIT("people"), TEXT_INIT("network"),
    TEXT_INIT("match"), TEXT_INIT("mirror"), TEXT_INIT("exchange"),
    TEXT_INIT("decide"), TEXT_INIT("measure"), TEXT_INIT("plan"),
    TEXT_INIT("share") };
enum { N_ROOMS = sizeof ROOMS / sizeof ROOMS[0] };

/* The headers of the C library; all else in <> is somebody's. */
static const text LIBC[] = { TEXT_INIT("assert.h"), TEXT_INIT("complex.h"),
    TEXT_INIT("ctype.h"), TEXT_INIT("errno.h"), TEXT_INIT("fenv.h"),
    TEXT_INIT("float.h"), TEXT_INIT("inttypes.h"), TEXT_INIT("iso646.h"),
    TEXT_INIT("limits.h"), TEXT_INIT("locale.h"), TEXT_INIT("math.h"),
    TEXT_INIT("setjmp.h"), TEXT_INIT("signal.h"), TEXT_INIT("stdalign.h"),
    TEXT_INIT("stdarg.h"), TEXT_INIT("stdatomic.h"), TEXT_INIT("stdbit.h"),
    TEXT_INIT("stdbool.h"), TEXT_INIT("stdckdint.h"), TEXT_INIT("stddef.h"),
    TEXT_INIT("stdint.h"), TEXT_INIT("stdio.h"), TEXT_INIT("stdlib.h"),
    TEXT_INIT("stdnoreturn.h"), TEXT_INIT("string.h"), TEXT_INIT("tgmath.h"),
    TEXT_INIT("threads.h"), TEXT_INIT("time.h"), TEXT_INIT("uchar.h"),
    TEXT_INIT("wchar.h"), TEXT_INIT("wctype.h") };

/* A library and the one folder, or the one file, that sees it; NULL: any above
 * base/. What is not listed belongs to the system, and so to os/. */
static const struct {
    text start;
    const char *folder;
} LIBRARIES[] = {
    { TEXT_INIT("sqlite3.h"), "db" },
    { TEXT_INIT("libpq-fe.h"), "db" },
    { TEXT_INIT("microhttpd.h"), "web" },
    { TEXT_INIT("unicode/"), "text" },
    { TEXT_INIT("cmark.h"), "text" },
    { TEXT_INIT("qrencode.h"), "text" },
    { TEXT_INIT("pango/"), "text" },
    { TEXT_INIT("cairo"), "text" },
    { TEXT_INIT("qpdf/"), "text" },
    { TEXT_INIT("glpk.h"), "engine/panel/linear.c" },
    { TEXT_INIT("sodium"), NULL },
    { TEXT_INIT("openssl/"), NULL },
    { TEXT_INIT("curl/"), NULL },
    { TEXT_INIT("zlib.h"), NULL },
    { TEXT_INIT("libdeflate.h"), NULL },
    { TEXT_INIT("brotli/"), NULL },
};

static int
place_in(const text *list, int n, text what)
{
    for (int i = 0; i < n; i++)
        if (text_is_equal(list[i], what))
            return i;
    return -1;
}

static bool
is_engine(text folder)
{
    return text_starts_with(folder, TEXT("engine/"));
}

/* main.c and command/ stand above all rooms. */
static bool
is_top(text folder)
{
    return folder.len == 0 || text_is_equal(folder, TEXT("command"));
}

/* "decide" of "decide/voice": a room's parts have a folder each. */
static text
first_of(text folder)
{
    text rest;
    return text_cut(folder, '/', &rest);
}

static int
floor_of(text folder)
{
    return place_in(FLOORS, N_FLOORS, first_of(folder));
}

static int
room_of(text folder)
{
    return place_in(ROOMS, N_ROOMS, first_of(folder));
}

static void
check_library(struct lint *l, const struct file *f, int line, text header)
{
    if (place_in(LIBC, (int)(sizeof LIBC / sizeof LIBC[0]), header) >= 0)
        return;
    if (f->is_test && text_is_equal(header, TEXT("cmocka.h")))
        return;
    for (size_t i = 0; i < sizeof LIBRARIES / sizeof LIBRARIES[0]; i++) {
        const char *folder = LIBRARIES[i].folder;
        if (!text_starts_with(header, LIBRARIES[i].start))
            continue;
        bool is_file = folder != NULL && strstr(folder, ".c") != NULL;
        text here = is_file ? f->inside : f->folder;
        if (folder != NULL && !text_is_equal(here, text_of(folder)))
            complain(l, f, line, "only %s%s includes <%.*s>", folder,
                is_file ? "" : "/", TEXT_ARG(header));
        else if (folder == NULL &&
            (text_is_equal(f->folder, TEXT("base")) || is_engine(f->folder)))
            complain(l, f, line, "%.*s/ includes no library: <%.*s>",
                TEXT_ARG(f->folder), TEXT_ARG(header));
        return;
    }
    if (text_is_equal(f->folder, TEXT("base")))
        complain(l, f, line, "base/ includes only the C library: <%.*s>",
            TEXT_ARG(header));
    else if (!text_is_equal(f->folder, TEXT("os")))
        complain(l, f, line, "only os/ includes system headers: <%.*s>",
            TEXT_ARG(header));
}

/* Room `room`'s file `file`, included from elsewhere. */
static void
check_door(struct lint *l, const struct file *f, int line, text header,
    text room, text file)
{
    int at = place_in(ROOMS, N_ROOMS, room);
    int here = room_of(f->folder);
    text door = arena_print(l->arena, "%.*s.h", TEXT_ARG(room));
    if (text_ends_with(file, TEXT("_store.h")) ||
        text_ends_with(file, TEXT("_pages.h")) ||
        text_ends_with(file, TEXT(".sql.h")) ||
        text_ends_with(file, TEXT(".html.h")))
        complain(l, f, line,
            "\"%.*s\" is %.*s/'s own: its door is \"%.*s/%.*s\"",
            TEXT_ARG(header), TEXT_ARG(room), TEXT_ARG(room), TEXT_ARG(door));
    else if (!text_is_equal(file, door))
        complain(l, f, line, "%.*s/ has one door: \"%.*s/%.*s\"",
            TEXT_ARG(room), TEXT_ARG(room), TEXT_ARG(door));
    else if (here >= 0 && at > here)
        complain(l, f, line, "%.*s/ stands before %.*s/: it may not use it",
            TEXT_ARG(f->folder), TEXT_ARG(room));
}

static void
check_own(struct lint *l, const struct file *f, int line, text header)
{
    ptrdiff_t slash = header.len;
    while (slash > 0 && header.ptr[slash - 1] != '/')
        slash--;
    text folder = text_slice(header, 0, slash > 0 ? slash - 1 : 0);
    text file = text_slice(header, slash, header.len);
    if (folder.len == 0) {
        complain(l, f, line, "include it with its folder: \"FOLDER/%.*s\"",
            TEXT_ARG(file));
        return;
    }
    if (text_is_equal(folder, f->folder) ||
        (room_of(folder) >= 0 && room_of(folder) == room_of(f->folder)))
        return;
    if (f->is_test && text_is_equal(folder, TEXT("support")))
        return;
    if (room_of(folder) >= 0) {
        text inside, room = text_cut(header, '/', &inside);
        if (room_of(f->folder) >= 0 || is_top(f->folder))
            check_door(l, f, line, header, room, inside);
        else
            complain(l, f, line, "%.*s/ stands below the rooms: \"%.*s\"",
                TEXT_ARG(f->folder), TEXT_ARG(header));
        return;
    }
    if (is_top(f->folder) && is_top(folder))
        return;
    int floor = floor_of(folder), here = floor_of(f->folder);
    if (floor < 0)
        complain(l, f, line, "\"%.*s\" is in no floor and no room",
            TEXT_ARG(header));
    else if (is_engine(f->folder) && floor > 0)
        complain(l, f, line, "an engine includes only base/: \"%.*s\"",
            TEXT_ARG(header));
    else if (here >= 0 && floor > here)
        complain(l, f, line, "%.*s/ stands below %.*s/: \"%.*s\"",
            TEXT_ARG(f->folder), TEXT_ARG(folder), TEXT_ARG(header));
}

/* `#include "x"` and a template's `@include "x"`: x, and its opening sign. */
static bool
is_include(text line, text *header, char *sign)
{
    line = text_trim(line);
    bool is_template = text_starts_with(line, TEXT("@include"));
    if (!is_template && !text_starts_with(line, TEXT("#")))
        return false;
    line = text_trim(text_slice(line, 1, line.len));
    if (!text_starts_with(line, TEXT("include")))
        return false;
    line = text_trim(text_slice(line, 7, line.len));
    if (line.len == 0 || (line.ptr[0] != '"' && line.ptr[0] != '<'))
        return false;
    text rest;
    *sign = line.ptr[0];
    *header = text_cut(
        text_slice(line, 1, line.len), *sign == '<' ? '>' : '"', &rest);
    return true;
}

void
check_includes(struct lint *l, const struct file *f)
{
    text bytes = f->bytes;
    bool is_known = is_top(f->folder) || floor_of(f->folder) >= 0 ||
        room_of(f->folder) >= 0;
    if (!is_known)
        complain(l, f, 1, "%.*s/ is no floor and no room", TEXT_ARG(f->folder));
    for (int line = 1; is_known && bytes.len > 0; line++) {
        text header, here = text_cut(bytes, '\n', &bytes);
        char sign;
        if (!is_include(here, &header, &sign))
            continue;
        if (sign == '<')
            check_library(l, f, line, header);
        else
            check_own(l, f, line, header);
    }
}
