/* Workshop groups, from a file of people. */
#include "match/match_inside.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/plain.h"
#include "engine/assignment/groups.h"

#include <stdio.h>

/* Ground in common, and experience that differs: 0 to 100. Interests count
 * twice, goals once, different families of roles once; blank counts half. */
static int32_t
pair_score(const struct cp_person *a, const struct cp_person *b)
{
    struct cp_score_rules rules = { .weights = { 1, 0, 2, 0, 0, 1, 0 } };
    struct cp_score s;
    cp_score_pair(&s, a, b, &rules);
    int32_t differ = s.is_blank[CP_ITEM_ROLE] ? 50
        : a->role == b->role                  ? 0
                                              : 100;
    return (2 * s.values[CP_ITEM_INTERESTS] + s.values[CP_ITEM_GOALS] +
               differ) /
        4;
}

struct grouping {
    struct match_people people;
    struct match_rules rules;
    struct cp_groups problem;
    struct cp_groups_answer answer;
};

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

static enum err
index_of(
    const struct match_people *p, text code, int32_t *index, struct why *why)
{
    const struct match_person *m = match_find(p, code);
    if (m == NULL)
        return err_say(why, ERR_BAD_INPUT,
            "the rules name \"%.*s\", and nobody here has that code",
            TEXT_ARG(text_prefix(code, 60)));
    *index = (int32_t)(m - p->people);
    return OK;
}

static enum err
read_pairs(const struct match_people *p, const struct code_pair *pairs, int n,
    int32_t (*to)[2], struct why *why)
{
    enum err e = OK;
    for (int k = 0; e == OK && k < n; k++) {
        e = index_of(p, pairs[k].a, &to[k][0], why);
        if (e == OK)
            e = index_of(p, pairs[k].b, &to[k][1], why);
    }
    return e;
}

/* Whoever said with whom they will not be is kept apart from them too. */
static enum err
set_company(struct grouping *g, struct arena *a, struct why *why)
{
    ptrdiff_t n_apart = g->rules.n_vetoes;
    for (ptrdiff_t i = 0; i < g->people.n; i++)
        n_apart += g->people.people[i].person.n_not_with;
    int32_t(*together)[2] =
        (int32_t(*)[2])arena_new(a, int32_t, 2 * g->rules.n_pins + 1);
    int32_t(*apart)[2] = (int32_t(*)[2])arena_new(a, int32_t, 2 * n_apart + 1);
    enum err e =
        read_pairs(&g->people, g->rules.pins, g->rules.n_pins, together, why);
    if (e == OK)
        e = read_pairs(
            &g->people, g->rules.vetoes, g->rules.n_vetoes, apart, why);
    ptrdiff_t n = g->rules.n_vetoes;
    for (int32_t i = 0; e == OK && i < g->people.n; i++)
        for (int32_t k = 0; k < g->people.n; k++) {
            const struct cp_person *x = &g->people.people[i].person;
            for (ptrdiff_t l = 0; l < x->n_not_with; l++)
                if (x->not_with[l] == g->people.people[k].person.key) {
                    apart[n][0] = i;
                    apart[n++][1] = k;
                }
        }
    g->problem.together = (const int32_t(*)[2])together;
    g->problem.n_together = g->rules.n_pins;
    g->problem.apart = (const int32_t(*)[2])apart;
    g->problem.n_apart = n;
    return e;
}

/* Languages as bits, where anybody has any: all of a group share one. */
static enum err
set_languages(struct grouping *g, struct arena *a, struct why *why)
{
    int32_t words[64];
    int n_words = 0;
    uint64_t *bits = arena_new(a, uint64_t, g->people.n);
    for (ptrdiff_t i = 0; i < g->people.n; i++) {
        struct cp_tags spoken = g->people.people[i].person.languages;
        if (spoken.n == 0)
            bits[i] = UINT64_MAX; /* not said: no bar */
        for (ptrdiff_t k = 0; k < spoken.n; k++) {
            int at = 0;
            while (at < n_words && words[at] != spoken.tags[k].word)
                at++;
            if (at == 64)
                return err_say(
                    why, ERR_BAD_INPUT, "more than 64 languages are spoken");
            words[at] = spoken.tags[k].word;
            n_words = at == n_words ? n_words + 1 : n_words;
            bits[i] |= UINT64_C(1) << at;
        }
    }
    if (n_words > 0 && !g->rules.score.has_interpreter)
        g->problem.languages = bits;
    return OK;
}

static enum err
make_problem(struct grouping *g, struct arena *a, int64_t least, int64_t most,
    struct why *why)
{
    ptrdiff_t n = g->people.n;
    int64_t n_groups = (n + most - 1) / most; /* few and large */
    if (n > CP_GROUPS_PEOPLE_MAX)
        return err_say(
            why, ERR_BAD_INPUT, "more than %d people", CP_GROUPS_PEOPLE_MAX);
    if (n_groups * least > n)
        return err_say(why, ERR_BAD_INPUT,
            "%td people cannot be in groups of %lld to %lld", n,
            (long long)least, (long long)most);
    int32_t *scores = arena_new(a, int32_t, n * n);
    int32_t *lower = arena_new(a, int32_t, n_groups);
    int32_t *upper = arena_new(a, int32_t, n_groups);
    int32_t *organisation = arena_new(a, int32_t, n);
    uint8_t *lived = arena_new(a, uint8_t, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct match_person *m = &g->people.people[i];
        organisation[i] = m->person.organisation;
        lived[i] = m->has_lived;
        for (ptrdiff_t k = 0; k < i; k++)
            scores[i * n + k] = scores[k * n + i] =
                pair_score(&m->person, &g->people.people[k].person);
    }
    for (int64_t k = 0; k < n_groups; k++) {
        lower[k] = (int32_t)least;
        upper[k] = (int32_t)most;
    }
    g->problem = (struct cp_groups){ .n = n,
        .n_groups = (ptrdiff_t)n_groups,
        .scores = scores,
        .lower = lower,
        .upper = upper,
        .seed = g->problem.seed,
        .organisation = organisation,
        .organisation_max = g->rules.organisation_max,
        .lived = g->rules.lived_min > 0 ? lived : NULL,
        .lived_min = g->rules.lived_min };
    enum err e = set_company(g, a, why);
    return e == OK ? set_languages(g, a, why) : e;
}

/* ---- Printing
 * ---------------------------------------------------------------- */

static void
print_json(const struct grouping *g, struct buf *out)
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

static void
print_text(const struct grouping *g, struct buf *out)
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

enum err
cmd_groups(struct command_call *call, struct why *why)
{
    struct grouping *g = arena_new(call->arena, struct grouping, 1);
    int64_t least, most, seed;
    text format = options_text(call->options, "format");
    bool is_json = text_is_equal(format, TEXT("json"));
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart groups people.csv --size 3..5 [--rules FILE] [--seed "
            "S] [--format text|json]");
    if (!is_json && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(
            why, ERR_BAD_INPUT, "--format of groups is text or json");
    enum err e =
        read_size(options_text(call->options, "size"), &least, &most, why);
    if (e == OK)
        e = options_int(call->options, "seed", 0, INT64_MAX, &seed, why);
    if (e == OK)
        e = match_read(&g->people, call->args[0], call->arena, why);
    if (e == OK)
        e = match_rules_read(&g->rules, options_text(call->options, "rules"),
            &g->people.words, call->arena, why);
    if (e == OK) {
        g->problem.seed = (uint64_t)seed;
        e = make_problem(g, call->arena, least, most, why);
    }
    if (e == OK)
        e = cp_groups_solve(&g->answer, call->arena, &g->problem, why);
    if (e != OK)
        return e == ERR_CONFLICT ? ERR_BAD_INPUT : e;
    require(cp_groups_check(&g->problem, &g->answer) == 0);
    struct buf out = buf_in(call->arena, 1 << 14);
    if (is_json)
        print_json(g, &out);
    else
        print_text(g, &out);
    for (text rest = buf_text(&out), line; !text_is_empty(rest);) {
        line = text_cut(rest, '\n', &rest);
        if (is_json)
            printf("%.*s\n", TEXT_ARG(line));
        else
            plain_put_line(stdout, line);
    }
    return OK;
}
