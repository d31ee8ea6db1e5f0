/* Pictures in easy words: added, shown, taken away. */
#include "decide/paragraph/easy_picture.h"

#include "decide/conversation/media.h"
#include "decide/paragraph/proposal_words.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/sound.h"
#include "os/entropy.h"
#include "people/people.h"

struct picture_form {
    int64_t line;
    text alt;
    struct upload picture;
};
enum { N_PICTURE = 3 };
static const struct input picture_inputs[N_PICTURE] = {
    INPUT(struct picture_form, line, INPUT_INT, .is_required = true, .min = 1,
        .max = 200, .label = N_("Beside which line"),
        .hint = N_("Counted from 1. One that is there is replaced.")),
    INPUT(struct picture_form, picture, INPUT_FILE, .is_required = true,
        .label = N_("A picture"),
        .hint = N_("PNG, JPEG or WebP, at most 300 KB: people pay for it.")),
    INPUT(struct picture_form, alt, INPUT_TEXT, .is_required = true, .max = 200,
        .label = N_("What it shows, in words"),
        .hint = N_("For those who do not see it.")),
};

struct form *
easy_picture_form(struct request *rq)
{
    struct form *form = arena_new(rq->arena, struct form, 1);
    form_open(rq, picture_inputs, N_PICTURE, form);
    return form;
}

static text
page_of(struct request *rq, int64_t proposal_id, text lang)
{
    return arena_print(rq->arena, "%.*s/easy/%.*s",
        TEXT_ARG(proposal_sub(rq->arena, proposal_id, "")), TEXT_ARG(lang));
}

/* ---- Shown --------------------------------------------------------------- */

enum err
easy_picture_show(struct request *rq, struct answer *an)
{
    struct proposal_whole whole;
    struct easy_picture row;
    enum err e = proposal_read(rq, &whole);
    if (e == OK)
        e = easy_picture_get(rq->db, rq->arena,
            (struct easy_picture_get_in){ request_key(rq, 1) }, &row);
    if (e == OK && row.proposal_id != whole.row.id)
        e = ERR_NOT_FOUND;
    return e == OK ? sound_answer(rq, an, row.file_id, row.proposal_id, false)
                   : e;
}

/* ---- Added, taken away --------------------------------------------------- */

struct picturing {
    struct easy_picture row;
    struct kept_file file;
    int64_t actor_id, old_file;
    text token;
    bool is_full;
};

static enum err
take_away(struct db *writer, struct arena *a, const struct easy_picture *row)
{
    enum err e = easy_picture_delete(
        writer, (struct easy_picture_delete_in){ row->id }, NULL);
    return e == OK ? sound_drop(writer, a, row->file_id, row->proposal_id) : e;
}

static enum err
add_step(struct db *writer, struct arena *a, void *arg)
{
    struct picturing *s = arg;
    struct easy_picture old, *rows;
    ptrdiff_t n = 0;
    text first;
    s->old_file = 0;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = easy_picture_at(writer, a,
            (struct easy_picture_at_in){
                s->row.proposal_id, s->row.lang, s->row.line },
            &old);
    if (e == OK) {
        s->old_file = old.file_id;
        e = take_away(writer, a, &old);
    } else if (e == ERR_NOT_FOUND)
        e = easy_pictures(writer, a,
            (struct easy_pictures_in){ .proposal_id = s->row.proposal_id,
                .lang = s->row.lang,
                .n_rows = EASY_PICTURES_MAX },
            &rows, &n);
    s->is_full = n == EASY_PICTURES_MAX;
    if (e == OK && s->is_full)
        return ERR_CONFLICT;
    s->row.id = key_new();
    s->row.file_id = s->file.id;
    if (e == OK)
        e = easy_picture_insert(writer, &s->row, NULL);
    if (e == OK)
        e = file_finish(writer, &s->file);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("create"),
                             .kind = TEXT("easy_picture"),
                             .thing_id = s->row.proposal_id })
                   : e;
}

enum err
easy_picture_send(struct request *rq, struct answer *an)
{
    struct proposal_whole whole;
    struct picture_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = request_view(rq);
    const struct lang *lang = lang_find(rq->params[1]);
    bool is_kept = false;
    enum err e = lang == NULL ? ERR_NOT_FOUND : proposal_read(rq, &whole);
    if (e == OK)
        e = form_parse(rq, picture_inputs, N_PICTURE, form, &given);
    if (e != OK)
        return e;
    struct picturing s = { .row = { .proposal_id = whole.row.id,
                               .lang = lang_code(lang),
                               .line = given.line,
                               .alt = given.alt,
                               .added_on = day_of(rq->arena, rq->now) },
        .actor_id = rq->actor.person_id,
        .token = form->token };
    if (form->n_errors == 0)
        e = media_keep_picture(
            rq, form, &given.picture, whole.row.id, &s.file, &is_kept);
    if (e == OK && form->n_errors == 0 && is_kept)
        e = db_write(rq->db, rq->arena, add_step, &s);
    if (e == ERR_CONFLICT && s.is_full) {
        form_error(form, "picture",
            say(&v, N_("There are too many: take one away first.")));
        sound_sweep(rq->db, rq->arena, s.file.id);
        e = OK;
    }
    if (e == OK && form->n_errors > 0)
        return proposal_easy_answer(rq, an, form);
    if (e == OK && s.old_file != 0)
        sound_sweep(rq->db, rq->arena, s.old_file);
    if (e == OK)
        answer_redirect(rq, an, page_of(rq, whole.row.id, s.row.lang));
    return e;
}

struct drop_form {
    int64_t picture;
};
static const struct input drop_inputs[] = {
    INPUT(struct drop_form, picture, INPUT_KEY, .is_required = true),
};

static enum err
drop_step(struct db *writer, struct arena *a, void *arg)
{
    const struct picturing *s = arg;
    enum err e = take_away(writer, a, &s->row);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("easy_picture"),
                             .thing_id = s->row.proposal_id })
                   : e;
}

enum err
easy_picture_drop_send(struct request *rq, struct answer *an)
{
    struct proposal_whole whole;
    struct drop_form given = { 0 };
    struct form form;
    struct picturing s = { .actor_id = rq->actor.person_id };
    enum err e = proposal_read(rq, &whole);
    if (e == OK)
        e = form_parse(rq, drop_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = easy_picture_get(rq->db, rq->arena,
            (struct easy_picture_get_in){ given.picture }, &s.row);
    if (e == OK && s.row.proposal_id != whole.row.id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = db_write(rq->db, rq->arena, drop_step, &s);
    if (e == OK)
        sound_sweep(rq->db, rq->arena, s.row.file_id);
    if (e == OK)
        answer_redirect(rq, an, page_of(rq, whole.row.id, s.row.lang));
    return e;
}

enum err
easy_pictures_forget(struct db *writer, struct arena *a, int64_t proposal_id)
{
    enum { ROWS = 100 };
    struct easy_picture *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = easy_pictures_all(writer, a,
            (struct easy_pictures_all_in){
                .proposal_id = proposal_id, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = take_away(writer, a, &rows[i]);
    }
    return e;
}
