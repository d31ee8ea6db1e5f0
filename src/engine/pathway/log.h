/* An event log: who came to which activity, when. Read from CSV in pieces of
 * any size.
 *
 *     struct cp_log_reader *r = cp_log_begin(arena, &rules);
 *     while there are bytes: e = cp_log_push(r, piece, &why);
 *     e = cp_log_end(r, &log, &report, &why);
 *
 * Text is data: NA, null and 0 are names like others, and only an empty field
 * is empty. A row that cannot be used is refused with its line and a reason;
 * the file is refused only where nobody could say what it means.
 *
 * People get wrong: 13/04 and 04/13 are settled by the whole column, not row
 * by row; a time without an offset is one of the log's zone.
 *
 * Units   microseconds since 1970-01-01T00:00:00Z, leap seconds not counted
 * Memory  the arena: some 40 bytes an event and the names; 4 bytes an event
 *         for each attribute
 * Repeat  the order of rows matters only where times are the same
 */
#ifndef ENGINE_PATHWAY_LOG_H
#define ENGINE_PATHWAY_LOG_H

#include "base/buf.h"

/* When a place's clocks changed: from instants[i] on they stand offsets[i]
 * seconds before UTC's. Ascending; before the first, the first holds. */
struct cp_zone {
    const int64_t *instants; /* microseconds */
    const int32_t *offsets;  /* seconds east */
    int n;                   /* 0: UTC */
};

enum cp_day_order { CP_DAYS_SETTLE, CP_DAY_FIRST, CP_MONTH_FIRST };

/* What of a case stands in an attribute, whose values are those of events. */
enum cp_value_rule {
    CP_VALUE_FIRST_KNOWN, /* the first that is not empty */
    CP_VALUE_FIRST_EVENT, /* of the first event, empty or not */
    CP_VALUE_LAST_KNOWN,
    CP_VALUE_STEADY /* one that changes is "(changes)", a value of its own */
};
struct cp_attribute_wish {
    text column; /* "sex": where there is none so, "case:sex", and back */
    enum cp_value_rule rule;
};

struct cp_log_rules {
    text case_column, activity_column, time_column; /* not known: by name */
    struct cp_zone zone;
    enum cp_day_order day_order;
    /* Each row that is refused; `about` fills the %s of the phrase. Or NULL. */
    void (*refuse)(
        void *context, int64_t line, const char *phrase, text about);
    void *context;
    const struct cp_attribute_wish *attributes; /* in that order */
    int n_attributes;
    /* What stands for a case's name from here on (a keyed hash), in the
     * arena; other names must give others. Or NULL: the name itself. */
    text (*name_case)(void *context, struct arena *a, text name);
};

struct cp_log_report {
    int64_t n_rows, n_refused; /* the header is none */
    text columns[3];           /* that were read: case, activity, time */
    char separator;
    bool is_latin1;            /* some of it was no UTF-8, and read so */
    int64_t n_doubled_hours, n_missing_hours; /* of the zone */
    int64_t n_days;            /* times that are a day and no more */
    int64_t n_ties;            /* neighbours in a case with one time */
    int64_t n_again;           /* the same case, activity and time */
    int64_t n_unordered_cases; /* where rows stood otherwise than times */
    int64_t n_single_cases;    /* with one event */
    int64_t first, last;
};

/* A value of each case; NA and 0 are values, and only what is empty is not
 * known. */
struct cp_attribute {
    text name;
    const text *values; /* that some case has, in order of bytes */
    int32_t n_values;
    const int32_t *of_case; /* -1: not known */
    int64_t n_changing;     /* cases whose events say several */
};

struct cp_log {
    int64_t n_events;
    int32_t n_cases, n_activities;
    const text *cases, *activities; /* by number, as they came */
    /* Events by case, then time, then row: of case c from starts[c] until
     * starts[c + 1]. */
    const int64_t *starts; /* n_cases + 1 */
    const int32_t *events; /* activities */
    const int64_t *times;
    const struct cp_attribute *attributes; /* as they were wished for */
    int n_attributes;
};

struct cp_log_reader;

/* Check   counts of a second, slow program */
struct cp_log_reader *
cp_log_begin(struct arena *a, const struct cp_log_rules *rules);

/* Errors  ERR_BAD_INPUT  no header, or a column that is not there or stands
 *                        for two: `why` says which
 * Check   counts of a second, slow program */
enum err
cp_log_push(struct cp_log_reader *r, text piece, struct why *why);

/* Errors  ERR_BAD_INPUT  days and months cannot be told apart, or no row
 *                        could be used
 * Cost    linear, and sorting within cases whose rows stand otherwise
 * Check   counts of a second, slow program */
enum err cp_log_end(struct cp_log_reader *r, struct cp_log *log,
    struct cp_log_report *report, struct why *why);

/* The same from XES (IEEE 1849), from <log> to </log>: columns are concept:name
 * and time:timestamp, and `rules` may leave them out. Traces of one name are
 * one case; a trace without a name has the number of its place. An attribute
 * of a trace is one of all its events that have none so called; "case:sex" is
 * the trace's alone.
 *
 * Errors  ERR_BAD_INPUT  what is no XML, has a document type or own entities
 * Cost    linear; what is cut off is refused, and what is whole before it taken
 * Source  IEEE 1849-2016, XML 1.0 without DTD
 * Check   counts of a second, slow program; the same log in CSV */
struct cp_xes_reader;
struct cp_xes_reader *
cp_xes_begin(struct arena *a, const struct cp_log_rules *rules);
/* Check   as above */
enum err
cp_xes_push(struct cp_xes_reader *r, text piece, struct why *why);
/* Check   as above */
enum err cp_xes_end(struct cp_xes_reader *r, struct cp_log *log,
    struct cp_log_report *report, struct why *why);

#endif
