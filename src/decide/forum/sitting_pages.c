/* The page of a meeting: agenda, papers, who was there, minutes. */
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "decide/forum/sitting.html.h"
#include "people/people.h"
#include "text/calendar.h"

/* Papers as this reader may see them; later than the group's days is late. */
static enum err
load_papers(struct request *rq, struct sitting_page *p)
{
    const struct sitting *m = &p->m->row;
    struct sitting_papers_row *rows;
    struct date held;
    enum err e = sitting_papers(rq->db, rq->arena,
        (struct sitting_papers_in){ .sitting_id = m->id,
            .is_person = rq->actor.person_id != 0,
            .is_within = p->m->g->is_within,
            .is_all = rq->actor.is_coordinator,
            .n_rows = PAPERS_MAX },
        &rows, &p->n_papers);
    if (e != OK)
        return e;
    p->papers = arena_new(rq->arena, struct sitting_paper, p->n_papers);
    for (ptrdiff_t i = 0; i < p->n_papers; i++) {
        p->papers[i].row = &rows[i];
        p->papers[i].is_late = date_parse(m->held_on, &held) &&
            rows[i].uploaded_at / 86'400 >
                date_to_days(held) - forum_paper_days(&p->m->g->row);
    }
    return OK;
}

/* A name for who is within; else it is not said who that is. */
static enum err
name_of(struct request *rq, const struct sitting_page *p, bool has,
    int64_t person_id, text *name)
{
    struct thing t;
    *name = (text){ 0 };
    if (!has || !p->m->g->is_within)
        return OK;
    enum err e = thing_load(rq->db, rq->arena, TEXT("person"), person_id, &t);
    if (e == OK)
        *name = t.title;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Where what was settled is put into the register: by who may, when enough
 * were there, once. */
static text
decide_address(struct request *rq, const struct sitting_whole *m,
    const struct sitting_item_shown *t)
{
    for (int k = 0; k < t->thread.n_ends; k++)
        if (t->thread.ends[k].how >= THREAD_WORDS / 2 &&
            text_is_equal(
                text_of(t->thread.ends[k].thing.kind->kind), TEXT("decision")))
            return (text){ 0 };
    if (!m->has_quorum || !text_is_known(t->row->settled_source) ||
        !actor_may(&rq->actor, WHO_FACILITATOR,
            (int64_t[]){ m->row.id, m->g->row.partnership_id }, 2))
        return (text){ 0 };
    return arena_print(rq->arena, "%.*s/item/%.*s/decide",
        TEXT_ARG(sitting_sub(rq->arena, m->row.id, "")),
        TEXT_ARG(forum_key(rq->arena, t->row->id)));
}

static enum err
load_items(struct request *rq, struct sitting_page *p)
{
    struct sitting_whole *m = p->m;
    enum err e = OK;
    p->items = arena_new(rq->arena, struct sitting_item_shown, m->n_items);
    struct db_batch batch = db_batch_open(rq->db, rq->arena);
    for (ptrdiff_t i = 0; i < m->n_items; i++) {
        p->items[i].row = &m->items[i];
        thread_ask(&batch, m->items[i].id, &p->items[i].thread);
    }
    if (m->n_items > 0)
        e = db_batch_run(&batch);
    for (ptrdiff_t i = 0; e == OK && i < m->n_items; i++) {
        e = thread_finish(
            rq, "sitting_item", m->items[i].id, &p->items[i].thread);
        p->items[i].links = edit_links_of(rq, "sitting_item", m->items[i].name,
            m->items[i].id, m->row.id, m->g->row.partnership_id, NULL);
        p->items[i].decide = decide_address(rq, m, &p->items[i]);
    }
    return e;
}

/* Are the minutes those that were approved? */
static void
judge_minutes(struct sitting_page *p, const struct prose_set *prose)
{
    char room[PROSE_HASH + 1];
    const struct prose_of_thing_row *minutes =
        prose_original(prose, TEXT("minutes"));
    if (minutes == NULL || !text_is_known(p->m->row.approved_on))
        return;
    p->is_approved = !text_is_known(p->m->row.approved_hash) ||
        text_is_equal(
            p->m->row.approved_hash, prose_hash(minutes->source, room));
    p->is_changed_since = !p->is_approved;
}

enum err
sitting_show(struct request *rq, struct answer *an)
{
    static const struct edit_make makes[] = {
        { .kind = NULL },
    };
    struct sitting_whole m;
    struct sitting_page p = { .m = &m };
    struct prose_set prose = { 0 };
    struct thing partnership;
    struct form button;
    enum err e = sitting_read(rq, &m);
    if (e == OK)
        e = prose_load(rq->db, rq->arena, m.row.id, &prose);
    if (e == OK)
        e = load_items(rq, &p);
    if (e == OK)
        e = load_papers(rq, &p);
    if (e == OK)
        e = sitting_positions(rq->db, rq->arena,
            (struct sitting_positions_in){ .meeting_id = m.row.id,
                .has_meeting_id = true,
                .n_rows = PAPERS_MAX },
            &p.positions, &p.n_positions);
    if (e == OK)
        e = sitting_said_of(rq->db, rq->arena,
            (struct sitting_said_of_in){
                .sitting_id = m.row.id, .n_rows = PAPERS_MAX },
            &p.waiting, &p.n_waiting);
    if (e == OK)
        e = sitting_may_approve(rq, &m, &p.approve_on);
    if (e == OK)
        e = thing_load_now(
            rq, TEXT("partnership"), m.g->row.partnership_id, &partnership);
    if (e == OK)
        e = name_of(rq, &p, m.row.has_chair_id, m.row.chair_id, &p.chair);
    if (e == OK)
        e = name_of(rq, &p, m.row.has_keeper_id, m.row.keeper_id, &p.keeper);
    if (e == OK)
        e = heard_brief_load(rq, m.row.id, m.g->row.partnership_id, &p.heard);
    if (e != OK)
        return e;
    p.address = sitting_sub(rq->arena, m.row.id, "");
    p.group = forum_sub(rq->arena, m.row.forum_id, "");
    p.partnership = thing_address(rq->arena, &partnership);
    p.partnership_name = partnership.title;
    p.times = forum_times_said(
        rq->arena, m.row.starts_at, m.row.ends_at, m.g->row.zone);
    p.access = prose_show(rq, &prose, "access");
    p.minutes = prose_show(rq, &prose, "minutes");
    p.may_keep = actor_may(&rq->actor, WHO_MEMBER,
        (int64_t[]){ m.row.id, m.row.forum_id, m.g->row.partnership_id }, 3);
    judge_minutes(&p, &prose);
    if (!p.minutes.is_known || p.is_approved)
        p.approve_on = (text){ 0 };
    p.may_call = text_is_equal(m.row.status, TEXT("planned")) &&
        actor_may(&rq->actor, WHO_FACILITATOR,
            (int64_t[]){ m.row.id, m.g->row.partnership_id }, 2);
    form_open(rq, NULL, 0, &button);
    p.button = &button;
    text title = arena_print(rq->arena, "%.*s, %.*s", TEXT_ARG(m.g->row.name),
        TEXT_ARG(lang_date(rq->lang, rq->arena, m.row.held_on)));
    p.links = edit_links_of(rq, "sitting", title, m.row.id, m.row.forum_id,
        m.g->row.partnership_id, makes);
    if (p.may_keep)
        p.add_paper = arena_print(rq->arena, "/attach/sitting/%.*s",
            TEXT_ARG(forum_key(rq->arena, m.row.id)));
    struct view v = request_view(rq);
    decide_sitting(&v, &p);
    answer_page(rq, an,
        (struct page){
            .title = title, .section = "partnership", .body = view_html(&v) });
    return OK;
}

enum err
sitting_ics(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    enum err e = sitting_read(rq, &m);
    if (e != OK)
        return e;
    struct buf out = buf_in(rq->arena, 2048);
    struct calendar c = calendar_begin(&out, m.g->row.name);
    struct calendar_day day = { .id = m.row.id,
        .date = m.row.held_on,
        .title = m.g->row.name,
        .place = m.row.place,
        .words = m.g->is_within ? m.row.link : (text){ 0 },
        .address = request_whole_address(
            rq, NULL, sitting_sub(rq->arena, m.row.id, "")),
        .made_at = rq->now,
        .is_off = text_is_equal(m.row.status, TEXT("off")) };
    if (text_is_known(m.row.starts_at) &&
        forum_instant(rq->arena, m.g->row.zone, m.row.held_on, m.row.starts_at,
            &day.begins_at) == OK &&
        (!text_is_known(m.row.ends_at) ||
            forum_instant(rq->arena, m.g->row.zone, m.row.held_on,
                m.row.ends_at, &day.ends_at) != OK))
        day.ends_at = 0;
    calendar_add(&c, &day);
    calendar_finish(&c);
    an->type = TEXT("text/calendar; charset=utf-8");
    an->body = buf_text(&out);
    an->download_name = TEXT("meeting.ics");
    return OK;
}
