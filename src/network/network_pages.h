/* What the templates of this room are given. */
#ifndef NETWORK_NETWORK_PAGES_H
#define NETWORK_NETWORK_PAGES_H

#include "base/key.h"
#include "keep/document.h"
#include "keep/door_links.h"
#include "keep/edit_links.h"
#include "keep/prose.h"
#include "keep/thread.h"
#include "network/affiliation.sql.h"
#include "network/joining.sql.h"
#include "network/network.h"
#include "network/organisation.sql.h"
#include "network/partnership.sql.h"
#include "network/place.sql.h"
#include "network/programme.sql.h"
#include "people/people.h"
#include "network/request_note.h"
#include "web/web.h"

/* "/place/homa-bay-county-06ABCDEFGHJKM" */
text page_address(struct arena *a, const char *kind, text name, int64_t id);
/* Whoever comes by another address, with an old name in it or one that was
 * made up, is sent to this one: true when the answer does that. */
bool page_has_moved(struct request *rq, struct answer *an, const char *kind,
    text name, int64_t id);

/* ---- Lists -------------------------------------------------------------- */

enum { LIST_ROWS = 30, LIST_CSV_ROWS = 1000 };

/* What a list's address asks for: ?q=&kind=&after= */
struct list_ask {
    text q;        /* what was typed, or empty */
    text kind;     /* one of the choices, or empty */
    int64_t after; /* the last row of the page before, or 0 */
};
struct list_view {
    const char *path;                 /* "/place" */
    const char *filter_label;         /* N_() */
    const char *const *choices;       /* stored words, NULL-ended */
    const char *(*choice_word)(text); /* what is said for one */
    struct list_ask ask;
    ptrdiff_t n_rows; /* on this page */
    text next;        /* address of the next page, or not known */
    text first;       /* address of the first page, when this is another */
};
void list_parse(
    struct request *rq, const char *const *choices, struct list_ask *ask);
/* Set next and first, given whether there are more rows and the last id. */
void list_close(
    struct request *rq, struct list_view *list, bool has_more, int64_t last_id);
/* The row that the address begins after is gone: begin anew. */
enum err list_restart(struct request *rq, struct answer *an,
    const struct list_view *list, const char *suffix);
/* The same list as CSV: its address with this query. */
text list_csv(struct request *rq, const struct list_view *list);

/* A directory: things with a name, a kind and where they are. One handler's
 * work for all of them; `load` asks for a page of lines. */
typedef enum err directory_load(struct request *rq, const struct list_ask *ask,
    int64_t n_rows, struct directory_line **rows, ptrdiff_t *n);
struct directory {
    const char *kind;      /* "place": of the address, menu and search */
    const char *title;     /* N_("Places") */
    const char *file_name; /* "places.csv" */
    const char *const *kinds;
    directory_load *load;
};
enum err directory_show(
    struct request *rq, struct answer *an, const struct directory *d);
enum err
directory_csv(struct request *rq, struct answer *an, const struct directory *d);

struct directory_page {
    const struct directory *directory;
    struct list_view list;
    html lines; /* the rest of this, printed */
    struct directory_line *rows;
    ptrdiff_t *order; /* sorted as the reader's language sorts */
    text make; /* where a new one is made, or not known */
};

/* A partnership on a list, with its sides. */
struct partnership_item {
    int64_t id;
    text name, kind, status;
    int n_sides;
    struct side_item {
        int position;
        text name, place_name;
        int64_t place_id;
        bool has_point;
        double latitude, longitude;
    } sides[SIDES_MAX];
};
struct partnership_list_page {
    struct list_view list;
    html rows; /* the rest of this, printed */
    struct partnership_item *items;
    ptrdiff_t n_items;
    text make;
};
/* Add a row to the items, of which there is room for one more: the rows of one
 * partnership stand together. Gives the side that the row is, or NULL. */
struct side_item *partnership_add(struct partnership_item *items,
    ptrdiff_t *n_items, const struct partnership_line *row);

/* ---- One thing ---------------------------------------------------------- */

struct place_page {
    struct place place;
    struct place parent; /* when place.has_parent_id */
    struct wording about;
    struct place_children_row *children;
    ptrdiff_t n_children;
    struct place_organisations_row *organisations;
    ptrdiff_t n_organisations;
    struct place_partnerships_row *partnerships;
    ptrdiff_t n_partnerships;
    struct edit_links links;
};

struct organisation_page {
    struct documents documents;
    struct organisation organisation;
    bool has_place;
    struct place place;
    struct wording about;
    struct organisation_partnerships_row *partnerships;
    ptrdiff_t n_partnerships;
    struct organisation_people_row *people;
    struct edit_links *people_links;
    ptrdiff_t n_people;
    bool is_any_illustrative;
    struct organisation_programmes_row *programmes;
    ptrdiff_t n_programmes;
    struct thread_block thread;
    struct edit_links links;
    struct door_links door_links;
};

struct person_page {
    struct people_profile profile;
    struct person_affiliations_row *affiliations;
    ptrdiff_t n_affiliations;
    struct door_links door_links; /* of their own page */
};
struct affiliations_page { /* where I work */
    const struct form *form; /* of the buttons */
    struct person_affiliations_row *rows;
    ptrdiff_t n_rows;
    text q;
    struct directory_line *found; /* organisations, by q */
    ptrdiff_t n_found;
};
struct affiliation_page {
    const struct form *form;
    struct organisation organisation;
    text address;
};

struct programme_page {
    struct documents documents;
    struct programme programme;
    struct organisation funder; /* when programme.has_funder_id */
    struct wording about;
    struct programme_partnerships_row *partnerships;
    ptrdiff_t n_partnerships;
    struct edit_links links;
};

struct side_view {
    const struct partnership_sides_row *side;
    struct partnership_organisations_row *organisations;
    ptrdiff_t n_organisations;
    struct wording about;
    struct edit_links links, *organisation_links;
};
struct project_view {
    const struct partnership_projects_row *project;
    struct wording aim, about;
    struct edit_links links;
};
struct partnership_page {
    struct documents documents;
    struct partnership partnership;
    struct partnership_programme_row programme;
    bool has_programme;
    struct wording challenge, aim, objectives, about;
    int n_sides;
    struct side_view sides[SIDES_MAX];
    struct project_view *projects;
    ptrdiff_t n_projects;
    struct thread_block thread;
    struct edit_links links;
    bool may_see_people; /* it is a facilitator who reads */
    struct door_links door_links;
};

/* ---- Front and joining -------------------------------------------------- */

struct front_page {
    text name, sentence;
    html partnerships; /* the rest of this, printed */
    html map;
    struct partnership_item *items;
    ptrdiff_t n_items;
    bool has_more;
};

/* The partnerships on the world: their sides' places, linked. */
html network_map(struct request *rq, const struct partnership_item *items,
    ptrdiff_t n_items);

struct join_page {
    struct form *form;
};

/* ---- People of a partnership --------------------------------------------- */

struct partnership_people_page {
    const struct form *form; /* to invite somebody */
    struct partnership partnership;
    struct partnership_sides_row *sides;
    int n_sides;
    struct people_in *people, *former;
    ptrdiff_t n_people, n_former;
    text next;    /* address of the next page, or not known */
    text address; /* of this page */
};
/* Is that of the whole or of a side? How many are of something else in it? */
bool network_people_is_of(const struct partnership_people_page *p,
    const struct people_in *person);
ptrdiff_t network_people_elsewhere(const struct partnership_people_page *p);

/* ---- The coordinator's -------------------------------------------------- */

extern const char *const request_statuses[];
const char *request_word(text status);

struct requests_page {
    struct request *rq;
    text status; /* of those that are listed */
    struct join_request *requests;
    ptrdiff_t n_requests;
    text next; /* address of earlier ones, or not known */
};

struct request_page {
    const struct form *form;
    struct join_request_get_row row;
    text address; /* of this page, to be posted to */
    text language;
    struct join_request_note_list_row *notes; /* came by mail */
    ptrdiff_t n_notes;
};

#endif
