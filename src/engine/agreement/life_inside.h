/* What an asking keeps while its log is read. For life*.c only. */
#ifndef ENGINE_AGREEMENT_LIFE_INSIDE_H
#define ENGINE_AGREEMENT_LIFE_INSIDE_H

#include "engine/agreement/life.h"

/* Of one person in one unit: answers, newest first, each with its version. */
struct given {
    int32_t version;
    enum cp_answer_value value;
    struct given *before;
};
struct voice {
    uint64_t person;
    int32_t unit;
    struct given *newest;
    struct voice *next; /* in the same place of the table */
};
struct choice { /* the side on which somebody answers */
    uint64_t person;
    int32_t side;
    struct choice *next;
};
struct backer {
    uint64_t person;
    struct backer *next;
};
struct objection {
    struct cp_life_objection is;
    uint64_t objector;
    struct backer *backers;
    struct objection *next;
};
struct taken { /* a unit's position, or that it stands aside */
    int32_t version;
    enum cp_position position;
    struct taken *before;
};
struct unit {
    struct taken *newest;
    uint64_t routes;     /* one bit each */
    int64_t rounds_seen; /* bits of round 1 to 62 */
    bool is_carved_out;  /* of this version */
};
struct change { /* how a version was made; by version */
    enum cp_amend amend;
    int32_t day;
};
struct life_inside {
    struct unit *units;
    struct voice **voices;
    struct choice **choices;
    ptrdiff_t n_places, n_voices, n_choices; /* places: a power of 2 */
    struct objection *objections, **last;
    struct change *changes;
    int32_t n_room; /* for changes */
};

/* ---- life_keep.c ---- */

struct voice *life_find_voice(
    const struct cp_life *life, uint64_t person, int32_t unit);
struct choice *life_find_choice(const struct cp_life *life, uint64_t person);
/* Where somebody stands in a table of so many places, a power of 2. */
uint64_t life_place(uint64_t person, uint64_t unit);
/* The answer that counts: the last to a version from `base` on. */
enum cp_answer_value
life_value(const struct cp_life *life, const struct voice *v);
void life_give(struct cp_life *life, uint64_t person, int32_t unit,
    int32_t version, enum cp_answer_value value);

/* ---- life_now.c ---- */

/* Is it of the version that is asked? One of safety always is. */
bool life_counts(const struct cp_life *life, const struct objection *o);

#endif
