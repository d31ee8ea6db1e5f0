/* What a unit says in its own way: hands counted in a meeting, a position, that
 * it stands aside. */
#include "decide/proposal/proposal_answer.h"

#include "keep/audit.h"
#include "os/entropy.h"
#include "people/people.h"

struct meeting {
    struct db *writer;
    struct arena *a;
    struct proposal_whole p;
    struct proposal_unit *unit;
    int64_t minute_id, now;
    struct cp_event event; /* of what they say, to be filled in */
};

static enum err
begin(struct meeting *m, int64_t proposal_id, int64_t unit_id, bool is_made,
    const char **fault)
{
    enum err e = proposal_whole_load(m->writer, m->a, proposal_id, &m->p);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < m->p.n_units; i++)
        if (m->p.units[i].id == unit_id)
            m->unit = &m->p.units[i];
    if (m->unit == NULL)
        return ERR_NOT_FOUND;
    if (m->p.row.is_made && !is_made) {
        *fault = proposal_is_made_up;
        return ERR_CONFLICT;
    }
    if (!proposal_is_asked(&m->p.row, day_of(m->a, m->now))) {
        *fault = N_("Nobody is asked now. What a meeting says is taken while "
                    "people are asked.");
        return ERR_CONFLICT;
    }
    m->event = (struct cp_event){ .day = (int32_t)(m->now / 86'400),
        .unit = (int32_t)m->unit->number,
        .version = (int32_t)m->p.row.version };
    return OK;
}

static enum err
log_it(struct meeting *m)
{
    return proposal_log_add(m->writer, m->a, m->p.row.id, &m->event, m->now);
}

static enum err
add_minute(struct meeting *m, const char *kind, text words, int64_t meeting_id)
{
    int64_t n = 0;
    m->minute_id = key_new();
    enum err e = proposal_minute_add(m->writer,
        (struct proposal_minute_add_in){ .id = m->minute_id,
            .proposal_id = m->p.row.id,
            .unit = m->unit->number,
            .version = m->p.row.version,
            .kind = text_of(kind),
            .words = text_is_known(words) ? words : TEXT(""),
            .meeting_id = meeting_id,
            .has_meeting_id = meeting_id != 0,
            .said_on = day_of(m->a, m->now) },
        &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

/* ---- Hands ----------------------------------------------------------------
 */

/* What those hands objected to is closed by them, and its words go with the
 * count that they were of. One of safety or rights is still closed by two
 * keys; and what somebody stands behind by themselves is theirs as well, and
 * stays. */
static enum err
take_back(struct meeting *m, int64_t number)
{
    struct proposal_objections_of_row *rows;
    struct proposal_backer_any_row other;
    ptrdiff_t n;
    enum err e = proposal_objections_of(m->writer, m->a,
        (struct proposal_objections_of_in){ .proposal_id = m->p.row.id,
            .voice = number,
            .n_rows = PROPOSAL_OWN_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        if (rows[i].is_closed || rows[i].own_key)
            continue;
        e = proposal_backer_any(m->writer, m->a,
            (struct proposal_backer_any_in){ rows[i].id }, &other);
        if (e != ERR_NOT_FOUND)
            continue;
        m->event.kind = CP_EVENT_CLOSE_OBJECTION;
        m->event.objection = (uint64_t)rows[i].id;
        m->event.by = CP_BY_OBJECTOR;
        m->event.value = 0;
        e = log_it(m);
        m->event.objection = 0;
        m->event.by = CP_BY_NOBODY;
        if (e == OK)
            e = proposal_objection_turn(m->writer,
                (struct proposal_objection_turn_in){ .id = rows[i].id,
                    .own_key = true,
                    .lead_key = rows[i].lead_key,
                    .is_closed = !rows[i].is_safety || rows[i].lead_key },
                NULL);
        if (e == OK && !rows[i].is_safety)
            e = proposal_objection_forget(m->writer,
                (struct proposal_objection_forget_in){
                    .proposal_id = m->p.row.id, .voice = number },
                NULL);
    }
    return e;
}

/* The numbers of an earlier count say nothing any more. */
static enum err
take_down(struct meeting *m, int64_t minute_id, int64_t *n_down)
{
    enum { AT_ONCE = 200 };
    struct proposal_hands_row *rows;
    ptrdiff_t n = AT_ONCE;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == AT_ONCE) {
        e = proposal_hands(m->writer, m->a,
            (struct proposal_hands_in){ .minute_id = minute_id,
                .has_minute_id = true,
                .after_id = after,
                .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            m->event.person = (uint64_t)rows[i].number;
            e = take_back(m, rows[i].number);
            m->event.kind = CP_EVENT_WITHDRAW_ANSWER;
            m->event.value = CP_VALUE_NONE;
            if (e == OK)
                e = log_it(m);
            ++*n_down;
        }
    }
    return e == OK ? proposal_minute_end(m->writer,
                         (struct proposal_minute_end_in){ minute_id }, NULL)
                   : e;
}

static enum err
take_earlier_down(struct meeting *m, int64_t *n_down)
{
    struct proposal_minutes_row *rows;
    ptrdiff_t n;
    enum err e = proposal_minutes(m->writer, m->a,
        (struct proposal_minutes_in){
            .proposal_id = m->p.row.id, .n_rows = PROPOSAL_MINUTES_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (rows[i].unit == m->unit->number && !rows[i].is_over &&
            rows[i].version >= m->p.row.base &&
            text_is_equal(rows[i].kind, TEXT("hands")))
            e = take_down(m, rows[i].id, n_down);
    return e;
}

/* One number more, drawn by lot. */
static enum err
draw(struct meeting *m)
{
    int64_t n = 0, number = (int64_t)(entropy_bits() >> 2) + 1;
    enum err e = proposal_holder_add(m->writer,
        (struct proposal_holder_add_in){ .id = key_of_day(m->now),
            .proposal_id = m->p.row.id,
            .unit = m->unit->number,
            .number = number,
            .minute_id = m->minute_id,
            .has_minute_id = true,
            .way = TEXT("hand") },
        &n);
    m->event.person = (uint64_t)number;
    return e == OK && n == 0 ? ERR_BUSY : e;
}

static enum err
put_hands(struct meeting *m, enum cp_answer_value value, int64_t n)
{
    enum err e = OK;
    m->event.kind = CP_EVENT_ANSWER;
    m->event.value = (int)value;
    for (int64_t i = 0; e == OK && i < n; i++) {
        e = draw(m);
        if (e == OK)
            e = log_it(m);
    }
    return e;
}

/* All who object in the meeting stand behind its reason; the first raises
 * it. */
static enum err
put_objection(struct meeting *m, const struct proposal_hands *h)
{
    int64_t id = key_of_day(m->now), n = 0;
    enum err e = draw(m);
    if (e == OK)
        e = proposal_objection_add(m->writer,
            (struct proposal_objection_add_in){ .id = id,
                .proposal_id = m->p.row.id,
                .voice = (int64_t)m->event.person,
                .unit = m->unit->number,
                .version = m->p.row.version,
                .reason = h->reason,
                .mend = text_is_known(h->mend) ? h->mend : TEXT(""),
                .is_safety = h->is_safety,
                .is_shown = h->is_shown },
            &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    m->event.kind = CP_EVENT_OBJECTION;
    m->event.value = 0;
    m->event.objection = (uint64_t)id;
    m->event.has_reason = true;
    m->event.is_safety = h->is_safety;
    if (e == OK)
        e = log_it(m);
    m->event.kind = CP_EVENT_BACK;
    m->event.has_reason = false;
    m->event.is_safety = false;
    m->event.unit = 0; /* the objection's */
    for (int64_t i = 1; e == OK && i < h->n_object; i++) {
        e = draw(m);
        if (e == OK)
            e = log_it(m);
    }
    m->event.unit = (int32_t)m->unit->number;
    m->event.objection = 0;
    return e;
}

static const char *
why_not_hands(const struct meeting *m, const struct proposal_hands *h,
    int64_t n_all, int64_t n_down)
{
    if (m->unit->is_role)
        return N_("An organisation answers by its position, not by hands.");
    if (h->n_agree < 0 || h->n_live < 0 || h->n_object < 0 || h->n_unsure < 0 ||
        n_all < 1)
        return N_("No hands were counted.");
    if (n_all > PROPOSAL_HANDS_MAX)
        return N_("At most 500 hands are taken at once.");
    if (m->unit->has_n_members &&
        m->unit->n_heard - n_down + n_all > m->unit->n_members)
        return N_("That would be more answers than people who belong to it. "
                  "Who has answered already keeps their hand down.");
    return NULL;
}

enum err
proposal_take_hands(struct db *writer, struct arena *a,
    const struct proposal_hands *h, const char **fault)
{
    struct meeting m = { .writer = writer, .a = a, .now = h->now };
    int64_t n_down = 0;
    int64_t n_all = h->n_agree + h->n_live + h->n_object + h->n_unsure;
    *fault = NULL;
    enum err e = begin(&m, h->proposal_id, h->unit_id, h->is_made, fault);
    if (e == OK)
        e = take_earlier_down(&m, &n_down);
    if (e != OK)
        return e;
    *fault = why_not_hands(&m, h, n_all, n_down);
    if (*fault != NULL)
        return ERR_CONFLICT;
    bool has_reason = h->n_object > 0 && !text_is_empty(h->reason);
    e = add_minute(&m, "hands", h->words, h->meeting_id);
    if (e == OK)
        e = put_hands(&m, CP_VALUE_AGREE, h->n_agree);
    if (e == OK)
        e = put_hands(&m, CP_VALUE_LIVE, h->n_live);
    if (e == OK)
        e = put_hands(&m, CP_VALUE_UNSURE, h->n_unsure);
    if (e == OK)
        e = has_reason ? put_objection(&m, h)
                       : put_hands(&m, CP_VALUE_OBJECT, h->n_object);
    m.unit->n_heard += n_all - n_down;
    if (e == OK)
        e = proposal_unit_update(writer, m.unit, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = h->actor_id,
                             .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = h->proposal_id })
                   : e;
}

/* ---- As one ---------------------------------------------------------------
 */

static const char *
why_not_position(const struct meeting *m, const struct proposal_position *w)
{
    bool is_aside = w->position == CP_POSITION_STAND_ASIDE;
    if (w->position <= CP_POSITION_NONE ||
        w->position > CP_POSITION_STAND_ASIDE)
        return N_("That is no answer.");
    if (!m->unit->is_role && !is_aside)
        return N_("A community answers by its people, or by hands that are "
                  "counted. As one it may only stand aside.");
    if (w->position == CP_POSITION_OBJECT &&
        (w->ground <= CP_GROUND_NONE || w->ground > CP_GROUND_CLINICAL))
        return N_("An organisation that objects names the law, money or a "
                  "clinical reason.");
    if (!m->unit->is_role && text_is_empty(w->words))
        return N_("Say how it was decided to stand aside: everybody may read "
                  "it.");
    if (w->n_of > 0 && w->n_present < cp_agreement_quorum(w->n_of, 0))
        return N_("Too few of the group were there for it to speak as one.");
    return NULL;
}

enum err
proposal_take_position(struct db *writer, struct arena *a,
    const struct proposal_position *w, const char **fault)
{
    struct meeting m = { .writer = writer, .a = a, .now = w->now };
    *fault = NULL;
    enum err e = begin(&m, w->proposal_id, w->unit_id, w->is_made, fault);
    if (e != OK)
        return e;
    *fault = why_not_position(&m, w);
    if (*fault != NULL)
        return ERR_CONFLICT;
    e = add_minute(
        &m, m.unit->is_role ? "position" : "aside", w->words, w->meeting_id);
    if (m.unit->is_role) {
        m.event.kind = CP_EVENT_POSITION;
        m.event.value = (int)w->position;
        m.event.ground =
            w->position == CP_POSITION_OBJECT ? w->ground : CP_GROUND_NONE;
        m.unit->n_heard = 1;
    } else {
        m.event.kind = CP_EVENT_STAND_ASIDE;
        m.event.version = 0;
        m.unit->aside = ASIDE_SAID;
    }
    if (e == OK)
        e = log_it(&m);
    if (e == OK)
        e = proposal_unit_update(writer, m.unit, NULL);
    return e == OK ? audit_add(writer,
                         (struct audit){ .actor_id = w->actor_id,
                             .action = TEXT("answer"),
                             .kind = TEXT("proposal"),
                             .thing_id = w->proposal_id })
                   : e;
}
