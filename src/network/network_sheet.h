/* This room's tables as files: see keep/sheet.h. */
#ifndef NETWORK_NETWORK_SHEET_H
#define NETWORK_NETWORK_SHEET_H

#include "keep/sheet.h"

extern const struct sheet place_sheet, organisation_sheet, affiliation_sheet,
    programme_sheet, partnership_sheet, side_sheet, side_organisation_sheet,
    project_sheet;
extern const struct sheet *const network_sheets[]; /* NULL-ended */

#endif
