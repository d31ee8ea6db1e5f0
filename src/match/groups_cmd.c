/* Workshop groups, from a file of people. */
#include "match/group.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/json.h"
#include "base/plain.h"

#include <stdio.h>

/* "3..5", or "4" */
static enum err
read_size(text size, int64_t *least, int64_t *most, struct why *why)
{
    ptrdiff_t dots = text_find(size, TEXT(".."));
    text low = dots < 0 ? size : text_slice(size, 0, dots);
    text high = dots < 0 ? size : text_slice(size, dots + 2, size.len);
    if (!text_parse_int(low, least) || !text_parse_int(high, most) ||
        *least < 2 || *most < *least)
        return err_say(why, ERR_BAD_INPUT,
            "--size is like 3..5: the smallest group, at least 2, and the "
            "largest");
    return OK;
}

/* ---- Printing
 * ---------------------------------------------------------------- */

static void
print_json(const struct group_problem *g, struct buf *out)
{
    const struct cp_groups_answer *an = &g->answer;
    struct json j = json_write(out);
    json_object(&j);
    json_name(&j, "groups");
    json_array(&j);
    for (ptrdiff_t k = 0; k < g->problem.n_groups; k++) {
        json_object(&j);
        json_name(&j, "value");
        json_int(&j, an->values[k]);
        json_name(&j, "people");
        json_array(&j);
        for (ptrdiff_t i = 0; i < g->people.n; i++)
            if (an->group_of[i] == k)
                json_text(&j, g->people.people[i].code);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    json_name(&j, "lowest");
    json_int(&j, an->lowest);
    json_name(&j, "sum");
    json_int(&j, an->sum);
    json_name(&j, "seed");
    json_int_text(&j, (int64_t)g->problem.seed);
    json_name(&j, "version");
    json_text(&j, TEXT(CP_VERSION));
    json_name(&j, "certificate");
    json_object(&j);
    json_name(&j, "optimal");
    json_bool(&j, an->is_proved);
    json_name(&j, "violations");
    json_int(&j, cp_groups_check(&g->problem, an));
    json_name(&j, "points");
    json_int(&j, an->pairs);
    json_name(&j, "points_bound");
    json_int(&j, an->pairs_bound);
    json_end(&j);
    json_end(&j);
    buf_byte(out, '\n');
}

/* A line for each person, group after group. */
static void
print_csv(const struct group_problem *g, struct buf *out)
{
    const struct cp_groups_answer *an = &g->answer;
    struct csv_writer w = csv_write(out);
    csv_add(&w, TEXT("group"));
    csv_add(&w, TEXT("value"));
    csv_add(&w, TEXT("code"));
    csv_end_row(&w);
    for (ptrdiff_t k = 0; k < g->problem.n_groups; k++)
        for (ptrdiff_t i = 0; i < g->people.n; i++) {
            if (an->group_of[i] != k)
                continue;
            csv_add_int(&w, k + 1);
            csv_add_int(&w, an->values[k]);
            csv_add_for_people(&w, g->people.people[i].code);
            csv_end_row(&w);
        }
}

static void
print_text(const struct group_problem *g, struct buf *out)
{
    const struct cp_groups_answer *an = &g->answer;
    for (ptrdiff_t k = 0; k < g->problem.n_groups; k++) {
        const char *before = "";
        buf_print(out, "Group %td, %lld: ", k + 1, (long long)an->values[k]);
        for (ptrdiff_t i = 0; i < g->people.n; i++) {
            if (an->group_of[i] != k)
                continue;
            buf_print(
                out, "%s%.*s", before, TEXT_ARG(g->people.people[i].code));
            before = ", ";
        }
        buf_byte(out, '\n');
    }
    buf_print(out, "\nLowest %lld, in all %lld. ", (long long)an->lowest,
        (long long)an->sum);
    if (an->is_proved)
        buf_print(out, "Proved best.\n");
    else
        buf_print(out,
            "The best that was found: %lld points between people, and no "
            "groups have more than %lld.\n",
            (long long)an->pairs, (long long)an->pairs_bound);
}

/* ---- No groups --------------------------------------------------------------
 */

/* The people of a file as those of a page: named by their codes. */
static struct group_set
set_of(struct arena *a, const struct match_people *people)
{
    struct group_set set = { .n_members = people->n };
    set.members = arena_new(a, struct group_member, people->n + 1);
    for (ptrdiff_t i = 0; i < people->n; i++) {
        struct match_group_person *row =
            arena_new(a, struct match_group_person, 1);
        row->name = people->people[i].code;
        set.members[i] = (struct group_member){ .row = row, .at = i };
        set.members[i].fields[GROUP_ORGANISATION] = match_word_of(
            &people->words, people->people[i].person.organisation);
    }
    return set;
}

/* What the nearest groups break, and what would do. */
static enum err
say_none(struct arena *a, struct group_problem *g, bool is_json,
    const struct why *said)
{
    struct group_nearest nearest;
    struct view v = view_in(a, lang_find(TEXT("en")), 1000);
    struct group_set set = set_of(a, &g->people);
    enum err e = group_nearest(&v, &set, g, &nearest);
    if (e != OK)
        return e;
    if (!is_json) {
        for (int i = 0; i < nearest.n_broken; i++)
            plain_put_line(stderr, nearest.broken[i]);
        if (nearest.has_more)
            plain_put_line(stderr, TEXT("… and more."));
        if (nearest.n_broken > 0)
            plain_put_line(stderr,
                arena_print(a, "They would stand with this: %.*s.",
                    TEXT_ARG(nearest.change)));
        return ERR_CONFLICT;
    }
    struct buf out = buf_in(a, 1 << 12);
    struct json j = json_write(&out);
    json_object(&j);
    json_name(&j, "error");
    json_text(&j, text_of(said->text));
    json_name(&j, "broken");
    json_array(&j);
    for (int i = 0; i < nearest.n_broken; i++)
        json_text(&j, nearest.broken[i]);
    json_end(&j);
    json_name(&j, "change");
    json_text(&j, nearest.n_broken > 0 ? nearest.change : TEXT(""));
    json_name(&j, "proved");
    json_bool(&j, nearest.is_proved);
    json_end(&j);
    printf("%.*s\n", TEXT_ARG(buf_text(&out)));
    return ERR_CONFLICT;
}

enum err
cmd_groups(struct command_call *call, struct why *why)
{
    struct group_problem *g = arena_new(call->arena, struct group_problem, 1);
    int64_t seed;
    text format = options_text(call->options, "format");
    bool is_json = text_is_equal(format, TEXT("json"));
    bool is_csv = text_is_equal(format, TEXT("csv"));
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart groups people.csv --size 3..5 [--rules FILE] [--seed "
            "S] [--format text|csv|json]");
    if (!is_json && !is_csv && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(
            why, ERR_BAD_INPUT, "--format of groups is text, csv or json");
    enum err e = read_size(
        options_text(call->options, "size"), &g->least, &g->most, why);
    if (e == OK)
        e = options_int(call->options, "seed", 0, INT64_MAX, &seed, why);
    if (e == OK)
        e = match_read(&g->people, call->args[0], call->arena, why);
    if (e == OK)
        e = match_rules_read(&g->rules, options_text(call->options, "rules"),
            &g->people.words, call->arena, why);
    if (e == OK) {
        g->problem.seed = (uint64_t)seed;
        e = group_problem_make(g, call->arena, why);
    }
    if (e == OK)
        e = cp_groups_solve(&g->answer, call->arena, &g->problem, why);
    if (e == ERR_CONFLICT)
        e = say_none(call->arena, g, is_json, why);
    if (e != OK)
        return e == ERR_CONFLICT ? ERR_BAD_INPUT : e;
    require(cp_groups_check(&g->problem, &g->answer) == 0);
    struct buf out = buf_in(call->arena, 1 << 14);
    if (is_json)
        print_json(g, &out);
    else if (is_csv)
        print_csv(g, &out);
    else
        print_text(g, &out);
    for (text rest = buf_text(&out), line; !text_is_empty(rest);) {
        line = text_cut(rest, '\n', &rest);
        if (is_json || is_csv)
            printf("%.*s\n", TEXT_ARG(line));
        else
            plain_put_line(stdout, line);
    }
    return OK;
}
