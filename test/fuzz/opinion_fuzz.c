/* Votes, statements, communities, open packs and slips as people may send
 * them: what is taken keeps its promises, also in pieces, and has a map without
 * a NaN. */
#include "engine/opinion/found.h"
#include "engine/opinion/pack.h"
#include "engine/opinion/polis.h"
#include "engine/opinion/slip.h"
#include "engine/opinion/votes_read.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err
read(struct cp_votes *v, struct arena *a, text all, ptrdiff_t piece)
{
    struct cp_votes_reader r;
    struct why why = { 0 };
    enum err e = OK;
    cp_votes_open(&r, a);
    for (ptrdiff_t at = 0; e == OK && at < all.len; at += piece)
        e = cp_votes_feed(&r, text_slice(all, at, at + piece), &why);
    if (e == OK)
        e = cp_votes_finish(&r, v, &why);
    require(e == OK || why.text[0] != '\0');
    return e;
}

static void
try_votes(const struct cp_votes *v, struct arena *a)
{
    struct cp_found f;
    struct cp_polis p;
    require(v->starts[v->n_people] <= v->n_rows);
    for (int32_t i = 0; i < v->n_people; i++) {
        require(v->starts[i] < v->starts[i + 1]);
        require(
            i == 0 || cp_votes_key_compare(v->people[i - 1], v->people[i]) < 0);
        for (int64_t k = v->starts[i] + 1; k < v->starts[i + 1]; k++)
            require(v->of[k - 1] < v->of[k]);
    }
    cp_polis_of(&p, a, v, &(struct cp_polis_rules){ 0 });
    for (int32_t j = 0; j < v->n_statements; j++)
        require(p.group_aware[j] > 0 && p.group_aware[j] <= 1);
    for (int32_t i = 0; i < 2 * p.map.n_rows; i++)
        require(isfinite(p.map.points[i]));
    cp_found_of(&f, a, v,
        &(struct cp_found_rules){ .seed = 1,
            .resamples = 2,
            .least_people = 2,
            .least_statements = 1 });
    require(cp_found_check(&f, v) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct cp_votes v, again;
    struct cp_statements s;
    struct cp_units u;
    struct cp_pack pack;
    struct cp_pack_summary summary;
    struct cp_slip slip;
    struct why why = { 0 };
    text all = { (const char *)data, (ptrdiff_t)size };
    if (size > 2000)
        return 0;
    arena_open(&a, 1 << 29);
    if (read(&v, &a, all, 1 << 16) == OK) {
        require(read(&again, &a, all, 1 + all.len / 7) == OK);
        require(v.starts[v.n_people] == again.starts[again.n_people]);
        try_votes(&v, &a);
    } else {
        require(
            read(&v, &a, TEXT("participant,statement,vote\n1,1,1\n"), 9) == OK);
    }
    if (cp_statements_read(&s, &a, all, &why) == OK)
        for (ptrdiff_t i = 0; i < s.n; i++)
            require(s.statements[i].body.len <= all.len);
    if (cp_units_read(&u, &a, all, &v, &why) == OK)
        for (int32_t i = 0; i < u.n; i++)
            require(u.units[i].side >= 0 && u.units[i].side < u.n_sides);
    ignore(cp_pack_read(&pack, &a, all, &why)); /* it may be none */
    ignore(cp_pack_read_summary(&summary, &a, all, &why));
    if (cp_slip_parse(&slip, all, 40, &why) == OK)
        require(slip.n > 0 && slip.answers[slip.n - 1].number <= 40);
    arena_close(&a);
    return 0;
}
