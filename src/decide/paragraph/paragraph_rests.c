/* What a proposal, or a paragraph of it, rests on: themes and voices, and what
 * people share in a conversation, chosen from those of its partnership. */
#include "decide/paragraph/paragraph_rests.h"

#include "base/key.h"
#include "decide/paragraph/paragraph.html.h"
#include "decide/voice/theme.h"
#include "keep/audit.h"
#include "keep/once.h"

static const struct input address_input =
    INPUT(struct rests_form, address, INPUT_TEXT, .max = 600,
        .label = N_("Or paste the address of its page here"),
        .hint = N_("Of an entry on a board, of a journey that was told, of "
                   "whatever this partnership keeps."));
static const char *const names[RESTS_MAX] = { "e0", "e1", "e2", "e3", "e4",
    "e5", "e6", "e7", "e8", "e9", "e10", "e11", "e12", "e13", "e14", "e15",
    "e16", "e17", "e18", "e19", "e20", "e21", "e22", "e23", "e24", "e25", "e26",
    "e27", "e28", "e29", "e30", "e31", "e32", "e33", "e34", "e35", "e36", "e37",
    "e38", "e39" };

static const struct input *
rests_inputs(struct arena *a)
{
    struct input *in = arena_new(a, struct input, RESTS_MAX + 1);
    for (int i = 0; i < RESTS_MAX; i++)
        in[i] = (struct input){ .name = names[i],
            .kind = INPUT_TEXT,
            .max = 60,
            .offset = (ptrdiff_t)offsetof(struct rests_form, ends) +
                i * (ptrdiff_t)sizeof(text) };
    in[RESTS_MAX] = address_input;
    return in;
}

/* ---- What can be chosen -------------------------------------------------- */

static void
add_choice(struct arena *a, struct rests_page *p, const char *kind, int64_t id,
    text title, text lang)
{
    char space[KEY_LENGTH];
    text key = key_print(id, space);
    if (p->n_choices == RESTS_MAX)
        return;
    struct rests_choice *c = &p->choices[p->n_choices];
    *c = (struct rests_choice){ .name = names[p->n_choices],
        .kind = thing_kind_find(text_of(kind)),
        .value = arena_print(a, "%s/%.*s", kind, TEXT_ARG(key)),
        .title = text_prefix(title, 240),
        .lang = lang };
    for (int i = 0; i < p->thread.n_ends; i++)
        c->is_linked |= p->thread.ends[i].thing.id == id;
    if (text_is_equal(text_of(kind), TEXT("theme")))
        c->voices = arena_print(
            a, "%.*s/rests?theme=%.*s", TEXT_ARG(p->address), TEXT_ARG(key));
    p->n_choices++;
}

struct rests_ask {
    int64_t theme;
};
static const struct input ask_inputs[] = {
    INPUT(struct rests_ask, theme, INPUT_KEY),
};

static enum err
load_choices(struct request *rq, int64_t partnership_id, struct rests_page *p)
{
    struct arena *a = rq->arena;
    struct rests_ask ask = { 0 };
    struct theme theme;
    struct themes_of_row *themes;
    struct theme_voices_row *voices;
    struct paragraph_ground_row *ground;
    ptrdiff_t n;
    enum err e;
    query_parse(rq, ask_inputs, 1, &ask);
    p->choices = arena_new(a, struct rests_choice, RESTS_MAX);
    if (ask.theme != 0) {
        e = theme_of(rq->db, a, ask.theme, partnership_id, &theme);
        if (e == OK)
            e = theme_may_cite(rq->db, a, ask.theme, lang_code(rq->lang),
                RESTS_MAX, &voices, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            add_choice(a, p, "voice", voices[i].id,
                text_is_known(voices[i].said) ? voices[i].said
                                              : voices[i].words,
                text_is_known(voices[i].said) ? lang_code(rq->lang)
                                              : voices[i].lang);
        if (e == OK)
            p->theme = theme.name;
        return e;
    }
    e = themes_of(rq->db, a,
        (struct themes_of_in){ .partnership_id = partnership_id,
            .after_sort = TEXT(""),
            .n_rows = RESTS_MAX / 2 },
        &themes, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_choice(a, p, "theme", themes[i].id, themes[i].name, themes[i].lang);
    if (e == OK)
        e = paragraph_ground(rq->db, a,
            (struct paragraph_ground_in){
                .partnership_id = partnership_id, .n_rows = RESTS_MAX / 2 },
            &ground, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add_choice(
            a, p, "statement", ground[i].id, ground[i].words, ground[i].lang);
    return e;
}

/* ---- The page ------------------------------------------------------------ */

/* The proposal, or the paragraph of the address: which of the two is said. */
static enum err
load_self(struct request *rq, bool is_paragraph, struct thing *self,
    int64_t *partnership_id, struct rests_page *p)
{
    enum err e = thing_load(rq->db, rq->arena,
        is_paragraph ? TEXT("paragraph") : TEXT("proposal"), request_key(rq, 0),
        self);
    if (e != OK)
        return e;
    *partnership_id = is_paragraph ? self->above_id : self->within_id;
    p->address = is_paragraph ? paragraph_sub(rq->arena, self->id, "")
                              : proposal_sub(rq->arena, self->id, "");
    p->title = self->title;
    p->is_paragraph = is_paragraph;
    return OK;
}

static enum err
answer_rests(
    struct request *rq, struct answer *an, bool is_paragraph, struct form *form)
{
    struct rests_page *p = arena_new(rq->arena, struct rests_page, 1);
    struct thing self;
    int64_t partnership_id;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    enum err e = load_self(rq, is_paragraph, &self, &partnership_id, p);
    if (e != OK)
        return e;
    thread_ask(&batch, self.id, &p->thread);
    e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, self.kind->kind, self.id, &p->thread);
    if (e == OK)
        e = load_choices(rq, partnership_id, p);
    if (e != OK)
        return e;
    if (form == NULL) {
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, rests_inputs(rq->arena), RESTS_MAX + 1, form);
    }
    p->form = form;
    struct view v = request_view(rq);
    decide_paragraph_rests(&v, p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What it rests on")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
proposal_rests_show(struct request *rq, struct answer *an)
{
    return answer_rests(rq, an, false, NULL);
}

enum err
paragraph_rests_show(struct request *rq, struct answer *an)
{
    return answer_rests(rq, an, true, NULL);
}

/* ---- Choosing ------------------------------------------------------------ */

struct resting {
    struct thread_link links[RESTS_MAX + 1];
    int n_links;
    int64_t actor_id;
    text token;
};

static enum err
link_all(struct db *writer, struct arena *a, void *arg)
{
    struct resting *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT("rests"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    for (int i = 0; e == OK && i < s->n_links; i++)
        e = thread_put(writer, a, s->actor_id, &s->links[i], NULL);
    return e;
}

/* Only what this reader may see, and of this partnership. */
static bool
may_rest_on(struct request *rq, const struct thing *self,
    int64_t partnership_id, text kind, int64_t id)
{
    struct thing t;
    return id != self->id && thing_kind_find(kind) != NULL &&
        thing_load(rq->db, rq->arena, kind, id, &t) == OK &&
        thing_may_see(&rq->actor, &t) &&
        (t.id == partnership_id || t.within_id == partnership_id ||
            t.above_id == partnership_id);
}

static enum err
rests_send(struct request *rq, struct answer *an, bool is_paragraph)
{
    struct rests_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct rests_page p = { 0 };
    struct resting s = { .actor_id = rq->actor.person_id };
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct thing self;
    int64_t partnership_id, id;
    text kind, key;
    enum err e = load_self(rq, is_paragraph, &self, &partnership_id, &p);
    if (e == OK)
        e = form_parse(
            rq, rests_inputs(rq->arena), RESTS_MAX + 1, form, &given);
    if (e != OK)
        return e;
    for (int i = 0; form->n_errors == 0 && i <= RESTS_MAX; i++) {
        text end = i < RESTS_MAX ? given.ends[i] : given.address;
        if (text_is_empty(end))
            continue;
        bool is_read = i == RESTS_MAX
            ? thread_read_address(rq, end, &kind, &id)
            : (kind = text_cut(end, '/', &key), text_is_known(key)) &&
                key_parse(key, &id);
        if (!is_read || !may_rest_on(rq, &self, partnership_id, kind, id)) {
            form_error(form, "address",
                say(&v,
                    N_("this partnership has nothing there that you can see")));
            continue;
        }
        s.links[s.n_links++] =
            (struct thread_link){ .from_kind = text_of(self.kind->kind),
                .from_id = self.id,
                .kind = TEXT("comes_from"),
                .to_kind = arena_copy(rq->arena, kind),
                .to_id = id };
    }
    if (form->n_errors == 0 && s.n_links == 0)
        form_error(form, "address", say(&v, N_("choose something")));
    if (form->n_errors > 0)
        return answer_rests(rq, an, is_paragraph, form);
    s.token = form->token;
    e = db_write(rq->db, rq->arena, link_all, &s);
    if (e == OK)
        answer_redirect(
            rq, an, arena_print(rq->arena, "%.*s/rests", TEXT_ARG(p.address)));
    return e;
}

enum err
proposal_rests_send(struct request *rq, struct answer *an)
{
    return rests_send(rq, an, false);
}

enum err
paragraph_rests_send(struct request *rq, struct answer *an)
{
    return rests_send(rq, an, true);
}
