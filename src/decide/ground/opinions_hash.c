/* One number for all votes: whoever has them can see that they are these. */
#include "decide/ground/opinions.h"

#include "base/buf.h"

#include <sodium.h>

void
opinions_hash(
    char to[65], struct arena *a, const struct cp_votes *v, bool is_sealed)
{
    crypto_hash_sha256_state state;
    unsigned char hash[crypto_hash_sha256_BYTES];
    struct arena_mark mark = arena_mark(a);
    struct buf row = buf_in(a, 1 << 16);
    crypto_hash_sha256_init(&state);
    for (int32_t i = 0; i < v->n_people; i++) {
        row.len = 0;
        for (int64_t k = v->starts[i]; k < v->starts[i + 1]; k++) {
            if (is_sealed)
                buf_int(&row, i);
            else
                buf_add(&row, v->people[i]);
            buf_byte(&row, ',');
            buf_add(&row, v->statements[v->of[k]]);
            buf_byte(&row, ',');
            buf_int(&row, v->values[k]);
            buf_byte(&row, '\n');
        }
        crypto_hash_sha256_update(&state, (const unsigned char *)row.ptr,
            (unsigned long long)row.len);
    }
    crypto_hash_sha256_final(&state, hash);
    sodium_bin2hex(to, 65, hash, sizeof hash);
    arena_rewind(a, mark);
}

void
opinions_commit(char to[65], text salt, const char hash[65])
{
    crypto_hash_sha256_state state;
    unsigned char both[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(
        &state, (const unsigned char *)salt.ptr, (unsigned long long)salt.len);
    crypto_hash_sha256_update(&state, (const unsigned char *)hash, 64);
    crypto_hash_sha256_final(&state, both);
    sodium_bin2hex(to, 65, both, sizeof both);
}
