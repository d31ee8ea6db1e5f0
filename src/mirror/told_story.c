/* The most usual way of a log as a story: from what is stored, so that it says
 * nothing that the tables beside it do not. */
#include "mirror/told.h"

#include "engine/pathway/map.h"
#include "mirror/flow_svg.h"

enum { STEPS_MAX = 20, LINES_MAX = STEPS_MAX + 12, USUAL_PART = 10 };

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

/* The map of all that is shown: nodes, and ways with how many and how long. */
struct shown_way {
    int64_t from, to, n_cases, wait_us; /* -1: of too few */
};
struct shown {
    const struct json_value *nodes;
    struct shown_way *ways;
    int n_ways;
};

static struct shown
read_map(struct arena *a, const struct json_value *map)
{
    const struct json_value *ways =
        map == NULL ? NULL : json_find(map, TEXT("ways"));
    const struct json_value *steps =
        map == NULL ? NULL : json_find(map, TEXT("steps"));
    const struct json_value *last = steps == NULL ? NULL : steps->first;
    struct shown s = { 0 };
    while (last != NULL && last->next != NULL)
        last = last->next;
    const struct json_value *of =
        last == NULL ? NULL : json_find(last, TEXT("ways"));
    if (of == NULL)
        return s;
    s.nodes = json_find(map, TEXT("nodes"));
    s.ways = arena_new(a, struct shown_way, of->n / 3 + 1);
    for (const struct json_value *w = of->first;
         w != NULL && w->next != NULL && w->next->next != NULL;
         w = w->next->next->next) {
        const struct json_value *way = nth(ways, w->number);
        if (way != NULL && way->n >= 2)
            s.ways[s.n_ways++] = (struct shown_way){ nth(way, 0)->number,
                nth(way, 1)->number, w->next->number, w->next->next->number };
    }
    return s;
}

/* Not known: no step, but where cases begin or end. */
static text
node_name(const struct shown *s, int64_t i)
{
    const struct json_value *node = nth(s->nodes, i);
    return node == NULL || node->n < 2 || node->first->number != CP_MAP_STEP
        ? (text){ 0 }
        : nth(node, 1)->text;
}

static int64_t
wait_between(const struct shown *s, text from, text to)
{
    for (int i = 0; i < s->n_ways; i++)
        if (text_is_equal(node_name(s, s->ways[i].from), from) &&
            text_is_equal(node_name(s, s->ways[i].to), to))
            return s->ways[i].wait_us;
    return -1;
}

/* Where not five went one whole way: from the beginning on whatever most often
 * came next. */
static int
most_usual(const struct shown *s, text *names)
{
    int64_t at = -1, been[STEPS_MAX];
    int n = 0;
    for (int64_t i = 0; s->nodes != NULL && i < s->nodes->n; i++)
        if (nth(nth(s->nodes, i), 0)->number == CP_MAP_BEGIN)
            at = i;
    while (at >= 0 && n < STEPS_MAX) {
        const struct shown_way *best = NULL;
        for (int i = 0; i < s->n_ways; i++) {
            bool was = s->ways[i].from != at;
            for (int k = 0; k < n; k++)
                was |= been[k] == s->ways[i].to;
            if (!was && (best == NULL || s->ways[i].n_cases > best->n_cases))
                best = &s->ways[i];
        }
        if (best == NULL || !text_is_known(node_name(s, best->to)))
            return n;
        at = been[n] = best->to;
        names[n++] = node_name(s, at);
    }
    return n;
}

/* In days where it is one or more: nobody tells of hours. */
static text
wait_said(struct view *v, int64_t us)
{
    const int64_t day_us = 86'400'000'000;
    return us < day_us
        ? flow_wait(v, us)
        : say_plural(v, "%d day", "%d days", (us + day_us / 2) / day_us);
}

static void
add(struct told_story *s, text line)
{
    if (s->n < LINES_MAX)
        s->lines[s->n++] = line;
}

static void
add_steps(struct view *v, struct told_story *s, const text *names, int n,
    const struct shown *map)
{
    struct phrase_arg args[2] = { arg_text(names[0]) };
    add(s, say_with(v, N_("Most often it begins with: %s."), 1, args));
    for (int i = 1; i < n; i++) {
        int64_t wait = wait_between(map, names[i - 1], names[i]);
        args[0] = arg_text(names[i]);
        if (wait < 0) {
            add(s, say_with(v, N_("Then: %s."), 1, args));
        } else {
            args[1] = arg_text(wait_said(v, wait));
            add(s, say_with(v, N_("Then: %s, usually after %s."), 2, args));
        }
    }
    if (n == STEPS_MAX)
        add(s, say(v, N_("And it goes on from there.")));
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
            args[1] = arg_text(wait_said(v, wait));
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
    struct shown shown = read_map(v->arena, map);
    text names[STEPS_MAX];
    int64_t n_all = lost == NULL ? -1 : walked_int(lost, "cases");
    int64_t n_took = way == NULL ? 0 : walked_int(way, "cases");
    int n = 0;
    /* the way of one in thirty is nobody's usual way, and often the shortest */
    if (n_took >= WALKED_LEAST &&
        (map == NULL || n_all < 0 || n_took * USUAL_PART >= n_all)) {
        const struct json_value *steps = json_find(way, TEXT("steps"));
        for (const struct json_value *step = steps == NULL ? NULL
                                                           : steps->first;
             step != NULL && n < STEPS_MAX; step = step->next)
            names[n++] = step->text;
    } else {
        n = most_usual(&shown, names);
        s.is_pieced = true;
    }
    if (n == 0)
        return s;
    add_steps(v, &s, names, n, &shown);
    add_promises(v, &s, waits);
    if (lost != NULL)
        add_lost(v, &s, lost);
    return s;
}
