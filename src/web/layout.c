#include "web/layout.h"

#include "web/asset.h"
#include "web/layout.html.h"
#include "web/site.h"

bool
layout_is_here(const struct layout *l, const struct menu_item *item)
{
    return l->page->section != NULL &&
        text_is_equal(text_of(l->page->section), text_of(item->section));
}

bool
layout_is_shown(const struct layout *l, const struct menu_item *item)
{
    bool is_visitor = l->actor->person_id == 0;
    switch (item->shown_to) {
    case MENU_ALL: return true;
    case MENU_VISITOR: return is_visitor;
    case MENU_PERSON: return !is_visitor;
    case MENU_COORDINATOR: return !is_visitor && l->actor->is_coordinator;
    }
    return false;
}

text
layout_width(const struct layout *l)
{
    return l->page->is_wide ? TEXT("wide") : TEXT("page");
}

/* It stands on a page once a language, and once more in its head: what is
 * longer is left out, so that no long question makes a page heavy. */
enum { QUERY_MAX = 2000 };

/* "/sv/place?q=a": the page that is looked at, in some language; or in the
 * one that the reader's browser asks for (NULL). */
static text
address_in(const struct request *rq, const struct lang *lang)
{
    text path = request_address(rq);
    if (text_is_equal(path, TEXT("/")) && lang != NULL)
        path = TEXT("");
    bool has_query = !text_is_empty(rq->query) && rq->query.len <= QUERY_MAX;
    return arena_join(rq->arena, 5,
        (text[]){ lang == NULL ? TEXT("") : TEXT("/"),
            lang == NULL ? TEXT("") : lang_code(lang), path,
            has_query ? TEXT("?") : TEXT(""),
            has_query ? rq->query : TEXT("") });
}

static text
window_title(struct view *v, const struct request *rq, const struct page *page,
    text site_name)
{
    text title =
        text_is_equal(page->title, site_name) || text_is_empty(page->title)
        ? site_name
        : arena_join(
              v->arena, 3, (text[]){ page->title, TEXT(" – "), site_name });
    if (rq->form == NULL || rq->form->n_errors == 0)
        return title;
    struct phrase_arg arg = phrase_arg(title);
    return say_with(v, N_("Error: %s"), 1, &arg);
}

void
answer_page(struct request *rq, struct answer *an, struct page page)
{
    const struct site_config *config = &rq->site->config;
    struct layout l = {
        .page = &page,
        .site_name = TEXT("Counterpart"),
        .sentence = TEXT(""),
        .menu = config->menu,
        .actor = &rq->actor,
        .style = rq->site->style,
        .base_url = config->base_url,
    };
    if (page.script != NULL) {
        text address = asset_address(rq->arena, page.script);
        l.script = text_slice(address, TEXT("/static/").len, address.len);
        an->policy = TEXT(WEB_POLICY "; script-src 'self'; connect-src 'self'");
    }
    /* when the database fails its name cannot be asked for */
    if (config->describe != NULL && an->status < 500)
        request_describe(rq, &l.site_name, &l.sentence);
    if (config->foot != NULL && an->status < 500)
        l.foot = config->foot(rq);
    struct view v = view_in(rq->arena, rq->lang, page.body.len + 6144);
    v.root =
        arena_join(rq->arena, 2, (text[]){ TEXT("/"), lang_code(rq->lang) });
    if (an->status < 400 && rq->route != NULL) {
        l.canonical = arena_join(rq->arena, 2,
            (text[]){ config->base_url, address_in(rq, rq->lang) });
        l.negotiated = arena_join(
            rq->arena, 2, (text[]){ config->base_url, address_in(rq, NULL) });
    }
    for (int i = 0; i < LANG_N; i++)
        l.languages[i] = (struct layout_language){ lang_all(i),
            address_in(rq, lang_all(i)), lang_all(i) == rq->lang };
    l.title = window_title(&v, rq, &page, l.site_name);
    web_layout(&v, &l);
    html made = view_html(&v);
    an->type = TEXT("text/html; charset=utf-8");
    an->body = (text){ made.ptr, made.len };
    if (rq->form != NULL && rq->form->n_errors > 0 && an->status == 0)
        an->status = 422;
}

/* ---- When it did not go well --------------------------------------------- */

struct trouble_words {
    int status;
    const char *title, *sentence;
};

static const struct trouble_words troubles[] = {
    { 400, N_("This request cannot be read"),
        N_("Something in its address or its form is broken. Go back and try "
           "again.") },
    { 403, N_("This is not open to you"),
        N_("You may not see or do this here.") },
    { 404, N_("There is no such page"),
        N_("The address may be mistyped, what stood here was taken away, or "
           "it is for others alone, such as another side.") },
    { 405, N_("This cannot be done here"),
        N_("The page is there, but not for what was asked of it.") },
    { 409, N_("Somebody else was first"),
        N_("What you worked on was changed in the meantime. Go back, look at "
           "it again and try once more.") },
    { 500, N_("Something went wrong on our side"),
        N_("It is not your fault. Nothing that was saved is lost; please try "
           "again later.") },
    { 503, N_("We cannot answer just now"),
        N_("Too much is going on. Nothing that was saved is lost; please try "
           "again in a moment.") },
};

static const struct trouble_words *
trouble_of(int status)
{
    enum { N = sizeof troubles / sizeof troubles[0] };
    for (int i = 0; i < N; i++)
        if (troubles[i].status == status)
            return &troubles[i];
    return &troubles[status < 500 ? 0 : N - 2];
}

void
answer_error(struct request *rq, struct answer *an, int status)
{
    const struct trouble_words *words = trouble_of(status);
    struct view v = request_view(rq);
    struct trouble t = { say_html(&v, words->title),
        say_html(&v, words->sentence), status != 503 };
    web_layout_trouble(&v, &t);
    text allow = an->allow;
    *an = (struct answer){
        .status = status, .allow = allow, .keeping = TEXT("no-store")
    };
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, words->title), .body = view_html(&v) });
}

void
answer_prepare(struct site *site)
{
    for (int i = 0; i < LANG_N; i++) {
        struct request rq = { .arena = site->process,
            .site = site,
            .lang = lang_all(i),
            .path = TEXT("/") };
        struct answer an = { 0 };
        answer_error(&rq, &an, 503);
        site->busy_page[i] = an.body;
    }
}
