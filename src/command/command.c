#include "command/command.h"

#include <stdio.h>

const struct program_command program_commands[] = {
    { "serve", "", "answer requests until stopped", run_serve },
    { "import", "DIR", "bring a network in from CSV and Markdown", run_import },
    { "export", "DIR", "write the network as CSV and Markdown", run_export },
    { "backup", "FILE", "a consistent copy as one file, also while serving",
        run_backup },
    { "restore", "FILE", "put a backup in the place of an empty database",
        run_restore },
    { "copy", "", "move a network between SQLite and PostgreSQL", run_copy },
    { "check", "", "integrity, schema, orphans", run_check },
    { "sort", "", "after an upgrade of the machine: sort names anew",
        run_sort },
    { "routes", "", "the site map: who may, what for", run_routes },
    { "generate", "network DIR", "make a network of any size, for measuring",
        run_generate },
    { NULL, NULL, NULL, NULL },
};

enum err
run_open(
    struct run *run, bool may_create, struct db_home **home, struct why *why)
{
    enum err e =
        db_open(home, run->process, run->settings->db, may_create, why);
    if (e != OK)
        return e;
    e = db_migrate(*home, NULL, why);
    if (e != OK)
        db_close(*home);
    return e;
}

text
run_base_url(struct run *run)
{
    text url = run->settings->base_url;
    if (text_is_empty(url))
        return arena_print(
            run->process, "http://%.*s", TEXT_ARG(run->settings->listen));
    return text_ends_with(url, TEXT("/")) ? text_slice(url, 0, url.len - 1)
                                          : url;
}

enum err
run_room(struct run *run, const struct command *command, struct why *why)
{
    struct db_home *home;
    struct command_call call = { .arena = run->process,
        .options = run->options,
        .base_url = run_base_url(run),
        .n_args = run->n_args,
        .args = run->args };
    enum err e = run_open(run, false, &home, why);
    if (e != OK)
        return e;
    call.home = home;
    e = db_connect(&call.db, home, why);
    if (e == OK) {
        e = command->run(&call, why);
        db_disconnect(call.db);
    }
    db_close(home);
    return e;
}

static const char *
who_word(enum who who)
{
    switch (who) {
    case WHO_ANYONE: return "anyone";
    case WHO_PERSON: return "signed in";
    case WHO_GUEST: return "guest";
    case WHO_MEMBER: return "member";
    case WHO_FACILITATOR: return "facilitator";
    case WHO_COORDINATOR: return "coordinator";
    }
    return "?";
}

enum err
run_routes(struct run *run, struct why *why)
{
    (void)run, (void)why;
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct route *r = all_doors[d]->routes; r->path != NULL; r++)
            printf("%-4s  %-24s  %-11s  %s\n",
                r->method == WEB_POST ? "POST" : "GET", r->path,
                r->of != NULL && r->of[0] == '*' ? "its editor"
                                                 : who_word(r->who),
                r->help);
    return OK;
}
