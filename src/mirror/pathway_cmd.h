/* Inside this room: what `counterpart pathway` found, and its print. */
#ifndef MIRROR_PATHWAY_CMD_H
#define MIRROR_PATHWAY_CMD_H

#include "engine/pathway/fit.h"
#include "engine/pathway/follows.h"
#include "engine/pathway/graph.h"
#include "engine/pathway/service.h"
#include "mirror/mirror.h"
#include "mirror/pathway_read.h"
#include "os/thread.h"

struct pathway_found {
    struct cp_log log;
    struct cp_log_report report;
    struct cp_graph graph;
    struct cp_variants variants;
    struct cp_services services; /* of a log with a life cycle */
    const struct cp_follows *follows; /* NULL: nobody asked */
};

/* pathway_intended.c: what was meant, and each variant against it. */
enum { PATHWAY_THREADS_MAX = 8 };
struct pathway_meant {
    struct cp_pathway pathway;
    struct cp_model *model;
    int n_threads; /* 0: one */
    /* By variant. */
    struct cp_align_cost *costs;
    struct cp_judged *judged; /* NULL: costs alone were asked for */
    /* Of threads: what they found is in there. */
    struct arena arenas[PATHWAY_THREADS_MAX];
    int n_arenas;
};
enum err pathway_read_intended(struct command_call *call, text path,
    struct pathway_meant *meant, struct why *why);
/* Of --promise, a line each: beside those of the list. A label is no name here:
 * steps are. */
enum err pathway_add_promises(struct command_call *call, text promises,
    struct pathway_meant *meant, struct why *why);
enum pathway_judging {
    PATHWAY_COSTS,
    PATHWAY_WHOLE,  /* all as if they were closed */
    PATHWAY_JUDGED, /* what is not closed against the beginnings */
};
enum err pathway_judge(struct arena *a, const struct pathway_found *f,
    struct pathway_meant *meant, enum pathway_judging how, struct why *why);
void pathway_meant_close(struct pathway_meant *meant);

/* pathway_fit.c: costs, and what parts cases from what was meant. A line a
 * variant: cases, cost, prefix cost, the steps; when it was judged a step each
 * with = matched, + extra, - left out, and a ? where that is not certain. */
void pathway_print_costs(const struct pathway_found *f,
    const struct pathway_meant *meant, struct buf *out);
void pathway_print_fit(const struct pathway_found *f,
    const struct pathway_meant *meant, struct arena *a, struct buf *out);
void pathway_print_fit_json(const struct pathway_found *f,
    const struct pathway_meant *meant, bool has_ways, struct arena *a,
    struct buf *out);

/* Of times without an offset, and of calendar days: what --zone says, or the
 * list. UTC unless said. */
enum err pathway_find_zone(struct command_call *call,
    const struct pathway_meant *meant, struct zone *zone, struct why *why);

/* With --any-order what stands at one time has no order from here on. */
void pathway_untie(struct command_call *call, struct cp_log *log);

void pathway_print_json(const struct pathway_found *f, struct buf *out);
void pathway_print_csv(const struct pathway_found *f, struct buf *out);
void pathway_print_text(const struct pathway_found *f, struct buf *out);

/* pathway_targets.c: each promise of the list, as text or JSON. */
void pathway_print_targets(const struct pathway_found *f,
    const struct cp_pathway *p, const struct cp_zone *zone, bool is_json,
    struct arena *a, struct buf *out);

/* pathway_map.c: how many tenths are shown, from what was typed or as usual. */
enum err pathway_map_share(text wanted, int *share, struct why *why);
/* The map as SVG; `p` may be NULL. */
enum err pathway_print_map(const struct cp_log *log,
    const struct cp_pathway *p, int share, struct arena *a, struct buf *out,
    struct why *why);

enum err cmd_pathway(struct command_call *call, struct why *why);

#endif
