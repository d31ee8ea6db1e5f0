/* What files call a pair, for its documents: "ROUND:PERSON+PERSON". Pairs
 * themselves do not travel; what they keep comes back where they are there. */
#include "match/pair.h"

#include "match/match_routes.h"
#include "match/pair_data.sql.h"

enum { TRIED_MAX = 20 };

enum err
pair_name_in_files(struct db *db, struct arena *a, int64_t id, text *name)
{
    struct pair_codes_row row;
    enum err e = pair_codes(db, a, (struct pair_codes_in){ .id = id }, &row);
    if (e != OK)
        return e;
    bool is_three = text_is_known(row.third);
    *name = arena_join(a, 7,
        (text[]){ row.round, TEXT(":"), row.a, TEXT("+"), row.b,
            is_three ? TEXT("+") : TEXT(""), is_three ? row.third : TEXT("") });
    return OK;
}

/* The newest of that name that may hold documents. */
enum err
pair_find_in_files(struct db *db, struct arena *a, text name, int64_t *id)
{
    struct pairs_of_code_row *rows;
    ptrdiff_t n = 0;
    text people, others, there;
    text round = text_cut(name, ':', &people);
    text first = text_cut(people, '+', &others);
    enum err e = !text_is_known(people) || !text_is_known(others)
        ? ERR_NOT_FOUND
        : pairs_of_code(db, a,
              (struct pairs_of_code_in){
                  .round = round, .person = first, .n_rows = TRIED_MAX },
              &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = pair_name_in_files(db, a, rows[i].id, &there);
        if (e != OK || !text_is_equal(there, name))
            continue;
        e = pair_may_hold(db, a, rows[i].id);
        if (e == OK) {
            *id = rows[i].id;
            return OK;
        }
        e = e == ERR_CONFLICT ? OK : e; /* not this one */
    }
    return e == OK ? ERR_NOT_FOUND : e;
}
