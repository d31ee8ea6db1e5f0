/* Voices of a partnership: found, filtered, counted, as CSV; and where people
 * are asked. */
#include "decide/voice/voice.h"

#include "base/csv.h"
#include "base/key.h"
#include "decide/voice/voice_flag.h"
#include "decide/voice/voice_list.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/search.h"
#include "os/entropy.h"
#include "people/people.h"

struct find_form {
    text q, lang, status, before_on, side, theme;
    int64_t before, after;
};
static const char *const statuses[] = { "new", NULL };
static const char *const status_words[] = { N_("Not read yet"), NULL };
enum { N_FIND = 8 };

/* What the lists of voices are asked for: by whoever may see them. */
struct finding {
    struct input in[N_FIND];
    struct find_form given;
    struct form form;
    struct voice_sides_row *sides;
    struct themes_of_row *themes;
    ptrdiff_t n_sides, n_themes;
};

static enum err
load_choices(struct request *rq, int64_t partnership_id, struct finding *f)
{
    struct arena *a = rq->arena;
    enum err e = voice_sides(rq->db, a,
        (struct voice_sides_in){
            .partnership_id = partnership_id, .n_rows = VOICE_SIDES_MAX },
        &f->sides, &f->n_sides);
    if (e == OK)
        e = themes_of(rq->db, a,
            (struct themes_of_in){ .partnership_id = partnership_id,
                .after_sort = TEXT(""),
                .n_rows = THEMES_MAX },
            &f->themes, &f->n_themes);
    if (e != OK)
        return e;
    const char **side_keys = arena_new(a, const char *, f->n_sides + 1);
    const char **side_names = arena_new(a, const char *, f->n_sides + 1);
    const char **theme_keys = arena_new(a, const char *, f->n_themes + 1);
    const char **theme_names = arena_new(a, const char *, f->n_themes + 1);
    for (ptrdiff_t i = 0; i < f->n_sides; i++) {
        side_keys[i] = arena_c_string(a, voice_key(a, f->sides[i].id));
        side_names[i] = arena_c_string(a, f->sides[i].name);
    }
    for (ptrdiff_t i = 0; i < f->n_themes; i++) {
        theme_keys[i] = arena_c_string(a, voice_key(a, f->themes[i].id));
        theme_names[i] = arena_c_string(a, f->themes[i].name);
    }
    f->in[0] = (struct input)INPUT(
        struct find_form, q, INPUT_TEXT, .label = N_("Words"));
    f->in[1] = (struct input)INPUT(struct find_form, side, INPUT_CHOICE,
        .choices = side_keys, .choice_labels = side_names, .label = N_("Side"));
    f->in[2] = (struct input)INPUT(struct find_form, theme, INPUT_CHOICE,
        .choices = theme_keys, .choice_labels = theme_names,
        .label = N_("Theme"));
    f->in[3] = voice_lang_input(
        a, "lang", (ptrdiff_t)offsetof(struct find_form, lang), N_("Language"));
    f->in[3].is_required = false;
    f->in[4] = (struct input)INPUT(struct find_form, status, INPUT_CHOICE,
        .choices = statuses, .choice_labels = status_words,
        .label = N_("Which"));
    f->in[5] = (struct input)INPUT(struct find_form, before_on, INPUT_DATE);
    f->in[6] = (struct input)INPUT(struct find_form, before, INPUT_KEY);
    f->in[7] = (struct input)INPUT(struct find_form, after, INPUT_KEY);
    return OK;
}

/* 0: nothing was chosen. */
static int64_t
chosen(text key)
{
    int64_t id = 0;
    return !text_is_empty(key) && key_parse(key, &id) ? id : 0;
}

/* What was typed, within a partnership; not known: nothing to look for. */
static text
words_of(struct request *rq, int64_t partnership_id, text typed)
{
    if (!text_is_known(search_words(rq->arena, TEXT("voice"), typed)))
        return (text){ 0 };
    return search_words(rq->arena, TEXT("voice"),
        arena_print(rq->arena, "%.*s %.*s",
            TEXT_ARG(voice_key(rq->arena, partnership_id)), TEXT_ARG(typed)));
}

static enum err
find(struct request *rq, int64_t partnership_id, struct finding *f,
    int64_t n_rows, struct voice_row **rows, ptrdiff_t *n)
{
    const struct find_form *g = &f->given;
    int64_t least = voice_least(rq, partnership_id);
    int64_t side = chosen(g->side), theme = chosen(g->theme);
    text words = words_of(rq, partnership_id, g->q);
    text lang = text_is_empty(g->lang) ? (text){ 0 } : g->lang;
    text status = text_is_empty(g->status) ? (text){ 0 } : g->status;
    if (text_is_known(words))
        return voice_list_words(rq->db, rq->arena,
            (struct voice_list_words_in){ .words = words,
                .partnership_id = partnership_id,
                .least = least > SHOWN_NOBODY ? least : SHOWN_FACILITATORS,
                .side_id = side,
                .has_side_id = side != 0,
                .voice_lang = lang,
                .theme_id = theme,
                .has_theme_id = theme != 0,
                .status = status,
                .lang = lang_code(rq->lang),
                .after_id = g->after,
                .n_rows = n_rows },
            rows, n);
    return voice_list(rq->db, rq->arena,
        (struct voice_list_in){ .partnership_id = partnership_id,
            .least = least,
            .side_id = side,
            .has_side_id = side != 0,
            .voice_lang = lang,
            .theme_id = theme,
            .has_theme_id = theme != 0,
            .status = status,
            .lang = lang_code(rq->lang),
            .before_on =
                text_is_known(g->before_on) ? g->before_on : TEXT("9999-12-31"),
            .before_id = g->before != 0 ? g->before : INT64_MAX,
            .n_rows = n_rows },
        rows, n);
}

/* ---- The page ------------------------------------------------------------ */

struct listen_form {
    text name, side;
};

static void
listen_inputs(struct arena *a, const struct finding *f, struct input in[2])
{
    (void)a;
    in[0] = (struct input)INPUT(struct listen_form, name, INPUT_TEXT,
        .is_required = true, .max = 120, .label = N_("Where, or among whom"),
        .hint = N_("Such as: the waiting room of a clinic, a mothers' "
                   "group"));
    in[1] = f->in[1];
    in[1].name = "of_side"; /* the search above has a field side */
    in[1].is_required = true;
    in[1].offset = (ptrdiff_t)offsetof(struct listen_form, side);
}

static text
next_of(
    struct request *rq, const struct finding *f, const struct voice_row *last)
{
    if (text_is_known(search_words(rq->arena, TEXT("voice"), f->given.q)))
        return request_with(rq, "after", voice_key(rq->arena, last->id));
    /* two fields at once: the day, and the key within it */
    text with_day = request_with(rq, "before_on", last->said_on);
    return arena_print(rq->arena, "%.*s&before=%.*s", TEXT_ARG(with_day),
        TEXT_ARG(voice_key(rq->arena, last->id)));
}

static enum err
answer_list(struct request *rq, struct answer *an, const struct form *wrong)
{
    struct voices_page p = { .rq = rq };
    struct finding *f = arena_new(rq->arena, struct finding, 1);
    struct input listen[2];
    struct form fresh;
    int64_t id = request_key(rq, 0);
    struct arena *a = rq->arena;
    enum err e =
        thing_load(rq->db, rq->arena, TEXT("partnership"), id, &p.partnership);
    if (e == OK)
        e = load_choices(rq, id, f);
    if (e != OK)
        return e;
    query_parse(rq, f->in, N_FIND, &f->given);
    form_open(rq, f->in, N_FIND, &f->form);
    form_give(&f->form, "q", f->given.q);
    form_give(&f->form, "lang", f->given.lang);
    form_give(&f->form, "status", f->given.status);
    form_give(&f->form, "side", f->given.side);
    form_give(&f->form, "theme", f->given.theme);
    e = find(rq, id, f, VOICES_SHOWN + 1, &p.rows, &p.n_rows);
    if (e == OK)
        e = voice_counts_load(rq, id, 0, &p.counts);
    if (e != OK)
        return e;
    if (p.n_rows > VOICES_SHOWN) {
        p.n_rows = VOICES_SHOWN;
        p.next = next_of(rq, f, &p.rows[VOICES_SHOWN - 1]);
    }
    p.search = &f->form;
    p.is_found_nothing = p.n_rows == 0 && text_is_known(rq->query);
    p.leads = actor_may(&rq->actor, WHO_FACILITATOR, &id, 1);
    p.back = thing_address(a, &p.partnership);
    p.address =
        arena_print(a, "/partnership/%.*s/voices", TEXT_ARG(voice_key(a, id)));
    p.themes =
        arena_print(a, "/partnership/%.*s/themes", TEXT_ARG(voice_key(a, id)));
    if (actor_may(&rq->actor, WHO_GUEST, &id, 1))
        p.tell = arena_print(a, "%.*s/tell", TEXT_ARG(p.address));
    if (actor_may(&rq->actor, WHO_SIDE, &id, 1))
        p.helped = arena_print(a, "%.*s/helped", TEXT_ARG(p.address));
    if (p.leads) {
        p.csv = arena_print(a, "%.*s.csv", TEXT_ARG(p.address));
        p.flags = arena_print(a, "%.*s/flags", TEXT_ARG(p.address));
        e = voice_flags_count(rq, id, &p.n_flags_open, &p.n_flags_late);
        if (e != OK)
            return e;
        e = listenings_of(rq->db, a,
            (struct listenings_of_in){
                .partnership_id = id, .n_rows = LISTENINGS_MAX },
            &p.listenings, &p.n_listenings);
        if (e != OK)
            return e;
        listen_inputs(a, f, listen);
        if (wrong == NULL) {
            form_open(rq, listen, 2, &fresh);
            wrong = &fresh;
        }
        p.listen = wrong;
    }
    rq->form = wrong != NULL && wrong->n_errors > 0 ? wrong : NULL;
    if (rq->form != NULL)
        an->status = 422;
    struct view v = request_view(rq);
    decide_voice_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Voices")),
            .section = "partnership",
            .body = view_html(&v),
            .csv = p.csv });
    return OK;
}

enum err
voices_show(struct request *rq, struct answer *an)
{
    return answer_list(rq, an, NULL);
}

/* ---- As CSV, for those who look after them --------------------------------
 */

static void
csv_row(struct csv_writer *w, struct arena *a, const struct voice_row *r)
{
    csv_add(w, voice_key(a, r->id));
    csv_add(w, r->said_on);
    csv_add_for_people(w, r->side_name);
    csv_add(w, r->lang);
    csv_add(w, r->way);
    csv_add(w, r->status);
    csv_add_for_people(w, r->words);
    csv_add_for_people(w, r->said);
    csv_add_for_people(w, r->name);
    csv_add(w, r->outcome);
    csv_end_row(w);
}

enum err
voices_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "voice", "said_on", "side", "lang",
        "way", "status", "words", "translation", "name", "outcome" };
    enum { CSV_ROWS = 2000 };
    struct finding *f = arena_new(rq->arena, struct finding, 1);
    struct voice_row *rows;
    ptrdiff_t n;
    int64_t id = request_key(rq, 0);
    enum err e = load_choices(rq, id, f);
    if (e != OK)
        return e;
    query_parse(rq, f->in, N_FIND, &f->given);
    e = find(rq, id, f, CSV_ROWS, &rows, &n);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 8192);
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++)
        if (rows[i].shown > SHOWN_NOBODY)
            csv_row(&w, rq->arena, &rows[i]);
    an->type = TEXT("text/csv; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("voices.csv");
    an->keeping = TEXT("no-store");
    return OK;
}

/* ---- Where people are asked ---------------------------------------------- */

struct listening_step {
    struct listening_insert_in row;
    text token, address;
    int64_t actor_id;
};

static enum err
listening_step(struct db *writer, struct arena *a, void *arg)
{
    struct listening_step *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = listening_insert(writer, s->row, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("create"),
                             .kind = TEXT("listening"),
                             .thing_id = s->row.id })
                   : e;
}

enum err
listening_send(struct request *rq, struct answer *an)
{
    struct finding *f = arena_new(rq->arena, struct finding, 1);
    struct listen_form given = { 0 };
    struct input in[2];
    struct form form;
    struct view v = view_in(rq->arena, rq->lang, 0);
    int64_t id = request_key(rq, 0);
    bool is_side = false;
    enum err e = load_choices(rq, id, f);
    if (e != OK)
        return e;
    listen_inputs(rq->arena, f, in);
    e = form_parse(rq, in, 2, &form, &given);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < f->n_sides; i++)
        is_side |= f->sides[i].id == chosen(given.side);
    if (form.n_errors == 0 && !is_side)
        form_error(&form, "of_side",
            say(&v, N_("This side is of another partnership.")));
    if (form.n_errors > 0)
        return answer_list(rq, an, &form);
    struct listening_step s = { .row = { .id = key_new(),
                                    .partnership_id = id,
                                    .side_id = chosen(given.side),
                                    .name = given.name,
                                    .made_on = day_of(rq->arena, rq->now) },
        .token = form.token,
        .actor_id = rq->actor.person_id };
    s.address = arena_print(rq->arena, "/partnership/%.*s/voices#listen",
        TEXT_ARG(voice_key(rq->arena, id)));
    e = db_write(rq->db, rq->arena, listening_step, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}
