/* The program's own answers: assets, health, robots.txt. */
#include "web/asset.h"

#include "os/clock.h"
#include "os/file.h"
#include "web/cache.h"
#include "web/site.h"

#include <string.h>

enum { HASH_LENGTH = 8, DEV_MAX = 1 << 20 };

/* The first digits of the etag, without its quote. */
static text
asset_hash(const struct asset *as)
{
    return text_slice(text_of(as->etag), 1, 1 + HASH_LENGTH);
}

static const struct asset *
asset_find(text name)
{
    for (const struct asset *as = all_assets; as->name != NULL; as++)
        if (text_is_equal(text_of(as->name), name))
            return as;
    return NULL;
}

text
asset_address(struct arena *a, const char *name)
{
    const struct asset *as = asset_find(text_of(name));
    text end, start = text_cut(text_of(name), '.', &end);
    if (as == NULL)
        return arena_join(a, 2, (text[]){ TEXT("/static/"), text_of(name) });
    return arena_join(a, 6,
        (text[]){ TEXT("/static/"), start, TEXT("-"), asset_hash(as), TEXT("."),
            end });
}

/* "style-1f2e3d4c.css": *is_current when the hash is today's. One of an
 * earlier version gives today's bytes, not to be kept. */
static const struct asset *
asset_of_file(struct arena *a, text file, bool *is_current)
{
    text end, start = text_cut(file, '.', &end);
    ptrdiff_t n = start.len - HASH_LENGTH - 1;
    *is_current = false;
    if (n > 0 && start.ptr[n] == '-') {
        text hash = text_slice(start, n + 1, start.len);
        text name = arena_join(
            a, 3, (text[]){ text_slice(start, 0, n), TEXT("."), end });
        const struct asset *as = asset_find(name);
        if (as != NULL)
            *is_current = text_is_equal(hash, asset_hash(as));
        if (as != NULL)
            return as;
    }
    return asset_find(file);
}

/* In development what stands on disk counts, so that a saved style sheet
 * shows at the next look. */
static bool
answer_from_disk(struct request *rq, struct answer *an, const struct asset *as)
{
    text path = arena_join(
        rq->arena, 2, (text[]){ TEXT("src/web/asset/"), text_of(as->name) });
    if (file_read(path, rq->arena, DEV_MAX, &an->body, NULL) != OK)
        return false;
    an->type = text_of(as->type);
    an->keeping = TEXT("no-store");
    return true;
}

static void
answer_asset(struct request *rq, struct answer *an, const struct asset *as,
    bool is_current)
{
    if (rq->site->config.is_dev && answer_from_disk(rq, an, as))
        return;
    enum encoding e =
        encoding_pick(web_header(rq->input, TEXT("Accept-Encoding")), true);
    an->type = text_of(as->type);
    an->is_made = an->is_shared = true;
    an->keeping = is_current ? TEXT("public, max-age=31536000, immutable")
                             : TEXT("public, max-age=3600");
    an->body = (text){ (const char *)as->bytes, as->n_bytes };
    if (e == ENCODING_BROTLI && as->n_brotli > 0)
        an->body = (text){ (const char *)as->brotli, as->n_brotli };
    else if (e == ENCODING_GZIP && as->n_gzip > 0)
        an->body = (text){ (const char *)as->gzip, as->n_gzip };
    else
        e = ENCODING_PLAIN;
    an->encoding = encoding_name(e);
    text hash = text_of(as->etag);
    an->etag = e == ENCODING_PLAIN
        ? hash
        : arena_join(rq->arena, 4,
              (text[]){ text_slice(hash, 0, hash.len - 1), TEXT("-"),
                  an->encoding, TEXT("\"") });
}

static enum err
static_file(struct request *rq, struct answer *an)
{
    bool is_current;
    const struct asset *as =
        asset_of_file(rq->arena, rq->params[0], &is_current);
    if (as == NULL)
        return ERR_NOT_FOUND;
    answer_asset(rq, an, as, is_current);
    return OK;
}

static enum err
file_at_root(struct request *rq, struct answer *an)
{
    const struct asset *as = asset_find(text_slice(rq->path, 1, rq->path.len));
    if (as == NULL)
        return ERR_NOT_FOUND;
    answer_asset(rq, an, as, false);
    return OK;
}

/* Old browsers ask for favicon.ico whatever the page says. */
static enum err
old_icon(struct request *rq, struct answer *an)
{
    const struct asset *as = asset_find(TEXT("favicon.svg"));
    if (as == NULL)
        return ERR_NOT_FOUND;
    answer_asset(rq, an, as, false);
    return OK;
}

/* Anyone may ask: it says no more than a monitor needs. What is counted is in
 * the log. */
static enum err
health(struct request *rq, struct answer *an)
{
    int64_t count;
    bool is_up = rq->db != NULL && db_change_count(rq->db, &count) == OK;
    an->status = is_up ? 200 : 503;
    an->type = TEXT("application/json");
    an->keeping = TEXT("no-store");
    an->body =
        arena_print(rq->arena, "{\"status\":\"%s\",\"database\":\"%s\"}\n",
            is_up ? "ok" : "failing", is_up ? "ok" : "unreachable");
    return OK;
}

const struct route web_routes[] = { ROUTE(GET, "/health", health, ANYONE,
                                        "Is the service up, and its database?"),
    ROUTE(GET, "/static/:file", static_file, ANYONE,
        "The style sheet and other files of the program"),
    ROUTE(GET, "/favicon.svg", file_at_root, ANYONE, "The icon"),
    ROUTE(GET, "/favicon.ico", old_icon, ANYONE,
        "The icon, for browsers that ask for this one"),
    ROUTE(GET, "/robots.txt", file_at_root, ANYONE,
        "What search engines may read: everything"),
    ROUTES_END };
