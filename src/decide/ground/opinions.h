/* Inside this room: what `counterpart opinions` found, and its print. */
#ifndef DECIDE_OPINIONS_H
#define DECIDE_OPINIONS_H

#include "base/json.h"
#include "engine/opinion/found.h"
#include "engine/opinion/ground.h"
#include "engine/opinion/polis.h"
#include "engine/opinion/units.h"
#include "engine/opinion/votes_read.h"
#include "keep/door.h"

/* A statement over communities and sides. */
enum opinions_label {
    OPINIONS_NOT_ASKED,
    OPINIONS_COMMON_AGREE,
    OPINIONS_COMMON_DISAGREE,
    OPINIONS_DISAGREEMENT,
    OPINIONS_LEANING_AGREE,
    OPINIONS_LEANING_DISAGREE,
    OPINIONS_MIXED,
    OPINIONS_LABELS
};
struct opinions_line {
    enum opinions_label label;
    double score, against; /* of common ground; NaN: some side was not asked */
    int32_t lowest;        /* the unit that agrees least; -1 */
    double low, high;      /* 95 % interval of the share of it that agrees */
    double gap, p;         /* of the pair that differs most; NaN: no pair */
    int32_t one, two;      /* its units */
};

/* Of each unit and statement: agree, disagree, pass, all; is it hidden? */
enum { OPINIONS_CELLS = 4 };

struct opinions {
    struct arena *arena;
    struct cp_votes votes;
    struct cp_votes_reader reader;
    struct cp_units units;
    bool has_units, is_polis, is_release, is_turned;
    int64_t seed, threshold;
    text *bodies;                  /* by statement; NULL: no file of them */
    struct cp_votes_count *counts; /* by unit, then statement */
    struct opinions_line *lines;   /* by statement */
    struct cp_ground_line *ground; /* what they were made of */
    struct cp_ground_units asked;
    struct cp_found found;
    struct cp_polis polis;
    char hash[65];          /* of the sorted votes: SHA-256 */
    const char *groups_why; /* why there are none; NULL: there are */
    struct buf notes;       /* a sentence a line */
    /* opinions_release.c; NULL: nothing is hidden */
    bool *is_hidden;   /* by unit, statement and cell */
    bool *is_no_score; /* by statement */
    bool hides_size[CP_FOUND_GROUPS];
    bool hides_votes;  /* all answers, less those that are shown */
    bool hides_people; /* all people, less a community's */
};

/* SHA-256 of rows "person,statement,vote" in order, in hex; sealed: people are
 * their places in that order, as in the sealed pack. */
void opinions_hash(
    char to[65], struct arena *a, const struct cp_votes *v, bool is_sealed);

/* SHA-256 of a secret and that hash: may be shown, for nobody who has not the
 * secret can try out votes against it. */
void opinions_commit(char to[65], text salt, const char hash[65]);

/* As cp_found_of, by so many threads (0: the cores, for a conversation that is
 * large): the same bytes. ERR_NO_ROOM. */
enum err opinions_find_groups(struct cp_found *f, struct arena *a,
    const struct cp_votes *v, const struct cp_found_rules *rules,
    int n_threads, struct why *why);

/* opinions_ground.c: all lines. */
void opinions_find_ground(struct opinions *o);
/* The labels in capitals, as results carry them; and in words. */
const char *opinions_label_name(enum opinions_label label);
const char *opinions_label_words(enum opinions_label label);
/* Statements of a label, the best first; how many. */
int32_t opinions_list(
    const struct opinions *o, enum opinions_label label, int32_t *statements);

/* Groups of either kind. */
int32_t opinions_k(const struct opinions *o);
int32_t opinions_size(const struct opinions *o, int32_t group);
int32_t opinions_group_of(const struct opinions *o, int32_t person);

/* opinions_release.c: what is hidden, and that none of it can be worked out:
 * ERR_CONFLICT when it could. */
enum err opinions_hide(struct opinions *o, struct why *why);
bool opinions_hides(
    const struct opinions *o, int32_t unit, int32_t statement, int cell);

/* Of twenty answers and more whose numbers are hidden, of how many at least,
 * in tens, and where it lies: nearly all agree, 100; nearly nobody, 0; three
 * quarters agree or disagree; or, 75 and 25, more than half do and fewer.
 * Nothing finer: labels would give a hidden number away beside it. */
struct opinions_rough {
    bool is_there;
    int32_t about, at_least;
};
struct opinions_rough
opinions_rough(const struct opinions *o, int32_t unit, int32_t statement);

void opinions_print_json(const struct opinions *o, struct buf *out);
void opinions_print_text(const struct opinions *o, struct buf *out);
void opinions_print_csv(const struct opinions *o, struct buf *out);

#endif
