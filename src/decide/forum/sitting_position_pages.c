/* A position that is taken in a meeting: hands counted of a community, or what
 * an organisation says as one. It counts only when enough of the group were
 * there, the chair or the keeper of the minute writes it down, and the other of
 * the two confirms it. */
#include "decide/proposal/proposal_rule.h"
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "keep/audit.h"
#include "os/entropy.h"
#include "decide/forum/sitting_position.html.h"
#include "keep/once.h"
#include "people/people.h"

enum { ASKED_MAX = 10, CHOICES_MAX = 120 };

struct position_form {
    text unit, position, ground, words, reason, mend;
    int64_t n_agree, n_live, n_object, n_unsure;
    bool is_safety, is_shown;
};
static const char *const positions[] = { "agree", "live", "object",
    "stand_aside", NULL };
static const char *const position_labels[] = { N_("We agree"),
    N_("We can live with it"), N_("We object"), N_("We stand aside") };
static const char *const grounds[] = { "law", "money", "clinical", NULL };
static const char *const ground_labels[] = { N_("The law"), N_("Money"),
    N_("A clinical reason") };

static int
place_of(const char *const *words, text word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (text_is_equal(word, text_of(words[i])))
            return i + 1;
    return 0;
}

/* ---- For whom it may speak
 * ---------------------------------------------------- */

struct speaking {
    const char *keys[CHOICES_MAX + 1], *labels[CHOICES_MAX + 1];
    struct {
        int64_t proposal_id;
        struct proposal_unit unit;
    } at[CHOICES_MAX];
    int n;
};

/* Units of a side that has seats in this group. */
static bool
speaks_for(const struct sitting_whole *m, const struct proposal_unit *u)
{
    for (int i = 0; i < m->g->n_seats; i++)
        if (m->g->seats[i].row.has_side_id &&
            m->g->seats[i].row.side_id == u->side_id)
            return true;
    return false;
}

static enum err
load_speaking(
    struct request *rq, const struct sitting_whole *m, struct speaking *s)
{
    struct arena *a = rq->arena;
    struct proposal_of_partnership_row *rows;
    struct proposal_whole p;
    ptrdiff_t n;
    int n_asked = 0;
    text today = day_of(a, rq->now);
    s->n = 0;
    enum err e = proposal_of_partnership(rq->db, a,
        (struct proposal_of_partnership_in){
            .partnership_id = m->g->row.partnership_id,
            .n_rows = PROPOSALS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n && n_asked < ASKED_MAX; i++) {
        if (!text_is_equal(rows[i].status, TEXT("open")) ||
            !text_is_known(rows[i].closes_on) ||
            text_compare(rows[i].closes_on, today) < 0)
            continue;
        n_asked++;
        e = proposal_whole_load(rq->db, a, rows[i].id, &p);
        for (ptrdiff_t k = 0; e == OK && k < p.n_units && s->n < CHOICES_MAX;
             k++)
            if (speaks_for(m, &p.units[k])) {
                s->keys[s->n] = arena_c_string(a, forum_key(a, p.units[k].id));
                s->labels[s->n] = arena_c_string(a,
                    arena_print(a, "%.*s: %.*s", TEXT_ARG(p.row.name),
                        TEXT_ARG(p.units[k].name)));
                s->at[s->n].proposal_id = p.row.id;
                s->at[s->n++].unit = p.units[k];
            }
    }
    s->keys[s->n] = s->labels[s->n] = NULL;
    return e;
}

/* How many of that side sat at the table, and how many could have: at a table
 * of several sides nobody raises a hand for another. */
static int64_t
of_side(const struct sitting_whole *m, int64_t side_id, bool is_there)
{
    int64_t n = 0;
    for (int i = 0; i < m->g->n_seats; i++) {
        const struct forum_seats_row *seat = &m->g->seats[i].row;
        int64_t there = m->seats[i].n_there;
        if (!seat->has_side_id || seat->side_id != side_id)
            continue;
        n += is_there && there < seat->n_seats ? there : seat->n_seats;
    }
    return n;
}

/* ---- The form
 * ---------------------------------------------------------------------- */

enum { N_POSITION = 12 };

static void
position_inputs(const struct speaking *s, struct input *in)
{
    static const char *const counts[] = { N_("Hands: agree"),
        N_("Hands: can live with it"), N_("Hands: object"),
        N_("Hands: not sure") };
    static const char *const names[] = { "n_agree", "n_live", "n_object",
        "n_unsure" };
    int n = 0;
    in[n++] = (struct input)INPUT(struct position_form, unit, INPUT_CHOICE,
        .is_required = true, .choices = s->keys, .choice_labels = s->labels,
        .label = N_("On which proposal, and for whom"));
    for (int i = 0; i < 4; i++)
        in[n++] = (struct input){ .name = names[i],
            .kind = INPUT_INT,
            .min = 0,
            .max = PROPOSAL_HANDS_MAX,
            .offset = (ptrdiff_t)(offsetof(struct position_form, n_agree) +
                (size_t)i * sizeof(int64_t)),
            .label = counts[i] };
    in[n++] = (struct input)INPUT(struct position_form, position, INPUT_CHOICE,
        .choices = positions, .choice_labels = position_labels,
        .label = N_("Of an organisation: what it says as one"),
        .hint = N_("A community may say here that it stands aside."));
    in[n++] = (struct input)INPUT(struct position_form, ground, INPUT_CHOICE,
        .choices = grounds, .choice_labels = ground_labels,
        .label = N_("If the organisation objects: on what ground"));
    in[n++] = (struct input)INPUT(struct position_form, words, INPUT_PROSE,
        .is_required = true, .max = PROPOSAL_WORDS_MAX,
        .label = N_("As the minute has it"),
        .hint = N_("Everybody may read it. No names, and of a community no "
                   "numbers."));
    in[n++] = (struct input)INPUT(struct position_form, reason, INPUT_PROSE,
        .max = PROPOSAL_WORDS_MAX, .label = N_("Why some object"));
    in[n++] = (struct input)INPUT(struct position_form, mend, INPUT_PROSE,
        .max = PROPOSAL_WORDS_MAX, .label = N_("What would mend it"));
    in[n++] = (struct input)INPUT(struct position_form, is_safety, INPUT_BOOL,
        .label = N_("It is about safety or rights"));
    in[n++] = (struct input)INPUT(struct position_form, is_shown, INPUT_BOOL,
        .label = N_("The reason may be shown, without names"));
    require(n == N_POSITION);
}

/* Why nothing can be taken here; NULL: it can. */
static const char *
why_not(const struct request *rq, const struct sitting_whole *m)
{
    int64_t who = rq->actor.person_id;
    if (!m->g->row.has_quorum)
        return N_("How many of the group must be there for a position has not "
                  "been said.");
    if (!m->is_said)
        return N_("Write down first who was there.");
    if (!m->has_quorum)
        return N_("Too few were there to take a position.");
    if (!m->row.has_chair_id || !m->row.has_keeper_id ||
        m->row.chair_id == m->row.keeper_id)
        return N_("Say first who chaired the meeting and who kept its minute: "
                  "two people.");
    if (who != m->row.chair_id && who != m->row.keeper_id)
        return N_("The chair or the keeper of the minute writes a position "
                  "down.");
    return NULL;
}

static enum err
answer_position(struct request *rq, struct answer *an,
    const struct sitting_whole *m, const struct speaking *s, struct form *form,
    const char *fault)
{
    struct sitting_position_page p = { .m = m,
        .address = sitting_sub(rq->arena, m->row.id, ""),
        .why_not = why_not(rq, m),
        .has_asked = s->n > 0 };
    struct input in[N_POSITION];
    struct form button;
    const struct form *sent = rq->form;
    enum err e = OK;
    /* what hands said is for those two alone before the close */
    if (rq->actor.person_id != 0 &&
        ((m->row.has_chair_id && m->row.chair_id == rq->actor.person_id) ||
            (m->row.has_keeper_id && m->row.keeper_id == rq->actor.person_id)))
        e = sitting_said_of(rq->db, rq->arena,
            (struct sitting_said_of_in){
                .sitting_id = m->row.id, .n_rows = CHOICES_MAX },
            &p.waiting, &p.n_waiting);
    if (e != OK)
        return e;
    form_open(rq, NULL, 0, &button);
    p.button = &button;
    p.reader_id = rq->actor.person_id;
    if (p.why_not == NULL && s->n > 0) {
        if (form == NULL) {
            form = arena_new(rq->arena, struct form, 1);
            position_inputs(s, in);
            form_open(rq, in, N_POSITION, form);
        }
        p.form = form;
    }
    rq->form = sent; /* it says the status */
    struct view v = request_view(rq);
    if (fault != NULL) {
        p.fault = say(&v, fault);
        an->status = 409;
    }
    decide_sitting_position(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Take a position")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

static enum err
load_both(struct request *rq, struct sitting_whole *m, struct speaking **s)
{
    *s = arena_new(rq->arena, struct speaking, 1);
    enum err e = sitting_read(rq, m);
    return e == OK ? load_speaking(rq, m, *s) : e;
}

enum err
sitting_position_show(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    struct speaking *s;
    enum err e = load_both(rq, &m, &s);
    return e == OK ? answer_position(rq, an, &m, s, NULL, NULL) : e;
}

/* ---- Taken ------------------------------------------------------------- */

struct taking {
    const struct sitting_whole *m;
    const struct proposal_unit *unit;
    struct sitting_said said;
    int64_t actor_id, now;
    text token;
    const char *fault;
    bool is_fine; /* of a try */
};

static enum err
take_it(struct db *writer, struct arena *a, struct taking *t)
{
    const struct sitting_said *g = &t->said;
    t->fault = NULL;
    if (t->unit->is_role || !text_is_empty(g->position))
        return proposal_take_position(writer, a,
            &(struct proposal_position){ .proposal_id = g->proposal_id,
                .unit_id = t->unit->id,
                .meeting_id = t->m->row.id,
                .words = g->words,
                .position = (enum cp_position)place_of(positions, g->position),
                .ground = (enum cp_ground)place_of(grounds, g->ground),
                .n_present = t->unit->is_role
                    ? t->m->n_at_table
                    : of_side(t->m, t->unit->side_id, true),
                .n_of = t->unit->is_role
                    ? t->m->g->n_places
                    : of_side(t->m, t->unit->side_id, false),
                .actor_id = t->actor_id,
                .now = t->now },
            &t->fault);
    return proposal_take_hands(writer, a,
        &(struct proposal_hands){ .proposal_id = g->proposal_id,
            .unit_id = t->unit->id,
            .meeting_id = t->m->row.id,
            .words = g->words,
            .n_agree = g->n_agree,
            .n_live = g->n_live,
            .n_object = g->n_object,
            .n_unsure = g->n_unsure,
            .reason = g->reason,
            .mend = g->mend,
            .is_safety = g->is_safety,
            .is_shown = g->is_shown,
            .actor_id = t->actor_id,
            .now = t->now },
        &t->fault);
}

/* Whether it could be taken: all of it is undone. What cannot is said beside
 * the form, and not to whoever confirms it later. */
static enum err
try_it(struct db *writer, struct arena *a, void *arg)
{
    struct taking *t = arg;
    enum err e = take_it(writer, a, t);
    t->is_fine = e == OK;
    return e == OK ? ERR_CONFLICT : e;
}

static enum err
note(struct db *writer, const struct taking *t, text action)
{
    return audit_add(writer,
        (struct audit){ .actor_id = t->actor_id,
            .action = action,
            .kind = TEXT("sitting"),
            .thing_id = t->m->row.id });
}

static enum err
write_down(struct db *writer, struct arena *a, void *arg)
{
    struct taking *t = arg;
    text first;
    int64_t n = 0;
    enum err e = once_take(writer, a, t->token, TEXT("position"), &first);
    if (e == ERR_CONFLICT)
        return OK; /* sent twice: it is there */
    if (e == OK)   /* written anew */
        e = sitting_said_remove_unit(writer,
            (struct sitting_said_remove_unit_in){
                .sitting_id = t->m->row.id, .unit_id = t->unit->id },
            NULL);
    if (e == OK)
        e = sitting_said_insert(writer, &t->said, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? note(writer, t, TEXT("change")) : e;
}

/* What only this meeting knows of a position. */
static const char *
why_not_this(const struct sitting_whole *m, const struct sitting_said *g,
    const struct proposal_unit *u)
{
    int64_t hands = g->n_agree + g->n_live + g->n_object + g->n_unsure;
    if (u->is_role &&
        (!u->has_role_person_id ||
            (u->role_person_id != m->row.chair_id &&
                u->role_person_id != m->row.keeper_id)))
        return N_("For an organisation one named person answers. It says "
                  "something in a meeting when this person chairs it or keeps "
                  "its minute.");
    if (u->is_role && hands > 0)
        return N_("An organisation answers by its position, not by hands.");
    /* others without a seat are a number that somebody typed, of no side */
    if (!u->is_role && hands > of_side(m, u->side_id, true))
        return N_("There are more hands than people of its side who had a "
                  "seat and were there. Others who were there are a number "
                  "alone: they are of no side, and their hands count for "
                  "none.");
    return NULL;
}

static text
or_nothing(text t)
{
    return text_is_known(t) ? t : TEXT("");
}

const char *
sitting_position_said(text position)
{
    int at = place_of(positions, position);
    return at > 0 ? position_labels[at - 1] : NULL;
}

enum err
sitting_position_send(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    struct speaking *s;
    struct position_form given = { 0 };
    struct input in[N_POSITION];
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    struct taking t = {
        .m = &m, .actor_id = rq->actor.person_id, .now = rq->now
    };
    enum err e = load_both(rq, &m, &s);
    if (e != OK)
        return e;
    position_inputs(s, in);
    e = form_parse(rq, in, N_POSITION, form, &given);
    if (e != OK)
        return e;
    if (why_not(rq, &m) != NULL)
        return answer_position(rq, an, &m, s, NULL, NULL);
    int which = place_of(s->keys, given.unit) - 1;
    if (form->n_errors > 0 || which < 0)
        return answer_position(rq, an, &m, s, form, NULL);
    t.unit = &s->at[which].unit;
    t.token = form->token;
    t.said = (struct sitting_said){ .id = key_new(),
        .sitting_id = m.row.id,
        .proposal_id = s->at[which].proposal_id,
        .unit_id = t.unit->id,
        .position = or_nothing(given.position),
        .ground = or_nothing(given.ground),
        .n_agree = given.n_agree,
        .n_live = given.n_live,
        .n_object = given.n_object,
        .n_unsure = given.n_unsure,
        .words = given.words,
        .reason = or_nothing(given.reason),
        .mend = or_nothing(given.mend),
        .is_safety = given.is_safety,
        .is_shown = given.is_shown,
        .written_by = rq->actor.person_id,
        .has_written_by = true,
        .written_on = day_of(rq->arena, rq->now) };
    t.fault = why_not_this(&m, &t.said, t.unit);
    if (t.fault == NULL)
        e = db_write(rq->db, rq->arena, try_it, &t);
    if (t.fault != NULL && (e == OK || e == ERR_CONFLICT)) {
        form_error(form, "unit", say(&v, t.fault));
        return answer_position(rq, an, &m, s, form, NULL);
    }
    if (t.is_fine)
        e = db_write(rq->db, rq->arena, write_down, &t);
    if (e == OK)
        answer_redirect(rq, an, sitting_sub(rq->arena, m.row.id, "#positions"));
    return e;
}

/* ---- Confirmed by the other of the two ----------------------------------- */

static enum err
confirm_it(struct db *writer, struct arena *a, void *arg)
{
    struct taking *t = arg;
    struct sitting_said now;
    enum err e = sitting_said_get(
        writer, a, (struct sitting_said_get_in){ t->said.id }, &now);
    if (e == ERR_NOT_FOUND)
        return OK; /* sent twice, or taken away */
    if (e == OK && now.has_written_by && now.written_by == t->actor_id)
        e = ERR_DENIED;
    if (e == OK)
        e = sitting_said_remove(
            writer, (struct sitting_said_remove_in){ now.id }, NULL);
    t->said = now;
    return e == OK ? take_it(writer, a, t) : e;
}

static enum err
unsay_it(struct db *writer, struct arena *a, void *arg)
{
    struct taking *t = arg;
    (void)a;
    enum err e = sitting_said_remove(
        writer, (struct sitting_said_remove_in){ t->said.id }, NULL);
    return e == OK ? note(writer, t, TEXT("change")) : e;
}

/* The row in the address, when it is of this meeting, asked about now, and of
 * a unit for which it may speak. */
static enum err
load_said(struct request *rq, const struct sitting_whole *m,
    const struct speaking *s, struct taking *t)
{
    enum err e = sitting_said_get(rq->db, rq->arena,
        (struct sitting_said_get_in){ request_key(rq, 1) }, &t->said);
    if (e == OK && t->said.sitting_id != m->row.id)
        e = ERR_NOT_FOUND;
    for (int i = 0; e == OK && i < s->n; i++)
        if (s->at[i].unit.id == t->said.unit_id)
            t->unit = &s->at[i].unit;
    return e;
}

static enum err
settle(struct request *rq, struct answer *an, bool is_confirmed)
{
    struct sitting_whole m;
    struct speaking *s;
    struct taking t = {
        .m = &m, .actor_id = rq->actor.person_id, .now = rq->now
    };
    enum err e = load_both(rq, &m, &s);
    if (e == OK)
        e = load_said(rq, &m, s, &t);
    if (e == OK)
        e = button_parse(rq);
    if (e != OK)
        return e;
    bool is_one = (m.row.has_chair_id && m.row.chair_id == t.actor_id) ||
        (m.row.has_keeper_id && m.row.keeper_id == t.actor_id);
    if (!is_one)
        return ERR_DENIED;
    if (is_confirmed) {
        t.fault = why_not(rq, &m);
        if (t.fault == NULL && t.unit == NULL)
            t.fault = N_("Nobody is asked now. What a meeting says is taken "
                         "while people are asked.");
        if (t.fault == NULL)
            t.fault = why_not_this(&m, &t.said, t.unit);
    }
    if (t.fault == NULL)
        e = db_write(
            rq->db, rq->arena, is_confirmed ? confirm_it : unsay_it, &t);
    if (t.fault != NULL && (e == OK || e == ERR_CONFLICT))
        return answer_position(rq, an, &m, s, NULL, t.fault);
    if (e == OK)
        answer_redirect(rq, an, sitting_sub(rq->arena, m.row.id, "#positions"));
    return e;
}

enum err
sitting_confirm_send(struct request *rq, struct answer *an)
{
    return settle(rq, an, true);
}

enum err
sitting_unsay_send(struct request *rq, struct answer *an)
{
    return settle(rq, an, false);
}
