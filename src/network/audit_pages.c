/* The audit log, in words. */
#include "network/admin_pages.h"
#include "network/network_routes.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/json.h"
#include "base/key.h"
#include "keep/door.h"
#include "network/audit.html.h"
#include "network/network.h"
#include "network/network_pages.h"

#include <string.h>

enum { MILLIS = 1000, DAY_S = 86'400 };

/* ---- A row in words ------------------------------------------------------ */

/* "[\"name\", \"aim\"]" as "name, aim". */
static text
fields_of(struct arena *a, text detail)
{
    struct why why = { 0 };
    struct json_value *tree;
    struct buf b = buf_in(a, 60);
    if (!text_is_known(detail) || json_parse(detail, a, &tree, &why) != OK)
        return (text){ 0 };
    for (const struct json_value *m = tree->first; m != NULL; m = m->next) {
        if (m->type != JSON_TEXT)
            continue;
        if (b.len > 0)
            buf_add(&b, TEXT(", "));
        buf_add(&b, m->text);
    }
    return b.len == 0 ? (text){ 0 } : buf_text(&b);
}

static const char *
kind_said(text kind)
{
    const struct thing_kind *k = thing_kind_find(kind);
    return k != NULL ? k->word : thing_word(kind);
}

static text
log_of(struct arena *a, const char *what, int64_t key)
{
    char room[KEY_LENGTH];
    return arena_print(
        a, "/admin/audit?%s=%.*s", what, TEXT_ARG(key_print(key, room)));
}

static void
say_row(struct view *v, const struct audit_line *row, struct audit_item *x)
{
    struct view w = view_in(v->arena, v->lang, 80);
    out_html(&w, say_html(&w, action_word(row->action)));
    out_text(&w, TEXT(": "));
    out_html(&w, say_html(&w, kind_said(row->kind)));
    *x = (struct audit_item){ .row = row,
        .what = view_html(&w),
        .fields = fields_of(v->arena, row->detail) };
    if (row->thing_id != 0)
        x->of_thing = log_of(v->arena, "thing", row->thing_id);
    if (row->has_actor_id && text_is_known(row->actor_name))
        x->of_person = log_of(v->arena, "person", row->actor_id);
}

enum err
audit_items(struct request *rq, struct view *v, const struct audit_line *rows,
    ptrdiff_t n_rows, struct audit_item **items)
{
    enum err e = OK;
    struct audit_item *all = arena_new(rq->arena, struct audit_item, n_rows);
    for (ptrdiff_t i = 0; e == OK && i < n_rows; i += DB_BATCH_MAX) {
        struct thing_asked asked[DB_BATCH_MAX];
        struct db_batch batch = db_batch_open(rq->db, rq->arena);
        ptrdiff_t n = n_rows - i < DB_BATCH_MAX ? n_rows - i : DB_BATCH_MAX;
        for (ptrdiff_t k = 0; k < n; k++)
            thing_ask(
                &batch, rows[i + k].kind, rows[i + k].thing_id, &asked[k]);
        e = batch.n_asked == 0 ? OK : db_batch_run(&batch);
        for (ptrdiff_t k = 0; e == OK && k < n; k++) {
            struct thing t;
            struct audit_item *x = &all[i + k];
            say_row(v, &rows[i + k], x);
            if (!thing_take(&asked[k], &t) || !thing_may_see(&rq->actor, &t))
                continue;
            x->title = t.title;
            x->address = thing_address(rq->arena, &t);
        }
    }
    *items = all;
    return e;
}

/* ---- Which rows ---------------------------------------------------------- */

struct audit_ask {
    text action, day;
    int64_t person, thing, before;
};
static const char *const actions[] = { "create", "change", "remove", "restore",
    "request", "invite", "erase", "look", "withdraw", "publish", "link",
    "unlink", "draft", "translate", "answer", NULL };
static const char *const action_words[] = { N_("Created"), N_("Changed"),
    N_("Removed"), N_("Brought back"), N_("Sent"), N_("Invited again"),
    N_("Erased"), N_("Looked at everything about"), N_("Took back"),
    N_("Published"), N_("Linked"), N_("Link taken away"),
    N_("New version begun"), N_("Translated"), N_("Answers sent"), NULL };
static const struct input audit_inputs[] = {
    INPUT(struct audit_ask, action, INPUT_CHOICE, .choices = actions,
        .choice_labels = action_words, .label = N_("What was done")),
    INPUT(struct audit_ask, day, INPUT_DATE, .label = N_("On the day")),
    INPUT(struct audit_ask, person, INPUT_KEY),
    INPUT(struct audit_ask, thing, INPUT_KEY),
    INPUT(struct audit_ask, before, INPUT_KEY),
};
enum { N_INPUTS = sizeof audit_inputs / sizeof *audit_inputs, N_SHOWN = 2 };

/* Keys begin with their time, in milliseconds: a day is a range of keys. */
static int64_t
key_at(int64_t utc_s)
{
    return utc_s * MILLIS << 21;
}

/* One filter at a time beside the day: of a thing, a person, an action. */
static enum err
load_rows(struct request *rq, const struct audit_ask *ask, int64_t n_rows,
    struct audit_line **rows, ptrdiff_t *n)
{
    struct date day;
    int64_t after = 0, before = ask->before > 0 ? ask->before : INT64_MAX;
    if (text_is_known(ask->day) && date_parse(ask->day, &day)) {
        int64_t at = date_to_days(day) * DAY_S;
        if (at < 0 || at >= INT64_C(4'398'046'511)) /* outside of all keys */
            at = 0;
        after = key_at(at) - 1;
        if (before > key_at(at + DAY_S))
            before = key_at(at + DAY_S);
    }
    if (ask->thing != 0)
        return audit_page_thing(rq->db, rq->arena,
            (struct audit_page_thing_in){ ask->thing, after, before, n_rows },
            rows, n);
    if (ask->person != 0)
        return audit_page_person(rq->db, rq->arena,
            (struct audit_page_person_in){ ask->person, after, before, n_rows },
            rows, n);
    if (text_is_known(ask->action))
        return audit_page_action(rq->db, rq->arena,
            (struct audit_page_action_in){ ask->action, after, before, n_rows },
            rows, n);
    return audit_page(rq->db, rq->arena,
        (struct audit_page_in){ after, before, n_rows }, rows, n);
}

static text
title_of(struct request *rq, text kind, int64_t id)
{
    struct thing t;
    return id != 0 && thing_load(rq->db, rq->arena, kind, id, &t) == OK
        ? t.title
        : (text){ 0 };
}

static text
next_of(struct request *rq, int64_t last_id)
{
    char key[KEY_LENGTH];
    return request_with(
        rq, "before", arena_copy(rq->arena, key_print(last_id, key)));
}

enum err
audit_show(struct request *rq, struct answer *an)
{
    struct audit_ask ask = { 0 };
    struct audit_page p = { 0 };
    struct audit_line *rows;
    struct form form;
    struct view v = request_view(rq);
    query_parse(rq, audit_inputs, N_INPUTS, &ask);
    enum err e = load_rows(rq, &ask, AUDIT_ROWS + 1, &rows, &p.n_items);
    if (e != OK)
        return e;
    if (p.n_items > AUDIT_ROWS) {
        p.n_items = AUDIT_ROWS;
        p.next = next_of(rq, rows[AUDIT_ROWS - 1].id);
    }
    e = audit_items(rq, &v, rows, p.n_items, &p.items);
    if (e != OK)
        return e;
    form_open(rq, audit_inputs, N_SHOWN, &form);
    form_give(&form, "action", ask.action);
    form_give(&form, "day", ask.day);
    p.form = &form;
    p.person = title_of(rq, TEXT("person"), ask.person);
    p.thing = ask.thing != 0 && p.n_items > 0 ? p.items[0].title : (text){ 0 };
    p.is_filtered = ask.thing != 0 || ask.person != 0 ||
        text_is_known(ask.action) || text_is_known(ask.day);
    text csv = arena_print(rq->arena, "/admin/audit.csv%s%.*s",
        text_is_empty(rq->query) ? "" : "?", TEXT_ARG(rq->query));
    network_audit(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Audit log")),
            .section = "admin",
            .csv = csv,
            .body = view_html(&v) });
    return OK;
}

/* ---- CSV ----------------------------------------------------------------- */

static void
add_row(struct csv_writer *w, const struct audit_item *x)
{
    char at[RFC3339_LENGTH], key[KEY_LENGTH];
    csv_add(w, date_print_rfc3339(x->row->at, at));
    csv_add_for_people(w, x->row->actor_name);
    csv_add(w, x->row->action);
    csv_add(w, x->row->kind);
    csv_add_for_people(w, x->title);
    csv_add(w, key_print(x->row->thing_id, key));
    csv_add_for_people(w, x->fields);
    csv_add_int(w, x->row->has_chain_n ? x->row->chain_n : 0);
    csv_end_row(w);
}

enum err
audit_csv(struct request *rq, struct answer *an)
{
    static const char *const heads[] = { "at", "person", "action", "kind",
        "title", "key", "fields", "no" };
    struct audit_ask ask = { 0 };
    struct audit_line *rows;
    struct audit_item *items;
    ptrdiff_t n = 0;
    struct view v = request_view(rq);
    query_parse(rq, audit_inputs, N_INPUTS, &ask);
    enum err e = load_rows(rq, &ask, AUDIT_CSV_ROWS, &rows, &n);
    if (e == OK)
        e = audit_items(rq, &v, rows, n, &items);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 200 * (n + 1));
    struct csv_writer w = csv_write(&out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_add(&w, text_of(heads[i]));
    csv_end_row(&w);
    for (ptrdiff_t i = 0; i < n; i++)
        add_row(&w, &items[i]);
    an->type = TEXT("text/csv; charset=utf-8");
    an->download_name = TEXT("audit.csv");
    an->keeping = TEXT("no-store");
    an->body = buf_text(&out);
    return OK;
}
