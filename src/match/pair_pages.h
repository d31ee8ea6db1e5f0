/* What the templates of pairs are given. */
#ifndef MATCH_PAIR_PAGES_H
#define MATCH_PAIR_PAGES_H

#include "base/key.h"
#include "keep/document.h"
#include "match/match_routes.h"
#include "match/pair.h"
#include "match/pair_what.sql.h"
#include "match/round.sql.h"
#include "match/round_needs.sql.h"

struct pair_forms {
    struct form *answer, *meeting, *reflect, *end; /* given, or opened */
};
struct pair_page {
    struct pair pair;
    struct pair_why why;
    struct what_pin_row pin; /* who decided it, and why */
    bool is_pinned;
    text title, address;
    bool is_facilitator, is_of_pair;
    bool is_whole;   /* who it is with may be shown */
    struct pair_said_row *said; /* by person: what should come of it */
    text said_asked; /* the question, in the reader's language */
    bool may_withdraw, may_answer, may_plan, may_reflect, may_end;
    const struct pair_answers_row *own_answer;
    int n_waiting; /* of the others */
    struct meeting_list_row *meetings;
    ptrdiff_t n_meetings;
    struct reflection_list_row *reflections;
    ptrdiff_t n_reflections;
    struct documents documents;
    struct thread_block thread;
    struct pair_forms forms;
    struct form *withdraw;
    const struct form *button;
};

extern const char *const meeting_hows[], *const meeting_how_words[];
extern const char *const reflection_seens[], *const reflection_seen_words[];
const char *meeting_how_word(text how);
/* "Asha visits Björn, Liverpool"; not known: it is no visit. */
text meeting_visit(
    struct view *v, const struct pair *pair, const struct meeting_list_row *m);
/* "7 May 2026 – 12 May 2026" */
text meeting_days(struct view *v, const struct meeting_list_row *m);
/* "Before the visit of 7 May 2026"; not known: it is about none of them. */
text reflection_about(struct view *v, const struct pair_page *p,
    const struct reflection_list_row *r);

/* The page, with the form that was sent, if one was. */
enum err pair_page_answer(
    struct request *rq, struct answer *an, struct pair_forms given);
void pair_forms_open(struct request *rq, struct pair_page *p);
void pair_life_forms_open(struct request *rq, struct pair_page *p);
/* Nothing was done, and why. Status 409. */
enum err pair_too_late(struct request *rq, struct answer *an, text sentence);

struct my_pairs_page {
    struct pair_of_viewer_row *rows;
    ptrdiff_t n_rows;
};
/* Those of whoever asks, what waits for their answer first. */
enum err my_pairs_load(struct request *rq, struct my_pairs_page *p);
struct partnership_pairs_page {
    struct thing partnership;
    struct pair_of_partnership_row *rows;
    ptrdiff_t n_rows;
    bool has_more; /* the file has them */
    text csv;
};

/* "Asha – Björn" without whoever asks. */
text pair_others(
    struct view *v, const struct pair_of_viewer_row *row, int64_t viewer_id);
text pair_meeting_remove_address(struct view *v, int64_t pair, int64_t id);
text pair_reflection_remove_address(struct view *v, int64_t pair, int64_t id);

#endif
