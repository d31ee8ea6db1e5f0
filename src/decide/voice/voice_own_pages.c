/* What one told, on a page of one's own: by account, by the code of a receipt,
 * by the slip that was used. Seen, changed, corrected, taken back. */
#include "decide/voice/voice.h"

#include "base/key.h"
#include "decide/voice/voice_own.html.h"
#include "decide/voice/voice_tell.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "people/people.h"

/* ---- Whose it is --------------------------------------------------------- */

static enum err
by_receipt(struct request *rq, text code, struct own *own)
{
    text hash = receipt_hash(rq->arena, code);
    enum err e = voice_link_by_receipt(rq->db, rq->arena,
        (struct voice_link_by_receipt_in){ .receipt = hash }, &own->link);
    if (e == ERR_NOT_FOUND) {
        own->is_guardian = true;
        e = voice_link_by_guardian(rq->db, rq->arena,
            (struct voice_link_by_guardian_in){ .guardian = hash }, &own->link);
    }
    return e;
}

static enum err
by_slip(struct request *rq, struct own *own, int *wait_s)
{
    struct people_slip slip;
    enum err e =
        people_slip_look(rq, rq->params[0], "listening", &slip, wait_s);
    if (e != OK)
        return e;
    e = voice_link_by_slip(rq->db, rq->arena,
        (struct voice_link_by_slip_in){
            .slip_id = slip.id, .has_slip_id = true },
        &own->link);
    if (e == ERR_NOT_FOUND) {
        own->slip_id = slip.id;
        own->listening_id = slip.thing_id;
        e = OK;
    }
    return e;
}

enum err
own_load(struct request *rq, bool by_code, struct own *own, int *wait_s)
{
    enum err e;
    *own = (struct own){ 0 };
    *wait_s = 0;
    if (by_code) {
        text code = receipt_read(rq->arena, rq->params[0]);
        own->base =
            arena_print(rq->arena, "/speak/%.*s", TEXT_ARG(rq->params[0]));
        e = text_is_known(code) ? by_receipt(rq, code, own)
                                : by_slip(rq, own, wait_s);
    } else {
        int64_t id = request_key(rq, 0);
        own->base = voice_sub(rq->arena, id, "/mine");
        e = voice_link_of(rq->db, rq->arena,
            (struct voice_link_of_in){ .voice_id = id }, &own->link);
        if (e == OK &&
            (!own->link.has_person_id ||
                own->link.person_id != rq->actor.person_id))
            e = ERR_NOT_FOUND;
    }
    if (e == OK && own->slip_id == 0)
        e = voice_load_key(rq, own->link.voice_id, &own->x);
    return e;
}

enum err
own_refuse(struct request *rq, struct answer *an, enum err e, int wait_s)
{
    if (e == ERR_DENIED) { /* too many wrong ones */
        an->status = 429;
        an->retry_s = wait_s > 0 ? wait_s : 1;
    } else if (e == ERR_NOT_FOUND)
        an->status = 410;
    else
        return e;
    struct view v = request_view(rq);
    decide_voice_own_gone(&v);
    an->keeping = TEXT("no-store");
    rq->form = NULL;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("This code leads nowhere")),
            .body = view_html(&v) });
    return OK;
}

/* ---- The page ------------------------------------------------------------ */

struct change_form {
    text words, shown_to, name;
    bool anyway, no_sound;
};
static const char *const shown_codes[] = { "facilitators", "sides", "public",
    NULL };
static const char *const shown_words[] = {
    N_("Only those who look after this partnership"),
    N_("The people of all sides"), N_("Everybody, on the public page"), NULL
};
static const struct input change_inputs[] = {
    INPUT(struct change_form, words, INPUT_PROSE, .is_required = true,
        .max = 40'000, .label = N_("Your words")),
    INPUT(struct change_form, shown_to, INPUT_CHOICE, .is_required = true,
        .choices = shown_codes, .choice_labels = shown_words,
        .label = N_("Who may read it")),
    INPUT(struct change_form, name, INPUT_TEXT, .max = VOICE_NAME_MAX,
        .label = N_("A name to stand under it, only if you want one")),
    INPUT(struct change_form, no_sound, INPUT_BOOL,
        .label = N_("Take the recording away")),
    INPUT(struct change_form, anyway, INPUT_BOOL,
        .label = N_("Keep it as it is")),
};
enum { N_CHANGE = sizeof change_inputs / sizeof *change_inputs };

struct correct_form {
    text words;
};
static const struct input correct_inputs[] = {
    INPUT(struct correct_form, words, INPUT_PROSE, .is_required = true,
        .max = 40'000, .label = N_("The translation as it should be")),
};

static enum err
load_consents(struct request *rq, struct own_page *p)
{
    enum { N_KINDS = 8 };
    p->consents = arena_new(rq->arena, struct consent, N_KINDS);
    for (int i = 0; voice_consents[i].kind != NULL && i < N_KINDS; i++) {
        struct consent_of of =
            voice_consent(&p->own->link, voice_consents[i].kind);
        struct consent *row;
        ptrdiff_t n;
        enum err e = of.person_id != 0
            ? consent_of_person(rq->db, rq->arena,
                  (struct consent_of_person_in){ .person_id = of.person_id,
                      .kind = of.kind,
                      .thing_id = of.thing_id,
                      .n_rows = 1 },
                  &row, &n)
            : consent_of_slip(rq->db, rq->arena,
                  (struct consent_of_slip_in){ .slip_id = of.slip_id,
                      .kind = of.kind,
                      .thing_id = of.thing_id,
                      .n_rows = 1 },
                  &row, &n);
        if (e != OK)
            return e;
        if (n > 0)
            p->consents[p->n_consents++] = *row;
    }
    return OK;
}

static enum err
answer_own(struct request *rq, struct answer *an, struct own_page *p,
    const struct form *form)
{
    struct form change, button, correct;
    const struct voice *row = &p->own->x.row;
    enum err e = load_consents(rq, p);
    if (e == OK)
        e = voice_words_of(rq->db, rq->arena,
            (struct voice_words_of_in){
                .voice_id = row->id, .n_rows = VOICE_LANGS_MAX },
            &p->translations, &p->n_translations);
    if (e == OK)
        e = voice_themes(rq->db, rq->arena,
            (struct voice_themes_in){
                .voice_id = row->id, .n_rows = VOICE_THEMES_MAX },
            &p->themes, &p->n_themes);
    if (e == OK)
        e = voice_came_load(rq, row->id, &p->came, &p->n_came, &p->n_hidden);
    if (e == OK)
        e = voice_age(rq, row, &p->n_days, &p->n_days_late);
    if (e != OK)
        return e;
    form_open(rq, correct_inputs, 1, &correct);
    form_open(rq, NULL, 0, &button);
    if (form == NULL) {
        form_open(rq, change_inputs, N_CHANGE, &change);
        form_give(&change, "words", row->words);
        form_give(&change, "shown_to", row->shown_to);
        form_give(&change, "name", p->own->link.name);
        form = &change;
    }
    p->rq = rq;
    p->change = form;
    p->button = &button;
    p->correct = &correct;
    if (row->has_file_id)
        p->sound = arena_print(rq->arena, "%.*s/sound", TEXT_ARG(p->own->base));
    rq->form = form->n_errors > 0 ? form : NULL;
    struct view v = request_view(rq);
    decide_voice_own(&v, p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What you told")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

static enum err
answer_guardian(struct request *rq, struct answer *an, const struct own *own)
{
    struct form form;
    struct guardian_page p = { .form = &form,
        .address = own->base,
        .is_withdrawn = text_is_equal(own->x.row.status, TEXT("withdrawn")) };
    form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    decide_voice_tell_guardian(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What the child told")),
            .body = view_html(&v) });
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, bool by_code)
{
    struct own own;
    int wait_s;
    enum err e = own_load(rq, by_code, &own, &wait_s);
    if (e != OK)
        return by_code ? own_refuse(rq, an, e, wait_s) : e;
    if (own.slip_id != 0)
        return tell_open(rq, an, &own);
    if (own.is_guardian)
        return answer_guardian(rq, an, &own);
    struct own_page p = { .own = &own };
    return answer_own(rq, an, &p, NULL);
}

enum err
voice_own_show(struct request *rq, struct answer *an)
{
    return show(rq, an, false);
}

enum err
tell_show(struct request *rq, struct answer *an)
{
    return show(rq, an, true);
}

enum err
tell_send(struct request *rq, struct answer *an)
{
    struct own own;
    int wait_s;
    enum err e = own_load(rq, true, &own, &wait_s);
    if (e != OK)
        return own_refuse(rq, an, e, wait_s);
    if (own.slip_id == 0) { /* used: it leads to what was told */
        answer_redirect(rq, an, own.base);
        return OK;
    }
    return tell_take(rq, an, &own);
}

/* ---- Changed ------------------------------------------------------------- */

struct changing {
    const struct own *own;
    const struct change_form *given;
    text token, lang, today;
    int64_t now, file_id;
};

static enum err
change_step(struct db *writer, struct arena *a, void *arg)
{
    struct changing *s = arg;
    struct voice row;
    text first;
    const struct voice_link *link = &s->own->link;
    enum err e = once_take(writer, a, s->token, s->own->base, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = voice_get(
            writer, a, (struct voice_get_in){ .id = link->voice_id }, &row);
    if (e == OK &&
        (text_is_equal(row.status, TEXT("withdrawn")) ||
            text_is_equal(row.shown_to, TEXT("count"))))
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    text name = row.is_child || text_is_empty(s->given->name) ? (text){ 0 }
                                                              : s->given->name;
    text words = text_trim(s->given->words);
    int64_t day = s->now - s->now % 86'400;
    bool is_renamed = text_is_known(name) != text_is_known(link->name) ||
        (text_is_known(name) && !text_is_equal(name, link->name));
    if (is_renamed) /* a name is read before it is shown, as words are */
        row.status = TEXT("new");
    if (!text_is_equal(words, row.words)) {
        /* what was read, and translated, was another text */
        row.words = words;
        row.status = TEXT("new");
        e = voice_words_forget(
            writer, (struct voice_words_forget_in){ row.id }, NULL);
    }
    if (e == OK)
        e = voice_show_to(writer, a, &row, s->given->shown_to, s->lang, s->now);
    if (e == OK && s->given->no_sound && row.has_file_id) {
        s->file_id = row.file_id;
        e = consent_withdraw(
            writer, a, voice_consent(link, "voice.sound"), day);
        row.has_file_id = false;
    }
    if (e == OK && !text_is_known(name))
        e = consent_withdraw(writer, a, voice_consent(link, "voice.name"), day);
    if (e == OK && text_is_known(name))
        e = consent_give(
            writer, a, voice_consent(link, "voice.name"), s->lang, day);
    if (e == OK)
        e = voice_link_set_name(writer,
            (struct voice_link_set_name_in){ .voice_id = row.id, .name = name },
            NULL);
    if (e == OK)
        e = voice_save(writer, a, &row);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("change"),
                             .kind = TEXT("voice"),
                             .thing_id = row.id,
                             .is_nameless = true })
                   : e;
}

static enum err
change(struct request *rq, struct answer *an, bool by_code)
{
    struct own own;
    struct own_page p = { .own = &own };
    struct change_form given = { 0 };
    struct form form;
    struct view v = view_in(rq->arena, rq->lang, 0);
    int wait_s;
    enum err e = own_load(rq, by_code, &own, &wait_s);
    if (e == OK && (own.slip_id != 0 || own.is_guardian))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return by_code ? own_refuse(rq, an, e, wait_s) : e;
    e = form_parse(rq, change_inputs, N_CHANGE, &form, &given);
    if (e != OK)
        return e;
    const char *trouble =
        text_is_known(given.words) ? voice_trouble(given.words) : NULL;
    if (trouble != NULL)
        form_error(&form, "words", say(&v, trouble));
    const char *warning = voice_warning(rq->arena, given.words,
        own.link.has_person_id ? rq->actor.name : (text){ 0 });
    if (warning != NULL && !given.anyway) {
        p.warning = say(&v, warning);
        p.is_anyway_asked = true;
    }
    if (form.n_errors > 0 || p.is_anyway_asked) {
        an->status = 422;
        return answer_own(rq, an, &p, &form);
    }
    struct changing s = { .own = &own,
        .given = &given,
        .token = form.token,
        .lang = lang_code(rq->lang),
        .now = rq->now };
    e = db_write(rq->db, rq->arena, change_step, &s);
    if (e == OK && s.file_id != 0)
        sound_sweep(rq->db, rq->arena, s.file_id);
    if (e == OK)
        answer_redirect(rq, an, own.base);
    return e;
}

enum err
voice_own_change_send(struct request *rq, struct answer *an)
{
    return change(rq, an, false);
}

enum err
tell_change_send(struct request *rq, struct answer *an)
{
    return change(rq, an, true);
}

/* ---- A translation that is not what was meant ---------------------------- */

struct correcting {
    int64_t voice_id;
    text lang, words, today;
};

static enum err
correct_step(struct db *writer, struct arena *a, void *arg)
{
    const struct correcting *s = arg;
    struct voice_words row;
    struct voice voice;
    enum err e = voice_words_find(writer, a,
        (struct voice_words_find_in){
            .voice_id = s->voice_id, .lang = s->lang },
        &row);
    if (e == OK)
        e = voice_get(
            writer, a, (struct voice_get_in){ .id = s->voice_id }, &voice);
    if (e == OK && text_is_equal(voice.status, TEXT("withdrawn")))
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    row.words = s->words;
    row.is_corrected = true;
    row.made_on = s->today;
    e = voice_words_update(writer, &row, NULL);
    voice.status = TEXT("new"); /* read anew before it is shown */
    if (e == OK)
        e = voice_save(writer, a, &voice);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("translate"),
                             .kind = TEXT("voice"),
                             .thing_id = s->voice_id,
                             .is_nameless = true })
                   : e;
}

static enum err
correct(struct request *rq, struct answer *an, bool by_code)
{
    struct own own;
    struct correct_form given = { 0 };
    struct form form;
    int wait_s;
    enum err e = own_load(rq, by_code, &own, &wait_s);
    if (e == OK && (own.slip_id != 0 || own.is_guardian))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return by_code ? own_refuse(rq, an, e, wait_s) : e;
    e = form_parse(rq, correct_inputs, 1, &form, &given);
    if (e == OK && (form.n_errors > 0 || voice_trouble(given.words) != NULL))
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    struct correcting s = { .voice_id = own.link.voice_id,
        .lang = rq->params[1],
        .words = text_trim(given.words),
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, correct_step, &s);
    if (e == OK)
        answer_redirect(rq, an, own.base);
    return e;
}

enum err
voice_own_correct_send(struct request *rq, struct answer *an)
{
    return correct(rq, an, false);
}

enum err
tell_correct_send(struct request *rq, struct answer *an)
{
    return correct(rq, an, true);
}

/* ---- Taken back ---------------------------------------------------------- */

struct back_step {
    int64_t voice_id, now;
};

static enum err
back_step(struct db *writer, struct arena *a, void *arg)
{
    const struct back_step *b = arg;
    return voice_withdraw(writer, a, b->voice_id, b->now);
}

static enum err
withdraw(struct request *rq, struct answer *an, bool by_code)
{
    struct own own;
    int wait_s;
    enum err e = own_load(rq, by_code, &own, &wait_s);
    if (e == OK && own.slip_id != 0)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return by_code ? own_refuse(rq, an, e, wait_s) : e;
    e = button_parse(rq);
    struct back_step step = { own.link.voice_id, rq->now };
    if (e == OK)
        e = db_write(rq->db, rq->arena, back_step, &step);
    if (e == OK && own.x.row.has_file_id)
        sound_sweep(rq->db, rq->arena, own.x.row.file_id);
    if (e == OK)
        answer_redirect(rq, an, own.base);
    return e;
}

enum err
voice_own_withdraw_send(struct request *rq, struct answer *an)
{
    return withdraw(rq, an, false);
}

enum err
tell_withdraw_send(struct request *rq, struct answer *an)
{
    return withdraw(rq, an, true);
}

/* ---- Heard --------------------------------------------------------------- */

static enum err
sound(struct request *rq, struct answer *an, bool by_code)
{
    struct own own;
    int wait_s;
    enum err e = own_load(rq, by_code, &own, &wait_s);
    if (e == OK &&
        (own.slip_id != 0 || own.is_guardian || !own.x.row.has_file_id))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return by_code ? own_refuse(rq, an, e, wait_s) : e;
    return sound_answer(rq, an, own.x.row.file_id, own.x.row.id, false);
}

enum err
voice_own_sound_show(struct request *rq, struct answer *an)
{
    return sound(rq, an, false);
}

enum err
tell_sound_show(struct request *rq, struct answer *an)
{
    return sound(rq, an, true);
}
