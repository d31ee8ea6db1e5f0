/* Mails that the house sends: an outbox, one row a mail.
 *
 * Put a mail in the step that has a reason for it: when the step is rolled
 * back nobody hears of what did not happen. It goes out by itself within
 * seconds when a mail server is set; with none the coordinator reads it at
 * /admin/mail and hands it on.
 *
 * People get wrong: text is made in the RECEIVER's language, with lang_phrase
 * in `lang`. And a link in a mail is a secret that stands in the data until
 * the mail was sent: such a mail is of a kind that is `must_have`, whose words
 * are forgotten in the moment that it is sent, and it says `ends_at`.
 *
 * Memory  what is put is copied
 * Errors  ERR_BAD_INPUT  no address, no subject, no body, too long, no UTF-8
 *         others are those of the database
 * Cost    one insert; one or two look-ups more for a kind that may be stopped
 */
#ifndef KEEP_MAIL_H
#define KEEP_MAIL_H

#include "base/json.h"
#include "db/db.h"
#include "text/lang.h"

enum {
    MAIL_SUBJECT_MAX = 300,
    MAIL_BODY_MAX = 64 << 10,
    MAIL_ADDRESS_MAX = 254
};

struct mail {
    int64_t person_id;       /* 0: nobody who is known here */
    text to;                 /* the address */
    const struct lang *lang; /* the receiver's; NULL: English */
    text kind;               /* of a struct mail_kind, else `require` */
    text subject;            /* plain, one line */
    text body; /* plain; a blank line between paragraphs, addresses whole */
    int64_t about_id; /* thing or 0: what an answer by mail is about */
    int64_t ends_at;  /* of no use after; 0: never */
};

/* Inside a db_write step. A kind that this receiver has stopped is not put,
 * and that is OK. */
enum err mail_put(struct db *writer, struct arena *a, const struct mail *m);

/* May this be put as `to`? */
bool mail_is_address(text to);

/* ---- Kinds --------------------------------------------------------------- */

/* An answer by mail, as a room's receiver gets it. */
struct mail_reply {
    int64_t person_id; /* who the mail went to; 0: not known here */
    int64_t about_id;  /* what it was about */
    text words;        /* what they wrote above what they quoted; UTF-8 */
    int64_t at;
};

/* What mails a room sends: its door has a table of these. */
struct mail_kind {
    const char *kind; /* "invitation" */
    const char *word; /* N_("Invitations"): on the page that stops them */
    bool must_have;   /* cannot be stopped, goes first, and what it says is
                         forgotten in the moment that it is sent */
    /* What to do with an answer, inside a db_write step; NULL: answers are
     * refused. ERR_NOT_FOUND: what it was about is gone. */
    enum err (*receive)(
        struct db *writer, struct arena *a, const struct mail_reply *r);
};

/* NULL when no room has such a kind. */
const struct mail_kind *mail_kind_find(text kind);
/* The i-th of all; NULL after the last. */
const struct mail_kind *mail_kind_at(int i);

/* ---- Keeping the law ----------------------------------------------------- */

/* "mails": an array of what was and is to be sent to that person. */
enum err mail_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
/* What was written to them is gone, what waits is not sent; the counts stay.
 * The second for those who have no key here. */
enum err
mail_erase_person(struct db *writer, struct arena *a, int64_t person_id);
enum err mail_erase_address(struct db *writer, struct arena *a, text address);
/* All mails about a thing that concerns one person alone, such as a request:
 * whoever they went to. They cannot be answered any more. */
enum err mail_erase_about(struct db *writer, struct arena *a, int64_t about_id);

/* Inside a db_write step, now and then: what is past its end or was done with
 * long ago says nothing any more. */
enum err mail_forget(struct db *writer, struct arena *a, int64_t now);

/* How many wait, MAIL_COUNT_MAX at most. */
enum { MAIL_COUNT_MAX = 100 };
enum err mail_count_waiting(struct db *db, struct arena *a, int64_t *n);

#endif
