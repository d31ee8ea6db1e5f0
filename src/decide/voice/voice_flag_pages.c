/* Somebody may be in danger: a voice is flagged, a named lead answers within
 * some days, and those who look after voices see what is late. */
#include "decide/voice/voice_flag.h"

#include "base/date.h"
#include "base/key.h"
#include "decide/voice/voice_flag.html.h"
#include "keep/audit.h"
#include "keep/mail.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

enum { FLAGS_SHOWN = 30, DAYS_USUAL = 2, LEADS_MAX = 200 };

/* ---- The named lead ------------------------------------------------------ */

struct lead_form {
    text person;
    int64_t n_days;
};

static enum err
lead_inputs(struct request *rq, int64_t partnership_id, struct input in[2])
{
    struct people_in *rows;
    ptrdiff_t n;
    struct arena *a = rq->arena;
    enum err e =
        people_in_partnership(rq, partnership_id, 0, LEADS_MAX, &rows, &n);
    if (e != OK)
        return e;
    const char **keys = arena_new(a, const char *, n + 1);
    const char **names = arena_new(a, const char *, n + 1);
    for (ptrdiff_t i = 0; i < n; i++) {
        keys[i] = arena_c_string(a, voice_key(a, rows[i].person_id));
        names[i] = arena_c_string(a, rows[i].name);
    }
    in[0] = (struct input)INPUT(struct lead_form, person, INPUT_CHOICE,
        .is_required = true, .choices = keys, .choice_labels = names,
        .label = N_("Who leads for safeguarding"));
    in[1] = (struct input)INPUT(struct lead_form, n_days, INPUT_INT,
        .is_required = true, .min = 1, .max = 30,
        .label = N_("Days within which they answer"));
    return OK;
}

/* ---- The page ------------------------------------------------------------ */

struct answer_form {
    text answer;
};
static const struct input answer_inputs[] = {
    INPUT(struct answer_form, answer, INPUT_PROSE, .is_required = true,
        .max = 4000, .label = N_("What you did, without names")),
};

struct page_ask {
    int64_t before;
};
static const struct input page_inputs[] = {
    INPUT(struct page_ask, before, INPUT_KEY),
};

/* Those who look after the voices, and the lead. */
static enum err
load(struct request *rq, struct flags_page *p)
{
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("partnership"), id, &t);
    if (e == OK)
        e = voice_lead_find(rq->db, rq->arena,
            (struct voice_lead_find_in){ .partnership_id = id }, &p->lead);
    p->has_lead = e == OK;
    if (e == ERR_NOT_FOUND && text_is_known(t.title))
        e = OK;
    p->leads = actor_may(&rq->actor, WHO_FACILITATOR, &id, 1);
    p->is_lead = p->has_lead && p->lead.person_id == rq->actor.person_id;
    p->title = t.title;
    return e;
}

static enum err
answer_page_of(struct request *rq, struct answer *an, struct flags_page *p,
    const struct form *wrong)
{
    struct arena *a = rq->arena;
    struct input in[2];
    struct form lead, button;
    struct page_ask ask = { 0 };
    int64_t id = request_key(rq, 0);
    query_parse(rq, page_inputs, 1, &ask);
    enum err e = OK;
    p->may_read = p->leads || p->is_lead;
    if (p->may_read)
        e = voice_flags_of(rq->db, a,
            (struct voice_flags_of_in){ .partnership_id = id,
                .before_id = ask.before != 0 ? ask.before : INT64_MAX,
                .n_rows = FLAGS_SHOWN + 1 },
            &p->rows, &p->n_rows);
    if (e == OK && p->leads)
        e = lead_inputs(rq, id, in);
    if (e != OK)
        return e;
    if (p->n_rows > FLAGS_SHOWN) {
        p->n_rows = FLAGS_SHOWN;
        p->next = request_with(
            rq, "before", voice_key(a, p->rows[FLAGS_SHOWN - 1].id));
    }
    p->today = day_of(a, rq->now);
    p->voices =
        arena_print(a, "/partnership/%.*s/voices", TEXT_ARG(voice_key(a, id)));
    p->address = arena_print(a, "%.*s/flags", TEXT_ARG(p->voices));
    form_open(rq, answer_inputs, 1, &button);
    p->answer = &button;
    if (p->leads) {
        form_open(rq, in, 2, &lead);
        if (p->has_lead)
            form_give(&lead, "person", voice_key(a, p->lead.person_id));
        form_give(&lead, "n_days",
            arena_print(a, "%lld",
                p->has_lead ? (long long)p->lead.n_days
                            : (long long)DAYS_USUAL));
        p->form = wrong != NULL ? wrong : &lead;
    }
    rq->form = wrong;
    if (wrong != NULL)
        an->status = 422;
    struct view v = request_view(rq);
    decide_voice_flag(&v, p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Safeguarding")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
voice_flags_show(struct request *rq, struct answer *an)
{
    struct flags_page p = { 0 };
    enum err e = load(rq, &p);
    return e == OK ? answer_page_of(rq, an, &p, NULL) : e;
}

struct leading {
    int64_t partnership_id, person_id, n_days, actor_id;
};

static enum err
lead_step(struct db *writer, struct arena *a, void *arg)
{
    const struct leading *s = arg;
    int64_t n = 0;
    (void)a;
    enum err e = voice_lead_update(writer,
        (struct voice_lead_update_in){ .partnership_id = s->partnership_id,
            .person_id = s->person_id,
            .n_days = s->n_days },
        &n);
    if (e == OK && n == 0)
        e = voice_lead_insert(writer,
            (struct voice_lead_insert_in){ .id = key_new(),
                .partnership_id = s->partnership_id,
                .person_id = s->person_id,
                .n_days = s->n_days },
            NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("change"),
                             .kind = TEXT("voice_lead"),
                             .thing_id = s->partnership_id })
                   : e;
}

enum err
voice_lead_send(struct request *rq, struct answer *an)
{
    struct flags_page p = { 0 };
    struct lead_form given = { 0 };
    struct input in[2];
    struct form form;
    int64_t person = 0;
    int64_t id = request_key(rq, 0);
    enum err e = load(rq, &p);
    if (e == OK)
        e = lead_inputs(rq, id, in);
    if (e == OK)
        e = form_parse(rq, in, 2, &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_page_of(rq, an, &p, &form);
    if (!key_parse(given.person, &person))
        return ERR_BAD_INPUT;
    struct leading s = { id, person, given.n_days, rq->actor.person_id };
    e = db_write(rq->db, rq->arena, lead_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "/partnership/%.*s/voices/flags",
                TEXT_ARG(voice_key(rq->arena, id))));
    return e;
}

/* ---- Raised -------------------------------------------------------------- */

struct flag_form {
    text why;
};
static const struct input flag_inputs[] = {
    INPUT(struct flag_form, why, INPUT_PROSE, .is_required = true, .max = 2000,
        .label = N_("What worries you, without names")),
};

struct flagging {
    struct voice_flag row;
    text token, subject, body, mail;
    const struct lang *lang;
};

static enum err
flag_step(struct db *writer, struct arena *a, void *arg)
{
    struct flagging *s = arg;
    struct voice voice;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = voice_get(
            writer, a, (struct voice_get_in){ .id = s->row.voice_id }, &voice);
    s->row.id = key_new();
    if (e == OK)
        e = voice_flag_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK) {
        voice.is_flagged = true;
        e = voice_save(writer, a, &voice);
    }
    if (e == OK && text_is_known(s->mail))
        e = mail_put(writer, a,
            &(struct mail){ .person_id = s->row.lead_id,
                .to = s->mail,
                .lang = s->lang,
                .kind = TEXT("voice-flag"),
                .subject = s->subject,
                .body = s->body });
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->row.raised_by,
                             .action = TEXT("flag"),
                             .kind = TEXT("voice"),
                             .thing_id = s->row.voice_id })
                   : e;
}

static enum err
write_mail(struct request *rq, struct flagging *s, text partnership)
{
    enum err e = people_written_to(
        rq->db, rq->arena, s->row.lead_id, &s->mail, &s->lang);
    if (e == ERR_NOT_FOUND) { /* no account: the page says it alone */
        s->mail = (text){ 0 };
        return OK;
    }
    struct view v = view_in(rq->arena, s->lang, 0);
    struct phrase_arg where = phrase_arg(partnership);
    text page = arena_print(rq->arena, "/partnership/%.*s/voices/flags",
        TEXT_ARG(voice_key(rq->arena, s->row.partnership_id)));
    s->subject = say(&v, N_("Safeguarding: somebody may be in danger"));
    s->body = arena_join(rq->arena, 3,
        (text[]){ say_with(&v,
                      N_("A voice of %s was flagged. Please look at it as "
                         "soon as you can, and say what you did:"),
                      1, &where),
            TEXT("\n\n"), request_whole_address(rq, s->lang, page) });
    return e;
}

enum err
voice_flag_send(struct request *rq, struct answer *an)
{
    struct flag_form given = { 0 };
    struct form form;
    struct voice_loaded x;
    struct voice_lead_find_row lead;
    struct date d = date_of_days(rq->now / 86'400);
    char day[DATE_LENGTH];
    enum err e = form_parse(rq, flag_inputs, 1, &form, &given);
    if (e == OK)
        e = voice_load(rq, &x);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    text flags = arena_print(rq->arena, "/partnership/%.*s/voices/flags",
        TEXT_ARG(voice_key(rq->arena, x.row.partnership_id)));
    e = voice_lead_find(rq->db, rq->arena,
        (struct voice_lead_find_in){ .partnership_id = x.row.partnership_id },
        &lead);
    bool has_lead = e == OK;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    /* flagged at once even where nobody is named yet: the page says so */
    d = date_of_days(rq->now / 86'400 + (has_lead ? lead.n_days : DAYS_USUAL));
    struct flagging s = { .row = { .voice_id = x.row.id,
                              .partnership_id = x.row.partnership_id,
                              .lead_id = has_lead ? lead.person_id : 0,
                              .has_lead_id = has_lead,
                              .raised_by = rq->actor.person_id,
                              .has_raised_by = true,
                              .why = text_trim(given.why),
                              .raised_on = day_of(rq->arena, rq->now),
                              .due_on =
                                  arena_copy(rq->arena, date_print(d, day)) },
        .token = form.token };
    e = has_lead ? write_mail(rq, &s, x.head.partnership_name) : OK;
    if (e == OK)
        e = db_write(rq->db, rq->arena, flag_step, &s);
    if (e == OK)
        answer_redirect(rq, an, flags);
    return e;
}

/* ---- Answered ------------------------------------------------------------ */

struct answering_flag {
    int64_t id, actor_id;
    text answer, today;
};

static enum err
answer_step(struct db *writer, struct arena *a, void *arg)
{
    const struct answering_flag *s = arg;
    struct voice_flag flag;
    struct voice voice;
    struct voice_flags_open_row *rows;
    ptrdiff_t n;
    int64_t n_done = 0;
    bool is_open = false;
    enum err e = voice_flag_get(
        writer, a, (struct voice_flag_get_in){ .id = s->id }, &flag);
    if (e == OK)
        e = voice_flag_answer(writer,
            (struct voice_flag_answer_in){
                .id = s->id, .answer = s->answer, .answered_on = s->today },
            &n_done);
    if (e != OK || n_done == 0)
        return e; /* answered before */
    e = voice_flags_open(writer, a,
        (struct voice_flags_open_in){
            .voice_id = flag.voice_id, .n_rows = FLAGS_SHOWN },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        is_open |= !text_is_known(rows[i].answered_on);
    if (e == OK)
        e = voice_get(
            writer, a, (struct voice_get_in){ .id = flag.voice_id }, &voice);
    if (e == OK) {
        voice.is_flagged = is_open;
        e = voice_save(writer, a, &voice);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("answer"),
                             .kind = TEXT("voice_flag"),
                             .thing_id = s->id })
                   : e;
}

enum err
voice_flag_answer_send(struct request *rq, struct answer *an)
{
    struct flags_page p = { 0 };
    struct answer_form given = { 0 };
    struct form form;
    struct voice_flag flag;
    int64_t id = request_key(rq, 1);
    enum err e = load(rq, &p);
    if (e == OK && !p.is_lead)
        e = ERR_NOT_FOUND; /* nobody else can say that it is well */
    if (e == OK)
        e = voice_flag_get(
            rq->db, rq->arena, (struct voice_flag_get_in){ .id = id }, &flag);
    if (e == OK && flag.partnership_id != request_key(rq, 0))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = form_parse(rq, answer_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e != OK)
        return e;
    struct answering_flag s = { .id = id,
        .actor_id = rq->actor.person_id,
        .answer = text_trim(given.answer),
        .today = day_of(rq->arena, rq->now) };
    e = db_write(rq->db, rq->arena, answer_step, &s);
    if (e == OK)
        answer_redirect(rq, an,
            arena_print(rq->arena, "/partnership/%.*s/voices/flags",
                TEXT_ARG(voice_key(rq->arena, flag.partnership_id))));
    return e;
}

/* ---- What waits, for the page of the voices -------------------------------
 */

enum err
voice_flags_count(struct request *rq, int64_t partnership_id, int64_t *n_open,
    int64_t *n_late)
{
    struct voice_flags_of_row *rows;
    ptrdiff_t n;
    text today = day_of(rq->arena, rq->now);
    *n_open = *n_late = 0;
    enum err e = voice_flags_of(rq->db, rq->arena,
        (struct voice_flags_of_in){ .partnership_id = partnership_id,
            .before_id = INT64_MAX,
            .n_rows = LEADS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        bool is_open = !text_is_known(rows[i].answered_on);
        *n_open += is_open;
        *n_late += is_open && text_compare(rows[i].due_on, today) < 0;
    }
    return e;
}

const struct input *
voice_flag_inputs(int *n)
{
    *n = 1;
    return flag_inputs;
}
