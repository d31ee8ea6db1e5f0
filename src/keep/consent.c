#include "keep/consent.h"

#include "keep/audit.h"
#include "keep/door.h"
#include "keep/person_data.h"
#include "os/clock.h"
#include "os/entropy.h"

const struct consent_kind *consent_kinds_more;

const struct consent_kind *
consent_kind_find(text kind)
{
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct consent_kind *k = all_doors[d]->consents;
             k != NULL && k->kind != NULL; k++)
            if (text_is_equal(kind, text_of(k->kind)))
                return k;
    for (const struct consent_kind *k = consent_kinds_more;
         k != NULL && k->kind != NULL; k++)
        if (text_is_equal(kind, text_of(k->kind)))
            return k;
    return NULL;
}

/* The newest row of it, if there is one. */
static enum err
find_newest(struct db *db, struct arena *a, const struct consent_of *of,
    struct consent **row)
{
    ptrdiff_t n = 0;
    require((of->person_id != 0) != (of->slip_id != 0));
    enum err e = of->person_id != 0
        ? consent_of_person(db, a,
              (struct consent_of_person_in){ .person_id = of->person_id,
                  .kind = of->kind,
                  .thing_id = of->thing_id,
                  .n_rows = 1 },
              row, &n)
        : consent_of_slip(db, a,
              (struct consent_of_slip_in){ .slip_id = of->slip_id,
                  .kind = of->kind,
                  .thing_id = of->thing_id,
                  .n_rows = 1 },
              row, &n);
    if (e != OK || n == 0)
        *row = NULL;
    return e;
}

static bool
is_given(const struct consent *row, const struct consent_kind *kind)
{
    return row != NULL && !row->has_withdrawn_at &&
        row->wording == kind->wording;
}

enum err
consent_has(struct db *db, struct arena *a, struct consent_of of, bool *has)
{
    const struct consent_kind *kind = consent_kind_find(of.kind);
    struct consent *row;
    *has = false;
    if (kind == NULL)
        return OK;
    enum err e = find_newest(db, a, &of, &row);
    if (e == OK)
        *has = is_given(row, kind);
    return e;
}

static enum err
end_row(
    struct db *writer, struct arena *a, const struct consent *row, int64_t now)
{
    const struct consent_kind *kind = consent_kind_find(row->kind);
    int64_t n = 0;
    enum err e = consent_set_withdrawn(writer,
        (struct consent_set_withdrawn_in){ .id = row->id, .withdrawn_at = now },
        &n);
    if (e == OK && n > 0 && kind != NULL && kind->withdrawn != NULL)
        e = kind->withdrawn(writer, a, row);
    return e;
}

enum err
consent_give(struct db *writer, struct arena *a, struct consent_of of,
    text lang, int64_t now)
{
    const struct consent_kind *kind = consent_kind_find(of.kind);
    struct consent *old;
    require(kind != NULL);
    enum err e = find_newest(writer, a, &of, &old);
    if (e != OK || is_given(old, kind))
        return e;
    struct consent row = { .id = key_new(),
        .person_id = of.person_id,
        .has_person_id = of.person_id != 0,
        .slip_id = of.slip_id,
        .has_slip_id = of.slip_id != 0,
        .kind = of.kind,
        .thing_id = of.thing_id,
        .wording = kind->wording,
        .lang = lang,
        .given_at = now };
    int64_t n = 0;
    /* another wording takes the place of the one before */
    if (old != NULL && !old->has_withdrawn_at)
        e = consent_set_withdrawn(writer,
            (struct consent_set_withdrawn_in){
                .id = old->id, .withdrawn_at = now },
            NULL);
    if (e == OK)
        e = consent_insert(writer, &row, &n);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

enum err
consent_withdraw(
    struct db *writer, struct arena *a, struct consent_of of, int64_t now)
{
    struct consent *row;
    enum err e = find_newest(writer, a, &of, &row);
    if (e != OK || row == NULL || row->has_withdrawn_at)
        return e;
    return end_row(writer, a, row, now);
}

enum err
consent_take_back(struct db *writer, struct arena *a, int64_t consent_id,
    int64_t person_id, int64_t now)
{
    struct consent row;
    enum err e = consent_get(
        writer, a, (struct consent_get_in){ .id = consent_id }, &row);
    if (e == OK && (!row.has_person_id || row.person_id != person_id))
        e = ERR_NOT_FOUND;
    if (e == OK && !row.has_withdrawn_at)
        e = end_row(writer, a, &row, now);
    if (e == OK && !row.has_withdrawn_at)
        e = audit_add(writer,
            (struct audit){ .actor_id = person_id,
                .action = TEXT("withdraw"),
                .kind = TEXT("consent"),
                .thing_id = consent_id });
    return e;
}

enum err
consent_list(struct db *db, struct arena *a, int64_t person_id,
    struct consent **rows, ptrdiff_t *n_rows)
{
    return consent_all_of_person(db, a,
        (struct consent_all_of_person_in){
            .person_id = person_id, .n_rows = CONSENT_ROWS_MAX },
        rows, n_rows);
}

/* ---- One person's -------------------------------------------------------- */

enum err
consent_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct consent *rows;
    ptrdiff_t n;
    enum err e = consent_list(db, a, person_id, &rows, &n);
    json_name(out, "consents");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        json_object(out);
        json_name(out, "what_for");
        json_text(out, rows[i].kind);
        person_put_key(out, "about", rows[i].thing_id);
        json_name(out, "wording");
        json_int(out, rows[i].wording);
        json_name(out, "language");
        json_text(out, rows[i].lang);
        person_put_time(out, "given_at", rows[i].given_at);
        if (rows[i].has_withdrawn_at)
            person_put_time(out, "withdrawn_at", rows[i].withdrawn_at);
        json_end(out);
    }
    json_end(out);
    return e;
}

/* Who leaves takes back what they agreed to; the rows stay: they prove what
 * was allowed until then, and name nobody. */
enum err
consent_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct consent *rows;
    ptrdiff_t n;
    enum err e = consent_list(writer, a, person_id, &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (!rows[i].has_withdrawn_at)
            e = end_row(writer, a, &rows[i], now_s());
    return e;
}
