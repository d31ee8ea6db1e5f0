#include "support/panel_case.h"

#include "engine/panel/read.h"
#include "os/file.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void
stop(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    abort();
}

void
panel_case_hash(const void *bytes, ptrdiff_t n, uint8_t to[CP_PANEL_HASH_BYTES])
{
    require(crypto_hash_sha256(to, bytes, (unsigned long long)n) == 0);
}

text
panel_case_file(const char *name, struct arena *a)
{
    struct why why = { 0 };
    text bytes;
    text path = arena_print(a, "test/oracle/panel/%s", name);
    if (file_read(path, a, 1 << 22, &bytes, &why) != OK)
        stop(name, why.text);
    return bytes;
}

const struct json_value *
panel_case_load(const char *name, struct arena *a)
{
    struct why why = { 0 };
    struct json_value *v;
    if (json_parse(panel_case_file(name, a), a, &v, &why) != OK)
        stop(name, why.text);
    return v;
}

const struct json_value *
panel_case_member(const struct json_value *v, const char *name)
{
    const struct json_value *m = json_find(v, text_of(name));
    if (m == NULL)
        stop(name, "is not there");
    return m;
}

double
panel_case_fraction(text t)
{
    text below = { 0 };
    int64_t a, b = 1;
    text above = text_cut(t, '/', &below);
    if (!text_parse_int(above, &a) ||
        (text_is_known(below) && !text_parse_int(below, &b)))
        stop("a fraction", "is none");
    return (double)a / (double)b;
}

/* ---- Known answers
 * -------------------------------------------------------- */

enum { VALUES_MAX = 16 };

static int32_t
value_of(struct cp_panel_feature *f, text value)
{
    for (int32_t v = 0; v < f->n_values; v++)
        if (text_is_equal(f->values[v], value))
            return v;
    require(f->n_values < VALUES_MAX);
    ((text *)f->values)[f->n_values] = value;
    return f->n_values++;
}

struct cp_panel_pool
panel_case_pool(const struct json_value *c, struct arena *a)
{
    const struct json_value *people = panel_case_member(c, "people");
    const struct json_value *quotas = panel_case_member(c, "quotas");
    const struct json_value *homes = json_find(c, TEXT("household"));
    const struct json_value *must = json_find(c, TEXT("must_be_in"));
    const struct json_value *ceiling = json_find(c, TEXT("ceiling"));
    int32_t n = (int32_t)people->n, n_features = (int32_t)people->first->n;
    struct cp_panel_person *all = arena_new(a, struct cp_panel_person, n);
    struct cp_panel_feature *features =
        arena_new(a, struct cp_panel_feature, n_features);
    struct cp_panel_line *lines = arena_new(a, struct cp_panel_line, quotas->n);
    struct cp_panel_feature *houses = arena_new(a, struct cp_panel_feature, 1);
    houses->values = arena_new(a, text, VALUES_MAX);
    int32_t f = 0, i = 0;
    for (const struct json_value *m = people->first->first; m != NULL;
         m = m->next, f++)
        features[f] = (struct cp_panel_feature){ m->name,
            arena_new(a, text, VALUES_MAX), 0 };
    const struct json_value *home = homes != NULL ? homes->first : NULL;
    for (const struct json_value *m = people->first; m != NULL;
         m = m->next, i++) {
        int32_t *values = arena_new(a, int32_t, n_features);
        for (f = 0; f < n_features; f++)
            values[f] =
                value_of(&features[f], json_find(m, features[f].name)->text);
        all[i] = (struct cp_panel_person){ .ticket = 100 + i,
            .id = arena_print(a, "p%d", i),
            .values = values,
            .household = -1 };
        if (home != NULL && home->text.len > 0)
            all[i].household = value_of(houses, home->text);
        home = home != NULL ? home->next : NULL;
    }
    for (const struct json_value *m = must != NULL ? must->first : NULL;
         m != NULL; m = m->next)
        all[m->number].standing = CP_PANEL_MUST;
    i = 0;
    for (const struct json_value *m = quotas->first; m != NULL;
         m = m->next, i++) {
        const struct json_value *value = m->first->next;
        for (f = 0; !text_is_equal(features[f].name, m->first->text);)
            require(++f < n_features);
        lines[i] = (struct cp_panel_line){ .feature = f,
            .value = value_of(&features[f], value->text),
            .min = (int32_t)value->next->number,
            .max = (int32_t)value->next->next->number,
            .may_lower = -1,
            .may_raise = -1 };
    }
    return (struct cp_panel_pool){ .people = all,
        .n_people = n,
        .features = features,
        .n_features = n_features,
        .lines = lines,
        .n_lines = (int32_t)quotas->n,
        .size = (int32_t)panel_case_member(c, "size")->number,
        .ceiling = ceiling != NULL ? panel_case_fraction(ceiling->text) : 0 };
}

struct cp_panel_pool
panel_case_folder(
    const char *folder, const char *households, int32_t size, struct arena *a)
{
    struct cp_panel_read read;
    struct why why = { 0 };
    text people =
        panel_case_file(arena_print(a, "%s/people.csv", folder).ptr, a);
    text quotas =
        panel_case_file(arena_print(a, "%s/quotas.csv", folder).ptr, a);
    if (cp_panel_read(&read, a, people, quotas,
            households != NULL ? text_of(households) : (text){ 0 }, size,
            panel_case_hash, &why) != OK)
        stop(folder, why.text);
    return read.pool;
}

/* ---- Random pools
 * --------------------------------------------------------- */

static int32_t
below(struct random *r, int32_t n)
{
    return (int32_t)random_below(r, (uint64_t)n);
}

struct cp_panel_pool
panel_case_random(struct random *r, int32_t most, struct arena *a)
{
    static const text values[] = { TEXT_INIT("a"), TEXT_INIT("b"),
        TEXT_INIT("c"), TEXT_INIT("d") };
    static const text names[] = { TEXT_INIT("area"), TEXT_INIT("age"),
        TEXT_INIT("tongue") };
    int32_t n = 4 + below(r, most - 3), n_features = 2 + below(r, 2);
    int32_t size = 1 + below(r, n - 1);
    struct cp_panel_person *people = arena_new(a, struct cp_panel_person, n);
    struct cp_panel_feature *features =
        arena_new(a, struct cp_panel_feature, n_features);
    struct cp_panel_line *lines =
        arena_new(a, struct cp_panel_line, 4 * n_features);
    int32_t *order = arena_new(a, int32_t, n), n_lines = 0;
    bool has_homes = below(r, 4) == 0;
    for (int32_t f = 0; f < n_features; f++)
        features[f] =
            (struct cp_panel_feature){ names[f], values, 2 + below(r, 3) };
    for (int32_t i = 0; i < n; i++) {
        int32_t *of = arena_new(a, int32_t, n_features);
        for (int32_t f = 0; f < n_features; f++)
            of[f] = below(r, features[f].n_values);
        people[i] = (struct cp_panel_person){ .ticket = 1 + i * 7 % 1000,
            .id = arena_print(a, "p%d", i),
            .values = of,
            .household = has_homes && below(r, 2) == 0 ? below(r, 3) : -1 };
    }
    random_order(r, n, order);
    if (below(r, 5) == 0)
        people[order[0]].standing = CP_PANEL_MUST;
    if (below(r, 8) == 0 && size < n)
        people[order[n - 1]].standing = CP_PANEL_MAY_NOT;
    for (int32_t f = 0; f < n_features; f++)
        for (int32_t v = 0; v < features[f].n_values; v++) {
            int32_t has = 0;
            for (int32_t i = 0; i < size; i++)
                has += people[order[i]].values[f] == v;
            if (below(r, 6) == 0)
                continue;
            int32_t min = has - below(r, 2), max = has + below(r, 2);
            lines[n_lines++] = (struct cp_panel_line){ f, v, min < 0 ? 0 : min,
                max, -1, -1, 0 };
        }
    return (struct cp_panel_pool){ .people = people,
        .n_people = n,
        .features = features,
        .n_features = n_features,
        .lines = lines,
        .n_lines = n_lines,
        .size = size,
        .ceiling = below(r, 6) == 0 ? 0.5 + below(r, 5) / 10.0 : 0 };
}

struct cp_panel_pool
panel_case_shuffle(
    const struct cp_panel_pool *p, struct random *r, struct arena *a)
{
    struct cp_panel_pool to = *p;
    int32_t *at = arena_new(a, int32_t, p->n_people + p->n_lines + 64);
    int32_t *of_feature = arena_new(a, int32_t, p->n_features);
    struct cp_panel_feature *features =
        arena_new(a, struct cp_panel_feature, p->n_features);
    int32_t **of_value = arena_new(a, int32_t *, p->n_features);
    random_order(r, p->n_features, of_feature);
    for (int32_t f = 0; f < p->n_features; f++) {
        const struct cp_panel_feature *was = &p->features[f];
        text *values = arena_new(a, text, was->n_values);
        of_value[f] = arena_new(a, int32_t, was->n_values);
        random_order(r, was->n_values, of_value[f]);
        for (int32_t v = 0; v < was->n_values; v++)
            values[of_value[f][v]] = arena_print(a, "x%d", v); /* renamed */
        features[of_feature[f]] =
            (struct cp_panel_feature){ arena_print(a, "f%d", of_feature[f]),
                values, was->n_values };
    }
    struct cp_panel_person *people =
        arena_new(a, struct cp_panel_person, p->n_people);
    random_order(r, p->n_people, at);
    for (int32_t i = 0; i < p->n_people; i++) {
        int32_t *values = arena_new(a, int32_t, p->n_features);
        people[at[i]] = p->people[i];
        for (int32_t f = 0; f < p->n_features; f++)
            values[of_feature[f]] = of_value[f][p->people[i].values[f]];
        people[at[i]].values = values;
    }
    struct cp_panel_line *lines =
        arena_new(a, struct cp_panel_line, p->n_lines);
    random_order(r, p->n_lines, at);
    for (int32_t l = 0; l < p->n_lines; l++) {
        lines[at[l]] = p->lines[l];
        lines[at[l]].feature = of_feature[p->lines[l].feature];
        lines[at[l]].value = of_value[p->lines[l].feature][p->lines[l].value];
    }
    to.people = people;
    to.features = features;
    to.lines = lines;
    return to;
}
