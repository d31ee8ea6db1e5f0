/* What the files of web/ share behind web.h. */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "web/compress.h"
#include "web/web.h"

struct cache;
struct limit;

struct site {
    struct site_config config;
    struct arena *process;
    const struct route **tables; /* of the rooms, then web_routes */
    struct cache *cache; /* pages, parts and answers, by n_changes */
    struct cache *own;   /* answers, by n_writes */
    struct limit *limit; /* of posts; NULL: none */
    text secret;
    text style;             /* "/static/style-1f2e3d4c.css" */
    text busy_page[LANG_N]; /* for when nothing else can be made */
};

/* What happened during one request, for the log; it outlives a jump. */
struct visit {
    const struct lang *lang;
    const struct route *route;
    const char *why; /* of a failure, or NULL */
    int status;
    bool was_kept; /* came from the cache of pages */
};

/* ---- answer.c ------------------------------------------------------------ */

/* /health, /static/..., /robots.txt: no language, no people. */
extern const struct route web_routes[];

/* The page that says what went wrong, in the reader's language. */
void answer_error(struct request *rq, struct answer *an, int status);
int answer_status(enum err e);

/* Etag, 304, compression, headers: from the answer to what is sent. The
 * answer's body is afterwards as it goes out, in its encoding. */
void answer_send(struct request *rq, struct answer *an, struct compressor *c,
    struct web_output *out);
/* 503 out of bytes made at the start: needs no arena. */
void answer_busy(struct site *site, const struct visit *visit,
    const struct web_input *in, struct web_output *out);
void answer_prepare(struct site *site); /* makes those bytes */

/* ---- asset.c ------------------------------------------------------------- */

/* "/static/style-1f2e3d4c.css", kept by browsers for a year. */
text asset_address(struct arena *a, const char *name);

/* ---- origin.c ------------------------------------------------------------ */

/* Does this post come from a page of this site? By Sec-Fetch-Site, else by
 * Origin, else by Referer; a request with none of them is no browser's. */
bool is_from_here(const struct web_input *in, text base_url);

/* ---- log.c --------------------------------------------------------------- */

/* One line of JSON on stderr, without path, query or address. */
void log_request(const struct visit *visit, const struct web_input *in,
    const struct web_output *out, int64_t took_us);

#endif
