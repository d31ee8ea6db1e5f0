/* The seam and nothing behind it, to be measured and attacked.
 *
 *     seam [WORKERS]    prints its address, serves until SIGTERM
 *
 * GET / and /shared: a page of 11,141 bytes, copied or shared; POST: the size
 * of its body. */
#include "web/server.h"

#include <signal.h> /* lint: a program of its own */
#include <stdio.h>
#include <stdlib.h>

enum { PAGE_SIZE = 11'141, N_WORKERS_MAX = 64 };

static char page[PAGE_SIZE];

static enum err
worker_open(void *context, void **its, struct why *why)
{
    (void)why;
    static _Thread_local struct arena arena;
    (void)context;
    arena_open(&arena, 64 * 1024);
    *its = &arena;
    return OK;
}

static void
worker_close(void *context, void *its)
{
    (void)context;
    arena_close(its);
}

static void
work(void *context, void *its, const struct web_input *in,
    struct web_output *out)
{
    (void)context;
    arena_reset(its, 64 * 1024);
    if (!web_answer_header(out, "Content-Type", TEXT("text/html")))
        out->status = 500;
    out->is_shared = text_starts_with(in->target, TEXT("/shared"));
    out->body = (text){ page, PAGE_SIZE };
    if (in->method == WEB_POST)
        out->body = arena_print(its, "%lld\n", (long long)in->body_size);
}

static int64_t
body_limit(void *context, text target)
{
    (void)context, (void)target;
    return 256 << 20;
}

int
main(int argc, char **argv)
{
    sigset_t end;
    int signal_number;
    struct arena process;
    struct server *server;
    struct why why = { 0 };
    struct server_config c = { .listen = TEXT_INIT("127.0.0.1:0"),
        .n_workers = argc > 1 ? atoi(argv[1]) : 0,
        .worker_open = worker_open,
        .worker_close = worker_close,
        .work = work,
        .body_limit = body_limit };
    for (int i = 0; i < PAGE_SIZE; i++)
        page[i] = i % 80 == 79 ? '\n' : (char)('a' + i % 26);
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    sigaddset(&end, SIGINT);
    sigprocmask(SIG_BLOCK, &end, NULL);
    arena_open(&process, 1 << 20);
    if (argc > 1 && (c.n_workers < 1 || c.n_workers > N_WORKERS_MAX)) {
        fprintf(stderr, "usage: seam [WORKERS]\n");
        return 2;
    }
    if (server_start(&server, &c, &process, &why) != OK) {
        fprintf(stderr, "%s\n", why.text);
        return 1;
    }
    printf("%.*s\n", TEXT_ARG(server_address(server)));
    fflush(stdout);
    sigwait(&end, &signal_number);
    server_stop(server);
    arena_close(&process);
    return 0;
}
