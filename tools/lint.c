/* lint: the rules of the house that a compiler does not know.
 *
 *     lint src
 *
 * prints "file:line: message" for each breach and ends with 1 if there was
 * one. The rules:
 *   - floors: base os db text web engine keep, then the rooms; a folder
 *     includes itself and what stands before it, base/ only the C library, an
 *     engine only base/ (engine/panel/ GLPK too)
 *   - rooms: people network match mirror exchange decide measure plan share;
 *     a room includes the doors ("match/match.h") of those before it, nothing
 *     else of them, no _store.h, _pages.h, .sql.h; main.c and command/ include
 *     doors. A template's @include keeps the same rules
 *   - libraries: system headers in os/; SQLite and libpq in db/; libmicrohttpd
 *     in web/; ICU, cmark and what prints in text/
 *   - malloc, free and their like in base/arena.c
 *   - at most 600 lines a file and 80 columns a line of C
 *   - a function cp_... in a header of engine/ has a comment above it with a
 *     line that begins with Source or Check
 * A line with a comment "lint: REASON" in it is excepted; how many were is
 * printed at the end. (A file's length is excepted in its first line.)
 */
#include "lint.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 22, ARENA_MAX = 1 << 28, NAMES_MAX = 2000 };

text
line_of(text t, int n)
{
    text line = { NULL, 0 };
    while (n-- > 0)
        line = text_cut(t, '\n', &t);
    return line;
}

int
count_lines(text t)
{
    int n = 0;
    for (; t.len > 0; n++)
        text_cut(t, '\n', &t);
    return n;
}

/* 1 with a reason, -1 without, 0 no exception at all. */
static int
exception(text line)
{
    static const text START = TEXT_INIT("/* lint:");
    ptrdiff_t at = text_find(line, START);
    if (at < 0)
        return 0;
    text reason = text_slice(line, at + START.len, line.len);
    ptrdiff_t end = text_find(reason, TEXT("*/"));
    if (end >= 0)
        reason = text_slice(reason, 0, end);
    return text_trim(reason).len > 0 ? 1 : -1;
}

void
complain(
    struct lint *l, const struct file *f, int line, const char *format, ...)
{
    int excepted = exception(line_of(f->bytes, line));
    if (excepted > 0) {
        l->n_exceptions++;
        return;
    }
    va_list args;
    va_start(args, format);
    printf("%.*s:%d: ", TEXT_ARG(f->path), line);
    vprintf(format, args);
    puts(excepted < 0 ? " (an exception gives its reason)" : "");
    va_end(args);
    l->n_messages++;
}

/* ---- files
 * ---------------------------------------------------------------------- */

static bool
read_file(struct arena *a, const char *path, text *out)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return false;
    bool is_read = fseek(f, 0, SEEK_END) == 0;
    long n = is_read ? ftell(f) : -1;
    is_read = n >= 0 && n <= FILE_MAX && fseek(f, 0, SEEK_SET) == 0;
    char *bytes = is_read ? arena_new(a, char, n + 1) : NULL;
    is_read = is_read && fread(bytes, 1, (size_t)n, f) == (size_t)n;
    fclose(f);
    *out = (text){ bytes, n };
    return is_read;
}

static void
check_file(struct lint *l, text root, const char *path)
{
    struct arena_mark mark = arena_mark(l->arena);
    struct file f = { .path = text_of(path) };
    f.inside = text_slice(f.path, root.len + 1, f.path.len);
    ptrdiff_t slash = f.inside.len;
    while (slash > 0 && f.inside.ptr[slash - 1] != '/')
        slash--;
    f.folder = text_slice(f.inside, 0, slash > 0 ? slash - 1 : 0);
    f.name = text_slice(f.inside, slash, f.inside.len);
    f.is_test = text_ends_with(f.name, TEXT("_test.c"));
    if (!read_file(l->arena, path, &f.bytes)) {
        printf("%s:1: cannot be read\n", path);
        l->n_messages++;
        return;
    }
    bool is_c = text_ends_with(f.name, TEXT(".c")) ||
        text_ends_with(f.name, TEXT(".h"));
    check_lengths(l, &f);
    if (!text_ends_with(f.name, TEXT(".sql")))
        check_includes(l, &f);
    if (is_c) {
        f.code = code_only(l->arena, f.bytes);
        check_memory(l, &f);
        check_contracts(l, &f);
    }
    arena_rewind(l->arena, mark);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_looked_at(text name)
{
    return text_ends_with(name, TEXT(".c")) ||
        text_ends_with(name, TEXT(".h")) ||
        text_ends_with(name, TEXT(".sql")) ||
        text_ends_with(name, TEXT(".html"));
}

/* In order of names, so that two runs say the same. Folders that hold data
 * for the build (schema/, asset/) are theirs who read them. */
static bool
check_folder(struct lint *l, text root, const char *path)
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return false;
    const char **names = arena_new(l->arena, const char *, NAMES_MAX);
    int n = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL && n < NAMES_MAX;)
        if (e->d_name[0] != '.' && strcmp(e->d_name, "schema") != 0 &&
            strcmp(e->d_name, "asset") != 0)
            names[n++] = arena_c_string(
                l->arena, arena_print(l->arena, "%s/%s", path, e->d_name));
    closedir(dir);
    qsort(names, (size_t)n, sizeof names[0], by_name);
    for (int i = 0; i < n; i++) {
        bool is_folder = check_folder(l, root, names[i]);
        if (!is_folder && is_looked_at(text_of(names[i])))
            check_file(l, root, names[i]);
    }
    return true;
}

int
main(int argc, char **argv)
{
    struct arena a;
    struct lint l = { .arena = &a };
    if (argc != 2) {
        fputs("usage: lint ROOT (the folder with base/ in it)\n", stderr);
        return 2;
    }
    text root = text_of(argv[1]);
    while (root.len > 1 && text_ends_with(root, TEXT("/")))
        root.len--;
    arena_open(&a, ARENA_MAX);
    const char *path = arena_c_string(&a, root);
    if (!check_folder(&l, root, path)) {
        fprintf(stderr, "lint: cannot open %s\n", path);
        return 2;
    }
    arena_close(&a);
    printf("%d exception%s\n", l.n_exceptions, l.n_exceptions == 1 ? "" : "s");
    return l.n_messages > 0;
}
