/* Something is made of what was found in a log: of a stage after which people
 * are lost, of a step that is left out, of a difference between groups. */
#include "mirror/flows.h"

#include "base/key.h"

struct make_ask {
    text what, kind, by;
    int64_t n;
};
static const struct input make_inputs[] = {
    INPUT(struct make_ask, what, INPUT_TEXT),
    INPUT(struct make_ask, kind, INPUT_TEXT),
    INPUT(struct make_ask, by, INPUT_TEXT),
    INPUT(struct make_ask, n, INPUT_INT, .min = 0, .max = 9'999),
};
enum { N_MAKE = sizeof make_inputs / sizeof *make_inputs };

static const struct json_value *
nth(const struct json_value *of, int64_t n)
{
    const struct json_value *v = of == NULL ? NULL : of->first;
    while (v != NULL && n-- > 0)
        v = v->next;
    return v;
}

static text
name_of(const struct json_value *of)
{
    const struct json_value *name = json_find(of, TEXT("name"));
    return name == NULL ? TEXT("") : name->text;
}

/* "Diagnosis: 461 came to it, 64 were lost after it." */
static text
lost_words(struct view *v, const struct json_value *of)
{
    int64_t came = walked_int(of, "reached"), lost = walked_int(of, "lost");
    struct phrase_arg args[] = { arg_text(name_of(of)), arg_int(came),
        arg_int(lost) };
    if (came < 0 || lost < 0)
        return say_with(v, N_("%s: people are lost after it."), 1, args);
    return say_with(
        v, N_("%s: %d came to it, and %d were lost after it."), 3, args);
}

/* "Triage: left out by 12 people, out of its order 3 times" */
static text
fit_words(struct view *v, const struct json_value *of)
{
    static const struct {
        const char *name, *phrase;
    } parts[] = { { "skipped", N_("left out: %d") },
        { "out_of_order", N_("out of order: %d") },
        { "extra", N_("besides: %d") },
        { "stopped", N_("went no further: %d") } };
    struct buf b = buf_in(v->arena, 120);
    buf_add(&b, name_of(of));
    const char *before = ": ";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        int64_t n = walked_int(of, parts[i].name);
        struct phrase_arg arg = arg_int(n);
        if (n <= 0)
            continue;
        buf_add(&b, text_of(before));
        buf_add(&b, say_with(v, parts[i].phrase, 1, &arg));
        before = "; ";
    }
    return buf_text(&b);
}

/* "came to: Diagnosis: F 61 %; M 72 %" */
static text
group_words(
    struct view *v, const struct json_value *of, const struct json_value *names)
{
    const struct json_value *shares = json_find(of, TEXT("groups"));
    struct buf b = buf_in(v->arena, 200);
    int64_t g = 0;
    if (json_find(of, TEXT("difference")) != NULL)
        return walked_finding(v, of, names);
    buf_add(&b, walked_question(v, of));
    for (const struct json_value *s = shares == NULL ? NULL : shares->first;
         s != NULL; s = s->next, g++) {
        const struct json_value *name = nth(names, g);
        buf_add(&b, g == 0 ? TEXT(": ") : TEXT("; "));
        buf_add(&b,
            name == NULL || text_is_empty(name->text) ? say(v, N_("others"))
                                                      : name->text);
        buf_byte(&b, ' ');
        buf_add(&b, walked_percent(v, s, NULL));
    }
    return buf_text(&b);
}

static text
words_of(struct request *rq, struct view *v, int64_t log_id,
    const struct make_ask *ask)
{
    const struct json_value *of;
    if (text_is_equal(ask->what, TEXT("lost"))) {
        of = nth(
            json_find(walked_view_of(rq, log_id, TEXT("lost")), TEXT("stages")),
            ask->n);
        return of == NULL ? (text){ 0 } : lost_words(v, of);
    }
    if (text_is_equal(ask->what, TEXT("fit"))) {
        of = nth(
            json_find(walked_view_of(rq, log_id, TEXT("fit")), TEXT("steps")),
            ask->n);
        return of == NULL ? (text){ 0 } : fit_words(v, of);
    }
    const struct json_value *by = walked_view_of(
        rq, log_id, arena_print(rq->arena, "by:%.*s", TEXT_ARG(ask->by)));
    of = nth(json_find(by, TEXT("rows")), ask->n);
    return of == NULL ? (text){ 0 }
                      : group_words(v, of, json_find(by, TEXT("groups")));
}

enum err
walked_make(struct request *rq, struct answer *an)
{
    struct make_ask ask = { 0 };
    struct pathway_log row;
    struct pathway_head_row head;
    struct flows_board board;
    struct view v = view_in(rq->arena, rq->lang, 0);
    query_parse(rq, make_inputs, N_MAKE, &ask);
    enum err e = pathway_log_get(rq->db, rq->arena,
        (struct pathway_log_get_in){ .id = request_key(rq, 0) }, &row);
    if (e == OK)
        e = pathway_head(rq->db, rq->arena,
            (struct pathway_head_in){ .id = row.pathway_id }, &head);
    if (e == OK)
        e = flows_find_board(rq, head.side_id, &board);
    if (e != OK)
        return e;
    text words = words_of(rq, &v, row.id, &ask);
    text to = text_is_known(words)
        ? flows_make_address(rq, ask.kind, head.partnership_id, board.id,
              TEXT("pathway_log"), row.id, words)
        : (text){ 0 };
    if (!text_is_known(to))
        return ERR_NOT_FOUND;
    answer_redirect(rq, an, to);
    return OK;
}
