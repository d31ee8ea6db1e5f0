/* Letters, meetings that were found, and helpers, as files: listing_letter.csv,
 * partner_meeting.csv, helper.csv. A letter or a meeting that is there already,
 * by its key, stays as it is. */
#ifndef MATCH_PARTNER_CARRY_H
#define MATCH_PARTNER_CARRY_H

#include "keep/sheet_text.h"

enum err partner_carry_export(
    struct db *db, struct arena *a, text dir, struct why *why);
enum err partner_carry_import(struct sheet_texts *texts);

#endif
