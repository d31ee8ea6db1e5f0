/* What the pages of threads are given. */
#ifndef KEEP_THREAD_PAGES_H
#define KEEP_THREAD_PAGES_H

#include "keep/thread.h"

enum { CHAIN_NODES = 48, CHAIN_LINKS = 12, FOUND_MAX = 12 };

/* One thing that is reached from another; `parent` is its place in the walk,
 * -1 for the thing where it began. */
struct thread_node {
    struct thing thing;
    text address;
    int how, parent, depth, n_children;
    bool goes_on; /* there is more behind it than is shown */
};
/* One direction of a chain. */
struct thread_walk {
    struct thread_node nodes[CHAIN_NODES];
    int n_nodes, n_hidden;
};
struct thread_chain {
    struct thing self;
    text address;
    struct thread_walk before, after;
    text further; /* the same page to a greater depth, or not known */
    bool may_edit;
};

struct thread_all {
    struct thing self;
    text address;
    struct thread_block block;
    text next;
};

struct thread_found {
    struct thing thing;
    text value; /* "place/KEY" */
};
struct thread_linking {
    struct thing self;
    text address;
    struct form *form;
    text q, end;
    struct thread_found found[FOUND_MAX];
    int n_found;
};

/* "/thread/KIND/KEY/all" */
text thread_sub_address(
    struct arena *a, text kind, int64_t id, const char *what);
text thread_remove_address(struct arena *a, const struct thread_block *b,
    const struct thread_end *end);

#endif
