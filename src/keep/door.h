/* A room's door: all that the house needs to know of it.
 *
 * The build makes a table of all doors, in the order in which rooms may use
 * each other (DESIGN order: people network match mirror ...).
 */
#ifndef KEEP_DOOR_H
#define KEEP_DOOR_H

#include "base/json.h"
#include "keep/consent.h"
#include "keep/door_links.h"
#include "keep/job.h"
#include "keep/mail.h"
#include "keep/sheet.h"
#include "keep/sheet_text.h"
#include "keep/thing.h"
#include "os/options.h"
#include "web/web.h"

/* What a command gets: its words after its own name, and the database. */
struct command_call {
    struct arena *arena;
    struct db_home *home;
    struct db *db;
    const struct options *options;
    text base_url; /* what people type: https://network.example */
    int n_args;
    const text *args;
    int exit_status; /* of a command that answered, and whose answer is no */
};

struct command {
    const char *name;  /* "requests" */
    const char *usage; /* "[open|answered|declined]" */
    const char *help;  /* one line */
    enum err (*run)(struct command_call *call, struct why *why);
    bool needs_no_data; /* no database is opened: home and db are NULL */
    const char *more;   /* NULL, or what `counterpart NAME --help` adds */
};

/* What a part of a room keeps about people and things, and for how long: each
 * part has its line, and what it has not to do is NULL (all: the end). */
struct door_part {
    /* Everything about one person, as named members of the object that is open
     * in `out`. */
    enum err (*export_person)(
        struct db *db, struct arena *a, int64_t person_id, struct json *out);
    /* Inside a step: no personal text of them stays in the tables. Keys and
     * counts may. Rooms are asked from the last to the first, and their parts
     * in order: people/ still knows the person when network/ is asked. */
    enum err (*erase_person)(
        struct db *writer, struct arena *a, int64_t person_id);
    /* Inside a step: a thing was removed and its way back is over (0: the
     * network's own). What is kept of it in tables that went not along, such as
     * who had a role in it, goes too. */
    enum err (*forget_thing)(
        struct db *writer, struct arena *a, int64_t thing_id);
    /* Inside a step, several times a day: what is past its time goes. */
    enum err (*forget)(struct db *writer, struct arena *a, int64_t now);
    /* The same for what takes many steps of its own. */
    enum err (*sweep)(struct db *db, struct arena *a, int64_t now);
};
#define DOOR_PARTS_END                                                         \
    {                                                                          \
        .export_person = NULL                                                  \
    }

struct door {
    const char *room;
    const struct sheet *const *sheets; /* in import order; NULL-ended */
    const struct route *routes;        /* ROUTES_END at the end */
    const struct command *commands;    /* name NULL at the end */
    const struct thing_kind *things;   /* kind NULL at the end; or NULL */
    const struct mail_kind *mails;     /* kind NULL at the end; or NULL */
    const struct job_kind *jobs;       /* kind NULL at the end; or NULL */
    /* What comes in and goes out beside the sheets; or NULL. */
    enum err (*also_import)(struct sheet_texts *texts);
    enum err (*also_export)(
        struct db *db, struct arena *a, text dir, struct why *why);
    /* What comes in when the tables are in, in steps of its own; or NULL. */
    enum err (*then_import)(struct db *db, struct arena *a,
        struct sheet_import *import, struct why *why);
    /* What is wrong with this room's data: one line a fault; or NULL. */
    enum err (*check)(struct db *db, struct arena *a,
        void (*say)(void *context, const char *line), void *context);
    const struct door_part *parts;       /* DOOR_PARTS_END at the end */
    const struct consent_kind *consents; /* kind NULL at the end; or NULL */
    const struct door_link *links;       /* on NULL at the end; or NULL */
    const char *links_label; /* N_("..."): what these are about; or NULL */
};

extern const struct door *const all_doors[]; /* NULL-ended */

/* What the parts of one room, or of all, do; the first failure ends it. */
enum err door_export_person(const struct door *door, struct db *db,
    struct arena *a, int64_t person_id, struct json *out);
enum err door_erase_person(const struct door *door, struct db *writer,
    struct arena *a, int64_t person_id);
enum err
doors_forget_thing(struct db *writer, struct arena *a, int64_t thing_id);
enum err doors_forget(struct db *writer, struct arena *a, int64_t now);
enum err doors_sweep(struct db *db, struct arena *a, int64_t now);

#endif
