#include "support/told.h"

#include "os/clock.h"

#include <stdio.h>

static void
note(struct db_parked *it, enum err e, const char *why)
{
    struct told *t = (struct told *)it;
    mutex_lock(&t->lock);
    t->n++;
    t->e = e;
    snprintf(t->why, sizeof t->why, "%.*s", (int)sizeof t->why - 1, why);
    mutex_unlock(&t->lock);
}

struct told
new_told(void)
{
    struct told t = { .it.told = note };
    mutex_open(&t.lock);
    return t;
}

int
n_told(struct told *t)
{
    mutex_lock(&t->lock);
    int n = t->n;
    mutex_unlock(&t->lock);
    return n;
}

bool
is_told_within(struct told *t, int ms)
{
    for (int i = 0; n_told(t) == 0 && i < ms; i++)
        sleep_ms(1);
    return n_told(t) == 1;
}
