/* Opinions as sentences, and as a table. */
#include "decide/ground/opinions.h"

#include "base/csv.h"
#include "base/stats.h"

#include <math.h>

enum { LISTED = 20 };

static void
put_statement(const struct opinions *o, struct buf *out, int32_t statement)
{
    buf_print(out, "  %.*s", TEXT_ARG(o->votes.statements[statement]));
    if (o->bodies != NULL && !text_is_empty(o->bodies[statement])) {
        buf_add(out, TEXT("  "));
        for (ptrdiff_t i = 0; i < o->bodies[statement].len; i++) {
            char c = o->bodies[statement].ptr[i];
            buf_byte(out, c == '\n' || c == '\r' ? ' ' : c);
        }
    }
}

static double
percent(double share)
{
    return floor(100 * share + 0.5);
}

/* ---- Common ground
 * -----------------------------------------------------------
 */

static void
put_share(const struct opinions *o, struct buf *out, int32_t statement)
{
    const struct opinions_line *l = &o->lines[statement];
    if (l->lowest < 0)
        return;
    const struct cp_votes_count *c =
        &o->counts[(ptrdiff_t)l->lowest * o->votes.n_statements + statement];
    buf_add(out, TEXT(": "));
    if (o->is_no_score != NULL && o->is_no_score[statement]) {
        buf_add(out,
            l->label == OPINIONS_COMMON_AGREE ? TEXT("nearly all or most agree")
                                              : TEXT("numbers too small"));
        return;
    }
    buf_print(out, "%.0f %% of %d agree (%.0f to %.0f %%)",
        percent((double)c->agree / c->all), c->all, percent(l->low),
        percent(l->high));
    if (o->has_units)
        buf_print(out, " in %.*s, where fewest do",
            TEXT_ARG(o->units.units[l->lowest].key));
    if (l->label == OPINIONS_DISAGREEMENT && l->one >= 0)
        buf_print(out, "; %.*s and %.*s differ most surely, %s",
            TEXT_ARG(o->units.units[l->one].key),
            TEXT_ARG(o->units.units[l->two].key),
            o->units.units[l->one].side == o->units.units[l->two].side
                ? "inside a side"
                : "between sides");
}

static void
put_list(const struct opinions *o, struct buf *out, enum opinions_label label,
    const char *head, const char *none)
{
    int32_t *list = arena_new(o->arena, int32_t, o->votes.n_statements);
    int32_t n = opinions_list(o, label, list);
    if (n == 0 && none == NULL)
        return;
    buf_print(out, "\n%s\n", n > 0 ? head : none);
    for (int32_t i = 0; i < n && i < LISTED; i++) {
        put_statement(o, out, list[i]);
        put_share(o, out, list[i]);
        buf_byte(out, '\n');
    }
    if (n > LISTED)
        buf_print(out, "  and %d more\n", n - LISTED);
}

/* ---- Groups ----------------------------------------------------------------
 */

static void
put_told(const struct opinions *o, struct buf *out, int32_t g, int i)
{
    const struct cp_found_told *t = &o->found.groups[g].told[i];
    const struct cp_polis_told *p = &o->polis.groups[g].told[i];
    if (o->is_polis) {
        put_statement(o, out, p->statement);
        buf_print(out, ": %s", p->is_agree ? "agree" : "disagree");
        if (!o->is_release)
            buf_print(out, " %d of %d", p->n_success, p->n_trials);
        buf_byte(out, '\n');
        return;
    }
    put_statement(o, out, t->statement);
    buf_print(out, ": %s agree than elsewhere", t->is_agree ? "more" : "fewer");
    if (!o->is_release)
        buf_print(out, ", %d of %d against %d of %d", t->agree,
            t->agree + t->disagree, t->agree_others,
            t->agree_others + t->disagree_others);
    if (t->from >= 0 && o->found.k > 2)
        buf_print(out, "; most unlike %c", 'A' + t->from);
    buf_byte(out, '\n');
}

static void
put_groups(const struct opinions *o, struct buf *out)
{
    if (o->groups_why != NULL)
        buf_print(out, "\n%s\n", o->groups_why);
    for (int32_t g = 0; g < opinions_k(o); g++) {
        buf_print(out, "\nGroup %c", 'A' + g);
        if (!o->hides_size[g])
            buf_print(out, ", %d people", opinions_size(o, g));
        buf_byte(out, '\n');
        int n =
            o->is_polis ? o->polis.groups[g].n_told : o->found.groups[g].n_told;
        for (int i = 0; i < n; i++)
            put_told(o, out, g, i);
        if (n == 0)
            buf_add(out, TEXT("  no single statement tells it from others\n"));
    }
    if (opinions_k(o) > 0)
        buf_add(out,
            TEXT("\nGroups describe how answers fall; they decide nothing.\n"));
}

void
opinions_print_text(const struct opinions *o, struct buf *out)
{
    int64_t n = o->votes.starts[o->votes.n_people];
    if (o->hides_votes)
        buf_add(out, TEXT("Answers"));
    else
        buf_print(out, "%lld answer%s", (long long)n, n == 1 ? "" : "s");
    if (!o->hides_people)
        buf_print(out, " of %d %s", o->votes.n_people,
            o->votes.n_people == 1 ? "person" : "people");
    buf_print(out, " to %d statement%s.\n", o->votes.n_statements,
        o->votes.n_statements == 1 ? "" : "s");
    put_list(o, out, OPINIONS_COMMON_AGREE,
        o->has_units ? "Common ground" : "Common ground, of all together",
        "No common ground is clear yet.");
    put_list(o, out, OPINIONS_COMMON_DISAGREE, "What all reject", NULL);
    put_list(o, out, OPINIONS_DISAGREEMENT, "Where they part", NULL);
    put_list(o, out, OPINIONS_NOT_ASKED, "Not yet asked on every side", NULL);
    put_groups(o, out);
    if (o->notes.len > 0) {
        buf_add(out, TEXT("\nTo know\n"));
        for (text rest = buf_text(&o->notes); !text_is_empty(rest);) {
            text line = text_cut(rest, '\n', &rest);
            buf_print(out, "  %.*s.\n", TEXT_ARG(line));
        }
    }
}

/* ---- A table ---------------------------------------------------------------
 */

static void
put_cell(struct csv_writer *w, int64_t n, bool is_hidden)
{
    if (is_hidden)
        csv_add(w, TEXT("hidden"));
    else
        csv_add_int(w, n);
}

void
opinions_print_csv(const struct opinions *o, struct buf *out)
{
    static const char *const names[] = { "statement", "label", "community",
        "side", "agree", "disagree", "pass", "all", "share", "low", "high",
        "about_of_100", "at_least" };
    struct csv_writer w = csv_write(out);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_add(&w, text_of(names[i]));
    csv_end_row(&w);
    for (int32_t j = 0; j < o->votes.n_statements; j++)
        for (int32_t u = 0; u < o->units.n; u++) {
            const struct cp_votes_count *c =
                &o->counts[(ptrdiff_t)u * o->votes.n_statements + j];
            int64_t cells[] = { c->agree, c->disagree,
                c->all - c->agree - c->disagree, c->all };
            struct stats_interval i = stats_share(c->agree, c->all);
            bool is_hidden =
                opinions_hides(o, u, j, 0) || opinions_hides(o, u, j, 3);
            csv_add(&w, o->votes.statements[j]);
            csv_add(&w,
                o->votes.is_out[j] || o->votes.is_meta[j]
                    ? TEXT("OUT")
                    : text_of(opinions_label_name(o->lines[j].label)));
            csv_add_for_people(&w, o->units.units[u].key);
            csv_add_for_people(&w, o->units.sides[o->units.units[u].side]);
            for (int k = 0; k < OPINIONS_CELLS; k++)
                put_cell(&w, cells[k], opinions_hides(o, u, j, k));
            double shares[] = { c->all > 0 ? (double)c->agree / c->all
                                           : (double)NAN,
                i.low, i.high };
            for (int k = 0; k < 3; k++)
                if (is_hidden || isnan(shares[k]))
                    csv_add(&w, (text){ 0 });
                else
                    csv_add_real(&w, shares[k]);
            struct opinions_rough r = opinions_rough(o, u, j);
            if (r.is_there) {
                csv_add_int(&w, r.about);
                csv_add_int(&w, r.at_least);
            } else {
                csv_add(&w, (text){ 0 });
                csv_add(&w, (text){ 0 });
            }
            csv_end_row(&w);
        }
}
