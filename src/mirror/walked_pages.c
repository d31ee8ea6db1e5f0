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
#include "text/zone.h"

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

/* ---- How it is read ------------------------------------------------------ */

struct read_form {
    text who, what, when, zone, days, also, keep;
};
enum { N_READ = 7 };
static const char *const keeps[] = { "no", "90", "365", NULL };
static const char *const keep_words[] = {
    N_("Delete them as soon as they are read"), N_("Keep them for 90 days"),
    N_("Keep them for a year"), NULL
};
static const char *const days[] = { "", "day", "month", NULL };
static const char *const day_words[] = { N_("As the column says"),
    N_("03/04 is the 3rd of April"), N_("03/04 is March 4th"), NULL };

static const struct input *
read_inputs(struct request *rq, const struct walked_page *p)
{
    struct arena *a = rq->arena;
    struct input *in = arena_new(a, struct input, N_READ);
    const char **names = arena_new(a, const char *, p->n_columns + 1);
    for (int i = 0; i < p->n_columns; i++)
        names[i] = arena_c_string(a, p->columns[i]);
    enum input_kind kind = p->n_columns > 0 ? INPUT_CHOICE : INPUT_TEXT;
    const char *const *choices = p->n_columns > 0 ? names : NULL;
    in[0] = (struct input)INPUT(struct read_form, who, kind, .choices = choices,
        .choice_labels = choices, .label = N_("Who: the column with the case"));
    in[1] = (struct input)INPUT(struct read_form, what, kind,
        .choices = choices, .choice_labels = choices,
        .label = N_("What: the column with the step"));
    in[2] = (struct input)INPUT(struct read_form, when, kind,
        .choices = choices, .choice_labels = choices,
        .label = N_("When: the column with the time"));
    in[3] = (struct input)INPUT(struct read_form, days, INPUT_CHOICE,
        .choices = days + 1, .choice_labels = day_words + 1,
        .label = N_("How days are written, where the column does not tell"));
    in[4] = (struct input)INPUT(struct read_form, zone, INPUT_TEXT,
        .label = N_("Time zone of its clocks"),
        .hint = N_("Such as: Africa/Nairobi or Europe/Stockholm"));
    in[5] = (struct input)INPUT(struct read_form, also, INPUT_TEXT, .max = 400,
        .label = N_("Columns by which to look for differences"),
        .hint = N_("With ; between them, such as: sex; age_group. No names, "
                   "no numbers of persons, no free words."));
    in[6] = (struct input)INPUT(struct read_form, keep, INPUT_CHOICE,
        .choices = keeps, .choice_labels = keep_words,
        .label = N_("The rows, without anybody's name"),
        .hint = N_("With them the log is judged anew when the pathway is "
                   "drawn otherwise. Only this program reads them."));
    return in;
}

static void
give_columns(struct request *rq, struct walked_page *p, struct form *form)
{
    struct walked_read *first = arena_new(rq->arena, struct walked_read, 1);
    struct why why = { 0 };
    const struct pathway_log *row = &p->row;
    form_open(rq, read_inputs(rq, p), N_READ, form);
    enum err e =
        walked_read(rq->db, rq->arena, row, 256 * 1024, NULL, first, &why);
    text found[3] = { row->case_column, row->activity_column,
        row->time_column };
    static const char *const names[3] = { "who", "what", "when" };
    for (int i = 0; i < 3; i++) {
        if (text_is_empty(found[i]) && e == OK)
            found[i] = first->report.columns[i];
        if (!text_is_empty(found[i]))
            form_give(form, names[i], found[i]);
    }
    form_give(form, "zone", row->zone);
    form_give(form, "also", row->attributes);
    form_give(form, "days", row->day_order);
    form_give(form, "keep", TEXT("no"));
    if (e == ERR_BAD_INPUT)
        p->trouble = arena_copy(rq->arena, text_of(why.text));
}

struct rules {
    struct pathway_log row;
    text token, address;
    int64_t actor_id;
};

static enum err
ask_reading(struct db *writer, struct arena *a, void *arg)
{
    struct rules *r = arg;
    struct pathway_log now;
    text first;
    int64_t n;
    enum err e = once_take(writer, a, r->token, r->address, &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = pathway_log_get(
            writer, a, (struct pathway_log_get_in){ .id = r->row.id }, &now);
    if (e == OK && !now.has_file_id)
        e = ERR_CONFLICT; /* it was read meanwhile: what was found stands */
    if (e == OK)
        e = pathway_log_update(writer, &r->row, &n);
    return e == OK ? job_ask(writer, a, "pathway_read", r->row.id, r->actor_id)
                   : e;
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

static enum err
load_walked(struct request *rq, struct walked_page *p)
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
    struct told_story *story = arena_new(rq->arena, struct told_story, 1);
    struct view said = view_in(rq->arena, rq->lang, 0);
    *story = told_story_of(&said, p->ways, map, p->waits, p->lost);
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

static enum err
answer_walked(struct request *rq, struct answer *an, struct walked_page *p,
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
        if (form == NULL) {
            walked_peek(rq->db, rq->arena, &p->row, p->columns, &p->n_columns,
                p->rows, &p->n_rows);
            give_columns(rq, p, form = &fresh);
        }
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
    enum err e = load_walked(rq, p);
    return e == OK ? answer_walked(rq, an, p, NULL) : e;
}

enum err
walked_read_send(struct request *rq, struct answer *an)
{
    struct walked_page *p = arena_new(rq->arena, struct walked_page, 1);
    struct read_form given = { 0 };
    struct form form;
    struct zone zone;
    enum err e = load_walked(rq, p);
    if (e == OK && !p->may_change)
        e = ERR_DENIED;
    if (e == OK && p->is_gone) {
        an->status = 409; /* the page says what to do */
        return answer_walked(rq, an, p, NULL);
    }
    if (e == OK && !p->row.has_file_id)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    walked_peek(rq->db, rq->arena, &p->row, p->columns, &p->n_columns, p->rows,
        &p->n_rows);
    e = form_parse(rq, read_inputs(rq, p), N_READ, &form, &given);
    if (e != OK)
        return e;
    struct view v = view_in(rq->arena, rq->lang, 0);
    if (!text_is_empty(given.zone) &&
        zone_load(&zone, rq->arena, given.zone) != OK)
        form_error(&form, "zone",
            say(&v, N_("there is no such time zone; one is Africa/Nairobi")));
    if (form.n_errors > 0)
        return answer_walked(rq, an, p, &form);
    struct rules r = { .row = p->row,
        .token = form.token,
        .address = p->address,
        .actor_id = rq->actor.person_id };
    r.row.case_column = given.who;
    r.row.activity_column = given.what;
    r.row.time_column = given.when;
    r.row.zone = given.zone;
    r.row.day_order = text_is_empty(given.days) ? TEXT("") : given.days;
    r.row.attributes = given.also;
    int64_t kept_days;
    r.row.rows_until = text_parse_int(given.keep, &kept_days)
        ? flows_rows_day(rq->arena, rq->now, kept_days)
        : (text){ 0 };
    e = db_write(rq->db, rq->arena, ask_reading, &r);
    if (e == OK)
        answer_redirect(rq, an, p->address);
    return e;
}

enum err
walked_refused(struct request *rq, struct answer *an)
{
    struct walked_page *p = arena_new(rq->arena, struct walked_page, 1);
    struct pathway_view_get_row row;
    enum err e = load_walked(rq, p);
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
    enum err e = load_walked(rq, p);
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
    enum err e = load_walked(rq, p);
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
