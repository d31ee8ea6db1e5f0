/* Themes of a partnership; and one for everybody: what people said, and what
 * was done. */
#include "decide/voice/theme.h"

#include "base/key.h"
#include "decide/voice/theme.html.h"
#include "decide/voice/voice.h"

text
theme_address(struct arena *a, int64_t id)
{
    return arena_print(a, "/theme/%.*s", TEXT_ARG(voice_key(a, id)));
}

enum err
theme_may_cite(struct db *db, struct arena *a, int64_t theme_id, text lang,
    int64_t n_rows, struct theme_voices_row **rows, ptrdiff_t *n)
{
    return theme_voices(db, a,
        (struct theme_voices_in){ .theme_id = theme_id,
            .least = SHOWN_ALL,
            .lang = lang,
            .before_id = INT64_MAX,
            .n_rows = n_rows },
        rows, n);
}

enum err
theme_of(struct db *db, struct arena *a, int64_t theme_id,
    int64_t partnership_id, struct theme *to)
{
    enum err e = theme_get(db, a, (struct theme_get_in){ .id = theme_id }, to);
    return e == OK && to->partnership_id != partnership_id ? ERR_NOT_FOUND : e;
}

/* ---- Those of a partnership ---------------------------------------------- */

struct after {
    text sort;
    int64_t after;
};
static const struct input after_inputs[] = {
    INPUT(struct after, sort, INPUT_TEXT, .max = 2000),
    INPUT(struct after, after, INPUT_KEY),
};

enum err
theme_list_show(struct request *rq, struct answer *an)
{
    static const struct edit_make makes[] = {
        { N_("Add a theme"), "theme", { 0 } }, { .kind = NULL }
    };
    struct themes_page p = { 0 };
    struct after after = { 0 };
    struct arena *a = rq->arena;
    int64_t id = request_key(rq, 0);
    query_parse(rq, after_inputs, 2, &after);
    enum err e = thing_load(rq->db, a, TEXT("partnership"), id, &p.partnership);
    if (e == OK)
        e = themes_of(rq->db, a,
            (struct themes_of_in){ .partnership_id = id,
                .after_sort = text_is_known(after.sort) ? after.sort : TEXT(""),
                .after_id = after.after,
                .n_rows = THEMES_SHOWN + 1 },
            &p.rows, &p.n_rows);
    if (e != OK)
        return e;
    p.address =
        arena_print(a, "/partnership/%.*s/themes", TEXT_ARG(voice_key(a, id)));
    p.back = thing_address(a, &p.partnership);
    p.voices =
        arena_print(a, "/partnership/%.*s/voices", TEXT_ARG(voice_key(a, id)));
    if (p.n_rows > THEMES_SHOWN) {
        const struct themes_of_row *last = &p.rows[THEMES_SHOWN - 1];
        p.n_rows = THEMES_SHOWN;
        p.next = arena_print(a, "%.*s&after=%.*s",
            TEXT_ARG(request_with(rq, "sort", last->name_sort)),
            TEXT_ARG(voice_key(a, last->id)));
    }
    struct edit_links links = edit_links_of(rq, "partnership",
        p.partnership.title, id, p.partnership.within_id, 0, makes);
    if (links.n_makes > 0)
        p.make = links.makes[0].address;
    struct view v = request_view(rq);
    decide_theme_list(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Themes")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

/* ---- One ----------------------------------------------------------------- */

struct before {
    int64_t before;
};
static const struct input before_inputs[] = {
    INPUT(struct before, before, INPUT_KEY),
};

static void
leave_voices(struct thread_block *b)
{
    int kept = 0;
    for (int i = 0; i < b->n_ends; i++)
        if (!text_is_equal(text_of(b->ends[i].thing.kind->kind), TEXT("voice")))
            b->ends[kept++] = b->ends[i];
    b->n_ends = kept;
    b->n_hidden = 0;
    b->n_more = 0;
}

enum err
theme_show(struct request *rq, struct answer *an)
{
    struct theme_page p = { .rq = rq };
    struct before before = { 0 };
    struct prose_set set;
    struct arena *a = rq->arena;
    int64_t id = request_key(rq, 0);
    query_parse(rq, before_inputs, 1, &before);
    enum err e =
        theme_head(rq->db, a, (struct theme_head_in){ .id = id }, &p.head);
    if (e != OK)
        return e;
    int64_t least = voice_least(rq, p.head.partnership_id);
    struct db_batch batch = db_batch_open(rq->db, a);
    prose_ask(&batch, id, &set);
    thread_ask(&batch, id, &p.thread);
    theme_voices_ask(&batch,
        (struct theme_voices_in){ .theme_id = id,
            .least = least > SHOWN_NOBODY ? least : SHOWN_FACILITATORS,
            .lang = lang_code(rq->lang),
            .before_id = before.before != 0 ? before.before : INT64_MAX,
            .n_rows = THEME_VOICES + 1 },
        &p.voices, &p.n_voices);
    e = db_batch_run(&batch);
    if (e == OK)
        e = thread_finish(rq, "theme", id, &p.thread);
    leave_voices(&p.thread); /* they stand above */
    if (e == OK)
        e = voice_counts_load(rq, p.head.partnership_id, id, &p.counts);
    if (e != OK)
        return e;
    if (p.n_voices > THEME_VOICES) {
        p.n_voices = THEME_VOICES;
        p.next = request_with(
            rq, "before", voice_key(a, p.voices[THEME_VOICES - 1].id));
    }
    p.about = prose_show(rq, &set, "about");
    p.done = prose_show(rq, &set, "done");
    p.links = edit_links_of(
        rq, "theme", p.head.name, id, p.head.partnership_id, 0, NULL);
    p.partnership = arena_print(a, "/partnership/%.*s-%.*s",
        TEXT_ARG(lang_slug(a, p.head.partnership_name)),
        TEXT_ARG(voice_key(a, p.head.partnership_id)));
    p.voices_address = arena_print(a, "/partnership/%.*s/voices",
        TEXT_ARG(voice_key(a, p.head.partnership_id)));
    struct view v = request_view(rq);
    decide_theme(&v, &p);
    answer_page(rq, an,
        (struct page){ .title = p.head.name,
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}
