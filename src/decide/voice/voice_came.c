/* What came of a voice, by the thread: things above it, above its themes, and
 * above those. */
#include "decide/voice/voice.h"

#include "base/date.h"
#include "keep/settings.h"
#include "people/people.h"

enum { NODES_MAX = 40, EACH_MAX = 12, DEPTH_MAX = 4 };

struct node {
    text kind;
    int64_t id;
    int depth;
};
struct walk {
    struct node nodes[NODES_MAX];
    int n;
};

static bool
is_seen(const struct walk *w, int64_t id)
{
    for (int i = 0; i < w->n; i++)
        if (w->nodes[i].id == id)
            return true;
    return false;
}

static void
push(struct walk *w, text kind, int64_t id, int depth)
{
    if (w->n < NODES_MAX && !is_seen(w, id))
        w->nodes[w->n++] = (struct node){ kind, id, depth };
}

/* What the links of one thing lead on to: thread_words' second half. */
static enum err
step(struct request *rq, struct walk *w, const struct node at)
{
    struct thread_block b;
    enum err e = thread_of(rq->db, rq->arena, at.id, EACH_MAX, &b);
    for (int way = 0; e == OK && way < 2; way++) {
        const struct thread_row *rows = way == 0 ? b.from : b.to;
        ptrdiff_t n = way == 0 ? b.n_from : b.n_to;
        for (ptrdiff_t i = 0; i < n; i++) {
            text kind;
            int64_t id;
            if (thread_how(&rows[i], at.id) < THREAD_WORDS / 2)
                continue;
            thread_other(&rows[i], at.id, &kind, &id);
            push(w, kind, id, at.depth + 1);
        }
    }
    return e;
}

enum err
voice_came_load(struct request *rq, int64_t voice_id, struct voice_came **came,
    int *n, int *n_hidden)
{
    struct walk *w = arena_new(rq->arena, struct walk, 1);
    struct voice_themes_row *themes;
    ptrdiff_t n_themes;
    enum err e = voice_themes(rq->db, rq->arena,
        (struct voice_themes_in){
            .voice_id = voice_id, .n_rows = VOICE_THEMES_MAX },
        &themes, &n_themes);
    *came = arena_new(rq->arena, struct voice_came, NODES_MAX);
    *n = *n_hidden = 0;
    if (e != OK)
        return e;
    push(w, TEXT("voice"), voice_id, 0);
    for (ptrdiff_t i = 0; i < n_themes; i++)
        push(w, TEXT("theme"), themes[i].id, 1); /* shown by themselves */
    for (int i = 0; e == OK && i < w->n; i++) {
        struct node at = w->nodes[i];
        struct thing t;
        bool is_theme = text_is_equal(at.kind, TEXT("theme"));
        if (i > 0) {
            e = thing_load(rq->db, rq->arena, at.kind, at.id, &t);
            if (e == ERR_NOT_FOUND) { /* taken away */
                e = OK;
                continue;
            }
            if (e == OK && !thing_may_see(&rq->actor, &t)) {
                ++*n_hidden;
                continue; /* nothing is asked about what lies behind it */
            }
            /* a paragraph is read on the page of its proposal */
            bool is_part = e == OK && t.kind->path == NULL &&
                t.kind->within_kind != NULL && t.within_id != 0;
            if (is_part)
                push(w, text_of(t.kind->within_kind), t.within_id, at.depth);
            if (e == OK && !is_theme && !is_part)
                (*came)[(*n)++] = (struct voice_came){ .title = t.title,
                    .address = thing_address(rq->arena, &t),
                    .word = t.kind->word,
                    .depth = at.depth };
        }
        if (e == OK && at.depth < DEPTH_MAX)
            e = step(rq, w, at);
    }
    return e;
}

enum err
voice_age(struct request *rq, const struct voice *row, int64_t *n_days,
    int64_t *n_days_late)
{
    struct date d;
    *n_days = 0;
    *n_days_late = settings_int(rq->db, rq->arena, "voice_days");
    if (date_parse(row->said_on, &d))
        *n_days = rq->now / 86'400 - date_to_days(d);
    return OK;
}

text
voice_day(struct arena *a, int64_t at)
{
    return day_of(a, at);
}
