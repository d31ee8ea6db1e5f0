#include "keep/mail_sender.h"

#include "keep/mail.h"
#include "keep/settings.h"
#include "keep/tally.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/log.h"
#include "os/thread.h"

#include <stdatomic.h>

enum {
    LOOK_MS = 1000,
    LAST_ANSWER_MS = 5000,
    PAUSE_MAX_S = 86'400,
    SERVER_PAUSE_MAX_S = 60,
    ARENA_BYTES = 16 << 20,
    GIVEN_UP_DAYS = 30 /* to be looked at by a coordinator */
};

struct mail_sender {
    struct mail_sender_config c;
    struct smtp *smtp;
    struct thread thread;
    struct mutex lock;
    struct condition wakes;
    bool is_stopping, is_over;
    /* of the thread alone */
    struct db *db;
    struct arena arena;
    struct mail_key key;
    bool has_key;
    int64_t server_pause_s;
};

static atomic_bool has_server;

bool
mail_goes_by_itself(void)
{
    return atomic_load(&has_server);
}

int64_t
mail_pause_s(int64_t n_tries, uint64_t chance)
{
    int64_t pause = 60;
    for (int64_t i = 1; i < n_tries && pause < PAUSE_MAX_S; i++)
        pause *= 2;
    if (pause > PAUSE_MAX_S)
        pause = PAUSE_MAX_S;
    return pause * 4 / 5 + (int64_t)(chance % (uint64_t)(pause * 2 / 5));
}

/* ---- One mail ------------------------------------------------------------ */

struct sending {
    struct mail_sender *sender;
    struct mail_letter row;
    int64_t now, until;
    bool is_taken;
    enum smtp_result result;
    int code;
    text status; /* what became of it; not known: it waits on */
    int64_t due_at, forget_at;
};

static enum err
make_key(struct db *writer, struct arena *a, void *arg)
{
    return mail_key_make(writer, a, arg);
}

static enum err
claim(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct sending *s = arg;
    int64_t n = 0;
    enum err e = mail_claim(writer,
        (struct mail_claim_in){
            .id = s->row.id, .due_at = s->row.due_at, .until_at = s->until },
        &n);
    s->is_taken = n > 0;
    return e;
}

static enum err
find_next(struct mail_sender *s, struct sending *to)
{
    enum err e = ERR_NOT_FOUND;
    for (int urgency = 0; e == ERR_NOT_FOUND && urgency < 2; urgency++)
        e = mail_next(s->db, &s->arena,
            (struct mail_next_in){ .urgency = urgency, .now = to->now },
            &to->row);
    return e;
}

/* What to do about the answer. */
static void
judge(struct sending *s)
{
    struct mail_sender *sender = s->sender;
    int64_t day = 86'400, now = now_s();
    const struct mail_kind *kind = mail_kind_find(s->row.kind);
    bool is_over = now - s->row.since_at >= SENDER_DAYS * day;
    s->now = now;
    if (s->result == SMTP_SENT) {
        int64_t days = kind == NULL || kind->must_have
            ? 0
            : settings_int(sender->db, &sender->arena, "keep_mail_days");
        s->status = TEXT("sent");
        s->forget_at = now + days * day;
    } else if (s->result == SMTP_REFUSED ||
        (s->result != SMTP_HURRIED && is_over)) {
        s->status = TEXT("given_up");
        s->forget_at = now + GIVEN_UP_DAYS * day;
    } else {
        s->due_at = now + mail_pause_s(s->row.n_tries + 1, entropy_bits());
    }
}

static enum err
settle(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct sending *s = arg;
    if (s->result == SMTP_HURRIED)
        return mail_give_back(writer,
            (struct mail_give_back_in){ .id = s->row.id, .due_at = s->now },
            NULL);
    if (!text_is_known(s->status))
        return mail_put_off(writer,
            (struct mail_put_off_in){ .id = s->row.id,
                .due_at = s->due_at,
                .last_code = s->code,
                .has_last_code = s->code != 0 },
            NULL);
    enum err e = mail_settle(writer,
        (struct mail_settle_in){ .id = s->row.id,
            .status = s->status,
            .last_code = s->code,
            .has_last_code = s->code != 0,
            .settled_at = s->now,
            .forget_at = s->forget_at },
        NULL);
    /* the words of what one must have go in this very moment */
    if (e == OK && s->forget_at <= s->now)
        e = mail_forget_old(
            writer, (struct mail_forget_old_in){ .now = s->now }, NULL);
    return e;
}

static void
tell(const struct sending *s)
{
    static const char *const words[] = { [SMTP_SENT] = "sent",
        [SMTP_LATER] = "later",
        [SMTP_REFUSED] = "refused",
        [SMTP_NO_SERVER] = "no server",
        [SMTP_HURRIED] = "interrupted" };
    if (s->result == SMTP_SENT)
        tally_count(TALLY_MAIL_SENT);
    else if (s->result != SMTP_HURRIED)
        tally_count(TALLY_MAIL_FAILED);
    if (s->sender->c.is_quiet && s->result == SMTP_SENT)
        return;
    struct log_line line = log_open("mail");
    log_text(&line, "state", text_of(words[s->result]));
    log_int(&line, "code", s->code);
    log_int(&line, "tries", s->row.n_tries + 1);
    log_close(&line);
}

static void
send_it(struct sending *s)
{
    struct mail_sender *sender = s->sender;
    struct letter l =
        mail_compose(&sender->arena, &sender->c.house, &sender->key, &s->row);
    text message = mime_write(&sender->arena, &l);
    s->result = smtp_send(
        sender->smtp, sender->c.house.from, s->row.receiver, message, &s->code);
}

static enum err
forget_late(struct db *writer, struct arena *scratch, void *arg)
{
    return mail_forget(writer, scratch, *(int64_t *)arg);
}

/* ERR_NOT_FOUND: none is due. */
static enum err
one_mail(struct mail_sender *sender, enum smtp_result *result)
{
    struct sending s = { .sender = sender, .now = now_s() };
    s.until = s.now + SENDER_LEASE_S;
    enum err e = OK;
    if (!sender->has_key)
        e = db_write_quietly(
            sender->db, &sender->arena, make_key, &sender->key);
    sender->has_key = e == OK;
    if (e == OK)
        e = find_next(sender, &s);
    if (e == OK && s.row.has_ends_at && s.row.ends_at <= s.now)
        return db_write_quietly(
            sender->db, &sender->arena, forget_late, &s.now);
    if (e == OK)
        e = db_write_quietly(sender->db, &sender->arena, claim, &s);
    if (e != OK || !s.is_taken)
        return e;
    send_it(&s);
    judge(&s);
    tell(&s);
    *result = s.result;
    return db_write_quietly(sender->db, &sender->arena, settle, &s);
}

/* ---- The thread ---------------------------------------------------------- */

/* True when it is to stop. */
static bool
rest(struct mail_sender *s, int64_t ms)
{
    int64_t until = monotonic_ns() + ms * 1'000'000;
    mutex_lock(&s->lock);
    while (!s->is_stopping && condition_wait_until(&s->wakes, &s->lock, until))
        ;
    bool is_stopping = s->is_stopping;
    mutex_unlock(&s->lock);
    return is_stopping;
}

static enum err
connect_db(struct mail_sender *s)
{
    struct why why = { 0 };
    if (s->db != NULL)
        return OK;
    enum err e = db_connect(&s->db, s->c.home, &why);
    if (e != OK)
        log_why("mail", e, &why);
    return e;
}

/* How long to wait before the next one. */
static int64_t
after(struct mail_sender *s, enum err e, enum smtp_result result)
{
    if (e == ERR_NOT_FOUND)
        return s->c.look_each_ms;
    if (e != OK && s->db != NULL) {
        struct why why = { 0 };
        ignore(err_say(&why, e, "%s", db_last_why(s->db)));
        log_why("mail", e, &why);
    }
    if (e == OK && result != SMTP_NO_SERVER) {
        s->server_pause_s = 0;
        return 0;
    }
    s->server_pause_s = s->server_pause_s == 0 ? 1 : s->server_pause_s * 2;
    if (s->server_pause_s > SERVER_PAUSE_MAX_S)
        s->server_pause_s = SERVER_PAUSE_MAX_S;
    return s->server_pause_s * 1000;
}

/* One round; how long to wait before the next. Nothing of a library's is
 * under way when there is no more room: libcurl gets a message that is made. */
static int64_t
round_of(struct mail_sender *s)
{
    jmp_buf no_room;
    arena_reset(&s->arena, ARENA_BYTES);
    s->arena.no_room = &no_room;
    if (setjmp(no_room) != 0) {
        if (s->db != NULL)
            db_recover(s->db);
        log_why("mail", ERR_NO_ROOM, NULL);
        return SERVER_PAUSE_MAX_S * 1000;
    }
    enum smtp_result result = SMTP_SENT;
    enum err e = connect_db(s);
    if (e == OK)
        e = one_mail(s, &result);
    return after(s, e, result);
}

static void
run(void *arg)
{
    struct mail_sender *s = arg;
    int64_t wait_ms = 0;
    while (!rest(s, wait_ms))
        wait_ms = round_of(s);
    if (s->db != NULL)
        db_disconnect(s->db);
    mutex_lock(&s->lock);
    s->is_over = true;
    condition_wake_all(&s->wakes);
    mutex_unlock(&s->lock);
}

enum err
mail_sender_open(struct mail_sender **sender,
    const struct mail_sender_config *c, struct arena *process, struct why *why)
{
    struct mail_sender *s = arena_new(process, struct mail_sender, 1);
    s->c = *c;
    s->c.server.client = mail_house_host(&c->house);
    if (s->c.look_each_ms == 0)
        s->c.look_each_ms = LOOK_MS;
    if (s->c.last_answer_ms == 0)
        s->c.last_answer_ms = LAST_ANSWER_MS;
    enum err e = smtp_open(&s->smtp, &s->c.server, process, why);
    *sender = e == OK ? s : NULL;
    return e;
}

enum err
mail_sender_start(struct mail_sender *s, struct why *why)
{
    mutex_open(&s->lock);
    condition_open(&s->wakes);
    arena_open(&s->arena, ARENA_BYTES);
    enum err e = thread_start(&s->thread, "mail", run, s, why);
    atomic_store(&has_server, e == OK);
    return e;
}

void
mail_sender_stop(struct mail_sender *s)
{
    int64_t until = monotonic_ns() + s->c.last_answer_ms * INT64_C(1'000'000);
    mutex_lock(&s->lock);
    s->is_stopping = true;
    smtp_hurry(s->smtp);
    condition_wake_all(&s->wakes);
    while (!s->is_over && condition_wait_until(&s->wakes, &s->lock, until))
        ;
    mutex_unlock(&s->lock);
    smtp_cut(s->smtp);
    thread_join(&s->thread);
    atomic_store(&has_server, false);
    smtp_close(s->smtp);
    arena_close(&s->arena);
    condition_close(&s->wakes);
    mutex_close(&s->lock);
}
