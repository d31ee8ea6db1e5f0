#include "match/round_work.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/door.h"
#include "match/round_inside.h"
#include "os/entropy.h"

#include <sodium.h>
#include <string.h>

enum { WORK_MAX = 1 << 29 };

void
round_arena(struct request *rq, struct arena *own)
{
    arena_open(own, WORK_MAX);
    own->no_room = rq->arena->no_room;
}

/* ---- Rules as lines ---------------------------------------------------------
 */

static void
put_related(struct buf *b, text list)
{
    while (!text_is_empty(list)) {
        text y, pair = text_trim(text_cut(list, ';', &list));
        text x = text_trim(text_cut(pair, '~', &y));
        if (!text_is_empty(pair))
            buf_print(b, "related = %.*s, %.*s\n", TEXT_ARG(x),
                TEXT_ARG(text_trim(y)));
    }
}

static enum err
put_pairs(struct db *db, struct arena *a, const struct round *r,
    const char *kind, const char *name, struct buf *b)
{
    struct round_rules_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_rules(db, a,
        (struct round_rules_in){ .round_id = r->row.id,
            .kind = text_of(kind),
            .n_rows = ROUND_RULES_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        buf_print(b, "%s = %.*s, %.*s\n", name, TEXT_ARG(rows[i].a_code),
            TEXT_ARG(rows[i].b_code));
    return e;
}

static enum err
put_rules(struct db *db, struct arena *a, const struct round *r, text *lines)
{
    struct buf b = buf_in(a, 1000);
    int64_t weights[CP_ITEMS];
    round_weights(&r->row, weights);
    for (int i = 0; i < CP_ITEMS; i++)
        buf_print(&b, "%s = %d\n", item_names[i], (int)weights[i]);
    buf_print(&b, "days_needed = %d\n",
        r->row.has_days_needed ? (int)r->row.days_needed
                               : (int)cp_score_usual.days_needed);
    buf_print(&b, "interpreter = %s\nsame_organisation = %s\n",
        r->row.has_interpreter ? "yes" : "no",
        r->row.may_share_organisation ? "yes" : "no");
    put_related(&b, r->row.related);
    enum err e = put_pairs(db, a, r, "pin", "pin", &b);
    if (e == OK)
        e = put_pairs(db, a, r, "veto", "not", &b);
    if (e == OK)
        e = put_pairs(db, a, r, "conflict", "not", &b);
    *lines = buf_text(&b);
    return e;
}

/* ---- Loading ----------------------------------------------------------------
 */

struct entry {
    int64_t id, person_id, side_id;
    text line;
};

static void
hash_input(struct round_work *w, const struct entry *entries)
{
    unsigned char hash[32];
    crypto_generichash_state s;
    require(crypto_generichash_init(&s, NULL, 0, sizeof hash) == 0);
    for (ptrdiff_t i = 0; i < w->people.n; i++) {
        text line = entries[w->people.people[i].line - 2].line;
        crypto_generichash_update(
            &s, (const unsigned char *)line.ptr, (unsigned long long)line.len);
        crypto_generichash_update(&s, (const unsigned char *)"\n", 1);
    }
    crypto_generichash_update(&s, (const unsigned char *)w->rules_text.ptr,
        (unsigned long long)w->rules_text.len);
    crypto_generichash_final(&s, hash, sizeof hash);
    sodium_bin2hex(w->hash, sizeof w->hash, hash, sizeof hash);
}

static enum err
read_seed(const struct round *r, uint64_t *seed)
{
    int64_t n = 0;
    if (!text_is_empty(r->state.seed) && !text_parse_int(r->state.seed, &n))
        return ERR_DB;
    *seed = (uint64_t)n;
    return OK;
}

/* The sides that people are on, by position; two at least. */
static void
choose_sides(struct round_work *w)
{
    const struct round *r = w->round;
    int n = 0;
    for (int i = 0; i < r->n_sides && n < MATCH_SIDES_MAX; i++)
        if (w->n_on_side[i] > 0)
            w->solved.sides[n++] = r->sides[i].code;
    for (int i = 0; i < r->n_sides && n < 2; i++)
        if (w->n_on_side[i] == 0)
            w->solved.sides[n++] = r->sides[i].code;
}

static enum err
take_entries(struct round_work *w, struct arena *a, const struct entry *entries,
    ptrdiff_t n, struct why *why)
{
    struct buf b = buf_in(a, 300 * (n + 1));
    buf_add(&b, text_of(round_line_head));
    for (ptrdiff_t i = 0; i < n; i++) {
        buf_add(&b, entries[i].line);
        buf_byte(&b, '\n');
    }
    w->csv = buf_text(&b);
    enum err e =
        match_read_text(&w->people, TEXT("people.csv"), w->csv, a, why);
    if (e == OK)
        e = match_rules_read_text(&w->rules, TEXT("rules.txt"), w->rules_text,
            &w->people.words, a, why);
    if (e != OK)
        return e;
    w->ids = arena_new(a, int64_t, n + 1);
    w->person_ids = arena_new(a, int64_t, n + 1);
    w->side_ids = arena_new(a, int64_t, n + 1);
    for (ptrdiff_t i = 0; i < w->people.n; i++) {
        const struct entry *x = &entries[w->people.people[i].line - 2];
        w->ids[i] = x->id;
        w->person_ids[i] = x->person_id;
        w->side_ids[i] = x->side_id;
        for (int s = 0; s < w->round->n_sides; s++)
            w->n_on_side[s] += w->round->sides[s].id == x->side_id;
    }
    hash_input(w, entries);
    w->solved.rules = &w->rules;
    w->solved.mode = round_mode_of(&w->round->row);
    w->solved.worst = -1;
    choose_sides(w);
    return read_seed(w->round, &w->solved.seed);
}

enum err
round_work_load(struct db *db, struct arena *a, const struct round *r,
    struct round_work *w, struct why *why)
{
    struct round_inputs_row *rows;
    ptrdiff_t n = 0;
    *w = (struct round_work){ .round = r };
    enum err e = round_inputs(db, a,
        (struct round_inputs_in){ .round_id = r->row.id, .n_rows = PEOPLE_MAX },
        &rows, &n);
    if (e == OK)
        e = put_rules(db, a, r, &w->rules_text);
    if (e != OK)
        return e;
    struct entry *entries = arena_new(a, struct entry, n + 1);
    for (ptrdiff_t i = 0; i < n; i++)
        entries[i] = (struct entry){ rows[i].id, rows[i].person_id,
            rows[i].side_id, rows[i].line };
    return take_entries(w, a, entries, n, why);
}

enum err
round_work_score(struct db *db, struct arena *a, const struct round *r,
    int64_t a_id, int64_t b_id, struct cp_score *score, struct why *why)
{
    struct round_work w = { .round = r };
    struct entry entries[2];
    const int64_t ids[] = { a_id, b_id };
    enum err e = put_rules(db, a, r, &w.rules_text);
    for (int i = 0; e == OK && i < 2; i++) {
        struct round_input_get_row row;
        e = round_input_get(
            db, a, (struct round_input_get_in){ .id = ids[i] }, &row);
        if (e == OK)
            entries[i] = (struct entry){ .id = row.id, .line = row.line };
    }
    if (e == OK)
        e = take_entries(&w, a, entries, 2, why);
    if (e != OK)
        return e;
    const struct match_person *x = &w.people.people[round_work_find(&w, a_id)];
    const struct match_person *y = &w.people.people[round_work_find(&w, b_id)];
    cp_score_pair(score, &x->person, &y->person, &w.rules.score);
    return OK;
}

enum err
round_work_try(struct db *db, struct arena *a, const struct round *r,
    struct round_work *w, struct why *why)
{
    struct round_everybody_row *rows;
    ptrdiff_t n = 0;
    *w = (struct round_work){ .round = r };
    enum err e = round_everybody(db, a,
        (struct round_everybody_in){
            .round_id = r->row.id, .n_rows = PEOPLE_MAX },
        &rows, &n);
    if (e == OK)
        e = put_rules(db, a, r, &w->rules_text);
    if (e != OK)
        return e;
    text *lines = arena_new(a, text, n + 1);
    e = round_lines(db, a, r, rows, n, lines);
    if (e != OK)
        return e;
    struct entry *entries = arena_new(a, struct entry, n + 1);
    for (ptrdiff_t i = 0; i < n; i++)
        entries[i] = (struct entry){ rows[i].id, rows[i].person_id,
            rows[i].side_id, lines[i] };
    return take_entries(w, a, entries, n, why);
}

enum err
round_freeze(struct db *writer, struct arena *a, const struct round *r)
{
    struct round_everybody_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_everybody(writer, a,
        (struct round_everybody_in){
            .round_id = r->row.id, .n_rows = PEOPLE_MAX },
        &rows, &n);
    if (e == OK)
        e = round_input_clear(writer,
            (struct round_input_clear_in){ .round_id = r->row.id }, NULL);
    text *lines = arena_new(a, text, n + 1);
    if (e == OK)
        e = round_lines(writer, a, r, rows, n, lines);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = round_input_insert(writer,
            (struct round_input_insert_in){
                .id = rows[i].id, .round_id = r->row.id, .line = lines[i] },
            NULL);
    return e;
}

/* ---- Solving ----------------------------------------------------------------
 */

enum err
round_work_solve(struct round_work *w, struct arena *a, struct why *why)
{
    enum err e = match_solve(&w->solved, &w->people, a, why);
    if (e != OK)
        return e;
    require(w->solved.n_violations == 0); /* nothing without its proof */
    round_why_waits(w, a);
    return OK;
}

ptrdiff_t
round_work_find(const struct round_work *w, int64_t id)
{
    for (ptrdiff_t i = 0; i < w->people.n; i++)
        if (w->ids[i] == id)
            return i;
    return -1;
}

static int64_t
id_of(const struct round_work *w, const struct match_person *who)
{
    return w->ids[who - w->people.people];
}

text
round_numbers(
    struct arena *a, const int32_t numbers[CP_ITEMS], const bool *is_blank)
{
    struct buf b = buf_in(a, 60);
    for (int i = 0; i < CP_ITEMS; i++) {
        if (i > 0)
            buf_byte(&b, ';');
        if (is_blank == NULL || !is_blank[i])
            buf_int(&b, numbers[i]);
    }
    return buf_text(&b);
}

static enum err
save_pair(struct db *writer, struct arena *a, const struct round_work *w,
    const struct match_pair *p, int64_t now)
{
    struct round_pair_insert_in row = { .round_id = w->round->row.id,
        .a_id = id_of(w, p->a),
        .b_id = id_of(w, p->b),
        .has_third_id = p->third != NULL,
        .third_id = p->third != NULL ? id_of(w, p->third) : 0,
        .status = TEXT("proposed"),
        .origin = p->is_pinned ? TEXT("pin") : TEXT("solve"),
        .score = p->score.total,
        .wished = p->score.wished,
        .points = round_numbers(a, p->score.points, NULL),
        .fits = round_numbers(a, p->score.values, p->score.is_blank),
        .has_third_score = p->third != NULL,
        .third_score = p->third_score,
        .made_at = now,
        .has_penalty = p->penalty > 0,
        .penalty = p->penalty };
    enum err e = OK;
    int64_t n = 0;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = round_pair_insert(writer, row, &n);
    }
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

static enum err
save_waiting(struct db *writer, const struct round_work *w)
{
    int64_t round_id = w->round->row.id;
    enum err e = round_waiting_clear(
        writer, (struct round_waiting_clear_in){ .round_id = round_id }, NULL);
    for (ptrdiff_t i = 0; e == OK && i < w->solved.n_waiting; i++)
        e = round_waiting_insert(writer,
            (struct round_waiting_insert_in){
                .id = id_of(w, w->solved.waiting[i]),
                .round_id = round_id,
                .reason = text_of(w->waits[i].reason),
                .n_these = w->waits[i].n_these,
                .n_possible = w->waits[i].n_possible },
            NULL);
    return e;
}

/* Is what was solved what stands now? Meanwhile a rule may have come, somebody
 * may have been erased, or the round opened and closed again. */
static enum err
must_stand(struct db *writer, struct arena *a, const struct round_work *w)
{
    struct round_inputs_row *rows;
    struct round now;
    ptrdiff_t n = 0, head = text_of(round_line_head).len;
    text rules, rest = text_slice(w->csv, head, w->csv.len);
    enum err e = round_load(writer, a, w->round->row.id, &now);
    if (e == OK)
        e = put_rules(writer, a, &now, &rules);
    if (e == OK)
        e = round_inputs(writer, a,
            (struct round_inputs_in){
                .round_id = now.row.id, .n_rows = PEOPLE_MAX },
            &rows, &n);
    if (e == OK &&
        (!text_is_equal(rules, w->rules_text) ||
            round_mode_of(&now.row) != w->solved.mode))
        e = ERR_CONFLICT;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        ptrdiff_t len = rows[i].line.len;
        if (!text_starts_with(rest, rows[i].line))
            e = ERR_CONFLICT;
        else /* and the end of the line */
            rest = text_slice(rest, len + 1, rest.len);
    }
    return e == OK && !text_is_empty(rest) ? ERR_CONFLICT : e;
}

enum err
round_result_save(struct db *writer, struct arena *a,
    const struct round_work *w, int64_t actor_id, int64_t now)
{
    const struct match_round *s = &w->solved;
    const struct round *r = w->round;
    struct round_state state;
    enum err e = round_state_get(
        writer, a, (struct round_state_get_in){ .id = r->row.id }, &state);
    if (e != OK)
        return e;
    enum round_status status = round_status_of(state.status);
    if (status != ROUND_CLOSED && status != ROUND_PROPOSED)
        return ERR_CONFLICT; /* what was offered is never solved away */
    e = must_stand(writer, a, w);
    if (e != OK)
        return e;
    state.status = TEXT("proposed");
    state.engine = TEXT(CP_VERSION);
    state.input_hash = text_of(w->hash);
    state.has_solved_at = state.has_proposed_by = true;
    state.solved_at = now;
    state.proposed_by = actor_id;
    state.has_n_pairs = state.has_n_possible = state.has_worst = true;
    state.has_total = state.has_best_total = state.has_best_worst = true;
    state.has_n_blocking = state.has_n_envious = true;
    state.n_pairs = s->n_pairs;
    /* all of them, forbidden or not: the number of those that are not would
     * tell how many private lists bind */
    state.n_possible = 0;
    for (int i = 0; i < s->n_sides; i++)
        for (int k = i + 1; k < s->n_sides; k++)
            state.n_possible += s->n_people[i] * s->n_people[k];
    state.worst = s->worst;
    state.total = s->total;
    state.best_total = s->best_total;
    state.best_worst = s->best_total_worst;
    state.n_blocking = s->n_blocking;
    state.n_envious = s->n_envious;
    e = round_pairs_clear(
        writer, (struct round_pairs_clear_in){ .round_id = r->row.id }, NULL);
    for (ptrdiff_t i = 0; e == OK && i < s->n_pairs; i++)
        e = save_pair(writer, a, w, &s->pairs[i], now);
    if (e == OK)
        e = save_waiting(writer, w);
    if (e == OK)
        e = round_state_save(writer, &state, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = actor_id,
                             .action = TEXT("propose"),
                             .kind = TEXT("match_round"),
                             .thing_id = r->row.id })
                   : e;
}
