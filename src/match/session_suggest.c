/* Which proposals could be led together: what the engine says of them. */
#include "match/session_merge.h"

/* ---- What is suggested
 * ---------------------------------------------------------- */

static struct cp_tags
tags_of(struct arena *a, struct match_words *words, text list)
{
    struct cp_tag *tags = arena_new(a, struct cp_tag, 64);
    ptrdiff_t n = 0;
    text one;
    while (n < 64 && text_is_known(one = match_list_next(&list))) {
        struct cp_tag x = { match_word(words, lang_fold(a, one)), 1 };
        ptrdiff_t at = n;
        bool is_there = false;
        for (ptrdiff_t i = 0; i < n; i++)
            is_there = is_there || tags[i].word == x.word;
        if (is_there || x.word == 0)
            continue;
        for (n++; at > 0 && tags[at - 1].word > x.word; at--)
            tags[at] = tags[at - 1];
        tags[at] = x;
    }
    return (struct cp_tags){ tags, n };
}

/* Which organisation's proposals were in one session with this one's: whoever
 * presented together has worked together. */
static bool
have_worked(const struct merging *m, const int32_t *past_organisation,
    int32_t one, int32_t other)
{
    if (one == 0 || other == 0)
        return false;
    for (ptrdiff_t i = 0; i < m->n_past; i++)
        for (ptrdiff_t k = 0; past_organisation[i] == one && k < m->n_past; k++)
            if (past_organisation[k] == other &&
                m->past[k].session_id == m->past[i].session_id &&
                !text_is_equal(m->past[k].status, TEXT("refused")))
                return true;
    return false;
}

static void
make_nodes(struct merging *m)
{
    struct arena *a = m->rq->arena;
    struct merge_page *p = m->page;
    struct match_words words = match_words(a, 1 << 14);
    int32_t *past = arena_new(a, int32_t, m->n_past + 1);
    m->nodes = arena_new(a, struct cp_proposal, p->n_loose + 1);
    for (ptrdiff_t i = 0; i < m->n_past; i++)
        past[i] = text_is_empty(m->past[i].organisation)
            ? 0
            : match_word(&words, lang_fold(a, m->past[i].organisation));
    for (ptrdiff_t i = 0; i < p->n_loose; i++) {
        const struct match_proposal_sent_row *r = p->loose[i];
        m->nodes[i] = (struct cp_proposal){ .key = r->id,
            .organisation = text_is_empty(r->organisation)
                ? 0
                : match_word(&words, lang_fold(a, r->organisation)),
            .themes = tags_of(a, &words, r->themes),
            .methods = tags_of(a, &words, r->methods) };
    }
    for (ptrdiff_t i = 0; i < p->n_loose; i++) {
        int64_t *known = arena_new(a, int64_t, p->n_loose);
        ptrdiff_t n = 0;
        for (ptrdiff_t k = 0; m->n_past > 0 && k < p->n_loose; k++)
            if (k != i &&
                have_worked(m, past, m->nodes[i].organisation,
                    m->nodes[k].organisation))
                known[n++] = m->nodes[k].key;
        m->nodes[i].known = known;
        m->nodes[i].n_known = n;
    }
}

ptrdiff_t
merge_index(const struct merging *m, int64_t id)
{
    for (ptrdiff_t i = 0; i < m->page->n_loose; i++)
        if (m->page->loose[i]->id == id)
            return i;
    return -1;
}

/* Who shares no theme, and who is not to be together, is no team. */
static void
make_vetoes(struct merging *m)
{
    struct arena *a = m->rq->arena;
    struct merge_page *p = m->page;
    ptrdiff_t most = p->n_loose * (p->n_loose - 1) / 2 + p->n_aparts + 1;
    m->vetoes = (int32_t(*)[2])arena_new(a, int32_t, 2 * most);
    for (ptrdiff_t i = 0; i < p->n_aparts; i++) {
        ptrdiff_t x = merge_index(m, p->aparts[i].a_id);
        ptrdiff_t y = merge_index(m, p->aparts[i].b_id);
        if (x < 0 || y < 0)
            continue;
        m->vetoes[m->n_vetoes][0] = (int32_t)x;
        m->vetoes[m->n_vetoes++][1] = (int32_t)y;
    }
    for (ptrdiff_t i = 0; i < p->n_loose; i++)
        for (ptrdiff_t k = i + 1; k < p->n_loose; k++) {
            bool is_shared = false;
            struct cp_tags x = m->nodes[i].themes, y = m->nodes[k].themes;
            for (ptrdiff_t c = 0, d = 0; c < x.n && d < y.n && !is_shared;) {
                is_shared = x.tags[c].word == y.tags[d].word;
                if (x.tags[c].word < y.tags[d].word)
                    c++;
                else
                    d++;
            }
            if (is_shared)
                continue;
            m->vetoes[m->n_vetoes][0] = (int32_t)i;
            m->vetoes[m->n_vetoes++][1] = (int32_t)k;
        }
}

static text
words_of(struct arena *a, text one, text other, bool is_shared)
{
    struct buf b = buf_in(a, 100);
    text word;
    while (text_is_known(word = match_list_next(&one)))
        if (match_list_has(a, other, word) == is_shared) {
            buf_add(&b, b.len > 0 ? TEXT(", ") : TEXT(""));
            buf_add(&b, word);
        }
    return buf_text(&b);
}

static struct merge_pair
pair_of(const struct merging *m, ptrdiff_t x, ptrdiff_t y)
{
    struct arena *a = m->rq->arena;
    const struct cp_colead_rules rules = { .prefers_known = m->page->is_known };
    struct merge_pair pair = { .a = m->page->loose[x], .b = m->page->loose[y] };
    cp_colead_pair(&pair.score, &m->nodes[x], &m->nodes[y], &rules);
    pair.shared = words_of(a, pair.a->themes, pair.b->themes, true);
    text mine = words_of(a, pair.a->methods, pair.b->methods, false);
    text theirs = words_of(a, pair.b->methods, pair.a->methods, false);
    pair.differing = arena_join(a, 3,
        (text[]){ mine,
            text_is_empty(mine) || text_is_empty(theirs) ? TEXT("")
                                                         : TEXT(" ↔ "),
            theirs });
    for (ptrdiff_t i = 0; i < m->nodes[x].n_known; i++)
        pair.is_known = pair.is_known || m->nodes[x].known[i] == pair.b->id;
    return pair;
}

static void
add_team(struct merging *m, const struct cp_colead_answer *answer, ptrdiff_t t)
{
    struct merge_page *p = m->page;
    struct merge_team team = { .value = answer->values[t] };
    ptrdiff_t at[PARTS_MAX];
    for (ptrdiff_t i = 0; i < p->n_loose && team.n_rows < PARTS_MAX; i++)
        if (answer->team_of[i] == t) {
            for (int k = 0; k < team.n_rows; k++)
                team.pairs[team.n_pairs++] = pair_of(m, at[k], i);
            at[team.n_rows] = i;
            team.rows[team.n_rows++] = p->loose[i];
        }
    ptrdiff_t to = p->n_teams++; /* the best first */
    for (; to > 0 && p->teams[to - 1].value < team.value; to--)
        p->teams[to] = p->teams[to - 1];
    p->teams[to] = team;
}

static void
add_others(struct merging *m, const struct cp_colead_answer *answer)
{
    struct merge_page *p = m->page;
    p->others = arena_new(m->rq->arena, struct merge_pair, OTHERS_MAX + 1);
    uint8_t *is_barred =
        arena_new(m->rq->arena, uint8_t, p->n_loose * p->n_loose + 1);
    for (ptrdiff_t i = 0; i < m->n_vetoes; i++) {
        ptrdiff_t x = m->vetoes[i][0], y = m->vetoes[i][1];
        is_barred[x * p->n_loose + y] = is_barred[y * p->n_loose + x] = 1;
    }
    const struct cp_colead_rules rules = { .prefers_known = p->is_known };
    for (ptrdiff_t i = 0; i < p->n_loose; i++)
        for (ptrdiff_t k = i + 1; k < p->n_loose; k++) {
            struct cp_colead_score s;
            bool is_together = answer->team_of != NULL &&
                answer->team_of[i] >= 0 &&
                answer->team_of[i] == answer->team_of[k];
            if (is_together || is_barred[i * p->n_loose + k] != 0)
                continue;
            cp_colead_pair(&s, &m->nodes[i], &m->nodes[k], &rules);
            ptrdiff_t n = p->n_others;
            if (s.is_barred ||
                (n == OTHERS_MAX && p->others[n - 1].score.total >= s.total))
                continue;
            ptrdiff_t to = n < OTHERS_MAX ? p->n_others++ : n - 1;
            for (; to > 0 && p->others[to - 1].score.total < s.total; to--)
                p->others[to] = p->others[to - 1];
            p->others[to] = pair_of(m, i, k);
        }
}

enum err
merge_suggest(struct merging *m)
{
    struct merge_page *p = m->page;
    struct cp_colead_answer answer = { .team_of = NULL };
    struct why why;
    make_nodes(m);
    make_vetoes(m);
    struct cp_colead problem = { .proposals = m->nodes,
        .n = p->n_loose,
        .rules = { .prefers_known = p->is_known },
        .vetoes = (const int32_t(*)[2])m->vetoes,
        .n_vetoes = m->n_vetoes,
        .size = p->is_three ? 3 : 2,
        .seed = (uint64_t)p->call.id };
    enum err e = p->n_loose < 2
        ? OK
        : cp_colead_solve(&answer, m->rq->arena, &problem, &why);
    if (e != OK)
        return e;
    if (p->n_loose >= 2)
        require(cp_colead_check(&problem, &answer) == 0);
    p->is_proved = answer.is_proved;
    p->points = answer.points;
    p->points_bound = answer.points_bound;
    for (ptrdiff_t i = 0; i < p->n_loose && answer.team_of != NULL; i++)
        p->n_waits += answer.team_of[i] < 0;
    p->teams = arena_new(m->rq->arena, struct merge_team, answer.n_teams + 1);
    for (ptrdiff_t t = 0; t < answer.n_teams; t++)
        add_team(m, &answer, t);
    for (ptrdiff_t t = 0; t < p->n_teams; t++)
        p->has_twos = p->has_twos || (p->is_three && p->teams[t].n_rows < 3);
    add_others(m, &answer);
    return OK;
}

bool
merge_is_known(const struct merging *m, int64_t one, int64_t other)
{
    ptrdiff_t at = merge_index(m, one);
    bool is_known = false;
    for (ptrdiff_t i = 0; at >= 0 && i < m->nodes[at].n_known; i++)
        is_known = is_known || m->nodes[at].known[i] == other;
    return is_known;
}
