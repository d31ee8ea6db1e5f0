/* What conversations keep about one person: handed out, erased; and what goes
 * with a partnership that is gone for good. */
#include "decide/conversation/conversation.h"
#include "decide/conversation/conversation_find.h"
#include "decide/conversation/made_answer.h"
#include "decide/ground/ground.h"
#include "decide/ground/moderation.h"

#include "decide/heard/about.h"
#include "decide/heard/heard_count.h"

#include "decide/conversation/helped.h"
#include "decide/conversation/media.h"
#include "decide/conversation/pace.h"
#include "keep/person_data.h"
#include "people/people.h"

enum { ROWS = 100 };

static enum err
export_answers(
    struct db *db, struct arena *a, int64_t participant_id, struct json *out)
{
    struct answers_of_row *rows;
    struct statements_by_row *own;
    ptrdiff_t n, n_own;
    enum err e = answers_of(db, a,
        (struct answers_of_in){
            .participant_id = participant_id, .n_rows = STATEMENTS_MAX },
        &rows, &n);
    if (e == OK)
        e = statements_by(db, a,
            (struct statements_by_in){ .participant_id = participant_id,
                .has_participant_id = true,
                .n_rows = STATEMENTS_MAX },
            &own, &n_own);
    if (e != OK)
        return e;
    json_name(out, "answers");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "statement", rows[i].words);
        person_put_text(out, "answer",
            rows[i].vote > 0       ? TEXT("agree")
                : rows[i].vote < 0 ? TEXT("disagree")
                                   : TEXT("pass"));
        json_end(out);
    }
    json_end(out);
    json_name(out, "statements");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_own; i++)
        json_text(out, own[i].words);
    json_end(out);
    return OK;
}

enum err
conversation_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct participants_of_person_row *rows;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    json_name(out, "conversations");
    json_array(out);
    while (e == OK && n == ROWS) {
        e = participants_of_person(db, a,
            (struct participants_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            json_object(out);
            person_put_text(out, "question", rows[i].name);
            person_put_text(out, "since", rows[i].linked_on);
            e = export_answers(db, a, rows[i].participant_id, out);
            if (e == OK)
                e = about_export(db, a, rows[i].participant_id, out);
            if (e == OK)
                e = child_export(
                    db, a, "participant", rows[i].participant_id, out);
            json_end(out);
            after = rows[i].conversation_id;
        }
    }
    json_end(out);
    return e == OK ? helped_export_person(db, a, person_id, out) : e;
}

enum err
conversation_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct participants_of_person_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = participants_of_person(writer, a,
            (struct participants_of_person_in){
                .person_id = person_id, .has_person_id = true, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            if (rows[i].participant_id != 0)
                e = answer_withdraw(writer, a, rows[i].participant_id);
            if (e == OK)
                e = participant_link_delete(writer,
                    (struct participant_link_delete_in){
                        .conversation_id = rows[i].conversation_id,
                        .person_id = person_id,
                        .has_person_id = true },
                    NULL);
        }
    }
    return e == OK ? helped_erase_person(writer, a, person_id) : e;
}

static enum err
forget_one(struct db *writer, struct arena *a, int64_t id)
{
    static const struct db_query *const said[] = {
        &conversation_forget_answers_query,
        &conversation_forget_links_query,
        &conversation_forget_participants_query,
        &conversation_forget_counts_query,
        &made_forget_query,
        &asks_delete_query,
        &tally_delete_query,
        &conversation_forget_words_query,
        &conversation_forget_question_query,
        &conversation_forget_statements_query,
    };
    static const struct db_query *const last[] = {
        &conversation_forget_units_query,
        &conversation_delete_query,
    };
    enum err e = found_forget(writer, a, id);
    if (e == OK)
        e = media_forget(writer, a, id);
    if (e == OK)
        e = heard_forget(writer, a, id);
    if (e == OK)
        e = child_forget_of(writer, id);
    if (e == OK)
        e = helped_forget(writer, id);
    if (e == OK)
        e = pace_forget(writer, id);
    if (e == OK)
        e = DB_NONE_EACH(writer, said, id);
    if (e == OK)
        e = ground_forget(writer, id);
    if (e == OK)
        e = moderation_forget(writer, id);
    return e == OK ? DB_NONE_EACH(writer, last, id) : e;
}

/* A partnership: its conversations. What is none has none. */
enum err
conversation_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    struct conversation_ids_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = conversation_ids(writer, a,
            (struct conversation_ids_in){
                .partnership_id = id, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = forget_one(writer, a, rows[i].id);
    }
    return e;
}
