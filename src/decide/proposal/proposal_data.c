/* What proposals keep about one person: handed out, erased; and what goes when
 * a partnership is gone for good. */
#include "decide/forum/sitting.sql.h"
#include "decide/paragraph/paragraph.h"
#include "decide/proposal/made_step.sql.h"
#include "decide/proposal/proposal_answer.h"
#include "decide/proposal/proposal_list.sql.h"
#include "decide/proposal/proposal_news.h"
#include "decide/heard/about.h"
#include "decide/heard/heard_count.h"

#include "keep/bin.h"
#include "keep/person_data.h"
#include "os/clock.h"
#include "people/people.h"

enum { ROWS = 100 };

static enum err
put_answers(
    struct db *db, struct arena *a, int64_t id, int64_t voice, struct json *out)
{
    struct proposal_answers_row *answers;
    struct proposal_objections_of_row *objections;
    ptrdiff_t n, n_objections;
    enum err e = proposal_answers(db, a,
        (struct proposal_answers_in){
            .proposal_id = id, .voice = voice, .n_rows = ROWS },
        &answers, &n);
    if (e == OK)
        e = proposal_objections_of(db, a,
            (struct proposal_objections_of_in){
                .proposal_id = id, .voice = voice, .n_rows = ROWS },
            &objections, &n_objections);
    if (e != OK)
        return e;
    json_object(out);
    person_put_key(out, "proposal", id);
    json_name(out, "answers");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++)
        json_int(out, answers[i].value);
    json_end(out);
    json_name(out, "objections");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_objections; i++) {
        json_object(out);
        person_put_text(out, "reason", objections[i].reason);
        person_put_text(out, "mend", objections[i].mend);
        json_end(out);
    }
    json_end(out);
    e = about_export(db, a, voice, out);
    if (e == OK)
        e = child_export(db, a, "voice", voice, out);
    json_end(out);
    return e;
}

enum err
proposal_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct proposal_voices_row *voices;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = PERSON_PUT_ROWS(out, "proposals_between_sides", db, a,
        &proposal_of_person_query, person_id, { NULL, "name" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "proposals_led_for_safety", db, a,
            &proposal_led_by_query, person_id, { NULL, "name" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "challenges_of_lists", db, a,
            &proposal_challenges_by_query, person_id, { NULL, "words" });
    json_name(out, "answers_to_proposals");
    json_array(out);
    while (e == OK && n == ROWS) {
        e = proposal_voices(db, a,
            (struct proposal_voices_in){
                .person_id = person_id, .after_id = after, .n_rows = ROWS },
            &voices, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = voices[i].proposal_id;
            e = put_answers(
                db, a, voices[i].proposal_id, voices[i].number, out);
        }
    }
    json_end(out);
    return e;
}

/* Their words go, and whose number it was; what is counted stays. */
enum err
proposal_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct proposal_voices_row *voices;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = proposal_voices(writer, a,
            (struct proposal_voices_in){
                .person_id = person_id, .after_id = after, .n_rows = ROWS },
            &voices, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = voices[i].proposal_id;
            e = proposal_objection_forget(writer,
                (struct proposal_objection_forget_in){
                    .proposal_id = voices[i].proposal_id,
                    .voice = voices[i].number },
                NULL);
            if (e == OK)
                e = about_forget(writer, voices[i].number);
            if (e == OK)
                e = child_end(writer, a, "voice", voices[i].number,
                    voices[i].number, day_of(a, now_s()));
        }
    }
    static const struct db_query *const all[] = { &proposal_voice_forget_query,
        &proposal_unit_unsign_query, &proposal_challenge_forget_query,
        &proposal_unlead_query, &proposal_unsign_query };
    return e == OK ? DB_NONE_EACH(writer, all, person_id) : e;
}

/* All that was kept of one: its list, its log, who answered and what. */
static enum err
remove_rows(struct db *writer, int64_t id)
{
    static const struct db_query *const all[] = {
        &proposal_remove_units_query,
        &proposal_remove_sides_query,
        &proposal_remove_versions_query,
        &proposal_remove_voices_query,
        &proposal_remove_answers_query,
        &proposal_remove_objections_query,
        &proposal_remove_events_query,
        &proposal_remove_asking_query,
        &proposal_remove_minutes_query,
        &proposal_remove_holders_query,
        &proposal_remove_backers_query,
        &proposal_remove_outreach_query,
        &proposal_remove_challenges_query,
        &proposal_remove_acts_query,
        &made_steps_remove_query,
        &proposal_remove_news_query,
        &sitting_said_remove_proposal_query,
        &proposal_remove_query,
    };
    return DB_NONE_EACH(writer, all, id);
}

enum err
proposal_forget_one(struct db *writer, struct arena *a, int64_t id)
{
    enum err e = bin_forget_thing(writer, a, id);
    if (e == OK)
        e = heard_forget(writer, a, id);
    if (e == OK)
        e = child_forget_of(writer, id);
    if (e == OK)
        e = paragraph_forget_proposal(writer, a, id);
    return e == OK ? remove_rows(writer, id) : e;
}

enum err
proposal_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum { AT_ONCE = 50 };
    struct proposal_of_partnership_row *rows;
    ptrdiff_t n = AT_ONCE;
    enum err e = OK;
    if (id == 0) /* the network's own */
        return OK;
    while (e == OK && n == AT_ONCE) {
        e = proposal_of_partnership(writer, a,
            (struct proposal_of_partnership_in){
                .partnership_id = id, .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = proposal_forget_one(writer, a, rows[i].id);
    }
    return e;
}
