/* Accounts: persons who may sign in. */
#ifndef PEOPLE_ACCOUNT_H
#define PEOPLE_ACCOUNT_H

#include "people/account.sql.h"
#include "people/people.h"

enum { LINK_S = 7 * 86400, PASSWORD_MIN = 10, PASSWORD_MAX = 500 };

/* An address as accounts are found by it: in small letters. */
text mail_key(struct arena *a, text mail);

/* A person with that name and no mail, when the network has no coordinator
 * who chose a password: the first one. ERR_NOT_FOUND: it has one. */
enum err account_first(struct db *db, struct arena *a,
    struct people_invitation *invitation, struct why *why);

/* Open the account behind a link: it is taken, once. */
struct welcome {
    text hash; /* of the link's token */
    int64_t person_id, now;
    text name;
    text mail;     /* or not known: it has one */
    text password; /* hashed */
    text lang;     /* the person's, unless they have one */
    text session_hash;
};
/* ERR_CONFLICT: the link was used, is too old, or the mail is another's. */
enum err account_welcome(struct db *db, struct arena *a, struct welcome *w);

/* A new password, hashed; every other session of the person ends. */
enum err account_change_password(struct db *db, struct arena *a,
    int64_t person_id, int64_t session_id, text password);

#endif
