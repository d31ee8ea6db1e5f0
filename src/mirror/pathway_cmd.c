/* counterpart pathway LOG: what patients did, and how far that is from what
 * was meant. */
#include "mirror/pathway_split.h"

#include "keep/command.h"
#include "engine/pathway/log_filter.h"
#include "mirror/mirror_routes.h"
#include "mirror/pathway_read.h"
#include "mirror/pathway_summary.h"
#include "os/file.h"
#include "text/zone.h"

/* ---- The command
 * -------------------------------------------------------------- */

enum err
pathway_find_zone(struct command_call *call, const struct pathway_meant *meant,
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

void
pathway_untie(struct command_call *call, struct cp_log *log)
{
    struct cp_log plain = *log;
    if (options_is_on(call->options, "any-order"))
        cp_log_untie(log, call->arena, &plain);
}

struct wanted {
    bool is_json, is_csv, is_tsv, is_svg, has_targets, has_detail, is_split,
        has_follows;
    int share;
    int64_t n_threads;
    text intended;
};

static enum err
read_wanted(struct command_call *call, struct wanted *w, struct why *why)
{
    text format = options_text(call->options, "format");
    w->is_json = text_is_equal(format, TEXT("json"));
    w->is_csv = text_is_equal(format, TEXT("csv"));
    w->is_tsv = text_is_equal(format, TEXT("tsv"));
    w->is_svg = text_is_equal(format, TEXT("svg"));
    w->intended = options_text(call->options, "intended");
    w->has_targets = options_is_on(call->options, "targets");
    bool is_text = text_is_empty(format) || text_is_equal(format, TEXT("text"));
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart pathway LOG [--case C --activity A --time T] "
            "[--zone Z] [--format text|json|csv|svg] [--follows] "
            "[--intended LIST "
            "[--format text|json|tsv] [--detail] [--threads N] [--targets] "
            "[--promise LINE]] "
            "[--by COLUMN ...] [--survival \"A -> B\"] [--release]");
    if (!w->is_json && !w->is_csv && !w->is_tsv && !w->is_svg && !is_text)
        return err_say(
            why, ERR_BAD_INPUT, "--format is text, json, csv, tsv or svg");
    bool has_promise = !text_is_empty(options_text(call->options, "promise"));
    if (text_is_empty(w->intended) &&
        (w->is_tsv || w->has_targets || has_promise))
        return err_say(why, ERR_BAD_INPUT,
            "%s wants --intended, a pathway list or a tree",
            w->is_tsv            ? "--format tsv"
                : w->has_targets ? "--targets"
                                 : "--promise");
    w->has_follows = options_is_on(call->options, "follows");
    if (w->has_follows &&
        (!w->is_json || w->is_split || !text_is_empty(w->intended)))
        return err_say(why, ERR_BAD_INPUT,
            "--follows goes with --format json of a log alone, without "
            "--intended, --by or --survival");
    if (w->is_split)
        return OK;
    if (w->has_targets && (w->is_csv || w->is_tsv || w->is_svg))
        return err_say(
            why, ERR_BAD_INPUT, "with --targets the format is text or json");
    if (!text_is_empty(w->intended) && !w->has_targets && w->is_csv)
        return err_say(why, ERR_BAD_INPUT,
            "with --intended the format is text, json, tsv or svg");
    w->has_detail = options_is_on(call->options, "detail");
    if (!text_parse_int(
            options_text(call->options, "threads"), &w->n_threads) ||
        w->n_threads < 1 || w->n_threads > PATHWAY_THREADS_MAX)
        return err_say(why, ERR_BAD_INPUT, "--threads is 1 to 8");
    /* ways and no summary, when nobody said how */
    w->is_tsv |= w->has_detail && text_is_empty(format) && !w->has_targets;
    return pathway_map_share(
        options_text(call->options, "share"), &w->share, why);
}

/* A log to count, and what stands before it. */
static enum err
count_log(struct command_call *call, struct why *why)
{
    struct pathway_found f = { 0 };
    struct pathway_meant meant = { 0 };
    struct pathway_split split;
    struct wanted w = { 0 };
    struct zone zone = { 0 };
    enum err e = pathway_split_read(call, &split, why);
    w.is_split = e == OK && split.is_asked;
    if (e == OK)
        e = read_wanted(call, &w, why);
    if (e == OK && !text_is_empty(w.intended))
        e = pathway_read_intended(call, w.intended, &meant, why);
    if (e == OK && !text_is_empty(w.intended))
        e = pathway_add_promises(
            call, options_text(call->options, "promise"), &meant, why);
    if (e == OK && w.has_targets && meant.pathway.n_targets == 0)
        e = err_say(why, ERR_BAD_INPUT,
            "%.*s promises nothing: say what was promised with --promise "
            "\"within 14 days 80%%: A -> B\"",
            TEXT_ARG(w.intended));
    if (e == OK)
        e = pathway_find_zone(call, &meant, &zone, why);
    if (e == OK)
        e = pathway_read_log(call, call->args[0], &zone, split.wishes,
            split.n_by + split.n_adjust, &f.log, &f.report, why);
    if (e != OK)
        return e;
    pathway_untie(call, &f.log);
    struct buf out = buf_in(call->arena, 1 << 16);
    struct cp_zone z = { zone.instants, zone.offsets, zone.n };
    if (w.is_split) {
        e = pathway_split(&split, &f, &meant, &z, &out, why);
        if (e != OK)
            return e;
    } else if (w.is_svg) {
        e = pathway_print_map(&f.log,
            meant.model != NULL ? &meant.pathway : NULL, w.share, call->arena,
            &out, why);
        if (e != OK)
            return e;
    } else if (w.has_targets) {
        pathway_print_targets(
            &f, &meant.pathway, &z, w.is_json, call->arena, &out);
    } else if (meant.model != NULL) {
        cp_variants_count(&f.variants, call->arena, &f.log);
        meant.n_threads = (int)w.n_threads;
        e = pathway_judge(call->arena, &f, &meant,
            !w.is_tsv          ? PATHWAY_JUDGED
                : w.has_detail ? PATHWAY_WHOLE
                               : PATHWAY_COSTS,
            why);
        if (e != OK)
            return e;
        if (w.is_tsv)
            pathway_print_costs(&f, &meant, &out);
        else if (w.is_json)
            pathway_print_fit_json(&f, &meant, w.has_detail, call->arena, &out);
        else
            pathway_print_fit(&f, &meant, call->arena, &out);
        pathway_meant_close(&meant);
    } else {
        cp_variants_count(&f.variants, call->arena, &f.log);
        cp_graph_count(&f.graph, call->arena, &f.log);
        require(cp_graph_check(&f.graph));
        cp_service_count(&f.services, call->arena, &f.log);
        struct cp_follows follows;
        if (w.has_follows) {
            e = cp_follows_count(&follows, call->arena, &f.log, why);
            if (e != OK)
                return e;
            f.follows = &follows;
        }
        if (w.is_json)
            pathway_print_json(&f, &out);
        else if (w.is_csv)
            pathway_print_csv(&f, &out);
        else
            pathway_print_text(&f, &out);
    }
    return command_put(call, buf_text(&out), why);
}

static enum err
run(struct command_call *call, struct why *why)
{
    static const struct {
        const char *name;
        enum err (*run)(
            struct command_call *call, struct buf *out, struct why *why);
    } verbs[] = { { "summarise", pathway_summarise },
        { "merge", pathway_merge }, { "compare", pathway_compare } };
    /* a verb alone says how it is used, unless a log is called so */
    text verb =
        call->n_args > 1 || (call->n_args == 1 && !file_is_there(call->args[0]))
        ? call->args[0]
        : (text){ 0 };
    if (text_is_equal(verb, TEXT("key")))
        return call->n_args == 2
            ? pathway_key_make(call->arena, call->args[1], why)
            : err_say(why, ERR_BAD_INPUT, "counterpart pathway key FILE");
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (text_is_equal(verb, text_of(verbs[i].name))) {
            struct buf out = buf_in(call->arena, 1 << 20);
            enum err e = verbs[i].run(call, &out, why);
            return e != OK ? e : command_put(call, buf_text(&out), why);
        }
    return count_log(call, why);
}

/* A log may be larger than the machine: then it is said, and how to go on. */
enum err
cmd_pathway(struct command_call *call, struct why *why)
{
    return command_within(call, run,
        "cut the log by cases with summarise --part 1/8, and so on, and merge",
        why);
}

const struct command mirror_commands[] = {
    { "pathway", "LOG|summarise|merge|compare",
        "what patients did, and how far that is from what was meant",
        cmd_pathway, .needs_no_data = true },
    { .name = NULL },
};
