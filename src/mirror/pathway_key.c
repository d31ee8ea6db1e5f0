#include "mirror/pathway_read.h"

#include "os/entropy.h"
#include "os/file.h"

#include <sodium.h>

enum { NAME_BYTES = 16, HEX = 2 * PATHWAY_KEY_LENGTH };

enum err
pathway_key_read(
    struct pathway_key *key, struct arena *a, text path, struct why *why)
{
    text all;
    size_t n = 0;
    enum err e = file_read(path, a, 1000, &all, why);
    if (e != OK)
        return e;
    all = text_trim(all);
    if (all.len != HEX ||
        sodium_hex2bin(key->secret, sizeof key->secret, all.ptr, HEX, NULL, &n,
            NULL) != 0 ||
        n != sizeof key->secret)
        return err_say(why, ERR_BAD_INPUT,
            "%.*s is no key, which is 64 hexadecimal digits: make one with "
            "counterpart pathway key FILE",
            TEXT_ARG(path));
    key->is_there = true;
    return OK;
}

enum err
pathway_key_make(struct arena *a, text path, struct why *why)
{
    unsigned char secret[PATHWAY_KEY_LENGTH];
    char hex[HEX + 1];
    if (file_is_there(path))
        return err_say(why, ERR_CONFLICT,
            "%.*s is there already: what was named by it would lose its name",
            TEXT_ARG(path));
    entropy(secret, sizeof secret);
    sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
    enum err e = file_write(path, arena_print(a, "%s\n", hex), why);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(hex, sizeof hex);
    return e;
}

static void
code_name(const struct pathway_key *key, text name,
    unsigned char mac[crypto_auth_hmacsha256_BYTES])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key->secret, sizeof key->secret);
    crypto_auth_hmacsha256_update(
        &state, (const unsigned char *)name.ptr, (size_t)name.len);
    crypto_auth_hmacsha256_final(&state, mac);
}

text
pathway_key_name(const struct pathway_key *key, struct arena *a, text name)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char *hex = arena_room(a, 2 * NAME_BYTES + 1);
    code_name(key, name, mac);
    sodium_bin2hex(hex, 2 * NAME_BYTES + 1, mac, NAME_BYTES);
    return (text){ hex, 2 * NAME_BYTES };
}

int64_t
pathway_key_shift(const struct pathway_key *key, int64_t most, text name)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    uint64_t drawn = 0;
    code_name(key, name, mac);
    for (int i = 0; i < 8; i++)
        drawn = drawn << 8 | mac[NAME_BYTES + i];
    return (int64_t)(drawn % (uint64_t)(2 * most + 1)) - most;
}
