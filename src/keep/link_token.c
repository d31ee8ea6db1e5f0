#include "keep/link_token.h"

#include "os/entropy.h"

#include <sodium.h>
#include <string.h>

enum { BYTES = 32, LENGTH = 43 };

text
link_token_new(struct arena *a)
{
    unsigned char bytes[BYTES];
    char *to = arena_new(a, char, LENGTH + 1);
    entropy(bytes, BYTES);
    sodium_bin2base64(
        to, LENGTH + 1, bytes, BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, BYTES);
    return (text){ to, LENGTH };
}

text
link_token_hash(struct arena *a, const char *use, text token)
{
    unsigned char hash[BYTES];
    char *to = arena_new(a, char, 2 * BYTES + 1);
    crypto_generichash_state state;
    bool is_token = token.len == LENGTH;
    for (ptrdiff_t i = 0; is_token && i < token.len; i++) {
        char c = token.ptr[i];
        is_token = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
    if (!is_token)
        return (text){ 0 };
    require(crypto_generichash_init(&state, NULL, 0, BYTES) == 0);
    /* with its zero byte, which ends it */
    crypto_generichash_update(
        &state, (const unsigned char *)use, strlen(use) + 1);
    crypto_generichash_update(
        &state, (const unsigned char *)token.ptr, (size_t)token.len);
    crypto_generichash_final(&state, hash, BYTES);
    sodium_bin2hex(to, 2 * BYTES + 1, hash, BYTES);
    return (text){ to, 2 * (ptrdiff_t)BYTES };
}
