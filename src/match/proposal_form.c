/* The form with which a workshop is proposed, and how it is kept. */
#include "match/call.h"

#include "keep/audit.h"
#include "keep/mail.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

#include <string.h>

static const char *const acts[] = { "save", "send", "withdraw", NULL };

static const struct input plain_inputs[] = {
    INPUT(struct proposal_form, name, INPUT_TEXT, .max = 200,
        .label = N_("Title of the workshop")),
    INPUT(struct proposal_form, about, INPUT_PROSE, .max = 8000,
        .label = N_("What it is about")),
    INPUT(struct proposal_form, lived, INPUT_PROSE, .max = 4000,
        .label = N_("What lived experience is in it"),
        .hint = N_("Who in it has lived what it is about?")),
    INPUT(struct proposal_form, needs, INPUT_PROSE, .max = 4000,
        .label = N_("What it needs"),
        .hint = N_("Access, interpreters, a room, things")),
    INPUT(struct proposal_form, organisation, INPUT_TEXT, .max = 200,
        .autocomplete = "organization", .label = N_("Organisation")),
    INPUT(struct proposal_form, more_themes, INPUT_TEXT, .max = 300,
        .label = N_("Other themes"), .hint = N_("With ; between them")),
    INPUT(struct proposal_form, more_methods, INPUT_TEXT, .max = 300,
        .label = N_("Other methods"), .hint = N_("With ; between them")),
    INPUT(struct proposal_form, act, INPUT_CHOICE, .choices = acts,
        .label = N_("What to do")),
};
static const struct input visitor_inputs[] = {
    INPUT(struct proposal_form, own_name, INPUT_TEXT, .is_required = true,
        .max = 120, .autocomplete = "name", .label = N_("Your name")),
    INPUT(struct proposal_form, mail, INPUT_MAIL, .is_required = true,
        .max = 200, .autocomplete = "email", .label = N_("Your e-mail address"),
        .hint = N_("You get a link by which you come back to your proposal.")),
};

/* ---- Inputs ---------------------------------------------------------------
 */

static void
add(struct proposal_inputs *to, struct input input)
{
    require(to->n_inputs < FORM_FIELDS_MAX);
    to->inputs[to->n_inputs++] = input;
}

static int
read_ticks(struct arena *a, text list, text *to)
{
    int n = 0;
    text one;
    while (n < TICKS_MAX && text_is_known(one = match_list_next(&list)))
        to[n++] = arena_copy(a, one);
    return n;
}

static void
add_ticks(struct request *rq, struct proposal_inputs *to, const char *what,
    const text *words, int n, size_t at)
{
    for (int i = 0; i < n; i++)
        add(to,
            (struct input){ .name = arena_print(rq->arena, "%s%d", what, i).ptr,
                .kind = INPUT_BOOL,
                .offset = (ptrdiff_t)(at + (size_t)i * sizeof(bool)),
                .label =
                    arena_print(rq->arena, "%.*s", TEXT_ARG(words[i])).ptr });
}

static void
add_lead(struct request *rq, struct proposal_inputs *to, int i)
{
    struct view v = request_view(rq);
    size_t at = offsetof(struct proposal_form, leads) +
        (size_t)i * sizeof(struct lead_form);
    add(to,
        (struct input){ .name = arena_print(rq->arena, "lead%d", i).ptr,
            .kind = INPUT_TEXT,
            .max = 120,
            .offset = (ptrdiff_t)(at + offsetof(struct lead_form, name)),
            .label = N_("Name") });
    for (int k = 0; k < to->ask->n; k++) {
        const struct against_attribute *x = &to->ask->attributes[k];
        add(to,
            (struct input){
                .name = arena_print(rq->arena, "lead%d_%s", i, x->name).ptr,
                .kind = x->n_choices > 0 ? INPUT_CHOICE : INPUT_TEXT,
                .max = 60,
                .choices = x->n_choices > 0 ? x->choices : NULL,
                .choice_labels = x->n_choices > 0 ? x->labels : NULL,
                .offset = (ptrdiff_t)(at + offsetof(struct lead_form, told) +
                    (size_t)k * sizeof(text)),
                .label = arena_print(rq->arena, "%.*s",
                    TEXT_ARG(against_word(&v, text_of(x->name))))
                             .ptr });
    }
}

void
proposal_make_inputs(struct request *rq, const struct match_call *call,
    const struct against_ask *ask, bool has_account, struct proposal_inputs *to)
{
    *to = (struct proposal_inputs){ .ask = ask, .has_account = has_account };
    to->n_themes = read_ticks(rq->arena, call->themes, to->themes);
    to->n_methods = read_ticks(rq->arena, call->methods, to->methods);
    for (size_t i = 0; i < sizeof plain_inputs / sizeof *plain_inputs; i++)
        add(to, plain_inputs[i]);
    for (size_t i = 0;
         !has_account && i < sizeof visitor_inputs / sizeof *visitor_inputs;
         i++)
        add(to, visitor_inputs[i]);
    add_ticks(rq, to, "theme", to->themes, to->n_themes,
        offsetof(struct proposal_form, themes));
    add_ticks(rq, to, "method", to->methods, to->n_methods,
        offsetof(struct proposal_form, methods));
    for (int i = 0; i < LEADS_MAX; i++)
        if (to->n_inputs + 1 + ask->n <= FORM_FIELDS_MAX)
            add_lead(rq, to, i);
}

/* Said of what sending asks for; never when it is parsed, for a half-filled
 * form is kept too. */
void
proposal_say_required(struct proposal_inputs *inputs, bool is_said)
{
    for (int i = 0; i < inputs->n_inputs; i++) {
        const char *name = inputs->inputs[i].name;
        if (strcmp(name, "name") == 0 || strcmp(name, "about") == 0 ||
            strcmp(name, "lead0") == 0)
            inputs->inputs[i].is_required = is_said;
    }
}

/* ---- What is kept, into the form ------------------------------------------
 */

enum err
proposal_load(struct request *rq, int64_t id, struct proposal_kept *kept)
{
    bool is_found = false, has_proposer = false;
    struct match_proposer_get_row proposer = { 0 };
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    *kept = (struct proposal_kept){ .n_leads = 0 };
    match_proposal_get_ask(&batch, (struct match_proposal_get_in){ .id = id },
        &kept->row, &is_found);
    match_proposer_get_ask(&batch, (struct match_proposer_get_in){ .id = id },
        &proposer, &has_proposer);
    prose_ask(&batch, id, &kept->prose);
    match_lead_of_proposal_ask(&batch,
        (struct match_lead_of_proposal_in){
            .proposal_id = id, .n_rows = LEADS_MAX },
        &kept->leads, &kept->n_leads);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    kept->own_name = proposer.name;
    kept->mail = proposer.mail;
    return e;
}

static text
source_of(const struct proposal_kept *kept, const char *part)
{
    const struct prose_of_thing_row *row =
        prose_original(&kept->prose, text_of(part));
    return row == NULL ? (text){ 0 } : row->source;
}

static void
give_ticks(const char *what, const text *words, int n, text list,
    const char *more, struct form *form, struct arena *a)
{
    struct buf rest = buf_in(a, list.len + 1);
    text one;
    while (text_is_known(one = match_list_next(&list))) {
        int i = 0;
        while (
            i < n && !text_is_equal(lang_fold(a, words[i]), lang_fold(a, one)))
            i++;
        if (i < n) {
            form_give(form, arena_print(a, "%s%d", what, i).ptr, TEXT("on"));
            continue;
        }
        buf_add(&rest, rest.len > 0 ? TEXT("; ") : TEXT(""));
        buf_add(&rest, one);
    }
    form_give(form, more, buf_text(&rest));
}

void
proposal_give(struct arena *a, const struct proposal_inputs *inputs,
    const struct proposal_kept *kept, struct form *form)
{
    form_give(form, "name", kept->row.name);
    form_give(form, "about", source_of(kept, "about"));
    form_give(form, "lived", source_of(kept, "lived"));
    form_give(form, "needs", source_of(kept, "needs"));
    form_give(form, "organisation", kept->row.organisation);
    give_ticks("theme", inputs->themes, inputs->n_themes, kept->row.themes,
        "more_themes", form, a);
    give_ticks("method", inputs->methods, inputs->n_methods, kept->row.methods,
        "more_methods", form, a);
    if (!inputs->has_account) {
        form_give(form, "own_name", kept->own_name);
        form_give(form, "mail", kept->mail);
    }
    for (ptrdiff_t i = 0; i < kept->n_leads && i < LEADS_MAX; i++) {
        form_give(form, arena_print(a, "lead%td", i).ptr, kept->leads[i].name);
        for (int k = 0; k < inputs->ask->n; k++) {
            const char *name = inputs->ask->attributes[k].name;
            form_give(form, arena_print(a, "lead%td_%s", i, name).ptr,
                against_told(kept->leads[i].told, text_of(name)));
        }
    }
}

/* ---- What is given ----------------------------------------------------------
 */

static text
join_ticks(
    struct arena *a, const text *words, int n, const bool *is_ticked, text more)
{
    struct buf b = buf_in(a, 200);
    text one;
    for (int i = 0; i < n; i++)
        if (is_ticked[i]) {
            buf_add(&b, b.len > 0 ? TEXT(";") : TEXT(""));
            buf_add(&b, words[i]);
        }
    while (text_is_known(one = match_list_next(&more)))
        if (!match_list_has(a, buf_text(&b), one)) {
            buf_add(&b, b.len > 0 ? TEXT(";") : TEXT(""));
            buf_add(&b, one);
        }
    return b.len > 0 ? buf_text(&b) : (text){ 0 };
}

void
proposal_require(struct request *rq, const struct proposal_inputs *inputs,
    const struct proposal_form *given, struct form *form)
{
    struct view v = request_view(rq);
    bool has_lead = false;
    if (text_is_empty(given->name))
        form_error(form, "name", say(&v, N_("It needs a title.")));
    if (text_is_empty(given->about))
        form_error(form, "about",
            say(&v, N_("Say in some sentences what it is about.")));
    if (!text_is_known(join_ticks(rq->arena, inputs->themes, inputs->n_themes,
            given->themes, given->more_themes)))
        form_error(form, "more_themes",
            say(&v, N_("Choose a theme, or write one of your own.")));
    for (int i = 0; i < LEADS_MAX; i++)
        has_lead = has_lead || !text_is_empty(given->leads[i].name);
    if (!has_lead)
        form_error(form, "lead0", say(&v, N_("Name somebody who leads it.")));
}

/* ---- Kept
 * -------------------------------------------------------------------- */

static enum err
save_part(struct db *writer, struct arena *a, const struct proposal_step *step,
    const char *part, text source)
{
    bool has_changed;
    return prose_save(writer, a,
        (struct prose_given){ .kind = TEXT("match_proposal"),
            .thing_id = step->row.id,
            .part = text_of(part),
            .lang = step->row.lang,
            .source = text_is_known(source) ? source : TEXT(""),
            .is_original = true },
        &has_changed);
}

static text
told_of(struct arena *a, const struct proposal_step *step, int i)
{
    struct buf b = buf_in(a, 100);
    for (int k = 0; k < step->inputs->ask->n; k++) {
        text value = step->given->leads[i].told[k];
        if (text_is_empty(value))
            continue;
        buf_print(&b, "%s%s:", b.len > 0 ? ";" : "",
            step->inputs->ask->attributes[k].name);
        for (ptrdiff_t c = 0; c < value.len; c++) /* it parts the list */
            buf_byte(&b, value.ptr[c] == ';' ? ',' : value.ptr[c]);
    }
    return b.len > 0 ? buf_text(&b) : (text){ 0 };
}

static enum err
save_leads(struct db *writer, struct arena *a, const struct proposal_step *step)
{
    enum err e = match_lead_clear(writer,
        (struct match_lead_clear_in){ .proposal_id = step->row.id }, NULL);
    for (int i = 0; e == OK && i < LEADS_MAX; i++) {
        if (text_is_empty(step->given->leads[i].name))
            continue;
        struct match_lead row = { .id = key_new(),
            .proposal_id = step->row.id,
            .has_proposal_id = true,
            .position = i + 1,
            .name = step->given->leads[i].name,
            .told = told_of(a, step, i) };
        row.code = match_key(a, row.id);
        e = match_lead_insert(writer, &row, NULL);
    }
    return e;
}

/* "A proposal for CALL": how to come back, and how to send it. */
static enum err
send_link(struct db *writer, struct arena *a, const struct proposal_step *step)
{
    struct view v = view_in(a, step->lang, 1000);
    bool waits = text_is_equal(step->row.status, TEXT("waiting"));
    text subject = say_with(&v, N_("Your proposal for %s"), 1,
        (struct phrase_arg[]){ phrase_arg(step->call_name) });
    buf_add(&v.out,
        say_with(&v, N_("Hello %s,"), 1,
            (struct phrase_arg[]){ phrase_arg(step->given->own_name) }));
    buf_add(&v.out, TEXT("\n\n"));
    buf_add(&v.out,
        say_with(&v,
            waits ? N_("thank you for your proposal \"%s\". It counts once you "
                       "open this page and confirm it:")
                  : N_("what you began, \"%s\", is kept. Open this page to go "
                       "on and to send it:"),
            1, (struct phrase_arg[]){ phrase_arg(step->row.name) }));
    buf_add(&v.out, TEXT("\n\n"));
    buf_add(&v.out, step->new_link);
    buf_add(&v.out, TEXT("\n\n"));
    buf_add(&v.out,
        say(&v,
            N_("Whoever has this link can read and change the proposal. If "
               "you know nothing of it, you need do nothing.")));
    return mail_put(writer, a,
        &(struct mail){ .to = step->given->mail,
            .lang = step->lang,
            .kind = TEXT("proposal"),
            .subject = subject,
            .body = buf_text(&v.out) });
}

static enum err
save_row(struct db *writer, struct arena *a, struct proposal_step *step)
{
    const struct proposal_form *given = step->given;
    struct match_proposer_insert_in own = { .person_id = step->person_id,
        .has_person_id = step->person_id != 0,
        .name = step->person_id != 0 ? (text){ 0 } : given->own_name,
        .mail = step->person_id != 0 ? (text){ 0 }
                                     : people_mail_key(a, given->mail),
        .lang = step->row.lang,
        .hash = step->new_hash,
        .made_at = step->now };
    int64_t n = 0;
    enum err e = OK;
    if (step->kept != NULL) {
        e = match_proposal_update(writer, &step->row, NULL);
        if (e == OK && !step->inputs->has_account)
            e = match_proposer_update(writer,
                (struct match_proposer_update_in){ .id = step->row.id,
                    .name = given->own_name,
                    /* the address that was proved stays */
                    .mail = step->kept->mail },
                NULL);
        return e;
    }
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        step->row.id = key_new();
        step->row.code = match_key(a, step->row.id);
        e = match_proposal_insert(writer, &step->row, &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    own.id = step->row.id;
    return e == OK ? match_proposer_insert(writer, own, NULL) : e;
}

static enum err
save_step(struct db *writer, struct arena *a, void *arg)
{
    struct proposal_step *step = arg;
    const struct proposal_form *given = step->given;
    struct match_session_part_live_row live = { 0 };
    enum err e = once_take(writer, a, step->token, step->then, &step->first);
    if (e == OK && step->kept != NULL) {
        e = match_session_part_live(writer, a,
            (struct match_session_part_live_in){
                .proposal_id = step->kept->row.id },
            &live);
        if (e == OK && live.has_session_id) /* read only from then on */
            e = ERR_DENIED;
    }
    if (e == OK)
        e = save_row(writer, a, step);
    if (e == OK)
        e = save_part(writer, a, step, "about", given->about);
    if (e == OK)
        e = save_part(writer, a, step, "lived", given->lived);
    if (e == OK)
        e = save_part(writer, a, step, "needs", given->needs);
    if (e == OK)
        e = save_leads(writer, a, step);
    if (e == OK && text_is_known(step->new_link))
        e = send_link(writer, a, step);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = step->person_id,
                             .action = step->action,
                             .kind = TEXT("match_proposal"),
                             .thing_id = step->row.id })
                   : e;
}

enum err
proposal_save(struct request *rq, struct proposal_step *step)
{
    const struct proposal_form *given = step->given;
    struct view v = request_view(rq);
    step->row.name = !text_is_empty(given->name)
        ? given->name
        : say(&v, N_("Without a title yet"));
    step->row.name_sort = lang_sort_key(rq->arena, step->row.name);
    step->row.organisation =
        text_is_empty(given->organisation) ? (text){ 0 } : given->organisation;
    step->row.themes = join_ticks(rq->arena, step->inputs->themes,
        step->inputs->n_themes, given->themes, given->more_themes);
    step->row.methods = join_ticks(rq->arena, step->inputs->methods,
        step->inputs->n_methods, given->methods, given->more_methods);
    return db_write(rq->db, rq->arena, save_step, step);
}
