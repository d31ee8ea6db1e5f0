/* What is kept here about one person's letters: handed out, or erased. */
#include "match/partner_letter.h"

#include "keep/mail.h"
#include "keep/person_data.h"

enum { EXPORT_MAX = 500 };

enum err
letters_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct letters_written_by_row *written;
    struct letters_answered_by_row *answered;
    struct letters_proposed_by_row *proposed;
    struct letters_refused_by_row *refused;
    ptrdiff_t n_written = 0, n_answered = 0, n_proposed = 0, n_refused = 0;
    enum err e = letters_written_by(db, a,
        (struct letters_written_by_in){
            .person_id = person_id, .n_rows = EXPORT_MAX },
        &written, &n_written);
    if (e == OK)
        e = letters_answered_by(db, a,
            (struct letters_answered_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &answered, &n_answered);
    if (e == OK)
        e = letters_proposed_by(db, a,
            (struct letters_proposed_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &proposed, &n_proposed);
    if (e == OK)
        e = letters_refused_by(db, a,
            (struct letters_refused_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &refused, &n_refused);
    if (e != OK)
        return e;
    json_name(out, "partner_letters");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_written; i++) {
        json_object(out);
        person_put_text(out, "from", written[i].from_name);
        person_put_text(out, "to", written[i].to_name);
        person_put_text(out, "status", written[i].status);
        person_put_text(out, "you_wrote", written[i].words);
        person_put_time(out, "at", written[i].written_at);
        json_end(out);
    }
    for (ptrdiff_t i = 0; i < n_answered; i++) {
        json_object(out);
        person_put_text(out, "from", answered[i].from_name);
        person_put_text(out, "to", answered[i].to_name);
        person_put_text(out, "status", answered[i].status);
        person_put_text(out, "you_answered", answered[i].reason);
        person_put_time(out, "at", answered[i].answered_at);
        json_end(out);
    }
    for (ptrdiff_t i = 0; i < n_proposed; i++) {
        json_object(out);
        person_put_text(out, "from", proposed[i].from_name);
        person_put_text(out, "to", proposed[i].to_name);
        person_put_text(out, "you_proposed", proposed[i].proposed_words);
        person_put_time(out, "at", proposed[i].proposed_at);
        json_end(out);
    }
    for (ptrdiff_t i = 0; i < n_refused; i++) {
        json_object(out);
        person_put_text(out, "from", refused[i].from_name);
        person_put_text(out, "to", refused[i].to_name);
        person_put_text(out, "you_declined", refused[i].refused_words);
        person_put_time(out, "at", refused[i].refused_at);
        json_end(out);
    }
    json_end(out);
    return OK;
}

/* What they wrote goes, from the mails about it too; that there was a letter
 * stays. */
enum err
letters_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct letters_written_by_row *rows;
    ptrdiff_t n = 0;
    enum err e = letters_written_by(writer, a,
        (struct letters_written_by_in){
            .person_id = person_id, .n_rows = EXPORT_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = mail_erase_about(writer, a, rows[i].id);
    struct letters_answered_by_row *answered;
    if (e == OK)
        e = letters_answered_by(writer, a,
            (struct letters_answered_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &answered, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = mail_erase_about(writer, a, answered[i].id);
    struct letters_proposed_by_row *proposed;
    if (e == OK)
        e = letters_proposed_by(writer, a,
            (struct letters_proposed_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &proposed, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = mail_erase_about(writer, a, proposed[i].id);
    struct letters_refused_by_row *refused;
    if (e == OK)
        e = letters_refused_by(writer, a,
            (struct letters_refused_by_in){
                .person_id = person_id, .n_rows = EXPORT_MAX },
            &refused, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = mail_erase_about(writer, a, refused[i].id);
    if (e == OK)
        e = letters_forget_refuser(writer,
            (struct letters_forget_refuser_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = letters_forget_proposer(writer,
            (struct letters_forget_proposer_in){ .person_id = person_id },
            NULL);
    if (e == OK)
        e = letters_forget_writer(writer,
            (struct letters_forget_writer_in){ .person_id = person_id }, NULL);
    return e == OK
        ? letters_forget_answerer(writer,
              (struct letters_forget_answerer_in){ .person_id = person_id },
              NULL)
        : e;
}
