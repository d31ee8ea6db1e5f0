/* What was decided of statements: the log, and what goes with people. */
#include "decide/ground/moderation.h"

#include "keep/person_data.h"
#include "os/entropy.h"

enum { ROWS = 500 };

enum err
moderation_note(struct db *writer, struct arena *a, int64_t conversation_id,
    int64_t statement_id, const char *action, text reason, int64_t actor_id,
    text today)
{
    (void)a;
    return moderation_insert(writer,
        (struct moderation_insert_in){ .id = key_new(),
            .conversation_id = conversation_id,
            .statement_id = statement_id,
            .action = text_of(action),
            .reason = reason,
            .actor_id = actor_id,
            .has_actor_id = actor_id != 0,
            .done_on = today },
        NULL);
}

const char *
moderation_said(text action)
{
    return text_is_equal(action, TEXT("in"))    ? N_("let in")
        : text_is_equal(action, TEXT("out"))    ? N_("taken out")
        : text_is_equal(action, TEXT("appeal")) ? N_("somebody else was asked "
                                                     "to look again")
        : text_is_equal(action, TEXT("kept"))   ? N_("looked at again: it "
                                                       "stays out")
        : text_is_equal(action, TEXT("back"))   ? N_("a translation was sent "
                                                       "back")
                                                : N_("looked at again: it is "
                                                       "in");
}

const char *const outcome_codes[] = { "taken", "answered", "scope", NULL };
const char *const outcome_words[] = { N_("Taken up"), N_("Answered"),
    N_("Not within what can be changed here"), NULL };

const char *
outcome_said(text kind)
{
    for (int i = 0; outcome_codes[i] != NULL; i++)
        if (text_is_equal(kind, text_of(outcome_codes[i])))
            return outcome_words[i];
    return N_("Nothing has been said yet");
}

enum err
moderation_count(struct db *db, struct arena *a, int64_t conversation_id,
    struct moderation_tally *to)
{
    struct statement_states_row *rows;
    ptrdiff_t n;
    *to = (struct moderation_tally){ 0 };
    enum err e = statement_states(db, a,
        (struct statement_states_in){
            .conversation_id = conversation_id, .n_rows = STATEMENTS_MAX },
        &rows, &n);
    to->n_all = e == OK ? n : 0;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        const struct statement_states_row *r = &rows[i];
        if (text_is_equal(r->status, TEXT("withdrawn"))) {
            to->n_withdrawn++;
            continue;
        }
        if (text_is_equal(r->status, TEXT("out"))) {
            to->n_out++;
            for (int k = 0; statement_reasons[k] != NULL && k < REASONS_MAX;
                 k++)
                to->out_of[k] +=
                    text_is_equal(r->reason, text_of(statement_reasons[k]));
            continue;
        }
        if (text_is_equal(r->status, TEXT("waits"))) {
            to->n_waits++;
            if (!text_is_known(to->oldest) ||
                text_compare(r->made_on, to->oldest) < 0)
                to->oldest = r->made_on;
        } else
            to->n_in++;
        for (int k = 0; k < OUTCOMES; k++)
            to->came[k] += text_is_equal(r->kind, text_of(outcome_codes[k]));
    }
    return e;
}

enum err
moderation_withdraw(struct db *writer, int64_t participant_id)
{
    static const struct db_query *const queries[] = {
        &appeal_forget_words_query,
        &words_back_forget_query,
        &outcome_forget_words_query,
    };
    enum err e = OK;
    struct appeal_forget_words_in in = { .participant_id = participant_id,
        .has_participant_id = true };
    for (size_t i = 0; e == OK && i < sizeof queries / sizeof *queries; i++)
        e = db_none(writer, queries[i], &in, NULL);
    return e == OK
        ? back_marks_withdraw(
              writer, (struct back_marks_withdraw_in){ participant_id }, NULL)
        : e;
}

enum err
moderation_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    static const struct db_query *const queries[] = { &moderation_erase_query,
        &appeal_erase_out_query, &appeal_erase_settled_query,
        &outcome_erase_query };
    enum err e = OK;
    struct moderation_erase_in in = { .person_id = person_id,
        .has_person_id = true };
    (void)a;
    for (size_t i = 0; e == OK && i < sizeof queries / sizeof *queries; i++)
        e = db_none(writer, queries[i], &in, NULL);
    return e;
}

enum err
moderation_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct moderation_by_row *rows;
    struct outcomes_by_row *said;
    ptrdiff_t n, n_said;
    enum err e = moderation_by(db, a,
        (struct moderation_by_in){
            .person_id = person_id, .has_person_id = true, .n_rows = ROWS },
        &rows, &n);
    if (e == OK)
        e = outcomes_by(db, a,
            (struct outcomes_by_in){
                .person_id = person_id, .has_person_id = true, .n_rows = ROWS },
            &said, &n_said);
    if (e != OK)
        return e;
    json_name(out, "statements_looked_after");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "did", rows[i].action);
        person_put_text(out, "reason", rows[i].reason);
        person_put_text(out, "on", rows[i].done_on);
        json_end(out);
    }
    for (ptrdiff_t i = 0; i < n_said; i++) {
        json_object(out);
        person_put_text(out, "outcome", said[i].kind);
        person_put_text(out, "words", said[i].words);
        person_put_text(out, "on", said[i].said_on);
        json_end(out);
    }
    json_end(out);
    return e;
}

enum err
moderation_forget(struct db *writer, int64_t conversation_id)
{
    static const struct db_query *const queries[] = { &moderation_delete_query,
        &appeal_delete_query, &words_back_delete_query, &outcome_delete_query,
        &back_marks_delete_query };
    enum err e = OK;
    struct moderation_delete_in in = { conversation_id };
    for (size_t i = 0; e == OK && i < sizeof queries / sizeof *queries; i++)
        e = db_none(writer, queries[i], &in, NULL);
    return e;
}

enum err
moderation_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    (void)a;
    return outcome_forget_thing(writer,
        (struct outcome_forget_thing_in){
            .thing_id = id, .has_thing_id = true },
        NULL);
}
