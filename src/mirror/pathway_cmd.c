/* counterpart pathway LOG: what patients did, and how far that is from what
 * was meant. */
#include "mirror/pathway_cmd.h"

#include "base/plain.h"
#include "os/clock.h"
#include "os/file.h"

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
    for (const char *p = phrase; *p != '\0'; p++)
        if (p[0] == '%' && p[1] == 's') {
            buf_add(&b, text_prefix(about, 80));
            p++;
        } else {
            buf_byte(&b, *p);
        }
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
read_log(struct command_call *call, text path, struct pathway_found *f,
    struct why *why)
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
        .refuse = tell_refused,
        .context = &r };
    char *piece = arena_room(call->arena, PIECE);
    int fd;
    enum err e = file_open(&fd, path, why);
    if (e != OK)
        return e;
    if (file_size(fd, &r.n_all_bytes) != OK)
        r.n_all_bytes = 0;
    struct cp_log_reader *reader = cp_log_begin(call->arena, &rules);
    for (;;) {
        ptrdiff_t n;
        e = file_get(fd, piece, PIECE, &n);
        if (e != OK)
            e = err_say(why, e, "cannot read %.*s", TEXT_ARG(path));
        if (e != OK || n == 0)
            break;
        e = cp_log_push(reader, (text){ piece, n }, why);
        if (e != OK)
            break;
        r.n_bytes += n;
        tell_progress(&r);
    }
    file_close(fd);
    if (r.told_ns != 0)
        fputs("\r                                        \r", stderr);
    if (e == OK)
        e = cp_log_end(reader, &f->log, &f->report, why);
    if (r.n_refused > REFUSED_SHOWN)
        fprintf(stderr, "... and %lld more rows were refused\n",
            (long long)(r.n_refused - REFUSED_SHOWN));
    return e;
}

/* ---- Against what was meant
 * -------------------------------------------------- */

struct meant {
    struct cp_pathway pathway;
    struct cp_model *model;
    struct cp_align_cost *costs;
    struct cp_alignment *paths; /* NULL: not asked for */
};

static enum err
read_intended(struct command_call *call, text path, struct meant *meant,
    struct why *why)
{
    struct cp_pathway_fault fault;
    text source;
    enum err e = file_read(path, call->arena, 1 << 20, &source, why);
    if (e != OK)
        return e;
    if (cp_pathway_parse(&meant->pathway, call->arena, source, &fault) != OK) {
        struct buf b = buf_in(call->arena, 200);
        for (const char *c = fault.phrase; *c != '\0'; c++)
            if (c[0] == '%' && c[1] == 's') {
                buf_add(&b, fault.about);
                c++;
            } else {
                buf_byte(&b, *c);
            }
        return err_say(why, ERR_BAD_INPUT, "%.*s, line %d: %.*s",
            TEXT_ARG(path), fault.line, TEXT_ARG(buf_text(&b)));
    }
    meant->model = cp_model_of(&meant->pathway, call->arena);
    return OK;
}

/* Each variant against what was meant. A path is looked at by its checker
 * before it is printed. */
static void
align_variants(struct arena *a, const struct pathway_found *f,
    struct meant *meant, bool has_paths)
{
    int32_t *numbers = arena_new(a, int32_t, f->log.n_activities);
    int64_t longest = 0;
    meant->costs = arena_new(a, struct cp_align_cost, f->variants.n);
    if (has_paths)
        meant->paths = arena_new(a, struct cp_alignment, f->variants.n);
    for (int32_t i = 0; i < f->log.n_activities; i++)
        numbers[i] = cp_model_activity(meant->model, f->log.activities[i]);
    for (int64_t i = 0; i < f->variants.n; i++)
        if (f->variants.variants[i].n > longest)
            longest = f->variants.variants[i].n;
    int32_t *events = arena_new(a, int32_t, longest);
    text *names = arena_new(a, text, longest);
    for (int64_t i = 0; i < f->variants.n; i++) {
        const struct cp_variant *v = &f->variants.variants[i];
        for (int64_t k = 0; k < v->n; k++) {
            events[k] = numbers[v->events[k]];
            names[k] = f->log.activities[v->events[k]];
        }
        meant->costs[i] = cp_align_cost(meant->model, a, events, v->n);
        if (!has_paths)
            continue;
        cp_align(&meant->paths[i], meant->model, a, events, v->n, false);
        require(cp_align_check(
            &meant->paths[i], &meant->pathway, a, names, v->n, false));
    }
}

/* ---- The command
 * -------------------------------------------------------------- */

enum err
cmd_pathway(struct command_call *call, struct why *why)
{
    struct pathway_found f;
    struct meant meant = { 0 };
    text format = options_text(call->options, "format");
    text intended = options_text(call->options, "intended");
    bool is_json = text_is_equal(format, TEXT("json"));
    bool is_csv = text_is_equal(format, TEXT("csv"));
    bool is_tsv = text_is_equal(format, TEXT("tsv"));
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart pathway LOG.csv [--case C --activity A --time T] "
            "[--format text|json|csv] [--intended LIST [--format tsv] "
            "[--detail]]");
    if (!is_json && !is_csv && !is_tsv && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(
            why, ERR_BAD_INPUT, "--format is text, json, csv or tsv");
    if (is_tsv == text_is_empty(intended) && !text_is_empty(format))
        return err_say(why, ERR_BAD_INPUT,
            is_tsv ? "--format tsv wants --intended, a pathway list"
                   : "with --intended the format is tsv so far");
    enum err e = OK;
    if (!text_is_empty(intended))
        e = read_intended(call, intended, &meant, why);
    if (e == OK)
        e = read_log(call, call->args[0], &f, why);
    if (e != OK)
        return e;
    struct buf out = buf_in(call->arena, 1 << 16);
    cp_variants_count(&f.variants, call->arena, &f.log);
    if (meant.model != NULL) {
        align_variants(
            call->arena, &f, &meant, options_is_on(call->options, "detail"));
        pathway_print_costs(&f, meant.costs, meant.paths, &out);
    } else {
        cp_graph_count(&f.graph, call->arena, &f.log);
        require(cp_graph_check(&f.graph));
        if (is_json)
            pathway_print_json(&f, &out);
        else if (is_csv)
            pathway_print_csv(&f, &out);
        else
            pathway_print_text(&f, &out);
    }
    text all = buf_text(&out);
    if (is_json || is_csv || !file_is_terminal(1))
        fwrite(all.ptr, 1, (size_t)all.len, stdout);
    else
        plain_put(stdout, all);
    return OK;
}

static const struct command mirror_commands[] = {
    { "pathway", "LOG.csv [--intended LIST]",
        "what patients did, and how far that is from what was meant",
        cmd_pathway, .needs_no_data = true },
    { .name = NULL },
};
static const struct sheet *const mirror_sheets[] = { NULL };
static const struct route mirror_routes[] = { ROUTES_END };

const struct door mirror_door = {
    .room = "mirror",
    .sheets = mirror_sheets,
    .routes = mirror_routes,
    .commands = mirror_commands,
};
