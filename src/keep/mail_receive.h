/* An answer by mail, brought to the room whose mail it answers.
 *
 * Who holds the address of a mail may answer it, without signing in once: the
 * token in it is signed. What a room does with the words is its own matter
 * (struct mail_kind); they are shown as words of whoever got that mail.
 *
 * Errors  ERR_BAD_INPUT   too large, no words, or no UTF-8
 *         ERR_DENIED      no address of ours in it, or one that is not signed
 *         ERR_NOT_FOUND   what it is about is gone, or takes no answers
 *         others are those of the database: the mail can be brought again
 */
#ifndef KEEP_MAIL_RECEIVE_H
#define KEEP_MAIL_RECEIVE_H

#include "db/db.h"

/* `receiver`: whom the mail server says it is for; not known: looked for in
 * the mail. `host`: with what our own messages' names end. *is_dropped: it is
 * a machine's, or came before: nothing was done, and that is right. */
enum err mail_receive(struct db *db, struct arena *a, text mail, text receiver,
    text host, bool *is_dropped, struct why *why);

#endif
