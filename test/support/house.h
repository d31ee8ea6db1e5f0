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
 *         int64_t anna = house_person(&h, "anna@x.example");
 *         house_give(&h, anna, "member", "organisation",
 *             house_key(&h, "organisation", "x"));
 *         house_enter(&h, anna);
 *         assert_int_equal(house_post(&h, "/en/me/language", "language=sv"),
 *             303);
 *         house_close(&h);
 *     }
 *
 * Whoever entered last asks; a visitor, when nobody did. Nothing comes from
 * the cache of pages.
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
    text session;       /* the cookie of whoever asks; not known: a visitor */
    text peer;          /* from where; "127.0.0.1" unless set */
    struct web_output out; /* the last answer, until the next */
    text body;             /* of the last answer; the same */
};

/* Either fails the test when it cannot. */
void house_open(struct house *h, struct support *s, struct support_db *d);
void house_close(struct house *h);

/* One file of a folder, "place.csv" or "text/place/x.en.md", imported. What
 * is refused fails the test with its line. */
void house_import(struct house *h, const char *file, const char *content);
/* What the import says of it: its refusals, a line each; empty: none. */
text house_refusals(struct house *h, const char *file, const char *content);
/* A whole folder, such as "example". */
void house_import_folder(struct house *h, const char *dir);
/* The key of the row of that table with that code. */
int64_t house_key(struct house *h, const char *table, const char *code);

/* ---- Who asks ------------------------------------------------------------ */

/* Somebody with an account; a mail that is known is whose it is. */
int64_t house_person(struct house *h, const char *mail);
int64_t house_coordinator(struct house *h, const char *mail);
/* That role of that thing, from today on, as a row: nothing is asked. */
void house_give(struct house *h, int64_t person_id, const char *role,
    const char *kind, int64_t thing_id);
/* Sign in, in a session of its own; 0: be a visitor again. */
void house_enter(struct house *h, int64_t person_id);

/* ---- Asking -------------------------------------------------------------- */

/* The status of a page: house_get(&h, "/sv/place?q=x"). */
int house_get(struct house *h, const char *target);
/* Send a form as this session's own page would: "name=A&mail=a%40b". */
int house_post(struct house *h, const char *target, const char *fields);
/* "token=..." of a page of this session: what proves a form. */
text house_token(struct house *h);
/* Anything, as it is; `limit` 0: the usual room for a request. */
int house_ask(struct house *h, enum web_method method, text target, text body,
    ptrdiff_t limit);
/* Forms that are sent in one instant, each by a worker of its own. `fields` with
 * the token of that session; the statuses stand in them afterwards. */
struct house_beside {
    text session; /* as h->session is, for who sends it */
    text target, fields;
    int status;
};
void house_post_beside(struct house *h, struct house_beside *posts, int n);
/* Go on to the page behind the first link that begins so. Fails the test when
 * the last page has none. */
int house_follow(struct house *h, const char *start);

/* ---- Looking ------------------------------------------------------------- */

/* A header of the last answer; not known when it has none such. */
text house_header(const struct house *h, const char *name);
/* Fail the test, and say what the last page holds, when it does not (does)
 * hold that. */
void house_says(struct house *h, const char *what);
void house_is_silent_on(struct house *h, const char *what);

#endif
