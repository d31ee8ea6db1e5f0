/* Inside this room: choosing what a proposal or a paragraph rests on. */
#ifndef DECIDE_PARAGRAPH_RESTS_H
#define DECIDE_PARAGRAPH_RESTS_H

#include "decide/paragraph/paragraph.h"

enum { RESTS_MAX = 40 }; /* that can be chosen from on a page */

struct rests_form {
    text ends[RESTS_MAX]; /* "theme/KEY" */
    text address;
};
struct rests_choice {
    const char *name; /* of its field */
    const struct thing_kind *kind;
    text value, title, lang;
    text voices; /* of a theme: where its voices are chosen from */
    bool is_linked;
};
struct rests_page {
    text address, title, theme; /* theme: whose voices these are */
    bool is_paragraph;
    struct thread_block thread;
    struct rests_choice *choices;
    int n_choices;
    const struct form *form;
};

handler proposal_rests_show, proposal_rests_send, paragraph_rests_show,
    paragraph_rests_send;

#endif
