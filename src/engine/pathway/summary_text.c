/* A summary as text. */
#include "engine/pathway/summary_inside.h"

#include <string.h>

const char *const cp_record_names[CP_RECORD_KINDS] = { [CP_RECORD_DURATION] =
                                                           "duration",
    [CP_RECORD_WAIT] = "wait",
    [CP_RECORD_ALIGN] = "align",
    [CP_RECORD_TARGET] = "target",
    [CP_RECORD_KEPT] = "kept",
    [CP_RECORD_KM] = "km",
    [CP_RECORD_STAGE] = "stage",
    [CP_RECORD_STAGE_END] = "stage-end",
    [CP_RECORD_STAGE_LAST] = "stage-last",
    [CP_RECORD_STAGE_WAIT] = "stage-wait",
    [CP_RECORD_STAGE_KM] = "stage-km",
    [CP_RECORD_FLOW] = "flow",
    [CP_RECORD_FLOW_CASES] = "flow-cases" };
const char *const cp_sum_names[CP_SUMS] = { [CP_SUM_ROWS] = "rows",
    [CP_SUM_REFUSED] = "refused",
    [CP_SUM_LEFT_OUT] = "left-out",
    [CP_SUM_EVENTS] = "events",
    [CP_SUM_CASES] = "cases",
    [CP_SUM_TIES] = "same-time",
    [CP_SUM_AGAIN] = "twice",
    [CP_SUM_UNORDERED] = "cases-out-of-order",
    [CP_SUM_SINGLE] = "cases-of-one-event",
    [CP_SUM_OUTSIDE] = "outside",
    [CP_SUM_BEFORE_BIRTH] = "before-birth",
    [CP_SUM_DOUBLED_HOURS] = "doubled-hours",
    [CP_SUM_MISSING_HOURS] = "missing-hours" };

static void
field(struct buf *out, const char *word)
{
    buf_add(out, text_of(word));
}

enum { NUMBER_MAX = 24 }; /* bytes of one, and of what stands before it */

/* Digits of a number: by its bits, and one fewer where it is below the power
 * of ten that those bits may reach. */
static int
count_digits(uint64_t n)
{
    static const uint64_t powers[] = { 0, 10, 100, 1000, 10'000, 100'000,
        1'000'000, 10'000'000, 100'000'000, 1'000'000'000, 10'000'000'000,
        100'000'000'000, 1'000'000'000'000, 10'000'000'000'000,
        100'000'000'000'000, 1'000'000'000'000'000, 10'000'000'000'000'000,
        100'000'000'000'000'000, 1'000'000'000'000'000'000,
        10'000'000'000'000'000'000u };
    int most = (64 - __builtin_clzll(n | 1)) * 1233 >> 12;
    return most + 1 - (n < powers[most]);
}

/* There is room. buf_int is for any number; most are short, and there are
 * many. Returns what is behind it. */
static char *
put_number(char *to, char before, int64_t value)
{
    static const char pairs[] = "0001020304050607080910111213141516171819"
                                "2021222324252627282930313233343536373839"
                                "4041424344454647484950515253545556575859"
                                "6061626364656667686970717273747576777879"
                                "8081828384858687888990919293949596979899";
    uint64_t n = value < 0 ? -(uint64_t)value : (uint64_t)value;
    *to++ = before;
    if (value < 0)
        *to++ = '-';
    char *end = to + count_digits(n), *at = end;
    for (; n >= 100; n /= 100)
        memcpy(at -= 2, pairs + n % 100 * 2, 2);
    if (n >= 10)
        memcpy(at - 2, pairs + n * 2, 2);
    else
        at[-1] = (char)('0' + n);
    return end;
}

static void
number(struct buf *out, char before, int64_t n)
{
    buf_grow(out, NUMBER_MAX);
    out->len = put_number(out->ptr + out->len, before, n) - out->ptr;
}

static void
name(struct buf *out, char before, text t)
{
    buf_byte(out, before);
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
put_head(const struct cp_summary *s, struct buf *out)
{
    text line, rest = s->pathway;
    buf_print(out, "counterpart-pathway-summary %d\nform\tprivate\n%s",
        (int)CP_SUMMARY_VERSION, s->has_bins ? "times\tbins\n" : "");
    buf_print(out, "log\t%016llx%016llx\nzone", (unsigned long long)s->log[0],
        (unsigned long long)s->log[1]);
    name(out, '\t', s->zone);
    for (int i = 0; i < s->n_mapping; i++) {
        field(out, "\nmapping");
        name(out, '\t', s->mapping[i]);
    }
    for (int i = 0; i < s->n_attributes; i++) {
        field(out, "\nattribute");
        name(out, '\t', s->attributes[i]);
    }
    buf_print(out, "\nlost-after\t%d\npathway\t%016llx\n", s->lost_after_days,
        (unsigned long long)text_hash(s->pathway));
    while (!text_is_empty(rest)) {
        line = text_cut(rest, '\n', &rest);
        field(out, "list");
        name(out, '\t', line);
        buf_byte(out, '\n');
    }
    for (int32_t i = 0; i < s->n_parts; i++)
        if (s->has_part[i])
            buf_print(out, "part\t%d/%d\n", i + 1, s->n_parts);
    for (int i = 0; i < CP_SUMS; i++) {
        field(out, "sum\t");
        field(out, cp_sum_names[i]);
        number(out, '\t', s->sums[i]);
        buf_byte(out, '\n');
    }
    if (s->sums[CP_SUM_EVENTS] > 0) {
        field(out, "first");
        number(out, '\t', s->first);
        field(out, "\nlast");
        number(out, '\t', s->last);
        buf_byte(out, '\n');
    }
}

static void
put_keys(const struct cp_summary *s, struct buf *out)
{
    static const char digits[] = "0123456789abcdef";
    buf_print(out, "keys\t%s\n", s->has_keys ? "yes" : "no");
    for (int64_t i = 0; i < s->n_keys; i++) {
        const unsigned char *key = s->keys + i * CP_KEY_BYTES;
        field(out, "key\t");
        buf_grow(out, 2 * CP_KEY_BYTES);
        for (int k = 0; k < CP_KEY_BYTES; k++) {
            out->ptr[out->len++] = digits[key[k] >> 4];
            out->ptr[out->len++] = digits[key[k] & 15];
        }
        buf_byte(out, '\n');
    }
}

static void
put_tables(const struct cp_summary *s, struct arena *scratch, struct buf *out)
{
    struct cp_summary_graph g;
    cp_summary_graph(&g, scratch, s, NULL);
    for (int32_t i = 0; i < s->n_cells; i++) {
        field(out, "group");
        number(out, '\t', i);
        for (int k = 0; k < s->n_attributes; k++)
            name(out, '\t', s->cells[(int64_t)i * s->n_attributes + k]);
        buf_byte(out, '\n');
    }
    for (int32_t i = 0; i < s->n_activities; i++) {
        field(out, "activity");
        number(out, '\t', i);
        name(out, '\t', s->activities[i]);
        number(out, '\t', g.n_events[i]);
        number(out, '\t', g.n_cases[i]);
        buf_byte(out, '\n');
    }
    for (int is_end = 0; is_end < 2; is_end++)
        for (int32_t i = 0; i < s->n_activities; i++) {
            int64_t n = is_end ? g.n_ends[i] : g.n_starts[i];
            if (n == 0)
                continue;
            field(out, is_end ? "end" : "start");
            number(out, '\t', i);
            number(out, '\t', n);
            buf_byte(out, '\n');
        }
    for (int32_t i = 0; i < g.n_edges; i++) {
        field(out, "edge");
        number(out, '\t', g.edges[i].from);
        number(out, '\t', g.edges[i].to);
        number(out, '\t', g.edges[i].n_events);
        number(out, '\t', g.edges[i].n_cases);
        buf_byte(out, '\n');
    }
}

static void
put_ways(const struct cp_summary *s, struct buf *out)
{
    for (int64_t i = 0; i < s->n_ways; i++) {
        const struct cp_way *w = &s->ways[i];
        field(out, "variant");
        number(out, '\t', w->cell);
        number(out, '\t', w->n_cases);
        buf_grow(out, (ptrdiff_t)w->n * NUMBER_MAX);
        char *to = out->ptr + out->len;
        for (int32_t k = 0; k < w->n; k++)
            to = put_number(to,
                k == 0                       ? '\t'
                    : w->events[k] & CP_TIED ? '+'
                                             : ' ',
                w->events[k] & ~CP_TIED);
        out->len = to - out->ptr;
        buf_byte(out, '\n');
    }
}

int64_t
cp_record_unit(const struct cp_record *r)
{
    int64_t unit = 1'000'000;
    struct cp_words words = cp_record_words(r);
    struct cp_run run;
    while (unit > 1 && cp_words_next(&words, &run))
        if (run.value % 1'000'000 != 0)
            unit = run.value % 1000 != 0 ? 1 : 1000;
    return unit;
}

static void
put_records(const struct cp_summary *s, struct buf *out)
{
    for (int64_t i = 0; i < s->n_records; i++) {
        const struct cp_record *r = &s->records[i];
        enum cp_record_kind kind = cp_record_kind(r->key);
        bool is_time = cp_record_has_times(kind);
        bool is_bin = is_time && s->has_bins;
        int64_t unit = is_time && !is_bin ? cp_record_unit(r) : 1;
        field(out, cp_record_names[kind]);
        number(out, '\t', cp_record_cell(r->key));
        number(out, '\t', cp_record_a(r->key));
        number(out, '\t', cp_record_b(r->key));
        buf_byte(out, '\t');
        field(out,
            !is_time           ? "code"
                : is_bin       ? cp_bin_word(kind)
                : unit == 1    ? "us"
                : unit == 1000 ? "ms"
                               : "s");
        struct cp_words words = cp_record_words(r);
        struct cp_run run;
        buf_grow(out, 2 * r->n_words * NUMBER_MAX);
        char *to = out->ptr + out->len;
        for (char before = '\t'; cp_words_next(&words, &run); before = ' ') {
            to = put_number(to, before,
                is_bin             ? cp_bin_of_time(kind, run.value)
                    : unit == 1    ? run.value
                    : unit == 1000 ? run.value / 1000
                                   : run.value / 1'000'000);
            if (run.n > 1)
                to = put_number(to, '*', run.n);
        }
        out->len = to - out->ptr;
        buf_byte(out, '\n');
    }
}

void
cp_summary_write_head(
    const struct cp_summary *s, struct arena *scratch, struct buf *out)
{
    put_head(s, out);
    put_keys(s, out);
    put_tables(s, scratch, out);
}

void
cp_summary_write(
    const struct cp_summary *s, struct arena *scratch, struct buf *out)
{
    cp_summary_write_head(s, scratch, out);
    put_ways(s, out);
    put_records(s, out);
    field(out, "end of summary\n");
}
