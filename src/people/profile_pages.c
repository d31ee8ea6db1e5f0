/* My profile: what I show of myself, and to whom. */
#include "people/people_pages.h"
#include "people/people_routes.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "keep/version.h"
#include "os/entropy.h"
#include "people/profile_edit.html.h"

struct profile_form {
    text name, name_seen, does, does_seen, contact, contact_seen, about,
        about_seen, languages_seen;
    text lang_1, level_1, lang_2, level_2, lang_3, level_3, lang_4, level_4,
        lang_5, level_5;
};
#define SEEN_INPUT(member, words)                                              \
    INPUT(struct profile_form, member, INPUT_CHOICE, .is_required = true,      \
        .choices = seen_choices, .choice_labels = seen_words,                  \
        .label = (words))
#define LANGUAGE_INPUTS(lang, level, word)                                     \
    INPUT(struct profile_form, lang, INPUT_CHOICE, .choices = spoken_choices,  \
        .choice_labels = spoken_names, .label = (word)),                       \
        INPUT(struct profile_form, level, INPUT_CHOICE,                        \
            .choices = level_choices, .choice_labels = level_words,            \
            .label = N_("How well"))
static const struct input profile_inputs[] = {
    INPUT(struct profile_form, name, INPUT_TEXT, .is_required = true,
        .max = 120, .label = N_("The name that you want to be called"),
        .autocomplete = "name"),
    SEEN_INPUT(name_seen, N_("Who sees your name")),
    INPUT(struct profile_form, does, INPUT_TEXT, .max = 300,
        .label = N_("What you do"),
        .hint = N_("In one line, such as: nurse in a health centre.")),
    SEEN_INPUT(does_seen, N_("Who sees what you do")),
    INPUT(struct profile_form, contact, INPUT_TEXT, .max = 300,
        .label = N_("How you are reached"),
        .hint = N_("A telephone number, an address, when you have time.")),
    SEEN_INPUT(contact_seen, N_("Who sees how you are reached")),
    LANGUAGE_INPUTS(lang_1, level_1, N_("First language")),
    LANGUAGE_INPUTS(lang_2, level_2, N_("Second language")),
    LANGUAGE_INPUTS(lang_3, level_3, N_("Third language")),
    LANGUAGE_INPUTS(lang_4, level_4, N_("Fourth language")),
    LANGUAGE_INPUTS(lang_5, level_5, N_("Fifth language")),
    SEEN_INPUT(languages_seen, N_("Who sees your languages")),
    INPUT(struct profile_form, about, INPUT_PROSE, .max = PROFILE_ABOUT_MAX,
        .label = N_("About you"),
        .hint = N_("What you have seen and done, what you would like to "
                   "learn.")),
    SEEN_INPUT(about_seen, N_("Who sees what is about you")),
};
enum { N_INPUTS = sizeof profile_inputs / sizeof profile_inputs[0] };

static const char *const lang_fields[] = { "lang_1", "lang_2", "lang_3",
    "lang_4", "lang_5" };
static const char *const level_fields[] = { "level_1", "level_2", "level_3",
    "level_4", "level_5" };

static enum err
answer_form(struct request *rq, struct answer *an, const struct form *form)
{
    struct profile_page p = { .form = form };
    struct view v = request_view(rq);
    people_profile_edit(&v, &p);
    an->status = form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("What you show of yourself")),
            .section = "me",
            .body = view_html(&v) });
    return OK;
}

/* ---- As it is ------------------------------------------------------------ */

struct known {
    struct person_seen_row person;
    bool is_found;
    struct profile_seen_row *parts;
    struct person_languages_seen_row *languages;
    struct person_about_seen_row *about;
    ptrdiff_t n_parts, n_languages, n_about;
};

/* To oneself everything is shown. */
static enum err
load(struct request *rq, struct known *k)
{
    int64_t id = rq->actor.person_id;
    text today = day_of(rq->arena, rq->now);
    *k = (struct known){ 0 };
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    person_seen_ask(&batch,
        (struct person_seen_in){ .id = id, .viewer = id, .today = today },
        &k->person, &k->is_found);
    profile_seen_ask(&batch,
        (struct profile_seen_in){ .person_id = id,
            .viewer = id,
            .today = today,
            .n_rows = PARTS_MAX },
        &k->parts, &k->n_parts);
    person_languages_seen_ask(&batch,
        (struct person_languages_seen_in){ .person_id = id,
            .viewer = id,
            .today = today,
            .n_rows = LANGUAGES_MAX },
        &k->languages, &k->n_languages);
    person_about_seen_ask(&batch,
        (struct person_about_seen_in){ .person_id = id,
            .viewer = id,
            .today = today,
            .n_rows = PROSE_ROWS_MAX },
        &k->about, &k->n_about);
    enum err e = db_batch_run(&batch);
    return e == OK && !k->is_found ? ERR_NOT_FOUND : e;
}

static void
give_part(struct form *form, const struct known *k, const char *part,
    const char *field, const char *seen_field)
{
    text seen = TEXT("network");
    for (ptrdiff_t i = 0; i < k->n_parts; i++)
        if (text_is_equal(k->parts[i].part, text_of(part))) {
            seen = k->parts[i].seen;
            if (field != NULL && text_is_known(k->parts[i].value))
                form_give(form, field, k->parts[i].value);
        }
    form_give(form, seen_field, seen);
}

/* The wording that is edited: the original. */
static const struct person_about_seen_row *
original_of(const struct known *k)
{
    for (ptrdiff_t i = 0; i < k->n_about; i++)
        if (k->about[i].is_original)
            return &k->about[i];
    return NULL;
}

enum err
profile_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct known k;
    enum err e = load(rq, &k);
    if (e != OK)
        return e;
    const struct person_about_seen_row *about = original_of(&k);
    form_open(rq, profile_inputs, N_INPUTS, &form);
    form_give(&form, "name", k.person.name);
    form_give(&form, "name_seen", k.person.seen);
    give_part(&form, &k, "does", "does", "does_seen");
    give_part(&form, &k, "contact", "contact", "contact_seen");
    give_part(&form, &k, "languages", NULL, "languages_seen");
    give_part(&form, &k, "about", NULL, "about_seen");
    if (about != NULL)
        form_give(&form, "about", about->source);
    for (ptrdiff_t i = 0; i < k.n_languages && i < LANGUAGES_MAX; i++) {
        form_give(&form, lang_fields[i], k.languages[i].lang);
        form_give(&form, level_fields[i], k.languages[i].level);
    }
    return answer_form(rq, an, &form);
}

/* ---- As it shall be ------------------------------------------------------ */

struct profile_step {
    const struct profile_form *given;
    int64_t person_id;
    text name_sort, token, lang, first;
};

static enum err
save_part(struct db *writer, int64_t person_id, const char *part, text seen,
    text value)
{
    return profile_insert(writer,
        (struct profile_insert_in){ .id = key_new(),
            .person_id = person_id,
            .part = text_of(part),
            .seen = seen,
            .value = text_is_empty(value) ? (text){ 0 } : value },
        NULL);
}

static enum err
save_languages(struct db *writer, const struct profile_step *step)
{
    const struct profile_form *g = step->given;
    const text langs[] = { g->lang_1, g->lang_2, g->lang_3, g->lang_4,
        g->lang_5 };
    const text levels[] = { g->level_1, g->level_2, g->level_3, g->level_4,
        g->level_5 };
    enum err e = person_language_forget(writer,
        (struct person_language_forget_in){ .person_id = step->person_id },
        NULL);
    for (int i = 0; e == OK && i < LANGUAGES_MAX; i++)
        if (text_is_known(langs[i]))
            e = person_language_insert(writer,
                (struct person_language_insert_in){ .id = key_new(),
                    .person_id = step->person_id,
                    .lang = langs[i],
                    .level =
                        text_is_known(levels[i]) ? levels[i] : TEXT("some") },
                NULL);
    return e;
}

static enum err
save_about(struct db *writer, struct arena *a, const struct profile_step *step)
{
    bool is_changed;
    const struct profile_form *g = step->given;
    return prose_save(writer, a,
        (struct prose_given){ .kind = TEXT("person"),
            .thing_id = step->person_id,
            .part = TEXT("about"),
            .lang = step->lang,
            .source = text_is_known(g->about) ? g->about : TEXT(""),
            .is_original = true },
        &is_changed);
}

static enum err
save_profile(struct db *writer, struct arena *a, void *arg)
{
    struct profile_step *step = arg;
    const struct profile_form *g = step->given;
    int64_t id = step->person_id;
    text person = TEXT("person");
    enum err e =
        once_take(writer, a, step->token, TEXT("/me/profile"), &step->first);
    if (e == OK)
        e = version_before(writer, a, person, id);
    if (e == OK)
        e = person_set_profile(writer,
            (struct person_set_profile_in){ .id = id,
                .name = g->name,
                .name_sort = step->name_sort,
                .seen = g->name_seen },
            NULL);
    if (e == OK)
        e = search_save(writer, a, person, id, g->name, NULL);
    if (e == OK)
        e = save_part(writer, id, "does", g->does_seen, g->does);
    if (e == OK)
        e = save_part(writer, id, "contact", g->contact_seen, g->contact);
    if (e == OK)
        e = save_part(writer, id, "languages", g->languages_seen, (text){ 0 });
    if (e == OK)
        e = save_part(writer, id, "about", g->about_seen, (text){ 0 });
    if (e == OK)
        e = save_languages(writer, step);
    if (e == OK)
        e = save_about(writer, a, step);
    if (e == OK)
        e = version_note(writer, a, person, id, id, TEXT("change"));
    if (e == OK)
        e = audit_add(writer,
            (struct audit){ .actor_id = id,
                .action = TEXT("change"),
                .kind = TEXT("profile"),
                .thing_id = id });
    return e;
}

enum err
profile_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct known k;
    struct profile_form given = { 0 };
    char key[KEY_LENGTH];
    enum err e = form_parse(rq, profile_inputs, N_INPUTS, &form, &given);
    if (e == OK && form.n_errors > 0)
        return answer_form(rq, an, &form);
    if (e == OK)
        e = load(rq, &k);
    if (e != OK)
        return e;
    const struct person_about_seen_row *about = original_of(&k);
    struct profile_step step = { .given = &given,
        .person_id = rq->actor.person_id,
        .name_sort = lang_sort_key(rq->arena, given.name),
        .token = form.token,
        .lang = about == NULL ? lang_code(rq->lang) : about->lang };
    e = db_write(rq->db, rq->arena, save_profile, &step);
    if (e == ERR_CONFLICT && text_is_known(step.first))
        e = OK; /* sent twice */
    if (e != OK)
        return e;
    answer_redirect(rq, an,
        arena_print(rq->arena, "/person/%.*s-%.*s",
            TEXT_ARG(lang_slug(rq->arena, given.name)),
            TEXT_ARG(key_print(rq->actor.person_id, key))));
    return OK;
}
