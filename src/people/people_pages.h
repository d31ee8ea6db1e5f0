/* What the templates of this room are given. */
#ifndef PEOPLE_PEOPLE_PAGES_H
#define PEOPLE_PEOPLE_PAGES_H

#include "keep/door_links.h"
#include "people/account.sql.h"
#include "people/invite.sql.h"
#include "people/people_admin.sql.h"
#include "people/profile.h"
#include "web/web.h"

struct sign_in_page {
    const struct form *form;
    text then; /* where to go afterwards: "/me" */
};

struct welcome_page {
    const struct form *form;
    text address;   /* of this page, to be posted to */
    text mail;      /* not known: asked for */
    text sign_name; /* or this */
    bool is_recovery;
};

struct link_page {
    const struct form *form;
    text address; /* to be posted to */
    text name;
};

struct code_page {
    const struct form *form;
    text then;
};

struct me_page {
    const struct form *form; /* the language */
    struct account account;
    struct session_of_person_row *sessions;
    ptrdiff_t n_sessions;
    int64_t session_id; /* this one */
    bool is_coordinator;
    bool has_two_step;
    struct door_links door_links;
};

struct profile_page {
    const struct form *form;
};

/* ---- People, for those who look after them ------------------------------- */

struct admin_person {
    struct person_admin person;
    struct membership_line *lines; /* those of today */
    ptrdiff_t n_lines;
};
struct admin_people_page {
    text q;
    struct admin_person *rows;
    ptrdiff_t n_rows;
    text next; /* address of the next page, or not known */
    text make; /* where a person is added who has no account */
};
struct admin_person_page {
    const struct form *form; /* of the buttons */
    struct person_admin person;
    struct membership_line *lines; /* all, also those that ended */
    ptrdiff_t n_lines;
};
struct admin_waiting_page {
    struct invite_waiting_row *rows;
    ptrdiff_t n_rows;
    int64_t now;
    text next;
};
struct invited_page {
    const struct invitation *rows;
    ptrdiff_t n_rows;
    bool shows_links;
    text back;
};
struct membership_page {
    const struct form *form;
    struct person_admin person;
    struct membership_line line;
    text address, back;
    text made_by, ended_by; /* their names, for who may see them */
    bool waits, may_end;
};
struct my_roles_page {
    const struct form *form;       /* of the buttons */
    struct membership_line *lines; /* also those that ended */
    ptrdiff_t n_lines;
    text today;
};
/* "/membership/KEY" */
text membership_address(struct arena *a, int64_t id);

struct password_page {
    const struct form *form;
};

/* 429: too many attempts; wait so long. */
void answer_slow(struct request *rq, struct answer *an, int wait_s);

/* What somebody chose to sign in with, and what everybody knows of them. */
struct chosen {
    text password, again; /* the fields of the same names */
    text name, mail;
    bool may_be_pin; /* who has a name to sign in with */
    bool is_pin;     /* the answer */
};
/* Says beside the fields what is wrong with it. */
void password_judge(struct request *rq, struct form *form, struct chosen *c);

/* The link in params[0]. ERR_NOT_FOUND: there is none, or no more; ERR_BUSY
 * and *wait_s: too many wrong ones from there; link_refuse answers both. */
struct link {
    text hash, purpose;
    struct account account;
    int wait_s;
};
enum err link_look(struct request *rq, struct link *link);
enum err link_refuse(
    struct request *rq, struct answer *an, enum err e, const struct link *link);

/* Is it the password of whoever is signed in? Counted for the session alone:
 * what strangers try elsewhere does not matter here. ERR_DENIED and *wait_s:
 * too many were wrong. */
enum err check_own_password(struct request *rq, const struct account *account,
    text password, bool *is_right, int *wait_s);

/* A path of this site to go to after signing in, or "/" when that is none. */
text local_path(text then);
/* "/sign-in/code?then=..." */
text code_address(struct request *rq, text then);

#endif
