/* Pages of mails: what waits, for coordinators; stopping a kind of mails, for
 * whoever gets them. */
#include "keep/mail_pages.h"
#include "keep/keep_routes.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/mail_compose.h"
#include "keep/mail_page.html.h"
#include "keep/mail_sender.h"
#include "keep/mail_token.h"
#include "keep/settings.h"

enum { ROWS_MAX = 30, STOPS_MAX = 100, DAY = 86'400 };

const char *const mail_statuses[] = { "waiting", "given_up", "sent", "handed",
    "late", NULL };

static const struct {
    const char *status, *word;
} status_words[] = {
    { "waiting", N_("Waiting") },
    { "given_up", N_("Given up") },
    { "sent", N_("Sent out") },
    { "handed", N_("Handed on") },
    { "late", N_("Too late") },
    { "removed", N_("Removed") },
};

const char *
mail_status_word(text status)
{
    for (size_t i = 0; i < sizeof status_words / sizeof *status_words; i++)
        if (text_is_equal(status, text_of(status_words[i].status)))
            return status_words[i].word;
    return N_("Other");
}

const char *
mail_kind_word(text kind)
{
    const struct mail_kind *k = mail_kind_find(kind);
    return k == NULL ? N_("Other") : k->word;
}

/* ---- What waits ---------------------------------------------------------- */

struct mail_ask {
    text status;
    int64_t before;
};
static const struct input ask_inputs[] = {
    INPUT(struct mail_ask, status, INPUT_CHOICE, .choices = mail_statuses),
    INPUT(struct mail_ask, before, INPUT_KEY),
};

enum err
mail_admin_show(struct request *rq, struct answer *an)
{
    struct mail_ask ask = { 0 };
    struct mail_list_view p = { .rq = rq,
        .goes_by_itself = mail_goes_by_itself() };
    query_parse(rq, ask_inputs, 2, &ask);
    p.status = text_is_known(ask.status) ? ask.status : TEXT("waiting");
    enum err e = mail_list(rq->db, rq->arena,
        (struct mail_list_in){ .status = p.status,
            .before_id = ask.before > 0 ? ask.before : INT64_MAX,
            .n_rows = ROWS_MAX + 1 },
        &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    if (p.n_rows > ROWS_MAX) {
        char key[KEY_LENGTH];
        p.n_rows = ROWS_MAX;
        p.next = request_with(rq, "before",
            arena_copy(rq->arena, key_print(p.rows[ROWS_MAX - 1].id, key)));
    }
    struct view v = request_view(rq);
    keep_mail_page(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Mails")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

/* The words that are sent on by hand, with the way to stop such mails. */
static enum err
words_of(struct request *rq, const struct mail_letter *row, text *words)
{
    struct mail_key key;
    const struct mail_kind *kind = mail_kind_find(row->kind);
    struct mail_house house = { .base_url =
                                    request_whole_address(rq, NULL, TEXT("")) };
    *words = row->body;
    if (!text_is_known(row->body) || kind == NULL || kind->must_have)
        return OK;
    enum err e = mail_key_load(rq->db, rq->arena, &key);
    if (e == OK)
        *words = arena_join(rq->arena, 3,
            (text[]){ row->body, TEXT("\n\n-- \n"),
                mail_stop_sentence(rq->arena, &house, &key, row) });
    return e == ERR_NOT_FOUND ? OK : e;
}

/* As it stands in a mailto: address, where a line ends in CRLF. */
static text
with_crlf(struct arena *a, text t)
{
    struct buf b = buf_in(a, t.len + 100);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        if (t.ptr[i] == '\n')
            buf_byte(&b, '\r');
        buf_byte(&b, t.ptr[i]);
    }
    return buf_text(&b);
}

enum err
mail_one_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct mail_one_view p = { .form = &form,
        .goes_by_itself = mail_goes_by_itself() };
    enum err e = mail_get(rq->db, rq->arena,
        (struct mail_get_in){ .id = request_key(rq, 0) }, &p.row);
    if (e == OK)
        e = words_of(rq, &p.row, &p.words);
    if (e != OK)
        return e;
    const struct mail_kind *kind = mail_kind_find(p.row.kind);
    const struct lang *lang = lang_find(p.row.lang);
    bool has_ended = p.row.has_ends_at && p.row.ends_at <= rq->now;
    p.language = lang == NULL ? p.row.lang : lang_name(lang);
    p.is_secret = p.goes_by_itself && kind != NULL && kind->must_have &&
        text_is_known(p.row.body);
    p.is_open = text_is_known(p.row.body) && !has_ended &&
        (text_is_equal(p.row.status, TEXT("waiting")) ||
            text_is_equal(p.row.status, TEXT("given_up")));
    text path = request_address(rq);
    p.handed = arena_join(rq->arena, 2, (text[]){ path, TEXT("/handed") });
    p.again = arena_join(rq->arena, 2, (text[]){ path, TEXT("/again") });
    p.mailto = with_crlf(rq->arena, p.words);
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    keep_mail_page_one(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, mail_kind_word(p.row.kind)),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

struct settling {
    int64_t id, now, forget_at, actor_id;
    bool is_handed;
};

/* Sent twice, or by two coordinators: the first counts, and both see it. */
static enum err
save_settling(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct settling *s = arg;
    int64_t n = 0;
    enum err e = s->is_handed
        ? mail_hand_on(writer,
              (struct mail_hand_on_in){ .id = s->id,
                  .settled_at = s->now,
                  .forget_at = s->forget_at },
              &n)
        : mail_try_again(writer,
              (struct mail_try_again_in){ .id = s->id, .due_at = s->now }, &n);
    if (e == OK && n > 0)
        e = audit_add(writer,
            (struct audit){ .actor_id = s->actor_id,
                .action = TEXT("change"),
                .kind = TEXT("mail"),
                .thing_id = s->id,
                .detail = s->is_handed ? TEXT("[\"handed\"]")
                                       : TEXT("[\"again\"]") });
    return e;
}

static enum err
settle(struct request *rq, struct answer *an, bool is_handed)
{
    char key[KEY_LENGTH];
    struct mail_letter row;
    int64_t days = settings_int(rq->db, rq->arena, "keep_mail_days");
    struct settling s = { .id = request_key(rq, 0),
        .now = rq->now,
        .actor_id = rq->actor.person_id,
        .is_handed = is_handed };
    enum err e = button_parse(rq);
    if (e == OK)
        e = mail_get(
            rq->db, rq->arena, (struct mail_get_in){ .id = s.id }, &row);
    if (e != OK)
        return e;
    const struct mail_kind *kind = mail_kind_find(row.kind);
    s.forget_at = kind != NULL && kind->must_have ? s.now : s.now + days * DAY;
    e = db_write_quietly(rq->db, rq->arena, save_settling, &s);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(
                rq->arena, "/admin/mail/%.*s", TEXT_ARG(key_print(s.id, key))));
    return e;
}

enum err
mail_handed_send(struct request *rq, struct answer *an)
{
    return settle(rq, an, true);
}

enum err
mail_again_send(struct request *rq, struct answer *an)
{
    return settle(rq, an, false);
}

/* ---- Stopping ------------------------------------------------------------ */

struct stopping {
    text hash, kind;
    int64_t person_id; /* when there is no hash yet */
    int64_t now;
    bool is_start;
};

static enum err
save_stopping(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    const struct stopping *s = arg;
    if (s->is_start)
        return mail_stop_remove(writer,
            (struct mail_stop_remove_in){ .hash = s->hash, .kind = s->kind },
            NULL);
    return mail_stop_insert(writer,
        (struct mail_stop_insert_in){
            .hash = s->hash, .kind = s->kind, .at = s->now },
        NULL);
}

/* Who and what a token is for; ERR_NOT_FOUND when it is none of ours, or of a
 * kind that cannot be stopped. */
static enum err
read_token(struct request *rq, struct stopping *s, const struct mail_kind **k)
{
    struct mail_key key;
    enum err e = mail_key_load(rq->db, rq->arena, &key);
    if (e != OK)
        return e;
    *s = (struct stopping){ .now = rq->now };
    if (!mail_stop_read(rq->arena, &key, rq->params[0], &s->hash, &s->kind))
        return ERR_NOT_FOUND;
    *k = mail_kind_find(s->kind);
    return *k == NULL || (*k)->must_have ? ERR_NOT_FOUND : OK;
}

static enum err
answer_stop(struct request *rq, struct answer *an, const struct mail_kind *kind,
    bool is_stopped)
{
    struct form form;
    struct mail_stop_view p = { .form = &form,
        .address = request_address(rq),
        .word = kind->word,
        .is_stopped = is_stopped };
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    keep_mail_page_stop(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("No more of these mails")),
            .body = view_html(&v) });
    return OK;
}

/* Looking changes nothing: programs that look for bad links open them all. */
enum err
mail_stop_show(struct request *rq, struct answer *an)
{
    struct stopping s;
    struct mail_stop_find_row row;
    const struct mail_kind *kind;
    enum err e = read_token(rq, &s, &kind);
    if (e != OK)
        return e;
    e = mail_stop_find(rq->db, rq->arena,
        (struct mail_stop_find_in){ .hash = s.hash, .kind = s.kind }, &row);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    return answer_stop(rq, an, kind, e == OK);
}

/* A mail program posts here by itself, without cookie and form (RFC 8058): the
 * signed token in the address says who and what, and does nothing else. So no
 * form's token is asked for, here alone. */
enum err
mail_stop_send(struct request *rq, struct answer *an)
{
    struct stopping s;
    const struct mail_kind *kind;
    enum err e = read_token(rq, &s, &kind);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_stopping, &s);
    return e == OK ? answer_stop(rq, an, kind, true) : e;
}

/* ---- My own -------------------------------------------------------------- */

static bool
is_among(const struct mail_stop_list_row *rows, ptrdiff_t n, const char *kind)
{
    for (ptrdiff_t i = 0; i < n; i++)
        if (text_is_equal(rows[i].kind, text_of(kind)))
            return true;
    return false;
}

/* A kind that two rooms send is one. */
static bool
is_first(int i)
{
    const struct mail_kind *k = mail_kind_at(i);
    return mail_kind_find(text_of(k->kind)) == k;
}

enum err
my_mail_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct mail_key key;
    struct mail_stop_list_row *rows = NULL;
    struct my_mail_view p = { .form = &form };
    ptrdiff_t n_rows = 0;
    int n_kinds = 0;
    enum err e = mail_key_load(rq->db, rq->arena, &key);
    if (e == OK)
        e = mail_stop_list(rq->db, rq->arena,
            (struct mail_stop_list_in){ .hash = mail_hash(rq->arena, &key,
                                            rq->actor.person_id, TEXT("")),
                .n_rows = STOPS_MAX },
            &rows, &n_rows);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    while (mail_kind_at(n_kinds) != NULL)
        n_kinds++;
    p.lines = arena_new(rq->arena, struct my_mail_line, n_kinds);
    for (int i = 0; i < n_kinds; i++)
        if (is_first(i)) {
            const struct mail_kind *k = mail_kind_at(i);
            p.lines[p.n_lines++] =
                (struct my_mail_line){ k, is_among(rows, n_rows, k->kind) };
        }
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    keep_mail_page_mine(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Which mails you get")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

static enum err
save_mine(struct db *writer, struct arena *scratch, void *arg)
{
    const struct stopping *s = arg;
    struct mail_key key;
    enum err e = mail_key_make(writer, scratch, &key);
    if (e != OK)
        return e;
    struct stopping mine = *s;
    mine.hash = mail_hash(scratch, &key, s->person_id, TEXT(""));
    return save_stopping(writer, scratch, &mine);
}

static enum err
change_mine(struct request *rq, struct answer *an, bool is_start)
{
    const struct mail_kind *kind = mail_kind_find(rq->params[0]);
    enum err e = button_parse(rq);
    if (e == OK && (kind == NULL || kind->must_have))
        e = ERR_NOT_FOUND;
    struct stopping s = { .person_id = rq->actor.person_id,
        .kind = rq->params[0],
        .now = rq->now,
        .is_start = is_start };
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, save_mine, &s);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/mail"));
    return e;
}

enum err
my_mail_stop_send(struct request *rq, struct answer *an)
{
    return change_mine(rq, an, false);
}

enum err
my_mail_start_send(struct request *rq, struct answer *an)
{
    return change_mine(rq, an, true);
}
