/* The pages of threads: the whole of one, all links of a thing, linking. */
#include "keep/thread_pages.h"

#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/once.h"
#include "keep/thread.html.h"

enum { DEPTH_USUAL = 4, DEPTH_MAX = 8, ALL_ROWS = THREAD_ENDS_MAX / 2 };

text
thread_sub_address(struct arena *a, text kind, int64_t id, const char *what)
{
    return arena_print(
        a, "%.*s/%s", TEXT_ARG(thread_address(a, kind, id)), what);
}

text
thread_remove_address(
    struct arena *a, const struct thread_block *b, const struct thread_end *end)
{
    char key[KEY_LENGTH];
    return arena_print(a, "%.*s/remove/%.*s",
        TEXT_ARG(thread_address(a, b->kind, b->id)),
        TEXT_ARG(key_print(end->link_id, key)));
}

/* The thing of the address, when this reader may see it. */
static enum err
load_self(struct request *rq, struct thing *self)
{
    enum err e =
        thing_load(rq->db, rq->arena, rq->params[0], request_key(rq, 1), self);
    return e == OK && !thing_may_see(&rq->actor, self) ? ERR_NOT_FOUND : e;
}

/* ---- All links of one thing -----------------------------------------------
 */

struct all_ask {
    int64_t after;
};
static const struct input all_inputs[] = {
    INPUT(struct all_ask, after, INPUT_KEY),
};

/* Of both directions the first ones, so that a page ends at one link. */
static int64_t
cut_rows(struct thread_block *b)
{
    int64_t last = 0;
    ptrdiff_t i = 0, k = 0;
    while (i + k < ALL_ROWS && (i < b->n_from || k < b->n_to))
        if (k == b->n_to || (i < b->n_from && b->from[i].id < b->to[k].id))
            last = b->from[i++].id;
        else
            last = b->to[k++].id;
    bool has_more = i < b->n_from || k < b->n_to;
    b->n_from = i;
    b->n_to = k;
    return has_more ? last : 0;
}

enum err
thread_all_show(struct request *rq, struct answer *an)
{
    struct thread_all p = { 0 };
    struct all_ask ask = { 0 };
    struct form form;
    query_parse(rq, all_inputs, 1, &ask);
    enum err e = load_self(rq, &p.self);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    p.block.id = p.self.id;
    thread_from_ask(&batch,
        (struct thread_from_in){ .thing_id = p.self.id,
            .after_id = ask.after,
            .n_rows = ALL_ROWS + 1 },
        &p.block.from, &p.block.n_from);
    thread_to_ask(&batch,
        (struct thread_to_in){ .thing_id = p.self.id,
            .after_id = ask.after,
            .n_rows = ALL_ROWS + 1 },
        &p.block.to, &p.block.n_to);
    e = db_batch_run(&batch);
    int64_t last = e == OK ? cut_rows(&p.block) : 0;
    if (e == OK)
        e = thread_finish(rq, p.self.kind->kind, p.self.id, &p.block);
    if (e != OK)
        return e;
    char key[KEY_LENGTH];
    if (last != 0)
        p.next = request_with(rq, "after", key_print(last, key));
    p.address = thing_address(rq->arena, &p.self);
    if (p.block.may_edit) {
        form_open(rq, NULL, 0, &form);
        p.block.form = &form;
    }
    struct view v = request_view(rq);
    keep_thread_all(&v, &p);
    struct phrase_arg arg = phrase_arg(p.self.title);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Links of %s"), 1, &arg),
            .body = view_html(&v) });
    return OK;
}

/* ---- The whole thread -----------------------------------------------------
 */

struct walking {
    struct request *rq;
    struct thread_walk *walk;
    bool is_back;
    int depth_max;
    int64_t self_id;
};

struct reached {
    text kind;
    int64_t id;
    int how, parent;
};

static bool
was_seen(const struct walking *w, int64_t id, const struct reached *reached,
    int n_reached)
{
    if (id == w->self_id)
        return true;
    for (int i = 0; i < w->walk->n_nodes; i++)
        if (w->walk->nodes[i].thing.id == id)
            return true;
    for (int i = 0; i < n_reached; i++)
        if (reached[i].id == id)
            return true;
    return false;
}

/* Those ends of one node's links that lie in this direction. */
static void
reach(struct walking *w, int parent, const struct thread_block *b,
    struct reached *reached, int *n_reached)
{
    for (ptrdiff_t i = 0; i < b->n_from + b->n_to; i++) {
        const struct thread_row *row =
            i < b->n_from ? &b->from[i] : &b->to[i - b->n_from];
        struct reached one = { .parent = parent,
            .how = thread_how(row, b->id) };
        thread_other(row, b->id, &one.kind, &one.id);
        if ((one.how < THREAD_WORDS / 2) != w->is_back ||
            was_seen(w, one.id, reached, *n_reached))
            continue;
        if (w->walk->n_nodes + *n_reached < CHAIN_NODES)
            reached[(*n_reached)++] = one;
        else if (parent >= 0)
            w->walk->nodes[parent].goes_on = true;
    }
}

/* Their titles; those that may not be seen are counted and left alone. */
static enum err
name_reached(struct walking *w, const struct reached *reached, int n, int depth)
{
    struct thing_asked asked[DB_BATCH_MAX];
    for (int at = 0; at < n; at += DB_BATCH_MAX) {
        struct db_batch batch = db_batch_open(w->rq->db, w->rq->arena);
        int n_asked = n - at < DB_BATCH_MAX ? n - at : DB_BATCH_MAX;
        for (int i = 0; i < n_asked; i++)
            thing_ask(
                &batch, reached[at + i].kind, reached[at + i].id, &asked[i]);
        enum err e = db_batch_run(&batch);
        if (e != OK)
            return e;
        for (int i = 0; i < n_asked; i++) {
            struct thread_node node = { .how = reached[at + i].how,
                .parent = reached[at + i].parent,
                .depth = depth };
            if (!thing_take(&asked[i], &node.thing))
                continue;
            if (!thing_may_see(&w->rq->actor, &node.thing)) {
                w->walk->n_hidden++;
                continue;
            }
            node.address = thing_address(w->rq->arena, &node.thing);
            if (node.parent >= 0)
                w->walk->nodes[node.parent].n_children++;
            w->walk->nodes[w->walk->n_nodes++] = node;
        }
    }
    return OK;
}

/* The links of the nodes from..to of the walk; -1 is where it began. */
static enum err
reach_level(struct walking *w, int from, int to, struct reached *reached,
    int *n_reached)
{
    enum { N_AT_ONCE = DB_BATCH_MAX / 2 };
    struct thread_block *blocks =
        arena_new(w->rq->arena, struct thread_block, N_AT_ONCE);
    for (int at = from; at < to; at += N_AT_ONCE) {
        struct db_batch batch = db_batch_open(w->rq->db, w->rq->arena);
        int n = to - at < N_AT_ONCE ? to - at : N_AT_ONCE;
        for (int i = 0; i < n; i++) {
            int64_t id =
                at + i < 0 ? w->self_id : w->walk->nodes[at + i].thing.id;
            blocks[i].id = id;
            thread_from_ask(&batch,
                (struct thread_from_in){
                    .thing_id = id, .n_rows = CHAIN_LINKS },
                &blocks[i].from, &blocks[i].n_from);
            thread_to_ask(&batch,
                (struct thread_to_in){ .thing_id = id, .n_rows = CHAIN_LINKS },
                &blocks[i].to, &blocks[i].n_to);
        }
        enum err e = db_batch_run(&batch);
        if (e != OK)
            return e;
        for (int i = 0; i < n; i++) {
            if (at + i >= 0 &&
                (blocks[i].n_from == CHAIN_LINKS ||
                    blocks[i].n_to == CHAIN_LINKS))
                w->walk->nodes[at + i].goes_on = true;
            reach(w, at + i, &blocks[i], reached, n_reached);
        }
    }
    return OK;
}

/* Level by level, each thing once, however the links go round. */
static enum err
walk(struct walking *w)
{
    struct reached *reached =
        arena_new(w->rq->arena, struct reached, CHAIN_NODES);
    int from = -1, to = 0;
    enum err e = OK;
    for (int depth = 1; e == OK && from < to; depth++) {
        int n_reached = 0;
        e = reach_level(w, from, to, reached, &n_reached);
        if (e != OK || depth > w->depth_max) {
            /* one level more was asked, to know where it goes on */
            for (int i = 0; e == OK && i < n_reached; i++)
                if (reached[i].parent >= 0)
                    w->walk->nodes[reached[i].parent].goes_on = true;
            break;
        }
        from = depth == 1 ? 0 : to;
        e = name_reached(w, reached, n_reached, depth);
        to = w->walk->n_nodes;
    }
    return e;
}

struct chain_ask {
    int64_t depth;
};
static const struct input chain_inputs[] = {
    INPUT(struct chain_ask, depth, INPUT_INT, .min = 1, .max = DEPTH_MAX),
};

static bool
goes_further(const struct thread_walk *w, int depth)
{
    for (int i = 0; i < w->n_nodes; i++)
        if (w->nodes[i].goes_on && w->nodes[i].depth == depth)
            return true;
    return false;
}

enum err
thread_show(struct request *rq, struct answer *an)
{
    struct thread_chain *c = arena_new(rq->arena, struct thread_chain, 1);
    struct chain_ask ask = { 0 };
    query_parse(rq, chain_inputs, 1, &ask);
    int depth = ask.depth == 0 ? DEPTH_USUAL : (int)ask.depth;
    enum err e = load_self(rq, &c->self);
    struct walking w = { .rq = rq,
        .walk = &c->before,
        .is_back = true,
        .depth_max = depth,
        .self_id = c->self.id };
    if (e == OK)
        e = walk(&w);
    w.walk = &c->after;
    w.is_back = false;
    if (e == OK)
        e = walk(&w);
    if (e != OK)
        return e;
    c->address = thing_address(rq->arena, &c->self);
    c->may_edit = thing_may_edit(&rq->actor, &c->self);
    if (depth < DEPTH_MAX &&
        (goes_further(&c->before, depth) || goes_further(&c->after, depth)))
        c->further =
            request_with(rq, "depth", arena_print(rq->arena, "%d", DEPTH_MAX));
    struct view v = request_view(rq);
    keep_thread_chain(&v, c);
    struct phrase_arg arg = phrase_arg(c->self.title);
    an->may_cache = true;
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("The thread of %s"), 1, &arg),
            .body = view_html(&v) });
    return OK;
}
