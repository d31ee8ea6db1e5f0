/* people/: who is known here, who may sign in, and who it is that asks.
 * Other rooms see only this door. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "keep/door.h"

extern const struct door people_door;
extern const struct sheet person_sheet; /* persons, to be referred to */

/* Who acts, by the session's cookie; a visitor when there is none or it has
 * ended. For the site.
 *
 * Cost  nothing without a cookie, one query with one; once an hour one write */
struct actor people_who_acts(struct request *rq);

/* The day of a time (UTC), as the database writes it: "2026-05-07". */
text day_of(struct arena *a, int64_t utc_s);

/* What a person shows of themselves to whoever asks.
 *
 * Errors  ERR_NOT_FOUND  there is nobody, or the name is not for the reader
 * Cost    one round trip, and one for titles of what they are members of */
struct people_profile {
    int64_t id;
    text name;
    bool is_illustrative, is_own;
    html body; /* what they do, languages, contact, about, memberships */
};
enum err people_profile_load(
    struct request *rq, int64_t id, struct people_profile *p);

/* Make an account, or find the one with that address, and a link that its
 * owner opens once to choose a password. Links that were not opened are no
 * good any more. An account is made a coordinator's, never less. A mail that
 * is not known: its owner says it when the link is opened.
 *
 * Whose account is open already, with a password, gets no link: who invites
 * could take it over. token is not known then; they sign in as always. On the
 * machine itself may_recover gives one, for who lost the way in.
 *
 * Errors  ERR_BAD_INPUT  that is no address, `why` says so */
struct people_invitation {
    text mail, name;
    bool is_coordinator;
    bool may_recover;
    int64_t person_id; /* the answer */
    text token;        /* "/welcome/TOKEN"; not known: see above */
};
enum err people_invite(struct db *db, struct arena *a,
    struct people_invitation *invitation, struct why *why);

/* Sign somebody in, as a right password does: *token is for the cookie. */
enum err people_begin_session(
    struct db *db, struct arena *a, int64_t person_id, text *token);

/* "facilitator" as who; 0 when it is none, and back; what a page says, N_(). */
enum who role_who(text role);
text role_text(enum who role);
const char *role_said(text role);

/* Somebody becomes something, of a thing or of the network. Of one thing a
 * person is one at a time: what they were of it ends that day.
 *
 * Shape   coordinator is of the network, facilitator of a partnership, member
 *         of the network or any thing, guest of any thing
 * Errors  ERR_CONFLICT   they are that already
 *         ERR_BAD_INPUT  that role is not had of such a thing; it would end
 *                        before it begins
 *         ERR_DENIED     the last coordinator would be one no more */
struct membership_new {
    int64_t person_id;
    enum who role;
    const struct thing *thing; /* NULL: of the network */
    text starts_on;            /* not known: today */
    text ends_on;              /* the first day without it; or not known */
    int64_t actor_id, now;
};
enum err membership_add(struct db *writer, struct arena *a,
    const struct membership_new *what, int64_t *id);

/* It ends on that day, today or later; said again, on another day. The row
 * stays.
 *
 * Errors  ERR_NOT_FOUND  there is none, or it ended
 *         ERR_BAD_INPUT  that day is past
 *         ERR_DENIED     it is the last coordinator's */
struct membership_ending {
    int64_t id;
    text ends_on; /* not known: today */
    text reason;
    int64_t actor_id, now;
};
enum err membership_end(
    struct db *writer, struct arena *a, const struct membership_ending *what);

/* Whom a command's operand names: a key, or the address that somebody signs in
 * with. ERR_NOT_FOUND. */
enum err people_find(
    struct db *db, struct arena *a, text key_or_mail, int64_t *person_id);
/* The address that somebody signs in with; not known when there is none. */
enum err
people_mail_of(struct db *db, struct arena *a, int64_t person_id, text *mail);
/* Where somebody is written to, and in which language; mail not known when
 * there is no address. ERR_NOT_FOUND: they have no account. */
enum err people_written_to(struct db *db, struct arena *a, int64_t person_id,
    text *mail, const struct lang **lang);
/* An address as it is compared: in small letters. */
text people_mail_key(struct arena *a, text mail);

/* ---- Slips that lead elsewhere ------------------------------------------- */

/* A slip of a thing whose kind has a slip_path: it makes no account, and who
 * holds it stays unknown. Either it is good once, and what its holder goes on
 * with is the room's own, such as a receipt: people_slip_typed and _take. Or it
 * goes on to be good for the same one thing, as long as its sheet is there and
 * not taken back: people_slip_look and _use.
 *
 * Errors  ERR_NOT_FOUND  no such slip of that kind, or it is good no more:
 *                        then slip->id is not 0, and slip says why */
struct people_slip {
    int64_t id, thing_id, sheet_id;
    bool is_used, is_taken_back, is_over;
};
/* By its code, typed by its holder or by another for them. Count tries. */
enum err people_slip_typed(struct db *db, struct arena *a, text code,
    const char *kind, int64_t now, struct people_slip *slip);
/* Inside a step: it is taken, on that day. Of two at once one takes it.
 * ERR_CONFLICT: it was taken, its sheet was taken back, or its time is over. */
enum err people_slip_take(struct db *writer, int64_t id, int64_t now);

/* The other way: one that was used is found as well. ERR_DENIED: too many wrong
 * ones, wait *wait_s. */
enum err people_slip_look(struct request *rq, text code, const char *kind,
    struct people_slip *slip, int *wait_s);
/* Inside a step: it is used, on that day; once or twice is the same. */
enum err people_slip_use(struct db *writer, int64_t id, int64_t now);

/* Codes of a room's own that look like those of slips: twelve signs, read and
 * printed alike. `from` is secret, and the same gives the same. Of what is
 * typed the hash is what a database keeps; not known: it is no code. */
text people_code_of(struct arena *a, text from);
text people_code_print(struct arena *a, text code); /* "7K2M-QF9X-WBHD" */
text people_code_read(struct arena *a, text typed); /* or not known */
text people_code_hash(struct arena *a, text typed);

/* Whoever asks by a code may be guessing: false, wait so long. One that was
 * found does not count: `is_found` takes the try back. */
struct people_try {
    uint64_t keys[3];
    int n_keys;
};
bool people_code_try(struct request *rq, struct people_try *t, int *wait_s);
void people_code_found(const struct people_try *t);

/* ---- Inviting ------------------------------------------------------------ */

/* Who invites, and from where. */
struct inviter {
    int64_t person_id, now;
    text name, network, base_url;
    bool is_coordinator;
    int64_t partnership_id; /* whose facilitator they are; or 0 */
};
struct inviter people_inviter(struct request *rq);

/* Somebody is asked in, within a step: a person, an account, a role, a link
 * and a mail in their language, or as much of that as is not there yet. Who
 * is invited to what they have already hears nothing: the same list twice
 * invites nobody twice. No role is taken away.
 *
 * People get wrong: a link opens the account, whoever has it. Of an account
 * that is open already there is none; of one that waits only for a
 * coordinator, or where all that it may is of the inviter's partnership.
 *
 * Errors  ERR_BAD_INPUT  no mail address, no name, or no such role of that
 *         ERR_CONFLICT   person_id has an account, or that address is another's
 *         ERR_DENIED     the last coordinator would be one no more */
enum invited {
    INVITED = 1,    /* `link` opens the account */
    INVITED_ADDED,  /* has an account: has the role too now, and was told */
    INVITED_WAITS,  /* has the role too; the link that was sent counts on */
    INVITED_ALREADY /* has all that: nothing was done */
};
struct invitation {
    text mail, name;
    const struct lang *lang; /* of whoever is invited; NULL: English */
    enum who role;
    const struct thing *thing; /* NULL: the network */
    int64_t person_id;         /* known already, without an account; or 0.
                                  The answer: who it is */
    enum invited outcome;
    text link; /* whole: shown to who invites when no mail goes out */
};
enum err people_invite_in(struct db *writer, struct arena *a,
    const struct inviter *from, struct invitation *to);

/* What a form says of an outcome, or of an error: N_(). */
const char *invited_said(enum invited outcome);

/* An invitation that waits: a new link, sent again; or all of it taken back.
 * ERR_DENIED: not this inviter's; ERR_NOT_FOUND: it waits no more. */
enum err people_invite_again(struct db *writer, struct arena *a,
    const struct inviter *from, struct invitation *to);
enum err people_invite_back(struct db *writer, struct arena *a,
    const struct inviter *from, int64_t person_id);

/* The answer to who invited: what came of each, and, where no mail goes out,
 * the links, this once. */
void people_answer_invited(struct request *rq, struct answer *an,
    const struct invitation *rows, ptrdiff_t n_rows, text back);

/* Who is in a partnership: a page of rows for its own page, and who was. */
struct people_in {
    int64_t membership_id, person_id, thing_id;
    text name, starts_on, ends_on;
    const char *role; /* N_() */
    bool waits;       /* was invited and has not come yet */
    text address;     /* of the membership */
};
enum err people_in_partnership(struct request *rq, int64_t partnership_id,
    int64_t after_id, int64_t n_rows, struct people_in **rows, ptrdiff_t *n);
enum err people_formerly_in(struct request *rq, int64_t partnership_id,
    int64_t n_rows, struct people_in **rows, ptrdiff_t *n);

/* How many threads answer, before they start: all but one of them at most are
 * ever at passwords. Two at least: `require`. */
void people_threads(int n_workers);

/* Inside a db_write step, now and then: sessions that ended, links that are
 * of no use any more. */
enum err people_forget(struct db *writer, struct arena *a, int64_t now);

#endif
