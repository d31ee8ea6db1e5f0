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
    enum err e = PERSON_PUT_ROWS(out, "said_of_proposals", db, a,
        &contributions_by_query, person_id, { "proposal", "proposal_id" },
        { "paragraph", "paragraph_id" }, { "kind", "kind" },
        { "words", "words" }, { "why", "why" }, { "on", "made_on" },
        { "outcome", "outcome" }, { "reply", "reply" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "wordings_of_proposals", db, a,
            &proposal_wording_of_person_query, person_id,
            { "proposal", "proposal_id" }, { "on", "made_on" });
    if (e == OK)
        e = PERSON_PUT_ROWS(out, "hearings_ended", db, a,
            &proposal_told_by_query, person_id, { "proposal", "proposal_id" },
            { "on", "told_on" });
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
        e = easy_pictures_forget(writer, a, id);
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
