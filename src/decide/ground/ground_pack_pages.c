/* The open pack: what may be shown of a result, as files for whoever may read
 * it. Counts of communities by statement, the statements, and the result. */
#include "decide/ground/ground.h"

#include "base/csv.h"
#include "base/json.h"
#include "engine/opinion/pack.h"

struct pack {
    struct request *rq;
    struct conversation_loaded c;
    struct ground_result result;
    struct ground_statements_row *statements;
    ptrdiff_t n_statements;
    struct cp_units units;
    struct cp_votes votes; /* keys of statements alone */
    struct cp_votes_count *counts;
    bool *is_hidden;
};

static enum err
load(struct request *rq, struct pack *p)
{
    bool is_public;
    struct arena *a = rq->arena;
    *p = (struct pack){ .rq = rq };
    enum err e = ground_load(rq, &p->c, &is_public);
    if (e == OK && !p->c.is_over)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = ground_result_get(rq->db, a,
            (struct ground_result_get_in){ p->c.head.id }, &p->result);
    if (e == OK && !p->result.is_final)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = ground_statements(rq->db, a,
            (struct ground_statements_in){
                .conversation_id = p->c.head.id, .n_rows = STATEMENTS_MAX },
            &p->statements, &p->n_statements);
    return e;
}

static enum err
add_cell(void *context, const struct ground_cells_each_row *row)
{
    struct pack *p = context;
    for (int32_t u = 0; u < p->units.n; u++)
        for (ptrdiff_t j = 0;
             p->c.units[u].id == row->unit_id && j < p->n_statements; j++)
            if (p->statements[j].id == row->statement_id && row->has_agree &&
                row->has_disagree && row->has_pass && row->has_n) {
                ptrdiff_t at = u * p->n_statements + j;
                p->counts[at] = (struct cp_votes_count){ (int32_t)row->agree,
                    (int32_t)row->disagree, (int32_t)row->n };
                p->is_hidden[at] = false;
            }
    return OK;
}

static enum err
print_units(struct pack *p, struct buf *out)
{
    struct arena *a = p->rq->arena;
    ptrdiff_t n = p->c.n_units * p->n_statements;
    text *keys = arena_new(a, text, p->n_statements + 1);
    p->units.units = arena_new(a, struct cp_unit, p->c.n_units + 1);
    p->units.sides = arena_new(a, text, p->c.n_units + 1);
    for (ptrdiff_t u = 0; u < p->c.n_units; u++) {
        p->units.sides[u] = p->c.units[u].side_name;
        p->units.units[p->units.n++] =
            (struct cp_unit){ p->c.units[u].name, (int32_t)u, -1 };
    }
    for (ptrdiff_t j = 0; j < p->n_statements; j++)
        keys[j] = arena_print(a, "%lld", (long long)p->statements[j].number);
    p->votes = (struct cp_votes){ .n_statements = (int32_t)p->n_statements,
        .statements = keys };
    p->counts = arena_new(a, struct cp_votes_count, n + 1);
    p->is_hidden = arena_new(a, bool, n + 1);
    for (ptrdiff_t k = 0; k < n; k++)
        p->is_hidden[k] = true;
    enum err e = ground_cells_each(p->rq->db, a,
        (struct ground_cells_each_in){ p->c.head.id }, add_cell, p);
    if (e == OK)
        cp_pack_open(out, &p->units, &p->votes, p->counts, p->is_hidden);
    return e;
}

static enum err
print_statements(struct pack *p, struct buf *out)
{
    static const char *const names[] = { "statement", "language", "text",
        "status" };
    struct statements_of_row *rows;
    ptrdiff_t n;
    struct csv_writer w = csv_write(out);
    enum err e = statements_of(p->rq->db, p->rq->arena,
        (struct statements_of_in){ .conversation_id = p->c.head.id,
            .lang = lang_code(p->rq->lang),
            .n_rows = STATEMENTS_MAX },
        &rows, &n);
    for (int i = 0; i < 4; i++)
        csv_add(&w, text_of(names[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        bool is_in = text_is_equal(rows[i].status, TEXT("in"));
        csv_add_int(&w, rows[i].number);
        csv_add(&w, rows[i].lang);
        csv_add_for_people(&w, is_in ? rows[i].words : (text){ 0 });
        csv_add(&w, rows[i].status);
        csv_end_row(&w);
    }
    return e;
}

static enum err
print_lines(struct pack *p, struct json *j)
{
    struct ground_line *rows;
    ptrdiff_t n = 0;
    enum err e = OK;
    json_name(j, "statements");
    json_array(j);
    for (int label = 0; e == OK && label < OPINIONS_LABELS; label++) {
        e = ground_lines(p->rq->db, p->rq->arena,
            (struct ground_lines_in){ .conversation_id = p->c.head.id,
                .label = label,
                .lang = TEXT("en"),
                .n_rows = STATEMENTS_MAX },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            json_object(j);
            json_name(j, "statement");
            json_int(j, rows[i].number);
            json_name(j, "label");
            json_text(
                j, text_of(opinions_label_name((enum opinions_label)label)));
            json_name(j, "label_without_flagged");
            json_text(j,
                rows[i].has_label_without
                    ? text_of(opinions_label_name(
                          (enum opinions_label)rows[i].label_without))
                    : (text){ 0 });
            json_end(j);
        }
    }
    json_end(j);
    return e;
}

static enum err
print_result(struct pack *p, struct buf *out)
{
    struct ground_groups_row *groups;
    ptrdiff_t n;
    struct json j = json_write(out);
    enum err e = ground_groups(p->rq->db, p->rq->arena,
        (struct ground_groups_in){
            .conversation_id = p->c.head.id, .n_rows = GROUPS_MAX },
        &groups, &n);
    json_object(&j);
    json_name(&j, "question");
    json_text(&j, p->c.head.name);
    json_name(&j, "counted_on");
    json_text(&j, p->result.counted_on);
    json_name(&j, "seed");
    json_int_text(&j, p->result.seed);
    json_name(&j, "votes_commitment");
    json_text(&j, p->result.votes_hash);
    json_name(&j, "version");
    json_text(&j, TEXT(CP_VERSION));
    json_name(&j, "people");
    if (p->result.has_n_people)
        json_int(&j, p->result.n_people);
    else
        json_null(&j);
    json_name(&j, "no_groups_because");
    json_text(&j, p->result.why_none);
    json_name(&j, "groups");
    json_array(&j);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        json_object(&j);
        json_name(&j, "people");
        if (groups[i].has_n_people)
            json_int(&j, groups[i].n_people);
        else
            json_null(&j);
        json_name(&j, "told");
        json_text(&j, groups[i].told);
        json_end(&j);
    }
    json_end(&j);
    if (e == OK)
        e = print_lines(p, &j);
    json_end(&j);
    buf_byte(out, '\n');
    return e;
}

enum err
ground_pack_show(struct request *rq, struct answer *an)
{
    struct pack p;
    text name = rq->params[1];
    struct buf out = buf_in(rq->arena, 1 << 14);
    bool is_json = text_is_equal(name, TEXT("result.json"));
    bool is_units = text_is_equal(name, TEXT("unit_statement.csv"));
    if (!is_json && !is_units && !text_is_equal(name, TEXT("statements.csv")))
        return ERR_NOT_FOUND;
    enum err e = load(rq, &p);
    if (e == OK)
        e = is_json    ? print_result(&p, &out)
            : is_units ? print_units(&p, &out)
                       : print_statements(&p, &out);
    if (e != OK)
        return e;
    an->type =
        is_json ? TEXT("application/json") : TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = name;
    return OK;
}
