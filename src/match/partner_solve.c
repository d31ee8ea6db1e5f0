/* A round of first meetings, from who takes part to who meets whom when. */
#include "match/partner_round.h"

#include "engine/assignment/flow.h"

const struct seat *
meeting_seat(const struct meeting_round *round, int64_t listing_id)
{
    for (ptrdiff_t i = 0; i < round->n_seats; i++)
        if (round->seats[i].listing_id == listing_id)
            return &round->seats[i];
    return NULL;
}

bool
meeting_side_has_any(const struct meeting_round *round, int side)
{
    for (ptrdiff_t i = 0; i < round->n_seats; i++)
        if (round->seats[i].side == side)
            return true;
    return false;
}

/* ---- Loading ---------------------------------------------------------------
 */

static enum err
load_cards(struct db *db, struct arena *a, struct meeting_round *round)
{
    enum { AT_ONCE = 16 };
    struct match_words words = match_words(a, 1 << 13);
    for (ptrdiff_t from = 0; from < round->n_seats; from += AT_ONCE) {
        int64_t k[AT_ONCE] = { 0 };
        struct listing_card *rows;
        ptrdiff_t n = 0;
        for (int j = 0; j < AT_ONCE && from + j < round->n_seats; j++)
            k[j] = round->seats[from + j].listing_id;
        enum err e = listing_cards(db, a,
            (struct listing_cards_in){ k[0], k[1], k[2], k[3], k[4], k[5], k[6],
                k[7], k[8], k[9], k[10], k[11], k[12], k[13], k[14], k[15] },
            &rows, &n);
        if (e != OK)
            return e;
        for (ptrdiff_t i = 0; i < n; i++)
            for (ptrdiff_t s = from; s < round->n_seats; s++)
                if (round->seats[s].listing_id == rows[i].id) {
                    round->seats[s].card = &rows[i];
                    partner_seeker(
                        a, &words, &rows[i], &round->seats[s].seeker);
                }
    }
    return OK;
}

enum err
meeting_round_load(struct db *db, struct arena *a, int64_t id, bool with_cards,
    struct meeting_round *round)
{
    struct partner_seats_row *seats;
    bool is_found = false, has_state = false;
    *round = (struct meeting_round){ .n_seats = 0 };
    struct db_batch batch = db_batch_open(db, a);
    partner_round_get_ask(&batch, (struct partner_round_get_in){ .id = id },
        &round->row, &is_found);
    partner_state_get_ask(&batch, (struct partner_state_get_in){ .id = id },
        &round->state, &has_state);
    partner_seats_ask(&batch,
        (struct partner_seats_in){
            .round_id = id, .n_rows = PARTNER_SEATS_MAX },
        &seats, &round->n_seats);
    partner_meetings_ask(&batch,
        (struct partner_meetings_in){
            .round_id = id, .n_rows = FIRST_MEETINGS_MAX },
        &round->meetings, &round->n_meetings);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (!has_state)
        round->state =
            (struct partner_round_state){ .id = id, .status = TEXT("open") };
    round->seats = arena_new(a, struct seat, round->n_seats);
    for (ptrdiff_t i = 0; i < round->n_seats; i++) {
        struct seat *s = &round->seats[i];
        *s = (struct seat){ .listing_id = seats[i].listing_id,
            .side = (int)seats[i].side,
            .capacity = (int)seats[i].capacity,
            .name = seats[i].name };
        for (ptrdiff_t m = 0; m < round->n_meetings; m++)
            s->n_meetings += round->meetings[m].a_id == s->listing_id ||
                round->meetings[m].b_id == s->listing_id;
    }
    return with_cards ? load_cards(db, a, round) : OK;
}

/* ---- Solving ---------------------------------------------------------------
 */

/* A second meeting of somebody costs so many points, a third twice as many:
 * better that two organisations meet somebody than that one meets two. */
enum { SPREAD = 40 };

struct sides {
    const struct seat *a[PARTNER_SEATS_MAX], *b[PARTNER_SEATS_MAX];
    int32_t n_a, n_b;
    int32_t capacities_a[PARTNER_SEATS_MAX], capacities_b[PARTNER_SEATS_MAX];
    int64_t keys_a[PARTNER_SEATS_MAX], keys_b[PARTNER_SEATS_MAX];
};

static void
part(const struct meeting_round *round, struct sides *s)
{
    for (ptrdiff_t i = 0; i < round->n_seats; i++) {
        const struct seat *seat = &round->seats[i];
        if (seat->card == NULL)
            continue;
        if (seat->side == 1) {
            s->capacities_a[s->n_a] = seat->capacity;
            s->keys_a[s->n_a] = seat->listing_id;
            s->a[s->n_a++] = seat;
        } else {
            s->capacities_b[s->n_b] = seat->capacity;
            s->keys_b[s->n_b] = seat->listing_id;
            s->b[s->n_b++] = seat;
        }
    }
}

/* What goes both ways, whoever has room for a partnership or not: they say
 * themselves how many they can meet. */
static int32_t *
score_all(struct arena *a, const struct sides *s, int64_t *n_possible)
{
    int32_t *scores = arena_new(a, int32_t, (ptrdiff_t)s->n_a * s->n_b + 1);
    for (int32_t i = 0; i < s->n_a; i++)
        for (int32_t k = 0; k < s->n_b; k++) {
            struct cp_partner_fit fit;
            cp_partner_fit(&fit, &s->a[i]->seeker, &s->b[k]->seeker);
            bool is_possible = fit.before > 0;
            scores[(ptrdiff_t)i * s->n_b + k] =
                is_possible ? fit.before : CP_ASSIGN_FORBIDDEN;
            *n_possible += is_possible;
        }
    return scores;
}

static void
keep_found(struct arena *a, const struct meeting_round *round,
    const struct sides *s, const struct cp_flow *problem,
    const struct cp_flow_answer *answer, struct meeting_found *found)
{
    int32_t n = (int32_t)answer->n_pairs;
    struct cp_meeting *meetings = arena_new(a, struct cp_meeting, n + 1);
    int32_t *at =
        arena_new(a, int32_t, (ptrdiff_t)(s->n_a + s->n_b + 1) * CP_SLOTS_MAX);
    for (int32_t i = 0; i < n; i++)
        meetings[i] =
            (struct cp_meeting){ answer->pairs[i].a, answer->pairs[i].b, 0 };
    int32_t n_slots = cp_meeting_slots(meetings, n, at, s->n_a, s->n_b);
    require(cp_meeting_check(meetings, n, n_slots));
    found->meetings = arena_new(a, struct partner_meeting_row, n + 1);
    for (int32_t slot = 0; slot < n_slots; slot++)
        for (int32_t i = 0; i < n; i++)
            if (meetings[i].slot == slot)
                found->meetings[found->n++] = (struct partner_meeting_row){
                    .round_id = round->row.id,
                    .a_id = s->keys_a[meetings[i].a],
                    .b_id = s->keys_b[meetings[i].b],
                    .slot = slot,
                    .score = problem->scores[(ptrdiff_t)meetings[i].a * s->n_b +
                        meetings[i].b],
                };
    found->state.has_n_slots = true;
    found->state.n_slots = n_slots;
}

enum err
meetings_find(struct arena *a, const struct meeting_round *round, int64_t now,
    struct meeting_found *found)
{
    struct sides *s = arena_new(a, struct sides, 1);
    struct cp_flow_answer answer;
    struct why why = { 0 };
    int64_t n_possible = 0, n_without = 0;
    *found = (struct meeting_found){ .n = 0 };
    part(round, s);
    if (s->n_a == 0 || s->n_b == 0)
        return ERR_BAD_INPUT;
    struct cp_flow problem = { .scores = score_all(a, s, &n_possible),
        .n_a = s->n_a,
        .n_b = s->n_b,
        .capacities_a = s->capacities_a,
        .capacities_b = s->capacities_b,
        .keys_a = s->keys_a,
        .keys_b = s->keys_b,
        .mode = CP_ASSIGN_FAIR,
        .spread = SPREAD,
        .seed = (uint64_t)round->row.id };
    enum err e = cp_flow_solve(&answer, a, &problem, &why);
    if (e != OK)
        return e;
    /* without its proof nothing is shown */
    require(cp_flow_check(&problem, &answer) == 0);
    keep_found(a, round, s, &problem, &answer, found);
    for (ptrdiff_t i = 0; i < round->n_seats; i++) {
        bool has_one = false;
        for (ptrdiff_t m = 0; m < found->n; m++)
            has_one = has_one ||
                found->meetings[m].a_id == round->seats[i].listing_id ||
                found->meetings[m].b_id == round->seats[i].listing_id;
        n_without += !has_one;
    }
    found->state.id = round->row.id;
    found->state.status = TEXT("proposed");
    found->state.has_solved_at = found->state.has_n_meetings =
        found->state.has_n_possible = found->state.has_n_without =
            found->state.has_worst = found->state.has_total = true;
    found->state.solved_at = now;
    found->state.n_meetings = found->n;
    found->state.n_possible = n_possible;
    found->state.n_without = n_without;
    found->state.worst = answer.worst;
    found->state.total = 0;
    for (ptrdiff_t i = 0; i < found->n; i++)
        found->state.total += found->meetings[i].score;
    return OK;
}

void
meeting_why(
    const struct seat *who, const struct seat *other, struct partner_found *why)
{
    struct tags needs, offers, challenges;
    tags_take(who->card->needs, &needs);
    tags_take(who->card->offers, &offers);
    tags_take(who->card->challenges, &challenges);
    *why = (struct partner_found){ .card = other->card,
        .gets = tags_in_both(&needs, other->card->offers),
        .gives = tags_in_both(&offers, other->card->needs),
        .shared = tags_in_both(&challenges, other->card->challenges) };
    cp_partner_fit(&why->fit, &who->seeker, &other->seeker);
    why->fit.total = why->fit.before; /* room counts otherwise here */
    why->fit.is_full = false;
}

/* ---- Who stays without -----------------------------------------------------
 */

ptrdiff_t
meetings_near(struct arena *a, const struct meeting_round *round,
    const struct seat *who, struct partner_found *near)
{
    struct cp_partner_place places[PARTNERS_NEAR_MAX];
    struct cp_seeker *others = arena_new(a, struct cp_seeker, round->n_seats);
    const struct seat **seats =
        arena_new(a, const struct seat *, round->n_seats);
    struct tags needs, offers, challenges;
    ptrdiff_t n = 0, n_near = 0;
    if (who->card == NULL)
        return 0;
    for (ptrdiff_t i = 0; i < round->n_seats; i++)
        if (round->seats[i].side != who->side && round->seats[i].card != NULL) {
            others[n] = round->seats[i].seeker;
            seats[n++] = &round->seats[i];
        }
    tags_take(who->card->needs, &needs);
    tags_take(who->card->offers, &offers);
    tags_take(who->card->challenges, &challenges);
    for (int step = 0; step < 2; step++) {
        ptrdiff_t n_max = PARTNERS_NEAR_MAX - n_near;
        ptrdiff_t n_places = step == 0
            ? cp_partner_rank(places, n_max, &who->seeker, others, n)
            : cp_partner_near(places, n_max, &who->seeker, others, n);
        for (ptrdiff_t i = 0; i < n_places; i++) {
            const struct listing_card *card = seats[places[i].i]->card;
            near[n_near++] = (struct partner_found){ .card = card,
                .fit = places[i].fit,
                .gets = tags_in_both(&needs, card->offers),
                .gives = tags_in_both(&offers, card->needs),
                .shared = tags_in_both(&challenges, card->challenges) };
        }
    }
    return n_near;
}
