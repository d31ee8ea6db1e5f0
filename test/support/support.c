#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <libpq-fe.h>
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_SIZE = 64 << 20, URL_MAX = 1024 };

/* ---- PostgreSQL: a server, a migrated template, copies of it --------------
 *
 * To make a copy takes far longer than most tests. So one that a test has done
 * with is brought back to what the template holds, row by row, and the next
 * test gets it; unless its tables are not the template's any more, or large.
 */

static int n_made; /* numbers databases and folders */
static bool has_template;
static char template[64];
static char *template_rows;  /* statements that write what it holds */
static char *template_shape; /* what its tables are, to be compared */
static char spare[64];       /* a database that is as the template; or "" */
static PGconn *beside;       /* to the one that was asked last behind the back
                                of db/: to connect takes longer than to ask */
static char beside_url[URL_MAX];

static const char *
server_url(void)
{
    const char *url = getenv("CP_TEST_PG");
    return url == NULL || *url == '\0' ? NULL : url;
}

bool
support_has_postgresql(void)
{
    return server_url() != NULL;
}

/* The server's URL with another database: postgresql://AUTH/NAME?PARAMS */
static void
url_of(const char *name, char to[URL_MAX])
{
    const char *url = server_url();
    const char *auth = strstr(url, "://");
    assert_non_null(auth);
    auth += 3;
    size_t n_auth = strcspn(auth, "/?");
    const char *params = strchr(auth, '?');
    int n = snprintf(to, URL_MAX, "%.*s/%s%s", (int)(auth - url + (long)n_auth),
        url, name, params == NULL ? "" : params);
    assert_in_range(n, 1, URL_MAX - 1);
}

static void
fail_on(const char *what, const char *message)
{
    fprintf(stderr, "%s: %s\n", what, message);
    fail();
}

static bool
pg_try(const char *url, const char *sql, char *message, size_t size)
{
    PGconn *c = PQconnectdb(url);
    PGresult *r = PQexec(c, sql);
    ExecStatusType status = PQresultStatus(r);
    bool is_done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    snprintf(message, size, "%s", PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
    return is_done;
}

static void
on_server(const char *format, ...)
{
    char sql[512], message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    if (!pg_try(server_url(), sql, message, sizeof message))
        fail_on(sql, message);
}

static void
leave_beside(void)
{
    PQfinish(beside);
    beside = NULL;
}

/* Open, and in no transaction; *is_kept: it was open before, so that the other
 * end may have gone since. */
static PGconn *
connect_beside(const char *url, bool *is_kept)
{
    *is_kept = beside != NULL && strcmp(beside_url, url) == 0 &&
        PQstatus(beside) == CONNECTION_OK &&
        PQtransactionStatus(beside) == PQTRANS_IDLE;
    if (!*is_kept) {
        leave_beside();
        beside = PQconnectdb(url);
        snprintf(beside_url, sizeof beside_url, "%s", url);
    }
    return beside;
}

/* Never NULL; to be cleared. */
static PGresult *
ask_beside(const char *url, const char *sql)
{
    bool is_kept;
    PGresult *r = PQexec(connect_beside(url, &is_kept), sql);
    if (is_kept && PQstatus(beside) == CONNECTION_BAD) {
        PQclear(r);
        leave_beside();
        r = PQexec(connect_beside(url, &is_kept), sql);
    }
    return r;
}

static void
drop(const char *name)
{
    leave_beside();
    on_server("DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
}

static void
drop_at_exit(void)
{
    char sql[256], message[256];
    const char *names[] = { template, spare };
    leave_beside();
    for (int i = 0; i < 2; i++) {
        if (*names[i] == '\0')
            continue;
        snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)",
            names[i]);
        if (!pg_try(server_url(), sql, message, sizeof message))
            fprintf(stderr, "%s: %s\n", sql, message);
    }
    free(template_rows);
    free(template_shape);
}

static const char shape_sql[] =
    "SELECT concat_ws(' ', (SELECT md5(string_agg(concat_ws(' ', c.relname, "
    "c.relkind, a.attname, a.atttypid, a.attnotnull), ',' "
    "ORDER BY c.relname, a.attnum)) "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0), "
    "(SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_trigger), "
    "(SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_attrdef), "
    "(SELECT count(*) FROM pg_db_role_setting), "
    "(SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_'))";

/* Tables that hold anything, or did. */
#define OF_USED_TABLES                                                         \
    " FROM pg_class WHERE relkind = 'r' AND relnamespace = "                   \
    "'public'::regnamespace AND pg_relation_size(oid) > 0"

/* The first column of the first row, "" for NULL, to be freed; NULL when the
 * statement failed. */
static char *
first_word(PGconn *c, const char *sql)
{
    PGresult *r = PQexec(c, sql);
    char *word = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 1
        ? strdup(PQgetvalue(r, 0, 0))
        : NULL;
    PQclear(r);
    return word;
}

static char *
read_rows(PGconn *c)
{
    char *all = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&all, &size);
    PGresult *tables = PQexec(c, "SELECT relname" OF_USED_TABLES);
    for (int i = 0; i < PQntuples(tables); i++) {
        const char *table = PQgetvalue(tables, i, 0);
        char sql[200];
        snprintf(sql, sizeof sql, "SELECT json_agg(t) FROM \"%s\" t", table);
        char *rows = first_word(c, sql);
        char *quoted =
            rows == NULL ? NULL : PQescapeLiteral(c, rows, strlen(rows));
        if (quoted != NULL)
            fprintf(to,
                "INSERT INTO \"%s\" SELECT * FROM "
                "json_populate_recordset(NULL::\"%s\", %s);",
                table, table, quoted);
        PQfreemem(quoted);
        free(rows);
    }
    PQclear(tables);
    fclose(to);
    return all;
}

static void
make_template(void)
{
    char url[URL_MAX];
    struct arena a;
    struct db_home *home;
    struct why why = { 0 };
    snprintf(template, sizeof template, "cp_test_%d_template", (int)getpid());
    on_server("CREATE DATABASE %s ENCODING 'UTF8' LOCALE 'C.UTF-8' "
              "TEMPLATE template0",
        template);
    atexit(drop_at_exit);
    url_of(template, url);
    arena_open(&a, 1 << 20);
    enum err e = db_open(&home, &a, text_of(url), false, &why);
    if (e == OK) {
        e = db_migrate(home, NULL, &why);
        db_close(home);
    }
    if (e != OK)
        fail_on("cannot migrate", why.text);
    arena_close(&a);
    PGconn *c = PQconnectdb(url);
    template_rows = read_rows(c);
    template_shape = first_word(c, shape_sql);
    PQfinish(c);
    has_template = true;
}

static void
create_pg(char name[64], bool is_migrated)
{
    if (is_migrated && *spare != '\0') {
        memcpy(name, spare, sizeof spare);
        *spare = '\0';
        return;
    }
    snprintf(name, 64, "cp_test_%d_%d", (int)getpid(), n_made);
    if (is_migrated && !has_template)
        make_template();
    if (is_migrated)
        on_server("CREATE DATABASE %s TEMPLATE %s", name, template);
    else
        on_server("CREATE DATABASE %s ENCODING 'UTF8' LOCALE 'C.UTF-8' "
                  "TEMPLATE template0",
            name);
}

/* As the template is; false: that cannot be. */
static bool
clean(PGconn *c)
{
    char *shape = first_word(c, shape_sql);
    char *is_small =
        first_word(c, "SELECT pg_database_size(current_database()) < 50000000");
    char *empty = first_word(c,
        "SELECT 'BEGIN; SET LOCAL session_replication_role = replica;' || "
        "coalesce(string_agg(format('DELETE FROM %I;', relname), ''), "
        "'')" OF_USED_TABLES);
    bool is_done = false;
    if (shape != NULL && is_small != NULL && empty != NULL &&
        strcmp(shape, template_shape) == 0 && *is_small == 't') {
        size_t size = strlen(empty) + strlen(template_rows) + sizeof "COMMIT";
        char *sql = malloc(size);
        snprintf(sql, size, "%s%sCOMMIT", empty, template_rows);
        PGresult *r = PQexec(c, sql);
        is_done = PQresultStatus(r) == PGRES_COMMAND_OK;
        PQclear(r);
        free(sql);
    }
    free(shape);
    free(is_small);
    free(empty);
    return is_done;
}

/* The test is over: keep it for the next, or drop it. */
static void
put_back(const char name[64], bool is_migrated)
{
    char url[URL_MAX];
    bool is_clean = false;
    if (is_migrated && *spare == '\0') {
        url_of(name, url);
        bool is_kept;
        is_clean = clean(connect_beside(url, &is_kept));
        if (!is_clean && is_kept) { /* a test may have ended all sessions */
            leave_beside();
            is_clean = clean(connect_beside(url, &is_kept));
        }
    }
    if (is_clean)
        memcpy(spare, name, sizeof spare);
    else
        drop(name);
}

/* ---- SQLite: the file that was migrated once, copied ----------------------
 */

static char *lite_bytes;
static size_t n_lite_bytes;

static void
forget_lite(void)
{
    free(lite_bytes);
}

static void
read_lite(const char *path)
{
    struct arena a;
    struct db_home *home;
    struct why why = { 0 };
    arena_open(&a, 1 << 20);
    enum err e = db_open(&home, &a, text_of(path), true, &why);
    if (e == OK) {
        e = db_migrate(home, NULL, &why);
        db_close(home);
    }
    if (e != OK)
        fail_on("cannot migrate", why.text);
    arena_close(&a);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    n_lite_bytes = (size_t)ftell(f);
    rewind(f);
    lite_bytes = malloc(n_lite_bytes);
    assert_int_equal(fread(lite_bytes, 1, n_lite_bytes, f), n_lite_bytes);
    fclose(f);
    atexit(forget_lite);
}

static void
create_lite(const char *path)
{
    if (lite_bytes == NULL) {
        read_lite(path);
        return;
    }
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(lite_bytes, 1, n_lite_bytes, f), n_lite_bytes);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(path, 0600), 0); /* as the program makes it */
}

/* ---- folders ------------------------------------------------------------- */

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static const char *
new_folder(struct arena *a)
{
    const char *base = getenv("TMPDIR");
    text path = arena_print(
        a, "%s/cp-test-XXXXXX", base == NULL || *base == '\0' ? "/tmp" : base);
    char *folder = arena_c_string(a, path);
    assert_non_null(mkdtemp(folder));
    return folder;
}

/* ---- for each test ------------------------------------------------------- */

struct made { /* databases of PostgreSQL, to be put back */
    char name[64];
    bool is_migrated;
};
enum { MADE_MAX = 16 };
static struct made made[MADE_MAX];
static int n_pg;

static text
fresh(struct support *s, enum db_dialect dialect, bool is_migrated)
{
    int n = ++n_made;
    if (dialect == DB_SQLITE) {
        text path = arena_print(&s->arena, "%s/%d.db", s->folder, n);
        if (is_migrated)
            create_lite(arena_c_string(&s->arena, path));
        return path;
    }
    assert_true(n_pg < MADE_MAX);
    char url[URL_MAX];
    create_pg(made[n_pg].name, is_migrated);
    made[n_pg].is_migrated = is_migrated;
    url_of(made[n_pg++].name, url);
    return arena_print(&s->arena, "%s", url);
}

text
support_fresh_url(struct support *s, enum db_dialect dialect)
{
    return fresh(s, dialect, false);
}

static void
open_db(struct support *s, enum db_dialect dialect)
{
    struct support_db *d = &s->dbs[s->n_dbs];
    struct why why = { 0 };
    *d = (struct support_db){ .dialect = dialect,
        .label = dialect == DB_SQLITE ? "sqlite" : "postgresql",
        .url = fresh(s, dialect, true),
        .arena = &s->arena };
    enum err e = db_open(&d->home, &s->arena, d->url, true, &why);
    if (e == OK) {
        s->n_dbs++;
        e = db_connect(&d->db, d->home, &why);
    }
    if (e != OK)
        fail_on("support", why.text);
}

int
support_setup(void **state)
{
    struct arena a;
    arena_open(&a, ARENA_SIZE);
    struct support *s = arena_new(&a, struct support, 1);
    s->arena = a;
    s->i_now = -1;
    s->folder = new_folder(&s->arena);
    *state = s;
    open_db(s, DB_SQLITE);
    if (support_has_postgresql())
        open_db(s, DB_POSTGRESQL);
    return 0;
}

struct support_db *
support_next(struct support *s)
{
    s->i_now++;
    if (s->i_now < s->n_dbs)
        return &s->dbs[s->i_now];
    s->i_now = -1;
    return NULL;
}

int
support_teardown(void **state)
{
    struct support *s = *state;
    bool has_failed = s->i_now >= 0;
    if (has_failed)
        fprintf(stderr, "  (this was on %s)\n", s->dbs[s->i_now].label);
    for (int i = 0; i < s->n_dbs; i++) {
        db_disconnect(s->dbs[i].db);
        db_close(s->dbs[i].home);
    }
    while (n_pg > 0) {
        const struct made *m = &made[--n_pg];
        put_back(m->name, m->is_migrated && !has_failed);
    }
    nftw(s->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    struct arena a = s->arena;
    arena_close(&a);
    return 0;
}

/* ---- behind the back of db/ ---------------------------------------------- */

static bool
is_pg(text url)
{
    return text_starts_with(url, TEXT("postgres"));
}

void
support_exec(struct support *s, text url, const char *sql)
{
    char *at = arena_c_string(&s->arena, url), message[512];
    if (is_pg(url)) {
        ExecStatusType status;
        PGresult *r = ask_beside(at, sql);
        status = PQresultStatus(r);
        PQclear(r);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            fail_on(sql, PQerrorMessage(beside));
        if (strncmp(sql, "SET ", 4) == 0) /* for these statements alone */
            leave_beside();
        return;
    }
    sqlite3 *lite;
    assert_int_equal(sqlite3_open(at, &lite), SQLITE_OK);
    sqlite3_busy_timeout(lite, 5000);
    int code = sqlite3_exec(lite, sql, NULL, NULL, NULL);
    snprintf(message, sizeof message, "%s", sqlite3_errmsg(lite));
    sqlite3_close(lite);
    if (code != SQLITE_OK)
        fail_on(sql, message);
}

text
support_ask(struct support *s, text url, const char *sql)
{
    char *at = arena_c_string(&s->arena, url);
    text answer = TEXT("");
    if (is_pg(url)) {
        PGresult *r = ask_beside(at, sql);
        bool is_done = PQresultStatus(r) == PGRES_TUPLES_OK;
        if (!is_done)
            fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(beside));
        if (is_done && PQntuples(r) > 0)
            answer = arena_copy(&s->arena, text_of(PQgetvalue(r, 0, 0)));
        PQclear(r);
        assert_true(is_done);
        return answer;
    }
    sqlite3 *lite;
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_open(at, &lite), SQLITE_OK);
    sqlite3_busy_timeout(lite, 5000);
    int code = sqlite3_prepare_v2(lite, sql, -1, &stmt, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    const char *found =
        code == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (found != NULL)
        answer = arena_copy(&s->arena, text_of(found));
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(lite));
    sqlite3_finalize(stmt);
    sqlite3_close(lite);
    assert_true(code == SQLITE_ROW || code == SQLITE_DONE);
    return answer;
}
