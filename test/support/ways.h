/* Ways in, tried as a browser tries them: an account with a password, forms
 * with a token of their own, cookies that are kept, links out of mails. */
#ifndef SUPPORT_WAYS_H
#define SUPPORT_WAYS_H

#include "people/two_step.h"
#include "support/house.h"

/* An account that is open, with the password "many good words". */
int64_t way_somebody(struct house *h, const char *mail, bool is_coordinator);
/* The first column of the first row. */
text way_ask(struct house *h, const char *sql);
/* "/en/welcome/..." out of the mail that was put last. */
text way_link_mailed(struct house *h, const char *path);
/* The session's cookie that the last answer gave is the browser's now. */
void way_keep_cookie(struct house *h);
/* Fail the test when the last answer leads elsewhere. */
void way_leads_to(struct house *h, const char *path);
/* Send a form with a token of its own; who is signed in, with its proof. */
int way_send(struct house *h, const char *target, const char *fields);
/* A second step for them, and the code that their phone shows now, or so many
 * steps beside now. */
void way_two_steps(struct house *h, int64_t id, text codes[RECOVERY_CODES]);
text way_code_now(struct house *h, int64_t person_id, int64_t beside);

#endif
