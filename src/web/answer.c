#include "web/site.h"

#include "os/file.h"
#include "web/address.h"

#include <stdio.h>
#include <string.h>

int
answer_status(enum err e)
{
    switch (e) {
    case OK: return 200;
    case ERR_NOT_FOUND: return 404;
    case ERR_BAD_INPUT: return 400;
    case ERR_CONFLICT: return 409;
    case ERR_DENIED: return 403;
    case ERR_BUSY:
    case ERR_NO_ROOM:
    case ERR_DB: return 503;
    case ERR_IO:
    case ERR_NEWER: break;
    }
    return 500;
}

static void
add(struct web_output *out, const char *name, text value)
{
    /* a value that no header may hold is left out: a page without its
     * download name is better than none */
    if (!text_is_empty(value))
        (void)web_answer_header(out, name, value);
}

static void
add_safe_headers(const struct site *site, const struct web_input *in,
    text policy, struct web_output *out)
{
    add(out, "Content-Security-Policy",
        text_is_known(policy) ? policy : TEXT(WEB_POLICY));
    add(out, "X-Content-Type-Options", TEXT("nosniff"));
    add(out, "Referrer-Policy", TEXT("same-origin"));
    add(out, "Permissions-Policy",
        TEXT("camera=(), geolocation=(), microphone=()"));
    add(out, "Cross-Origin-Opener-Policy", TEXT("same-origin"));
    add(out, "Cross-Origin-Resource-Policy", TEXT("same-origin"));
    if (in->is_https && text_starts_with(site->config.base_url, TEXT("https:")))
        add(out, "Strict-Transport-Security", TEXT("max-age=31536000"));
}

void
answer_redirect(struct request *rq, struct answer *an, text local_path)
{
    require(text_starts_with(local_path, TEXT("/")) &&
        !text_starts_with(local_path, TEXT("//")));
    bool is_front = local_path.len == 1;
    an->status = 303;
    an->location = arena_join(rq->arena, 3,
        (text[]){
            TEXT("/"), lang_code(rq->lang), is_front ? TEXT("") : local_path });
}

static text
cookie_name(const struct request *rq, const char *name)
{
    return arena_print(rq->arena, "%s%s",
        rq->site->config.is_plain_http ? "" : "__Host-", name);
}

static text
set_cookie(
    const struct request *rq, const char *name, text value, int64_t seconds)
{
    return arena_print(rq->arena,
        "%.*s=%.*s; Path=/; %sHttpOnly; SameSite=Lax; Max-Age=%lld",
        TEXT_ARG(cookie_name(rq, name)), TEXT_ARG(value),
        rq->site->config.is_plain_http ? "" : "Secure; ", (long long)seconds);
}

text
request_cookie(const struct request *rq, const char *name)
{
    return web_cookie(rq->input, cookie_name(rq, name));
}

void
answer_cookie(struct request *rq, struct answer *an, const char *name,
    text value, int64_t seconds)
{
    an->cookie = set_cookie(rq, name, value, seconds);
}

text
request_session(const struct request *rq)
{
    return request_cookie(rq, "cp");
}

void
answer_session(
    struct request *rq, struct answer *an, text token, int64_t seconds)
{
    answer_cookie(rq, an, "cp", token, seconds);
    an->clears_browser = an->clears_browser || seconds == 0;
}

text
request_device(const struct request *rq)
{
    return request_cookie(rq, "cpd");
}

void
answer_device(
    struct request *rq, struct answer *an, text token, int64_t seconds)
{
    an->device = set_cookie(rq, "cpd", token, seconds);
}

/* ---- Has the reader got it already? -------------------------------------- */

static text
make_etag(struct arena *a, text body)
{
    return arena_print(a, "\"%016llx\"", (unsigned long long)text_hash(body));
}

static bool
is_in_list(text list, text etag)
{
    while (text_is_known(list)) {
        text one = text_trim(text_cut(list, ',', &list));
        if (text_starts_with(one, TEXT("W/")))
            one = text_slice(one, 2, one.len);
        if (text_is_equal(one, etag) || text_is_equal(one, TEXT("*")))
            return true;
    }
    return false;
}

bool
web_has_etag(const struct web_input *in, text etag)
{
    return is_in_list(web_header(in, TEXT("If-None-Match")), etag);
}

/* ---- What is sent -------------------------------------------------------- */

static bool
is_text_type(text type)
{
    return text_starts_with(type, TEXT("text/")) ||
        text_starts_with(type, TEXT("application/json")) ||
        text_find(type, TEXT("xml")) >= 0;
}

static text
vary_of(const struct request *rq, const struct answer *an)
{
    if (an->is_shared)
        return TEXT("Accept-Encoding");
    return rq->has_language ? TEXT("Accept-Encoding, Cookie")
                            : TEXT("Accept-Encoding, Accept-Language, Cookie");
}

/* RFC 6266: the name for old readers in ASCII, and, where that is not all of
 * it, the whole as RFC 8187 writes it. */
static text
disposition_of(struct arena *a, text name, bool is_inline)
{
    if (text_is_empty(name))
        return (text){ 0 };
    struct buf safe = buf_in(a, name.len);
    bool is_whole = true;
    for (ptrdiff_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool is_safe = c >= 0x20 && c < 0x7f && c != '"' && c != '\\' &&
            c != '/' && c != '%';
        is_whole = is_whole && is_safe;
        if (is_safe)
            buf_byte(&safe, (char)c);
        else if (c < 0x80 || c >= 0xc0) /* one for each character */
            buf_byte(&safe, '_');
    }
    return arena_join(a, 6,
        (text[]){ is_inline ? TEXT("inline") : TEXT("attachment"),
            TEXT("; filename=\""), buf_text(&safe), TEXT("\""),
            is_whole ? TEXT("") : TEXT("; filename*=UTF-8''"),
            is_whole ? TEXT("") : percent_encode(a, name, false) });
}

/* The body as it will be sent, in the encoding that the reader takes. */
static void
make_body(struct request *rq, struct answer *an, struct compressor *c)
{
    if (an->is_made || an->has_file || !is_text_type(an->type))
        return;
    an->is_made = true;
    /* what has a query may be asked for once and never again, by somebody who
     * means to keep us busy */
    bool is_kept = an->may_cache && !rq->is_private && rq->query.len == 0;
    enum encoding e =
        encoding_pick(web_header(rq->input, TEXT("Accept-Encoding")), is_kept);
    text small = compressed(c, rq->arena, e, is_kept, an->body);
    if (text_is_known(small)) {
        an->body = small;
        an->encoding = encoding_name(e);
    }
}

/* What is one person's own is kept nowhere; what everybody may see, and shows
 * a person's menu, by this browser alone. */
static text
keeping_of(const struct request *rq, const struct answer *an)
{
    if (text_is_known(an->keeping))
        return an->keeping;
    if (text_is_known(an->cookie) ||
        (rq->route != NULL && rq->route->who != WHO_ANYONE))
        return TEXT("no-store");
    return rq->is_private ? TEXT("private, no-cache") : TEXT("no-cache");
}

void
answer_send(struct request *rq, struct answer *an, struct compressor *c,
    struct web_output *out)
{
    struct arena *a = rq->arena;
    bool is_read = rq->input->method != WEB_POST;
    if (an->status == 0)
        an->status = 200;
    if (!text_is_known(an->type))
        an->type = TEXT("text/html; charset=utf-8");
    make_body(rq, an, c);
    *out = (struct web_output){ .status = an->status,
        .fd = -1,
        .body = an->body,
        .is_shared = an->is_shared };
    if (is_read && an->status == 200 && !rq->is_private &&
        !text_is_known(an->etag))
        an->etag = make_etag(a, an->body);
    bool is_had = is_read && an->status == 200 && text_is_known(an->etag) &&
        web_has_etag(rq->input, an->etag);
    if (an->has_file && !is_had) {
        out->fd = an->file_fd;
        out->fd_size = an->file_size;
    } else if (an->has_file) {
        file_close(an->file_fd);
    }
    if (is_had) {
        out->status = 304;
        out->body = TEXT("");
    } else if (out->body.len > 0 || an->has_file) {
        add(out, "Content-Type", an->type);
        add(out, "Content-Encoding", an->encoding);
        add(out, "Content-Disposition",
            disposition_of(a, an->download_name, an->is_inline));
        if (text_starts_with(an->type, TEXT("text/html")))
            add(out, "Content-Language", lang_code(rq->lang));
    }
    if (an->has_file)
        add(out, "Accept-Ranges", TEXT("bytes"));
    add(out, "Content-Range", an->range);
    add(out, "ETag", an->etag);
    add(out, "Vary", vary_of(rq, an));
    add(out, "Cache-Control", keeping_of(rq, an));
    add(out, "Set-Cookie", an->cookie);
    add(out, "Set-Cookie", an->device);
    add(out, "Location", an->location);
    add(out, "Allow", an->allow);
    if (an->status == 503)
        add(out, "Retry-After", TEXT("2"));
    else if (an->status == 429)
        add(out, "Retry-After",
            an->retry_s > 0 ? arena_print(a, "%d", an->retry_s) : TEXT("60"));
    if (an->refresh_s > 0)
        add(out, "Refresh", arena_print(a, "%d", an->refresh_s));
    if (an->clears_browser)
        add(out, "Clear-Site-Data", TEXT("\"storage\""));
    add_safe_headers(rq->site, rq->input, an->policy, out);
}

void
answer_busy(struct site *site, const struct visit *visit,
    const struct web_input *in, struct web_output *out)
{
    const struct lang *lang = visit->lang == NULL ? lang_all(0) : visit->lang;
    *out = (struct web_output){ .status = 503,
        .fd = -1,
        .body = site->busy_page[lang_index(lang)],
        .is_shared = true };
    add(out, "Content-Type", TEXT("text/html; charset=utf-8"));
    add(out, "Content-Language", lang_code(lang));
    add(out, "Cache-Control", TEXT("no-store"));
    add(out, "Retry-After", TEXT("2"));
    add_safe_headers(site, in, (text){ 0 }, out);
}
