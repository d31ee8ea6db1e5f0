#include "web/site.h"

#include "os/clock.h"
#include "os/entropy.h"
#include "web/address.h"
#include "web/cache.h"
#include "web/limit.h"
#include "web/route.h"

#include <stdio.h>

enum {
    REQUEST_LIMIT = 8 << 20,
    CACHE_BYTES = 4 << 20,
    OWN_BYTES = 1 << 20,
    SECRET_LENGTH = 32,
    FORM_MAX = 1 << 20,
    LOST_POST_MAX = 64 << 10
};

/* What one thread has: its connection, its arena, its compressor. */
struct worker {
    struct arena own; /* where this struct itself is */
    struct arena request;
    struct db *db;
    struct compressor *compressor;
};

/* ---- Opening ------------------------------------------------------------- */

enum err
site_open(struct site **site, const struct site_config *config,
    struct arena *process, struct why *why)
{
    static const struct route *const none[] = { NULL };
    const struct route *const *rooms =
        config->routes == NULL ? none : config->routes;
    ptrdiff_t n = 0;
    while (rooms[n] != NULL)
        n++;
    struct site *s = arena_new(process, struct site, 1);
    s->config = *config;
    s->config.base_url = text_ends_with(config->base_url, TEXT("/"))
        ? text_slice(config->base_url, 0, config->base_url.len - 1)
        : config->base_url;
    if (s->config.request_limit == 0)
        s->config.request_limit = REQUEST_LIMIT;
    s->process = process;
    s->tables = arena_new(process, const struct route *, n + 2);
    for (ptrdiff_t i = 0; i < n; i++)
        s->tables[i] = rooms[i];
    s->tables[n] = web_routes;
    enum err e = routes_check(s->tables, why);
    if (e != OK)
        return e;
    char *secret = arena_new(process, char, SECRET_LENGTH);
    entropy(secret, SECRET_LENGTH);
    s->secret = (text){ secret, SECRET_LENGTH };
    s->style = asset_address(process, "style.css");
    answer_prepare(s);
    s->cache = config->is_dev ? NULL : cache_open(CACHE_BYTES);
    s->own = s->cache == NULL ? NULL : cache_open(OWN_BYTES);
    if (config->post_limit > 0)
        s->limit = limit_open(process, config->post_limit, entropy_bits());
    *site = s;
    return OK;
}

void
site_close(struct site *site)
{
    cache_close(site->cache);
    cache_close(site->own);
    limit_close(site->limit);
}

/* ---- Pages that are kept ------------------------------------------------- */

/* Before anything else is asked: what is read later is as new or newer. */
static void
ask_change_count(struct request *rq)
{
    const struct web_input *in = rq->input;
    int64_t arrived_ns = in->arrived_ns > 0 ? in->arrived_ns : monotonic_ns();
    struct db_counts counts = { 0 };
    rq->has_change_count = rq->site->cache != NULL && rq->db != NULL &&
        in->method != WEB_POST &&
        !text_starts_with(rq->path, TEXT("/static/")) &&
        db_counts_since(rq->db, arrived_ns, &counts) == OK;
    rq->change_count = counts.n_changes;
    rq->write_count = counts.n_writes;
}

/* Under which key the answer may be kept; not known when it may not be: the
 * reader has a cookie, is to be sent to another address, or nothing says
 * whether the database changed. Between path and query stands a byte that no
 * path holds: decoded, a path may well hold '?'. */
static text
cache_key(struct request *rq, const struct address *address)
{
    const struct web_input *in = rq->input;
    ask_change_count(rq);
    if (!rq->has_change_count || address->has_extra_slash ||
        text_is_known(web_header(in, TEXT("Cookie"))) ||
        text_is_known(web_header(in, TEXT("Authorization"))))
        return (text){ 0 };
    /* the body comes in the one or the other */
    text accept = web_header(in, TEXT("Accept-Encoding"));
    char head[5] = { (char)('0' + lang_index(rq->lang)),
        (char)('0' + (int)encoding_pick(accept, true)),
        (char)('0' + (int)encoding_pick(accept, false)),
        rq->has_language ? 'l' : 'n', (char)('0' + (int)lang_offered()) };
    return arena_join(rq->arena, 4,
        (text[]){ { head, sizeof head }, rq->path,
            text_is_known(rq->query) ? TEXT("\n") : TEXT(""), rq->query });
}

static bool
answer_from_cache(
    struct request *rq, text key, struct answer *an, struct visit *visit)
{
    struct kept kept;
    if (!text_is_known(key) ||
        !cache_get(rq->site->cache, key, rq->change_count, rq->arena, &kept))
        return false;
    *an = (struct answer){ .type = kept.type,
        .body = kept.body,
        .etag = kept.etag,
        .encoding = kept.encoding,
        .is_made = true };
    visit->route = kept.route;
    visit->was_kept = true;
    return true;
}

static void
keep(struct request *rq, text key, const struct answer *an)
{
    if (!text_is_known(key) || !an->may_cache || rq->is_private ||
        an->status != 200 || text_is_known(an->download_name))
        return;
    struct kept kept = { .route = rq->route,
        .type = an->type,
        .etag = an->etag,
        .encoding = an->encoding,
        .body = an->body };
    cache_put(rq->site->cache, key, rq->change_count, &kept);
}

/* ---- One request --------------------------------------------------------- */

bool
actor_may(const struct actor *who, enum who least, const int64_t *things,
    int n_things)
{
    if (least == WHO_ANYONE)
        return true;
    if (who->person_id == 0 || least == WHO_PERSON)
        return who->person_id != 0;
    if (who->is_coordinator)
        return true;
    for (int i = 0; i < who->n_standings; i++)
        for (int k = 0; k < n_things; k++)
            if (things[k] != 0 && things[k] == who->standings[i].thing_id &&
                who->standings[i].role >= least)
                return true;
    return false;
}

/* May they? *e is not OK when what the address names is not there. */
static bool
may(struct request *rq, enum err *e)
{
    const struct route *r = rq->route;
    int64_t things[3] = { 0 };
    *e = OK;
    if (r->of == NULL || r->who <= WHO_PERSON)
        return actor_may(&rq->actor, r->who, NULL, 0);
    /* nothing is asked for who may nothing */
    if (rq->actor.person_id == 0 || rq->site->config.things_of == NULL)
        return false;
    enum who least = r->who;
    *e = rq->site->config.things_of(rq, r, things, &least);
    return *e == OK && actor_may(&rq->actor, least, things, 3);
}

static text
allowed_methods(const struct route_match *found)
{
    return found->allows_get && found->allows_post ? TEXT("GET, HEAD, POST")
        : found->allows_get                        ? TEXT("GET, HEAD")
                                                   : TEXT("POST");
}

static bool
is_web_route(const struct route *r)
{
    for (const struct route *own = web_routes; own->path != NULL; own++)
        if (own == r)
            return true;
    return false;
}

/* The one place where rights are kept. A visitor who follows a link is asked
 * who they are, and comes back here. */
static enum err
turn_away(struct request *rq, struct answer *an)
{
    const char *sign_in = rq->site->config.sign_in;
    if (rq->actor.person_id == 0 && rq->input->method == WEB_POST &&
        rq->route->lost != NULL)
        return rq->route->lost(rq, an);
    if (rq->actor.person_id != 0 || sign_in == NULL ||
        rq->input->method == WEB_POST)
        return ERR_DENIED;
    rq->is_private = true;
    answer_redirect(rq, an,
        arena_join(rq->arena, 3,
            (text[]){ text_of(sign_in), TEXT("?then="),
                percent_encode(rq->arena, rq->path, false) }));
    return OK;
}

/* Whoever must do something first: everywhere but there, and at the way out. */
static bool
is_led_elsewhere(const struct request *rq)
{
    return rq->actor.must_go != NULL && !is_web_route(rq->route) &&
        !text_starts_with(rq->path, text_of(rq->actor.must_go)) &&
        !text_is_equal(rq->path, TEXT("/sign-out"));
}

static enum err
call_handler(struct request *rq, struct answer *an, struct visit *visit)
{
    struct route_match found =
        route_find(rq->site->tables, rq->input->method, rq->path);
    /* what has no language is not there under one */
    if (found.route != NULL && rq->has_language && is_web_route(found.route))
        return ERR_NOT_FOUND;
    if (found.route == NULL && found.is_path_known) {
        an->allow = allowed_methods(&found);
        answer_error(rq, an, 405);
        return OK;
    }
    if (found.route == NULL)
        return ERR_NOT_FOUND;
    rq->route = visit->route = found.route;
    for (int i = 0; i < 4; i++)
        rq->params[i] = found.params[i];
    if (is_led_elsewhere(rq)) {
        if (rq->input->method == WEB_POST)
            return ERR_DENIED;
        answer_redirect(rq, an, text_of(rq->actor.must_go));
        return OK;
    }
    enum err e;
    if (!may(rq, &e))
        return e == OK ? turn_away(rq, an) : e;
    return found.route->handler(rq, an);
}

static void
move_on(struct request *rq, struct answer *an)
{
    bool has_query = !text_is_empty(rq->query);
    an->status = 301;
    an->location = arena_join(rq->arena, 5,
        (text[]){ rq->has_language ? TEXT("/") : TEXT(""),
            rq->has_language ? lang_code(rq->lang) : TEXT(""),
            request_address(rq), has_query ? TEXT("?") : TEXT(""),
            has_query ? rq->query : TEXT("") });
}

static void
respond(struct request *rq, struct answer *an, struct compressor *c,
    struct visit *visit, struct web_output *out)
{
    struct site *site = rq->site;
    const struct web_input *in = rq->input;
    struct address address;
    enum err parsed = address_read(rq->arena, in->target, &address);
    rq->path = parsed == OK ? address.path : TEXT("/");
    rq->query = address.query;
    rq->has_language = address.lang != NULL;
    rq->lang = address.lang != NULL
        ? address.lang
        : lang_negotiate(web_header(in, TEXT("Accept-Language")));
    rq->is_private = text_is_known(web_header(in, TEXT("Cookie")));
    visit->lang = rq->lang;
    if (parsed != OK) {
        rq->query = (text){ 0 };
        answer_error(rq, an, 400);
        answer_send(rq, an, c, out);
        return;
    }
    text key = cache_key(rq, &address);
    if (answer_from_cache(rq, key, an, visit)) {
        answer_send(rq, an, c, out);
        return;
    }
    if (site->config.who_acts != NULL)
        rq->actor = site->config.who_acts(rq);
    rq->is_private = rq->is_private || rq->actor.person_id != 0;
    if (!rq->has_language && rq->actor.lang != NULL) {
        visit->lang = rq->lang = rq->actor.lang;
        rq->is_private = true; /* the key says another language */
    }
    if (address.has_extra_slash && in->method != WEB_POST) {
        move_on(rq, an);
    } else {
        enum err e = call_handler(rq, an, visit);
        if (e != OK) {
            bool is_db = e == ERR_DB || e == ERR_BUSY;
            visit->why =
                is_db && rq->db != NULL ? db_last_why(rq->db) : err_name(e);
            answer_error(rq, an, answer_status(e));
        }
    }
    answer_send(rq, an, c, out);
    keep(rq, key, an);
}

/* The boundary: whatever runs out of room inside comes back here, and only
 * what `visit` holds is known then. */
static void
respond_within(struct site *site, struct worker *w, struct arena *a,
    const struct web_input *in, struct visit *visit, struct web_output *out)
{
    jmp_buf boundary;
    a->no_room = &boundary;
    if (setjmp(boundary) != 0) {
        if (w->db != NULL)
            db_recover(w->db);
        visit->why = "no room";
        answer_busy(site, visit, in, out);
    } else {
        struct request *rq = arena_new(a, struct request, 1);
        struct answer *an = arena_new(a, struct answer, 1);
        *rq = (struct request){ .arena = a,
            .db = w->db,
            .site = site,
            .lang = lang_all(0),
            .input = in,
            .now = now_s(),
            .secret = site->secret };
        respond(rq, an, w->compressor, visit, out);
    }
    a->no_room = NULL;
    visit->status = out->status;
}

void
site_answer(struct site *site, struct db *db, struct arena *a, ptrdiff_t limit,
    const struct web_input *in, struct web_output *out)
{
    struct worker w = { .db = db, .compressor = compressor_open() };
    struct visit visit = { 0 };
    arena_reset(a, limit > 0 ? limit : site->config.request_limit);
    respond_within(site, &w, a, in, &visit, out);
    compressor_close(w.compressor);
}

/* ---- Serving ------------------------------------------------------------- */

static enum err
worker_open(void *context, void **worker, struct why *why)
{
    struct site *site = context;
    struct arena own;
    arena_open(&own, 4096);
    struct worker *w = arena_try(
        &own, (ptrdiff_t)sizeof *w, (ptrdiff_t) _Alignof(struct worker), 1);
    if (w == NULL)
        return err_say(why, ERR_NO_ROOM, "no memory for a worker");
    w->own = own;
    arena_open(&w->request, site->config.request_limit);
    if (site->config.home != NULL) {
        enum err e = db_defer_open(site->config.home, why);
        if (e == OK)
            e = db_connect(&w->db, site->config.home, why);
        if (e != OK) {
            arena_close(&own);
            return e;
        }
    }
    w->compressor = compressor_open();
    *worker = w;
    return OK;
}

static void
worker_close(void *context, void *worker)
{
    (void)context;
    struct worker *w = worker;
    if (w->db != NULL)
        db_disconnect(w->db);
    compressor_close(w->compressor);
    arena_close(&w->request);
    struct arena own = w->own;
    arena_close(&own);
}

/* An answer that says "saved" before the disk has it: it waits. */
struct parked {
    struct db_parked it;
    struct site *site;
    const struct web_input *in;
    struct visit visit;
    int64_t n_bytes, began_ns;
};

static int64_t
us_since(int64_t began_ns)
{
    return (monotonic_ns() - began_ns) / 1000;
}

/* On any thread. */
static void
be_told(struct db_parked *it, enum err e, const char *why)
{
    struct parked *p = (struct parked *)it;
    struct web_output out = {
        .status = p->visit.status, .fd = -1, .body.len = (ptrdiff_t)p->n_bytes
    };
    if (e != OK) {
        p->visit.why = why;
        answer_busy(p->site, &p->visit, p->in, &out);
    }
    if (!p->site->config.is_quiet)
        log_request(&p->visit, p->in, &out, us_since(p->began_ns));
    p->in->parking->release(p->in->parking, e == OK ? NULL : &out);
}

static void
park(void *worker, struct web_parking *parking)
{
    struct worker *w = worker;
    struct parked *p = (struct parked *)(void *)parking->room;
    db_park(w->db, &p->it);
}

static void
rests(void *worker)
{
    struct worker *w = worker;
    db_rest(w->db);
}

static void
work(void *context, void *worker, const struct web_input *in,
    struct web_output *out)
{
    struct site *site = context;
    struct worker *w = worker;
    struct visit visit = { 0 };
    int64_t began_ns = monotonic_ns();
    arena_reset(&w->request, site->config.request_limit);
    bool may_park =
        w->db != NULL && in->method == WEB_POST && in->parking != NULL;
    if (may_park)
        db_defer(w->db, true);
    respond_within(site, w, &w->request, in, &visit, out);
    if (may_park && db_is_owed(w->db)) {
        _Static_assert(sizeof(struct parked) <= WEB_PARK_ROOM, "it fits");
        struct parked *p = (struct parked *)(void *)in->parking->room;
        *p = (struct parked){ .it.told = be_told,
            .site = site,
            .in = in,
            .visit = visit,
            .n_bytes = out->fd >= 0 ? out->fd_size : out->body.len,
            .began_ns = began_ns };
        out->park = park;
        return;
    }
    if (may_park)
        db_defer(w->db, false);
    if (!site->config.is_quiet)
        log_request(&visit, in, out, us_since(began_ns));
}

/* On the socket thread: no arena, so an escaped path is not found here and
 * gets what a lost post gets. */
static int64_t
body_limit(void *context, text target)
{
    const struct site *site = context;
    text query;
    text path = text_cut(target, '?', &query);
    for (int i = 0; i < LANG_N; i++) {
        text code = lang_code(lang_all(i));
        if (path.len > code.len + 1 && path.ptr[code.len + 1] == '/' &&
            text_is_equal(text_slice(path, 1, code.len + 1), code)) {
            path = text_slice(path, code.len + 1, path.len);
            break;
        }
    }
    struct route_match found = route_find(site->tables, WEB_POST, path);
    if (found.route == NULL)
        return LOST_POST_MAX;
    return found.route->body_max > 0 ? found.route->body_max : FORM_MAX;
}

/* On port 0 the system chooses: then links say what it chose. */
static void
listens(void *context, text address)
{
    struct site *site = context;
    if (text_ends_with(site->config.base_url, TEXT(":0")))
        site->config.base_url = address;
}

void
site_serve_with(struct site *site, struct server_config *c)
{
    c->context = site;
    c->worker_open = worker_open;
    c->worker_close = worker_close;
    c->work = work;
    c->rests = rests;
    c->body_limit = body_limit;
    c->listens = listens;
}
