#include "command/command.h"

#include "base/csv.h"
#include "keep/thing.h"

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
    { "check", "", "integrity, schema, orphans, the chain of the audit log",
        run_check },
    { "person", "export WHO [FILE] | erase WHO | erased",
        "all that is kept about somebody (a key, a mail address), or its end",
        run_person },
    { "wipe", "", "after an erasure: leave no byte of it; locks PostgreSQL",
        run_wipe },
    { "sort", "", "after an upgrade of the machine: sort names anew",
        run_sort },
    { "routes", "[csv]", "the one table of who may what, and what for",
        run_routes },
    { "generate", "network DIR | journeys",
        "make a network, or a log of journeys, of any size", run_generate },
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
    enum err e;
    if (command->needs_no_data) {
        e = command->run(&call, why);
        run->exit_status = call.exit_status;
        return e;
    }
    e = run_open(run, false, &home, why);
    if (e != OK)
        return e;
    call.home = home;
    e = db_connect(&call.db, home, why);
    if (e == OK) {
        e = command->run(&call, why);
        run->exit_status = call.exit_status;
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
    case WHO_SIDE: return "member of a side";
    case WHO_MEMBER: return "member";
    case WHO_FACILITATOR: return "facilitator";
    case WHO_COORDINATOR: return "coordinator";
    }
    return "?";
}

static bool
is_of_any(const struct route *r)
{
    return r->of != NULL && r->of[0] == '*';
}

static const char *
method_word(const struct route *r)
{
    return r->method == WEB_POST ? "POST" : "GET";
}

static void
print_routes(struct arena *a)
{
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct route *r = all_doors[d]->routes; r->path != NULL;
             r++) {
            text who = is_of_any(r)
                ? (r->of[1] == '*' ? TEXT("its editor and maker")
                                   : TEXT("its editor"))
                : r->of == NULL
                ? text_of(who_word(r->who))
                : arena_print(a, "%s of the %s", who_word(r->who), r->of);
            printf("%-4s  %-28s  %-26.*s  %s\n", method_word(r), r->path,
                TEXT_ARG(who), r->help);
        }
    puts("\nThe editor, and who makes one within:");
    const struct thing_kind *k;
    for (int i = 0; (k = thing_kind_at(i)) != NULL; i++)
        printf("%-18s  %-11s  %s\n", k->kind, who_word(k->editor),
            who_word(k->maker));
}

/* A row for each route, and of those that are of any thing one for each kind:
 * the whole of who may what. */
static void
put_route(
    struct csv_writer *w, const struct route *r, enum who who, const char *kind)
{
    text fields[] = { text_of(method_word(r)), text_of(r->path),
        text_of(who_word(who)), text_of(kind), text_of(r->help) };
    for (int i = 0; i < 5; i++)
        csv_add(w, fields[i]);
    csv_end_row(w);
}

static void
print_routes_csv(struct arena *a)
{
    struct buf out = buf_in(a, 1 << 14);
    struct csv_writer w = csv_write(&out);
    static const char *const names[] = { "method", "path", "role", "of_kind",
        "what_for" };
    for (int i = 0; i < 5; i++)
        csv_add(&w, text_of(names[i]));
    csv_end_row(&w);
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct route *r = all_doors[d]->routes; r->path != NULL;
             r++) {
            const struct thing_kind *k;
            if (!is_of_any(r))
                put_route(&w, r, r->who, r->of == NULL ? "" : r->of);
            for (int i = 0; is_of_any(r) && (k = thing_kind_at(i)) != NULL; i++)
                put_route(&w, r, thing_route_role(r, k), k->kind);
        }
    fwrite(out.ptr, 1, (size_t)out.len, stdout);
}

enum err
run_routes(struct run *run, struct why *why)
{
    bool is_csv = run->n_args == 1 && text_is_equal(run->args[0], TEXT("csv"));
    if (run->n_args > 0 && !is_csv)
        return err_say(why, ERR_BAD_INPUT, "routes, or routes csv");
    if (is_csv)
        print_routes_csv(run->process);
    else
        print_routes(run->process);
    return OK;
}
