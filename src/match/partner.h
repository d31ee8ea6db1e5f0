/* Inside this room: organisations that look for a partner.
 *
 * People get wrong: who may see a listing is asked in the query that finds it
 * (viewer, today); what a query gave may be shown. And a letter goes only to
 * an organisation that ticked "may be written to" (partner_letter.c).
 */
#ifndef MATCH_PARTNER_H
#define MATCH_PARTNER_H

#include "engine/assignment/partner.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "match/partner.sql.h"
#include "match/partner_tags.h"
#include "web/web.h"

enum {
    PARTNERS_MAX = 20,      /* that a page shows */
    PARTNERS_NEAR_MAX = 3,  /* near misses */
    PARTNERS_LOOKED_AT = 256, /* whose whole line is read, the best first */
    PARTNERS_WITH_WORD = 10'000 /* listings a word, of the index */
};

extern const struct sheet listing_sheet;

/* Of a listing, or of a question that is asked without one. */
struct partner_ask {
    int64_t listing_id; /* 0: a question */
    int64_t viewer;
    text today;
    struct tags offers, needs, challenges, languages;
    bool has_interpreter;
    int32_t n_partnerships, room;
};
struct partner_found {
    const struct listing_card *card;
    struct cp_partner_fit fit;
    bool is_lifted;
    struct tags gets, gives, shared; /* the words of it */
};
struct partner_answer {
    struct partner_found *found, *near;
    ptrdiff_t n_found, n_near;
    ptrdiff_t n_candidates;      /* something goes both ways */
    bool is_cut; /* more were there than were looked at */
};

/* Who fits, the best first; and who comes nearest, when nobody does.
 *
 * Cost  one round trip for the index, and one for each 256 lines; 10,000
 *       listings: bench/partner.sh */
enum err partner_find(struct db *db, struct arena *a,
    const struct partner_ask *ask, struct partner_answer *answer);

/* From a card: what it says, as it is compared, with the words as typed. */
void partner_ask_of(struct arena *a, const struct topics *topics,
    const struct listing_card *card, struct partner_ask *ask);
/* The same for the engine; words as numbers. */
void partner_seeker(struct arena *a, struct match_words *words,
    const struct listing_card *card, struct cp_seeker *to);
/* What of `tags` the other, as it is compared, has too. */
struct tags tags_in_both(const struct tags *tags, text other);
int32_t partner_room(bool has_room, int64_t room);

bool listing_is_over(const struct request *rq, text until_on);
text listing_address(struct arena *a, text name, int64_t id);
/* "/listing/KEY/what" */
text listing_sub(struct arena *a, int64_t id, const char *what);

/* ---- What the templates are given ------------------------------------------
 */

/* An organisation that whoever reads is a member of. */
struct partner_mine {
    text name, address;
    bool is_listed;
};
struct partner_page { /* /partner */
    const struct form *form;
    struct partner_mine *mine;
    ptrdiff_t n_mine;
    struct listing_newest_row *rows;
    ptrdiff_t n_rows;
    text next;
    bool is_asked, is_signed_in;
    const struct topics *topics;
    struct partner_answer answer;
};
struct listing_none_page { /* of an organisation without one */
    struct thing organisation;
    text make;
};
struct partners_page { /* /listing/KEY/partners */
    const struct listing_card *card;
    const struct topics *topics;
    struct partner_ask ask;
    struct partner_answer answer;
};
struct listing_page {
    const struct listing_card *card;
    const struct topics *topics;
    struct partner_ask said;
    struct wording about;
    struct thread_block thread;
    struct edit_links links;
    bool is_mine, is_over;
    text partners, letters, helpers; /* of its members */
    struct partner_mine *writers;  /* who may write to it, with where */
    struct partner_mine *rounds;   /* of first meetings, for its members */
    ptrdiff_t n_writers, n_rounds;
};

/* "newborn care, volunteers", in the reader's language. */
text tags_said(struct view *v, const struct topics *t, const struct tags *tags);
/* All known topics, with commas. */
text topics_said(struct view *v, const struct topics *t);
text listing_words(struct view *v, const struct topics *t, text cell);
text listing_languages(struct view *v, const struct tags *languages);
/* What is missing for a near miss: N_(). */
const char *partner_missing(const struct cp_partner_fit *fit);

#endif
