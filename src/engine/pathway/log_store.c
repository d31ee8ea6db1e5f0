#include "engine/pathway/log_store.h"
#include "engine/pathway/log_time.h"

#include <string.h>

static uint32_t
hash_of(text t)
{
    /* eight bytes at a step; who knows the log may make them meet, at the
     * cost of time */
    uint64_t h = 0x9E37'79B9'7F4A'7C15u ^ (uint64_t)t.len, w;
    ptrdiff_t i = 0;
    for (; i + 8 <= t.len; i += 8) {
        memcpy(&w, t.ptr + i, 8);
        h = (h ^ w) * 0xFF51'AFD7'ED55'8CCDu;
        h ^= h >> 32;
    }
    w = 0;
    if (i < t.len)
        memcpy(&w, t.ptr + i, (size_t)(t.len - i));
    h = (h ^ w) * 0xC4CE'B9FE'1A85'EC53u;
    h ^= h >> 29;
    h *= 0xFF51'AFD7'ED55'8CCDu;
    return (uint32_t)(h >> 32);
}

int32_t
cp_part_of(text case_name, int32_t n)
{
    uint64_t h = text_hash(case_name);
    return (int32_t)((h ^ h >> 32) % (uint64_t)n) + 1;
}

static void
names_grow(struct cp_names_table *t)
{
    ptrdiff_t n_slots = t->n_slots == 0 ? 256 : 2 * t->n_slots;
    struct cp_named *old = t->slots;
    struct cp_named *slots = arena_new(t->arena, struct cp_named, n_slots);
    for (ptrdiff_t i = 0; i < t->n_slots; i++)
        if (old[i].number != 0) {
            uint32_t at = old[i].hash;
            while (slots[at & (uint32_t)(n_slots - 1)].number != 0)
                at++;
            slots[at & (uint32_t)(n_slots - 1)] = old[i];
        }
    t->slots = slots;
    t->n_slots = n_slots;
    int32_t n_room = (int32_t)(n_slots / 2);
    text *names = arena_new(t->arena, text, n_room);
    if (t->n > 0)
        memcpy(names, t->names, (size_t)t->n * sizeof *names);
    t->names = names;
    t->n_room = n_room;
}

static int32_t
number_of(struct cp_names_table *t, text name)
{
    /* rows of a case often follow each other */
    if (t->n > 0 && text_is_equal(t->names[t->last], name))
        return t->last;
    uint32_t hash = hash_of(name);
    if (t->n == t->n_room)
        names_grow(t);
    for (uint32_t at = hash;; at++) {
        struct cp_named *slot = &t->slots[at & (uint32_t)(t->n_slots - 1)];
        if (slot->number == 0) {
            t->names[t->n] = arena_copy(t->arena, name);
            *slot = (struct cp_named){ hash, ++t->n };
            return t->last = t->n - 1;
        }
        if (slot->hash == hash &&
            text_is_equal(t->names[slot->number - 1], name))
            return t->last = slot->number - 1;
    }
}

/* Births are read as an attribute; "age" is made of it. */
static void
wish_for_births(struct cp_store *s)
{
    struct cp_log_rules *rules = &s->rules;
    int n = rules->n_attributes;
    struct cp_attribute_wish *wishes =
        arena_new(s->arena, struct cp_attribute_wish, n + 1);
    for (int k = 0; k < n; k++) {
        wishes[k] = rules->attributes[k];
        if (!text_is_known(rules->birth_column) ||
            (!text_is_equal(wishes[k].column, TEXT("age")) &&
                !text_is_equal(wishes[k].column, rules->birth_column)))
            continue;
        wishes[k] = (struct cp_attribute_wish){ rules->birth_column,
            CP_VALUE_FIRST_KNOWN };
        s->has_births = true;
    }
    if (text_is_known(rules->birth_column) && !s->has_births)
        wishes[rules->n_attributes++].column = rules->birth_column;
    rules->attributes = wishes;
}

void
cp_store_begin(
    struct cp_store *s, struct arena *a, const struct cp_log_rules *rules)
{
    *s = (struct cp_store){ .arena = a,
        .rules = *rules,
        .cases = { .arena = a },
        .activities = { .arena = a } };
    wish_for_births(s);
    s->n_attributes = s->rules.n_attributes;
    s->values = arena_new(a, struct cp_names_table, s->n_attributes);
    for (int k = 0; k < s->n_attributes; k++)
        s->values[k].arena = a;
}

int32_t
cp_store_value(struct cp_store *s, int attribute, text value)
{
    return value.len == 0 ? -1 : number_of(&s->values[attribute], value);
}

int32_t
cp_store_activity(struct cp_store *s, text activity)
{
    return number_of(&s->activities, activity);
}

static void
add_block(struct cp_store *s)
{
    struct arena *a = s->arena;
    struct cp_store_block *b = arena_new(a, struct cp_store_block, 1);
    int32_t n = CP_STORE_BLOCK_FIRST;
    if (s->last != NULL)
        n = s->last->n_room < CP_STORE_BLOCK ? 2 * s->last->n_room
                                             : CP_STORE_BLOCK;
    *b = (struct cp_store_block){ .n_room = n,
        .cases = arena_new(a, int32_t, n),
        .activities = arena_new(a, int32_t, n),
        .times = arena_new(a, int64_t, n),
        .values = arena_new(a, int32_t, (ptrdiff_t)s->n_attributes * n) };
    if (text_is_known(s->rules.birth_column))
        b->lines = arena_new(a, int64_t, n);
    if (s->last == NULL)
        s->first = b;
    else
        s->last->next = b;
    s->last = b;
}

void
cp_store_add_numbered(struct cp_store *s, text case_name, int32_t activity,
    int64_t us, const int32_t *values)
{
    if (s->last == NULL || s->last->n == s->last->n_room)
        add_block(s);
    struct cp_store_block *b = s->last;
    int32_t i = b->n++;
    b->cases[i] = number_of(&s->cases, case_name);
    b->activities[i] = activity;
    b->times[i] = us;
    if (b->lines != NULL)
        b->lines[i] = s->line;
    for (int k = 0; k < s->n_attributes; k++)
        b->values[i * s->n_attributes + k] = values[k];
    s->n_events++;
}

void
cp_store_add(struct cp_store *s, text case_name, text activity, int64_t us,
    const int32_t *values)
{
    cp_store_add_numbered(
        s, case_name, number_of(&s->activities, activity), us, values);
}

struct cp_store *
cp_store_begun(struct cp_store *s)
{
    if (s->begun == NULL) {
        struct cp_log_rules rules = s->rules;
        rules.n_attributes = 0;
        rules.birth_column = (text){ 0 };
        s->begun = arena_new(s->arena, struct cp_store, 1);
        cp_store_begin(s->begun, s->arena, &rules);
    }
    return s->begun;
}

void
cp_store_settle(struct cp_store *s, const struct cp_zone *zone,
    bool must_exchange, struct cp_log_report *report)
{
    for (struct cp_store_block *b = s->first; b != NULL; b = b->next)
        for (int32_t i = 0; i < b->n; i++) {
            int64_t us = b->times[i] >> 1;
            int what = 0;
            if (must_exchange)
                us = cp_time_exchanged(us);
            if (b->times[i] & 1)
                us = cp_time_of_zone(zone, us, &what);
            report->n_doubled_hours += what > 0;
            report->n_missing_hours += what < 0;
            b->times[i] = us;
        }
    struct cp_log_report none = { 0 };
    if (s->begun != NULL)
        cp_store_settle(s->begun, zone, must_exchange, &none);
}

/* By time, what is equal as it stood: insertion for what is nearly in order,
 * else merging. */
static void
sort_case(int32_t *events, int64_t *times, ptrdiff_t n, int32_t *events_to,
    int64_t *times_to)
{
    if (n <= 16) {
        for (ptrdiff_t i = 1; i < n; i++) {
            int64_t time = times[i];
            int32_t event = events[i];
            ptrdiff_t j = i;
            for (; j > 0 && times[j - 1] > time; j--) {
                times[j] = times[j - 1];
                events[j] = events[j - 1];
            }
            times[j] = time;
            events[j] = event;
        }
        return;
    }
    ptrdiff_t half = n / 2, a = 0, b = half;
    sort_case(events, times, half, events_to, times_to);
    sort_case(events + half, times + half, n - half, events_to, times_to);
    if (times[half - 1] <= times[half])
        return;
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_left = b == n || (a < half && times[a] <= times[b]);
        ptrdiff_t from = is_left ? a++ : b++;
        events_to[i] = events[from];
        times_to[i] = times[from];
    }
    memcpy(events, events_to, (size_t)n * sizeof *events);
    memcpy(times, times_to, (size_t)n * sizeof *times);
}

static bool
is_in_order(const int64_t *times, ptrdiff_t n)
{
    for (ptrdiff_t i = 1; i < n; i++)
        if (times[i - 1] > times[i])
            return false;
    return true;
}

/* The same activity at the same time, in one case: counted once for each
 * event after the first. */
static int64_t
count_again(const int32_t *events, const int64_t *times, ptrdiff_t n)
{
    int64_t n_again = 0;
    for (ptrdiff_t i = 1; i < n; i++)
        for (ptrdiff_t j = i - 1; j >= 0 && times[j] == times[i]; j--)
            if (events[j] == events[i]) {
                n_again++;
                break;
            } else if (i - j > 1000) {
                break; /* a log with one time for all: its ties say it */
            }
    return n_again;
}

/* Who they are stays at the door: the arena keeps what stands for it. */
static void
rename_cases(struct cp_store *s)
{
    const struct cp_log_rules *rules = &s->rules;
    if (rules->name_case == NULL)
        return;
    for (int32_t c = 0; c < s->cases.n; c++) {
        text was = s->cases.names[c];
        s->cases.names[c] = rules->name_case(rules->context, s->arena, was);
        memset((char *)(uintptr_t)was.ptr, 0, (size_t)was.len);
    }
}

static void
find_shifts(struct cp_store *s)
{
    const struct cp_log_rules *rules = &s->rules;
    if (rules->shift_days == NULL)
        return;
    int64_t *shifts = arena_new(s->arena, int64_t, s->cases.n);
    for (int32_t c = 0; c < s->cases.n; c++)
        shifts[c] = rules->shift_days(rules->context, s->cases.names[c]) *
            86'400 * INT64_C(1'000'000);
    s->shifts = shifts;
}

void
cp_store_end(
    struct cp_store *s, struct cp_log *log, struct cp_log_report *report)
{
    struct arena *a = s->arena;
    int32_t n_cases = s->cases.n;
    struct cp_attribute *attributes = cp_store_attributes(s);
    find_shifts(s);
    rename_cases(s);
    report->is_shifted = s->shifts != NULL;
    int64_t *starts = arena_new(a, int64_t, n_cases + 1);
    int32_t *events = arena_new(a, int32_t, s->n_events);
    int64_t *times = arena_new(a, int64_t, s->n_events);
    for (const struct cp_store_block *b = s->first; b != NULL; b = b->next)
        for (int32_t i = 0; i < b->n; i++)
            starts[b->cases[i] + 1]++;
    int64_t longest = 0;
    for (int32_t c = 0; c < n_cases; c++) {
        if (starts[c + 1] > longest)
            longest = starts[c + 1];
        starts[c + 1] += starts[c];
    }
    struct arena_mark mark = arena_mark(a);
    int64_t *at = arena_new(a, int64_t, n_cases);
    memcpy(at, starts, (size_t)n_cases * sizeof *at);
    for (const struct cp_store_block *b = s->first; b != NULL; b = b->next)
        for (int32_t i = 0; i < b->n; i++) {
            int64_t to = at[b->cases[i]]++;
            events[to] = b->activities[i];
            times[to] = b->times[i];
        }
    arena_rewind(a, mark);
    for (int32_t c = 0; s->shifts != NULL && c < n_cases; c++)
        for (int64_t i = starts[c]; i < starts[c + 1]; i++)
            times[i] += s->shifts[c];
    int32_t *events_to = arena_new(a, int32_t, longest);
    int64_t *times_to = arena_new(a, int64_t, longest);
    for (int32_t c = 0; c < n_cases; c++) {
        int64_t from = starts[c], n = starts[c + 1] - from;
        if (!is_in_order(times + from, n)) {
            report->n_unordered_cases++;
            sort_case(events + from, times + from, n, events_to, times_to);
        }
        report->n_single_cases += n == 1;
        for (int64_t i = from + 1; i < from + n; i++)
            report->n_ties += times[i - 1] == times[i];
        report->n_again += count_again(events + from, times + from, n);
        if (c == 0 || times[from] < report->first)
            report->first = times[from];
        if (c == 0 || times[from + n - 1] > report->last)
            report->last = times[from + n - 1];
    }
    arena_rewind(a, mark);
    *log = (struct cp_log){ .n_events = s->n_events,
        .n_cases = n_cases,
        .n_activities = s->activities.n,
        .cases = s->cases.names,
        .activities = s->activities.names,
        .starts = starts,
        .events = events,
        .times = times,
        .attributes = attributes,
        .n_attributes = s->n_attributes };
    if (s->begun != NULL) {
        struct cp_log *begun = arena_new(a, struct cp_log, 1);
        cp_store_end(s->begun, begun, &(struct cp_log_report){ 0 });
        log->begun = begun;
    }
    cp_report_log(report, s, log, attributes);
}
