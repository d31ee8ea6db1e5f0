/* Reads the command line and calls one command. */
#include "command/command.h"

#include "base/plain.h"
#include "text/lang.h"

#include <stdio.h>
#include <string.h>

enum { TRY_AGAIN = 75 }; /* as mail servers read it: EX_TEMPFAIL */

static const struct option table[] = {
    { "db", "FILE|URL", "the data: a file, or postgresql://...",
        "counterpart.db" },
    { "listen", "ADDR:PORT", "where to serve", "127.0.0.1:8080" },
    { "base-url", "URL", "what people type; http://LISTEN unless said", NULL },
    { "trusted-proxy", "ADDR", "whose X-Forwarded-For and -Proto headers count",
        NULL },
    { "workers", "N",
        "threads that answer, at least 2; 0: two a core, six with PostgreSQL",
        "0" },
    { "post-limit", "N",
        "forms of one address at once, then one a minute; 0: all", "20" },
    { "mail-server", "URL",
        "serve: smtps://HOST or smtp://HOST:PORT that takes our mails", NULL },
    { "mail-from", "ADDRESS", "serve: who mails are from: \"Name <a@b.org>\"",
        NULL },
    { "mail-reply", "ADDRESS",
        "serve: where answers arrive that `mail receive` reads", NULL },
    { "mail-user", "NAME", "serve: how we sign in at the mail server", NULL },
    { "mail-ca", "FILE",
        "serve: certificates of whoever may sign the mail server's; the "
        "system's unless said",
        NULL },
    { "mail-password-file", "FILE", "serve: its first line is the password",
        NULL },
    { "mail-password", "WORD",
        "serve: the password; not on the command line, which others can read",
        NULL },
    { "mail-plain", NULL, "serve: mails go to another machine without TLS",
        NULL },
    { "config", "FILE", "lines of `name = value`, for all options", NULL },
    { "quiet", NULL, "serve: write no line a request", NULL },
    { "dev", NULL, "serve: read the style sheet from src/web/asset", NULL },
    { "no-sandbox", NULL, "serve: keep all rights", NULL },
    { "plain-http", NULL,
        "serve: let people sign in over plain http from other machines: who "
        "is between reads their passwords",
        NULL },
    { "name", "NAME", "user invite: what the person is called", NULL },
    { "coordinator", NULL, "user invite: one who keeps the network", NULL },
    { "dry-run", NULL, "import: say what would be done, and do nothing", NULL },
    { "verbose", NULL, "import: a line for each row that changes", NULL },
    { "head", "N-HASH", "check: the end of the audit log you noted", NULL },
    { "erased", "FILE",
        "restore: whom to erase again; FILE.erased of --db unless said", NULL },
    { "replace", NULL, "backup: over a file that is there", NULL },
    { "from", "DB", "copy: the database to read", NULL },
    { "to", "DB", "copy: the database to fill", NULL },
    { "people", "N", "generate: how many", "1000" },
    { "seed", "S",
        "generate, match, opinions: the same seed, the same answer; panel: the "
        "public seed that draws",
        "1" },
    { "format", "FORMAT",
        "match, groups, agreement, heard, panel, opinions: text, csv or json; "
        "mail: "
        "text or json",
        NULL },
    { "waiting", NULL, "mail: those that wait; so it is unless said", NULL },
    { "all", NULL, "mail: those that were sent and given up too", NULL },
    { "between", "A,B", "match: the sides, two to six", NULL },
    { "mode", "MODE",
        "match (fair), assignment (total): fair, total or leximin; panel: "
        "leximin or maximin; opinions (stable): stable or polis",
        NULL },
    { "rules", "FILE", "match, groups: weights and who must not meet", NULL },
    { "size", "N..M", "groups: how many people in each; panel: seats", NULL },
    { "households", "COLUMN", "panel: at most one of each of these", NULL },
    { "ceiling", "P", "panel: nobody's chance is above it, such as 0.5", NULL },
    { "list", "FILE", "panel: where the list of panels is written", NULL },
    { "certificate", "FILE", "panel: why no lottery is more equal, as JSON",
        NULL },
    { "panels", "M", "panel: how many the list has", "1000" },
    { "maximise", NULL, "assignment: the most instead of the least", NULL },
    { "case", "COLUMN", "pathway: who; found by its name unless said", NULL },
    { "activity", "COLUMN", "pathway: what happened", NULL },
    { "time", "COLUMN", "pathway: when", NULL },
    { "classifier", "NAME",
        "pathway, of XES: which of the log's classifiers names its steps",
        NULL },
    { "day-first", NULL, "pathway: 03/04/2024 is in April", NULL },
    { "month-first", NULL, "pathway: 03/04/2024 is in March", NULL },
    { "intended", "LIST",
        "pathway: what was meant: a pathway list, or a process tree as text",
        NULL },
    { "zone", "ZONE",
        "pathway: of times without an offset, and of days: Africa/Nairobi",
        NULL },
    { "lifecycle", "COLUMN",
        "pathway: of what begins and ends, count what says complete; what says "
        "start tells how long it took",
        NULL },
    { "birth", "COLUMN", "pathway: days of birth, for ages at first event",
        NULL },
    { "key", "FILE",
        "pathway: the secret by which cases lose their names; pathway key "
        "FILE makes one",
        NULL },
    { "any-order", NULL, "pathway: events of a case at one time have no order",
        NULL },
    { "follows", NULL,
        "pathway --format json: what comes sooner or later too, not next",
        NULL },
    { "shift-days", "N",
        "pathway --key: move each case by up to N whole days: waits stay, "
        "dates do not",
        NULL },
    { "refused", "FILE", "pathway: CSV of the rows that were refused", NULL },
    { "part", "K/N", "pathway: only the cases of this part, such as 3/8",
        NULL },
    { "targets", NULL, "pathway: whether the list's promises were kept", NULL },
    { "promise", "LINE ...",
        "pathway --intended: one more promise, such as \"within 14 days 80%: "
        "A -> B\"; a tree has no others",
        NULL },
    { "share", "N", "pathway --format svg: how many tenths of all are shown",
        "8" },
    { "detail", NULL, "pathway: where each way and the list part", NULL },
    { "threads", "N", "pathway --intended: 1 to 8 at once", "1" },
    { "by", "COLUMN ...",
        "pathway: for whom it is otherwise; again for more, COLUMN=A|B for "
        "some values; heard: twice, for two questions together",
        NULL },
    { "together", NULL, "pathway: cells of all --by, not one after another",
        NULL },
    { "adjust", "COLUMN ...", "pathway: shares with one mix of these too",
        NULL },
    { "value", "RULE",
        "pathway: which of a case's values counts: first-known, first-event, "
        "last-known or steady",
        "first-known" },
    { "name-from", "N,P,M",
        "pathway: differences of groups of N cases, by P points or M % of "
        "the median",
        "20,5,10" },
    { "survival", "\"A -> B\"",
        "pathway: how long from A to B, with those who never came", NULL },
    { "at", "TIMES", "pathway: shares at these: 1h,14d", NULL },
    { "censor", "WHERE",
        "pathway: who did not come is cut off at the last event (last), at "
        "closing, or at --extract (extract)",
        "last" },
    { "other", "STEP", "pathway: what may come first instead of B: Died",
        NULL },
    { "extract", "DAY", "pathway: when the log was taken", NULL },
    { "lost-after", "DAYS", "pathway: of nothing before a case is lost", "90" },
    { "compact", NULL,
        "pathway summarise, merge: waits in bins, within 4.5 per cent", NULL },
    { "release", NULL, "pathway, opinions: hide small groups", NULL },
    { "threshold", "T",
        "heard; pathway, opinions --release: 1 to T-1 are hidden", "5" },
    { "statements", "FILE",
        "opinions: what they say and which are moderated out: comments.csv",
        NULL },
    { "communities", "FILE",
        "opinions: who is in which, on which side: CSV of participant, "
        "community, side, size",
        NULL },
    { "turned", NULL, "opinions: the file has agree as -1", NULL },
    { "output", "FILE",
        "pathway, agreement, opinions: where to write it; -o FILE is the same",
        NULL },
    { "cases", "N", "generate journeys: how many", "1000" }, OPTIONS_END
};

static const struct program_command *
find_command(text name)
{
    for (const struct program_command *c = program_commands; c->name != NULL;
         c++)
        if (text_is_equal(text_of(c->name), name))
            return c;
    return NULL;
}

static const struct command *
find_room_command(text name)
{
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct command *c = all_doors[d]->commands; c->name != NULL;
             c++)
            if (text_is_equal(text_of(c->name), name))
                return c;
    return NULL;
}

static void
print_command(const char *name, const char *usage, const char *help)
{
    printf("  %s%s%-*s  %s\n", name, usage[0] != '\0' ? " " : "",
        (int)(34 - strlen(name) - (usage[0] != '\0')), usage, help);
}

static void
print_help(struct arena *a)
{
    struct buf options = buf_in(a, 2000);
    puts("counterpart " CP_VERSION
         ": the shared workspace of a health partnership\n\n"
         "counterpart COMMAND [options]\n\nCommands:");
    for (const struct program_command *c = program_commands; c->name != NULL;
         c++)
        print_command(c->name, c->usage, c->help);
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct command *c = all_doors[d]->commands; c->name != NULL;
             c++)
            print_command(c->name, c->usage, c->help);
    options_help(table, &options);
    printf("\nOptions, on the command line, as COUNTERPART_NAME in the "
           "environment,\nor as `name = value` in the --config file:\n%.*s",
        TEXT_ARG(buf_text(&options)));
}

/* Of one command; false: it says no more than the list of all. */
static bool
print_more(text name)
{
    const struct command *c = find_room_command(name);
    if (c == NULL || c->more == NULL)
        return false;
    printf("counterpart %s %s\n\n%s", c->name, c->usage, c->more);
    return true;
}

static enum err
read_settings(
    const struct options *o, struct settings *settings, struct why *why)
{
    *settings = (struct settings){ .db = options_text(o, "db"),
        .listen = options_text(o, "listen"),
        .base_url = options_text(o, "base-url"),
        .trusted_proxy = options_text(o, "trusted-proxy"),
        .mail_server = options_text(o, "mail-server"),
        .mail_from = options_text(o, "mail-from"),
        .mail_reply = options_text(o, "mail-reply"),
        .mail_user = options_text(o, "mail-user"),
        .mail_ca = options_text(o, "mail-ca"),
        .mail_password = options_text(o, "mail-password"),
        .mail_password_file = options_text(o, "mail-password-file"),
        .is_mail_plain = options_is_on(o, "mail-plain"),
        .is_dev = options_is_on(o, "dev"),
        .is_quiet = options_is_on(o, "quiet"),
        .is_open = options_is_on(o, "no-sandbox"),
        .is_plain_http = options_is_on(o, "plain-http") };
    if (options_source(o, "mail-password") == OPTION_COMMAND_LINE)
        return err_say(why, ERR_BAD_INPUT,
            "--mail-password would stand in the list of processes: give "
            "--mail-password-file, or COUNTERPART_MAIL_PASSWORD in the "
            "environment");
    enum err e =
        options_int(o, "post-limit", 0, 1'000'000, &settings->post_limit, why);
    return e != OK
        ? e
        : options_int(o, "workers", 0, 256, &settings->n_workers, why);
}

static enum err
run_command(struct run *run, text name, struct why *why)
{
    const struct program_command *c = find_command(name);
    const struct command *room = find_room_command(name);
    enum err e = lang_start(why);
    if (e != OK)
        return e;
    if (c != NULL)
        return c->run(run, why);
    if (room != NULL)
        return run_room(run, room, why);
    return err_say(why, ERR_BAD_INPUT,
        "'%.*s' is no command; counterpart --help lists them", TEXT_ARG(name));
}

int
main(int argc, char **argv)
{
    static struct arena process;
    static struct options options;
    struct why why = { 0 };
    struct settings settings;
    arena_open(&process, 512 << 20);
    enum err e =
        options_read(&options, table, &process, argc - 1, argv + 1, &why);
    if (e == OK)
        e = read_settings(&options, &settings, &why);
    if (e == OK && (options.wants_help || options.n_operands == 0)) {
        if (options.n_operands == 0 || !print_more(options.operands[0]))
            print_help(&process);
        return options.wants_help ? 0 : 2;
    }
    struct run run = { .process = &process,
        .settings = &settings,
        .options = &options,
        .n_args = options.n_operands - 1,
        .args = options.operands + 1 };
    if (e == OK)
        e = run_command(&run, options.operands[0], &why);
    arena_close(&process);
    if (e == OK)
        return run.exit_status;
    fputs("counterpart: ", stderr);
    plain_put_line(
        stderr, text_of(why.text[0] != '\0' ? why.text : err_name(e)));
    if (e == ERR_BUSY)
        return TRY_AGAIN;
    return e == ERR_BAD_INPUT ? 2 : 1;
}
