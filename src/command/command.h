/* The commands of the program: the top floor, over all rooms.
 *
 * main.c reads the command line and calls one of these; the rooms' own stand
 * behind their doors (keep/door.h).
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "keep/door.h"
#include "keep/mail_sender.h"
#include "os/options.h"

/* What the command line, the environment and the config file said. */
struct settings {
    text db;            /* a file, or postgresql://... */
    text listen;        /* 127.0.0.1:8080 */
    text base_url;      /* https://network.example, or empty: http://LISTEN */
    text mail_server;   /* smtps://..., or empty: mails wait to be handed on */
    text mail_from, mail_reply, mail_user;
    text mail_ca; /* a file of certificates, or empty: the system's */
    text mail_password, mail_password_file;
    text trusted_proxy; /* address whose X-Forwarded-* count, or empty */
    int64_t n_workers;  /* 0: two a core */
    int64_t post_limit; /* forms of one address at once; 0: any number */
    bool is_dev, is_quiet, is_open, is_plain_http, is_mail_plain;
};

struct run {
    struct arena *process; /* lives as long as the program */
    const struct settings *settings;
    const struct options *options;
    int n_args;
    const text *args; /* operands after the command's name */
    int exit_status;  /* when all went well: 0, or what the command says */
};

struct program_command {
    const char *name, *usage, *help;
    enum err (*run)(struct run *run, struct why *why);
};
extern const struct program_command program_commands[]; /* name NULL ends */

/* The menu of every page. */
extern const struct menu_item house_menu[];

/* Open and migrate the database of the settings. */
enum err run_open(struct run *run, bool may_create, struct db_home **home,
    struct why *why);

/* What people type: --base-url, or what stands for it. */
text run_base_url(struct run *run);

/* What sends mails, where a mail server is set; else NULL. Before the process
 * shuts itself in: it reads the password's file. */
enum err run_outbox(struct run *run, struct db_home *home,
    struct mail_sender **sender, struct why *why);

enum err run_serve(struct run *run, struct why *why);
enum err run_import(struct run *run, struct why *why);
enum err run_export(struct run *run, struct why *why);
enum err run_backup(struct run *run, struct why *why);
enum err run_restore(struct run *run, struct why *why);
enum err run_copy(struct run *run, struct why *why);
enum err run_check(struct run *run, struct why *why);
enum err run_sort(struct run *run, struct why *why);
enum err run_routes(struct run *run, struct why *why);
enum err run_generate(struct run *run, struct why *why);
enum err run_person(struct run *run, struct why *why);
enum err run_wipe(struct run *run, struct why *why);

/* One of a room's commands. */
enum err run_room(
    struct run *run, const struct command *command, struct why *why);

#endif
