/* Entries of a board brought together in themes: ticks, a name, a button. */
#include "mirror/board_form.h"

#include "base/key.h"
#include "keep/bin.h"
#include "keep/once.h"
#include "keep/version.h"
#include "mirror/theme.html.h"
#include "os/entropy.h"

enum { N_FIXED = 2 };

struct theme_form {
    text theme, name;
    bool ticks[THEME_TICKS];
};

/* ---- The page ------------------------------------------------------------ */

/* Entries without a theme come first: those are to be looked at. */
static enum err
load(struct request *rq, const struct board_head_row *head,
    struct themes_page *p)
{
    struct board_entries_row *rows;
    ptrdiff_t n;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    board_themes_ask(&batch,
        (struct board_themes_in){
            .board_id = head->id, .n_rows = BOARD_THEMES_MAX },
        &p->themes, &p->n_themes);
    board_entries_ask(&batch,
        (struct board_entries_in){ .board_id = head->id,
            .viewer = rq->actor.person_id,
            .lang = lang_code(rq->lang),
            .n_rows = BOARD_ENTRIES_MAX },
        &rows, &n);
    enum err e = db_batch_run(&batch);
    if (e != OK)
        return e;
    p->board = head;
    p->entries = arena_new(rq->arena, struct board_entries_row, THEME_TICKS);
    for (int with = 0; with < 2; with++)
        for (ptrdiff_t i = 0; i < n; i++)
            if (rows[i].has_theme_id == (with == 1)) {
                if (p->n_entries < THEME_TICKS)
                    p->entries[p->n_entries++] = rows[i];
                else
                    p->n_left++;
            }
    p->address = board_sub(rq->arena, head->id, "/themes");
    p->board_address = board_sub(rq->arena, head->id, "");
    return headings_load(rq, head->has_template_id, head->template_id,
        head->template_headings, &p->headings);
}

static struct input *
theme_inputs(struct request *rq, const struct themes_page *p)
{
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_FIXED + THEME_TICKS);
    const char **keys = arena_new(a, const char *, p->n_themes + 2);
    const char **names = arena_new(a, const char *, p->n_themes + 2);
    for (ptrdiff_t i = 0; i < p->n_themes; i++) {
        keys[i] = arena_c_string(a, board_key(a, p->themes[i].id));
        names[i] = arena_c_string(a, p->themes[i].name);
    }
    keys[p->n_themes] = "none";
    names[p->n_themes] = N_("No theme");
    in[0] = (struct input)INPUT(struct theme_form, theme, INPUT_CHOICE,
        .choices = keys, .choice_labels = names,
        .label = N_("Into which theme"));
    in[1] = (struct input)INPUT(struct theme_form, name, INPUT_TEXT, .max = 120,
        .label = N_("Or into a new one"),
        .hint = N_("One or two words, such as: staff, stigma, transport"));
    for (ptrdiff_t i = 0; i < p->n_entries; i++)
        in[N_FIXED + i] =
            (struct input){ .name = arena_print(a, "e%.*s",
                                TEXT_ARG(board_key(a, p->entries[i].id)))
                                        .ptr,
                .kind = INPUT_BOOL,
                .label = N_("Entry"),
                .offset = (ptrdiff_t)(offsetof(struct theme_form, ticks) +
                    (size_t)i * sizeof(bool)) };
    return in;
}

bool
theme_is_ticked(
    const struct themes_page *p, const struct board_entries_row *entry)
{
    ptrdiff_t i = entry - p->entries;
    return text_is_known(p->form->given[N_FIXED + i]) &&
        p->form->given[N_FIXED + i].len > 0;
}

static enum err
answer(struct request *rq, struct answer *an, struct themes_page *p,
    struct form *form)
{
    struct form *fresh = arena_new(rq->arena, struct form, 2);
    const struct form *sent = rq->form;
    if (form == NULL)
        form_open(rq, theme_inputs(rq, p), N_FIXED + (int)p->n_entries,
            form = &fresh[0]);
    form_open(rq, NULL, 0, &fresh[1]);
    if (form != &fresh[0])
        rq->form = sent;
    p->form = form;
    p->button = &fresh[1];
    struct view v = request_view(rq);
    mirror_theme(&v, p);
    struct phrase_arg name = phrase_arg(p->board->name);
    answer_page(rq, an,
        (struct page){ .title = say_with(&v, N_("Themes: %s"), 1, &name),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
themes_show(struct request *rq, struct answer *an)
{
    struct board_head_row head;
    struct themes_page *p = arena_new(rq->arena, struct themes_page, 1);
    enum err e = board_load(rq, &head);
    if (e == OK)
        e = load(rq, &head, p);
    return e == OK ? answer(rq, an, p, NULL) : e;
}

/* ---- Putting entries into a theme ---------------------------------------- */

struct theming {
    int64_t board_id, theme_id, actor_id; /* theme 0: out of any */
    text new_name;                        /* not known: none is made */
    int64_t *entries;
    ptrdiff_t n_entries;
    text token, address;
};

static enum err
make_theme(struct db *writer, struct arena *a, struct theming *s)
{
    int64_t n = 0;
    struct board_theme row = { .id = key_new(),
        .board_id = s->board_id,
        .name = s->new_name,
        .name_sort = lang_sort_key(a, s->new_name) };
    row.code = board_key(a, row.id);
    enum err e = board_theme_insert(writer, &row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    s->theme_id = row.id;
    return e == OK ? version_note(writer, a, TEXT("board_theme"), row.id,
                         s->actor_id, TEXT("create"))
                   : e;
}

static enum err
put_themes(struct db *writer, struct arena *a, void *arg)
{
    struct theming s = *(const struct theming *)arg;
    text first;
    enum err e = once_take(writer, a, s.token, s.address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK && text_is_known(s.new_name))
        e = make_theme(writer, a, &s);
    for (ptrdiff_t i = 0; e == OK && i < s.n_entries; i++) {
        int64_t id = s.entries[i];
        e = version_before(writer, a, TEXT("board_entry"), id);
        if (e == OK)
            e = board_entry_set_theme(writer,
                (struct board_entry_set_theme_in){ .id = id,
                    .has_theme_id = s.theme_id != 0,
                    .theme_id = s.theme_id },
                NULL);
        if (e == OK)
            e = version_note(
                writer, a, TEXT("board_entry"), id, s.actor_id, TEXT("change"));
    }
    return e;
}

/* The theme of that name, which is there already; whatever its letters. */
static void
find_named(struct arena *a, const struct themes_page *p, struct theming *s)
{
    text folded = lang_fold(a, s->new_name);
    for (ptrdiff_t i = 0; i < p->n_themes; i++)
        if (text_is_equal(lang_fold(a, p->themes[i].name), folded)) {
            s->theme_id = p->themes[i].id;
            s->new_name = (text){ 0 };
            return;
        }
}

enum err
themes_send(struct request *rq, struct answer *an)
{
    struct board_head_row head;
    struct theme_form given = { 0 };
    struct themes_page *p = arena_new(rq->arena, struct themes_page, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = board_load(rq, &head);
    if (e == OK)
        e = load(rq, &head, p);
    if (e == OK)
        e = form_parse(
            rq, theme_inputs(rq, p), N_FIXED + (int)p->n_entries, form, &given);
    if (e != OK)
        return e;
    struct theming s = { .board_id = head.id,
        .actor_id = rq->actor.person_id,
        .entries = arena_new(rq->arena, int64_t, THEME_TICKS),
        .token = form->token,
        .address = p->address };
    for (ptrdiff_t i = 0; i < p->n_entries; i++)
        if (given.ticks[i])
            s.entries[s.n_entries++] = p->entries[i].id;
    if (!text_is_empty(given.name)) {
        s.new_name = given.name;
        find_named(rq->arena, p, &s);
    } else if (!key_parse(given.theme, &s.theme_id) &&
        !text_is_equal(given.theme, TEXT("none")))
        form_error(form, "theme",
            say(&v, N_("choose a theme, or type the name of a new one")));
    if (text_is_known(s.new_name) && p->n_themes >= BOARD_THEMES_MAX)
        form_error(form, "name",
            say(&v, N_("there is no room for more themes on this board")));
    if (s.n_entries == 0 && form->n_errors == 0) {
        form->n_errors++;
        form->error_all = say(&v, N_("Tick the entries that belong together."));
    }
    if (form->n_errors > 0)
        return answer(rq, an, p, form);
    e = db_write(rq->db, rq->arena, put_themes, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- Taking a theme away ------------------------------------------------- */

struct untheming {
    int64_t id, board_id, actor_id;
    text token, address;
};

static enum err
remove_theme(struct db *writer, struct arena *a, void *arg)
{
    const struct untheming *s = arg;
    struct thing t;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = thing_load(writer, a, TEXT("board_theme"), s->id, &t);
    if (e == ERR_NOT_FOUND || (e == OK && t.within_id != s->board_id))
        return OK; /* gone already */
    if (e == OK)
        e = board_entry_clear_theme(writer,
            (struct board_entry_clear_theme_in){ .theme_id = s->id }, NULL);
    return e == OK ? bin_remove(writer, a, &t, s->actor_id) : e;
}

enum err
theme_remove_send(struct request *rq, struct answer *an)
{
    struct form form;
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct untheming s = { .id = request_key(rq, 1),
        .board_id = request_key(rq, 0),
        .actor_id = rq->actor.person_id,
        .token = form.token,
        .address = board_sub(rq->arena, request_key(rq, 0), "/themes") };
    e = db_write(rq->db, rq->arena, remove_theme, &s);
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}
