/* The commands of this room. */
#include "match/match_inside.h"

#include "base/plain.h"

#include <stdio.h>

static enum err
read_mode(text mode, enum cp_assign_mode *to, struct why *why)
{
    *to = text_is_equal(mode, TEXT("total"))   ? CP_ASSIGN_TOTAL
        : text_is_equal(mode, TEXT("leximin")) ? CP_ASSIGN_LEXIMIN
                                               : CP_ASSIGN_FAIR;
    return text_is_empty(mode) || *to != CP_ASSIGN_FAIR ||
            text_is_equal(mode, TEXT("fair"))
        ? OK
        : err_say(why, ERR_BAD_INPUT,
              "--mode is fair, total or leximin, not \"%.*s\"", TEXT_ARG(mode));
}

/* "homa, pool": two sides at least, each once. */
static enum err
read_sides(text between, text sides[MATCH_SIDES_MAX], struct why *why)
{
    int n = 0;
    while (!text_is_empty(between)) {
        text side = text_trim(text_cut(between, ',', &between));
        bool is_bad = n == MATCH_SIDES_MAX || text_is_empty(side);
        for (int k = 0; k < n; k++)
            is_bad = is_bad || text_is_equal(sides[k], side);
        if (is_bad)
            return err_say(why, ERR_BAD_INPUT,
                "--between names two to %d sides, each once, with commas "
                "between them",
                MATCH_SIDES_MAX);
        sides[n++] = side;
    }
    return n >= 2 ? OK
                  : err_say(why, ERR_BAD_INPUT,
                        "--between names two sides at least, with a comma "
                        "between them");
}

static enum err
cmd_match(struct command_call *call, struct why *why)
{
    static struct match_people people;
    static struct match_rules rules;
    struct match_round round = { .rules = &rules, .worst = -1 };
    text between = options_text(call->options, "between");
    text format = options_text(call->options, "format");
    int64_t seed;
    if (call->n_args != 1 || text_is_empty(between))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart match people.csv --between A,B [--mode "
            "fair|total|leximin] [--rules FILE] [--seed S] [--format "
            "text|csv|json]");
    enum err e = read_sides(between, round.sides, why);
    if (e != OK)
        return e;
    bool is_json = text_is_equal(format, TEXT("json"));
    bool is_csv = text_is_equal(format, TEXT("csv"));
    if (!is_json && !is_csv && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(why, ERR_BAD_INPUT, "--format is text, csv or json");
    e = read_mode(options_text(call->options, "mode"), &round.mode, why);
    if (e == OK)
        e = options_int(call->options, "seed", 0, INT64_MAX, &seed, why);
    if (e == OK)
        e = match_read(&people, call->args[0], call->arena, why);
    if (e == OK)
        e = match_rules_read(&rules, options_text(call->options, "rules"),
            &people.words, call->arena, why);
    if (e == OK) {
        round.seed = (uint64_t)seed;
        e = match_solve(&round, &people, call->arena, why);
    }
    if (e != OK)
        return e;
    require(round.n_violations == 0);
    struct buf out = buf_in(call->arena, 1 << 16);
    if (is_json) {
        match_print_json(&round, &out);
    } else if (is_csv) {
        match_print_csv(&round, &out);
    } else {
        match_print_text(&round, &out);
        for (text rest = buf_text(&out), line; !text_is_empty(rest);) {
            line = text_cut(rest, '\n', &rest);
            plain_put_line(stdout, line);
        }
        return OK;
    }
    text all = buf_text(&out);
    fwrite(all.ptr, 1, (size_t)all.len, stdout);
    return OK;
}

const struct command match_commands[] = {
    { "match", "people.csv --between A,B",
        "who with whom, fairly, proved and explained", cmd_match,
        .needs_no_data = true },
    { "groups", "people.csv --size 3..5",
        "workshop groups, the lowest first, within rules", cmd_groups,
        .needs_no_data = true },
    { "assignment", "FILE",
        "rows to columns at the least cost, proved, as JSON", cmd_assignment,
        .needs_no_data = true },
    { .name = NULL },
};
