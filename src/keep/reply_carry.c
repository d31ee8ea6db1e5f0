/* What a side agreed on, in and out as answer.csv: one row a question. What
 * single people answered is in no file: rows identify. Nor are private
 * questions, nor what is not sent yet: `backup` and `copy` carry all.
 */
#include "keep/reply.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/carry.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

static const char *const columns[] = { "questionnaire", "about_kind", "about",
    "question", "value", "turn", "lang", "done_at", "is_skipped", NULL };
enum {
    QUESTIONNAIRE,
    ABOUT_KIND,
    ABOUT,
    QUESTION,
    VALUE,
    TURN,
    LANG,
    DONE_AT,
    SKIPPED,
    N_COLUMNS
};
enum { TURN_MAX = 1000, ROWS_AT_ONCE = 50 };

/* ---- In ------------------------------------------------------------------ */

/* The questionnaire of the row before: a side's answers stand together. */
struct bringing {
    struct arena *a; /* of the whole file */
    struct asked *asked;
    text code;
};

static enum err
load_asked(struct carrying *c, text code, struct asked **asked)
{
    struct bringing *b = c->context;
    struct questionnaire row;
    *asked = b->asked;
    if (b->asked != NULL && text_is_equal(b->code, code))
        return OK;
    *asked = arena_new(b->a, struct asked, 1);
    enum err e = questionnaire_find(
        c->t->db, b->a, (struct questionnaire_find_in){ .code = code }, &row);
    if (e == OK)
        e = questionnaire_load(
            c->t->db, b->a, row.id, NUMBER_PUBLISHED, *asked);
    if (e == OK) {
        b->asked = *asked;
        b->code = arena_copy(b->a, code);
    }
    return e;
}

static enum err
take_reply(struct carrying *c, const struct asked *asked, const text *cell,
    const struct thing *about, struct reply *row)
{
    int64_t turn = 1, n = 0, done_at = now_s();
    if (cell[TURN].len > 0 &&
        (!text_parse_int(cell[TURN], &turn) || turn < 1 || turn > TURN_MAX)) {
        carry_refuse(c, "turn: 1, 2, 3 ...");
        return OK;
    }
    if (cell[DONE_AT].len > 0 && !date_parse_rfc3339(cell[DONE_AT], &done_at)) {
        carry_refuse(c, "done_at: is a time such as 2026-05-07T09:30:00Z");
        return OK;
    }
    enum err e = reply_of_turn(c->t->db, c->t->a,
        (struct reply_of_turn_in){ .questionnaire_id = asked->questionnaire.id,
            .about_id = about->id,
            .person_id = REPLY_OF_ALL,
            .turn = turn },
        row);
    if (e == OK && !text_is_equal(row->status, TEXT("done"))) {
        carry_refuse(c, "about: they are just answering this here");
        *row = (struct reply){ 0 };
    }
    if (e != ERR_NOT_FOUND)
        return e;
    *row = (struct reply){ .questionnaire_id = asked->questionnaire.id,
        .version_id = asked->version.id,
        .person_id = REPLY_OF_ALL,
        .about_kind = text_of(about->kind->kind),
        .about_id = about->id,
        .turn = turn,
        .status = TEXT("done"),
        .lang = lang_find(cell[LANG]) != NULL ? cell[LANG] : TEXT("en"),
        .started_at = done_at,
        .saved_at = done_at,
        .done_at = done_at,
        .has_done_at = true };
    e = OK;
    for (int i = 0; e == OK && n == 0 && i < 3; i++) {
        row->id = key_new();
        e = reply_insert(c->t->db, row, &n);
    }
    c->t->import->count.n_created++;
    carry_tell(c, "created an answer to", cell[QUESTIONNAIRE]);
    return e == OK && n == 0 ? ERR_CONFLICT : e;
}

static enum err
take_value(struct carrying *c, const struct reply *row, const text *cell,
    struct given given)
{
    struct reply_value old = { 0 };
    enum err e = reply_value_find(c->t->db, c->t->a,
        (struct reply_value_find_in){
            .reply_id = row->id, .question = cell[QUESTION] },
        &old);
    bool is_same = e == OK &&
        text_is_known(old.value) == (given.state == GIVEN) &&
        text_is_equal(old.value, given.value);
    if (is_same || (e != OK && e != ERR_NOT_FOUND))
        return e;
    c->t->import->count.n_changed += e == OK;
    e = reply_save(c->t->db, c->t->a, row->id, cell[QUESTION], given, now_s());
    return e == OK ? audit_add(c->t->db,
                         (struct audit){ .action = TEXT("answer"),
                             .kind = TEXT("questionnaire"),
                             .thing_id = row->questionnaire_id })
                   : e;
}

static enum err
take_row(struct carrying *c, const text *cell)
{
    struct asked *asked;
    struct thing about;
    struct reply row = { 0 };
    struct given given = { .state = GIVEN, .value = cell[VALUE] };
    enum err e = load_asked(c, cell[QUESTIONNAIRE], &asked);
    if (e == ERR_NOT_FOUND) {
        carry_refuse(c,
            "questionnaire: there is none with this code that was "
            "published");
        return OK;
    }
    if (e == OK)
        e = carry_find(
            c, "about_kind", cell[ABOUT_KIND], "about", cell[ABOUT], &about);
    if (e != OK || about.kind == NULL)
        return e;
    int i = question_find(&asked->set, cell[QUESTION]);
    if (i < 0 || asked->set.questions[i].is_private) {
        carry_refuse(c, "question: this is not asked of a side together");
        return OK;
    }
    if (text_is_equal(cell[SKIPPED], TEXT("yes")))
        given = (struct given){ .state = GIVEN_SKIPPED };
    else if (cell[VALUE].len == 0 ||
        value_check(&asked->set.questions[i], cell[VALUE], c->t->a).phrase !=
            NULL) {
        carry_refuse(c, "value: is no answer to this question");
        return OK;
    }
    e = take_reply(c, asked, cell, &about, &row);
    return e != OK || row.id == 0 ? e : take_value(c, &row, cell, given);
}

enum err
reply_import(struct sheet_texts *t)
{
    struct bringing b = { .a = t->a };
    struct carrying c = { .t = t,
        .file = "answer.csv",
        .columns = columns,
        .needed = 1u << QUESTIONNAIRE | 1u << ABOUT_KIND | 1u << ABOUT |
            1u << QUESTION | 1u << VALUE,
        .take = take_row,
        .context = &b };
    struct arena own;
    arena_open(&own, 48 << 20);
    own.no_room = t->a->no_room;
    b.a = &own;
    enum err e = carry_read(&c);
    arena_close(&own);
    return e;
}

/* ---- Out ----------------------------------------------------------------- */

static enum err
export_values(struct arena *a, const struct replied *r, text about, int fd)
{
    char at[RFC3339_LENGTH];
    const struct question_set *set = &r->asked->set;
    struct buf out = buf_in(a, 1000);
    struct csv_writer w = csv_write(&out);
    text done_at = date_print_rfc3339(r->reply.done_at, at);
    for (int i = 0; i < set->n_questions; i++) {
        if (set->questions[i].is_private || r->given[i].state == GIVEN_NOT ||
            !question_is_shown(set, i, r->values))
            continue;
        bool is_skipped = r->given[i].state == GIVEN_SKIPPED;
        csv_add(&w, r->asked->questionnaire.code);
        csv_add(&w, r->reply.about_kind);
        csv_add(&w, about);
        csv_add(&w, set->questions[i].code);
        csv_add(&w, is_skipped ? TEXT("") : r->given[i].value);
        csv_add_int(&w, r->reply.turn);
        csv_add(&w, r->reply.lang);
        csv_add(&w, done_at);
        csv_add(&w, is_skipped ? TEXT("yes") : TEXT("no"));
        csv_end_row(&w);
    }
    return file_put(fd, buf_text(&out));
}

static enum err
export_one(struct db *db, struct arena *a, const struct reply *row, int fd)
{
    struct replied replied;
    text about;
    if (!text_is_equal(row->status, TEXT("done")) ||
        !text_is_known(row->about_kind))
        return OK;
    enum err e = thing_code(db, a, row->about_kind, row->about_id, &about);
    if (e == OK)
        e = reply_load(db, a, row->id, &replied);
    if (e == OK)
        e = export_values(a, &replied, about, fd);
    return e == ERR_NOT_FOUND ? OK : e; /* of what is gone */
}

static enum err
export_rows(struct db *db, struct arena *a, int fd)
{
    int64_t after = 0;
    struct buf head = buf_in(a, 200);
    struct csv_writer w = csv_write(&head);
    for (int i = 0; i < N_COLUMNS; i++)
        csv_add(&w, text_of(columns[i]));
    csv_end_row(&w);
    enum err e = file_put(fd, buf_text(&head));
    for (ptrdiff_t n = ROWS_AT_ONCE; e == OK && n == ROWS_AT_ONCE;) {
        struct arena_mark mark = arena_mark(a);
        struct reply *rows;
        e = reply_of_person(db, a,
            (struct reply_of_person_in){ .person_id = REPLY_OF_ALL,
                .after_id = after,
                .n_rows = ROWS_AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            e = export_one(db, a, &rows[i], fd);
        }
        arena_rewind(a, mark);
    }
    return e;
}

enum err
reply_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    struct file_new file;
    enum err e = file_new_open(
        &file, arena_print(a, "%.*s/answer.csv", TEXT_ARG(dir)), why);
    if (e != OK)
        return e;
    e = export_rows(db, a, file.fd);
    if (e == OK)
        return file_new_keep(&file, why);
    file_new_drop(&file);
    return e;
}
