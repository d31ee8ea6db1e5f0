/* Looking for a partner: the question, the list, who fits. */
#include "match/partner.h"
#include "match/partner_round.h"
#include "match/partner_routes.h"

#include "base/csv.h"
#include "base/key.h"
#include "match/partner.html.h"
#include "people/people.h"

enum { LIST_ROWS = 30, CSV_ROWS = 1000, MINE_ROWS = 20 };

/* ---- Small questions of the templates --------------------------------------
 */

text
tags_said(struct view *v, const struct topics *t, const struct tags *tags)
{
    struct buf b = buf_in(v->arena, 100);
    for (int i = 0; i < tags->n; i++) {
        buf_add(&b, i == 0 ? TEXT("") : TEXT(", "));
        buf_add(&b, tag_said(v, t, &tags->tags[i]));
    }
    return b.len == 0 ? TEXT("") : buf_text(&b);
}

text
topics_said(struct view *v, const struct topics *t)
{
    struct buf b = buf_in(v->arena, 1000);
    const char *phrase;
    text word;
    for (int i = 0; topic_at(t, i, &word, &phrase); i++) {
        buf_add(&b, i == 0 ? TEXT("") : TEXT(" · "));
        buf_add(&b, say(v, phrase));
    }
    return buf_text(&b);
}

text
listing_words(struct view *v, const struct topics *t, text cell)
{
    struct tags tags;
    return tags_read(v->arena, t, cell, &tags) == NULL ? tags_said(v, t, &tags)
                                                       : cell;
}

text
listing_languages(struct view *v, const struct tags *languages)
{
    struct buf b = buf_in(v->arena, 60);
    for (int i = 0; i < languages->n; i++) {
        const struct lang *lang = lang_find(languages->tags[i].word);
        buf_add(&b, i == 0 ? TEXT("") : TEXT(", "));
        buf_add(&b, lang == NULL ? languages->tags[i].word : lang_name(lang));
    }
    return b.len == 0 ? TEXT("") : buf_text(&b);
}

const char *
partner_missing(const struct cp_partner_fit *fit)
{
    if (fit->is_full && fit->both > 0)
        return N_("They have no room for another partnership now.");
    if (fit->gives == 0 && fit->gets > 0)
        return N_("They seek nothing that you offer.");
    if (fit->gets == 0 && fit->gives > 0)
        return N_("They offer nothing that you seek.");
    return N_("Only the challenge is shared: neither offers what the other "
              "seeks.");
}

text
listing_address(struct arena *a, text name, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/listing/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(key_print(id, key)));
}

text
listing_sub(struct arena *a, int64_t id, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "/listing/%.*s/%s", TEXT_ARG(key_print(id, key)), what);
}

bool
listing_is_over(const struct request *rq, text until_on)
{
    return text_is_known(until_on) &&
        text_compare(until_on, day_of(rq->arena, rq->now)) < 0;
}

/* ---- The front page of it --------------------------------------------------
 */

struct question {
    text seek, offer, challenge, languages;
    int64_t before;
    bool interpreter;
};
static const struct input question_inputs[] = {
    INPUT(struct question, seek, INPUT_TEXT, .max = 300,
        .label = N_("What you seek"),
        .hint = N_("Such as newborn care; volunteers")),
    INPUT(struct question, offer, INPUT_TEXT, .max = 300,
        .label = N_("What you can offer"),
        .hint = N_("Such as leadership and management; cancer care")),
    INPUT(struct question, languages, INPUT_TEXT, .max = 100,
        .label = N_("Languages you can work in"),
        .hint = N_("Such as English; Kiswahili")),
    INPUT(struct question, challenge, INPUT_TEXT, .max = 300,
        .label = N_("What you struggle with")),
    INPUT(struct question, interpreter, INPUT_BOOL,
        .label = N_("We can pay for an interpreter")),
    INPUT(struct question, before, INPUT_KEY, .label = N_("Next page")),
};
enum {
    N_QUESTION = sizeof question_inputs / sizeof *question_inputs,
    QUESTION_READ = 16'000 /* bytes of a field, however long it may be */
};

/* What is too long is read all the same, to be shown again with a sentence. */
static void
read_question(struct request *rq, struct question *q)
{
    struct input wide[N_QUESTION];
    for (int i = 0; i < N_QUESTION; i++) {
        wide[i] = question_inputs[i];
        if (wide[i].kind == INPUT_TEXT)
            wide[i].max = QUESTION_READ;
    }
    query_parse(rq, wide, N_QUESTION, q);
}

static void
check_length(struct request *rq, struct form *form, int i, text given)
{
    struct view v = request_view(rq);
    ptrdiff_t n = given.len - question_inputs[i].max;
    if (n > 0)
        form_error(form, question_inputs[i].name,
            say_with(&v,
                N_("This is too long: please make it %d characters shorter."),
                1, (struct phrase_arg[]){ arg_int(n) }));
}

static void
read_list(
    struct request *rq, struct form *form, const char *name, const char *wrong)
{
    struct view v = request_view(rq);
    if (wrong != NULL)
        form_error(form, name, say(&v, wrong));
}

/* A question that is asked without a listing. */
static enum err
answer_question(struct request *rq, const struct question *q, struct form *form,
    struct partner_page *p)
{
    struct partner_ask ask = { .viewer = rq->actor.person_id,
        .today = day_of(rq->arena, rq->now),
        .has_interpreter = q->interpreter };
    form_give(form, "seek", q->seek);
    form_give(form, "offer", q->offer);
    form_give(form, "challenge", q->challenge);
    form_give(form, "languages", q->languages);
    if (q->interpreter)
        form_give(form, "interpreter", TEXT("on"));
    const text given[] = { q->seek, q->offer, q->languages, q->challenge };
    for (int i = 0; i < 4; i++)
        check_length(rq, form, i, given[i]);
    if (form->n_errors > 0)
        return OK;
    read_list(
        rq, form, "seek", tags_read(rq->arena, p->topics, q->seek, &ask.needs));
    read_list(rq, form, "offer",
        tags_read(rq->arena, p->topics, q->offer, &ask.offers));
    read_list(rq, form, "challenge",
        tags_read(rq->arena, p->topics, q->challenge, &ask.challenges));
    read_list(rq, form, "languages",
        languages_read(rq->arena, q->languages, &ask.languages));
    p->is_asked = form->n_errors == 0 && ask.needs.n + ask.offers.n > 0;
    return p->is_asked ? partner_find(rq->db, rq->arena, &ask, &p->answer) : OK;
}

/* Where whoever reads is a member. */
static enum err
load_mine(struct request *rq, struct partner_mine **mine, ptrdiff_t *n,
    struct listing_mine_row **rows)
{
    char key[KEY_LENGTH];
    *n = 0;
    if (rq->actor.person_id == 0)
        return OK;
    enum err e = listing_mine(rq->db, rq->arena,
        (struct listing_mine_in){ .viewer = rq->actor.person_id,
            .today = day_of(rq->arena, rq->now),
            .n_rows = MINE_ROWS },
        rows, n);
    if (e != OK)
        return e;
    *mine = arena_new(rq->arena, struct partner_mine, *n);
    for (ptrdiff_t i = 0; i < *n; i++) {
        const struct listing_mine_row *r = &(*rows)[i];
        (*mine)[i] = (struct partner_mine){ .name = r->name,
            .is_listed = r->has_listing_id,
            .address = r->has_listing_id
                ? listing_address(rq->arena, r->name, r->listing_id)
                : arena_print(rq->arena, "/new/listing?within=%.*s",
                      TEXT_ARG(key_print(r->organisation_id, key))) };
    }
    return OK;
}

static int
newest_first(
    const struct listing_newest_row *x, const struct listing_newest_row *y)
{
    return x->id > y->id;
}

/* Public ones; for who is signed in those of the network too, merged. */
static enum err
load_newest(struct request *rq, int64_t before, ptrdiff_t n_rows,
    struct listing_newest_row **to, ptrdiff_t *n, bool *has_more)
{
    struct listing_newest_row *rows[2];
    ptrdiff_t n_of[2] = { 0, 0 }, at[2] = { 0, 0 };
    static const text seen[2] = { TEXT_INIT("public"), TEXT_INIT("network") };
    bool is_person = rq->actor.person_id != 0;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    for (int i = 0; i < 1 + is_person; i++)
        listing_newest_ask(&batch,
            (struct listing_newest_in){ .seen = seen[i],
                .before_id = before > 0 ? before : INT64_MAX,
                .n_rows = n_rows + 1 },
            &rows[i], &n_of[i]);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    *to = arena_new(rq->arena, struct listing_newest_row, n_rows);
    *n = 0;
    while (*n < n_rows && (at[0] < n_of[0] || at[1] < n_of[1])) {
        int i = at[0] == n_of[0] ||
            (at[1] < n_of[1] && newest_first(&rows[1][at[1]], &rows[0][at[0]]));
        (*to)[(*n)++] = rows[i][at[i]];
        at[i]++;
    }
    *has_more = at[0] < n_of[0] || at[1] < n_of[1];
    return OK;
}

/* Those whose day is past are on no list. */
static ptrdiff_t
leave_out_past(
    const struct request *rq, struct listing_newest_row *rows, ptrdiff_t n)
{
    ptrdiff_t n_kept = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if (!listing_is_over(rq, rows[i].until_on))
            rows[n_kept++] = rows[i];
    return n_kept;
}

enum err
partner_show(struct request *rq, struct answer *an)
{
    struct question q = { 0 };
    struct form form;
    struct partner_page p = { .form = &form,
        .topics = topics_of(rq->arena),
        .is_signed_in = rq->actor.person_id != 0 };
    struct listing_mine_row *rows;
    bool has_more = false;
    read_question(rq, &q);
    form_open(rq, question_inputs, N_QUESTION, &form);
    enum err e = answer_question(rq, &q, &form, &p);
    if (e == OK)
        e = load_mine(rq, &p.mine, &p.n_mine, &rows);
    if (e == OK && !p.is_asked)
        e = load_newest(rq, q.before, LIST_ROWS, &p.rows, &p.n_rows, &has_more);
    if (e != OK)
        return e;
    if (has_more) {
        char key[KEY_LENGTH];
        p.next = request_with(rq, "before",
            arena_copy(rq->arena, key_print(p.rows[p.n_rows - 1].id, key)));
    }
    p.n_rows = leave_out_past(rq, p.rows, p.n_rows);
    struct view v = request_view(rq);
    match_partner(&v, &p);
    an->may_cache = rq->actor.person_id == 0;
    an->status = form.n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Looking for a partner")),
            .section = "partner",
            .body = view_html(&v),
            .csv = TEXT("/partner.csv") });
    return OK;
}

enum err
partner_csv(struct request *rq, struct answer *an)
{
    struct listing_newest_row *rows;
    ptrdiff_t n;
    bool has_more;
    enum err e = load_newest(rq, 0, CSV_ROWS, &rows, &n, &has_more);
    if (e != OK)
        return e;
    n = leave_out_past(rq, rows, n);
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    static const char *const head[] = { "key", "organisation", "place", "needs",
        "offers", "until_on" };
    for (int i = 0; i < 6; i++)
        csv_add(&w, text_of(head[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++) {
        char key[KEY_LENGTH];
        csv_add(&w, key_print(rows[i].id, key));
        csv_add_for_people(&w, rows[i].name);
        csv_add_for_people(&w, rows[i].place_name);
        csv_add_for_people(&w, rows[i].needs);
        csv_add_for_people(&w, rows[i].offers);
        csv_add(&w, rows[i].until_on);
        csv_end_row(&w);
    }
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("partners.csv");
    return OK;
}

/* ---- One listing ------------------------------------------------------------
 */

/* Which of the reader's organisations may write to this one, and where. */
static void
add_writers(struct request *rq, struct listing_page *p,
    const struct listing_mine_row *rows, ptrdiff_t n)
{
    p->writers = arena_new(rq->arena, struct partner_mine, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        char mine[KEY_LENGTH], theirs[KEY_LENGTH];
        if (rows[i].organisation_id == p->card->organisation_id) {
            p->is_mine = true;
            continue;
        }
        if (!rows[i].has_listing_id)
            continue;
        p->writers[p->n_writers++] = (struct partner_mine){
            .name = rows[i].name,
            .is_listed = true,
            .address = arena_print(rq->arena, "/listing/%.*s/write/%.*s",
                TEXT_ARG(key_print(rows[i].listing_id, mine)),
                TEXT_ARG(key_print(p->card->id, theirs))),
        };
    }
}

/* Rounds of first meetings that it could join, or is in. */
static enum err
add_rounds(struct request *rq, struct listing_page *p)
{
    enum { N_ROUNDS = 5 };
    struct partner_round_list_row *rows;
    ptrdiff_t n = 0;
    enum err e = partner_round_list(rq->db, rq->arena,
        (struct partner_round_list_in){
            .before_id = INT64_MAX, .n_rows = N_ROUNDS },
        &rows, &n);
    if (e != OK)
        return e;
    p->rounds = arena_new(rq->arena, struct partner_mine, n);
    for (ptrdiff_t i = 0; i < n; i++)
        p->rounds[p->n_rounds++] = (struct partner_mine){ .name = rows[i].name,
            .address =
                meetings_of_address(rq->arena, p->card->id, rows[i].id) };
    return OK;
}

/* ERR_NOT_FOUND: there is none, or not for this reader. */
static enum err
show_listing(struct request *rq, struct answer *an, int64_t id)
{
    struct listing_card card;
    struct listing_page p = { .card = &card, .topics = topics_of(rq->arena) };
    struct prose_set prose = { 0 };
    struct thing_asked asked;
    struct thing t;
    struct listing_mine_row *mine;
    struct partner_mine *unused;
    ptrdiff_t n_mine;
    bool is_found = false;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    thing_ask(&batch, TEXT("listing"), id, &asked);
    listing_card_get_ask(
        &batch, (struct listing_card_get_in){ .id = id }, &card, &is_found);
    prose_ask(&batch, id, &prose);
    thread_ask(&batch, id, &p.thread);
    enum err e = db_batch_run(&batch);
    if (e == OK &&
        (!is_found || !thing_take(&asked, &t) ||
            !thing_may_see(&rq->actor, &t)))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = thread_finish(rq, "listing", id, &p.thread);
    if (e == OK)
        e = load_mine(rq, &unused, &n_mine, &mine);
    if (e != OK)
        return e;
    partner_ask_of(rq->arena, p.topics, &card, &p.said);
    p.about = prose_show(rq, &prose, "about");
    p.links = edit_links_of(
        rq, "listing", card.name, id, card.organisation_id, 0, NULL);
    p.is_over = listing_is_over(rq, card.until_on);
    add_writers(rq, &p, mine, n_mine);
    if (rq->actor.person_id != 0 &&
        thing_has_role(&rq->actor, &t, WHO_MEMBER)) {
        p.is_mine = true;
        p.partners = listing_sub(rq->arena, id, "partners");
        p.letters = listing_sub(rq->arena, id, "letters");
        p.helpers = listing_sub(rq->arena, id, "helpers");
        e = add_rounds(rq, &p);
        if (e != OK)
            return e;
    }
    struct view v = request_view(rq);
    match_partner_listing(&v, &p);
    an->may_cache = t.seen == SEEN_BY_ALL;
    if (t.seen != SEEN_BY_ALL)
        an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = card.name, .section = "partner", .body = view_html(&v) });
    return OK;
}

enum err
listing_show(struct request *rq, struct answer *an)
{
    return show_listing(rq, an, request_key(rq, 0));
}

/* Of an organisation: its listing, or how to make one. */
enum err
partner_of_show(struct request *rq, struct answer *an)
{
    struct listing_of_organisation_row *rows;
    ptrdiff_t n = 0;
    struct thing organisation, listing;
    int64_t id = request_key(rq, 0);
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("organisation"), id, &organisation);
    if (e == OK)
        e = listing_of_organisation(rq->db, rq->arena,
            (struct listing_of_organisation_in){ .id = id, .n_rows = 1 }, &rows,
            &n);
    if (e == OK && n > 0)
        e = thing_load(
            rq->db, rq->arena, TEXT("listing"), rows[0].id, &listing);
    if (e != OK)
        return e;
    if (n > 0 && thing_may_see(&rq->actor, &listing))
        return show_listing(rq, an, rows[0].id);
    struct listing_none_page p = { .organisation = organisation };
    char key[KEY_LENGTH];
    if (n == 0 && rq->actor.person_id != 0 &&
        thing_has_role(&rq->actor, &organisation, WHO_MEMBER))
        p.make = arena_print(rq->arena, "/new/listing?within=%.*s",
            TEXT_ARG(key_print(id, key)));
    struct view v = request_view(rq);
    match_partner_none(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Looking for a partner")),
            .section = "partner",
            .body = view_html(&v) });
    return OK;
}

/* ---- Who fits --------------------------------------------------------------
 */

static enum err
load_partners(struct request *rq, struct partners_page *p)
{
    struct listing_card *card = arena_new(rq->arena, struct listing_card, 1);
    p->topics = topics_of(rq->arena);
    p->card = card;
    enum err e = listing_card_get(rq->db, rq->arena,
        (struct listing_card_get_in){ .id = request_key(rq, 0) }, card);
    if (e != OK)
        return e;
    p->ask.viewer = rq->actor.person_id;
    p->ask.today = day_of(rq->arena, rq->now);
    partner_ask_of(rq->arena, p->topics, card, &p->ask);
    return partner_find(rq->db, rq->arena, &p->ask, &p->answer);
}

enum err
listing_partners_show(struct request *rq, struct answer *an)
{
    struct partners_page p = { 0 };
    enum err e = load_partners(rq, &p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    match_partner_partners(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Who fits")),
            .section = "partner",
            .body = view_html(&v),
            .csv = listing_sub(rq->arena, p.card->id, "partners.csv") });
    return OK;
}

static void
add_found(struct csv_writer *w, struct view *v, const struct topics *topics,
    const struct partner_found *f, int rank)
{
    char key[KEY_LENGTH];
    csv_add_int(w, rank);
    csv_add(w, key_print(f->card->id, key));
    csv_add_for_people(w, f->card->name);
    csv_add_int(w, f->fit.total);
    csv_add_int(w, f->fit.gets);
    csv_add_int(w, f->fit.gives);
    csv_add_int(w, f->fit.both);
    csv_add_int(w, f->fit.shared);
    csv_add_int(w, f->fit.spoken);
    csv_add(w, f->fit.is_full ? TEXT("yes") : TEXT("no"));
    csv_add_int(w, f->card->n_partnerships);
    csv_add_for_people(w, tags_said(v, topics, &f->gets));
    csv_add_for_people(w, tags_said(v, topics, &f->gives));
    csv_end_row(w);
}

enum err
listing_partners_csv(struct request *rq, struct answer *an)
{
    static const char *const head[] = { "rank", "key", "organisation", "points",
        "they_offer_you", "you_offer_them", "both_ways", "shared", "language",
        "is_full", "partnerships", "you_get", "you_give" };
    struct partners_page p = { 0 };
    enum err e = load_partners(rq, &p);
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    struct buf out = buf_in(rq->arena, 4096);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        csv_add(&w, text_of(head[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < p.answer.n_found; i++)
        add_found(&w, &v, p.topics, &p.answer.found[i], (int)i + 1);
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("partners.csv");
    an->keeping = TEXT("no-store");
    return OK;
}
