/* What a panel says, as JSON. */
#include "decide/panel/panel_cmd.h"

#include "base/json.h"
#include "engine/panel/linear.h"

static void
json_line(const struct panel_done *d, int32_t line, struct json *j)
{
    json_name(j, "feature");
    json_text(j, panel_feature_of(d, line));
    json_name(j, "value");
    json_text(j, panel_value_of(d, line));
    json_name(j, "line");
    json_int(j, d->in.pool.lines[line].line);
}

static void
json_ways(
    const struct panel_done *d, const struct cp_panel_clash *c, struct json *j)
{
    json_name(j, "alternatives");
    json_array(j);
    for (int32_t w = 0; w < c->n_ways; w++) {
        json_array(j);
        for (int32_t k = 0; k < c->ways[w].n_changes; k++) {
            const struct cp_panel_change *x = &c->ways[w].changes[k];
            json_object(j);
            json_line(d, x->line, j);
            json_name(j, "lower_min_by");
            json_int(j, x->lower_by);
            json_name(j, "raise_max_by");
            json_int(j, x->raise_by);
            json_end(j);
        }
        json_end(j);
    }
    json_end(j);
}

/* Who can never be chosen, kind by kind, and what would give them a chance. */
static void
json_nevers(const struct panel_done *d, struct json *j)
{
    json_name(j, "never_changes");
    json_array(j);
    for (int32_t k = 0; k < d->n_nevers; k++) {
        json_object(j);
        json_name(j, "people");
        json_array(j);
        for (int32_t i = 0; i < d->in.pool.n_people; i++)
            if (d->answer.type_of[i] == d->nevers[k].type)
                json_text(j, d->in.pool.people[i].id);
        json_end(j);
        json_ways(d, &d->nevers[k].clash, j);
        json_end(j);
    }
    json_end(j);
}

/* Why no lottery does better: anybody can add it up again (check.h). */
void
panel_print_certificate(const struct panel_done *d, struct buf *out)
{
    const struct cp_panel_answer *an = &d->answer;
    const struct cp_panel_pool *p = &d->in.pool;
    struct json j = json_write(out);
    json_object(&j);
    json_name(&j, "list");
    json_text(&j, d->list.hash);
    json_name(&j, "solver");
    json_text(&j, text_of(lp_version()));
    json_name(&j, "version");
    json_text(&j, TEXT(CP_VERSION));
    json_name(&j, "kinds");
    json_array(&j);
    for (int32_t t = 0; t < an->n_types; t++) {
        json_array(&j);
        for (int32_t i = 0; i < p->n_people; i++)
            if (an->type_of[i] == t)
                json_int(&j, p->people[i].ticket);
        json_end(&j);
    }
    json_end(&j);
    json_name(&j, "level_of");
    json_array(&j);
    for (int32_t t = 0; t < an->n_types; t++)
        json_int(&j, an->level_of[t]);
    json_end(&j);
    json_name(&j, "levels");
    json_array(&j);
    for (int32_t k = 0; k < an->n_levels; k++) {
        const struct cp_panel_level *l = &an->levels[k];
        json_object(&j);
        json_name(&j, "chance");
        json_real(&j, l->chance);
        json_name(&j, "of_whole_panels");
        json_bool(&j, l->is_of_panels);
        if (l->is_of_panels) {
            json_name(&j, "most");
            json_real(&j, l->most);
        }
        json_name(&j, "size_price");
        json_real(&j, l->size_price);
        json_name(&j, "line_prices");
        json_array(&j);
        for (int32_t i = 0; i < p->n_lines; i++)
            json_real(&j, l->line_prices[i]);
        json_end(&j);
        json_name(&j, "household_prices"); /* of those that are not 0 */
        json_array(&j);
        for (int32_t i = 0; i < p->n_people; i++) {
            int32_t h = p->people[i].household;
            if (h < 0 || l->household_prices[h] == 0)
                continue;
            json_array(&j);
            json_int(&j, p->people[i].ticket);
            json_real(&j, l->household_prices[h]);
            json_end(&j);
        }
        json_end(&j);
        json_name(&j, "weights");
        json_array(&j);
        for (int32_t t = 0; t < an->n_types; t++)
            json_real(&j, l->weights[t]);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_end(&j);
    buf_byte(out, '\n');
}

static void
json_lottery(const struct panel_done *d, struct json *j)
{
    const struct cp_panel_answer *an = &d->answer;
    const struct cp_panel_pool *p = &d->in.pool;
    json_name(j, "min_probability");
    json_real(j, an->lowest);
    json_name(j, "max_probability");
    json_real(j, an->highest);
    json_name(j, "gini");
    json_real(j, an->gini);
    json_name(j, "probabilities");
    json_object(j);
    for (int32_t i = 0; i < p->n_people; i++) {
        json_name_text(j, p->people[i].id);
        json_real(j, an->chances[i]);
    }
    json_end(j);
    json_name(j, "panel");
    json_array(j);
    for (int32_t i = 0; i < p->n_people && d->drawn >= 0; i++)
        if (panel_is_drawn(d, i))
            json_text(j, p->people[i].id);
    json_end(j);
    json_name(j, "proved");
    json_bool(j, an->is_proved);
    json_name(j, "bound_checked");
    json_bool(j, d->found.is_bounded);
    json_name(j, "never");
    json_array(j);
    for (int32_t i = 0; i < p->n_people; i++)
        if (an->chances[i] == 0)
            json_text(j, p->people[i].id);
    json_end(j);
    json_nevers(d, j);
    json_name(j, "tickets");
    json_object(j);
    for (int32_t i = 0; i < p->n_people; i++) {
        json_name_text(j, p->people[i].id);
        json_int(j, p->people[i].ticket);
    }
    json_end(j);
    json_name(j, "listed");
    json_object(j);
    for (int32_t i = 0; i < p->n_people; i++) {
        json_name_text(j, p->people[i].id);
        json_int(j, d->list.times[i]);
    }
    json_end(j);
    json_name(j, "types");
    json_int(j, an->n_types);
    json_name(j, "list");
    json_object(j);
    json_name(j, "panels");
    json_int(j, d->list.n_panels);
    json_name(j, "sha256");
    json_text(j, d->list.hash);
    json_name(j, "seed");
    json_text(j, d->in.list_seed);
    json_end(j);
    json_name(j, "draw");
    if (d->drawn >= 0) {
        json_object(j);
        json_name(j, "seed");
        json_text(j, d->seed);
        json_name(j, "index");
        json_int(j, d->drawn);
        json_end(j);
    } else {
        json_null(j);
    }
}

static void
json_clash(const struct panel_done *d, struct json *j)
{
    const struct cp_panel_clash *c = &d->clash;
    json_name(j, "clash");
    json_array(j);
    for (int32_t i = 0; i < c->n_lines; i++) {
        const struct cp_panel_line *l = &d->in.pool.lines[c->lines[i]];
        json_object(j);
        json_line(d, c->lines[i], j);
        json_name(j, "min");
        json_int(j, l->min);
        json_name(j, "max");
        json_int(j, l->max);
        json_name(j, "people");
        json_int(j, panel_there_are(d, c->lines[i]));
        json_end(j);
    }
    json_end(j);
    json_name(j, "smallest_change");
    json_object(j);
    json_name(j, "cost");
    json_real(j, c->cost);
    json_ways(d, c, j);
    json_name(j, "more");
    json_bool(j, c->has_more_ways);
    json_end(j);
}

void
panel_print_json(const struct panel_done *d, struct arena *a, struct buf *out)
{
    struct json j = json_write(out);
    struct buf notes = buf_in(a, 1000);
    panel_note(d, &notes);
    text rest = buf_text(&notes);
    enum cp_panel_result result = d->answer.result;
    json_object(&j);
    json_name(&j, "feasible");
    if (result == CP_PANEL_SOLVED || d->answer.reached >= CP_PANEL_POSSIBLE)
        json_bool(&j, result != CP_PANEL_CEILING);
    else if (result == CP_PANEL_CLASH)
        json_bool(&j, false);
    else
        json_null(&j);
    json_name(&j, "state");
    json_text(&j,
        result == CP_PANEL_SOLVED
            ? d->drawn >= 0 ? TEXT("drawn") : TEXT("listed")
            : result == CP_PANEL_CLASH   ? TEXT("clash")
            : result == CP_PANEL_CEILING ? TEXT("ceiling")
                                         : TEXT("gave up"));
    json_name(&j, "mode");
    json_text(
        &j, d->mode == CP_PANEL_MAXIMIN ? TEXT("maximin") : TEXT("leximin"));
    if (result == CP_PANEL_SOLVED) {
        json_lottery(d, &j);
    } else if (result == CP_PANEL_CLASH) {
        json_clash(d, &j);
    } else if (result == CP_PANEL_CEILING) {
        json_name(&j, "lowest_ceiling");
        json_real(&j, d->clash.lowest_ceiling);
    } else {
        json_name(&j, "reached");
        json_text(&j, text_of(panel_stage_name(d->answer.reached)));
    }
    json_name(&j, "notes");
    json_array(&j);
    while (!text_is_empty(rest))
        json_text(&j, text_cut(rest, '\n', &rest));
    json_end(&j);
    json_name(&j, "version");
    json_text(&j, TEXT(CP_VERSION));
    json_end(&j);
    buf_byte(out, '\n');
}
