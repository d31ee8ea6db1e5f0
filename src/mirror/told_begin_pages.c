/* Before a journey is told: what is kept, who sees it, that it can be taken
 * back; and those that somebody told or began. */
#include "mirror/told.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "mirror/told.html.h"
#include "os/entropy.h"
#include "people/people.h"

struct begin_form {
    text teller, uses, lang;
    bool agree;
};
static const char *const tellers[] = { "self", "other", NULL };
static const char *const teller_words[] = { N_("It happened to me"),
    N_("It happened to somebody else: I tell it on their behalf, and they know "
       "that I do"),
    NULL };
static const char *const uses[] = { "words", "counts", NULL };
static const char *const use_words[] = {
    N_("Members of this side may read it, without my name, and it is counted"),
    N_("It is only counted: nobody reads it, and my own words are deleted when "
       "I send it"),
    NULL
};
enum { N_BEGIN = 4 };

static const struct input *
begin_inputs(struct arena *a)
{
    struct input *in = arena_new(a, struct input, N_BEGIN);
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **names = arena_new(a, const char *, LANG_N + 1);
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    in[0] = (struct input)INPUT(struct begin_form, teller, INPUT_CHOICE,
        .is_required = true, .choices = tellers, .choice_labels = teller_words,
        .label = N_("Whose journey is it?"));
    in[1] = (struct input)INPUT(struct begin_form, uses, INPUT_CHOICE,
        .is_required = true, .choices = uses, .choice_labels = use_words,
        .label = N_("What may be done with it?"));
    in[2] = (struct input)INPUT(struct begin_form, lang, INPUT_CHOICE,
        .is_required = true, .choices = langs, .choice_labels = names,
        .label = N_("Told in"));
    in[3] = (struct input)INPUT(struct begin_form, agree, INPUT_BOOL,
        .is_required = true,
        .label = N_("I have read this, and I want to tell it"));
    return in;
}

static enum err
answer_begin(struct request *rq, struct answer *an, const struct drawn *d,
    const struct form *form)
{
    struct form fresh;
    struct told_begin_page p = { .d = d,
        .pathway_address = drawn_address(rq->arena, d->head.name, d->head.id),
        .address = told_begin_address(rq->arena, d->head.id) };
    enum err e = told_mine(rq->db, rq->arena,
        (struct told_mine_in){ .person_id = rq->actor.person_id,
            .has_person_id = true,
            .pathway_id = d->head.id,
            .n_rows = 30 },
        &p.mine, &p.n_mine);
    if (e != OK)
        return e;
    if (form == NULL) {
        form_open(rq, begin_inputs(rq->arena), N_BEGIN, &fresh);
        form_give(&fresh, "lang", lang_code(rq->lang));
        form = &fresh;
    }
    p.form = form;
    p.may_tell = told_may_tell(&rq->actor, d);
    struct view v = request_view(rq);
    mirror_told(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Tell a journey")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
told_begin_show(struct request *rq, struct answer *an)
{
    struct drawn d;
    enum err e = drawn_load(rq, request_key(rq, 0), &d);
    return e == OK ? answer_begin(rq, an, &d, NULL) : e;
}

struct beginning {
    struct told row;
    text token, address, lang;
    int64_t now;
    bool is_full;
};

static enum err
begin(struct db *writer, struct arena *a, void *arg)
{
    struct beginning *b = arg;
    struct told_open_count_row count = { 0 };
    int64_t n = 0;
    text first;
    b->is_full = false;
    enum err e = once_take(writer, a, b->token, b->address, &first);
    if (e == ERR_CONFLICT) { /* sent twice: the first one is there */
        b->address = first;
        return OK;
    }
    if (e == OK)
        e = told_open_count(writer, a,
            (struct told_open_count_in){ .pathway_id = b->row.pathway_id,
                .person_id = b->row.person_id,
                .has_person_id = true,
                .n_max = TOLD_OF_PERSON },
            &count);
    b->is_full = e == OK && count.n >= TOLD_OF_PERSON;
    if (b->is_full)
        return ERR_CONFLICT;
    if (e == OK)
        e = told_insert(writer, &b->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = consent_give(writer, a,
            (struct consent_of){ .person_id = b->row.person_id,
                .kind = text_is_equal(b->row.uses, TEXT("words"))
                    ? TEXT("told.words")
                    : TEXT("told.counts"),
                .thing_id = b->row.id },
            b->lang, b->now);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("pathway"),
                             .thing_id = b->row.pathway_id,
                             .is_nameless = true })
                   : e;
}

enum err
told_begin_send(struct request *rq, struct answer *an)
{
    struct drawn d;
    struct begin_form given = { 0 };
    struct form form;
    enum err e = drawn_load(rq, request_key(rq, 0), &d);
    if (e == OK)
        e = form_parse(rq, begin_inputs(rq->arena), N_BEGIN, &form, &given);
    if (e != OK)
        return e;
    if (!told_may_tell(&rq->actor, &d))
        an->status = 409; /* the page says whose journeys these are */
    if (form.n_errors > 0 || !told_may_tell(&rq->actor, &d))
        return answer_begin(rq, an, &d, &form);
    struct beginning *b = arena_new(rq->arena, struct beginning, 1);
    *b = (struct beginning){
        .token = form.token, .lang = lang_code(rq->lang), .now = rq->now
    };
    /* a key that says no more of the time than the day */
    b->row = (struct told){ .id = key_of_day(rq->now),
        .pathway_id = d.head.id,
        .has_person_id = true,
        .person_id = rq->actor.person_id,
        .teller = given.teller,
        .uses = given.uses,
        .lang = given.lang,
        .begun_on = day_of(rq->arena, rq->now) };
    b->row.code = told_key(rq->arena, b->row.id);
    b->address = told_tell_address(rq->arena, b->row.id, "/step");
    e = db_write(rq->db, rq->arena, begin, b);
    if (e == ERR_CONFLICT && b->is_full) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        an->status = 409;
        form_error(&form, "teller",
            say(&v,
                N_("you have told as many journeys of this pathway as one "
                   "person can; take one back to tell another")));
        return answer_begin(rq, an, &d, &form);
    }
    if (e == OK)
        answer_redirect(rq, an, b->address);
    return e;
}
