/* The recordings and the picture of a statement. */
#include "decide/conversation/media.h"

#include "base/key.h"
#include "decide/conversation/media.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "keep/sound.h"
#include "os/entropy.h"
#include "people/people.h"

struct media_form {
    text lang, alt;
    struct upload sound, picture;
};
enum { N_MEDIA = 4 };

static void
make_inputs(struct request *rq, struct input in[N_MEDIA])
{
    struct arena *a = rq->arena;
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **names = arena_new(a, const char *, LANG_N + 1);
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    in[0] = (struct input)INPUT(struct media_form, sound, INPUT_FILE,
        .label = N_("It read aloud by a person"), .hint = sound_hint);
    in[1] = (struct input)INPUT(struct media_form, lang, INPUT_CHOICE,
        .choices = langs, .choice_labels = names, .label = N_("Spoken in"));
    in[2] = (struct input)INPUT(struct media_form, picture, INPUT_FILE,
        .label = N_("A picture"),
        .hint = N_("PNG, JPEG or WebP, at most 300 KB: people pay for it."));
    in[3] = (struct input)INPUT(struct media_form, alt, INPUT_TEXT, .max = 200,
        .label = N_("What it shows, in words"),
        .hint = N_("For those who do not see it."));
}

/* ---- Shown --------------------------------------------------------------- */

static text
address_of(struct arena *a, text base, int64_t id)
{
    return arena_print(a, "%.*s/media/%.*s", TEXT_ARG(base),
        TEXT_ARG(conversation_key(a, id)));
}

enum err
media_load(struct request *rq, int64_t statement_id, text base, text lang,
    struct media_shown *to)
{
    struct statement_media *rows;
    ptrdiff_t n;
    struct db_batch b = db_batch_open(rq->db, rq->arena);
    media_of_ask(&b,
        (struct media_of_in){
            .statement_id = statement_id, .n_rows = MEDIA_OF_ONE },
        &rows, &n);
    *to = (struct media_shown){ 0 };
    enum err e = request_ask(rq, &b);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        text address = address_of(rq->arena, base, rows[i].id);
        if (text_is_equal(rows[i].kind, TEXT("picture"))) {
            to->picture = address;
            to->alt = rows[i].alt;
        } else if (text_is_equal(rows[i].lang, lang))
            to->sound = address;
    }
    return e;
}

/* The file itself, for whoever may answer; and of what is in, alone. */
static enum err
answer_file(
    struct request *rq, struct answer *an, int64_t conversation_id, int64_t id)
{
    struct statement_media row;
    struct statement s;
    enum err e =
        media_get(rq->db, rq->arena, (struct media_get_in){ id }, &row);
    if (e == OK)
        e = statement_get(rq->db, rq->arena,
            (struct statement_get_in){ .id = row.statement_id }, &s);
    if (e == OK &&
        (row.conversation_id != conversation_id ||
            !text_is_equal(s.status, TEXT("in"))))
        e = ERR_NOT_FOUND;
    return e == OK ? sound_answer(rq, an, row.file_id, row.statement_id, false)
                   : e;
}

enum err
media_file_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    enum err e = conversation_load_seen(rq, &c);
    return e == OK ? answer_file(rq, an, c.head.id, request_key(rq, 1)) : e;
}

enum err
say_media_file_show(struct request *rq, struct answer *an)
{
    struct answering x;
    enum err e = vote_load(rq, &x, true);
    return e == OK ? answer_file(rq, an, x.c.head.id, request_key(rq, 1))
                   : vote_refuse(rq, an, true, e, &x);
}

/* ---- Looked after -------------------------------------------------------- */

static enum err
load(struct request *rq, struct conversation_loaded *c,
    struct statement_said_row *s, struct media_page *p)
{
    enum err e = conversation_load(rq, request_key(rq, 0), c);
    if (e == OK)
        e = statement_said(rq->db, rq->arena,
            (struct statement_said_in){
                .id = request_key(rq, 1), .lang = lang_code(rq->lang) },
            s);
    if (e == OK && s->conversation_id != c->head.id)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = media_of(rq->db, rq->arena,
            (struct media_of_in){
                .statement_id = s->id, .n_rows = MEDIA_OF_ONE },
            &p->rows, &p->n_rows);
    p->c = c;
    p->s = s;
    p->address = conversation_sub(rq->arena, request_key(rq, 0), "");
    return e;
}

static enum err
answer_media(struct request *rq, struct answer *an, struct media_page *p)
{
    struct view v = request_view(rq);
    decide_media(&v, p);
    an->keeping = TEXT("no-store");
    an->status = p->form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("To hear and to see it")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
media_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct statement_said_row s;
    struct media_page p = { 0 };
    struct form form;
    struct input in[N_MEDIA];
    enum err e = load(rq, &c, &s, &p);
    if (e != OK)
        return e;
    make_inputs(rq, in);
    form_open(rq, in, N_MEDIA, &form);
    form_give(&form, "lang", lang_code(rq->lang));
    p.form = &form;
    return answer_media(rq, an, &p);
}

struct media_step {
    struct statement_media rows[2];
    struct kept_file files[2];
    int n;
    int64_t actor_id;
    int64_t old[2]; /* files that are shown no more */
    text token;
};

static enum err
media_step(struct db *writer, struct arena *a, void *arg)
{
    struct media_step *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, TEXT(""), &first);
    if (e == ERR_CONFLICT)
        return OK;
    for (int i = 0; e == OK && i < s->n; i++) {
        struct statement_media row = s->rows[i], old;
        s->old[i] = 0;
        e = media_find(writer, a,
            (struct media_find_in){ .statement_id = row.statement_id,
                .kind = row.kind,
                .lang = row.lang },
            &old);
        if (e == OK) {
            s->old[i] = old.file_id;
            e = media_delete(writer, (struct media_delete_in){ old.id }, NULL);
            if (e == OK)
                e = sound_drop(writer, a, old.file_id, old.statement_id);
        } else if (e == ERR_NOT_FOUND)
            e = OK;
        row.id = key_new();
        row.file_id = s->files[i].id;
        if (e == OK)
            e = media_insert(writer, &row, NULL);
        if (e == OK)
            e = file_finish(writer, &s->files[i]);
    }
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->actor_id,
                             .action = TEXT("create"),
                             .kind = TEXT("statement_media"),
                             .thing_id = s->rows[0].statement_id })
                   : e;
}

enum err
media_keep_picture(struct request *rq, struct form *form,
    const struct upload *upload, int64_t thing_id, struct kept_file *row,
    bool *is_kept)
{
    struct view v = request_view(rq);
    struct upload_source from = { rq, upload };
    struct file_source source = file_source_of(&from);
    const struct file_type *type = NULL;
    const char *refusal = NULL;
    *is_kept = false;
    if (upload->size > PICTURE_MAX)
        refusal = N_("This picture is too large: 300 KB at most.");
    enum err e = refusal == NULL
        ? file_type_of(&source, rq->arena, upload->name, &type, &refusal)
        : OK;
    if (e == ERR_BAD_INPUT && refusal != NULL)
        e = OK;
    if (e == OK && refusal == NULL &&
        !text_starts_with(text_of(type->mime), TEXT("image/")))
        refusal = N_("This is no picture. Taken are PNG, JPEG and WebP.");
    if (refusal != NULL)
        form_error(form, "picture", say(&v, refusal));
    if (e != OK || refusal != NULL)
        return e;
    *row = (struct kept_file){ .document_id = thing_id,
        .name = arena_print(rq->arena, "picture.%s", type->code),
        .type = text_of(type->code) };
    *is_kept = true;
    return file_keep(rq->db, rq->arena, &source, row);
}

enum err
media_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct statement_said_row said;
    struct media_page p = { 0 };
    struct media_form given = { 0 };
    struct form form;
    struct input in[N_MEDIA];
    struct view v = request_view(rq);
    bool is_sound = false, is_picture = false;
    enum err e = load(rq, &c, &said, &p);
    if (e != OK)
        return e;
    make_inputs(rq, in);
    e = form_parse(rq, in, N_MEDIA, &form, &given);
    if (e == OK)
        e = sound_judge(rq, &form, "sound", &given.sound, &is_sound);
    if (e != OK)
        return e;
    p.form = &form;
    if (given.picture.is_given && !text_is_known(given.alt))
        form_error(&form, "alt", say(&v, N_("Say what the picture shows.")));
    if (is_sound && !text_is_known(given.lang))
        form_error(&form, "lang", say(&v, N_("Please choose one.")));
    if (!given.picture.is_given && !given.sound.is_given)
        form_error(&form, "sound", say(&v, N_("Choose a file first.")));
    struct media_step s = { .actor_id = rq->actor.person_id,
        .token = form.token };
    struct statement_media row = { .conversation_id = c.head.id,
        .statement_id = said.id,
        .added_on = day_of(rq->arena, rq->now) };
    if (form.n_errors == 0 && given.picture.is_given) {
        e = media_keep_picture(
            rq, &form, &given.picture, said.id, &s.files[s.n], &is_picture);
        if (is_picture) {
            row.kind = TEXT("picture");
            row.lang = TEXT("");
            row.alt = given.alt;
            s.rows[s.n++] = row;
        }
    }
    if (e == OK && form.n_errors == 0 && is_sound) {
        e = sound_keep(rq, &given.sound, said.id, &s.files[s.n]);
        row.kind = TEXT("sound");
        row.lang = given.lang;
        row.alt = TEXT("");
        s.rows[s.n++] = row;
    }
    if (e == OK && form.n_errors > 0)
        return answer_media(rq, an, &p);
    if (e == OK)
        e = db_write(rq->db, rq->arena, media_step, &s);
    for (int i = 0; e == OK && i < s.n; i++)
        if (s.old[i] != 0)
            sound_sweep(rq->db, rq->arena, s.old[i]);
    if (e == OK)
        answer_redirect(rq, an, request_address(rq));
    return e;
}

struct drop_form {
    int64_t media;
};
static const struct input drop_inputs[] = {
    INPUT(struct drop_form, media, INPUT_KEY, .is_required = true),
};
struct dropping {
    struct statement_media row;
    int64_t actor_id;
};

static enum err
drop_step(struct db *writer, struct arena *a, void *arg)
{
    const struct dropping *d = arg;
    enum err e =
        media_delete(writer, (struct media_delete_in){ d->row.id }, NULL);
    if (e == OK)
        e = sound_drop(writer, a, d->row.file_id, d->row.statement_id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = d->actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("statement_media"),
                             .thing_id = d->row.statement_id })
                   : e;
}

enum err
media_drop_send(struct request *rq, struct answer *an)
{
    struct drop_form given = { 0 };
    struct form form;
    struct dropping d = { .actor_id = rq->actor.person_id };
    enum err e = form_parse(rq, drop_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = media_get(
            rq->db, rq->arena, (struct media_get_in){ given.media }, &d.row);
    if (e == OK &&
        (d.row.conversation_id != request_key(rq, 0) ||
            d.row.statement_id != request_key(rq, 1)))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = db_write(rq->db, rq->arena, drop_step, &d);
    if (e == OK)
        sound_sweep(rq->db, rq->arena, d.row.file_id);
    text page = request_address(rq);
    if (e == OK)
        answer_redirect(rq, an, text_slice(page, 0, page.len - 5));
    return e;
}

enum err
media_forget(struct db *writer, struct arena *a, int64_t conversation_id)
{
    enum { ROWS = 100 };
    struct statement_media *rows;
    ptrdiff_t n = ROWS;
    enum err e = OK;
    while (e == OK && n == ROWS) {
        e = medias_of_conversation(writer, a,
            (struct medias_of_conversation_in){
                .conversation_id = conversation_id, .n_rows = ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = media_delete(
                writer, (struct media_delete_in){ rows[i].id }, NULL);
            if (e == OK)
                e = sound_drop(
                    writer, a, rows[i].file_id, rows[i].statement_id);
        }
    }
    return e;
}

enum err
media_forget_one(struct db *writer, struct arena *a, int64_t statement_id)
{
    enum { ROWS = 100 };
    struct statement_media *rows;
    ptrdiff_t n;
    enum err e = media_of(writer, a,
        (struct media_of_in){ .statement_id = statement_id, .n_rows = ROWS },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        e = media_delete(writer, (struct media_delete_in){ rows[i].id }, NULL);
        if (e == OK)
            e = sound_drop(writer, a, rows[i].file_id, statement_id);
    }
    return e;
}
