/* Summaries into one: each is sorted, so the least of what is left comes next,
 * and what is alike adds up. */
#include "engine/pathway/summary_inside.h"

#include <string.h>

int
cp_way_compare(const struct cp_way *x, const struct cp_way *y)
{
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    for (int32_t i = 0; i < x->n && i < y->n; i++)
        if (x->events[i] != y->events[i])
            return x->events[i] < y->events[i] ? -1 : 1;
    return x->n < y->n ? -1 : x->n > y->n;
}

struct merging {
    struct arena *arena;
    struct cp_summary *all;
    const struct cp_summary *parts;
    int n;
    int32_t **activities, **cells; /* numbers in the whole, by part */
    int64_t *at;                   /* of each part */
    /* Runs that are being merged. */
    struct cp_run *rooms[2];
    int64_t n_room;
    const struct cp_run *lists[CP_PARTS_MAX];
};

/* ---- May they be merged? ---------------------------------------------------
 */

static enum err
check_mapping(
    const struct cp_summary *x, const struct cp_summary *y, struct why *why)
{
    bool is_same =
        x->n_mapping == y->n_mapping && x->n_attributes == y->n_attributes;
    for (int i = 0; is_same && i < x->n_mapping; i++)
        is_same = text_is_equal(x->mapping[i], y->mapping[i]);
    for (int i = 0; is_same && i < x->n_attributes; i++)
        is_same = text_is_equal(x->attributes[i], y->attributes[i]);
    return is_same ? OK
                   : err_say(why, ERR_BAD_INPUT,
                         "the summaries were made by other rules: attributes "
                         "and how logs are read must be the same");
}

static enum err
check_pair(
    const struct cp_summary *x, const struct cp_summary *y, struct why *why)
{
    if (!text_is_equal(x->zone, y->zone))
        return err_say(why, ERR_BAD_INPUT,
            "the summaries are of two zones: %.*s and %.*s", TEXT_ARG(x->zone),
            TEXT_ARG(y->zone));
    if (!text_is_equal(x->pathway, y->pathway))
        return err_say(
            why, ERR_BAD_INPUT, "the summaries are against two pathways");
    if (x->lost_after_days != y->lost_after_days)
        return err_say(why, ERR_BAD_INPUT,
            "one summary calls a case lost after %d days, another after %d",
            x->lost_after_days, y->lost_after_days);
    if (x->has_bins != y->has_bins)
        return err_say(why, ERR_BAD_INPUT,
            "one summary is compact and another exact: make both --compact");
    enum err e = check_mapping(x, y, why);
    if (e != OK)
        return e;
    if (x->has_keys != y->has_keys)
        return err_say(why, ERR_BAD_INPUT,
            "one summary has keys of its cases and another has none: nobody "
            "can say whether a case is in both");
    if (!x->has_keys && x->n_parts != y->n_parts)
        return err_say(why, ERR_BAD_INPUT,
            "one summary is of a log in %d parts and another in %d: with "
            "--key they could be merged",
            x->n_parts, y->n_parts);
    for (int32_t i = 0; !x->has_keys && i < x->n_parts; i++)
        if (x->has_part[i] && y->has_part[i])
            return err_say(why, ERR_BAD_INPUT,
                "part %d/%d is in two of the summaries: a log that was cut in "
                "another way wants --key",
                i + 1, x->n_parts);
    return OK;
}

static enum err
check_all(struct merging *m, struct why *why)
{
    for (int j = 1; j < m->n; j++)
        for (int i = 0; i < j; i++) {
            enum err e = check_pair(&m->parts[i], &m->parts[j], why);
            if (e != OK)
                return e;
        }
    return OK;
}

/* ---- Names ------------------------------------------------------------------
 */

/* Names of all parts in one table of `width` texts a row; numbers[part] says
 * where each went. Each table ascends, so numbers do. */
static text *
merge_names(struct merging *m, int width, const text *const *tables,
    const int32_t *ns, int32_t **numbers, int32_t *n_all)
{
    int64_t n_most = 0;
    for (int p = 0; p < m->n; p++) {
        n_most += ns[p];
        numbers[p] = arena_new(m->arena, int32_t, ns[p]);
        m->at[p] = 0;
    }
    text *all = arena_new(m->arena, text, n_most * width);
    for (*n_all = 0;; ++*n_all) {
        const text *least = NULL;
        for (int p = 0; p < m->n; p++) {
            if (m->at[p] == ns[p])
                continue;
            const text *row = tables[p] + m->at[p] * width;
            int order = least == NULL ? -1 : 0;
            for (int k = 0; order == 0 && k < width; k++)
                order = text_compare(row[k], least[k]);
            if (order < 0)
                least = row;
        }
        if (least == NULL)
            return all;
        for (int k = 0; k < width; k++)
            all[(int64_t)*n_all * width + k] = least[k];
        for (int p = 0; p < m->n; p++) {
            if (m->at[p] == ns[p])
                continue;
            const text *row = tables[p] + m->at[p] * width;
            bool is_it = true;
            for (int k = 0; is_it && k < width; k++)
                is_it = text_is_equal(row[k], least[k]);
            if (is_it)
                numbers[p][m->at[p]++] = *n_all;
        }
    }
}

static void
merge_tables(struct merging *m)
{
    const text **tables = arena_new(m->arena, const text *, m->n);
    int32_t *ns = arena_new(m->arena, int32_t, m->n);
    for (int p = 0; p < m->n; p++) {
        tables[p] = m->parts[p].activities;
        ns[p] = m->parts[p].n_activities;
    }
    m->all->activities =
        merge_names(m, 1, tables, ns, m->activities, &m->all->n_activities);
    for (int p = 0; p < m->n; p++) {
        tables[p] = m->parts[p].cells;
        ns[p] = m->parts[p].n_cells;
    }
    if (m->all->n_attributes > 0) {
        m->all->cells = merge_names(
            m, m->all->n_attributes, tables, ns, m->cells, &m->all->n_cells);
        return;
    }
    for (int p = 0; p < m->n; p++) { /* one cell, of no values */
        m->cells[p] = arena_new(m->arena, int32_t, ns[p]);
        if (ns[p] > 0)
            m->all->n_cells = 1;
    }
}

/* ---- Keys -------------------------------------------------------------------
 */

/* The first bytes of the next key of a part, so that they sort as it does. */
static uint64_t
key_head(const struct merging *m, int p)
{
    uint64_t head = 0;
    const unsigned char *key = m->parts[p].keys + m->at[p] * CP_KEY_BYTES;
    for (int i = 0; m->at[p] < m->parts[p].n_keys && i < 8; i++)
        head = head << 8 | key[i];
    return head;
}

static enum err
merge_keys(struct merging *m, struct why *why)
{
    int64_t n_all = 0;
    for (int p = 0; p < m->n; p++) {
        n_all += m->parts[p].n_keys;
        m->at[p] = 0;
    }
    unsigned char *keys =
        arena_new(m->arena, unsigned char, n_all *CP_KEY_BYTES);
    uint64_t *heads = arena_new(m->arena, uint64_t, m->n);
    for (int p = 0; p < m->n; p++)
        heads[p] = key_head(m, p);
    const unsigned char *last = NULL;
    for (int64_t i = 0; i < n_all; i++) {
        int from = -1;
        const unsigned char *least = NULL;
        for (int p = 0; p < m->n; p++) {
            if (m->at[p] == m->parts[p].n_keys ||
                (least != NULL && heads[p] > heads[from]))
                continue;
            const unsigned char *key =
                m->parts[p].keys + m->at[p] * CP_KEY_BYTES;
            if (least == NULL || heads[p] < heads[from] ||
                memcmp(key, least, CP_KEY_BYTES) < 0) {
                least = key;
                from = p;
            }
        }
        if (last != NULL && memcmp(last, least, CP_KEY_BYTES) == 0)
            return err_say(why, ERR_BAD_INPUT,
                "a case is in two of the summaries, and would be counted "
                "twice: cut a log by cases (--part 3/8), not by time");
        last = keys + i * CP_KEY_BYTES;
        memcpy(keys + i * CP_KEY_BYTES, least, CP_KEY_BYTES);
        m->at[from]++;
        heads[from] = key_head(m, from);
    }
    m->all->keys = keys;
    m->all->n_keys = n_all;
    return OK;
}

/* ---- Ways -------------------------------------------------------------------
 */

/* Of a part, in the numbers of the whole. */
static struct cp_way *
renumbered(struct merging *m, int p)
{
    const struct cp_summary *s = &m->parts[p];
    struct cp_way *ways = arena_new(m->arena, struct cp_way, s->n_ways);
    bool is_same = m->all->n_activities == s->n_activities;
    int64_t n_events = 0;
    for (int64_t i = 0; i < s->n_ways; i++)
        n_events += s->ways[i].n;
    int32_t *events = is_same ? NULL : arena_new(m->arena, int32_t, n_events);
    for (int64_t i = 0; i < s->n_ways; i++) {
        ways[i] = s->ways[i];
        ways[i].cell = m->cells[p][ways[i].cell];
        if (is_same)
            continue;
        for (int32_t k = 0; k < ways[i].n; k++)
            events[k] = m->activities[p][ways[i].events[k] & ~CP_TIED] |
                (ways[i].events[k] & CP_TIED);
        ways[i].events = events;
        events += ways[i].n;
    }
    return ways;
}

static void
merge_ways(struct merging *m)
{
    struct cp_way **ways = arena_new(m->arena, struct cp_way *, m->n);
    int64_t n_most = 0, n = 0;
    for (int p = 0; p < m->n; p++) {
        ways[p] = renumbered(m, p);
        n_most += m->parts[p].n_ways;
        m->at[p] = 0;
    }
    struct cp_way *all = arena_new(m->arena, struct cp_way, n_most);
    for (;;) {
        const struct cp_way *least = NULL;
        int from = -1;
        for (int p = 0; p < m->n; p++) {
            if (m->at[p] == m->parts[p].n_ways)
                continue;
            const struct cp_way *way = &ways[p][m->at[p]];
            if (least == NULL || cp_way_compare(way, least) < 0) {
                least = way;
                from = p;
            }
        }
        if (least == NULL)
            break;
        if (n > 0 && cp_way_compare(&all[n - 1], least) == 0)
            all[n - 1].n_cases += least->n_cases;
        else
            all[n++] = *least;
        m->at[from]++;
    }
    m->all->ways = all;
    m->all->n_ways = n;
}

/* ---- Records ----------------------------------------------------------------
 */

static uint64_t
key_in_all(const struct merging *m, int p, uint64_t key)
{
    enum cp_record_kind kind = cp_record_kind(key);
    int32_t a = cp_record_a(key), b = cp_record_b(key);
    if (cp_record_has_activities(kind)) {
        a = m->activities[p][a];
        b = m->activities[p][b];
    }
    return cp_record_key(kind, m->cells[p][cp_record_cell(key)], a, b);
}

/* Of the next record of a part, in the whole; UINT64_MAX: there is none. */
static uint64_t
next_key(const struct merging *m, int p)
{
    return m->at[p] == m->parts[p].n_records
        ? UINT64_MAX
        : key_in_all(m, p, m->parts[p].records[m->at[p]].key);
}

/* Not zeroed: what is never written is never memory. */
static int64_t *
words_room(struct arena *a, int64_t n)
{
    void *at = arena_try_room(a, n * (ptrdiff_t)sizeof(int64_t));
    return at != NULL ? at : arena_new(a, int64_t, n);
}

/* Two lists into one, each with INT64_MAX behind its last value. Without a
 * branch on values: who comes first nobody can foresee. Returns the end. */
static struct cp_run *
merge_two(struct cp_run *to, const struct cp_run *x, const struct cp_run *y)
{
    for (;;) {
        int64_t u = x->value, v = y->value;
        int64_t is_x = u <= v, is_y = v <= u;
        int64_t least = v ^ ((u ^ v) & -is_x);
        to->value = least;
        to->n = (x->n & -is_x) + (y->n & -is_y);
        to++;
        if (least == INT64_MAX)
            return to;
        x += is_x;
        y += is_y;
    }
}

/* The runs of several records with one key; `from` are those that have it.
 * Returns what is behind them. */
static int64_t *
merge_runs(struct merging *m, int64_t *to, const struct cp_record **from, int n)
{
    int64_t n_words = 0;
    if (n == 1) {
        memcpy(to, from[0]->words, (size_t)from[0]->n_words * sizeof *to);
        return to + from[0]->n_words;
    }
    for (int i = 0; i < n; i++)
        n_words += from[i]->n_words + 1;
    if (n_words > m->n_room) {
        m->n_room = 2 * n_words;
        m->rooms[0] = arena_new(m->arena, struct cp_run, m->n_room);
        m->rooms[1] = arena_new(m->arena, struct cp_run, m->n_room);
    }
    struct cp_run *runs = m->rooms[0], *other = m->rooms[1], *end = runs;
    for (int i = 0; i < n; i++) {
        struct cp_words words = cp_record_words(from[i]);
        m->lists[i] = end;
        while (cp_words_next(&words, end))
            end++;
        end++->value = INT64_MAX;
    }
    while (n > 1) {
        int n_new = 0;
        end = other;
        for (int i = 0; i < n; i += 2) {
            struct cp_run *list = end;
            if (i + 1 < n) {
                end = merge_two(end, m->lists[i], m->lists[i + 1]);
            } else {
                const struct cp_run *last = m->lists[i];
                do
                    *end++ = *last;
                while (last++->value != INT64_MAX);
            }
            m->lists[n_new++] = list;
        }
        n = n_new;
        struct cp_run *swap = runs;
        runs = other;
        other = swap;
    }
    for (const struct cp_run *run = runs; run->value != INT64_MAX; run++)
        to = cp_words_put(to, run->value, run->n);
    return to;
}

static void
merge_records(struct merging *m)
{
    int64_t n_most = 0, n_words = 0, n = 0;
    for (int p = 0; p < m->n; p++) {
        const struct cp_summary *s = &m->parts[p];
        m->at[p] = 0;
        n_most += s->n_records;
        for (int64_t i = 0; i < s->n_records; i++)
            n_words += s->records[i].n_words;
    }
    struct cp_record *all = arena_new(m->arena, struct cp_record, n_most);
    int64_t *words = words_room(m->arena, n_words);
    const struct cp_record **from =
        arena_new(m->arena, const struct cp_record *, m->n);
    uint64_t *keys = arena_new(m->arena, uint64_t, m->n);
    for (int p = 0; p < m->n; p++)
        keys[p] = next_key(m, p);
    for (;;) {
        uint64_t least = UINT64_MAX;
        int n_from = 0;
        for (int p = 0; p < m->n; p++)
            least = keys[p] < least ? keys[p] : least;
        if (least == UINT64_MAX)
            break;
        for (int p = 0; p < m->n; p++)
            if (keys[p] == least) {
                from[n_from++] = &m->parts[p].records[m->at[p]++];
                keys[p] = next_key(m, p);
            }
        int64_t *end = merge_runs(m, words, from, n_from);
        all[n++] = (struct cp_record){ least, words, end - words };
        words = end;
    }
    m->all->records = all;
    m->all->n_records = n;
}

/* ---- The whole --------------------------------------------------------------
 */

static void
merge_sums(struct merging *m)
{
    struct cp_summary *all = m->all;
    bool *has_part = arena_new(m->arena, bool, all->n_parts);
    bool has_times = false;
    for (int p = 0; p < m->n; p++) {
        const struct cp_summary *s = &m->parts[p];
        for (int32_t i = 0; i < all->n_parts && i < s->n_parts; i++)
            has_part[i] |= s->has_part[i];
        for (int i = 0; i < CP_SUMS; i++)
            all->sums[i] += s->sums[i];
        all->log[0] += s->log[0];
        all->log[1] += s->log[1];
        if (s->sums[CP_SUM_EVENTS] == 0)
            continue;
        all->first = has_times && all->first < s->first ? all->first : s->first;
        all->last = has_times && all->last > s->last ? all->last : s->last;
        has_times = true;
    }
    /* all parts of one cut are the whole */
    int32_t n = 0;
    for (int32_t i = 0; i < all->n_parts; i++)
        n += has_part[i];
    if (n == all->n_parts) {
        all->n_parts = 1;
        has_part[0] = true;
    }
    all->has_part = has_part;
}

/* With keys it does not matter how logs were cut; what is left of it is said
 * where all were cut alike. */
static int32_t
common_parts(const struct merging *m)
{
    for (int p = 1; p < m->n; p++)
        if (m->parts[p].n_parts != m->parts[0].n_parts)
            return 1;
    return m->parts[0].n_parts;
}

enum err
cp_summary_merge(struct cp_summary *all, struct arena *a,
    const struct cp_summary *parts, int n, struct why *why)
{
    struct merging m = { .arena = a, .all = all, .parts = parts, .n = n };
    require(n >= 1 && n <= CP_PARTS_MAX);
    enum err e = check_all(&m, why);
    if (e != OK)
        return e;
    m.activities = arena_new(a, int32_t *, n);
    m.cells = arena_new(a, int32_t *, n);
    m.at = arena_new(a, int64_t, n);
    *all = (struct cp_summary){ .zone = parts[0].zone,
        .mapping = parts[0].mapping,
        .n_mapping = parts[0].n_mapping,
        .pathway = parts[0].pathway,
        .lost_after_days = parts[0].lost_after_days,
        .attributes = parts[0].attributes,
        .n_attributes = parts[0].n_attributes,
        .n_parts = common_parts(&m),
        .has_keys = parts[0].has_keys,
        .has_bins = parts[0].has_bins };
    merge_sums(&m);
    if (all->has_keys) {
        e = merge_keys(&m, why);
        if (e != OK)
            return e;
    }
    merge_tables(&m);
    merge_ways(&m);
    merge_records(&m);
    return OK;
}
