/* What rounds keep about one person: handed out, or erased. */
#include "match/round_data.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/person_data.h"
#include "match/round_data.sql.h"
#include "match/round_join.sql.h"
#include "match/round_work.h"

enum { ROWS_MAX = 1000, PRIVATE_SHOWN = 100, WISHES = 12, NOT_WITH = 13 };

/* ---- Handed out -------------------------------------------------------------
 */

static enum err
export_private(struct db *db, struct arena *a, int64_t id, struct json *out)
{
    struct round_not_with_of_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_not_with_of(db, a,
        (struct round_not_with_of_in){ .id = id, .n_rows = PRIVATE_SHOWN },
        &rows, &n);
    if (e != OK || n == 0)
        return e;
    json_name(out, "not_with");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++)
        json_text(out, rows[i].name);
    json_end(out);
    return OK;
}

enum err
round_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct round_rows_of_person_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_rows_of_person(db, a,
        (struct round_rows_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "rounds");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        const struct round_rows_of_person_row *r = &rows[i];
        json_object(out);
        person_put_text(out, "round", r->round_name);
        person_put_text(out, "side", r->side_name);
        person_put_text(out, "code", r->code);
        person_put_text(out, "role_family", r->role_family);
        if (r->has_level) {
            json_name(out, "level");
            json_int(out, r->level);
        }
        person_put_text(out, "sectors", r->sectors);
        person_put_text(out, "interests", r->interests);
        person_put_text(out, "languages", r->languages);
        person_put_text(out, "offers", r->offers);
        person_put_text(out, "wants", r->wants);
        person_put_text(out, "goals", r->goals);
        person_put_text(out, "free", r->free);
        person_put_text(out, "wishes", r->wishes);
        person_put_text(out, "safeguard", r->safeguard);
        person_put_text(out, "frozen", r->line);
        e = export_private(db, a, r->id, out);
        json_end(out);
    }
    json_end(out);
    return e;
}

/* ---- Erased
 * ------------------------------------------------------------------
 */

static bool
names(text list, text code)
{
    while (!text_is_empty(list))
        if (text_is_equal(text_trim(text_cut(list, ';', &list)), code))
            return true;
    return false;
}

static text
without(struct arena *a, text list, text code)
{
    struct buf b = buf_in(a, list.len + 1);
    while (!text_is_empty(list)) {
        text one = text_trim(text_cut(list, ';', &list));
        if (text_is_empty(one) || text_is_equal(one, code))
            continue;
        buf_add(&b, b.len > 0 ? TEXT(";") : TEXT(""));
        buf_add(&b, one);
    }
    return buf_text(&b);
}

static text
line_without(struct arena *a, text line, text code)
{
    struct csv_reader *csv = arena_new(a, struct csv_reader, 1);
    struct csv_row row;
    struct buf b = buf_in(a, line.len + 8);
    struct csv_writer w = csv_write(&b);
    text whole = arena_join(a, 2, (text[]){ text_of(round_line_head), line });
    bool is_fed = false;
    csv_open(csv, a);
    for (;;) {
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            if (is_fed)
                csv_finish(csv);
            else
                csv_feed(csv, whole);
            is_fed = true;
            continue;
        case CSV_HAS_ROW:
            if (csv->n_rows < 2)
                continue;
            for (int i = 0; i < row.n_fields; i++)
                csv_add(&w,
                    i == WISHES || i == NOT_WITH
                        ? without(a, row.fields[i], code)
                        : row.fields[i]);
            csv_end_row(&w);
            continue;
        case CSV_AT_END:
        case CSV_IS_BAD: return text_trim(buf_text(&b));
        }
    }
}

/* A code may be made of a name: it goes from the lists of others too. */
static enum err
erase_code(struct db *writer, struct arena *a, int64_t round_id, text code)
{
    struct round_lists_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_lists(writer, a,
        (struct round_lists_in){ .round_id = round_id, .n_rows = PEOPLE_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        if (names(rows[i].wishes, code)) {
            text left = without(a, rows[i].wishes, code);
            e = round_set_wishes(writer,
                (struct round_set_wishes_in){ .id = rows[i].id,
                    .wishes = left.len > 0 ? left : (text){ NULL, 0 } },
                NULL);
        }
        if (e == OK && text_is_known(rows[i].line) &&
            text_find(rows[i].line, code) >= 0)
            e = round_line_set(writer,
                (struct round_line_set_in){ .id = rows[i].id,
                    .line = line_without(a, rows[i].line, code) },
                NULL);
    }
    return e;
}

static enum err
erase_row(struct db *writer, struct arena *a,
    const struct round_rows_of_person_row *r)
{
    char key[KEY_LENGTH];
    int64_t id = r->id;
    enum err e = round_input_erase(
        writer, (struct round_input_erase_in){ .id = id }, NULL);
    if (e == OK)
        e = round_waiting_erase(
            writer, (struct round_waiting_erase_in){ .id = id }, NULL);
    if (e == OK)
        e = round_rules_erase(
            writer, (struct round_rules_erase_in){ .id = id }, NULL);
    if (e == OK)
        e = round_rule_reasons_erase(
            writer, (struct round_rule_reasons_erase_in){ .id = id }, NULL);
    if (e == OK)
        e = erase_code(writer, a, r->round_id, r->code);
    return e == OK ? round_person_erase(writer,
                         (struct round_person_erase_in){ .id = id,
                             .code = arena_copy(a, key_print(id, key)) },
                         NULL)
                   : e;
}

enum err
round_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct round_rows_of_person_row *rows;
    ptrdiff_t n = 0;
    enum err e = round_rows_of_person(writer, a,
        (struct round_rows_of_person_in){
            .person_id = person_id, .n_rows = ROWS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = erase_row(writer, a, &rows[i]);
    return e;
}
