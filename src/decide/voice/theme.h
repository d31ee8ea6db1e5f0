/* Inside this room: themes, what voices of a partnership are about. One is
 * edited, translated and kept in versions by the house (keep/edit.h): it has a
 * sheet. What it says about itself is prose: "about", what people said;
 * "done", what was done.
 *
 * For who cites themes and voices (proposals), links them (meetings, panels):
 *
 *     e = themes_of(db, a, (struct themes_of_in){ .partnership_id = id,
 *         .after_sort = TEXT(""), .n_rows = THEMES_MAX },
 *         &rows, &n);
 *     e = theme_may_cite(db, a, theme_id, lang_code(rq->lang), n_rows,
 *         &rows, &n);
 *     thread_put: from "proposal" "comes_from" to "theme", or to "voice"
 *
 * People get wrong: cite only what theme_may_cite gives: voices that everybody
 * may read, as their owners agreed. `name` is NULL-like (not known) unless the
 * one who told it wants it there. A voice may be taken back later: keep its
 * key and look it up, never a copy of its words. */
#ifndef DECIDE_THEME_H
#define DECIDE_THEME_H

#include "decide/voice/theme.sql.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/sheet.h"
#include "keep/thing.h"
#include "keep/thread.h"
#include "web/web.h"

enum {
    THEMES_MAX = 200,  /* of a partnership, in a choice */
    THEMES_SHOWN = 50, /* on a page of the list */
    THEME_VOICES = 20, /* on a page of one */
    THEME_COUNT_MAX = 10'000
};

extern const struct sheet theme_sheet;

/* "/theme/KEY" without a slug. */
text theme_address(struct arena *a, int64_t id);

/* Voices of a theme that everybody may read, the newest day first: said is the
 * wording in `lang` where there is one, else not known and `words` stands in
 * row.lang. Cost: one query. */
enum err theme_may_cite(struct db *db, struct arena *a, int64_t theme_id,
    text lang, int64_t n_rows, struct theme_voices_row **rows, ptrdiff_t *n);

/* Is there such a theme of that partnership? ERR_NOT_FOUND. */
enum err theme_of(struct db *db, struct arena *a, int64_t theme_id,
    int64_t partnership_id, struct theme *to);

/* How many voices of each side, as anybody may see it. */
struct voice_side_count {
    text name;
    int64_t position, n;
    bool is_few; /* hidden: fewer than the smallest group, and not none */
};
struct voice_side_counts {
    struct voice_side_count *sides;
    int n_sides;
    int64_t n_all; /* where none is hidden */
    bool is_all_said;
};

struct themes_page {
    struct thing partnership;
    text address, back, voices;
    struct themes_of_row *rows;
    ptrdiff_t n_rows;
    text next, make; /* make: not known for who may not */
};
struct theme_page {
    struct request *rq;
    struct theme_head_row head;
    struct wording about, done;
    struct theme_voices_row *voices;
    ptrdiff_t n_voices;
    struct voice_side_counts counts;
    struct thread_block thread;
    struct edit_links links;
    text partnership, voices_address, next, tell;
};

handler theme_list_show, theme_show;

#endif
