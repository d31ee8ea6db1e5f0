/* counterpart pathway LOG: what patients did, and how far that is from what
 * was meant. */
#include "mirror/pathway_cmd.h"

#include "base/plain.h"
#include "mirror/mirror_routes.h"
#include "os/clock.h"
#include "os/file.h"
#include "text/zone.h"

#include <stdio.h>

enum { PIECE = 1 << 16, REFUSED_SHOWN = 20 };

/* ---- Reading ----------------------------------------------------------------
 */

struct reading {
    struct arena *arena;
    int64_t n_refused;
    bool is_terminal;
    int64_t began_ns, told_ns, n_bytes, n_all_bytes;
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

static void
tell_refused(void *context, int64_t line, const char *phrase, text about)
{
    struct reading *r = context;
    struct arena_mark mark = arena_mark(r->arena);
    struct buf b = buf_in(r->arena, 200);
    if (++r->n_refused > REFUSED_SHOWN) {
        arena_rewind(r->arena, mark);
        return;
    }
    buf_print(&b, "line %lld: ", (long long)line);
    pathway_put_sentence(&b, phrase, text_prefix(about, 80));
    plain_put_line(stderr, buf_text(&b));
    arena_rewind(r->arena, mark);
}

static void
tell_progress(struct reading *r)
{
    int64_t now = monotonic_ns();
    if (!r->is_terminal || now - r->began_ns < 1'000'000'000 ||
        now - r->told_ns < 200'000'000)
        return;
    r->told_ns = now;
    double s = (double)(now - r->began_ns) / 1e9;
    double rate = (double)r->n_bytes / s;
    fprintf(
        stderr, "\r%.0f MB, %.0f MB/s", (double)r->n_bytes / 1e6, rate / 1e6);
    if (r->n_all_bytes > r->n_bytes)
        fprintf(stderr, ", %.0f s left   ",
            (double)(r->n_all_bytes - r->n_bytes) / rate);
}

static enum err
read_log(struct command_call *call, text path, const struct zone *zone,
    struct pathway_found *f, struct why *why)
{
    struct reading r = { .arena = call->arena,
        .is_terminal = file_is_terminal(2),
        .began_ns = monotonic_ns() };
    struct cp_log_rules rules = { .case_column =
                                      options_text(call->options, "case"),
        .activity_column = options_text(call->options, "activity"),
        .time_column = options_text(call->options, "time"),
        .day_order = options_is_on(call->options, "day-first") ? CP_DAY_FIRST
            : options_is_on(call->options, "month-first")      ? CP_MONTH_FIRST
                                                               : CP_DAYS_SETTLE,
        .zone = { zone->instants, zone->offsets, zone->n },
        .refuse = tell_refused,
        .context = &r };
    char *piece = arena_room(call->arena, PIECE);
    int fd;
    enum err e = file_open(&fd, path, why);
    if (e != OK)
        return e;
    if (file_size(fd, &r.n_all_bytes) != OK)
        r.n_all_bytes = 0;
    struct cp_log_reader *csv = NULL;
    struct cp_xes_reader *xes = NULL;
    for (;;) {
        ptrdiff_t n;
        e = file_get(fd, piece, PIECE, &n);
        if (e != OK)
            e = err_say(why, e, "cannot read %.*s", TEXT_ARG(path));
        if (e != OK || n == 0)
            break;
        if (csv == NULL && xes == NULL) {
            text head = text_trim((text){ piece, n });
            if (text_starts_with(head, TEXT("\xef\xbb\xbf")))
                head = text_slice(head, 3, head.len);
            if (text_starts_with(head, TEXT("<")))
                xes = cp_xes_begin(call->arena, &rules);
            else
                csv = cp_log_begin(call->arena, &rules);
        }
        e = xes != NULL ? cp_xes_push(xes, (text){ piece, n }, why)
                        : cp_log_push(csv, (text){ piece, n }, why);
        if (e != OK)
            break;
        r.n_bytes += n;
        tell_progress(&r);
    }
    file_close(fd);
    if (r.told_ns != 0)
        fputs("\r                                        \r", stderr);
    if (e == OK && csv == NULL && xes == NULL)
        e = err_say(why, ERR_BAD_INPUT, "%.*s is empty", TEXT_ARG(path));
    if (e == OK)
        e = xes != NULL ? cp_xes_end(xes, &f->log, &f->report, why)
                        : cp_log_end(csv, &f->log, &f->report, why);
    if (r.n_refused > REFUSED_SHOWN)
        fprintf(stderr, "... and %lld more rows were refused\n",
            (long long)(r.n_refused - REFUSED_SHOWN));
    return e;
}

/* ---- The command
 * -------------------------------------------------------------- */

/* Of times without an offset, and of calendar days: what --zone says, or the
 * list. UTC unless said. */
static enum err
find_zone(struct command_call *call, const struct pathway_meant *meant,
    struct zone *zone, struct why *why)
{
    text name = options_text(call->options, "zone");
    if (text_is_empty(name) && meant->model != NULL)
        name = meant->pathway.heads[CP_PATHWAY_ZONE];
    if (text_is_empty(name))
        return OK;
    return zone_load(zone, call->arena, name) == OK
        ? OK
        : err_say(why, ERR_BAD_INPUT,
              "there is no time zone \"%.*s\": Africa/Nairobi is one",
              TEXT_ARG(name));
}

struct wanted {
    bool is_json, is_csv, is_tsv, has_targets;
    text intended;
};

static enum err
read_wanted(struct command_call *call, struct wanted *w, struct why *why)
{
    text format = options_text(call->options, "format");
    w->is_json = text_is_equal(format, TEXT("json"));
    w->is_csv = text_is_equal(format, TEXT("csv"));
    w->is_tsv = text_is_equal(format, TEXT("tsv"));
    w->intended = options_text(call->options, "intended");
    w->has_targets = options_is_on(call->options, "targets");
    bool is_text = text_is_empty(format) || text_is_equal(format, TEXT("text"));
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart pathway LOG [--case C --activity A --time T] "
            "[--zone Z] [--format text|json|csv] [--intended LIST "
            "[--format tsv] [--detail] [--targets]]");
    if (!w->is_json && !w->is_csv && !w->is_tsv && !is_text)
        return err_say(
            why, ERR_BAD_INPUT, "--format is text, json, csv or tsv");
    if (text_is_empty(w->intended) && (w->is_tsv || w->has_targets))
        return err_say(why, ERR_BAD_INPUT,
            "%s wants --intended, a pathway list or a tree",
            w->is_tsv ? "--format tsv" : "--targets");
    if (w->has_targets && (w->is_csv || w->is_tsv))
        return err_say(
            why, ERR_BAD_INPUT, "with --targets the format is text or json");
    if (!text_is_empty(w->intended) && !w->has_targets &&
        (w->is_csv || w->is_json))
        return err_say(
            why, ERR_BAD_INPUT, "with --intended the format is tsv so far");
    return OK;
}

enum err
cmd_pathway(struct command_call *call, struct why *why)
{
    struct pathway_found f;
    struct pathway_meant meant = { 0 };
    struct wanted w;
    struct zone zone = { 0 };
    enum err e = read_wanted(call, &w, why);
    if (e == OK && !text_is_empty(w.intended))
        e = pathway_read_intended(call, w.intended, &meant, why);
    if (e == OK)
        e = find_zone(call, &meant, &zone, why);
    if (e == OK)
        e = read_log(call, call->args[0], &zone, &f, why);
    if (e != OK)
        return e;
    struct buf out = buf_in(call->arena, 1 << 16);
    if (w.has_targets) {
        struct cp_zone z = { zone.instants, zone.offsets, zone.n };
        pathway_print_targets(
            &f, &meant.pathway, &z, w.is_json, call->arena, &out);
    } else if (meant.model != NULL) {
        cp_variants_count(&f.variants, call->arena, &f.log);
        pathway_align_variants(
            call->arena, &f, &meant, options_is_on(call->options, "detail"));
        pathway_print_costs(&f, meant.costs, meant.paths, &out);
    } else {
        cp_variants_count(&f.variants, call->arena, &f.log);
        cp_graph_count(&f.graph, call->arena, &f.log);
        require(cp_graph_check(&f.graph));
        if (w.is_json)
            pathway_print_json(&f, &out);
        else if (w.is_csv)
            pathway_print_csv(&f, &out);
        else
            pathway_print_text(&f, &out);
    }
    text all = buf_text(&out);
    if (file_is_terminal(1))
        plain_put(stdout, all);
    else
        fwrite(all.ptr, 1, (size_t)all.len, stdout);
    return OK;
}

const struct command mirror_commands[] = {
    { "pathway", "LOG [--intended LIST]",
        "what patients did, and how far that is from what was meant",
        cmd_pathway, .needs_no_data = true },
    { .name = NULL },
};
