#include "people/two_step.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/setting.h"
#include "keep/settings.h"
#include "os/entropy.h"
#include "people/code.h"
#include "people/notice.h"
#include "people/secret.h"
#include "people/totp.h"

#include <sodium.h>
#include <string.h>

enum {
    KEY_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    MAC_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    KEY_TEXT = 43 /* in base 64 */
};
static const char key_setting[] = "key_of_secrets";

/* ---- The cipher ---------------------------------------------------------- */

static enum err
load_key(struct db *db, struct arena *a, unsigned char key[KEY_BYTES])
{
    text value;
    size_t n = 0;
    secret_start();
    enum err e = setting_load(db, a, key_setting, &value);
    if (e != OK || !text_is_known(value))
        return e == OK ? ERR_NOT_FOUND : e;
    bool is_read =
        sodium_base642bin(key, KEY_BYTES, value.ptr, (size_t)value.len, NULL,
            &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
    return is_read && n == KEY_BYTES ? OK : ERR_DB;
}

/* The first who needs it makes it. Inside a step. */
static enum err
take_key(struct db *writer, struct arena *a, unsigned char key[KEY_BYTES])
{
    char value[KEY_TEXT + 1];
    enum err e = load_key(writer, a, key);
    if (e != ERR_NOT_FOUND)
        return e;
    randombytes_buf(key, KEY_BYTES);
    sodium_bin2base64(value, sizeof value, key, KEY_BYTES,
        sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return setting_save(writer, a, key_setting, (text){ value, KEY_TEXT });
}

/* A secret that was moved to another account is not read. */
static text
encipher(struct arena *a, const unsigned char key[KEY_BYTES], int64_t person_id,
    text secret)
{
    unsigned char *to =
        arena_new(a, unsigned char, NONCE_BYTES + secret.len + MAC_BYTES);
    unsigned long long n = 0;
    randombytes_buf(to, NONCE_BYTES);
    require(
        crypto_aead_xchacha20poly1305_ietf_encrypt(to + NONCE_BYTES, &n,
            (const unsigned char *)secret.ptr, (unsigned long long)secret.len,
            (const unsigned char *)&person_id, sizeof person_id, NULL, to,
            key) == 0);
    return (text){ (char *)to, NONCE_BYTES + (ptrdiff_t)n };
}

static enum err
decipher(struct arena *a, const unsigned char key[KEY_BYTES], int64_t person_id,
    text kept, text *secret)
{
    const unsigned char *from = (const unsigned char *)kept.ptr;
    unsigned long long n = 0;
    if (kept.len < NONCE_BYTES + MAC_BYTES)
        return ERR_DB;
    unsigned char *to = arena_new(a, unsigned char, kept.len);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(to, &n, NULL,
            from + NONCE_BYTES, (unsigned long long)(kept.len - NONCE_BYTES),
            (const unsigned char *)&person_id, sizeof person_id, from,
            key) != 0)
        return ERR_DB;
    *secret = (text){ (char *)to, (ptrdiff_t)n };
    return OK;
}

/* ---- What is there ------------------------------------------------------- */

bool
two_step_is_due(struct request *rq)
{
    return settings_bool_now(rq, "totp_for_coordinators");
}

enum err
two_step_load(
    struct db *db, struct arena *a, int64_t person_id, struct two_step *to)
{
    struct two_step_get_row row;
    struct recovery_code_of_person_row *codes;
    unsigned char key[KEY_BYTES];
    ptrdiff_t n = 0;
    *to = (struct two_step){ 0 };
    enum err e = two_step_get(
        db, a, (struct two_step_get_in){ .person_id = person_id }, &row);
    if (e == OK) {
        e = load_key(db, a, key);
        e = e == ERR_NOT_FOUND ? ERR_DB : e;
    }
    if (e == OK)
        e = decipher(a, key, person_id, row.secret, &to->secret);
    if (e == OK)
        e = recovery_code_of_person(db, a,
            (struct recovery_code_of_person_in){
                .person_id = person_id, .n_rows = RECOVERY_CODES },
            &codes, &n);
    sodium_memzero(key, sizeof key);
    if (e != OK)
        return e;
    to->is_confirmed = row.has_confirmed_at;
    to->last_step = row.last_step;
    for (ptrdiff_t i = 0; i < n; i++)
        to->n_codes += !codes[i].has_used_at;
    return OK;
}

/* ---- Setting up ---------------------------------------------------------- */

static enum err
note(struct db *writer, int64_t person_id, text detail)
{
    return audit_add(writer,
        (struct audit){ .actor_id = person_id,
            .action = TEXT("change"),
            .kind = TEXT("account"),
            .thing_id = person_id,
            .detail = detail });
}

struct set_up {
    int64_t person_id, now, step;
    text secret;
    const text *codes;
};

static enum err
save_begin(struct db *writer, struct arena *a, void *arg)
{
    const struct set_up *s = arg;
    unsigned char key[KEY_BYTES];
    int64_t n = 0;
    enum err e = take_key(writer, a, key);
    if (e == OK)
        e = two_step_put(writer,
            (struct two_step_put_in){ .person_id = s->person_id,
                .secret = encipher(a, key, s->person_id, s->secret),
                .made_at = s->now },
            &n);
    sodium_memzero(key, sizeof key);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

enum err
two_step_begin(struct db *db, struct arena *a, int64_t person_id, int64_t now)
{
    char *secret = arena_new(a, char, TOTP_SECRET_LENGTH);
    secret_start();
    randombytes_buf(secret, TOTP_SECRET_LENGTH);
    struct set_up s = { .person_id = person_id,
        .now = now,
        .secret = { secret, TOTP_SECRET_LENGTH } };
    return db_write_quietly(db, a, save_begin, &s);
}

static enum err
save_codes(struct db *writer, struct arena *a, const struct set_up *s)
{
    enum err e = recovery_code_remove(writer,
        (struct recovery_code_remove_in){ .person_id = s->person_id }, NULL);
    for (int i = 0; e == OK && i < RECOVERY_CODES; i++)
        e = recovery_code_insert(writer,
            (struct recovery_code_insert_in){ .id = key_new(),
                .person_id = s->person_id,
                .hash = code_hash(a, s->codes[i]) },
            NULL);
    return e;
}

static enum err
save_confirm(struct db *writer, struct arena *a, void *arg)
{
    const struct set_up *s = arg;
    int64_t n = 0;
    enum err e = two_step_set_confirmed(writer,
        (struct two_step_set_confirmed_in){ .person_id = s->person_id,
            .confirmed_at = s->now,
            .step = s->step },
        &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e == OK)
        e = save_codes(writer, a, s);
    if (e == OK)
        e = note(writer, s->person_id, TEXT("[\"two_step\"]"));
    return e == OK ? notice_of(writer, a, s->person_id, NOTICE_TWO_STEP_ON) : e;
}

static void
make_codes(struct arena *a, text codes[static RECOVERY_CODES])
{
    for (int i = 0; i < RECOVERY_CODES; i++)
        codes[i] = code_new(a);
}

enum err
two_step_confirm(struct db *db, struct arena *a, int64_t person_id, int64_t now,
    int64_t step, text codes[static RECOVERY_CODES])
{
    make_codes(a, codes);
    struct set_up s = {
        .person_id = person_id, .now = now, .step = step, .codes = codes
    };
    return db_write_quietly(db, a, save_confirm, &s);
}

static enum err
save_new_codes(struct db *writer, struct arena *a, void *arg)
{
    const struct set_up *s = arg;
    enum err e = save_codes(writer, a, s);
    return e == OK ? note(writer, s->person_id, TEXT("[\"recovery_code\"]"))
                   : e;
}

enum err
two_step_new_codes(struct db *db, struct arena *a, int64_t person_id,
    text codes[static RECOVERY_CODES])
{
    make_codes(a, codes);
    struct set_up s = { .person_id = person_id, .codes = codes };
    return db_write_quietly(db, a, save_new_codes, &s);
}

enum err
two_step_clear(struct db *writer, int64_t person_id)
{
    enum err e = recovery_code_remove(writer,
        (struct recovery_code_remove_in){ .person_id = person_id }, NULL);
    return e == OK
        ? two_step_remove(writer,
              (struct two_step_remove_in){ .person_id = person_id }, NULL)
        : e;
}

static enum err
save_end(struct db *writer, struct arena *a, void *arg)
{
    const struct set_up *s = arg;
    enum err e = two_step_clear(writer, s->person_id);
    if (e == OK)
        e = note(writer, s->person_id, TEXT("[\"two_step\"]"));
    return e == OK ? notice_of(writer, a, s->person_id, NOTICE_TWO_STEP_OFF)
                   : e;
}

enum err
two_step_end(struct db *db, struct arena *a, int64_t person_id)
{
    struct set_up s = { .person_id = person_id };
    return db_write_quietly(db, a, save_end, &s);
}

/* ---- Checking ------------------------------------------------------------ */

struct check {
    int64_t person_id, now, step; /* 0: it is one of the ten */
    text hash;
};

static enum err
save_check(struct db *writer, struct arena *a, void *arg)
{
    const struct check *c = arg;
    int64_t n = 0;
    enum err e = c->step != 0
        ? two_step_take(writer,
              (struct two_step_take_in){
                  .person_id = c->person_id, .step = c->step },
              &n)
        : recovery_code_take(writer,
              (struct recovery_code_take_in){
                  .person_id = c->person_id, .hash = c->hash, .now = c->now },
              &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e != OK || c->step != 0)
        return e;
    e = note(writer, c->person_id, TEXT("[\"recovery_code\"]"));
    return e == OK ? notice_of(writer, a, c->person_id, NOTICE_CODE_USED) : e;
}

enum err
two_step_check(
    struct db *db, struct arena *a, int64_t person_id, int64_t now, text typed)
{
    struct two_step two_step;
    enum err e = two_step_load(db, a, person_id, &two_step);
    if (e != OK || !two_step.is_confirmed)
        return e == OK ? ERR_NOT_FOUND : e;
    text code = code_read(a, typed);
    struct check c = { .person_id = person_id,
        .now = now,
        .step = text_is_known(code)
            ? 0
            : totp_match(two_step.secret, typed, now, two_step.last_step),
        .hash = text_is_known(code) ? code_hash(a, code) : (text){ 0 } };
    if (c.step == 0 && !text_is_known(code))
        return ERR_NOT_FOUND;
    return db_write_quietly(db, a, save_check, &c);
}
