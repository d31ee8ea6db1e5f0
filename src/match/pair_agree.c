/* A pair on its way from what the machine proposed to what people agreed. */
#include "match/pair_mail.h"

#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

enum { DAY = 86'400 };

struct pair_acting
pair_acting(struct request *rq)
{
    return (struct pair_acting){ rq, rq->actor.person_id, rq->now };
}

static enum err
note(struct db *writer, int64_t actor_id, const char *action, int64_t id,
    text detail)
{
    return audit_add(writer,
        (struct audit){ .actor_id = actor_id,
            .action = text_of(action),
            .kind = TEXT("match_pair"),
            .thing_id = id,
            .detail = detail });
}

/* ---- What they may see ------------------------------------------------- */

/* From the offer on they have a role of it: its page is theirs. */
static enum err
let_in(struct db *writer, struct arena *a, const struct pair_acting *by,
    const struct pair *pair)
{
    struct thing thing;
    int64_t id;
    enum err e =
        thing_load(writer, a, TEXT("match_pair"), pair->row.id, &thing);
    for (ptrdiff_t i = 0; e == OK && i < pair->n_people; i++) {
        e = membership_add(writer, a,
            &(struct membership_new){ .person_id = pair->people[i].person_id,
                .role = WHO_MEMBER,
                .thing = &thing,
                .actor_id = by->person_id,
                .now = by->now },
            &id);
        if (e == ERR_CONFLICT) /* has it already */
            e = OK;
    }
    return e;
}

/* Nothing came of it: its page stays a while, for who follows a link. */
static enum err
let_out(struct db *writer, struct arena *a, const struct pair_acting *by,
    int64_t id)
{
    struct pair_memberships_row *rows;
    ptrdiff_t n = 0;
    enum err e = pair_memberships(writer, a,
        (struct pair_memberships_in){ .pair_id = id,
            .today = day_of(a, by->now),
            .n_rows = 2 * PAIR_PEOPLE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = membership_end(writer, a,
            &(struct membership_ending){ .id = rows[i].id,
                .ends_on = day_of(a, by->now + (int64_t)PAIR_DAYS_AFTER * DAY),
                .actor_id = by->person_id,
                .now = by->now });
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

/* ---- Where the round stands -------------------------------------------- */

/* When nobody is asked any more, and somebody agreed, it runs; when the last
 * pair ended, so has the round. */
static enum err
follow(struct db *writer, struct arena *a, int64_t round_id)
{
    static const char *const open[] = { "proposed", "offered" };
    static const char *const alive[] = { "agreed", "running" };
    struct pair_is_any_row row;
    bool is_open = false, is_alive = false;
    enum err e = OK;
    for (int i = 0; e == OK && i < 2; i++) {
        e = pair_is_any(writer, a,
            (struct pair_is_any_in){ round_id, text_of(open[i]) }, &row);
        is_open = is_open || (e == OK && row.is_any);
    }
    for (int i = 0; e == OK && i < 2; i++) {
        e = pair_is_any(writer, a,
            (struct pair_is_any_in){ round_id, text_of(alive[i]) }, &row);
        is_alive = is_alive || (e == OK && row.is_any);
    }
    if (e == OK && !is_open && is_alive)
        e = pair_round_move(writer,
            (struct pair_round_move_in){
                round_id, TEXT("offered"), TEXT("running") },
            NULL);
    if (e == OK && !is_open && !is_alive)
        e = pair_round_move(writer,
            (struct pair_round_move_in){
                round_id, TEXT("running"), TEXT("ended") },
            NULL);
    return e;
}

/* ---- Steps ------------------------------------------------------------- */

enum err
pair_offer_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id)
{
    struct pair pair;
    int64_t n = 0;
    enum err e = pair_load(writer, a, id, by->person_id, &pair);
    if (e == OK)
        e = pair_offer(writer,
            (struct pair_offer_in){
                .id = id, .at = by->now, .by_id = by->person_id },
            &n);
    if (e == OK && n == 0)
        return ERR_CONFLICT;
    if (e == OK)
        e = pair_round_offered(writer,
            (struct pair_round_offered_in){ .id = pair.row.round_id,
                .at = by->now,
                .by_id = by->person_id },
            NULL);
    if (e == OK)
        e = let_in(writer, a, by, &pair);
    if (e == OK)
        e = pair_tell_people(writer, a, by, &pair, PAIR_OFFERED, 0);
    return e == OK
        ? note(writer, by->person_id, "change", id, TEXT("[\"offered\"]"))
        : e;
}

/* Who said no to whom is not paired with them again, in this round or one that
 * follows from it. */
static enum err
keep_apart(struct db *writer, const struct pair_acting *by,
    const struct pair *pair, int64_t who)
{
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < pair->n_people; i++) {
        int64_t other = pair->people[i].id;
        if (other != who)
            e = pair_conflict_put(writer,
                (struct pair_conflict_put_in){ .id = key_new(),
                    .round_id = pair->row.round_id,
                    .a_id = who < other ? who : other,
                    .b_id = who < other ? other : who,
                    .made_at = by->now },
                NULL);
    }
    return e;
}

static enum err
decline(struct db *writer, struct arena *a, const struct pair_acting *by,
    const struct pair *pair, int64_t who)
{
    const struct pair_acting nobody = { by->rq, 0, by->now };
    enum err e = keep_apart(writer, by, pair, who);
    if (e == OK) /* who said no is not noted: nor by what follows from it */
        e = let_out(writer, a, &nobody, pair->row.id);
    if (e == OK)
        e = follow(writer, a, pair->row.round_id);
    if (e == OK)
        e = pair_tell_people(
            writer, a, by, pair, PAIR_NOT_FOUND, by->person_id);
    return e == OK ? pair_tell_facilitators(writer, a, by, pair, PAIR_SAID_NO)
                   : e;
}

static enum err
agree(struct db *writer, struct arena *a, const struct pair_acting *by,
    const struct pair *pair)
{
    enum err e = follow(writer, a, pair->row.round_id);
    if (e == OK)
        e = pair_tell_people(writer, a, by, pair, PAIR_AGREED, 0);
    return e == OK ? pair_tell_facilitators(writer, a, by, pair, PAIR_ALL_YES)
                   : e;
}

enum err
pair_answer_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id, bool is_yes, text reason)
{
    struct pair pair;
    int64_t n = 0;
    int n_yes = is_yes;
    enum err e = pair_load(writer, a, id, by->person_id, &pair);
    if (e != OK)
        return e;
    if (pair.own < 0)
        return ERR_DENIED;
    if (!pair_is(&pair, "offered"))
        return ERR_CONFLICT;
    int64_t who = pair.people[pair.own].id;
    for (ptrdiff_t i = 0; i < pair.n_answers; i++)
        n_yes += pair.answers[i].match_person_id != who &&
            text_is_equal(pair.answers[i].answer, TEXT("yes"));
    /* of all it was made of: nobody agrees with somebody who is gone */
    bool is_settled = !is_yes || n_yes == 2 + pair.row.has_third_id;
    e = pair_answer_put(writer,
        (struct pair_answer_put_in){ .id = key_new(),
            .pair_id = id,
            .match_person_id = who,
            .answer = is_yes ? TEXT("yes") : TEXT("no"),
            .reason = is_yes ? (text){ 0 } : reason,
            .at = by->now },
        NULL);
    if (e == OK && is_settled)
        e = pair_move(writer,
            (struct pair_move_in){ .id = id,
                .was = TEXT("offered"),
                .status = is_yes ? TEXT("agreed") : TEXT("declined"),
                .at = by->now },
            &n);
    if (e == OK && is_settled)
        e = is_yes ? agree(writer, a, by, &pair)
                   : decline(writer, a, by, &pair, who);
    /* that somebody answered, never who or what */
    return e == OK ? note(writer, 0, "answer", id, (text){ 0 }) : e;
}

enum err
pair_leave_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id, int64_t person_id)
{
    struct pair_memberships_row *rows;
    struct pair pair;
    ptrdiff_t n = 0;
    int64_t n_moved = 0;
    enum err e = pair_memberships(writer, a,
        (struct pair_memberships_in){ .pair_id = id,
            .today = day_of(a, by->now),
            .n_rows = 2 * PAIR_PEOPLE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (rows[i].person_id == person_id) {
            e = membership_end(writer, a,
                &(struct membership_ending){ .id = rows[i].id,
                    .actor_id = by->person_id,
                    .now = by->now });
            e = e == ERR_NOT_FOUND ? OK : e;
        }
    if (e == OK)
        e = pair_load(writer, a, id, 0, &pair);
    if (e != OK || !pair_is(&pair, "offered") || pair.n_people < 2)
        return e;
    for (ptrdiff_t i = 0; i < pair.n_people; i++) {
        const struct pair_answers_row *w =
            pair_answer_of(&pair, pair.people[i].id);
        if (w == NULL || !text_is_equal(w->answer, TEXT("yes")))
            return OK;
    }
    e = pair_move(writer,
        (struct pair_move_in){ .id = id,
            .was = TEXT("offered"),
            .status = TEXT("agreed"),
            .at = by->now },
        &n_moved);
    return e == OK ? agree(writer, a, by, &pair) : e;
}

enum err
pair_withdraw_step(struct db *writer, struct arena *a,
    const struct pair_acting *by, int64_t id, text reason)
{
    struct pair pair;
    int64_t n = 0;
    enum err e = pair_load(writer, a, id, by->person_id, &pair);
    if (e == OK)
        e = pair_withdraw(writer,
            (struct pair_withdraw_in){
                .id = id, .at = by->now, .reason = reason },
            &n);
    if (e == OK && n == 0)
        return ERR_CONFLICT;
    if (e == OK)
        e = let_out(writer, a, by, id);
    if (e == OK)
        e = follow(writer, a, pair.row.round_id);
    if (e == OK && !pair_is(&pair, "proposed"))
        e = pair_tell_people(writer, a, by, &pair, PAIR_WITHDRAWN, 0);
    return e == OK
        ? note(writer, by->person_id, "change", id, TEXT("[\"withdrawn\"]"))
        : e;
}

enum err
pair_end_step(struct db *writer, struct arena *a, const struct pair_acting *by,
    int64_t id, text ended_on)
{
    struct pair pair;
    int64_t n = 0;
    enum err e = pair_load(writer, a, id, by->person_id, &pair);
    if (e == OK)
        e = pair_end(writer,
            (struct pair_end_in){
                .id = id, .at = by->now, .ended_on = ended_on },
            &n);
    if (e == OK && n == 0)
        return ERR_CONFLICT;
    if (e == OK)
        e = follow(writer, a, pair.row.round_id);
    return e == OK
        ? note(writer, by->person_id, "change", id, TEXT("[\"ended\"]"))
        : e;
}
