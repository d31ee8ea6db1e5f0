/* The most usual way of a log as a story: from what is stored, so that it says
 * nothing that the tables beside it do not. */
#include "mirror/told.h"

#include "mirror/flow_svg.h"

enum { STEPS_MAX = 20, LINES_MAX = STEPS_MAX + 12 };

static const struct json_value *
nth(const struct json_value *array, int64_t n)
{
    const struct json_value *v = array == NULL ? NULL : array->first;
    while (v != NULL && n-- > 0)
        v = v->next;
    return v;
}

static text
name_of(const struct json_value *of, const char *name)
{
    const struct json_value *x = json_find(of, text_of(name));
    return x == NULL ? (text){ 0 } : x->text;
}

/* The wait between two steps on the map of all that is shown; -1: it is not
 * on it, or known of too few. */
static int64_t
wait_between(const struct json_value *map, text from, text to)
{
    const struct json_value *nodes = json_find(map, TEXT("nodes"));
    const struct json_value *ways = json_find(map, TEXT("ways"));
    const struct json_value *steps = json_find(map, TEXT("steps"));
    const struct json_value *last = steps == NULL ? NULL : steps->first;
    while (last != NULL && last->next != NULL)
        last = last->next;
    const struct json_value *shown =
        last == NULL ? NULL : json_find(last, TEXT("ways"));
    for (const struct json_value *w = shown == NULL ? NULL : shown->first;
         w != NULL && w->next != NULL && w->next->next != NULL;
         w = w->next->next->next) {
        const struct json_value *way = nth(ways, w->number);
        const struct json_value *a =
            way == NULL ? NULL : nth(nodes, nth(way, 0)->number);
        const struct json_value *b =
            way == NULL ? NULL : nth(nodes, nth(way, 1)->number);
        if (a != NULL && b != NULL && nth(a, 1) != NULL && nth(b, 1) != NULL &&
            text_is_equal(nth(a, 1)->text, from) &&
            text_is_equal(nth(b, 1)->text, to))
            return w->next->next->number;
    }
    return -1;
}

static void
add(struct told_story *s, text line)
{
    if (s->n < LINES_MAX)
        s->lines[s->n++] = line;
}

static void
add_steps(struct view *v, struct told_story *s, const struct json_value *way,
    const struct json_value *map)
{
    const struct json_value *steps = json_find(way, TEXT("steps"));
    const struct json_value *step = steps == NULL ? NULL : steps->first;
    struct phrase_arg args[2];
    int n = 0;
    if (step == NULL)
        return;
    args[0] = arg_text(step->text);
    add(s, say_with(v, N_("Most often it begins with: %s."), 1, args));
    for (text before = step->text; (step = step->next) != NULL;
         before = step->text) {
        int64_t wait = map == NULL ? -1 : wait_between(map, before, step->text);
        if (++n == STEPS_MAX) {
            add(s, say(v, N_("And it goes on from there.")));
            return;
        }
        args[0] = arg_text(step->text);
        if (wait < 0) {
            add(s, say_with(v, N_("Then: %s."), 1, args));
        } else {
            args[1] = arg_text(flow_wait(v, wait));
            add(s, say_with(v, N_("Then: %s, usually after %s."), 2, args));
        }
    }
}

static void
add_promises(
    struct view *v, struct told_story *s, const struct json_value *waits)
{
    for (const struct json_value *t = waits == NULL ? NULL : waits->first;
         t != NULL; t = t->next) {
        struct phrase_arg args[3] = { arg_text(walked_promise(v, t)) };
        int64_t wait = walked_int(t, "wait_us");
        bool has_share = json_find(t, TEXT("share")) != NULL;
        if (has_share)
            args[2] = arg_text(walked_percent(v, t, "share"));
        if (wait >= 0) {
            args[1] = arg_text(flow_wait(v, wait));
            add(s,
                has_share
                    ? say_with(v,
                          N_("Promised: %s. Here it usually takes %s; the "
                             "promise is kept for %s."),
                          3, args)
                    : say_with(v, N_("Promised: %s. Here it usually takes %s."),
                          2, args));
        } else if (has_share) {
            args[1] = args[2];
            add(s,
                say_with(v, N_("Promised: %s. It is kept for %s."), 2, args));
        }
    }
}

/* Where the largest share of those who came goes no further. */
static void
add_lost(struct view *v, struct told_story *s, const struct json_value *lost)
{
    const struct json_value *stages = json_find(lost, TEXT("stages"));
    text worst = { 0 };
    double most = 0;
    for (const struct json_value *x = stages == NULL ? NULL : stages->first;
         x != NULL; x = x->next) {
        int64_t n = walked_int(x, "lost"), of = walked_int(x, "reached");
        double share = n < WALKED_LEAST || of < n ? 0 : (double)n / (double)of;
        if (share > most) {
            most = share;
            worst = name_of(x, "name");
        }
    }
    if (most < 0.05)
        return;
    struct phrase_arg about = arg_text(worst);
    if (most > 0.5) {
        add(s,
            say_with(v,
                N_("More than half of those who come to %s go no further."), 1,
                &about));
        return;
    }
    struct phrase_arg args[] = { arg_int((long long)(1 / most + 0.5)), about };
    add(s,
        say_with(v, N_("One of %d who come to %s goes no further."), 2, args));
}

struct told_story
told_story_of(struct view *v, const struct json_value *ways,
    const struct json_value *map, const struct json_value *waits,
    const struct json_value *lost)
{
    struct told_story s = { .lines = arena_new(v->arena, text, LINES_MAX) };
    const struct json_value *all =
        ways == NULL ? NULL : json_find(ways, TEXT("ways"));
    const struct json_value *way = all == NULL ? NULL : all->first;
    if (way == NULL || walked_int(way, "cases") < WALKED_LEAST)
        return s;
    add_steps(v, &s, way, map);
    add_promises(v, &s, waits);
    if (lost != NULL)
        add_lost(v, &s, lost);
    return s;
}
