/* An import: read and compare, then write; once more when somebody else was
 * at the same rows meanwhile. */
#include "keep/sheet_work.h"

#include "base/buf.h"
#include "os/clock.h"
#include "os/file.h"

#include <string.h>

enum { FILES_MAX = 100'000 };
enum { TRIES = 3 }; /* after that nobody else is let in between */
#define STAGE_FOLDER TEXT("/var/tmp")

void
say_line(struct importing *in, bool is_refusal, const char *what)
{
    struct arena_mark mark = arena_mark(in->a);
    text line = in->line > 0
        ? arena_print(in->a, "%s:%lld: %s", in->file, (long long)in->line, what)
        : arena_print(in->a, "%s: %s", in->file, what);
    if (is_refusal)
        in->im->count.n_refused++;
    in->im->say(in->im->context, is_refusal, line.ptr);
    arena_rewind(in->a, mark);
}

void
take_up(struct importing *in, int i_sheet, int64_t line)
{
    in->i_sheet = i_sheet;
    in->sheet = in->im->sheets[i_sheet];
    in->file = in->files[i_sheet];
    in->line = line;
}

void
tell_share(struct importing *in, bool is_writing, double share)
{
    const double reading = 0.3; /* of a new network; of a known one all */
    const struct sheet_count *count = &in->im->count;
    if (in->im->progress == NULL)
        return;
    in->im->progress(in->im->context, is_writing,
        is_writing ? count->n_created + count->n_changed : count->n_rows,
        is_writing ? reading + (1 - reading) * share : reading * share);
}

/* Onto the stage, which is empty. */
static enum err
read_anew(struct importing *in)
{
    in->im->count = (struct sheet_count){ 0 };
    stage_empty(in->stage);
    enum err e = db_change_count(in->db, &in->change_count);
    if (e == OK)
        e = read_all(in);
    in->n_refused = in->im->count.n_refused;
    return e;
}

/* The step of the transaction: it may be run again. */
static enum err
write_step(struct db *writer, struct arena *scratch, void *arg)
{
    struct importing *in = arg;
    in->began_ns = monotonic_ns();
    in->db = writer;
    in->a = scratch;
    enum err e = in->is_inside ? read_anew(in) : OK;
    return e == OK ? apply_all(in) : e;
}

static enum err
try_once(struct importing *in, struct db *db, struct arena *a)
{
    enum err e = OK;
    in->db = db;
    in->a = a;
    if (!in->is_inside)
        e = read_anew(in);
    if (e != OK)
        return e;
    /* with a fault nothing is written, but the other faults are found */
    bool is_rehearsal = in->im->is_dry_run || in->n_refused > 0;
    e = is_rehearsal ? db_write_nothing(db, a, write_step, in)
                     : db_write(db, a, write_step, in);
    in->im->count.held_us = (monotonic_ns() - in->began_ns) / 1000;
    return e;
}

/* Is there anything that an import reads? Else the folder is not the one that
 * was meant. */
static enum err
look_into(struct sheet_import *im, struct arena *a, struct why *why)
{
    struct buf names = buf_in(a, 256);
    struct file_entry *entries;
    ptrdiff_t n = 0;
    enum err e = file_list(im->dir, a, FILES_MAX, &entries, &n, why);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        if (text_ends_with(entries[i].name, TEXT(".csv")) ||
            text_ends_with(entries[i].name, TEXT(".md")) ||
            text_is_equal(entries[i].name, TEXT("questionnaire")) ||
            text_is_equal(entries[i].name, TEXT("text")))
            return OK;
    for (int i = 0; e == OK && im->sheets[i] != NULL; i++)
        buf_print(&names, "%s%s.csv", i == 0 ? "" : ", ", im->sheets[i]->table);
    return e != OK ? e
                   : err_say(why, ERR_NOT_FOUND,
                         "there is nothing to import in %.*s: looked for "
                         "%.*s and text/",
                         TEXT_ARG(im->dir), TEXT_ARG(buf_text(&names)));
}

enum err
sheet_import(struct db *db, struct arena *a, struct sheet_import *import,
    struct why *why)
{
    struct importing in = { .im = import, .why = why };
    if (!file_is_folder(import->dir))
        return err_say(why, ERR_NOT_FOUND, "there is no folder %.*s",
            TEXT_ARG(import->dir));
    struct arena own; /* given back at once: it is large */
    arena_open(&own, 256 << 20);
    own.no_room = a->no_room;
    enum err e = look_into(import, &own, why);
    if (e == OK)
        e = stage_open(&in.stage, STAGE_FOLDER, &own, why);
    if (e != OK) {
        arena_close(&own);
        return e;
    }
    for (int i = 0; import->sheets[i] != NULL; i++) {
        require(i < SHEETS_AT_WORK_MAX);
        in.files[i] = arena_print(&own, "%s.csv", import->sheets[i]->table).ptr;
    }
    struct arena_mark mark = arena_mark(&own);
    for (int i = 1; i <= TRIES + 1; i++) {
        in.is_inside = i > TRIES;
        if (why != NULL)
            why->text[0] = '\0';
        e = try_once(&in, db, &own);
        if (e != ERR_CONFLICT || !in.is_again)
            break;
        arena_rewind(&own, mark);
    }
    stage_close(in.stage);
    arena_close(&own);
    if (e != OK && why != NULL && why->text[0] == '\0')
        return err_say(why, e, "%s", db_last_why(db));
    return e;
}
