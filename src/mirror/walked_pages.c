/* Logs: sent, how they are read, what was found in them. */
#include "mirror/flows.h"

#include "base/key.h"
#include "keep/audit.h"
#include "keep/file.h"
#include "keep/once.h"
#include "mirror/flow_svg.h"
#include "mirror/told.h"
#include "mirror/walked.html.h"
#include "os/entropy.h"
#include "people/people.h"

static text
sub(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/walked/%.*s%s",
        TEXT_ARG(key_print(id, arena_new(a, char, KEY_LENGTH))), what);
}

/* ---- Sent ---------------------------------------------------------------- */

struct send_form {
    text name;
    struct upload file;
};
static const struct input send_inputs[] = {
    INPUT(struct send_form, name, INPUT_TEXT, .is_required = true, .max = 120,
        .label = N_("What it is"),
        .hint = N_("Such as: cancer register, 2024 to 2025")),
    INPUT(struct send_form, file, INPUT_FILE, .is_required = true,
        .max = (int64_t)WALKED_MB_MAX << 20, .label = N_("The file"),
        .hint = N_("CSV with a line for each event (who, what, when), or XES; "
                   "packed with gzip or not.")),
};
enum { N_SEND = 2 };

void
walked_send_form(struct request *rq, struct form *form)
{
    form_open(rq, send_inputs, N_SEND, form);
}

struct sending {
    struct pathway_log row;
    text token, address;
    bool is_again, is_full;
};

/* What nobody reads takes room: so many may wait. */
static enum err
find_room(struct db *writer, struct arena *a, struct sending *s)
{
    struct pathway_logs_row *rows;
    ptrdiff_t n, n_waiting = 0;
    enum err e = pathway_logs(writer, a,
        (struct pathway_logs_in){
            .pathway_id = s->row.pathway_id, .n_rows = WALKED_LOGS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        n_waiting += text_is_equal(rows[i].status, TEXT("sent"));
    s->is_full = n_waiting >= WALKED_WAITING_MAX;
    return e == OK && s->is_full ? ERR_CONFLICT : e;
}

static enum err
keep_log(struct db *writer, struct arena *a, void *arg)
{
    struct sending *s = arg;
    int64_t n = 0;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT) {
        s->address = first;
        s->is_again = true;
        return OK;
    }
    if (e == OK)
        e = find_room(writer, a, s);
    if (e == OK)
        e = pathway_log_insert(writer, &s->row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = s->row.added_by,
                             .action = TEXT("create"),
                             .kind = TEXT("pathway_log"),
                             .thing_id = s->row.id })
                   : e;
}

enum err
pathway_log_send(struct request *rq, struct answer *an)
{
    struct drawn d;
    struct send_form given = { 0 };
    struct form *form = arena_new(rq->arena, struct form, 1);
    enum err e = drawn_load(rq, request_key(rq, 0), &d);
    int64_t own[] = { d.head.id, d.head.side_id };
    if (e == OK && !actor_may(&rq->actor, WHO_MEMBER, own, 2))
        e = ERR_DENIED; /* who could not read what is found sends nothing */
    if (e == OK)
        e = form_parse(rq, send_inputs, N_SEND, form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return drawn_answer(rq, an, &d, form);
    struct upload_source from = { rq, &given.file };
    struct file_source source = file_source_of(&from);
    struct kept_file file = { .name = TEXT("log"),
        .type = TEXT("csv"),
        .has_uploader_id = true,
        .uploader_id = rq->actor.person_id };
    struct sending s = { .token = form->token };
    s.row = (struct pathway_log){ .id = key_new(),
        .pathway_id = d.head.id,
        .name = given.name,
        .status = TEXT("sent"),
        .file_name = text_prefix(given.file.name, 120),
        .day_order = TEXT(""),
        .zone = d.is_read ? d.pathway.heads[CP_PATHWAY_ZONE] : (text){ 0 },
        .has_added_by = true,
        .added_by = rq->actor.person_id,
        .added_at = rq->now };
    s.address = sub(rq->arena, s.row.id, "");
    file.document_id = s.row.id;
    e = file_keep(rq->db, rq->arena, &source, &file);
    if (e != OK)
        return e;
    s.row.has_file_id = true;
    s.row.file_id = file.id;
    e = db_write(rq->db, rq->arena, keep_log, &s);
    if (e != OK || s.is_again)
        ignore(file_discard(rq->db, rq->arena, file.id));
    if (e == ERR_CONFLICT && s.is_full) {
        struct view v = view_in(rq->arena, rq->lang, 0);
        an->status = 409;
        form_error(form, "file",
            say(&v,
                N_("logs of this pathway wait to be read: read one, or take "
                   "one away, then send this")));
        return drawn_answer(rq, an, &d, form);
    }
    if (e == OK)
        answer_redirect(rq, an, s.address);
    return e;
}

/* ---- What is shown ------------------------------------------------------- */

/* Is the pathway still what the log was judged by? And is the file that waits
 * to be read still there? */
static enum err
look_at_version(struct request *rq, struct walked_page *p)
{
    struct prose_set prose;
    struct kept_file file;
    char hash[PROSE_HASH + 1];
    enum err e = prose_load(rq->db, rq->arena, p->head.id, &prose);
    const struct prose_of_thing_row *list =
        e == OK ? prose_original(&prose, TEXT("list")) : NULL;
    if (e == OK && list != NULL)
        p->is_old =
            !text_is_equal(prose_hash(list->source, hash), p->row.judged_hash);
    if (p->row.has_judged_at)
        p->judged_on =
            lang_date(rq->lang, rq->arena, day_of(rq->arena, p->row.judged_at));
    if (e == OK && p->row.has_file_id) {
        e = kept_file_get(rq->db, rq->arena,
            (struct kept_file_get_in){ .id = p->row.file_id }, &file);
        p->is_gone = e == ERR_NOT_FOUND;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
walked_load(struct request *rq, struct walked_page *p)
{
    enum err e = pathway_log_get(rq->db, rq->arena,
        (struct pathway_log_get_in){ .id = request_key(rq, 0) }, &p->row);
    if (e == OK)
        e = pathway_head(rq->db, rq->arena,
            (struct pathway_head_in){ .id = p->row.pathway_id }, &p->head);
    if (e != OK)
        return e;
    p->is_told = text_is_equal(p->row.status, TEXT("told"));
    p->may_change = !p->is_told && drawn_may_draw(&rq->actor, &p->head);
    p->address = sub(rq->arena, p->row.id, "");
    int64_t own[] = { p->row.id, p->head.id, p->head.side_id };
    p->may_show = actor_may(&rq->actor, WHO_MEMBER, own, 3);
    p->beside = arena_print(rq->arena, "/partnership/%.*s/flows?one=%.*s",
        TEXT_ARG(key_print(
            p->head.partnership_id, arena_new(rq->arena, char, KEY_LENGTH))),
        TEXT_ARG(key_print(p->row.id, arena_new(rq->arena, char, KEY_LENGTH))));
    p->pathway_address = drawn_address(rq->arena, p->head.name, p->head.id);
    p->may_ask = flows_may_make(rq, "need", p->head.partnership_id);
    p->may_act = flows_may_make(rq, "project", p->head.partnership_id);
    struct flows_board board;
    e = flows_find_board(rq, p->head.side_id, &board);
    p->has_board = e == OK && board.id != 0;
    return look_at_version(rq, p);
}

const struct json_value *
walked_view_of(struct request *rq, int64_t log_id, text kind)
{
    struct pathway_view_get_row row;
    struct json_value *value;
    if (pathway_view_get(rq->db, rq->arena,
            (struct pathway_view_get_in){ .log_id = log_id, .kind = kind },
            &row) != OK ||
        json_parse(row.content, rq->arena, &value, NULL) != OK)
        return NULL;
    return value;
}

struct walked_ask {
    int64_t share;
    text by;
};
static const struct input ask_inputs[] = {
    INPUT(struct walked_ask, share, INPUT_INT, .min = 1, .max = 10),
    INPUT(struct walked_ask, by, INPUT_TEXT),
};

static void
load_found(struct request *rq, struct walked_page *p)
{
    struct walked_ask ask = { 0 };
    struct pathway_view_kinds_row *kinds;
    ptrdiff_t n = 0;
    int64_t id = p->row.id;
    query_parse(rq, ask_inputs, 2, &ask);
    p->step = ask.share >= 1 && ask.share <= 10 ? (int)ask.share : 8;
    const struct json_value *map = walked_view_of(rq, id, TEXT("map"));
    if (map != NULL)
        p->picture = walked_picture(
            rq, map, p->step, p->row.name, &p->table, &p->n_table);
    p->fit = walked_view_of(rq, id, TEXT("fit"));
    p->lost = walked_view_of(rq, id, TEXT("lost"));
    p->waits = walked_view_of(rq, id, TEXT("waits"));
    p->ways = walked_view_of(rq, id, TEXT("ways"));
    p->report = walked_view_of(rq, id, TEXT("report"));
    p->service = walked_view_of(rq, id, TEXT("service"));
    struct told_story *story = arena_new(rq->arena, struct told_story, 1);
    struct view said = view_in(rq->arena, rq->lang, 0);
    bool is_any_order =
        p->report != NULL && walked_is(p->report, "is_any_order");
    *story = told_story_of(/* what has no order is no story step by step */
        &said, p->ways, is_any_order ? NULL : map, p->waits, p->lost);
    p->story = story;
    p->by_names = arena_new(rq->arena, text, 64);
    if (pathway_view_kinds(rq->db, rq->arena,
            (struct pathway_view_kinds_in){ .log_id = id, .n_rows = 64 },
            &kinds, &n) != OK)
        return;
    for (ptrdiff_t i = 0; i < n; i++) {
        if (text_is_equal(kinds[i].kind, TEXT("refused")))
            p->has_refused = true;
        if (!text_starts_with(kinds[i].kind, TEXT("by:")))
            continue;
        text name = text_slice(kinds[i].kind, 3, kinds[i].kind.len);
        if (text_is_empty(ask.by) || text_is_equal(ask.by, name)) {
            ask.by = name;
            p->by = walked_view_of(rq, id, kinds[i].kind);
        }
        p->by_names[p->n_by++] = name;
    }
    struct view v = view_in(rq->arena, rq->lang, 0);
    p->by_name = ask.by;
    out_percent(&v, text_is_known(ask.by) ? ask.by : TEXT(""));
    html h = view_html(&v);
    p->by_what = arena_c_string(
        rq->arena, arena_print(rq->arena, "by&by=%.*s", (int)h.len, h.ptr));
}

enum err
walked_answer(struct request *rq, struct answer *an, struct walked_page *p,
    struct form *form)
{
    struct form fresh, button;
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    thread_ask(&batch, p->row.id, &p->thread);
    enum err e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "pathway_log", p->row.id, &p->thread);
    if (e == OK)
        e = job_of(rq->db, rq->arena, p->row.id, &p->job);
    if (e != OK)
        return e;
    p->job_part = (struct job_part){
        .rq = rq, .job = &p->job, .may_stop = p->may_change
    };
    struct view in = view_in(rq->arena, rq->lang, 0);
    p->job_part.said = walked_say(&in, p->job.said);
    answer_job(rq, an, &p->job);
    const struct form *sent = rq->form;
    if (p->row.has_file_id && !p->is_gone && p->may_change &&
        !job_is_open(&p->job)) {
        if (form == NULL)
            walked_give_columns(rq, p, form = &fresh);
        p->form = form;
    }
    if (text_is_equal(p->row.status, TEXT("read")) ||
        (p->is_told && p->row.n_cases > 0))
        load_found(rq, p);
    form_open(rq, NULL, 0, &button);
    if (form != NULL && form != &fresh)
        rq->form = sent;
    p->button = &button;
    struct view v = request_view(rq);
    mirror_walked(&v, p);
    answer_page(rq, an,
        (struct page){ .title = p->row.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
walked_show(struct request *rq, struct answer *an)
{
    struct walked_page *p = arena_new(rq->arena, struct walked_page, 1);
    enum err e = walked_load(rq, p);
    return e == OK ? walked_answer(rq, an, p, NULL) : e;
}

enum err
walked_refused(struct request *rq, struct answer *an)
{
    struct walked_page *p = arena_new(rq->arena, struct walked_page, 1);
    struct pathway_view_get_row row;
    enum err e = walked_load(rq, p);
    if (e == OK)
        e = pathway_view_get(rq->db, rq->arena,
            (struct pathway_view_get_in){
                .log_id = p->row.id, .kind = TEXT("refused") },
            &row);
    if (e != OK)
        return e;
    an->type = TEXT("text/csv; charset=utf-8");
    struct view v = view_in(rq->arena, rq->lang, 0);
    an->body = walked_say_rows(&v, row.content);
    an->download_name = TEXT("refused.csv");
    return OK;
}

/* ---- Judged anew ----------------------------------------------------------
 */

struct again {
    struct pathway_log row;
    text token, address;
    int64_t actor_id;
};

static enum err
ask_again(struct db *writer, struct arena *a, void *arg)
{
    struct again *s = arg;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = pathway_log_get(
            writer, a, (struct pathway_log_get_in){ .id = s->row.id }, &s->row);
    if (e == OK && !s->row.has_rows_file_id)
        e = ERR_CONFLICT; /* their day was over */
    return e == OK ? job_ask(writer, a, "pathway_read", s->row.id, s->actor_id)
                   : e;
}

enum err
walked_again_send(struct request *rq, struct answer *an)
{
    struct walked_page *p = arena_new(rq->arena, struct walked_page, 1);
    struct form form;
    enum err e = walked_load(rq, p);
    if (e == OK)
        e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && (form.n_errors > 0 || !p->may_change))
        e = ERR_DENIED;
    if (e != OK)
        return e;
    struct again s = { .row = p->row,
        .token = form.token,
        .address = p->address,
        .actor_id = rq->actor.person_id };
    e = db_write(rq->db, rq->arena, ask_again, &s);
    if (e == OK)
        answer_redirect(rq, an, p->address);
    return e;
}

struct removing {
    int64_t id, file_id, actor_id;
};

static enum err
remove_log(struct db *writer, struct arena *a, void *arg)
{
    const struct removing *r = arg;
    enum err e = job_stop(writer, a, r->id, NULL);
    if (e == OK)
        e = walked_forget_thing(writer, a, r->id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = r->actor_id,
                             .action = TEXT("remove"),
                             .kind = TEXT("pathway_log"),
                             .thing_id = r->id })
                   : e;
}

enum err
walked_remove_send(struct request *rq, struct answer *an)
{
    struct walked_page *p = arena_new(rq->arena, struct walked_page, 1);
    enum err e = walked_load(rq, p);
    if (e == OK && !p->may_change)
        e = ERR_DENIED;
    if (e == OK)
        e = button_parse(rq);
    if (e != OK)
        return e;
    struct removing r = { .id = p->row.id,
        .file_id = p->row.file_id,
        .actor_id = rq->actor.person_id };
    e = db_write(rq->db, rq->arena, remove_log, &r);
    if (e == OK && p->row.has_file_id)
        ignore(file_discard(rq->db, rq->arena, r.file_id));
    if (e == OK && p->row.has_rows_file_id)
        ignore(file_discard(rq->db, rq->arena, p->row.rows_file_id));
    if (e == OK)
        answer_redirect(rq, an, p->pathway_address);
    return e;
}
