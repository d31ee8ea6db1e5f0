/* Inside this room: proposals in files, in and out. */
#ifndef DECIDE_PROPOSAL_SHEET_H
#define DECIDE_PROPOSAL_SHEET_H

#include "decide/proposal/proposal.h"
#include "decide/proposal/proposal_sheet.sql.h"
#include "keep/sheet.h"

extern const struct sheet proposal_sheet, proposal_side_sheet,
    proposal_unit_sheet, proposal_version_sheet,
    made_step_sheet;

#endif
