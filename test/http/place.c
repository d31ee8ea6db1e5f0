#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs SQL that answers nothing on the server's own database. */
static bool
ask_postgres(const struct place *p, const char *sql, struct bytes *why)
{
    PGconn *c = PQconnectdb(p->server_url);
    bool is_ok = PQstatus(c) == CONNECTION_OK;
    if (is_ok) {
        PQexec(c, "SET client_min_messages = warning");
        PGresult *result = PQexec(c, sql);
        is_ok = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    if (!is_ok) {
        bytes_print(why, "PostgreSQL: %s", PQerrorMessage(c));
    }
    PQfinish(c);
    return is_ok;
}

static bool
drop_database(const struct place *p, struct bytes *why)
{
    char sql[256];
    snprintf(
        sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", p->db_name);
    return ask_postgres(p, sql, why);
}

static bool
make_database(
    struct place *p, const char *slug, bool has_example, struct bytes *why)
{
    if (p->server_url == NULL) {
        snprintf(p->db, sizeof p->db, "%s/network.db", p->dir);
        return true;
    }
    snprintf(
        p->db_name, sizeof p->db_name, "cp_http_%d_%.4s", (int)getpid(), slug);
    for (char *s = p->db_name; *s != '\0'; s++) {
        *s = *s == '-' ? '_' : *s;
    }
    char sql[256];
    snprintf(sql, sizeof sql,
        "CREATE DATABASE %s TEMPLATE %s ENCODING 'UTF8' LOCALE 'C.UTF-8'",
        p->db_name,
        has_example && p->like != NULL ? p->like->db_name : "template0");
    if (!drop_database(p, why) || !ask_postgres(p, sql, why)) {
        return false;
    }
    /* postgresql://who@where/NAME?options: another name in the middle */
    const char *host = strstr(p->server_url, "://");
    const char *options = strchr(p->server_url, '?');
    size_t n = options == NULL ? strlen(p->server_url)
                               : (size_t)(options - p->server_url);
    const char *slash = host == NULL ? NULL : strchr(host + 3, '/');
    if (slash != NULL && (options == NULL || slash < options)) {
        n = (size_t)(slash - p->server_url);
    }
    snprintf(p->db, sizeof p->db, "%.*s/%s%s", (int)n, p->server_url,
        p->db_name, options == NULL ? "" : options);
    return true;
}

int
place_command(struct place *p, const char *command, struct bytes *output)
{
    char path[PATH_MAX + 4096];
    int in_out[2];
    if (pipe2(in_out, O_CLOEXEC) != 0) {
        return 127;
    }
    pid_t pid = fork();
    if (pid == 0) {
        const char *slash = strrchr(p->binary, '/');
        const char *usual = getenv("PATH");
        snprintf(path, sizeof path, "%.*s:%s", (int)(slash - p->binary),
            p->binary, usual == NULL ? "/usr/bin:/bin" : usual);
        setenv("PATH", path, 1);
        int nothing = open("/dev/null", O_RDONLY);
        dup2(nothing, 0);
        dup2(in_out[1], 1);
        dup2(in_out[1], 2);
        execlp("timeout", "timeout", "60", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(in_out[1]);
    char piece[8192];
    ssize_t n;
    while ((n = read(in_out[0], piece, sizeof piece)) > 0 ||
        (n < 0 && errno == EINTR)) {
        bytes_add(output, piece, n > 0 ? (size_t)n : 0);
    }
    close(in_out[0]);
    int status = 127;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool
make_mail_server(struct place *p, struct bytes *why)
{
    if (!p->has_mail_server) {
        return true;
    }
    snprintf(p->mails, sizeof p->mails, "%s/mails", p->dir);
    p->mail_server = (struct smtpd){ .folder = p->mails };
    if (mkdir(p->mails, 0700) != 0 || smtpd_open(&p->mail_server) != 0) {
        bytes_print(why, "no mail server came up in %s", p->mails);
        return false;
    }
    return true;
}

bool
place_make(struct place *p, const char *folder, const char *slug,
    bool has_example, struct bytes *why)
{
    snprintf(p->dir, sizeof p->dir, "%.400s/%.100s", folder, slug);
    struct bytes said = { 0 };
    char line[4096];
    int n = snprintf(
        line, sizeof line, "rm -rf '%s' && mkdir -p '%s'", p->dir, p->dir);
    if (has_example && p->like != NULL && p->server_url == NULL) {
        snprintf(line + n, sizeof line - (size_t)n,
            " && cp -p '%s' '%s/network.db'", p->like->db, p->dir);
    }
    bool is_ok = place_command(p, line, &said) == 0 &&
        make_database(p, slug, has_example, why);
    is_ok = is_ok && make_mail_server(p, why);
    if (is_ok && has_example && p->like == NULL) {
        snprintf(line, sizeof line, "'%s' import '%s' --db '%s'", p->binary,
            p->example, p->db);
        bytes_clear(&said);
        is_ok = place_command(p, line, &said) == 0;
        if (!is_ok) {
            bytes_print(why, "the example was not imported: %.2000s", said.at);
        }
    }
    free(said.at);
    return is_ok;
}

/* Each start has a log of its own: an old address is not taken for a new. */
static void
log_path(const struct place *p, int i, int start, char path[640])
{
    snprintf(path, 640, "%s/server%d-%d.log", p->dir, i + 1, start);
}

static void
read_log(const struct place *p, int i, int start, struct bytes *log)
{
    char path[640];
    log_path(p, i, start, path);
    bytes_clear(log);
    FILE *f = fopen(path, "r");
    char piece[8192];
    size_t n;
    while (f != NULL && (n = fread(piece, 1, sizeof piece, f)) > 0) {
        bytes_add(log, piece, n);
    }
    if (f != NULL) {
        fclose(f);
    }
}

bool
place_serve(struct place *p, int i, struct bytes *why)
{
    char path[640], line[4096], address[64] = "127.0.0.1:0";
    log_path(p, i, ++p->n_starts[i], path);
    if (p->port[i] != 0) { /* started again: where it was */
        snprintf(address, sizeof address, "127.0.0.1:%d", p->port[i]);
    }
    int n =
        snprintf(line, sizeof line, "exec '%s' serve --db '%s' --listen %s %s",
            p->binary, p->db, address, p->arguments);
    if (p->has_mail_server) {
        snprintf(line + n, sizeof line - (size_t)n,
            " --mail-server smtp://127.0.0.1:%d --mail-from 'Our network "
            "<post@network.example>' --mail-reply reply@network.example",
            p->mail_server.port);
    }
    pid_t pid = fork();
    if (pid == 0) {
        int log = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int nothing = open("/dev/null", O_RDONLY);
        dup2(nothing, 0);
        dup2(log, 1);
        dup2(log, 2);
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    p->pid[i] = pid;
    struct bytes log = { 0 };
    for (int64_t began = now_ms(); now_ms() - began < 20000;) {
        read_log(p, i, p->n_starts[i], &log);
        const char *at = strstr(log.at, "http://127.0.0.1:");
        if (at != NULL && strchr(at, '\n') != NULL) {
            p->port[i] = atoi(at + strlen("http://127.0.0.1:"));
            free(log.at);
            return true;
        }
        if (waitpid(pid, NULL, WNOHANG) == pid) {
            p->pid[i] = 0;
            break;
        }
        usleep(5000);
    }
    bytes_print(why, "the server did not start: %.2000s", log.at);
    free(log.at);
    return false;
}

bool
place_stop(struct place *p, int i, bool is_kill, struct bytes *why)
{
    pid_t pid = p->pid[i];
    if (pid <= 0) {
        return true;
    }
    p->pid[i] = 0;
    kill(pid, is_kill ? SIGKILL : SIGTERM);
    int status = 0;
    for (int64_t began = now_ms(); now_ms() - began < 15000;) {
        if (waitpid(pid, &status, WNOHANG) == pid) {
            if (is_kill || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) {
                return true;
            }
            bytes_print(why, "the server ended with status %d%s",
                WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
                WIFEXITED(status) ? "" : " (a signal)");
            return false;
        }
        usleep(2000);
    }
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    bytes_print(why, "the server did not stop within 15 s");
    return false;
}

bool
place_end(struct place *p, struct bytes *why)
{
    bool is_ok = true;
    struct bytes log = { 0 };
    for (int i = 0; i < SERVERS_MAX; i++) {
        is_ok = place_stop(p, i, false, why) && is_ok;
        for (int start = 1; start <= p->n_starts[i]; start++) {
            read_log(p, i, start, &log);
            if (bytes_have(&log, "Sanitizer:") ||
                bytes_have(&log, "runtime error:")) {
                bytes_print(why, "a sanitizer spoke: %.2000s", log.at);
                is_ok = false;
            }
        }
    }
    free(log.at);
    if (p->has_mail_server) {
        smtpd_close(&p->mail_server);
        p->has_mail_server = false;
    }
    if (p->db_name[0] != '\0') {
        is_ok = drop_database(p, why) && is_ok;
    }
    return is_ok;
}
