/* The one seam to the HTTP library: sockets in, requests out.
 *
 * One thread of libmicrohttpd does all sockets (poll mode); `n_workers`
 * threads of ours run `work`. No handler, arena or jump runs on its thread.
 * Everything that may be refused before a body is read is refused here:
 *
 * 400  Content-Length twice (also twice the same), empty, or anything but 1
 *      to 12 digits; Transfer-Encoding twice, other than the one word
 *      "chunked", beside Content-Length, or in HTTP/1.0; Host missing, twice
 *      (in HTTP/1.0 too), empty, or with a byte that no host has; a version
 *      other than 1.0 and 1.1; a header's name with a byte that is none of
 *      RFC 9110's token (so "Content-Length : 3"); a control byte in a value;
 *      a target that does not begin with '/', has a byte outside 0x21..0x7e,
 *      a '#' or a broken escape, or, decoded once, a NUL anywhere, or in its
 *      path a backslash, "//", or "." or ".." as a segment; a body with GET
 *      or HEAD
 * 405  a method other than GET, HEAD, POST
 * 413  a Content-Length over the limit of its target; any body where that is
 *      0. A chunked body is read a little past its limit, then answered 413;
 *      one that goes on is cut off, for the library takes no answer amid it
 * 414, 431  a line or head of more than some 13 KB, cookies counted twice (by
 *      the library, by us when only the answer would not fit beside it)
 * 417  an Expect other than 100-continue
 * 503  a full queue, no room for the body, or the server is stopping; with
 *      Retry-After
 * 505  HTTP/2.0 and other versions that are far off (by the library)
 *
 * All of these are answered in a line of plain text, then closed; `work`
 * never hears of them. The library hides from us: it cuts a header at a NUL,
 * takes a bare LF as the end of a line or of a chunk's head, and joins folded
 * lines. A proxy in front sends on one reading only.
 *
 * Who is slow is cut: see struct server_deadlines.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/arena.h"

struct server;
struct web_output;

enum web_method { WEB_GET, WEB_HEAD, WEB_POST };

struct web_header {
    text name, value;
};

/* An answer that must not go out before something is sure. `work` sets
 * out->park and may keep in `room` what it then needs; when the answer is made
 * the seam calls park, on the same thread. From then on, until somebody calls
 * release, once, on any thread, the input stays lent. */
enum { WEB_PARK_ROOM = 192 };
struct web_parking {
    /* The answer that was made goes out, or `instead`, whose body must live as
     * long as the process. */
    void (*release)(
        struct web_parking *parking, const struct web_output *instead);
    _Alignas(max_align_t) char room[WEB_PARK_ROOM];
};

/* What came. Everything is lent until `work` returns. */
struct web_input {
    enum web_method method;
    text target; /* as sent: "/sv/place?q=a%20b" */
    const struct web_header *headers;
    ptrdiff_t n_headers;
    text body;   /* when it was small enough to be held */
    int body_fd; /* else an unnamed file at its start, or -1; closed
                    after the answer: dup it to keep it */
    int64_t body_size;
    text peer;          /* "::1": address, or what a trusted proxy said */
    bool is_https;      /* a trusted proxy said so */
    int64_t arrived_ns; /* monotonic; when its head was complete */
    struct web_parking *parking; /* or NULL: the answer cannot wait */
};
/* The value of a header, not known when absent; the name in any case. */
text web_header(const struct web_input *in, text name);

enum { WEB_ANSWER_HEADERS = 20 };
struct web_output {
    int status;
    int n_headers;
    struct web_header headers[WEB_ANSWER_HEADERS];
    text body;      /* HEAD and 304 send none of it, but its length */
    bool is_shared; /* the body lives as long as the process: not copied */
    int fd;         /* or a file, sent and closed; -1 when unused */
    int64_t fd_size;
    void (*park)(void *worker, struct web_parking *parking); /* or NULL */
};
/* Does nothing when the value holds a control byte (CR, LF): returns false.
 * More than WEB_ANSWER_HEADERS are our bug. */
bool web_answer_header(struct web_output *out, const char *name, text value);

/* When somebody slow is cut off. All zero: as said here. */
struct server_deadlines {
    int64_t head_ms;   /* connected until the first head is complete: 10,000 */
    int64_t tight_ms;  /* the same, and idle_ms, while more than three quarters
                          of n_connections are in use: 500 */
    int64_t idle_ms;   /* end of an answer to the next complete head: 20,000 */
    int64_t slow_ms;   /* a body, or an answer on its way, may take this long
                          at any speed: 30,000 */
    int64_t slow_rate; /* and then must keep this average: 2,048 bytes a s */
    int64_t whole_ms;  /* and never takes longer than this: 3,600,000 */
    int64_t stop_ms;   /* how long server_stop waits for others: 10,000 */
};

struct server_config {
    text listen;        /* "127.0.0.1:8080", "[::1]:0" */
    int n_workers;      /* 0: two a core, at least 4; at most half of them
                           are busy with bodies over form_max */
    int n_connections;  /* limit, 4000 */
    int queue_size;     /* 256 */
    int64_t form_max;   /* bytes of body held in memory, 1 MiB */
    text trusted_proxy; /* address whose X-Forwarded-* count; or empty */
    text spool_folder;  /* for bodies in files; empty: "/var/tmp" */
    int64_t spool_max; /* bytes of all of these, and of files that are
                          answers, at a time: 2 GiB; what would not
                          fit is answered 503 */
    struct server_deadlines deadlines;
    void *context;
    /* Once in each worker thread, before its first request and after its
     * last: connections to the database live there. */
    enum err (*worker_open)(void *context, void **worker, struct why *why);
    void (*worker_close)(void *context, void *worker);
    void (*work)(void *context, void *worker, const struct web_input *in,
        struct web_output *out);
    /* May be NULL when nothing is parked: a worker that parked an answer finds
     * nothing more to do. */
    void (*rests)(void *worker);
    /* The largest body a target takes; 0 refuses any body. Called on the
     * socket thread: fast, no database. */
    int64_t (*body_limit)(void *context, text target);
    /* May be NULL: told where it listens, before anybody can ask. */
    void (*listens)(void *context, text address);
};

/* `c`, and what it points to, lives as long as the server. ERR_BAD_INPUT: no
 * address; ERR_IO: cannot listen there; or what worker_open returned. */
enum err server_start(struct server **server, const struct server_config *c,
    struct arena *process, struct why *why);
/* "http://127.0.0.1:41233": with the port it really has. */
text server_address(const struct server *server);
/* Take no more connections, finish what came, at most deadlines.stop_ms, then
 * stop. A `work` that runs is waited for however long it takes. */
void server_stop(struct server *server);

#endif
