/* What is kept about one person in groups: handed out, or erased. */
#include "match/group.h"

#include "keep/person_data.h"

enum { ROWS_MAX = 300 };

enum err
group_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct match_group_of_person_row *rows;
    ptrdiff_t n;
    enum err e = match_group_of_person(db, a,
        (struct match_group_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "groups");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        person_put_text(out, "set", rows[i].set_name);
        person_put_text(out, "group", rows[i].group_name);
        person_put_text(out, "status", rows[i].status);
        person_put_text(out, "said", rows[i].line);
        person_put_text(out, "counted", rows[i].told);
        json_end(out);
    }
    json_end(out);
    return OK;
}

enum err
group_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    return match_group_person_erase(writer,
        (struct match_group_person_erase_in){ .person_id = person_id }, NULL);
}
