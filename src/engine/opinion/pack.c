#include "engine/opinion/pack.h"

#include "base/csv.h"

static void
put_person(
    struct csv_writer *w, const struct cp_votes *v, int32_t i, bool is_sealed)
{
    if (is_sealed)
        csv_add_int(w, i);
    else
        csv_add(w, v->people[i]);
}

static void
put_row(struct csv_writer *w, int n, const char *const *names)
{
    for (int i = 0; i < n; i++)
        csv_add(w, text_of(names[i]));
    csv_end_row(w);
}

/* ---- Polis -----------------------------------------------------------------
 */

void
cp_pack_votes(struct buf *to, const struct cp_votes *v, bool is_sealed)
{
    static const char *const names[] = { "timestamp", "datetime", "comment-id",
        "voter-id", "vote" };
    struct csv_writer w = csv_write(to);
    put_row(&w, 5, names);
    for (int32_t i = 0; i < v->n_people; i++)
        for (int64_t k = v->starts[i]; k < v->starts[i + 1]; k++) {
            csv_add_int(&w, 0);
            csv_add(&w, TEXT(""));
            csv_add(&w, v->statements[v->of[k]]);
            put_person(&w, v, i, is_sealed);
            csv_add_int(&w, v->values[k]);
            csv_end_row(&w);
        }
}

void
cp_pack_table(struct buf *to, const struct cp_votes *v, const int32_t *groups,
    bool is_sealed)
{
    static const char *const names[] = { "participant", "group-id",
        "n-comments", "n-votes", "n-agree", "n-disagree" };
    struct csv_writer w = csv_write(to);
    for (int i = 0; i < 6; i++)
        csv_add(&w, text_of(names[i]));
    for (int32_t j = 0; j < v->n_statements; j++)
        csv_add(&w, v->statements[j]);
    csv_end_row(&w);
    for (int32_t i = 0; i < v->n_people; i++) {
        int64_t agree = 0, disagree = 0, at = v->starts[i];
        for (int64_t k = at; k < v->starts[i + 1]; k++) {
            agree += v->values[k] > 0;
            disagree += v->values[k] < 0;
        }
        put_person(&w, v, i, is_sealed);
        if (groups == NULL || groups[i] < 0)
            csv_add(&w, TEXT(""));
        else
            csv_add_int(&w, groups[i]);
        csv_add_int(&w, 0);
        csv_add_int(&w, v->starts[i + 1] - at);
        csv_add_int(&w, agree);
        csv_add_int(&w, disagree);
        for (int32_t j = 0; j < v->n_statements; j++) {
            bool has = at < v->starts[i + 1] && v->of[at] == j;
            if (has)
                csv_add_int(&w, v->values[at++]);
            else
                csv_add(&w, TEXT(""));
        }
        csv_end_row(&w);
    }
}

void
cp_pack_statements(struct buf *to, struct arena *a, const struct cp_votes *v,
    const text *bodies)
{
    static const char *const names[] = { "timestamp", "comment-id", "author-id",
        "agrees", "disagrees", "moderated", "is-meta", "is-seed",
        "group-informed-consensus", "comment-body" };
    struct csv_writer w = csv_write(to);
    struct cp_votes_count *c =
        arena_new(a, struct cp_votes_count, v->n_statements);
    cp_votes_tally(v, NULL, 0, c);
    put_row(&w, 10, names);
    for (int32_t j = 0; j < v->n_statements; j++) {
        csv_add_int(&w, 0);
        csv_add(&w, v->statements[j]);
        csv_add_int(&w, 0);
        csv_add_int(&w, c[j].agree);
        csv_add_int(&w, c[j].disagree);
        csv_add_int(&w, v->is_out[j] ? -1 : 1);
        csv_add(&w, v->is_meta[j] ? TEXT("true") : TEXT("false"));
        csv_add(&w, TEXT("false"));
        csv_add_int(&w, 0);
        csv_add(&w, bodies == NULL ? (text){ 0 } : bodies[j]);
        csv_end_row(&w);
    }
}

/* ---- The open pack
 * -------------------------------------------------------------
 */

void
cp_pack_open(struct buf *to, const struct cp_units *u, const struct cp_votes *v,
    const struct cp_votes_count *counts, const bool *is_hidden)
{
    static const char *const names[] = { "unit", "side", "statement", "agree",
        "disagree", "pass", "shown" };
    struct csv_writer w = csv_write(to);
    put_row(&w, 7, names);
    for (int32_t i = 0; i < u->n; i++)
        for (int32_t j = 0; j < v->n_statements; j++) {
            ptrdiff_t at = (ptrdiff_t)i * v->n_statements + j;
            const struct cp_votes_count *c = &counts[at];
            int64_t cells[3] = { c->agree, c->disagree,
                c->all - c->agree - c->disagree };
            csv_add(&w, u->units[i].key);
            csv_add(&w, u->sides[u->units[i].side]);
            csv_add(&w, v->statements[j]);
            for (int k = 0; k < 3; k++)
                if (is_hidden[at])
                    csv_add(&w, TEXT(""));
                else
                    csv_add_int(&w, cells[k]);
            csv_add_int(&w, !is_hidden[at]);
            csv_end_row(&w);
        }
}

/* -1: there are too many. */
static int32_t
place_of(text *names, int32_t *n, text name)
{
    for (int32_t i = *n - 1; i >= 0; i--)
        if (text_is_equal(names[i], name))
            return i;
    if (*n == CP_PACK_NAMES)
        return -1;
    names[*n] = name;
    return (*n)++;
}

struct pack_row {
    int32_t unit, statement;
    struct cp_votes_count count;
};

static enum err
read_row(struct cp_pack *to, struct arena *a, const struct csv_row *row,
    struct pack_row *r, struct why *why)
{
    int64_t cells[4] = { 0 };
    bool is_shown = row->n_fields == 7 &&
        text_parse_int(row->fields[6], &cells[3]) && cells[3] == 1;
    bool is_bad = row->n_fields != 7 ||
        !(is_shown || text_is_equal(row->fields[6], TEXT("0")));
    for (int k = 0; k < 3 && !is_bad; k++)
        is_bad = is_shown ? !text_parse_int(row->fields[3 + k], &cells[k]) ||
                cells[k] < 0 || cells[k] > INT32_MAX / 4
                          : row->fields[3 + k].len > 0;
    if (is_bad)
        return err_say(why, ERR_BAD_INPUT,
            "line %lld: a row is unit, side, statement, agree, disagree, pass "
            "and whether they are shown",
            (long long)row->line);
    r->unit = place_of(to->units, &to->n_units, arena_copy(a, row->fields[0]));
    r->statement = place_of(
        to->statements, &to->n_statements, arena_copy(a, row->fields[2]));
    if (r->unit < 0 || r->statement < 0)
        return err_say(why, ERR_NO_ROOM,
            "line %lld: more than %d units or statements", (long long)row->line,
            CP_PACK_NAMES);
    to->sides[r->unit] = arena_copy(a, row->fields[1]);
    r->count = is_shown ? (struct cp_votes_count){ (int32_t)cells[0],
        (int32_t)cells[1], (int32_t)(cells[0] + cells[1] + cells[2]) }
                        : (struct cp_votes_count){ -1, -1, -1 };
    return OK;
}

enum err
cp_pack_read(struct cp_pack *to, struct arena *a, text all, struct why *why)
{
    struct csv_reader *r = arena_new(a, struct csv_reader, 1);
    struct csv_row row;
    ptrdiff_t n_lines = 1, n = 0;
    enum err e = OK;
    for (ptrdiff_t i = 0; i < all.len; i++)
        n_lines += all.ptr[i] == '\n' || all.ptr[i] == '\r';
    struct pack_row *rows = arena_new(a, struct pack_row, n_lines);
    *to = (struct cp_pack){ .units = arena_new(a, text, n_lines),
        .sides = arena_new(a, text, n_lines),
        .statements = arena_new(a, text, n_lines) };
    csv_open(r, a);
    csv_feed(r, all);
    for (bool is_over = false; e == OK && !is_over;)
        switch (csv_next(r, &row)) {
        case CSV_WANTS_MORE: csv_finish(r); break;
        case CSV_AT_END: is_over = true; break;
        case CSV_IS_BAD:
            e = err_say(why, ERR_BAD_INPUT, "%s", r->why.text);
            break;
        case CSV_HAS_ROW:
            if (r->n_rows > 1)
                e = read_row(to, a, &row, &rows[n++], why);
        }
    if (e != OK)
        return e;
    ptrdiff_t n_cells = (ptrdiff_t)to->n_units * to->n_statements;
    if (n_cells != n)
        return err_say(why, ERR_BAD_INPUT,
            "%td rows, and %d units with %d statements have %td", n,
            to->n_units, to->n_statements, n_cells);
    bool *is_there = arena_new(a, bool, n_cells);
    to->counts = arena_new(a, struct cp_votes_count, n_cells);
    for (ptrdiff_t i = 0; i < n; i++) {
        ptrdiff_t at =
            (ptrdiff_t)rows[i].unit * to->n_statements + rows[i].statement;
        if (is_there[at])
            return err_say(why, ERR_BAD_INPUT,
                "unit %.*s and statement %.*s have two rows",
                TEXT_ARG(text_prefix(to->units[rows[i].unit], 40)),
                TEXT_ARG(text_prefix(to->statements[rows[i].statement], 40)));
        is_there[at] = true;
        to->counts[at] = rows[i].count;
    }
    return OK;
}
