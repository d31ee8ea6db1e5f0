/* Whether something that people said lies below a decision. */
#include "decide/forum/decision.h"

#include "decide/paragraph/paragraph.h"

enum { LOOKED_MAX = 60, LINKS_EACH = 24 };

/* What people say themselves; a proposal is none of that. */
static const char *const said[] = { "voice", "theme", "conversation",
    "statement", "contribution", NULL };

struct looking {
    struct {
        text kind;
        int64_t id;
    } at[LOOKED_MAX];
    int n;
    bool has;
};

static void
add(struct looking *l, text kind, int64_t id)
{
    for (int i = 0; said[i] != NULL; i++)
        l->has |= text_is_equal(kind, text_of(said[i]));
    for (int i = 0; i < l->n; i++)
        if (l->at[i].id == id)
            return;
    if (l->n < LOOKED_MAX) {
        l->at[l->n].kind = kind;
        l->at[l->n++].id = id;
    }
}

/* What it comes from, rests on, answers; never what came of it. */
static enum err
look_down(struct db *db, struct arena *a, struct looking *l, int64_t id)
{
    struct thread_block b;
    enum err e = thread_of(db, a, id, LINKS_EACH, &b);
    for (ptrdiff_t i = 0; e == OK && i < b.n_from + b.n_to; i++) {
        const struct thread_row *row =
            i < b.n_from ? &b.from[i] : &b.to[i - b.n_from];
        text kind;
        int64_t other;
        thread_other(row, id, &kind, &other);
        if (thread_how(row, id) < THREAD_WORDS / 2) /* leads back in time */
            add(l, kind, other);
    }
    return e;
}

/* The paragraphs of a proposal rest on voices, each by itself. */
static enum err
add_paragraphs(struct db *db, struct arena *a, struct looking *l, int64_t id)
{
    struct paragraph *rows;
    ptrdiff_t n;
    enum err e = paragraphs_now(db, a,
        (struct paragraphs_now_in){
            .proposal_id = id, .n_rows = LOOKED_MAX / 2 },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        add(l, TEXT("paragraph"), rows[i].id);
    return e;
}

enum err
decision_has_voice(struct db *db, struct arena *a, int64_t id, bool *has)
{
    struct looking *l = arena_new(a, struct looking, 1);
    enum err e = OK;
    add(l, TEXT("decision"), id);
    for (int i = 0; e == OK && !l->has && i < l->n; i++) {
        e = look_down(db, a, l, l->at[i].id);
        if (e == OK && text_is_equal(l->at[i].kind, TEXT("proposal")))
            e = add_paragraphs(db, a, l, l->at[i].id);
    }
    *has = l->has;
    return e;
}
