#include "people/secret.h"

#include "os/clock.h"
#include "os/process.h"
#include "os/thread.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

enum { TOKEN_BYTES = 32, WAIT_MS = 2000, WORKERS_LEAST = 4 };
enum { COST_TIMES = 3, COST_BYTES = 32 << 20 };

_Static_assert(HASH_LENGTH == crypto_generichash_BYTES, "BLAKE2b-256");

static struct once started = ONCE_INIT;
static struct mutex gate = MUTEX_INIT;
static struct condition gate_opens;
/* With the lock: at the gate, and how many may be. Together fewer than the
 * threads that answer: while many guess at once, from many addresses,
 * somebody must be left for the others. */
static struct {
    int running, waiting, known;
} n_now, n_max;
static atomic_llong n_hashed;
static char nobodys[crypto_pwhash_STRBYTES]; /* what nobody's password is */
static atomic_bool has_nobodys;

static void
set_threads(int n_workers)
{
    int left = n_workers - 1;
    n_max.running = core_count() >= 4 && left >= 3 ? 2 : 1;
    left -= n_max.running;
    n_max.known = left > 0 ? 1 : 0;
    n_max.waiting = left > 1 ? 1 : 0;
}

static void
start(void)
{
    require(sodium_init() >= 0);
    condition_open(&gate_opens);
    if (n_max.running == 0)
        set_threads(WORKERS_LEAST);
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

void
password_threads(int n_workers)
{
    require(n_workers >= 2);
    once(&started, start);
    mutex_lock(&gate);
    set_threads(n_workers);
    mutex_unlock(&gate);
}

/* With the lock: must they wait? Who is known goes first. */
static bool
is_shut(bool is_known)
{
    return n_now.running >= n_max.running || (!is_known && n_now.known > 0);
}

static enum err
enter(bool is_known)
{
    int64_t until_ns = monotonic_ns() + WAIT_MS * 1000000LL;
    enum err e = OK;
    once(&started, start);
    mutex_lock(&gate);
    int *n = is_known ? &n_now.known : &n_now.waiting;
    if (is_shut(is_known)) {
        if (*n >= (is_known ? n_max.known : n_max.waiting)) {
            e = ERR_BUSY;
        } else {
            ++*n;
            while (e == OK && is_shut(is_known))
                if (!condition_wait_until(&gate_opens, &gate, until_ns) &&
                    is_shut(is_known))
                    e = ERR_BUSY;
            --*n;
        }
    }
    if (e == OK)
        n_now.running++;
    mutex_unlock(&gate);
    return e;
}

static void
leave(void)
{
    mutex_lock(&gate);
    n_now.running--;
    condition_wake_all(&gate_opens);
    mutex_unlock(&gate);
}

static bool
hash_once(char to[crypto_pwhash_STRBYTES], const char *password, size_t n)
{
    return crypto_pwhash_str(to, password, n, COST_TIMES, COST_BYTES) == 0;
}

enum err
password_hash(struct arena *a, text password, text *hash)
{
    char *to = arena_new(a, char, crypto_pwhash_STRBYTES);
    enum err e = enter(false);
    if (e != OK)
        return e;
    bool is_made = hash_once(to, password.ptr, (size_t)password.len);
    leave();
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
    mutex_lock(&gate);
    if (!atomic_load(&has_nobodys))
        memcpy(nobodys, made, sizeof nobodys);
    atomic_store(&has_nobodys, true);
    mutex_unlock(&gate);
    return true;
}

static enum err
check(struct arena *a, text password, text hash, bool comes_known,
    bool *is_right, bool *is_old)
{
    bool is_known = text_is_known(hash) && hash.len < crypto_pwhash_STRBYTES;
    const char *against = is_known ? arena_c_string(a, hash) : nobodys;
    enum err e = enter(comes_known);
    *is_right = *is_old = false;
    if (e != OK)
        return e;
    if (!make_nobodys()) {
        leave();
        return ERR_NO_ROOM;
    }
    bool is_same = crypto_pwhash_str_verify(
                       against, password.ptr, (size_t)password.len) == 0;
    leave();
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
    return check(a, password, hash, false, is_right, is_old);
}

enum err
password_check_known(
    struct arena *a, text password, text hash, bool *is_right, bool *is_old)
{
    return check(a, password, hash, true, is_right, is_old);
}

int64_t
password_n_hashed(void)
{
    return atomic_load(&n_hashed);
}
