/* What a handler asks of its request. */
#include "web/site.h"

#include "base/key.h"
#include "web/address.h"

int64_t
request_key(const struct request *rq, int i)
{
    require(i >= 0 && i < 4);
    text t = rq->params[i];
    int64_t key;
    if (t.len < KEY_LENGTH ||
        (t.len > KEY_LENGTH && t.ptr[t.len - KEY_LENGTH - 1] != '-') ||
        !key_parse(text_slice(t, t.len - KEY_LENGTH, t.len), &key))
        return 0;
    return key;
}

struct view
request_view(const struct request *rq)
{
    struct view v = view_in(rq->arena, rq->lang, 4096);
    v.root =
        arena_join(rq->arena, 2, (text[]){ TEXT("/"), lang_code(rq->lang) });
    return v;
}

text
request_address(const struct request *rq)
{
    return percent_encode(rq->arena, rq->path, true);
}

text
request_with(const struct request *rq, const char *name, text value)
{
    struct arena *a = rq->arena;
    struct buf b = buf_in(a, rq->path.len + rq->query.len + 64);
    text rest = rq->query, raw_name, raw_value, plain;
    char sep = '?';
    buf_add(&b, request_address(rq));
    while (pair_next(&rest, &raw_name, &raw_value)) {
        if (percent_decode(a, raw_name, true, &plain) &&
            text_is_equal(plain, text_of(name)))
            continue;
        buf_byte(&b, sep);
        buf_add(&b, raw_name);
        if (text_is_known(raw_value)) {
            buf_byte(&b, '=');
            buf_add(&b, raw_value);
        }
        sep = '&';
    }
    if (text_is_known(value)) {
        buf_byte(&b, sep);
        buf_add(&b, percent_encode(a, text_of(name), false));
        buf_byte(&b, '=');
        buf_add(&b, percent_encode(a, value, false));
    }
    return buf_text(&b);
}

text
web_cookie(const struct web_input *in, text name)
{
    text rest = web_header(in, TEXT("Cookie"));
    while (text_is_known(rest)) {
        text value;
        text pair = text_trim(text_cut(rest, ';', &rest));
        text mine = text_cut(pair, '=', &value);
        if (!text_is_known(value) || !text_is_equal(mine, name))
            continue;
        if (value.len >= 2 && value.ptr[0] == '"' &&
            value.ptr[value.len - 1] == '"')
            value = text_slice(value, 1, value.len - 1);
        return value;
    }
    return (text){ 0 };
}

text
request_network(struct request *rq)
{
    text name = TEXT("Counterpart"), sentence = { 0 };
    if (rq->site->config.describe != NULL)
        rq->site->config.describe(rq, &name, &sentence);
    return name;
}

text
request_whole_address(
    const struct request *rq, const struct lang *lang, text local_path)
{
    return arena_join(rq->arena, 4,
        (text[]){ rq->site->config.base_url,
            lang == NULL ? TEXT("") : TEXT("/"),
            lang == NULL ? TEXT("") : lang_code(lang), local_path });
}
