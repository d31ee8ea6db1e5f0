/* What somebody needs so that they can take part: said by themselves, seen by
 * who looks after their partnerships, met or not each time. */
#include "decide/heard/access.h"

#include "base/key.h"
#include "decide/heard/access.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/person_data.h"
#include "keep/thing.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

static const char *const codes[NEEDS] = { "interpreter", "sign", "carer",
    "large", "easy", "steps", "hearing", "quiet" };
static const char *const words[NEEDS] = { N_("An interpreter"),
    N_("Sign language"), N_("Somebody who comes with me"),
    N_("Large print, or read aloud"), N_("Easy words and pictures"),
    N_("A way without steps"), N_("A hearing loop, or a microphone"),
    N_("A quiet place, or breaks") };
static const char *const mets[] = { "yes", "partly", "no", NULL };
static const char *const met_words[] = { N_("it was met"),
    N_("it was met in part"), N_("it was not met"), NULL };

const char *
met_word(text met)
{
    for (int i = 0; mets[i] != NULL; i++)
        if (text_is_equal(met, text_of(mets[i])))
            return met_words[i];
    return met_words[2];
}

/* ---- One's own ----------------------------------------------------------- */

struct need_form {
    bool needs[NEEDS], agree;
    text words;
};
enum { N_INPUTS = NEEDS + 2 };

static void
need_inputs(struct input in[N_INPUTS])
{
    for (int i = 0; i < NEEDS; i++)
        in[i] = (struct input){ .name = codes[i],
            .kind = INPUT_BOOL,
            .offset = (ptrdiff_t)offsetof(struct need_form, needs) +
                i * (ptrdiff_t)sizeof(bool),
            .label = words[i] };
    in[NEEDS] = (struct input)INPUT(struct need_form, words, INPUT_PROSE,
        .max = 1000, .label = N_("In your own words"),
        .hint = N_("Such as: a chair with arms, and a break each hour. Say "
                   "what is needed, not why."));
    in[NEEDS + 1] = (struct input)INPUT(struct need_form, agree, INPUT_BOOL,
        .is_required = true,
        .label = N_("I agree that this is kept, and seen by those who look "
                    "after the partnerships that I am in"),
        .hint = N_("You can take it back at any time: then it is gone."));
}

static bool
has_code(text list, const char *code)
{
    while (text_is_known(list))
        if (text_is_equal(text_cut(list, ' ', &list), text_of(code)))
            return true;
    return false;
}

static enum err
answer_need(struct request *rq, struct answer *an, struct form *form)
{
    struct access_need_get_row row = { 0 };
    struct access_mets_row *rows;
    struct need_page p = { .form = form };
    struct form fresh;
    struct input *in = arena_new(rq->arena, struct input, N_INPUTS);
    int64_t id = rq->actor.person_id;
    enum err e = access_need_get(
        rq->db, rq->arena, (struct access_need_get_in){ id }, &row);
    p.has_need = e == OK;
    if (e == OK || e == ERR_NOT_FOUND)
        e = access_mets(rq->db, rq->arena,
            (struct access_mets_in){ .person_id = id, .n_rows = METS_SHOWN },
            &rows, &p.n_mets);
    if (e != OK)
        return e;
    p.mets = rows;
    p.is_done = text_is_equal(rq->query, TEXT("done=on"));
    if (form == NULL) {
        need_inputs(in);
        form_open(rq, in, N_INPUTS, &fresh);
        for (int i = 0; i < NEEDS; i++)
            if (has_code(row.needs, codes[i]))
                form_give(&fresh, codes[i], TEXT("on"));
        if (text_is_known(row.words))
            form_give(&fresh, "words", row.words);
        if (p.has_need)
            form_give(&fresh, "agree", TEXT("on"));
        p.form = &fresh;
    }
    struct view v = request_view(rq);
    decide_access(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What you need so that you can take part")),
            .body = view_html(&v) });
    return OK;
}

enum err
access_show(struct request *rq, struct answer *an)
{
    return answer_need(rq, an, NULL);
}

struct saying {
    int64_t person_id, now;
    text needs, words, lang, token;
};

static enum err
say_step(struct db *writer, struct arena *a, void *arg)
{
    const struct saying *s = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = access_need_update(writer,
            (struct access_need_update_in){ .id = s->person_id,
                .needs = s->needs,
                .words = s->words,
                .updated_on = day_of(a, s->now) },
            &n);
    if (e == OK && n == 0)
        e = access_need_insert(writer,
            (struct access_need_insert_in){ .id = s->person_id,
                .needs = s->needs,
                .words = s->words,
                .updated_on = day_of(a, s->now) },
            NULL);
    if (e == OK)
        e = consent_give(writer, a,
            (struct consent_of){
                .person_id = s->person_id, .kind = TEXT("need.access") },
            s->lang, s->now);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->person_id,
                             .action = TEXT("change"),
                             .kind = TEXT("access_need"),
                             .thing_id = s->person_id })
                   : e;
}

enum err
access_send(struct request *rq, struct answer *an)
{
    struct input *in = arena_new(rq->arena, struct input, N_INPUTS);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct need_form given = { 0 };
    struct buf list = buf_in(rq->arena, 100);
    struct view v = request_view(rq);
    need_inputs(in);
    enum err e = form_parse(rq, in, N_INPUTS, form, &given);
    if (e != OK)
        return e;
    for (int i = 0; i < NEEDS; i++)
        if (given.needs[i])
            buf_print(
                &list, "%s%s", buf_text(&list).len > 0 ? " " : "", codes[i]);
    bool has_words = !lang_is_blank(given.words);
    if (form->n_errors == 0 && buf_text(&list).len == 0 && !has_words)
        form_error(form, "words", say(&v, N_("Say what you need.")));
    if (form->n_errors > 0)
        return answer_need(rq, an, form);
    struct saying s = { .person_id = rq->actor.person_id,
        .now = rq->now,
        .needs = buf_text(&list),
        .words = has_words ? given.words : (text){ 0 },
        .lang = lang_code(rq->lang),
        .token = form->token };
    e = db_write(rq->db, rq->arena, say_step, &s);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/access?done=on"));
    return e;
}

static enum err
forget_need(struct db *writer, int64_t person_id)
{
    enum err e = access_need_delete(
        writer, (struct access_need_delete_in){ person_id }, NULL);
    return e == OK ? access_met_forget(writer,
                         (struct access_met_forget_in){ person_id }, NULL)
                   : e;
}

enum err
access_gone(struct db *writer, struct arena *a, const struct consent *row)
{
    (void)a;
    return row->has_person_id ? forget_need(writer, row->person_id) : OK;
}

static enum err
remove_step(struct db *writer, struct arena *a, void *arg)
{
    const struct saying *s = arg;
    enum err e = consent_withdraw(writer, a,
        (struct consent_of){
            .person_id = s->person_id, .kind = TEXT("need.access") },
        s->now);
    if (e == OK)
        e = forget_need(writer, s->person_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->person_id,
                             .action = TEXT("withdraw"),
                             .kind = TEXT("access_need"),
                             .thing_id = s->person_id })
                   : e;
}

enum err
access_remove_send(struct request *rq, struct answer *an)
{
    enum err e = button_parse(rq);
    struct saying s = { .person_id = rq->actor.person_id, .now = rq->now };
    if (e == OK)
        e = db_write(rq->db, rq->arena, remove_step, &s);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/access"));
    return e;
}

/* ---- Who looks after it -------------------------------------------------- */

struct met_form {
    text met_on, occasion, met;
};
static const struct input met_inputs[] = {
    INPUT(struct met_form, met_on, INPUT_DATE, .is_required = true,
        .label = N_("On which day")),
    INPUT(struct met_form, occasion, INPUT_TEXT, .is_required = true,
        .max = 120, .label = N_("At what"),
        .hint = N_("Such as: the second workshop; a letter")),
    INPUT(struct met_form, met, INPUT_CHOICE, .is_required = true,
        .choices = mets, .choice_labels = met_words,
        .label = N_("Was it met?")),
};
enum { N_MET = sizeof met_inputs / sizeof *met_inputs };

static text
needs_said(struct view *v, text list)
{
    struct buf b = buf_in(v->arena, 200);
    for (int i = 0; i < NEEDS; i++)
        if (has_code(list, codes[i])) {
            if (buf_text(&b).len > 0)
                buf_add(&b, TEXT("; "));
            buf_add(&b, say(v, words[i]));
        }
    return buf_text(&b);
}

static enum err
answer_needs(struct request *rq, struct answer *an, int64_t wrong_id,
    const struct form *wrong)
{
    struct access_needs_in_row *rows;
    struct thing t;
    struct form fresh;
    ptrdiff_t n;
    struct view v = request_view(rq);
    const struct form *sent = rq->form;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load_now(rq, TEXT("partnership"), id, &t);
    if (e == OK)
        e = access_needs_in(rq->db, rq->arena,
            (struct access_needs_in_in){ .partnership_id = id,
                .has_partnership_id = true,
                .today = day_of(rq->arena, rq->now),
                .n_rows = NEEDS_SHOWN },
            &rows, &n);
    if (e != OK)
        return e;
    struct needs_page p = { t.title, thing_address(rq->arena, &t),
        arena_new(rq->arena, struct need_line, n), 0 };
    form_open(rq, met_inputs, N_MET, &fresh);
    if (wrong != NULL)
        rq->form = sent;
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        bool is_there = false;
        struct need_line *l = &p.lines[p.n_lines];
        struct access_mets_row *found;
        for (int k = 0; k < p.n_lines; k++)
            is_there |= p.lines[k].row->person_id == rows[i].person_id;
        if (is_there)
            continue;
        char key[2][KEY_LENGTH];
        *l = (struct need_line){ .row = &rows[i],
            .said = needs_said(&v, rows[i].needs),
            .address = arena_print(rq->arena, "/partnership/%.*s/access/%.*s",
                TEXT_ARG(key_print(id, key[0])),
                TEXT_ARG(key_print(rows[i].person_id, key[1]))),
            .form = rows[i].person_id == wrong_id ? wrong : &fresh };
        e = access_mets(rq->db, rq->arena,
            (struct access_mets_in){
                .person_id = rows[i].person_id, .n_rows = METS_SHOWN },
            &found, &l->n_mets);
        l->mets = found;
        ptrdiff_t kept = 0;
        for (ptrdiff_t k = 0; e == OK && k < l->n_mets; k++)
            if (found[k].partnership_id == id)
                found[kept++] = found[k];
        l->n_mets = kept;
        p.n_lines++;
    }
    if (e != OK)
        return e;
    decide_access_within(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("What people need so that they can take part")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
access_within_show(struct request *rq, struct answer *an)
{
    return answer_needs(rq, an, 0, NULL);
}

struct noting {
    int64_t person_id, partnership_id, actor_id;
    text met_on, occasion, met, token, today;
};

static enum err
note_step(struct db *writer, struct arena *a, void *arg)
{
    const struct noting *s = arg;
    struct access_need_in_row *rows;
    ptrdiff_t n = 0;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = access_need_in(writer, a,
            (struct access_need_in_in){ .person_id = s->person_id,
                .partnership_id = s->partnership_id,
                .has_partnership_id = true,
                .today = s->today,
                .n_rows = 1 },
            &rows, &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = access_met_insert(writer,
            (struct access_met_insert_in){ .id = key_new(),
                .person_id = s->person_id,
                .partnership_id = s->partnership_id,
                .met_on = s->met_on,
                .occasion = s->occasion,
                .met = s->met,
                .noted_by = s->actor_id,
                .has_noted_by = true },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("create"),
                             .kind = TEXT("access_met"),
                             .thing_id = s->partnership_id })
                   : e;
}

enum err
access_met_send(struct request *rq, struct answer *an)
{
    struct met_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = request_view(rq);
    char key[KEY_LENGTH];
    int64_t id = request_key(rq, 0), person_id = request_key(rq, 1);
    enum err e = form_parse(rq, met_inputs, N_MET, form, &given);
    if (e != OK)
        return e;
    if (text_is_known(given.met_on) &&
        text_compare(given.met_on, day_of(rq->arena, rq->now)) > 0)
        form_error(form, "met_on", say(&v, N_("This day is still to come.")));
    if (form->n_errors > 0)
        return answer_needs(rq, an, person_id, form);
    struct noting s = { .person_id = person_id,
        .partnership_id = id,
        .actor_id = rq->actor.person_id,
        .met_on = given.met_on,
        .occasion = given.occasion,
        .met = given.met,
        .token = form->token,
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, note_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "/partnership/%.*s/access",
                TEXT_ARG(key_print(id, key))));
    return e;
}

/* ---- For the door -------------------------------------------------------- */

enum err
access_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct access_need_get_row row;
    struct access_mets_row *rows;
    ptrdiff_t n;
    enum err e =
        access_need_get(db, a, (struct access_need_get_in){ person_id }, &row);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    e = access_mets(db, a,
        (struct access_mets_in){ .person_id = person_id, .n_rows = 1000 },
        &rows, &n);
    json_name(out, "access_needs");
    json_object(out);
    person_put_text(out, "needs", row.needs);
    person_put_text(out, "words", row.words);
    person_put_text(out, "since", row.updated_on);
    json_name(out, "met");
    json_array(out);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        json_object(out);
        person_put_text(out, "on", rows[i].met_on);
        person_put_text(out, "occasion", rows[i].occasion);
        person_put_text(out, "met", rows[i].met);
        json_end(out);
    }
    json_end(out);
    json_end(out);
    return e;
}

enum err
access_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    enum err e = forget_need(writer, person_id);
    return e == OK ? access_met_unsign(writer,
                         (struct access_met_unsign_in){
                             .person_id = person_id, .has_person_id = true },
                         NULL)
                   : e;
}

enum err
access_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    (void)a;
    return access_met_forget_in(
        writer, (struct access_met_forget_in_in){ id }, NULL);
}
