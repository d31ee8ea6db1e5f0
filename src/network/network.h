/* network/: places, organisations, programmes, partnerships and their sides.
 *
 * The words for kinds, roles and states are data of this room; other rooms
 * name a partnership or a side by its key and use what is declared here. */
#ifndef NETWORK_NETWORK_H
#define NETWORK_NETWORK_H

#include "keep/door.h"

extern const struct door network_door;
/* to be referred to */
extern const struct sheet organisation_sheet, partnership_sheet, side_sheet;

enum { SIDES_MAX = 6 };

/* Inside a step: a proposed partnership with a side for each of these 2 to
 * SIDES_MAX organisations, at its place, which leads it; with versions, audit
 * and the words by which it is found. Their sides' keys go to `sides`.
 * ERR_NOT_FOUND: one of them is gone. */
enum err network_begin_partnership(struct db *writer, struct arena *a,
    const int64_t *organisations, int n, int64_t actor_id, int64_t *id,
    int64_t *sides);

/* The interface word for a stored one, in English, to be said in the
 * reader's language: kind_word("borough") is N_("Borough"). The stored word
 * itself when it is none of ours. */
const char *kind_word(text kind);
const char *status_word(text status);
const char *role_word(text role);
/* What the audit says: "change", "side_organisation". */
const char *action_word(text action);
const char *thing_word(text table);
/* The style sheet's class for a status. */
text status_class(text status);

/* The network's name and sentence, for the layout of every page:
 * "Counterpart" when nothing is known. */
void network_describe(struct request *rq, text *name, text *sentence);

#endif
