/* The rules of a round: lines of `name = value`. */
#include "match/match_inside.h"

#include "os/file.h"

const char *const item_names[CP_ITEMS] = { "role_family", "level", "interests",
    "languages", "give", "goals", "time" };

enum { FILE_MAX = 256 << 10, RELATED_MAX = 128, SPREAD = 40 };

struct reading {
    struct match_rules *r;
    text path;
    int64_t line;
    struct match_words *words;
    int32_t (*related)[2];
    struct why *why;
};

static enum err
wrong(const struct reading *in, const char *what)
{
    return err_say(in->why, ERR_BAD_INPUT, "%.*s:%lld: %s", TEXT_ARG(in->path),
        (long long)in->line, what);
}

static enum err
read_number(const struct reading *in, text value, int64_t max, int32_t *number)
{
    int64_t n;
    if (!text_parse_int(value, &n) || n < 0 || n > max)
        return err_say(in->why, ERR_BAD_INPUT,
            "%.*s:%lld: a whole number from 0 to %lld", TEXT_ARG(in->path),
            (long long)in->line, (long long)max);
    *number = (int32_t)n;
    return OK;
}

static enum err
read_yes(const struct reading *in, text value, bool *is_yes)
{
    *is_yes = text_is_equal(value, TEXT("yes"));
    return *is_yes || text_is_equal(value, TEXT("no")) ? OK
                                                       : wrong(in, "yes or no");
}

static enum err
read_two(const struct reading *in, text value, struct code_pair *pairs, int *n,
    int max)
{
    text second, first = text_trim(text_cut(value, ',', &second));
    second = text_trim(second);
    if (text_is_empty(first) || text_is_empty(second))
        return wrong(in, "two codes with a comma between them");
    if (*n == max)
        return wrong(in, "too many of these");
    pairs[(*n)++] = (struct code_pair){ first, second };
    return OK;
}

static enum err
read_related(struct reading *in, text value)
{
    struct cp_score_rules *s = &in->r->score;
    struct code_pair two;
    int n = 0;
    enum err e = read_two(in, value, &two, &n, 1);
    if (e != OK)
        return e;
    if (s->n_related == RELATED_MAX)
        return wrong(in, "too many of these");
    in->related[s->n_related][0] = match_word(in->words, two.a);
    in->related[s->n_related++][1] = match_word(in->words, two.b);
    return OK;
}

static enum err
read_line(struct reading *in, text name, text value)
{
    struct match_rules *r = in->r;
    for (int i = 0; i < CP_ITEMS; i++)
        if (text_is_equal(name, text_of(item_names[i])))
            return read_number(in, value, 100, &r->score.weights[i]);
    if (text_is_equal(name, TEXT("days_needed")))
        return read_number(in, value, 365, &r->score.days_needed);
    if (text_is_equal(name, TEXT("spread")))
        return read_number(in, value, 1000, &r->spread);
    if (text_is_equal(name, TEXT("per_organisation")))
        return read_number(in, value, 100, &r->organisation_max);
    if (text_is_equal(name, TEXT("lived")))
        return read_number(in, value, 100, &r->lived_min);
    if (text_is_equal(name, TEXT("shared_days")))
        return read_number(in, value, 365, &r->days_min);
    if (text_is_equal(name, TEXT("shared_hours")))
        return read_number(in, value, 1000, &r->hours_min);
    if (text_is_equal(name, TEXT("interpreter")))
        return read_yes(in, value, &r->score.has_interpreter);
    if (text_is_equal(name, TEXT("same_organisation")))
        return read_yes(in, value, &r->score.may_share_organisation);
    if (text_is_equal(name, TEXT("related")))
        return read_related(in, value);
    if (text_is_equal(name, TEXT("pin")))
        return read_two(in, value, r->pins, &r->n_pins, PINS_MAX);
    if (text_is_equal(name, TEXT("not")))
        return read_two(in, value, r->vetoes, &r->n_vetoes, VETOES_MAX);
    return wrong(in,
        "rules are role_family level interests languages give goals time (a "
        "weight each), days_needed, interpreter, same_organisation, related, "
        "pin, not, spread (points that a second counterpart of somebody "
        "costs), and for groups per_organisation, lived, shared_days or "
        "shared_hours");
}

enum err
match_rules_read(struct match_rules *r, text path, struct match_words *words,
    struct arena *a, struct why *why)
{
    text lines = TEXT("");
    enum err e =
        text_is_empty(path) ? OK : file_read(path, a, FILE_MAX, &lines, why);
    return e == OK ? match_rules_read_text(r, path, lines, words, a, why) : e;
}

enum err
match_rules_read_text(struct match_rules *r, text name, text rest,
    struct match_words *words, struct arena *a, struct why *why)
{
    struct reading in = { .r = r, .path = name, .words = words, .why = why };
    enum err e = OK;
    *r = (struct match_rules){ .score = cp_score_usual, .spread = SPREAD };
    in.related = (int32_t(*)[2])arena_new(a, int32_t, 2 * RELATED_MAX);
    r->score.related = (const int32_t(*)[2])in.related;
    while (e == OK && !text_is_empty(rest)) {
        text value, line = text_trim(text_cut(rest, '\n', &rest));
        in.line++;
        if (text_is_empty(line) || line.ptr[0] == '#')
            continue;
        text left = text_trim(text_cut(line, '=', &value));
        e = read_line(&in, left, text_trim(value));
    }
    if (e != OK)
        return e;
    int64_t all = 0;
    for (int i = 0; i < CP_ITEMS; i++)
        all += r->score.weights[i];
    return all > 0 ? OK
                   : err_say(why, ERR_BAD_INPUT,
                         "%.*s: all weights are 0: at least one item has to "
                         "count",
                         TEXT_ARG(name));
}
