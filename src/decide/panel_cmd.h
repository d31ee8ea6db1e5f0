/* The parts of `counterpart panel`. */
#ifndef DECIDE_PANEL_CMD_H
#define DECIDE_PANEL_CMD_H

#include "base/buf.h"
#include "engine/panel/check.h"
#include "engine/panel/clash.h"
#include "engine/panel/read.h"

struct panel_done {
    struct cp_panel_read in;
    struct cp_panel_answer answer;
    struct cp_panel_clash clash; /* where there is no panel */
    struct cp_panel_list list;
    struct cp_panel_found found;
    enum cp_panel_mode mode;
    text seed;     /* not known: nothing was drawn */
    int64_t drawn; /* which of the list's panels; -1: none */
};

bool panel_is_drawn(const struct panel_done *d, int32_t person);
void
panel_print_json(const struct panel_done *d, struct arena *a, struct buf *out);
void panel_print_csv(const struct panel_done *d, struct buf *out);
void
panel_print_text(const struct panel_done *d, struct arena *a, struct buf *out);

#endif
