/* Two sides, Homa Bay and Liverpool, each with an assessment of the same year
 * by the same questions; of Homa Bay four members and one who leads, a guest;
 * of Liverpool a member and one who leads; and somebody of neither. */
#ifndef SUPPORT_ASSESS_CAST_H
#define SUPPORT_ASSESS_CAST_H

#include "support/house.h"

struct assess_cast {
    int64_t asha, bo, cleo, dan, lead, guest, bjorn, other_lead, stranger;
    int64_t hb, lv, questionnaire;
    text ours, theirs; /* their pages: "/en/assessment/KEY" */
    text begin;        /* "/en/answer/new/KEY" */
};
void assess_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct assess_cast *c);
/* page + what */
text assess_cast_at(struct house *h, text page, const char *what);
/* That person answers Homa Bay's apart: the level, what shows it, and sends
 * it. The status of the last post. */
int assess_cast_answer(struct house *h, const struct assess_cast *c,
    int64_t person_id, int level, const char *why);
/* What was agreed, by whoever is in now. */
int assess_cast_agree(
    struct house *h, const struct assess_cast *c, int level, const char *why);
int64_t assess_cast_count(struct house *h, const char *sql);

#endif
