/* The parts of `counterpart panel`. */
#ifndef DECIDE_PANEL_CMD_H
#define DECIDE_PANEL_CMD_H

#include "base/json.h"
#include "engine/panel/check.h"
#include "engine/panel/clash.h"
#include "engine/panel/read.h"

enum { PANEL_NEVERS_MAX = 10 };

/* People of one kind who can never be chosen, and what would do. */
struct panel_never {
    int32_t type;
    struct cp_panel_clash clash;
};

struct panel_done {
    struct cp_panel_read in;
    struct cp_panel_answer answer;
    struct cp_panel_clash clash; /* where there is no panel */
    struct cp_panel_list list;
    struct cp_panel_found found;
    struct panel_never nevers[PANEL_NEVERS_MAX];
    int32_t n_nevers;
    enum cp_panel_mode mode;
    text seed;     /* not known: nothing was drawn */
    int64_t drawn; /* which of the list's panels; -1: none */
};

bool panel_is_drawn(const struct panel_done *d, int32_t person);
text panel_feature_of(const struct panel_done *d, int32_t line);
text panel_value_of(const struct panel_done *d, int32_t line);
/* How many there are of a line's value who may be drawn. */
int32_t panel_there_are(const struct panel_done *d, int32_t line);
/* What to know of both files, a sentence a line. */
void panel_note(const struct panel_done *d, struct buf *out);
const char *panel_stage_name(enum cp_panel_stage stage);
void panel_print_certificate(const struct panel_done *d, struct buf *out);
void
panel_print_json(const struct panel_done *d, struct arena *a, struct buf *out);
void panel_print_csv(const struct panel_done *d, struct buf *out);
void
panel_print_text(const struct panel_done *d, struct arena *a, struct buf *out);

/* The draw again, from a published list alone: what `file` holds, as text or
 * JSON. ERR_BAD_INPUT: it is no such list. */
enum err panel_again(struct arena *a, text file, text seed, bool is_json,
    struct buf *out, struct why *why);

#endif
