/* A pathway of Homa Bay, of which people tell: three steps and a promise. */
#ifndef SUPPORT_TOLD_CAST_H
#define SUPPORT_TOLD_CAST_H

#include "support/board_cast.h"

struct told_cast {
    struct board_cast c;
    int64_t pathway, side;
    text tell, page;
};
/* Three steps as forms: a visit, a referral after 12 days, a diagnosis. */
extern const char *const told_way[3];

void told_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct told_cast *c);
/* Where the last answer leads, with its language. */
text told_leads_to(struct house *h);
/* Whoever asks begins one: "/en/tell/KEY/step"; and "/en/tell/KEY" of it. */
text told_begin(struct house *h, struct told_cast *c, const char *uses);
text told_journey(struct house *h, text step);
/* The i-th guest of the side tells one and sends it: "/en/tell/KEY". */
text told_tell_one(
    struct house *h, struct told_cast *c, int i, const char *uses);
void told_count_all(struct house *h);
text told_log_page(struct house *h);

#endif
