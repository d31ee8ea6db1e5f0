/* A round as JSON, as CSV, and for people. */
#include "match/match_inside.h"

#include "base/csv.h"
#include "base/json.h"

static const char *const mode_names[] = { [CP_ASSIGN_FAIR] = "fair",
    [CP_ASSIGN_TOTAL] = "total",
    [CP_ASSIGN_LEXIMIN] = "leximin" };

static void
print_pair(
    struct json *j, const struct match_round *r, const struct match_pair *p)
{
    json_object(j);
    json_name(j, "a");
    json_text(j, p->a->code);
    json_name(j, "b");
    json_text(j, p->b->code);
    if (r->n_sides > 2) {
        json_name(j, "sides");
        json_array(j);
        json_text(j, p->a->side);
        json_text(j, p->b->side);
        json_end(j);
    }
    if (p->is_pinned) {
        json_name(j, "pinned");
        json_bool(j, true);
    }
    json_name(j, "score");
    json_int(j, p->score.total);
    json_name(j, "parts");
    json_object(j);
    for (int i = 0; i < CP_ITEMS; i++) {
        json_name(j, item_names[i]);
        json_int(j, p->score.points[i]);
    }
    json_name(j, "wishes");
    json_int(j, p->score.wished);
    json_end(j);
    json_name(j, "not_answered");
    json_array(j);
    for (int i = 0; i < CP_ITEMS; i++)
        if (p->score.is_blank[i])
            json_text(j, text_of(item_names[i]));
    json_end(j);
    if (p->penalty > 0) {
        json_name(j, "penalty");
        json_int(j, p->penalty);
    }
    if (p->third != NULL) {
        json_name(j, "third");
        json_text(j, p->third->code);
        json_name(j, "third_score");
        json_int(j, p->third_score);
    }
    json_end(j);
}

void
match_print_json(const struct match_round *r, struct buf *out)
{
    struct json j = json_write(out);
    json_object(&j);
    json_name(&j, "between");
    json_array(&j);
    for (int side = 0; side < r->n_sides; side++)
        json_text(&j, r->sides[side]);
    json_end(&j);
    json_name(&j, "mode");
    json_text(&j, text_of(mode_names[r->mode]));
    json_name(&j, "seed");
    json_int_text(&j, (int64_t)r->seed);
    json_name(&j, "version");
    json_text(&j, TEXT(CP_VERSION));
    json_name(&j, "pairs");
    json_array(&j);
    for (ptrdiff_t i = 0; i < r->n_pairs; i++)
        print_pair(&j, r, &r->pairs[i]);
    json_end(&j);
    json_name(&j, "waiting");
    json_array(&j);
    for (ptrdiff_t i = 0; i < r->n_waiting; i++)
        json_text(&j, r->waiting[i]->code);
    json_end(&j);
    json_name(&j, "worst");
    json_int(&j, r->worst);
    json_name(&j, "total");
    json_int(&j, r->total);
    json_name(&j, "best_total");
    json_object(&j);
    json_name(&j, "worst");
    json_int(&j, r->best_total_worst);
    json_name(&j, "total");
    json_int(&j, r->best_total);
    json_end(&j);
    json_name(&j, "certificate");
    json_object(&j);
    json_name(&j, "optimal");
    json_bool(&j, r->n_violations == 0);
    json_name(&j, "violations");
    json_int(&j, r->n_violations);
    json_name(&j, "possible");
    json_int(&j, r->n_possible);
    json_name(&j, "blocking_pairs");
    json_int(&j, r->n_blocking);
    json_name(&j, "envious");
    json_int(&j, r->n_envious);
    if (r->n_sides > 2) {
        json_name(&j, "unique");
        json_bool(&j, !r->has_tie);
    }
    json_end(&j);
    json_end(&j);
    buf_byte(out, '\n');
}

void
match_print_csv(const struct match_round *r, struct buf *out)
{
    struct csv_writer w = csv_write(out);
    csv_add(&w, TEXT("a"));
    csv_add(&w, TEXT("b"));
    csv_add(&w, TEXT("third"));
    csv_add(&w, TEXT("score"));
    for (int i = 0; i < CP_ITEMS; i++)
        csv_add(&w, text_of(item_names[i]));
    csv_add(&w, TEXT("wishes"));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < r->n_pairs; i++) {
        const struct match_pair *p = &r->pairs[i];
        csv_add_for_people(&w, p->a->code);
        csv_add_for_people(&w, p->b->code);
        csv_add_for_people(&w, p->third == NULL ? TEXT("") : p->third->code);
        csv_add_int(&w, p->score.total);
        for (int k = 0; k < CP_ITEMS; k++)
            csv_add_int(&w, p->score.points[k]);
        csv_add_int(&w, p->score.wished);
        csv_end_row(&w);
    }
    for (ptrdiff_t i = 0; i < r->n_waiting; i++) {
        bool is_a =
            r->n_sides > 2 || text_is_equal(r->waiting[i]->side, r->sides[0]);
        csv_add_for_people(&w, is_a ? r->waiting[i]->code : TEXT(""));
        csv_add_for_people(&w, is_a ? TEXT("") : r->waiting[i]->code);
        for (int k = 0; k < CP_ITEMS + 3; k++)
            csv_add(&w, TEXT(""));
        csv_end_row(&w);
    }
}

void
match_print_text(const struct match_round *r, struct buf *out)
{
    for (ptrdiff_t i = 0; i < r->n_pairs; i++) {
        const struct match_pair *p = &r->pairs[i];
        buf_print(
            out, "%.*s with %.*s", TEXT_ARG(p->a->code), TEXT_ARG(p->b->code));
        if (p->third != NULL)
            buf_print(out, " and %.*s", TEXT_ARG(p->third->code));
        buf_print(
            out, ": %d%s =", p->score.total, p->is_pinned ? " (pinned)" : "");
        for (int k = 0; k < CP_ITEMS; k++)
            buf_print(out, " %s %d%s", item_names[k], p->score.points[k],
                p->score.is_blank[k] ? " (not answered)" : "");
        if (p->score.wished > 0)
            buf_print(out, " wishes %d", p->score.wished);
        if (p->penalty > 0)
            buf_print(out, " (counted %d less: not the first counterpart)",
                p->penalty);
        buf_byte(out, '\n');
    }
    for (ptrdiff_t i = 0; i < r->n_waiting; i++)
        buf_print(out, "%.*s waits: %s\n", TEXT_ARG(r->waiting[i]->code),
            "nobody is left that the rules allow");
    buf_print(out,
        "\nLowest %lld, in all %lld; by the best total alone lowest %lld, in "
        "all %lld.\n",
        (long long)r->worst, (long long)r->total,
        (long long)r->best_total_worst, (long long)r->best_total);
    buf_print(out,
        "Proved: of %td possible pairs %lld contradict it. %lld pairs would "
        "both rather have each other; %lld people would rather have another's "
        "counterpart.\n",
        r->n_possible, (long long)r->n_violations, (long long)r->n_blocking,
        (long long)r->n_envious);
    if (r->has_tie)
        buf_print(out,
            "Other pairs would be as good, and the seed does not tell them "
            "apart: these are the same for everybody who asks.\n");
}
