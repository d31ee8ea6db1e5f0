/* Inside this room: what made it hard to take part, what is done about it, and
 * what people are offered so that they can.
 *
 *     int n = barrier_inputs(in, offsetof(struct mine, hard));
 *     % barrier_fields(v, form);
 *     e = barrier_take(writer, a, &subject, &given.hard);
 *
 * Like what they say about themselves (about.h): by their choice, under the
 * same key of chance, gone with about_forget.
 *
 * People get wrong: how often a thing was named is published at the close, and
 * 1 to 4 are "a few"; words of their own are read by facilitators alone, after
 * the close, in an order of chance. */
#ifndef DECIDE_BARRIER_H
#define DECIDE_BARRIER_H

#include "decide/heard/about.h"
#include "decide/heard/barrier.sql.h"
#include "keep/edit_links.h"
#include "keep/thing.h"

enum {
    BARRIERS = 7, /* the last is something else, in words */
    BARRIER_INPUTS = BARRIERS + 1,
    BARRIER_LETTERS = 500,
    OFFERS = 8,
    OFFERS_MAX = 30, /* of a partnership; steps too */
    USES_SHOWN = 20
};
extern const char *const barriers[], *const barrier_words_of[];
const char *barrier_word(text barrier); /* N_() */
const char *offer_word(text what);      /* N_() */

struct barrier_given {
    bool is_hard[BARRIERS];
    text words;
};
/* Adds BARRIER_INPUTS inputs; how many. */
int barrier_inputs(struct input *to, ptrdiff_t offset);
enum err
barrier_give(struct request *rq, int64_t subject_id, struct form *form);
void barrier_fields(struct view *v, const struct form *form);
/* Inside a step: named anew. */
enum err barrier_take(struct db *writer, struct arena *a,
    const struct about_subject *subject, const struct barrier_given *given);
/* Into the object that is open; nothing when they named none. */
enum err barrier_export(
    struct db *db, struct arena *a, int64_t subject_id, struct json *out);

extern const struct sheet barrier_step_sheet, support_offer_sheet;

/* ---- Of a partnership ---------------------------------------------------- */

struct offer_shown {
    const struct support_offers_row *row;
    text name;
    text used; /* "at least 10 people", or not known */
    text use;  /* where its use is written down; not known: they may not */
    struct edit_links links;
};
struct step_shown {
    const struct barrier_steps_row *row;
    text name;
    struct edit_links links;
};
struct barriers_shown {
    struct offer_shown *offers;
    int n_offers, n_on;
    struct step_shown *steps;
    int n_steps;
    const struct form *use_form;
};
enum err barriers_load(
    struct request *rq, int64_t partnership_id, struct barriers_shown *to);

/* Inside a step: an offer is gone for good, and what was said of its use. */
enum err barrier_forget_thing(struct db *writer, struct arena *a, int64_t id);

/* ---- A page of its own for who takes part -------------------------------- */

struct about_place {
    text title, back, address; /* of what they take part in; of this page */
    int64_t partnership_id, side_id;
    struct about_subject subject; /* id 0: they have not answered yet */
    bool is_child_known; /* both yeses are on record with the thing itself */
    /* Inside the step: are they still there, and is it they? */
    enum err (*check)(
        struct db *writer, struct arena *a, const struct about_subject *s);
};
enum err about_place_show(
    struct request *rq, struct answer *an, const struct about_place *at);
enum err about_place_send(
    struct request *rq, struct answer *an, const struct about_place *at);

handler offer_use_send, proposal_about_show, proposal_about_send;

#endif
