/* Proposals: loading, rights, words. */
#include "decide/proposal/proposal.h"

#include "base/key.h"

text
proposal_sub(struct arena *a, int64_t id, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/agree/%.*s%s", TEXT_ARG(key_print(id, key)), what);
}

enum err
proposal_whole_load(
    struct db *db, struct arena *a, int64_t id, struct proposal_whole *to)
{
    bool is_found = false;
    struct db_batch batch = db_batch_open(db, a);
    proposal_get_ask(
        &batch, (struct proposal_get_in){ .id = id }, &to->row, &is_found);
    proposal_units_ask(&batch,
        (struct proposal_units_in){
            .proposal_id = id, .n_rows = PROPOSAL_UNITS_MAX },
        &to->units, &to->n_units);
    proposal_sides_ask(&batch,
        (struct proposal_sides_in){
            .proposal_id = id, .n_rows = PROPOSAL_SIDES_MAX },
        &to->sides, &to->n_sides);
    enum err e = db_batch_run(&batch);
    return e == OK && !is_found ? ERR_NOT_FOUND : e;
}

enum err
proposal_read(struct request *rq, struct proposal_whole *to)
{
    struct thing t;
    int64_t id = request_key(rq, 0);
    enum err e = thing_load(rq->db, rq->arena, TEXT("proposal"), id, &t);
    if (e == OK && !thing_may_see(&rq->actor, &t))
        e = ERR_NOT_FOUND;
    return e == OK ? proposal_whole_load(rq->db, rq->arena, id, to) : e;
}

const struct proposal_unit *
proposal_unit_of(const struct proposal_whole *p, int64_t number)
{
    static const struct proposal_unit none;
    for (ptrdiff_t i = 0; i < p->n_units; i++)
        if (p->units[i].number == number)
            return &p->units[i];
    return &none;
}

int
proposal_n_heard(const struct proposal_whole *p)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < p->n_units; i++) {
        const struct proposal_unit *u = &p->units[i];
        struct cp_agreement_unit rule = { .is_open = !u->has_n_members,
            .n_members = u->n_members,
            .own_quorum = u->own_quorum };
        n += u->aside != ASIDE_NOT ||
            (u->is_role ? u->n_heard > 0
                        : u->n_heard >= cp_agreement_unit_quorum(&rule));
    }
    return n;
}

/* By a role of the side itself: who coordinates or facilitates all of them
 * answers nowhere. */
bool
proposal_may_answer(const struct actor *who, const struct proposal_unit *unit)
{
    if (who->person_id == 0)
        return false;
    if (unit->is_role)
        return unit->has_role_person_id &&
            unit->role_person_id == who->person_id;
    for (int i = 0; i < who->n_standings; i++)
        if (who->standings[i].thing_id == unit->side_id &&
            who->standings[i].role >= WHO_MEMBER)
            return true;
    return false;
}

bool
proposal_is_lead(const struct proposal *p, int64_t person_id)
{
    return person_id != 0 && p->has_lead_person_id &&
        p->lead_person_id == person_id;
}

bool
proposal_is_asked(const struct proposal *p, text today)
{
    return text_is_equal(p->status, TEXT("open")) &&
        text_compare(today, p->closes_on) <= 0;
}

bool
proposal_is_open(const struct proposal *p, text today)
{
    return !p->is_made && proposal_is_asked(p, today);
}

const char *const proposal_is_made_up =
    N_("What was said here was made up for an example: nobody is asked, and "
       "nobody can answer.");

bool
proposal_shows_counts(const struct proposal_unit *u)
{
    enum { LEAST = 10 };
    return u->has_n_agree &&
        u->n_agree + u->n_live + u->n_object + u->n_unsure >= LEAST;
}

/* ---- Words
 * --------------------------------------------------------------------- */

struct word {
    const char *word, *phrase;
};

static const char *
phrase_of(const struct word *words, size_t n, text word)
{
    for (size_t i = 0; i < n; i++)
        if (text_is_equal(word, text_of(words[i].word)))
            return words[i].phrase;
    return words[0].phrase;
}
#define PHRASE_OF(words, word)                                                 \
    phrase_of(words, sizeof(words) / sizeof *(words), word)

const char *
proposal_result_phrase(text result)
{
    static const struct word words[] = {
        { "STILL_TALKING",
            N_("Still talking: not every side has come to a yes.") },
        { "NOT_READY", N_("It cannot be asked yet.") },
        { "OBJECTION_OPEN", N_("Not yet: an objection is open.") },
        { "WAITING",
            N_("Waiting: somebody who must answer has not. Silence is not a "
               "yes.") },
        { "GAPS_IN_WHO_WAS_HEARD",
            N_("There are gaps in who was heard: not heard is not agreed.") },
        { "AGREED_FOR_NOW",
            N_("Agreed for now. It is looked at again within six months, and "
               "whoever was not heard can reopen it.") },
        { "AGREED_WITHOUT",
            N_("Agreed between those who say yes. Who stands aside neither "
               "stops it nor is bound by it.") },
        { "AGREED", N_("Agreed: every side says yes to the same version.") },
        { "NOT_AGREED",
            N_("Not agreed: here is the disagreement. After two rounds an "
               "objection is still open.") },
        { "WITHDRAWN",
            N_("Withdrawn: those who drafted it took it back. Nothing was "
               "agreed.") },
    };
    return PHRASE_OF(words, result);
}

const char *
proposal_side_phrase(text state)
{
    static const struct word words[] = {
        { "TALKING", N_("still talking") },
        { "DIVIDED", N_("still talking") },
        { "EMPTY", N_("has nobody to answer") },
        { "NOT_YET", N_("not yet") },
        { "WAITING", N_("waiting for an answer") },
        { "STANDS_ASIDE", N_("stands aside") },
        { "NOT_HEARD", N_("not heard") },
        { "YES_FOR_NOW", N_("yes, for now") },
        { "GAPS", N_("gaps in who was heard") },
        { "YES", N_("says yes") },
    };
    return PHRASE_OF(words, state);
}

const char *
proposal_why_phrase(text why)
{
    static const struct word words[] = {
        { "TOO_FEW_HEARD", N_("Too few of its people were heard.") },
        { "SAFETY_OBJECTION", N_("An objection of safety or rights is open.") },
        { "OBJECTION",
            N_("An objection is open, and enough of its people stand behind "
               "it.") },
        { "STOOD_ASIDE",
            N_("It stands aside: it neither stops this nor is bound by "
               "it.") },
        { "ONLY_UNSURE",
            N_("Those who answered have not made up their minds.") },
        { "ENOUGH_ACCEPT",
            N_("Enough of its people agree or can live with it.") },
        { "MANY_OBJECT",
            N_("More than a third of those who have a view object.") },
        { "FEW_ACCEPT",
            N_("Too few of those who have a view agree or can live with "
               "it.") },
        { "MANY_UNSURE", N_("As many are not sure as accept it, or more.") },
        { "ROLE_OBJECTS", N_("It objects.") },
        { "ROLE_SILENT", N_("It has not answered, and silence is not a yes.") },
        { "ROLE_ACCEPTS", N_("It agrees, or can live with it.") },
    };
    return PHRASE_OF(words, why);
}

const char *
proposal_status_phrase(const struct proposal *p)
{
    static const struct word words[] = {
        { "draft", N_("being drafted") },
        { "listed", N_("the list is open to challenge") },
        { "open", N_("people are asked") },
        { "closed", N_("asking is closed") },
        { "ended", N_("settled") },
        { "hears", N_("people can say something") },
        { "heard", N_("people were heard") },
        { "told", N_("what came of it is said") },
    };
    return PHRASE_OF(words, p->status);
}

const char *
proposal_level_phrase(text level)
{
    static const struct word words[] = {
        { "inform",
            N_("We tell you what is planned and why, in time and in plain "
               "words. You can ask, and each question is answered.") },
        { "consult",
            N_("We ask what you think before anything is settled, and tell you "
               "what we did with what you said, and why.") },
        { "involve",
            N_("We work with you all along: what you wish for and what worries "
               "you shows in what is chosen, and we tell you how.") },
        { "collaborate",
            N_("We decide together: what you say shapes it, and it is agreed "
               "only when every side says yes.") },
        { "empower",
            N_("You decide: what is agreed here is what we will do.") },
    };
    return PHRASE_OF(words, level);
}
