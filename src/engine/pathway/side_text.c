/* The released form of a summary as text. */
#include "engine/pathway/side_groups.h"

#include <math.h>
#include <string.h>

enum { GROUP_COUNTS_MAX = 10'000'000 };
#define CASES_MAX INT64_C(1'000'000'000'000)

/* ---- Writing ----------------------------------------------------------------
 */

static void
name(struct buf *out, text t)
{
    buf_byte(out, '\t');
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
            buf_byte(out, '\\');
            c = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
        }
        buf_byte(out, c);
    }
}

static void
count(struct buf *out, int64_t n)
{
    buf_byte(out, '\t');
    if (n == CP_SIDE_HIDDEN)
        buf_byte(out, '-');
    else
        buf_int(out, n);
}

static void
median(struct buf *out, double us)
{
    buf_byte(out, '\t');
    if (isfinite(us)) /* a half of a microsecond is nobody's */
        buf_int(out, (int64_t)floor(us + 0.5));
    else
        buf_byte(out, '-');
}

static void
edges(struct buf *out, const char *word, const struct cp_side_edge *all,
    int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        buf_print(out, "%s\t%d\t%d", word, all[i].from, all[i].to);
        count(out, all[i].n_cases);
        median(out, all[i].median_wait);
        buf_byte(out, '\n');
    }
}

/* A group a line: its cases, how far they came, and each target's classes. */
static void
groups(struct buf *out, const struct cp_side *s)
{
    int32_t n_far = cp_side_n_far(s);
    if (s->n_by > 0) {
        buf_add(out, TEXT("far"));
        for (int32_t i = 0; i < n_far; i++)
            count(out, s->far[i]);
        buf_byte(out, '\n');
    }
    for (int32_t w = 0; w < s->n_by; w++) {
        const struct cp_side_by *by = &s->by[w];
        buf_add(out, TEXT("by"));
        name(out, by->attribute);
        buf_byte(out, '\n');
        for (int32_t g = 0; g < by->n_groups; g++) {
            bool is_rest = by->has_rest && g == by->n_groups - 1;
            buf_add(out, is_rest ? TEXT("rest") : TEXT("group"));
            if (!is_rest)
                name(out, by->groups[g]);
            count(out, by->n[g]);
            for (int32_t i = 0; i < n_far; i++)
                count(out, by->far[(ptrdiff_t)g * n_far + i]);
            for (int32_t t = 0; t < s->n_targets; t++)
                for (int c = 0; c < CP_TARGET_CLASSES; c++)
                    count(out, *cp_side_kept(s, w, t, g, c));
            buf_byte(out, '\n');
        }
    }
}

void
cp_side_write(const struct cp_side *s, struct buf *out)
{
    text rest = s->list;
    buf_print(out,
        "counterpart-pathway-summary "
        "%d\nform\treleased\nthreshold\t%lld\n%szone",
        (int)CP_SUMMARY_VERSION, (long long)s->threshold,
        s->has_bins ? "times\tbins\n" : "");
    name(out, s->zone);
    for (int i = 0; i < s->n_mapping; i++) {
        buf_add(out, TEXT("\nmapping"));
        name(out, s->mapping[i]);
    }
    buf_print(out, "\nlost-after\t%d\n", s->lost_after_days);
    while (!text_is_empty(rest)) {
        buf_add(out, TEXT("list"));
        name(out, text_cut(rest, '\n', &rest));
        buf_byte(out, '\n');
    }
    buf_add(out, TEXT("cases"));
    count(out, s->n_cases);
    buf_byte(out, '\n');
    for (int32_t k = 0; k < s->n_stages; k++) {
        buf_add(out, TEXT("stage"));
        name(out, s->stages[k].name);
        count(out, s->stages[k].n_reached);
        count(out, s->stages[k].n_of_before);
        count(out, s->stages[k].n_lost);
        median(out, s->stages[k].median_wait);
        buf_byte(out, '\n');
    }
    edges(out, "flow", s->flows, s->n_flows);
    for (int32_t t = 0; t < s->n_targets; t++) {
        buf_add(out, TEXT("target"));
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            count(out, s->targets[t].n[c]);
        buf_byte(out, '\n');
    }
    for (int32_t i = 0; i < s->n_activities; i++) {
        buf_add(out, TEXT("activity"));
        name(out, s->activities[i].name);
        count(out, s->activities[i].n_cases);
        count(out, s->activities[i].n_starts);
        count(out, s->activities[i].n_ends);
        buf_byte(out, '\n');
    }
    edges(out, "edge", s->edges, s->n_edges);
    groups(out, s);
    buf_add(out, TEXT("end of summary\n"));
}

/* ---- Reading ----------------------------------------------------------------
 */

struct reading {
    struct arena *arena;
    text rest, word, fields;
    int64_t line_number;
    struct why *why;
    bool is_bad;
};

static void
bad(struct reading *r, const char *what)
{
    if (!r->is_bad)
        r->is_bad = err_say(r->why, ERR_BAD_INPUT, "line %lld: %s",
                        (long long)r->line_number, what) != OK;
}

static void
next_line(struct reading *r)
{
    text line = { 0 };
    if (!text_is_empty(r->rest)) {
        line = text_cut(r->rest, '\n', &r->rest);
        r->line_number++;
    }
    r->word = text_cut(line, '\t', &r->fields);
}

static bool
is_line(const struct reading *r, const char *word)
{
    return !r->is_bad && text_is_equal(r->word, text_of(word));
}

static text
take_name(struct reading *r)
{
    if (!text_is_known(r->fields)) {
        bad(r, "something is missing at the end");
        return TEXT("");
    }
    text raw = text_cut(r->fields, '\t', &r->fields);
    struct buf b = buf_in(r->arena, raw.len);
    for (ptrdiff_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '\\' && i + 1 < raw.len) {
            c = raw.ptr[++i];
            c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        buf_byte(&b, c);
    }
    return buf_text(&b);
}

static int64_t
take_count(struct reading *r, int64_t most)
{
    int64_t n = 0;
    text t = take_name(r);
    if (text_is_equal(t, TEXT("-")))
        return CP_SIDE_HIDDEN;
    if (!text_parse_int(t, &n) || n < 0 || n > most)
        bad(r, "a number is wrong");
    return n;
}

static double
take_median(struct reading *r)
{
    int64_t n = take_count(r, INT64_MAX / 2);
    return n == CP_SIDE_HIDDEN ? (double)NAN : (double)n;
}

static void
end_line(struct reading *r)
{
    if (text_is_known(r->fields))
        bad(r, "something stands at the end");
    next_line(r);
}

static void
expect(struct reading *r, const char *word)
{
    if (!is_line(r, word))
        bad(r, "this is not the line that stands here in a summary");
}

static ptrdiff_t
count_lines(text t)
{
    ptrdiff_t n = 1;
    for (ptrdiff_t i = 0; i < t.len; i++)
        n += t.ptr[i] == '\n';
    return n;
}

/* How many lines from here on are of groups; the last may be of the rest. */
static ptrdiff_t
count_groups(const struct reading *r, bool *has_rest)
{
    text rest = r->rest, word = r->word;
    ptrdiff_t n = 0;
    *has_rest = false;
    while (!*has_rest &&
        (text_is_equal(word, TEXT("group")) ||
            text_is_equal(word, TEXT("rest")))) {
        *has_rest = text_is_equal(word, TEXT("rest"));
        text line = text_cut(rest, '\n', &rest), fields;
        word = text_cut(line, '\t', &fields);
        n++;
    }
    return n;
}

static void
read_head(struct reading *r, struct cp_side *to, ptrdiff_t n_lines)
{
    struct cp_pathway_fault fault;
    text *mapping = arena_new(r->arena, text, n_lines);
    next_line(r);
    if (!text_is_equal(r->word, TEXT("counterpart-pathway-summary 1")))
        bad(r, "this is no summary of a pathway, or of another version");
    end_line(r);
    expect(r, "form");
    if (!text_is_equal(take_name(r), TEXT("released")))
        bad(r, "this summary is not the released form");
    end_line(r);
    expect(r, "threshold");
    to->threshold = take_count(r, 1000);
    if (to->threshold < 2)
        bad(r, "a threshold is 2 or more");
    end_line(r);
    if (is_line(r, "times")) {
        to->has_bins = text_is_equal(take_name(r), TEXT("bins"));
        if (!to->has_bins)
            bad(r, "times are exact, or in bins");
        end_line(r);
    }
    expect(r, "zone");
    to->zone = take_name(r);
    end_line(r);
    to->mapping = mapping;
    while (is_line(r, "mapping")) {
        mapping[to->n_mapping++] = take_name(r);
        end_line(r);
    }
    expect(r, "lost-after");
    to->lost_after_days = (int32_t)take_count(r, 100'000);
    end_line(r);
    struct buf list = buf_in(r->arena, 4000);
    while (is_line(r, "list")) {
        buf_add(&list, take_name(r));
        buf_byte(&list, '\n');
        end_line(r);
    }
    to->list = buf_text(&list);
    if (!r->is_bad && to->list.len > 0 &&
        cp_pathway_parse(&to->pathway, r->arena, to->list, &fault) != OK)
        bad(r, "the pathway above cannot be read");
    expect(r, "cases");
    to->n_cases = take_count(r, CASES_MAX);
    if (to->n_cases < to->threshold)
        bad(r, "too few cases");
    end_line(r);
}

static struct cp_side_edge *
read_edges(struct reading *r, const char *word, int32_t n_nodes,
    ptrdiff_t n_lines, int32_t *n)
{
    struct cp_side_edge *all =
        arena_new(r->arena, struct cp_side_edge, n_lines);
    while (is_line(r, word)) {
        int64_t from = take_count(r, n_nodes - 1);
        int64_t to = take_count(r, n_nodes - 1);
        if (from < 0 || to < 0)
            bad(r, "an edge has no end");
        all[*n] = (struct cp_side_edge){ (int32_t)from, (int32_t)to,
            take_count(r, CASES_MAX), take_median(r) };
        if (all[*n].n_cases < 0)
            bad(r, "an edge that is hidden is not there");
        ++*n;
        end_line(r);
    }
    return all;
}

static void
read_groups(struct reading *r, struct cp_side *to, ptrdiff_t n_lines)
{
    int32_t n_far = cp_side_n_far(to);
    int64_t n_values = 0,
            n_wide = 1 + n_far + (int64_t)to->n_targets * CP_TARGET_CLASSES;
    if (!is_line(r, "far"))
        return;
    to->by = arena_new(r->arena, struct cp_side_by, n_lines);
    to->far = arena_new(r->arena, int64_t, n_far);
    for (int32_t i = 0; i < n_far; i++)
        to->far[i] = take_count(r, to->n_cases);
    end_line(r);
    while (is_line(r, "by")) {
        struct cp_side_by *by = &to->by[to->n_by++];
        by->attribute = take_name(r);
        end_line(r);
        by->n_groups = (int32_t)count_groups(r, &by->has_rest);
        n_values += by->n_groups * n_wide;
        if (n_values > GROUP_COUNTS_MAX) {
            bad(r, "too many groups");
            return;
        }
        text *names = arena_new(r->arena, text, by->n_groups);
        by->groups = names;
        by->n = arena_new(r->arena, int64_t, by->n_groups);
        by->far = arena_new(r->arena, int64_t, by->n_groups * n_far);
        by->kept = arena_new(r->arena, int64_t,
            (ptrdiff_t)by->n_groups * to->n_targets * CP_TARGET_CLASSES);
        for (int32_t g = 0; g < by->n_groups && !r->is_bad; g++) {
            bool is_rest = by->has_rest && g == by->n_groups - 1;
            names[g] = is_rest ? TEXT("") : take_name(r);
            by->n[g] = take_count(r, to->n_cases);
            for (int32_t i = 0; i < n_far; i++)
                by->far[(ptrdiff_t)g * n_far + i] = take_count(r, to->n_cases);
            for (int32_t t = 0; t < to->n_targets; t++)
                for (int c = 0; c < CP_TARGET_CLASSES; c++)
                    *cp_side_kept(to, to->n_by - 1, t, g, c) =
                        take_count(r, to->n_cases);
            end_line(r);
        }
    }
    if (to->n_by == 0)
        bad(r, "how far cases came stands there without groups");
}

bool
cp_side_is(text source)
{
    return text_starts_with(
        source, TEXT("counterpart-pathway-summary 1\nform\treleased\n"));
}

enum err
cp_side_read(struct cp_side *to, struct arena *a, text source, struct why *why)
{
    struct reading r = { .arena = a, .rest = source, .why = why };
    ptrdiff_t n_lines = count_lines(source);
    *to = (struct cp_side){ 0 };
    read_head(&r, to, n_lines);
    to->stages = arena_new(a, struct cp_side_stage, n_lines);
    while (is_line(&r, "stage")) {
        struct cp_side_stage *st = &to->stages[to->n_stages++];
        st->name = take_name(&r);
        st->n_reached = take_count(&r, to->n_cases);
        st->n_of_before = take_count(&r, to->n_cases);
        st->n_lost = take_count(&r, to->n_cases);
        st->median_wait = take_median(&r);
        end_line(&r);
    }
    to->flows = read_edges(&r, "flow", to->n_stages, n_lines, &to->n_flows);
    to->targets = arena_new(a, struct cp_side_target, n_lines);
    while (is_line(&r, "target")) {
        struct cp_side_target *t = &to->targets[to->n_targets++];
        for (int c = 0; c < CP_TARGET_CLASSES; c++)
            t->n[c] = take_count(&r, to->n_cases);
        end_line(&r);
    }
    if (to->n_targets != to->pathway.n_targets)
        bad(&r, "there are not as many targets as the pathway has");
    to->activities = arena_new(a, struct cp_side_activity, n_lines);
    while (is_line(&r, "activity")) {
        struct cp_side_activity *one = &to->activities[to->n_activities++];
        one->name = take_name(&r);
        one->n_cases = take_count(&r, to->n_cases);
        one->n_starts = take_count(&r, to->n_cases);
        one->n_ends = take_count(&r, to->n_cases);
        end_line(&r);
    }
    to->edges = read_edges(&r, "edge", to->n_activities, n_lines, &to->n_edges);
    read_groups(&r, to, n_lines);
    if (!is_line(&r, "end of summary") || !text_is_empty(r.rest))
        bad(&r, "a summary ends with the line: end of summary");
    return r.is_bad ? ERR_BAD_INPUT : OK;
}
