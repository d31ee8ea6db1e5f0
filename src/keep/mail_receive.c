#include "keep/mail_receive.h"

#include "keep/mail.h"
#include "keep/mail.sql.h"
#include "keep/mail_token.h"
#include "keep/mime_read.h"
#include "keep/once.h"
#include "os/clock.h"

#include <sodium.h>

/* "reply+TOKEN@host" anywhere in a text; the token in small letters. */
static bool
find_token(struct arena *a, const struct mail_key *key, text in, int64_t *id)
{
    while (in.len > 0) {
        ptrdiff_t at = text_find(in, TEXT("+"));
        if (at < 0)
            return false;
        in = text_slice(in, at + 1, in.len);
        /* no further than a token is long: there may be a million of + */
        ptrdiff_t end = text_find(text_slice(in, 0, 101), TEXT("@"));
        if (end <= 0)
            continue;
        char *token = arena_c_string(a, text_slice(in, 0, end));
        for (ptrdiff_t i = 0; i < end; i++)
            if (token[i] >= 'A' && token[i] <= 'Z')
                token[i] = (char)(token[i] - 'A' + 'a');
        if (mail_reply_read(key, (text){ token, end }, id))
            return true;
    }
    return false;
}

/* Our own mail, come back: its name is a key and our host. */
static bool
is_our_own(const struct mime_mail *m, text host)
{
    text id = m->message_id;
    ptrdiff_t at = text_find(id, TEXT("@"));
    return at > 0 && text_ends_with(id, TEXT(">")) &&
        text_is_equal(text_slice(id, at + 1, id.len - 1), host);
}

/* One that is brought twice, as mail servers do, is one: by its name and by
 * what it says. */
static text
once_token(struct arena *a, const struct mime_mail *m, int64_t id)
{
    unsigned char hash[16];
    char *hex = arena_new(a, char, 2 * sizeof hash + 1);
    text all = arena_join(a, 3,
        (text[]){
            m->message_id, m->words, arena_print(a, "%lld", (long long)id) });
    require(crypto_generichash(hash, sizeof hash,
                (const unsigned char *)all.ptr, (size_t)all.len, NULL, 0) == 0);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    return arena_join(
        a, 2, (text[]){ TEXT("mail-"), { hex, 2 * (ptrdiff_t)sizeof hash } });
}

struct bringing {
    const struct mail_kind *kind;
    struct mail_reply reply;
    text token;
};

static enum err
bring(struct db *writer, struct arena *a, void *arg)
{
    const struct bringing *b = arg;
    text first;
    enum err e = once_take(writer, a, b->token, TEXT("mail"), &first);
    return e == OK ? b->kind->receive(writer, a, &b->reply) : e;
}

static enum err
find_mail(struct db *db, struct arena *a, const struct mime_mail *m,
    text receiver, struct mail_letter *row, struct why *why)
{
    struct mail_key key;
    int64_t id;
    enum err e = mail_key_load(db, a, &key);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_NOT_FOUND ||
        !find_token(
            a, &key, text_is_empty(receiver) ? m->receivers : receiver, &id))
        return err_say(why, ERR_DENIED,
            "this mail is to no address that the network gave out");
    e = mail_get(db, a, (struct mail_get_in){ .id = id }, row);
    return e == ERR_NOT_FOUND
        ? err_say(why, e, "the mail that this one answers is gone")
        : e;
}

enum err
mail_receive(struct db *db, struct arena *a, text mail, text receiver,
    text host, bool *is_dropped, struct why *why)
{
    struct mime_mail m = mime_read(a, mail);
    struct mail_letter row;
    *is_dropped = m.is_automatic || is_our_own(&m, host);
    if (*is_dropped)
        return OK;
    enum err e = find_mail(db, a, &m, receiver, &row, why);
    if (e != OK)
        return e;
    const struct mail_kind *kind = mail_kind_find(row.kind);
    if (kind == NULL || kind->receive == NULL || !row.has_about_id)
        return err_say(
            why, ERR_NOT_FOUND, "mails of this kind cannot be answered");
    if (m.words.len == 0 || !text_is_utf8(m.words))
        return err_say(why, ERR_BAD_INPUT, "this mail says nothing");
    struct bringing b = { .kind = kind,
        .reply = { .person_id = row.has_person_id ? row.person_id : 0,
            .about_id = row.about_id,
            .words = m.words,
            .at = now_s() },
        .token = once_token(a, &m, row.id) };
    e = db_write(db, a, bring, &b);
    *is_dropped = e == ERR_CONFLICT;
    if (e == ERR_NOT_FOUND)
        return err_say(why, e, "what this mail is about is gone");
    return e == ERR_CONFLICT ? OK : e;
}
