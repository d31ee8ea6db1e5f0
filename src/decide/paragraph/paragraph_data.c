/* What the texts of proposals keep about one person, and what goes with a
 * partnership that is gone for good. */
#include "decide/paragraph/proposal_text.h"
#include "decide/paragraph/said_care.h"
#include "decide/paragraph/proposal_words.h"

#include "keep/bin.h"
#include "keep/person_data.h"

enum { ROWS = 100 };

enum err
paragraph_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct contribution *rows;
    struct proposal_wording_of_person_row *wordings;
    ptrdiff_t n = ROWS;
    int64_t after = 0;
    enum err e = OK;
    json_name(out, "said_of_proposals");
    json_array(out);
    while (e == OK && n == ROWS) {
        e = contributions_by(db, a,
            (struct contributions_by_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            json_object(out);
            person_put_key(out, "proposal", rows[i].proposal_id);
            person_put_key(out, "paragraph", rows[i].paragraph_id);
            person_put_text(out, "kind", rows[i].kind);
            person_put_text(out, "words", rows[i].words);
            person_put_text(out, "why", rows[i].why);
            person_put_text(out, "on", rows[i].made_on);
            person_put_text(out, "outcome", rows[i].outcome);
            person_put_text(out, "reply", rows[i].reply);
            json_end(out);
        }
    }
    json_end(out);
    json_name(out, "wordings_of_proposals");
    json_array(out);
    for (after = 0, n = ROWS; e == OK && n == ROWS;) {
        e = proposal_wording_of_person(db, a,
            (struct proposal_wording_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &wordings, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = wordings[i].id;
            json_object(out);
            person_put_key(out, "proposal", wordings[i].proposal_id);
            person_put_text(out, "on", wordings[i].made_on);
            json_end(out);
        }
    }
    json_end(out);
    json_name(out, "hearings_ended");
    json_array(out);
    for (after = 0, n = ROWS; e == OK && n == ROWS;) {
        struct proposal_told_by_row *told;
        e = proposal_told_by(db, a,
            (struct proposal_told_by_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = after,
                .n_rows = ROWS },
            &told, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = told[i].id;
            json_object(out);
            person_put_key(out, "proposal", told[i].proposal_id);
            person_put_text(out, "on", told[i].told_on);
            json_end(out);
        }
    }
    json_end(out);
    return e == OK ? said_care_export_person(db, a, person_id, out) : e;
}

/* Their words go; an offer that may stay does, and names nobody. */
enum err
paragraph_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct contribution *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = contributions_by(writer, a,
            (struct contributions_by_in){ .person_id = person_id,
                .has_person_id = true,
                .after_id = 0, /* those that were dealt with are nobody's */
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            rows[i].has_person_id = false;
            rows[i].is_named = false;
            if (!rows[i].may_stay) {
                rows[i].status = TEXT("withdrawn");
                rows[i].words = rows[i].why = rows[i].was = TEXT("");
            }
            e = contribution_update(writer, &rows[i], NULL);
            if (e == OK)
                e = said_care_forget_words(writer, rows[i].id);
        }
    }
    if (e == OK)
        e = said_care_erase_person(writer, person_id);
    if (e == OK)
        e = contribution_unsettle_person(writer,
            (struct contribution_unsettle_person_in){
                .person_id = person_id, .has_person_id = true },
            NULL);
    return e == OK ? proposal_wording_unsign(writer,
                         (struct proposal_wording_unsign_in){
                             .person_id = person_id, .has_person_id = true },
                         NULL)
                   : e;
}

enum err
paragraph_forget_proposal(struct db *writer, struct arena *a, int64_t id)
{
    enum { AT_ONCE = PARAGRAPHS_MAX };
    struct paragraph *rows;
    ptrdiff_t n;
    enum err e = paragraphs_now(writer, a,
        (struct paragraphs_now_in){ .proposal_id = id, .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = bin_forget_thing(writer, a, rows[i].id);
    for (n = AT_ONCE; e == OK && n == AT_ONCE;) {
        e = paragraphs_gone(writer, a,
            (struct paragraphs_gone_in){ .proposal_id = id, .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = bin_forget_thing(writer, a, rows[i].id);
            if (e == OK)
                e = paragraph_remove(
                    writer, (struct paragraph_remove_in){ rows[i].id }, NULL);
        }
    }
    if (e == OK)
        e = contribution_remove_all(
            writer, (struct contribution_remove_all_in){ id }, NULL);
    if (e == OK)
        e = said_care_forget_proposal(writer, id);
    if (e == OK)
        e = proposal_words_forget(writer, id);
    if (e == OK)
        e = proposal_told_remove(
            writer, (struct proposal_told_remove_in){ id }, NULL);
    if (e == OK)
        e = proposal_wording_remove_all(
            writer, (struct proposal_wording_remove_all_in){ id }, NULL);
    return e == OK ? paragraph_remove_all(
                         writer, (struct paragraph_remove_all_in){ id }, NULL)
                   : e;
}
