/* What a panel says: as text, CSV, JSON. */
#include "decide/panel_cmd.h"

#include "base/csv.h"
#include "base/json.h"

bool
panel_is_drawn(const struct panel_done *d, int32_t person)
{
    const int64_t *tickets = d->list.tickets + d->drawn * d->list.size;
    for (int32_t i = 0; d->drawn >= 0 && i < d->list.size; i++)
        if (tickets[i] == d->in.pool.people[person].ticket)
            return true;
    return false;
}

static text
feature_of(const struct panel_done *d, int32_t line)
{
    return d->in.pool.features[d->in.pool.lines[line].feature].name;
}

static text
value_of(const struct panel_done *d, int32_t line)
{
    const struct cp_panel_line *l = &d->in.pool.lines[line];
    return d->in.pool.features[l->feature].values[l->value];
}

/* How many there are of a line's value who may be drawn. */
static int32_t
there_are(const struct panel_done *d, int32_t line)
{
    const struct cp_panel_line *l = &d->in.pool.lines[line];
    int32_t n = 0;
    for (int32_t i = 0; i < d->in.pool.n_people; i++)
        n += d->in.pool.people[i].values[l->feature] == l->value &&
            d->in.pool.people[i].standing != CP_PANEL_MAY_NOT;
    return n;
}

static const char *
stage_name(enum cp_panel_stage stage)
{
    switch (stage) {
    case CP_PANEL_BEGUN: return "looking for a first panel";
    case CP_PANEL_POSSIBLE: return "bounding the chances";
    case CP_PANEL_BOUNDED:
    case CP_PANEL_SPLIT: return "finding panels for the chances";
    case CP_PANEL_COLUMNS: return "improving the lottery panel by panel";
    case CP_PANEL_PROVED: return "proved";
    }
    return "?";
}

/* ---- JSON
 * ----------------------------------------------------------------- */

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
json_line(const struct panel_done *d, int32_t line, struct json *j)
{
    json_name(j, "feature");
    json_text(j, feature_of(d, line));
    json_name(j, "value");
    json_text(j, value_of(d, line));
    json_name(j, "line");
    json_int(j, d->in.pool.lines[line].line);
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
        json_int(j, there_are(d, c->lines[i]));
        json_end(j);
    }
    json_end(j);
    json_name(j, "smallest_change");
    json_object(j);
    json_name(j, "cost");
    json_real(j, c->cost);
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
    json_name(j, "more");
    json_bool(j, c->has_more_ways);
    json_end(j);
}

void
panel_print_json(const struct panel_done *d, struct arena *a, struct buf *out)
{
    struct json j = json_write(out);
    (void)a;
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
        json_text(&j, text_of(stage_name(d->answer.reached)));
    }
    json_name(&j, "version");
    json_text(&j, TEXT(CP_VERSION));
    json_end(&j);
    buf_byte(out, '\n');
}

/* ---- CSV
 * ------------------------------------------------------------------ */

static void
csv_changes(const struct panel_done *d, struct csv_writer *w)
{
    const struct cp_panel_clash *c = &d->clash;
    csv_add(w, TEXT("kind"));
    csv_add(w, TEXT("number"));
    csv_add(w, TEXT("feature"));
    csv_add(w, TEXT("value"));
    csv_add(w, TEXT("lower_min_by"));
    csv_add(w, TEXT("raise_max_by"));
    csv_end_row(w);
    for (int32_t i = 0; i < c->n_lines; i++) {
        csv_add(w, TEXT("clash"));
        csv_add(w, TEXT("1"));
        csv_add_for_people(w, feature_of(d, c->lines[i]));
        csv_add_for_people(w, value_of(d, c->lines[i]));
        csv_add(w, TEXT(""));
        csv_add(w, TEXT(""));
        csv_end_row(w);
    }
    for (int32_t i = 0; i < c->n_ways; i++)
        for (int32_t k = 0; k < c->ways[i].n_changes; k++) {
            const struct cp_panel_change *x = &c->ways[i].changes[k];
            csv_add(w, TEXT("change"));
            csv_add_int(w, i + 1);
            csv_add_for_people(w, feature_of(d, x->line));
            csv_add_for_people(w, value_of(d, x->line));
            csv_add_int(w, x->lower_by);
            csv_add_int(w, x->raise_by);
            csv_end_row(w);
        }
}

void
panel_print_csv(const struct panel_done *d, struct buf *out)
{
    struct csv_writer w = csv_write(out);
    if (d->answer.result != CP_PANEL_SOLVED) {
        csv_changes(d, &w);
        return;
    }
    csv_add(&w, TEXT("person"));
    csv_add(&w, TEXT("ticket"));
    csv_add(&w, TEXT("probability"));
    csv_add(&w, TEXT("listed"));
    csv_add(&w, TEXT("of"));
    csv_add(&w, TEXT("drawn"));
    csv_end_row(&w);
    for (int32_t i = 0; i < d->in.pool.n_people; i++) {
        csv_add_for_people(&w, d->in.pool.people[i].id);
        csv_add_int(&w, d->in.pool.people[i].ticket);
        csv_add_real(&w, d->answer.chances[i]);
        csv_add_int(&w, d->list.times[i]);
        csv_add_int(&w, d->list.n_panels);
        csv_add(&w,
            d->drawn < 0               ? TEXT("")
                : panel_is_drawn(d, i) ? TEXT("yes")
                                       : TEXT("no"));
        csv_end_row(&w);
    }
}

/* ---- Text
 * ----------------------------------------------------------------- */

static void
say_line(const struct panel_done *d, int32_t line, struct buf *out)
{
    const struct cp_panel_line *l = &d->in.pool.lines[line];
    buf_print(out, "  %.*s %.*s: at least %d and at most %d",
        TEXT_ARG(feature_of(d, line)), TEXT_ARG(value_of(d, line)), l->min,
        l->max);
    buf_print(out, "; %d of it volunteered\n", there_are(d, line));
}

static void
say_changes(const struct panel_done *d, struct buf *out)
{
    const struct cp_panel_clash *c = &d->clash;
    if (c->result != CP_PANEL_SOLVED) {
        buf_print(out,
            "The smallest change was not found: it took too "
            "long.\n");
        return;
    }
    if (c->n_ways == 0) {
        buf_print(out,
            "No change of the quotas would do within what may be moved, for "
            "households and who must be in.\n");
        return;
    }
    buf_print(out, "The smallest change that would do%s:\n",
        c->n_ways > 1 ? ", any one of these" : "");
    for (int32_t i = 0; i < c->n_ways; i++)
        for (int32_t k = 0; k < c->ways[i].n_changes; k++) {
            const struct cp_panel_change *x = &c->ways[i].changes[k];
            const struct cp_panel_line *l = &d->in.pool.lines[x->line];
            buf_print(out, "  %s %.*s %.*s: ", k == 0 ? "-" : " ",
                TEXT_ARG(feature_of(d, x->line)),
                TEXT_ARG(value_of(d, x->line)));
            if (x->lower_by > 0)
                buf_print(out, "at least %d instead of %d%s",
                    l->min - x->lower_by, l->min, x->raise_by > 0 ? ", " : "");
            if (x->raise_by > 0)
                buf_print(out, "at most %d instead of %d", l->max + x->raise_by,
                    l->max);
            buf_byte(out, '\n');
        }
    if (c->has_more_ways)
        buf_print(out, "  and more ways than these\n");
    buf_print(out,
        "To change quotas after seeing who volunteered is a "
        "decision with a date, a name and a reason.\n");
}

static void
say_clash(const struct panel_done *d, struct buf *out)
{
    const struct cp_panel_clash *c = &d->clash;
    if (c->n_lines == 0)
        buf_print(out,
            "No panel of %d is possible, whatever the quotas: too many of "
            "those who volunteered share a household.\n",
            d->in.pool.size);
    else
        buf_print(out, "No panel of %d meets the quotas. %s:\n",
            d->in.pool.size,
            c->n_lines == 1 ? "This line cannot hold"
                            : "These lines cannot hold together");
    for (int32_t i = 0; i < c->n_lines; i++)
        say_line(d, c->lines[i], out);
    say_changes(d, out);
}

static void
say_lottery(const struct panel_done *d, struct buf *out)
{
    const struct cp_panel_answer *an = &d->answer;
    const struct cp_panel_pool *p = &d->in.pool;
    int32_t n_never = 0;
    for (int32_t i = 0; i < p->n_people; i++)
        n_never +=
            an->chances[i] == 0 && p->people[i].standing == CP_PANEL_FREE;
    buf_print(out,
        "%d people, %d kinds of them, a panel of %d.\nChances: lowest %.2f %%, "
        "highest %.2f %%. %s\n",
        p->n_people, an->n_types, p->size, 100 * an->lowest, 100 * an->highest,
        d->mode == CP_PANEL_MAXIMIN
            ? "No lottery has a higher lowest chance: proved."
            : "No lottery is more equal: proved.");
    if (n_never > 0) {
        buf_print(out, "Can never be chosen with these quotas:");
        for (int32_t i = 0; i < p->n_people; i++)
            if (an->chances[i] == 0 && p->people[i].standing == CP_PANEL_FREE)
                buf_print(out, " %.*s", TEXT_ARG(p->people[i].id));
        buf_byte(out, '\n');
    }
    if (d->in.n_unsaid > 0)
        buf_print(out, "%d fields were left empty: a value of their own.\n",
            d->in.n_unsaid);
    buf_print(out, "List of %d panels, equally likely, SHA-256 %.*s\n",
        d->list.n_panels, TEXT_ARG(d->list.hash));
    if (d->drawn < 0) {
        buf_print(out,
            "Nothing is drawn: publish the list, then give --seed "
            "as it was seen.\n");
        return;
    }
    buf_print(out, "The seed \"%.*s\" draws panel %lld:\n", TEXT_ARG(d->seed),
        (long long)d->drawn);
    for (int32_t i = 0; i < p->n_people; i++)
        if (panel_is_drawn(d, i))
            buf_print(out, "  %.*s, ticket %lld, in %d of %d\n",
                TEXT_ARG(p->people[i].id), (long long)p->people[i].ticket,
                d->list.times[i], d->list.n_panels);
}

void
panel_print_text(const struct panel_done *d, struct arena *a, struct buf *out)
{
    (void)a;
    switch (d->answer.result) {
    case CP_PANEL_SOLVED: say_lottery(d, out); return;
    case CP_PANEL_CLASH: say_clash(d, out); return;
    case CP_PANEL_CEILING:
        buf_print(out,
            "The quotas can be met, but not with nobody above %g %%: no "
            "ceiling below %.2f %% can be kept.\n",
            100 * d->in.pool.ceiling, 100 * d->clash.lowest_ceiling);
        return;
    case CP_PANEL_GAVE_UP:
    case CP_PANEL_STOPPED:
        buf_print(out,
            "Gave up while %s: nothing is listed, nothing is drawn.\n",
            stage_name(d->answer.reached));
        return;
    }
}
