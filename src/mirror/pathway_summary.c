/* counterpart pathway summarise LOG, and merge S1 S2 ... */
#include "mirror/pathway_summary.h"

#include "engine/pathway/side.h"
#include "mirror/pathway_cmd.h"
#include "mirror/pathway_split.h"
#include "os/file.h"

#define SUMMARY_MAX ((ptrdiff_t)4 << 30)

static const char *const rule_words[] = { [CP_VALUE_FIRST_KNOWN] =
                                              "first-known",
    [CP_VALUE_FIRST_EVENT] = "first-event",
    [CP_VALUE_LAST_KNOWN] = "last-known",
    [CP_VALUE_STEADY] = "steady" };

/* How the log was read, as far as that shows in numbers: what was read other-
 * wise is not added to it. */
static void
put_mapping(struct cp_summary_source *to, struct command_call *call,
    const struct cp_attribute_wish *wishes, int n)
{
    struct arena *a = call->arena;
    text *lines = arena_new(a, text, n + 5);
    to->mapping = lines;
    for (int k = 0; k < n; k++)
        lines[to->n_mapping++] = arena_print(a, "%.*s: %s",
            TEXT_ARG(wishes[k].column), rule_words[wishes[k].rule]);
    if (!text_is_empty(options_text(call->options, "lifecycle")))
        lines[to->n_mapping++] = TEXT("only what is complete");
    if (!text_is_empty(options_text(call->options, "birth")))
        lines[to->n_mapping++] = TEXT("ages of births");
    if (!text_is_empty(options_text(call->options, "shift-days")))
        lines[to->n_mapping++] = TEXT("days shifted");
    if (options_is_on(call->options, "any-order"))
        lines[to->n_mapping++] = TEXT("same time: any order");
    text classifier = options_text(call->options, "classifier");
    if (!text_is_empty(classifier))
        lines[to->n_mapping++] =
            arena_print(a, "classifier: %.*s", TEXT_ARG(classifier));
}

/* The private form; with --release what may be shown. */
static enum err
put_summary(struct command_call *call, struct cp_summary *s, struct buf *out,
    struct why *why)
{
    struct cp_side side;
    int64_t threshold;
    if (options_is_on(call->options, "compact"))
        cp_summary_compact(s, call->arena);
    if (!options_is_on(call->options, "release")) {
        cp_summary_write(s, call->arena, out);
        return OK;
    }
    enum err e =
        options_int(call->options, "threshold", 2, 1000, &threshold, why);
    if (e == OK)
        e = cp_side_of(&side, call->arena, s, why);
    if (e == OK)
        e = cp_side_release(&side, call->arena, threshold, why);
    if (e != OK)
        return e;
    require(cp_side_check(&side));
    cp_side_write(&side, out);
    return OK;
}

enum err
pathway_summarise(struct command_call *call, struct buf *out, struct why *why)
{
    struct arena *a = call->arena;
    struct pathway_split split;
    struct pathway_meant meant = { 0 };
    struct pathway_found f = { 0 };
    struct zone zone = { 0 };
    struct cp_summary s;
    text intended = options_text(call->options, "intended");
    if (call->n_args != 2)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart pathway summarise LOG [--intended LIST] [--by COLUMN "
            "...] [--key FILE] [--part K/N] -o SUMMARY");
    enum err e = pathway_split_read(call, &split, why);
    for (int k = 0; e == OK && k < split.n_by; k++)
        if (text_is_known(split.values[k]))
            e = err_say(why, ERR_BAD_INPUT,
                "a summary keeps all values: --by COLUMN, without =");
    if (e == OK && !text_is_empty(intended))
        e = pathway_read_intended(call, intended, &meant, why);
    if (e == OK && !text_is_empty(intended))
        e = pathway_add_promises(
            call, options_text(call->options, "promise"), &meant, why);
    if (e == OK)
        e = pathway_find_zone(call, &meant, &zone, why);
    int n_wishes = split.n_by + split.n_adjust;
    if (e == OK)
        e = pathway_read_log(call, call->args[1], &zone, split.wishes, n_wishes,
            &f.log, &f.report, why);
    if (e != OK)
        return e;
    if (options_is_on(call->options, "follows"))
        return err_say(why, ERR_BAD_INPUT,
            "a summary does not say what comes sooner or later: --follows "
            "goes with --format json of a log");
    pathway_untie(call, &f.log);
    struct cp_summary_source source = { .log = &f.log,
        .report = &f.report,
        .zone = { zone.instants, zone.offsets, zone.n },
        .zone_name = options_text(call->options, "zone"),
        .pathway = meant.model != NULL ? &meant.pathway : NULL,
        .lost_after_days = split.cascade.lost_after_days,
        .has_keys = !text_is_empty(options_text(call->options, "key")) };
    if (text_is_empty(source.zone_name) && meant.model != NULL)
        source.zone_name = meant.pathway.heads[CP_PATHWAY_ZONE];
    if (text_is_empty(source.zone_name))
        source.zone_name = TEXT("UTC");
    e = pathway_read_part(call->options, &source.part, &source.n_parts, why);
    put_mapping(&source, call, split.wishes, n_wishes);
    if (e == OK)
        e = cp_summary_of(&s, a, &source, why);
    if (e != OK)
        return e;
    /* what is not used is never memory */
    *out = buf_in(a, 24 * f.log.n_events + 200 * f.log.n_cases + (1 << 20));
    return put_summary(call, &s, out, why);
}

/* The text is not needed once it is read: the next takes its place. */
static enum err
read_summary(struct cp_summary *to, struct arena *a, text path,
    ptrdiff_t *n_bytes, struct why *why)
{
    struct arena texts;
    text source;
    struct why inner = { 0 };
    jmp_buf boundary, *outer = a->no_room;
    enum err e;
    arena_open(&texts, SUMMARY_MAX + 1);
    texts.no_room = a->no_room = &boundary;
    if (setjmp(boundary) != 0) {
        arena_close(&texts);
        a->no_room = outer;
        return err_say(why, ERR_NO_ROOM,
            "the summaries do not fit into this machine's memory");
    }
    e = file_read(path, &texts, SUMMARY_MAX, &source, why);
    if (e == OK) {
        *n_bytes += source.len;
        e = cp_summary_read(to, a, source, &inner);
        if (e != OK)
            e = err_say(why, e, "%.*s, %s", TEXT_ARG(path), inner.text);
    }
    a->no_room = outer;
    arena_close(&texts);
    return e;
}

enum err
pathway_merge(struct command_call *call, struct buf *out, struct why *why)
{
    struct arena *a = call->arena;
    struct cp_summary all;
    int n = call->n_args - 1;
    ptrdiff_t n_bytes = 0;
    enum err e = OK;
    if (n < 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart pathway merge SUMMARY SUMMARY ... -o SUMMARY");
    struct cp_summary *parts = arena_new(a, struct cp_summary, n);
    for (int i = 0; e == OK && i < n; i++)
        e = read_summary(&parts[i], a, call->args[1 + i], &n_bytes, why);
    if (e == OK)
        e = cp_summary_merge(&all, a, parts, n, why);
    if (e == OK && n_bytes > out->cap) /* never more than its parts */
        *out = buf_in(a, n_bytes);
    return e == OK ? put_summary(call, &all, out, why) : e;
}
