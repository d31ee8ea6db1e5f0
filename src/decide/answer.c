/* One answer: saved, changed, counted, taken back. */
#include "decide/conversation.h"

#include "decide/about.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

static int64_t
key_of_chance(void)
{
    return (int64_t)(entropy_bits() >> 1 | 1);
}

static enum err
count(struct db *writer, const struct vote_step *s, int vote, int n)
{
    int64_t agree = vote > 0 ? n : 0, disagree = vote < 0 ? n : 0;
    int64_t pass = vote == 0 ? n : 0, changed = 0;
    enum err e = answer_count_add(writer,
        (struct answer_count_add_in){ .conversation_id = s->conversation_id,
            .statement_id = s->statement_id,
            .unit_id = s->unit_id,
            .agree = agree,
            .disagree = disagree,
            .pass = pass },
        &changed);
    if (e == OK && changed == 0) {
        e = answer_count_insert(writer,
            (struct answer_count_insert_in){ .id = key_of_chance(),
                .conversation_id = s->conversation_id,
                .statement_id = s->statement_id,
                .unit_id = s->unit_id,
                .agree = agree,
                .disagree = disagree,
                .pass = pass },
            &changed);
        if (e == OK && changed == 0)
            e = ERR_BUSY;
    }
    return e;
}

static enum err
find_participant(struct db *writer, struct arena *a, struct vote_step *s)
{
    struct participant_of_slip_row by_slip = { 0 };
    struct participant_of_person_row by_person = { 0 };
    enum err e;
    if (s->slip_id != 0)
        e = participant_of_slip(writer, a,
            (struct participant_of_slip_in){
                .conversation_id = s->conversation_id,
                .slip_id = s->slip_id,
                .has_slip_id = true },
            &by_slip);
    else
        e = participant_of_person(writer, a,
            (struct participant_of_person_in){
                .conversation_id = s->conversation_id,
                .person_id = s->person_id,
                .has_person_id = true },
            &by_person);
    s->participant_id =
        s->slip_id != 0 ? by_slip.participant_id : by_person.participant_id;
    return e;
}

/* One key for one slip or person: the unique keys of participant_link hold it,
 * in this very step. */
static enum err
make_participant(struct db *writer, struct arena *a, struct vote_step *s)
{
    struct conversation_units_row *units;
    ptrdiff_t n_units;
    bool is_unit = false;
    int64_t n = 0, n_linked = 0;
    enum err e = conversation_units(writer, a,
        (struct conversation_units_in){
            .conversation_id = s->conversation_id, .n_rows = UNITS_MAX },
        &units, &n_units);
    for (ptrdiff_t i = 0; e == OK && i < n_units; i++)
        is_unit |= units[i].id == s->unit_id;
    if (e == OK && !is_unit)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    s->participant_id = key_of_chance();
    e = participant_insert(writer,
        (struct participant_insert_in){ .id = s->participant_id,
            .conversation_id = s->conversation_id,
            .unit_id = s->unit_id,
            .way = s->way },
        &n);
    if (e == OK)
        e = participant_link_insert(writer,
            (struct participant_link_insert_in){ .id = key_of_chance(),
                .conversation_id = s->conversation_id,
                .participant_id = s->participant_id,
                .person_id = s->person_id,
                .has_person_id = s->person_id != 0,
                .slip_id = s->slip_id,
                .has_slip_id = s->slip_id != 0,
                .linked_on = day_of(a, s->now) },
            &n_linked);
    if (e == OK && (n == 0 || n_linked == 0))
        e = ERR_BUSY;
    return e == OK && s->slip_id != 0
        ? people_slip_use(writer, s->slip_id, s->now)
        : e;
}

static enum err
check_open(struct db *writer, struct arena *a, const struct vote_step *s)
{
    struct conversation row;
    enum err e = conversation_get(writer, a,
        (struct conversation_get_in){ .id = s->conversation_id }, &row);
    if (e == OK &&
        (!text_is_equal(row.status, TEXT("open")) ||
            text_compare(row.closes_on, day_of(a, s->now)) < 0))
        e = ERR_CONFLICT;
    return e;
}

static enum err
put(struct db *writer, struct arena *a, const struct vote_step *s)
{
    struct answer_get_row old;
    int64_t n = 0;
    enum err e = answer_get(writer, a,
        (struct answer_get_in){ .participant_id = s->participant_id,
            .statement_id = s->statement_id },
        &old);
    if (e == OK && old.vote == s->vote)
        return OK;
    if (e == OK) {
        e = answer_change(writer,
            (struct answer_change_in){ .id = old.id, .vote = s->vote }, NULL);
        return e == OK ? count(writer, s, (int)old.vote, -1) : e;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    e = answer_insert(writer,
        (struct answer_insert_in){ .id = key_of_chance(),
            .participant_id = s->participant_id,
            .statement_id = s->statement_id,
            .vote = s->vote },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? participant_add(writer,
                         (struct participant_add_in){
                             .id = s->participant_id, .n_more = 1 },
                         NULL)
                   : e;
}

enum err
answer_save(struct db *writer, struct arena *a, void *vote_step)
{
    struct vote_step *s = vote_step;
    struct statement statement;
    struct participant_get_row who;
    struct answer_get_row old;
    bool is_same = false;
    enum err e = check_open(writer, a, s);
    if (e == OK)
        e = statement_get(writer, a,
            (struct statement_get_in){ .id = s->statement_id }, &statement);
    if (e == OK &&
        (statement.conversation_id != s->conversation_id ||
            !text_is_equal(statement.status, TEXT("in"))))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    e = find_participant(writer, a, s);
    if (e == ERR_NOT_FOUND)
        e = make_participant(writer, a, s);
    if (e == OK)
        e = participant_get(writer, a,
            (struct participant_get_in){ .id = s->participant_id }, &who);
    if (e != OK)
        return e;
    s->unit_id = who.unit_id; /* said once; slips have theirs */
    e = answer_get(writer, a,
        (struct answer_get_in){ .participant_id = s->participant_id,
            .statement_id = s->statement_id },
        &old);
    is_same = e == OK && old.vote == s->vote;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (is_same)
        return OK;
    e = put(writer, a, s);
    if (e == OK)
        e = count(writer, s, s->vote, 1);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("conversation"),
                             .thing_id = s->conversation_id,
                             .is_nameless = true })
                   : e;
}

enum err
answer_withdraw(
    struct db *writer, struct arena *a, int64_t participant_id, text today)
{
    struct participant_get_row who;
    struct conversation row;
    struct answers_of_row *answers;
    ptrdiff_t n = 0;
    enum err e = participant_get(
        writer, a, (struct participant_get_in){ .id = participant_id }, &who);
    if (e == OK)
        e = conversation_get(writer, a,
            (struct conversation_get_in){ .id = who.conversation_id }, &row);
    if (e != OK)
        return e;
    bool is_open = text_is_equal(row.status, TEXT("open")) &&
        text_compare(row.closes_on, today) >= 0;
    if (is_open)
        e = answers_of(writer, a,
            (struct answers_of_in){
                .participant_id = participant_id, .n_rows = STATEMENTS_MAX },
            &answers, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = count(writer,
            &(struct vote_step){ .conversation_id = who.conversation_id,
                .statement_id = answers[i].statement_id,
                .unit_id = who.unit_id },
            (int)answers[i].vote, -1);
    if (e == OK)
        e = answers_delete(writer,
            (struct answers_delete_in){ .participant_id = participant_id },
            NULL);
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
        e = about_forget(writer, participant_id);
    if (e == OK)
        e = participant_link_delete(writer,
            (struct participant_link_delete_in){
                .participant_id = participant_id },
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
