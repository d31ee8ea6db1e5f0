/* Inside flows: the release that flows_find.c makes and flows_keep.c keeps. */
#ifndef MIRROR_FLOWS_INSIDE_H
#define MIRROR_FLOWS_INSIDE_H

#include "mirror/flows.h"

/* What groups are crossed with, the more the deeper. */
enum { DEPTH_CAME, DEPTH_LOST, DEPTH_TARGETS, DEPTH_ALL };

struct flows_groups {
    text name;
    const text *values; /* empty: the rest */
    int32_t n;
    const int32_t *of_case;
    int by;    /* in the release */
    int depth; /* how much is crossed with it */
};
struct flows_wait {
    int64_t us;
    int32_t of_case;
};
struct flows_way {
    int32_t from, to;
    int32_t *having;
    struct flows_wait *waits;
    int64_t n_having, n_waits;
    int table;
};
struct flows_release {
    const struct flows_source *s;
    struct arena *arena;
    struct cp_release *release;             /* NULL: nothing may be shown */
    int size, lost, *came, *both, *targets; /* tables of it */
    int *steps, usual; /* and what the side alone sees */
    bool has_sets;
    int n_targets;
    int32_t **sets; /* of each stage: who came; and had come before */
    int64_t *n_sets;
    uint8_t *lost_columns;
    struct flows_way *ways;
    int32_t n_ways;
    struct flows_groups years, *attributes;
    int32_t n_attributes;
};

bool flows_has(const struct flows_release *r, int32_t c, int32_t stage);
/* CP_HIDDEN, where it is, and of what there is no release of. */
int64_t flows_count(
    const struct flows_release *r, int table, int by, int32_t g, int32_t c);

#endif
