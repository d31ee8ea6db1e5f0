/* PostgreSQL: a connection, its loss and its errors. */
#include "db/db_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- errors -------------------------------------------------------------- */

static bool
is_state(const char *state, const char *start)
{
    return strncmp(state, start, strlen(start)) == 0;
}

static enum err
err_of(const char *state)
{
    static const struct {
        const char *start;
        enum err e;
    } table[] = {
        { "23505", ERR_CONFLICT },  /* unique */
        { "23503", ERR_CONFLICT },  /* foreign key */
        { "23P01", ERR_CONFLICT },  /* exclusion */
        { "22021", ERR_BAD_INPUT }, /* no UTF-8 */
        { "22P05", ERR_BAD_INPUT }, /* a character it cannot hold */
        { "40001", ERR_BUSY }, { "40P01", ERR_BUSY },
        { "55P03", ERR_BUSY },    /* lock not available */
        { "57014", ERR_BUSY },    /* time-out of the statement */
        { "53300", ERR_BUSY },    /* too many connections */
        { "53100", ERR_NO_ROOM }, /* disk full */
        { "53200", ERR_NO_ROOM }, /* memory */
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (is_state(state, table[i].start))
            return table[i].e;
    return ERR_DB;
}

/* The log must not hold people's data: of the server's message only its first
 * part goes there, for DETAIL quotes values. */
enum err
pg_failed(struct db *db, const PGresult *r, const char *what)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    if (PQstatus(db->pg) == CONNECTION_BAD)
        db->is_dead = true;
    if (state == NULL) {
        message = PQerrorMessage(db->pg);
        int len = (int)strcspn(message, "\n");
        return db_failed(db, ERR_DB, "%s: %.*s", what, len, message);
    }
    /* the statement is not what it was prepared as: a migration came between;
     * a new connection prepares it again */
    if (strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0)
        db->is_dead = true;
    bool is_retry = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
    if (db->is_in_step && db->doomed == OK)
        db->is_retry = is_retry;
    return db_failed(db, err_of(state), "%s: %s (%s)", what,
        message == NULL ? "failed" : message, state);
}

/* ---- connections --------------------------------------------------------- */

static void
be_silent(void *arg, const PGresult *r)
{
    (void)arg;
    (void)r;
}

/* Every statement ends in time. Reads are in a snapshot; whoever writes says
 * so (db_write), so that both databases refuse a write outside. Pages are
 * cached: with random_page_cost at its default of 4 the planner reads all of
 * a small table, and two serialisable writers of it then always collide.
 * A statement is planned once and not each time it runs: left to choose, the
 * server plans anew whatever has a LIMIT, for longer than it then runs, and
 * the plans that the tests look at are those made once (plan_test.c). */
static const char our_options[] = "-c statement_timeout=10s"
                                  " -c idle_in_transaction_session_timeout=30s"
                                  " -c default_transaction_read_only=on"
                                  " -c default_transaction_isolation="
                                  "repeatable\\ read"
                                  " -c random_page_cost=1.1 -c jit=off"
                                  " -c plan_cache_mode=force_generic_plan"
                                  " -c client_min_messages=error";

static bool
user_options(const char *url, char *to, size_t size, struct why *why)
{
    char *message = NULL;
    PQconninfoOption *all = PQconninfoParse(url, &message);
    if (all == NULL) {
        /* says where the URL is wrong, not what it holds */
        ignore(err_say(why, ERR_BAD_INPUT, "the database's URL: %.*s",
            message == NULL ? 0 : (int)strcspn(message, "\n\""),
            message == NULL ? "" : message));
        PQfreemem(message);
        return false;
    }
    const char *theirs = "";
    for (PQconninfoOption *o = all; o->keyword != NULL; o++)
        if (strcmp(o->keyword, "options") == 0 && o->val != NULL)
            theirs = o->val;
    int n = snprintf(to, size, "%s %s", our_options, theirs);
    PQconninfoFree(all);
    if (n < 0 || (size_t)n >= size) {
        ignore(err_say(
            why, ERR_BAD_INPUT, "the database's URL has too many options"));
        return false;
    }
    return true;
}

/* As libpq looks for them: in the URL, in the environment, at home. */
int
pg_files_of(text url, struct arena *a, text *files, int max)
{
    static const char *const keys[] = { "passfile", "sslcert", "sslkey",
        "sslrootcert", "sslcrl", "sslcrldir" };
    static const char *const names[] = { ".pgpass", ".postgresql",
        ".pg_service.conf" };
    int n = 0;
    PQconninfoOption *parts[] = { PQconndefaults(),
        PQconninfoParse(arena_c_string(a, url), NULL) };
    for (int i = 0; i < 2; i++) {
        for (PQconninfoOption *o = parts[i]; o != NULL && o->keyword != NULL;
             o++)
            for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
                if (strcmp(o->keyword, keys[k]) == 0 && o->val != NULL &&
                    o->val[0] == '/' && n < max)
                    files[n++] = arena_copy(a, text_of(o->val));
        PQconninfoFree(parts[i]);
    }
    const char *home = getenv("HOME"), *service = getenv("PGSERVICEFILE");
    for (size_t i = 0; i < sizeof names / sizeof *names && home != NULL; i++)
        if (n < max)
            files[n++] = arena_print(a, "%s/%s", home, names[i]);
    if (service != NULL && n < max)
        files[n++] = text_of(service);
    return n;
}

enum err
pg_open(struct db *db, struct why *why)
{
    char options[2048];
    const char *url = db->home->file;
    if (!user_options(url, options, sizeof options, why))
        return ERR_BAD_INPUT;
    /* what stands before dbname the URL may change, what follows it may not */
    const char *const keys[] = { "connect_timeout", "tcp_user_timeout",
        "application_name", "dbname", "client_encoding", "options", NULL };
    const char *const values[] = { "5", "10000", "counterpart", url, "UTF8",
        options, NULL };
    db->pg = PQconnectdbParams(keys, values, 1);
    if (db->pg == NULL)
        return err_say(why, ERR_NO_ROOM, "no memory for libpq");
    if (PQstatus(db->pg) != CONNECTION_OK) {
        const char *message = PQerrorMessage(db->pg);
        return err_say(why, ERR_DB, "cannot connect: %.*s",
            (int)strcspn(message, "\n"), message);
    }
    PQsetNoticeReceiver(db->pg, be_silent, NULL);
    db->is_dead = false;
    return OK;
}

void
pg_close(struct db *db)
{
    pg_drop_results(db);
    PQfinish(db->pg);
    db->pg = NULL;
    db_forget_kept(db);
}

/* By a socket in the file system, or over loopback, it is here. */
bool
pg_is_far_at(text address)
{
    return !text_is_empty(address) && !text_starts_with(address, TEXT("/")) &&
        !text_starts_with(address, TEXT("@")) &&
        !text_starts_with(address, TEXT("127.")) &&
        !text_is_equal(address, TEXT("::1")) &&
        !text_is_equal(address, TEXT("localhost"));
}

bool
pg_is_far(const struct db *db)
{
    const char *host = PQhost(db->pg), *at = PQhostaddr(db->pg);
    return pg_is_far_at(text_of(at == NULL || *at == '\0' ? host : at));
}

enum err
pg_ready(struct db *db)
{
    if (!db->is_dead && db->pg != NULL)
        return OK;
    pg_close(db);
    db->is_dead = true;
    struct why why = { 0 };
    enum err e = pg_open(db, &why);
    return e == OK ? OK : db_failed(db, e, "%s", why.text);
}

bool
pg_may_ask_again(struct db *db, enum err *e)
{
    bool is_begun = db->is_in_step && !db->owes_begin;
    if (*e != ERR_DB || !db->is_dead || is_begun)
        return false;
    db->doomed = OK;
    *e = pg_ready(db);
    return *e == OK;
}

const char pg_begin_sql[] = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";

static enum err
begin(struct db *db)
{
    PGresult *r = PQexec(db->pg, pg_begin_sql);
    enum err e =
        PQresultStatus(r) == PGRES_COMMAND_OK ? OK : pg_failed(db, r, "BEGIN");
    PQclear(r);
    if (e == OK)
        db->owes_begin = false;
    return e;
}

/* The transaction of a step begins with what it asks first. */
static enum err
begin_if_owed(struct db *db)
{
    enum err e = db->owes_begin ? begin(db) : OK;
    return pg_may_ask_again(db, &e) ? begin(db) : e;
}

enum err
pg_exec(struct db *db, const char *sql)
{
    enum err begun = begin_if_owed(db);
    if (begun != OK)
        return begun;
    PGresult *r = PQexec(db->pg, sql);
    ExecStatusType status = PQresultStatus(r);
    enum err e = OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        e = pg_failed(db, r, sql);
    PQclear(r);
    return e;
}

enum err
pg_check_server(struct db *db, struct why *why)
{
    PGresult *r = PQexec(db->pg,
        "SELECT current_setting('server_encoding'), "
        "CASE WHEN 'a' > 'B' THEN 'bytes' ELSE 'words' END, "
        "current_setting('server_version_num')");
    enum err e = OK;
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
        e = err_say(why, ERR_DB, "cannot ask the server what it is");
    else if (strcmp(PQgetvalue(r, 0, 0), "UTF8") != 0)
        e = err_say(why, ERR_BAD_INPUT,
            "the database's encoding is %s; make one with ENCODING 'UTF8'",
            PQgetvalue(r, 0, 0));
    else if (strcmp(PQgetvalue(r, 0, 1), "bytes") != 0)
        e = err_say(why, ERR_BAD_INPUT,
            "the database does not sort by bytes; make one with "
            "LOCALE 'C.UTF-8' TEMPLATE template0");
    PQclear(r);
    return e;
}

void
pg_drop_results(struct db *db)
{
    for (int i = 0; i < db->n_results; i++) {
        PQclear(db->results[i]);
        db->results[i] = NULL;
    }
    db->n_results = 0;
}

/* Leaves the connection idle, or closed and marked dead. */
void
pg_recover(struct db *db)
{
    pg_drop_results(db);
    db->is_in_each = db->is_in_step = db->owes_begin = false;
    db->doomed = OK;
    if (db->pg == NULL)
        return;
    if (PQpipelineStatus(db->pg) != PQ_PIPELINE_OFF)
        db->is_dead = true;
    if (db->is_dead) {
        pg_close(db); /* now: the server may hold locks for it */
        return;
    }
    if (PQtransactionStatus(db->pg) == PQTRANS_ACTIVE)
        pg_drain(db, true); /* a db_each that was left */
    PGTransactionStatusType status = PQtransactionStatus(db->pg);
    if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR) {
        PGresult *r = PQexec(db->pg, "ROLLBACK");
        status = PQtransactionStatus(db->pg);
        PQclear(r);
    }
    if (status != PQTRANS_IDLE)
        db->is_dead = true;
}
