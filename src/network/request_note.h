/* What somebody wrote back, by mail, about their request to join. */
#ifndef NETWORK_REQUEST_NOTE_H
#define NETWORK_REQUEST_NOTE_H

#include "keep/mail.h"
#include "network/request_note.sql.h"

enum { NOTES_MAX = 50 };

/* For struct mail_kind: a note on the request that the mail was about.
 * ERR_NOT_FOUND: the request is gone. ERR_CONFLICT is nobody's: with NOTES_MAX
 * notes there come no more, ERR_BAD_INPUT. */
enum err request_note_receive(
    struct db *writer, struct arena *a, const struct mail_reply *r);

#endif
