/* Signs of which nobody knows whose answers they are: ten minutes fuller than
 * the pace of a conversation, and answers faster than anybody reads. */
#include "decide/conversation/pace.h"
#include "decide/ground/ground_sign.h"

#include "base/key.h"
#include "engine/opinion/signs.h"
#include "os/clock.h"
#include "people/people.h"

enum { DAYS_MAX = 3'660, SLICE = 1000, WINDOWS_A_DAY = 144, QUICK_LEAST = 10 };

struct paced {
    struct ground_count *g;
    struct signs *to;
    int64_t *people;          /* by community, as declared */
    int64_t first_day;        /* since 1970 */
    int64_t *begun, *answers; /* by day, of all */
    ptrdiff_t n_days;
    int64_t n_begun, n_answers; /* in all */
    int64_t n_looked;           /* windows, of each community and of all */
};

/* ---- What is usual ------------------------------------------------------- */

static bool
day_number(text day, int64_t *n)
{
    int64_t y, m, d;
    if (day.len != 10 || !text_parse_int(text_slice(day, 0, 4), &y) ||
        !text_parse_int(text_slice(day, 5, 7), &m) ||
        !text_parse_int(text_slice(day, 8, 10), &d))
        return false;
    /* Howard Hinnant's days from civil */
    y -= m <= 2;
    int64_t era = y / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    *n = era * 146'097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719'468;
    return true;
}

static enum err
read_days(struct paced *p)
{
    struct ground_count *g = p->g;
    struct pace_days_row *rows;
    ptrdiff_t n;
    int64_t last = now_s() / 86'400;
    enum err e = pace_days(g->db, g->arena,
        (struct pace_days_in){
            .conversation_id = g->id, .unit_id = g->id, .n_rows = DAYS_MAX },
        &rows, &n);
    if (e != OK || !day_number(g->row.opened_on, &p->first_day))
        return e;
    (void)day_number(g->row.closed_on, &last);
    if (last >= p->first_day && last - p->first_day < DAYS_MAX)
        p->n_days = last - p->first_day + 1;
    p->begun = arena_new(g->arena, int64_t, p->n_days + 1);
    p->answers = arena_new(g->arena, int64_t, p->n_days + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        int64_t day;
        if (!day_number(rows[i].day, &day) || day < p->first_day ||
            day - p->first_day >= p->n_days)
            continue;
        p->begun[day - p->first_day] = rows[i].n_begun;
        p->answers[day - p->first_day] = rows[i].n_answers;
        p->n_begun += rows[i].n_begun;
        p->n_answers += rows[i].n_answers;
    }
    p->n_looked = p->n_days * WINDOWS_A_DAY * (g->o->units.n + 1);
    return OK;
}

/* ---- Full windows -------------------------------------------------------- */

/* By day: the fullest window of one community, in people and in answers. */
struct fullest {
    int64_t *begun, *answers;
    double share; /* of all people */
};

/* One of a community answers as many as everybody does: so a rush of answers is
 * one of people, as many as would have given these. */
static bool
looks_full(const struct paced *p, const struct pace_windows_row *w,
    const struct fullest *f, bool is_rush, int64_t *usual)
{
    ptrdiff_t day = w->window_at / 86'400 - p->first_day;
    struct arena *a = p->g->arena;
    int64_t n = is_rush ? w->n_answers : w->n_begun;
    double each = is_rush && p->n_begun > 0 && p->n_answers > p->n_begun
        ? (double)p->n_answers / (double)p->n_begun
        : 1;
    if (day < 0 || day >= p->n_days || n < PACE_LEAST)
        return false;
    double mean = f->share *
        cp_signs_usual(a, is_rush ? p->answers : p->begun, p->n_days, day, n);
    double full =
        cp_signs_other_days(a, is_rush ? f->answers : f->begun, p->n_days, day);
    if (mean < full)
        mean = full;
    if (mean < 1.0 / WINDOWS_A_DAY)
        mean = 1.0 / WINDOWS_A_DAY;
    *usual = (int64_t)(mean + 0.5);
    return cp_signs_window(
               (int64_t)((double)n / each), mean / each, p->n_looked) < 0.01;
}

/* Windows of one kind that follow each other are one sign. */
static void
add(struct paced *p, const struct pace_windows_row *w, text unit, bool is_rush,
    int64_t usual, int64_t *open_at, struct sign **open)
{
    struct sign *s = *open;
    if (s == NULL || *open_at + PACE_WINDOW_S != w->window_at) {
        if (p->to->n == SIGNS_MAX)
            return;
        *open = s = &p->to->all[p->to->n++];
        *s = (struct sign){ .kind = is_rush ? TEXT("rush") : TEXT("flood"),
            .about = arena_print(p->g->arena, "%lld %.*s",
                (long long)w->window_at, TEXT_ARG(unit)),
            .n_usual = usual };
    }
    *open_at = w->window_at;
    s->n_people += w->n_begun;
    s->n_answers += w->n_answers;
    s->n_windows++;
}

struct finding {
    struct fullest fullest;
    text unit; /* its key; empty: all of them */
    int64_t at[2];
    struct sign *open[2];
};

static void
look(struct paced *p, struct finding *f, const struct pace_windows_row *w,
    bool is_counting)
{
    ptrdiff_t day = w->window_at / 86'400 - p->first_day;
    int64_t usual;
    bool is_known = day >= 0 && day < p->n_days;
    if (is_counting && is_known && f->fullest.begun[day] < w->n_begun)
        f->fullest.begun[day] = w->n_begun;
    if (is_counting && is_known && f->fullest.answers[day] < w->n_answers)
        f->fullest.answers[day] = w->n_answers;
    for (int is_rush = 0; !is_counting && is_rush < 2; is_rush++)
        if (looks_full(p, w, &f->fullest, is_rush, &usual)) {
            add(p, w, f->unit, is_rush, usual, &f->at[is_rush],
                &f->open[is_rush]);
            return; /* who began in it answered in it */
        }
}

/* Of one community (all of it: the conversation's own key). */
static enum err
find_full(struct paced *p, int64_t unit_id, double share, ptrdiff_t *n_found)
{
    struct ground_count *g = p->g;
    ptrdiff_t before = p->to->n;
    struct finding f = {
        .fullest = { .share = share,
            .begun = arena_new(g->arena, int64_t, p->n_days + 1),
            .answers = arena_new(g->arena, int64_t, p->n_days + 1) },
        .unit =
            unit_id == g->id ? TEXT("") : conversation_key(g->arena, unit_id)
    };
    enum err e = OK;
    for (int pass = 0; e == OK && pass < 2; pass++) {
        ptrdiff_t n = SLICE;
        int64_t after = 0;
        while (e == OK && n == SLICE) {
            struct pace_windows_row *rows;
            e = pace_windows(g->db, g->arena,
                (struct pace_windows_in){ .conversation_id = g->id,
                    .unit_id = unit_id,
                    .after_at = after,
                    .n_rows = SLICE },
                &rows, &n);
            for (ptrdiff_t i = 0; e == OK && i < n; i++)
                look(p, &f, &rows[i], pass == 0);
            after = e == OK && n > 0 ? rows[n - 1].window_at : 0;
        }
    }
    *n_found = p->to->n - before;
    return e;
}

static enum err
find_floods(struct paced *p)
{
    struct ground_count *g = p->g;
    ptrdiff_t n_found, n_all = 0;
    enum err e = OK;
    for (ptrdiff_t u = 0; e == OK && g->n_units > 1 && u < g->n_units; u++) {
        double share = g->o->votes.n_people == 0
            ? 1
            : (double)p->people[u] / (double)g->o->votes.n_people;
        e = find_full(p, g->units[u].id, share, &n_found);
        n_all += n_found;
    }
    /* of all together, where no community stands out by itself */
    return e == OK && n_all == 0 ? find_full(p, g->id, 1, &n_found) : e;
}

/* ---- Quick answers ------------------------------------------------------- */

static enum err
find_quick(struct paced *p, int64_t unit_id, bool *is_found)
{
    struct ground_count *g = p->g;
    struct pace_days_row *rows;
    ptrdiff_t n;
    enum err e = pace_days(g->db, g->arena,
        (struct pace_days_in){
            .conversation_id = g->id, .unit_id = unit_id, .n_rows = 1 },
        &rows, &n);
    bool is_sum = e == OK && n == 1 && rows[0].day.len == 0;
    if (!is_sum || rows[0].n_quick < QUICK_LEAST ||
        rows[0].n_quick * 5 < rows[0].n_timed || p->to->n == SIGNS_MAX)
        return e;
    *is_found = true;
    p->to->all[p->to->n++] = (struct sign){ .kind = TEXT("quick"),
        .about =
            unit_id == g->id ? TEXT("") : conversation_key(g->arena, unit_id),
        .n_answers = rows[0].n_quick,
        .n_usual = rows[0].n_timed };
    return OK;
}

/* ---- All of them --------------------------------------------------------- */

/* After thirty days there are no windows: what was found in them stays. */
static enum err
keep_found(struct paced *p)
{
    struct signs_of_row *rows;
    struct ground_count *g = p->g;
    ptrdiff_t n;
    enum err e = signs_of(g->db, g->arena,
        (struct signs_of_in){ .conversation_id = g->id, .n_rows = SIGNS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n && p->to->n < SIGNS_MAX; i++)
        if (rows[i].is_found &&
            (text_is_equal(rows[i].kind, TEXT("flood")) ||
                text_is_equal(rows[i].kind, TEXT("rush"))))
            p->to->all[p->to->n++] = (struct sign){ .kind = rows[i].kind,
                .about = rows[i].about,
                .n_people = rows[i].n_people,
                .n_answers = rows[i].n_answers,
                .n_windows = rows[i].n_windows,
                .n_usual = rows[i].n_usual };
    return e;
}

enum err
signs_find_pace(struct ground_count *g, struct signs *to)
{
    struct paced p = { .g = g, .to = to };
    bool is_quick = false;
    int32_t n_people = g->o->votes.n_people;
    p.people = arena_new(g->arena, int64_t, g->n_units + 1);
    for (int32_t i = 0; i < n_people; i++)
        p.people[g->of_unit[g->unit_of[i]]]++;
    enum err e = read_days(&p);
    if (e == OK && p.n_answers > 0)
        e = find_floods(&p);
    else if (e == OK)
        e = keep_found(&p);
    for (ptrdiff_t u = 0; e == OK && g->n_units > 1 && u < g->n_units; u++)
        if (p.people[u] >= PACE_LEAST)
            e = find_quick(&p, g->units[u].id, &is_quick);
    return e == OK && !is_quick && n_people >= PACE_LEAST
        ? find_quick(&p, g->id, &is_quick)
        : e;
}
