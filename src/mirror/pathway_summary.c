/* counterpart pathway summarise LOG, and merge S1 S2 ... */
#include "mirror/pathway_summary.h"

#include "engine/pathway/side.h"
#include "mirror/pathway_cmd.h"
#include "mirror/pathway_split.h"
#include "os/file.h"
#include "os/process.h"
#include "os/thread.h"

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

/* ---- Merging ----------------------------------------------------------------
 */

enum { READERS_MAX = 8 };
#define READER_BYTES_MAX ((ptrdiff_t)1 << 36)

/* Each reads some of the summaries, into an arena of its own. */
struct reader {
    const struct command_call *call;
    struct cp_summary *parts;
    int n, first, every;
    struct arena arena;
    struct thread thread;
    ptrdiff_t n_bytes;
    int at; /* where it stopped, when it went wrong */
    enum err e;
    struct why why;
};

static text
path_of(const struct reader *r, int i)
{
    return r->call->args[1 + i];
}

/* The text is not needed once it is read: the next takes its place. */
static void
read_some(void *context)
{
    struct reader *r = context;
    struct arena texts;
    struct why inner = { 0 };
    jmp_buf boundary;
    arena_open(&texts, SUMMARY_MAX + 1);
    texts.no_room = r->arena.no_room = &boundary;
    if (setjmp(boundary) != 0) {
        arena_close(&texts);
        r->e = err_say(&r->why, ERR_NO_ROOM,
            "the summaries do not fit into this machine's memory");
        return;
    }
    for (r->at = r->first; r->at < r->n; r->at += r->every) {
        text source;
        arena_reset(&texts, SUMMARY_MAX + 1);
        texts.no_room = &boundary;
        r->e =
            file_read(path_of(r, r->at), &texts, SUMMARY_MAX, &source, &r->why);
        if (r->e != OK)
            break;
        r->n_bytes += source.len;
        r->e = cp_summary_read(&r->parts[r->at], &r->arena, source, &inner);
        if (r->e != OK) {
            r->e = err_say(&r->why, r->e, "%.*s, %s",
                TEXT_ARG(path_of(r, r->at)), inner.text);
            break;
        }
    }
    arena_close(&texts);
}

/* All of them; the first that is wrong is said, whoever found it. */
static enum err
read_all(struct command_call *call, struct reader *readers, int n_readers,
    struct cp_summary *parts, int n, struct why *why)
{
    enum err e = OK;
    int n_begun = 0;
    for (int k = 0; k < n_readers; k++) {
        struct reader *r = &readers[k];
        *r = (struct reader){
            .call = call, .parts = parts, .n = n, .first = k, .every = n_readers
        };
        arena_open(&r->arena, READER_BYTES_MAX);
    }
    for (n_begun = 1; e == OK && n_begun < n_readers; n_begun++)
        e = thread_start(&readers[n_begun].thread, "summaries", read_some,
            &readers[n_begun], why);
    if (e == OK)
        read_some(&readers[0]);
    else
        n_begun--;
    for (int k = 1; k < n_begun; k++)
        thread_join(&readers[k].thread);
    const struct reader *wrong = NULL;
    for (int k = 0; e == OK && k < n_readers; k++)
        if (readers[k].e != OK && (wrong == NULL || readers[k].at < wrong->at))
            wrong = &readers[k];
    if (wrong != NULL) {
        *why = wrong->why;
        e = wrong->e;
    }
    return e;
}

enum err
pathway_merge(struct command_call *call, struct buf *out, struct why *why)
{
    struct arena *a = call->arena;
    struct cp_summary all;
    int n = call->n_args - 1, n_readers = core_count();
    ptrdiff_t n_bytes = 0;
    if (n < 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart pathway merge SUMMARY SUMMARY ... -o SUMMARY");
    n_readers = n_readers > READERS_MAX ? READERS_MAX : n_readers;
    n_readers = n_readers > n ? n : n_readers;
    struct cp_summary *parts = arena_new(a, struct cp_summary, n);
    struct reader *readers = arena_new(a, struct reader, n_readers);
    enum err e = read_all(call, readers, n_readers, parts, n, why);
    for (int k = 0; k < n_readers; k++)
        n_bytes += readers[k].n_bytes;
    if (e == OK)
        e = cp_summary_merge(&all, a, parts, n, why);
    if (e == OK && n_bytes > out->cap) /* never more than its parts */
        *out = buf_in(a, n_bytes);
    if (e == OK)
        e = put_summary(call, &all, out, why);
    for (int k = 0; k < n_readers; k++)
        arena_close(&readers[k].arena);
    return e;
}
