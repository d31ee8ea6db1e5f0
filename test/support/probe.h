/* A server whose pages are made for looking at the server, and clients that
 * send bytes as they please. For the tests of the HTTP seam.
 *
 *     GET  /hello       "hello\n"
 *     POST /echo        its body back
 *     GET  /big         BIG_SIZE bytes of a pattern; /shared the same, shared
 *     GET  /file        the same out of a file
 *     GET  /who         peer, scheme and target
 *     GET  /wait        nothing, until probe_release
 *     POST /keep        size and digest of its body; where it was
 *     GET  /heads     nothing, with 2 KB of headers
 *     GET  /same        304
 *     POST /tiny...     takes 1,000 bytes; /none... takes none
 */
#ifndef SUPPORT_PROBE_H
#define SUPPORT_PROBE_H

#include "web/server.h"

#include <pthread.h>
#include <stdatomic.h>

enum { BIG_SIZE = 8 << 20, KEEP_LIMIT = 256 << 20, PROBE_WORKERS = 8 };

struct probe {
    struct server_config c; /* to be changed before probe_open */
    struct server *server;
    struct arena arena;
    int port;
    struct arena worker_arenas[PROBE_WORKERS];
    atomic_int n_worked, n_workers_open;
    atomic_long resident_kb; /* while /keep worked */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_released;
    int n_waiting; /* workers in /wait */
};
void probe_prepare(struct probe *p);
void probe_open(struct probe *p); /* fails the test when it does not start */
void probe_close(struct probe *p);
void probe_release(struct probe *p);
void probe_await_waiting(struct probe *p, int n);

/* Bytes of the pattern, and the digest that /keep would give. */
char pattern_at(int64_t i);
uint64_t pattern_digest(int64_t size);

int client_connect(const struct probe *p);
bool client_send(int fd, text bytes); /* false: the other side is gone */
/* One answer, or what came of it. Gives up after 5 s. */
struct reply {
    int status; /* 0: none came */
    text head, body;
    bool is_closed; /* the server closed after, or instead of, it */
};
struct reply client_read(int fd, struct arena *a, bool is_head_only);
/* Connect, send, read one answer, close. */
struct reply client_ask(struct probe *p, const char *request);
/* Reads whatever comes until the end: true when the end came in time. */
bool client_is_cut(int fd, int within_ms);

int n_descriptors(void);
long resident_kb(void);
void pause_ms(int ms);

#endif
