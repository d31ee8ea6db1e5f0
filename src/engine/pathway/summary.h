/* A summary of a log that adds up: of any cut into parts, merged in any order,
 * the same bytes as of the whole.
 *
 *     cp_summary_of(&s, arena, &source);
 *     cp_summary_merge(&all, arena, parts, n_parts, &why);
 *     cp_summary_write(&all, &out);
 *
 * It holds whole numbers alone: how many cases went which way, all waits as
 * values and how often each is there, so that medians and tables of those who
 * still wait are exact after merging. By groups: each record is of the cases
 * that have the same values in all attributes (a cell), and a group is the sum
 * of its cells.
 *
 * People get wrong: cut by cases (cp_part_of), not by rows; a case that is in
 * two parts is two. With keys that is found out.
 *
 * Shape   sorted by cells, names and values; nothing twice
 * Units   microseconds
 * Memory  the arena; names are lent by it or by what it was read from
 * Repeat  the same bytes in any order and any cut
 */
#ifndef ENGINE_PATHWAY_SUMMARY_H
#define ENGINE_PATHWAY_SUMMARY_H

#include "engine/pathway/cascade.h"
#include "engine/pathway/log.h"

enum {
    CP_SUMMARY_VERSION = 1,
    CP_SUMMARY_ACTIVITIES_MAX = 60'000,
    CP_KEY_BYTES = 16
};

/* What a record is of; a and b as said, values with how often. */
enum cp_record_kind {
    CP_RECORD_DURATION,   /* of cases */
    CP_RECORD_WAIT,       /* of edges: from activity a to b */
    CP_RECORD_ALIGN,      /* a: closed; cp_align_value */
    CP_RECORD_TARGET,     /* a: target; enum cp_target_class */
    CP_RECORD_KEPT,       /* a: target; waits of those in time and late */
    CP_RECORD_KM,         /* a: target; b: it came; waits, or watched */
    CP_RECORD_STAGE,      /* a: stage; enum cp_at_stage, cases */
    CP_RECORD_STAGE_END,  /* a: furthest stage + 1; closed, early: cases */
    CP_RECORD_STAGE_LAST, /* the same of who is not closed: the last event */
    CP_RECORD_STAGE_WAIT, /* a: stage; from the stage before */
    CP_RECORD_STAGE_KM,   /* a: stage; b: it came; waits, or watched */
    CP_RECORD_FLOW,       /* from stage a to b, events of none between */
    CP_RECORD_FLOW_CASES, /* the same; 0, cases */
    CP_RECORD_KINDS
};
enum cp_at_stage {
    CP_AT_STAGE,       /* came to it */
    CP_AT_STAGE_BOTH,  /* and had come to the one before */
    CP_AT_STAGE_JUMP,  /* came to a later one, and not to it */
    CP_AT_STAGE_OTHER, /* came to it before the one before */
};

struct cp_run {
    int64_t value, n;
};
/* Most values are there once, so runs are words: twice the value, and where it
 * is there more often 1 more, and how often in the word behind it. */
struct cp_record {
    uint64_t key;         /* cp_record_key */
    const int64_t *words; /* values ascend */
    int64_t n_words;
};
enum { CP_TIED = 1 << 30 };
struct cp_way {
    int32_t cell;
    /* Activities of the summary; with CP_TIED what stands at the time of the
     * one before it, where that is any order, by name. */
    const int32_t *events;
    int32_t n;
    int64_t n_cases;
};

/* Counts that add up, by name in the text. */
enum cp_summary_count {
    CP_SUM_ROWS,
    CP_SUM_REFUSED,
    CP_SUM_LEFT_OUT,
    CP_SUM_EVENTS,
    CP_SUM_CASES,
    CP_SUM_TIES,
    CP_SUM_AGAIN,
    CP_SUM_UNORDERED,
    CP_SUM_SINGLE,
    CP_SUM_OUTSIDE,
    CP_SUM_BEFORE_BIRTH,
    CP_SUM_DOUBLED_HOURS,
    CP_SUM_MISSING_HOURS,
    CP_SUMS
};

struct cp_summary {
    /* What must be the same for merging. */
    text zone;
    const text *mapping; /* how the log was read: lines, those of attributes
                          * first */
    int n_mapping;
    text pathway; /* its normal form; empty: none */
    int32_t lost_after_days;
    const text *attributes;
    int n_attributes;
    int32_t n_parts; /* 1: whole */
    bool has_keys;
    bool has_bins; /* the compact form: see cp_summary_compact */
    /* What adds up. */
    const bool *has_part; /* n_parts */
    uint64_t log[2];      /* of its cases and events, in any order */
    int64_t sums[CP_SUMS], first, last;
    const unsigned char *keys; /* ascending, CP_KEY_BYTES each */
    int64_t n_keys;
    const text *activities; /* by bytes */
    int32_t n_activities;
    const text *cells; /* n_attributes values each; empty: not known */
    int32_t n_cells;
    const struct cp_way *ways; /* by cell, then by activities */
    int64_t n_ways;
    const struct cp_record *records; /* by key */
    int64_t n_records;
};

/* The runs of a record, one after another. */
struct cp_words {
    const int64_t *at, *end;
};
/* Source  by itself */
static inline struct cp_words
cp_record_words(const struct cp_record *r)
{
    return (struct cp_words){ r->words, r->words + r->n_words };
}
/* False: there are no more.
 * Source  by itself */
static inline bool
cp_words_next(struct cp_words *w, struct cp_run *run)
{
    if (w->at == w->end)
        return false;
    run->value = *w->at >> 1;
    run->n = (*w->at++ & 1) != 0 ? *w->at++ : 1;
    return true;
}
/* One or two words; returns what is behind them.
 * Source  by itself */
static inline int64_t *
cp_words_put(int64_t *to, int64_t value, int64_t n)
{
    *to++ = value * 2 + (n > 1);
    if (n > 1)
        *to++ = n;
    return to;
}

/* Source  kind, cell, a and b in 5, 27, 16 and 16 bits */
static inline uint64_t
cp_record_key(enum cp_record_kind kind, int64_t cell, int32_t a, int32_t b)
{
    return (uint64_t)kind << 59 | (uint64_t)cell << 32 |
        (uint64_t)(uint16_t)a << 16 | (uint16_t)b;
}
static inline enum cp_record_kind
cp_record_kind(uint64_t key)
{
    return (enum cp_record_kind)(key >> 59);
}
static inline int32_t
cp_record_cell(uint64_t key)
{
    return (int32_t)(key >> 32 & 0x7FF'FFFF);
}
static inline int32_t
cp_record_a(uint64_t key)
{
    return (int32_t)(key >> 16 & 0xFFFF);
}
static inline int32_t
cp_record_b(uint64_t key)
{
    return (int32_t)(key & 0xFFFF);
}

struct cp_summary_source {
    const struct cp_log *log;
    const struct cp_log_report *report;
    struct cp_zone zone;
    text zone_name;
    const text *mapping;
    int n_mapping;
    const struct cp_pathway *pathway; /* NULL: none was meant */
    int lost_after_days;              /* 0: 90 */
    bool has_keys; /* names of cases are keys: 32 hexadecimal digits */
    int32_t part, n_parts; /* 0: whole */
};

/* Errors  ERR_BAD_INPUT  more than CP_SUMMARY_ACTIVITIES_MAX activities
 * Cost    sorting of waits and of ways; an alignment a way
 * Check   the graph, the cascade and the targets of the same log */
enum err cp_summary_of(struct cp_summary *to, struct arena *a,
    const struct cp_summary_source *source, struct why *why);

/* All of them in one. `all` keeps texts of the parts.
 *
 * Errors  ERR_BAD_INPUT  they are not of one version, zone, mapping, pathway
 *                        or cut, a part or a key is in two of them; `why` says
 *                        which
 * Cost    linear in the parts, times their number
 * Check   the summary of the whole log */
enum err cp_summary_merge(struct cp_summary *all, struct arena *a,
    const struct cp_summary *parts, int n, struct why *why);

/* The compact form: each wait becomes what stands for its bin. Bins begin at 1
 * second times 2 to the power of i / 8, with what is shorter as nothing at all,
 * and the middle one by powers stands for each: a median or another quantile is
 * within 4.5 per cent then (of less than a second within that). Of who is not
 * closed the last event is known by its day alone.
 *
 * Merged is what was compact alone, and what was not.
 *
 * Memory  the arena
 * Check   compact and merged is merged and compact */
void cp_summary_compact(struct cp_summary *s, struct arena *a);

/* One record a line; what belongs together is parted by tabs, and in names
 * tabs, line ends and \ have a \ before them.
 * Check   cp_summary_read gives the same again */
void cp_summary_write(
    const struct cp_summary *s, struct arena *scratch, struct buf *out);
/* Of the private form.
 *
 * Errors  ERR_BAD_INPUT  a line that is wrong, or not in its place, or counts
 *                        that do not add up: `why` names the line
 * Check   cp_summary_write gives the same bytes */
enum err cp_summary_read(struct cp_summary *to, struct arena *a, text source,
    struct why *why);
/* "counterpart-pathway-summary 1" and its form.
 * Check   by itself */
bool cp_summary_is(text source);

/* What is spelt out beside the ways: counts of activities and edges.
 * Check   the graph of the same log */
struct cp_summary_edge {
    int32_t from, to;
    int64_t n_events, n_cases;
};
struct cp_summary_graph {
    int64_t *n_events, *n_cases, *n_starts, *n_ends; /* by activity */
    struct cp_summary_edge *edges; /* by both */
    int32_t n_edges;
};
/* Of the cells that are asked for (NULL: of all).
 *
 * Cost    linear in the events of all ways
 * Check   the graph of the same log */
void cp_summary_graph(struct cp_summary_graph *to, struct arena *a,
    const struct cp_summary *s, const bool *is_cell);

/* The values of all records of a kind with that a and b, of the cells that are
 * asked for (NULL: of all), as one; ascending.
 *
 * Check   the same of the log */
struct cp_runs {
    struct cp_run *runs;
    int64_t n_runs, n; /* n: how many in all */
};
void cp_summary_values(struct cp_runs *to, struct arena *a,
    const struct cp_summary *s, enum cp_record_kind kind, int32_t of_a,
    int32_t of_b, const bool *is_cell);
/* The middle one, or the mean of the two; NAN: of none.
 * Source  linear between neighbours, as in graph.h */
double cp_runs_median(const struct cp_runs *r);

/* Of an alignment: events, full and prefix cost in one value.
 * Source  40, 20 and 20 bits */
static inline int64_t
cp_align_value(int64_t n, int32_t full, int32_t prefix)
{
    return n << 40 | (int64_t)full << 20 | prefix;
}

#endif
