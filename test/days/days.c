/* Moves the days of proposals back, so that a scenario need not wait: as if
 * everything had been done so many days before.
 *
 *     days DB N
 *
 * For tests alone: the program itself has no clock but the machine's. */
#include <libpq-fe.h>
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const columns[][2] = {
    { "proposal", "opened_on" },
    { "proposal", "closes_on" },
    { "proposal_asking", "listed_on" },
    { "proposal_asking", "challenge_until" },
    { "proposal_asking", "asked_on" },
    { "proposal_asking", "amended_on" },
    { "proposal_asking", "review_on" },
    { "proposal_asking", "tell_on" },
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static int
on_postgresql(const char *url, int n_days)
{
    char sql[300];
    int is_bad = 0;
    PGconn *c = PQconnectdb(url);
    for (int i = 0; !is_bad && i < N_COLUMNS; i++) {
        snprintf(sql, sizeof sql,
            "UPDATE %s SET %s = to_char(to_date(%s, 'YYYY-MM-DD') - %d, "
            "'YYYY-MM-DD') WHERE %s IS NOT NULL",
            columns[i][0], columns[i][1], columns[i][1], n_days,
            columns[i][1]);
        PGresult *r = PQexec(c, sql);
        is_bad = PQresultStatus(r) != PGRES_COMMAND_OK;
        PQclear(r);
    }
    if (is_bad)
        fprintf(stderr, "days: %s", PQerrorMessage(c));
    PQfinish(c);
    return is_bad;
}

static int
on_sqlite(const char *path, int n_days)
{
    char sql[300];
    sqlite3 *db;
    int is_bad = sqlite3_open(path, &db) != SQLITE_OK;
    if (!is_bad)
        sqlite3_busy_timeout(db, 5000);
    for (int i = 0; !is_bad && i < N_COLUMNS; i++) {
        snprintf(sql, sizeof sql,
            "UPDATE %s SET %s = date(%s, '-%d days') WHERE %s IS NOT NULL",
            columns[i][0], columns[i][1], columns[i][1], n_days,
            columns[i][1]);
        is_bad = sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK;
    }
    if (is_bad)
        fprintf(stderr, "days: %s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
    return is_bad;
}

int
main(int n, char **args)
{
    if (n != 3) {
        fprintf(stderr, "days DB N\n");
        return 2;
    }
    int n_days = atoi(args[2]);
    return strncmp(args[1], "postgres", 8) == 0
        ? on_postgresql(args[1], n_days)
        : on_sqlite(args[1], n_days);
}
