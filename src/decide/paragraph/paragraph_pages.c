/* One paragraph of a proposal: what it rests on, what people say of it. */
#include "decide/paragraph/proposal_words.h"

#include "decide/paragraph/paragraph.html.h"
#include "decide/paragraph/said_care.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- The text on the proposal's page ------------------------------------- */

enum err
paragraphs_show(
    struct request *rq, const struct proposal *row, struct paragraphs_shown *to)
{
    struct proposal_words_get_row words;
    struct contributions_count_row count;
    bool is_found = false, is_counted = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    *to =
        (struct paragraphs_shown){ .proposal_id = row->id, .body = row->body };
    proposal_words_get_ask(
        &batch, (struct proposal_words_get_in){ row->id }, &words, &is_found);
    contributions_count_ask(&batch, (struct contributions_count_in){ row->id },
        &count, &is_counted);
    paragraphs_shown_ask(&batch,
        (struct paragraphs_shown_in){
            .proposal_id = row->id, .n_rows = PARAGRAPHS_MAX },
        &to->rows, &to->n_rows);
    enum err e = db_batch_run(&batch);
    if (e == OK && !(is_found && is_counted))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    to->lang = words.lang;
    to->n_said = count.n_said;
    to->n_open = count.n_open;
    for (ptrdiff_t i = 0; i < to->n_rows; i++)
        to->n_without += to->rows[i].n_below == 0;
    to->languages = proposal_sub(rq->arena, row->id, "/languages");
    to->name = row->name;
    to->fixed = row->fixed;
    to->name_lang = to->fixed_lang = to->lang;
    if (text_is_equal(to->lang, lang_code(rq->lang)))
        return OK;
    struct words_in *in = arena_new(rq->arena, struct words_in, 1);
    e = proposal_words_load(
        rq->db, rq->arena, row, to->lang, lang_code(rq->lang), in);
    for (ptrdiff_t i = 0; e == OK && i < in->n_lines; i++) {
        const struct words_line *l = &in->lines[i];
        if (l->state != WORDS_THERE && l->state != WORDS_OLD)
            continue;
        if (l->of->position == PARAGRAPH_NAME) {
            to->name = l->words;
            to->name_lang = in->to;
        } else if (l->of->position == PARAGRAPH_FIXED) {
            to->fixed = l->words;
            to->fixed_lang = in->to;
        }
    }
    to->in = in;
    return e;
}

/* ---- Its page ------------------------------------------------------------ */

struct comment_form {
    text words, lang;
    bool is_named;
};
struct offer_form {
    text place, words, why, lang;
    bool is_named, may_stay;
};
enum { N_COMMENT = 3, N_OFFER = 6 };
static const char *const places[] = { "instead", "after", "away", NULL };
static const char *const place_labels[] = {
    N_("Say it so instead"),
    N_("Leave it, and add this behind it"),
    N_("Take this paragraph out"),
    NULL,
};

static const struct input comment_inputs[] = {
    INPUT(struct comment_form, words, INPUT_PROSE, .is_required = true,
        .max = CONTRIBUTION_MAX, .label = N_("What you want to say of it"),
        .hint = N_("Whoever may read the proposal may read this.")),
    INPUT(struct comment_form, lang, INPUT_CHOICE, .is_required = true,
        .choices = paragraph_langs, .choice_labels = paragraph_lang_names,
        .label = N_("Written in")),
    INPUT(struct comment_form, is_named, INPUT_BOOL,
        .label = N_("Show my name with it")),
};
static const struct input offer_inputs[] = {
    INPUT(struct offer_form, place, INPUT_CHOICE, .is_required = true,
        .choices = places, .choice_labels = place_labels,
        .label = N_("What should change")),
    INPUT(struct offer_form, words, INPUT_PROSE, .max = CONTRIBUTION_MAX,
        .label = N_("The words, as they should be"),
        .hint = N_("In the language of the proposal, where you can.")),
    INPUT(struct offer_form, why, INPUT_PROSE, .max = 2000, .label = N_("Why")),
    INPUT(struct offer_form, lang, INPUT_CHOICE, .is_required = true,
        .choices = paragraph_langs, .choice_labels = paragraph_lang_names,
        .label = N_("Written in")),
    INPUT(struct offer_form, is_named, INPUT_BOOL,
        .label = N_("Show my name with it")),
    INPUT(struct offer_form, may_stay, INPUT_BOOL,
        .label = N_("It may stay, without my name, when I leave")),
};

/* Nothing more is said of it; what was, may still wait for an answer. */
static bool
is_over(const struct proposal *row)
{
    return text_is_equal(row->status, TEXT("ended")) ||
        text_is_equal(row->status, TEXT("heard")) ||
        text_is_equal(row->status, TEXT("told"));
}

struct page_ask {
    int64_t comments, offers;
};
static const struct input page_inputs[] = {
    INPUT(struct page_ask, comments, INPUT_KEY),
    INPUT(struct page_ask, offers, INPUT_KEY),
};

/* What was said of it, and where the reader is in that. */
static enum err
load_said(struct request *rq, struct paragraph_page *p)
{
    enum { N = CONTRIBUTIONS_ON_A_PAGE };
    struct page_ask ask = { 0 };
    struct contributions_of_row *comments, *offers;
    struct contributions_gone_row gone = { 0 };
    bool is_counted = false;
    char key[KEY_LENGTH];
    query_parse(rq, page_inputs, 2, &ask);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    struct contributions_of_in in = { .paragraph_id = p->row.id,
        .kind = TEXT("comment"),
        .status = TEXT("in"),
        .after_id = ask.comments,
        .n_rows = N + 1 };
    contributions_of_ask(&batch, in, &comments, &p->n_comments);
    in.kind = TEXT("offer");
    in.after_id = ask.offers;
    contributions_of_ask(&batch, in, &offers, &p->n_offers);
    contributions_gone_ask(&batch, (struct contributions_gone_in){ p->row.id },
        &gone, &is_counted);
    thread_ask(&batch, p->row.id, &p->thread);
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "paragraph", p->row.id, &p->thread);
    if (e != OK)
        return e;
    if (p->n_comments > N) {
        p->n_comments = N;
        p->next =
            request_with(rq, "comments", key_print(comments[N - 1].id, key));
    } else if (p->n_offers > N)
        p->next = request_with(rq, "offers", key_print(offers[N - 1].id, key));
    if (p->n_offers > N)
        p->n_offers = N;
    p->comments = comments;
    p->offers = offers;
    p->n_comments_gone = gone.n_comments;
    p->n_offers_gone = gone.n_offers;
    return OK;
}

static enum err
load_paragraph(struct request *rq, struct paragraph *row,
    struct proposal *proposal, text *lang)
{
    struct proposal_words_get_row words;
    enum err e = paragraph_read(rq, row);
    if (e == OK)
        e = proposal_get(rq->db, rq->arena,
            (struct proposal_get_in){ row->proposal_id }, proposal);
    if (e == OK)
        e = proposal_words_get(rq->db, rq->arena,
            (struct proposal_words_get_in){ row->proposal_id }, &words);
    if (e == OK)
        *lang = words.lang;
    return e;
}

static enum err
answer_paragraph(struct request *rq, struct answer *an, struct form *comment,
    struct form *offer, struct form *appeal, const char *fault)
{
    struct arena *a = rq->arena;
    struct paragraph_page *p = arena_new(a, struct paragraph_page, 1);
    struct form *button = arena_new(a, struct form, 1);
    int64_t id = request_key(rq, 0);
    enum err e = load_paragraph(rq, &p->row, &p->p, &p->lang);
    if (e == OK)
        e = load_said(rq, p);
    struct said_own *own = arena_new(a, struct said_own, 1);
    p->own = own;
    if (e == OK)
        e = said_own_load(rq, id, appeal, own);
    if (e == OK && !text_is_equal(p->lang, lang_code(rq->lang))) {
        struct paragraph_words words;
        e = paragraph_words_of_thing(rq->db, a,
            (struct paragraph_words_of_thing_in){
                .thing_id = id, .lang = lang_code(rq->lang) },
            &words);
        if (e == OK && !words.is_back) {
            p->said = words.words;
            p->said_lang = words.lang;
        }
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    if (e != OK)
        return e;
    p->address = paragraph_sub(a, id, "");
    p->proposal_address = arena_print(a, "%.*s#p%d",
        TEXT_ARG(proposal_sub(a, p->p.id, "")), (int)p->row.position);
    p->person_id = rq->actor.person_id;
    int64_t things[] = { id, p->p.id, p->p.partnership_id };
    p->may_settle =
        (!is_over(&p->p) || text_is_equal(p->p.status, TEXT("heard"))) &&
        actor_may(&rq->actor, WHO_FACILITATOR, things, 3);
    p->may_write = actor_may(&rq->actor, WHO_SIDE, things, 3);
    for (int i = 0; i < p->thread.n_ends; i++)
        p->has_voice |=
            paragraph_is_voice(text_of(p->thread.ends[i].thing.kind->kind));
    const struct form *given = comment != NULL ? comment
        : offer != NULL                        ? offer
                                               : appeal;
    form_open(rq, NULL, 0, button);
    p->button = button;
    if (p->person_id == 0)
        p->sign_in =
            arena_print(a, "/sign-in?then=%.*s", TEXT_ARG(request_address(rq)));
    else if (!is_over(&p->p) && p->row.position > 0) {
        if (comment == NULL) {
            comment = arena_new(a, struct form, 1);
            form_open(rq, comment_inputs, N_COMMENT, comment);
            form_give(comment, "lang", lang_code(rq->lang));
        }
        if (offer == NULL) {
            offer = arena_new(a, struct form, 1);
            form_open(rq, offer_inputs, N_OFFER, offer);
            form_give(offer, "place", TEXT("instead"));
            form_give(offer, "words", p->row.words);
            form_give(offer, "lang", p->lang);
        }
        p->comment_form = comment;
        p->offer_form = offer;
    }
    rq->form = given;
    struct view v = request_view(rq);
    if (fault != NULL) {
        p->fault = say(&v, fault);
        an->status = 409;
    }
    decide_paragraph(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->p.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
paragraph_show(struct request *rq, struct answer *an)
{
    return answer_paragraph(rq, an, NULL, NULL, NULL, NULL);
}

enum err
paragraph_appeal_answer(
    struct request *rq, struct answer *an, struct form *appeal)
{
    return answer_paragraph(rq, an, NULL, NULL, appeal, NULL);
}

/* ---- Saying something ---------------------------------------------------- */

struct saying {
    struct contribution row;
    text token;
    const char *fault;
};

static enum err
say_it(struct db *writer, struct arena *a, void *arg)
{
    struct saying *s = arg;
    struct paragraph paragraph;
    struct proposal row;
    struct contributions_of_one_row own;
    text first;
    int64_t n = 0;
    s->fault = NULL;
    enum err e = once_take(writer, a, s->token, TEXT("said"), &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it is there */
    if (e == OK)
        e = paragraph_get(writer, a,
            (struct paragraph_get_in){ s->row.paragraph_id }, &paragraph);
    if (e == OK)
        e = proposal_get(
            writer, a, (struct proposal_get_in){ paragraph.proposal_id }, &row);
    if (e == OK)
        e = contributions_of_one(writer, a,
            (struct contributions_of_one_in){ .proposal_id = row.id,
                .person_id = s->row.person_id,
                .has_person_id = true },
            &own);
    if (e != OK)
        return e;
    if (is_over(&row))
        s->fault = N_("This is settled: nothing more is said of its text.");
    else if (paragraph.position == 0)
        s->fault = N_("This paragraph was taken out of the text meanwhile.");
    else if (own.n >= CONTRIBUTIONS_OF_ONE_MAX)
        s->fault = N_("You have said as much of this proposal as one person "
                      "can.");
    if (s->fault != NULL)
        return ERR_CONFLICT;
    s->row.proposal_id = row.id;
    s->row.version = row.version;
    e = contribution_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? audit_add(writer,
                         (struct audit){
                             .actor_id = s->row.is_named ? s->row.person_id : 0,
                             .action = s->row.kind,
                             .kind = TEXT("paragraph"),
                             .thing_id = s->row.paragraph_id,
                             .is_nameless = !s->row.is_named })
                   : e;
}

static enum err
finish_saying(struct request *rq, struct answer *an, struct form *form,
    struct saying *s, const char *where)
{
    bool is_offer = text_is_equal(s->row.kind, TEXT("offer"));
    struct view v = view_in(rq->arena, rq->lang, 0);
    s->row.id = key_new();
    s->row.paragraph_id = request_key(rq, 0);
    s->row.status = TEXT("in");
    s->row.outcome = TEXT("");
    s->row.reply = TEXT("");
    s->row.person_id = rq->actor.person_id;
    s->row.has_person_id = true;
    s->row.made_on = day_of(rq->arena, rq->now);
    s->token = form->token;
    enum err e = db_write(rq->db, rq->arena, say_it, s);
    if (e == ERR_CONFLICT && s->fault != NULL) {
        form_error(form, "words", say(&v, s->fault));
        return answer_paragraph(
            rq, an, is_offer ? NULL : form, is_offer ? form : NULL, NULL, NULL);
    }
    if (e == OK)
        answer_redirect(
            rq, an, paragraph_sub(rq->arena, s->row.paragraph_id, where));
    return e;
}

enum err
paragraph_comment_send(struct request *rq, struct answer *an)
{
    struct comment_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct paragraph row;
    enum err e = paragraph_read(rq, &row);
    if (e == OK)
        e = form_parse(rq, comment_inputs, N_COMMENT, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_paragraph(rq, an, form, NULL, NULL, NULL);
    struct saying s = { .row = { .kind = TEXT("comment"),
                            .place = TEXT(""),
                            .was = TEXT(""),
                            .why = TEXT(""),
                            .words = given.words,
                            .lang = given.lang,
                            .is_named = given.is_named } };
    return finish_saying(rq, an, form, &s, "#comments");
}

enum err
paragraph_offer_send(struct request *rq, struct answer *an)
{
    struct offer_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct paragraph row;
    enum err e = paragraph_read(rq, &row);
    if (e == OK)
        e = form_parse(rq, offer_inputs, N_OFFER, form, &given);
    if (e != OK)
        return e;
    bool is_away = text_is_equal(given.place, TEXT("away"));
    text words = is_away || !text_is_known(given.words)
        ? TEXT("")
        : text_trim(given.words);
    if (form->n_errors == 0 && !is_away && words.len == 0)
        form_error(form, "words", say(&v, N_("write the words")));
    if (form->n_errors == 0 && text_is_equal(given.place, TEXT("instead")) &&
        text_is_equal(words, row.words))
        form_error(form, "words",
            say(&v, N_("these are the words that stand there already")));
    if (form->n_errors > 0)
        return answer_paragraph(rq, an, NULL, form, NULL, NULL);
    struct saying s = { .row = { .kind = TEXT("offer"),
                            .place = given.place,
                            .was = row.words,
                            .words = words,
                            .why =
                                text_is_known(given.why) ? given.why : TEXT(""),
                            .lang = given.lang,
                            .is_named = given.is_named,
                            .may_stay = given.may_stay } };
    return finish_saying(rq, an, form, &s, "#offers");
}

/* ---- Taking one's words back --------------------------------------------- */

struct taking_back {
    int64_t id, paragraph_id, person_id;
};

static enum err
take_back(struct db *writer, struct arena *a, void *arg)
{
    const struct taking_back *s = arg;
    struct contribution row;
    enum err e = contribution_get(
        writer, a, (struct contribution_get_in){ s->id }, &row);
    if (e == OK &&
        (!row.has_person_id || row.person_id != s->person_id ||
            row.paragraph_id != s->paragraph_id))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    row.status = TEXT("withdrawn");
    row.words = row.why = row.was = TEXT("");
    row.has_person_id = false;
    row.is_named = false;
    e = contribution_update(writer, &row, NULL);
    if (e == OK)
        e = said_care_forget_words(writer, row.id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("withdraw"),
                             .kind = TEXT("paragraph"),
                             .thing_id = s->paragraph_id,
                             .is_nameless = true })
                   : e;
}

enum err
contribution_withdraw_send(struct request *rq, struct answer *an)
{
    struct taking_back s = { .paragraph_id = request_key(rq, 0),
        .id = request_key(rq, 1),
        .person_id = rq->actor.person_id };
    struct paragraph row;
    enum err e = paragraph_read(rq, &row);
    if (e == OK)
        e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, take_back, &s);
    if (e == OK)
        answer_redirect(
            rq, an, paragraph_sub(rq->arena, s.paragraph_id, "#comments"));
    return e;
}
