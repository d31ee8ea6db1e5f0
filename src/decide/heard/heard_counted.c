/* How many took part in something, and what they said of themselves. */
#include "decide/heard/heard_counted.h"

#include "decide/panel/lot.h"

/* ---- How many took part -------------------------------------------------- */

static void
add_side(struct heard_people *p, int64_t side_id, int64_t n)
{
    p->n += n;
    if (p->n_sides < HEARD_SIDES) {
        p->side_ids[p->n_sides] = side_id;
        p->n_of_side[p->n_sides++] = n;
    }
}

static enum err
conversation_people(
    struct db *db, struct arena *a, int64_t id, struct heard_people *to)
{
    struct heard_conversation_people_row *rows;
    ptrdiff_t n;
    enum err e = heard_conversation_people(db, a,
        (struct heard_conversation_people_in){
            .conversation_id = id, .n_rows = HEARD_SIDES },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_side(to, rows[i].side_id, rows[i].n);
    return e;
}

static enum err
proposal_people(
    struct db *db, struct arena *a, int64_t id, struct heard_people *to)
{
    struct heard_proposal_people_row *rows;
    ptrdiff_t n;
    enum err e = heard_proposal_people(db, a,
        (struct heard_proposal_people_in){
            .proposal_id = id, .n_rows = HEARD_SIDES },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_side(to, rows[i].side_id, rows[i].n);
    return e;
}

/* Of who volunteers for a panel no side is known. */
static enum err
panel_people(
    struct db *db, struct arena *a, int64_t id, struct heard_people *to)
{
    struct panel_volunteer_number_row row;
    enum err e = panel_volunteer_number(db, a,
        (struct panel_volunteer_number_in){
            .panel_id = id, .n_max = LOT_POOL_MAX },
        &row);
    if (e == OK)
        to->n = row.n;
    return e;
}

/* Of a meeting: who had a seat, and the others. */
static enum err
sitting_people(
    struct db *db, struct arena *a, int64_t id, struct heard_people *to)
{
    struct heard_sitting_people_row row;
    enum err e = heard_sitting_people(
        db, a, (struct heard_sitting_people_in){ id }, &row);
    if (e == OK)
        to->n = row.n;
    return e;
}

/* Who told a voice in a partnership: an account once, and each that came
 * without one. */
static enum err
voice_people(
    struct db *db, struct arena *a, int64_t id, struct heard_people *to)
{
    struct heard_voice_people_row *rows;
    ptrdiff_t n;
    enum err e = heard_voice_people(db, a,
        (struct heard_voice_people_in){
            .partnership_id = id, .n_rows = HEARD_SIDES },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_side(to, rows[i].side_id, rows[i].n);
    return e;
}

/* Each kind of thing that people take part in. */
static const struct {
    const char *kind;
    enum err (*count)(
        struct db *db, struct arena *a, int64_t id, struct heard_people *to);
} counters[] = {
    { "conversation", conversation_people },
    { "proposal", proposal_people },
    { "panel", panel_people },
    { "sitting", sitting_people },
    { "partnership", voice_people },
};

enum err
heard_people_of(struct db *db, struct arena *a, text kind, int64_t id,
    struct heard_people *to)
{
    enum err e = ERR_NOT_FOUND;
    *to = (struct heard_people){ .are_sides_told = true };
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        if (text_is_equal(kind, text_of(counters[i].kind)))
            e = counters[i].count(db, a, id, to);
    for (int i = 0; i < to->n_sides; i++)
        to->are_sides_told &=
            to->n_of_side[i] == 0 || to->n_of_side[i] >= HEARD_THRESHOLD;
    return e;
}

/* ---- One question -------------------------------------------------------- */

static int
line_of(const struct heard_counted *c, bool has_group, int64_t group_id)
{
    for (int g = 0; has_group && g < c->n_groups; g++)
        if (c->groups[g].id == group_id)
            return g;
    return has_group ? -1 : c->n_groups;
}

/* Numbers of people or shares become shares of all; without one for each group
 * there is none, and nothing is said of parts. */
static void
fill_shares(struct heard_counted *c)
{
    double sum = 0;
    c->has_shares = true;
    for (int g = 0; g < c->n_groups; g++) {
        c->has_shares &=
            c->groups[g].has_population && c->groups[g].population > 0;
        sum += c->groups[g].population;
    }
    for (int g = 0; g < c->n_groups; g++)
        c->shares[g] =
            c->has_shares ? c->groups[g].population / sum : 1.0 / c->n_groups;
}

static void
add_line(struct heard_counted *c, bool has_group, int64_t group_id, int64_t n)
{
    int line = line_of(c, has_group, group_id);
    if (line >= 0) {
        c->counts[line] += n;
        c->n_said += n;
    }
}

/* Of a meeting slips of paper were counted, and typed. */
static enum err
count_tallies(
    struct db *db, struct arena *a, int64_t thing_id, struct heard_counted *c)
{
    struct about_tallies_row *rows;
    ptrdiff_t n;
    enum err e = about_tallies(db, a,
        (struct about_tallies_in){ .thing_id = thing_id,
            .question_id = c->question->id,
            .n_rows = HEARD_LINES },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_line(c, rows[i].has_group_id, rows[i].group_id, rows[i].n);
    return e;
}

enum err
heard_count_question(struct db *db, struct arena *a,
    const struct heard_release *of, int64_t n_people, struct heard_counted *c)
{
    struct heard_counts_row *rows;
    ptrdiff_t n = 0;
    int64_t thing_id = of->thing_id;
    bool is_typed = text_is_equal(of->kind, TEXT("sitting"));
    enum err e = is_typed ? count_tallies(db, a, thing_id, c)
                          : heard_counts(db, a,
                                (struct heard_counts_in){ .thing_id = thing_id,
                                    .question_id = c->question->id,
                                    .n_rows = HEARD_LINES },
                                &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_line(c, rows[i].has_group_id, rows[i].group_id, rows[i].n);
    c->counts[c->n_groups + 1] =
        n_people > c->n_said ? n_people - c->n_said : 0;
    fill_shares(c);
    return e;
}

/* ---- All of them ----------------------------------------------------------
 */

/* Of how many people is this question? -1: it is of a side that says nothing
 * of itself: it has few, or another has, and they could be subtracted. */
static int64_t
asked_of(const struct heard_people *p, const struct about_questions_row *q)
{
    if (!q->has_side_id)
        return p->n;
    for (int i = 0; i < p->n_sides; i++)
        if (p->side_ids[i] == q->side_id)
            return p->are_sides_told ? p->n_of_side[i] : -1;
    return 0;
}

enum err
heard_count_all(struct db *db, struct arena *a, const struct heard_release *of,
    const struct heard_people *people, struct heard_counted **to, int *n_to)
{
    struct about_questions_row *questions;
    struct about_groups_row *groups;
    ptrdiff_t n = 0, n_groups = 0, at = 0;
    enum err e = about_questions(db, a,
        (struct about_questions_in){ .partnership_id = of->partnership_id,
            .lang = TEXT("en"),
            .n_rows = ABOUT_ROWS_MAX },
        &questions, &n);
    if (e == OK)
        e = about_groups(db, a,
            (struct about_groups_in){ .partnership_id = of->partnership_id,
                .lang = TEXT("en"),
                .n_rows = ABOUT_ROWS_MAX * ABOUT_GROUPS_MAX },
            &groups, &n_groups);
    *to = arena_new(a, struct heard_counted, n);
    *n_to = 0;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct heard_counted *c = &(*to)[*n_to];
        int64_t n_people = asked_of(people, &questions[i]);
        *c = (struct heard_counted){ .question = &questions[i],
            .groups = groups + at };
        for (; at < n_groups && groups[at].question_id == questions[i].id; at++)
            c->n_groups += c->n_groups < ABOUT_GROUPS_MAX;
        if (!questions[i].is_on || c->n_groups == 0 || n_people <= 0)
            continue;
        e = heard_count_question(db, a, of, n_people, c);
        ++*n_to;
    }
    return e;
}

/* ---- Two questions together
 * ----------------------------------------------- */

enum err
heard_count_pair(struct db *db, struct arena *a, int64_t thing_id,
    const struct heard_counted *one, const struct heard_counted *two,
    int64_t *cross)
{
    struct heard_pairs_row *rows;
    ptrdiff_t n;
    int columns = two->n_groups + 2, last = two->n_groups + 1;
    enum err e = heard_pairs(db, a,
        (struct heard_pairs_in){ .thing_id = thing_id,
            .one_id = one->question->id,
            .two_id = two->question->id,
            .n_rows = HEARD_CELLS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        int row = line_of(one, rows[i].has_one, rows[i].one);
        int column = line_of(two, rows[i].has_two, rows[i].two);
        if (row >= 0 && column >= 0)
            cross[(ptrdiff_t)row * columns + column] += rows[i].n;
    }
    /* who answered one and not the other, and who answered neither */
    for (int i = 0; e == OK && i <= one->n_groups; i++) {
        int64_t sum = 0;
        for (int k = 0; k < last; k++)
            sum += cross[(ptrdiff_t)i * columns + k];
        cross[(ptrdiff_t)i * columns + last] = one->counts[i] - sum;
    }
    for (int k = 0; e == OK && k < columns; k++) {
        int64_t sum = 0;
        for (int i = 0; i <= one->n_groups; i++)
            sum += cross[(ptrdiff_t)i * columns + k];
        cross[(ptrdiff_t)(one->n_groups + 1) * columns + k] =
            two->counts[k] - sum;
    }
    return e;
}
