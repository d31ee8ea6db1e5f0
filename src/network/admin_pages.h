/* What the templates of the coordinator's overview and of the audit log are
 * given. */
#ifndef NETWORK_ADMIN_PAGES_H
#define NETWORK_ADMIN_PAGES_H

#include "keep/tally.h"
#include "keep/thing.h"
#include "keep/upkeep.h"
#include "network/admin.sql.h"
#include "web/web.h"

enum { COUNT_MAX = 100, AUDIT_ROWS = 30, AUDIT_CSV_ROWS = 1000 };

/* A row of the log in words, with where it leads. */
struct audit_item {
    const struct audit_line *row;
    html what;      /* "Changed: Partnership" */
    text fields;    /* "name, aim"; or not known */
    text title;     /* of the thing, or not known: it is gone */
    text address;   /* of the thing, or not known */
    text of_thing;  /* the log of it alone */
    text of_person; /* or not known: nobody signed in */
};
/* Titles and addresses of the things are asked for, 16 a round trip. */
enum err audit_items(struct request *rq, struct view *v,
    const struct audit_line *rows, ptrdiff_t n_rows, struct audit_item **items);

struct admin_link {
    const char *path, *word;
    text count; /* what waits there, or not known */
};
struct admin_size {
    html what;
    int64_t n_bytes;
};
struct admin_day {
    text day;
    int64_t n_in, n_wrong, n_slowed;
};
struct admin_backup {
    struct backup_newest_row row;
    text until; /* to be destroyed by then: it holds who was erased */
};
struct admin_page {
    struct admin_link links[24];
    int n_links;
    struct admin_backup backups[5];
    int n_backups;
    bool is_backup_old;
    struct admin_size sizes[16];
    int n_sizes;
    int64_t n_bytes, n_free, n_grown; /* n_free -1: not known */
    bool has_grown;
    text measured_on; /* not known: not yet */
    struct admin_day days[TALLY_DAYS];
    int n_days;
    text head; /* of the chain */
    text schema;
    int64_t n_coordinators;
    bool is_wipe_due;
    struct audit_item *items;
    ptrdiff_t n_items;
};

struct audit_page {
    struct audit_item *items;
    ptrdiff_t n_items;
    const struct form *form;
    text person, thing; /* what it is of, or not known */
    text next, all, csv;
    bool is_filtered;
};

/* 1234567 as "1.2 MB", as the language writes it. */
text size_said(struct view *v, int64_t n_bytes);

handler admin_show, audit_show, audit_csv;

#endif
