/* No list scans a table: the plan of every named query, asked of both
 * databases.
 *
 * SQLite plans by the schema alone, so an empty database answers for one of
 * any size. PostgreSQL plans by what it counted: every table is filled with
 * CP_PLAN_ROWS rows (5,000 unless set), counted, and then told that each row is
 * twenty: with 100,000 rows it plans as with a million, and to write them takes
 * minutes. The pages of a table are not told so, for it looks at the file: to
 * read a whole table seems cheaper than it would be, which hides no complaint.
 * The generic plan is asked for, the one that runs.
 *
 * People get wrong: what reads few rows today because of a LIMIT may walk a
 * whole index when a filter leaves none over. Such a walk is a complaint too.
 */
#include "support/support.h"

#include "base/buf.h"
#include "db/db_in.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SORTED_MAX = 5000, /* rows that PostgreSQL may expect to sort */
    FILTERED_MAX = 100 /* that it may expect an index to give in vain */
};

/* What would be a complaint, and why it is none. `line` is the beginning of
 * the plan's line, without blanks; "" is any line, where PostgreSQL plans now
 * so, now otherwise. A line here that no plan has is stale and fails the
 * test. */
static const struct allowed {
    const char *query;
    enum db_dialect dialect;
    const char *line, *reason;
} alloweds[] = {
    { "partnership_list", DB_SQLITE, "USE TEMP B-TREE FOR ORDER BY",
        "sorts the sides of one page" },
    { "partnership_list_status", DB_SQLITE, "USE TEMP B-TREE FOR ORDER BY",
        "sorts the sides of one page" },
    { "partnership_list_words", DB_SQLITE, "USE TEMP B-TREE FOR ORDER BY",
        "sorts the sides of one page" },
    { "partnership_newest", DB_SQLITE, "USE TEMP B-TREE FOR ORDER BY",
        "sorts the sides of one page" },
    { "orphan_prose", DB_SQLITE, "SCAN p", "a check looks at every text" },
    { "orphan_search", DB_SQLITE, "SCAN s", "a check looks at every entry" },
    { "orphan_prose", DB_POSTGRESQL, "", "a check looks at every text" },
    { "orphan_search", DB_POSTGRESQL, "", "a check looks at every entry" },
    { "audit_unsealed", DB_POSTGRESQL,
        "Index Scan using audit_unsealed on audit",
        "the index has these rows alone" },
    { "erasure_each", DB_SQLITE, "SCAN erasure", "lists all, for a restore" },
    { "join_request_each", DB_SQLITE, "SCAN join_request",
        "an erasure looks at every address" },
    { "heard_pairs", DB_SQLITE, "USE TEMP B-TREE FOR GROUP BY",
        "counts one conversation, at its close" },
    { "heard_conversation_people", DB_SQLITE, "USE TEMP B-TREE FOR GROUP BY",
        "counts one conversation, at its close" },
    { "heard_proposal_people", DB_SQLITE, "USE TEMP B-TREE FOR GROUP BY",
        "counts one proposal, at its close" },
    { "conversations_read", DB_POSTGRESQL,
        "Index Scan Backward using conversation_pkey on conversation",
        "the newest that may be read, until the page is full" },
    { "panel_days_of", DB_SQLITE, "USE TEMP B-TREE FOR ORDER BY",
        "sorts the volunteers of one panel" },
    { "heard_ways_of", DB_SQLITE, "USE TEMP B-TREE FOR GROUP BY",
        "counts one conversation, at its close" },
    { "heard_ways_of", DB_SQLITE, "USE TEMP B-TREE FOR ORDER BY",
        "sorts five ways" },
    { "heard_voice_people", DB_SQLITE, "USE TEMP B-TREE FOR GROUP BY",
        "counts the voices of a partnership, once a week" },
    { "flows_rows_old", DB_POSTGRESQL, "",
        "reads :n_rows off the index that has the order" },
    { "voice_each", DB_POSTGRESQL, "", "an export looks at every voice" },
    { "voice_words_each", DB_POSTGRESQL, "", "an export looks at every voice" },
    { "voice_theme_each", DB_POSTGRESQL, "", "an export looks at every voice" },
    { "statement_words_each", DB_POSTGRESQL, "",
        "an export looks at every translation" },
    { "proposal_card_each", DB_POSTGRESQL, "",
        "an export looks at every proposal" },
    { "proposal_side_card_each", DB_POSTGRESQL, "",
        "an export looks at every proposal" },
    { "proposal_unit_card_each", DB_POSTGRESQL, "",
        "an export looks at every proposal" },
    { "proposal_version_card_each", DB_POSTGRESQL, "",
        "an export looks at every proposal" },
    { "decision_each", DB_POSTGRESQL, "", "an export looks at every decision" },
    { "decision_line_each", DB_POSTGRESQL, "",
        "an export looks at every decision" },
    { "decision_body_each", DB_POSTGRESQL, "",
        "an export looks at every decision" },
    { "told_each", DB_POSTGRESQL, "", "an export looks at every journey" },
    { "panel_each", DB_POSTGRESQL, "", "an export looks at every panel" },
    { "panel_line_each", DB_POSTGRESQL, "", "an export looks at every panel" },
    { "made_volunteer_each", DB_POSTGRESQL, "",
        "an export looks at every panel" },
    { "made_draw_each", DB_POSTGRESQL, "", "an export looks at every panel" },
    { "search_word_reindex", DB_SQLITE, "SCAN search",
        "fills the whole index, once, after a copy" },
    { "search_word_reindex", DB_POSTGRESQL, "Seq Scan on search",
        "fills the whole index, once, after a copy" },
};

enum { N_ALLOWEDS = sizeof alloweds / sizeof *alloweds };

struct judge {
    const struct db_query *query;
    enum db_dialect dialect;
    bool is_used[N_ALLOWEDS];
    bool is_quiet;
    int n_complaints;
};

static void
complain(struct judge *j, const char *line)
{
    for (int i = 0; i < N_ALLOWEDS; i++)
        if (alloweds[i].dialect == j->dialect &&
            strcmp(alloweds[i].query, j->query->name) == 0 &&
            strncmp(line, alloweds[i].line, strlen(alloweds[i].line)) == 0) {
            j->is_used[i] = true;
            return;
        }
    j->n_complaints++;
    if (!j->is_quiet)
        print_error("%s:%d: %s on %s: %s\n", j->query->file, j->query->line,
            j->query->name, j->dialect == DB_SQLITE ? "sqlite" : "postgresql",
            line);
}

static bool
begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* ---- SQLite ----------------------------------------------------------------
 */

/* "SCAN p": is p a subquery of this plan, whose rows were found above? */
static bool
is_subquery(const char *seen, const char *name)
{
    char line[160];
    size_t n = strcspn(name, " ");
    snprintf(line, sizeof line, "\nCO-ROUTINE %.*s\n", (int)n, name);
    if (strstr(seen, line) != NULL)
        return true;
    snprintf(line, sizeof line, "\nMATERIALIZE %.*s\n", (int)n, name);
    return strstr(seen, line) != NULL;
}

static void
judge_lite_line(struct judge *j, const char *seen, const char *line)
{
    bool is_each = j->query->kind == DB_EACH; /* reads all, by its nature */
    if (begins(line, "SCAN ")) {
        const char *name = line + strlen("SCAN ");
        /* of the word index "M" says that it is asked for words, "=" that
         * it is asked for a row */
        const char *virtual = strstr(name, " VIRTUAL TABLE INDEX ");
        bool is_match = virtual != NULL && strpbrk(virtual, "M=") != NULL;
        bool is_fine = begins(name, "CONSTANT ROW") || is_match ||
            is_subquery(seen, name) ||
            (is_each && strstr(name, " USING ") != NULL);
        if (!is_fine)
            complain(j, line);
    }
    /* the right part alone sorts what has the same left part */
    if (begins(line, "USE TEMP B-TREE FOR ORDER BY") ||
        begins(line, "USE TEMP B-TREE FOR GROUP BY") ||
        begins(line, "USE TEMP B-TREE FOR DISTINCT") ||
        (strstr(line, "AUTOMATIC") != NULL))
        complain(j, line);
}

static void
judge_lite(struct judge *j, struct db *w, struct arena *a)
{
    sqlite3_stmt *stmt;
    struct buf seen = buf_in(a, 1000);
    text sql = arena_print(a, "EXPLAIN QUERY PLAN %s", j->query->sqlite);
    buf_byte(&seen, '\n');
    if (sqlite3_prepare_v2(w->lite, sql.ptr, -1, &stmt, NULL) != SQLITE_OK) {
        complain(j, sqlite3_errmsg(w->lite));
        return;
    }
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(stmt, 3);
        judge_lite_line(j, arena_c_string(a, buf_text(&seen)), line);
        buf_print(&seen, "%s\n", line);
    }
    sqlite3_finalize(stmt);
}

/* ---- PostgreSQL ------------------------------------------------------------
 */

/* Rows for every table that the migrations made, column by column; a table
 * with a CHECK that these do not pass wants a line of its own. */
static const char fill[] =
    "SELECT format('INSERT INTO %I (%s) SELECT %s "
    "FROM generate_series(1, %s) AS g', table_name,"
    " string_agg(column_name, ', ' ORDER BY ordinal_position),"
    " string_agg(CASE"
    "  WHEN column_name = 'id' THEN 'g'"
    "  WHEN column_name = 'from_id' THEN '1 + g / 2'"
    "  WHEN column_name = 'to_id' THEN '2 + g / 2'"
    "  WHEN column_name LIKE '%\\_id' THEN '1 + (g + ' || "
    "ordinal_position || ') / 2'"
    "  WHEN column_name ~ '^(is|has|may)_' AND data_type = 'bigint'"
    "   THEN 'g % 2'"
    "  WHEN column_name LIKE 'weight\\_%' THEN 'g % 101'"
    "  WHEN column_name IN ('capacity', 'counterparts') THEN '1 + g % 3'"
    "  WHEN column_name = 'position' THEN '1 + g % 2'"
    "  WHEN column_name = 'day_order' THEN '''day'''"
    "  WHEN table_name = 'pathway_log' AND column_name = 'status'"
    "   THEN '''read'''"
    "  WHEN column_name IN ('kind', 'status', 'role', 'lang', 'part',"
    "   'action') THEN '''' || column_name || ''' || g % 5'"
    "  WHEN data_type = 'tsvector'"
    "   THEN 'to_tsvector(''simple'', ''kind'' || g % 5 || '' word'' ||"
    " g % 5000)'"
    "  WHEN data_type = 'double precision' THEN 'g % 180 - 90'"
    "  WHEN data_type = 'bigint' THEN 'g'"
    "  WHEN data_type = 'bytea' THEN 'sha256(g::text::bytea)'"
    "  ELSE '''' || column_name || ' ''|| g::bigint * 7919 % 1000003 || '' '' "
    "|| g'"
    " END, ', ' ORDER BY ordinal_position), $1::text)"
    " || ' ON CONFLICT DO NOTHING'"
    " FROM information_schema.columns"
    " WHERE table_schema = 'public'"
    "   AND table_name NOT IN ('schema_migration', 'change_counter')"
    "   AND table_name IN (SELECT t.table_name FROM information_schema.tables"
    "       AS t WHERE t.table_type = 'BASE TABLE')"
    "   AND table_name ~ $2::text"
    " GROUP BY table_name";

static PGresult *
pg_do(PGconn *pg, const char *sql)
{
    PGresult *r = PQexec(pg, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(pg));
    return r;
}

/* A server that counts by itself, just now, would undo what is told it below,
 * and another plan would be asked for. */
static const char count_never[] =
    "DO $$ DECLARE name text; BEGIN "
    "FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' "
    "AND relnamespace = 'public'::regnamespace LOOP "
    "EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off)', name); "
    "END LOOP; END $$";

/* Tables whose name is so: a regular expression. */
static void
fill_pg(PGconn *pg, const char *n_rows, const char *tables)
{
    const char *values[] = { n_rows, tables };
    PQclear(pg_do(pg, "SET statement_timeout = 0"));
    PQclear(pg_do(pg, "SET default_transaction_read_only = off"));
    PQclear(pg_do(pg, count_never));
    /* no foreign keys here, and no order in which tables must come */
    PQclear(pg_do(pg, "SET session_replication_role = replica"));
    PGresult *r = PQexecParams(pg, fill, 2, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(pg));
    for (int i = 0; i < PQntuples(r); i++)
        PQclear(pg_do(pg, PQgetvalue(r, i, 0)));
    PQclear(r);
    PQclear(pg_do(pg, "VACUUM ANALYZE"));
    PQclear(pg_do(pg,
        "UPDATE pg_class SET reltuples = reltuples * 20 "
        "WHERE relnamespace = 'public'::regnamespace AND reltuples > 0"));
    PQclear(pg_do(pg, "SET plan_cache_mode = force_generic_plan"));
}

static long
rows_expected(const char *line)
{
    const char *rows = strstr(line, " rows=");
    return rows == NULL ? 0 : strtol(rows + strlen(" rows="), NULL, 10);
}

/* Lines of one node stand together: the node, then what it asks. */
static void
judge_pg_node(
    struct judge *j, const char *line, bool has_condition, bool has_filter)
{
    bool is_each = j->query->kind == DB_EACH;
    bool is_index =
        begins(line, "Index Scan") || begins(line, "Index Only Scan");
    if (begins(line, "Seq Scan") && !is_each)
        complain(j, line);
    if (is_index && !has_condition && !is_each)
        complain(j, line);
    if (is_index && has_filter && rows_expected(line) > FILTERED_MAX)
        complain(j, line);
    /* an incremental sort goes along with the index, group by group */
    if ((begins(line, "Sort") || begins(line, "Hash ")) &&
        rows_expected(line) > SORTED_MAX && !is_each)
        complain(j, line);
}

static void
judge_pg(struct judge *j, struct db *db, struct arena *a)
{
    char name[16], node[300] = "";
    bool has_condition = false, has_filter = false;
    if (pg_keep(db, j->query, name) != OK) {
        complain(j, db_last_why(db));
        return;
    }
    struct buf sql = buf_in(a, 200);
    buf_print(&sql, "EXPLAIN EXECUTE %s", name);
    int n_in = j->query->in == NULL ? 0 : j->query->in->n_fields;
    for (int i = 0; i < n_in; i++)
        buf_print(
            &sql, "%sNULL%s", i == 0 ? "(" : ", ", i == n_in - 1 ? ")" : "");
    PGresult *r = pg_do(db->pg, arena_c_string(a, buf_text(&sql)));
    for (int i = 0; i < PQntuples(r); i++) {
        const char *line = PQgetvalue(r, i, 0);
        line += strspn(line, " ->");
        if (begins(line, "Index Cond:"))
            has_condition = true;
        if (begins(line, "Filter:"))
            has_filter = true;
        /* rows that an index gave in another order, looked at one by one */
        if (begins(line, "Filter:") && strstr(line, "@@") != NULL)
            complain(j, line);
        if (strstr(line, " (cost=") == NULL)
            continue;
        judge_pg_node(j, node, has_condition, has_filter);
        snprintf(node, sizeof node, "%s", line);
        has_condition = has_filter = false;
    }
    judge_pg_node(j, node, has_condition, has_filter);
    PQclear(r);
}

/* ---- Tests -----------------------------------------------------------------
 */

static void
judge(struct judge *j, struct support_db *d)
{
    struct arena_mark mark = arena_mark(d->arena);
    if (d->dialect == DB_SQLITE)
        judge_lite(j, d->home->writer, d->arena);
    else
        judge_pg(j, d->db, d->arena);
    arena_rewind(d->arena, mark);
}

static void
no_query_scans_a_table(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct judge j = { .dialect = d->dialect };
        const char *n_rows = getenv("CP_PLAN_ROWS");
        if (d->dialect == DB_POSTGRESQL)
            fill_pg(d->db->pg, n_rows == NULL ? "5000" : n_rows, ".");
        for (const struct db_query *const *q = db_all_queries; *q != NULL;
             q++) {
            j.query = *q;
            judge(&j, d);
        }
        for (int i = 0; i < N_ALLOWEDS; i++)
            if (alloweds[i].dialect == d->dialect && !j.is_used[i] &&
                alloweds[i].line[0] != '\0') {
                print_error(
                    "stale: %s, %s\n", alloweds[i].query, alloweds[i].line);
                j.n_complaints++;
            }
        assert_int_equal(j.n_complaints, 0);
    }
}

/* The test itself must be able to fail: each of these is one that it is for. */
static const struct db_query bads[] = {
    { .name = "reads every row",
        .kind = DB_MANY,
        .sqlite = "SELECT id FROM person WHERE name = 'x' LIMIT 5",
        .postgresql = "SELECT id FROM person WHERE name = 'x' LIMIT 5" },
    { .name = "sorts every row",
        .kind = DB_MANY,
        .sqlite = "SELECT id FROM person WHERE id > 5 ORDER BY language, name "
                  "LIMIT 5",
        .postgresql = "SELECT id FROM person WHERE id > 5 "
                      "ORDER BY language, name LIMIT 5" },
    { .name = "walks an index to its end",
        .kind = DB_MANY,
        .sqlite = "SELECT id FROM person WHERE language = 'xx' "
                  "ORDER BY name_sort, id LIMIT 5",
        .postgresql = "SELECT id FROM person WHERE language LIKE 'language%' "
                      "ORDER BY name_sort, id LIMIT 5" },
    { .name = "joins without an index",
        .kind = DB_ONE,
        .sqlite = "SELECT p.id FROM person p JOIN place t ON t.name = p.name "
                  "WHERE p.id = 5",
        .postgresql = "SELECT p.id FROM person p JOIN place t "
                      "ON t.name = p.name WHERE p.id = 5" },
};

static void
a_query_that_scans_is_found(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        if (d->dialect == DB_POSTGRESQL)
            fill_pg(d->db->pg, "5000", "^(person|place)$");
        for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
            struct judge j = {
                .dialect = d->dialect, .is_quiet = true, .query = &bads[i]
            };
            judge(&j, d);
            if (j.n_complaints == 0)
                fail_msg("%s: %s passed", d->label, bads[i].name);
        }
    }
}

int plan_test(void);

int
plan_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(no_query_scans_a_table),
        support_test(a_query_that_scans_is_found),
    };
    return cmocka_run_group_tests_name("db/plan", tests, NULL, NULL);
}
