/* A proposal between two sides, with who is asked: for the tests of decide/. */
#ifndef SUPPORT_PROPOSAL_CAST_H
#define SUPPORT_PROPOSAL_CAST_H

#include "support/house.h"

enum { AGREE_PEOPLE = 4 };
struct agree_cast {
    int64_t lead, people[AGREE_PEOPLE], trust, guest, stranger;
    int64_t partnership, hb, lv;
    text page;  /* "/en/agree/KEY" */
    text today; /* "2026-05-07" */
};

int64_t agree_count(struct house *h, const char *sql);
int agree_post(struct house *h, const struct agree_cast *c, const char *what,
    const char *fields);
int agree_page(struct house *h, const struct agree_cast *c, const char *what);
text agree_behind(struct house *h, const char *start);
void agree_cast_open(struct house *h, struct support *s, struct support_db *d,
    struct agree_cast *c);
void agree_list_all(struct house *h, const struct agree_cast *c);
void agree_open_asking(struct house *h, struct agree_cast *c);
void agree_days_pass(struct house *h);
int agree_answer(struct house *h, const struct agree_cast *c, int64_t person,
    const char *value, const char *more);
/* "/en/agree-slip/CODE" of a sheet that was just printed. */
text agree_slip(struct house *h, const struct agree_cast *c);
void agree_close_asking(struct house *h, const struct agree_cast *c);

#endif
