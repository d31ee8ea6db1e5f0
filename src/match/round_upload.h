/* Inside rounds: people from a list, as people.csv of `counterpart match` has
 * it, with a column `name` beside its own. Read and checked, shown, and only
 * then written.
 *
 * People get wrong: `code` may be the code of somebody of this round, or of a
 * person of the network who comes in by this list. */
#ifndef MATCH_ROUND_UPLOAD_H
#define MATCH_ROUND_UPLOAD_H

#include "match/round_inside.h"

enum { UPLOAD_LINES_MAX = 1000, UPLOAD_BYTES = 600'000 };

struct upload_line {
    int64_t line;
    text code, name;         /* as they stand in the list */
    struct round_person row; /* id 0: new */
    struct round_person was; /* when it is not */
    text not_with;           /* codes of this list or this round */
    bool is_new, is_same;
    text problem; /* a sentence in the reader's language; or not known */
    text own_side; /* a code wished for that is of their own side */
};
struct upload_list {
    struct upload_line *lines;
    ptrdiff_t n_lines;
    ptrdiff_t n_new, n_changed, n_same, n_problems;
    bool has_not_with; /* the list has such a column */
    text problem;      /* of the whole list; or not known */
};
enum err round_upload_read(struct request *rq, const struct round *r, text csv,
    struct upload_list *list);
/* In a step. Of a list without a problem: `require`. */
enum err round_upload_write(struct db *writer, struct arena *a,
    const struct round *r, const struct upload_list *list, int64_t actor_id,
    int64_t now);

struct round_upload_page {
    const struct round *round;
    const struct form *form;
    const struct upload_list *list; /* tried; or NULL */
    text csv;
};

#endif
