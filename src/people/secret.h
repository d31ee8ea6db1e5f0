/* What is secret: tokens, and passwords.
 *
 * A token is 32 random bytes, written as 43 letters, digits, - and _. The
 * database holds its hash alone: who reads the database cannot sign in.
 *
 * A password costs 41 ms and 32 MiB to hash, all of a core: secret_gate.h lets
 * few in at a time. Count attempts (attempt.h) before, not after.
 *
 * Errors  ERR_BUSY     too many wait already
 *         ERR_NO_ROOM  no memory for a hash
 * Source  Argon2id: Biryukov, Dinu, Khovratovich, Josefsson 2021, RFC 9106;
 *         BLAKE2b: Saarinen, Aumasson 2015, RFC 7693; both by libsodium
 */
#ifndef PEOPLE_SECRET_H
#define PEOPLE_SECRET_H

#include "base/arena.h"
#include "people/secret_gate.h"

enum { TOKEN_LENGTH = 43, HASH_LENGTH = 32 };

text token_new(struct arena *a);
/* Before anything of libsodium. */
void secret_start(void);
/* BLAKE2b-256 of anything; hashes for two purposes never meet. */
text secret_hash(struct arena *a, const char *purpose, text t);

/* BLAKE2b-256; not known when it is no token at all. */
text token_hash(struct arena *a, text token);
/* What forms are proved with: it follows from the token, and not from the
 * token's hash. */
text token_form_key(struct arena *a, text token);

/* "$argon2id$v=19$m=32768,t=3,p=1$..." */
enum err password_hash(struct arena *a, text password, text *hash);
/* With a hash that is not known, because nobody is, it takes as long and is
 * never right. *is_old: right, but hashed with less than today's cost. */
enum err password_check(
    struct arena *a, text password, text hash, bool *is_right, bool *is_old);
/* The same, knowing who comes. */
enum err password_check_in_turn(struct arena *a, text password, text hash,
    struct gate_turn *turn, bool *is_right, bool *is_old);

/* How many were hashed since the program began: for tests. */
int64_t password_n_hashed(void);

#endif
