/* Everything that is kept about somebody, to be read and to be taken along:
 * one's own, and for a coordinator another's. */
#include "people/data_pages.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/person_data.h"
#include "people/data.html.h"
#include "people/people.sql.h"
#include "people/people_routes.h"

/* ---- Words --------------------------------------------------------------- */

/* Names of members, as rooms write them; one that is not here is shown as it
 * stands. */
static const struct {
    const char *name, *word;
} words[] = {
    { "about", N_("About") },
    { "account", N_("Account") },
    { "action", N_("What was done") },
    { "affiliations", N_("Organisations that you work for") },
    { "answer", N_("Answer") },
    { "answered_at", N_("Answered") },
    { "at", N_("When") },
    { "began_at", N_("Began") },
    { "browser", N_("Browser") },
    { "body", N_("Text") },
    { "code", N_("Code") },
    { "consents", N_("What you agreed to") },
    { "done", N_("What you did here") },
    { "drafts", N_("What you have not finished") },
    { "ends_at", N_("Ends") },
    { "ends_on", N_("Until") },
    { "files", N_("Documents") },
    { "from", N_("From") },
    { "given_at", N_("Consent given") },
    { "has_password", N_("Has a password") },
    { "held_on", N_("Day") },
    { "how", N_("How") },
    { "kind", N_("Kind") },
    { "join_slips", N_("Join slips") },
    { "journeys_told", N_("Journeys that you told") },
    { "known_browsers", N_("Browsers that you use") },
    { "language", N_("Language") },
    { "languages", N_("Languages") },
    { "last_seen_at", N_("Last seen") },
    { "last_used_at", N_("Last used") },
    { "links", N_("Links that were sent to you") },
    { "made_at", N_("Made") },
    { "mail", N_("E-mail") },
    { "mails", N_("Mails to you") },
    { "mails_stopped", N_("Mails that you stopped") },
    { "meetings", N_("Meetings that you noted") },
    { "memberships", N_("What you take part in") },
    { "message", N_("Message") },
    { "name", N_("Name") },
    { "of", N_("Of") },
    { "organisation", N_("Organisation") },
    { "pair", N_("Pair") },
    { "pairs", N_("Pairs that you are or were in") },
    { "partnership", N_("Partnership") },
    { "place", N_("Place") },
    { "profile", N_("Profile") },
    { "purpose", N_("What for") },
    { "reason", N_("Why") },
    { "reflections", N_("What you wrote in a pair") },
    { "requests", N_("Requests to join") },
    { "role", N_("Role") },
    { "round", N_("Round") },
    { "seen", N_("Who sees it") },
    { "sessions", N_("Where you are signed in") },
    { "since", N_("Since") },
    { "starts_on", N_("From") },
    { "status", N_("Status") },
    { "subject", N_("Subject") },
    { "text", N_("Text") },
    { "thing", N_("Thing") },
    { "translations", N_("Translations") },
    { "until", N_("Until") },
    { "used_at", N_("Used") },
    { "versions", N_("What you changed") },
    { "what_for", N_("What for") },
    { "who", N_("Who you are here") },
    { "withdrawn_at", N_("Taken back") },
    { "wording", N_("Wording") },
    { "words", N_("Text") },
};
enum { N_WORDS = sizeof words / sizeof *words };

html
data_word(struct view *v, text name)
{
    for (int i = 0; i < N_WORDS; i++)
        if (text_is_equal(name, text_of(words[i].name)))
            return say_html(v, words[i].word);
    char *plain = arena_new(v->arena, char, name.len + 1);
    for (ptrdiff_t i = 0; i < name.len; i++)
        plain[i] = name.ptr[i] == '_' ? ' ' : name.ptr[i];
    struct view w = view_in(v->arena, v->lang, name.len * 2 + 16);
    out_text(&w, (text){ plain, name.len });
    return view_html(&w);
}

text
data_plain(struct view *v, const struct json_value *x)
{
    int64_t at;
    struct date date;
    switch (x->type) {
    case JSON_BOOL: return say(v, x->is_true ? N_("Yes") : N_("No"));
    case JSON_NUMBER:
        return x->is_int ? lang_number(v->lang, v->arena, x->number) : x->text;
    case JSON_TEXT:
        if (date_parse_rfc3339(x->text, &at))
            return lang_time(v->lang, v->arena, at);
        if (date_parse(x->text, &date))
            return lang_date(v->lang, v->arena, x->text);
        return x->text;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT: break;
    }
    return TEXT("");
}

/* ---- The page ------------------------------------------------------------ */

static html
consent_words(struct view *v, const struct consent *row)
{
    const struct consent_kind *kind = consent_kind_find(row->kind);
    if (kind != NULL)
        return say_html(v, kind->word);
    struct view w = view_in(v->arena, v->lang, 100);
    out_text(&w, row->kind);
    return view_html(&w);
}

static enum err
load_consents(
    struct request *rq, struct view *v, int64_t person_id, struct data_page *p)
{
    struct consent *rows;
    ptrdiff_t n = 0;
    char key[KEY_LENGTH];
    enum err e = consent_list(rq->db, rq->arena, person_id, &rows, &n);
    if (e != OK)
        return e;
    p->consents = arena_new(rq->arena, struct data_consent, n);
    p->n_consents = n;
    for (ptrdiff_t i = 0; i < n; i++)
        p->consents[i] = (struct data_consent){ .row = &rows[i],
            .what = consent_words(v, &rows[i]),
            .address = arena_print(rq->arena, "/me/consent/%.*s",
                TEXT_ARG(key_print(rows[i].id, key))) };
    return OK;
}

static enum err
show(struct request *rq, struct answer *an, struct data_page *p,
    int64_t person_id, text all)
{
    struct why why = { 0 };
    struct json_value *tree;
    struct form form;
    struct view v = request_view(rq);
    enum err e = json_parse(all, rq->arena, &tree, &why);
    if (e == OK)
        e = load_consents(rq, &v, person_id, p);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &form);
    p->form = &form;
    p->all = tree;
    people_data(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->is_other ? p->name
                                            : say(&v,
                                                  N_("Everything about "
                                                     "you")),
            .section = p->is_other ? "admin" : "me",
            .body = view_html(&v) });
    return OK;
}

enum err
data_show(struct request *rq, struct answer *an)
{
    struct data_page p = { .file = TEXT("/me/data.json") };
    text all;
    enum err e = person_export(rq->db, rq->arena, rq->actor.person_id, &all);
    return e == OK ? show(rq, an, &p, rq->actor.person_id, all) : e;
}

static void
answer_file(struct answer *an, struct arena *a, int64_t person_id, text all)
{
    char key[KEY_LENGTH];
    an->type = TEXT("application/json; charset=utf-8");
    an->body = all;
    an->keeping = TEXT("no-store");
    an->download_name = arena_print(
        a, "counterpart-%.*s.json", TEXT_ARG(key_print(person_id, key)));
}

enum err
data_file(struct request *rq, struct answer *an)
{
    text all;
    enum err e = person_export(rq->db, rq->arena, rq->actor.person_id, &all);
    if (e == OK)
        answer_file(an, rq->arena, rq->actor.person_id, all);
    return e;
}

/* ---- Another's, for a coordinator: noted, for it is not theirs ----------- */

struct looking {
    int64_t person_id, actor_id;
};

static enum err
note_look(struct db *writer, struct arena *scratch, void *arg)
{
    const struct looking *l = arg;
    (void)scratch;
    return audit_add(writer,
        (struct audit){ .actor_id = l->actor_id,
            .action = TEXT("look"),
            .kind = TEXT("person"),
            .thing_id = l->person_id });
}

static enum err
load_other(struct request *rq, struct person *person, text *all)
{
    struct looking l = { request_key(rq, 0), rq->actor.person_id };
    enum err e = person_get(
        rq->db, rq->arena, (struct person_get_in){ .id = l.person_id }, person);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, note_look, &l);
    return e == OK ? person_export(rq->db, rq->arena, l.person_id, all) : e;
}

static text
other_address(struct arena *a, int64_t person_id, const char *end)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "/admin/person/%.*s/%s", TEXT_ARG(key_print(person_id, key)), end);
}

enum err
data_of_show(struct request *rq, struct answer *an)
{
    struct person person;
    text all;
    enum err e = load_other(rq, &person, &all);
    struct data_page p = { .is_other = true, .name = person.name };
    if (e != OK)
        return e;
    p.file = other_address(rq->arena, person.id, "data.json");
    p.erase = other_address(rq->arena, person.id, "erase");
    return show(rq, an, &p, person.id, all);
}

enum err
data_of_file(struct request *rq, struct answer *an)
{
    struct person person;
    text all;
    enum err e = load_other(rq, &person, &all);
    if (e == OK)
        answer_file(an, rq->arena, person.id, all);
    return e;
}

/* ---- Taking a consent back ----------------------------------------------- */

struct taking_back {
    int64_t consent_id, person_id, now;
};

static enum err
take_back(struct db *writer, struct arena *scratch, void *arg)
{
    const struct taking_back *t = arg;
    return consent_take_back(
        writer, scratch, t->consent_id, t->person_id, t->now);
}

enum err
consent_send(struct request *rq, struct answer *an)
{
    struct taking_back t = { request_key(rq, 0), rq->actor.person_id, rq->now };
    enum err e = button_parse(rq);
    if (e == OK)
        e = db_write(rq->db, rq->arena, take_back, &t);
    if (e == OK)
        answer_redirect(rq, an, TEXT("/me/data"));
    return e;
}
