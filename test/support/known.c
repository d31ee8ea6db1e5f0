#include "support/known.h"

#include "os/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

text
known_text(struct arena *a, const char *folder, const char *name)
{
    struct why why = { 0 };
    text all, path = arena_print(a, "%s%s", folder, name);
    if (file_read(path, a, 1 << 24, &all, &why) != OK)
        fail_msg("%s", why.text);
    return all;
}

const struct json_value *
known_json(struct arena *a, const char *folder, const char *name)
{
    struct json_value *all;
    struct why why = { 0 };
    assert_int_equal(
        json_parse(known_text(a, folder, name), a, &all, &why), OK);
    return all;
}

const struct json_value *
known_member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        fail_msg("no %s", name);
    return m;
}

struct known_table
known_table(struct arena *a, const char *folder, const char *name)
{
    text rest = known_text(a, folder, name), line;
    struct known_table t = { 0 };
    ptrdiff_t n = 1, at = 0;
    for (ptrdiff_t i = 0; i < rest.len; i++)
        n += rest.ptr[i] == ',' || rest.ptr[i] == '\n';
    t.fields = arena_new(a, text, n);
    while (text_is_known(rest)) {
        line = text_trim(text_cut(rest, '\n', &rest));
        t.n_rows += line.len > 0;
        while (line.len > 0 && text_is_known(line))
            t.fields[at++] = text_cut(line, ',', &line);
        if (t.n_columns == 0)
            t.n_columns = (int)at;
    }
    t.n_rows--;
    return t;
}

double
known_at(const struct known_table *t, ptrdiff_t row, const char *column)
{
    double x;
    for (int c = 0; c < t->n_columns; c++)
        if (text_is_equal(t->fields[c], text_of(column))) {
            text f = t->fields[(row + 1) * t->n_columns + c];
            if (f.len == 0)
                return -1;
            if (!text_parse_real(f, &x))
                fail_msg("%.*s is no number", TEXT_ARG(f));
            return x;
        }
    fail_msg("no column %s", column);
    return 0;
}
