#include "mirror/pathway_read.h"

#include "base/csv.h"
#include "base/plain.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/gunzip.h"
#include "os/process.h"

#include <stdio.h>
#include <string.h>

enum { PIECE = 1 << 16, REFUSED_SHOWN = 20, REFUSED_PIECE = 1 << 16 };
#define UNPACKED_MAX (INT64_C(64) << 30)

struct reading {
    struct arena *arena;
    text path;
    struct pathway_key key;
    int64_t most_days; /* of --shift-days */
    int64_t n_refused;
    bool is_terminal, has_file;
    enum err refused_e; /* of the file of refused rows */
    struct file_new refused;
    struct buf out; /* what goes there next */
    struct csv_writer csv_out;
    int64_t began_ns, told_ns, n_bytes, n_all_bytes;
    struct pathway_bytes bytes;
};

void
pathway_put_sentence(struct buf *to, const char *phrase, text about)
{
    for (; *phrase != '\0'; phrase++)
        if (phrase[0] == '%' && phrase[1] == 's') {
            buf_add(to, about);
            phrase++;
        } else {
            buf_byte(to, *phrase);
        }
}

/* ---- What is refused --------------------------------------------------------
 */

static void
flush_refused(struct reading *r)
{
    if (r->has_file && r->refused_e == OK)
        r->refused_e = file_put(r->refused.fd, buf_text(&r->out));
    r->out.len = 0;
}

static void
keep_refused(
    struct reading *r, int64_t line, const char *phrase, text about, text row)
{
    struct arena_mark mark = arena_mark(r->arena);
    struct buf b = buf_in(r->arena, 200);
    pathway_put_sentence(&b, phrase, about);
    csv_add_int(&r->csv_out, line);
    csv_add(&r->csv_out, buf_text(&b));
    if (!r->key.is_there)
        csv_add(&r->csv_out, text_prefix(row, REFUSED_PIECE));
    csv_end_row(&r->csv_out);
    arena_rewind(r->arena, mark);
    if (r->out.len > REFUSED_PIECE)
        flush_refused(r);
}

static void
take_refused(
    void *context, int64_t line, const char *phrase, text about, text row)
{
    struct reading *r = context;
    /* what stands where a time should be may be who somebody is */
    about = r->key.is_there ? TEXT("...") : text_prefix(about, 80);
    if (r->has_file)
        keep_refused(r, line, phrase, about, row);
    if (++r->n_refused > REFUSED_SHOWN)
        return;
    struct arena_mark mark = arena_mark(r->arena);
    struct buf b = buf_in(r->arena, 200);
    buf_print(&b, "line %lld: ", (long long)line);
    pathway_put_sentence(&b, phrase, about);
    plain_put_line(stderr, buf_text(&b));
    arena_rewind(r->arena, mark);
}

static enum err
open_refused(struct reading *r, text path, struct why *why)
{
    r->out = buf_in(r->arena, 4 * REFUSED_PIECE);
    r->csv_out = csv_write(&r->out);
    if (text_is_empty(path))
        return OK;
    enum err e = file_new_open(&r->refused, path, why);
    r->has_file = e == OK;
    csv_add(&r->csv_out, TEXT("line"));
    csv_add(&r->csv_out, TEXT("reason"));
    if (!r->key.is_there)
        csv_add(&r->csv_out, TEXT("row"));
    csv_end_row(&r->csv_out);
    return e;
}

static enum err
close_refused(struct reading *r, enum err e, struct why *why)
{
    if (!r->has_file)
        return e;
    flush_refused(r);
    if (e == OK && r->refused_e != OK)
        e = err_say(why, r->refused_e, "cannot write %s", r->refused.path);
    /* of a log that cannot be used they are wanted most */
    if (r->refused_e != OK) {
        file_new_drop(&r->refused);
        return e;
    }
    struct why other = { 0 };
    enum err kept = file_new_keep(&r->refused, &other);
    return e != OK || kept == OK ? e : err_say(why, kept, "%s", other.text);
}

/* ---- How far it is ----------------------------------------------------------
 */

static void
tell_progress(struct reading *r)
{
    int64_t now = monotonic_ns();
    if (!r->is_terminal || now - r->began_ns < 1'000'000'000 ||
        now - r->told_ns < 200'000'000)
        return;
    r->told_ns = now;
    double s = (double)(now - r->began_ns) / 1e9;
    int64_t n_events = pathway_bytes_n_rows(&r->bytes);
    fprintf(stderr, "\r%lld events, %.0f a second", (long long)n_events,
        (double)n_events / s);
    if (r->n_all_bytes > r->n_bytes)
        fprintf(stderr, ", %.0f s left   ",
            (double)(r->n_all_bytes - r->n_bytes) * s / (double)r->n_bytes);
}

/* Nothing is half done: what is kept is kept in one go at the end. */
_Noreturn static void
stop(struct reading *r)
{
    if (r->has_file)
        file_new_drop(&r->refused);
    fputs("\ncounterpart: stopped; nothing was written\n", stderr);
    signals_end_process();
}

/* ---- Bytes ------------------------------------------------------------------
 */

static enum err
push_packed(struct reading *r, struct gunzip *g, text piece, struct why *why)
{
    text out;
    for (;;) {
        enum err e = gunzip_take(g, &piece, &out, why);
        if (e == OK && out.len > 0)
            e = pathway_bytes_push(&r->bytes, out, why);
        if (e != OK || out.len == 0)
            return e;
    }
}

static enum err
push_file(struct reading *r, int fd, struct gunzip **g, struct why *why)
{
    char *piece = arena_room(r->arena, PIECE);
    struct signals signals;
    enum err e = signals_open(&signals, why);
    while (e == OK) {
        ptrdiff_t n;
        if (signals_or_bytes(&signals, fd) == SIGNAL_STOP)
            stop(r);
        e = file_get(fd, piece, PIECE, &n);
        if (e != OK)
            e = err_say(why, e, "cannot read %.*s", TEXT_ARG(r->path));
        if (e != OK || n == 0)
            break;
        text bytes = { piece, n };
        if (r->n_bytes == 0 && gunzip_is(bytes)) {
            *g = gunzip_open(r->arena, UNPACKED_MAX);
            if (*g == NULL)
                e = err_say(why, ERR_NO_ROOM, "no memory to unpack it");
        }
        if (e == OK)
            e = *g != NULL ? push_packed(r, *g, bytes, why)
                           : pathway_bytes_push(&r->bytes, bytes, why);
        r->n_bytes += n;
        tell_progress(r);
    }
    signals_let_go(&signals);
    return e;
}

static enum err
end(struct reading *r, bool is_cut, struct cp_log *log,
    struct cp_log_report *report, struct why *why)
{
    if (!pathway_bytes_are_there(&r->bytes))
        return err_say(why, ERR_BAD_INPUT, "%.*s is empty", TEXT_ARG(r->path));
    return pathway_bytes_end(&r->bytes, is_cut, log, report, why);
}

static enum err
read_file(struct reading *r, struct cp_log *log, struct cp_log_report *report,
    struct why *why)
{
    struct gunzip *g = NULL;
    int fd;
    enum err e = file_open(&fd, r->path, why);
    if (e != OK)
        return e;
    if (file_size(fd, &r->n_all_bytes) != OK)
        r->n_all_bytes = 0;
    e = push_file(r, fd, &g, why);
    bool is_cut = g != NULL && !gunzip_is_whole(g);
    gunzip_close(g);
    file_close(fd);
    if (r->told_ns != 0)
        fputs(
            "\r                                                    \r", stderr);
    if (is_cut && e == OK)
        fputs("the packed file is cut off: what is not there is not counted\n",
            stderr);
    if (e == OK)
        e = end(r, is_cut, log, report, why);
    if (r->n_refused > REFUSED_SHOWN)
        fprintf(stderr, "... and %lld more rows were refused\n",
            (long long)(r->n_refused - REFUSED_SHOWN));
    return e;
}

/* ---- Rules ------------------------------------------------------------------
 */

static text
name_case(void *context, struct arena *a, text name)
{
    const struct reading *r = context;
    return pathway_key_name(&r->key, a, name);
}

static int64_t
shift_case(void *context, text name)
{
    const struct reading *r = context;
    return pathway_key_shift(&r->key, r->most_days, name);
}

/* --shift-days, which wants a key, and no day of the calendar. */
static enum err
read_shift(struct reading *r, const struct options *o,
    struct cp_log_rules *rules, struct why *why)
{
    text given = options_text(o, "shift-days");
    if (text_is_empty(given))
        return OK;
    if (!text_parse_int(given, &r->most_days) || r->most_days < 1 ||
        r->most_days > PATHWAY_SHIFT_MAX)
        return err_say(why, ERR_BAD_INPUT, "--shift-days is 1 to %d",
            (int)PATHWAY_SHIFT_MAX);
    if (!r->key.is_there)
        return err_say(why, ERR_BAD_INPUT,
            "--shift-days wants --key: its secret says how far each case is "
            "moved");
    if (!text_is_empty(options_text(o, "extract")))
        return err_say(why, ERR_BAD_INPUT,
            "--extract is a day of the calendar, and --shift-days leaves none");
    rules->shift_days = shift_case;
    return OK;
}

enum err
pathway_read_part(
    const struct options *o, int32_t *part, int32_t *n_parts, struct why *why)
{
    text n, given = options_text(o, "part");
    int64_t k, all;
    if (text_is_empty(given))
        return OK;
    if (!text_parse_int(text_cut(given, '/', &n), &k) ||
        !text_parse_int(n, &all) || k < 1 || all > CP_PARTS_MAX || k > all)
        return err_say(why, ERR_BAD_INPUT,
            "--part is K/N, such as 3/8, with %d parts at most",
            (int)CP_PARTS_MAX);
    *part = (int32_t)k;
    *n_parts = (int32_t)all;
    return OK;
}

enum err
pathway_read_log(struct command_call *call, text path, const struct zone *zone,
    const struct cp_attribute_wish *wishes, int n_wishes, struct cp_log *log,
    struct cp_log_report *report, struct why *why)
{
    const struct options *o = call->options;
    struct reading *r = arena_new(call->arena, struct reading, 1);
    struct cp_log_rules rules = { .case_column = options_text(o, "case"),
        .activity_column = options_text(o, "activity"),
        .time_column = options_text(o, "time"),
        .lifecycle_column = options_text(o, "lifecycle"),
        .birth_column = options_text(o, "birth"),
        .classifier = options_text(o, "classifier"),
        .now_us = now_s() * 1'000'000,
        .day_order = options_is_on(o, "day-first") ? CP_DAY_FIRST
            : options_is_on(o, "month-first")      ? CP_MONTH_FIRST
                                                   : CP_DAYS_SETTLE,
        .zone = { zone->instants, zone->offsets, zone->n },
        .refuse = take_refused,
        .context = r,
        .attributes = wishes,
        .n_attributes = n_wishes };
    text key = options_text(o, "key");
    enum err e = OK;
    r->arena = call->arena;
    r->path = path;
    r->is_terminal = file_is_terminal(2);
    r->began_ns = monotonic_ns();
    r->bytes = (struct pathway_bytes){ .arena = r->arena, .rules = &rules };
    if (!text_is_empty(key)) {
        e = pathway_key_read(&r->key, call->arena, key, why);
        rules.name_case = name_case;
    }
    if (e == OK)
        e = read_shift(r, o, &rules, why);
    if (e == OK)
        e = pathway_read_part(o, &rules.part, &rules.n_parts, why);
    if (e == OK)
        e = open_refused(r, options_text(o, "refused"), why);
    if (e == OK)
        e = close_refused(r, read_file(r, log, report, why), why);
    return e;
}
