/* The minute of a meeting: what was settled of each item, in plain words; and
 * its approval at a later meeting. */
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "decide/paragraph/paragraph.h"
#include "decide/forum/sitting_keep.html.h"
#include "keep/once.h"
#include "keep/version.h"
#include "people/people.h"

enum { N_KEEP = ITEMS_MAX + 3, SETTLED_MAX = 4000, MINUTES_MAX = 30'000 };

struct keep_form {
    text minutes, lang, was, settled[ITEMS_MAX];
};

static int
keep_inputs(struct arena *a, const struct sitting_whole *m, struct input *in)
{
    int n = 0;
    for (int i = 0; i < (int)m->n_items; i++)
        in[n++] = (struct input){ .name = arena_c_string(
                                      a, arena_print(a, "settled_%d", i)),
            .kind = INPUT_PROSE,
            .max = SETTLED_MAX,
            .offset = (ptrdiff_t)(offsetof(struct keep_form, settled) +
                (size_t)i * sizeof(text)),
            .label = N_("What was settled") };
    in[n++] = (struct input)INPUT(struct keep_form, minutes, INPUT_PROSE,
        .max = MINUTES_MAX, .label = N_("Minutes, in plain words"),
        .hint = N_("Short sentences. Names only of who agreed to it."));
    in[n++] = (struct input)INPUT(struct keep_form, lang, INPUT_CHOICE,
        .is_required = true, .choices = paragraph_langs,
        .choice_labels = paragraph_lang_names,
        .label = N_("Language it is written in"));
    in[n++] = (struct input)INPUT(
        struct keep_form, was, INPUT_TEXT, .label = N_("Minutes"));
    return n;
}

/* The originals that the form is about: of the minutes, then of each item. */
struct originals {
    const struct prose_of_thing_row *minutes, *settled[ITEMS_MAX];
    text hash; /* of all of it */
};

static enum err
load_originals(struct db *db, struct arena *a, const struct sitting_whole *m,
    struct originals *o)
{
    struct prose_set set;
    struct buf all = buf_in(a, 1000);
    char room[PROSE_HASH + 1];
    *o = (struct originals){ 0 };
    enum err e = prose_load(db, a, m->row.id, &set);
    if (e == OK)
        o->minutes = prose_original(&set, TEXT("minutes"));
    if (o->minutes != NULL)
        buf_add(&all, o->minutes->source);
    for (int i = 0; e == OK && i < (int)m->n_items; i++) {
        e = prose_load(db, a, m->items[i].id, &set);
        if (e == OK)
            o->settled[i] = prose_original(&set, TEXT("settled"));
        buf_byte(&all, 0x1f);
        if (o->settled[i] != NULL)
            buf_add(&all, o->settled[i]->source);
    }
    o->hash = arena_copy(a, prose_hash(buf_text(&all), room));
    return e;
}

static enum err
answer_keep(struct request *rq, struct answer *an,
    const struct sitting_whole *m, struct form *form)
{
    struct sitting_keep_page p = {
        .m = m, .address = sitting_sub(rq->arena, m->row.id, ""), .form = form
    };
    struct input in[N_KEEP];
    struct originals o;
    if (form == NULL) {
        enum err e = load_originals(rq->db, rq->arena, m, &o);
        if (e != OK)
            return e;
        form = arena_new(rq->arena, struct form, 1);
        form_open(rq, in, keep_inputs(rq->arena, m, in), form);
        text lang = lang_code(rq->lang);
        for (int i = 0; i < (int)m->n_items; i++)
            if (o.settled[i] != NULL)
                form_give(form,
                    arena_c_string(
                        rq->arena, arena_print(rq->arena, "settled_%d", i)),
                    o.settled[i]->source);
        if (o.minutes != NULL) {
            form_give(form, "minutes", o.minutes->source);
            lang = o.minutes->lang;
        }
        form_give(form, "lang", lang);
        form_give(form, "was", o.hash);
        p.form = form;
    }
    for (int i = 0; i < form->n_inputs; i++)
        if (text_is_equal(text_of(form->inputs[i].name), TEXT("was")))
            p.was = form->given[i];
    struct view v = request_view(rq);
    decide_sitting_keep(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Minutes")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
sitting_keep_show(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    enum err e = sitting_read(rq, &m);
    return e == OK ? answer_keep(rq, an, &m, NULL) : e;
}

/* ---- Saved
 * ---------------------------------------------------------------------- */

struct keeping {
    const struct sitting_whole *m;
    const struct keep_form *given;
    int64_t actor_id;
    text token;
    bool is_other; /* somebody else wrote meanwhile */
};

/* The original of one part; a version when it is another. */
static enum err
save_part(struct db *writer, struct arena *a, const struct keeping *k,
    const char *kind, int64_t id, const char *part, text source,
    const struct prose_of_thing_row *was)
{
    bool changed = false;
    text old = was != NULL ? was->source : TEXT("");
    if (!text_is_known(source))
        source = TEXT("");
    if (text_is_equal(source, old))
        return OK;
    enum err e = version_before(writer, a, text_of(kind), id);
    if (e == OK && was != NULL && !text_is_equal(was->lang, k->given->lang))
        e = prose_save(writer, a,
            (struct prose_given){ .kind = text_of(kind),
                .part = text_of(part),
                .lang = was->lang,
                .source = TEXT(""),
                .thing_id = id,
                .is_original = true },
            &changed);
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = text_of(kind),
                .part = text_of(part),
                .lang = k->given->lang,
                .source = source,
                .thing_id = id,
                .is_original = true },
            &changed);
    return e == OK ? version_note(writer, a, text_of(kind), id, k->actor_id,
                         TEXT("change"))
                   : e;
}

static enum err
save_minute(struct db *writer, struct arena *a, void *arg)
{
    struct keeping *k = arg;
    struct originals o;
    text first;
    k->is_other = false;
    enum err e = once_take(writer, a, k->token, TEXT("kept"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = load_originals(writer, a, k->m, &o);
    if (e == OK && !text_is_equal(o.hash, k->given->was)) {
        k->is_other = true;
        return ERR_CONFLICT;
    }
    if (e == OK)
        e = save_part(writer, a, k, "sitting", k->m->row.id, "minutes",
            k->given->minutes, o.minutes);
    for (int i = 0; e == OK && i < (int)k->m->n_items; i++)
        e = save_part(writer, a, k, "sitting_item", k->m->items[i].id,
            "settled", k->given->settled[i], o.settled[i]);
    return e;
}

enum err
sitting_keep_send(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    struct keep_form given = { 0 };
    struct input in[N_KEEP];
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct view v = view_in(rq->arena, rq->lang, 0);
    enum err e = sitting_read(rq, &m);
    if (e == OK)
        e = form_parse(rq, in, keep_inputs(rq->arena, &m, in), form, &given);
    if (e != OK)
        return e;
    if (form->n_errors > 0)
        return answer_keep(rq, an, &m, form);
    struct keeping k = { .m = &m,
        .given = &given,
        .actor_id = rq->actor.person_id,
        .token = form->token };
    e = db_write(rq->db, rq->arena, save_minute, &k);
    if (e == ERR_CONFLICT && k.is_other) {
        form_error(form, "minutes",
            say(&v,
                N_("somebody else wrote on it meanwhile: open the page anew "
                   "beside this one, and bring both together")));
        return answer_keep(rq, an, &m, form);
    }
    if (e == OK)
        answer_redirect(rq, an, sitting_sub(rq->arena, m.row.id, "#minutes"));
    return e;
}

/* ---- Approved at a later meeting
 * -------------------------------------------------- */

struct approving {
    int64_t id, actor_id;
    text token, on, hash;
};

static enum err
approve(struct db *writer, struct arena *a, void *arg)
{
    const struct approving *x = arg;
    struct sitting row;
    text first;
    enum err e = once_take(writer, a, x->token, TEXT("approved"), &first);
    if (e == ERR_CONFLICT)
        return OK;
    if (e == OK)
        e = sitting_get(
            writer, a, (struct sitting_get_in){ .id = x->id }, &row);
    if (e == OK)
        e = version_before(writer, a, TEXT("sitting"), x->id);
    if (e != OK)
        return e;
    row.approved_on = x->on;
    row.approved_hash = x->hash;
    e = sitting_update(writer, &row, NULL);
    return e == OK ? version_note(writer, a, TEXT("sitting"), x->id,
                         x->actor_id, TEXT("change"))
                   : e;
}

/* A later meeting of the group that was held, or is held today. */
static enum err
later_meeting(struct request *rq, const struct sitting_whole *m, text *on)
{
    struct sitting *rows;
    ptrdiff_t n;
    text today = day_of(rq->arena, rq->now);
    *on = (text){ 0 };
    enum err e = sittings_from(rq->db, rq->arena,
        (struct sittings_from_in){ .forum_id = m->row.forum_id,
            .day = m->row.held_on,
            .n_rows = SITTINGS_NEXT },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (rows[i].id != m->row.id &&
            text_compare(rows[i].held_on, m->row.held_on) > 0 &&
            text_compare(rows[i].held_on, today) <= 0 &&
            !text_is_equal(rows[i].status, TEXT("off")) && !text_is_known(*on))
            *on = rows[i].held_on;
    return e;
}

enum err
sitting_may_approve(struct request *rq, const struct sitting_whole *m, text *on)
{
    *on = (text){ 0 };
    return actor_may(&rq->actor, WHO_MEMBER,
               (int64_t[]){
                   m->row.id, m->row.forum_id, m->g->row.partnership_id },
               3)
        ? later_meeting(rq, m, on)
        : OK;
}

enum err
sitting_approve_send(struct request *rq, struct answer *an)
{
    struct sitting_whole m;
    struct prose_set set;
    struct form form;
    struct approving x = { .actor_id = rq->actor.person_id };
    char room[PROSE_HASH + 1];
    enum err e = form_parse(rq, NULL, 0, &form, NULL);
    if (e == OK && form.n_errors > 0)
        e = ERR_DENIED;
    if (e == OK)
        e = sitting_read(rq, &m);
    if (e == OK)
        e = prose_load(rq->db, rq->arena, m.row.id, &set);
    if (e == OK)
        e = later_meeting(rq, &m, &x.on);
    if (e != OK)
        return e;
    const struct prose_of_thing_row *minutes =
        prose_original(&set, TEXT("minutes"));
    if (minutes == NULL || !text_is_known(x.on))
        return ERR_CONFLICT;
    x.id = m.row.id;
    x.token = form.token;
    x.hash = arena_copy(rq->arena, prose_hash(minutes->source, room));
    e = db_write(rq->db, rq->arena, approve, &x);
    if (e == OK)
        answer_redirect(rq, an, sitting_sub(rq->arena, m.row.id, "#minutes"));
    return e;
}
