/* The one seam to the HTTP library: sockets in, requests out.
 *
 * One thread of libmicrohttpd does all sockets (poll mode); `n_workers`
 * threads of ours run `work`. No handler, arena or jump runs on its thread.
 * Everything that may be refused before a body is read is refused here.
 *
 * (The list of what is refused, with its status, follows below; the tests in
 * server_test.c go through it line by line.)
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/arena.h"

struct server;

enum web_method { WEB_GET, WEB_HEAD, WEB_POST };

struct web_header {
    text name, value;
};

/* What came. Everything is lent until the answer is given. */
struct web_input {
    enum web_method method;
    text target;            /* as sent: "/sv/place?q=a%20b" */
    const struct web_header *headers;
    ptrdiff_t n_headers;
    text body;              /* when it was small enough to be held */
    int body_fd;            /* else an unnamed file, or -1 */
    int64_t body_size;
    text peer;              /* address, or what a trusted proxy said */
    bool is_https;          /* a trusted proxy said so */
    int64_t arrived_ns;     /* monotonic */
};
/* The value of a header, not known when absent; the name in any case. */
text web_header(const struct web_input *in, text name);

enum { WEB_ANSWER_HEADERS = 20 };
struct web_output {
    int status;
    int n_headers;
    struct web_header headers[WEB_ANSWER_HEADERS];
    text body;           /* copied before `work` returns; HEAD sends none */
    bool is_shared;      /* the body lives as long as the process: not copied */
    int fd;              /* or a file, sent and closed; -1 when unused */
    int64_t fd_size;
};
/* Does nothing when a value holds CR or LF: returns false. */
bool web_answer_header(struct web_output *out, const char *name, text value);

struct server_config {
    text listen;             /* "127.0.0.1:8080", "[::1]:0" */
    int n_workers;           /* 0: two a core, at least 4 */
    int n_connections;       /* limit, 4000 */
    int queue_size;          /* 256 */
    int64_t form_max;        /* bytes of body held in memory, 1 MiB */
    text trusted_proxy;      /* address whose X-Forwarded-* count; or empty */
    void *context;
    /* Once in each worker thread, before its first request and after its
     * last: connections to the database live there. */
    enum err (*worker_open)(void *context, void **worker, struct why *why);
    void (*worker_close)(void *context, void *worker);
    void (*work)(void *context, void *worker, const struct web_input *in,
        struct web_output *out);
    /* The largest body a target takes; 0 refuses any body. Called on the
     * socket thread: fast, no database. */
    int64_t (*body_limit)(void *context, text target);
};

enum err server_start(struct server **server, const struct server_config *c,
    struct arena *process, struct why *why);
/* "http://127.0.0.1:41233": with the port it really has. */
text server_address(const struct server *server);
/* Finish what is in the queue, at most 10 s, then stop. */
void server_stop(struct server *server);

#endif
