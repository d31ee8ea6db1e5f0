/* The whole house over a small network, without a socket: bring files in as
 * `counterpart import` does, ask for a page, look at what it says.
 *
 *     support_for_each(s, d) {
 *         struct house h;
 *         house_open(&h, s, d);
 *         house_import(&h, "organisation.csv", "code,name,kind\n"
 *                                              "x,Clinic X,hospital\n");
 *         assert_int_equal(house_get(&h, "/en/organisation"), 200);
 *         house_says(&h, "Clinic X");
 *         house_close(&h);
 *     }
 *
 * A visitor asks; nothing comes from the cache of pages.
 */
#ifndef SUPPORT_HOUSE_H
#define SUPPORT_HOUSE_H

#include "support/support.h"
#include "web/web.h"

struct house {
    struct support *s;
    struct support_db *d;
    struct site *site;
    struct arena arena; /* of a request: reset by the next one */
    text body;          /* of the last answer */
};

/* Either fails the test when it cannot. */
void house_open(struct house *h, struct support *s, struct support_db *d);
void house_close(struct house *h);

/* One file of a folder, "place.csv" or "text/place/x.en.md", imported. What
 * is refused fails the test with its line. */
void house_import(struct house *h, const char *file, const char *content);
/* What the import says of it: its refusals, a line each; empty: none. */
text house_refusals(struct house *h, const char *file, const char *content);

/* The status of a page: house_get(&h, "/sv/place?q=x"). */
int house_get(struct house *h, const char *target);
/* Go on to the page behind the first link that begins so. Fails the test when
 * the last page has none. */
int house_follow(struct house *h, const char *start);
/* Fail the test, and say what the last page holds, when it does not (does)
 * hold that. */
void house_says(struct house *h, const char *what);
void house_is_silent_on(struct house *h, const char *what);

#endif
