/* One voice, for whoever may read it; read, sorted, ended and translated by
 * those who look after it. */
#include "decide/voice/voice.h"

#include "base/key.h"
#include "decide/voice/voice_flag.h"
#include "decide/voice/voice_one.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/version.h"
#include "os/entropy.h"
#include "people/people.h"

struct read_form {
    text thanks;
};
static const struct input read_inputs[] = {
    INPUT(struct read_form, thanks, INPUT_PROSE, .max = 2000,
        .label = N_("A thank-you, which they read"),
        .hint = N_("Empty: it is only marked as read.")),
};
enum { N_READ = 1 };

enum { N_SORT_FIXED = 1 };
struct sort_form {
    text name;
    bool ticks[THEMES_MAX];
};

struct end_form {
    text outcome, words, lang;
};
static const char *const outcomes[] = { "taken", "answered", "out", NULL };
static const char *const outcome_words[] = { N_("Taken up: say in what"),
    N_("Answered: say how it is, and why"),
    N_("Not something this partnership can change: say why, and who can"),
    NULL };

struct words_form {
    text lang, words, by_role;
};

static void
end_inputs(struct arena *a, struct input in[3])
{
    in[0] = (struct input)INPUT(struct end_form, outcome, INPUT_CHOICE,
        .is_required = true, .choices = outcomes,
        .choice_labels = outcome_words, .label = N_("What came of it"));
    in[1] = (struct input)INPUT(struct end_form, words, INPUT_PROSE,
        .is_required = true, .max = 4000, .label = N_("What you tell them"),
        .hint = N_("In their language, if you can. Everybody who may read "
                   "the voice reads this too."));
    in[2] = voice_lang_input(a, "lang",
        (ptrdiff_t)offsetof(struct end_form, lang), N_("Written in"));
}

static void
words_inputs(struct arena *a, struct input in[3])
{
    in[0] = voice_lang_input(a, "lang",
        (ptrdiff_t)offsetof(struct words_form, lang),
        N_("Into which language"));
    in[1] = (struct input)INPUT(struct words_form, words, INPUT_PROSE,
        .is_required = true, .max = 40'000, .label = N_("The translation"));
    in[2] = (struct input)INPUT(struct words_form, by_role, INPUT_TEXT,
        .is_required = true, .max = 120, .label = N_("You translate as"),
        .hint = N_("Such as: trained interpreter, nurse, neighbour. Your name "
                   "stands beside it."));
}

static const struct input *
sort_inputs(struct arena *a, const struct themes_of_row *rows, ptrdiff_t n)
{
    struct input *in = arena_new(a, struct input, n + N_SORT_FIXED);
    for (ptrdiff_t i = 0; i < n; i++)
        in[i] = (struct input){
            .name =
                arena_print(a, "t%.*s", TEXT_ARG(voice_key(a, rows[i].id))).ptr,
            .kind = INPUT_BOOL,
            .label = arena_c_string(a, rows[i].name),
            .offset = (ptrdiff_t)(offsetof(struct sort_form, ticks) +
                (size_t)i * sizeof(bool))
        };
    in[n] = (struct input)INPUT(struct sort_form, name, INPUT_TEXT, .max = 120,
        .label = N_("And into a new theme"),
        .hint = N_("A few words, such as: getting an appointment"));
    return in;
}

static enum err
load_themes(struct request *rq, struct voice_page *p)
{
    return themes_of(rq->db, rq->arena,
        (struct themes_of_in){ .partnership_id = p->x->row.partnership_id,
            .after_sort = TEXT(""),
            .n_rows = THEMES_MAX },
        &p->all_themes, &p->n_all_themes);
}

/* ---- The page ------------------------------------------------------------ */

struct care_forms {
    struct form read, sort, end, translate, flag;
    struct input end_in[3], words_in[3];
};

static void
open_translate(struct request *rq, struct voice_page *p, struct care_forms *f)
{
    words_inputs(rq->arena, f->words_in);
    form_open(rq, f->words_in, 3, &f->translate);
    form_give(&f->translate, "lang", lang_code(rq->lang));
    p->translate = &f->translate;
}

static void
open_forms(struct request *rq, struct voice_page *p, struct care_forms *f)
{
    struct view v = view_in(rq->arena, lang_find(p->x->row.lang), 0);
    form_open(rq, read_inputs, N_READ, &f->read);
    if (lang_find(p->x->row.lang) != NULL)
        form_give(&f->read, "thanks",
            say(&v,
                N_("Thank you for telling us. It was read, and it counts.")));
    form_open(rq, sort_inputs(rq->arena, p->all_themes, p->n_all_themes),
        (int)p->n_all_themes + N_SORT_FIXED, &f->sort);
    for (ptrdiff_t i = 0; i < p->n_all_themes; i++)
        for (ptrdiff_t k = 0; k < p->n_themes; k++)
            if (p->all_themes[i].id == p->themes[k].id)
                f->sort.given[i] = TEXT("on");
    end_inputs(rq->arena, f->end_in);
    form_open(rq, f->end_in, 3, &f->end);
    form_give(&f->end, "lang", p->x->row.lang);
    int n_flag;
    const struct input *flag = voice_flag_inputs(&n_flag);
    form_open(rq, flag, n_flag, &f->flag);
    p->flag = &f->flag;
    p->read = &f->read;
    p->sort = &f->sort;
    p->end = &f->end;
    open_translate(rq, p, f);
}

/* `which` of the forms stands as it was sent, with what is wrong in it. */
static enum err
answer(struct request *rq, struct answer *an, struct voice_loaded *x,
    const struct form *wrong, const char *which)
{
    struct voice_page p = { .rq = rq, .x = x };
    struct voice_helped_of_row *helped =
        arena_new(rq->arena, struct voice_helped_of_row, 1);
    struct care_forms *f = arena_new(rq->arena, struct care_forms, 1);
    const struct voice *row = &x->row;
    struct db *db = rq->db;
    struct arena *a = rq->arena;
    enum err e = voice_words_of(db, a,
        (struct voice_words_of_in){
            .voice_id = row->id, .n_rows = VOICE_LANGS_MAX },
        &p.translations, &p.n_translations);
    if (e == OK)
        e = voice_themes(db, a,
            (struct voice_themes_in){
                .voice_id = row->id, .n_rows = VOICE_THEMES_MAX },
            &p.themes, &p.n_themes);
    if (e == OK)
        e = voice_came_load(rq, row->id, &p.came, &p.n_came, &p.n_hidden);
    if (e == OK)
        e = voice_age(rq, row, &p.n_days, &p.n_days_late);
    if (e == OK && x->leads && text_is_equal(row->way, TEXT("helped"))) {
        e = voice_helped_of(
            db, a, (struct voice_helped_of_in){ row->id }, helped);
        p.helped = e == OK ? helped : NULL;
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    if (e == OK && x->leads)
        e = load_themes(rq, &p);
    if (e != OK)
        return e;
    if (x->leads)
        open_forms(rq, &p, f);
    else if (actor_may(&rq->actor, WHO_SIDE, &row->partnership_id, 1) &&
        row->words.len > 0)
        open_translate(rq, &p, f);
    rq->form = wrong;
    if (wrong != NULL && text_is_equal(text_of(which), TEXT("end")))
        p.end = wrong;
    if (wrong != NULL && text_is_equal(text_of(which), TEXT("words")))
        p.translate = wrong;
    if (wrong != NULL)
        an->status = 422;
    p.words = voice_said(x->head.said, row->words);
    p.lang = voice_said_lang(rq, x->head.said, row->lang);
    p.address = voice_sub(a, row->id, "");
    p.partnership = arena_print(a, "/partnership/%.*s-%.*s",
        TEXT_ARG(lang_slug(a, x->head.partnership_name)),
        TEXT_ARG(voice_key(a, row->partnership_id)));
    p.voices = arena_print(a, "/partnership/%.*s/voices",
        TEXT_ARG(voice_key(a, row->partnership_id)));
    if (row->has_file_id)
        p.sound = voice_sub(a, row->id, "/sound");
    struct view v = request_view(rq);
    decide_voice_one(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("A voice")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
voice_show(struct request *rq, struct answer *an)
{
    struct voice_loaded x;
    enum err e = voice_load(rq, &x);
    return e == OK ? answer(rq, an, &x, NULL, NULL) : e;
}

enum err
voice_sound_show(struct request *rq, struct answer *an)
{
    struct voice_loaded x;
    enum err e = voice_load(rq, &x);
    if (e == OK && !x.row.has_file_id)
        e = ERR_NOT_FOUND;
    return e == OK ? sound_answer(rq, an, x.row.file_id, x.row.id, false) : e;
}

/* ---- Looked after -------------------------------------------------------- */

struct caring {
    int64_t id, actor_id, now;
    text today, token;
    const struct read_form *read;
    const struct end_form *end;
    const struct words_form *words;
    text by_name;
    /* sorting */
    const struct sort_form *sort;
    const struct themes_of_row *themes;
    ptrdiff_t n_themes;
    text lang;
};

static enum err
begin_care(struct db *writer, struct arena *a, const struct caring *s,
    struct voice *row)
{
    text first;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == OK)
        e = voice_get(writer, a, (struct voice_get_in){ .id = s->id }, row);
    if (e == OK && text_is_equal(row->status, TEXT("withdrawn")))
        e = ERR_CONFLICT;
    return e;
}

static enum err
note(struct db *writer, const struct caring *s, const char *action)
{
    return audit_add(writer,
        (struct audit){ .actor_id = s->actor_id,
            .action = text_of(action),
            .kind = TEXT("voice"),
            .thing_id = s->id });
}

static enum err
read_step(struct db *writer, struct arena *a, void *arg)
{
    const struct caring *s = arg;
    struct voice row;
    enum err e = begin_care(writer, a, s, &row);
    if (e != OK)
        return e;
    row.status = TEXT("read");
    if (!text_is_empty(s->read->thanks)) {
        row.thanks = text_trim(s->read->thanks);
        row.thanked_on = s->today;
    }
    row.news_on = s->today;
    e = voice_save(writer, a, &row);
    return e == OK ? note(writer, s, "read") : e;
}

static enum err
end_step(struct db *writer, struct arena *a, void *arg)
{
    const struct caring *s = arg;
    struct voice row;
    enum err e = begin_care(writer, a, s, &row);
    if (e != OK)
        return e;
    if (text_is_equal(row.status, TEXT("new")))
        row.status = TEXT("read");
    row.outcome = s->end->outcome;
    row.outcome_words = text_trim(s->end->words);
    row.outcome_lang = s->end->lang;
    row.outcome_on = row.news_on = s->today;
    e = voice_save(writer, a, &row);
    return e == OK ? note(writer, s, "settle") : e;
}

static enum err
words_step(struct db *writer, struct arena *a, void *arg)
{
    const struct caring *s = arg;
    struct voice row;
    struct voice_words old;
    enum err e = begin_care(writer, a, s, &row);
    if (e == OK && text_is_equal(s->words->lang, row.lang))
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    struct voice_words new = { .id = key_of_day(s->now),
        .voice_id = s->id,
        .lang = s->words->lang,
        .words = text_trim(s->words->words),
        .translator_id = s->actor_id,
        .has_translator_id = true,
        .by_name = s->by_name,
        .by_role = s->words->by_role,
        .made_on = s->today };
    new.code = voice_key(a, new.id);
    e = voice_words_find(writer, a,
        (struct voice_words_find_in){ .voice_id = s->id, .lang = new.lang },
        &old);
    if (e == OK && old.is_corrected)
        return ERR_CONFLICT; /* who told it has said how it is meant */
    if (e == OK) {
        new.id = old.id;
        new.code = old.code;
        e = voice_words_update(writer, &new, NULL);
    } else if (e == ERR_NOT_FOUND)
        e = voice_words_insert(writer, &new, NULL);
    if (e == OK)
        e = voice_save(writer, a, &row);
    return e == OK ? note(writer, s, "translate") : e;
}

static enum err
put_in(struct db *writer, struct arena *a, const struct caring *s,
    int64_t theme_id, bool is_in)
{
    struct thread_link link = voice_link_of_theme(theme_id, s->id);
    int64_t n = 0, id = key_new();
    enum err e = is_in ? voice_theme_insert(writer,
                             &(struct voice_theme){ .id = id,
                                 .code = voice_key(a, id),
                                 .voice_id = s->id,
                                 .theme_id = theme_id },
                             &n)
                       : voice_theme_delete(writer,
                             (struct voice_theme_delete_in){
                                 .voice_id = s->id, .theme_id = theme_id },
                             &n);
    /* into the thread with the voice itself, as far as it is shown */
    return e == OK && n > 0 && !is_in ? thread_take_nameless(writer, a, &link)
                                      : e;
}

static enum err
sort_step(struct db *writer, struct arena *a, void *arg)
{
    const struct caring *s = arg;
    struct voice row;
    int64_t n = 0;
    enum err e = begin_care(writer, a, s, &row);
    for (ptrdiff_t i = 0; e == OK && i < s->n_themes; i++)
        e = put_in(writer, a, s, s->themes[i].id, s->sort->ticks[i]);
    if (e == OK && !text_is_empty(s->sort->name)) {
        struct theme theme = { .id = key_new(),
            .partnership_id = row.partnership_id,
            .name = s->sort->name,
            .name_sort = lang_sort_key(a, s->sort->name),
            .lang = s->lang };
        theme.code = voice_key(a, theme.id);
        e = theme_insert(writer, &theme, &n);
        if (e == OK && n == 0)
            e = ERR_BUSY;
        if (e == OK)
            e = sheet_found_save(writer, a, &theme_sheet, &theme);
        if (e == OK)
            e = version_note(writer, a, TEXT("theme"), theme.id, s->actor_id,
                TEXT("create"));
        if (e == OK)
            e = put_in(writer, a, s, theme.id, true);
    }
    row.status = TEXT("read");
    row.news_on = s->today;
    if (e == OK)
        e = voice_save(writer, a, &row);
    return e == OK ? note(writer, s, "sort") : e;
}

static enum err
care(struct request *rq, struct answer *an, struct caring *s, db_step *step)
{
    s->id = request_key(rq, 0);
    s->actor_id = rq->actor.person_id;
    s->now = rq->now;
    s->today = day_of(rq->arena, rq->now);
    s->lang = lang_code(rq->lang);
    enum err e = db_write(rq->db, rq->arena, step, s);
    if (e == ERR_CONFLICT) /* sent twice, or taken back meanwhile: look */
        e = OK;
    if (e == OK)
        answer_redirect(rq, an, voice_sub(rq->arena, s->id, ""));
    return e;
}

enum err
voice_read_send(struct request *rq, struct answer *an)
{
    struct read_form given = { 0 };
    struct form form;
    struct caring s = { .read = &given };
    enum err e = form_parse(rq, read_inputs, N_READ, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    s.token = form.token;
    return e == OK ? care(rq, an, &s, read_step) : e;
}

enum err
voice_end_send(struct request *rq, struct answer *an)
{
    struct end_form given = { 0 };
    struct form form;
    struct input in[3];
    struct voice_loaded x;
    struct caring s = { .end = &given };
    end_inputs(rq->arena, in);
    enum err e = form_parse(rq, in, 3, &form, &given);
    if (e == OK && form.n_errors > 0) {
        e = voice_load(rq, &x);
        return e == OK ? answer(rq, an, &x, &form, "end") : e;
    }
    s.token = form.token;
    return e == OK ? care(rq, an, &s, end_step) : e;
}

enum err
voice_words_send(struct request *rq, struct answer *an)
{
    struct words_form given = { 0 };
    struct form form;
    struct input in[3];
    struct voice_loaded x;
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct caring s = { .words = &given, .by_name = rq->actor.name };
    words_inputs(rq->arena, in);
    enum err e = form_parse(rq, in, 3, &form, &given);
    if (e == OK)
        e = voice_load(rq, &x);
    if (e != OK)
        return e;
    if (text_is_equal(given.lang, x.row.lang))
        form_error(&form, "lang", say(&v, N_("It was told in this language.")));
    if (form.n_errors > 0)
        return answer(rq, an, &x, &form, "words");
    s.token = form.token;
    return care(rq, an, &s, words_step);
}

enum err
voice_sort_send(struct request *rq, struct answer *an)
{
    struct sort_form *given = arena_new(rq->arena, struct sort_form, 1);
    struct voice_loaded x;
    struct voice_page p = { .x = &x };
    struct form form;
    struct caring s = { .sort = given };
    enum err e = voice_load(rq, &x);
    if (e == OK)
        e = load_themes(rq, &p);
    if (e == OK)
        e = form_parse(rq, sort_inputs(rq->arena, p.all_themes, p.n_all_themes),
            (int)p.n_all_themes + N_SORT_FIXED, &form, given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    s.themes = p.all_themes;
    s.n_themes = p.n_all_themes;
    s.token = form.token;
    return care(rq, an, &s, sort_step);
}
