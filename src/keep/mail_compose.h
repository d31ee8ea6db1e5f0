/* A row of the outbox as the letter that goes out: who it is from, what stands
 * under it, where an answer goes and how one stops such mails. */
#ifndef KEEP_MAIL_COMPOSE_H
#define KEEP_MAIL_COMPOSE_H

#include "keep/mail.sql.h"
#include "keep/mail_token.h"
#include "keep/mime_write.h"

/* What is the same for every mail of this house. */
struct mail_house {
    text base_url;  /* https://network.example */
    text from;      /* a bare address */
    text from_name; /* may be unknown */
    text reply;     /* "reply@network.example": reply+TOKEN@ answers; or not
                       known: mails cannot be answered */
};

/* `from` is an address, or a name and an address in <>; `reply` an address or
 * not known.
 * Errors  ERR_BAD_INPUT, `why` says which */
enum err mail_house_read(struct mail_house *house, struct arena *a,
    text base_url, text from, text reply, struct why *why);

/* "network.example" of the base url: what messages' names end with. */
text mail_house_host(const struct mail_house *house);

/* The row has its words yet: `require`. */
struct letter mail_compose(struct arena *a, const struct mail_house *house,
    const struct mail_key *key, const struct mail_letter *row);

/* "No more mails of this kind (...): https://...", in the receiver's language;
 * for a kind that may be stopped. */
text mail_stop_sentence(struct arena *a, const struct mail_house *house,
    const struct mail_key *key, const struct mail_letter *row);

#endif
