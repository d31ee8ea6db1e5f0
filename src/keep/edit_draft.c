/* Forms left half done: kept for their person until saved or thrown away. */
#include "keep/draft.h"
#include "keep/edit.h"

#include "base/json.h"
#include "base/key.h"
#include "keep/draft.sql.h"
#include "keep/once.h"
#include "os/clock.h"
#include "os/entropy.h"

#include <sodium.h>
#include <string.h>

enum { TOKEN_BYTES = 32, LOST_S = 3600 };
static const char lost_cookie[] = "cp-form";

/* ---- What a form holds, as JSON ------------------------------------------ */

static bool
is_kept(const struct input *in)
{
    return strcmp(in->name, "do") != 0 && strcmp(in->name, "for") != 0 &&
        !text_starts_with(text_of(in->name), TEXT("take_"));
}

static text
print_fields(const struct edit *ed)
{
    struct buf out = buf_in(ed->rq->arena, 1000);
    struct json j = json_write(&out);
    json_object(&j);
    for (int i = 0; i < ed->n_inputs; i++) {
        if (!is_kept(&ed->inputs[i]) || text_is_empty(ed->form.given[i]))
            continue;
        json_name(&j, ed->inputs[i].name);
        json_text(&j, ed->form.given[i]);
    }
    json_end(&j);
    return buf_text(&out);
}

void
edit_draft_give(struct edit *ed)
{
    struct json_value *all;
    struct why why = { 0 };
    if (json_parse(ed->draft.fields, ed->rq->arena, &all, &why) != OK)
        return;
    for (int i = 0; i < ed->n_inputs; i++) {
        const struct json_value *v =
            json_find(all, text_of(ed->inputs[i].name));
        if (!is_kept(&ed->inputs[i]))
            continue;
        ed->form.given[i] =
            v != NULL && v->type == JSON_TEXT ? v->text : (text){ 0 };
    }
    ed->is_from_draft = true;
}

/* ---- Kept and found ------------------------------------------------------ */

struct draft_step {
    struct draft_save_in row;
    text token;
};

/* One that comes late, after its form was saved, is no draft any more. */
static enum err
save_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct draft_step *step = arg;
    bool is_saved = false;
    enum err e = once_look(writer, scratch, step->token, &is_saved);
    if (e != OK || is_saved)
        return e;
    step->row.id = key_new();
    return draft_save(writer, step->row, NULL);
}

enum err
edit_draft_save(struct edit *ed)
{
    struct draft_step step = { .token = ed->form.token,
        .row = { .person_id = ed->rq->actor.person_id,
            .kind = text_of(ed->kind->kind),
            .thing_id = ed->id,
            .within_id = ed->id == 0 ? ed->within_id : 0,
            .fields = print_fields(ed),
            .at = now_s() } };
    if (step.row.fields.len > DRAFT_MAX)
        return OK;
    return db_write_quietly(ed->rq->db, ed->rq->arena, save_step, &step);
}

enum err
edit_draft_load(struct edit *ed)
{
    struct draft_find_row row;
    enum err e = draft_find(ed->rq->db, ed->rq->arena,
        (struct draft_find_in){ .person_id = ed->rq->actor.person_id,
            .kind = text_of(ed->kind->kind),
            .thing_id = ed->id,
            .within_id = ed->id == 0 ? ed->within_id : 0 },
        &row);
    if (e == OK)
        ed->draft = (struct edit_draft){
            .id = row.id, .at = row.at, .fields = row.fields
        };
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
edit_draft_forget(struct db *writer, const struct edit *ed)
{
    return draft_delete(writer,
        (struct draft_delete_in){ .person_id = ed->rq->actor.person_id,
            .kind = text_of(ed->kind->kind),
            .thing_id = ed->id,
            .within_id = ed->id == 0 ? ed->within_id : 0 },
        NULL);
}

/* ---- After the session had ended ----------------------------------------- */

static text
hash_of(struct arena *a, text token)
{
    unsigned char *hash = arena_new(a, unsigned char, TOKEN_BYTES);
    require(
        crypto_generichash(hash, TOKEN_BYTES, (const unsigned char *)token.ptr,
            (size_t)token.len, NULL, 0) == 0);
    return (text){ (const char *)hash, TOKEN_BYTES };
}

static enum err
lost_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct lost_draft_insert_in *row = arg;
    row->id = key_new();
    return lost_draft_insert(writer, *row, NULL);
}

enum err
draft_lose(struct request *rq, struct answer *an, const struct draft_lost *lost)
{
    struct arena *a = rq->arena;
    unsigned char random[TOKEN_BYTES];
    char *hex = arena_new(a, char, 2 * TOKEN_BYTES + 1);
    entropy(random, sizeof random);
    sodium_bin2hex(hex, 2 * TOKEN_BYTES + 1, random, sizeof random);
    text token = { hex, 2 * TOKEN_BYTES };
    struct lost_draft_insert_in row = { .hash = hash_of(a, token),
        .person_id = lost->person_id,
        .kind = lost->kind,
        .thing_id = lost->thing_id,
        .within_id = lost->within_id,
        .fields = lost->fields,
        .at = now_s() };
    if (row.fields.len > DRAFT_MAX)
        return OK;
    enum err e = db_write_quietly(rq->db, a, lost_step, &row);
    if (e == OK)
        answer_cookie(rq, an, lost_cookie, token, LOST_S);
    return e;
}

enum err
edit_draft_lose(struct edit *ed, int64_t person_id, struct answer *an)
{
    return draft_lose(ed->rq, an,
        &(struct draft_lost){ .person_id = person_id,
            .kind = text_of(ed->kind->kind),
            .thing_id = ed->id,
            .within_id = ed->id == 0 ? ed->within_id : 0,
            .fields = print_fields(ed) });
}

struct claim_step {
    struct lost_draft_find_row lost;
    int64_t person_id, now;
};

/* Only whom it was made for gets it: others use the same phone. */
static enum err
claim_step(struct db *writer, struct arena *scratch, void *arg)
{
    (void)scratch;
    struct claim_step *step = arg;
    const struct lost_draft_find_row *lost = &step->lost;
    enum err e = lost_draft_delete(
        writer, (struct lost_draft_delete_in){ .id = lost->id }, NULL);
    if (e != OK || lost->person_id != step->person_id ||
        lost->at < step->now - LOST_S)
        return e;
    return draft_save(writer,
        (struct draft_save_in){ .id = key_new(),
            .person_id = step->person_id,
            .kind = lost->kind,
            .thing_id = lost->thing_id,
            .within_id = lost->within_id,
            .fields = lost->fields,
            .at = lost->at },
        NULL);
}

enum err
edit_draft_claim(struct request *rq, struct answer *an)
{
    text token = request_cookie(rq, lost_cookie);
    struct claim_step step = { .person_id = rq->actor.person_id,
        .now = rq->now };
    if (token.len != 2 * TOKEN_BYTES)
        return OK;
    enum err e = lost_draft_find(rq->db, rq->arena,
        (struct lost_draft_find_in){ .hash = hash_of(rq->arena, token) },
        &step.lost);
    if (e == OK)
        e = db_write_quietly(rq->db, rq->arena, claim_step, &step);
    if (e == OK || e == ERR_NOT_FOUND)
        answer_cookie(rq, an, lost_cookie, TEXT(""), 0);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
draft_take(struct request *rq, struct answer *an, text kind, int64_t thing_id,
    text *fields, int64_t *at)
{
    struct draft_find_row row;
    *fields = (text){ 0 };
    enum err e = edit_draft_claim(rq, an);
    if (e == OK)
        e = draft_find(rq->db, rq->arena,
            (struct draft_find_in){ .person_id = rq->actor.person_id,
                .kind = kind,
                .thing_id = thing_id },
            &row);
    if (e == OK) {
        *fields = row.fields;
        *at = row.at;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
draft_drop(struct db *writer, int64_t person_id, text kind, int64_t thing_id)
{
    return draft_delete(writer,
        (struct draft_delete_in){
            .person_id = person_id, .kind = kind, .thing_id = thing_id },
        NULL);
}

/* ---- For all of the house ------------------------------------------------ */

enum err
draft_forget_old(struct db *writer, int64_t now)
{
    enum err e = draft_forget(writer,
        (struct draft_forget_in){
            .before = now - DRAFT_DAYS * INT64_C(86'400) },
        NULL);
    if (e == OK)
        e = lost_draft_forget(writer,
            (struct lost_draft_forget_in){ .before = now - LOST_S }, NULL);
    return e;
}

enum err
draft_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    (void)a;
    enum err e = draft_forget_person(writer,
        (struct draft_forget_person_in){ .person_id = person_id }, NULL);
    if (e == OK)
        e = lost_draft_forget_person(writer,
            (struct lost_draft_forget_person_in){ .person_id = person_id },
            NULL);
    return e;
}

enum err
draft_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    enum { N_ROWS = 1000 };
    struct draft_of_person_row *rows;
    ptrdiff_t n;
    enum err e = draft_of_person(db, a,
        (struct draft_of_person_in){ .person_id = person_id, .n_rows = N_ROWS },
        &rows, &n);
    if (e != OK)
        return e;
    json_name(out, "drafts");
    json_array(out);
    for (ptrdiff_t i = 0; i < n; i++) {
        json_object(out);
        json_name(out, "kind");
        json_text(out, rows[i].kind);
        json_name(out, "thing");
        json_int_text(out, rows[i].thing_id);
        json_name(out, "at");
        json_int(out, rows[i].at);
        json_name(out, "fields");
        json_text(out, rows[i].fields);
        json_end(out);
    }
    json_end(out);
    return OK;
}
