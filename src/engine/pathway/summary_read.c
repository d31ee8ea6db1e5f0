/* A summary out of its text. Nothing is believed: what is out of order, out of
 * range or does not add up is refused with its line. */
#include "engine/pathway/summary_inside.h"

#include <string.h>

enum { FIELDS = 4 };
#define MOST INT64_C(1'000'000'000'000) /* cases; a thousandth of all else */
#define MOST_US (INT64_MAX / 4)
#define MOST_DAYS INT64_C(20'000'000)

struct reading {
    struct arena *arena;
    text rest;
    int64_t line_number;
    text line, word, fields; /* the line, its first word, what is behind */
    struct why *why;
    bool is_bad;
    int64_t *scratch;
    ptrdiff_t n_scratch;
};

/* The first word of what is wrong stays. */
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
    if (text_is_empty(r->rest)) {
        r->line = r->word = r->fields = (text){ 0 };
        return;
    }
    r->line = text_cut(r->rest, '\n', &r->rest);
    r->line_number++;
    r->word = text_cut(r->line, '\t', &r->fields);
}

/* Is the line one of those? Then what is behind the word is in `fields`. */
static bool
is_line(const struct reading *r, const char *word)
{
    return !r->is_bad && text_is_known(r->line) &&
        text_is_equal(r->word, text_of(word));
}

static text
take_field(struct reading *r)
{
    if (!text_is_known(r->fields)) {
        bad(r, "something is missing at the end");
        return TEXT("");
    }
    return text_cut(r->fields, '\t', &r->fields);
}

static text
take_name(struct reading *r)
{
    text raw = take_field(r);
    if (!text_has_byte(raw, '\\'))
        return arena_copy(r->arena, raw);
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
take_number(struct reading *r, int64_t least, int64_t most)
{
    int64_t n = least;
    text t = take_field(r);
    /* one way to write it alone */
    ptrdiff_t sign = text_starts_with(t, TEXT("-"));
    bool is_plain = t.len == 1 ||
        (t.len > sign && t.ptr[sign] >= '1' && t.ptr[sign] <= '9');
    if (!is_plain || !text_parse_int(t, &n) || n < least || n > most) {
        bad(r, "a number is wrong");
        return least;
    }
    return n;
}

static void
end_line(struct reading *r)
{
    if (text_is_known(r->fields))
        bad(r, "something stands at the end");
    next_line(r);
}

/* A line that must be there. */
static void
expect(struct reading *r, const char *word)
{
    if (!is_line(r, word))
        bad(r, "this is not the line that stands here in a summary");
}

/* How many lines from here on begin with that word. */
static int64_t
count_lines(const struct reading *r, const char *word)
{
    int64_t n = 0;
    size_t length = strlen(word);
    if (r->line.ptr == NULL) /* that was all */
        return 0;
    const char *at = r->line.ptr,
               *end = r->rest.ptr == NULL ? at + r->line.len
                                          : r->rest.ptr + r->rest.len;
    while (at != NULL && end - at > (ptrdiff_t)length &&
        memcmp(at, word, length) == 0 && at[length] == '\t') {
        n++;
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    return n;
}

/* ---- The head ---------------------------------------------------------------
 */

static void
read_names(struct reading *r, const char *word, const text **names, int *n)
{
    int64_t n_lines = count_lines(r, word);
    text *all = arena_new(r->arena, text, n_lines);
    *names = all;
    *n = (int)n_lines;
    if (n_lines > 1000)
        bad(r, "too many of these");
    for (int64_t i = 0; i < n_lines && !r->is_bad; i++) {
        all[i] = take_name(r);
        end_line(r);
    }
}

static void
read_parts(struct reading *r, struct cp_summary *to)
{
    bool *has_part = NULL;
    int64_t last = 0;
    expect(r, "part");
    while (is_line(r, "part")) {
        text all;
        int64_t k = 0, n = 0;
        text which = text_cut(take_field(r), '/', &all);
        if (!text_parse_int(which, &k) || !text_parse_int(all, &n) || k < 1 ||
            n < k || n > CP_PARTS_MAX ||
            (has_part != NULL && (n != to->n_parts || k <= last))) {
            bad(r, "this is no part");
            return;
        }
        if (has_part == NULL)
            has_part = arena_new(r->arena, bool, n);
        to->n_parts = (int32_t)n;
        has_part[k - 1] = true;
        last = k;
        end_line(r);
    }
    to->has_part = has_part;
}

static void
read_fingerprint(struct reading *r, struct cp_summary *to)
{
    expect(r, "log");
    text hex = take_field(r);
    if (hex.len != 32)
        bad(r, "this is no hash of a log");
    for (ptrdiff_t i = 0; i < hex.len && !r->is_bad; i++) {
        char c = hex.ptr[i];
        if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
            bad(r, "this is no hash of a log");
        to->log[i / 16] = to->log[i / 16] << 4 |
            (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    end_line(r);
}

static void
read_head(struct reading *r, struct cp_summary *to)
{
    next_line(r);
    if (!text_starts_with(r->line, TEXT("counterpart-pathway-summary "))) {
        bad(r, "this is no summary of a pathway");
        return;
    }
    if (!text_is_equal(r->line, TEXT("counterpart-pathway-summary 1"))) {
        bad(r, "this summary is of another version");
        return;
    }
    next_line(r);
    expect(r, "form");
    if (!text_is_equal(take_field(r), TEXT("private")))
        bad(r,
            "this summary was released: numbers are hidden in it, and their "
            "sums would be wrong");
    end_line(r);
    if (is_line(r, "times")) {
        to->has_bins = text_is_equal(take_field(r), TEXT("bins"));
        if (!to->has_bins)
            bad(r, "times are exact, or in bins");
        end_line(r);
    }
    read_fingerprint(r, to);
    expect(r, "zone");
    to->zone = take_name(r);
    end_line(r);
    read_names(r, "mapping", &to->mapping, &to->n_mapping);
    read_names(r, "attribute", &to->attributes, &to->n_attributes);
    expect(r, "lost-after");
    to->lost_after_days = (int32_t)take_number(r, 1, 100'000);
    end_line(r);
    expect(r, "pathway");
    take_field(r); /* is compared when all is written again */
    end_line(r);
    struct buf list = buf_in(r->arena, 4000);
    while (is_line(r, "list")) {
        buf_add(&list, take_name(r));
        buf_byte(&list, '\n');
        end_line(r);
    }
    to->pathway = buf_text(&list);
    read_parts(r, to);
    for (int i = 0; i < CP_SUMS; i++) {
        expect(r, "sum");
        if (!text_is_equal(take_field(r), text_of(cp_sum_names[i])))
            bad(r, "this sum does not stand here");
        to->sums[i] = take_number(r, 0, 1000 * MOST);
        end_line(r);
    }
    if (is_line(r, "first")) {
        to->first = take_number(r, -MOST_US, MOST_US);
        end_line(r);
        expect(r, "last");
        to->last = take_number(r, to->first, MOST_US);
        end_line(r);
    }
}

/* Over 15: it is none. */
static unsigned
digit_of(char c)
{
    unsigned digit = (unsigned)c - '0', letter = (unsigned)c - 'a';
    return digit < 10 ? digit : letter < 6 ? letter + 10 : 16;
}

static void
read_keys(struct reading *r, struct cp_summary *to)
{
    expect(r, "keys");
    to->has_keys = text_is_equal(take_field(r), TEXT("yes"));
    end_line(r);
    int64_t n = count_lines(r, "key");
    unsigned char *keys = arena_new(r->arena, unsigned char, n *CP_KEY_BYTES);
    for (int64_t i = 0; i < n && !r->is_bad; i++) {
        unsigned char *key = keys + i * CP_KEY_BYTES;
        text hex = take_field(r);
        if (hex.len != 2 * CP_KEY_BYTES)
            bad(r, "this is no key");
        unsigned all = 0;
        for (int k = 0; k < CP_KEY_BYTES && !r->is_bad; k++) {
            unsigned high = digit_of(hex.ptr[2 * k]);
            unsigned low = digit_of(hex.ptr[2 * k + 1]);
            all |= high | low;
            key[k] = (unsigned char)(high << 4 | low);
        }
        if (all > 15)
            bad(r, "this is no key");
        if (i > 0 && memcmp(key - CP_KEY_BYTES, key, CP_KEY_BYTES) >= 0)
            bad(r, "a key is there twice, or out of order");
        end_line(r);
    }
    to->keys = keys;
    to->n_keys = n;
}

static void
read_tables(struct reading *r, struct cp_summary *to)
{
    int64_t n = count_lines(r, "group");
    if (n > 0x7FF'FFFF || n * to->n_attributes > 1'000'000'000)
        bad(r, "too many groups");
    text *cells = arena_new(r->arena, text, n * to->n_attributes);
    for (int64_t i = 0; i < n && !r->is_bad; i++) {
        take_number(r, i, i);
        for (int k = 0; k < to->n_attributes; k++)
            cells[i * to->n_attributes + k] = take_name(r);
        int order = -1;
        for (int k = 0; i > 0 && k < to->n_attributes; k++)
            if ((order = text_compare(cells[(i - 1) * to->n_attributes + k],
                     cells[i * to->n_attributes + k])) != 0)
                break;
        if (order >= 0 || (i > 0 && to->n_attributes == 0))
            bad(r, "a group is there twice, or out of order");
        end_line(r);
    }
    to->cells = cells;
    to->n_cells = (int32_t)n;
    n = count_lines(r, "activity");
    if (n > CP_SUMMARY_ACTIVITIES_MAX)
        bad(r, "too many activities");
    text *names = arena_new(r->arena, text, n);
    for (int64_t i = 0; i < n && !r->is_bad; i++) {
        take_number(r, i, i);
        names[i] = take_name(r);
        take_number(r, 0, 1000 * MOST);
        take_number(r, 0, 1000 * MOST);
        if (i > 0 && text_compare(names[i - 1], names[i]) >= 0)
            bad(r, "an activity is there twice, or out of order");
        end_line(r);
    }
    to->activities = names;
    to->n_activities = (int32_t)n;
    /* what else is spelt out is compared when the head is written again */
    while (is_line(r, "start") || is_line(r, "end") || is_line(r, "edge"))
        next_line(r);
}

/* ---- Ways and records ------------------------------------------------------
 */

/* A number at the cursor, up to 18 digits; -1: there is none. */
static inline int64_t
scan(const char **cursor, const char *end)
{
    const char *from = *cursor, *at = from;
    uint64_t n = 0;
    for (unsigned digit; at < end && (digit = (unsigned)*at - '0') < 10; at++)
        n = n * 10 + digit;
    *cursor = at;
    return at == from || at - from > 18 || (*from == '0' && at - from > 1)
        ? -1
        : (int64_t)n;
}

/* Room for so many words, of which some stay: they are the last that was asked
 * for. */
static int64_t *
scratch(struct reading *r, ptrdiff_t n)
{
    if (n > r->n_scratch) {
        r->n_scratch = n > 2 * r->n_scratch ? n : 2 * r->n_scratch;
        r->scratch = arena_new(r->arena, int64_t, r->n_scratch);
    }
    return r->scratch;
}

static void *
kept(struct reading *r, const void *bytes, ptrdiff_t n)
{
    void *to = arena_try_room(r->arena, n); /* all of it is written */
    if (to == NULL)
        to = arena_new(r->arena, int64_t, (n + 7) / 8);
    if (n > 0)
        memcpy(to, bytes, (size_t)n);
    return to;
}

static void
read_ways(struct reading *r, struct cp_summary *to)
{
    int64_t n = count_lines(r, "variant");
    struct cp_way *ways = arena_new(r->arena, struct cp_way, n);
    for (int64_t i = 0; i < n && !r->is_bad; i++) {
        struct cp_way *w = &ways[i];
        w->cell = (int32_t)take_number(r, 0, to->n_cells - 1);
        w->n_cases = take_number(r, 1, MOST);
        text steps = take_field(r);
        const char *at = steps.ptr, *end = at + steps.len;
        int32_t *events = (int32_t *)(void *)scratch(r, steps.len / 4 + 1);
        for (int32_t tied = 0;;) {
            int64_t one = scan(&at, end);
            if (one < 0 || one >= to->n_activities) {
                bad(r, "this is no activity");
                break;
            }
            if (tied != 0 && (events[w->n - 1] & ~CP_TIED) > one)
                bad(r, "steps at one time stand by name");
            events[w->n++] = (int32_t)one | tied;
            if (at == end)
                break;
            tied = *at == '+' ? CP_TIED : 0;
            if (*at != ' ' && *at != '+') {
                bad(r, "steps are parted by one blank, or by a plus");
                break;
            }
            at++;
        }
        w->events = kept(r, events, w->n * (ptrdiff_t)sizeof *events);
        if (i > 0 && cp_way_compare(&ways[i - 1], w) >= 0)
            bad(r, "a way is there twice, or out of order");
        end_line(r);
    }
    to->ways = ways;
    to->n_ways = n;
}

static void
read_runs(
    struct reading *r, struct cp_record *record, int64_t unit, bool is_bin)
{
    enum cp_record_kind kind = cp_record_kind(record->key);
    int64_t most = !is_bin             ? MOST_US / unit
        : kind == CP_RECORD_STAGE_LAST ? MOST_DAYS
                                       : CP_BINS - 1;
    text t = take_field(r);
    const char *at = t.ptr, *end = at + t.len;
    int64_t last = 0;
    int64_t *words = scratch(r, t.len / 2 + 2), *to = words;
    while (!r->is_bad) {
        bool is_below = at < end && *at == '-';
        at += is_below;
        int64_t value = scan(&at, end), n = 1;
        if (at < end && *at == '*') {
            at++;
            n = scan(&at, end);
            if (n == 1)
                n = 0;
        }
        if (value < 0 || value > most || n < 1 || n > 1000 * MOST ||
            (is_below && value == 0)) {
            bad(r, "a value is wrong");
            return;
        }
        value = (is_below ? -value : value) * unit;
        if (is_bin && kind != CP_RECORD_STAGE_LAST && value < 0)
            bad(r, "a bin is 0 or more");
        else if (is_bin)
            value = cp_time_of_bin(kind, value);
        if (to > words && last >= value) {
            bad(r, "a value is there twice, or out of order");
            return;
        }
        last = value;
        to = cp_words_put(to, value, n);
        if (at == end)
            break;
        if (*at++ != ' ') {
            bad(r, "values are parted by one blank");
            return;
        }
    }
    record->n_words = to - words;
    record->words = kept(r, words, record->n_words * (ptrdiff_t)sizeof *words);
}

static int
kind_of(text word, int last)
{
    if (text_is_equal(word, text_of(cp_record_names[last])))
        return last;
    for (int k = 0; k < CP_RECORD_KINDS; k++)
        if (text_is_equal(word, text_of(cp_record_names[k])))
            return k;
    return -1;
}

static void
read_values(
    struct reading *r, struct cp_record *record, text unit, bool has_bins)
{
    enum cp_record_kind kind = cp_record_kind(record->key);
    bool is_time = cp_record_has_times(kind), is_bin = is_time && has_bins;
    int64_t us = text_is_equal(unit, TEXT("s")) ? 1'000'000
        : text_is_equal(unit, TEXT("ms"))       ? 1000
                                                : 1;
    const char *word = !is_time ? "code" : is_bin ? cp_bin_word(kind) : "us";
    if ((us == 1 || !is_time || is_bin) && !text_is_equal(unit, text_of(word)))
        bad(r, "this is no unit of such values");
    read_runs(r, record, us, is_bin);
    if (!r->is_bad && is_time && !is_bin && us < 1'000'000 &&
        cp_record_unit(record) != us)
        bad(r, "the same times are shorter in another unit");
}

static int64_t
count_records(text t)
{
    int64_t n = 0;
    for (const char *at = t.ptr, *end = at == NULL ? NULL : at + t.len;
         at != NULL && at < end; n++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at == NULL ? NULL : at + 1;
    }
    return n;
}

static void
read_records(struct reading *r, struct cp_summary *to)
{
    struct cp_record *all =
        arena_new(r->arena, struct cp_record, count_records(r->rest) + 1);
    int64_t n = 0;
    int kind, last = 0;
    while (!r->is_bad && (kind = kind_of(r->word, last)) >= 0) {
        last = kind;
        bool is_edge = cp_record_has_activities((enum cp_record_kind)kind);
        int64_t most = is_edge ? to->n_activities - 1 : 0xFFFF;
        int32_t cell = (int32_t)take_number(r, 0, to->n_cells - 1);
        int32_t a = (int32_t)take_number(r, 0, most);
        int32_t b = (int32_t)take_number(r, 0, most);
        text unit = take_field(r);
        struct cp_record *record = &all[n];
        record->key = cp_record_key((enum cp_record_kind)kind, cell, a, b);
        read_values(r, record, unit, to->has_bins);
        if (n > 0 && all[n - 1].key >= record->key)
            bad(r, "a record is there twice, or out of order");
        n++;
        end_line(r);
    }
    to->records = all;
    to->n_records = n;
}

/* ---- The whole --------------------------------------------------------------
 */

static void
check_sums(struct reading *r, const struct cp_summary *s)
{
    __extension__ typedef __int128 wide;
    wide n_cases = 0, n_events = 0, n_durations = 0;
    for (int64_t i = 0; i < s->n_ways; i++) {
        n_cases += s->ways[i].n_cases;
        n_events += (wide)s->ways[i].n_cases * s->ways[i].n;
    }
    wide n_all = 0;
    for (int64_t i = 0; i < s->n_records; i++) {
        struct cp_words words = cp_record_words(&s->records[i]);
        struct cp_run run;
        wide n = 0;
        while (cp_words_next(&words, &run))
            n += run.n;
        n_all += n;
        if (cp_record_kind(s->records[i].key) == CP_RECORD_DURATION)
            n_durations += n;
    }
    const int64_t *sums = s->sums;
    if (n_all > 1000 * MOST || n_cases != sums[CP_SUM_CASES] ||
        n_events != sums[CP_SUM_EVENTS] || n_durations != n_cases ||
        n_cases > MOST ||
        sums[CP_SUM_ROWS] !=
            sums[CP_SUM_EVENTS] + sums[CP_SUM_REFUSED] +
                sums[CP_SUM_LEFT_OUT] ||
        s->n_keys != (s->has_keys ? sums[CP_SUM_CASES] : 0))
        bad(r, "what the summary says of its cases and events does not add up");
}

bool
cp_summary_is(text source)
{
    return text_starts_with(source, TEXT("counterpart-pathway-summary "));
}

enum err
cp_summary_read(
    struct cp_summary *to, struct arena *a, text source, struct why *why)
{
    struct reading r = { .arena = a, .rest = source, .why = why };
    *to = (struct cp_summary){ 0 };
    read_head(&r, to);
    read_keys(&r, to);
    read_tables(&r, to);
    const char *ways = r.line.ptr;
    read_ways(&r, to);
    read_records(&r, to);
    if (!r.is_bad &&
        (!text_is_equal(r.line, TEXT("end of summary")) ||
            !text_is_empty(r.rest) || !text_ends_with(source, TEXT("\n"))))
        bad(&r, "a summary ends with the line: end of summary");
    if (!r.is_bad)
        check_sums(&r, to);
    if (r.is_bad)
        return ERR_BAD_INPUT;
    struct arena_mark mark = arena_mark(a);
    text head = { source.ptr, ways - source.ptr };
    struct buf again = buf_in(a, head.len + 1000);
    cp_summary_write_head(to, a, &again);
    bool is_same = text_is_equal(buf_text(&again), head);
    arena_rewind(a, mark);
    return is_same ? OK
                   : err_say(why, ERR_BAD_INPUT,
                         "the counts of activities and edges are not those of "
                         "the ways");
}
