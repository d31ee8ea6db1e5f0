/* Inside this room: a child who takes part. Under 18 two yeses are needed, a
 * parent's or guardian's and the child's own, each with its day; either takes
 * it back, and then the words are gone everywhere and counts of what has closed
 * stay. No name is asked of either of them: a row says on which days, of which
 * key of chance, and has the hash of a code that the guardian keeps.
 *
 * In a form of yours:
 *
 *     struct mine { text words; struct child_given who; };
 *     child_inputs(in + n, offsetof(struct mine, who), false);  CHILD_INPUTS
 *     % child_fields(v, form);                          in the template
 *     child_check(rq, &form, &given.who);               after form_parse
 *     if (given.who.is_child)                           in the step
 *         e = child_keep(writer, a, &of, child_code(a, token), now);
 *     return child_answer_codes(rq, an, ...);           in place of a redirect
 *
 * People get wrong: what was said hangs on a key of chance, and so does this;
 * never on a person, an account or a slip.
 *
 * Memory  the arena
 * Errors  those of the database */
#ifndef DECIDE_CHILD_H
#define DECIDE_CHILD_H

#include "base/json.h"
#include "decide/child/child.sql.h"
#include "web/web.h"

enum { CHILD_INPUTS = 3 };

struct child_given {
    bool is_child, guardian, child;
};
/* Three inputs: is_child, guardian, child. `is_helped`: another writes it
 * down for them. */
void child_inputs(struct input *to, ptrdiff_t offset, bool is_helped);
/* What lacks, beside its field. */
void child_check(
    struct request *rq, struct form *form, const struct child_given *g);
/* Folded, but when something is wrong in it. */
void child_fields(struct view *v, const struct form *form);

struct child_of {
    const char *kind;   /* "participant", "voice" (of a proposal), "volunteer",
                           "said" (voices of an account) */
    int64_t subject_id; /* as of struct about_subject */
    int64_t thing_id;
};
/* The guardian's code, out of a form's token: sent twice it is the same. */
text child_code(struct arena *a, text token);
/* Inside a step: both have said yes today. */
enum err child_keep(struct db *writer, struct arena *a,
    const struct child_of *of, text code, int64_t now);
/* CHILD_SAYS_YES: both did. CHILD_TAKEN_BACK: one of them does no more. */
enum child_state { CHILD_IS_NONE, CHILD_SAYS_YES, CHILD_TAKEN_BACK };
enum err child_state_of(struct db *db, struct arena *a, const char *kind,
    int64_t subject_id, enum child_state *to);
/* Inside the step that takes back what hangs on it. The row stays under
 * `left_id`, so that the guardian reads that it is done, and nobody begins
 * anew without both yeses. (Of a panel nothing is kept of who left: there the
 * question is asked anew.) Of no child: OK. */
enum err child_end(struct db *writer, struct arena *a, const char *kind,
    int64_t subject_id, int64_t left_id, text today);
/* Inside a step: with a person, or a thing, that is gone for good. */
enum err child_forget(struct db *writer, const char *kind, int64_t subject_id);
enum err child_forget_of(struct db *writer, int64_t thing_id);
/* Did this form bring both yeses already? Then it was sent twice, and its codes
 * are shown again: whoever sent it sees the second answer alone. */
bool child_was_sent(struct db *db, struct arena *a, text token);
/* A member "child" with both days; nothing of no child. */
enum err child_export(struct db *db, struct arena *a, const char *kind,
    int64_t subject_id, struct json *out);

/* The page that shows the codes this once: `own` of who takes part, as it is
 * typed, or not known. */
struct child_codes {
    text title, own, guardian, go_on;
};
enum err child_answer_codes(
    struct request *rq, struct answer *an, const struct child_codes *c);

struct child_guardian_page {
    const struct form *form;
    text address;
    bool is_over;
};
handler guardian_show, guardian_withdraw_send;

#endif
