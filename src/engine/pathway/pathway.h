/* A pathway list: how care is meant to run, as health workers write it.
 *
 *     pathway: Breast cancer, first contact to treatment
 *     zone: Africa/Nairobi
 *
 *     first contact = one of: Screening | Clinic visit
 *     any order: Blood test+ ; Imaging*
 *     Diagnosis [log: Diagnosis, "DX (final)"] [weight: 3]
 *     ( Referral, Specialist review )*
 *     Treatment
 *
 *     ends any time: Died
 *     within 14 days 80%: first contact -> Diagnosis
 *
 * `?` may be left out, `+` may come again, `*` both. A step takes the events
 * that its `log` names, or its own name.
 *
 * People get wrong: a label (`first contact =`) is a name for targets, and no
 * step; names that hold ( ) [ ] , ; | ? + * " # = stand in quotation marks.
 *
 * Shape   64 KB, 500 rows, 16 levels of brackets, names of 200 bytes
 * Memory  the arena; names are lent by the source or are in the arena
 * Errors  ERR_BAD_INPUT with a line and a sentence
 * Cost    linear in the source
 * Repeat  parse(write(p)) is p, and writing it again gives the same bytes
 * Source  process trees: Buijs, van Dongen, van der Aalst 2012, in the field's
 *         text form
 */
#ifndef ENGINE_PATHWAY_PATHWAY_H
#define ENGINE_PATHWAY_PATHWAY_H

#include "base/buf.h"

enum {
    CP_PATHWAY_BYTES_MAX = 65'536,
    CP_PATHWAY_ROWS_MAX = 500,
    CP_PATHWAY_DEPTH_MAX = 16,
    CP_PATHWAY_NAME_MAX = 200,
    CP_PATHWAY_WEIGHT_MAX = 9
};

enum cp_pathway_kind {
    CP_PATHWAY_STEP,
    CP_PATHWAY_IN_ORDER,  /* A, B */
    CP_PATHWAY_ANY_ORDER, /* A ; B */
    CP_PATHWAY_ONE_OF     /* A | B */
};
enum cp_pathway_attribute {
    CP_PATHWAY_LOG, /* the activities of a log that are this step */
    CP_PATHWAY_WEIGHT,
    CP_PATHWAY_STAGE,
    CP_PATHWAY_BY,
    CP_PATHWAY_AT,
    CP_PATHWAY_NOTE,
    CP_PATHWAY_ATTRIBUTES
};
enum cp_pathway_head {
    CP_PATHWAY_TITLE,
    CP_PATHWAY_VERSION,
    CP_PATHWAY_SIDE,
    CP_PATHWAY_ZONE,
    CP_PATHWAY_LANGUAGE,
    CP_PATHWAY_SOURCE,
    CP_PATHWAY_HEAD_NOTE,
    CP_PATHWAY_HEADS
};

struct cp_names {
    text *names;
    int n;
};
struct cp_pathway_item {
    enum cp_pathway_kind kind;
    bool may_skip, may_repeat;
    text name;  /* a step's */
    text label; /* not known: none */
    struct cp_names attributes[CP_PATHWAY_ATTRIBUTES];
    int weight; /* of a step: what leaving it out costs, 1 unless said */
    struct cp_pathway_item **items; /* a group's, one at least */
    int n_items;
    int line;
};

enum cp_pathway_unit {
    CP_PATHWAY_MINUTE,
    CP_PATHWAY_HOUR,
    CP_PATHWAY_DAY, /* days and weeks are calendar days in the zone */
    CP_PATHWAY_WEEK
};
enum cp_pathway_from { CP_PATHWAY_FIRST, CP_PATHWAY_LAST, CP_PATHWAY_EACH };
struct cp_pathway_target {
    int64_t value;
    enum cp_pathway_unit unit;
    text percent; /* "80", as written; not known: nothing was promised */
    text start, end; /* names of steps or labels */
    enum cp_pathway_from from;
    int line;
};

struct cp_pathway {
    text heads[CP_PATHWAY_HEADS]; /* not known: not there */
    struct cp_pathway_item **rows;
    int n_rows;
    struct cp_names closes; /* none: the steps of the last row that must be */
    struct cp_names ends_any_time;
    struct cp_pathway_target *targets;
    int n_targets;
};

/* What is wrong, and in which line, from 1 on. */
struct cp_pathway_fault {
    int line;
    const char *phrase; /* English; %s stands for `about` */
    text about;
    int column; /* of a tree, from 1 on; 0: only the line is known */
};

/* Check   whatever is taken is written and taken again, by lot */
enum err cp_pathway_parse(struct cp_pathway *p, struct arena *a, text source,
    struct cp_pathway_fault *fault);

/* The normal form.
 * Check   cp_pathway_parse gives the same again */
void cp_pathway_write(const struct cp_pathway *p, struct buf *out);

/* As a process tree: ->( 'A', X( tau, 'B' ) ).
 * Errors  ERR_BAD_INPUT  a name with a ' in it cannot be written so
 * Source  the text form of process trees that the field's tools read */
enum err cp_pathway_write_tree(const struct cp_pathway *p, struct buf *out);

/* What the cheapest way through it weighs: its full cost for no events.
 * Check   the optimal alignment of the empty trace */
int64_t cp_pathway_shortest(const struct cp_pathway *p);

/* Is it the name of a step?
 * Check   by itself */
bool cp_pathway_has_step(const struct cp_pathway *p, text name);
/* Of a step, or a label?
 * Check   by itself */
bool cp_pathway_has_name(const struct cp_pathway *p, text name);

#endif
