#include "keep/mail_token.h"

#include "base/key.h"
#include "keep/setting.h"
#include "os/entropy.h"

#include <sodium.h>

#define KEY_NAME "mail-key"

enum { HEX_KEY = 2 * MAIL_KEY_BYTES, HEX_HASH = 2 * MAIL_HASH_BYTES };

_Static_assert(MAIL_KEY_BYTES == crypto_generichash_KEYBYTES, "BLAKE2b's key");

/* ---- The key ------------------------------------------------------------- */

static bool
read_hex(text hex, unsigned char *to, size_t n)
{
    size_t n_read = 0;
    return hex.len == (ptrdiff_t)(2 * n) &&
        sodium_hex2bin(to, n, hex.ptr, (size_t)hex.len, NULL, &n_read, NULL) ==
        0 &&
        n_read == n;
}

static text
print_hex(struct arena *a, const unsigned char *from, size_t n)
{
    char *to = arena_new(a, char, (ptrdiff_t)(2 * n + 1));
    sodium_bin2hex(to, 2 * n + 1, from, n);
    return (text){ to, (ptrdiff_t)(2 * n) };
}

enum err
mail_key_load(struct db *db, struct arena *a, struct mail_key *key)
{
    text hex;
    enum err e = setting_load(db, a, KEY_NAME, &hex);
    if (e != OK)
        return e;
    return read_hex(hex, key->bytes, sizeof key->bytes) ? OK : ERR_NOT_FOUND;
}

enum err
mail_key_make(struct db *writer, struct arena *a, struct mail_key *key)
{
    enum err e = mail_key_load(writer, a, key);
    if (e != ERR_NOT_FOUND)
        return e;
    entropy(key->bytes, sizeof key->bytes);
    return setting_save(
        writer, a, KEY_NAME, print_hex(a, key->bytes, sizeof key->bytes));
}

/* ---- Hashes -------------------------------------------------------------- */

/* Keyed, of `what` and then `of`: one for each use, or a token of one would
 * pass for a token of another. */
static void
hash_of(const struct mail_key *key, const char *what, text of,
    unsigned char to[MAIL_HASH_BYTES])
{
    crypto_generichash_state state;
    text use = text_of(what);
    require(crypto_generichash_init(
                &state, key->bytes, sizeof key->bytes, MAIL_HASH_BYTES) == 0);
    /* with its zero byte, which ends it */
    crypto_generichash_update(
        &state, (const unsigned char *)use.ptr, (size_t)use.len + 1);
    crypto_generichash_update(
        &state, (const unsigned char *)of.ptr, (size_t)of.len);
    crypto_generichash_final(&state, to, MAIL_HASH_BYTES);
}

static text
small_letters(struct arena *a, text t)
{
    char *to = arena_new(a, char, t.len);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        to[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (text){ to, t.len };
}

text
mail_hash(struct arena *a, const struct mail_key *key, int64_t person_id,
    text address)
{
    unsigned char *to = arena_new(a, unsigned char, MAIL_HASH_BYTES);
    char digits[KEY_LENGTH];
    if (person_id != 0)
        hash_of(key, "person", key_print(person_id, digits), to);
    else
        hash_of(key, "address", small_letters(a, address), to);
    return (text){ (const char *)to, MAIL_HASH_BYTES };
}

/* ---- Stopping ------------------------------------------------------------ */

static text
stop_proof(struct arena *a, const struct mail_key *key, text hex, text kind)
{
    unsigned char proof[MAIL_HASH_BYTES];
    hash_of(key, "stop", arena_join(a, 2, (text[]){ hex, kind }), proof);
    return print_hex(a, proof, sizeof proof);
}

text
mail_stop_token(
    struct arena *a, const struct mail_key *key, text hash, text kind)
{
    require(hash.len == MAIL_HASH_BYTES);
    text hex = print_hex(a, (const unsigned char *)hash.ptr, MAIL_HASH_BYTES);
    return arena_join(
        a, 3, (text[]){ hex, stop_proof(a, key, hex, kind), kind });
}

bool
mail_stop_read(struct arena *a, const struct mail_key *key, text token,
    text *hash, text *kind)
{
    if (token.len <= 2 * HEX_HASH)
        return false;
    unsigned char *to = arena_new(a, unsigned char, MAIL_HASH_BYTES);
    text hex = text_slice(token, 0, HEX_HASH);
    text given = text_slice(token, HEX_HASH, 2 * HEX_HASH);
    *kind = text_slice(token, 2 * HEX_HASH, token.len);
    text right = stop_proof(a, key, hex, *kind);
    *hash = (text){ (const char *)to, MAIL_HASH_BYTES };
    return sodium_memcmp(given.ptr, right.ptr, HEX_HASH) == 0 &&
        read_hex(hex, to, MAIL_HASH_BYTES);
}

/* ---- Answering ----------------------------------------------------------- */

text
mail_reply_token(struct arena *a, const struct mail_key *key, int64_t mail_id)
{
    unsigned char proof[MAIL_HASH_BYTES];
    char digits[KEY_LENGTH];
    text id = key_print(mail_id, digits);
    hash_of(key, "reply", id, proof);
    return arena_join(a, 2, (text[]){ id, print_hex(a, proof, sizeof proof) });
}

bool
mail_reply_read(const struct mail_key *key, text token, int64_t *mail_id)
{
    unsigned char right[MAIL_HASH_BYTES], given[MAIL_HASH_BYTES];
    char digits[KEY_LENGTH];
    if (token.len != KEY_LENGTH + HEX_HASH ||
        !key_parse(text_slice(token, 0, KEY_LENGTH), mail_id) ||
        !read_hex(
            text_slice(token, KEY_LENGTH, token.len), given, sizeof given))
        return false;
    hash_of(key, "reply", key_print(*mail_id, digits), right);
    return sodium_memcmp(given, right, sizeof right) == 0;
}
