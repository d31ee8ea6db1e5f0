/* Accounts: persons who may sign in. */
#ifndef PEOPLE_ACCOUNT_H
#define PEOPLE_ACCOUNT_H

#include "people/account.sql.h"
#include "people/people.h"
#include "people/session.h"

enum { LINK_S = 7 * 86400, SIGN_IN_LINK_S = 20 * 60, RECOVER_LINK_S = 86400 };

/* An address as accounts are found by it: in small letters. */
text mail_key(struct arena *a, text mail);
/* The same of what was typed to sign in with: without an '@' it is a name,
 * and blanks do not matter. */
text sign_in_key(struct arena *a, text typed);

/* A person with that name and no mail, when the network has no coordinator
 * who chose a password: the first one. ERR_NOT_FOUND: it has one. */
enum err account_first(struct db *db, struct arena *a,
    struct people_invitation *invitation, struct why *why);

/* A link that is opened once, inside a db_write step. Purposes: welcome and
 * recover at /welcome/TOKEN, sign-in at /sign-in/link/TOKEN. */
enum err account_add_link(struct db *writer, int64_t person_id, text purpose,
    text hash, int64_t now, int64_t ends_at);

/* What strangers guessed at their name and codes is forgotten. Inside a step.
 */
enum err
account_end_locks(struct db *writer, struct arena *a, int64_t person_id);

/* Open the account behind a link: it is taken, once. */
struct welcome {
    text hash;    /* of the link's token */
    text purpose; /* the link's: welcome recover */
    int64_t person_id, now;
    text name;
    text mail;     /* or not known: it has one */
    text password; /* hashed */
    text lang;     /* the person's, unless they have one */
    bool is_pin;
    struct session_start session;
};
/* ERR_CONFLICT: the link was used, is too old, or the mail is another's. */
enum err account_welcome(struct db *db, struct arena *a, struct welcome *w);

/* A new password, hashed; every other session of the person ends. */
enum err account_change_password(struct db *db, struct arena *a,
    int64_t person_id, int64_t session_id, text password, bool is_pin);

#endif
