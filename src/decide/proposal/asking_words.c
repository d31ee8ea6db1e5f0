/* States and reasons of an asking in English words. */
#include "decide/proposal/asking.h"

/* ---- As files have them
 * -------------------------------------------------------- */

const char *
asking_result_word(enum cp_agreement_result r)
{
    static const char *const words[CP_RESULTS] = { "NOT_READY",
        "OBJECTION_OPEN", "STILL_TALKING", "WAITING", "GAPS_IN_WHO_WAS_HEARD",
        "AGREED_FOR_NOW", "AGREED_WITHOUT", "AGREED", "NOT_AGREED",
        "WITHDRAWN" };
    return words[r];
}

const char *
asking_side_word(enum cp_side_state s)
{
    static const char *const words[CP_SIDE_STATES] = { "EMPTY", "NOT_YET",
        "TALKING", "WAITING", "STANDS_ASIDE", "NOT_HEARD", "DIVIDED",
        "YES_FOR_NOW", "GAPS", "YES" };
    return words[s];
}

const char *
asking_unit_word(enum cp_unit_state u)
{
    static const char *const words[CP_UNIT_STATES] = { "OBJECTS",
        "STANDS_ASIDE", "NOT_HEARD", "CONSENTS", "UNDECIDED" };
    return words[u];
}

const char *
asking_why_word(enum cp_why w)
{
    static const char *const words[CP_WHYS] = { "SAFETY_OBJECTION", "OBJECTION",
        "STOOD_ASIDE", "TOO_FEW_HEARD", "ONLY_UNSURE", "ENOUGH_ACCEPT",
        "MANY_OBJECT", "FEW_ACCEPT", "MANY_UNSURE", "ROLE_OBJECTS",
        "ROLE_SILENT", "ROLE_ACCEPTS", "NO_UNIT", "UNIT_EMPTY", "UNIT_OBJECTS",
        "UNIT_UNDECIDED", "UNIT_SILENT", "ALL_STAND_ASIDE",
        "NO_COMMUNITY_HEARD", "NO_COMMUNITY_CONSENTS", "PEOPLE_DIVIDED",
        "REACHED_OUT", "OUTREACH_SHORT", "FEW_COMMUNITIES", "SIDE_YES",
        "FEW_SIDES", "SIDE_EMPTY", "SIDE_NOT_YET", "SIDE_TALKING",
        "SIDE_WAITING", "SIDE_DIVIDED", "SIDE_NOT_HEARD", "FEW_SAY_YES",
        "SIDE_GAPS", "SIDE_FOR_NOW", "SIDE_ASIDE", "ALL_YES" };
    return words[w];
}

const char *
asking_say_refusal(enum cp_refusal refusal)
{
    static const char *const words[CP_REFUSALS] = { "taken",
        "the asking has ended", "the list was frozen when asking opened",
        "the unit is not on the list",
        "an organisation answers by its position",
        "a community answers by its people",
        "they answered on another side, and a person answers on one",
        "there is no such answer",
        "an organisation that objects names law, money or a clinical reason",
        "that version is not there yet", "there is no answer to withdraw",
        "there is no such objection", "there is an objection of that name",
        "that objection is closed", "only who raised an objection withdraws it",
        ("an objection of safety or rights is closed by the lead together "
         "with who raised it, or their community"),
        "that version was not one of wording only", "seven days are over",
        "only what is agreed for now is reopened, by who was not heard",
        "an objection has a reason" };
    return words[refusal];
}

/* ---- Sentences
 * ----------------------------------------------------------------- */

static void
name(struct buf *out, text t)
{
    buf_byte(out, '"');
    buf_add(out, t);
    buf_byte(out, '"');
}

static void
say_heard(const struct cp_agreement_why *w, struct buf *out)
{
    if (w->of < 0)
        buf_print(out, "%lld heard, and %lld are needed", (long long)w->n,
            (long long)w->wanted);
    else
        buf_print(out, "%lld of %lld heard, and %lld are needed",
            (long long)w->n, (long long)w->of, (long long)w->wanted);
}

void
asking_say_unit(const struct asking *asking, int32_t unit, struct buf *out)
{
    const struct cp_agreement_why *w = &asking->is.unit_why[unit];
    long long n = (long long)w->n, of = (long long)w->of;
    long long wanted = (long long)w->wanted;
    name(out, asking->unit_names[unit]);
    switch (asking->is.units[unit]) {
    case CP_UNIT_OBJECTS: buf_add(out, TEXT(" objects")); break;
    case CP_UNIT_STANDS_ASIDE: buf_add(out, TEXT(" stands aside")); break;
    case CP_UNIT_NOT_HEARD: buf_add(out, TEXT(" was not heard")); break;
    case CP_UNIT_CONSENTS: buf_add(out, TEXT(" consents")); break;
    case CP_UNIT_UNDECIDED: buf_add(out, TEXT(" is undecided")); break;
    }
    if (asking->is_given != NULL && asking->is_given[unit]) {
        buf_add(out, TEXT(": its counts are not published"));
        return;
    }
    buf_add(out, TEXT(": "));
    switch ((int)w->why) {
    case CP_WHY_SAFETY_OBJECTION:
        buf_add(out, TEXT("an objection of safety or rights is open"));
        break;
    case CP_WHY_OBJECTION:
        buf_print(out,
            "an objection is open, backed by %lld of %lld heard, where %lld "
            "adopt it",
            n, of, wanted);
        break;
    case CP_WHY_STOOD_ASIDE:
        buf_add(out, TEXT("it neither stops it nor is bound by it"));
        break;
    case CP_WHY_TOO_FEW_HEARD: say_heard(w, out); break;
    case CP_WHY_ONLY_UNSURE:
        buf_print(out, "all who were heard are not sure, %lld of them", n);
        break;
    case CP_WHY_ENOUGH_ACCEPT:
        buf_print(out,
            "%lld of %lld who have a view agree or can live with it, and "
            "%lld are enough",
            n, of, wanted);
        break;
    case CP_WHY_MANY_OBJECT:
        buf_print(out, "%lld of %lld who have a view object, more than a third",
            n, of);
        break;
    case CP_WHY_FEW_ACCEPT:
        buf_print(out,
            "%lld of %lld who have a view agree or can live with it, and "
            "%lld are needed",
            n, of, wanted);
        break;
    case CP_WHY_MANY_UNSURE:
        buf_print(out,
            "%lld are not sure, no fewer than the %lld who agree or can live "
            "with it",
            n, of);
        break;
    case CP_WHY_ROLE_OBJECTS:
        buf_add(out, TEXT("its accountable role objects"));
        break;
    case CP_WHY_ROLE_SILENT:
        buf_add(out,
            TEXT("its accountable role has not answered, and silence is not "
                 "consent"));
        break;
    case CP_WHY_ROLE_ACCEPTS:
        buf_add(out, TEXT("its accountable role agrees or can live with it"));
        break;
    default: require(false); /* a reason of a unit */
    }
}

static void
say_outreach(const struct asking *asking, const struct cp_agreement_why *w,
    struct buf *out)
{
    name(out, asking->unit_names[w->unit]);
    buf_print(out,
        " was not heard; rounds of outreach on record: %lld, of %d needed; "
        "routes: %lld, of %d needed",
        (long long)w->n, CP_AGREEMENT_ROUNDS, (long long)w->of,
        CP_AGREEMENT_ROUTES);
}

static bool
has_people(const struct asking *asking, int32_t side)
{
    for (int32_t i = 0; i < asking->what.n_units; i++)
        if (asking->what.units[i].side == side &&
            asking->what.units[i].kind == CP_UNIT_MEMBERS)
            return true;
    return false;
}

void
asking_say_side(const struct asking *asking, int32_t side, struct buf *out)
{
    static const char *const shown[CP_SIDE_STATES] = { "cannot be asked",
        "not yet", "still talking", "waiting", "stands aside", "not heard",
        "still talking", "yes, for now", "gaps in who was heard", "yes" };
    const struct cp_agreement_why *w = &asking->is.side_why[side];
    text unit = w->unit < 0 ? (text){ 0 } : asking->unit_names[w->unit];
    long long n = (long long)w->n, of = (long long)w->of;
    name(out, asking->side_names[side]);
    buf_print(out, ": %s: ", shown[asking->is.sides[side]]);
    if (w->unit >= 0 && w->why != CP_WHY_OUTREACH_SHORT &&
        w->why != CP_WHY_ALL_STAND_ASIDE)
        name(out, unit);
    switch ((int)w->why) {
    case CP_WHY_NO_UNIT: buf_add(out, TEXT("it has no unit")); break;
    case CP_WHY_UNIT_EMPTY: buf_add(out, TEXT(" has no members")); break;
    case CP_WHY_UNIT_OBJECTS: buf_add(out, TEXT(" objects")); break;
    case CP_WHY_UNIT_UNDECIDED: buf_add(out, TEXT(" is undecided")); break;
    case CP_WHY_UNIT_SILENT: buf_add(out, TEXT(" has not answered")); break;
    case CP_WHY_ALL_STAND_ASIDE:
        buf_add(out, TEXT("every unit stands aside"));
        return;
    case CP_WHY_NO_COMMUNITY_HEARD:
        buf_add(out, TEXT(" was not heard, and no community consents"));
        break;
    case CP_WHY_NO_COMMUNITY_CONSENTS:
        buf_add(out,
            TEXT("no community consents, and only its people can say yes "
                 "for a side"));
        break;
    case CP_WHY_PEOPLE_DIVIDED:
        buf_print(out,
            "of its people, each counted once, %lld agree or can live with "
            "it and %lld object",
            n, of);
        break;
    case CP_WHY_REACHED_OUT:
        buf_add(out, TEXT(" was not heard yet, though it was reached out to"));
        break;
    case CP_WHY_OUTREACH_SHORT: say_outreach(asking, w, out); return;
    case CP_WHY_FEW_COMMUNITIES:
        buf_print(out,
            " was not heard, and %lld of %lld communities consent, not more "
            "than half",
            n, of);
        return;
    case CP_WHY_SIDE_YES:
        buf_add(out,
            has_people(asking, side)
                ? TEXT("nobody objects, and its people were heard")
                : TEXT("nobody objects, and its organisations have answered"));
        return;
    default: require(false); /* a reason of a side */
    }
    if (w->unit >= 0 && n > 1)
        buf_print(out, ", and %lld more", n - 1);
}

static void
say_who_agreed(const struct asking *asking, struct buf *out)
{
    int n = 0;
    for (int32_t s = 0; s < asking->what.n_sides; s++)
        if (asking->is.sides[s] == CP_SIDE_YES) {
            buf_add(out, n++ == 0 ? TEXT(" ") : TEXT(", "));
            name(out, asking->side_names[s]);
        }
}

void
asking_say_whole(const struct asking *asking, struct buf *out)
{
    static const char *const shown[CP_RESULTS] = { "Not ready to be asked",
        "Not yet", "Still talking", "Waiting", "Gaps in who was heard",
        "Agreed for now", "Agreed between", "Agreed", "Not agreed",
        "Withdrawn" };
    const struct cp_agreement_why *w = &asking->is.why;
    bool is_ended = asking->has_steps && asking->life.is_ended;
    enum cp_agreement_result r =
        is_ended ? asking->life.end : asking->is.result;
    buf_add(out, text_of(shown[r]));
    if (r == CP_RESULT_AGREED_WITHOUT)
        say_who_agreed(asking, out);
    buf_add(out, TEXT(": "));
    if (r == CP_RESULT_WITHDRAWN) {
        buf_add(out, TEXT("the proposal was taken back"));
        return;
    }
    if (r == CP_RESULT_NOT_AGREED)
        buf_print(
            out, "closed %d times with an objection open; ", CP_LIFE_ROUNDS);
    if (w->side >= 0)
        name(out, asking->side_names[w->side]);
    switch ((int)w->why) {
    case CP_WHY_FEW_SIDES: buf_add(out, TEXT("fewer than two sides")); return;
    case CP_WHY_SIDE_EMPTY: buf_add(out, TEXT(" cannot be asked")); break;
    case CP_WHY_SIDE_NOT_YET: buf_add(out, TEXT(" objects")); break;
    case CP_WHY_SIDE_TALKING: buf_add(out, TEXT(" is undecided")); break;
    case CP_WHY_SIDE_WAITING: buf_add(out, TEXT(" is waited for")); break;
    case CP_WHY_SIDE_DIVIDED: buf_add(out, TEXT(" is divided")); break;
    case CP_WHY_SIDE_NOT_HEARD: buf_add(out, TEXT(" was not heard")); break;
    case CP_WHY_FEW_SAY_YES:
        buf_print(out, "%lld of %lld sides say yes, and two are needed",
            (long long)w->n, (long long)w->of);
        return;
    case CP_WHY_SIDE_GAPS:
        buf_add(out, TEXT(" has people who were not heard"));
        break;
    case CP_WHY_SIDE_FOR_NOW:
        buf_add(out,
            TEXT(" says yes for now: to be looked at again within six months, "
                 "and an objection of who was not heard reopens it"));
        break;
    case CP_WHY_SIDE_ASIDE:
        buf_add(
            out, TEXT(" stands aside: it neither stops it nor is bound by it"));
        break;
    case CP_WHY_ALL_YES:
        buf_add(out, TEXT("every side says yes to the same version"));
        return;
    default: require(false); /* a reason of the whole */
    }
    if (w->n > 1)
        buf_print(out, ", and %lld more", (long long)w->n - 1);
}
