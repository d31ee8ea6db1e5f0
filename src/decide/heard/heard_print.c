/* Who was heard, as text with the gaps first, as JSON, as CSV. What is hidden
 * is in none of them. */
#include "decide/heard/heard.h"

#include "base/csv.h"
#include <math.h>

static const text LAST[] = { TEXT_INIT("rather not say"),
    TEXT_INIT("not asked") };

const char *
heard_verdict_word(enum cp_heard_verdict v)
{
    static const char *const words[] = { "NOBODY_HEARD", "UNDER_HEARD",
        "OVER_HEARD", "TOO_FEW_TO_SAY", "ABOUT_RIGHT" };
    return words[v];
}

static text
name_of(const struct heard_question *q, int32_t g)
{
    return g < q->n_groups ? q->groups[g] : LAST[g - q->n_groups];
}

/* How a question stands: nobody was asked it, nobody said anything, or not. Of
 * what nobody was asked no group is missing more than another. */
enum stand { SAID, NOBODY_ASKED, NOBODY_SAID };

static enum stand
stand_of(const struct heard *h, int32_t i)
{
    const struct cp_heard_line *lines = h->shown.lines[i];
    int32_t n = h->questions[i].n_groups;
    for (int32_t g = 0; g < n; g++)
        if (lines[g].is_hidden || lines[g].n > 0)
            return SAID;
    if (lines[n].is_hidden || lines[n].n > 0)
        return NOBODY_SAID;
    return lines[n + 1].is_hidden ? NOBODY_SAID : NOBODY_ASKED;
}

static const char *
verdict_of(const struct heard *h, int32_t i, int32_t g)
{
    const struct cp_heard_line *l = &h->shown.lines[i][g];
    enum stand stand = stand_of(h, i);
    return stand == NOBODY_ASKED ? "NOBODY_ASKED"
        : stand == NOBODY_SAID   ? "NOBODY_SAID"
        : l->has_verdict         ? heard_verdict_word(l->is.verdict)
                                 : NULL;
}

/* ---- JSON
 * ---------------------------------------------------------------------- */

static void
json_line(struct json *j, const struct heard *h, int32_t i, int32_t g)
{
    const struct heard_question *q = &h->questions[i];
    const struct cp_heard_line *l = &h->shown.lines[i][g];
    const char *verdict = verdict_of(h, i, g);
    bool has_ratio = l->has_ratio && stand_of(h, i) == SAID;
    json_object(j);
    json_name(j, "group");
    json_text(j, name_of(q, g));
    json_name(j, "heard");
    if (l->is_hidden)
        json_null(j);
    else
        json_int(j, l->n);
    if (g < q->n_groups) {
        json_name(j, "population_share");
        json_real(j, q->shares[g]);
        json_name(j, "ratio");
        json_real(j, has_ratio ? l->is.ratio : NAN);
        json_name(j, "low");
        json_real(j, has_ratio ? l->is.low : NAN);
        json_name(j, "high");
        json_real(j, has_ratio ? l->is.high : NAN);
        json_name(j, "verdict");
        json_text(j, verdict == NULL ? (text){ 0 } : text_of(verdict));
    }
    json_end(j);
}

static void
json_cross(struct json *j, const struct heard *h)
{
    const struct heard_question *one = &h->questions[h->one];
    const struct heard_question *two = &h->questions[h->two];
    int32_t columns = two->n_groups + 2;
    json_name(j, "together");
    json_array(j);
    for (int32_t i = 0; i < one->n_groups + 2; i++)
        for (int32_t k = 0; k < columns && h->shown.cross_hidden != NULL; k++) {
            json_object(j);
            json_name_text(j, one->name);
            json_text(j, name_of(one, i));
            json_name_text(j, two->name);
            json_text(j, name_of(two, k));
            json_name(j, "heard");
            if (h->shown.cross_hidden[(ptrdiff_t)i * (columns + 1) + k])
                json_null(j);
            else
                json_int(j, h->cross[(ptrdiff_t)i * columns + k]);
            json_end(j);
        }
    json_end(j);
}

void
heard_print_json(const struct heard *h, struct buf *out)
{
    struct json j = json_write(out);
    json_object(&j);
    json_name(&j, "people");
    if (h->shown.is_total_hidden)
        json_null(&j);
    else
        json_int(&j, h->n_people);
    json_name(&j, "threshold");
    json_int(&j, h->threshold);
    json_name(&j, "questions");
    json_array(&j);
    for (int32_t i = 0; i < h->n_questions; i++) {
        const struct heard_question *q = &h->questions[i];
        json_object(&j);
        json_name(&j, "question");
        json_text(&j, q->name);
        json_name(&j, "source");
        json_text(&j, q->source);
        json_name(&j, "year");
        json_text(&j, q->year);
        json_name(&j, "groups");
        json_array(&j);
        for (int32_t g = 0; g < q->n_groups + 2; g++)
            json_line(&j, h, i, g);
        json_end(&j);
        json_end(&j);
    }
    json_end(&j);
    if (h->one >= 0)
        json_cross(&j, h);
    json_end(&j);
    buf_byte(out, '\n');
}

/* ---- CSV
 * ----------------------------------------------------------------------- */

static void
csv_real(struct csv_writer *w, bool is_there, double x)
{
    if (is_there)
        csv_add_real(w, x);
    else
        csv_add(w, TEXT(""));
}

void
heard_print_csv(const struct heard *h, struct buf *out)
{
    static const char *const heads[] = { "question", "group", "heard",
        "population_share", "ratio", "low", "high", "verdict", "source",
        "year" };
    struct csv_writer w = csv_write(out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (int32_t i = 0; i < h->n_questions; i++) {
        const struct heard_question *q = &h->questions[i];
        for (int32_t g = 0; g < q->n_groups + 2; g++) {
            const struct cp_heard_line *l = &h->shown.lines[i][g];
            csv_add_for_people(&w, q->name);
            csv_add_for_people(&w, name_of(q, g));
            if (l->is_hidden)
                csv_add(&w, TEXT(""));
            else
                csv_add_int(&w, l->n);
            csv_real(&w, g < q->n_groups, q->shares[g]);
            bool has_ratio = l->has_ratio && stand_of(h, i) == SAID;
            csv_real(&w, has_ratio, l->is.ratio);
            csv_real(&w, has_ratio, l->is.low);
            csv_real(&w, has_ratio, l->is.high);
            const char *verdict = g < q->n_groups ? verdict_of(h, i, g) : NULL;
            csv_add(&w, verdict == NULL ? TEXT("") : text_of(verdict));
            csv_add_for_people(&w, q->source);
            csv_add_for_people(&w, q->year);
            csv_end_row(&w);
        }
    }
}

/* ---- Text
 * ---------------------------------------------------------------------- */

static void
say_count(const struct cp_heard_line *l, struct buf *out)
{
    if (l->is_hidden)
        buf_add(out, TEXT("not shown"));
    else
        buf_print(out, "%lld", (long long)l->n);
}

static void
say_line(const struct heard *h, int32_t i, int32_t g, struct buf *out)
{
    const struct heard_question *q = &h->questions[i];
    const struct cp_heard_line *l = &h->shown.lines[i][g];
    buf_add(out, TEXT("  "));
    buf_add(out, name_of(q, g));
    buf_add(out, TEXT(": "));
    say_count(l, out);
    if (g < q->n_groups) {
        buf_print(out, " (%.1f %% of the people)", 100 * q->shares[g]);
        if (l->has_ratio && l->is.ratio >= 0)
            buf_print(out, ", %.2f times their part (%.2f to %.2f)",
                l->is.ratio, l->is.low, l->is.high);
        if (l->has_verdict && stand_of(h, i) == SAID) {
            static const char *const words[] = { ", nobody was heard",
                ", heard too little", ", heard more than their part",
                ", too few to say", ", about right" };
            buf_add(out, text_of(words[l->is.verdict]));
        }
    }
    buf_byte(out, '\n');
}

/* Who is missing, before any number. */
static void
say_gaps(const struct heard *h, struct buf *out)
{
    int n = 0;
    bool is_any_said = false;
    for (int32_t i = 0; i < h->n_questions; i++)
        is_any_said |= stand_of(h, i) == SAID;
    for (int32_t i = 0; i < h->n_questions; i++)
        for (int32_t g = 0;
             g < h->questions[i].n_groups && stand_of(h, i) == SAID; g++) {
            const struct cp_heard_line *l = &h->shown.lines[i][g];
            bool is_nobody = !l->is_hidden && l->n == 0;
            if (!is_nobody &&
                (!l->has_verdict || l->is.verdict != CP_HEARD_UNDER))
                continue;
            if (n++ == 0)
                buf_add(out, TEXT("Gaps:\n"));
            buf_add(
                out, is_nobody ? TEXT("  nobody yet: ") : TEXT("  too few: "));
            buf_add(out, h->questions[i].name);
            buf_byte(out, ' ');
            buf_add(out, h->questions[i].groups[g]);
            buf_byte(out, '\n');
        }
    if (!is_any_said)
        buf_add(out,
            TEXT("Who is missing cannot be said: nobody said anything of "
                 "themselves.\n"));
    else if (n == 0)
        buf_add(out, TEXT("No gap that can be told.\n"));
}

void
heard_print_text(const struct heard *h, struct buf *out)
{
    if (h->shown.is_total_hidden) {
        buf_print(out,
            "Fewer than %lld people were heard: nothing is shown of them.\n",
            (long long)h->threshold);
        return;
    }
    say_gaps(h, out);
    buf_print(out, "\n%lld people were heard.\n", (long long)h->n_people);
    for (int32_t i = 0; i < h->n_questions; i++) {
        const struct heard_question *q = &h->questions[i];
        buf_byte(out, '\n');
        buf_add(out, q->name);
        if (!text_is_empty(q->source) || !text_is_empty(q->year)) {
            buf_add(out, TEXT(" ("));
            buf_add(out, q->source);
            if (!text_is_empty(q->source) && !text_is_empty(q->year))
                buf_add(out, TEXT(", "));
            buf_add(out, q->year);
            buf_byte(out, ')');
        }
        buf_byte(out, '\n');
        if (stand_of(h, i) == NOBODY_ASKED)
            buf_add(out, TEXT("  nobody was asked this\n"));
        else if (stand_of(h, i) == NOBODY_SAID)
            buf_add(out, TEXT("  nobody said this of themselves\n"));
        for (int32_t g = 0; g < q->n_groups + 2; g++)
            say_line(h, i, g, out);
    }
    if (h->one >= 0 && h->shown.cross_hidden == NULL)
        buf_add(out,
            TEXT("\nThe two together are not shown: a number of it is "
                 "small.\n"));
    else if (h->one >= 0)
        buf_add(out, TEXT("\nThe two together: with --format json.\n"));
}
