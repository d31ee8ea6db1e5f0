/* Telling: by an account, by a slip of paper, or for another. */
#include "decide/voice/voice.h"

#include "base/key.h"
#include "decide/voice/voice_tell.html.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

static const char *const shown_codes[] = { "facilitators", "sides", "public",
    NULL };
static const char *const shown_words[] = {
    N_("Only those who look after this partnership"),
    N_("The people of all sides"), N_("Everybody, on the public page"), NULL
};
static const char *const uses_codes[] = { "facilitators", "sides", "public",
    "count", NULL };
static const char *const uses_words[] = {
    N_("Only those who look after this partnership"),
    N_("The people of all sides"), N_("Everybody, on the public page"),
    N_("Nobody: count it, and keep no words"), NULL
};
static const char *const modes[] = { "paper", "telephone", "sms", "person",
    "sign", "group", NULL };
static const char *const mode_words[] = { N_("On paper"), N_("By telephone"),
    N_("By short message"), N_("In person"), N_("In sign language"),
    N_("In a group"), NULL };
static const char *const owns[] = { "own", "summary", NULL };
static const char *const own_words[] = { N_("Their own words"), N_("A summary"),
    NULL };
static const char *const yes_no[] = { "yes", "no", NULL };
static const char *const yes_no_words[] = { N_("Yes"), N_("No"), NULL };

enum { N_TELL_MAX = 20 };

struct telling_page {
    struct input in[N_TELL_MAX];
    int n;
    struct voice_sides_row *sides; /* that they may tell for */
    ptrdiff_t n_sides;
};

static void
add(struct telling_page *t, struct input in)
{
    require(t->n < N_TELL_MAX);
    t->in[t->n++] = in;
}

/* The sides that whoever acts may tell for: their own, or any. */
static enum err
load_sides(struct request *rq, int64_t partnership_id, bool is_helped,
    struct telling_page *t)
{
    ptrdiff_t kept = 0;
    enum err e = voice_sides(rq->db, rq->arena,
        (struct voice_sides_in){
            .partnership_id = partnership_id, .n_rows = VOICE_SIDES_MAX },
        &t->sides, &t->n_sides);
    for (ptrdiff_t i = 0; e == OK && i < t->n_sides; i++)
        if (is_helped ||
            !thing_is_of_another_side(
                &rq->actor, t->sides[i].id, partnership_id))
            t->sides[kept++] = t->sides[i];
    t->n_sides = kept;
    return e;
}

static void
add_helped(struct telling_page *t)
{
    add(t,
        (struct input)INPUT(struct tell_form, mode, INPUT_CHOICE,
            .is_required = true, .choices = modes, .choice_labels = mode_words,
            .label = N_("How they told you")));
    add(t,
        (struct input)INPUT(struct tell_form, own, INPUT_CHOICE,
            .is_required = true, .choices = owns, .choice_labels = own_words,
            .label = N_("Is it their own words?")));
    add(t,
        (struct input)INPUT(struct tell_form, read_back, INPUT_CHOICE,
            .is_required = true, .choices = yes_no,
            .choice_labels = yes_no_words,
            .label =
                N_("Did you read it back to them, and did they say that it "
                   "is right?")));
    add(t,
        (struct input)INPUT(struct tell_form, how, INPUT_TEXT, .max = 200,
            .label = N_("How you read it back, or why not")));
    add(t,
        (struct input)INPUT(struct tell_form, interpreter, INPUT_TEXT,
            .max = 120, .label = N_("Interpreter"),
            .hint = N_("What they are, such as: a daughter, a trained "
                       "interpreter. Empty: none.")));
    add(t,
        (struct input)INPUT(struct tell_form, place, INPUT_TEXT, .max = 120,
            .label = N_("Where"),
            .hint = N_("Such as: the waiting room. No address of a home.")));
    add(t,
        (struct input)INPUT(struct tell_form, said_on, INPUT_DATE,
            .label = N_("On which day"), .hint = N_("Empty: today.")));
}

static void
add_child(struct telling_page *t, bool is_helped)
{
    require(t->n + CHILD_INPUTS <= N_TELL_MAX);
    child_inputs(
        t->in + t->n, (ptrdiff_t)offsetof(struct tell_form, who), is_helped);
    t->n += CHILD_INPUTS;
    if (!is_helped)
        return;
    add(t,
        (struct input)INPUT(struct tell_form, guardian_on, INPUT_DATE,
            .label = N_("On which day the parent or guardian said yes"),
            .hint = N_("Empty: today.")));
    add(t,
        (struct input)INPUT(struct tell_form, child_on, INPUT_DATE,
            .label = N_("On which day the child said yes"),
            .hint = N_("Empty: today.")));
}

static enum err
make_inputs(struct request *rq, int64_t partnership_id, bool is_slip,
    bool is_helped, struct telling_page *t)
{
    struct arena *a = rq->arena;
    enum err e = is_slip ? OK : load_sides(rq, partnership_id, is_helped, t);
    if (e != OK)
        return e;
    add(t,
        (struct input)INPUT(struct tell_form, words, INPUT_PROSE,
            .is_required = !is_helped, .max = 40'000,
            .label = is_helped ? N_("What they lived, as they told it")
                               : N_("What you lived, in your own words"),
            .hint =
                N_("No names, no telephone numbers: say what people do, not "
                   "what they are called.")));
    add(t,
        voice_lang_input(a, "lang", (ptrdiff_t)offsetof(struct tell_form, lang),
            N_("In which language")));
    if (t->n_sides > 1) {
        const char **keys = arena_new(a, const char *, t->n_sides + 1);
        const char **names = arena_new(a, const char *, t->n_sides + 1);
        for (ptrdiff_t i = 0; i < t->n_sides; i++) {
            keys[i] = arena_c_string(a, voice_key(a, t->sides[i].id));
            names[i] = arena_c_string(a, t->sides[i].name);
        }
        add(t,
            (struct input)INPUT(struct tell_form, side, INPUT_CHOICE,
                .is_required = true, .choices = keys, .choice_labels = names,
                .label = is_helped ? N_("On which side they live or work")
                                   : N_("On which side you live or work")));
    }
    add(t,
        (struct input)INPUT(struct tell_form, recording, INPUT_FILE,
            .label = N_("A recording, if you want one kept"),
            .hint = sound_hint));
    if (is_helped)
        add_helped(t);
    add(t,
        (struct input)INPUT(struct tell_form, shown_to, INPUT_CHOICE,
            .is_required = true,
            .choices = is_helped ? uses_codes : shown_codes,
            .choice_labels = is_helped ? uses_words : shown_words,
            .label = is_helped ? N_("Who may read it, as they said")
                               : N_("Who may read it"),
            .hint = N_("This can be changed, and all of it taken back, at any "
                       "time.")));
    add(t,
        (struct input)INPUT(struct tell_form, name, INPUT_TEXT,
            .max = VOICE_NAME_MAX,
            .label = N_("A name to stand under it, only if you want one"),
            .hint = N_("Empty: nobody reads who told it. Under 18: always "
                       "empty.")));
    add_child(t, is_helped);
    add(t,
        (struct input)INPUT(struct tell_form, anyway, INPUT_BOOL,
            .label = N_("Keep it as it is")));
    return OK;
}

static enum err
answer_form(struct request *rq, struct answer *an, struct tell_page *p)
{
    struct view v = request_view(rq);
    p->rq = rq;
    decide_voice_tell(&v, p);
    an->keeping = TEXT("no-store");
    if (p->form->n_errors > 0 && an->status == 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){ .title = say(&v,
                           p->is_helped ? N_("Write down what somebody told")
                                        : N_("Tell what you lived")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, struct tell_page *p,
    int64_t partnership_id)
{
    struct telling_page *t = arena_new(rq->arena, struct telling_page, 1);
    struct form form;
    enum err e = make_inputs(rq, partnership_id, p->is_slip, p->is_helped, t);
    if (e != OK)
        return e;
    form_open(rq, t->in, t->n, &form);
    form_give(&form, "lang", lang_code(rq->lang));
    if (!p->is_helped)
        form_give(&form, "shown_to", TEXT("facilitators"));
    p->form = &form;
    p->has_sides = t->n_sides > 1;
    return answer_form(rq, an, p);
}

/* ---- Taken --------------------------------------------------------------- */

static void
check_day(struct request *rq, struct form *form, const char *name, text day)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (text_is_known(day) && text_compare(day, day_of(rq->arena, rq->now)) > 0)
        form_error(form, name, say(&v, N_("This day is still to come.")));
}

static void
check_child(
    struct request *rq, struct form *form, struct tell_form *g, bool is_helped)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    child_check(rq, form, &g->who);
    if (!g->who.is_child)
        return;
    if (!text_is_empty(g->name))
        form_error(form, "name",
            say(&v, N_("Under 18 no name is shown: leave this empty.")));
    if (is_helped) {
        check_day(rq, form, "guardian_on", g->guardian_on);
        check_day(rq, form, "child_on", g->child_on);
    }
}

/* What is wrong, beside its field; what is only to be thought about. */
static enum err
check(struct request *rq, struct form *form, struct tell_form *g,
    struct tell_page *p, bool *has_sound)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    bool is_count = text_is_equal(g->shown_to, TEXT("count"));
    const char *trouble = voice_trouble(g->words);
    if (trouble != NULL && !(is_count && lang_is_blank(g->words)))
        form_error(form, "words", say(&v, trouble));
    check_child(rq, form, g, p->is_helped);
    if (p->is_helped)
        check_day(rq, form, "said_on", g->said_on);
    enum err e = sound_judge(rq, form, "recording", &g->recording, has_sound);
    if (e != OK || is_count)
        return e;
    const char *warning = voice_warning(
        rq->arena, g->words, p->is_helped ? (text){ 0 } : rq->actor.name);
    if (warning != NULL && !g->anyway) {
        p->warning = say(&v, warning);
        p->is_anyway_asked = true;
    }
    return OK;
}

static void
fill(struct request *rq, struct voice_telling *s, const struct tell_form *g,
    const struct telling_page *t, bool is_helped)
{
    bool is_count = text_is_equal(g->shown_to, TEXT("count"));
    text today = day_of(rq->arena, rq->now);
    s->row.lang = g->lang;
    s->row.words = is_count ? TEXT("") : text_trim(g->words);
    s->row.way = is_helped ? TEXT("helped") : TEXT("self");
    s->row.said_on =
        is_helped && text_is_known(g->said_on) ? g->said_on : today;
    s->row.shown_to = g->shown_to;
    s->row.is_child = g->who.is_child;
    for (ptrdiff_t i = 0; i < t->n_sides; i++)
        if (t->n_sides == 1 ||
            text_is_equal(g->side, voice_key(rq->arena, t->sides[i].id)))
            s->row.side_id = t->sides[i].id;
    s->link.name = g->who.is_child || is_count || text_is_empty(g->name)
        ? (text){ 0 }
        : g->name;
    s->guardian_on = g->guardian_on;
    s->child_on = g->child_on;
    if (!is_helped)
        return;
    s->has_helped = true;
    s->helped =
        (struct voice_helped_insert_in){ .helper_id = rq->actor.person_id,
            .has_helper_id = true,
            .mode = g->mode,
            .is_own_words = text_is_equal(g->own, TEXT("own")),
            .read_back = g->read_back,
            .how = g->how,
            .interpreter = g->interpreter,
            .place = g->place };
}

static enum err
answer_receipt(struct request *rq, struct answer *an,
    const struct voice_telling *s, bool is_helped, text back)
{
    struct view v = request_view(rq);
    struct arena *a = rq->arena;
    text code = receipt_of(a, "own", s->token);
    struct receipt_given p = {
        .code = s->link.has_person_id ? (text){ 0 } : receipt_print(a, code),
        .own = s->link.has_person_id
            ? s->address
            : arena_print(a, "/speak/%.*s", TEXT_ARG(code)),
        .back = back,
        .is_helped = is_helped
    };
    if (s->row.is_child)
        p.guardian = receipt_print(a, receipt_of(a, "guardian", s->token));
    rq->form = NULL;
    decide_voice_tell_receipt(&v, &p);
    an->status = 200;
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("It is kept. Thank you")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* Words first, in one step; the recording's bytes before that. */
static enum err
keep(struct request *rq, struct answer *an, struct voice_telling *s,
    const struct tell_form *g, bool has_sound, struct tell_page *p,
    struct form *form)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct kept_file file = { 0 };
    enum err e = OK;
    s->row.id = key_of_day(rq->now);
    s->token = form->token;
    s->lang = lang_code(rq->lang);
    s->now = rq->now;
    s->address = s->link.has_person_id
        ? voice_sub(rq->arena, s->row.id, "/mine")
        : TEXT("");
    if (!s->link.has_person_id)
        s->link.receipt =
            receipt_hash(rq->arena, receipt_of(rq->arena, "own", s->token));
    if (s->row.is_child)
        s->link.guardian = receipt_hash(
            rq->arena, receipt_of(rq->arena, "guardian", s->token));
    if (has_sound && text_is_known(s->row.words) && s->row.words.len > 0) {
        e = sound_keep(rq, &g->recording, s->row.id, &file);
        s->sound = &file;
        s->row.file_id = file.id;
        s->row.has_file_id = true;
    }
    if (e == OK)
        e = db_write(rq->db, rq->arena, voice_tell, s);
    if (e != OK && s->sound != NULL)
        sound_sweep(rq->db, rq->arena, file.id);
    if (e == ERR_DENIED) {
        form_error(form, "words",
            say(&v, N_("You have told as many as one person can.")));
        return answer_form(rq, an, p);
    }
    bool was_sent = e == ERR_CONFLICT && text_is_known(s->first);
    if (e != OK && !was_sent)
        return e;
    if (was_sent && s->link.has_person_id)
        s->address = s->first;
    /* a guardian's code is shown to a child with an account, too */
    if (s->link.has_person_id && !s->row.is_child) {
        answer_redirect(rq, an, s->address);
        return OK;
    }
    return answer_receipt(rq, an, s, p->is_helped, p->back);
}

static enum err
take(struct request *rq, struct answer *an, struct tell_page *p,
    struct voice_telling *s)
{
    struct telling_page *t = arena_new(rq->arena, struct telling_page, 1);
    struct tell_form given = { 0 };
    struct form form;
    bool has_sound = false;
    enum err e =
        make_inputs(rq, s->row.partnership_id, p->is_slip, p->is_helped, t);
    if (e == OK)
        e = form_parse(rq, t->in, t->n, &form, &given);
    if (e != OK)
        return e;
    p->form = &form;
    p->has_sides = t->n_sides > 1;
    e = check(rq, &form, &given, p, &has_sound);
    if (e != OK)
        return e;
    if (form.n_errors > 0 || p->is_anyway_asked) {
        an->status = 422;
        return answer_form(rq, an, p);
    }
    fill(rq, s, &given, t, p->is_helped);
    if (!p->is_slip && s->row.side_id == 0)
        return ERR_BAD_INPUT;
    return keep(rq, an, s, &given, has_sound, p, &form);
}

/* ---- By an account ------------------------------------------------------- */

static enum err
begin(struct request *rq, struct tell_page *p, const char *what)
{
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("partnership"), id, &t);
    if (e != OK)
        return e;
    p->where = t.title;
    p->back = arena_print(rq->arena, "/partnership/%.*s/voices",
        TEXT_ARG(voice_key(rq->arena, id)));
    p->address = arena_print(rq->arena, "%.*s/%s", TEXT_ARG(p->back), what);
    return OK;
}

enum err
voice_tell_show(struct request *rq, struct answer *an)
{
    struct tell_page p = { 0 };
    enum err e = begin(rq, &p, "tell");
    return e == OK ? show(rq, an, &p, request_key(rq, 0)) : e;
}

enum err
voice_tell_send(struct request *rq, struct answer *an)
{
    struct tell_page p = { 0 };
    struct voice_telling s = { .row = { .partnership_id = request_key(rq, 0) },
        .link = { .person_id = rq->actor.person_id, .has_person_id = true } };
    enum err e = begin(rq, &p, "tell");
    return e == OK ? take(rq, an, &p, &s) : e;
}

/* ---- For another --------------------------------------------------------- */

enum err
voice_helped_show(struct request *rq, struct answer *an)
{
    struct tell_page p = { .is_helped = true };
    enum err e = begin(rq, &p, "helped");
    return e == OK ? show(rq, an, &p, request_key(rq, 0)) : e;
}

enum err
voice_helped_send(struct request *rq, struct answer *an)
{
    struct tell_page p = { .is_helped = true };
    struct voice_telling s = { .row = {
                                   .partnership_id = request_key(rq, 0) } };
    enum err e = begin(rq, &p, "helped");
    return e == OK ? take(rq, an, &p, &s) : e;
}

/* ---- By a slip ----------------------------------------------------------- */

static enum err
begin_slip(struct request *rq, const struct own *o, struct tell_page *p,
    struct listening_get_row *at)
{
    enum err e = listening_get(rq->db, rq->arena,
        (struct listening_get_in){ .id = o->listening_id }, at);
    p->is_slip = true;
    p->where = at->name;
    p->address = o->base;
    p->back = TEXT("/");
    return e;
}

enum err
tell_open(struct request *rq, struct answer *an, const struct own *o)
{
    struct tell_page p = { 0 };
    struct listening_get_row at = { 0 };
    enum err e = begin_slip(rq, o, &p, &at);
    return e == OK ? show(rq, an, &p, at.partnership_id) : e;
}

enum err
tell_take(struct request *rq, struct answer *an, const struct own *o)
{
    struct tell_page p = { 0 };
    struct listening_get_row at = { 0 };
    enum err e = begin_slip(rq, o, &p, &at);
    if (e != OK)
        return e;
    struct voice_telling s = { .row = { .partnership_id = at.partnership_id,
                                   .side_id = at.side_id,
                                   .listening_id = at.id,
                                   .has_listening_id = true },
        .link = { .slip_id = o->slip_id, .has_slip_id = true } };
    return take(rq, an, &p, &s);
}
