/* Facts beside each other: which value, for how many, and what to warn of. */
#include "mirror/facts.h"

#include <math.h>
#include <stdlib.h>

/* ---- For how many -------------------------------------------------------- */

struct people {
    bool is_known;
    double n;
    int64_t year;
    bool has_year;
};

static const struct fact_kinds_row *
kind_of(const struct fact_kinds_row *kinds, ptrdiff_t n, int64_t id)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (kinds[i].id == id)
            return &kinds[i];
    return NULL;
}

static int64_t
apart(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* Of the kinds that count people the value nearest in time; else what its
 * place says. */
static struct people
people_of(const struct fact_kinds_row *kinds, ptrdiff_t n_kinds,
    const struct fact_of_partnership_row *facts, ptrdiff_t n_facts,
    const struct fact_sides_row *side, int64_t year)
{
    struct people best = { 0 };
    for (ptrdiff_t i = 0; i < n_facts; i++) {
        const struct fact_of_partnership_row *f = &facts[i];
        const struct fact_kinds_row *k;
        if (f->side_id != side->id || f->value <= 0 ||
            (k = kind_of(kinds, n_kinds, f->kind_id)) == NULL ||
            !k->is_population)
            continue;
        if (!best.is_known || apart(f->year, year) < apart(best.year, year))
            best = (struct people){ true, f->value, f->year, true };
    }
    if (!best.is_known && side->has_population && side->population > 0)
        best = (struct people){ true, (double)side->population,
            side->population_year, side->has_population_year };
    return best;
}

/* ---- Lines --------------------------------------------------------------- */

static void
put_rate(struct fact_line *line, struct fact_value *v, struct people people)
{
    int64_t per = line->kind->per;
    if (v->row == NULL)
        return;
    v->has_rate = per == 0 || people.is_known;
    if (per != 0 && !people.is_known)
        line->warns |= FACT_NO_PEOPLE;
    if (per != 0 && people.has_year &&
        apart(people.year, v->row->year) >= FACT_YEARS_FAR)
        line->warns |= FACT_OLD_PEOPLE;
    if (v->has_rate) {
        v->rate =
            per == 0 ? v->row->value : v->row->value * (double)per / people.n;
        if (v->rate > line->most)
            line->most = v->rate;
    }
}

static text
said_as(text defined_as)
{
    return text_is_known(defined_as) ? defined_as : TEXT("");
}

/* What stands between the values of this year; the year before is each side's
 * own. */
static void
warn_between(struct fact_line *line, ptrdiff_t n_sides)
{
    const struct fact_of_partnership_row *first = NULL;
    for (ptrdiff_t s = 0; s < n_sides; s++) {
        const struct fact_of_partnership_row *row = line->now[s].row;
        if (row == NULL)
            continue;
        line->n_now++;
        if (first == NULL)
            first = row;
        if (!text_is_equal(
                said_as(first->defined_as), said_as(row->defined_as)))
            line->warns |= FACT_OTHERWISE;
        for (ptrdiff_t k = 0; k < s; k++)
            if (line->now[k].row != NULL &&
                apart(line->now[k].row->year, row->year) >= FACT_YEARS_FAR)
                line->warns |= FACT_YEARS;
    }
    if (line->n_now == 1 && n_sides > 1)
        line->warns |= FACT_ALONE;
}

void
facts_beside(struct arena *a, const struct fact_kinds_row *kinds,
    ptrdiff_t n_kinds, const struct fact_of_partnership_row *facts,
    ptrdiff_t n_facts, const struct fact_sides_row *sides, ptrdiff_t n_sides,
    struct fact_line *lines)
{
    for (ptrdiff_t k = 0; k < n_kinds; k++) {
        struct fact_line *line = &lines[k];
        *line = (struct fact_line){ .kind = &kinds[k],
            .name = text_is_known(kinds[k].words)
                ? text_trim(arena_copy(a, kinds[k].words))
                : kinds[k].name };
        for (ptrdiff_t s = 0; s < n_sides; s++) {
            for (ptrdiff_t i = 0; i < n_facts; i++) {
                const struct fact_of_partnership_row *f = &facts[i];
                if (f->side_id != sides[s].id || f->kind_id != kinds[k].id)
                    continue;
                if (line->now[s].row == NULL)
                    line->now[s].row = f;
                else if (line->before[s].row == NULL &&
                    f->year < line->now[s].row->year)
                    line->before[s].row = f;
            }
            struct fact_value *both[] = { &line->now[s], &line->before[s] };
            for (int b = 0; b < 2; b++)
                if (both[b]->row != NULL)
                    put_rate(line, both[b],
                        people_of(kinds, n_kinds, facts, n_facts, &sides[s],
                            both[b]->row->year));
        }
        warn_between(line, n_sides);
    }
}

int
fact_bar(const struct fact_line *line, const struct fact_value *value)
{
    return line->most <= 0 ? 0 : (int)(value->rate / line->most * FACT_BAR);
}

/* ---- Numbers ------------------------------------------------------------- */

/* The blanks that languages write between thousands. */
static ptrdiff_t
blank_at(text t, ptrdiff_t i)
{
    static const text blanks[] = { TEXT_INIT(" "), TEXT_INIT("\xC2\xA0"),
        TEXT_INIT("\xE2\x80\xAF"), TEXT_INIT("'") };
    for (size_t b = 0; b < sizeof blanks / sizeof *blanks; b++)
        if (text_starts_with(text_slice(t, i, t.len), blanks[b]))
            return blanks[b].len;
    return 0;
}

bool
fact_number_read(struct arena *a, text typed, double *to)
{
    char *bytes = arena_new(a, char, typed.len + 1);
    ptrdiff_t n = 0, last = -1;
    int n_commas = 0, n_points = 0;
    typed = text_trim(typed);
    for (ptrdiff_t i = 0; i < typed.len;) {
        ptrdiff_t blank = blank_at(typed, i);
        if (blank > 0) {
            i += blank;
            continue;
        }
        n_commas += typed.ptr[i] == ',';
        n_points += typed.ptr[i] == '.';
        if (typed.ptr[i] == ',')
            last = n;
        bytes[n++] = typed.ptr[i++];
    }
    if (n_commas == 1 && n_points == 0 && n - last == 4)
        return false; /* 3,500: three and a half, or three thousand? */
    bool is_decimal = n_commas == 1 && n_points == 0;
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if (bytes[i] != ',')
            bytes[len++] = bytes[i];
        else if (is_decimal)
            bytes[len++] = '.';
    return text_parse_real((text){ bytes, len }, to);
}

text
fact_number(const struct lang *lang, struct arena *a, double x)
{
    double size = fabs(x);
    if (floor(x) == x && size < 1e15)
        return lang_number(lang, a, (int64_t)x);
    return lang_decimal(lang, a, x,
        size >= 100       ? 0
            : size >= 10  ? 1
            : size >= 1   ? 2
            : size >= 0.1 ? 3
                          : 4);
}

/* ---- Loading ------------------------------------------------------------- */

enum err
facts_load(struct request *rq, int64_t partnership_id, struct facts *f)
{
    struct thing_asked thing;
    *f = (struct facts){ 0 };
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    thing_ask(&batch, TEXT("partnership"), partnership_id, &thing);
    fact_sides_ask(&batch,
        (struct fact_sides_in){
            .partnership_id = partnership_id, .n_rows = FACT_SIDES_MAX },
        &f->sides, &f->n_sides);
    fact_kinds_ask(&batch,
        (struct fact_kinds_in){ .after_position = -1,
            .lang = lang_code(rq->lang),
            .n_rows = FACT_KINDS_MAX },
        &f->kinds, &f->n_kinds);
    fact_of_partnership_ask(&batch,
        (struct fact_of_partnership_in){
            .partnership_id = partnership_id, .n_rows = FACTS_MAX },
        &f->rows, &f->n_rows);
    enum err e = db_batch_run(&batch);
    if (e == OK && !thing_take(&thing, &f->partnership))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    f->lines = arena_new(rq->arena, struct fact_line, f->n_kinds);
    facts_beside(rq->arena, f->kinds, f->n_kinds, f->rows, f->n_rows, f->sides,
        f->n_sides, f->lines);
    return OK;
}

const struct fact_line *
facts_line_of(const struct facts *f, int64_t kind_id)
{
    for (ptrdiff_t i = 0; i < f->n_kinds; i++)
        if (f->kinds[i].id == kind_id)
            return &f->lines[i];
    return NULL;
}

/* ---- Words --------------------------------------------------------------- */

text
fact_unit(struct view *v, const struct fact_line *line)
{
    text unit = text_is_known(line->kind->unit) ? line->kind->unit : TEXT("");
    if (line->kind->per == 0)
        return unit;
    struct phrase_arg n = phrase_arg(line->kind->per);
    text per = say_with(v, N_("for %d inhabitants"), 1, &n);
    return text_is_empty(unit)
        ? per
        : arena_join(v->arena, 3, (text[]){ unit, TEXT(" "), per });
}

text
fact_words(struct view *v, const struct facts *f, const struct fact_line *line)
{
    struct buf b = buf_in(v->arena, 200);
    buf_add(&b, line->name);
    for (ptrdiff_t s = 0, n = 0; s < f->n_sides; s++) {
        const struct fact_value *x = &line->now[s];
        if (x->row == NULL)
            continue;
        buf_add(&b, n++ == 0 ? TEXT(": ") : TEXT(", "));
        buf_add(&b, f->sides[s].name);
        buf_byte(&b, ' ');
        buf_add(&b,
            fact_number(
                v->lang, v->arena, x->has_rate ? x->rate : x->row->value));
        buf_print(&b, " (%d)", (int)x->row->year);
    }
    text unit = fact_unit(v, line);
    if (!text_is_empty(unit)) {
        buf_add(&b, TEXT("; "));
        buf_add(&b, unit);
    }
    return buf_text(&b);
}

text
fact_address(struct arena *a, int64_t id)
{
    return fact_sub(a, id, "");
}

text
fact_sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/fact/%.*s%s", TEXT_ARG(board_key(a, id)), what);
}

bool
fact_may_enter(const struct actor *who, int64_t side_id)
{
    return actor_may(who, WHO_MEMBER, &side_id, 1);
}
