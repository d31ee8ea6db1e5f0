/* Inside this room: summaries on the command line. */
#ifndef MIRROR_PATHWAY_SUMMARY_H
#define MIRROR_PATHWAY_SUMMARY_H

#include "engine/pathway/summary.h"
#include "mirror/pathway_cmd.h"

/* counterpart pathway summarise LOG, merge S1 S2 ...: into `out`. */
enum err pathway_summarise(
    struct command_call *call, struct buf *out, struct why *why);
enum err pathway_merge(
    struct command_call *call, struct buf *out, struct why *why);
/* pathway_compare.c: compare S1 S2, of either form. */
enum err pathway_compare(
    struct command_call *call, struct buf *out, struct why *why);

#endif
