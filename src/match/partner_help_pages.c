/* Helping: what I can help with, what is needed, who fits, asking. */
#include "match/partner_help.h"
#include "match/partner_letter.h"
#include "match/partner_routes.h"

#include "base/csv.h"
#include "base/key.h"
#include "keep/audit.h"
#include "match/partner_help.html.h"
#include "os/entropy.h"
#include "people/people.h"

text
help_address(struct arena *a, const char *before, int64_t id, const char *after)
{
    return arena_print(
        a, "%s%.*s%s", before, TEXT_ARG(letter_key(a, id)), after);
}

void
help_answer(struct request *rq, struct answer *an, struct view *v, text title,
    const char *section, const struct form *form)
{
    an->status = form != NULL && form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){
            .title = title, .section = section, .body = view_html(v) });
    an->keeping = TEXT("no-store");
}

/* ---- What I can help with --------------------------------------------------
 */

static const char *const levels[] = { "0", "1", "2", "3", "4", NULL };
static const char *const level_words[] = { N_("Policy"), N_("Closer to policy"),
    N_("In between"), N_("Closer to the front line"), N_("The front line"),
    NULL };

struct help_form {
    text skills, languages, level, days, about;
    bool is_found;
};
static const struct input help_inputs[] = {
    INPUT(struct help_form, skills, INPUT_TEXT, .is_required = true, .max = 600,
        .label = N_("What you can help with"),
        .hint = N_("Up to eight, with ; between them, such as leadership and "
                   "management; cancer care")),
    INPUT(struct help_form, languages, INPUT_TEXT, .max = 200,
        .label = N_("Languages"), .hint = N_("Such as English; Kiswahili")),
    INPUT(struct help_form, level, INPUT_CHOICE, .choices = levels,
        .choice_labels = level_words, .label = N_("How close to daily life")),
    INPUT(struct help_form, days, INPUT_TEXT, .max = 400, .label = N_("When"),
        .hint = N_("Such as 2026-05-06/2026-05-17; 2026-09-02.")),
    INPUT(struct help_form, about, INPUT_PROSE, .max = 1000,
        .label = N_("In your own words"),
        .hint = N_("Shown to those who look for help.")),
    INPUT(struct help_form, is_found, INPUT_BOOL,
        .label = N_("Those who need help may find what I can help with"),
        .hint = N_("They see your name when your profile shows it to them, and "
                   "else when you say yes to them. You can take this back at "
                   "any time.")),
};
enum { N_HELP = sizeof help_inputs / sizeof *help_inputs };

static enum err
answer_help(struct request *rq, struct answer *an, const struct form *form,
    bool is_found)
{
    struct help_page p = { .form = form, .is_found = is_found };
    enum err e = helper_asks_of(rq->db, rq->arena,
        (struct helper_asks_of_in){
            .person_id = rq->actor.person_id, .n_rows = ASKS_SHOWN },
        &p.asks, &p.n_asks);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    match_partner_help(&v, &p);
    help_answer(rq, an, &v, say(&v, N_("I can help")), "me", form);
    return OK;
}

/* What was said in the last round, when nothing was said here yet. */
static enum err
give_from_round(struct request *rq, struct form *form)
{
    struct helper_from_round_row *rows;
    ptrdiff_t n = 0;
    enum err e = helper_from_round(rq->db, rq->arena,
        (struct helper_from_round_in){
            .person_id = rq->actor.person_id, .n_rows = 1 },
        &rows, &n);
    if (e != OK || n == 0)
        return e;
    form_give(form, "skills", rows->offers);
    form_give(form, "languages", rows->languages);
    form_give(form, "days", rows->free);
    if (rows->has_level)
        form_give(form, "level",
            arena_print(rq->arena, "%lld", (long long)rows->level));
    return OK;
}

enum err
help_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct helper row = { 0 };
    form_open(rq, help_inputs, N_HELP, &form);
    enum err e = helper_of(rq->db, rq->arena,
        (struct helper_of_in){ .person_id = rq->actor.person_id }, &row);
    if (e == ERR_NOT_FOUND) {
        e = give_from_round(rq, &form);
        return e == OK ? answer_help(rq, an, &form, false) : e;
    }
    if (e != OK)
        return e;
    form_give(&form, "skills", row.skills);
    form_give(&form, "languages", row.languages);
    form_give(&form, "days", row.free);
    form_give(&form, "about", row.about);
    if (row.has_level)
        form_give(&form, "level",
            arena_print(rq->arena, "%lld", (long long)row.level));
    if (row.is_found)
        form_give(&form, "is_found", TEXT("on"));
    return answer_help(rq, an, &form, row.is_found);
}

struct help_step {
    struct helper row;
    struct tags skills;
    text lang;
};

static enum err
save_help(struct db *writer, struct arena *a, void *arg)
{
    const struct help_step *step = arg;
    struct consent_of of = { .person_id = step->row.person_id,
        .kind = TEXT("match.found") };
    enum err e = step->row.is_found
        ? consent_give(writer, a, of, step->lang, step->row.at)
        : consent_withdraw(writer, a, of, step->row.at);
    if (e == OK)
        e = helper_write(writer, a, &step->row, &step->skills);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = step->row.person_id,
                             .action = TEXT("change"),
                             .kind = TEXT("helper"),
                             .thing_id = step->row.person_id })
                   : e;
}

enum err
help_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct help_form given = { 0 };
    struct tags languages;
    struct cp_days days[DAYS_MAX];
    int n_days;
    const char *wrong;
    int64_t level = 0;
    enum err e = form_parse(rq, help_inputs, N_HELP, &form, &given);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    struct help_step *step = arena_new(rq->arena, struct help_step, 1);
    wrong =
        tags_read(rq->arena, topics_of(rq->arena), given.skills, &step->skills);
    if (wrong != NULL)
        form_error(&form, "skills", say(&v, wrong));
    if ((wrong = languages_read(rq->arena, given.languages, &languages)) !=
        NULL)
        form_error(&form, "languages", say(&v, wrong));
    if (!days_read(given.days, days, &n_days))
        form_error(&form, "days",
            say(&v,
                N_("dates are written 2026-05-06/2026-05-17, with ; between "
                   "them")));
    if (form.n_errors > 0)
        return answer_help(rq, an, &form, false);
    bool has_level = text_parse_int(given.level, &level);
    step->lang = lang_code(rq->lang);
    step->row = (struct helper){ .id = key_new(),
        .person_id = rq->actor.person_id,
        .skills = given.skills,
        .languages = given.languages,
        .has_level = has_level,
        .level = level,
        .free = given.days,
        .about = given.about,
        .is_found = given.is_found,
        .at = rq->now };
    e = db_write(rq->db, rq->arena, save_help, step);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/help"));
    return e;
}

/* ---- What is needed --------------------------------------------------------
 */

enum err
needs_show(struct request *rq, struct answer *an)
{
    struct needs_page p = { .topics = topics_of(rq->arena) };
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p.partnership);
    if (e == OK)
        e = need_of_partnership(rq->db, rq->arena,
            (struct need_of_partnership_in){ .id = id, .n_rows = 100 }, &p.rows,
            &p.n_rows);
    if (e != OK)
        return e;
    if (thing_has_role(&rq->actor, &p.partnership, WHO_MEMBER))
        p.make = help_address(rq->arena, "/new/need?within=", id, "");
    struct view v = request_view(rq);
    match_partner_help_needs(&v, &p);
    help_answer(
        rq, an, &v, say(&v, N_("Help that is needed")), "partnership", NULL);
    return OK;
}

/* A need as it is compared. */
static void
want_need(struct request *rq, const struct need *row, struct wanted *w)
{
    *w = (struct wanted){ .id = row->id, .name = row->name };
    if (tags_read(rq->arena, topics_of(rq->arena), row->skills, &w->skills) !=
        NULL)
        w->skills.n = 0;
    if (languages_read(rq->arena, row->languages, &w->languages) != NULL)
        w->languages.n = 0;
    if (!days_read(row->free, w->days, &w->n_days))
        w->n_days = 0;
    w->need.level = row->has_level ? (int32_t)row->level : CP_BLANK;
    w->need.days_needed = row->has_days_needed ? (int32_t)row->days_needed : 1;
    w->need.has_interpreter = row->has_interpreter;
}

enum err
need_show(struct request *rq, struct answer *an)
{
    struct need_page p = { .topics = topics_of(rq->arena) };
    struct prose_set prose;
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("need"), id, &t);
    if (e == OK)
        e = need_get(
            rq->db, rq->arena, (struct need_get_in){ .id = id }, &p.row);
    if (e == OK)
        e = prose_load(rq->db, rq->arena, id, &prose);
    if (e == OK)
        e = thing_load(rq->db, rq->arena, TEXT("partnership"),
            p.row.partnership_id, &p.partnership);
    if (e != OK)
        return e;
    want_need(rq, &p.row, &p.wanted);
    p.about = prose_show(rq, &prose, "about");
    p.links = edit_links_of(
        rq, "need", p.row.name, id, p.row.partnership_id, 0, NULL);
    if (thing_has_role(&rq->actor, &t, WHO_MEMBER))
        p.helpers = help_address(rq->arena, "/need/", id, "/helpers");
    struct view v = request_view(rq);
    match_partner_help_need(&v, &p);
    help_answer(rq, an, &v, p.row.name, "partnership", NULL);
    return OK;
}

/* ---- Who fits ---------------------------------------------------------------
 */

/* Of a need, or of what an organisation seeks: the route says which. */
static enum err
load_wanted(struct request *rq, struct wanted *w, bool *is_listing)
{
    int64_t id = request_key(rq, 0);
    *is_listing = text_starts_with(rq->path, TEXT("/listing/"));
    if (!*is_listing) {
        struct need row;
        enum err e =
            need_get(rq->db, rq->arena, (struct need_get_in){ .id = id }, &row);
        if (e == OK)
            want_need(rq, &row, w);
        return e;
    }
    struct listing_card card;
    struct partner_ask ask = { 0 };
    enum err e = listing_card_get(
        rq->db, rq->arena, (struct listing_card_get_in){ .id = id }, &card);
    if (e != OK)
        return e;
    partner_ask_of(rq->arena, topics_of(rq->arena), &card, &ask);
    *w = (struct wanted){ .id = id,
        .name = card.name,
        .skills = ask.needs,
        .languages = ask.languages,
        .need = { .level = CP_BLANK,
            .days_needed = 1,
            .has_interpreter = card.has_interpreter } };
    return OK;
}

enum err
helpers_load(struct request *rq, struct wanted *w, struct helpers_page *p)
{
    bool is_listing;
    enum err e = load_wanted(rq, w, &is_listing);
    *p = (struct helpers_page){ .wanted = w, .topics = topics_of(rq->arena) };
    if (e == OK)
        e = helpers_find(rq->db, rq->arena, w, rq->actor.person_id,
            day_of(rq->arena, rq->now), &p->found, &p->n_found);
    if (e == OK)
        e = helper_asks_for(rq->db, rq->arena,
            (struct helper_asks_for_in){ .for_id = w->id, .n_rows = 30 },
            &p->asks, &p->n_asks);
    if (e != OK)
        return e;
    const char *kind = is_listing ? "/listing/" : "/need/";
    p->back = help_address(rq->arena, kind, w->id, "");
    for (ptrdiff_t i = 0; i < p->n_found; i++)
        p->found[i].ask = help_address(rq->arena,
            help_address(rq->arena, kind, w->id, "/ask/").ptr,
            p->found[i].card->id, "");
    return OK;
}

enum err
helpers_show(struct request *rq, struct answer *an)
{
    struct wanted w;
    struct helpers_page p;
    enum err e = helpers_load(rq, &w, &p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    match_partner_help_helpers(&v, &p);
    help_answer(rq, an, &v, say(&v, N_("Who could help")), "partner", NULL);
    return OK;
}

enum err
helpers_csv(struct request *rq, struct answer *an)
{
    static const char *const head[] = { "rank", "name", "points", "skills",
        "language", "level", "time", "knows" };
    struct wanted w;
    struct helpers_page p;
    enum err e = helpers_load(rq, &w, &p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    struct buf out = buf_in(rq->arena, 2048);
    struct csv_writer csv = csv_write(&out);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        csv_add(&csv, text_of(head[i]));
    csv_end_row(&csv);
    for (ptrdiff_t i = 0; i < p.n_found; i++) {
        csv_add_int(&csv, i + 1);
        csv_add_for_people(&csv, p.found[i].card->name);
        csv_add_int(&csv, p.found[i].fit.total);
        for (int k = 0; k < CP_HELP_ITEMS; k++)
            csv_add_int(&csv, p.found[i].fit.points[k]);
        csv_add_for_people(&csv, tags_said(&v, p.topics, &p.found[i].knows));
        csv_end_row(&csv);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("helpers.csv");
    an->keeping = TEXT("no-store");
    return OK;
}
