/* The secret of a link that is mailed to somebody without an account: they
 * come back to one thing with it. Only its hash is kept.
 *
 * Shape   a token is 43 letters, digits, - and _: 32 random bytes
 * Source  BLAKE2b-256: Saarinen, Aumasson 2015, RFC 7693, by libsodium
 */
#ifndef KEEP_LINK_TOKEN_H
#define KEEP_LINK_TOKEN_H

#include "base/arena.h"

text link_token_new(struct arena *a);
/* 64 hexadecimal digits; not known when it is no token at all. `use` is the
 * table: hashes for two uses never meet. */
text link_token_hash(struct arena *a, const char *use, text token);

#endif
