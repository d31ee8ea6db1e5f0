/* Inside this room: who was heard in one conversation, proposal, panel or
 * meeting, counted and published.
 *
 *     e = heard_begin(writer, a, &(struct heard_of){ "proposal", id,
 *         partnership_id });                             in the step that opens
 *     e = heard_end(writer, a, &of);                    in the step that closes
 *     e = heard_forget(writer, a, id);            when it is gone for good
 *
 * Who took part stands in the owner's tables, what they said of themselves in
 * about.h; how many of each side is a query of each kind (heard_count.c,
 * people_of): add yours there.
 *
 * People get wrong: what is published is a copy, made at the close, and is not
 * counted anew: or somebody who withdraws could be found by the difference.
 * While it is open it is counted once a week, and only the gaps are said, in
 * words and without a number. What is in these tables may be shown to
 * everybody: a number that may not be is not there. */
#ifndef DECIDE_HEARD_COUNT_H
#define DECIDE_HEARD_COUNT_H

#include "decide/heard/heard_count.sql.h"
#include "engine/inequality/heard.h"
#include "keep/door.h"

enum {
    HEARD_THRESHOLD = 5,
    HEARD_EVERY_DAYS = 7,
    HEARD_LINES_MAX = 24 * 42, /* of a release: questions and their lines */
    HEARD_CELLS_MAX = 42 * 42
};

struct heard_of {
    const char *kind;
    int64_t thing_id, partnership_id;
};
/* Inside a step. It opens: it is counted in a week. Again: nothing. */
enum err
heard_begin(struct db *writer, struct arena *a, const struct heard_of *of);
/* Inside a step. It has closed: counted now, for the last time. Again: nothing.
 *
 * Cost  100,000 people and 6 questions: some 0.1 s */
enum err
heard_end(struct db *writer, struct arena *a, const struct heard_of *of);
enum err heard_forget(struct db *writer, struct arena *a, int64_t thing_id);
/* What is due. */
enum err heard_sweep(struct db *db, struct arena *a, int64_t now);

extern const struct sheet heard_gap_sheet;

handler heard_within_show, heard_show, heard_csv;

#endif
