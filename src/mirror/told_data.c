/* What told journeys keep about one person: handed out, erased; and what goes
 * with a pathway or with time. */
#include "mirror/told.h"

#include "base/date.h"
#include "keep/person_data.h"
#include "people/people.h"

enum { ROWS = 200 };

static enum err
put_steps(struct db *db, struct arena *a, int64_t id, struct json *out)
{
    struct told_step *steps;
    ptrdiff_t n = 0;
    enum err e = told_steps(db, a,
        (struct told_steps_in){ .told_id = id, .n_rows = TOLD_STEPS_MAX },
        &steps, &n);
    json_name(out, "steps");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        json_object(out);
        person_put_text(out, "what", steps[i].name);
        person_put_text(out, "words", steps[i].words);
        person_put_text(out, "dated", steps[i].dated);
        person_put_text(out, "day", steps[i].on_day);
        if (steps[i].has_after_days) {
            json_name(out, "days_after");
            json_int(out, steps[i].after_days);
        }
        person_put_text(out, "where", steps[i].at_where);
        person_put_text(out, "waited_for", steps[i].waited_for);
        person_put_text(out, "cost", steps[i].cost);
        json_end(out);
    }
    json_end(out);
    return e;
}

enum err
told_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct told_of_person_row *rows;
    ptrdiff_t n = ROWS;
    int64_t after_pathway = 0, after = 0;
    enum err e = OK;
    json_name(out, "journeys_told");
    json_array(out);
    while (e == OK && n == ROWS) {
        e = told_of_person(db, a,
            (struct told_of_person_in){ .person_id = person_id,
                .has_person_id = true,
                .after_pathway_id = after_pathway,
                .after_id = after,
                .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            json_object(out);
            person_put_key(out, "key", rows[i].id);
            person_put_text(out, "pathway", rows[i].pathway_name);
            person_put_text(out, "told_as", rows[i].teller);
            person_put_text(out, "for", rows[i].uses);
            person_put_text(out, "begun_on", rows[i].begun_on);
            person_put_text(out, "sent_on", rows[i].sent_on);
            e = put_steps(db, a, rows[i].id, out);
            json_end(out);
            after_pathway = rows[i].pathway_id;
            after = rows[i].id;
        }
    }
    json_end(out);
    return e;
}

/* What they told goes with them, out of all that was counted too. */
enum err
told_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct told_of_person_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = told_of_person(writer, a,
            (struct told_of_person_in){
                .person_id = person_id, .has_person_id = true, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = told_forget_one(writer, a,
                &(struct told){ .id = rows[i].id,
                    .pathway_id = rows[i].pathway_id,
                    .sent_on = rows[i].sent_on });
    }
    return e;
}

/* All journeys of a pathway that will not come back; of what is none, none. */
enum err
told_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    struct told_ids_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = told_book_forget(
        writer, (struct told_book_forget_in){ .pathway_id = id }, NULL);
    while (e == OK && n == ROWS) {
        e = told_ids(writer, a,
            (struct told_ids_in){ .pathway_id = id, .n_rows = ROWS }, &rows,
            &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = told_forget_one(writer, a,
                &(struct told){ .id = rows[i].id, .pathway_id = id });
    }
    return e;
}

/* What was begun and never sent is of no use to anybody. */
enum err
told_forget_old(struct db *writer, struct arena *a, int64_t now)
{
    struct told_old_row *rows;
    ptrdiff_t n = 0;
    enum err e = told_old(writer, a,
        (struct told_old_in){
            .before = day_of(a, now - (int64_t)TOLD_KEPT_DAYS * 86'400),
            .n_rows = ROWS },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = told_forget_one(writer, a, &(struct told){ .id = rows[i].id });
    return e;
}
