/* What voices keep about one person: handed out, erased; what goes with a
 * partnership or a theme that is gone for good; and who is told of news. */
#include "decide/voice/voice.h"

#include "decide/heard/about.h"
#include "decide/heard/heard_count.h"
#include "keep/person_data.h"
#include "keep/search.h"
#include "keep/thread.h"
#include "os/clock.h"
#include "people/people.h"

enum { ROWS = 100 };

static enum err
export_flags(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = PERSON_PUT_ROWS(out, "safeguarding_flags_raised", db, a,
        &voice_flags_by_query, person_id, { "why", "why" },
        { "on", "raised_on" });
    return e == OK ? PERSON_PUT_ROWS(out, "safeguarding_flags_answered", db, a,
                         &voice_flags_answered_query, person_id,
                         { "answer", "answer" }, { "on", "answered_on" })
                   : e;
}

static enum err
export_helper(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum err e = PERSON_PUT_ROWS(out, "voices_written_down_for_others", db, a,
        &voice_helped_by_query, person_id, { "how", "mode" },
        { "on", "said_on" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "voices_translated", db, a,
            &voice_translated_by_query, person_id, { "language", "lang" },
            { "words", "words" }, { "as", "by_role" }, { "on", "made_on" });
    return e == OK ? export_flags(db, a, person_id, out) : e;
}

enum err
voice_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct voices_of_person_row *rows;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    json_name(out, "voices");
    json_array(out);
    while (e == OK && n == ROWS) {
        e = voices_of_person(db, a,
            (struct voices_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            const struct voices_of_person_row *r = &rows[i];
            json_object(out);
            person_put_text(out, "partnership", r->partnership_name);
            person_put_text(out, "told_on", r->said_on);
            person_put_text(out, "language", r->lang);
            person_put_text(out, "words", r->words);
            person_put_text(out, "may_be_read_by", r->shown_to);
            person_put_text(out, "status", r->status);
            if (text_is_known(r->name))
                person_put_text(out, "name_under_it", r->name);
            if (text_is_known(r->thanks))
                person_put_text(out, "thanks", r->thanks);
            if (text_is_known(r->outcome))
                person_put_text(out, "outcome", r->outcome);
            if (text_is_known(r->outcome_words))
                person_put_text(out, "outcome_words", r->outcome_words);
            if (r->has_about_id)
                e = about_export(db, a, r->about_id, out);
            if (e == OK && r->has_about_id)
                e = child_export(db, a, "said", r->about_id, out);
            json_end(out);
            after = r->id;
        }
    }
    json_end(out);
    return e == OK ? export_helper(db, a, person_id, out) : e;
}

/* What they wrote down for others is the others' and stays; that it was they
 * who did goes. */
enum err
voice_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct voices_of_person_row *rows;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = voices_of_person(writer, a,
            (struct voices_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = voice_withdraw(writer, a, rows[i].voice_id, now_s());
            if (e == OK)
                e = voice_link_unname(writer,
                    (struct voice_link_unname_in){ rows[i].voice_id }, NULL);
            after = rows[i].id;
        }
    }
    if (e == OK)
        e = voice_helper_erase(writer,
            (struct voice_helper_erase_in){
                .helper_id = person_id, .has_helper_id = true },
            NULL);
    if (e == OK)
        e = voice_translator_erase(writer,
            (struct voice_translator_erase_in){
                .translator_id = person_id, .has_translator_id = true },
            NULL);
    if (e == OK)
        e = voice_lead_erase(
            writer, (struct voice_lead_erase_in){ person_id }, NULL);
    if (e == OK)
        e = voice_flag_unsign(writer,
            (struct voice_flag_unsign_in){
                .raised_by = person_id, .has_raised_by = true },
            NULL);
    return e == OK ? voice_flag_unlead(writer,
                         (struct voice_flag_unlead_in){
                             .lead_id = person_id, .has_lead_id = true },
                         NULL)
                   : e;
}

static enum err
forget_one(struct db *writer, struct arena *a, int64_t id)
{
    struct voice row;
    enum err e = voice_get(writer, a, (struct voice_get_in){ id }, &row);
    if (e == OK && row.has_file_id)
        e = sound_drop(writer, a, row.file_id, id);
    if (e == OK)
        e = search_remove(writer, id);
    if (e == OK)
        e = thread_forget(writer, id);
    if (e == OK)
        e = voice_words_forget(
            writer, (struct voice_words_forget_in){ id }, NULL);
    if (e == OK)
        e = voice_theme_forget(
            writer, (struct voice_theme_forget_in){ id }, NULL);
    if (e == OK)
        e = voice_helped_forget(
            writer, (struct voice_helped_forget_in){ id }, NULL);
    if (e == OK)
        e = voice_link_delete(
            writer, (struct voice_link_delete_in){ id }, NULL);
    return e == OK ? voice_delete(writer, (struct voice_delete_in){ id }, NULL)
                   : e;
}

enum err
voice_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    struct voice_ids_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = theme_forget_voices(
        writer, (struct theme_forget_voices_in){ id }, NULL);
    while (e == OK && n == ROWS) {
        e = voice_ids(writer, a,
            (struct voice_ids_in){ .partnership_id = id, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = forget_one(writer, a, rows[i].id);
    }
    if (e == OK)
        e = voice_flag_forget(
            writer, (struct voice_flag_forget_in){ id }, NULL);
    if (e == OK)
        e = voice_lead_forget(
            writer, (struct voice_lead_forget_in){ id }, NULL);
    if (e == OK) /* of a partnership: what who told said of themselves */
        e = heard_forget(writer, a, id);
    if (e == OK)
        e = child_forget_of(writer, id);
    return e == OK
        ? listening_forget(writer, (struct listening_forget_in){ id }, NULL)
        : e;
}
