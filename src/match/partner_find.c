/* From words to partners: the index gives who has one of them, the engine says
 * how well they fit. */
#include "match/partner.h"

int32_t
partner_room(bool has_room, int64_t room)
{
    return has_room ? (int32_t)room : INT32_MAX;
}

/* ---- Words ------------------------------------------------------------------
 */

/* As it is compared, with the words as they were typed. */
static void
take_said(
    struct arena *a, const struct topics *topics, text said, struct tags *tags)
{
    struct tags typed;
    if (tags_read(a, topics, said, &typed) != NULL)
        return;
    for (int i = 0; i < tags->n && i < typed.n; i++)
        tags->tags[i].said = typed.tags[i].said;
}

void
partner_ask_of(struct arena *a, const struct topics *topics,
    const struct listing_card *card, struct partner_ask *ask)
{
    tags_take(card->offers, &ask->offers);
    tags_take(card->needs, &ask->needs);
    tags_take(card->challenges, &ask->challenges);
    tags_take(card->languages, &ask->languages);
    take_said(a, topics, card->said_offers, &ask->offers);
    take_said(a, topics, card->said_needs, &ask->needs);
    take_said(a, topics, card->said_challenges, &ask->challenges);
    ask->listing_id = card->id;
    ask->has_interpreter = card->has_interpreter;
    ask->n_partnerships = (int32_t)card->n_partnerships;
    ask->room = partner_room(card->has_room, card->room);
}

/* What of `tags` the other has too. */
struct tags
tags_in_both(const struct tags *tags, text other)
{
    struct tags theirs, both = { .n = 0 };
    tags_take(other, &theirs);
    for (int i = 0; i < tags->n; i++)
        for (int k = 0; k < theirs.n; k++)
            if (text_is_equal(tags->tags[i].word, theirs.tags[k].word))
                both.tags[both.n++] = tags->tags[i];
    return both;
}

/* ---- Who has one of the words ---------------------------------------------
 */

/* What of a listing was counted: of what we seek, of what we offer. */
struct tally {
    int64_t id;
    int32_t met, asked, all;
};
struct candidate {
    int64_t id;
    int32_t gets, gives, value;
};
enum { TALLIES_MAX = 20'000, WORDS_AT_ONCE = 4 };
struct looking {
    struct db *db;
    struct arena *arena;
    const struct partner_ask *ask;
    struct tally *tallies, *other; /* by id; room for as many */
    ptrdiff_t n_tallies;
    struct candidate *candidates;
    ptrdiff_t n;
    bool is_cut;
};

/* Both come in the order of the listings. */
static void
add_rows(struct looking *l, const struct listing_with_word_row *rows,
    ptrdiff_t n, int32_t weight, bool is_need)
{
    ptrdiff_t i = 0, k = 0, n_all = 0;
    while ((i < n || k < l->n_tallies) && n_all < TALLIES_MAX) {
        struct tally one = { .id = 0 };
        bool is_row = k == l->n_tallies ||
            (i < n && rows[i].listing_id <= l->tallies[k].id);
        bool is_kept = i == n ||
            (k < l->n_tallies && l->tallies[k].id <= rows[i].listing_id);
        if (is_kept)
            one = l->tallies[k++];
        if (is_row) {
            one.id = rows[i].listing_id;
            one.met += is_need ? 0 : weight;
            one.asked += is_need ? (int32_t)rows[i].weight : 0;
            one.all = is_need ? (int32_t)rows[i].all_weight : one.all;
            i++;
        }
        l->other[n_all++] = one;
    }
    l->is_cut =
        l->is_cut || i < n || k < l->n_tallies || n == PARTNERS_WITH_WORD;
    struct tally *swap = l->tallies;
    l->tallies = l->other;
    l->other = swap;
    l->n_tallies = n_all;
}

/* Some words a round trip, whose rows are given back before the next: a word
 * that everybody has is in ten thousand of them. */
static enum err
add_words(
    struct looking *l, const struct tags *tags, const char *part, bool is_need)
{
    for (int from = 0; from < tags->n; from += WORDS_AT_ONCE) {
        struct listing_with_word_row *rows[WORDS_AT_ONCE];
        ptrdiff_t n[WORDS_AT_ONCE] = { 0 };
        struct arena_mark mark = arena_mark(l->arena);
        struct db_batch batch = db_batch_open(l->db, l->arena);
        int to =
            from + WORDS_AT_ONCE < tags->n ? from + WORDS_AT_ONCE : tags->n;
        for (int i = from; i < to; i++)
            listing_with_word_ask(&batch,
                (struct listing_with_word_in){ .part = text_of(part),
                    .word = tags->tags[i].word,
                    .viewer = l->ask->viewer,
                    .today = l->ask->today,
                    .n_rows = PARTNERS_WITH_WORD },
                &rows[i - from], &n[i - from]);
        enum err e = db_batch_run(&batch);
        for (int i = from; e == OK && i < to; i++)
            add_rows(
                l, rows[i - from], n[i - from], tags->tags[i].weight, is_need);
        arena_rewind(l->arena, mark);
        if (e != OK)
            return e;
    }
    return OK;
}

static int32_t
in_hundred(int64_t part, int64_t all)
{
    return all == 0 ? 0 : (int32_t)(100 * part / all);
}

static bool
is_before(const struct candidate *x, const struct candidate *y)
{
    return x->value != y->value ? x->value > y->value : x->id < y->id;
}

static void
sort_candidates(struct arena *a, struct candidate *all, ptrdiff_t n)
{
    struct candidate *other = arena_new(a, struct candidate, n);
    for (ptrdiff_t width = 1; width < n; width *= 2) {
        for (ptrdiff_t from = 0; from < n; from += 2 * width) {
            ptrdiff_t middle = from + width < n ? from + width : n;
            ptrdiff_t end = middle + width < n ? middle + width : n;
            ptrdiff_t x = from, y = middle;
            for (ptrdiff_t k = from; k < end; k++) {
                bool is_left =
                    x < middle && (y == end || !is_before(&all[y], &all[x]));
                other[k] = all[is_left ? x++ : y++];
            }
        }
        for (ptrdiff_t i = 0; i < n; i++)
            all[i] = other[i];
    }
}

static void
open_tallies(struct looking *l)
{
    l->tallies = arena_new(l->arena, struct tally, TALLIES_MAX);
    l->other = arena_new(l->arena, struct tally, TALLIES_MAX);
    l->n_tallies = 0;
}

/* All that something goes to or comes from; value: what goes both ways. */
static enum err
look_up(struct looking *l)
{
    open_tallies(l);
    enum err e = add_words(l, &l->ask->needs, "offer", false);
    if (e == OK)
        e = add_words(l, &l->ask->offers, "need", true);
    if (e != OK)
        return e;
    l->candidates = arena_new(l->arena, struct candidate, l->n_tallies);
    for (ptrdiff_t i = 0; i < l->n_tallies; i++) {
        const struct tally *t = &l->tallies[i];
        struct candidate one = { .id = t->id,
            .gets = in_hundred(t->met, l->ask->needs.all_weight),
            .gives = in_hundred(t->asked, t->all) };
        int32_t sum = one.gets + one.gives;
        one.value = sum == 0 ? 0 : 2 * one.gets * one.gives / sum;
        if (one.id != l->ask->listing_id)
            l->candidates[l->n++] = one;
    }
    sort_candidates(l->arena, l->candidates, l->n);
    return OK;
}

/* ---- How well they fit ----------------------------------------------------
 */

struct fitting {
    struct match_words words;
    struct cp_seeker who;
    struct cp_seeker seekers[PARTNERS_LOOKED_AT];
    const struct listing_card *cards[PARTNERS_LOOKED_AT];
    ptrdiff_t n;
};

static struct cp_tags
take_tags(struct arena *a, struct match_words *words, text printed)
{
    struct tags tags;
    tags_take(printed, &tags);
    return tags_of(a, words, &tags);
}

void
partner_seeker(struct arena *a, struct match_words *words,
    const struct listing_card *c, struct cp_seeker *to)
{
    *to = (struct cp_seeker){ .key = c->id,
        .offers = take_tags(a, words, c->offers),
        .needs = take_tags(a, words, c->needs),
        .challenges = take_tags(a, words, c->challenges),
        .languages = take_tags(a, words, c->languages),
        .has_interpreter = c->has_interpreter,
        .n_partnerships = (int32_t)c->n_partnerships,
        .room = partner_room(c->has_room, c->room) };
}

static void
add_seeker(struct looking *l, struct fitting *f, const struct listing_card *c)
{
    f->cards[f->n] = c;
    partner_seeker(l->arena, &f->words, c, &f->seekers[f->n++]);
}

/* The whole lines of candidates [from, to). */
static enum err
load_cards(struct looking *l, struct fitting *f, ptrdiff_t from, ptrdiff_t to)
{
    enum { AT_ONCE = 16 };
    struct listing_card *rows[DB_BATCH_MAX];
    ptrdiff_t n_rows[DB_BATCH_MAX] = { 0 };
    int n_asked = 0;
    struct db_batch batch = db_batch_open(l->db, l->arena);
    for (ptrdiff_t i = from; i < to && n_asked < DB_BATCH_MAX; n_asked++) {
        int64_t k[AT_ONCE] = { 0 };
        for (int j = 0; j < AT_ONCE && i < to; j++)
            k[j] = l->candidates[i++].id;
        listing_cards_ask(&batch,
            (struct listing_cards_in){ k[0], k[1], k[2], k[3], k[4], k[5], k[6],
                k[7], k[8], k[9], k[10], k[11], k[12], k[13], k[14], k[15] },
            &rows[n_asked], &n_rows[n_asked]);
    }
    enum err e = n_asked == 0 ? OK : db_batch_run(&batch);
    for (int q = 0; e == OK && q < n_asked; q++)
        for (ptrdiff_t i = 0; i < n_rows[q] && f->n < PARTNERS_LOOKED_AT; i++)
            add_seeker(l, f, &rows[q][i]);
    return e;
}

static struct partner_found *
print_found(struct looking *l, const struct fitting *f,
    const struct cp_partner_place *places, ptrdiff_t n)
{
    struct partner_found *found = arena_new(l->arena, struct partner_found, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        const struct listing_card *card = f->cards[places[i].i];
        found[i] = (struct partner_found){ .card = card,
            .fit = places[i].fit,
            .is_lifted = places[i].is_lifted,
            .gets = tags_in_both(&l->ask->needs, card->offers),
            .gives = tags_in_both(&l->ask->offers, card->needs),
            .shared = tags_in_both(&l->ask->challenges, card->challenges) };
    }
    return found;
}

/* Would those that were not looked at yet change the list? None of them has
 * more than ten times what goes both ways. */
static bool
is_settled(const struct looking *l, const struct fitting *f,
    const struct cp_partner_place *places, ptrdiff_t n, ptrdiff_t n_seen)
{
    bool has_new = false;
    if (n_seen == l->n || l->candidates[n_seen].value == 0)
        return true;
    for (ptrdiff_t i = 0; i < n && i < CP_PARTNER_FIRST; i++)
        has_new = has_new || f->seekers[places[i].i].n_partnerships == 0;
    return n == PARTNERS_MAX && has_new &&
        places[n - 1].fit.total >= 10 * l->candidates[n_seen].value;
}

static enum err
find_best(struct looking *l, struct fitting *f, struct partner_answer *answer)
{
    struct cp_partner_place places[PARTNERS_MAX];
    ptrdiff_t n = 0, n_seen = 0;
    bool is_done = false;
    for (ptrdiff_t step = 64; !is_done && n_seen < PARTNERS_LOOKED_AT;
         step = PARTNERS_LOOKED_AT - 64) {
        ptrdiff_t to = n_seen + step < l->n ? n_seen + step : l->n;
        while (to > n_seen && l->candidates[to - 1].value == 0)
            to--;
        enum err e = load_cards(l, f, n_seen, to);
        if (e != OK)
            return e;
        n_seen = to;
        n = cp_partner_rank(places, PARTNERS_MAX, &f->who, f->seekers, f->n);
        is_done = is_settled(l, f, places, n, n_seen);
    }
    require(cp_partner_rank_check(
        places, n, PARTNERS_MAX, &f->who, f->seekers, f->n));
    answer->is_cut = l->is_cut || !is_done;
    answer->n_found = n;
    answer->found = print_found(l, f, places, n);
    return OK;
}

/* Those who share a challenge and nothing else may come near too. */
static enum err
find_near(struct looking *l, struct partner_answer *answer)
{
    struct fitting *f = arena_new(l->arena, struct fitting, 1);
    struct cp_partner_place places[PARTNERS_NEAR_MAX];
    ptrdiff_t n_before = l->n, room = PARTNERS_LOOKED_AT;
    l->n_tallies = 0;
    /* who has something to give or take comes before them */
    enum err e = n_before >= room
        ? OK
        : add_words(l, &l->ask->challenges, "challenge", false);
    if (e != OK)
        return e;
    struct candidate *all =
        arena_new(l->arena, struct candidate, n_before + l->n_tallies);
    for (ptrdiff_t i = 0; i < n_before; i++) {
        all[i] = l->candidates[i];
        all[i].value = all[i].gets + all[i].gives;
    }
    l->candidates = all;
    for (ptrdiff_t k = 0; k < l->n_tallies && l->n < n_before + room; k++) {
        int64_t id = l->tallies[k].id;
        bool is_there = id == l->ask->listing_id;
        for (ptrdiff_t i = 0; i < n_before && !is_there; i++)
            is_there = all[i].id == id;
        if (!is_there)
            all[l->n++] = (struct candidate){ .id = id };
    }
    sort_candidates(l->arena, all, l->n);
    f->words = match_words(l->arena, 1 << 13);
    f->who = (struct cp_seeker){ .key = l->ask->listing_id,
        .offers = tags_of(l->arena, &f->words, &l->ask->offers),
        .needs = tags_of(l->arena, &f->words, &l->ask->needs),
        .challenges = tags_of(l->arena, &f->words, &l->ask->challenges),
        .languages = tags_of(l->arena, &f->words, &l->ask->languages),
        .has_interpreter = l->ask->has_interpreter };
    e = load_cards(l, f, 0, l->n < room ? l->n : room);
    if (e != OK)
        return e;
    answer->n_near =
        cp_partner_near(places, PARTNERS_NEAR_MAX, &f->who, f->seekers, f->n);
    answer->near = print_found(l, f, places, answer->n_near);
    return OK;
}

enum err
partner_find(struct db *db, struct arena *a, const struct partner_ask *ask,
    struct partner_answer *answer)
{
    struct looking l = { .db = db, .arena = a, .ask = ask };
    struct fitting *f = arena_new(a, struct fitting, 1);
    *answer = (struct partner_answer){ .n_found = 0 };
    f->words = match_words(a, 1 << 13);
    f->who = (struct cp_seeker){ .key = ask->listing_id,
        .offers = tags_of(a, &f->words, &ask->offers),
        .needs = tags_of(a, &f->words, &ask->needs),
        .challenges = tags_of(a, &f->words, &ask->challenges),
        .languages = tags_of(a, &f->words, &ask->languages),
        .has_interpreter = ask->has_interpreter };
    enum err e = look_up(&l);
    while (e == OK && answer->n_candidates < l.n &&
        l.candidates[answer->n_candidates].value > 0)
        answer->n_candidates++;
    if (e == OK)
        e = find_best(&l, f, answer);
    return e == OK && answer->n_found == 0 ? find_near(&l, answer) : e;
}
