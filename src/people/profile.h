/* What somebody shows of themselves, and to whom.
 *
 * Each part is for everybody, for the network, for those who have a
 * partnership in common with them, or for nobody but themselves. Who chose
 * nothing shows it to the network. Who may see what is decided in the queries
 * (profile.sql).
 */
#ifndef PEOPLE_PROFILE_H
#define PEOPLE_PROFILE_H

#include "keep/prose.h"
#include "people/membership.h"
#include "people/profile.sql.h"

enum {
    PARTS_MAX = 8,
    LANGUAGES_MAX = 5,
    LANGUAGE_ROWS_MAX = 20,
    PROFILE_ABOUT_MAX = 4000
};

extern const char *const seen_choices[]; /* "public" ..., NULL-ended */
extern const char *const seen_words[];   /* N_() of each */
const char *seen_said(text seen);

/* Languages that people speak, and how well: codes, NULL-ended, with what
 * they are called in themselves. */
extern const char *const spoken_choices[], *const spoken_names[];
extern const char *const level_choices[], *const level_words[];
text spoken_name(text code); /* the code where it is not known */
const char *level_said(text level);

/* A membership with the title of its thing, for a page. */
struct membership_line {
    struct membership row;
    bool is_network;
    struct thing thing; /* kind NULL: it is gone, or not for the reader */
};
/* Titles in few round trips; rows of things that the reader may not see have
 * no kind. */
enum err membership_lines(struct request *rq, const struct membership *rows,
    ptrdiff_t n, struct membership_line **lines);

/* What a template of a profile is given. */
struct profile_view {
    text does, contact;
    struct person_languages_seen_row *languages;
    ptrdiff_t n_languages;
    struct wording about;
    struct membership_line *memberships; /* those of today */
    ptrdiff_t n_memberships;
};

#endif
