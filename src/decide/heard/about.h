/* Inside this room: what people say about themselves, where they wish.
 *
 * A partnership's facilitator chooses questions (age, where they live, ...),
 * each with a purpose that is said beside it. Whoever takes part in something
 * answers as many as they like: a group, "rather not say", or nothing. From
 * the answers comes who was heard (heard_page.h).
 *
 * In a form of yours:
 *
 *     struct mine { text words; struct about_given about; };
 *     struct about about;
 *     struct input in[1 + ABOUT_QUESTIONS_MAX] = { ... };
 *     e = about_load(rq, partnership_id, side_id, &about);
 *     int n = 1 + about_inputs(rq->arena, &about, in + 1,
 *         offsetof(struct mine, about));
 *     form_open(rq, in, n, &form);          or form_parse(..., &given);
 *     e = about_give(rq, &about, subject_id, &form);    what was said before
 *     % about_fields(v, about, form);                   in the template
 *     e = about_take(writer, a, &subject, &about, &given.about); in the step
 *
 * Or, by itself, on a page of its own: link to it (about_answer_pages.c is
 * the one of conversations).
 *
 * People get wrong: a subject is a key of chance that the caller keeps beside
 * who it is, never a person's, an account's or a slip's key, nor one that
 * key_new made, which tells the time. And what single people say is read by
 * themselves alone: no list, no file has a row of it; only counts go out, and
 * of those not all (engine/inequality).
 *
 * Memory  the arena
 * Errors  those of the database */
#ifndef DECIDE_ABOUT_H
#define DECIDE_ABOUT_H

#include "base/json.h"
#include "decide/heard/about.sql.h"
#include "web/web.h"

enum {
    ABOUT_QUESTIONS_MAX = 12, /* of a partnership, that are asked */
    ABOUT_GROUPS_MAX = 40,    /* of a question */
    ABOUT_LETTERS = 120       /* of a group's name */
};

struct about_choice {
    int64_t id;
    text name; /* as the reader reads it */
    text lang; /* not known: the reader's own */
    bool is_child; /* who chooses it says that they are under 18 */
};
struct about_asked {
    const struct about_questions_row *row;
    text name, why, lang; /* the same */
    struct about_choice *groups;
    int n_groups;
};
struct about {
    struct about_asked questions[ABOUT_QUESTIONS_MAX];
    int n;
};
/* What a form brought: a group's key, "no" (rather not say), or not known. */
struct about_given {
    text chosen[ABOUT_QUESTIONS_MAX];
};

/* The questions that are asked in a partnership of somebody of that side;
 * side_id 0: it is not known, and those of one side alone are left out. n may
 * be 0: then ask nothing. Questions without a group are left out. */
enum err about_load(struct request *rq, int64_t partnership_id, int64_t side_id,
    struct about *to);

/* Adds an input for each question, none of them required; how many. `offset`
 * is that of the struct about_given in the form's struct. */
int about_inputs(struct arena *a, const struct about *about, struct input *to,
    ptrdiff_t offset);
/* What this subject said before, into the fields; subject_id 0: nobody. */
enum err about_give(struct request *rq, const struct about *about,
    int64_t subject_id, struct form *form);
/* Why it is asked and that nobody has to; then the questions. Without a form,
 * its start or its button. */
void about_fields(
    struct view *v, const struct about *about, const struct form *form);

/* Who it is that says it. */
struct about_subject {
    const char *kind; /* "participant", "voice" (of a proposal), "volunteer"
                         (of a panel), "said" (a voice), "attendance" */
    int64_t id;       /* a key of chance: see above */
    int64_t thing_id; /* the conversation, proposal, panel, meeting; of what is
                         said the partnership */
    const void *context; /* of whoever checks it in the step; or NULL */
};
/* Inside a step: said anew. What is left open goes where it was said before.
 * Once or twice is the same. The caller writes the audit row, nameless. */
enum err about_take(struct db *writer, struct arena *a,
    const struct about_subject *subject, const struct about *about,
    const struct about_given *given);
/* Inside a step, when somebody withdraws or is erased: all that a subject
 * said; when a thing is gone for good: all that was said in it. What has been
 * published as counts stays. */
enum err about_forget(struct db *writer, int64_t subject_id);
enum err about_forget_of(struct db *writer, int64_t thing_id);
/* For an export of that person: a member "about" with questions and answers
 * of this subject; nothing when they said nothing. */
enum err about_export(
    struct db *db, struct arena *a, int64_t subject_id, struct json *out);

#endif
