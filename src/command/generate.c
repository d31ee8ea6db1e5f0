/* Networks of any size, for measuring: a folder to import. */
#include "command/command.h"

#include "base/csv.h"
#include "base/random.h"
#include "os/file.h"

#include <stdio.h>

enum { PLACES_MAX = 4000, PIECE = 60 * 1024 };

struct making {
    struct arena *a;
    text dir;
    struct random random;
    struct why *why;
    int64_t n_people, n_places, n_organisations, n_partnerships;
};

/* One file being written, a row at a time. */
struct table {
    struct file_new file;
    struct arena arena;
    struct buf out;
    struct csv_writer w;
    enum err e;
};

static enum err
table_open(struct making *m, struct table *t, const char *name,
    const char *head)
{
    arena_open(&t->arena, 1 << 20);
    t->out = buf_in(&t->arena, PIECE + 4096);
    t->w = csv_write(&t->out);
    buf_print(&t->out, "%s\n", head);
    t->e = file_new_open(&t->file,
        arena_print(m->a, "%.*s/%s.csv", TEXT_ARG(m->dir), name), m->why);
    return t->e;
}

static void
row_end(struct table *t)
{
    csv_end_row(&t->w);
    if (t->out.len < PIECE || t->e != OK)
        return;
    t->e = file_put(t->file.fd, buf_text(&t->out));
    t->out.len = 0;
}

static enum err
table_close(struct making *m, struct table *t)
{
    if (t->e == OK)
        t->e = file_put(t->file.fd, buf_text(&t->out));
    arena_close(&t->arena);
    if (t->e == OK)
        return file_new_keep(&t->file, m->why);
    file_new_drop(&t->file);
    return t->e;
}

static void
add_code(struct table *t, const char *letter, int64_t i)
{
    char code[32];
    int n = snprintf(code, sizeof code, "%s%lld", letter, (long long)i);
    csv_add(&t->w, (text){ code, n });
}

static const char *const first_syllables[] = { "Ka", "Mo", "Li", "Sö", "Ny",
    "Ha", "Wes", "Kis", "Up", "Bri", "Os", "Ru", "Ga", "Mi", "El", "No" };
static const char *const middle_syllables[] = { "ra", "chu", "ver", "der",
    "ma", "lin", "sto", "go", "ny", "pa", "le", "si" };
static const char *const last_syllables[] = { "bay", "pool", "köping", "land",
    "ya", "ga", "ton", "mu", "stad", "ni", "ham", "ro" };
static const char *const works[] = { "hospital", "health centre", "charity",
    "university", "county health team", "community group", "public health" };
static const char *const roles[] = { "Nurse", "Community health officer",
    "Doctor", "Midwife", "Youth advocate", "Director of public health",
    "Analyst", "Clinical officer" };

#define pick(m, list)                                                          \
    (list)[random_below(&(m)->random, sizeof(list) / sizeof((list)[0]))]

static int
make_name(struct making *m, char *to, size_t size)
{
    return snprintf(to, size, "%s%s%s", pick(m, first_syllables),
        pick(m, middle_syllables), pick(m, last_syllables));
}

static enum err
make_places(struct making *m)
{
    struct table t;
    enum err e = table_open(m, &t, "place",
        "code,name,kind,parent,latitude,longitude,population");
    for (int64_t i = 0; e == OK && i < m->n_places; i++) {
        char name[80], number[32];
        int n = make_name(m, name, sizeof name);
        add_code(&t, "p", i);
        csv_add(&t.w, (text){ name, n });
        csv_add(&t.w, i < 20 ? TEXT("country") : TEXT("county"));
        if (i < 20)
            csv_add(&t.w, TEXT(""));
        else
            add_code(&t, "p", i % 20);
        double latitude = (double)random_below(&m->random, 12000) / 100 - 50;
        n = snprintf(number, sizeof number, "%.2f", latitude);
        csv_add(&t.w, (text){ number, n });
        double longitude = (double)random_below(&m->random, 36000) / 100 - 180;
        n = snprintf(number, sizeof number, "%.2f", longitude);
        csv_add(&t.w, (text){ number, n });
        csv_add_int(&t.w, 1000 + (int64_t)random_below(&m->random, 3000000));
        row_end(&t);
    }
    return e == OK ? table_close(m, &t) : e;
}

static enum err
make_organisations(struct making *m)
{
    static const char *const kinds[] = { "hospital", "charity", "authority",
        "university", "community_group" };
    struct table t;
    enum err e = table_open(
        m, &t, "organisation", "code,name,kind,place,is_illustrative");
    for (int64_t i = 0; e == OK && i < m->n_organisations; i++) {
        char name[120];
        int n = make_name(m, name, 80);
        n += snprintf(name + n, sizeof name - (size_t)n, " %s", pick(m, works));
        add_code(&t, "o", i);
        csv_add(&t.w, (text){ name, n });
        csv_add(&t.w, text_of(pick(m, kinds)));
        add_code(&t, "p",
            (int64_t)random_below(&m->random, (uint64_t)m->n_places));
        csv_add(&t.w, TEXT("yes"));
        row_end(&t);
    }
    return e == OK ? table_close(m, &t) : e;
}

static enum err
make_people(struct making *m)
{
    struct table people, t;
    enum err e = table_open(
        m, &people, "person", "code,name,language,is_illustrative");
    if (e != OK)
        return e;
    e = table_open(m, &t, "affiliation", "code,person,organisation,role");
    for (int64_t i = 0; e == OK && i < m->n_people; i++) {
        static const char *const languages[] = { "en", "sv", "sw", "luo" };
        const char *role = pick(m, roles);
        char name[120];
        int n = snprintf(name, sizeof name, "%s, ", role);
        n += make_name(m, name + n, sizeof name - (size_t)n);
        add_code(&people, "h", i);
        csv_add(&people.w, (text){ name, n });
        csv_add(&people.w, text_of(pick(m, languages)));
        csv_add(&people.w, TEXT("yes"));
        row_end(&people);
        add_code(&t, "a", i);
        add_code(&t, "h", i);
        add_code(&t, "o",
            (int64_t)random_below(&m->random, (uint64_t)m->n_organisations));
        csv_add(&t.w, text_of(role));
        row_end(&t);
        e = t.e != OK ? t.e : people.e;
    }
    enum err last = table_close(m, &people);
    e = e == OK ? last : e;
    last = table_close(m, &t);
    return e == OK ? last : e;
}

static enum err
make_sides(struct making *m, struct table *sides, struct table *members,
    int64_t i)
{
    int n_sides = i % 10 == 0 ? 3 : i % 25 == 1 ? 4 : 2;
    for (int s = 0; s < n_sides; s++) {
        char name[80];
        int n = make_name(m, name, sizeof name);
        add_code(sides, "s", i * 8 + s);
        add_code(sides, "t", i);
        csv_add_int(&sides->w, s + 1);
        csv_add(&sides->w, (text){ name, n });
        add_code(sides, "p",
            (int64_t)random_below(&m->random, (uint64_t)m->n_places));
        row_end(sides);
        for (int k = 0; k < 2; k++) {
            add_code(members, "m", (i * 8 + s) * 2 + k);
            add_code(members, "s", i * 8 + s);
            add_code(members, "o",
                (int64_t)random_below(
                    &m->random, (uint64_t)m->n_organisations));
            csv_add(&members->w, k == 0 ? TEXT("lead") : TEXT("member"));
            row_end(members);
        }
    }
    return sides->e != OK ? sides->e : members->e;
}

static enum err
make_partnerships(struct making *m)
{
    static const char *const statuses[]
        = { "active", "active", "active", "proposed", "resting", "ended" };
    struct table t, sides, members;
    enum err e = table_open(
        m, &t, "partnership", "code,name,kind,status,is_illustrative");
    if (e == OK)
        e = table_open(
            m, &sides, "side", "code,partnership,position,name,place");
    if (e == OK)
        e = table_open(m, &members, "side_organisation",
            "code,side,organisation,role");
    for (int64_t i = 0; e == OK && i < m->n_partnerships; i++) {
        char name[200];
        int n = make_name(m, name, 80);
        n += snprintf(name + n, sizeof name - (size_t)n, " – ");
        n += make_name(m, name + n, sizeof name - (size_t)n);
        add_code(&t, "t", i);
        csv_add(&t.w, (text){ name, n });
        csv_add(&t.w, TEXT("exchange"));
        csv_add(&t.w, text_of(pick(m, statuses)));
        csv_add(&t.w, TEXT("yes"));
        row_end(&t);
        e = make_sides(m, &sides, &members, i);
    }
    if (e == OK)
        e = table_close(m, &t);
    if (e == OK)
        e = table_close(m, &sides);
    return e == OK ? table_close(m, &members) : e;
}

enum err
run_generate(struct run *run, struct why *why)
{
    struct making m = { .a = run->process, .why = why };
    int64_t seed;
    if (run->n_args != 2 || !text_is_equal(run->args[0], TEXT("network")))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart generate network DIR --people N [--seed S]");
    m.dir = run->args[1];
    enum err e = options_int(
        run->options, "people", 1, 20'000'000, &m.n_people, why);
    if (e == OK)
        e = options_int(run->options, "seed", 0, INT64_MAX, &seed, why);
    if (e != OK)
        return e;
    m.random = random_from((uint64_t)seed);
    m.n_places = 40 + m.n_people / 100;
    m.n_places = m.n_places < PLACES_MAX ? m.n_places : PLACES_MAX;
    m.n_organisations = 20 + m.n_people / 20;
    m.n_partnerships = 4 + m.n_people / 200;
    e = file_make_folder(m.dir, why);
    if (e == OK)
        e = make_places(&m);
    if (e == OK)
        e = make_organisations(&m);
    if (e == OK)
        e = make_people(&m);
    return e == OK ? make_partnerships(&m) : e;
}
