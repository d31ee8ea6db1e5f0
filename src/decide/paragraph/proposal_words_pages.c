/* The pages of a proposal in other languages, and in easy words. */
#include "decide/paragraph/proposal_words.h"

#include "base/key.h"
#include "decide/paragraph/proposal_text.h"
#include "decide/paragraph/proposal_words.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

static enum err
load(struct request *rq, struct proposal *row, text *from)
{
    struct proposal_whole whole;
    struct proposal_words_get_row words;
    enum err e = proposal_read(rq, &whole);
    if (e == OK)
        e = proposal_words_get(rq->db, rq->arena,
            (struct proposal_words_get_in){ whole.row.id }, &words);
    if (e != OK)
        return e;
    *row = whole.row;
    *from = words.lang;
    return OK;
}

static bool
has_role(struct request *rq, const struct proposal *row, enum who least)
{
    return actor_may(
        &rq->actor, least, (int64_t[]){ row->id, row->partnership_id }, 2);
}

static text
sub(struct request *rq, int64_t id, const char *what, const struct lang *lang)
{
    return arena_print(rq->arena, "%.*s%s%.*s",
        TEXT_ARG(proposal_sub(rq->arena, id, "")), what,
        TEXT_ARG(lang_code(lang)));
}

/* ---- Which languages ----------------------------------------------------- */

struct langs_form {
    bool needed[LANG_N];
};
static const char *const fields[] = { "l0", "l1", "l2", "l3", "l4", "l5" };

static const struct input *
langs_inputs(struct arena *a)
{
    _Static_assert(LANG_N <= 6, "a name for each");
    struct input *in = arena_new(a, struct input, LANG_N);
    for (int i = 0; i < LANG_N; i++)
        in[i] = (struct input){ .name = fields[i],
            .kind = INPUT_BOOL,
            .offset = (ptrdiff_t)offsetof(struct langs_form, needed) +
                i * (ptrdiff_t)sizeof(bool),
            .label = arena_c_string(a, lang_name(lang_all(i))) };
    return in;
}

enum err
proposal_languages_show(struct request *rq, struct answer *an)
{
    struct proposal_languages_page p = { 0 };
    struct proposal_easy_which_row *easy;
    ptrdiff_t n_easy;
    bool needed[LANG_N] = { 0 };
    text from;
    enum err e = load(rq, &p.p, &from);
    if (e == OK)
        e = proposal_langs(rq->db, rq->arena, &p.p, from, needed, &p.is_chosen);
    if (e == OK)
        e = proposal_easy_which(rq->db, rq->arena,
            (struct proposal_easy_which_in){
                .proposal_id = p.p.id, .n_rows = LANG_N },
            &easy, &n_easy);
    for (int i = 0; e == OK && i < LANG_N; i++) {
        struct language_line *l = &p.lines[i];
        l->lang = lang_all(i);
        l->is_original = text_is_equal(lang_code(l->lang), from);
        l->is_needed = needed[i];
        l->address = sub(rq, p.p.id, "/languages/", l->lang);
        l->easy = sub(rq, p.p.id, "/easy/", l->lang);
        for (ptrdiff_t k = 0; k < n_easy; k++)
            if (text_is_equal(easy[k].lang, lang_code(l->lang))) {
                l->easy_on = easy[k].made_on;
                l->easy_is_old = easy[k].version < p.p.version;
            }
        if (!l->is_original)
            e = proposal_words_load(
                rq->db, rq->arena, &p.p, from, lang_code(l->lang), &l->in);
    }
    if (e != OK)
        return e;
    p.address = proposal_sub(rq->arena, p.p.id, "");
    if (proposal_is_unasked(p.p.status) && has_role(rq, &p.p, WHO_SIDE)) {
        struct form *form = arena_new(rq->arena, struct form, 1);
        form_open(rq, langs_inputs(rq->arena), LANG_N, form);
        for (int i = 0; i < LANG_N; i++)
            if (needed[i])
                form_give(form, fields[i], TEXT("1"));
        p.form = form;
    }
    struct view v = request_view(rq);
    decide_proposal_words_languages(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("In which languages")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

struct choosing {
    int64_t id, actor_id;
    text langs;
};

static enum err
choose_langs(struct db *writer, struct arena *a, void *arg)
{
    const struct choosing *c = arg;
    struct proposal row;
    enum err e =
        proposal_get(writer, a, (struct proposal_get_in){ c->id }, &row);
    if (e == OK && !proposal_is_unasked(row.status))
        e = ERR_CONFLICT; /* languages are fixed when asking opens */
    if (e == OK)
        e = proposal_langs_set(writer,
            (struct proposal_langs_set_in){ .id = c->id, .langs = c->langs },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = c->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("proposal"),
                             .thing_id = c->id })
                   : e;
}

enum err
proposal_languages_send(struct request *rq, struct answer *an)
{
    struct langs_form given = { 0 };
    struct form form;
    struct choosing c = { .id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .langs = TEXT("") };
    enum err e = form_parse(rq, langs_inputs(rq->arena), LANG_N, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    for (int i = 0; i < LANG_N; i++)
        if (given.needed[i])
            c.langs = arena_join(rq->arena, 3,
                (text[]){ c.langs, c.langs.len > 0 ? TEXT(" ") : TEXT(""),
                    lang_code(lang_all(i)) });
    e = db_write(rq->db, rq->arena, choose_langs, &c);
    if (e == ERR_CONFLICT)
        return proposal_say(rq, an,
            N_("People are asked already: the languages are fixed for this "
               "version."));
    if (e == OK)
        answer_redirect(rq, an, proposal_sub(rq->arena, c.id, "/languages"));
    return e;
}

/* ---- One language -------------------------------------------------------- */

struct words_form {
    text role, words[WORDS_AT_ONCE], hash[WORDS_AT_ONCE];
    int64_t of[WORDS_AT_ONCE], seen[WORDS_AT_ONCE];
};
enum { N_WORDS = 1 + 4 * WORDS_AT_ONCE };
static const char *const words_names[] = { "t0", "t1", "t2", "t3", "t4", "t5",
    "t6", "t7", "t8", "t9" };
static const char *const of_names[] = { "k0", "k1", "k2", "k3", "k4", "k5",
    "k6", "k7", "k8", "k9" };
static const char *const seen_names[] = { "w0", "w1", "w2", "w3", "w4", "w5",
    "w6", "w7", "w8", "w9" };
static const char *const hash_names[] = { "h0", "h1", "h2", "h3", "h4", "h5",
    "h6", "h7", "h8", "h9" };

static ptrdiff_t
at(size_t member, int i, size_t size)
{
    return (ptrdiff_t)member + i * (ptrdiff_t)size;
}

static const struct input *
words_inputs(struct arena *a, const struct lang *lang)
{
    struct input *in = arena_new(a, struct input, N_WORDS);
    const char *label = arena_c_string(a, lang_name(lang));
    in[0] = (struct input)INPUT(struct words_form, role, INPUT_TEXT,
        .is_required = true, .max = 120, .label = N_("As what you translate"),
        .hint = N_("For instance: a nurse of Homa Bay, a sworn translator. It "
                   "stands beside your name, where everybody reads it."));
    for (int i = 0; i < WORDS_AT_ONCE; i++) {
        in[1 + 4 * i] = (struct input){ .name = words_names[i],
            .kind = INPUT_PROSE,
            .max = 24'000,
            .offset = at(offsetof(struct words_form, words), i, sizeof(text)),
            .label = label };
        in[2 + 4 * i] = (struct input){ .name = of_names[i],
            .kind = INPUT_KEY,
            .offset = at(offsetof(struct words_form, of), i, sizeof(int64_t)) };
        in[3 + 4 * i] = (struct input){ .name = seen_names[i],
            .kind = INPUT_KEY,
            .offset =
                at(offsetof(struct words_form, seen), i, sizeof(int64_t)) };
        in[4 + 4 * i] = (struct input){ .name = hash_names[i],
            .kind = INPUT_TEXT,
            .max = 32,
            .offset = at(offsetof(struct words_form, hash), i, sizeof(text)) };
    }
    return in;
}

text
proposal_words_hash(struct arena *a, text words)
{
    uint64_t h = text_hash(words);
    return arena_print(
        a, "%08x%08x", (unsigned)(h >> 32), (unsigned)(h & 0xffffffff));
}

struct back_form {
    text why;
    int64_t words;
};
static const struct input back_inputs[] = {
    INPUT(struct back_form, why, INPUT_PROSE, .is_required = true, .max = 2000,
        .label = N_("How does it change the meaning?"),
        .hint = N_("Everybody may read this, without your name.")),
    INPUT(struct back_form, words, INPUT_KEY),
};
enum { N_BACK = 2 };

struct words_ask {
    int64_t edit, back;
};
static const struct input ask_inputs[] = {
    INPUT(struct words_ask, edit, INPUT_KEY),
    INPUT(struct words_ask, back, INPUT_KEY),
};

/* The language of the address: one of ours, and not the one it is in. */
static enum err
load_language(struct request *rq, struct proposal_words_page *p, text *from,
    struct words_in *in)
{
    p->lang = lang_find(rq->params[1]);
    enum err e = p->lang == NULL ? ERR_NOT_FOUND : load(rq, &p->p, from);
    if (e == OK && text_is_equal(lang_code(p->lang), *from))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = proposal_words_load(
            rq->db, rq->arena, &p->p, *from, lang_code(p->lang), in);
    if (e != OK)
        return e;
    p->in = in;
    p->address = proposal_sub(rq->arena, p->p.id, "");
    p->here = sub(rq, p->p.id, "/languages/", p->lang);
    p->may_write = rq->actor.person_id != 0 && has_role(rq, &p->p, WHO_GUEST);
    p->may_back = has_role(rq, &p->p, WHO_SIDE);
    return OK;
}

static enum err
answer_words(struct request *rq, struct answer *an,
    struct proposal_words_page *p, const struct form *given)
{
    struct view v = request_view(rq);
    rq->form = given;
    decide_proposal_words_one(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->p.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* What lacks, in its order; or the one that is to be corrected. */
static void
ask_for_words(struct request *rq, struct proposal_words_page *p, int64_t edit)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, words_inputs(rq->arena, p->lang), N_WORDS, form);
    for (ptrdiff_t i = 0; i < p->in->n_lines && p->n_asked < WORDS_AT_ONCE;
         i++) {
        const struct words_line *l = &p->in->lines[i];
        if (edit != 0 ? l->of->id != edit : l->state == WORDS_THERE)
            continue;
        if (l->id != 0)
            form_give(form, words_names[p->n_asked], l->words);
        p->asked[p->n_asked++] = l;
    }
    if (p->n_asked > 0)
        p->form = form;
}

enum err
proposal_words_show(struct request *rq, struct answer *an)
{
    struct proposal_words_page p = { 0 };
    struct words_in in;
    struct words_ask ask = { 0 };
    text from;
    query_parse(rq, ask_inputs, 2, &ask);
    enum err e = load_language(rq, &p, &from, &in);
    if (e != OK)
        return e;
    if (p.may_back && ask.back != 0) {
        p.back = proposal_words_line(&in, ask.back);
        if (p.back != NULL && p.back->id != 0) {
            struct form *form = arena_new(rq->arena, struct form, 1);
            form_open(rq, back_inputs, N_BACK, form);
            p.back_form = form;
        }
    } else if (p.may_write)
        ask_for_words(rq, &p, ask.edit);
    return answer_words(rq, an, &p, NULL);
}

struct translating {
    const struct words_form *given;
    int64_t id, actor_id;
    text lang, token, today;
    int n_saved;
    bool is_clash[WORDS_AT_ONCE];
    bool has_clash;
};

static enum err
save_one(struct db *writer, struct arena *a, struct translating *t,
    const struct proposal *row, int i)
{
    const struct words_form *f = t->given;
    struct paragraph of;
    struct paragraph_words now = { 0 };
    int64_t n = 0;
    text words = text_trim(f->words[i]);
    enum err e =
        paragraph_get(writer, a, (struct paragraph_get_in){ f->of[i] }, &of);
    if (e == OK && of.proposal_id != t->id)
        e = ERR_NOT_FOUND;
    if (e == OK) {
        e = paragraph_words_of_thing(writer, a,
            (struct paragraph_words_of_thing_in){
                .thing_id = of.id, .lang = t->lang },
            &now);
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    if (e != OK)
        return e;
    if (now.id != f->seen[i]) {
        t->is_clash[i] = t->has_clash = true;
        return OK;
    }
    bool is_of_now =
        text_is_equal(f->hash[i], proposal_words_hash(a, of.words));
    if (now.id != 0 && !now.is_back && text_is_equal(now.words, words) &&
        (!is_of_now || text_is_equal(now.of_words, of.words)))
        return OK;
    e = paragraph_words_past(writer,
        (struct paragraph_words_past_in){ .thing_id = of.id, .lang = t->lang },
        NULL);
    if (e == OK)
        e = paragraph_words_insert(writer,
            &(struct paragraph_words){ .id = key_new(),
                .proposal_id = t->id,
                .thing_id = of.id,
                .lang = t->lang,
                .words = words,
                /* what was changed under the translator's hands is old */
                .of_words = is_of_now ? of.words : TEXT(""),
                .version = row->version,
                .person_id = t->actor_id,
                .has_person_id = true,
                .role = f->role,
                .made_on = t->today,
                .is_now = true,
                .back_why = TEXT("") },
            &n);
    t->n_saved++;
    return e == OK && n == 0 ? ERR_BUSY : e;
}

static enum err
save_words(struct db *writer, struct arena *a, void *arg)
{
    struct translating *t = arg;
    struct proposal row;
    text first;
    t->n_saved = 0;
    t->has_clash = false;
    enum err e = once_take(writer, a, t->token, TEXT("words"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = proposal_get(writer, a, (struct proposal_get_in){ t->id }, &row);
    for (int i = 0; e == OK && i < WORDS_AT_ONCE; i++) {
        t->is_clash[i] = false;
        if (t->given->of[i] != 0 && !text_is_empty(t->given->words[i]))
            e = save_one(writer, a, t, &row, i);
    }
    if (e == OK && t->n_saved > 0)
        e = proposal_words_index(writer, a, t->id);
    return e == OK && t->n_saved > 0
        ? audit_add(writer,
              (struct audit){ .actor_id = t->actor_id,
                  .action = TEXT("translate"),
                  .kind = TEXT("proposal"),
                  .thing_id = t->id })
        : e;
}

enum err
proposal_words_send(struct request *rq, struct answer *an)
{
    struct proposal_words_page p = { 0 };
    struct words_in in;
    struct words_form *given = arena_new(rq->arena, struct words_form, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    text from;
    enum err e = load_language(rq, &p, &from, &in);
    if (e == OK)
        e = form_parse(
            rq, words_inputs(rq->arena, p.lang), N_WORDS, form, given);
    if (e != OK)
        return e;
    struct translating t = { .given = given,
        .id = p.p.id,
        .actor_id = rq->actor.person_id,
        .lang = lang_code(p.lang),
        .token = form->token,
        .today = day_of(rq->arena, rq->now) };
    if (form->n_errors == 0)
        e = db_write(rq->db, rq->arena, save_words, &t);
    if (e != OK)
        return e;
    if (form->n_errors == 0 && !t.has_clash) {
        answer_redirect(rq, an, p.here);
        return OK;
    }
    /* again, with what was typed; where somebody was quicker, what is there */
    e = proposal_words_load(
        rq->db, rq->arena, &p.p, from, lang_code(p.lang), &in);
    if (e != OK)
        return e;
    struct form *again = arena_new(rq->arena, struct form, 1);
    form_open(rq, words_inputs(rq->arena, p.lang), N_WORDS, again);
    form_give(again, "role", form->given[0]);
    if (form->error[0].len > 0)
        form_error(again, "role", form->error[0]);
    for (int i = 0; i < WORDS_AT_ONCE; i++) {
        const struct words_line *l =
            given->of[i] == 0 ? NULL : proposal_words_line(&in, given->of[i]);
        if (l == NULL || (form->n_errors == 0 && !t.is_clash[i]))
            continue;
        const char *name = words_names[p.n_asked];
        form_give(again, name, form->given[1 + 4 * i]);
        if (t.is_clash[i])
            form_error(again, name,
                say_with(&v, N_("somebody translated it meanwhile, so: %s"), 1,
                    (struct phrase_arg[]){ arg_text(l->words) }));
        else if (form->error[1 + 4 * i].len > 0)
            form_error(again, name, form->error[1 + 4 * i]);
        p.asked[p.n_asked++] = l;
    }
    p.form = again;
    return answer_words(rq, an, &p, again);
}

/* ---- It changes the meaning ---------------------------------------------- */

struct sending_back {
    int64_t id, words_id, actor_id;
    text why, token;
};

static enum err
send_back(struct db *writer, struct arena *a, void *arg)
{
    const struct sending_back *s = arg;
    int64_t n = 0;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT("back"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = paragraph_words_send_back(writer,
            (struct paragraph_words_send_back_in){ .id = s->words_id,
                .back_why = s->why,
                .back_by = s->actor_id,
                .has_back_by = true },
            &n);
    if (e == OK && n == 0)
        return ERR_CONFLICT; /* there is a newer one */
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("send back"),
                             .kind = TEXT("proposal"),
                             .thing_id = s->id })
                   : e;
}

enum err
proposal_words_back_send(struct request *rq, struct answer *an)
{
    struct proposal_words_page p = { 0 };
    struct words_in in;
    struct back_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    text from;
    enum err e = load_language(rq, &p, &from, &in);
    if (e == OK)
        e = form_parse(rq, back_inputs, N_BACK, form, &given);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < in.n_lines; i++)
        if (in.lines[i].id != 0 && in.lines[i].id == given.words)
            p.back = &in.lines[i];
    if (p.back == NULL)
        return proposal_say(rq, an,
            N_("This translation was changed meanwhile. Look at the new one."));
    if (form->n_errors > 0) {
        p.back_form = form;
        return answer_words(rq, an, &p, form);
    }
    struct sending_back s = { .id = p.p.id,
        .words_id = given.words,
        .actor_id = rq->actor.person_id,
        .why = given.why,
        .token = form->token };
    e = db_write(rq->db, rq->arena, send_back, &s);
    if (e == ERR_CONFLICT)
        return proposal_say(rq, an,
            N_("This translation was changed meanwhile. Look at the new one."));
    if (e == OK)
        answer_redirect(rq, an, p.here);
    return e;
}
