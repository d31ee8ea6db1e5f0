/* Every named query of every room, prepared on both databases: the same
 * number of columns, the same names, types that the shape can hold. */
#include "support/support.h"

#include "db/db_in.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static int
n_in(const struct db_query *q)
{
    return q->in == NULL ? 0 : q->in->n_fields;
}

static int
n_out(const struct db_query *q)
{
    return q->out == NULL ? 0 : q->out->n_fields;
}

static int
complain(const struct db_query *q, const char *label, const char *what)
{
    print_error("%s:%d: %s on %s: %s\n", q->file == NULL ? "?" : q->file,
        q->line, q->name, label, what);
    return 1;
}

static int
check_lite(struct db *w, const struct db_query *q)
{
    sqlite3_stmt *stmt = NULL;
    int n_wrong = 0;
    if (sqlite3_prepare_v2(w->lite, q->sqlite, -1, &stmt, NULL) != SQLITE_OK ||
        stmt == NULL)
        return complain(q, "sqlite", sqlite3_errmsg(w->lite));
    if (sqlite3_bind_parameter_count(stmt) != n_in(q))
        n_wrong += complain(q, "sqlite", "number of parameters");
    if (sqlite3_column_count(stmt) != n_out(q))
        n_wrong += complain(q, "sqlite", "number of columns");
    else
        for (int i = 0; i < n_out(q); i++)
            if (strcmp(sqlite3_column_name(stmt, i), q->out->fields[i].name) !=
                0)
                n_wrong += complain(q, "sqlite", q->out->fields[i].name);
    sqlite3_finalize(stmt);
    return n_wrong;
}

static int
check_pg(struct db *db, const struct db_query *q)
{
    char name[16], what[256];
    int n_wrong = 0;
    if (pg_keep(db, q, name) != OK)
        return complain(q, "postgresql", db_last_why(db));
    PGresult *r = PQdescribePrepared(db->pg, name);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        n_wrong += complain(q, "postgresql", PQerrorMessage(db->pg));
    if (PQnparams(r) != n_in(q))
        n_wrong += complain(q, "postgresql", "number of parameters");
    if (PQnfields(r) != n_out(q))
        n_wrong += complain(q, "postgresql", "number of columns");
    else
        for (int i = 0; i < n_out(q); i++) {
            const struct db_field *f = &q->out->fields[i];
            if (strcmp(PQfname(r, i), f->name) != 0)
                n_wrong += complain(q, "postgresql", f->name);
            if (!pg_is_of_type(PQftype(r, i), f->type)) {
                snprintf(what, sizeof what, "%s is of type %u, not %s", f->name,
                    PQftype(r, i), f->word);
                n_wrong += complain(q, "postgresql", what);
            }
        }
    PQclear(r);
    return n_wrong;
}

static void
every_query_is_prepared_and_has_the_columns_of_its_shape(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int n_wrong = 0;
        for (const struct db_query *const *q = db_all_queries; *q != NULL; q++)
            n_wrong += d->dialect == DB_SQLITE ? check_lite(d->home->writer, *q)
                                               : check_pg(d->db, *q);
        assert_int_equal(n_wrong, 0);
    }
}

int db_queries_test(void);

int
db_queries_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(every_query_is_prepared_and_has_the_columns_of_its_shape),
    };
    return cmocka_run_group_tests_name("db/queries", tests, NULL, NULL);
}
