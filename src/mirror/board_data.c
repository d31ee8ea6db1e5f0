/* What boards keep about one person: handed out, erased. */
#include "mirror/board.h"

#include "keep/bin.h"
#include "keep/person_data.h"
#include "keep/prose.h"
#include "keep/search.h"

enum { ROWS = 200 };

enum err
board_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct board_mark_of_person_row *marks;
    ptrdiff_t n_marks = 0;
    enum err e = PERSON_PUT_ROWS(out, "board_entries", db, a,
        &board_entry_of_person_query, person_id, { "key", "id" },
        { "board", "board_name" }, { "on", "made_on" }, { "words", "words" });
    if (e == OK)
        e = board_mark_of_person(db, a,
            (struct board_mark_of_person_in){
                .person_id = person_id, .n_rows = BOARD_ENTRIES_MAX },
            &marks, &n_marks);
    json_name(out, "board_entries_agreed_with");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n_marks; i++)
        json_text(out, board_key(a, marks[i].entry_id));
    json_end(out);
    return e;
}

static enum err
forget_words(struct db *writer, struct arena *a, int64_t id)
{
    struct prose_set set;
    enum err e = prose_load(writer, a, id, &set);
    for (ptrdiff_t i = 0; e == OK && i < set.n_rows; i++) {
        bool changed;
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("board_entry"),
                .part = set.rows[i].part,
                .lang = set.rows[i].lang,
                .source = TEXT(""),
                .thing_id = id },
            &changed);
    }
    return e;
}

/* What they signed goes with all that hangs on it; what they did not sign is
 * nobody's. */
enum err
board_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct board_entry_of_person_row *rows;
    ptrdiff_t n = ROWS;
    enum err e = board_mark_erase(
        writer, (struct board_mark_erase_in){ .person_id = person_id }, NULL);
    while (e == OK && n == ROWS) {
        e = board_entry_of_person(writer, a,
            (struct board_entry_of_person_in){
                .person_id = person_id, .has_person_id = true, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            int64_t id = rows[i].id;
            e = forget_words(writer, a, id);
            if (e == OK)
                e = search_remove(writer, id);
            if (e == OK)
                e = bin_forget_thing(writer, a, id);
            if (e == OK)
                e = board_entry_delete(
                    writer, (struct board_entry_delete_in){ .id = id }, NULL);
        }
    }
    return e;
}

enum err
board_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    (void)a;
    return board_mark_forget(
        writer, (struct board_mark_forget_in){ .entry_id = id }, NULL);
}
