/* What the parts of the seam share; nobody else includes this.
 *
 * server.c          starting and stopping
 * server_request.c  the library's callbacks: a request from head to answer
 * server_check.c    is this head one that everybody reads alike?
 * server_body.c     a body: in memory while small, else in an unnamed file
 * server_pool.c     the queue and the workers
 * server_watch.c    all connections, and the thread that cuts slow ones
 * server_answer.c   answers, as the library wants them
 * server_address.c  addresses, and the socket to listen on
 *
 * The I/O thread is the library's only one. Two locks: the pool's, then the
 * watch's; never the other way round. A request's fields need none: they
 * belong to the I/O thread, then to the worker that took it from the queue,
 * then, resumed, to the I/O thread again.
 */
#ifndef WEB_SERVER_INSIDE_H
#define WEB_SERVER_INSIDE_H

#include "os/clock.h"
#include "os/thread.h"
#include "web/server.h"
#include "web/server_check.h"

#include <microhttpd.h>
#include <stdatomic.h>

enum {
    PEER_MAX = 46,              /* INET6_ADDRSTRLEN */
    LIBRARY_MEMORY = 16 * 1024, /* for a connection: head and answer's head */
};

/* What a connection is doing, in this order; each but the work has its
 * deadline. */
enum phase { PHASE_HEAD, PHASE_IDLE, PHASE_BODY, PHASE_WORK, PHASE_ANSWER };

struct conn {
    struct server *server;
    struct MHD_Connection *mhd;
    char peer[PEER_MAX];
    bool is_proxy; /* its X-Forwarded-* count */

    /* under the watch's lock */
    struct conn *before, *after;
    int fd;
    bool is_cut;
    enum phase phase;
    int64_t since_ns;
    int64_t n_bytes;     /* of the body so far */
    bool has_acked;      /* acked_from is set */
    uint64_t acked_from; /* bytes the peer had when the answer began */

    /* the request: empty between two of them */
    struct arena arena; /* target and headers */
    bool is_begun, is_handed;
    struct web_input in;
    struct MHD_Response *response;
    int status;
    bool is_last; /* say Connection: close */
    struct web_parking parking;

    /* its body */
    struct arena held_arena;
    char *held;
    ptrdiff_t held_max;
    int64_t n_spooled;
    int64_t n_sending; /* bytes of the file that is the answer */
    int64_t body_limit;
    int body_fault; /* a status, or 0 */
};

struct watch {
    struct mutex lock;
    struct condition stop;
    struct thread thread;
    bool is_stopping;
    struct conn *first;
    struct conn *unused;
    struct arena arena; /* of struct conn: only the I/O thread takes */
    int n_conns;
};

struct worker {
    struct server *server;
    struct thread thread;
    void *its; /* what worker_open gave */
    enum err opened;
    struct why why;
    struct arena arena; /* copies for the library; a body read back */
};

struct pool {
    struct mutex lock;
    struct condition changed;
    struct conn **ring;
    int ring_size, first, n_waiting;
    int n_large; /* workers that are busy with a large body */
    bool is_closed; /* takes nothing more; workers leave when it is empty */
    bool is_late;   /* what still waits is answered 503 */
    struct worker *workers;
    int n_workers, n_opened;
};

struct server {
    struct server_config c;
    struct MHD_Daemon *daemon;
    text address;
    unsigned char proxy[16]; /* IPv4 as ::ffff:a.b.c.d */
    bool has_proxy;
    atomic_bool is_stopping;
    atomic_int n_parked; /* answers that wait, and belong to no worker */
    atomic_llong n_spooled; /* bytes in files, of all connections, which
                               came or are sent */
    struct watch watch;
    struct pool pool;
};

/* ---- watch: called by the I/O thread ------------------------------------ */
enum err watch_start(struct server *s, struct why *why);
void watch_stop(struct server *s);
struct conn *watch_enter(struct server *s, int fd); /* NULL: no memory */
void watch_leave(struct conn *c);
void watch_phase(struct conn *c, enum phase phase);
void watch_progress(struct conn *c, int64_t n_bytes);
/* How many are in this phase or a later one, and have not been cut. */
int watch_n_from(struct server *s, enum phase from);

/* ---- pool --------------------------------------------------------------- */
enum err pool_start(struct server *s, struct arena *process, struct why *why);
/* Suspends the connection and queues it; false when there is no room. */
bool pool_put(struct server *s, struct conn *c);
/* Nothing more comes in; with is_late what waits is not worked on. */
void pool_close(struct server *s, bool is_late);
void pool_join(struct server *s);

/* ---- body --------------------------------------------------------------- */
/* Makes ready for `size` bytes, or BODY_IS_CHUNKED. */
void body_begin(struct conn *c, int64_t size);
/* False: cut the connection. */
bool body_take(struct conn *c, const char *piece, ptrdiff_t n);
/* By the worker: fills in->body or in->body_fd. Returns 0 or a status. */
int body_finish(struct conn *c, struct arena *a);
void body_drop(struct conn *c);

/* ---- answer ------------------------------------------------------------- */
/* By the worker: out becomes c->response, and its fd is taken. */
void answer_make(struct conn *c, struct arena *a, struct web_output *out);
/* A line of plain text, after which the connection is closed. */
void answer_refuse(struct conn *c, int status, const char *reason);

/* ---- request: what the library calls, with its own signatures ----------- */
/* The request line came; the result becomes *state of the others. */
void *on_target(void *server, const char *target, struct MHD_Connection *mhd);
size_t leave_raw(void *server, struct MHD_Connection *mhd, char *s);
enum MHD_Result on_request(void *server, struct MHD_Connection *mhd,
    const char *path, const char *method, const char *version,
    const char *piece, size_t *n_piece, void **state);
void on_completed(void *server, struct MHD_Connection *mhd, void **state,
    enum MHD_RequestTerminationCode code);
void on_connection(void *server, struct MHD_Connection *mhd,
    void **socket_context, enum MHD_ConnectionNotificationCode code);

#endif
