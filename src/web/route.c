#include "web/route.h"

#include <string.h>

enum { PARAMS_MAX = 4, SEGMENTS_MAX = 12 };

/* How literal a segment is: the higher, the more so. */
enum kind { KIND_NONE, KIND_PARAM, KIND_PARAM_END, KIND_LITERAL };

static enum kind
match_segment(text pattern, text segment, text *param)
{
    if (pattern.len == 0 || pattern.ptr[0] != ':')
        return text_is_equal(pattern, segment) ? KIND_LITERAL : KIND_NONE;
    text name, end;
    name = text_cut(pattern, '.', &end);
    if (!text_is_known(end)) {
        *param = segment;
        return segment.len > 0 ? KIND_PARAM : KIND_NONE;
    }
    end = text_slice(pattern, name.len, pattern.len);
    if (segment.len <= end.len || !text_ends_with(segment, end))
        return KIND_NONE;
    *param = text_slice(segment, 0, segment.len - end.len);
    return KIND_PARAM_END;
}

/* 0 when it does not match; else two bits a segment, the first one highest. */
static uint32_t
match_path(const char *route_path, text path, text params[PARAMS_MAX])
{
    text patterns = text_of(route_path), segments = path;
    uint32_t how = 1;
    int n_params = 0, n_segments = 0;
    while (text_is_known(patterns) && text_is_known(segments)) {
        text param = { 0 };
        text pattern = text_cut(patterns, '/', &patterns);
        text segment = text_cut(segments, '/', &segments);
        enum kind kind = match_segment(pattern, segment, &param);
        if (kind == KIND_NONE || ++n_segments > SEGMENTS_MAX)
            return 0;
        if (kind != KIND_LITERAL)
            params[n_params++] = param;
        how = how << 2 | (uint32_t)kind;
    }
    if (text_is_known(patterns) || text_is_known(segments))
        return 0;
    return how;
}

/* False for most: what stands before the first parameter is another. */
static bool
may_match(const char *route_path, text path)
{
    ptrdiff_t i = 0;
    while (i < path.len && route_path[i] == path.ptr[i] && route_path[i] != ':')
        i++;
    return route_path[i] == ':' || (i == path.len && route_path[i] == 0);
}

struct route_match
route_find(const struct route *const *tables, enum web_method method, text path)
{
    struct route_match best = { 0 };
    uint32_t best_how = 0;
    enum web_method wanted = method == WEB_HEAD ? WEB_GET : method;
    for (ptrdiff_t t = 0; tables[t] != NULL; t++)
        for (const struct route *r = tables[t]; r->path != NULL; r++) {
            if (!may_match(r->path, path))
                continue;
            text params[PARAMS_MAX] = { 0 };
            uint32_t how = match_path(r->path, path, params);
            if (how == 0)
                continue;
            best.is_path_known = true;
            best.allows_get |= r->method == WEB_GET;
            best.allows_post |= r->method == WEB_POST;
            if (r->method != wanted || how <= best_how)
                continue;
            best_how = how;
            best.route = r;
            memcpy(best.params, params, sizeof params);
        }
    return best;
}

static bool
is_path_sound(const char *path)
{
    text rest = text_of(path);
    if (rest.len == 0 || rest.ptr[0] != '/')
        return false;
    if (rest.len == 1)
        return true;
    rest = text_slice(rest, 1, rest.len);
    int n_params = 0, n_segments = 1;
    while (text_is_known(rest)) {
        text segment = text_cut(rest, '/', &rest);
        if (segment.len == 0)
            return false;
        n_params += segment.ptr[0] == ':';
        n_segments++;
    }
    return n_params <= PARAMS_MAX && n_segments <= SEGMENTS_MAX;
}

enum err
routes_check(const struct route *const *tables, struct why *why)
{
    for (ptrdiff_t t = 0; tables[t] != NULL; t++)
        for (const struct route *r = tables[t]; r->path != NULL; r++) {
            if (!is_path_sound(r->path))
                return err_say(why, ERR_BAD_INPUT,
                    "the route %s has no usable path", r->path);
            if (r->handler == NULL || r->who == 0 || text_of(r->help).len == 0)
                return err_say(why, ERR_BAD_INPUT,
                    "the route %s lacks its handler, who may, or what it is "
                    "for",
                    r->path);
            if (r->method == WEB_HEAD)
                return err_say(why, ERR_BAD_INPUT,
                    "the route %s: HEAD is answered by GET", r->path);
            for (ptrdiff_t u = 0; u <= t; u++)
                for (const struct route *o = tables[u];
                     o->path != NULL && o != r; o++)
                    if (o->method == r->method && strcmp(o->path, r->path) == 0)
                        return err_say(why, ERR_BAD_INPUT,
                            "the route %s is there twice", r->path);
        }
    return OK;
}
