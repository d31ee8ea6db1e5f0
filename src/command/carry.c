/* Bringing a network in and out. */
#include "command/command.h"
#include "command/sheets.h"

#include "base/plain.h"
#include "os/clock.h"
#include "os/file.h"

#include <inttypes.h>
#include <stdio.h>

enum { SAID_MAX = 200 };

struct telling {
    bool is_verbose, is_terminal, is_writing;
    int64_t n_said, started_ns, stage_ns, told_ns;
};

static void
clear_progress(const struct telling *t)
{
    if (t->is_terminal && t->told_ns != 0)
        fputs("\r\x1b[K", stderr);
}

static void
say_line(void *context, bool is_refusal, const char *line)
{
    struct telling *t = context;
    if (!is_refusal && !t->is_verbose)
        return;
    clear_progress(t);
    if (!is_refusal) {
        plain_put_line(stdout, text_of(line));
        return;
    }
    if (t->n_said++ < SAID_MAX)
        plain_put_line(stderr, text_of(line));
    else if (t->n_said == SAID_MAX + 1)
        fputs("... and more\n", stderr);
}

static void
print_left(double s)
{
    if (s < 90)
        fprintf(stderr, ", %.0f s left", s);
    else if (s < 5400)
        fprintf(stderr, ", %.0f min left", s / 60);
    else
        fprintf(stderr, ", %.1f h left", s / 3600);
}

static void
tell_progress(void *context, bool is_writing, int64_t n_rows, double share)
{
    struct telling *t = context;
    int64_t now = monotonic_ns();
    if (is_writing && !t->is_writing)
        t->stage_ns = now;
    t->is_writing = is_writing;
    if (!t->is_terminal || now - t->started_ns < 1000000000 ||
        now - t->told_ns < 250000000)
        return;
    t->told_ns = now;
    double s = (double)(now - t->started_ns) / 1e9;
    double stage_s = (double)(now - t->stage_ns) / 1e9 + 0.001;
    fprintf(stderr, "\r%" PRId64 " rows %s, %.0f a second", n_rows,
        is_writing ? "written" : "read", (double)n_rows / stage_s);
    if (share > 0.01)
        print_left(s * (1 - share) / share);
    fputs("\x1b[K", stderr);
}

enum err
run_import(struct run *run, struct why *why)
{
    struct sheets all = gather_sheets();
    struct telling telling = { .is_terminal = file_is_terminal(2),
        .started_ns = monotonic_ns() };
    telling.stage_ns = telling.started_ns;
    struct sheet_import im = { .sheets = all.sheets,
        .also = all.also,
        .say = say_line,
        .progress = tell_progress,
        .context = &telling };
    struct db_home *home;
    struct db *db;
    if (run->n_args != 1)
        return err_say(
            why, ERR_BAD_INPUT, "which folder? counterpart import DIR");
    im.dir = run->args[0];
    im.is_dry_run = options_is_on(run->options, "dry-run");
    telling.is_verbose =
        im.is_dry_run || options_is_on(run->options, "verbose");
    im.is_quiet = !telling.is_verbose;
    /* a rehearsal leaves nothing, no empty database either */
    bool is_passing = im.is_dry_run &&
        text_find(run->settings->db, TEXT("://")) < 0 &&
        !file_is_there(run->settings->db);
    enum err e = run_open(run, true, &home, why);
    if (e == OK) {
        e = db_connect(&db, home, why);
        if (e == OK) {
            e = sheet_import(db, run->process, &im, why);
            for (int d = 0; e == OK && all_doors[d] != NULL; d++)
                if (all_doors[d]->then_import != NULL)
                    e = all_doors[d]->then_import(db, run->process, &im, why);
            db_disconnect(db);
        }
        db_close(home);
    }
    if (is_passing)
        ignore(file_remove(run->settings->db, NULL)); /* perhaps never made */
    clear_progress(&telling);
    if (e != OK)
        return e;
    printf("%s%" PRId64 " rows: %" PRId64 " created, %" PRId64
           " changed, %" PRId64 " texts saved; others waited for %.1f s\n",
        im.is_dry_run ? "dry run, nothing written: " : "", im.count.n_rows,
        im.count.n_created, im.count.n_changed, im.count.n_texts,
        (double)im.count.held_us / 1e6);
    return OK;
}

enum err
run_export(struct run *run, struct why *why)
{
    struct sheets all = gather_sheets();
    struct db_home *home;
    struct db *db;
    if (run->n_args != 1)
        return err_say(
            why, ERR_BAD_INPUT, "which folder? counterpart export DIR");
    text dir = run->args[0];
    enum err e = run_open(run, false, &home, why);
    if (e != OK)
        return e;
    e = db_connect(&db, home, why);
    if (e == OK) {
        e = sheet_export(db, run->process, dir, all.sheets, why);
        for (int d = 0; e == OK && all_doors[d] != NULL; d++)
            if (all_doors[d]->also_export != NULL)
                e = all_doors[d]->also_export(db, run->process, dir, why);
        db_disconnect(db);
    }
    db_close(home);
    return e;
}
