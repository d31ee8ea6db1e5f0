/* Networks of any size, for measuring: a folder to import.
 *
 * Everything is drawn from the seed, so the same numbers make the same bytes
 * on any machine. Nobody in it is meant to be anybody: every row that can say
 * so says that it is illustrative. Of every hundred partnerships ten have
 * three sides and four have four; the others have two.
 */
#include "command/command.h"

#include "engine/pathway/journeys.h"

#include "base/csv.h"
#include "base/random.h"
#include "os/file.h"

#include <stdio.h>

enum {
    COUNTRIES = 20,
    PLACES_MAX = 4000,
    TEXTS_MAX = 60,   /* each is a file */
    PIECE = 60 * 1024 /* written at once */
};

enum table_name {
    PLACE,
    ORGANISATION,
    PERSON,
    AFFILIATION,
    PROGRAMME,
    PARTNERSHIP,
    SIDE,
    SIDE_ORGANISATION,
    PROJECT,
    N_TABLES
};

static const struct {
    const char *name, *columns;
} files[N_TABLES] = {
    [PLACE] = { "place",
        "code,name,kind,parent,latitude,longitude,population" },
    [ORGANISATION] = { "organisation", "code,name,kind,place,is_illustrative" },
    [PERSON] = { "person", "code,name,language,is_illustrative" },
    [AFFILIATION] = { "affiliation", "code,person,organisation,role" },
    [PROGRAMME] = { "programme",
        "code,name,funder,currency,amount_cents,starts_on,ends_on" },
    [PARTNERSHIP] = { "partnership",
        "code,name,kind,status,programme,starts_on,is_illustrative" },
    [SIDE] = { "side", "code,partnership,position,name,place" },
    [SIDE_ORGANISATION] = { "side_organisation",
        "code,side,organisation,role" },
    [PROJECT] = { "project", "code,partnership,name,status" },
};

/* One file being written, a row at a time. */
struct table {
    struct file_new file;
    struct buf out;
    struct csv_writer w;
    bool is_open;
};

struct making {
    struct arena *a;
    text dir;
    struct random random;
    struct why *why;
    int64_t n_people, n_places, n_organisations, n_programmes, n_partnerships;
    struct table *tables; /* N_TABLES */
    enum err e;           /* the first failure: from then on nothing is done */
};

/* ---- Files ----------------------------------------------------------------
 */

static void
open_tables(struct making *m)
{
    m->tables = arena_new(m->a, struct table, N_TABLES);
    for (int i = 0; i < N_TABLES && m->e == OK; i++) {
        struct table *t = &m->tables[i];
        t->out = buf_in(m->a, PIECE + 4096);
        t->w = csv_write(&t->out);
        buf_print(&t->out, "%s\n", files[i].columns);
        text path =
            arena_print(m->a, "%.*s/%s.csv", TEXT_ARG(m->dir), files[i].name);
        m->e = file_new_open(&t->file, path, m->why);
        t->is_open = m->e == OK;
    }
}

static void
flush(struct making *m, struct table *t)
{
    if (m->e == OK)
        m->e = file_put(t->file.fd, buf_text(&t->out));
    t->out.len = 0;
}

static void
close_tables(struct making *m)
{
    for (int i = 0; i < N_TABLES; i++) {
        struct table *t = &m->tables[i];
        if (!t->is_open)
            continue;
        flush(m, t);
        if (m->e == OK)
            m->e = file_new_keep(&t->file, m->why);
        else
            file_new_drop(&t->file);
    }
}

static void
row_end(struct making *m, enum table_name which)
{
    struct table *t = &m->tables[which];
    csv_end_row(&t->w);
    if (t->out.len >= PIECE)
        flush(m, t);
}

static void
add(struct making *m, enum table_name which, text cell)
{
    csv_add(&m->tables[which].w, cell);
}

static void
add_int(struct making *m, enum table_name which, int64_t n)
{
    csv_add_int(&m->tables[which].w, n);
}

/* "h17": a letter for the table, a number for the row. */
static void
add_code(struct making *m, enum table_name which, char letter, int64_t i)
{
    char code[32];
    int n = snprintf(code, sizeof code, "%c%lld", letter, (long long)i);
    add(m, which, (text){ code, n });
}

static void
add_degrees(struct making *m, enum table_name which, int64_t hundredths)
{
    char number[32];
    int n = snprintf(number, sizeof number, "%.2f", (double)hundredths / 100);
    add(m, which, (text){ number, n });
}

/* ---- Drawing ---------------------------------------------------------------
 */

static const char *const first_syllables[] = { "Ka", "Mo", "Li", "Sö", "Ny",
    "Ha", "Wes", "Kis", "Up", "Bri", "Os", "Ru", "Ga", "Mi", "El", "No" };
static const char *const middle_syllables[] = { "ra", "chu", "ver", "der", "ma",
    "lin", "sto", "go", "ny", "pa", "le", "si" };
static const char *const last_syllables[] = { "bay", "pool", "köping", "land",
    "ya", "ga", "ton", "mu", "stad", "ni", "ham", "ro" };
static const char *const works[] = { "hospital", "health centre", "charity",
    "university", "county health team", "community group", "public health" };
static const char *const roles[] = { "Nurse", "Community health officer",
    "Doctor", "Midwife", "Youth advocate", "Director of public health",
    "Analyst", "Clinical officer" };
static const char *const causes[] = { "newborn care", "cancer care",
    "mental health", "diabetes", "clean water at clinics", "vaccination",
    "care at the end of life", "emergency care for children" };
static const char *const statuses[] = { "active", "active", "active",
    "proposed", "resting", "ended" };

static int64_t
below(struct making *m, int64_t n)
{
    return (int64_t)random_below(&m->random, (uint64_t)n);
}

#define pick(m, list)                                                          \
    (list)[below((m), (int64_t)(sizeof(list) / sizeof((list)[0])))]

static int
make_name(struct making *m, char *to, size_t size)
{
    /* drawn one after another: the order in a call is nobody's promise */
    const char *first = pick(m, first_syllables);
    const char *middle = pick(m, middle_syllables);
    const char *last = pick(m, last_syllables);
    return snprintf(to, size, "%s%s%s", first, middle, last);
}

static void
add_date(struct making *m, enum table_name which, int64_t first_year)
{
    char date[32];
    int64_t year = first_year + below(m, 6), month = 1 + below(m, 12);
    int n = snprintf(
        date, sizeof date, "%lld-%02lld-01", (long long)year, (long long)month);
    add(m, which, (text){ date, n });
}

/* ---- Tables ----------------------------------------------------------------
 */

static void
make_places(struct making *m)
{
    for (int64_t i = 0; m->e == OK && i < m->n_places; i++) {
        char name[80];
        int n = make_name(m, name, sizeof name);
        add_code(m, PLACE, 'p', i);
        add(m, PLACE, (text){ name, n });
        add(m, PLACE, i < COUNTRIES ? TEXT("country") : TEXT("county"));
        if (i < COUNTRIES)
            add(m, PLACE, TEXT(""));
        else
            add_code(m, PLACE, 'p', i % COUNTRIES);
        add_degrees(m, PLACE, below(m, 12000) - 5000);
        add_degrees(m, PLACE, below(m, 36000) - 18000);
        add_int(m, PLACE, 1000 + below(m, 3000000));
        row_end(m, PLACE);
    }
}

static void
make_organisations(struct making *m)
{
    static const char *const kinds[] = { "hospital", "charity", "authority",
        "university", "community_group" };
    for (int64_t i = 0; m->e == OK && i < m->n_organisations; i++) {
        char name[120];
        int n = make_name(m, name, 80);
        n += snprintf(name + n, sizeof name - (size_t)n, " %s", pick(m, works));
        add_code(m, ORGANISATION, 'o', i);
        add(m, ORGANISATION, (text){ name, n });
        add(m, ORGANISATION, text_of(pick(m, kinds)));
        add_code(m, ORGANISATION, 'p', below(m, m->n_places));
        add(m, ORGANISATION, TEXT("yes"));
        row_end(m, ORGANISATION);
    }
}

static void
make_people(struct making *m)
{
    static const char *const languages[] = { "en", "sv", "sw", "luo" };
    for (int64_t i = 0; m->e == OK && i < m->n_people; i++) {
        const char *role = pick(m, roles);
        char name[120];
        int n = snprintf(name, sizeof name, "%s, ", role);
        n += make_name(m, name + n, sizeof name - (size_t)n);
        add_code(m, PERSON, 'h', i);
        add(m, PERSON, (text){ name, n });
        add(m, PERSON, text_of(pick(m, languages)));
        add(m, PERSON, TEXT("yes"));
        row_end(m, PERSON);
        add_code(m, AFFILIATION, 'a', i);
        add_code(m, AFFILIATION, 'h', i);
        add_code(m, AFFILIATION, 'o', below(m, m->n_organisations));
        add(m, AFFILIATION, text_of(role));
        row_end(m, AFFILIATION);
    }
}

static void
make_programmes(struct making *m)
{
    static const char *const currencies[] = { "SEK", "GBP", "KES", "EUR" };
    for (int64_t i = 0; m->e == OK && i < m->n_programmes; i++) {
        char name[120];
        int n = make_name(m, name, 80);
        n += snprintf(name + n, sizeof name - (size_t)n, " programme for %s",
            pick(m, causes));
        add_code(m, PROGRAMME, 'g', i);
        add(m, PROGRAMME, (text){ name, n });
        add_code(m, PROGRAMME, 'o', below(m, m->n_organisations));
        add(m, PROGRAMME, text_of(pick(m, currencies)));
        add_int(m, PROGRAMME, 100 * (10000 + below(m, 5000000)));
        add_date(m, PROGRAMME, 2010);
        add_date(m, PROGRAMME, 2020);
        row_end(m, PROGRAMME);
    }
}

static void
make_sides(struct making *m, int64_t i)
{
    int n_sides = i % 10 == 0 ? 3 : i % 25 == 1 ? 4 : 2;
    for (int s = 0; s < n_sides; s++) {
        char name[80];
        int n = make_name(m, name, sizeof name);
        add_code(m, SIDE, 's', i * 8 + s);
        add_code(m, SIDE, 't', i);
        add_int(m, SIDE, s + 1);
        add(m, SIDE, (text){ name, n });
        add_code(m, SIDE, 'p', below(m, m->n_places));
        row_end(m, SIDE);
        for (int k = 0; k < 2; k++) {
            add_code(m, SIDE_ORGANISATION, 'm', (i * 8 + s) * 2 + k);
            add_code(m, SIDE_ORGANISATION, 's', i * 8 + s);
            add_code(m, SIDE_ORGANISATION, 'o', below(m, m->n_organisations));
            add(m, SIDE_ORGANISATION, k == 0 ? TEXT("lead") : TEXT("member"));
            row_end(m, SIDE_ORGANISATION);
        }
    }
}

static void
make_projects(struct making *m, int64_t i)
{
    int64_t n_projects = below(m, 3);
    for (int64_t k = 0; k < n_projects; k++) {
        char name[120];
        const char *cause = pick(m, causes);
        int n =
            snprintf(name, sizeof name, "Learning from each other: %s", cause);
        add_code(m, PROJECT, 'j', i * 4 + k);
        add_code(m, PROJECT, 't', i);
        add(m, PROJECT, (text){ name, n });
        add(m, PROJECT, text_of(pick(m, statuses)));
        row_end(m, PROJECT);
    }
}

static void
make_partnerships(struct making *m)
{
    static const char *const kinds[] = { "exchange", "exchange", "exchange",
        "twinning", "workshop", "borough" };
    for (int64_t i = 0; m->e == OK && i < m->n_partnerships; i++) {
        char name[200];
        int n = make_name(m, name, 80);
        n += snprintf(name + n, sizeof name - (size_t)n, " – ");
        n += make_name(m, name + n, sizeof name - (size_t)n);
        add_code(m, PARTNERSHIP, 't', i);
        add(m, PARTNERSHIP, (text){ name, n });
        add(m, PARTNERSHIP, text_of(pick(m, kinds)));
        add(m, PARTNERSHIP, text_of(pick(m, statuses)));
        if (i % 3 == 0)
            add(m, PARTNERSHIP, TEXT(""));
        else
            add_code(m, PARTNERSHIP, 'g', below(m, m->n_programmes));
        add_date(m, PARTNERSHIP, 2012);
        add(m, PARTNERSHIP, TEXT("yes"));
        row_end(m, PARTNERSHIP);
        make_sides(m, i);
        make_projects(m, i);
    }
}

/* ---- Texts -----------------------------------------------------------------
 */

static void
add_sentences(struct making *m, struct buf *out, const char *heading)
{
    static const char *const beginnings[] = { "Nurses on both sides see that",
        "Families told us that", "The two teams agreed that",
        "What we learned on the visit is that" };
    static const char *const ends[] = { "comes too late for many",
        "depends on where people live", "can be had closer to home",
        "costs a day's walk", "works best when it is planned together" };
    buf_print(out, "# %s\n\n", heading);
    for (int i = 0; i < 3; i++) {
        const char *beginning = pick(m, beginnings);
        const char *cause = pick(m, causes);
        buf_print(out, "%s **%s** %s.\n", beginning, cause, pick(m, ends));
    }
    buf_byte(out, '\n');
}

static void
make_text(struct making *m, const char *table, char letter, int64_t i,
    const char *lang, const char *const *headings)
{
    struct arena_mark mark = arena_mark(m->a);
    struct buf out = buf_in(m->a, 2048);
    text path = arena_print(m->a, "%.*s/text/%s/%c%lld.%s.md", TEXT_ARG(m->dir),
        table, letter, (long long)i, lang);
    for (; *headings != NULL; headings++)
        add_sentences(m, &out, *headings);
    m->e = file_write(path, buf_text(&out), m->why);
    arena_rewind(m->a, mark);
}

/* The first partnerships have their texts, and their places an About; one in
 * five also in a second language. */
static void
make_texts(struct making *m)
{
    static const char *const full[] = { "Challenge", "Aim", "Objectives",
        NULL };
    static const char *const about[] = { "About", NULL };
    static const char *const tables[] = { "partnership", "place" };
    for (int k = 0; k < 2 && m->e == OK; k++)
        m->e = file_make_folder(
            arena_print(m->a, "%.*s/text/%s", TEXT_ARG(m->dir), tables[k]),
            m->why);
    int64_t n = m->n_partnerships < TEXTS_MAX ? m->n_partnerships : TEXTS_MAX;
    for (int64_t i = 0; m->e == OK && i < n; i++) {
        make_text(m, "partnership", 't', i, "en", full);
        if (m->e == OK && i % 5 == 0)
            make_text(m, "partnership", 't', i, "sv", full);
        if (m->e == OK && i < m->n_places)
            make_text(m, "place", 'p', i, "en", about);
    }
}

/* ---- The command -----------------------------------------------------------
 */

/* The journeys of made-up patients, as CSV to the terminal or a file. */
static enum err
generate_journeys(struct run *run, struct why *why)
{
    struct cp_journeys journeys = { 0 };
    int64_t n_cases, seed;
    enum err e =
        options_int(run->options, "cases", 1, 9'999'999, &n_cases, why);
    if (e == OK)
        e = options_int(run->options, "seed", 0, INT64_MAX, &seed, why);
    if (e != OK)
        return e;
    journeys.state = (uint64_t)seed;
    struct buf out = buf_in(run->process, 1 << 18);
    cp_journeys_header(&out);
    for (int64_t i = 0; i < n_cases; i++) {
        cp_journeys_next(&journeys, &out);
        if (out.len < 1 << 17 && i + 1 < n_cases)
            continue;
        if (fwrite(out.ptr, 1, (size_t)out.len, stdout) != (size_t)out.len)
            return err_say(why, ERR_IO, "cannot write the journeys");
        out.len = 0;
    }
    return OK;
}

enum err
run_generate(struct run *run, struct why *why)
{
    struct making m = { .a = run->process, .why = why };
    int64_t seed;
    if (run->n_args == 1 && text_is_equal(run->args[0], TEXT("journeys")))
        return generate_journeys(run, why);
    if (run->n_args != 2 || !text_is_equal(run->args[0], TEXT("network")))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart generate network DIR --people N [--seed S], or "
            "generate journeys --cases N [--seed S]");
    m.dir = run->args[1];
    enum err e =
        options_int(run->options, "people", 1, 20'000'000, &m.n_people, why);
    if (e == OK)
        e = options_int(run->options, "seed", 0, INT64_MAX, &seed, why);
    if (e != OK)
        return e;
    m.random = random_from((uint64_t)seed);
    m.n_places = 40 + m.n_people / 100;
    m.n_places = m.n_places < PLACES_MAX ? m.n_places : PLACES_MAX;
    m.n_organisations = 20 + m.n_people / 20;
    m.n_programmes = 3 + m.n_people / 5000;
    m.n_partnerships = 4 + m.n_people / 200;
    m.e = file_make_folder(m.dir, why);
    if (m.e != OK)
        return m.e;
    open_tables(&m);
    make_places(&m);
    make_organisations(&m);
    make_people(&m);
    make_programmes(&m);
    make_partnerships(&m);
    close_tables(&m);
    make_texts(&m);
    return m.e;
}
