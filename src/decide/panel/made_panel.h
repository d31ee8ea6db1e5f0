/* Inside this room: an example's panel, with whoever is said to have
 * volunteered and what is said to have been done, by files.
 *
 * People get wrong: who volunteered is in no file, neither in nor out. These
 * are rows of tables of their own, from which volunteers and draws are made by
 * the functions that make real ones, so that chances, the list and the panel
 * follow from the tickets and the public number as anywhere else. Only of a
 * panel that is marked illustrative and for which nobody volunteered; nobody
 * is written to. */
#ifndef DECIDE_MADE_PANEL_H
#define DECIDE_MADE_PANEL_H

#include "decide/panel/lot.h"
#include "decide/panel/made_panel.sql.h"

/* Inside a step: nothing of them stays, with their panel. */
enum err
made_panel_forget(struct db *writer, struct arena *a, int64_t panel_id);

extern const struct sheet made_volunteer_sheet, made_draw_sheet;

#endif
