/* What a panel says: as text and CSV; as JSON: panel_json.c. */
#include "decide/panel/panel_cmd.h"

#include "base/csv.h"

bool
panel_is_drawn(const struct panel_done *d, int32_t person)
{
    const int64_t *tickets = d->list.tickets + d->drawn * d->list.size;
    for (int32_t i = 0; d->drawn >= 0 && i < d->list.size; i++)
        if (tickets[i] == d->in.pool.people[person].ticket)
            return true;
    return false;
}

text
panel_feature_of(const struct panel_done *d, int32_t line)
{
    return d->in.pool.features[d->in.pool.lines[line].feature].name;
}

text
panel_value_of(const struct panel_done *d, int32_t line)
{
    const struct cp_panel_line *l = &d->in.pool.lines[line];
    return d->in.pool.features[l->feature].values[l->value];
}

/* How many there are of a line's value who may be drawn. */
int32_t
panel_there_are(const struct panel_done *d, int32_t line)
{
    const struct cp_panel_line *l = &d->in.pool.lines[line];
    int32_t n = 0;
    for (int32_t i = 0; i < d->in.pool.n_people; i++)
        n += d->in.pool.people[i].values[l->feature] == l->value &&
            d->in.pool.people[i].standing != CP_PANEL_MAY_NOT;
    return n;
}

/* Most of these are slips of the pen: "Young" in one file, "young" in the
 * other. */
void
panel_note(const struct panel_done *d, struct buf *out)
{
    const struct cp_panel_pool *p = &d->in.pool;
    for (int32_t i = 0; i < p->n_lines; i++)
        if (panel_there_are(d, i) == 0)
            buf_print(out, "Nobody who may be drawn has %.*s %.*s.\n",
                TEXT_ARG(panel_feature_of(d, i)),
                TEXT_ARG(panel_value_of(d, i)));
    for (int32_t f = 0; f < p->n_features; f++)
        for (int32_t v = 0; v < p->features[f].n_values; v++) {
            bool has_line = text_is_empty(p->features[f].values[v]);
            for (int32_t i = 0; i < p->n_lines && !has_line; i++)
                has_line = p->lines[i].feature == f && p->lines[i].value == v;
            if (!has_line)
                buf_print(out,
                    "%.*s %.*s has no quota: any number of them may be "
                    "drawn.\n",
                    TEXT_ARG(p->features[f].name),
                    TEXT_ARG(p->features[f].values[v]));
        }
    if (d->in.n_unsaid > 0)
        buf_print(out, "%d field%s left empty: a value of %s own.\n",
            d->in.n_unsaid, d->in.n_unsaid == 1 ? " was" : "s were",
            d->in.n_unsaid == 1 ? "its" : "their");
}

const char *
panel_stage_name(enum cp_panel_stage stage)
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
        csv_add_for_people(w, panel_feature_of(d, c->lines[i]));
        csv_add_for_people(w, panel_value_of(d, c->lines[i]));
        csv_add(w, TEXT(""));
        csv_add(w, TEXT(""));
        csv_end_row(w);
    }
    for (int32_t i = 0; i < c->n_ways; i++)
        for (int32_t k = 0; k < c->ways[i].n_changes; k++) {
            const struct cp_panel_change *x = &c->ways[i].changes[k];
            csv_add(w, TEXT("change"));
            csv_add_int(w, i + 1);
            csv_add_for_people(w, panel_feature_of(d, x->line));
            csv_add_for_people(w, panel_value_of(d, x->line));
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
        TEXT_ARG(panel_feature_of(d, line)), TEXT_ARG(panel_value_of(d, line)),
        l->min, l->max);
    buf_print(out, "; %d of it volunteered\n", panel_there_are(d, line));
}

static void
say_ways(
    const struct panel_done *d, const struct cp_panel_clash *c, struct buf *out)
{
    for (int32_t i = 0; i < c->n_ways; i++)
        for (int32_t k = 0; k < c->ways[i].n_changes; k++) {
            const struct cp_panel_change *x = &c->ways[i].changes[k];
            const struct cp_panel_line *l = &d->in.pool.lines[x->line];
            buf_print(out, "  %s %.*s %.*s: ", k == 0 ? "-" : " ",
                TEXT_ARG(panel_feature_of(d, x->line)),
                TEXT_ARG(panel_value_of(d, x->line)));
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
    say_ways(d, c, out);
    buf_print(out,
        "To change quotas after seeing who volunteered is a decision with a "
        "date, a name and a reason.\n");
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
        "%d %s, %d kind%s of them, a panel of %d.\nChances: lowest %.2f %%, "
        "highest %.2f %%. %s\n",
        p->n_people, p->n_people == 1 ? "person" : "people", an->n_types,
        an->n_types == 1 ? "" : "s", p->size, 100 * an->lowest,
        100 * an->highest,
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
    for (int32_t k = 0; k < d->n_nevers; k++) {
        const char *before = "For";
        for (int32_t i = 0; i < p->n_people; i++)
            if (an->type_of[i] == d->nevers[k].type) {
                buf_print(out, "%s %.*s", before, TEXT_ARG(p->people[i].id));
                before = ",";
            }
        buf_print(out,
            d->nevers[k].clash.n_ways > 0
                ? " one of these changes would do:\n"
                : " no small change of quotas would do.\n");
        say_ways(d, &d->nevers[k].clash, out);
    }
    panel_note(d, out);
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
            panel_stage_name(d->answer.reached));
        return;
    }
}
