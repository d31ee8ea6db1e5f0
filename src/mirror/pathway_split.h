/* Inside this room: a log by groups, on the command line. What is asked for
 * (pathway_split_read.c), found (pathway_split.c, pathway_split_survival.c)
 * and printed (pathway_split_text.c, pathway_split_data.c). */
#ifndef MIRROR_PATHWAY_SPLIT_H
#define MIRROR_PATHWAY_SPLIT_H

#include "engine/pathway/compare_groups.h"
#include "engine/pathway/release.h"
#include "base/json.h"
#include "mirror/pathway_cmd.h"

enum {
    SPLIT_BY_MAX = 12,
    SPLIT_TIMES_MAX = 24,
    SPLIT_RELEASE_EDGES = 200, /* that one names; and ways: */
    SPLIT_RELEASE_VARIANTS = 100
};
enum split_format { SPLIT_TEXT, SPLIT_JSON, SPLIT_CSV };

struct split_time {
    text name; /* "14 d" */
    int64_t us;
};
/* --release: which table of it a question stands in. */
struct split_release {
    struct cp_release *release;
    int size, furthest, status, fit, waits, variants;
    int by[SPLIT_BY_MAX], by_status;
    int *of_question;
    int32_t n_variants; /* the column behind them is all other ways */
};

struct pathway_split {
    bool is_asked; /* any of it */
    enum split_format format;
    /* What is wished for. */
    struct cp_attribute_wish wishes[2 * SPLIT_BY_MAX]; /* by, then adjust */
    text values[SPLIT_BY_MAX]; /* "a|b" behind "column="; not known: all */
    int n_by, n_adjust;
    bool is_together;
    struct cp_compare_rules rules;
    struct cp_cascade_rules cascade;
    bool has_survival;
    text survival, from, to, other;
    enum cp_cut cut;
    struct split_time times[SPLIT_TIMES_MAX];
    int n_times; /* 0: those that suit */
    bool is_release;
    int64_t threshold;
    /* What is found. */
    struct arena *arena;
    const struct pathway_found *found;
    const struct cp_pathway *pathway; /* NULL: none was meant */
    struct cp_groups by[SPLIT_BY_MAX];
    int64_t n_unknown[SPLIT_BY_MAX]; /* cases in no group */
    int64_t n_changing[SPLIT_BY_MAX];
    int n_groups;            /* of `by` that are used */
    struct cp_groups strata[SPLIT_BY_MAX]; /* of --adjust, for each */
    bool has_strata[SPLIT_BY_MAX];
    struct cp_stages stages;
    struct cp_staged staged;
    int32_t *full; /* costs by case */
    struct cp_questions questions;
    struct cp_comparisons all;
    struct cp_waits waits; /* of --survival */
    const char *cut_words;
    struct cp_target_result *targets;
    struct split_release release;
};

/* What the options ask for; before the log is read, which reads the wishes. */
enum err pathway_split_read(
    struct command_call *call, struct pathway_split *s, struct why *why);

/* What the log says. */
enum err pathway_split(struct pathway_split *s, struct pathway_found *f,
    struct pathway_meant *meant, const struct cp_zone *zone, struct buf *out,
    struct why *why);

/* ---- Inside ------------------------------------------------------------- */

/* The line by which it was written (pathway_targets.c). */
extern const char *const pathway_target_names[CP_TARGET_CLASSES];
extern const char *const pathway_target_words[CP_TARGET_CLASSES];
text pathway_target_line(struct arena *a, const struct cp_pathway_target *t);

enum err split_waits(struct pathway_split *s, struct why *why);

/* Shares at times, of a group or of all (-1); and the two ends: all who were
 * lost never come, all came when they were lost. */
struct split_survival {
    int64_t n, n_came, n_other;
    struct cp_survival table;
    bool has_median[3];
    int64_t medians[3]; /* as it is, never, at once */
    struct split_at {
        int64_t n_at_risk;
        double still, low, high, never, at_once, came, other;
    } at[SPLIT_TIMES_MAX];
};
void split_survival_of(const struct pathway_split *s,
    const struct cp_groups *by, int32_t group, struct arena *a,
    struct split_survival *to);

/* pathway_split_release.c, in this order: groups that are large enough;
 * questions that may be asked; what is to be hidden; and out with it. */
void split_merge_groups(struct pathway_split *s);
void split_shorten_questions(struct pathway_split *s);
enum err split_hide(struct pathway_split *s, struct why *why);
void split_take_out(struct pathway_split *s);
int64_t split_shown(const struct pathway_split *s, const struct cp_question *q,
    int by, int32_t group, int64_t *n_asked);
/* CP_HIDDEN, with --release. */
int64_t split_group_size(const struct pathway_split *s, int by, int32_t group);
/* Cases in a class of a target, of a group or of all (`by` -1); CP_HIDDEN. */
int64_t split_target_count(const struct pathway_split *s, int target, int by,
    int32_t group, enum cp_target_class is);
/* Each target and its classes, as a member "targets". */
void split_put_targets(
    const struct pathway_split *s, struct json *j, int by, int32_t group);
double split_round(double x);
bool split_is_median_shown(const struct pathway_split *s,
    const struct cp_question *q, const int32_t *of_case, int32_t group);
void split_hide_survival(const struct pathway_split *s, int by, int32_t group,
    struct split_survival *v);


void split_put_duration(struct buf *out, double us);
/* A sentence a finding, as they follow; false: it is not named. */
bool split_put_share(struct buf *out, const struct cp_comparison *c);
bool split_put_wait(struct buf *out, const struct cp_comparison *c);

/* pathway_split_public.c: of all cases, what a release shows beside. */
void split_put_public_text(const struct pathway_split *s, struct buf *out);
void split_put_public_json(const struct pathway_split *s, struct json *j);
void split_put_public_stages(
    const struct pathway_split *s, struct json *j, int by, int32_t group);
/* Null, when it is hidden. */
void split_name_count(struct json *j, const char *name, int64_t n);

void split_print_text(const struct pathway_split *s, struct buf *out);
void split_print_json(const struct pathway_split *s, struct buf *out);
void split_print_csv(const struct pathway_split *s, struct buf *out);

#endif
