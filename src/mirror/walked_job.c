/* The job behind a log: read it, find what there is to find, keep that, and
 * let the rows go. */
#include "mirror/flows.h"

#include "base/date.h"
#include "keep/audit.h"
#include "keep/file.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "text/zone.h"

void
walked_keep(struct walked_views *to, text kind, text content)
{
    if (to->n < (int)(sizeof to->view / sizeof *to->view))
        to->view[to->n++] = (struct walked_view){ kind, content };
}

struct result {
    struct pathway_log row, now;
    struct kept_file rows; /* id 0: none are kept */
    bool is_again;         /* judged anew, out of rows that were kept */
    struct walked_views *views;
    int64_t asked_by;
};

enum err
walked_keep_views(struct db *writer, const struct pathway_log *row,
    const struct walked_views *views, int64_t asked_by)
{
    int64_t n = 0;
    enum err e = flows_forget_views(
        writer, (struct flows_forget_views_in){ .log_id = row->id }, NULL);
    for (int i = 0; e == OK && i < views->n; i++)
        e = pathway_view_insert(writer,
            (struct pathway_view_insert_in){ .id = key_new(),
                .log_id = row->id,
                .kind = views->view[i].kind,
                .content = views->view[i].content },
            &n);
    if (e == OK)
        e = pathway_log_update(writer, row, &n);
    if (e == OK && n == 0)
        e = ERR_NOT_FOUND; /* it was taken away meanwhile */
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = asked_by,
                             .action = TEXT("read"),
                             .kind = TEXT("pathway_log"),
                             .thing_id = row->id })
                   : e;
}

static enum err
keep_result(struct db *writer, struct arena *a, void *arg)
{
    struct result *r = arg;
    enum err e = pathway_log_get(
        writer, a, (struct pathway_log_get_in){ .id = r->row.id }, &r->now);
    if (e == OK && r->is_again && !r->now.has_rows_file_id)
        e = ERR_NOT_FOUND; /* its rows were to go */
    if (e != OK)
        return e;
    /* other numbers than those that somebody looked at and showed */
    r->row.is_shown = r->now.is_shown && !r->is_again;
    if (r->rows.id != 0)
        e = file_finish(writer, &r->rows);
    return e == OK ? walked_keep_views(writer, &r->row, r->views, r->asked_by)
                   : e;
}

enum err
walked_load_pathway(struct db *db, struct arena *a, int64_t id,
    struct cp_pathway *p, bool *is_there, text *hash, text *lang)
{
    struct prose_set prose;
    struct cp_pathway_fault fault;
    enum err e = prose_load(db, a, id, &prose);
    const struct prose_of_thing_row *list =
        e == OK ? prose_original(&prose, TEXT("list")) : NULL;
    *lang = list == NULL ? (text){ 0 } : list->lang;
    *is_there =
        list != NULL && cp_pathway_parse(p, a, list->source, &fault) == OK;
    *hash = *is_there
        ? prose_hash(list->source, arena_new(a, char, PROSE_HASH + 1))
        : (text){ 0 };
    return e;
}

static text
day_print(struct arena *a, int64_t day)
{
    return date_print(date_of_days(day), arena_room(a, DATE_LENGTH + 1));
}

static void
take_read(
    struct arena *a, struct pathway_log *row, const struct walked_read *read)
{
    row->status = TEXT("read");
    row->has_file_id = false;
    row->n_events = read->log.n_events;
    row->n_cases = read->log.n_cases;
    row->n_refused = read->report.n_refused;
    row->first_day = day_print(a, read->report.first_day);
    row->last_day = day_print(a, read->report.last_day);
}

/* How the file was stands from the first time. */
static void
forget_how_read(struct walked_views *views)
{
    int n = 0;
    for (int i = 0; i < views->n; i++)
        if (!text_is_equal(views->view[i].kind, TEXT("report")) &&
            !text_is_equal(views->view[i].kind, TEXT("service")))
            views->view[n++] = views->view[i];
    views->n = n;
}

enum err
walked_run(struct job_call *call, struct why *why)
{
    struct arena *a = call->arena;
    struct walked_read *read = arena_new(a, struct walked_read, 1);
    struct walked_views *views = arena_new(a, struct walked_views, 1);
    struct cp_pathway pathway;
    struct result result = { .views = views, .asked_by = call->asked_by };
    struct zone zone = { 0 };
    bool is_there = false;
    text lang;
    views->arena = a;
    enum err e = pathway_log_get(call->db, a,
        (struct pathway_log_get_in){ .id = call->thing_id }, &result.row);
    struct pathway_log *row = &result.row, from;
    result.is_again = e == OK && !row->has_file_id && row->has_rows_file_id;
    if (e == OK && !row->has_file_id && !row->has_rows_file_id)
        e = err_say(why, ERR_NOT_FOUND,
            "the file is gone: send it again to have it read again");
    from = *row;
    if (result.is_again)
        flows_read_rows(a, &from);
    if (e == OK)
        e = walked_load_pathway(call->db, a, row->pathway_id, &pathway,
            &is_there, &row->judged_hash, &lang);
    if (e == OK)
        e = walked_read(call->db, a, &from, 0, call, read, why);
    if (e != OK)
        return e;
    text name = !text_is_empty(row->zone) ? row->zone
        : is_there                        ? pathway.heads[CP_PATHWAY_ZONE]
                                          : (text){ 0 };
    if (!text_is_empty(name) && zone_load(&zone, a, name) != OK)
        zone = (struct zone){ 0 };
    struct cp_zone z = { zone.instants, zone.offsets, zone.n };
    if (!job_go_on(call, 0.55))
        return ERR_BUSY;
    walked_map(views, &read->log, is_there ? &pathway : NULL);
    if (!job_go_on(call, 0.7))
        return ERR_BUSY;
    walked_find(views, &read->log, &read->report, &z,
        text_is_empty(name) ? TEXT("UTC") : name, is_there ? &pathway : NULL);
    if (result.is_again)
        forget_how_read(views);
    else if (read->n_told > 0)
        walked_keep(views, TEXT("refused"), read->refused);
    if (!job_go_on(call, 0.95))
        return ERR_BUSY;
    int64_t file_id = row->file_id;
    bool has_file = row->has_file_id;
    if (!result.is_again)
        take_read(a, row, read);
    if (!result.is_again && !text_is_empty(row->rows_until)) {
        e = flows_keep_rows(call->db, a, row, &read->log, &result.rows);
        if (e != OK)
            return e;
        row->has_rows_file_id = true;
        row->rows_file_id = result.rows.id;
    }
    row->has_judged_at = true;
    row->judged_at = now_s();
    e = job_finish(call, keep_result, &result);
    if (e == OK && has_file) /* else it is swept within a day */
        ignore(file_discard(call->db, a, file_id));
    if (e != OK && result.rows.id != 0)
        ignore(file_discard(call->db, a, result.rows.id));
    return e;
}
