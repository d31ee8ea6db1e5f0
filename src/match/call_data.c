/* What is kept about one person in calls: handed out, erased, forgotten. */
#include "match/call.h"

#include "keep/mail.h"
#include "keep/person_data.h"
#include "people/people.h"

enum { ROWS_MAX = 300, STALE_ROWS = 100, STALE_DAYS = 90 };

static const char *const parts[] = { "about", "lived", "needs" };

/* ---- Handing out
 * -------------------------------------------------------------- */

static enum err
put_proposal(struct db *db, struct arena *a, int64_t id, struct json *out)
{
    struct match_proposal row;
    struct prose_set prose;
    enum err e = match_proposal_get(
        db, a, (struct match_proposal_get_in){ .id = id }, &row);
    if (e == OK)
        e = prose_load(db, a, id, &prose);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    json_object(out);
    person_put_key(out, "key", id);
    person_put_text(out, "title", row.name);
    person_put_text(out, "status", row.status);
    person_put_text(out, "themes", row.themes);
    person_put_text(out, "methods", row.methods);
    person_put_text(out, "organisation", row.organisation);
    for (int i = 0; i < 3; i++) {
        const struct prose_of_thing_row *part =
            prose_original(&prose, text_of(parts[i]));
        if (part != NULL)
            person_put_text(out, parts[i], part->source);
    }
    json_end(out);
    return OK;
}

static enum err
own_of(struct db *db, struct arena *a, int64_t person_id, int64_t **ids,
    ptrdiff_t *n)
{
    struct match_proposer_by_person_row *rows;
    struct match_proposer_by_mail_row *more = NULL;
    ptrdiff_t n_rows, n_more = 0;
    text mail;
    enum err e = match_proposer_by_person(db, a,
        (struct match_proposer_by_person_in){
            .person_id = person_id, .has_person_id = true, .n_rows = ROWS_MAX },
        &rows, &n_rows);
    if (e == OK)
        e = people_mail_of(db, a, person_id, &mail);
    if (e == OK && text_is_known(mail))
        e = match_proposer_by_mail(db, a,
            (struct match_proposer_by_mail_in){
                .mail = people_mail_key(a, mail), .n_rows = ROWS_MAX },
            &more, &n_more);
    if (e != OK)
        return e;
    *ids = arena_new(a, int64_t, n_rows + n_more + 1);
    *n = 0;
    for (ptrdiff_t i = 0; i < n_rows; i++)
        (*ids)[(*n)++] = rows[i].id;
    for (ptrdiff_t i = 0; i < n_more; i++) {
        bool is_there = false;
        for (ptrdiff_t k = 0; k < n_rows; k++)
            is_there = is_there || rows[k].id == more[i].id;
        if (!is_there)
            (*ids)[(*n)++] = more[i].id;
    }
    return OK;
}

enum err
call_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct match_review_of_person_row *reviews;
    int64_t *ids;
    ptrdiff_t n, n_reviews;
    enum err e = own_of(db, a, person_id, &ids, &n);
    if (e == OK)
        e = match_review_of_person(db, a,
            (struct match_review_of_person_in){
                .person_id = person_id, .n_rows = ROWS_MAX },
            &reviews, &n_reviews);
    if (e != OK)
        return e;
    json_name(out, "proposals");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = put_proposal(db, a, ids[i], out);
    json_end(out);
    json_name(out, "reviews");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_reviews; i++) {
        json_object(out);
        person_put_key(out, "proposal", reviews[i].proposal_id);
        json_name(out, "score");
        json_int(out, reviews[i].score);
        person_put_text(out, "comment", reviews[i].comment);
        person_put_time(out, "at", reviews[i].at);
        json_end(out);
    }
    json_end(out);
    return e;
}

/* ---- Erasing
 * ------------------------------------------------------------------- */

/* All of a proposal that nobody else has seen. */
static enum err
remove_proposal(struct db *writer, struct arena *a, int64_t id)
{
    struct match_proposal row;
    bool has_changed;
    enum err e = match_proposal_get(
        writer, a, (struct match_proposal_get_in){ .id = id }, &row);
    for (int i = 0; e == OK && i < 3; i++)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("match_proposal"),
                .thing_id = id,
                .part = text_of(parts[i]),
                .lang = row.lang,
                .source = TEXT(""),
                .is_original = true },
            &has_changed);
    if (e == OK)
        e = match_lead_clear(
            writer, (struct match_lead_clear_in){ .proposal_id = id }, NULL);
    if (e == OK)
        e = match_proposer_remove(
            writer, (struct match_proposer_remove_in){ .id = id }, NULL);
    return e == OK ? match_proposal_delete(writer,
                         (struct match_proposal_delete_in){ .id = id }, NULL)
                   : e;
}

/* What was sent in others work with: it stays, without who sent it. */
static enum err
forget_who(struct db *writer, struct arena *a, int64_t id, text name)
{
    struct match_lead_of_proposal_row *leads;
    ptrdiff_t n = 0;
    enum err e = match_proposer_clear(
        writer, (struct match_proposer_clear_in){ .id = id }, NULL);
    if (e == OK)
        e = match_lead_of_proposal(writer, a,
            (struct match_lead_of_proposal_in){
                .proposal_id = id, .n_rows = LEADS_MAX },
            &leads, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (text_is_equal(lang_fold(a, leads[i].name), lang_fold(a, name)))
            e = match_lead_forget(writer,
                (struct match_lead_forget_in){ .id = leads[i].id }, NULL);
    return e;
}

enum err
call_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct match_person_name_row who = { 0 };
    int64_t *ids;
    ptrdiff_t n;
    text mail;
    enum err e = own_of(writer, a, person_id, &ids, &n);
    if (e == OK)
        e = match_person_name(
            writer, a, (struct match_person_name_in){ .id = person_id }, &who);
    if (e == ERR_NOT_FOUND)
        e = OK;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct match_proposal row;
        e = match_proposal_get(
            writer, a, (struct match_proposal_get_in){ .id = ids[i] }, &row);
        if (e == ERR_NOT_FOUND) {
            e = match_proposer_remove(writer,
                (struct match_proposer_remove_in){ .id = ids[i] }, NULL);
            continue;
        }
        if (e == OK)
            e = text_is_equal(row.status, TEXT("sent"))
                ? forget_who(writer, a, ids[i], who.name)
                : remove_proposal(writer, a, ids[i]);
    }
    if (e == OK)
        e = match_review_erase(writer,
            (struct match_review_erase_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = people_mail_of(writer, a, person_id, &mail);
    if (e == OK && text_is_known(mail))
        e = mail_erase_address(writer, a, mail);
    return e;
}

/* ---- Forgetting
 * ------------------------------------------------------------------ */

enum err
call_forget(struct db *writer, struct arena *a, int64_t now)
{
    static const char *const never_sent[] = { "draft", "waiting", "withdrawn" };
    struct key_maker maker = { 0 };
    int64_t before =
        key_make(&maker, (now - STALE_DAYS * INT64_C(86'400)) * 1000, 0);
    enum err e = OK;
    for (int s = 0; e == OK && s < 3; s++) {
        struct match_proposal_stale_row *rows;
        ptrdiff_t n = 0;
        e = match_proposal_stale(writer, a,
            (struct match_proposal_stale_in){ .status = text_of(never_sent[s]),
                .before_id = before,
                .n_rows = STALE_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = remove_proposal(writer, a, rows[i].id);
    }
    return e;
}
