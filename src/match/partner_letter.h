/* Inside this room: letters between organisations that look for a partner.
 *
 * People get wrong: nobody's address is ever shown. A letter is a row; mails
 * about it go to the members of the other organisation. */
#ifndef MATCH_PARTNER_LETTER_H
#define MATCH_PARTNER_LETTER_H

#include "base/json.h"
#include "match/partner.h"
#include "match/partner_letter.sql.h"

enum {
    LETTERS_SHOWN = 20,
    LETTERS_WAITING_MAX = 10, /* of one listing at a time */
    LETTER_AGAIN_DAYS = 90,   /* after a no */
    LETTER_WORDS_MAX = 1500,
    DECLINE_WORDS_MAX = 1000
};

struct letter_write_page {
    const struct form *form;
    text from_name, to_name, address;
    const char *barred; /* N_(): why not; or NULL */
};
struct letters_page {
    text name, back;
    int64_t own_id; /* the listing whose letters they are */
    struct listing_letter *to, *from;
    ptrdiff_t n_to, n_from;
};
struct letter_page { /* one that came */
    const struct form *form;
    struct listing_letter letter;
    int64_t own_id; /* the listing that proposes */
    text back;
};
struct letters_admin_page {
    const struct form *form;
    struct listing_letter *rows;
    ptrdiff_t n_rows;
    text status;
    struct request *rq;
    text next;
};

/* A mail about a letter, to all members of an organisation. */
struct letter_mailing {
    const char *subject, *sentence; /* each with the other's name */
    const char *where; /* with the address; NULL: that of letters */
    text name, words;
    int64_t organisation_id; /* whose members get it */
    int64_t letter_id;
    text today;
    text addresses[LANG_N]; /* of the page with the letters */
    text page;              /* of another page instead; or not known */
    int64_t first_person_id, but_person_id; /* in any case; in none; or 0 */
};
void letter_addresses(
    struct request *rq, struct letter_mailing *m, int64_t listing_id);
void letter_addresses_of(
    struct request *rq, struct letter_mailing *m, text page);
/* Inside a step. */
enum err letter_tell(
    struct db *writer, struct arena *a, const struct letter_mailing *m);

/* The network's coordinators hear of a partnership that is proposed. */
struct letter_asking {
    struct request *rq;
    text proposer, other, words;
    int64_t letter_id;
};
enum err letter_tell_coordinators(
    struct db *writer, struct arena *a, const struct letter_asking *what);
/* Both ends of a letter; ERR_NOT_FOUND: one of them is gone. */
enum err letter_ends(struct db *db, struct arena *a, int64_t from_id,
    int64_t to_id, struct listing_card *from, struct listing_card *to);

text letter_key(struct arena *a, int64_t id);
const char *letter_status_word(text status);
text letter_answer_address(struct arena *a, const struct listing_letter *l);
text letter_propose_address(
    struct arena *a, int64_t own_id, const struct listing_letter *l);
text letter_partnership_address(
    struct arena *a, const struct listing_letter *l);
text letter_decline_address(struct arena *a, const struct listing_letter *l);
text letter_made_address(struct arena *a, const struct listing_letter *l);
text letter_listing_address(struct arena *a, int64_t listing_id);

enum err letters_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
letters_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
