/* What in a mail's addresses lets somebody do one thing without signing in:
 * stop a kind of mails, answer a mail.
 *
 * Tokens are signed and not kept, so they work for as long as the network
 * has its key: years. The key is a setting, made once. What it opens is small
 * (no more mails of a kind; words added to one thing), and it opens nothing
 * else.
 *
 * Shape   a token is of small letters and digits alone: what carries mail may
 *         write addresses in letters of one size
 * Source  BLAKE2b, keyed: Saarinen, Aumasson 2015, RFC 7693, by libsodium
 */
#ifndef KEEP_MAIL_TOKEN_H
#define KEEP_MAIL_TOKEN_H

#include "db/db.h"

enum { MAIL_KEY_BYTES = 32, MAIL_HASH_BYTES = 16 };

struct mail_key {
    unsigned char bytes[MAIL_KEY_BYTES];
};

/* ERR_NOT_FOUND: none was made yet. */
enum err mail_key_load(struct db *db, struct arena *a, struct mail_key *key);
/* Inside a db_write step: makes it when there is none. */
enum err
mail_key_make(struct db *writer, struct arena *a, struct mail_key *key);

/* Who a mail goes to, as mail_stop knows them: by the person's key when there
 * is one, else by the address. MAIL_HASH_BYTES bytes. */
text mail_hash(struct arena *a, const struct mail_key *key, int64_t person_id,
    text address);

/* For /mail/stop/TOKEN. */
text mail_stop_token(
    struct arena *a, const struct mail_key *key, text hash, text kind);
/* False when it is none of ours. */
bool mail_stop_read(struct arena *a, const struct mail_key *key, text token,
    text *hash, text *kind);

/* For reply+TOKEN@DOMAIN: which mail is answered. */
text
mail_reply_token(struct arena *a, const struct mail_key *key, int64_t mail_id);
bool mail_reply_read(const struct mail_key *key, text token, int64_t *mail_id);

#endif
