/* What a pair does: meetings, what they think of it, its end. */
#include "match/pair_mail.h"
#include "match/pair_pages.h"

#include "base/date.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"
#include "text/calendar.h"

/* ---- Forms ------------------------------------------------------------- */

const char *const meeting_hows[] = { "in_person", "video", "phone", "messages",
    NULL };
const char *const meeting_how_words[] = { N_("In the same place"),
    N_("By video"), N_("By telephone"), N_("By messages"), NULL };
const char *const reflection_seens[] = { "pair", "facilitators", NULL };
const char *const reflection_seen_words[] = { N_("For the pair alone"),
    N_("For the pair and the facilitators"), NULL };

const char *
meeting_how_word(text how)
{
    for (int i = 0; meeting_hows[i] != NULL; i++)
        if (text_is_equal(how, text_of(meeting_hows[i])))
            return meeting_how_words[i];
    return meeting_how_words[0];
}

/* As who notes it sees it. */
static const char *const visit_kinds[] = { "no", "mine", "theirs", "online",
    NULL };
static const char *const visit_words[] = { N_("No"), N_("Yes, I am visited"),
    N_("Yes, I visit the other"), N_("Yes, from afar"), NULL };

struct meeting_form {
    text held_on, until_on, how, visit, note;
};
static const struct input meeting_inputs[] = {
    INPUT(struct meeting_form, held_on, INPUT_DATE, .is_required = true,
        .label = N_("On which day"),
        .hint = N_("Such as 2026-05-07. It may be past, or to come.")),
    INPUT(struct meeting_form, how, INPUT_CHOICE, .is_required = true,
        .choices = meeting_hows, .choice_labels = meeting_how_words,
        .label = N_("How")),
    INPUT(struct meeting_form, visit, INPUT_CHOICE, .choices = visit_kinds,
        .choice_labels = visit_words, .label = N_("Is it a visit?"),
        .hint = N_("A visit is when one of you sees the other's work: at "
                   "their place, or shown from afar.")),
    INPUT(struct meeting_form, until_on, INPUT_DATE,
        .label = N_("Until which day (if it is more than one)")),
    INPUT(struct meeting_form, note, INPUT_PROSE, .max = 2000,
        .label = N_("Time, place, and what it is about"),
        .hint = N_("Say by whose clock: 14:00 in Homa Bay. The pair and the "
                   "facilitators read it.")),
};
struct reflect_form {
    text words, seen;
    int64_t meeting;
};
static const struct input reflect_inputs[] = {
    INPUT(struct reflect_form, meeting, INPUT_KEY, .label = N_("About")),
    INPUT(struct reflect_form, words, INPUT_PROSE, .is_required = true,
        .max = 5000, .label = N_("What you learned, tried, or would change"),
        .hint = N_("Before a visit: what you hope for. During it: what you "
                   "see. After it: what stays.")),
    INPUT(struct reflect_form, seen, INPUT_CHOICE, .is_required = true,
        .choices = reflection_seens, .choice_labels = reflection_seen_words,
        .label = N_("Who reads it")),
};
struct end_form {
    text ended_on, last;
    bool last_shared;
};
static const struct input end_inputs[] = {
    INPUT(struct end_form, ended_on, INPUT_DATE, .is_required = true,
        .label = N_("The last day")),
    INPUT(struct end_form, last, INPUT_PROSE, .max = 5000,
        .label = N_("A last thought: what stays?"),
        .hint = N_("The pair reads it.")),
    INPUT(struct end_form, last_shared, INPUT_BOOL,
        .label = N_("The facilitators may read this last thought too")),
};
enum {
    N_MEETING = sizeof meeting_inputs / sizeof *meeting_inputs,
    N_REFLECT = sizeof reflect_inputs / sizeof *reflect_inputs,
    N_END = sizeof end_inputs / sizeof *end_inputs
};

void
pair_life_forms_open(struct request *rq, struct pair_page *p)
{
    if (p->may_plan && p->forms.meeting == NULL) {
        p->forms.meeting = arena_new(rq->arena, struct form, 1);
        form_open(rq, meeting_inputs, N_MEETING, p->forms.meeting);
        form_give(p->forms.meeting, "visit", TEXT("no"));
    }
    if (p->may_reflect && p->forms.reflect == NULL) {
        p->forms.reflect = arena_new(rq->arena, struct form, 1);
        form_open(rq, reflect_inputs, N_REFLECT, p->forms.reflect);
        form_give(p->forms.reflect, "seen", TEXT("pair"));
    }
    if (p->may_end && p->forms.end == NULL) {
        p->forms.end = arena_new(rq->arena, struct form, 1);
        form_open(rq, end_inputs, N_END, p->forms.end);
        form_give(p->forms.end, "ended_on", day_of(rq->arena, rq->now));
    }
}

/* ---- Steps ------------------------------------------------------------- */

struct living {
    struct pair_acting by;
    int64_t id, part_id; /* of what is taken away */
    const char *action;
    struct meeting_insert_in meeting;
    struct reflection_insert_in reflection;
    text ended_on, token, address;
    bool is_meeting, is_reflection, is_end, is_full, is_host;
};

/* Of the pair, and in a state in which that may be done? */
static enum err
check(struct db *writer, struct arena *a, const struct living *s,
    struct pair *pair)
{
    enum err e = pair_load(writer, a, s->id, s->by.person_id, pair);
    bool is_on = pair_is(pair, "agreed") || pair_is(pair, "running");
    if (e == OK && pair->own < 0 && !s->is_end)
        return ERR_DENIED;
    if (e == OK && !is_on &&
        !(pair_is(pair, "ended") && !s->is_meeting && !s->is_end))
        return ERR_CONFLICT;
    return e;
}

/* Whose place they go to: somebody of another side. */
static int64_t
other_of(const struct pair *pair)
{
    int other = pair->own == 0 ? 1 : 0;
    for (int i = 0; i < pair->n_people; i++)
        if (pair->people[i].position != pair->people[pair->own].position)
            other = i;
    return pair->people[other].id;
}

static enum err
put_meeting(struct db *writer, struct arena *a, const struct pair *pair,
    struct living *s)
{
    struct meeting_count_row count;
    enum err e = meeting_count(
        writer, a, (struct meeting_count_in){ s->id, MEETINGS_MAX }, &count);
    s->is_full = e == OK && count.n >= MEETINGS_MAX;
    if (e != OK || s->is_full)
        return e;
    s->meeting.id = key_new();
    s->meeting.has_host_id = text_is_equal(s->meeting.visit, TEXT("place"));
    s->meeting.host_id =
        s->is_host ? pair->people[pair->own].id : other_of(pair);
    e = meeting_insert(writer, s->meeting, NULL);
    /* the first one: they are under way */
    return e == OK ? pair_move(writer,
                         (struct pair_move_in){ .id = s->id,
                             .was = TEXT("agreed"),
                             .status = TEXT("running"),
                             .at = s->by.now },
                         NULL)
                   : e;
}

/* What is about a meeting of others, or one taken away, is about none. */
static enum err
meeting_is_theirs(struct db *writer, struct arena *a, struct living *s)
{
    struct meeting_list_row *rows;
    ptrdiff_t n = 0;
    bool is_theirs = false;
    enum err e = s->reflection.has_meeting_id
        ? meeting_list(writer, a,
              (struct meeting_list_in){ s->id, MEETINGS_MAX }, &rows, &n)
        : OK;
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        is_theirs = is_theirs || rows[i].id == s->reflection.meeting_id;
    s->reflection.has_meeting_id = is_theirs;
    return e;
}

static enum err
put_reflection(struct db *writer, struct arena *a, struct living *s)
{
    struct reflection_count_row count;
    enum err e = reflection_count(writer, a,
        (struct reflection_count_in){ s->id, REFLECTIONS_MAX }, &count);
    s->is_full = e == OK && count.n >= REFLECTIONS_MAX;
    if (e != OK || s->is_full)
        return e;
    s->reflection.id = key_new();
    e = meeting_is_theirs(writer, a, s);
    if (e != OK)
        return e;
    return reflection_insert(writer, s->reflection, NULL);
}

static enum err
note(struct db *writer, const struct living *s)
{
    return audit_add(writer,
        (struct audit){ .actor_id = s->by.person_id,
            .action = TEXT("change"),
            .kind = TEXT("match_pair"),
            .thing_id = s->id,
            .detail = text_of(s->action) });
}

static enum err
save(struct db *writer, struct arena *a, void *arg)
{
    struct living *s = arg;
    struct pair pair;
    text first;
    enum err e = once_take(writer, a, s->token, s->address, &first);
    if (e == ERR_CONFLICT) /* sent twice: it stands */
        return OK;
    if (e == OK)
        e = check(writer, a, s, &pair);
    if (e == OK && s->is_meeting)
        e = put_meeting(writer, a, &pair, s);
    if (e == OK && s->is_reflection && pair.own >= 0)
        e = put_reflection(writer, a, s);
    if (e == OK && s->is_end)
        e = pair_end_step(writer, a, &s->by, s->id, s->ended_on);
    if (e == OK && s->is_end)
        e = pair_tell_people(
            writer, a, &s->by, &pair, PAIR_ENDED, s->by.person_id);
    return e == OK && !s->is_full ? note(writer, s) : e;
}

static enum err
save_removal(struct db *writer, struct arena *a, void *arg)
{
    const struct living *s = arg;
    struct pair pair;
    int64_t n = 0;
    enum err e = check(writer, a, s, &pair);
    if (e == OK && s->is_meeting)
        e = meeting_let_go(writer,
            (struct meeting_let_go_in){ .id = s->part_id, .pair_id = s->id },
            NULL);
    if (e == OK && s->is_meeting)
        e = meeting_remove(writer,
            (struct meeting_remove_in){ .id = s->part_id, .pair_id = s->id },
            &n);
    if (e == OK && s->is_reflection)
        e = reflection_remove(writer,
            (struct reflection_remove_in){ .id = s->part_id,
                .pair_id = s->id,
                .person_id = s->by.person_id },
            &n);
    return e == OK && n > 0 ? note(writer, s) : e;
}

static struct living
living(struct request *rq, const char *action)
{
    int64_t id = request_key(rq, 0);
    return (struct living){ .by = pair_acting(rq),
        .id = id,
        .action = action,
        .address = pair_address(rq->arena, id) };
}

/* What came of it, as a page. */
static enum err
finish(struct request *rq, struct answer *an, const struct living *s,
    enum err e, struct form *form, struct pair_forms given)
{
    struct view v = request_view(rq);
    if (e == ERR_CONFLICT)
        return pair_too_late(rq, an,
            say(&v,
                N_("Somebody was faster, or this page was old: nothing was "
                   "done. Here you see how things stand.")));
    if (e == ERR_DENIED)
        return pair_too_late(rq, an,
            say(&v, N_("Only those who are in this pair can do this.")));
    if (e != OK)
        return e;
    if (s->is_full && form != NULL) {
        form->n_errors++;
        form->error_all = say(&v,
            N_("There is no room for more here. Take one away that is of no "
               "use any more."));
    }
    if (form != NULL && form->n_errors > 0)
        return pair_page_answer(rq, an, given);
    answer_redirect(rq, an, s->address);
    return OK;
}

/* ---- Handlers ---------------------------------------------------------- */

enum err
pair_meeting_send(struct request *rq, struct answer *an)
{
    struct meeting_form given = { 0 };
    struct form form;
    struct living s = living(rq, "[\"meeting\"]");
    enum err e = form_parse(rq, meeting_inputs, N_MEETING, &form, &given);
    if (e != OK)
        return e;
    s.is_meeting = true;
    s.token = form.token;
    s.meeting = (struct meeting_insert_in){ .pair_id = s.id,
        .held_on = given.held_on,
        .how = given.how,
        .note = given.note,
        .made_at = rq->now,
        .made_by = rq->actor.person_id,
        .until_on = given.until_on };
    s.is_host = text_is_equal(given.visit, TEXT("mine"));
    if (s.is_host || text_is_equal(given.visit, TEXT("theirs")))
        s.meeting.visit = TEXT("place");
    if (text_is_equal(given.visit, TEXT("online")))
        s.meeting.visit = TEXT("online");
    if (text_is_empty(given.until_on) ||
        text_is_equal(given.until_on, given.held_on))
        s.meeting.until_on = (text){ 0 };
    else if (form.n_errors == 0 &&
        text_compare(given.until_on, given.held_on) < 0) {
        struct view v = request_view(rq);
        form_error(
            &form, "until_on", say(&v, N_("This is before its first day.")));
    }
    if (form.n_errors == 0)
        e = db_write(rq->db, rq->arena, save, &s);
    return finish(
        rq, an, &s, e, &form, (struct pair_forms){ .meeting = &form });
}

enum err
pair_reflect_send(struct request *rq, struct answer *an)
{
    struct reflect_form given = { 0 };
    struct form form;
    struct living s = living(rq, "[\"reflection\"]");
    enum err e = form_parse(rq, reflect_inputs, N_REFLECT, &form, &given);
    if (e != OK)
        return e;
    s.is_reflection = true;
    s.token = form.token;
    s.reflection = (struct reflection_insert_in){ .pair_id = s.id,
        .person_id = rq->actor.person_id,
        .seen = given.seen,
        .words = given.words,
        .at = rq->now,
        .has_meeting_id = given.meeting != 0,
        .meeting_id = given.meeting };
    if (form.n_errors == 0)
        e = db_write(rq->db, rq->arena, save, &s);
    return finish(
        rq, an, &s, e, &form, (struct pair_forms){ .reflect = &form });
}

enum err
pair_end_send(struct request *rq, struct answer *an)
{
    struct end_form given = { 0 };
    struct form form;
    struct view v = request_view(rq);
    struct living s = living(rq, "[\"ended\"]");
    enum err e = form_parse(rq, end_inputs, N_END, &form, &given);
    if (e != OK)
        return e;
    s.is_end = true;
    s.token = form.token;
    s.ended_on = given.ended_on;
    s.is_reflection = !text_is_empty(given.last);
    s.reflection = (struct reflection_insert_in){ .pair_id = s.id,
        .person_id = rq->actor.person_id,
        .seen = given.last_shared ? TEXT("facilitators") : TEXT("pair"),
        .words = given.last,
        .at = rq->now };
    if (text_is_known(given.ended_on) &&
        text_compare(given.ended_on, day_of(rq->arena, rq->now)) > 0)
        form_error(&form, "ended_on",
            say(&v, N_("This day is still to come: end it when it is over.")));
    if (form.n_errors == 0)
        e = db_write(rq->db, rq->arena, save, &s);
    return finish(rq, an, &s, e, &form, (struct pair_forms){ .end = &form });
}

static enum err
remove_part(struct request *rq, struct answer *an, bool is_meeting)
{
    struct living s =
        living(rq, is_meeting ? "[\"meeting\"]" : "[\"reflection\"]");
    enum err e = button_parse(rq);
    if (e != OK)
        return e;
    s.part_id = request_key(rq, 1);
    s.is_meeting = is_meeting;
    s.is_reflection = !is_meeting;
    e = db_write(rq->db, rq->arena, save_removal, &s);
    return finish(rq, an, &s, e, NULL, (struct pair_forms){ 0 });
}

enum err
pair_meeting_remove_send(struct request *rq, struct answer *an)
{
    return remove_part(rq, an, true);
}

enum err
pair_reflect_remove_send(struct request *rq, struct answer *an)
{
    return remove_part(rq, an, false);
}

/* ---- In words ---------------------------------------------------------- */

text
meeting_visit(
    struct view *v, const struct pair *pair, const struct meeting_list_row *m)
{
    const struct pair_people_row *host = NULL;
    text guests[PAIR_PEOPLE] = { { 0 } };
    int n = 0;
    for (int i = 0; i < pair->n_people; i++)
        if (m->has_host_id && pair->people[i].id == m->host_id)
            host = &pair->people[i];
        else if (n < PAIR_PEOPLE)
            guests[n++] = pair->people[i].name;
    if (!text_is_known(m->visit))
        return (text){ 0 };
    if (text_is_equal(m->visit, TEXT("online")))
        return say(v, N_("A visit from afar"));
    if (host == NULL || n == 0)
        return say(v, N_("A visit"));
    return say_with(v, N_("%1$s visits %2$s, %3$s"), 3,
        (struct phrase_arg[]){
            phrase_arg(n == 1
                    ? guests[0]
                    : pair_names(v->arena, guests[0], guests[1], guests[2])),
            phrase_arg(host->name), phrase_arg(host->side_name) });
}

text
meeting_days(struct view *v, const struct meeting_list_row *m)
{
    text first = lang_date(v->lang, v->arena, m->held_on);
    return text_is_known(m->until_on)
        ? arena_join(v->arena, 3,
              (text[]){ first, TEXT(" – "),
                  lang_date(v->lang, v->arena, m->until_on) })
        : first;
}

text
reflection_about(struct view *v, const struct pair_page *p,
    const struct reflection_list_row *r)
{
    static const char *const words[2][3] = {
        { N_("Before the meeting of %s"), N_("On the day of the meeting, %s"),
            N_("After the meeting of %s") },
        { N_("Before the visit of %s"), N_("During the visit of %s"),
            N_("After the visit of %s") },
    };
    text day = day_of(v->arena, r->at);
    for (ptrdiff_t i = 0; r->has_meeting_id && i < p->n_meetings; i++) {
        const struct meeting_list_row *m = &p->meetings[i];
        text last = text_is_known(m->until_on) ? m->until_on : m->held_on;
        int when = text_compare(day, m->held_on) < 0 ? 0
            : text_compare(day, last) > 0            ? 2
                                                     : 1;
        if (m->id == r->meeting_id)
            return say_with(v, words[text_is_known(m->visit)][when], 1,
                (struct phrase_arg[]){ phrase_arg(meeting_days(v, m)) });
    }
    return (text){ 0 };
}

/* ---- Calendar ---------------------------------------------------------- */

enum err
pair_calendar(struct request *rq, struct answer *an)
{
    struct pair pair;
    struct meeting_list_row *rows;
    ptrdiff_t n = 0;
    int64_t id = request_key(rq, 0);
    enum err e = pair_load(rq->db, rq->arena, id, rq->actor.person_id, &pair);
    if (e == OK)
        e = meeting_list(rq->db, rq->arena,
            (struct meeting_list_in){ .pair_id = id, .n_rows = MEETINGS_MAX },
            &rows, &n);
    if (e == OK && pair.n_people < 2)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    text names = pair_names(rq->arena, pair.people[0].name, pair.people[1].name,
        pair.n_people > 2 ? pair.people[2].name : (text){ 0 });
    struct view v = request_view(rq);
    struct buf out = buf_in(rq->arena, 4096);
    struct calendar c = calendar_begin(&out, names);
    for (ptrdiff_t i = 0; i < n; i++)
        calendar_add(&c,
            &(struct calendar_day){ .id = rows[i].id,
                .date = rows[i].held_on,
                .last = rows[i].until_on,
                .title = text_is_known(rows[i].visit)
                    ? meeting_visit(&v, &pair, &rows[i])
                    : arena_join(rq->arena, 4,
                          (text[]){ names, TEXT(" ("),
                              say(&v, meeting_how_word(rows[i].how)),
                              TEXT(")") }),
                .words = rows[i].note,
                .address = request_whole_address(
                    rq, rq->lang, pair_address(rq->arena, id)),
                .made_at = key_time_ms(rows[i].id) / 1000 });
    calendar_finish(&c);
    an->type = TEXT("text/calendar; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("meetings.ics");
    return OK;
}

/* ---- Addresses --------------------------------------------------------- */

static text
remove_address(struct view *v, int64_t pair, const char *what, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(v->arena, "%.*s/%s/%.*s/remove",
        TEXT_ARG(pair_address(v->arena, pair)), what,
        TEXT_ARG(key_print(id, key)));
}

text
pair_meeting_remove_address(struct view *v, int64_t pair, int64_t id)
{
    return remove_address(v, pair, "meeting", id);
}

text
pair_reflection_remove_address(struct view *v, int64_t pair, int64_t id)
{
    return remove_address(v, pair, "reflection", id);
}
