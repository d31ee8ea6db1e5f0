/* Told journeys: loaded, said in words, changed. */
#include "mirror/told.h"

#include "base/date.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/bin.h"
#include "keep/search.h"
#include "os/entropy.h"
#include "people/people.h"

text
told_key(struct arena *a, int64_t id)
{
    return key_print(id, arena_new(a, char, KEY_LENGTH));
}

text
told_tell_address(struct arena *a, int64_t id, const char *what)
{
    return arena_print(a, "/tell/%.*s%s", TEXT_ARG(told_key(a, id)), what);
}

text
told_begin_address(struct arena *a, int64_t pathway_id)
{
    return drawn_sub(a, pathway_id, "/tell");
}

bool
told_may_tell(const struct actor *who, const struct drawn *d)
{
    int64_t own[] = { d->head.id, d->head.side_id };
    return actor_may(who, WHO_GUEST, own, 2);
}

enum err
told_load(struct request *rq, int64_t id, struct told_loaded *to)
{
    enum err e =
        told_get(rq->db, rq->arena, (struct told_get_in){ .id = id }, &to->row);
    if (e == OK)
        e = told_steps(rq->db, rq->arena,
            (struct told_steps_in){ .told_id = id, .n_rows = TOLD_STEPS_MAX },
            &to->steps, &to->n_steps);
    return e == OK ? drawn_load(rq, to->row.pathway_id, &to->d) : e;
}

enum err
told_load_own(struct request *rq, struct told_loaded *to)
{
    enum err e = told_load(rq, request_key(rq, 0), to);
    bool is_own = e == OK && rq->actor.person_id != 0 &&
        to->row.has_person_id && to->row.person_id == rq->actor.person_id;
    return e == OK && !is_own ? ERR_NOT_FOUND : e;
}

/* ---- Days ---------------------------------------------------------------- */

void
told_days(
    struct arena *a, const struct told_step *steps, ptrdiff_t n, int64_t **to)
{
    int64_t *days = arena_new(a, int64_t, n + 1), last = TOLD_NO_DAY;
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct told_step *s = &steps[i];
        struct date d;
        days[i] = TOLD_NO_DAY;
        if (text_is_equal(s->dated, TEXT("after"))) {
            if (last != TOLD_NO_DAY)
                days[i] = last + s->after_days;
        } else if (text_is_known(s->on_day) && date_parse(s->on_day, &d)) {
            days[i] = date_to_days(d);
            if (text_is_equal(s->dated, TEXT("month"))) {
                days[i] += 14;
                if (last != TOLD_NO_DAY && days[i] < last)
                    days[i] = last; /* both in one month: in that order */
            }
        }
        last = days[i];
    }
    *to = days;
}

/* ---- In words ------------------------------------------------------------ */

static text
when_of(struct view *v, const struct told_step *s, bool is_first)
{
    struct phrase_arg arg;
    if (text_is_equal(s->dated, TEXT("day"))) {
        arg = arg_text(lang_date(v->lang, v->arena, s->on_day));
        return say_with(v, N_("On %s."), 1, &arg);
    }
    if (text_is_equal(s->dated, TEXT("month"))) {
        arg = arg_text(lang_month(v->lang, v->arena, s->on_day));
        return say_with(v, N_("In %s."), 1, &arg);
    }
    if (text_is_equal(s->dated, TEXT("after")) && !is_first)
        return s->after_days == 0
            ? say(v, N_("On the same day."))
            : say_plural(v, "About %d day after the step before.",
                  "About %d days after the step before.", s->after_days);
    return say(v, N_("When is not known."));
}

static void
add_more(struct view *v, struct buf *b, const char *phrase, text given)
{
    if (text_is_empty(given))
        return;
    struct phrase_arg arg = arg_text(given);
    if (b->len > 0)
        buf_add(b, TEXT(" "));
    buf_add(b, say_with(v, phrase, 1, &arg));
}

/* As a sentence: what they wrote may have its own end. */
static text
sentence(struct arena *a, text t)
{
    static const char *const ends[] = { ".", "!", "?", "…" };
    for (int i = 0; i < 4; i++)
        if (text_ends_with(t, text_of(ends[i])))
            return t;
    return arena_join(a, 2, (text[]){ t, TEXT(".") });
}

struct told_said
told_say(struct view *v, const struct told_loaded *x, const struct told_step *s,
    bool is_first)
{
    struct buf more = buf_in(v->arena, 200);
    bool is_own = text_is_empty(s->name);
    bool is_gone = is_own && text_is_empty(s->words);
    struct told_said said = { .id = s->id,
        .is_own_words = is_own && !is_gone,
        .lang = is_gone ? lang_code(v->lang)
            : is_own    ? x->row.lang
                        : x->d.lang,
        .what = sentence(v->arena,
            !is_own       ? s->name
                : is_gone ? say(v, N_("Something else"))
                          : s->words),
        .when = when_of(v, s, is_first) };
    add_more(v, &more, N_("Where: %s."), s->at_where);
    add_more(v, &more, N_("Waited for: %s."), s->waited_for);
    add_more(v, &more, N_("It cost: %s."), s->cost);
    said.more = buf_text(&more);
    return said;
}

struct told_said *
told_say_all(struct view *v, const struct told_loaded *x)
{
    struct told_said *said =
        arena_new(v->arena, struct told_said, x->n_steps + 1);
    for (ptrdiff_t i = 0; i < x->n_steps; i++)
        said[i] = told_say(v, x, &x->steps[i], i == 0);
    return said;
}

static ptrdiff_t
find_step(const struct told_loaded *x, text name, ptrdiff_t from)
{
    for (ptrdiff_t i = from; i < x->n_steps; i++)
        if (text_is_equal(x->steps[i].name, name))
            return i;
    return -1;
}

/* Promises between two steps by their names, where both have a day. */
text *
told_promises(struct view *v, const struct told_loaded *x, int *n)
{
    const struct cp_pathway *p = &x->d.pathway;
    text *lines = arena_new(v->arena, text, p->n_targets + 1);
    int64_t *days;
    *n = 0;
    told_days(v->arena, x->steps, x->n_steps, &days);
    for (int i = 0; x->d.is_read && i < p->n_targets; i++) {
        const struct cp_pathway_target *t = &p->targets[i];
        ptrdiff_t from = find_step(x, t->start, 0);
        ptrdiff_t to = from < 0 ? -1 : find_step(x, t->end, from + 1);
        if (to < 0 || days[from] == TOLD_NO_DAY || days[to] == TOLD_NO_DAY)
            continue;
        struct phrase_arg args[] = { arg_text(drawn_promise_words(v, t)),
            arg_text(
                say_plural(v, "%d day", "%d days", days[to] - days[from])) };
        lines[(*n)++] =
            say_with(v, N_("Promised: %s. Here it took %s."), 2, args);
    }
    return lines;
}

const char *
told_names_somebody(text words)
{
    int n_digits = 0;
    for (ptrdiff_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        if (c == '@')
            return N_("leave out addresses: nobody is to be found by what you "
                      "tell");
        if (c >= '0' && c <= '9')
            n_digits++;
        else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '+' &&
            c != '.')
            n_digits = 0;
        if (n_digits >= 9)
            return N_("leave out telephone numbers and numbers of people: "
                      "nobody is to be found by what you tell");
    }
    return NULL;
}

/* ---- Changing ------------------------------------------------------------ */

/* What was found holds what is gone: nothing of it is shown any more. */
static enum err
forget_found(struct db *writer, struct arena *a, int64_t log_id)
{
    struct pathway_log row;
    enum err e = pathway_view_forget(
        writer, (struct pathway_view_forget_in){ .log_id = log_id }, NULL);
    if (e == OK)
        e = pathway_log_get(
            writer, a, (struct pathway_log_get_in){ .id = log_id }, &row);
    if (e == OK) {
        row.n_cases = row.n_events = 0;
        row.first_day = row.last_day = (text){ 0 };
        e = pathway_log_update(writer, &row, NULL);
    }
    if (e == OK)
        e = told_book_empty(
            writer, (struct told_book_empty_in){ .log_id = log_id }, NULL);
    return e;
}

static enum err
ask_counting(struct db *writer, struct arena *a, int64_t pathway_id,
    int64_t log_id, bool is_gone)
{
    enum err e = told_book_touch(
        writer, (struct told_book_touch_in){ .pathway_id = pathway_id }, NULL);
    if (e == OK && is_gone)
        e = forget_found(writer, a, log_id);
    /* by nobody: who told is not to be found by when it was counted */
    return e == OK ? job_ask(writer, a, "told_read", log_id, 0) : e;
}

enum err
told_changed(
    struct db *writer, struct arena *a, int64_t pathway_id, bool is_gone)
{
    struct told_book book;
    enum err e = told_book_get(writer, a,
        (struct told_book_get_in){ .pathway_id = pathway_id }, &book);
    if (e == ERR_NOT_FOUND)
        return OK; /* nothing was told of it */
    return e == OK ? ask_counting(writer, a, pathway_id, book.log_id, is_gone)
                   : e;
}

static enum err
make_book(struct db *writer, int64_t pathway_id)
{
    int64_t n = 0;
    struct pathway_log row = { .id = key_new(),
        .pathway_id = pathway_id,
        .name = TEXT("Told journeys"),
        .status = TEXT("told"),
        .file_name = TEXT(""),
        .day_order = TEXT("") };
    struct told_book book = { .id = key_new(),
        .pathway_id = pathway_id,
        .log_id = row.id,
        .list_hash = TEXT("") };
    enum err e = told_book_insert(writer, &book, &n);
    if (e != OK || n == 0) /* somebody was first */
        return e;
    e = pathway_log_insert(writer, &row, &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

/* Whoever told knows their own, so that of a lot that somebody has a part in
 * four must be others': one person's four and a fifth would be that fifth. And
 * one in the place of another would be the difference between the two: whom a
 * lot has lost waits for five that nobody counted. */
ptrdiff_t
told_lot_end(const struct told_fresh_row *rows, ptrdiff_t n)
{
    ptrdiff_t n_most = 0; /* of one person */
    for (ptrdiff_t i = 0; i < n; i++) {
        ptrdiff_t n_own = 1;
        for (ptrdiff_t k = 0; k < i; k++)
            n_own += rows[i].has_person_id && rows[k].has_person_id &&
                rows[k].person_id == rows[i].person_id;
        if (n_own > n_most)
            n_most = n_own;
        ptrdiff_t n_others = i + 1 - n_most;
        if (i + 1 >= TOLD_AT_A_TIME &&
            (n_others == 0 || n_others >= TOLD_AT_A_TIME - 1))
            return i + 1;
    }
    return 0;
}

static enum err
take_lots(struct db *writer, struct arena *a, int64_t pathway_id, bool *is_any)
{
    struct told_fresh_row *rows;
    ptrdiff_t n_rows = 0, n = 1;
    enum err e = OK;
    *is_any = false;
    while (e == OK && n > 0) {
        e = told_fresh(writer, a,
            (struct told_fresh_in){
                .pathway_id = pathway_id, .n_rows = TOLD_FRESH_MAX },
            &rows, &n_rows);
        n = e == OK ? told_lot_end(rows, n_rows) : 0;
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = told_lot_put(writer,
                (struct told_lot_put_in){ .id = rows[i].id, .lot = rows[0].id },
                NULL);
        if (e == OK && n > 0)
            e = told_lot_change(writer,
                (struct told_lot_change_in){
                    .pathway_id = pathway_id, .was = 0, .lot = rows[0].id },
                NULL);
        *is_any |= n > 0;
    }
    return e;
}

/* Of those that are no lot yet nothing changes that anybody could see. */
enum err
told_count_in(struct db *writer, struct arena *a, int64_t pathway_id)
{
    struct told_book book;
    struct told_lot_count_row count;
    bool is_any;
    enum err e = make_book(writer, pathway_id);
    if (e == OK)
        e = told_book_get(writer, a,
            (struct told_book_get_in){ .pathway_id = pathway_id }, &book);
    if (e == OK)
        e = take_lots(writer, a, pathway_id, &is_any);
    if (e == OK)
        e = told_lot_count(writer, a,
            (struct told_lot_count_in){
                .pathway_id = pathway_id, .n_max = TOLD_MAX },
            &count);
    if (e != OK)
        return e;
    return !is_any && count.n == book.n_counted
        ? told_book_touch(writer,
              (struct told_book_touch_in){ .pathway_id = pathway_id }, NULL)
        : ask_counting(writer, a, pathway_id, book.log_id, false);
}

/* The others of its lot are counted no more. */
static enum err
leave_lot(struct db *writer, struct arena *a, const struct told *row)
{
    struct told_lot_of_row at = { 0 };
    enum err e =
        told_lot_of(writer, a, (struct told_lot_of_in){ .id = row->id }, &at);
    if (e == ERR_NOT_FOUND)
        return OK;
    return e == OK && at.lot > 0
        ? told_lot_change(writer,
              (struct told_lot_change_in){
                  .pathway_id = row->pathway_id, .was = at.lot, .lot = 0 },
              NULL)
        : e;
}

enum err
told_forget_one(struct db *writer, struct arena *a, const struct told *row)
{
    enum err e = leave_lot(writer, a, row);
    if (e == OK)
        e = told_steps_forget(
            writer, (struct told_steps_forget_in){ .told_id = row->id }, NULL);
    if (e == OK)
        e = told_delete(writer, (struct told_delete_in){ .id = row->id }, NULL);
    if (e == OK)
        e = search_remove(writer, row->id);
    if (e == OK)
        e = thread_forget(writer, row->id);
    if (e == OK)
        e = bin_forget_thing(writer, a, row->id);
    return e == OK && text_is_known(row->sent_on)
        ? told_changed(writer, a, row->pathway_id, true)
        : e;
}

enum err
told_withdrawn(
    struct db *writer, struct arena *a, const struct consent *consent)
{
    struct told row;
    enum err e = told_get(
        writer, a, (struct told_get_in){ .id = consent->thing_id }, &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK && (!row.has_person_id || row.person_id != consent->person_id))
        return OK;
    if (e == OK)
        e = told_forget_one(writer, a, &row);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("withdraw"),
                             .kind = TEXT("pathway"),
                             .thing_id = row.pathway_id,
                             .is_nameless = true })
                   : e;
}

const struct consent_kind told_consents[] = {
    { .kind = "told.words",
        .word = N_("The journey that I told may be read, without my name, by "
                   "members of its side, and counted"),
        .wording = 1,
        .withdrawn = told_withdrawn },
    { .kind = "told.counts",
        .word = N_("The journey that I told may be counted, and read by "
                   "nobody"),
        .wording = 1,
        .withdrawn = told_withdrawn },
    { .kind = NULL },
};

/* ---- On the pathway's page ----------------------------------------------- */

enum err
told_block_load(
    struct request *rq, const struct drawn *d, struct told_block *to)
{
    struct told_book book;
    int64_t own[] = { d->head.id, d->head.side_id };
    *to = (struct told_block){ 0 };
    if (told_may_tell(&rq->actor, d))
        to->tell = told_begin_address(rq->arena, d->head.id);
    to->sees = actor_may(&rq->actor, WHO_MEMBER, own, 2);
    if (!to->sees)
        return OK;
    enum err e = told_book_get(rq->db, rq->arena,
        (struct told_book_get_in){ .pathway_id = d->head.id }, &book);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK) {
        to->n_counted = book.n_counted;
        to->log = arena_print(rq->arena, "/walked/%.*s",
            TEXT_ARG(told_key(rq->arena, book.log_id)));
        e = told_stories(rq->db, rq->arena,
            (struct told_stories_in){
                .pathway_id = d->head.id, .n_rows = TOLD_STORIES },
            &to->stories, &to->n_stories);
    }
    return e;
}
