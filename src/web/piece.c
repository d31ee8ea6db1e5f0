/* What is kept of pages that are made anew each time. */
#include "web/cache.h"
#include "web/site.h"

/* Not known when it is not to be kept. No key of a page begins so. */
static text
key_of(const struct request *rq, const char *name, bool is_of_address)
{
    char lang = (char)('0' + lang_index(rq->lang));
    if (!rq->has_change_count || (is_of_address && text_is_known(rq->query)))
        return (text){ 0 };
    return arena_join(rq->arena, 5,
        (text[]){ TEXT("piece "), { &lang, 1 }, text_of(name), TEXT(" "),
            is_of_address ? rq->path : TEXT("") });
}

static bool
find(struct request *rq, text key, text *piece)
{
    struct kept kept;
    if (!text_is_known(key) ||
        !cache_get(rq->site->cache, key, rq->change_count, rq->arena, &kept))
        return false;
    *piece = kept.body;
    return true;
}

static void
keep(struct request *rq, text key, text piece)
{
    if (text_is_known(key))
        cache_put(rq->site->cache, key, rq->change_count,
            &(struct kept){ .body = piece });
}

bool
request_piece(
    struct request *rq, const char *name, bool is_of_address, html *piece)
{
    text t;
    if (!find(rq, key_of(rq, name, is_of_address), &t))
        return false;
    *piece = (html){ t.ptr, t.len }; /* what request_keep_piece was given */
    return true;
}

void
request_keep_piece(
    struct request *rq, const char *name, bool is_of_address, html piece)
{
    keep(rq, key_of(rq, name, is_of_address), (text){ piece.ptr, piece.len });
}

void
request_describe(struct request *rq, text *name, text *sentence)
{
    /* name, line feed, sentence */
    text key = key_of(rq, "describe", false), both;
    if (find(rq, key, &both)) {
        *name = text_cut(both, '\n', sentence);
        return;
    }
    rq->site->config.describe(rq, name, sentence);
    if (!text_has_byte(*name, '\n'))
        keep(rq, key,
            arena_join(rq->arena, 3, (text[]){ *name, TEXT("\n"), *sentence }));
}
