#include "people/secret.h"

#include "os/thread.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

enum { TOKEN_BYTES = 32 };
enum { COST_TIMES = 3, COST_BYTES = 32 << 20 };

_Static_assert(HASH_LENGTH == crypto_generichash_BYTES, "BLAKE2b-256");

static struct once started = ONCE_INIT;
static atomic_llong n_hashed;
static char nobodys[crypto_pwhash_STRBYTES]; /* what nobody's password is */
static atomic_bool has_nobodys;
static struct mutex nobodys_lock = MUTEX_INIT;

static void
start(void)
{
    require(sodium_init() >= 0);
}

void
secret_start(void)
{
    once(&started, start);
}

text
secret_hash(struct arena *a, const char *purpose, text t)
{
    crypto_generichash_state state;
    unsigned char *to = arena_new(a, unsigned char, HASH_LENGTH);
    once(&started, start);
    require(crypto_generichash_init(&state, (const unsigned char *)purpose,
                strlen(purpose), HASH_LENGTH) == 0);
    require(crypto_generichash_update(&state, (const unsigned char *)t.ptr,
                (unsigned long long)t.len) == 0);
    require(crypto_generichash_final(&state, to, HASH_LENGTH) == 0);
    return (text){ (char *)to, HASH_LENGTH };
}

/* ---- Tokens -------------------------------------------------------------- */

text
token_new(struct arena *a)
{
    unsigned char bytes[TOKEN_BYTES];
    char *to = arena_new(a, char, TOKEN_LENGTH + 1);
    once(&started, start);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(to, TOKEN_LENGTH + 1, bytes, sizeof bytes,
        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
    return (text){ to, TOKEN_LENGTH };
}

static bool
token_read(text token, unsigned char bytes[TOKEN_BYTES])
{
    size_t n = 0;
    once(&started, start);
    return token.len == TOKEN_LENGTH &&
        sodium_base642bin(bytes, TOKEN_BYTES, token.ptr, TOKEN_LENGTH, NULL, &n,
            NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
        n == TOKEN_BYTES;
}

text
token_hash(struct arena *a, text token)
{
    unsigned char bytes[TOKEN_BYTES];
    if (!token_read(token, bytes))
        return (text){ 0 };
    unsigned char *to = arena_new(a, unsigned char, HASH_LENGTH);
    require(
        crypto_generichash(to, HASH_LENGTH, bytes, sizeof bytes, NULL, 0) == 0);
    return (text){ (char *)to, HASH_LENGTH };
}

text
token_form_key(struct arena *a, text token)
{
    static const unsigned char what[] = "form";
    unsigned char bytes[TOKEN_BYTES];
    require(token_read(token, bytes));
    unsigned char *to = arena_new(a, unsigned char, HASH_LENGTH);
    require(crypto_generichash(to, HASH_LENGTH, what, sizeof what - 1, bytes,
                sizeof bytes) == 0);
    return (text){ (char *)to, HASH_LENGTH };
}

/* ---- Passwords ----------------------------------------------------------- */

static bool
hash_once(char to[crypto_pwhash_STRBYTES], const char *password, size_t n)
{
    return crypto_pwhash_str(to, password, n, COST_TIMES, COST_BYTES) == 0;
}

enum err
password_hash(struct arena *a, text password, text *hash)
{
    char *to = arena_new(a, char, crypto_pwhash_STRBYTES);
    struct gate_turn turn = { 0 };
    once(&started, start);
    enum err e = gate_enter(&turn);
    if (e != OK)
        return e;
    bool is_made = hash_once(to, password.ptr, (size_t)password.len);
    gate_leave(&turn);
    atomic_fetch_add(&n_hashed, 1);
    *hash = text_of(to);
    return is_made ? OK : ERR_NO_ROOM;
}

/* The hash of a password that nobody has: made at the first attempt of all,
 * whoever it is for. */
static bool
make_nobodys(void)
{
    char chance[TOKEN_BYTES], made[crypto_pwhash_STRBYTES];
    if (atomic_load(&has_nobodys))
        return true;
    randombytes_buf(chance, sizeof chance);
    if (!hash_once(made, chance, sizeof chance))
        return false;
    mutex_lock(&nobodys_lock);
    if (!atomic_load(&has_nobodys))
        memcpy(nobodys, made, sizeof nobodys);
    atomic_store(&has_nobodys, true);
    mutex_unlock(&nobodys_lock);
    return true;
}

enum err
password_check_in_turn(struct arena *a, text password, text hash,
    struct gate_turn *turn, bool *is_right, bool *is_old)
{
    bool is_known = text_is_known(hash) && hash.len < crypto_pwhash_STRBYTES;
    const char *against = is_known ? arena_c_string(a, hash) : nobodys;
    once(&started, start);
    enum err e = gate_enter(turn);
    *is_right = *is_old = false;
    if (e != OK)
        return e;
    if (!make_nobodys()) {
        gate_leave(turn);
        return ERR_NO_ROOM;
    }
    bool is_same = crypto_pwhash_str_verify(
                       against, password.ptr, (size_t)password.len) == 0;
    gate_leave(turn);
    atomic_fetch_add(&n_hashed, 1);
    *is_right = is_known && is_same;
    *is_old = *is_right &&
        crypto_pwhash_str_needs_rehash(against, COST_TIMES, COST_BYTES) != 0;
    return OK;
}

enum err
password_check(
    struct arena *a, text password, text hash, bool *is_right, bool *is_old)
{
    struct gate_turn turn = { 0 };
    return password_check_in_turn(a, password, hash, &turn, is_right, is_old);
}

int64_t
password_n_hashed(void)
{
    return atomic_load(&n_hashed);
}
