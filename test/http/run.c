/* Runs scenarios in plain text against the real server.
 *
 *     run [--folder DIR] [--postgresql URL] [--beside N] BINARY EXAMPLE FILE...
 *
 * Each file has a fresh database with the example network in it (of several
 * files: a copy of one that was imported once), and a server of its own on a
 * free port. N files are run at a time. A line that begins with '#' says
 * something to the reader. A test begins with its name; the first thing that is
 * not as the file says ends that test, and the next one goes on in the same
 * server.
 *
 *     == a visitor asks to join
 *     as anna                         whose cookies (kept until the file ends)
 *     GET /sv/join?from={{place}}     {{...}}: captured before
 *     Accept-Encoding: gzip           headers of the request, if any
 *     settled 60                      asks again, so many seconds at most, while
 *                                     work behind the page goes on (Refresh)
 *     HTTP 200                        ends the request, expects the status
 *     Content-Type: text/html; charset=utf-8     a header is just so
 *     Vary: ~ Accept-Language         ... or has this regular expression in it
 *     no Set-Cookie                   a header is not there
 *     has <h1>                        the body has these bytes
 *     lacks <script                   ... or has not
 *     says Children's rights          what a reader sees, tags away
 *     silent on Objectives            ... or does not see
 *     count 2 class="side             so often, no more, no less
 *     match [0-9]+ partnerships       extended regular expression
 *     body ok                         the whole body (a last line end aside)
 *     wire < 14000                    bytes on the wire, head and body
 *     took < 500                      milliseconds
 *     capture token name="token" value="([^"]*)"      the first bracket
 *     capture second 2 href="([^"]*)" ... of the second match
 *
 *     POST /sv/join
 *     field token {{token}}           a form, percent-encoded for you
 *     field name Anna of {{place}}    "\n" in a value is a line end
 *     file photo {{dir}}/a.png my photo.png      field, path, its name there:
 *                                     the form is then sent in parts
 *     HTTP 303
 *     follow                          GETs the Location of the last answer
 *     HTTP 200
 *
 *     POST /somewhere
 *     Content-Type: text/csv
 *
 *     a body after an empty line
 *     times 1000 and a line so often, without line ends
 *     HTTP 415
 *
 *     raw                             bytes as they stand, C escapes, no line
 *     GET / HTTP/1.1\r\n              ends but those written; `times N ...`
 *     pause 200                       milliseconds
 *     Host: a\r\n\r\n
 *     HTTP 200                        once for each answer on that connection
 *     HTTP none                       the server closes and says nothing
 *     closed                          ... after what it said
 *
 *     > counterpart requests --db {{db}}     a shell command, the binary in
 *     exit 0                          PATH; has, lacks, says, match, count,
 *     has Anna                        capture and body look at what it printed
 *
 *     restart      kill      start    SIGTERM and up again; SIGKILL; up again
 *     on 2                            a second server on the same database
 *
 * Before the first test may stand: `example no`; `serve ARGUMENTS`, added to
 * the command line; `only sqlite`, `only postgresql`; `mailserver`, one of the
 * tests' own (test/support/smtpd.h), whose mails are {{dir}}/mails/1.eml ...
 * Known from the start: {{db}}, {{dir}} (a folder to write in), {{example}},
 * {{base}} (http://127.0.0.1:PORT), {{port}}.
 *
 * Prints a line for each failure, FILE:LINE: what, and at the end how many
 * tests passed and failed.
 */
#include "run.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- saying what went wrong ---------------------------------------------- */

void
fail(struct run *r, const char *what, const char *detail)
{
    printf("%s:%d: %s: %s%s%s\n", r->file, r->line,
        r->test[0] != '\0' ? r->test : "before the first test", what,
        detail != NULL ? " " : "", detail != NULL ? detail : "");
    if (r->seen.n > 0) {
        const char *from = r->is_html ? strstr(r->seen.at, "<main") : NULL;
        printf("    status %d, %zu bytes: %.700s\n", r->reply.status, r->seen.n,
            from != NULL ? from : r->seen.at);
    }
    r->has_failed = true;
    r->mode = SKIP;
    wire_close(&r->wire);
}

static void
end_test(struct run *r)
{
    if (r->test[0] != '\0') {
        r->n_passed += r->has_failed ? 0 : 1;
        r->n_failed += r->has_failed ? 1 : 0;
    }
    r->test[0] = '\0';
}

/* The rest of the line after the word, or NULL when it is another word. */
const char *
after(const char *line, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(line, word, n) != 0) {
        return NULL;
    }
    return line[n] == ' ' ? line + n + 1 : line[n] == '\0' ? line + n : NULL;
}

/* ---- commands about the file as a whole -----------------------------------
 */

/* A command that nobody said an exit status for must have ended well. */
static void
settle_command(struct run *r)
{
    if (r->is_command && !r->is_exit_checked && r->exit_status != 0 &&
        r->mode == ANSWER) {
        char text[64];
        snprintf(text, sizeof text, "exit status %d", r->exit_status);
        fail(r, text, NULL);
    }
    r->is_command = false;
}

static void
run_command(struct run *r, const char *command)
{
    bytes_clear(&r->seen);
    r->reply.status = 0;
    r->exit_status = place_command(&r->place, command, &r->seen);
    r->is_command = true;
    r->is_exit_checked = false;
    r->is_html = false;
    r->mode = ANSWER;
}

/* That server is up, and what follows goes to it. */
static void
use_server(struct run *r, int i)
{
    struct bytes why = { 0 };
    char text[128];
    if (r->place.pid[i] == 0 && !place_serve(&r->place, i, &why)) {
        fail(r, why.at, NULL);
    }
    free(why.at);
    snprintf(text, sizeof text, "http://127.0.0.1:%d", r->place.port[i]);
    keep_value(r, "base", text);
    snprintf(text, sizeof text, "%d", r->place.port[i]);
    keep_value(r, "port", text);
    r->server = i;
}

static void
stop_server(struct run *r, bool is_kill)
{
    struct bytes why = { 0 };
    if (!place_stop(&r->place, r->server, is_kill, &why)) {
        fail(r, why.at, NULL);
    }
    free(why.at);
}

static bool
is_request_line(const char *line)
{
    static const char *const methods[] = { "GET", "HEAD", "POST", "PUT",
        "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH" };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        size_t n = strlen(methods[i]);
        if (strncmp(line, methods[i], n) == 0 && line[n] == ' ') {
            return true;
        }
    }
    return false;
}

static void
follow(struct run *r)
{
    struct bytes location = { 0 };
    if (!reply_header(&r->reply, "Location", 0, &location)) {
        fail(r, "there is no Location to follow", NULL);
        return;
    }
    const char *base = value_of(r, "base", 4);
    size_t n = base != NULL ? strlen(base) : 0;
    const char *path = location.at;
    if (n > 0 && strncmp(path, base, n) == 0) {
        path += n;
    }
    begin_request(r, "GET", 3, path);
    free(location.at);
}

/* ---- one line after the other ---------------------------------------------
 */

static void
begin_test(struct run *r, const char *name)
{
    settle_command(r);
    end_test(r);
    snprintf(r->test, sizeof r->test, "%s", name);
    r->has_failed = false;
    r->mode = IDLE;
    bytes_clear(&r->seen);
    use_server(r, r->server);
}

static void
one_line(struct run *r, char *line)
{
    const char *rest;
    if ((rest = after(line, "==")) != NULL) {
        begin_test(r, rest);
        return;
    }
    bool is_inside =
        r->mode == HEAD || r->mode == FORM || r->mode == BODY || r->mode == RAW;
    if (r->mode == SKIP || (line[0] == '#' && r->mode != BODY)) {
        return;
    }
    if (line[0] == '=' || r->test[0] == '\0') {
        fail(r, "a test begins with == and its name:", line);
        return;
    }
    if ((rest = after(line, "HTTP")) != NULL &&
        (is_inside || r->mode == ANSWER)) {
        expect_status(r, rest);
    } else if (is_inside) {
        request_line(r, line);
    } else if (line[0] == '\0') {
        return;
    } else if ((rest = after(line, "as")) != NULL) {
        snprintf(r->client, sizeof r->client, "%s", rest);
    } else if (is_request_line(line)) {
        settle_command(r);
        char *target = strchr(line, ' ') + 1;
        if (r->mode != SKIP) {
            begin_request(r, line, (size_t)(target - line - 1), target);
        }
    } else if (strcmp(line, "follow") == 0) {
        settle_command(r);
        follow(r);
    } else if (strcmp(line, "raw") == 0) {
        settle_command(r);
        begin_request(r, "", 0, "");
        r->mode = RAW;
        if (!wire_open(&r->wire, r->place.port[r->server])) {
            fail(r, "no connection to the server", NULL);
        }
    } else if ((rest = after(line, ">")) != NULL) {
        settle_command(r);
        if (r->mode != SKIP) {
            run_command(r, rest);
        }
    } else if (strcmp(line, "restart") == 0) {
        settle_command(r);
        stop_server(r, false);
        use_server(r, r->server);
    } else if (strcmp(line, "kill") == 0) {
        settle_command(r);
        stop_server(r, true);
    } else if (strcmp(line, "start") == 0) {
        use_server(r, r->server);
    } else if ((rest = after(line, "on")) != NULL) {
        settle_command(r);
        use_server(r, atoi(rest) == 2 ? 1 : 0);
    } else {
        check(r, line);
    }
}

/* ---- one file ---------------------------------------------------------------
 */

/* What may stand before the first test. False: this file is not for here. */
static bool
read_options(struct run *r, FILE *f, bool *has_example)
{
    char line[1024];
    bool is_for_here = true;
    for (long at = ftell(f); fgets(line, sizeof line, f) != NULL;
         at = ftell(f)) {
        const char *rest;
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "==", 2) == 0) {
            fseek(f, at, SEEK_SET);
            break;
        }
        r->line++;
        if ((rest = after(line, "example")) != NULL) {
            *has_example = strcmp(rest, "no") != 0;
        } else if ((rest = after(line, "serve")) != NULL) {
            snprintf(r->place.arguments, sizeof r->place.arguments, "%s", rest);
        } else if (strcmp(line, "mailserver") == 0) {
            r->place.has_mail_server = true;
        } else if ((rest = after(line, "only")) != NULL) {
            bool is_sqlite = r->place.server_url == NULL;
            is_for_here = (strcmp(rest, "sqlite") == 0) == is_sqlite;
        } else if (line[0] != '#' && line[0] != '\0') {
            fail(r, "this line is not understood:", line);
        }
    }
    return is_for_here;
}

static void
run_lines(struct run *r, FILE *f)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    struct bytes filled = { 0 };
    while ((n = getline(&line, &room, f)) >= 0) {
        r->line++;
        if (n > 0 && line[n - 1] == '\n') {
            line[n - 1] = '\0';
        }
        bool is_read = r->mode != SKIP || strncmp(line, "== ", 3) == 0;
        if (is_read && fill_in(r, line, &filled)) {
            one_line(r, filled.at);
        }
    }
    settle_command(r);
    end_test(r);
    free(filled.at);
    free(line);
}

static void
run_file(struct run *r, const char *folder)
{
    const char *slash = strrchr(r->file, '/');
    char slug[100];
    snprintf(slug, sizeof slug, "%s", slash != NULL ? slash + 1 : r->file);
    slug[strcspn(slug, ".")] = '\0';
    FILE *f = fopen(r->file, "r");
    bool has_example = true;
    if (f == NULL) {
        fail(r, "cannot be opened", NULL);
        r->n_failed++;
        return;
    }
    struct bytes why = { 0 };
    if (read_options(r, f, &has_example)) {
        if (place_make(&r->place, folder, slug, has_example, &why)) {
            keep_value(r, "db", r->place.db);
            keep_value(r, "dir", r->place.dir);
            keep_value(r, "example", r->place.example);
            run_lines(r, f);
        } else {
            fail(r, why.at, NULL);
            r->n_failed++;
        }
        bytes_clear(&why);
        if (!place_end(&r->place, &why)) {
            snprintf(r->test, sizeof r->test, "the end");
            fail(r, why.at, NULL);
            r->n_failed++;
        }
    }
    free(why.at);
    fclose(f);
}

struct usual { /* the same for each file */
    const char *binary, *example, *folder, *server_url;
    const struct place *like;
};

static struct ran
run_one(const char *file, void *context)
{
    const struct usual *usual = context;
    struct run *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return (struct ran){ .n_failed = 1 };
    }
    r->wire.fd = -1;
    r->file = file;
    r->place = (struct place){ .binary = usual->binary,
        .example = usual->example,
        .server_url = usual->server_url,
        .like = usual->like };
    run_file(r, usual->folder);
    wire_close(&r->wire);
    struct ran ran = { r->n_passed, r->n_failed };
    free(r); /* what its bytes hold goes with the process */
    return ran;
}

static bool
absolute(const char *path, char *out)
{
    if (realpath(path, out) == NULL) {
        fprintf(stderr, "run: there is no %s\n", path);
        return false;
    }
    return true;
}

int
main(int argc, char **argv)
{
    static char binary[PATH_MAX], example[PATH_MAX], folder[PATH_MAX];
    const char *url = NULL, *into = "build/test/http";
    int i = 1, n_beside = 1;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        if (strcmp(argv[i], "--postgresql") == 0) {
            url = argv[i + 1];
        } else if (strcmp(argv[i], "--folder") == 0) {
            into = argv[i + 1];
        } else if (strcmp(argv[i], "--beside") == 0) {
            n_beside = atoi(argv[i + 1]);
        }
    }
    if (argc - i < 3) {
        fprintf(stderr,
            "run [--folder DIR] [--postgresql URL] [--beside N] BINARY "
            "EXAMPLE FILE...\n");
        return 2;
    }
    if (!absolute(into, folder) || !absolute(argv[i], binary) ||
        !absolute(argv[i + 1], example)) {
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    i += 2;
    struct usual usual = { binary, example, folder, url, NULL };
    struct place like = {
        .binary = binary, .example = example, .server_url = url
    };
    struct bytes why = { 0 };
    if (argc - i > 1) {
        if (!place_make(&like, folder, "like", true, &why)) {
            printf("%s\n0 passed, 1 failed\n", why.at);
            return 1;
        }
        usual.like = &like;
    }
    struct ran ran =
        run_beside(argv + i, argc - i, n_beside, folder, run_one, &usual);
    if (usual.like != NULL && !place_end(&like, &why)) {
        printf("%s\n", why.at);
        ran.n_failed++;
    }
    printf("%d passed, %d failed\n", ran.n_passed, ran.n_failed);
    return ran.n_failed > 0 ? 1 : 0;
}
