/* The groups of a conversation, drawn again by all cores: each round stands at
 * its own place, whoever draws it, and is the same. */
#include "decide/ground/opinions.h"

#include "os/process.h"
#include "os/thread.h"

#include <stdatomic.h>

#define THREAD_BYTES ((ptrdiff_t)1 << 30)
enum { THREADS_MAX = 4, MANY_CELLS = 20'000 };

struct drawing {
    const struct cp_found *f;
    atomic_int next;
    atomic_bool is_over, has_no_room;
};
struct drawer {
    struct drawing *all;
    struct thread thread;
    struct arena arena;
    bool asks; /* whether to go on: the first does, between its rounds */
};

static void
draw(struct drawer *d)
{
    struct drawing *all = d->all;
    const struct cp_found_rules *r = &all->f->rules;
    int32_t n = all->f->n_resamples;
    while (!atomic_load(&all->is_over)) {
        int round = atomic_fetch_add(&all->next, 1);
        if (round >= n)
            return;
        if (d->asks && r->goes_on != NULL && !r->goes_on(r->context, round, n))
            atomic_store(&all->is_over, true);
        else
            cp_found_draw(all->f, &d->arena, round);
    }
}

/* In a boundary of its own: others still read what the caller's would give
 * back. */
static void
run(void *arg)
{
    struct drawer *d = arg;
    jmp_buf no_room;
    arena_open(&d->arena, THREAD_BYTES);
    d->arena.no_room = &no_room;
    if (setjmp(no_room) == 0)
        draw(d);
    else {
        atomic_store(&d->all->has_no_room, true);
        atomic_store(&d->all->is_over, true);
    }
    arena_close(&d->arena);
}

enum err
opinions_find_groups(struct cp_found *f, struct arena *a,
    const struct cp_votes *v, const struct cp_found_rules *rules, int n_threads,
    struct why *why)
{
    struct drawing all = { .f = f };
    struct drawer drawers[THREADS_MAX] = { { .all = &all, .asks = true } };
    int n = 1, most = n_threads > 0 ? n_threads : core_count();
    cp_found_begin(f, a, v, rules);
    if (n_threads == 0 && v->starts[v->n_people] < MANY_CELLS)
        most = 1;
    for (; n < most && n < THREADS_MAX && n < f->n_resamples; n++) {
        drawers[n] = (struct drawer){ .all = &all };
        /* with fewer it takes longer, and comes out the same */
        if (thread_start(
                &drawers[n].thread, "opinions", run, &drawers[n], NULL) != OK)
            break;
    }
    run(&drawers[0]);
    for (int i = 1; i < n; i++)
        thread_join(&drawers[i].thread);
    if (atomic_load(&all.has_no_room))
        return err_say(why, ERR_NO_ROOM, "there is not enough memory for this");
    if (atomic_load(&all.is_over))
        f->outcome = CP_FOUND_STOPPED;
    cp_found_end(f, a, v);
    return OK;
}
