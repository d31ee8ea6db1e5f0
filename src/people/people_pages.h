/* What the templates of this room are given. */
#ifndef PEOPLE_PEOPLE_PAGES_H
#define PEOPLE_PEOPLE_PAGES_H

#include "people/account.sql.h"
#include "people/profile.h"
#include "web/web.h"

struct sign_in_page {
    const struct form *form;
    text then; /* where to go afterwards: "/me" */
};

struct welcome_page {
    const struct form *form;
    text address; /* of this page, to be posted to */
    text mail;    /* not known: asked for */
};

struct me_page {
    const struct form *form; /* the language */
    struct account account;
    struct session_of_person_row *sessions;
    ptrdiff_t n_sessions;
    int64_t session_id; /* this one */
    bool is_coordinator;
};

struct profile_page {
    const struct form *form;
};

struct password_page {
    const struct form *form;
};

/* 429: too many attempts; wait so long. */
void answer_slow(struct request *rq, struct answer *an, int wait_s);

/* Both say what is wrong with a chosen password; the second is the same word
 * typed again. */
void password_judge(struct request *rq, struct form *form, text password,
    text again, text mail);

/* A path of this site to go to after signing in, or "/" when that is none. */
text local_path(text then);

#endif
