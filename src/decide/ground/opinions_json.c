/* Opinions as JSON. */
#include "decide/ground/opinions.h"

#include "base/stats.h"

#include <math.h>

/* ---- Keys and numbers
 * --------------------------------------------------------
 */

/* A whole number as one, when it would come back as the same letters. */
static void
put_key(struct json *j, text key)
{
    int64_t n;
    bool is_number = key.len < 16 && key.len > 0 && key.ptr[0] >= '0' &&
        key.ptr[0] <= '9' && (key.len == 1 || key.ptr[0] != '0') &&
        text_parse_int(key, &n);
    if (is_number)
        json_int(j, n);
    else
        json_text(j, key);
}

static void
put_statement(struct json *j, const struct opinions *o, int32_t statement)
{
    json_name(j, "statement");
    put_key(j, o->votes.statements[statement]);
    if (o->bodies != NULL && text_is_known(o->bodies[statement])) {
        json_name(j, "text");
        json_text(j, o->bodies[statement]);
    }
}

static void
put_real(struct json *j, const char *name, double x, bool is_hidden)
{
    json_name(j, name);
    json_real(j, is_hidden ? (double)NAN : x);
}

/* All digits of what hangs on everybody's answers could give one away. */
static void
put_rounded(
    struct json *j, const char *name, double x, const struct opinions *o)
{
    put_real(j, name, o->is_release ? floor(100 * x + 0.5) / 100 : x, false);
}

static void
put_int(struct json *j, const char *name, int64_t n, bool is_hidden)
{
    json_name(j, name);
    if (is_hidden)
        json_null(j);
    else
        json_int(j, n);
}

static void
put_note(struct json *j, const char *name, const char *words)
{
    json_name(j, name);
    json_text(j, text_of(words)); /* NULL: null */
}

/* ---- Groups ----------------------------------------------------------------
 */

static void
put_polis_told(struct json *j, const struct cp_polis_told *t)
{
    put_int(j, "n_success", t->n_success, false);
    put_int(j, "n_trials", t->n_trials, false);
    put_real(j, "p_success", t->p, false);
    put_real(j, "p_test", t->p_test, false);
    put_real(j, "repness", t->ratio, false);
    put_real(j, "repness_test", t->ratio_test, false);
    json_name(j, "best_agree");
    json_bool(j, t->is_best_agree);
}

static void
put_found_told(struct json *j, const struct cp_found_told *t)
{
    int64_t n = t->agree + t->disagree;
    int64_t others = t->agree_others + t->disagree_others;
    struct stats_interval i = stats_share(t->agree, n);
    put_int(j, "agree", t->agree, false);
    put_int(j, "disagree", t->disagree, false);
    put_int(j, "agree_others", t->agree_others, false);
    put_int(j, "disagree_others", t->disagree_others, false);
    put_real(j, "share", (double)t->agree / (double)n, false);
    put_real(j, "low", i.low, false);
    put_real(j, "high", i.high, false);
    put_real(
        j, "share_others", (double)t->agree_others / (double)others, false);
    put_real(j, "p", t->p, false);
    put_int(j, "differs_most_from", t->from, t->from < 0);
}

static void
put_told(struct json *j, const struct opinions *o, int32_t g)
{
    int n = o->is_polis ? o->polis.groups[g].n_told : o->found.groups[g].n_told;
    json_name(j, "represented_by");
    json_array(j);
    for (int i = 0; i < n; i++) {
        const struct cp_polis_told *p = &o->polis.groups[g].told[i];
        const struct cp_found_told *f = &o->found.groups[g].told[i];
        json_object(j);
        put_statement(j, o, o->is_polis ? p->statement : f->statement);
        put_note(j, "side",
            (o->is_polis ? p->is_agree : f->is_agree) ? "agree" : "disagree");
        if (!o->is_release && o->is_polis)
            put_polis_told(j, p);
        else if (!o->is_release)
            put_found_told(j, f);
        json_end(j);
    }
    json_end(j);
}

static void
put_groups(struct json *j, const struct opinions *o)
{
    json_name(j, "k");
    json_int(j, opinions_k(o));
    json_name(j, "groups");
    json_array(j);
    for (int32_t g = 0; g < opinions_k(o); g++) {
        json_object(j);
        put_int(j, "size", opinions_size(o, g), o->hides_size[g]);
        json_name(j, "members");
        json_array(j);
        for (int32_t i = 0; i < o->votes.n_people && !o->is_release; i++)
            if (opinions_group_of(o, i) == g)
                put_key(j, o->votes.people[i]);
        json_end(j);
        put_told(j, o, g);
        json_end(j);
    }
    json_end(j);
    put_note(j, "no_groups_because", o->groups_why);
}

static void
put_tries(struct json *j, const struct opinions *o)
{
    json_name(j, "tried");
    json_array(j);
    for (int t = 0; t < o->found.n_tries; t++) {
        const struct cp_found_try *x = &o->found.tries[t];
        json_object(j);
        put_int(j, "k", x->k, false);
        put_rounded(j, "silhouette", x->silhouette, o);
        put_rounded(j, "median", x->median, o);
        put_rounded(j, "tenth", x->tenth, o);
        put_int(j, "smallest", x->smallest, o->is_release);
        json_name(j, "passes");
        json_bool(j, x->passes);
        json_end(j);
    }
    for (int k = 2; k <= CP_POLIS_GROUPS && o->is_polis; k++)
        if (!isnan(o->polis.silhouettes[k])) {
            json_object(j);
            put_int(j, "k", k, false);
            put_rounded(j, "silhouette", o->polis.silhouettes[k], o);
            json_end(j);
        }
    json_end(j);
}

/* ---- Common ground
 * -----------------------------------------------------------
 */

static void
put_line(struct json *j, const struct opinions *o, int32_t statement)
{
    const struct opinions_line *l = &o->lines[statement];
    bool is_hidden = o->is_no_score != NULL && o->is_no_score[statement];
    json_object(j);
    put_statement(j, o, statement);
    put_real(j, "score",
        l->label == OPINIONS_COMMON_DISAGREE ? l->against : l->score,
        is_hidden);
    put_real(j, "low", l->low, is_hidden);
    put_real(j, "high", l->high, is_hidden);
    if (o->has_units) {
        json_name(j, "lowest_community");
        put_key(j,
            l->lowest < 0   ? (text){ 0 }
                : is_hidden ? TEXT("a small group")
                            : o->units.units[l->lowest].key);
        put_real(j, "gap", l->gap, is_hidden);
        put_real(j, "p", l->p, is_hidden);
        json_name(j, "pair");
        json_array(j);
        if (l->one >= 0 && !is_hidden) {
            put_key(j, o->units.units[l->one].key);
            put_key(j, o->units.units[l->two].key);
        }
        json_end(j);
    }
    json_end(j);
}

static void
put_list(struct json *j, const struct opinions *o, const char *name,
    enum opinions_label label)
{
    /* not taken back: what is printed grows in the same arena */
    int32_t *list = arena_new(o->arena, int32_t, o->votes.n_statements);
    int32_t n = opinions_list(o, label, list);
    json_name(j, name);
    json_array(j);
    for (int32_t i = 0; i < n; i++)
        put_line(j, o, list[i]);
    json_end(j);
}

static void
put_units(struct json *j, const struct opinions *o, int32_t statement)
{
    static const char *const names[] = { "agree", "disagree", "pass", "all" };
    json_name(j, "by_community");
    json_array(j);
    for (int32_t u = 0; u < o->units.n; u++) {
        const struct cp_votes_count *c =
            &o->counts[(ptrdiff_t)u * o->votes.n_statements + statement];
        int64_t cells[] = { c->agree, c->disagree,
            c->all - c->agree - c->disagree, c->all };
        json_object(j);
        json_name(j, "community");
        put_key(j, o->units.units[u].key);
        json_name(j, "side");
        put_key(j, o->units.sides[o->units.units[u].side]);
        for (int k = 0; k < OPINIONS_CELLS; k++)
            put_int(j, names[k], cells[k], opinions_hides(o, u, statement, k));
        if (o->is_release) {
            struct opinions_rough r = opinions_rough(o, u, statement);
            put_int(j, "about_of_100", r.about, !r.is_there);
            put_int(j, "at_least", r.at_least, !r.is_there);
        }
        json_end(j);
    }
    json_end(j);
}

static void
put_statements(struct json *j, const struct opinions *o)
{
    json_name(j, "by_statement");
    json_array(j);
    for (int32_t s = 0; s < o->votes.n_statements; s++) {
        const struct opinions_line *l = &o->lines[s];
        bool is_hidden = o->is_no_score != NULL && o->is_no_score[s];
        json_object(j);
        put_statement(j, o, s);
        json_name(j, "moderated_out");
        json_bool(j, o->votes.is_out[s]);
        json_name(j, "meta");
        json_bool(j, o->votes.is_meta[s]);
        put_note(j, "label", opinions_label_name(l->label));
        put_real(j, "score", l->score, is_hidden);
        put_real(j, "score_against", l->against, is_hidden);
        if (o->is_polis)
            put_real(j, "priority", o->polis.priority[s], o->is_release);
        put_units(j, o, s);
        json_end(j);
    }
    json_end(j);
}

static void
put_group_aware(struct json *j, const struct opinions *o)
{
    ptrdiff_t c = o->votes.n_statements;
    struct cp_votes_count *counts =
        arena_new(o->arena, struct cp_votes_count, c);
    double *product = arena_new(o->arena, double, c);
    for (ptrdiff_t s = 0; s < c; s++)
        product[s] = 1;
    for (int32_t g = 0; g < o->found.k; g++) {
        cp_votes_tally(&o->votes, o->found.group_of, g, counts);
        for (ptrdiff_t s = 0; s < c; s++)
            product[s] *= (counts[s].agree + 1) / ((double)counts[s].all + 2);
    }
    json_name(j, "group_aware_consensus");
    json_object(j);
    for (int32_t s = 0; s < c && opinions_k(o) > 0 && !o->is_release; s++) {
        json_name_text(j, o->votes.statements[s]);
        json_real(j, o->is_polis ? o->polis.group_aware[s] : product[s]);
    }
    json_end(j);
}

static void
put_consensus(struct json *j, const struct opinions *o)
{
    json_name(j, "consensus");
    json_object(j);
    for (int turn = 0; turn < 2; turn++) {
        const struct cp_polis_consensus *list =
            turn == 0 ? o->polis.agree : o->polis.disagree;
        json_name(j, turn == 0 ? "agree" : "disagree");
        json_array(j);
        for (int i = 0;
             i < (turn == 0 ? o->polis.n_agree : o->polis.n_disagree); i++) {
            json_object(j);
            put_statement(j, o, list[i].statement);
            put_real(j, "p_success", list[i].p, o->is_release);
            put_real(j, "p_test", list[i].p_test, o->is_release);
            json_end(j);
        }
        json_end(j);
    }
    json_end(j);
}

/* ---- The map ---------------------------------------------------------------
 */

/* By column of the sheet; 0 where a statement is out. */
static void
put_columns(struct json *j, const char *name, const struct opinions *o,
    const struct cp_sheet *sheet, const double *x, int step)
{
    int32_t c = 0;
    json_name(j, name);
    json_array(j);
    for (int32_t s = 0; s < o->votes.n_statements; s++) {
        bool has = c < sheet->n_columns && sheet->statements[c] == s;
        json_real(j, has ? x[step * c] : 0);
        c += has;
    }
    json_end(j);
}

static void
put_axis(struct json *j, const char *name, const double *points, int32_t n)
{
    json_name(j, name);
    json_array(j);
    for (int32_t i = 0; i < n; i++)
        json_real(j, points[2 * (ptrdiff_t)i]);
    json_end(j);
}

static void
put_components(struct json *j, const struct opinions *o)
{
    const struct cp_opinion_map *m =
        o->is_polis ? &o->polis.map : &o->found.map;
    const struct cp_sheet *sheet =
        o->is_polis ? &o->polis.sheet : &o->found.sheet;
    json_name(j, "components");
    if (m->points == NULL) {
        json_null(j);
        return;
    }
    json_object(j);
    json_name(j, "shares_of_variance");
    json_array(j);
    for (int k = 0; k < 2; k++) {
        double share = m->total > 0 ? m->values[k] / m->total : 0;
        json_real(j, o->is_release ? floor(100 * share + 0.5) / 100 : share);
    }
    json_end(j);
    json_name(j, "second_axis_is_arbitrary");
    json_bool(j, m->is_arbitrary);
    if (!o->is_release) {
        json_name(j, "eigenvalues");
        json_array(j);
        json_real(j, m->values[0]);
        json_real(j, m->values[1]);
        json_end(j);
        put_real(j, "residual", m->residual, false);
        json_name(j, "statements");
        json_array(j);
        for (int32_t s = 0; s < o->votes.n_statements; s++)
            put_key(j, o->votes.statements[s]);
        json_end(j);
        put_columns(j, "center", o, sheet, m->centre, 1);
        put_columns(j, "component_1", o, sheet, m->vectors, CP_OPINION_VECTORS);
        put_columns(
            j, "component_2", o, sheet, m->vectors + 1, CP_OPINION_VECTORS);
        json_name(j, "participants");
        json_array(j);
        for (int32_t r = 0; r < sheet->n_rows; r++)
            put_key(j, o->votes.people[sheet->people[r]]);
        json_end(j);
        put_axis(j, "x", m->points, sheet->n_rows);
        put_axis(j, "y", m->points + 1, sheet->n_rows);
    }
    json_end(j);
}

/* ---- The whole -------------------------------------------------------------
 */

void
opinions_print_json(const struct opinions *o, struct buf *out)
{
    struct json j = json_write(out);
    text notes = buf_text(&o->notes);
    json_object(&j);
    put_int(&j, "participants", o->votes.n_people, o->hides_people);
    put_int(&j, "statements", o->votes.n_statements, false);
    put_int(&j, "votes", o->votes.starts[o->votes.n_people], o->hides_votes);
    put_groups(&j, o);
    put_list(&j, o, "common_ground", OPINIONS_COMMON_AGREE);
    put_list(&j, o, "common_ground_against", OPINIONS_COMMON_DISAGREE);
    put_list(&j, o, "disagreement", OPINIONS_DISAGREEMENT);
    put_group_aware(&j, o);
    if (o->is_polis)
        put_consensus(&j, o);
    put_components(&j, o);
    put_statements(&j, o);
    put_tries(&j, o);
    json_name(&j, "notes");
    json_array(&j);
    while (!text_is_empty(notes))
        json_text(&j, text_cut(notes, '\n', &notes));
    json_end(&j);
    put_note(&j, "mode", o->is_polis ? "polis" : "stable");
    json_name(&j, "seed");
    json_int_text(&j, o->seed);
    put_int(&j, "resamples", o->found.n_resamples, o->is_polis);
    put_note(&j, "votes_sha256", o->is_release ? NULL : o->hash);
    put_note(&j, "version", CP_VERSION);
    json_end(&j);
    buf_byte(out, '\n');
}
