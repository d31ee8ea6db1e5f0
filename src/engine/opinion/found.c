#include "base/random.h"
#include "base/sort.h"
#include "engine/opinion/found_inside.h"

#include <math.h>
#include <string.h>

enum { G = CP_FOUND_GROUPS, WAYS = G - 1, STARTS = 20, STARTS_DRAWN = 5 };
enum { MANY_PEOPLE = 4000, SOME_PEOPLE = 2000, MANY_VOTES = 1'000'000 };

/* ---- Who is on the map
 * -------------------------------------------------------
 */

static void
find_who_is_in(struct cp_found *f, const struct cp_votes *v)
{
    for (int32_t j = 0; j < v->n_statements; j++)
        f->n_statements += !v->is_out[j] && !v->is_meta[j];
    int32_t least = f->n_statements < CP_FOUND_LEAST_ANSWERS
        ? f->n_statements
        : CP_FOUND_LEAST_ANSWERS;
    for (int32_t i = 0; i < v->n_people; i++) {
        int32_t n = 0, of_value[3] = { 0 };
        for (int64_t k = v->starts[i]; k < v->starts[i + 1]; k++)
            if (!v->is_out[v->of[k]] && !v->is_meta[v->of[k]]) {
                of_value[v->values[k] + 1]++;
                n++;
            }
        bool is_alike = n >= CP_FOUND_ALIKE &&
            (of_value[0] == n || of_value[1] == n || of_value[2] == n);
        f->is_in[i] = n >= least && n > 0 && !is_alike;
        f->n_in += f->is_in[i];
        f->n_alike += is_alike;
        f->n_few += !f->is_in[i] && !is_alike;
    }
}

/* ---- One way to part them
 * ----------------------------------------------------
 */

/* Groups by size, the largest first, then by their lowest key. */
static void
number_groups(struct cp_found_way *w, int32_t n, int32_t k, int32_t sizes[G])
{
    int32_t first[G], count[G] = { 0 }, place[G];
    double centres[2 * G];
    for (int32_t i = n - 1; i >= 0; i--) {
        count[w->of[i]]++;
        first[w->of[i]] = i;
    }
    for (int32_t g = 0; g < k; g++) {
        place[g] = 0;
        for (int32_t h = 0; h < k; h++)
            place[g] += h != g &&
                (count[h] > count[g] ||
                    (count[h] == count[g] &&
                        (count[h] == 0 ? h < g : first[h] < first[g])));
    }
    for (int32_t g = 0; g < k; g++) {
        sizes[place[g]] = count[g];
        memcpy(centres + 2 * (ptrdiff_t)place[g], w->centres + 2 * (ptrdiff_t)g,
            2 * sizeof *centres);
    }
    memcpy(w->centres, centres, 2 * (size_t)k * sizeof *centres);
    for (int32_t i = 0; i < n; i++)
        w->of[i] = place[w->of[i]];
}

static uint64_t
hash_of(text key, uint64_t seed)
{
    uint64_t state = text_hash(key) ^ seed;
    return random_split(&state);
}

struct hashed {
    uint64_t hash;
    int32_t row;
};

static int
by_hash(const void *context, const void *x, const void *y)
{
    const struct hashed *a = x, *b = y;
    (void)context;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

/* Over everybody, or over some whose keys' hashes are lowest. */
static void
measure_silhouettes(
    struct cp_found *f, struct arena *a, const struct cp_votes *v)
{
    struct arena_mark mark = arena_mark(a);
    int32_t n = f->n_in;
    const int32_t *of[WAYS];
    double silhouettes[WAYS], *points = f->map.points;
    for (int w = 0; w < f->n_tries; w++)
        of[w] = f->ways[w].of;
    if (n > MANY_PEOPLE) {
        struct hashed *all = arena_new(a, struct hashed, n);
        struct hashed *room = arena_new(a, struct hashed, n);
        for (int32_t r = 0; r < n; r++)
            all[r] = (struct hashed){
                hash_of(v->people[f->sheet.people[r]], f->rules.seed), r
            };
        sort(all, room, n, sizeof *all, by_hash, NULL);
        n = SOME_PEOPLE;
        points = arena_new(a, double, 2 * SOME_PEOPLE);
        for (int w = 0; w < f->n_tries; w++) {
            int32_t *some = arena_new(a, int32_t, SOME_PEOPLE);
            for (int32_t i = 0; i < n; i++)
                some[i] = f->ways[w].of[all[i].row];
            of[w] = some;
        }
        for (int32_t i = 0; i < n; i++)
            memcpy(points + 2 * (ptrdiff_t)i,
                f->map.points + 2 * (ptrdiff_t)all[i].row, 2 * sizeof *points);
    }
    cp_found_silhouettes(a, points, n, of, f->n_tries, silhouettes);
    for (int w = 0; w < f->n_tries; w++)
        f->tries[w].silhouette = silhouettes[w];
    arena_rewind(a, mark);
}

/* ---- Would they come out again?
 * ----------------------------------------------
 */

/* The same people, drawn with replacement; the map and the groups anew. */
void
cp_found_draw(const struct cp_found *f, struct arena *a, int32_t round)
{
    struct arena_mark mark = arena_mark(a);
    int32_t n = f->n_in;
    int32_t *weights = arena_new(a, int32_t, n), *of = arena_new(a, int32_t, n);
    uint64_t state = f->rules.seed ^ (uint64_t)(round + 1) << 40;
    struct random r = random_from(random_split(&state));
    struct cp_opinion_map map;
    struct cp_cloud cloud;
    double centres[2 * G];
    for (int32_t i = 0; i < n; i++)
        weights[random_below(&r, (uint64_t)n)]++;
    cp_opinion_map_of(&map, a, &f->sheet,
        &(struct cp_opinion_map_rules){ .weights = weights,
            .seed = f->rules.seed,
            .precision = 1e-6,
            .start = f->map.vectors });
    cp_cloud_of(&cloud, a, map.points, weights, n);
    for (int w = 0; w < f->n_tries; w++) {
        int32_t k = f->tries[w].k;
        cp_cloud_part(&cloud, k, STARTS_DRAWN, state, centres);
        cp_cloud_label(&cloud, map.points, n, k, centres, of);
        f->alike[(ptrdiff_t)w * f->n_resamples + round] =
            cp_found_alike(f->ways[w].of, of, n);
    }
    arena_rewind(a, mark);
}

static int
by_size(const void *context, const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    (void)context;
    return (a > b) - (a < b);
}

static void
judge(struct cp_found *f, struct arena *a)
{
    int32_t n = f->n_resamples;
    struct arena_mark mark = arena_mark(a);
    double *room = arena_new(a, double, n + 1);
    for (int w = 0; w < f->n_tries && n > 0; w++) {
        struct cp_found_try *t = &f->tries[w];
        double *mine = f->alike + (ptrdiff_t)w * n;
        sort(mine, room, n, sizeof *mine, by_size, NULL);
        t->median = (mine[(n - 1) / 2] + mine[n / 2]) / 2;
        t->tenth = mine[(n + 9) / 10 - 1];
        t->passes = t->median >= f->rules.least_median &&
            t->tenth >= f->rules.least_tenth &&
            t->smallest >= f->rules.least_in_group;
    }
    arena_rewind(a, mark);
}

/* ---- The whole -------------------------------------------------------------
 */

static struct cp_found_rules
filled_in(const struct cp_found_rules *rules, int64_t n_votes)
{
    struct cp_found_rules r = *rules;
    if (r.resamples == 0)
        r.resamples = n_votes > MANY_VOTES ? 20 : CP_FOUND_RESAMPLES;
    if (r.resamples < 0)
        r.resamples = 0;
    if (r.least_median == 0)
        r.least_median = 0.70;
    if (r.least_tenth == 0)
        r.least_tenth = 0.50;
    if (r.least_in_group == 0)
        r.least_in_group = 5;
    if (r.least_people == 0)
        r.least_people = 15;
    if (r.least_statements == 0)
        r.least_statements = 8;
    return r;
}

static void
take(struct cp_found *f, struct arena *a, const struct cp_votes *v)
{
    int best = -1;
    for (int w = 0; w < f->n_tries; w++)
        if (f->tries[w].passes &&
            (best < 0 || f->tries[w].silhouette > f->tries[best].silhouette))
            best = w;
    f->outcome = best < 0 ? CP_FOUND_NOT_STABLE : CP_FOUND_THERE;
    if (best < 0)
        return;
    f->k = f->tries[best].k;
    for (int32_t r = 0; r < f->n_in; r++) {
        f->group_of[f->sheet.people[r]] = f->ways[best].of[r];
        f->groups[f->ways[best].of[r]].size++;
    }
    for (int32_t g = 0; g < f->k; g++)
        memcpy(f->groups[g].centre, f->ways[best].centres + 2 * (ptrdiff_t)g,
            sizeof f->groups[g].centre);
    cp_found_tell(f, a, v);
}

/* Everybody into each number of groups that is tried. */
static void
part(struct cp_found *f, struct arena *a)
{
    struct cp_cloud cloud;
    int32_t n = f->n_in, most = 2 + n / 12;
    for (int32_t k = 2; k <= G && k <= most; k++)
        f->ways[f->n_tries++].of = arena_new(a, int32_t, n);
    struct arena_mark mark = arena_mark(a);
    cp_cloud_of(&cloud, a, f->map.points, NULL, n);
    for (int i = 0; i < f->n_tries; i++) {
        struct cp_found_try *t = &f->tries[i];
        int32_t sizes[G] = { 0 };
        t->k = i + 2;
        t->spread = cp_cloud_part(
            &cloud, t->k, STARTS, f->rules.seed, f->ways[i].centres);
        cp_cloud_label(
            &cloud, f->map.points, n, t->k, f->ways[i].centres, f->ways[i].of);
        number_groups(&f->ways[i], n, t->k, sizes);
        t->smallest = sizes[t->k - 1];
        t->median = t->tenth = NAN;
    }
    arena_rewind(a, mark);
}

void
cp_found_begin(struct cp_found *to, struct arena *a, const struct cp_votes *v,
    const struct cp_found_rules *given)
{
    struct cp_found_rules rules = filled_in(given, v->starts[v->n_people]);
    *to = (struct cp_found){ .is_in = arena_new(a, bool, v->n_people),
        .group_of = arena_new(a, int32_t, v->n_people),
        .rules = rules };
    for (int32_t i = 0; i < v->n_people; i++)
        to->group_of[i] = -1;
    find_who_is_in(to, v);
    to->outcome = to->n_in < rules.least_people     ? CP_FOUND_FEW_PEOPLE
        : to->n_statements < rules.least_statements ? CP_FOUND_FEW_STATEMENTS
                                                    : CP_FOUND_NOT_STABLE;
    if (to->outcome != CP_FOUND_NOT_STABLE)
        return;
    cp_sheet_of(&to->sheet, a, v, to->is_in);
    cp_opinion_map_of(&to->map, a, &to->sheet,
        &(struct cp_opinion_map_rules){ .seed = rules.seed });
    part(to, a);
    measure_silhouettes(to, a, v);
    to->n_resamples = rules.resamples;
    to->alike = arena_new(a, double, (ptrdiff_t)WAYS * to->n_resamples + 1);
}

void
cp_found_end(struct cp_found *to, struct arena *a, const struct cp_votes *v)
{
    if (to->outcome != CP_FOUND_NOT_STABLE)
        return;
    judge(to, a);
    take(to, a, v);
}

void
cp_found_of(struct cp_found *to, struct arena *a, const struct cp_votes *v,
    const struct cp_found_rules *rules)
{
    cp_found_begin(to, a, v, rules);
    for (int32_t round = 0; round < to->n_resamples; round++) {
        if (rules->goes_on != NULL &&
            !rules->goes_on(rules->context, round, to->n_resamples)) {
            to->outcome = CP_FOUND_STOPPED;
            return;
        }
        cp_found_draw(to, a, round);
    }
    cp_found_end(to, a, v);
}
