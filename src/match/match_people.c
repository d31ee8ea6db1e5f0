/* People of a round, from a CSV file. */
#include "match/match_inside.h"

#include "base/csv.h"
#include "base/sort.h"
#include "os/file.h"

#include <string.h>

/* ---- Words ------------------------------------------------------------------
 */

struct match_word {
    text word;
    int32_t number;
};

struct match_words
match_words(struct arena *a, ptrdiff_t n_at_most)
{
    struct match_words w = { .arena = a, .n_slots = 64 };
    while (w.n_slots < 2 * n_at_most)
        w.n_slots *= 2;
    w.slots = arena_new(a, struct match_word, w.n_slots);
    return w;
}

int32_t
match_word(struct match_words *w, text word)
{
    ptrdiff_t at = (ptrdiff_t)(text_hash(word) & (uint64_t)(w->n_slots - 1));
    while (w->slots[at].number != 0) {
        if (text_is_equal(w->slots[at].word, word))
            return w->slots[at].number;
        at = (at + 1) & (w->n_slots - 1);
    }
    if (2 * (ptrdiff_t)w->n_words >= w->n_slots)
        return 0;
    w->slots[at] =
        (struct match_word){ arena_copy(w->arena, word), ++w->n_words };
    return w->n_words;
}

text
match_word_of(const struct match_words *w, int32_t number)
{
    for (ptrdiff_t k = 0; number != 0 && k < w->n_slots; k++)
        if (w->slots[k].number == number)
            return w->slots[k].word;
    return (text){ 0 };
}

/* ---- Columns ----------------------------------------------------------------
 */

enum column {
    CODE,
    SIDE,
    ORGANISATION,
    ROLE_FAMILY,
    LEVEL,
    SECTORS,
    INTERESTS,
    LANGUAGES,
    OFFERS,
    WANTS,
    GOALS,
    FREE,
    WISHES,
    NOT_WITH,
    CAPACITY,
    TRIO,
    LIVED,
    SAFEGUARD,
    N_COLUMNS
};
static const char *const column_names[N_COLUMNS] = { "code", "side",
    "organisation", "role_family", "level", "sectors", "interests", "languages",
    "offers", "wants", "goals", "free", "wishes", "not_with", "capacity",
    "trio", "lived", "safeguard" };

enum { LIST_MAX = 64 };

struct reading {
    struct match_people *p;
    struct arena *a;
    text path;
    struct why *why;
    int64_t line;
    int field_of[N_COLUMNS]; /* -1: the file has none */
    const text *fields;
    bool has_header;
    bool skips_unknown; /* a wish for who is not here counts for nothing */
    ptrdiff_t room;     /* for so many people */
};

static enum err
wrong(struct reading *in, enum column column, const char *what)
{
    return err_say(in->why, ERR_BAD_INPUT, "%.*s:%lld: %s: %s",
        TEXT_ARG(in->path), (long long)in->line, column_names[column], what);
}

static text
cell(const struct reading *in, enum column column)
{
    int field = in->field_of[column];
    return field < 0 ? TEXT("") : text_trim(in->fields[field]);
}

static enum err
read_header(struct reading *in, const struct csv_row *row)
{
    for (int c = 0; c < N_COLUMNS; c++)
        in->field_of[c] = -1;
    for (int f = 0; f < row->n_fields; f++) {
        int c = 0;
        text name = text_trim(row->fields[f]);
        while (c < N_COLUMNS && !text_is_equal(name, text_of(column_names[c])))
            c++;
        if (c == N_COLUMNS)
            return err_say(in->why, ERR_BAD_INPUT,
                "%.*s:1: there is no column \"%.*s\"; counterpart match "
                "--help lists them",
                TEXT_ARG(in->path), TEXT_ARG(text_prefix(name, 60)));
        if (in->field_of[c] >= 0)
            return err_say(in->why, ERR_BAD_INPUT,
                "%.*s:1: the column \"%s\" is there twice", TEXT_ARG(in->path),
                column_names[c]);
        in->field_of[c] = f;
    }
    if (in->field_of[CODE] < 0 || in->field_of[SIDE] < 0)
        return err_say(in->why, ERR_BAD_INPUT,
            "%.*s:1: the columns code and side are needed", TEXT_ARG(in->path));
    return OK;
}

/* "water; births:2" as tags, ascending by word; a word twice counts once, with
 * its larger weight. Two columns may fill one list. */
static enum err
add_tags(struct reading *in, enum column column, int32_t usual,
    struct cp_tag *tags, ptrdiff_t *n)
{
    text rest = cell(in, column);
    while (!text_is_empty(rest)) {
        text weight, word = text_trim(text_cut(text_trim(rest), ';', &rest));
        int64_t number = usual;
        word = text_trim(text_cut(word, ':', &weight));
        if (text_is_empty(word))
            continue;
        if (text_is_known(weight) &&
            (!text_parse_int(text_trim(weight), &number) || number < 1 ||
                number > 3))
            return wrong(in, column, "a weight is 1, 2 or 3");
        int32_t x = match_word(&in->p->words, word);
        ptrdiff_t at = 0;
        while (at < *n && tags[at].word < x)
            at++;
        if (at < *n && tags[at].word == x) {
            if (number > tags[at].weight)
                tags[at].weight = (int32_t)number;
            continue;
        }
        if (*n == LIST_MAX || x == 0)
            return wrong(in, column, "more than 64 words");
        memmove(tags + at + 1, tags + at, (size_t)(*n - at) * sizeof *tags);
        tags[at] = (struct cp_tag){ x, (int32_t)number };
        ++*n;
    }
    return OK;
}

static enum err
read_tags(struct reading *in, enum column column, enum column also,
    int32_t usual, struct cp_tags *list)
{
    struct cp_tag tags[LIST_MAX];
    ptrdiff_t n = 0;
    enum err e = add_tags(in, column, usual, tags, &n);
    if (e == OK && also != column)
        e = add_tags(in, also, usual, tags, &n);
    if (e != OK)
        return e;
    struct cp_tag *kept = arena_new(in->a, struct cp_tag, n + 1);
    memcpy(kept, tags, (size_t)n * sizeof *tags);
    *list = (struct cp_tags){ kept, n };
    return OK;
}

/* Days on which they are free at some time, for those who count days: sorted,
 * and joined where they meet. Hours of a weekday are of no day. */
static void
keep_days(struct reading *in, struct match_person *m)
{
    struct cp_person *person = &m->person;
    struct cp_days days[FREE_MAX];
    ptrdiff_t n = 0;
    for (ptrdiff_t k = 0; k < m->n_times; k++) {
        struct cp_days x = { m->times[k].first, m->times[k].last };
        if (m->times[k].is_weekly || m->times[k].from >= m->times[k].to)
            continue;
        ptrdiff_t at = n++;
        for (; at > 0 && days[at - 1].first > x.first; at--)
            days[at] = days[at - 1];
        days[at] = x;
    }
    struct cp_days *kept = arena_new(in->a, struct cp_days, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        struct cp_days *before = kept + person->n_days - 1;
        if (person->n_days > 0 && days[i].first <= before->last + 1)
            before->last =
                days[i].last > before->last ? days[i].last : before->last;
        else
            kept[person->n_days++] = days[i];
    }
    person->days = kept;
}

static enum err
read_free(struct reading *in, struct match_person *m)
{
    struct match_free times[FREE_MAX];
    const char *what;
    if (!match_free_read(cell(in, FREE), times, &m->n_times, &what))
        return wrong(in, FREE, what);
    struct match_free *kept = arena_new(in->a, struct match_free, m->n_times);
    memcpy(kept, times, (size_t)m->n_times * sizeof *kept);
    m->times = kept;
    keep_days(in, m);
    return OK;
}

static enum err
read_level(struct reading *in, struct cp_person *person)
{
    int64_t level;
    text given = cell(in, LEVEL);
    person->level = CP_BLANK;
    if (text_is_empty(given))
        return OK;
    if (!text_parse_int(given, &level) || level < 0 || level > 4)
        return wrong(in, LEVEL, "0 (policy) to 4 (front line)");
    person->level = (int32_t)level;
    return OK;
}

static enum err
read_person(struct reading *in, struct match_person *m)
{
    struct cp_person *person = &m->person;
    text role = cell(in, ROLE_FAMILY), organisation = cell(in, ORGANISATION);
    text trio = cell(in, TRIO), capacity = cell(in, CAPACITY);
    text lived = cell(in, LIVED), safeguard = cell(in, SAFEGUARD);
    *m = (struct match_person){ .line = in->line,
        .code = arena_copy(in->a, cell(in, CODE)),
        .side = arena_copy(in->a, cell(in, SIDE)),
        .wishes = arena_copy(in->a, cell(in, WISHES)),
        .not_with = arena_copy(in->a, cell(in, NOT_WITH)),
        .may_trio = text_is_equal(trio, TEXT("yes")),
        .has_lived = text_is_equal(lived, TEXT("yes")),
        .is_protected = text_is_equal(safeguard, TEXT("protected")),
        .is_cleared = text_is_equal(safeguard, TEXT("cleared")) };
    if (text_is_empty(m->code))
        return wrong(in, CODE, "everybody needs one");
    if (text_is_empty(m->side))
        return wrong(in, SIDE, "everybody is on a side");
    if (!text_is_empty(trio) && !m->may_trio &&
        !text_is_equal(trio, TEXT("no")))
        return wrong(in, TRIO, "yes or no");
    if (!text_is_empty(lived) && !m->has_lived &&
        !text_is_equal(lived, TEXT("no")))
        return wrong(in, LIVED, "yes or no");
    if (!text_is_empty(safeguard) && !m->is_protected && !m->is_cleared)
        return wrong(in, SAFEGUARD, "protected or cleared");
    int64_t n = 1;
    if (!text_is_empty(capacity) &&
        (!text_parse_int(capacity, &n) || n < 1 || n > CAPACITY_MAX))
        return wrong(in, CAPACITY, "1 to 3: how many counterparts at most");
    m->capacity = (int32_t)n;
    person->key = (int64_t)(text_hash(m->code) >> 1);
    person->organisation = text_is_empty(organisation)
        ? 0
        : match_word(&in->p->words, organisation);
    person->role =
        text_is_empty(role) ? CP_BLANK : match_word(&in->p->words, role);
    enum err e = read_level(in, person);
    if (e == OK)
        e = read_tags(in, INTERESTS, SECTORS, 1, &person->interests);
    if (e == OK)
        e = read_tags(in, LANGUAGES, LANGUAGES, 3, &person->languages);
    if (e == OK)
        e = read_tags(in, OFFERS, OFFERS, 1, &person->offers);
    if (e == OK)
        e = read_tags(in, WANTS, WANTS, 1, &person->wants);
    if (e == OK)
        e = read_tags(in, GOALS, GOALS, 1, &person->goals);
    return e == OK ? read_free(in, m) : e;
}

static enum err
take_row(struct reading *in, const struct csv_row *row)
{
    struct match_people *p = in->p;
    in->line = row->line;
    in->fields = row->fields;
    if (!in->has_header) {
        in->has_header = true;
        p->people = arena_new(in->a, struct match_person, in->room);
        return read_header(in, row);
    }
    for (int c = 0; c < N_COLUMNS; c++)
        if (in->field_of[c] >= row->n_fields)
            return err_say(in->why, ERR_BAD_INPUT,
                "%.*s:%lld: fewer columns than the first line",
                TEXT_ARG(in->path), (long long)in->line);
    if (p->n == in->room)
        return err_say(in->why, ERR_BAD_INPUT,
            "%.*s: more than %d people; a round is for those who know each "
            "other's names: split it",
            TEXT_ARG(in->path), PEOPLE_MAX);
    enum err e = read_person(in, &p->people[p->n]);
    p->n += e == OK;
    return e;
}

static int
by_code(const void *context, const void *x, const void *y)
{
    (void)context;
    return text_compare(((const struct match_person *)x)->code,
        ((const struct match_person *)y)->code);
}

struct match_person *
match_find(const struct match_people *p, text code)
{
    ptrdiff_t low = 0, high = p->n;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        int order = text_compare(p->people[middle].code, code);
        if (order == 0)
            return &p->people[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Codes of others as their keys. */
static enum err
resolve(struct reading *in, const struct match_person *who, enum column column,
    text list, const int64_t **keys, ptrdiff_t *n)
{
    int64_t found[LIST_MAX];
    in->line = who->line;
    while (!text_is_empty(list)) {
        text code = text_trim(text_cut(list, ';', &list));
        const struct match_person *other = match_find(in->p, code);
        if (text_is_empty(code) || (other == NULL && in->skips_unknown))
            continue;
        if (other == NULL || other == who)
            return err_say(in->why, ERR_BAD_INPUT,
                "%.*s:%lld: %s: nobody else here has the code \"%.*s\"",
                TEXT_ARG(in->path), (long long)in->line, column_names[column],
                TEXT_ARG(text_prefix(code, 60)));
        if (*n == (column == WISHES ? CP_WISHES_MAX : LIST_MAX))
            return wrong(
                in, column, column == WISHES ? "more than 5" : "more than 64");
        found[(*n)++] = other->person.key;
    }
    int64_t *kept = arena_new(in->a, int64_t, *n + 1);
    memcpy(kept, found, (size_t)*n * sizeof *kept);
    *keys = kept;
    return OK;
}

static enum err
finish(struct reading *in)
{
    struct match_people *p = in->p;
    struct match_person *other = arena_new(in->a, struct match_person, p->n);
    sort(p->people, other, p->n, (ptrdiff_t)sizeof *other, by_code, NULL);
    for (ptrdiff_t i = 1; i < p->n; i++)
        if (text_is_equal(p->people[i - 1].code, p->people[i].code))
            return err_say(in->why, ERR_BAD_INPUT,
                "%.*s:%lld: \"%.*s\" is there twice, also in line %lld",
                TEXT_ARG(in->path), (long long)p->people[i].line,
                TEXT_ARG(text_prefix(p->people[i].code, 60)),
                (long long)p->people[i - 1].line);
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < p->n; i++) {
        struct match_person *m = &p->people[i];
        e = resolve(
            in, m, WISHES, m->wishes, &m->person.wishes, &m->person.n_wishes);
        if (e == OK)
            e = resolve(in, m, NOT_WITH, m->not_with, &m->person.not_with,
                &m->person.n_not_with);
    }
    return e;
}

/* A file's pieces, or, fd -1, a text. */
static enum err
read_all(struct reading *in, int fd, text rest)
{
    enum { PIECE = 64 << 10 };
    struct csv_reader *csv = arena_new(in->a, struct csv_reader, 1);
    char *piece = fd < 0 ? NULL : arena_new(in->a, char, PIECE);
    struct csv_row row;
    enum err e = OK;
    csv_open(csv, in->a);
    for (bool is_over = false; e == OK && !is_over;) {
        ptrdiff_t n = 0;
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            if (fd >= 0)
                e = file_get(fd, piece, PIECE, &n);
            if (e == OK && fd >= 0)
                rest = (text){ piece, n };
            if (e == OK && rest.len > 0)
                csv_feed(csv, rest);
            else if (e == OK)
                csv_finish(csv);
            rest = (text){ NULL, 0 };
            break;
        case CSV_HAS_ROW: e = take_row(in, &row); break;
        case CSV_AT_END: is_over = true; break;
        case CSV_IS_BAD:
            e = err_say(in->why, ERR_BAD_INPUT, "%.*s: %s", TEXT_ARG(in->path),
                csv->why.text);
            break;
        }
    }
    if (e == OK && in->p->n == 0)
        return err_say(in->why, ERR_BAD_INPUT, "%.*s: nobody is in it",
            TEXT_ARG(in->path));
    return e == OK ? finish(in) : e;
}

enum err
match_read(struct match_people *p, text path, struct arena *a, struct why *why)
{
    struct reading in = {
        .p = p, .a = a, .path = path, .why = why, .room = PEOPLE_MAX
    };
    int fd;
    *p = (struct match_people){ .words = match_words(a, 1 << 16) };
    enum err e = file_open(&fd, path, why);
    if (e != OK)
        return e;
    e = read_all(&in, fd, (text){ NULL, 0 });
    file_close(fd);
    return e;
}

/* No more words than there are marks between them, and the rules' own. */
enum err
match_read_text(struct match_people *p, text name, text csv, struct arena *a,
    struct why *why)
{
    enum { RULES_WORDS = 1000 };
    ptrdiff_t n_lines = 1, n_words = RULES_WORDS;
    for (ptrdiff_t i = 0; i < csv.len; i++) {
        n_lines += csv.ptr[i] == '\n';
        n_words += csv.ptr[i] == '\n' || csv.ptr[i] == ',' || csv.ptr[i] == ';';
    }
    struct reading in = { .p = p,
        .a = a,
        .path = name,
        .why = why,
        .skips_unknown = true,
        .room = n_lines < PEOPLE_MAX ? n_lines : PEOPLE_MAX };
    *p = (struct match_people){ .words = match_words(
                                    a, n_words < 1 << 16 ? n_words : 1 << 16) };
    return read_all(&in, -1, csv);
}
