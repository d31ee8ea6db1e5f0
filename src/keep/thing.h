/* Things of all rooms, alike: what a thread, a version, a translation, a file
 * or a right needs to know of one.
 *
 * A room says in its door which kinds of things it has: what a kind is called,
 * where its pages are, and one query that gives a thing's title, what it is a
 * part of and who may see it. Keys are drawn from one stock: two things of two
 * kinds never share one.
 *
 * People get wrong: the title of a thing that the reader may not see is as
 * secret as the thing. Ask thing_may_see before printing anything of it.
 */
#ifndef KEEP_THING_H
#define KEEP_THING_H

#include "keep/sheet.h"
#include "keep/thing.sql.h"
#include "web/web.h"

struct thing_kind {
    const char *kind;            /* the table: "partnership" */
    const char *word;            /* N_("Partnership") */
    const char *path;            /* "/partnership": pages are PATH/SLUG-KEY;
                                    NULL: shown on the page of what it is in */
    const struct db_query *line; /* one: id key -> thing_line */
    const struct sheet *sheet;   /* its columns as a form; NULL: not edited */
    const char *within_kind;     /* of what within_id names; or NULL */
    enum who editor;             /* the least role, of it or of what it is in,
                                    that may change it */
    enum who maker;              /* that may make one within; the same */
    bool has_own_form; /* made, changed and removed by its room's pages alone:
                          what is not signed has nobody in its history */
    bool is_of_side;   /* within_id is a side: who belongs to another side of
                          its partnership changes nothing of it, whatever
                          they are there */
    const char *slip_path; /* "/say": where a join slip of one leads, which
                              makes nobody an account; NULL: it gives a role */
    bool is_part; /* it is seen closely by members of what it is in, too */
    /* May it hold documents now? ERR_CONFLICT: not as it stands. NULL: yes, if
     * things of its kind may at all. */
    enum err (*may_hold)(struct db *db, struct arena *a, int64_t thing_id);
    /* What document.csv calls it where it has no sheet, and who is meant by
     * that. ERR_NOT_FOUND: nothing holds documents under that name. NULL: it
     * has a sheet, or its documents do not go out as files. */
    enum err (*name_in_files)(
        struct db *db, struct arena *a, int64_t thing_id, text *name);
    enum err (*find_in_files)(
        struct db *db, struct arena *a, text name, int64_t *thing_id);
    /* In the step in which somebody's role of it ended today, after that:
     * what else it means. By who acts in rq: they themselves, or who
     * looks after roles. NULL: nothing. */
    enum err (*left)(struct db *writer, struct arena *a, struct request *rq,
        int64_t thing_id, int64_t person_id);
    const char *left_means; /* N_(): the same for who is about to leave */
    /* Of a thing about which its people answer a questionnaire on an occasion
     * of its own (keep/reply.h): may they now, apart, or `together` to agree
     * on one answer, with those given apart before them? ERR_NOT_FOUND: they
     * may not; ERR_CONFLICT: not any more. Each answers once then. NULL: its
     * members may, at any time. */
    enum err (*may_answer)(struct db *db, struct arena *a,
        const struct actor *who, int64_t thing_id, bool is_together);
};

struct thing {
    const struct thing_kind *kind;
    int64_t id;
    text title;
    int64_t within_id, above_id; /* what it is a part of, and that is; or 0 */
    enum seen {
        SEEN_BY_ALL = 1, /* public */
        SEEN_BY_NETWORK, /* whoever may sign in */
        SEEN_WITHIN,     /* who has a role in it or in what it is in */
        SEEN_BY_SIDE,    /* the same, but not in what that is in: of a side
                            alone, not of its partnership */
        SEEN_CLOSELY,    /* who has a role in it, and facilitators of what it
                            is in; of what is a part, members of that */
        SEEN_BY_NOBODY   /* itself, for a person; coordinators */
    } seen;
};

/* NULL when no room has such a kind. */
const struct thing_kind *thing_kind_find(text kind);
/* The i-th of all; NULL after the last. */
const struct thing_kind *thing_kind_at(int i);

/* Errors  ERR_NOT_FOUND  there is none, or no such kind
 * Cost    one query */
enum err thing_load(
    struct db *db, struct arena *a, text kind, int64_t id, struct thing *t);
/* The same in a batch: after it ran, thing_take. */
struct thing_asked {
    const struct thing_kind *kind;
    int64_t id;
    struct thing_line line;
    bool is_found;
};
void thing_ask(
    struct db_batch *batch, text kind, int64_t id, struct thing_asked *asked);
bool thing_take(const struct thing_asked *asked, struct thing *t);

/* The same for a page, without the database when nothing was written since. */
enum err
thing_load_now(struct request *rq, text kind, int64_t id, struct thing *t);

/* What an address names as "board_entry-01hv5m2n0ck3p", when there is one that
 * this reader may see; else its kind is NULL. */
enum err thing_named(struct request *rq, text name, struct thing *t);

/* "/partnership/slug-KEY"; of a side, its partnership's page. Without
 * language. */
text thing_address(struct arena *a, const struct thing *t);

bool thing_may_see(const struct actor *who, const struct thing *t);
bool thing_may_edit(const struct actor *who, const struct thing *t);
/* At least that role of the thing, or of what it is in? */
bool
thing_has_role(const struct actor *who, const struct thing *t, enum who least);

/* Do they belong to another side of that partnership, and not to this? */
bool thing_is_of_another_side(
    const struct actor *who, int64_t side_id, int64_t partnership_id);

/* The least role that a route asks of a thing of that kind. */
enum who thing_route_role(const struct route *r, const struct thing_kind *k);
/* For the site: which things the address of this route is about, by
 * route->of, and for "*" the role that may change such a thing.
 * ERR_NOT_FOUND when there is none, or none that this reader may see. */
enum err thing_of_route(struct request *rq, const struct route *r,
    int64_t ids[static 3], enum who *least);

#endif
