/* One who answers: their answers saved, changed, taken back.
 *
 * Many answer at once: a step writes rows of its own alone and reads none that
 * another of these steps writes. What all answered is counted apart, by
 * answer_count.c. */
#include "decide/conversation/conversation.h"
#include "decide/conversation/conversation_find.h"

#include "decide/heard/about.h"
#include "decide/ground/moderation.h"
#include "decide/conversation/helped.h"
#include "decide/conversation/media.h"
#include "keep/audit.h"
#include "os/clock.h"
#include "keep/search.h"
#include "os/entropy.h"
#include "people/people.h"

static int64_t
key_of_chance(void)
{
    return (int64_t)(entropy_bits() >> 1 | 1);
}

int64_t
participant_key(void)
{
    int64_t key = 0;
    while (key == 0)
        key = (int64_t)(entropy_bits() >> 1) >> ANSWER_BITS << ANSWER_BITS;
    return key;
}

int64_t
answer_key(int64_t participant_id, int64_t number)
{
    int64_t most = (INT64_C(1) << ANSWER_BITS) - 1;
    if (number < 1 || number > most || (participant_id & most) != 0)
        return key_of_chance();
    return participant_id | number;
}

enum err
answer_link(struct db *db, struct arena *a, int64_t conversation_id,
    int64_t person_id, text receipt, struct participant_link *link)
{
    enum err e = person_id != 0
        ? participant_by_person(db, a,
              (struct participant_by_person_in){
                  .conversation_id = conversation_id,
                  .person_id = person_id,
                  .has_person_id = true },
              link)
        : participant_by_receipt(
              db, a, (struct participant_by_receipt_in){ receipt }, link);
    if (e == OK && link->conversation_id != conversation_id)
        e = ERR_NOT_FOUND;
    return e;
}

/* ---- The first answer ---------------------------------------------------- */

static enum err
check_unit(struct db *writer, struct arena *a, const struct vote_step *s)
{
    struct conversation_units_row *units;
    ptrdiff_t n_units;
    enum err e = conversation_units(writer, a,
        (struct conversation_units_in){
            .conversation_id = s->conversation_id, .n_rows = UNITS_MAX },
        &units, &n_units);
    for (ptrdiff_t i = 0; e == OK && i < n_units; i++)
        if (units[i].id == s->unit_id)
            return OK;
    return e == OK ? ERR_BAD_INPUT : e;
}

static enum err
link_up(struct db *writer, struct arena *a, const struct vote_step *s,
    int64_t participant_id)
{
    int64_t n = 0;
    enum err e;
    if (s->link_id != 0)
        e = participant_link_again(writer,
            (struct participant_link_again_in){
                .id = s->link_id, .participant_id = participant_id },
            &n);
    else
        e = participant_link_insert(writer,
            &(struct participant_link){ .id = key_of_chance(),
                .conversation_id = s->conversation_id,
                .participant_id = participant_id,
                .person_id = s->person_id,
                .has_person_id = s->person_id != 0,
                .slip_id = s->slip_id,
                .has_slip_id = s->slip_id != 0,
                .receipt = s->receipt,
                .linked_on = day_of(a, s->now) },
            &n);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

/* One of one slip or person: the unique keys of participant_link hold it, and
 * a slip is taken once, in this very step. */
static enum err
make_participant(
    struct db *writer, struct arena *a, struct vote_step *s, int64_t id)
{
    int64_t n = 0;
    enum child_state state = CHILD_IS_NONE;
    enum err e = check_unit(writer, a, s);
    if (e == OK && s->link_id != 0 && !s->is_child)
        e = child_state_of(writer, a, "participant", s->link_id, &state);
    s->is_ended = e == OK && state == CHILD_TAKEN_BACK;
    if (s->is_ended)
        return ERR_CONFLICT;
    if (e == OK && s->is_child)
        e = child_keep(writer, a,
            &(struct child_of){ "participant", id, s->conversation_id },
            s->guardian, s->now);
    if (e == OK)
        e = participant_insert(writer,
            (struct participant_insert_in){ .id = id,
                .conversation_id = s->conversation_id,
                .unit_id = s->unit_id,
                .way = s->way },
            &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK && s->slip_id != 0 && s->link_id == 0)
        e = people_slip_take(writer, s->slip_id, s->now);
    bool is_known =
        s->person_id != 0 || s->slip_id != 0 || text_is_known(s->receipt);
    if (e == OK && is_known) /* paper and messages lead to nobody */
        e = link_up(writer, a, s, id);
    s->is_met = e == ERR_CONFLICT;
    return e;
}

/* ---- Any answer ---------------------------------------------------------- */

/* And the number of each statement. */
static enum err
check_asked(
    struct db *writer, struct arena *a, struct vote_step *s, int64_t *numbers)
{
    struct conversation row;
    struct statement statement;
    bool is_there, is_said;
    struct db_batch b = db_batch_open(writer, a);
    conversation_get_ask(&b,
        (struct conversation_get_in){ .id = s->conversation_id }, &row,
        &is_there);
    if (s->n_votes > 0)
        statement_get_ask(&b,
            (struct statement_get_in){ .id = s->votes[0].statement_id },
            &statement, &is_said);
    enum err e = db_batch_run(&b);
    s->is_closed = e == OK &&
        (!is_there || !text_is_equal(row.status, TEXT("open")) ||
            text_compare(row.closes_on, day_of(a, s->now)) < 0);
    if (s->is_closed)
        return ERR_CONFLICT;
    for (int i = 0; e == OK && i < s->n_votes; i++) {
        if (i > 0)
            e = statement_get(writer, a,
                (struct statement_get_in){ .id = s->votes[i].statement_id },
                &statement);
        else if (!is_said)
            e = ERR_NOT_FOUND;
        numbers[i] = e == OK ? statement.number : 0;
        if (e == OK &&
            (statement.conversation_id != s->conversation_id ||
                !text_is_equal(statement.status, TEXT("in"))))
            e = ERR_NOT_FOUND;
    }
    return e;
}

enum err
answer_save(struct db *writer, struct arena *a, void *vote_step)
{
    struct vote_step *s = vote_step;
    bool is_new = s->participant_id == 0;
    int64_t id = is_new ? participant_key() : s->participant_id;
    int64_t *numbers = arena_new(a, int64_t, s->n_votes);
    int64_t n_put = 0, n_noted = 0;
    s->is_closed = s->is_met = s->is_ended = false;
    enum err e = check_asked(writer, a, s, numbers);
    if (e == OK && is_new)
        e = make_participant(writer, a, s, id);
    if (e != OK)
        return e;
    struct db_batch b = db_batch_open(writer, a);
    for (int i = 0; e == OK && i < s->n_votes; i++) {
        struct answer_put_in row = { .id = answer_key(id, numbers[i]),
            .participant_id = id,
            .statement_id = s->votes[i].statement_id,
            .vote = s->votes[i].vote };
        if (b.n_asked == DB_BATCH_MAX - 1) {
            e = db_batch_run(&b);
            b = db_batch_open(writer, a);
        }
        db_ask_none(&b, &answer_put_query, &row, &n_put);
    }
    audit_ask(&b,
        (struct audit){ .action = TEXT("answer"),
            .kind = TEXT("conversation"),
            .thing_id = s->conversation_id,
            .is_nameless = true },
        &n_noted);
    if (e == OK)
        e = db_batch_run(&b);
    if (e == OK && n_noted == 0)
        e = ERR_BUSY;
    s->made_id = id;
    return e;
}

/* ---- Taken back ---------------------------------------------------------- */

/* Whoever it was begins anew with both yeses, or not at all: the link stays. */
static enum err
end_child(struct db *writer, struct arena *a, int64_t participant_id)
{
    struct participant_link link;
    enum child_state state;
    enum err e =
        child_state_of(writer, a, "participant", participant_id, &state);
    if (e != OK || state == CHILD_IS_NONE)
        return e;
    e = participant_link_to(
        writer, a, (struct participant_link_to_in){ participant_id }, &link);
    int64_t left_id = e == OK ? link.id : participant_id;
    if (e == ERR_NOT_FOUND)
        e = OK;
    return e == OK ? child_end(writer, a, "participant", participant_id,
                         left_id, day_of(a, now_s()))
                   : e;
}

/* By their words nothing is found any more, and nobody hears them read aloud.
 */
static enum err
forget_statements(struct db *writer, struct arena *a, int64_t participant_id)
{
    struct statements_by_row *rows;
    ptrdiff_t n;
    enum err e = statements_by(writer, a,
        (struct statements_by_in){ .participant_id = participant_id,
            .has_participant_id = true,
            .n_rows = STATEMENTS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = search_remove(writer, rows[i].id);
        if (e == OK)
            e = media_forget_one(writer, a, rows[i].id);
    }
    return e;
}

enum err
answer_withdraw(struct db *writer, struct arena *a, int64_t participant_id)
{
    struct participant_get_row who;
    enum err e = participant_get(
        writer, a, (struct participant_get_in){ .id = participant_id }, &who);
    if (e == OK)
        e = answers_delete(writer,
            (struct answers_delete_in){ .participant_id = participant_id },
            NULL);
    if (e == OK)
        e = forget_statements(writer, a, participant_id);
    if (e == OK)
        e = moderation_withdraw(writer, participant_id);
    if (e == OK)
        e = statement_words_withdraw(writer,
            (struct statement_words_withdraw_in){
                .participant_id = participant_id, .has_participant_id = true },
            NULL);
    if (e == OK)
        e = statement_withdraw(writer,
            (struct statement_withdraw_in){
                .participant_id = participant_id, .has_participant_id = true },
            NULL);
    if (e == OK)
        e = helped_withdraw(writer, participant_id);
    if (e == OK)
        e = about_forget(writer, participant_id);
    if (e == OK)
        e = end_child(writer, a, participant_id);
    if (e == OK)
        e = participant_link_empty(writer,
            (struct participant_link_empty_in){
                .participant_id = participant_id,
                .unit_id = who.unit_id,
                .has_unit_id = true },
            NULL);
    if (e == OK)
        e = participant_delete(
            writer, (struct participant_delete_in){ participant_id }, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("withdraw"),
                             .kind = TEXT("conversation"),
                             .thing_id = who.conversation_id,
                             .is_nameless = true })
                   : e;
}
