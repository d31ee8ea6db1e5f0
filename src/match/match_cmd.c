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

/* Who is of none of the sides: said beside the answer, for a side that is
 * written otherwise would else leave them out in silence. */
static void
say_left_out(struct arena *a, const struct match_people *people,
    const text sides[static MATCH_SIDES_MAX])
{
    const struct match_person *first = NULL;
    long long n = 0;
    for (ptrdiff_t i = 0; i < people->n; i++) {
        const struct match_person *x = &people->people[i];
        bool is_of_one = false;
        for (int k = 0; k < MATCH_SIDES_MAX && !text_is_empty(sides[k]); k++)
            is_of_one = is_of_one || text_is_equal(x->side, sides[k]);
        n += !is_of_one;
        first = is_of_one || first != NULL ? first : x;
    }
    if (first == NULL)
        return;
    fprintf(stderr, "counterpart: ");
    plain_put_line(stderr,
        arena_print(a,
            "%lld of this file are on no side that --between names, such as "
            "\"%.*s\" on \"%.*s\": they take no part",
            n, TEXT_ARG(first->code), TEXT_ARG(first->side)));
}

/* A wish for somebody of one's own side is no wish here: said, not refused. */
static void
say_own_side(struct arena *a, const struct match_people *people)
{
    enum { SAID_MAX = 20 };
    int n_said = 0;
    for (ptrdiff_t i = 0; i < people->n; i++) {
        const struct match_person *x = &people->people[i];
        for (text rest = x->wishes; !text_is_empty(rest);) {
            text code = text_trim(text_cut(rest, ';', &rest));
            const struct match_person *other = match_find(people, code);
            if (other == NULL || !text_is_equal(other->side, x->side) ||
                n_said++ >= SAID_MAX)
                continue;
            fprintf(stderr, "counterpart: ");
            plain_put_line(stderr,
                arena_print(a,
                    "line %lld: wishes: \"%.*s\" is of the same side: this "
                    "wish counts for nothing",
                    (long long)x->line, TEXT_ARG(code)));
        }
    }
    if (n_said > SAID_MAX)
        fprintf(stderr, "counterpart: and %d more such wishes\n",
            n_said - SAID_MAX);
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
    say_left_out(call->arena, &people, round.sides);
    say_own_side(call->arena, &people);
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

/* A line each: what stands in a cell, and what a line of --rules may say. */
#define COLUMNS_SAY                                                            \
    "Columns of people.csv; lists are parted by ; and code and side are "      \
    "needed:\n"                                                                \
    "  code, side, organisation   words of your own\n"                         \
    "  role_family                a word, alike for all who do alike\n"        \
    "  level                      0 (policy) to 4 (front line)\n"              \
    "  sectors, interests, goals  words, such as water;births\n"               \
    "  offers, wants              words, with a weight: births:3\n"            \
    "  languages                  en:3;sw:1: how well, 1 to 3\n"               \
    "  free                       when, in any of these ways:\n"               \
    "      2024-05-06/2024-05-17                  days, both included\n"       \
    "      2024-05-06T09:00/2024-05-06T12:00      hours of a day\n"            \
    "      mon 09:00-12:00, tue-thu afternoon     hours of each week;\n"       \
    "        morning is 8 to 12, afternoon 12 to 17, evening 17 to 21\n"       \
    "      hours are those of one clock, the same for everybody\n"             \
    "  wishes                     codes, the dearest first; five at most\n"    \
    "  not_with                   codes; never shown to anybody\n"             \
    "  capacity, trio             1 to 3 counterparts; yes or no\n"            \
    "  lived                      yes: has lived experience\n"                 \
    "  safeguard                  protected, or cleared\n"                     \
    "Rules, a line each, name = value; codes are people's:\n"
#define PAIR_RULES_SAY                                                         \
    "  role_family level interests languages give goals time\n"                \
    "                             a weight each, 0 to 100\n"                   \
    "  days_needed = 5            free days in common that are enough\n"       \
    "  spread = 40                points that a second counterpart costs\n"    \
    "  interpreter = yes          one is paid for\n"                           \
    "  same_organisation = yes    two of one may be a pair\n"                  \
    "  related = nurse, midwife   families of roles that are near\n"           \
    "  pin = a, b    not = a, b   together; never together\n"
#define GROUP_RULES_SAY                                                        \
    "  per_organisation = 1       of one organisation at most\n"               \
    "  lived = 1                  with lived experience at least\n"            \
    "  shared_hours = 3           in which all of a group are free: within\n"  \
    "                             the days that people named, or a week\n"     \
    "  shared_days = 2            the same in days; one of the two\n"          \
    "  interpreter = yes          a group need not share a language\n"         \
    "  pin = a, b    not = a, b   together; never together\n"

const struct command match_commands[] = {
    { "match", "people.csv --between A,B",
        "who with whom, fairly, proved and explained", cmd_match,
        .needs_no_data = true, .more = COLUMNS_SAY PAIR_RULES_SAY },
    { "groups", "people.csv --size 3..5",
        "workshop groups, the lowest first, within rules", cmd_groups,
        .needs_no_data = true, .more = COLUMNS_SAY GROUP_RULES_SAY },
    { "assignment", "FILE",
        "rows to columns at the least cost, proved, as JSON", cmd_assignment,
        .needs_no_data = true },
    { .name = NULL },
};
