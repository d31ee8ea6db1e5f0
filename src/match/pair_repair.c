#include "match/pair_repair.h"

#include "keep/audit.h"
#include "match/pair_mail.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

/* ---- Making ------------------------------------------------------------ */

static bool
has(const struct repair_pairs_row *p, int64_t id)
{
    return p->a_id == id || p->b_id == id ||
        (p->has_third_id && p->third_id == id);
}

static bool
is_proposed(const struct repair_pairs_row *p)
{
    return text_is_equal(p->status, TEXT("proposed"));
}

/* May it change because of somebody else? */
static bool
may_change(const struct repair_pairs_row *p)
{
    return is_proposed(p) && !text_is_equal(p->origin, TEXT("pin"));
}

/* By position in the round; -1: on no side, as whoever is gone. */
static int
place_of(const struct repair *rep, int64_t id)
{
    const struct match_round *m = &rep->w.work.solved;
    ptrdiff_t i = round_work_find(&rep->w.work, id);
    for (int k = 0;
         i >= 0 && k < MATCH_SIDES_MAX && !text_is_empty(m->sides[k]); k++)
        if (text_is_equal(rep->w.work.people.people[i].side, m->sides[k]))
            return k;
    return -1;
}

/* Of three, without the one who is gone: are two sides left? */
static void
see_who_goes_on(const struct repair *rep, struct repair_gone *g)
{
    const struct repair_pairs_row *p = g->pair;
    int64_t left[2];
    int n = 0;
    if (!p->has_third_id)
        return;
    int64_t all[] = { p->a_id, p->b_id, p->third_id };
    for (int i = 0; i < 3; i++)
        if (all[i] != rep->gone_id && n < 2)
            left[n++] = all[i];
    if (n < 2 || place_of(rep, left[0]) == place_of(rep, left[1]))
        return;
    bool is_swapped = place_of(rep, left[0]) > place_of(rep, left[1]);
    g->goes_on = true;
    g->a = left[is_swapped];
    g->b = left[!is_swapped];
    g->score = p->score;
    if (rep->gone_id == p->third_id)
        return;
    struct cp_score score;
    const struct round_work *work = &rep->w.work;
    const struct match_person *people = work->people.people;
    cp_score_pair(&score, &people[round_work_find(work, g->a)].person,
        &people[round_work_find(work, g->b)].person, &work->rules.score);
    g->score = score.total;
}

/* NULL: it is not of who is gone. */
static const struct repair_gone *
gone_of(const struct repair *rep, const struct repair_pairs_row *p)
{
    for (int i = 0; i < rep->n_of_gone; i++)
        if (rep->of_gone[i].pair == p)
            return &rep->of_gone[i];
    return NULL;
}

/* Is it there afterwards, whatever else changes? */
static bool
stays(const struct repair *rep, const struct repair_pairs_row *p)
{
    const struct repair_gone *g = gone_of(rep, p);
    return g != NULL ? g->goes_on : rep->is_shared || !may_change(p);
}

static void
leave_out(const struct repair *rep, bool *is_out, int64_t id)
{
    ptrdiff_t i = round_work_find(&rep->w.work, id);
    if (i >= 0)
        is_out[i] = true;
}

/* Those who stay where they are, and the pairs of the others until now. */
static int32_t *
set_out(struct repair *rep, struct arena *a)
{
    struct what *w = &rep->w;
    bool *is_out = arena_new(a, bool, w->work.people.n + 1);
    leave_out(rep, is_out, rep->gone_id);
    for (ptrdiff_t k = 0; k < rep->n_before; k++) {
        const struct repair_pairs_row *p = &rep->before[k];
        const struct repair_gone *g = gone_of(rep, p);
        if (g != NULL && !g->goes_on)
            continue;
        if (stays(rep, p)) {
            leave_out(rep, is_out, p->a_id);
            leave_out(rep, is_out, p->b_id);
        }
        if (p->has_third_id) /* belongs to the pair, whatever it is */
            leave_out(rep, is_out, p->third_id);
    }
    what_build(w, a, is_out);
    int32_t *before = arena_new(a, int32_t, w->n + 1);
    for (ptrdiff_t i = 0; i < w->n; i++)
        before[i] = -1;
    for (ptrdiff_t k = 0; k < rep->n_before; k++) {
        const struct repair_pairs_row *p = &rep->before[k];
        if (gone_of(rep, p) != NULL || !may_change(p))
            continue;
        ptrdiff_t x = what_index(w, p->a_id), y = what_index(w, p->b_id);
        if (x >= 0 && y >= 0 && w->sides[x] != w->sides[y]) {
            before[x] = (int32_t)y;
            before[y] = (int32_t)x;
        }
    }
    return before;
}

/* Where somebody may have several: those who have room for one more, and of
 * two such at least one who has nobody, or lost one now. Who is together
 * already is not paired again. */
static int32_t *
set_out_shared(struct repair *rep, struct arena *a)
{
    struct what *w = &rep->w;
    const struct match_people *people = &w->work.people;
    int *n_has = arena_new(a, int, people->n + 1);
    bool *has_lost = arena_new(a, bool, people->n + 1);
    bool *is_out = arena_new(a, bool, people->n + 1);
    for (ptrdiff_t k = 0; k < rep->n_before; k++) {
        const struct repair_pairs_row *p = &rep->before[k];
        const int64_t ids[] = { p->a_id, p->b_id,
            p->has_third_id ? p->third_id : 0 };
        for (int i = 0; i < 3; i++) {
            ptrdiff_t at = ids[i] == 0 ? -1 : round_work_find(&w->work, ids[i]);
            if (at < 0)
                continue;
            if (stays(rep, p) && ids[i] != rep->gone_id)
                n_has[at]++;
            else
                has_lost[at] = true;
        }
    }
    leave_out(rep, is_out, rep->gone_id);
    for (ptrdiff_t i = 0; i < people->n; i++)
        is_out[i] = is_out[i] || n_has[i] >= people->people[i].capacity;
    what_build(w, a, is_out);
    for (ptrdiff_t i = 0; i < w->n; i++)
        for (ptrdiff_t j = i + 1; j < w->n; j++) {
            ptrdiff_t x = w->all[i] - people->people;
            ptrdiff_t y = w->all[j] - people->people;
            if (n_has[x] > 0 && !has_lost[x] && n_has[y] > 0 && !has_lost[y])
                what_forbid(w, i, j);
        }
    for (ptrdiff_t k = 0; k < rep->n_before; k++) {
        const struct repair_pairs_row *p = &rep->before[k];
        ptrdiff_t x = what_index(w, p->a_id), y = what_index(w, p->b_id);
        if (x >= 0 && y >= 0 && stays(rep, p))
            what_forbid(w, x, y);
    }
    int32_t *before = arena_new(a, int32_t, w->n + 1);
    for (ptrdiff_t i = 0; i < w->n; i++)
        before[i] = -1;
    return before;
}

static void
lower(int64_t *worst, int64_t score)
{
    if (*worst < 0 || score < *worst)
        *worst = score;
}

static bool
is_kept(const struct repair *rep, const int32_t *mate,
    const struct repair_pairs_row *p)
{
    ptrdiff_t x = what_index(&rep->w, p->a_id);
    return x >= 0 && mate[x] >= 0 && what_id(&rep->w, mate[x]) == p->b_id;
}

/* Who had somebody, as third or not, and has nobody then. Somebody of several
 * pairs is counted with the first. */
static ptrdiff_t
count_lost(const struct repair *rep, const int32_t *mate)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t k = 0; k < rep->n_before; k++) {
        const struct repair_pairs_row *p = &rep->before[k];
        const int64_t ids[] = { p->a_id, p->b_id,
            p->has_third_id ? p->third_id : rep->gone_id };
        for (int i = 0; i < 3; i++) {
            ptrdiff_t x = what_index(&rep->w, ids[i]);
            bool has_one = ids[i] == rep->gone_id || (x >= 0 && mate[x] >= 0);
            for (ptrdiff_t q = 0; !has_one && q < rep->n_before; q++)
                if (has(&rep->before[q], ids[i]))
                    has_one = q < k || stays(rep, &rep->before[q]) ||
                        (gone_of(rep, &rep->before[q]) == NULL &&
                            is_kept(rep, mate, &rep->before[q]));
            n += !has_one;
        }
    }
    return n;
}

/* What all of it means, those who stay counted in. */
static void
count(struct repair *rep, struct arena *a, const int32_t *before,
    const struct what_repaired *r)
{
    struct what_cost *c = &rep->cost;
    const struct what *w = &rep->w;
    const int32_t *mate = r->answer.mate;
    *c = (struct what_cost){ .is_possible = true,
        .n_pairs = r->answer.n_pairs,
        .worst = r->answer.worst,
        .total = r->answer.total,
        .worst_now = -1,
        .n_kept = r->n_kept,
        .n_changed = r->n_changed,
        .n_new = r->n_new,
        .n_lost = count_lost(rep, mate) };
    rep->ends = arena_new(a, struct repair_pairs_row *, rep->n_before + 1);
    for (ptrdiff_t k = 0; k < rep->n_before; k++) {
        struct repair_pairs_row *p = &rep->before[k];
        c->n_pairs_now++;
        c->total_now += p->score;
        lower(&c->worst_now, p->score);
        if (stays(rep, p)) {
            const struct repair_gone *g = gone_of(rep, p);
            int64_t score = g != NULL ? g->score : p->score;
            c->n_pairs++;
            c->total += score;
            lower(&c->worst, score);
        } else if (gone_of(rep, p) == NULL && !is_kept(rep, mate, p)) {
            rep->ends[rep->n_ends++] = p;
        }
    }
    c->pairs = arena_new(a, struct what_pair, w->n / 2 + 1);
    for (ptrdiff_t i = 0; i < w->n; i++)
        if (mate[i] > i && mate[i] != before[i])
            c->pairs[c->n_shown++] = (struct what_pair){ what_id(w, i),
                what_id(w, mate[i]), 0, what_score(w, i, mate[i]) };
    c->is_as_now = c->n_shown == 0 && rep->n_ends == 0;
}

/* A number that follows from what is to be done. */
static text
mark_of(const struct repair *rep, struct arena *a)
{
    struct buf b = buf_in(a, 1000);
    buf_print(&b, "%lld;", (long long)rep->gone_id);
    for (ptrdiff_t i = 0; i < rep->cost.n_shown; i++)
        buf_print(&b, "%lld-%lld;", (long long)rep->cost.pairs[i].a_id,
            (long long)rep->cost.pairs[i].b_id);
    for (ptrdiff_t i = 0; i < rep->n_ends; i++)
        buf_print(&b, "%lld.", (long long)rep->ends[i]->id);
    return arena_print(
        a, "%016llx", (unsigned long long)text_hash(buf_text(&b)));
}

enum err
repair_make(struct db *db, struct arena *a, const struct round *r,
    int64_t gone_id, struct repair *rep, struct why *why)
{
    struct what_repaired repaired;
    *rep = (struct repair){ .gone_id = gone_id };
    rep->w.round = r;
    enum err e = round_work_load(db, a, r, &rep->w.work, why);
    if (e == OK)
        e = repair_pairs(db, a,
            (struct repair_pairs_in){
                .round_id = r->row.id, .n_rows = REPAIR_PAIRS },
            &rep->before, &rep->n_before);
    if (e == OK && gone_id != 0 && place_of(rep, gone_id) < 0)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    for (ptrdiff_t k = 0; gone_id != 0 && k < rep->n_before; k++)
        if (has(&rep->before[k], gone_id) && rep->n_of_gone < REPAIR_OF_ONE) {
            struct repair_gone *g = &rep->of_gone[rep->n_of_gone++];
            g->pair = &rep->before[k];
            see_who_goes_on(rep, g);
        }
    rep->is_shared = what_is_shared(&rep->w.work.people);
    const int32_t *before =
        rep->is_shared ? set_out_shared(rep, a) : set_out(rep, a);
    e = what_repair(&rep->w, a, before, &repaired, why);
    if (e != OK)
        return e;
    count(rep, a, before, &repaired);
    rep->mark = mark_of(rep, a);
    return OK;
}

/* ---- Doing ------------------------------------------------------------- */

static enum err
put_pair(struct db *writer, struct arena *a, const struct repair *rep,
    const struct what_pair *p, int64_t now)
{
    const struct round_work *work = &rep->w.work;
    ptrdiff_t i = round_work_find(work, p->a_id);
    ptrdiff_t j = round_work_find(work, p->b_id);
    struct cp_score s;
    cp_score_pair(&s, &work->people.people[i].person,
        &work->people.people[j].person, &work->rules.score);
    return pair_insert(writer,
        &(struct pair_row){ .id = key_new(),
            .round_id = rep->w.round->row.id,
            .a_id = p->a_id,
            .b_id = p->b_id,
            .status = TEXT("proposed"),
            .origin = TEXT("repair"),
            .score = s.total,
            .wished = s.wished,
            .points = round_numbers(a, s.points, NULL),
            .fits = round_numbers(a, s.values, s.is_blank),
            .made_at = now },
        NULL);
}

/* Does what was looked at still stand? */
static enum err
check(struct db *writer, struct arena *a, const struct repair *rep)
{
    struct repair_pairs_row *now;
    ptrdiff_t n = 0;
    enum err e = repair_pairs(writer, a,
        (struct repair_pairs_in){
            .round_id = rep->w.round->row.id, .n_rows = REPAIR_PAIRS },
        &now, &n);
    if (e == OK && n != rep->n_before)
        return ERR_CONFLICT;
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (now[i].id != rep->before[i].id ||
            now[i].a_id != rep->before[i].a_id ||
            now[i].b_id != rep->before[i].b_id ||
            !text_is_equal(now[i].status, rep->before[i].status))
            return ERR_CONFLICT;
    return e;
}

/* "code,side,...": on no side of the round. */
static text
sideless(struct arena *a, text line)
{
    text rest, code = text_cut(line, ',', &rest);
    text_cut(rest, ',', &rest);
    return arena_join(a, 3, (text[]){ code, TEXT(",gone,"), rest });
}

enum err
repair_go_on(struct db *writer, struct arena *a, const struct round *r,
    int64_t pair_id, bool is_third, int64_t a_id, int64_t b_id)
{
    struct cp_score s;
    struct why why = { .text = "" };
    if (is_third)
        return repair_third_goes(
            writer, (struct repair_third_goes_in){ .id = pair_id }, NULL);
    enum err e = round_work_score(writer, a, r, a_id, b_id, &s, &why);
    bool is_known = e == OK;
    if (e == ERR_NOT_FOUND) { /* one of them was erased: nothing is said */
        s = (struct cp_score){ .total = 0 };
        e = OK;
    }
    text none = TEXT("");
    return e == OK
        ? repair_two_go_on(writer,
              (struct repair_two_go_on_in){ .id = pair_id,
                  .a_id = a_id,
                  .b_id = b_id,
                  .score = s.total,
                  .wished = s.wished,
                  .points = is_known ? round_numbers(a, s.points, NULL) : none,
                  .fits = is_known ? round_numbers(a, s.values, s.is_blank)
                                   : none },
              NULL)
        : e;
}

static enum err
part_with_pair(struct db *writer, struct arena *a, const struct repair *rep,
    const struct repair_gone *g, const struct pair_acting *by)
{
    const struct repair_pairs_row *p = g->pair;
    struct pair pair;
    if (g->goes_on) {
        ptrdiff_t i = round_work_find(&rep->w.work, rep->gone_id);
        enum err e = repair_answer_remove(writer,
            (struct repair_answer_remove_in){
                .pair_id = p->id, .match_person_id = rep->gone_id },
            NULL);
        if (e == OK)
            e = repair_go_on(writer, a, rep->w.round, p->id,
                rep->gone_id == p->third_id, g->a, g->b);
        return e == OK
            ? pair_leave_step(writer, a, by, p->id, rep->w.work.person_ids[i])
            : e;
    }
    if (is_proposed(p) || text_is_equal(p->status, TEXT("offered")))
        return pair_withdraw_step(writer, a, by, p->id, (text){ 0 });
    enum err e = pair_load(writer, a, p->id, 0, &pair);
    if (e == OK)
        e = pair_end_step(writer, a, by, p->id, day_of(a, by->now));
    int64_t gone_person = 0;
    for (ptrdiff_t i = 0; e == OK && i < pair.n_people; i++)
        if (pair.people[i].id == rep->gone_id)
            gone_person = pair.people[i].person_id;
    return e == OK
        ? pair_tell_people(writer, a, by, &pair, PAIR_PARTED, gone_person)
        : e;
}

static enum err
note_gone(struct db *writer, struct arena *a, const struct repair *rep,
    const struct pair_acting *by)
{
    struct round_input_get_row row;
    int64_t round_id = rep->w.round->row.id;
    if (rep->gone_id == 0)
        return OK;
    enum err e = round_input_get(
        writer, a, (struct round_input_get_in){ .id = rep->gone_id }, &row);
    if (e == OK)
        e = repair_input_set(writer,
            (struct repair_input_set_in){
                .id = rep->gone_id, .line = sideless(a, row.line) },
            NULL);
    if (e == OK)
        e = repair_pins_remove(writer,
            (struct repair_pins_remove_in){
                .round_id = round_id, .id = rep->gone_id },
            NULL);
    if (e == OK)
        e = repair_gone_put(writer,
            (struct repair_gone_put_in){ .id = rep->gone_id,
                .round_id = round_id,
                .at = by->now,
                .by_id = by->person_id },
            NULL);
    for (int i = 0; e == OK && i < rep->n_of_gone; i++)
        e = part_with_pair(writer, a, rep, &rep->of_gone[i], by);
    return e;
}

enum err
repair_do(struct db *writer, struct arena *a, const struct repair *rep,
    const struct pair_acting *by)
{
    int64_t round_id = rep->w.round->row.id;
    enum err e = check(writer, a, rep);
    if (e == OK)
        e = note_gone(writer, a, rep, by);
    for (ptrdiff_t i = 0; e == OK && i < rep->n_ends; i++)
        e = pair_withdraw_step(writer, a, by, rep->ends[i]->id, (text){ 0 });
    for (ptrdiff_t i = 0; e == OK && i < rep->cost.n_shown; i++)
        e = put_pair(writer, a, rep, &rep->cost.pairs[i], by->now);
    static const char *const later[] = { "running", "ended" };
    for (int i = 0; e == OK && rep->cost.n_shown > 0 && i < 2; i++)
        e = pair_round_move(writer,
            (struct pair_round_move_in){
                round_id, text_of(later[i]), TEXT("offered") },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = by->person_id,
                             .action = TEXT("repair"),
                             .kind = TEXT("match_round"),
                             .thing_id = round_id })
                   : e;
}

/* ---- Latecomers
 * -------------------------------------------------------------- */

enum err
repair_let_in(struct db *writer, struct arena *a, const struct round *r)
{
    struct round_everybody_row *rows;
    struct repair_late_row *late;
    ptrdiff_t n = 0, n_late = 0;
    enum err e = repair_late(writer, a,
        (struct repair_late_in){ .round_id = r->row.id, .n_rows = PEOPLE_MAX },
        &late, &n_late);
    if (e == OK && n_late > 0)
        e = round_everybody(writer, a,
            (struct round_everybody_in){
                .round_id = r->row.id, .n_rows = PEOPLE_MAX },
            &rows, &n);
    if (e != OK || n_late == 0)
        return e;
    text *lines = arena_new(a, text, n + 1);
    e = round_lines(writer, a, r, rows, n, lines);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        for (ptrdiff_t k = 0; e == OK && k < n_late; k++)
            if (rows[i].id == late[k].id)
                e = round_input_insert(writer,
                    (struct round_input_insert_in){ .id = rows[i].id,
                        .round_id = r->row.id,
                        .line = lines[i] },
                    NULL);
    return e;
}
