/* A list of 1,000 panels asks for 150,000: OpenSSL's uses what the processor
 * has for it. Of its functions these keep all they know on our stack, so that
 * many threads may ask at once; the newer ones look their method up, and take
 * room, each time. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "decide/panel/panel_hash.h"

#include "base/err.h"

#include <openssl/sha.h>

_Static_assert(CP_PANEL_HASH_BYTES == SHA256_DIGEST_LENGTH, "SHA-256");

void
panel_sha256(const void *bytes, ptrdiff_t n, uint8_t to[CP_PANEL_HASH_BYTES])
{
    SHA256_CTX c;
    require(SHA256_Init(&c) == 1);
    require(SHA256_Update(&c, bytes, (size_t)n) == 1);
    require(SHA256_Final(to, &c) == 1);
}
