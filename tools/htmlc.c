/* htmlc: page templates to C.
 *
 *     htmlc src/network/place.html build/gen/network/place.html
 *
 * writes place.html.c and place.html.h, with
 * `void network_place(struct view *v, ...)`, and one function more for each
 * part. What cannot be made safe or does not close stops the build, with the
 * template's file and line.
 */
#include "htmlc.h"

#include <stdio.h>
#include <string.h>

enum { SOURCE_MAX = 1 << 20, ARENA_MAX = 1 << 28 };

static enum err
read_file(struct arena *a, const char *path, text *out, struct why *why)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return err_say(why, ERR_IO, "cannot open it");
    char *bytes = arena_new(a, char, SOURCE_MAX + 1);
    size_t n = fread(bytes, 1, SOURCE_MAX + 1, f);
    bool is_bad = ferror(f) != 0;
    fclose(f);
    if (is_bad)
        return err_say(why, ERR_IO, "cannot read it");
    if (n > SOURCE_MAX)
        return err_say(why, ERR_NO_ROOM, "a template of more than 1 MiB");
    *out = (text){ bytes, (ptrdiff_t)n };
    return OK;
}

static enum err
write_file(const char *path, text t, struct why *why)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        return err_say(why, ERR_IO, "cannot write %s", path);
    size_t n = fwrite(t.ptr, 1, (size_t)t.len, f);
    if (fclose(f) != 0 || n != (size_t)t.len)
        return err_say(why, ERR_IO, "cannot write %s", path);
    return OK;
}

/* "src/network/joining-form.html": header "network/joining-form.html.h",
 * function network_joining_form. */
static enum err
name_template(struct arena *a, struct template *t, struct why *why)
{
    text path = t->path;
    ptrdiff_t from = path.len, n_slashes = 0;
    while (from > 0 && (path.ptr[from - 1] != '/' || ++n_slashes < 2))
        from--;
    text tail = text_slice(path, from, path.len);
    if (!text_ends_with(tail, TEXT(".html")))
        return err_say(why, ERR_BAD_INPUT, "a template ends in .html");
    t->header = arena_print(a, "%.*s.h", TEXT_ARG(tail));
    tail.len -= 5;
    char *name = arena_c_string(a, tail);
    for (ptrdiff_t i = 0; i < tail.len; i++)
        if (name[i] == '-' || name[i] == '/')
            name[i] = '_';
    t->name = text_of(name);
    if (!is_identifier(t->name))
        return err_say(why, ERR_BAD_INPUT,
            "\"%s\" is no name of a function: the folder and the file have "
            "letters, digits, - and _",
            name);
    return OK;
}

static enum err
run(struct arena *a, const char *in, const char *out, struct result *result,
    struct why *why)
{
    struct template t = { .path = text_of(in) };
    enum err e = name_template(a, &t, why);
    if (e == OK)
        e = read_file(a, in, &t.source, why);
    if (e != OK)
        return e;
    template_compile(a, &t, result);
    if (result->n_errors > 0)
        return ERR_BAD_INPUT;
    text to = text_of(out);
    text c = arena_print(a, "%.*s.c", TEXT_ARG(to));
    text h = arena_print(a, "%.*s.h", TEXT_ARG(to));
    e = write_file(arena_c_string(a, c), buf_text(&result->c), why);
    if (e == OK)
        e = write_file(arena_c_string(a, h), buf_text(&result->h), why);
    return e;
}

int
main(int argc, char **argv)
{
    struct arena a;
    struct why why = { 0 };
    struct result result = { .n_errors = 0 };
    if (argc != 3) {
        fputs("usage: htmlc TEMPLATE.html OUT (writes OUT.c and OUT.h)\n",
            stderr);
        return 2;
    }
    arena_open(&a, ARENA_MAX);
    enum err e = run(&a, argv[1], argv[2], &result, &why);
    if (result.n_errors > 0)
        fprintf(stderr, "%.*s", TEXT_ARG(buf_text(&result.messages)));
    else if (e != OK)
        fprintf(stderr, "%s:1: %s\n", argv[1], why.text);
    arena_close(&a);
    return e == OK ? 0 : 1;
}
