#include "people/profile.h"

#include "people/profile.html.h"

/* ---- Words --------------------------------------------------------------- */

const char *const seen_choices[] = { "public", "network", "partnership",
    "nobody", NULL };
const char *const seen_words[] = { N_("Everybody"), N_("The network"),
    N_("Who shares a partnership with me"), N_("Nobody but me"), NULL };

const char *const spoken_choices[] = { "en", "sv", "sw", "luo", "am", "ar",
    "bfi", "bn", "cy", "da", "de", "es", "fa", "fi", "fr", "guz", "hi", "kam",
    "ki", "kln", "lg", "luy", "mas", "mer", "no", "om", "pa", "pl", "pt", "rw",
    "se", "so", "swl", "ti", "tr", "uk", "ur", "xki", "zh", NULL };
/* each in itself: the same in all */
const char *const spoken_names[] = { "English", "Svenska", "Kiswahili",
    "Dholuo", "አማርኛ", "العربية", "British Sign Language", "বাংলা", "Cymraeg",
    "Dansk", "Deutsch", "Español", "فارسی", "Suomi", "Français", "Ekegusii",
    "हिन्दी", "Kikamba", "Gĩkũyũ", "Kalenjin", "Luganda", "Luluhya", "Maa",
    "Kĩmĩĩrũ", "Norsk", "Afaan Oromoo", "ਪੰਜਾਬੀ", "Polski", "Português",
    "Ikinyarwanda", "Davvisámegiella", "Soomaali", "Svenskt teckenspråk",
    "ትግርኛ", "Türkçe", "Українська", "اردو", "Kenyan Sign Language", "中文",
    NULL };
_Static_assert(
    sizeof spoken_choices == sizeof spoken_names, "each language has its name");

const char *const level_choices[] = { "mother", "well", "some", NULL };
const char *const level_words[] = { N_("mother tongue"), N_("well"),
    N_("a little"), NULL };

static const char *
said(const char *const *choices, const char *const *words, text choice,
    int fallback)
{
    for (int i = 0; choices[i] != NULL; i++)
        if (text_is_equal(choice, text_of(choices[i])))
            return words[i];
    return words[fallback];
}

const char *
seen_said(text seen)
{
    return said(seen_choices, seen_words, seen, 1);
}

const char *
level_said(text level)
{
    return said(level_choices, level_words, level, 2);
}

text
spoken_name(text code)
{
    for (int i = 0; spoken_choices[i] != NULL; i++)
        if (text_is_equal(code, text_of(spoken_choices[i])))
            return text_of(spoken_names[i]);
    return code;
}

/* ---- What it is of ------------------------------------------------------- */

enum err
membership_lines(struct request *rq, const struct membership *rows, ptrdiff_t n,
    struct membership_line **lines)
{
    struct membership_line *to =
        arena_new(rq->arena, struct membership_line, n);
    struct thing_asked *asked = arena_new(rq->arena, struct thing_asked, n);
    enum err e = OK;
    for (ptrdiff_t at = 0; e == OK && at < n; at += DB_BATCH_MAX) {
        ptrdiff_t end = at + DB_BATCH_MAX < n ? at + DB_BATCH_MAX : n;
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        for (ptrdiff_t i = at; i < end; i++)
            if (rows[i].thing_id != 0)
                thing_ask(&batch, rows[i].kind, rows[i].thing_id, &asked[i]);
        e = db_batch_run(&batch);
    }
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        to[i].row = rows[i];
        to[i].is_network = rows[i].thing_id == 0;
        if (to[i].is_network || !thing_take(&asked[i], &to[i].thing) ||
            !thing_may_see(&rq->actor, &to[i].thing))
            to[i].thing = (struct thing){ 0 };
    }
    *lines = to;
    return e;
}

/* ---- One person ---------------------------------------------------------- */

struct profile_asked {
    struct person_seen_row person;
    bool is_found;
    struct profile_seen_row *parts;
    ptrdiff_t n_parts;
    struct person_about_seen_row *about;
    ptrdiff_t n_about;
    struct membership *memberships;
    ptrdiff_t n_memberships;
};

static enum err
ask(struct request *rq, int64_t id, struct profile_asked *asked,
    struct profile_view *view)
{
    int64_t viewer = rq->actor.person_id;
    text today = day_of(rq->arena, rq->now);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    person_seen_ask(&batch,
        (struct person_seen_in){ .id = id, .viewer = viewer, .today = today },
        &asked->person, &asked->is_found);
    profile_seen_ask(&batch,
        (struct profile_seen_in){ .person_id = id,
            .viewer = viewer,
            .today = today,
            .n_rows = PARTS_MAX },
        &asked->parts, &asked->n_parts);
    person_languages_seen_ask(&batch,
        (struct person_languages_seen_in){ .person_id = id,
            .viewer = viewer,
            .today = today,
            .n_rows = LANGUAGE_ROWS_MAX },
        &view->languages, &view->n_languages);
    person_about_seen_ask(&batch,
        (struct person_about_seen_in){ .person_id = id,
            .viewer = viewer,
            .today = today,
            .n_rows = PROSE_ROWS_MAX },
        &asked->about, &asked->n_about);
    membership_of_person_ask(&batch,
        (struct membership_of_person_in){
            .person_id = id, .n_rows = MEMBERSHIPS_MAX },
        &asked->memberships, &asked->n_memberships);
    return db_batch_run(&batch);
}

static struct wording
pick_about(struct request *rq, const struct profile_asked *asked)
{
    struct prose_set set = { .n_rows = asked->n_about,
        .rows =
            arena_new(rq->arena, struct prose_of_thing_row, asked->n_about) };
    for (ptrdiff_t i = 0; i < asked->n_about; i++)
        set.rows[i] = (struct prose_of_thing_row){ .part = TEXT("about"),
            .lang = asked->about[i].lang,
            .is_original = asked->about[i].is_original,
            .source = asked->about[i].source,
            .printed = asked->about[i].printed };
    return prose_pick(&set, "about", rq->lang);
}

enum err
people_profile_load(struct request *rq, int64_t id, struct people_profile *p)
{
    struct profile_asked asked = { 0 };
    struct profile_view view = { 0 };
    struct membership_line *lines;
    text today = day_of(rq->arena, rq->now);
    enum err e = ask(rq, id, &asked, &view);
    if (e == OK && !asked.is_found)
        e = ERR_NOT_FOUND;
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; e == OK && i < asked.n_memberships; i++)
        if (membership_is_on(&asked.memberships[i], today))
            asked.memberships[n++] = asked.memberships[i];
    if (e == OK)
        e = membership_lines(rq, asked.memberships, n, &lines);
    if (e != OK)
        return e;
    view.memberships = lines;
    for (ptrdiff_t i = 0; i < n; i++)
        if (lines[i].thing.kind != NULL ||
            (lines[i].is_network &&
                text_is_equal(lines[i].row.role, TEXT("coordinator"))))
            view.memberships[view.n_memberships++] = lines[i];
    for (ptrdiff_t i = 0; i < asked.n_parts; i++)
        if (text_is_equal(asked.parts[i].part, TEXT("does")))
            view.does = asked.parts[i].value;
        else if (text_is_equal(asked.parts[i].part, TEXT("contact")))
            view.contact = asked.parts[i].value;
    view.about = pick_about(rq, &asked);
    *p = (struct people_profile){ .id = id,
        .name = asked.person.name,
        .is_illustrative = asked.person.is_illustrative,
        .is_own = id == rq->actor.person_id };
    struct view v = request_view(rq);
    people_profile(&v, &view);
    p->body = view_html(&v);
    return OK;
}
