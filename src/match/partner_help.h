/* Inside this room: who can help, found for a need of a partnership or for
 * what an organisation seeks.
 *
 * People get wrong: only who said that they may be found is (consent, kind
 * "match.found"); taken back, they are found no more. The name is shown as
 * their profile says, or when they said yes. */
#ifndef MATCH_PARTNER_HELP_H
#define MATCH_PARTNER_HELP_H

#include "base/json.h"
#include "keep/consent.h"
#include "match/partner.h"
#include "match/partner_help.sql.h"

enum {
    HELPERS_MAX = 10,       /* that a page shows */
    HELPERS_LOOKED_AT = 64, /* whose whole line is read */
    HELPERS_WITH_WORD = 5000,
    DAYS_MAX = 24,
    ASKS_SHOWN = 30,
    ASKS_A_DAY = 20 /* of one person, whatever for */
};

extern const struct sheet need_sheet;
/* The consent "match.found" was taken back: from now on nobody finds them. */
enum err helper_withdrawn(
    struct db *writer, struct arena *a, const struct consent *row);

/* What is wanted, whoever wants it. */
struct wanted {
    int64_t id; /* of need or listing */
    text name;  /* of the need, or of the organisation */
    struct tags skills, languages;
    struct cp_days days[DAYS_MAX];
    int n_days;
    struct cp_need need;
};
struct helper_found {
    const struct helper_cards_row *card;
    struct cp_help_fit fit;
    struct tags knows; /* of what is wanted */
    text ask;          /* address */
};
enum err helpers_find(struct db *db, struct arena *a, const struct wanted *w,
    int64_t viewer, text today, struct helper_found **found, ptrdiff_t *n);

/* "2024-05-06/2024-05-17; 2024-09-02", ascending and joined; false when it
 * is none. */
bool days_read(text cell, struct cp_days *days, int *n);

/* Inside a step: a person's row, and the words by which they are found, when
 * they may be. */
enum err helper_write(struct db *writer, struct arena *a,
    const struct helper *row, const struct tags *skills);

/* ---- What the templates are given ------------------------------------------
 */

extern const char *const help_item_words[CP_HELP_ITEMS]; /* N_() */

struct help_page { /* /me/help */
    const struct form *form;
    bool is_found;
    struct helper_ask *asks;
    ptrdiff_t n_asks;
};
struct asked_page { /* one request, to be answered */
    const struct form *form;
    struct helper_ask ask;
    text address;
};
struct needs_page { /* of a partnership */
    struct thing partnership;
    const struct topics *topics;
    struct need_of_partnership_row *rows;
    ptrdiff_t n_rows;
    text make;
};
struct need_page {
    struct need row;
    const struct topics *topics;
    struct wanted wanted;
    struct thing partnership;
    struct wording about;
    struct edit_links links;
    text helpers; /* for its members */
};
struct helpers_page {
    const struct wanted *wanted;
    const struct topics *topics;
    text back;
    struct helper_found *found;
    ptrdiff_t n_found;
    struct helper_asks_for_row *asks;
    ptrdiff_t n_asks;
};
struct ask_page {
    const struct form *form;
    text back, address, name;
};

/* What the pages share: the answer with its status, and who could help with
 * the need, or the listing, of the address. */
void help_answer(struct request *rq, struct answer *an, struct view *v,
    text title, const char *section, const struct form *form);
enum err helpers_load(
    struct request *rq, struct wanted *w, struct helpers_page *p);
text help_address(struct arena *a, const char *before, int64_t id,
    const char *after);

enum err help_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
help_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
