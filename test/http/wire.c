#include "run.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int64_t
now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool
wire_open(struct wire *w, int port)
{
    wire_close(w);
    bytes_clear(&w->in);
    w->used = 0;
    w->is_closed = false;
    w->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = { .tv_sec = 5 };
    setsockopt(w->fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    struct sockaddr_in to = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (connect(w->fd, (struct sockaddr *)&to, sizeof to) != 0) {
        wire_close(w);
        return false;
    }
    return true;
}

void
wire_close(struct wire *w)
{
    if (w->fd >= 0) {
        close(w->fd);
    }
    w->fd = -1;
}

void
wire_send(struct wire *w, const struct bytes *b)
{
    size_t sent = 0;
    while (w->fd >= 0 && sent < b->n) {
        ssize_t n = send(w->fd, b->at + sent, b->n - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return; /* an answer may stand in the way: read it */
        }
        sent += (size_t)n;
    }
}

/* More bytes into w->in; false at the end or when the time is over. */
static bool
wire_more(struct wire *w, int64_t until_ms)
{
    char piece[16384];
    while (w->fd >= 0 && !w->is_closed) {
        int64_t left = until_ms - now_ms();
        struct pollfd p = { .fd = w->fd, .events = POLLIN };
        int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            return false;
        }
        ssize_t n = recv(w->fd, piece, sizeof piece, 0);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            w->is_closed = true;
            return false;
        }
        bytes_add(&w->in, piece, (size_t)n);
        return true;
    }
    return false;
}

bool
reply_header(
    const struct reply *r, const char *name, int nth, struct bytes *value)
{
    size_t n_name = strlen(name);
    const char *line = r->head.at;
    while (line != NULL && (line = strstr(line, "\r\n")) != NULL) {
        line += 2;
        if (strncasecmp(line, name, n_name) != 0 || line[n_name] != ':') {
            continue;
        }
        if (nth-- > 0) {
            continue;
        }
        const char *at = line + n_name + 1;
        while (*at == ' ') {
            at++;
        }
        const char *end = strstr(at, "\r\n");
        bytes_clear(value);
        bytes_add(value, at, end == NULL ? strlen(at) : (size_t)(end - at));
        return true;
    }
    return false;
}

/* Waits until `n` bytes lie behind w->used. */
static bool
wire_hold(struct wire *w, size_t n, int64_t until_ms)
{
    while (w->in.n - w->used < n) {
        if (!wire_more(w, until_ms)) {
            return false;
        }
    }
    return true;
}

/* One line off the wire without its CRLF, or NULL; valid until the next. */
static const char *
wire_line(struct wire *w, int64_t until_ms)
{
    static char line[256];
    for (size_t n = 0;; n++) {
        if (!wire_hold(w, n + 1, until_ms) || n + 1 >= sizeof line) {
            return NULL;
        }
        line[n] = w->in.at[w->used + n];
        if (line[n] == '\n') {
            w->used += n + 1;
            line[n > 0 && line[n - 1] == '\r' ? n - 1 : n] = '\0';
            return line;
        }
    }
}

static bool
read_chunks(struct wire *w, int64_t until_ms, struct bytes *body)
{
    for (;;) {
        const char *line = wire_line(w, until_ms);
        if (line == NULL) {
            return false;
        }
        size_t n = strtoul(line, NULL, 16);
        if (n == 0) {
            do {
                line = wire_line(w, until_ms);
            } while (line != NULL && line[0] != '\0');
            return line != NULL;
        }
        if (!wire_hold(w, n + 2, until_ms)) {
            return false;
        }
        bytes_add(body, w->in.at + w->used, n);
        w->used += n + 2;
    }
}

void
wire_read(struct wire *w, bool is_head, int wait_ms, struct reply *r)
{
    int64_t began = now_ms(), until_ms = began + wait_ms;
    r->status = 0;
    r->is_late = false;
    bytes_clear(&r->head);
    bytes_clear(&r->body);
    size_t start = w->used;
    char *end = NULL;
    while (w->in.at == NULL ||
        (end = memmem(w->in.at + w->used, w->in.n - w->used, "\r\n\r\n", 4)) ==
            NULL) {
        if (!wire_more(w, until_ms)) {
            r->is_closed = w->is_closed;
            r->is_late = !w->is_closed;
            r->took_ms = now_ms() - began;
            return;
        }
    }
    size_t n_head = (size_t)(end - (w->in.at + w->used));
    bytes_add(&r->head, w->in.at + w->used, n_head);
    w->used += n_head + 4;
    if (strncmp(r->head.at, "HTTP/1.", 7) == 0 && r->head.n > 12) {
        r->status = atoi(r->head.at + 9);
    }
    struct bytes value = { 0 };
    bool is_whole = true;
    if (is_head || r->status == 204 || r->status == 304) {
        is_whole = true;
    } else if (r->status >= 100 && r->status < 200) {
        is_whole = true;
    } else if (reply_header(r, "Transfer-Encoding", 0, &value)) {
        is_whole = read_chunks(w, until_ms, &r->body);
    } else if (reply_header(r, "Content-Length", 0, &value)) {
        size_t n = strtoul(value.at, NULL, 10);
        is_whole = wire_hold(w, n, until_ms);
        size_t there = is_whole ? n : w->in.n - w->used;
        bytes_add(&r->body, w->in.at + w->used, there);
        w->used += there;
    } else {
        while (wire_more(w, until_ms)) {
        }
        bytes_add(&r->body, w->in.at + w->used, w->in.n - w->used);
        w->used = w->in.n;
    }
    if (!is_whole) {
        r->status = 0; /* cut off in the middle is no answer */
    }
    free(value.at);
    r->n_wire = w->used - start;
    r->is_closed = w->is_closed;
    r->is_late = !is_whole && !w->is_closed;
    r->took_ms = now_ms() - began;
}

bool
wire_ends(struct wire *w, int wait_ms)
{
    int64_t until_ms = now_ms() + wait_ms;
    while (wire_more(w, until_ms)) {
    }
    return w->is_closed && w->used == w->in.n;
}
