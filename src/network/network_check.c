/* What `counterpart check` asks of this room. */
#include "network/network.h"
#include "network/network_check.h"

#include "network/network_check.sql.h"

enum { N_ROWS = 100 };

static enum err
check_prose(struct db *db, struct arena *a,
    void (*tell)(void *context, const char *line), void *context)
{
    struct orphan_prose_row *rows;
    ptrdiff_t n_rows;
    enum err e = orphan_prose(
        db, a, (struct orphan_prose_in){ .n_rows = N_ROWS }, &rows, &n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++)
        tell(context,
            arena_print(a, "a text (%.*s, %.*s) of a %.*s that is gone: %lld",
                TEXT_ARG(rows[i].part), TEXT_ARG(rows[i].lang),
                TEXT_ARG(rows[i].kind), (long long)rows[i].thing_id)
                .ptr);
    return e;
}

enum err
network_check(struct db *db, struct arena *a,
    void (*tell)(void *context, const char *line), void *context)
{
    struct orphan_search_row *rows;
    ptrdiff_t n_rows;
    enum err e = check_prose(db, a, tell, context);
    if (e == OK)
        e = orphan_search(db, a, (struct orphan_search_in){ .n_rows = N_ROWS },
            &rows, &n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++)
        tell(context,
            arena_print(a, "words of a %.*s that is gone: %lld",
                TEXT_ARG(rows[i].kind), (long long)rows[i].id)
                .ptr);
    return e;
}
