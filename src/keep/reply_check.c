/* What there is to answer, beginning; looking an answer over, sending it. */
#include "keep/reply_pages.h"

#include "base/key.h"
#include "keep/keep_routes.h"
#include "keep/reply.html.h"

enum { ITEMS_MAX = 60 };

/* ---- What there is --------------------------------------------------------
 */

static enum err
list_item(struct request *rq, const struct questionnaire *row,
    const struct reply *reply, struct answer_list *p)
{
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    char key[KEY_LENGTH];
    enum err e = reply != NULL ? questionnaire_load_version(rq->db, rq->arena,
                                     reply->version_id, asked)
                               : questionnaire_load(rq->db, rq->arena, row->id,
                                     NUMBER_PUBLISHED, asked);
    if (e != OK || p->n_items == ITEMS_MAX)
        return e == ERR_NOT_FOUND ? OK : e;
    struct answer_item *item = &p->items[p->n_items++];
    text about = { 0 };
    item->title = asked_title(asked, rq->lang);
    if (reply != NULL)
        e = reply_about_title(rq, reply, &about);
    if (about.len > 0)
        item->title = arena_join(
            rq->arena, 3, (text[]){ item->title, TEXT(" – "), about });
    item->address = reply != NULL ? reply_address(rq->arena, reply->id, 0)
                                  : arena_print(rq->arena, "/answer/new/%.*s",
                                        TEXT_ARG(key_print(row->id, key)));
    item->state = reply == NULL                      ? N_("Not begun yet")
        : text_is_equal(reply->status, TEXT("done")) ? N_("Sent")
                                                     : N_("Under way");
    return e;
}

enum err
answer_list_show(struct request *rq, struct answer *an)
{
    struct answer_list p = { .is_coordinator = rq->actor.is_coordinator };
    struct questionnaire *open;
    struct reply *mine;
    ptrdiff_t n_open, n_mine;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    p.items = arena_new(rq->arena, struct answer_item, ITEMS_MAX);
    questionnaire_list_open_ask(&batch,
        (struct questionnaire_list_open_in){ .n_rows = ITEMS_MAX / 2 }, &open,
        &n_open);
    reply_of_person_ask(&batch,
        (struct reply_of_person_in){
            .person_id = rq->actor.person_id, .n_rows = ITEMS_MAX / 2 },
        &mine, &n_mine);
    enum err e = db_batch_run(&batch);
    /* who belongs to nothing answers for no side */
    bool has_side = false;
    for (int i = 0; i < rq->actor.n_standings; i++)
        has_side = has_side || rq->actor.standings[i].role >= WHO_MEMBER;
    for (ptrdiff_t i = 0; e == OK && i < n_mine; i++)
        e = list_item(rq, NULL, &mine[i], &p);
    for (ptrdiff_t i = 0; e == OK && i < n_open; i++) {
        bool is_begun = false;
        for (ptrdiff_t k = 0; k < n_mine; k++)
            is_begun = is_begun ||
                (mine[k].questionnaire_id == open[i].id &&
                    !open[i].is_repeated && mine[k].about_id == 0);
        bool is_of_side = text_is_equal(open[i].answered_by, TEXT("side"));
        if (!is_begun && (!is_of_side || has_side))
            e = list_item(rq, &open[i], NULL, &p);
    }
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    keep_reply(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Questionnaires for you")),
            .section = "answer",
            .body = view_html(&v) });
    return OK;
}

/* ---- Beginning ------------------------------------------------------------
 */

struct begin_form {
    text about;
    bool together;
};
static const struct input begin_inputs[] = {
    INPUT(struct begin_form, about, INPUT_TEXT, .max = 100,
        .label = N_("Whom do you answer for?")),
    INPUT(struct begin_form, together, INPUT_BOOL,
        .label = N_("Agree on one answer for your side")),
};
enum { N_BEGIN = sizeof begin_inputs / sizeof begin_inputs[0] };

/* "side/KEY": a thing that they belong to. */
static enum err
read_about(struct request *rq, text t, struct thing *about)
{
    int64_t id;
    text key, kind = text_cut(t, '/', &key);
    if (!text_is_known(key) || !key_parse(key, &id))
        return ERR_NOT_FOUND;
    enum err e = thing_load(rq->db, rq->arena, kind, id, about);
    if (e == OK &&
        (!thing_may_see(&rq->actor, about) ||
            !thing_has_role(&rq->actor, about, WHO_MEMBER)))
        e = ERR_NOT_FOUND;
    return e;
}

static enum err
add_about(struct request *rq, struct begin_page *p, text kind, int64_t id)
{
    enum { MAX = sizeof p->abouts / sizeof p->abouts[0] };
    struct thing thing;
    char key[KEY_LENGTH];
    enum err e = thing_load(rq->db, rq->arena, kind, id, &thing);
    if (e != OK || p->n_abouts == MAX || !thing_may_see(&rq->actor, &thing))
        return e == ERR_NOT_FOUND ? OK : e;
    p->abouts[p->n_abouts++] = (struct about_choice){
        .value = arena_print(rq->arena, "%.*s/%.*s", TEXT_ARG(kind),
            TEXT_ARG(key_print(id, key))),
        .title = thing.title
    };
    return OK;
}

/* What they may answer for: what the address says, else their sides. */
static enum err
find_abouts(struct request *rq, struct begin_page *p, text wanted)
{
    struct thing about;
    enum err e = OK;
    if (text_is_known(wanted)) {
        e = read_about(rq, wanted, &about);
        return e == OK ? add_about(rq, p, text_of(about.kind->kind), about.id)
                       : e;
    }
    for (int i = 0; p->is_of_side && e == OK && i < rq->actor.n_standings; i++)
        if (rq->actor.standings[i].role >= WHO_MEMBER)
            e = add_about(rq, p, TEXT("side"), rq->actor.standings[i].thing_id);
    return e;
}

enum err
answer_begin_show(struct request *rq, struct answer *an)
{
    struct begin_page p = { 0 };
    struct begin_form ask = { 0 };
    struct form form;
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    query_parse(rq, begin_inputs, N_BEGIN, &ask);
    enum err e = questionnaire_load(
        rq->db, rq->arena, request_key(rq, 0), NUMBER_PUBLISHED, asked);
    if (e != OK)
        return e;
    form_open(rq, begin_inputs, N_BEGIN, &form);
    p.asked = asked;
    p.form = &form;
    p.title = asked_title(asked, rq->lang);
    p.intro = asked_word(asked, rq->lang, TEXT("intro"), NULL);
    p.is_of_side =
        text_is_equal(asked->questionnaire.answered_by, TEXT("side"));
    p.is_together = ask.together;
    p.action =
        arena_print(rq->arena, "/answer/new/%.*s", TEXT_ARG(rq->params[0]));
    e = find_abouts(rq, &p, ask.about);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    keep_reply_begin(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = p.title, .section = "answer", .body = view_html(&v) });
    return OK;
}

struct begin_step {
    struct reply_beginning what;
    const struct actor *who;
    int64_t id;
};

static enum err
save_begin(struct db *writer, struct arena *scratch, void *arg)
{
    struct begin_step *step = arg;
    struct reply row = { .person_id = step->what.person_id,
        .about_kind = step->what.about_kind,
        .about_id = step->what.about_id };
    enum err e = reply_may_write(writer, scratch, step->who, &row);
    return e == OK ? reply_begin(writer, scratch, &step->what, &step->id) : e;
}

/* To the first step that lacks something, else to look it over. */
static enum err
go_on(struct request *rq, struct answer *an, int64_t id)
{
    struct replied r;
    enum err e = reply_load(rq->db, rq->arena, id, &r);
    if (e != OK)
        return e;
    const struct question_set *set = &r.asked->set;
    int at = 0;
    for (int i = set->n_questions - 1; i >= 0; i--)
        if (r.given[i].state == GIVEN_NOT &&
            question_is_shown(set, i, r.values))
            at = section_of(set, i) + 1;
    if (text_is_equal(r.reply.status, TEXT("done")))
        at = 0;
    answer_redirect(rq, an, reply_address(rq->arena, id, at));
    return OK;
}

enum err
answer_begin_send(struct request *rq, struct answer *an)
{
    struct begin_form given = { 0 };
    struct form form;
    struct thing about;
    struct asked *asked = arena_new(rq->arena, struct asked, 1);
    enum err e = form_parse(rq, begin_inputs, N_BEGIN, &form, &given);
    if (e == OK && form.n_errors > 0)
        return ERR_DENIED;
    if (e == OK)
        e = questionnaire_load(
            rq->db, rq->arena, request_key(rq, 0), NUMBER_PUBLISHED, asked);
    bool is_of_side = e == OK &&
        text_is_equal(asked->questionnaire.answered_by, TEXT("side"));
    if (e == OK && !text_is_known(given.about) &&
        (is_of_side || given.together))
        e = ERR_NOT_FOUND;
    if (e == OK && text_is_known(given.about))
        e = read_about(rq, given.about, &about);
    if (e == OK && given.together && !reply_may_agree(&rq->actor, &about))
        e = ERR_NOT_FOUND;
    /* what is not open to all is opened by a room, about one of its things */
    if (e == OK && !text_is_known(given.about) && !asked->questionnaire.is_open)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    /* sent twice, it is begun once: no token is needed */
    struct begin_step step = { .who = &rq->actor,
        .what = { .questionnaire_id = asked->questionnaire.id,
            .person_id = given.together ? REPLY_OF_ALL : rq->actor.person_id,
            .lang = lang_code(rq->lang),
            .now = rq->now } };
    if (text_is_known(given.about)) {
        step.what.about_kind = text_of(about.kind->kind);
        step.what.about_id = about.id;
    }
    e = db_write_quietly(rq->db, rq->arena, save_begin, &step);
    if (e == ERR_CONFLICT && text_is_known(given.about) &&
        about.kind->may_answer != NULL) { /* its page says that it is over */
        answer_redirect(rq, an, thing_address(rq->arena, &about));
        return OK;
    }
    return e == OK ? go_on(rq, an, step.id) : e;
}

/* ---- Looking it over, sending it ------------------------------------------
 */

static enum err
fill_lines(struct request *rq, struct check_page *p)
{
    const struct question_set *set = &p->asked->set;
    enum err e = OK;
    p->lines = arena_new(rq->arena, struct check_line, set->n_questions);
    for (int i = 0; e == OK && i < set->n_questions; i++) {
        const struct question *q = &set->questions[i];
        struct given given = p->r->given[i];
        if (!question_is_shown(set, i, p->r->values))
            continue;
        struct check_line *line = &p->lines[p->n_lines++];
        *line = (struct check_line){ .question = i,
            .section = section_of(set, i),
            .label = asked_word(p->asked, rq->lang, q->code, NULL),
            .state = given.state,
            .is_lacking = q->is_required && given.state == GIVEN_NOT };
        if (line->is_lacking && p->n_lacking++ == 0)
            p->first_lack =
                reply_address(rq->arena, p->r->reply.id, line->section + 1);
        if (given.state == GIVEN)
            e = value_words(rq, p->asked, q, given.value, &line->shown);
    }
    return e;
}

/* Where the thing's own page says what comes next: apart, together, after. */
static enum err
find_home(struct request *rq, const struct reply *reply, text *home)
{
    struct thing about;
    const struct thing_kind *kind = text_is_known(reply->about_kind)
        ? thing_kind_find(reply->about_kind)
        : NULL;
    if (kind == NULL || kind->may_answer == NULL)
        return OK;
    enum err e = thing_load(
        rq->db, rq->arena, reply->about_kind, reply->about_id, &about);
    if (e == OK && thing_may_see(&rq->actor, &about))
        *home = thing_address(rq->arena, &about);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
answer_check_show(struct request *rq, struct answer *an)
{
    struct check_page p = { 0 };
    struct replied r;
    struct form form;
    struct questionnaire_version *versions;
    ptrdiff_t n_versions = 0;
    char key[KEY_LENGTH], about[KEY_LENGTH];
    enum err e = reply_of_address(rq, 0, &r);
    if (e != OK)
        return e;
    p.r = &r;
    p.asked = r.asked;
    p.form = &form;
    form_open(rq, NULL, 0, &form);
    e = fill_lines(rq, &p);
    if (e == OK)
        e = reply_about_title(rq, &r.reply, &p.about);
    if (e == OK)
        e = questionnaire_versions(rq->db, rq->arena,
            (struct questionnaire_versions_in){
                .questionnaire_id = r.reply.questionnaire_id, .n_rows = 2 },
            &versions, &n_versions);
    if (e != OK)
        return e;
    p.is_done = text_is_equal(r.reply.status, TEXT("done"));
    for (ptrdiff_t i = 0; i < n_versions; i++)
        p.is_newer = p.is_newer ||
            (text_is_equal(versions[i].status, TEXT("published")) &&
                versions[i].number > r.asked->version.number);
    e = reply_may_write(rq->db, rq->arena, &rq->actor, &r.reply);
    p.is_over = e == ERR_CONFLICT || e == ERR_NOT_FOUND;
    if (e != OK && !p.is_over)
        return e;
    e = find_home(rq, &r.reply, &p.home);
    if (e != OK)
        return e;
    if (p.is_done && r.reply.person_id != REPLY_OF_ALL &&
        !text_is_known(p.home) &&
        text_is_equal(r.asked->questionnaire.answered_by, TEXT("side")) &&
        text_is_known(r.reply.about_kind))
        p.together = arena_print(rq->arena,
            "/answer/new/%.*s?about=%.*s/%.*s&together=on",
            TEXT_ARG(key_print(r.reply.questionnaire_id, key)),
            TEXT_ARG(r.reply.about_kind),
            TEXT_ARG(key_print(r.reply.about_id, about)));
    p.title = asked_title(r.asked, rq->lang);
    struct view v = request_view(rq);
    keep_reply_check(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = p.title, .section = "answer", .body = view_html(&v) });
    return OK;
}

struct send_step {
    int64_t id, now;
    const struct actor *who;
    bool is_again, is_lacking;
};

static enum err
save_send(struct db *writer, struct arena *scratch, void *arg)
{
    struct send_step *step = arg;
    struct replied r;
    enum err e = reply_load(writer, scratch, step->id, &r);
    if (e == OK)
        e = reply_may_write(writer, scratch, step->who, &r.reply);
    if (e != OK)
        return e;
    if (step->is_again)
        return reply_renew(writer, scratch, &r, step->now);
    if (text_is_equal(r.reply.status, TEXT("done")))
        return OK; /* sent twice */
    step->is_lacking = reply_lacks(&r) >= 0;
    return step->is_lacking ? OK : reply_finish(writer, scratch, &r, step->now);
}

static enum err
send_or_again(struct request *rq, struct answer *an, bool is_again)
{
    struct replied r;
    enum err e = button_parse(rq);
    if (e == OK)
        e = reply_of_address(rq, 0, &r);
    if (e != OK)
        return e;
    struct send_step step = { .id = r.reply.id,
        .now = rq->now,
        .who = &rq->actor,
        .is_again = is_again };
    e = db_write_quietly(rq->db, rq->arena, save_send, &step);
    if (e == ERR_CONFLICT) { /* the page says that it is over */
        answer_redirect(rq, an, reply_address(rq->arena, r.reply.id, 0));
        return OK;
    }
    if (e != OK)
        return e;
    answer_redirect(
        rq, an, reply_address(rq->arena, r.reply.id, is_again ? 1 : 0));
    return OK;
}

enum err
answer_check_send(struct request *rq, struct answer *an)
{
    return send_or_again(rq, an, false);
}

enum err
answer_again_send(struct request *rq, struct answer *an)
{
    return send_or_again(rq, an, true);
}
