#include "keep/tally.h"

#include "base/date.h"
#include "text/view.h"

#include <stdatomic.h>

enum { KEPT_DAYS = 400 };

static const struct {
    const char *name, *word;
} names[TALLY_N] = {
    [TALLY_SIGNED_IN] = { "signed-in", N_("Signed in") },
    [TALLY_SIGN_IN_WRONG] = { "sign-in-wrong", N_("Failed to sign in") },
    [TALLY_SIGN_IN_SLOWED] = { "sign-in-slowed",
        N_("Had to wait after too many attempts") },
    [TALLY_MAIL_SENT] = { "mail-sent", N_("Mails sent") },
    [TALLY_MAIL_FAILED] = { "mail-failed", N_("Mails that failed") },
};

static _Atomic int64_t counted[TALLY_N];

void
tally_count(enum tally what)
{
    atomic_fetch_add_explicit(&counted[what], 1, memory_order_relaxed);
}

void
tally_take_back(enum tally what)
{
    atomic_fetch_sub_explicit(&counted[what], 1, memory_order_relaxed);
}

static text
day_of(int64_t at, char to[DATE_LENGTH])
{
    return date_print(moment_of(at).date, to);
}

struct saving {
    int64_t n[TALLY_N];
    text day;
};

static enum err
save(struct db *writer, struct arena *scratch, void *arg)
{
    const struct saving *s = arg;
    enum err e = OK;
    (void)scratch;
    for (int i = 0; e == OK && i < TALLY_N; i++)
        if (s->n[i] != 0)
            e = tally_add(writer,
                (struct tally_add_in){ .day = s->day,
                    .name = text_of(names[i].name),
                    .n = s->n[i] },
                NULL);
    return e;
}

enum err
tally_save(struct db *db, struct arena *scratch, int64_t now)
{
    char day[DATE_LENGTH];
    struct saving s = { .day = day_of(now, day) };
    int64_t n = 0;
    for (int i = 0; i < TALLY_N; i++) {
        s.n[i] = atomic_exchange_explicit(&counted[i], 0, memory_order_relaxed);
        n += s.n[i] != 0;
    }
    enum err e = n == 0 ? OK : db_write_quietly(db, scratch, save, &s);
    for (int i = 0; e != OK && i < TALLY_N; i++) /* with the next ones */
        atomic_fetch_add_explicit(&counted[i], s.n[i], memory_order_relaxed);
    return e;
}

enum err
tally_forget(struct db *writer, int64_t now)
{
    char day[DATE_LENGTH];
    return tally_forget_before(writer,
        (struct tally_forget_before_in){
            .day = day_of(now - KEPT_DAYS * INT64_C(86'400), day) },
        NULL);
}

const char *
tally_word(text name)
{
    for (int i = 0; i < TALLY_N; i++)
        if (text_is_equal(name, text_of(names[i].name)))
            return names[i].word;
    return NULL;
}
