/* Documents: shown, listed, added, given new content, deleted, brought back. */
#include "keep/document_pages.h"
#include "keep/keep_routes.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/document.html.h"
#include "keep/once.h"
#include "keep/settings.h"
#include "keep/version.h"
#include "os/entropy.h"

#include <string.h>

/* ---- One ----------------------------------------------------------------- */

static text
address_of(struct arena *a, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/document/%.*s", TEXT_ARG(key_print(id, key)));
}

/* The document of the address, for whoever may see it; one that was deleted
 * for whoever may bring it back. */
static enum err
load(struct request *rq, struct document *d, struct thing *t,
    struct thing *within)
{
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("document"), id, t);
    if (e == OK)
        e = document_get(
            rq->db, rq->arena, (struct document_get_in){ .id = id }, d);
    if (e == OK)
        e = thing_load(rq->db, rq->arena, d->within_kind, d->within_id, within);
    if (e != OK)
        return e;
    bool is_for_coordinators = text_is_equal(d->seen, TEXT("nobody"));
    bool may_see = thing_may_see(&rq->actor, within) &&
        (thing_may_see(&rq->actor, t) ||
            (d->has_deleted_at && !is_for_coordinators &&
                thing_has_role(&rq->actor, t, t->kind->editor)));
    return may_see ? OK : ERR_NOT_FOUND;
}

static enum err
name_of(struct request *rq, const struct kept_file *file, text *who)
{
    struct thing person;
    *who = (text){ 0 };
    if (!file->has_uploader_id)
        return OK;
    enum err e = thing_load(
        rq->db, rq->arena, TEXT("person"), file->uploader_id, &person);
    if (e == OK && thing_may_see(&rq->actor, &person))
        *who = person.title;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
load_versions(struct request *rq, struct document_page *p)
{
    struct kept_file *rows;
    enum err e = kept_file_versions(rq->db, rq->arena,
        (struct kept_file_versions_in){ .document_id = p->document.id,
            .before_id = INT64_MAX,
            .n_rows = DOCUMENT_VERSIONS },
        &rows, &p->n_versions);
    if (e != OK)
        return e;
    p->versions =
        arena_new(rq->arena, struct document_version_line, p->n_versions + 1);
    for (ptrdiff_t i = 0; e == OK && i < p->n_versions; i++) {
        struct document_version_line *o = &p->versions[i];
        o->file = rows[i];
        e = name_of(rq, &rows[i], &o->who);
        if (rows[i].id == p->document.file_id)
            p->now = o;
    }
    if (e != OK || p->now != NULL)
        return e;
    /* an old content brought back, with many newer ones before it */
    struct document_version_line *o = &p->versions[p->n_versions];
    p->now = o;
    e = kept_file_get(rq->db, rq->arena,
        (struct kept_file_get_in){ .id = p->document.file_id }, &o->file);
    return e == OK ? name_of(rq, &o->file, &o->who) : e;
}

enum err
document_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct document_page p = { .rq = rq, .form = &form };
    struct prose_set prose = { 0 };
    enum err e = load(rq, &p.document, &p.thing, &p.within);
    if (e == OK)
        e = prose_load(rq->db, rq->arena, p.document.id, &prose);
    if (e == OK)
        e = load_versions(rq, &p);
    if (e != OK)
        return e;
    text right = document_address(rq->arena, p.document.name, p.document.id);
    if (!text_is_equal(rq->path, right) &&
        rq->params[0].len != KEY_LENGTH) { /* an old name in it */
        answer_redirect(rq, an, right);
        return OK;
    }
    p.address = address_of(rq->arena, p.document.id);
    p.about = prose_show(rq, &prose, "about");
    p.is_deleted = p.document.has_deleted_at;
    p.back_until = p.document.deleted_at +
        settings_int(rq->db, rq->arena, "keep_removed_days") * INT64_C(86'400);
    p.may_edit = thing_has_role(&rq->actor, &p.thing, p.thing.kind->editor);
    if (p.may_edit)
        form_open(rq, NULL, 0, &form);
    struct view v = request_view(rq);
    keep_document_one(&v, &p);
    if (!text_is_equal(p.document.seen, TEXT("public")))
        an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){ .title = p.document.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

static bool
may_edit(struct request *rq, const struct thing *t)
{
    return thing_has_role(&rq->actor, t, t->kind->editor);
}

enum err
document_file(struct request *rq, struct answer *an)
{
    struct document d;
    struct thing t, within;
    struct kept_file file;
    bool is_old = text_is_known(rq->params[1]);
    enum err e = load(rq, &d, &t, &within);
    if (e == OK && d.has_deleted_at)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = kept_file_get(rq->db, rq->arena,
            (struct kept_file_get_in){
                .id = is_old ? request_key(rq, 1) : d.file_id },
            &file);
    if (e == OK && (file.document_id != d.id || !file.is_whole))
        e = ERR_NOT_FOUND;
    /* what was replaced is for those who may change the document */
    if (e == OK && file.id != d.file_id && !may_edit(rq, &t))
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    return file_answer(rq, an, &file,
        t.seen == SEEN_BY_ALL && within.seen == SEEN_BY_ALL &&
            file.id == d.file_id);
}

/* ---- Adding, and new content --------------------------------------------- */

struct attach_form {
    struct upload file;
    text name, lang, seen;
};
static const char *const langs[] = { "en", "sv", "sw", "luo", NULL };
static const char *const lang_names[] = { "English", "Svenska", "Kiswahili",
    "Dholuo" };
static const char *const seens[] = { "within", "network", "public", "nobody",
    NULL };
static const char *const seen_names[] = { N_("Those who take part here"),
    N_("Members of the network"), N_("Everybody"), N_("Coordinators only") };
static const struct input attach_inputs[] = {
    INPUT(struct attach_form, file, INPUT_FILE, .is_required = true,
        .label = N_("File")),
    INPUT(struct attach_form, name, INPUT_TEXT, .max = 200,
        .label = N_("Title"),
        .hint = N_("Without one the file's name is its title.")),
    INPUT(struct attach_form, lang, INPUT_CHOICE, .choices = langs,
        .choice_labels = lang_names,
        .label = N_("In which language it is written")),
    INPUT(struct attach_form, seen, INPUT_CHOICE, .is_required = true,
        .choices = seens, .choice_labels = seen_names,
        .label = N_("Who may see it")),
};
enum { N_ATTACH = sizeof attach_inputs / sizeof *attach_inputs, N_CONTENT = 1 };

/* Of what is seen closely nothing is seen otherwise: that is not asked. */
static int
n_inputs(const struct attach_page *p)
{
    return p->within.seen == SEEN_CLOSELY ? N_ATTACH - 1 : N_ATTACH;
}

static enum err
answer_form(struct request *rq, struct answer *an, struct attach_page *p)
{
    struct view v = request_view(rq);
    p->max_size = file_size_said(&v, file_limit(rq->db, rq->arena));
    keep_document_attach(&v, p);
    if (p->form->n_errors > 0 && an->status == 0)
        an->status = 422;
    answer_page(rq, an,
        (struct page){ .title = say(&v,
                           p->is_new ? N_("Add a document")
                                     : N_("Put new content in its place")),
            .body = view_html(&v) });
    return OK;
}

/* Is this a file that we take? What is wrong is said beside its field. */
static enum err
judge(struct request *rq, struct form *form, struct upload_source *from,
    struct kept_file *row)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    int64_t limit = file_limit(rq->db, rq->arena);
    const struct file_type *type;
    const char *refusal;
    if (from->upload->size > limit) {
        struct phrase_arg args[] = {
            phrase_arg(file_size_said(&v, from->upload->size)),
            phrase_arg(file_size_said(&v, limit)),
        };
        form_error(form, "file",
            say_with(&v,
                N_("This file is too large: it has %1$s, and %2$s are taken."),
                2, args));
        return OK;
    }
    struct file_source source = file_source_of(from);
    enum err e =
        file_type_of(&source, rq->arena, from->upload->name, &type, &refusal);
    if (e == ERR_BAD_INPUT && refusal != NULL) {
        form_error(form, "file", say(&v, refusal));
        return OK;
    }
    if (e != OK)
        return e;
    row->type = text_of(type->code);
    row->name = file_name_for(rq->arena, from->upload->name, type);
    row->uploader_id = rq->actor.person_id;
    row->has_uploader_id = true;
    return OK;
}

struct show_step {
    struct document *document;
    struct kept_file *file;
    text token, address, first;
    int64_t actor_id;
    bool is_new;
};

static enum err
show_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct show_step *s = arg;
    int64_t n = 0;
    enum err e = once_take(writer, scratch, s->token, s->address, &s->first);
    if (e == OK)
        e = file_finish(writer, s->file);
    if (e == OK && s->is_new)
        e = document_insert(writer, s->document, &n);
    if (e == OK && !s->is_new) {
        e = version_before(writer, scratch, TEXT("document"), s->document->id);
        if (e == OK)
            e = document_set_file(writer,
                (struct document_set_file_in){
                    .id = s->document->id, .file_id = s->file->id },
                &n);
    }
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    return version_note(writer, scratch, TEXT("document"), s->document->id,
        s->actor_id, s->is_new ? TEXT("create") : TEXT("change"));
}

/* The bytes first, then, in one step, what shows them. */
static enum err
keep_and_show(struct request *rq, struct answer *an, struct form *form,
    const struct upload_source *from, struct document *d,
    struct kept_file *file, bool is_new, text address)
{
    struct upload_source own = *from;
    struct file_source source = file_source_of(&own);
    struct show_step step = { .document = d,
        .file = file,
        .token = form->token,
        .actor_id = rq->actor.person_id,
        .is_new = is_new };
    file->document_id = d->id;
    step.address =
        text_is_known(address) ? address : address_of(rq->arena, d->id);
    enum err e = file_keep(rq->db, rq->arena, &source, file);
    if (e != OK)
        return e;
    if (is_new)
        d->file_id = file->id;
    e = db_write(rq->db, rq->arena, show_step, &step);
    if (e != OK) {
        ignore(file_discard(rq->db, rq->arena, file->id));
        if (e == ERR_CONFLICT && text_is_known(step.first)) {
            answer_redirect(rq, an, step.first); /* sent twice */
            return OK;
        }
        return e;
    }
    answer_redirect(rq, an, step.address);
    return OK;
}

bool
document_may_be_of(text kind)
{
    static const char *const kinds[] = { "partnership", "side", "project",
        "organisation", "programme", "match_pair", "board_entry", "forum",
        "sitting" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text_is_equal(kind, text_of(kinds[i])))
            return true;
    return false;
}

static enum err
begin(struct request *rq, struct attach_page *p)
{
    p->is_new = true;
    enum err e = thing_load(
        rq->db, rq->arena, rq->params[0], request_key(rq, 1), &p->within);
    if (e == OK && !document_may_be_of(rq->params[0]))
        e = ERR_NOT_FOUND;
    if (e == OK && p->within.kind->may_hold != NULL)
        e = p->within.kind->may_hold(rq->db, rq->arena, p->within.id);
    if (e == OK)
        p->address = documents_address(rq->arena, "attach", &p->within);
    return e;
}

enum err
attach_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct attach_page p = { .form = &form };
    enum err e = begin(rq, &p);
    if (e != OK)
        return e;
    form_open(rq, attach_inputs, n_inputs(&p), &form);
    if (n_inputs(&p) == N_ATTACH)
        form_give(&form, "seen", TEXT("within"));
    return answer_form(rq, an, &p);
}

/* "Annual report.pdf" without its ending. */
static text
title_of(text name)
{
    for (ptrdiff_t i = name.len - 1; i > 0; i--)
        if (name.ptr[i] == '.')
            return text_slice(name, 0, i);
    return name;
}

enum err
document_attach(struct request *rq, struct answer *an, struct form *form,
    const struct upload *upload, const struct thing *within,
    const struct document_given *given, bool *is_refused)
{
    struct upload_source from = { rq, upload };
    struct kept_file file = { 0 };
    char key[KEY_LENGTH];
    enum err e = judge(rq, form, &from, &file);
    *is_refused = form->n_errors > 0;
    const struct file_type *type = file_type_find(file.type);
    if (e == OK && !*is_refused && given->must_be_picture &&
        (type == NULL ||
            !text_starts_with(text_of(type->mime), TEXT("image/")))) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        form_error(form, "file", say(&v, N_("This is no picture.")));
        *is_refused = true;
    }
    if (e != OK || *is_refused)
        return e;
    bool is_close = within->seen == SEEN_CLOSELY;
    int64_t above = is_close ? within->above_id : within->within_id;
    int64_t id = key_new();
    text name = text_is_empty(given->name) ? title_of(file.name) : given->name;
    struct document d = { .id = id,
        .code = arena_copy(rq->arena, key_print(id, key)),
        .name = name,
        .name_sort = lang_sort_key(rq->arena, name),
        .lang = given->lang,
        .seen = is_close ? TEXT("within") : given->seen,
        .within_kind = text_of(within->kind->kind),
        .within_id = within->id,
        .above_id = above,
        .has_above_id = above != 0,
        .created_at = rq->now };
    return keep_and_show(rq, an, form, &from, &d, &file, true, given->address);
}

enum err
attach_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct attach_form given = { 0 };
    struct attach_page p = { .form = &form };
    bool is_refused = false;
    enum err e = begin(rq, &p);
    if (e == OK)
        e = form_parse(rq, attach_inputs, n_inputs(&p), &form, &given);
    if (e != OK)
        return e;
    if (form.n_errors == 0)
        e = document_attach(rq, an, &form, &given.file, &p.within,
            &(struct document_given){
                .name = given.name, .lang = given.lang, .seen = given.seen },
            &is_refused);
    return e == OK && form.n_errors > 0 ? answer_form(rq, an, &p) : e;
}

static enum err
begin_content(struct request *rq, struct attach_page *p, struct document *d)
{
    struct thing t, within;
    enum err e = load(rq, d, &t, &within);
    if (e == OK && d->has_deleted_at)
        e = ERR_NOT_FOUND;
    p->within = t;
    p->address = arena_join(rq->arena, 2,
        (text[]){ address_of(rq->arena, d->id), TEXT("/content") });
    return e;
}

enum err
content_show(struct request *rq, struct answer *an)
{
    struct form form;
    struct document d;
    struct attach_page p = { .form = &form };
    enum err e = begin_content(rq, &p, &d);
    if (e != OK)
        return e;
    form_open(rq, attach_inputs, N_CONTENT, &form);
    return answer_form(rq, an, &p);
}

enum err
content_send(struct request *rq, struct answer *an)
{
    struct form form;
    struct document d;
    struct attach_form given = { 0 };
    struct attach_page p = { .form = &form };
    struct kept_file file = { 0 };
    enum err e = begin_content(rq, &p, &d);
    if (e == OK)
        e = form_parse(rq, attach_inputs, N_CONTENT, &form, &given);
    if (e != OK)
        return e;
    struct upload_source from = { rq, &given.file };
    if (given.file.is_given)
        e = judge(rq, &form, &from, &file);
    if (e != OK)
        return e;
    if (form.n_errors > 0)
        return answer_form(rq, an, &p);
    return keep_and_show(rq, an, &form, &from, &d, &file, false, (text){ 0 });
}

/* ---- Away, and back ------------------------------------------------------ */

struct delete_step {
    struct document_delete_in to;
    int64_t actor_id;
    text action;
};

static enum err
delete_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct delete_step *s = arg;
    enum err e = version_before(writer, scratch, TEXT("document"), s->to.id);
    if (e == OK)
        e = document_delete(writer, s->to, NULL);
    if (e != OK)
        return e;
    return version_note(
        writer, scratch, TEXT("document"), s->to.id, s->actor_id, s->action);
}

static enum err
set_deleted(struct request *rq, struct answer *an, bool is_deleted)
{
    struct document d;
    struct thing t, within;
    enum err e = load(rq, &d, &t, &within);
    if (e == OK)
        e = button_parse(rq);
    if (e == OK && !thing_has_role(&rq->actor, &t, t.kind->editor))
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct delete_step step = { .actor_id = rq->actor.person_id,
        .to = { .id = d.id,
            .deleted_at = rq->now,
            .has_deleted_at = is_deleted },
        .action = is_deleted ? TEXT("remove") : TEXT("restore") };
    if (is_deleted != d.has_deleted_at) /* else it was sent twice */
        e = db_write(rq->db, rq->arena, delete_step, &step);
    if (e == OK)
        answer_redirect(rq, an, address_of(rq->arena, d.id));
    return e;
}

enum err
document_remove(struct request *rq, struct answer *an)
{
    return set_deleted(rq, an, true);
}

/* One content that was replaced goes at once, for good: it may be what should
 * never have been sent. That there was one stays in the log. */
struct withdraw_step {
    struct kept_file_withdraw_in what;
    int64_t actor_id;
};

static enum err
withdraw_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct withdraw_step *s = arg;
    int64_t n = 0;
    enum err e = kept_file_withdraw(writer, s->what, &n);
    if (e != OK || n == 0)
        return e == OK ? ERR_NOT_FOUND : e;
    return audit_add(writer,
        (struct audit){ .actor_id = s->actor_id,
            .action = TEXT("erase"),
            .kind = TEXT("document"),
            .thing_id = s->what.document_id,
            .detail = TEXT("[\"content\"]") });
}

enum err
document_content_remove(struct request *rq, struct answer *an)
{
    struct document d;
    struct thing t, within;
    enum err e = load(rq, &d, &t, &within);
    if (e == OK)
        e = button_parse(rq);
    if (e == OK && !may_edit(rq, &t))
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct withdraw_step step = { .actor_id = rq->actor.person_id,
        .what = { .id = request_key(rq, 1), .document_id = d.id } };
    e = db_write(rq->db, rq->arena, withdraw_step, &step);
    if (e == OK) /* cut off here, the sweep goes on */
        e = file_discard(rq->db, rq->arena, step.what.id);
    if (e == OK || e == ERR_NOT_FOUND) { /* it is gone: sent twice */
        answer_redirect(rq, an, address_of(rq->arena, d.id));
        e = OK;
    }
    return e;
}

enum err
document_restore(struct request *rq, struct answer *an)
{
    return set_deleted(rq, an, false);
}
