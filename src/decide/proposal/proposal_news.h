/* News of a proposal, by mail, to those whose position is asked: members of
 * the sides whose communities are on its list, and who speaks for an
 * organisation on it.
 *
 * People get wrong: whoever is on two sides, or speaks for two, hears once;
 * a mail and how far the news have come are one step, so that nobody hears
 * twice whatever stops between.
 */
#ifndef DECIDE_PROPOSAL_NEWS_H
#define DECIDE_PROPOSAL_NEWS_H

#include "decide/proposal/proposal_news.sql.h"
#include "decide/proposal/proposal_rule.h"
#include "keep/job.h"

enum proposal_news_kind {
    NEWS_LISTED,   /* the list is laid open: who is missing? */
    NEWS_ASKED,    /* asking has opened */
    NEWS_CHANGED,  /* a next version, between two askings: to who answered */
    NEWS_WORDED,   /* its wording was mended meanwhile: the same */
    NEWS_FALLEN,   /* and was not only wording: their answers fell away */
    NEWS_WITHDRAWN /* it was taken back */
};
/* Inside a step: they go out behind the page. `from`: where this house is, for
 * the link; not known: without one. */
enum err proposal_news_put(struct db *writer, struct arena *a, int64_t id,
    enum proposal_news_kind kind, text from, int64_t actor_id);
/* All that waits, of one or (0) of all; outside a step. Safe to run again. */
enum err proposal_news_send(
    struct db *db, struct arena *a, int64_t id, int64_t now);
/* Did they answer what is asked now, and any version of it? Read to spare or
 * to send them a mail, and kept nowhere. */
enum err proposal_has_answered(struct db *db, struct arena *a,
    const struct proposal_whole *p, int64_t person_id, bool *has_now,
    bool *has_any);
/* Has this membership of a side of the list not been met before, on this side
 * or one before it? `n` of the sides whose people are asked come before. */
enum err proposal_hears_here(struct db *db, struct arena *a,
    const int64_t *sides, int n, int64_t side_id, int64_t membership_id,
    int64_t person_id, text today, bool *is_first);
/* Sides whose communities are on the list. */
int proposal_sides_asked(
    const struct proposal_whole *p, int64_t sides[PROPOSAL_SIDES_MAX]);
/* Who speaks for the i-th unit hears it as that: speaks for none before, and is
 * a member of none of these sides. */
enum err proposal_hears_as_role(struct db *db, struct arena *a,
    const struct proposal_whole *p, ptrdiff_t i, const int64_t *sides, int n,
    text today, bool *is_first);

enum err proposal_news_run(struct job_call *call, struct why *why);

#endif
