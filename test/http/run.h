/* The scenario runner's parts: bytes, the wire, the server under test. */
#ifndef HTTP_RUN_H
#define HTTP_RUN_H

#include "../support/smtpd.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- bytes.c: bytes that grow; they live as long as the run ------------- */

struct bytes {
    char *at; /* always with a NUL behind the last byte */
    size_t n, room;
};
void bytes_add(struct bytes *b, const char *at, size_t n);
void bytes_print(struct bytes *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void bytes_clear(struct bytes *b);
/* As in a form: blanks become '+', all but letters and digits '%XX'. */
void bytes_add_form(struct bytes *b, const char *name, const char *value);
/* C escapes (\r \n \t \0 \\ \xHH) become what they stand for. */
void bytes_add_escaped(struct bytes *b, const char *line);
/* What a reader sees: tags away, entities decoded, blanks squeezed. */
void bytes_add_text(struct bytes *b, const char *html, size_t n);
/* Entities decoded, nothing else. */
void bytes_add_decoded(struct bytes *b, const char *html, size_t n);
bool bytes_have(const struct bytes *b, const char *what);
int bytes_count(const struct bytes *b, const char *what);

/* ---- wire.c: one connection, answers read off it one by one ------------- */

struct wire {
    int fd; /* -1: none */
    struct bytes in;
    size_t used; /* of `in`: answers already read */
    bool is_closed;
};
struct reply {
    int status; /* 0: none came before the end or the time limit */
    struct bytes head, body;
    size_t n_wire;  /* bytes on the wire, head and body */
    bool is_closed; /* the server closed the connection after it */
    bool is_late;   /* nothing came in time */
    int64_t took_ms;
};
bool wire_open(struct wire *w, int port);
void wire_close(struct wire *w);
/* Sends what it can; an early answer may stop it. */
void wire_send(struct wire *w, const struct bytes *b);
void wire_read(struct wire *w, bool is_head, int wait_ms, struct reply *r);
/* True when the server closes within the time, saying nothing more. */
bool wire_ends(struct wire *w, int wait_ms);
/* Copies the n-th (from 0) header of that name; false when there is none. */
bool reply_header(
    const struct reply *r, const char *name, int nth, struct bytes *value);
int64_t now_ms(void);

/* ---- place.c: a fresh folder, database and server for each file --------- */

enum { SERVERS_MAX = 2 };
struct place {
    const char *binary;     /* absolute */
    const char *example;    /* absolute */
    const char *server_url; /* of PostgreSQL, or NULL: SQLite */
    const struct place *like; /* whose database a copy is made of, or NULL */
    char dir[512];
    char db[768];
    char db_name[64];
    char arguments[512]; /* of `serve`, besides the usual */
    pid_t pid[SERVERS_MAX];
    int port[SERVERS_MAX], n_starts[SERVERS_MAX];
    bool has_mail_server;
    struct smtpd mail_server;
    char mails[600]; /* the folder */
};
/* Each fills `why` and returns false when it did not work. With the example:
 * a copy of `like`, where there is one. */
bool place_make(struct place *p, const char *folder, const char *slug,
    bool has_example, struct bytes *why);
bool place_serve(struct place *p, int i, struct bytes *why);
/* SIGTERM and a clean end within 15 s, or SIGKILL. */
bool place_stop(struct place *p, int i, bool is_kill, struct bytes *why);
/* Stops all, looks for a sanitizer's words in the logs, drops the database. */
bool place_end(struct place *p, struct bytes *why);
/* A shell command with the binary's folder first in PATH; its exit status. */
int place_command(struct place *p, const char *command, struct bytes *output);

/* ---- one scenario ---------------------------------------------------------
 */

enum { VALUES_MAX = 64, COOKIES_MAX = 64 };

enum mode { IDLE, HEAD, FORM, BODY, RAW, ANSWER, SKIP };

struct pair {
    char *name, *value;
};
struct cookie {
    char *client, *name, *value;
};

struct run {
    struct place place;
    const char *file;
    int line;
    enum mode mode;
    int server;
    bool has_failed; /* this test */
    char test[256];
    int n_passed, n_failed;

    struct pair values[VALUES_MAX];
    int n_values;
    struct cookie cookies[COOKIES_MAX];
    int n_cookies;
    char client[64];

    char method[16];
    struct bytes target, head, body, raw;
    bool has_body;
    struct bytes parts; /* the form's fields and files, as parts */
    int settle_ms; /* so long may work behind the page go on */
    bool has_file;
    struct wire wire;
    struct reply reply;
    struct bytes seen; /* what assertions look at: a body or an output */
    bool is_html, is_command;
    int exit_status;
    bool is_exit_checked;
};

/* run.c: says where, what, and how the answer began; ends this test. */
void fail(struct run *r, const char *what, const char *detail);
/* The rest of the line after the word, or NULL when it is another word. */
const char *after(const char *line, const char *word);

/* ---- ask.c: values, cookies, requests ------------------------------------ */

const char *value_of(struct run *r, const char *name, size_t n);
void keep_value(struct run *r, const char *name, const char *value);
/* The line with its {{names}} filled in; false when one is not known. */
bool fill_in(struct run *r, const char *line, struct bytes *out);
void
begin_request(struct run *r, const char *method, size_t n, const char *target);
/* One line that stands inside a request. */
void request_line(struct run *r, char *line);
/* `HTTP 200`: the request goes off, its answer is read and looked at. */
void expect_status(struct run *r, const char *expected);

/* ---- beside.c: files, so many at a time ---------------------------------- */

struct ran {
    int n_passed, n_failed;
};
/* Each in a process of its own; what they say comes whole and in order, in
 * folder/said-N meanwhile. */
struct ran run_beside(char **files, int n_files, int n_at_a_time,
    const char *folder, struct ran (*run_one)(const char *file, void *context),
    void *context);

/* ---- expect.c: everything said about an answer or an output -------------- */

void check(struct run *r, char *line);

#endif
