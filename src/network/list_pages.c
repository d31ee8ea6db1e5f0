/* What every list of this room shares: its query, its pages, its CSV. */
#include "network/network_pages.h"

#include "base/key.h"

static const struct input ask_inputs[] = {
    INPUT(struct list_ask, q, INPUT_TEXT, .max = 100),
    INPUT(struct list_ask, kind, INPUT_TEXT, .max = 40),
    INPUT(struct list_ask, after, INPUT_KEY),
};

void
list_parse(struct request *rq, const char *const *choices, struct list_ask *ask)
{
    query_parse(rq, ask_inputs, 3, ask);
    for (int i = 0; choices[i] != NULL; i++)
        if (text_is_equal(ask->kind, text_of(choices[i])))
            return;
    ask->kind = (text){ NULL, 0 };
}

static text
list_address(struct request *rq, const struct list_view *list,
    const char *suffix, int64_t after)
{
    struct view v = request_view(rq);
    const char *sep = "?";
    out_raw(&v, list->path, text_of(list->path).len);
    out_raw(&v, suffix, text_of(suffix).len);
    if (!text_is_empty(list->ask.q)) {
        buf_print(&v.out, "%sq=", sep);
        out_percent(&v, list->ask.q);
        sep = "&";
    }
    if (!text_is_empty(list->ask.kind)) {
        buf_print(&v.out, "%skind=%.*s", sep, TEXT_ARG(list->ask.kind));
        sep = "&";
    }
    if (after != 0) {
        char key[KEY_LENGTH];
        buf_print(&v.out, "%safter=%.*s", sep, TEXT_ARG(key_print(after, key)));
    }
    return buf_text(&v.out);
}

void
list_close(
    struct request *rq, struct list_view *list, bool has_more, int64_t last_id)
{
    if (has_more)
        list->next = list_address(rq, list, "", last_id);
    if (list->ask.after != 0)
        list->first = list_address(rq, list, "", 0);
}

text
list_csv(struct request *rq, const struct list_view *list)
{
    return list_address(rq, list, ".csv", list->ask.after);
}

enum err
list_restart(struct request *rq, struct answer *an,
    const struct list_view *list, const char *suffix)
{
    answer_redirect(rq, an, list_address(rq, list, suffix, 0));
    return OK;
}

bool
page_has_moved(struct request *rq, struct answer *an, const char *kind,
    text name, int64_t id)
{
    text address = page_address(rq->arena, kind, name, id);
    if (text_is_equal(address, rq->path))
        return false;
    an->status = 301;
    an->location = arena_join(rq->arena, 3,
        (text[]){ rq->has_language ? TEXT("/") : TEXT(""),
            rq->has_language ? lang_code(rq->lang) : TEXT(""), address });
    return true;
}

text
page_address(struct arena *a, const char *kind, text name, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_join(a, 6,
        (text[]){ TEXT("/"), text_of(kind), TEXT("/"), lang_slug(a, name),
            TEXT("-"), key_print(id, key) });
}
