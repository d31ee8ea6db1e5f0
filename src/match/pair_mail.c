#include "match/pair_mail.h"

#include "base/key.h"
#include "people/people.h"

enum { FACILITATORS_MAX = 20, ASK_DAYS = 60, DAY = 86'400 };

static const struct said {
    const char *subject, *sentence, *more;
} words[] = {
    [PAIR_OFFERED] = { N_("A counterpart for you"),
        N_("A counterpart is suggested to you in the round %s."),
        N_("Nothing is settled before all of you say yes. Look who it is and "
           "why, and say yes, or say why not:") },
    [PAIR_AGREED] = { N_("You have a counterpart"),
        N_("Everybody in your pair of the round %s said yes."),
        N_("Your page has questions to begin with, and room for what you plan "
           "together:") },
    [PAIR_NOT_FOUND] = { N_("This time it did not work out"),
        N_("The pair that was suggested to you in the round %s does not come "
           "about."),
        N_("You are not forgotten: the facilitator looks for somebody else "
           "for you. Here you see how things stand:") },
    [PAIR_WITHDRAWN] = { N_("An offer was taken back"),
        N_("The facilitator took back the pair that was suggested to you in "
           "the round %s."),
        N_("You are not forgotten: the facilitator looks for somebody else "
           "for you. Here you see how things stand:") },
    [PAIR_ENDED] = { N_("Your pair has ended"),
        N_("Your pair in the round %s was ended."),
        N_("What you noted together stays on its page, and what you think of "
           "it can still be written there:") },
    [PAIR_PARTED] = { N_("Your pair has ended"),
        N_("Somebody of your pair in the round %s can take part no more, so "
           "the pair has ended."),
        N_("You are not forgotten: the facilitator looks for somebody else "
           "for you. Here you see how things stand:") },
    [PAIR_ALL_YES] = { N_("A pair said yes"),
        N_("A pair of the round %s said yes, all of them."), N_("Its page:") },
    [PAIR_SAID_NO] = { N_("A pair said no"),
        N_("Somebody in a pair of the round %s said no."),
        N_("Why, and what can be done now:") },
};

static enum err
tell(struct db *writer, struct arena *a, const struct pair_acting *by,
    const struct pair *pair, enum pair_notice what, int64_t person_id,
    text address)
{
    text mail;
    const struct lang *lang;
    enum err e = people_written_to(writer, a, person_id, &mail, &lang);
    if (e == ERR_NOT_FOUND || (e == OK && !text_is_known(mail)))
        return OK;
    if (e != OK)
        return e;
    struct view v = view_in(a, lang, 600);
    struct phrase_arg round = arg_text(pair->row.round_name);
    text gap = TEXT("\n\n");
    return mail_put(writer, a,
        &(struct mail){ .person_id = person_id,
            .to = mail,
            .lang = lang,
            .kind = TEXT("pair"),
            .subject = say(&v, words[what].subject),
            .body = arena_join(a, 5,
                (text[]){ say_with(&v, words[what].sentence, 1, &round), gap,
                    by->rq == NULL ? say(&v, N_("Sign in to see its page."))
                                   : say(&v, words[what].more),
                    by->rq == NULL ? (text){ 0 } : gap,
                    by->rq == NULL
                        ? (text){ 0 }
                        : request_whole_address(by->rq, lang, address) }),
            .about_id = pair->row.id,
            .ends_at = by->now + (int64_t)ASK_DAYS * DAY });
}

enum err
pair_tell_people(struct db *writer, struct arena *a,
    const struct pair_acting *by, const struct pair *pair,
    enum pair_notice what, int64_t but_person_id)
{
    enum err e = OK;
    text address = pair_address(a, pair->row.id);
    for (ptrdiff_t i = 0; e == OK && i < pair->n_people; i++)
        if (pair->people[i].person_id != but_person_id)
            e = tell(
                writer, a, by, pair, what, pair->people[i].person_id, address);
    return e;
}

enum err
pair_tell_facilitators(struct db *writer, struct arena *a,
    const struct pair_acting *by, const struct pair *pair,
    enum pair_notice what)
{
    struct pair_facilitators_row *rows;
    ptrdiff_t n = 0;
    char key[KEY_LENGTH];
    text address = what == PAIR_SAID_NO
        ? arena_print(a, "/round/%.*s/agree",
              TEXT_ARG(key_print(pair->row.round_id, key)))
        : pair_address(a, pair->row.id);
    enum err e = pair_facilitators(writer, a,
        (struct pair_facilitators_in){
            .partnership_id = pair->row.partnership_id,
            .today = day_of(a, by->now),
            .n_rows = FACILITATORS_MAX },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = tell(writer, a, by, pair, what, rows[i].person_id, address);
    return e;
}
