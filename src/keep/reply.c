#include "keep/reply.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/person_data.h"
#include "os/entropy.h"

enum { TURNS_MAX = 1000, REPLIES_AT_ONCE = 100 };

bool
reply_may_agree(const struct actor *who, const struct thing *about)
{
    struct actor own = *who;
    own.is_coordinator = false;
    return thing_may_see(who, about) && thing_has_role(&own, about, WHO_MEMBER);
}

enum err
reply_may(struct db *db, struct arena *a, const struct actor *who,
    const struct reply *reply)
{
    struct thing about;
    if (who->person_id == 0)
        return ERR_NOT_FOUND;
    if (reply->person_id != REPLY_OF_ALL)
        return reply->person_id == who->person_id ? OK : ERR_NOT_FOUND;
    if (!text_is_known(reply->about_kind))
        return ERR_NOT_FOUND;
    enum err e = thing_load(db, a, reply->about_kind, reply->about_id, &about);
    if (e == OK && about.kind->may_answer != NULL)
        return about.kind->may_answer(db, a, who, about.id, true);
    return e == OK && !reply_may_agree(who, &about) ? ERR_NOT_FOUND : e;
}

enum err
reply_may_write(struct db *db, struct arena *a, const struct actor *who,
    const struct reply *reply)
{
    const struct thing_kind *kind = text_is_known(reply->about_kind)
        ? thing_kind_find(reply->about_kind)
        : NULL;
    return kind == NULL || kind->may_answer == NULL
        ? OK
        : kind->may_answer(
              db, a, who, reply->about_id, reply->person_id == REPLY_OF_ALL);
}

/* On an occasion of its own everybody answers once. */
static bool
is_once(const struct reply_beginning *what)
{
    const struct thing_kind *kind = text_is_known(what->about_kind)
        ? thing_kind_find(what->about_kind)
        : NULL;
    return kind != NULL && kind->may_answer != NULL;
}

/* ---- Reading --------------------------------------------------------------
 */

static struct given
given_of(const struct reply_value *row)
{
    return (struct given){
        .state = text_is_known(row->value) ? GIVEN : GIVEN_SKIPPED,
        .value = row->value,
    };
}

static enum err
load_values(struct db *db, struct arena *a, int64_t reply_id,
    struct reply_value **rows, ptrdiff_t *n_rows)
{
    return reply_values(db, a,
        (struct reply_values_in){
            .reply_id = reply_id, .n_rows = 4 * QUESTIONS_MAX },
        rows, n_rows);
}

enum err
reply_load(struct db *db, struct arena *a, int64_t id, struct replied *out)
{
    struct reply_value *rows;
    ptrdiff_t n_rows;
    out->asked = arena_new(a, struct asked, 1);
    enum err e =
        reply_get(db, a, (struct reply_get_in){ .id = id }, &out->reply);
    if (e == OK)
        e = questionnaire_load_version(
            db, a, out->reply.version_id, out->asked);
    if (e == OK)
        e = load_values(db, a, id, &rows, &n_rows);
    if (e != OK)
        return e;
    const struct question_set *set = &out->asked->set;
    out->given = arena_new(a, struct given, set->n_questions);
    out->values = arena_new(a, text, set->n_questions);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        int q = question_find(set, rows[i].question);
        if (q < 0)
            continue; /* of an older version */
        struct given given = given_of(&rows[i]);
        if (given.state == GIVEN &&
            value_check(&set->questions[q], given.value, a).phrase != NULL)
            continue;
        out->given[q] = given;
        out->values[q] = given.value;
    }
    return OK;
}

/* ---- Writing --------------------------------------------------------------
 */

static enum err
note(struct db *writer, const struct reply *reply, const char *action)
{
    /* that somebody replied, never who or what */
    return audit_add(writer,
        (struct audit){ .action = text_of(action),
            .kind = TEXT("questionnaire"),
            .thing_id = reply->questionnaire_id });
}

enum err
reply_begin(struct db *writer, struct arena *a,
    const struct reply_beginning *what, int64_t *id)
{
    struct asked *asked = arena_new(a, struct asked, 1);
    struct reply *newest;
    ptrdiff_t n_newest;
    int64_t n = 0;
    enum err e = questionnaire_load(
        writer, a, what->questionnaire_id, NUMBER_PUBLISHED, asked);
    if (e == OK)
        e = reply_newest(writer, a,
            (struct reply_newest_in){
                .questionnaire_id = what->questionnaire_id,
                .about_id = what->about_id,
                .person_id = what->person_id,
                .n_rows = 1 },
            &newest, &n_newest);
    if (e != OK)
        return e;
    if (n_newest > 0 &&
        (!asked->questionnaire.is_repeated || is_once(what) ||
            text_is_equal(newest->status, TEXT("open")))) {
        *id = newest->id;
        return OK;
    }
    struct reply row = { .questionnaire_id = what->questionnaire_id,
        .version_id = asked->version.id,
        .person_id = what->person_id,
        .about_kind = what->about_kind,
        .about_id = what->about_id,
        .turn = n_newest > 0 ? newest->turn + 1 : 1,
        .status = TEXT("open"),
        .lang = what->lang,
        .started_at = what->now,
        .saved_at = what->now };
    if (row.turn > TURNS_MAX)
        return ERR_NO_ROOM;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row.id = key_new();
        e = reply_insert(writer, &row, &n);
    }
    *id = row.id;
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

enum err
reply_save(struct db *writer, struct arena *a, int64_t reply_id, text question,
    struct given given, int64_t now)
{
    struct reply_value row;
    int64_t n = 0;
    text value = given.state == GIVEN ? given.value : (text){ NULL, 0 };
    enum err e = reply_value_find(writer, a,
        (struct reply_value_find_in){
            .reply_id = reply_id, .question = question },
        &row);
    if (e == ERR_NOT_FOUND && given.state == GIVEN_NOT)
        return OK;
    if (e == OK && given.state == GIVEN_NOT)
        return reply_value_delete(
            writer, (struct reply_value_delete_in){ .id = row.id }, NULL);
    if (e == OK)
        return text_is_equal(row.value, value)
            ? OK
            : reply_value_update(writer,
                  (struct reply_value_update_in){
                      .id = row.id, .value = value, .saved_at = now },
                  NULL);
    row = (struct reply_value){ .reply_id = reply_id,
        .question = question,
        .value = value,
        .saved_at = now };
    for (int i = 0; e == ERR_NOT_FOUND && i < 3; i++) {
        row.id = key_new();
        e = reply_value_insert(writer, &row, &n);
        if (e == OK && n == 0)
            e = ERR_NOT_FOUND;
    }
    return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

int
reply_lacks(const struct replied *replied)
{
    const struct question_set *set = &replied->asked->set;
    for (int i = 0; i < set->n_questions; i++)
        if (set->questions[i].is_required &&
            replied->given[i].state == GIVEN_NOT &&
            question_is_shown(set, i, replied->values))
            return i;
    return -1;
}

enum err
reply_finish(struct db *writer, struct arena *a, const struct replied *replied,
    int64_t now)
{
    (void)a;
    if (reply_lacks(replied) >= 0)
        return ERR_BAD_INPUT;
    enum err e = reply_set_status(writer,
        (struct reply_set_status_in){ .id = replied->reply.id,
            .status = TEXT("done"),
            .done_at = now,
            .has_done_at = true },
        NULL);
    return e == OK ? note(writer, &replied->reply, "answer") : e;
}

enum err
reply_renew(struct db *writer, struct arena *a, const struct replied *replied,
    int64_t now)
{
    struct asked *newest = arena_new(a, struct asked, 1);
    const struct question_set *old = &replied->asked->set;
    enum err e = questionnaire_load(
        writer, a, replied->reply.questionnaire_id, NUMBER_PUBLISHED, newest);
    for (int i = 0; e == OK && i < newest->set.n_questions; i++) {
        const struct question *q = &newest->set.questions[i];
        int was = question_find(old, q->code);
        if (was >= 0 && replied->given[was].state != GIVEN_NOT &&
            !question_is_same(&old->questions[was], q))
            e = reply_save(writer, a, replied->reply.id, q->code,
                (struct given){ .state = GIVEN_NOT }, now);
    }
    if (e == OK)
        e = reply_set_version(writer,
            (struct reply_set_version_in){
                .id = replied->reply.id, .version_id = newest->version.id },
            NULL);
    return e == OK ? reply_set_status(writer,
                         (struct reply_set_status_in){
                             .id = replied->reply.id, .status = TEXT("open") },
                         NULL)
                   : e;
}

enum err
reply_forget_about(struct db *writer, struct arena *a, int64_t about_id)
{
    struct reply_of_thing_row *rows;
    ptrdiff_t n = REPLIES_AT_ONCE;
    enum err e = OK;
    while (e == OK && about_id != REPLY_ABOUT_SELF && n == REPLIES_AT_ONCE) {
        e = reply_of_thing(writer, a,
            (struct reply_of_thing_in){
                .about_id = about_id, .n_rows = REPLIES_AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = reply_values_delete(writer,
                (struct reply_values_delete_in){ .reply_id = rows[i].id },
                NULL);
            if (e == OK)
                e = reply_delete(
                    writer, (struct reply_delete_in){ .id = rows[i].id }, NULL);
        }
    }
    return e;
}

/* ---- Reading many ---------------------------------------------------------
 */

/* Versions that were read, as few as there are. */
struct versions {
    struct asked *asked[VERSIONS_MAX];
    int n;
};

static enum err
version_of(struct db *db, struct arena *a, struct versions *v,
    int64_t version_id, struct asked **asked)
{
    for (int i = 0; i < v->n; i++)
        if (v->asked[i]->version.id == version_id) {
            *asked = v->asked[i];
            return OK;
        }
    *asked = arena_new(a, struct asked, 1);
    if (v->n < VERSIONS_MAX)
        v->asked[v->n++] = *asked;
    return questionnaire_load_version(db, a, version_id, *asked);
}

/* Values of one answer as answers to the questions of `now`. */
static void
map_values(struct arena *a, const struct replies_ask *ask,
    const struct asked *old, const struct asked *now,
    const struct reply_value *rows, ptrdiff_t n_rows, struct given *given)
{
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        int was = question_find(&old->set, rows[i].question);
        int is = question_find(&now->set, rows[i].question);
        if (was < 0 || is < 0)
            continue;
        const struct question *q = &now->set.questions[is];
        struct given g = given_of(&rows[i]);
        if ((q->is_private && !ask->has_private) ||
            !question_is_same(&old->set.questions[was], q) ||
            (g.state == GIVEN && value_check(q, g.value, a).phrase != NULL))
            continue;
        given[is] = g;
    }
    /* what was answered before another answer took the question away */
    text *values = arena_new(a, text, now->set.n_questions);
    for (int i = 0; i < now->set.n_questions; i++)
        values[i] = given[i].value;
    for (int i = 0; i < now->set.n_questions; i++)
        if (!question_is_shown(&now->set, i, values)) {
            given[i] = (struct given){ 0 };
            values[i] = (text){ 0 };
        }
}

static enum err
load_rows(struct db *db, struct arena *a, const struct replies_ask *ask,
    struct replies *out)
{
    if (ask->about_id == 0)
        return reply_of_questionnaire(db, a,
            (struct reply_of_questionnaire_in){
                .questionnaire_id = ask->questionnaire_id,
                .status = TEXT("done"),
                .after_id = ask->after_id,
                .n_rows = ask->n_rows },
            &out->rows, &out->n_rows);
    enum err e = reply_about(db, a,
        (struct reply_about_in){ .questionnaire_id = ask->questionnaire_id,
            .about_id = ask->about_id,
            .n_rows = ask->n_rows },
        &out->rows, &out->n_rows);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; e == OK && i < out->n_rows; i++)
        if (text_is_equal(out->rows[i].status, TEXT("done")) ||
            (ask->has_open && text_is_equal(out->rows[i].status, TEXT("open"))))
            out->rows[n++] = out->rows[i];
    out->n_rows = n;
    return e;
}

enum err
replies_load(struct db *db, struct arena *a, const struct replies_ask *ask,
    struct replies *out)
{
    struct versions versions = { 0 };
    *out = (struct replies){ .asked = arena_new(a, struct asked, 1) };
    enum err e = questionnaire_load(
        db, a, ask->questionnaire_id, NUMBER_PUBLISHED, out->asked);
    if (e == OK)
        e = load_rows(db, a, ask, out);
    if (e != OK)
        return e;
    versions.asked[versions.n++] = out->asked;
    out->given = arena_new(a, struct given *, out->n_rows);
    for (ptrdiff_t at = 0; at < out->n_rows; at += DB_BATCH_MAX) {
        struct reply_value *rows[DB_BATCH_MAX];
        ptrdiff_t n_rows[DB_BATCH_MAX];
        struct db_batch batch = db_batch_open(db, a);
        ptrdiff_t n =
            out->n_rows - at < DB_BATCH_MAX ? out->n_rows - at : DB_BATCH_MAX;
        for (ptrdiff_t i = 0; i < n; i++)
            reply_values_ask(&batch,
                (struct reply_values_in){ .reply_id = out->rows[at + i].id,
                    .n_rows = 4 * QUESTIONS_MAX },
                &rows[i], &n_rows[i]);
        e = db_batch_run(&batch);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            struct asked *old;
            e = version_of(
                db, a, &versions, out->rows[at + i].version_id, &old);
            if (e != OK)
                break;
            out->given[at + i] =
                arena_new(a, struct given, out->asked->set.n_questions);
            map_values(a, ask, old, out->asked, rows[i], n_rows[i],
                out->given[at + i]);
        }
        if (e != OK)
            return e;
    }
    return OK;
}

struct given
replies_given(const struct replies *replies, ptrdiff_t row, text question)
{
    int i = question_find(&replies->asked->set, question);
    return i < 0 ? (struct given){ 0 } : replies->given[row][i];
}

/* ---- A person's own -------------------------------------------------------
 */

/* Of a questionnaire that is gone, or that cannot be read any more: what was
 * answered is still theirs. */
static enum err
export_bare(
    struct db *db, struct arena *a, const struct reply *reply, struct json *out)
{
    struct reply_value *rows;
    ptrdiff_t n_rows;
    enum err e = load_values(db, a, reply->id, &rows, &n_rows);
    if (e != OK)
        return e;
    json_object(out);
    person_put_text(out, "status", reply->status);
    person_put_time(out, "started_at", reply->started_at);
    person_put_key(out, "about", reply->about_id);
    json_name(out, "answers");
    json_array(out);
    for (ptrdiff_t i = 0; i < n_rows; i++) {
        json_object(out);
        person_put_text(out, "question", rows[i].question);
        json_name(out, "answer");
        json_text(out, rows[i].value); /* null: rather not say */
        json_end(out);
    }
    json_end(out);
    json_end(out);
    return OK;
}

static enum err
export_one(
    struct db *db, struct arena *a, const struct reply *reply, struct json *out)
{
    struct replied replied;
    enum err e = reply_load(db, a, reply->id, &replied);
    if (e == ERR_NOT_FOUND || e == ERR_BAD_INPUT)
        return export_bare(db, a, reply, out);
    if (e != OK)
        return e;
    const struct asked *q = replied.asked;
    json_object(out);
    person_put_text(out, "questionnaire", q->questionnaire.name);
    person_put_text(out, "status", replied.reply.status);
    person_put_time(out, "started_at", replied.reply.started_at);
    person_put_key(out, "about", replied.reply.about_id);
    json_name(out, "answers");
    json_array(out);
    for (int i = 0; i < q->set.n_questions; i++) {
        if (replied.given[i].state == GIVEN_NOT)
            continue;
        json_object(out);
        person_put_text(
            out, "question", words_find(q->original, q->set.questions[i].code));
        json_name(out, "answer");
        json_text(out, replied.given[i].value); /* null: rather not say */
        json_end(out);
    }
    json_end(out);
    json_end(out);
    return OK;
}

/* The pages of their answers, oldest first. */
static enum err
next_of_person(struct db *db, struct arena *a, int64_t person_id,
    int64_t after_id, struct reply **rows, ptrdiff_t *n_rows)
{
    return reply_of_person(db, a,
        (struct reply_of_person_in){ .person_id = person_id,
            .after_id = after_id,
            .n_rows = REPLIES_AT_ONCE },
        rows, n_rows);
}

enum err
reply_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out)
{
    struct reply *rows;
    ptrdiff_t n_rows = 0;
    int64_t after_id = 0;
    enum err e;
    json_name(out, "answers_to_questionnaires");
    json_array(out);
    do {
        e = next_of_person(db, a, person_id, after_id, &rows, &n_rows);
        for (ptrdiff_t i = 0; e == OK && i < n_rows; i++)
            e = export_one(db, a, &rows[i], out);
        after_id = n_rows > 0 ? rows[n_rows - 1].id : 0;
    } while (e == OK && n_rows == REPLIES_AT_ONCE);
    json_end(out);
    return e;
}

enum err
reply_erase_person(struct db *writer, struct arena *a, int64_t person_id)
{
    struct reply *rows;
    ptrdiff_t n_rows;
    enum err e = OK;
    if (person_id <= 0)
        return OK;
    do {
        /* those that were erased are theirs no more: the first are the next */
        e = next_of_person(writer, a, person_id, 0, &rows, &n_rows);
        for (ptrdiff_t i = 0; e == OK && i < n_rows; i++) {
            e = reply_values_delete(writer,
                (struct reply_values_delete_in){ .reply_id = rows[i].id },
                NULL);
            if (e == OK) /* of nobody, and of no two the same */
                e = reply_forget(writer,
                    (struct reply_forget_in){ .id = rows[i].id,
                        .nobody = -rows[i].id,
                        .at = rows[i].started_at / 86'400 * 86'400 },
                    NULL);
        }
    } while (e == OK && n_rows == REPLIES_AT_ONCE);
    return e;
}
