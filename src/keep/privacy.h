/* What is kept about people, why, and how long: one table, from which the page
 * /privacy is printed, storage is counted, and a test looks whether each table
 * of the schema is in it.
 *
 * A new table gets a line in privacy.c: of which kind it is. PRIVACY_NONE says
 * that nothing in it is about a person, whoever reads it.
 */
#ifndef KEEP_PRIVACY_H
#define KEEP_PRIVACY_H

#include "web/web.h"

enum privacy {
    PRIVACY_NONE,    /* nothing about people */
    PRIVACY_WHO,     /* who somebody is here */
    PRIVACY_SIGN_IN, /* how they sign in */
    PRIVACY_MEMBER,  /* what they take part in */
    PRIVACY_REQUEST, /* who asked to join */
    PRIVACY_WRITTEN, /* what they wrote and added */
    PRIVACY_DRAFT,   /* what they did not send yet */
    PRIVACY_ANSWER,  /* what they answered */
    PRIVACY_TOLD,    /* journeys that they told */
    PRIVACY_MATCH,   /* what they said for a match, and what came of it */
    PRIVACY_PROPOSAL, /* what they proposed, and said of proposals */
    PRIVACY_CONSENT, /* what they agreed to */
    PRIVACY_MAIL,    /* what was sent to them */
    PRIVACY_AUDIT,   /* that they did something */
    PRIVACY_N
};

struct privacy_table {
    const char *table;
    enum privacy kind;
};
/* Every table of the schema, table NULL at the end. */
extern const struct privacy_table privacy_tables[];
/* PRIVACY_N: it is not in there. */
enum privacy privacy_of_table(text table);

struct privacy_kind {
    const char *what;          /* N_("How you sign in") */
    const char *which;         /* N_() of what exactly */
    const char *why;           /* N_() */
    const char *until;         /* N_(), with one %d when a setting says it */
    const char *setting;       /* days, or NULL */
    const char *until_forever; /* N_() when that setting is 0, or NULL */
};
extern const struct privacy_kind privacy_kinds[PRIVACY_N];

/* A line of the page, in the reader's language. */
struct privacy_line {
    const struct privacy_kind *kind;
    text until;
};
struct privacy_page {
    struct privacy_line lines[PRIVACY_N];
    int n_lines;
    text backups; /* how long those are kept */
    bool is_signed_in;
};

handler privacy_show;

#endif
