/* People and their population, from CSV. */
#include "decide/heard/heard.h"

#include "base/csv.h"

enum { FIELDS_MOST = CSV_FIELDS_MAX };

/* ---- A file, row by row
 * -------------------------------------------------------- */

struct table {
    struct csv_reader reader;
    text path, all; /* until it is fed */
    text heads[FIELDS_MOST];
    int n_heads;
    struct csv_row row;
    struct why *why;
};

static enum err
bad(struct table *t, const char *what, text about)
{
    return err_say(t->why, ERR_BAD_INPUT, "%.*s:%lld: %s \"%.*s\"",
        TEXT_ARG(t->path), (long long)t->row.line, what,
        TEXT_ARG(text_prefix(about, 60)));
}

/* ERR_NOT_FOUND at the end. */
static enum err
next_row(struct table *t)
{
    for (;;)
        switch (csv_next(&t->reader, &t->row)) {
        case CSV_WANTS_MORE:
            if (text_is_empty(t->all))
                csv_finish(&t->reader);
            else
                csv_feed(&t->reader, t->all);
            t->all = (text){ 0 };
            continue;
        case CSV_AT_END: return ERR_NOT_FOUND;
        case CSV_IS_BAD:
            return err_say(t->why, ERR_BAD_INPUT, "%.*s: %s", TEXT_ARG(t->path),
                t->reader.why.text);
        case CSV_HAS_ROW:
            if (t->n_heads > 0 && t->row.n_fields != t->n_heads)
                return err_say(t->why, ERR_BAD_INPUT,
                    "%.*s:%lld: it has %d columns, and the first line %d",
                    TEXT_ARG(t->path), (long long)t->row.line, t->row.n_fields,
                    t->n_heads);
            return OK;
        }
}

static enum err
open_table(
    struct table *t, struct arena *a, text path, text all, struct why *why)
{
    *t = (struct table){ .path = path, .all = all, .why = why };
    csv_open(&t->reader, a);
    enum err e = next_row(t);
    if (e == ERR_NOT_FOUND)
        return err_say(why, ERR_BAD_INPUT, "%.*s: it is empty", TEXT_ARG(path));
    if (e != OK)
        return e;
    for (int i = 0; i < t->row.n_fields; i++) {
        t->heads[i] = arena_copy(a, text_trim(t->row.fields[i]));
        for (int k = 0; k < i; k++)
            if (text_is_equal(t->heads[k], t->heads[i]))
                return bad(t, "two columns are called", t->heads[i]);
    }
    t->n_heads = t->row.n_fields;
    return OK;
}

static int
column_of(const struct table *t, text name)
{
    for (int i = 0; i < t->n_heads; i++)
        if (text_is_equal(t->heads[i], name))
            return i;
    return -1;
}

int32_t
heard_question(const struct heard *h, text name)
{
    for (int32_t i = 0; i < h->n_questions; i++)
        if (text_is_equal(h->questions[i].name, name))
            return i;
    return -1;
}

/* ---- The population
 * ------------------------------------------------------------ */

/* A number of people, or a share: 0.21, or 21%. */
static bool
read_part(text t, double *part, bool *is_number)
{
    bool is_percent = text_ends_with(t, TEXT("%"));
    int64_t n;
    text plain = is_percent ? text_trim(text_slice(t, 0, t.len - 1)) : t;
    *is_number = !is_percent && text_parse_int(t, &n) && n > 1;
    if (!text_parse_real(plain, part) || !(*part > 0) || *part > 1e12)
        return false;
    if (is_percent)
        *part /= 100;
    return *is_number || *part <= 1;
}

static enum err
add_question(struct heard *h, struct arena *a, text name, struct why *why)
{
    if (h->n_questions == HEARD_QUESTIONS_MOST)
        return err_say(
            why, ERR_NO_ROOM, "more than %d questions", HEARD_QUESTIONS_MOST);
    h->questions[h->n_questions++] = (struct heard_question){
        .name = arena_copy(a, name),
        .groups = arena_new(a, text, CP_HEARD_LINES_MOST),
        .shares = arena_new(a, double, CP_HEARD_LINES_MOST),
        .counts = arena_new(a, int64_t, CP_HEARD_LINES_MOST + 2),
    };
    return OK;
}

static enum err
add_group(struct heard_question *q, struct table *t, struct arena *a,
    text group, text part)
{
    bool is_number;
    double share;
    for (int32_t g = 0; g < q->n_groups; g++)
        if (text_is_equal(q->groups[g], group))
            return bad(t, "this group is there twice:", group);
    if (text_is_empty(group))
        return bad(t, "a group has no name in question", q->name);
    if (q->n_groups == CP_HEARD_LINES_MOST)
        return err_say(t->why, ERR_NO_ROOM, "more than %d groups in \"%.*s\"",
            CP_HEARD_LINES_MOST, TEXT_ARG(text_prefix(q->name, 60)));
    if (!read_part(part, &share, &is_number))
        return bad(t,
            "a population is a number of people, or a share such as 0.21 or "
            "21%, above 0:",
            part);
    if (q->n_groups > 0 && is_number != q->are_numbers)
        return bad(
            t, "numbers of people and shares are mixed in question", q->name);
    q->are_numbers = is_number;
    q->groups[q->n_groups] = arena_copy(a, group);
    q->shares[q->n_groups++] = share;
    return OK;
}

/* Numbers of people become shares; shares are of everybody. */
static enum err
settle(struct heard_question *q, text path, struct why *why)
{
    double sum = 0;
    for (int32_t g = 0; g < q->n_groups; g++)
        sum += q->shares[g];
    if (!q->are_numbers && (sum < 0.98 || sum > 1.02))
        return err_say(why, ERR_BAD_INPUT,
            "%.*s: the shares of \"%.*s\" add up to %.3f, and not to 1",
            TEXT_ARG(path), TEXT_ARG(text_prefix(q->name, 60)), sum);
    for (int32_t g = 0; g < q->n_groups && q->are_numbers; g++)
        q->shares[g] /= sum;
    return OK;
}

enum err
heard_read_population(
    struct heard *h, struct arena *a, text path, text all, struct why *why)
{
    static const char *const names[] = { "question", "group", "population",
        "source", "year" };
    struct table *t = arena_new(a, struct table, 1);
    int at[5];
    enum err e = open_table(t, a, path, all, why);
    for (int i = 0; i < 5 && e == OK; i++) {
        at[i] = column_of(t, text_of(names[i]));
        if (at[i] < 0 && i < 3)
            e = err_say(why, ERR_BAD_INPUT, "%.*s: no column \"%s\"",
                TEXT_ARG(path), names[i]);
    }
    while (e == OK && (e = next_row(t)) == OK) {
        text name = text_trim(t->row.fields[at[0]]);
        int32_t i = heard_question(h, name);
        if (i < 0 && text_is_empty(name))
            return bad(
                t, "a row has no question for group", t->row.fields[at[1]]);
        if (i < 0)
            e = add_question(h, a, name, why);
        struct heard_question *q =
            &h->questions[i < 0 ? h->n_questions - 1 : i];
        if (e == OK)
            e = add_group(q, t, a, text_trim(t->row.fields[at[1]]),
                text_trim(t->row.fields[at[2]]));
        if (e == OK && at[3] >= 0)
            q->source = arena_copy(a, text_trim(t->row.fields[at[3]]));
        if (e == OK && at[4] >= 0)
            q->year = arena_copy(a, text_trim(t->row.fields[at[4]]));
    }
    if (e != ERR_NOT_FOUND)
        return e;
    if (h->n_questions == 0)
        return err_say(why, ERR_BAD_INPUT, "%.*s: no group", TEXT_ARG(path));
    e = OK;
    for (int32_t i = 0; i < h->n_questions && e == OK; i++)
        e = settle(&h->questions[i], path, why);
    return e;
}

/* ---- People
 * -------------------------------------------------------------------- */

/* The line of a question that somebody is on; -1: of no group. */
static int32_t
line_of(const struct heard_question *q, text group)
{
    if (text_is_empty(group))
        return q->n_groups + 1;
    for (int32_t g = 0; g < q->n_groups; g++)
        if (text_is_equal(q->groups[g], group))
            return g;
    return text_is_equal(group, TEXT("rather not say")) ? q->n_groups : -1;
}

static enum err
no_group(struct table *t, const struct heard_question *q, text group)
{
    return err_say(t->why, ERR_BAD_INPUT,
        "%.*s:%lld: \"%.*s\" is in no group of \"%.*s\" in the population: "
        "add it there, or write one of its groups, \"rather not say\", or "
        "nothing where it was not asked",
        TEXT_ARG(t->path), (long long)t->row.line,
        TEXT_ARG(text_prefix(group, 60)), TEXT_ARG(text_prefix(q->name, 60)));
}

struct codes { /* of people, so that nobody counts twice */
    text *places;
    ptrdiff_t n_places, n;
};

static bool
is_there(struct codes *c, struct arena *a, text code)
{
    if (2 * c->n >= c->n_places) {
        struct codes wider = { .n_places =
                                   c->n_places == 0 ? 1024 : 4 * c->n_places };
        wider.places = arena_new(a, text, wider.n_places);
        for (ptrdiff_t i = 0; i < c->n_places; i++)
            if (text_is_known(c->places[i]))
                ignore(is_there(&wider, a, c->places[i]) ? ERR_CONFLICT : OK);
        *c = wider;
    }
    uint64_t mask = (uint64_t)(c->n_places - 1), at = text_hash(code) & mask;
    while (text_is_known(c->places[at])) {
        if (text_is_equal(c->places[at], code))
            return true;
        at = (at + 1) & mask;
    }
    c->places[at] = arena_copy(a, code);
    c->n++;
    return false;
}

static enum err
add_person(struct heard *h, struct table *t)
{
    int32_t lines[HEARD_QUESTIONS_MOST];
    for (int32_t i = 0; i < h->n_questions; i++) {
        struct heard_question *q = &h->questions[i];
        text group = text_trim(t->row.fields[q->column]);
        lines[i] = line_of(q, group);
        if (lines[i] < 0)
            return no_group(t, q, group);
        q->counts[lines[i]]++;
    }
    if (h->one >= 0)
        h->cross[(ptrdiff_t)lines[h->one] *
                (h->questions[h->two].n_groups + 2) +
            lines[h->two]]++;
    h->n_people++;
    return OK;
}

enum err
heard_read_people(
    struct heard *h, struct arena *a, text path, text all, struct why *why)
{
    struct table *t = arena_new(a, struct table, 1);
    struct codes codes = { 0 };
    enum err e = open_table(t, a, path, all, why);
    if (e != OK)
        return e;
    for (int32_t i = 0; i < h->n_questions; i++) {
        struct heard_question *q = &h->questions[i];
        q->column = column_of(t, q->name);
        if (q->column < 0)
            return err_say(why, ERR_BAD_INPUT,
                "%.*s: no column \"%.*s\", of which the population is",
                TEXT_ARG(path), TEXT_ARG(text_prefix(q->name, 60)));
    }
    if (h->one >= 0)
        h->cross = arena_new(a, int64_t,
            (ptrdiff_t)(h->questions[h->one].n_groups + 2) *
                (h->questions[h->two].n_groups + 2));
    int code = column_of(t, TEXT("person"));
    while ((e = next_row(t)) == OK) {
        text who = code < 0 ? TEXT("") : text_trim(t->row.fields[code]);
        if (!text_is_empty(who) && is_there(&codes, a, who))
            return bad(t, "somebody is there twice:", who);
        e = add_person(h, t);
        if (e != OK)
            return e;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
heard_judge(struct heard *h, struct arena *a, struct why *why)
{
    struct cp_heard_question *q =
        arena_new(a, struct cp_heard_question, h->n_questions);
    for (int32_t i = 0; i < h->n_questions; i++)
        q[i] = (struct cp_heard_question){ h->questions[i].counts,
            h->questions[i].shares, h->questions[i].n_groups };
    h->wish = (struct cp_heard_wish){ .questions = q,
        .n_questions = h->n_questions,
        .threshold = h->threshold,
        .one = h->one,
        .two = h->two,
        .cross = h->cross,
        .cross_threshold = h->threshold > CP_HEARD_CROSS_THRESHOLD
            ? h->threshold
            : CP_HEARD_CROSS_THRESHOLD };
    return cp_heard_release(&h->shown, a, &h->wish, why);
}
