/* The rule once more, as truth tables: a row says of each thing that may hold
 * whether it does (1), does not (0), or does not matter (-), and exactly one
 * row fits. Nothing is shared with agreement.c. */
#include "engine/agreement/agreement.h"

struct row {
    const char *holds;
    int state;
};

static int
look_up(const struct row *rows, size_t n_rows, const bool *holds, int n_holds)
{
    int state = -1, n_fit = 0;
    for (size_t r = 0; r < n_rows; r++) {
        bool fits = true;
        for (int i = 0; i < n_holds; i++)
            fits &= rows[r].holds[i] == '-' ||
                (rows[r].holds[i] == '1') == holds[i];
        if (fits) {
            state = rows[r].state;
            n_fit++;
        }
    }
    require(n_fit == 1);
    return state;
}
#define LOOK_UP(rows, holds)                                                   \
    look_up(rows, sizeof(rows) / sizeof *(rows), holds,                        \
        (int)(sizeof(holds) / sizeof *(holds)))

/* ---- Units
 * --------------------------------------------------------------------- */

/* Heard enough: all of them, or at least 3 whose square covers the members. */
static bool
is_heard(const struct cp_agreement_unit *u, int64_t heard)
{
    if (heard < u->own_quorum)
        return false;
    if (u->is_open)
        return heard >= 3 && heard >= (u->declared == 0 ? 12 : u->declared);
    return heard >= u->n_members ||
        (heard >= 3 && (heard > 2'000'000 || heard * heard >= u->n_members));
}

static bool
is_backed(const struct cp_agreement_objection *o, int64_t heard)
{
    if (heard < 4)
        return o->n_backers >= 1;
    if (heard < 8)
        return o->n_backers >= 2;
    return 4 * o->n_backers >= heard;
}

static bool
objects(const struct cp_agreement_unit *u, int64_t heard)
{
    int64_t n_adopted = 0;
    for (ptrdiff_t i = 0; i < u->n_objections; i++) {
        const struct cp_agreement_objection *o = &u->objections[i];
        const bool holds[] = { o->has_reason, o->is_closed, o->is_safety,
            is_backed(o, heard) };
        static const struct row rows[] = {
            { "0---", 0 },
            { "11--", 0 },
            { "1000", 0 },
            { "1001", 1 },
            { "101-", 1 },
        };
        n_adopted += LOOK_UP(rows, holds);
    }
    return n_adopted > 0;
}

static int
unit_of_members(const struct cp_agreement_unit *u)
{
    int64_t yes = u->n_agree + u->n_live;
    int64_t view = u->n_agree + u->n_live + u->n_object;
    int64_t heard = u->n_agree + u->n_live + u->n_object + u->n_unsure;
    const bool holds[] = {
        objects(u, heard),
        u->stands_aside,
        is_heard(u, heard),
        view > 0,
        u->of == 0 ? 3 * yes >= 2 * view : u->of * yes >= u->share * view,
        yes > u->n_unsure,
        3 * u->n_object > view,
    };
    static const struct row rows[] = {
        { "1------", CP_UNIT_OBJECTS },
        { "01-----", CP_UNIT_STANDS_ASIDE },
        { "000----", CP_UNIT_NOT_HEARD },
        { "0010---", CP_UNIT_UNDECIDED },
        { "001111-", CP_UNIT_CONSENTS },
        { "0011101", CP_UNIT_OBJECTS },
        { "0011100", CP_UNIT_UNDECIDED },
        { "00110-1", CP_UNIT_OBJECTS },
        { "00110-0", CP_UNIT_UNDECIDED },
    };
    return LOOK_UP(rows, holds);
}

static int
unit_of_role(const struct cp_agreement_unit *u)
{
    const bool holds[] = {
        u->position == CP_POSITION_OBJECT,
        u->position == CP_POSITION_STAND_ASIDE,
        u->position == CP_POSITION_AGREE || u->position == CP_POSITION_LIVE,
    };
    static const struct row rows[] = {
        { "1--", CP_UNIT_OBJECTS },
        { "01-", CP_UNIT_STANDS_ASIDE },
        { "001", CP_UNIT_CONSENTS },
        { "000", CP_UNIT_NOT_HEARD },
    };
    return LOOK_UP(rows, holds);
}

/* ---- Sides
 * --------------------------------------------------------------------- */

static int
side(
    const struct cp_agreement *what, const enum cp_unit_state *units, int32_t s)
{
    enum {
        HAS_UNIT,
        HAS_EMPTY,
        HAS_OBJECTS,
        HAS_UNDECIDED,
        HAS_SILENT,
        ALL_ASIDE,
        HAS_PEOPLE,
        HAS_CONSENT,
        HAS_UNHEARD,
        MORE_ACCEPT,
        ALL_REACHED,
        MOST_CONSENT,
        N_HOLDS
    };
    bool holds[N_HOLDS] = { false };
    int64_t people = 0, consenting = 0;
    holds[ALL_ASIDE] = holds[ALL_REACHED] = true;
    for (int32_t i = 0; i < what->n_units; i++) {
        const struct cp_agreement_unit *u = &what->units[i];
        if (u->side != s)
            continue;
        bool is_people = u->kind == CP_UNIT_MEMBERS;
        bool is_unheard = units[i] == CP_UNIT_NOT_HEARD;
        holds[HAS_UNIT] = true;
        holds[HAS_EMPTY] |= is_people && !u->is_open && u->n_members == 0;
        holds[HAS_OBJECTS] |= units[i] == CP_UNIT_OBJECTS;
        holds[HAS_UNDECIDED] |= units[i] == CP_UNIT_UNDECIDED;
        holds[HAS_SILENT] |= is_unheard && !is_people;
        holds[ALL_ASIDE] &= units[i] == CP_UNIT_STANDS_ASIDE;
        holds[HAS_UNHEARD] |= is_unheard && is_people;
        if (is_unheard && is_people)
            holds[ALL_REACHED] &=
                u->outreach_rounds >= 2 && u->outreach_routes >= 3;
        people += is_people ? 1 : 0;
        consenting += is_people && units[i] == CP_UNIT_CONSENTS ? 1 : 0;
    }
    holds[HAS_PEOPLE] = people > 0;
    holds[HAS_CONSENT] = consenting > 0;
    holds[MORE_ACCEPT] =
        what->sides[s].people_agree + what->sides[s].people_live >
        what->sides[s].people_object;
    holds[MOST_CONSENT] = consenting > people - consenting;
    static const struct row rows[] = {
        { "0-----------", CP_SIDE_EMPTY },
        { "11----------", CP_SIDE_EMPTY },
        { "101---------", CP_SIDE_NOT_YET },
        { "1001--------", CP_SIDE_TALKING },
        { "10001-------", CP_SIDE_WAITING },
        { "100001------", CP_SIDE_STANDS_ASIDE },
        { "1000000-----", CP_SIDE_YES }, /* organisations only */
        { "100000101---", CP_SIDE_NOT_HEARD },
        { "100000100---", CP_SIDE_DIVIDED },
        { "10000011-0--", CP_SIDE_DIVIDED },
        { "1000001101--", CP_SIDE_YES },
        { "100000111111", CP_SIDE_YES_FOR_NOW },
        { "100000111110", CP_SIDE_GAPS },
        { "10000011110-", CP_SIDE_GAPS },
    };
    return LOOK_UP(rows, holds);
}

/* ---- The whole
 * ----------------------------------------------------------------- */

static int
whole(const enum cp_side_state *sides, int32_t n_sides)
{
    int64_t n[CP_SIDE_STATES] = { 0 };
    for (int32_t s = 0; s < n_sides; s++)
        n[sides[s]]++;
    const bool holds[] = {
        n_sides >= 2,
        n[CP_SIDE_EMPTY] > 0,
        n[CP_SIDE_NOT_YET] > 0,
        n[CP_SIDE_TALKING] > 0,
        n[CP_SIDE_WAITING] > 0,
        n[CP_SIDE_DIVIDED] + n[CP_SIDE_NOT_HEARD] > 0,
        n_sides - n[CP_SIDE_STANDS_ASIDE] >= 2,
        n[CP_SIDE_GAPS] > 0,
        n[CP_SIDE_YES_FOR_NOW] > 0,
        n[CP_SIDE_STANDS_ASIDE] > 0,
    };
    static const struct row rows[] = {
        { "0---------", CP_RESULT_NOT_READY },
        { "11--------", CP_RESULT_NOT_READY },
        { "101-------", CP_RESULT_OBJECTION_OPEN },
        { "1001------", CP_RESULT_STILL_TALKING },
        { "10001-----", CP_RESULT_WAITING },
        { "100001----", CP_RESULT_STILL_TALKING },
        { "1000000---", CP_RESULT_STILL_TALKING },
        { "10000011--", CP_RESULT_GAPS },
        { "100000101-", CP_RESULT_AGREED_FOR_NOW },
        { "1000001001", CP_RESULT_AGREED_WITHOUT },
        { "1000001000", CP_RESULT_AGREED },
    };
    return LOOK_UP(rows, holds);
}

bool
cp_agree_check(const struct cp_agreement *what, const struct cp_agreed *is,
    struct why *why)
{
    for (int32_t i = 0; i < what->n_units; i++) {
        const struct cp_agreement_unit *u = &what->units[i];
        int state =
            u->kind == CP_UNIT_ROLE ? unit_of_role(u) : unit_of_members(u);
        if ((int)is->units[i] != state)
            return err_say(why, ERR_CONFLICT, "unit %d is %d, not %d", i, state,
                       (int)is->units[i]) == OK;
    }
    for (int32_t s = 0; s < what->n_sides; s++) {
        int state = side(what, is->units, s);
        if ((int)is->sides[s] != state)
            return err_say(why, ERR_CONFLICT, "side %d is %d, not %d", s, state,
                       (int)is->sides[s]) == OK;
    }
    int state = whole(is->sides, what->n_sides);
    if ((int)is->result != state)
        return err_say(why, ERR_CONFLICT, "the whole is %d, not %d", state,
                   (int)is->result) == OK;
    return true;
}
