/* The register as an Atom feed (RFC 4287): what is public, the newest first.
 * Of what is not, nothing stands here, not even its day. */
#include "decide/forum/decision.h"

#include "base/key.h"
#include "people/people.h"

enum { FEED_MAX = 50, FEED_LOOKED_AT = 200 };

/* Text of an element or of an attribute. What XML 1.0 cannot have at all, such
 * as a byte 7 that came with a file, is left out. */
static void
add(struct buf *b, text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];
        bool is_not_a_sign = c == 0xef && i + 2 < t.len &&
            (unsigned char)t.ptr[i + 1] == 0xbf &&
            (unsigned char)t.ptr[i + 2] >= 0xbe;
        if (is_not_a_sign)
            i += 2;
        else if (c == '&')
            buf_add(b, TEXT("&amp;"));
        else if (c == '<')
            buf_add(b, TEXT("&lt;"));
        else if (c == '>')
            buf_add(b, TEXT("&gt;"));
        else if (c == '"')
            buf_add(b, TEXT("&quot;"));
        else if (c >= ' ' || c == '\t' || c == '\n')
            buf_byte(b, (char)c);
    }
}

static void
element(struct buf *b, const char *name, text t)
{
    buf_print(b, "<%s>", name);
    add(b, t);
    buf_print(b, "</%s>\n", name);
}

static void
link_to(struct buf *b, const char *rel, text type, text address)
{
    buf_print(b, "<link rel=\"%s\" type=\"%.*s\" href=\"", rel, TEXT_ARG(type));
    add(b, address);
    buf_add(b, TEXT("\"/>\n"));
}

/* A day, as the standard wants a time. */
static text
time_of(struct arena *a, text day)
{
    return arena_print(a, "%.*sT00:00:00Z", TEXT_ARG(day));
}

static text
changed_on(const struct decision_feed_row *r)
{
    return text_is_known(r->corrected_on) &&
            text_compare(r->corrected_on, r->decided_on) > 0
        ? r->corrected_on
        : r->decided_on;
}

static void
add_entry(struct request *rq, struct buf *b, const struct decision_feed_row *r)
{
    struct arena *a = rq->arena;
    struct view v = view_in(a, rq->lang, 0);
    text page = decision_address(a, r->name, r->id);
    text said = arena_join(a, 5,
        (text[]){ say(&v, decision_result_word(r->result)), TEXT(" · "),
            say(&v, decision_how_word(r->how)), TEXT(" · "),
            r->partnership_name });
    if (r->is_illustrative)
        said = arena_join(a, 3,
            (text[]){ said, TEXT(" · "),
                say(&v, N_("Illustrative: made up for this example.")) });
    buf_add(b, TEXT("<entry>\n"));
    element(
        b, "id", request_whole_address(rq, NULL, decision_sub(a, r->id, "")));
    element(b, "title", r->name);
    element(b, "published", time_of(a, r->decided_on));
    element(b, "updated", time_of(a, changed_on(r)));
    link_to(b, "alternate", TEXT("text/html"),
        request_whole_address(rq, rq->lang, page));
    element(b, "summary", said);
    buf_add(b, TEXT("</entry>\n"));
}

struct feed_ask {
    int64_t within;
};
static const struct input feed_inputs[] = {
    INPUT(struct feed_ask, within, INPUT_KEY),
};

static enum err
load_rows(struct request *rq, int64_t within, struct decision_feed_row **rows,
    ptrdiff_t *n)
{
    struct decision_feed_within_row *of;
    if (within == 0)
        return decision_feed(rq->db, rq->arena,
            (struct decision_feed_in){
                .from_on = TEXT("0000-00-00"), .n_rows = FEED_LOOKED_AT },
            rows, n);
    enum err e = decision_feed_within(rq->db, rq->arena,
        (struct decision_feed_within_in){
            .partnership_id = within, .n_rows = FEED_LOOKED_AT },
        &of, n);
    if (e != OK)
        return e;
    *rows = arena_new(rq->arena, struct decision_feed_row, *n);
    for (ptrdiff_t i = 0; i < *n; i++)
        (*rows)[i] = (struct decision_feed_row){ of[i].id, of[i].name,
            of[i].decided_on, of[i].how, of[i].result, of[i].partnership_name,
            of[i].why_private, of[i].is_illustrative, of[i].corrected_on };
    return e;
}

enum err
decisions_feed(struct request *rq, struct answer *an)
{
    struct arena *a = rq->arena;
    struct feed_ask ask = { 0 };
    struct decision_feed_row *rows;
    struct thing partnership = { 0 };
    ptrdiff_t n, kept = 0;
    char key[KEY_LENGTH];
    query_parse(rq, feed_inputs, 1, &ask);
    enum err e = ask.within == 0
        ? OK
        : thing_load_now(rq, TEXT("partnership"), ask.within, &partnership);
    if (e == OK)
        e = load_rows(rq, ask.within, &rows, &n);
    if (e != OK)
        return e;
    text newest = TEXT("1970-01-01");
    for (ptrdiff_t i = 0; i < n && kept < FEED_MAX; i++) {
        if (text_is_known(rows[i].why_private) ||
            !text_is_known(rows[i].partnership_name)) /* it was removed */
            continue;
        rows[kept++] = rows[i];
        if (text_compare(changed_on(&rows[i]), newest) > 0)
            newest = changed_on(&rows[i]);
    }
    struct view v = view_in(a, rq->lang, 0);
    bool is_one = ask.within != 0;
    text own = is_one ? arena_print(a, "/decisions.atom?within=%.*s",
                            TEXT_ARG(key_print(ask.within, key)))
                      : TEXT("/decisions.atom");
    text page = is_one ? arena_print(a, "/partnership/%.*s/decisions",
                             TEXT_ARG(key_print(ask.within, key)))
                       : TEXT("/decisions");
    struct buf b = buf_in(a, 1 << 14);
    buf_add(&b, TEXT("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
    buf_print(&b,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%.*s\">\n",
        TEXT_ARG(lang_code(rq->lang)));
    element(&b, "id", request_whole_address(rq, NULL, own));
    element(&b, "title",
        is_one ? arena_join(a, 3,
                     (text[]){ say(&v, N_("Decisions")), TEXT(": "),
                         partnership.title })
               : say(&v, N_("Decisions")));
    element(&b, "updated", time_of(a, newest));
    link_to(&b, "self", TEXT("application/atom+xml"),
        request_whole_address(rq, rq->lang, own));
    link_to(&b, "alternate", TEXT("text/html"),
        request_whole_address(rq, rq->lang, page));
    buf_add(&b, TEXT("<author>\n"));
    element(&b, "name", is_one ? partnership.title : TEXT("Counterpart"));
    buf_add(&b, TEXT("</author>\n"));
    for (ptrdiff_t i = 0; i < kept; i++)
        add_entry(rq, &b, &rows[i]);
    buf_add(&b, TEXT("</feed>\n"));
    an->type = TEXT("application/atom+xml; charset=utf-8");
    an->body = buf_text(&b);
    return OK;
}
