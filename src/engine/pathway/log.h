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

enum { CP_REFUSALS_MAX = 24, CP_PARTS_MAX = 1024, CP_CLASSIFIERS_MAX = 16 };
struct cp_log_rules {
    text case_column, activity_column, time_column; /* not known: by name */
    /* Or not known. Of the first only what says "complete" counts, and what
     * says "start" tells how long it took (service.h). When the second is
     * there, an attribute called "age" is the age at the first event, in
     * bands. */
    text lifecycle_column, birth_column;
    /* XES: which of the log's classifiers names its events, several keys
     * joined by +. Not known: concept:name does. */
    text classifier;
    /* Only the cases of part 3 of 8; of rows without a case the 3rd of 8.
     * 0: all */
    int32_t part, n_parts;
    int64_t now_us; /* what is later than tomorrow is told; 0: nothing is */
    struct cp_zone zone;
    enum cp_day_order day_order;
    /* Each row that is refused; `about` fills the %s of the phrase, and `row`
     * is what stood there (of XES not known). Or NULL. */
    void (*refuse)(void *context, int64_t line, const char *phrase,
        text about, text row);
    void *context;
    const struct cp_attribute_wish *attributes; /* in that order */
    int n_attributes;
    /* What stands for a case's name from here on (a keyed hash), in the
     * arena; other names must give others. Or NULL: the name itself. */
    text (*name_case)(void *context, struct arena *a, text name);
    /* By how many whole days all of a case is moved, by its name: waits stay,
     * and the calendar does not. Ages are those before it. Or NULL. */
    int64_t (*shift_days)(void *context, text name);
};

/* How finely a time was written: to the second or finer, and so on. */
enum cp_precision {
    CP_PRECISION_EXACT,
    CP_PRECISION_MINUTE,
    CP_PRECISION_DAY,
    CP_PRECISION_MONTH,
    CP_PRECISION_YEAR,
    CP_PRECISIONS
};
/* Rows that were refused for one reason. */
struct cp_refusal {
    const char *phrase;
    int64_t n, first_line;
};
/* Two activities whose names differ in small letters and blanks alone. */
struct cp_alike {
    int32_t a, b;
};

/* Rows are events, or refused, or steps of a life cycle that is not complete:
 * n_rows = n_events + n_refused + n_left_out. */
struct cp_log_report {
    int64_t n_rows, n_refused, n_left_out; /* the header is none */
    struct cp_refusal refusals[CP_REFUSALS_MAX]; /* as they first came */
    int n_refusals;
    text columns[3]; /* that were read: case, activity, time */
    bool is_guessed[3]; /* by what stands in it, not by its name */
    char separator;
    text classifiers[CP_CLASSIFIERS_MAX]; /* of XES, by name, as they stand */
    int n_classifiers;
    bool is_latin1; /* some of it was no UTF-8, and read so */
    bool is_cut;    /* it ended too early */
    int64_t n_doubled_hours, n_missing_hours; /* of the zone */
    int64_t n_precision[CP_PRECISIONS];       /* also of rows refused later */
    int64_t n_ties;            /* neighbours in a case with one time */
    int64_t n_again;           /* the same case, activity and time */
    int64_t n_unordered_cases; /* where rows stood otherwise than times */
    int64_t n_single_cases;    /* with one event */
    int64_t n_outside;         /* before 1900, or after tomorrow */
    int64_t n_before_birth;    /* events */
    int64_t before_birth_line; /* of the first of them in the file */
    int64_t n_births;          /* cases whose birth can be read */
    int32_t n_once;            /* activities that are there once */
    bool is_shifted;           /* what follows is no calendar's */
    int64_t first, last;
    int64_t first_day, last_day; /* of the zone, since 1970 */
    /* whole weeks from Monday on without an event, between the two */
    int64_t n_weeks, n_empty_weeks;
    int64_t gap_first_day, n_gap_weeks; /* the longest run of them */
    const struct cp_alike *alike;       /* by name */
    int32_t n_alike;
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
    bool is_any_order; /* of events at one time: log_filter.h, cp_log_untie */
    const struct cp_attribute *attributes; /* as they were wished for */
    int n_attributes;
    /* What says "start" of a life cycle, by numbers of its own; NULL: none. */
    const struct cp_log *begun;
};

/* Of n parts, from 1 on: the same for a case in every file, on every machine.
 * Source  FNV-1a, its halves together */
int32_t cp_part_of(text case_name, int32_t n);

struct cp_log_reader;

/* Check   counts of a second, slow program */
struct cp_log_reader *
cp_log_begin(struct arena *a, const struct cp_log_rules *rules);

/* Errors  ERR_BAD_INPUT  no header, or a column that is not there or stands
 *                        for two: `why` says which
 * Check   counts of a second, slow program */
enum err
cp_log_push(struct cp_log_reader *r, text piece, struct why *why);

/* Rows so far, for who waits.
 * Check   the report */
int64_t cp_log_n_rows(const struct cp_log_reader *r);
/* The bytes ended too early, as whoever unpacked them knows: what stands last
 * and has no end is refused. Before cp_log_end.
 * Check   every prefix of a file */
void cp_log_is_cut(struct cp_log_reader *r);

/* Errors  ERR_BAD_INPUT  days and months cannot be told apart, or no row
 *                        could be used (of a part there may be none)
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
 * A classifier's keys are parted by blanks, and one that holds a blank stands
 * in single quotation marks; what an event lacks of several is empty.
 *
 * Errors  ERR_BAD_INPUT  what is no XML, has a document type or own entities;
 *                        no such classifier before the first trace
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
int64_t cp_xes_n_rows(const struct cp_xes_reader *r);
/* Check   as above */
enum err cp_xes_end(struct cp_xes_reader *r, struct cp_log *log,
    struct cp_log_report *report, struct why *why);

#endif
