/* Answers by short messages: codes and texts to send, and replies brought in.
 * On any doubt none of a list is taken. */
#include "decide/conversation/helped.h"

#include "base/buf.h"
#include "base/csv.h"
#include "decide/conversation/helped.html.h"
#include "engine/opinion/slip.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

struct make_form {
    int64_t n;
    text unit;
};
struct reply_form {
    text replies;
};
enum { REPLY_BYTES = 200'000 };
static const struct input reply_inputs[] = {
    INPUT(struct reply_form, replies, INPUT_PROSE, .is_required = true,
        .max = REPLY_BYTES, .label = N_("The replies, each on a line"),
        .hint = N_("As they came: K7F3 1a 2d 3p. Who answers again replaces "
                   "what they said before.")),
};

static void
make_inputs(
    struct request *rq, const struct conversation_loaded *c, struct input in[2])
{
    struct arena *a = rq->arena;
    const char **keys = arena_new(a, const char *, c->n_units + 1);
    const char **names = arena_new(a, const char *, c->n_units + 1);
    for (ptrdiff_t i = 0; i < c->n_units; i++) {
        keys[i] = arena_c_string(a, conversation_key(a, c->units[i].id));
        names[i] = arena_c_string(a, c->units[i].name);
    }
    in[0] = (struct input)INPUT(struct make_form, unit, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("For which community or body they answer"));
    in[1] = (struct input)INPUT(struct make_form, n, INPUT_INT,
        .is_required = true, .min = 1, .max = 200,
        .label = N_("How many codes"),
        .hint = N_("One for each person whom you write to. Who has which is "
                   "for you to know: it is not kept here."));
}

static enum err
answer_messages(struct request *rq, struct answer *an,
    const struct conversation_loaded *c, struct form *make, struct form *send,
    int64_t n_saved)
{
    struct message_page p = { .c = c, .n_saved = n_saved };
    struct messages_of_row *rows;
    ptrdiff_t n;
    struct input *in = arena_new(rq->arena, struct input, 2);
    enum err e = messages_of(rq->db, rq->arena,
        (struct messages_of_in){
            .conversation_id = c->head.id, .n_rows = MESSAGES_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p.n_codes = n;
    for (ptrdiff_t i = 0; i < n; i++)
        p.n_answered += rows[i].has_participant_id;
    an->status =
        make != NULL || (send != NULL && send->n_errors > 0) ? 422 : 200;
    if (make == NULL) {
        make = arena_new(rq->arena, struct form, 1);
        make_inputs(rq, c, in);
        form_open(rq, in, 2, make);
    }
    if (send == NULL) {
        send = arena_new(rq->arena, struct form, 1);
        form_open(rq, reply_inputs, 1, send);
    }
    p.make = make;
    p.send = send;
    p.address = conversation_sub(rq->arena, c->head.id, "");
    struct view v = request_view(rq);
    decide_helped_messages(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Short messages")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

struct done_ask {
    int64_t saved;
};
static const struct input done_inputs[] = {
    INPUT(struct done_ask, saved, INPUT_INT),
};

enum err
message_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct done_ask ask = { 0 };
    query_parse(rq, done_inputs, 1, &ask);
    enum err e = helped_load(rq, &c);
    return e == OK ? answer_messages(rq, an, &c, NULL, NULL, ask.saved) : e;
}

/* ---- Codes --------------------------------------------------------------- */

struct making {
    int64_t conversation_id, unit_id, n, actor_id, now;
    text token;
};

/* Four of the signs that are not read as one another; a code that is taken is
 * drawn again. */
static enum err
make_step(struct db *writer, struct arena *a, void *arg)
{
    static const char signs[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    const struct making *m = arg;
    text first;
    enum err e = once_take(writer, a, m->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    for (int64_t i = 0, tries = 0; e == OK && i < m->n; tries++) {
        char code[CP_SLIP_CODE];
        int64_t n = 0;
        uint64_t bits = entropy_bits();
        for (int k = 0; k < CP_SLIP_CODE; k++, bits /= 31)
            code[k] = signs[bits % 31];
        e = message_insert(writer,
            (struct message_insert_in){ .id = (int64_t)(entropy_bits() >> 1),
                .conversation_id = m->conversation_id,
                .unit_id = m->unit_id,
                .code = { code, CP_SLIP_CODE },
                .made_on = day_of(a, m->now) },
            &n);
        i += n;
        if (tries > 4 * m->n + 100)
            e = ERR_BUSY;
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = m->actor_id,
                             .action = TEXT("create"),
                             .kind = TEXT("message_code"),
                             .thing_id = m->conversation_id })
                   : e;
}

enum err
message_make_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct make_form given = { 0 };
    struct input *in = arena_new(rq->arena, struct input, 2);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct messages_of_row *rows;
    struct view v = request_view(rq);
    ptrdiff_t n;
    enum err e = helped_load(rq, &c);
    if (e != OK)
        return e;
    make_inputs(rq, &c, in);
    e = form_parse(rq, in, 2, form, &given);
    if (e == OK)
        e = messages_of(rq->db, rq->arena,
            (struct messages_of_in){
                .conversation_id = c.head.id, .n_rows = MESSAGES_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    if (form->n_errors == 0 && n + given.n > MESSAGES_MAX)
        form_error(form, "n", say(&v, N_("There are too many codes already.")));
    if (form->n_errors > 0)
        return answer_messages(rq, an, &c, form, NULL, 0);
    struct making m = { .conversation_id = c.head.id,
        .n = given.n,
        .actor_id = rq->actor.person_id,
        .now = rq->now,
        .token = form->token };
    for (ptrdiff_t i = 0; i < c.n_units; i++)
        if (text_is_equal(
                given.unit, conversation_key(rq->arena, c.units[i].id)))
            m.unit_id = c.units[i].id;
    e = db_write_quietly(rq->db, rq->arena, make_step, &m);
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, c.head.id, "/messages"));
    return e;
}

/* Of each code that has not answered: what to send. */
enum err
message_csv(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct messages_of_row *rows;
    struct statements_of_row *said;
    ptrdiff_t n, n_said;
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = messages_of(rq->db, rq->arena,
            (struct messages_of_in){
                .conversation_id = c.head.id, .n_rows = MESSAGES_MAX },
            &rows, &n);
    if (e == OK)
        e = statements_of(rq->db, rq->arena,
            (struct statements_of_in){ .conversation_id = c.head.id,
                .lang = lang_code(rq->lang),
                .n_rows = VOTES_AT_ONCE },
            &said, &n_said);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    struct buf b = buf_in(rq->arena, 4096), all = buf_in(rq->arena, 4096);
    for (ptrdiff_t i = 0; i < n_said; i++)
        if (text_is_equal(said[i].status, TEXT("in")))
            buf_print(&all, " %lld. %.*s", (long long)said[i].number,
                TEXT_ARG(text_is_known(said[i].said) ? said[i].said
                                                     : said[i].words));
    struct csv_writer w = csv_write(&b);
    csv_add(&w, TEXT("code"));
    csv_add(&w, TEXT("unit"));
    csv_add(&w, TEXT("message"));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++) {
        if (rows[i].has_participant_id)
            continue;
        csv_add(&w, rows[i].code);
        csv_add_for_people(
            &w, text_of(helped_unit_name(&c, rq->arena, rows[i].unit_id)));
        csv_add_for_people(&w,
            arena_print(rq->arena, "%.*s %.*s%.*s",
                TEXT_ARG(conversation_said(&c.head)),
                TEXT_ARG(say_with(&v,
                    N_("Reply with %s and, for each number, a (I agree), d (I "
                       "disagree) or p (pass), such as: %s 1a 2d 3p"),
                    2,
                    (struct phrase_arg[]){
                        arg_text(rows[i].code), arg_text(rows[i].code) })),
                TEXT_ARG(buf_text(&all))));
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("messages.csv");
    an->keeping = TEXT("no-store");
    an->body = buf_text(&b);
    return OK;
}

/* ---- Replies ------------------------------------------------------------- */

struct reply {
    text code;
    struct message_find_row row;
    struct helped_votes votes;
};
struct taking {
    struct reply *replies;
    int n;
    int64_t conversation_id, actor_id, now;
};

static enum err
take_step(struct db *writer, struct arena *a, void *arg)
{
    struct taking *t = arg;
    enum err e = OK;
    for (int i = 0; e == OK && i < t->n; i++) {
        struct reply *r = &t->replies[i];
        struct message_find_row now;
        e = message_find(writer, a,
            (struct message_find_in){
                .conversation_id = t->conversation_id, .code = r->code },
            &now);
        if (e != OK)
            return e;
        struct vote_step vote = { .conversation_id = t->conversation_id,
            .participant_id = now.has_participant_id ? now.participant_id : 0,
            .unit_id = now.unit_id,
            .way = TEXT("message"),
            .votes = r->votes.votes,
            .n_votes = r->votes.n,
            .now = t->now };
        e = answer_save(writer, a, &vote);
        if (e == OK && !now.has_participant_id)
            e = message_answered(writer,
                (struct message_answered_in){ .id = now.id,
                    .participant_id = vote.made_id,
                    .has_participant_id = true },
                NULL);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = t->actor_id,
                             .action = TEXT("type"),
                             .kind = TEXT("conversation"),
                             .thing_id = t->conversation_id })
                   : e;
}

/* "K7F3 1a 2d", or the same in a cell behind others: the last one counts. */
static enum err
read_reply(struct request *rq, const struct conversation_loaded *c,
    const struct helped_numbers *numbers, text line, struct reply *r,
    struct why *why)
{
    char code[CP_SLIP_CODE];
    text rest = text_trim(line);
    for (ptrdiff_t i = 0; i < CP_SLIP_CODE && i < rest.len; i++)
        code[i] = rest.ptr[i] >= 'a' && rest.ptr[i] <= 'z'
            ? (char)(rest.ptr[i] - 'a' + 'A')
            : rest.ptr[i];
    if (rest.len <= CP_SLIP_CODE || rest.ptr[CP_SLIP_CODE] != ' ')
        return err_say(why, ERR_BAD_INPUT,
            "first comes the code, four letters and digits, then a blank");
    r->code = arena_copy(rq->arena, (text){ code, CP_SLIP_CODE });
    enum err e = message_find(rq->db, rq->arena,
        (struct message_find_in){
            .conversation_id = c->head.id, .code = r->code },
        &r->row);
    if (e == ERR_NOT_FOUND)
        return err_say(why, ERR_BAD_INPUT, "there is no code %.*s here",
            TEXT_ARG(r->code));
    return e == OK
        ? helped_parse(
              numbers, text_slice(rest, CP_SLIP_CODE, rest.len), &r->votes, why)
        : e;
}

enum err
message_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct helped_numbers numbers;
    struct reply_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = request_view(rq);
    struct why why = { 0 };
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = form_parse(rq, reply_inputs, 1, form, &given);
    if (e == OK)
        e = helped_numbers_load(rq, c.head.id, &numbers);
    if (e != OK)
        return e;
    struct taking t = { .conversation_id = c.head.id,
        .actor_id = rq->actor.person_id,
        .now = rq->now };
    text lines = given.replies;
    int n_lines = 0;
    for (ptrdiff_t i = 0; i < lines.len; i++)
        n_lines += lines.ptr[i] == '\n';
    if (n_lines >= MESSAGES_MAX)
        form_error(form, "replies",
            say(&v, N_("That is too many at once: send them in parts.")));
    else
        t.replies = arena_new(rq->arena, struct reply, n_lines + 1);
    for (int line = 1; form->n_errors == 0 && text_is_known(lines); line++) {
        text one = text_cut(lines, '\n', &lines);
        if (text_trim(one).len == 0)
            continue;
        e = read_reply(rq, &c, &numbers, one, &t.replies[t.n], &why);
        if (e == ERR_BAD_INPUT)
            form_error(form, "replies",
                say_with(&v, N_("Nothing was kept. Line %1$d: %2$s"), 2,
                    (struct phrase_arg[]){ arg_int(line),
                        arg_text(arena_copy(rq->arena, text_of(why.text))) }));
        else if (e != OK)
            return e;
        t.n++;
    }
    if (form->n_errors == 0 && !c.is_open)
        form_error(
            form, "replies", say(&v, N_("It is not open: nothing was kept.")));
    if (form->n_errors == 0) {
        e = db_write_quietly(rq->db, rq->arena, take_step, &t);
        if (e == ERR_CONFLICT || e == ERR_NOT_FOUND) {
            form_error(form, "replies",
                say(&v,
                    N_("It closed, or a statement was taken out meanwhile: "
                       "nothing was kept. Look again.")));
            e = OK;
        }
    }
    if (e != OK && form->n_errors == 0)
        return e;
    if (form->n_errors > 0)
        return answer_messages(rq, an, &c, NULL, form, 0);
    answer_redirect(rq, an,
        arena_print(rq->arena, "%.*s?saved=%d",
            TEXT_ARG(conversation_sub(rq->arena, c.head.id, "/messages")),
            t.n));
    return OK;
}
