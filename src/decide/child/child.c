/* Both yeses of a child who takes part. */
#include "decide/child/child.h"

#include "decide/child/child.html.h"
#include "decide/child/receipt.h"
#include "keep/person_data.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- In a form ----------------------------------------------------------- */

void
child_inputs(struct input *to, ptrdiff_t offset, bool is_helped)
{
    to[0] = (struct input){ .name = "is_child",
        .kind = INPUT_BOOL,
        .offset = offset + (ptrdiff_t)offsetof(struct child_given, is_child),
        .label = is_helped ? N_("They are under 18") : N_("I am under 18") };
    to[1] = (struct input){ .name = "guardian",
        .kind = INPUT_BOOL,
        .offset = offset + (ptrdiff_t)offsetof(struct child_given, guardian),
        .label = is_helped ? N_("Their parent or guardian says yes")
                           : N_("My parent or guardian says yes") };
    to[2] = (struct input){ .name = "child",
        .kind = INPUT_BOOL,
        .offset = offset + (ptrdiff_t)offsetof(struct child_given, child),
        .label = is_helped ? N_("The child says yes themselves")
                           : N_("I want to say this myself") };
}

void
child_check(struct request *rq, struct form *form, const struct child_given *g)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (!g->is_child)
        return;
    if (!g->guardian)
        form_error(form, "guardian",
            say(&v,
                N_("Under 18 a parent or guardian must say yes too. Without "
                   "that it cannot be kept.")));
    if (!g->child)
        form_error(form, "child",
            say(&v,
                N_("Under 18 the child's own yes is needed too. Without that "
                   "it cannot be kept.")));
}

void
child_fields(struct view *v, const struct form *form)
{
    decide_child_fields(v, form, form->n_errors > 0);
}

/* ---- Kept ---------------------------------------------------------------- */

text
child_code(struct arena *a, text token)
{
    return receipt_of(a, "child", token);
}

enum err
child_keep(struct db *writer, struct arena *a, const struct child_of *of,
    text code, int64_t now)
{
    int64_t n = 0;
    struct child_yes row = { .id = (int64_t)(entropy_bits() >> 1 | 1),
        .kind = text_of(of->kind),
        .subject_id = of->subject_id,
        .thing_id = of->thing_id,
        .guardian_on = day_of(a, now),
        .child_on = day_of(a, now),
        .guardian = receipt_hash(a, code) };
    enum err e = child_forget(writer, of->kind, of->subject_id);
    if (e == OK)
        e = child_yes_insert(writer, &row, &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

enum err
child_state_of(struct db *db, struct arena *a, const char *kind,
    int64_t subject_id, enum child_state *to)
{
    struct child_yes row;
    *to = CHILD_IS_NONE;
    if (subject_id == 0)
        return OK;
    enum err e = child_yes_of(db, a,
        (struct child_yes_of_in){
            .kind = text_of(kind), .subject_id = subject_id },
        &row);
    if (e == OK)
        *to = text_is_known(row.ended_on) ? CHILD_TAKEN_BACK : CHILD_SAYS_YES;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
child_end(struct db *writer, struct arena *a, const char *kind,
    int64_t subject_id, int64_t left_id, text today)
{
    struct child_yes row;
    enum err e = child_yes_of(writer, a,
        (struct child_yes_of_in){
            .kind = text_of(kind), .subject_id = subject_id },
        &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK && left_id != subject_id)
        e = child_forget(writer, kind, left_id);
    row.subject_id = left_id;
    if (!text_is_known(row.ended_on))
        row.ended_on = today;
    return e == OK ? child_yes_update(writer, &row, NULL) : e;
}

enum err
child_forget(struct db *writer, const char *kind, int64_t subject_id)
{
    return child_yes_remove(writer,
        (struct child_yes_remove_in){
            .kind = text_of(kind), .subject_id = subject_id },
        NULL);
}

enum err
child_forget_of(struct db *writer, int64_t thing_id)
{
    return child_yes_remove_of(
        writer, (struct child_yes_remove_of_in){ thing_id }, NULL);
}

enum err
child_export(struct db *db, struct arena *a, const char *kind,
    int64_t subject_id, struct json *out)
{
    struct child_yes row;
    enum err e = child_yes_of(db, a,
        (struct child_yes_of_in){
            .kind = text_of(kind), .subject_id = subject_id },
        &row);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    json_name(out, "child");
    json_object(out);
    person_put_text(out, "guardian_said_yes_on", row.guardian_on);
    person_put_text(out, "said_yes_on", row.child_on);
    person_put_text(out, "taken_back_on", row.ended_on);
    json_end(out);
    return OK;
}

bool
child_was_sent(struct db *db, struct arena *a, text token)
{
    struct child_yes row;
    return child_yes_by_guardian(db, a,
               (struct child_yes_by_guardian_in){
                   receipt_hash(a, child_code(a, token)) },
               &row) == OK &&
        !text_is_known(row.ended_on);
}

enum err
child_answer_codes(
    struct request *rq, struct answer *an, const struct child_codes *c)
{
    rq->form = NULL;
    struct view v = request_view(rq);
    decide_child_codes(&v, c);
    an->keeping = TEXT("no-store");
    answer_page(
        rq, an, (struct page){ .title = c->title, .body = view_html(&v) });
    return OK;
}
