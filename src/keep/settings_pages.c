/* The page of what a network settles for itself: the table of settings.c as
 * one form. */
#include "keep/settings_pages.h"
#include "keep/keep_routes.h"

#include "keep/audit.h"
#include "keep/once.h"
#include "keep/settings_page.html.h"

/* A form's value, by the kind of its setting. */
struct value {
    text words;
    int64_t number;
    bool is_on;
};
struct settings_form {
    struct value values[FORM_FIELDS_MAX - 1];
    text seen;
};

struct fields {
    struct input inputs[FORM_FIELDS_MAX];
    int n;
};

static void
declare(struct fields *f)
{
    static const enum input_kind kinds[] = { [SETTINGS_INT] = INPUT_INT,
        [SETTINGS_BOOL] = INPUT_BOOL,
        [SETTINGS_TEXT] = INPUT_TEXT };
    static const ptrdiff_t members[] = { [SETTINGS_INT] =
                                             offsetof(struct value, number),
        [SETTINGS_BOOL] = offsetof(struct value, is_on),
        [SETTINGS_TEXT] = offsetof(struct value, words) };
    f->n = 0;
    for (const struct settings_line *l = settings_lines; l->name != NULL; l++) {
        require(f->n < FORM_FIELDS_MAX - 1);
        f->inputs[f->n] = (struct input){ .name = l->name,
            .kind = kinds[l->kind],
            .is_required = l->kind == SETTINGS_INT,
            .min = l->min,
            .max = (ptrdiff_t)l->max,
            .label = l->word,
            .hint = l->hint,
            .offset =
                f->n * (ptrdiff_t)sizeof(struct value) + members[l->kind] };
        f->n++;
    }
    f->inputs[f->n++] = (struct input){ .name = "seen",
        .kind = INPUT_TEXT,
        .max = 40,
        .offset = offsetof(struct settings_form, seen) };
}

/* What all of them are now: what each is, and a mark of the whole, by which
 * it shows that somebody else changed one meanwhile. */
static text
load_all(struct db *db, struct arena *a, text *values)
{
    struct buf all = buf_in(a, 500);
    int i = 0;
    for (const struct settings_line *l = settings_lines; l->name != NULL; l++) {
        text value = settings_as_text(db, a, l);
        if (values != NULL)
            values[i++] = value;
        buf_print(&all, "%s=%.*s\n", l->name, TEXT_ARG(value));
    }
    return arena_print(
        a, "%016llx", (unsigned long long)text_hash(buf_text(&all)));
}

static enum err
answer_form(struct request *rq, struct answer *an, struct form *form, text seen)
{
    struct settings_view p = { .form = form,
        .seen = seen,
        .is_saved = text_is_equal(rq->query, TEXT("saved=1")) };
    bool is_wrong = form->n_errors > 0 || text_is_known(form->error_all);
    struct view v = request_view(rq);
    keep_settings_page(&v, &p);
    an->status = is_wrong ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Settings")),
            .section = "admin",
            .body = view_html(&v) });
    return OK;
}

enum err
settings_show(struct request *rq, struct answer *an)
{
    struct fields *f = arena_new(rq->arena, struct fields, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    text values[FORM_FIELDS_MAX];
    declare(f);
    text seen = load_all(rq->db, rq->arena, values);
    form_open(rq, f->inputs, f->n, form);
    int i = 0;
    for (const struct settings_line *l = settings_lines; l->name != NULL; l++) {
        text value = values[i++];
        if (l->kind == SETTINGS_BOOL)
            value = text_is_equal(value, TEXT("1")) ? TEXT("on") : TEXT("");
        form_give(form, l->name, value);
    }
    return answer_form(rq, an, form, seen);
}

/* ---- Saving -------------------------------------------------------------- */

struct saving {
    const struct settings_form *given;
    text token;
    int64_t actor_id;
};

static text
value_of(struct arena *a, const struct settings_line *l, const struct value *v)
{
    switch (l->kind) {
    case SETTINGS_INT: return arena_print(a, "%lld", (long long)v->number);
    case SETTINGS_BOOL: return v->is_on ? TEXT("1") : TEXT("0");
    case SETTINGS_TEXT: break;
    }
    return text_is_known(v->words) ? v->words : TEXT("");
}

/* ERR_DENIED: somebody else changed one since the page was made. */
static enum err
save(struct db *writer, struct arena *a, void *arg)
{
    const struct saving *s = arg;
    struct buf changed = buf_in(a, 200);
    struct json j = json_write(&changed);
    text first;
    int i = 0, n_changed = 0;
    enum err e =
        once_take(writer, a, s->token, TEXT("/admin/settings"), &first);
    if (e == OK && !text_is_equal(s->given->seen, load_all(writer, a, NULL)))
        e = ERR_DENIED;
    json_array(&j);
    for (const struct settings_line *l = settings_lines;
         e == OK && l->name != NULL; l++) {
        text value = value_of(a, l, &s->given->values[i++]);
        if (text_is_equal(value, settings_as_text(writer, a, l)))
            continue;
        e = settings_put(writer, a, l, value);
        json_text(&j, text_of(l->name));
        n_changed++;
    }
    json_end(&j);
    if (e == OK && n_changed > 0)
        e = audit_add(writer,
            (struct audit){ .actor_id = s->actor_id,
                .action = TEXT("change"),
                .kind = TEXT("setting"),
                .thing_id = 1,
                .detail = buf_text(&changed) });
    return e;
}

enum err
settings_send(struct request *rq, struct answer *an)
{
    struct fields *f = arena_new(rq->arena, struct fields, 1);
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct settings_form given = { 0 };
    declare(f);
    enum err e = form_parse(rq, f->inputs, f->n, form, &given);
    if (e != OK)
        return e;
    struct saving s = {
        .given = &given, .token = form->token, .actor_id = rq->actor.person_id
    };
    if (form->n_errors > 0)
        return answer_form(rq, an, form, given.seen);
    e = db_write(rq->db, rq->arena, save, &s);
    if (e == ERR_DENIED) {
        struct view v = request_view(rq);
        form->error_all = say(&v,
            N_("Somebody else changed the settings meanwhile. What you chose "
               "stands here: look at it and save once more."));
        return answer_form(rq, an, form, load_all(rq->db, rq->arena, NULL));
    }
    if (e == OK || e == ERR_CONFLICT) { /* sent twice: saved once */
        settings_offer_languages(rq->db, rq->arena);
        answer_redirect(rq, an, TEXT("/admin/settings?saved=1"));
        e = OK;
    }
    return e;
}
