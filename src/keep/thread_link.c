/* Linking a thing with another by a form, and taking a link away. */
#include "keep/thread_pages.h"

#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/once.h"
#include "keep/thread.html.h"
#include "web/site.h"

#include <string.h>

struct link_form {
    text q, end, address, how;
};
static const struct input link_inputs[] = {
    INPUT(struct link_form, q, INPUT_TEXT, .max = 200,
        .label = N_("Look for it by its words")),
    INPUT(struct link_form, end, INPUT_TEXT, .max = 100,
        .label = N_("What was found")),
    INPUT(struct link_form, address, INPUT_TEXT, .max = 600,
        .label = N_("Or paste the address of its page here")),
    INPUT(struct link_form, how, INPUT_CHOICE, .is_required = true,
        .choices = thread_how_names, .choice_labels = thread_words,
        .label = N_("How the two belong together"),
        .hint = N_("Read it as a sentence: this one, then the word, then what "
                   "you link it with.")),
};
enum { N_INPUTS = sizeof link_inputs / sizeof link_inputs[0] };

static enum err
load_self(struct request *rq, struct thing *self)
{
    return thing_load(
        rq->db, rq->arena, rq->params[0], request_key(rq, 1), self);
}

/* ---- What is it linked with? ----------------------------------------------
 */

/* "place/KEY" */
static bool
read_end(text t, text *kind, int64_t *id)
{
    text key;
    *kind = text_cut(t, '/', &key);
    return text_is_known(key) && thing_kind_find(*kind) != NULL &&
        key_parse(key, id);
}

/* The kind whose pages begin so, and the key at the end of "SLUG-KEY". */
static bool
read_path(text path, text *kind, int64_t *id)
{
    const struct thing_kind *k;
    text rest;
    path = text_cut(path, '?', &rest);
    path = text_cut(path, '#', &rest);
    if (text_starts_with(path, TEXT("/thread/")))
        return read_end(text_slice(path, 8, path.len), kind, id);
    for (int i = 0; (k = thing_kind_at(i)) != NULL; i++) {
        text start = text_of(k->path);
        if (!text_is_known(start) || !text_starts_with(path, start) ||
            path.len < start.len + 1 + KEY_LENGTH || path.ptr[start.len] != '/')
            continue;
        text last = text_slice(path, start.len + 1, path.len);
        if (text_has_byte(last, '/') ||
            !key_parse(text_slice(last, last.len - KEY_LENGTH, last.len), id))
            continue;
        *kind = text_of(k->kind);
        return true;
    }
    return false;
}

bool
thread_read_address(const struct request *rq, text t, text *kind, int64_t *id)
{
    ptrdiff_t scheme = text_find(t, TEXT("://"));
    if (scheme >= 0) { /* people copy what their browser shows */
        text base = rq->site->config.base_url, path;
        text host = web_header(rq->input, TEXT("Host"));
        text named = text_slice(t, scheme + 3, t.len);
        ptrdiff_t end = text_find(named, TEXT("/"));
        path = text_slice(named, end < 0 ? named.len : end, named.len);
        named = text_slice(named, 0, named.len - path.len);
        if (!text_is_equal(named, host) &&
            !text_ends_with(
                base, arena_print(rq->arena, "//%.*s", TEXT_ARG(named))))
            return false;
        t = path;
    }
    if (t.len < 2 || t.ptr[0] != '/')
        return false;
    text rest, first = text_cut(text_slice(t, 1, t.len), '/', &rest);
    for (int i = 0; text_is_known(rest) && i < LANG_N; i++)
        if (text_is_equal(first, lang_code(lang_all(i))))
            return read_path(text_slice(t, first.len + 1, t.len), kind, id);
    return read_path(t, kind, id);
}

/* ---- The form -------------------------------------------------------------
 */

static enum err
find(struct request *rq, struct thread_linking *p)
{
    struct thread_search_row *rows;
    struct thing_asked asked[FOUND_MAX];
    ptrdiff_t n_rows;
    _Static_assert((int)FOUND_MAX <= (int)DB_BATCH_MAX, "one batch");
    text words = lang_fold(rq->arena, p->q);
    if (text_is_empty(words))
        return OK;
    enum err e = thread_search(rq->db, rq->arena,
        (struct thread_search_in){ .words = words, .n_rows = FOUND_MAX }, &rows,
        &n_rows);
    if (e != OK)
        return e;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    for (ptrdiff_t i = 0; i < n_rows; i++)
        thing_ask(&batch, rows[i].kind, rows[i].id, &asked[i]);
    e = db_batch_run(&batch);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
        struct thread_found *f = &p->found[p->n_found];
        char key[KEY_LENGTH];
        if (!thing_take(&asked[i], &f->thing) ||
            !thing_may_see(&rq->actor, &f->thing) || f->thing.id == p->self.id)
            continue;
        f->value = arena_print(rq->arena, "%.*s/%.*s", TEXT_ARG(rows[i].kind),
            TEXT_ARG(key_print(f->thing.id, key)));
        p->n_found++;
    }
    return e;
}

static enum err
answer_form(struct request *rq, struct answer *an, struct thread_linking *p)
{
    enum err e = find(rq, p);
    if (e != OK)
        return e;
    p->address = thing_address(rq->arena, &p->self);
    struct view v = request_view(rq);
    keep_thread_form(&v, p);
    struct phrase_arg arg = phrase_arg(p->self.title);
    if (an->status == 0)
        an->status = p->form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){
            .title = say_with(&v, N_("Link %s with something"), 1, &arg),
            .body = view_html(&v) });
    return OK;
}

enum err
thread_link_show(struct request *rq, struct answer *an)
{
    struct thread_linking *p = arena_new(rq->arena, struct thread_linking, 1);
    struct link_form ask = { 0 };
    struct form form;
    query_parse(rq, link_inputs, 1, &ask);
    form_open(rq, link_inputs, N_INPUTS, &form);
    p->form = &form;
    p->q = ask.q;
    enum err e = load_self(rq, &p->self);
    return e == OK ? answer_form(rq, an, p) : e;
}

/* ---- The step -------------------------------------------------------------
 */

struct link_step {
    const struct actor *actor;
    struct thread_link link;
    text token, after, first;
};

static enum err
save_link(struct db *writer, struct arena *scratch, void *arg)
{
    struct link_step *step = arg;
    enum err e =
        once_take(writer, scratch, step->token, step->after, &step->first);
    return e == OK
        ? thread_link(writer, scratch, step->actor, &step->link, NULL)
        : e;
}

static void
say_wrong(
    struct request *rq, struct form *form, const char *name, const char *phrase)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    form_error(form, name, say(&v, phrase));
}

enum err
thread_link_send(struct request *rq, struct answer *an)
{
    struct thread_linking *p = arena_new(rq->arena, struct thread_linking, 1);
    struct link_form given = { 0 };
    struct form form;
    text kind = { 0 };
    int64_t id = 0;
    enum err e = form_parse(rq, link_inputs, N_INPUTS, &form, &given);
    if (e == OK)
        e = load_self(rq, &p->self);
    if (e != OK)
        return e;
    p->form = &form;
    p->q = given.q;
    p->end = given.end;
    if (text_is_known(given.address)
            ? !thread_read_address(rq, given.address, &kind, &id)
            : !read_end(given.end, &kind, &id))
        say_wrong(rq, &form, "address",
            text_is_known(given.address)
                ? N_("This is not the address of a page here that can be "
                     "linked.")
                : N_("Choose something that was found, or paste an address."));
    else if (id == p->self.id)
        say_wrong(rq, &form, "address",
            N_("This is the page itself: link it with another."));
    if (form.n_errors > 0)
        return answer_form(rq, an, p);
    int how = 0;
    while (!text_is_equal(given.how, text_of(thread_how_names[how])))
        how++;
    struct link_step step = { .actor = &rq->actor,
        .token = form.token,
        .after = thread_sub_address(
            rq->arena, text_of(p->self.kind->kind), p->self.id, "all"),
        .link = thread_link_of(
            how, text_of(p->self.kind->kind), p->self.id, kind, id) };
    e = db_write(rq->db, rq->arena, save_link, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK;
    if (e == ERR_NOT_FOUND) { /* not there and not to be seen are one */
        say_wrong(rq, &form, "address",
            N_("This is not the address of a page here that can be linked."));
        return answer_form(rq, an, p);
    }
    if (e == OK)
        answer_redirect(rq, an, step.after);
    return e;
}

static enum err
take_away(struct db *writer, struct arena *scratch, void *arg)
{
    struct link_step *step = arg;
    return thread_unlink(writer, scratch, step->actor, &step->link);
}

enum err
thread_remove_send(struct request *rq, struct answer *an)
{
    struct thing self;
    struct thread_row row;
    enum err e = button_parse(rq);
    if (e == OK)
        e = load_self(rq, &self);
    if (e != OK)
        return e;
    e = thread_get(rq->db, rq->arena,
        (struct thread_get_in){ .id = request_key(rq, 2) }, &row);
    if (e == OK && row.from_id != self.id && row.to_id != self.id)
        return ERR_NOT_FOUND;
    struct link_step step = { .actor = &rq->actor,
        .link = {
            row.from_kind, row.from_id, row.kind, row.to_kind, row.to_id } };
    if (e == OK)
        e = db_write(rq->db, rq->arena, take_away, &step);
    if (e != OK && e != ERR_NOT_FOUND)
        return e; /* sent twice: it was taken away the first time */
    answer_redirect(rq, an,
        thread_sub_address(
            rq->arena, text_of(self.kind->kind), self.id, "all"));
    return OK;
}
