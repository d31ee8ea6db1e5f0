/* What was meant: a pathway list or a process tree, and how far each way of a
 * log is from it. */
#include "mirror/pathway_cmd.h"

#include "engine/pathway/tree.h"
#include "os/file.h"

enum err
pathway_read_intended(struct command_call *call, text path,
    struct pathway_meant *meant, struct why *why)
{
    struct cp_pathway_fault fault;
    text source;
    enum err e = file_read(path, call->arena, 1 << 20, &source, why);
    if (e != OK)
        return e;
    e = cp_tree_is(source)
        ? cp_tree_parse(&meant->pathway, call->arena, source, &fault)
        : cp_pathway_parse(&meant->pathway, call->arena, source, &fault);
    if (e != OK) {
        struct buf b = buf_in(call->arena, 200);
        pathway_put_sentence(&b, fault.phrase, fault.about);
        return fault.column == 0
            ? err_say(why, ERR_BAD_INPUT, "%.*s, line %d: %.*s", TEXT_ARG(path),
                  fault.line, TEXT_ARG(buf_text(&b)))
            : err_say(why, ERR_BAD_INPUT, "%.*s, line %d, column %d: %.*s",
                  TEXT_ARG(path), fault.line, fault.column,
                  TEXT_ARG(buf_text(&b)));
    }
    meant->model = cp_model_of(&meant->pathway, call->arena);
    return OK;
}

/* Each variant against what was meant. A path is looked at by its checker
 * before it is printed. */
void
pathway_align_variants(struct arena *a, const struct pathway_found *f,
    struct pathway_meant *meant, bool has_paths)
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
