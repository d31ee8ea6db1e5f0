/* Inside match/: sets of groups, and groups; what their pages share.
 *
 * A set takes its people from a round or from a file, one line each as
 * `counterpart groups` reads it. The machine proposes groups, a facilitator
 * may move people, sees what that costs, and confirms.
 *
 * People get wrong: in a line stands whom somebody said that they cannot work
 * with. The machine keeps them apart; no page shows it, and moving people by
 * hand does not look at it, or its answer would tell. */
#ifndef MATCH_GROUP_H
#define MATCH_GROUP_H

#include "keep/edit_links.h"
#include "keep/job.h"
#include "keep/prose.h"
#include "match/against.h"
#include "match/call.h"
#include "match/group.sql.h"
#include "match/group_problem.h"
#include "match/round.h"

enum {
    GROUP_PEOPLE_MAX = 240,
    GROUPS_MAX = 120,
    GROUP_RULES_MAX = 200,
    GROUP_FIELDS = 18,        /* of a line of people.csv */
    GROUP_FILE_BYTES = 200'000
};
enum group_field { /* as round_line_head has them */
    GROUP_CODE,
    GROUP_SIDE,
    GROUP_ORGANISATION,
    GROUP_ROLE,
    GROUP_LEVEL,
    GROUP_SECTORS,
    GROUP_INTERESTS,
    GROUP_LANGUAGES,
    GROUP_OFFERS,
    GROUP_WANTS,
    GROUP_GOALS,
    GROUP_FREE
};

extern const struct sheet match_group_set_sheet, match_group_sheet;

/* One of a set: the row, and its line taken apart. */
struct group_member {
    struct match_group_person *row;
    text fields[GROUP_FIELDS];
    ptrdiff_t at; /* in problem.people */
};
struct group_set {
    struct match_group_set row;
    struct match_group_state state; /* zeroed, with its id, when none yet */
    struct group_member *members;
    ptrdiff_t n_members;
    struct match_group_rule_list_row *rules;
    ptrdiff_t n_rules;
    struct match_group *groups;
    ptrdiff_t n_groups;
    bool is_confirmed, is_proposed;
    text address;              /* "/groups/KEY" */
    const struct asked *asked; /* group_words; NULL: tags stand as they are */
};

/* ---- group_work.c ------------------------------------------------------- */

enum err group_set_load(
    struct db *db, struct arena *a, int64_t id, struct group_set *set);
/* Its people as a problem; members know their place in it. ERR_BAD_INPUT:
 * `why` says what to change. */
enum err group_set_problem(struct arena *a, struct group_set *set,
    struct group_problem *g, struct why *why);
/* The groups that stand, as an answer with its values. False: none stand. */
bool group_set_answer(
    struct arena *a, const struct group_set *set, struct group_problem *g);
/* From now on what people answered is said in their questionnaire's words. */
enum err group_words(struct db *db, struct arena *a, struct group_set *set);
/* What rules that were said in the open a group breaks: sentences. */
int group_broken(struct view *v, const struct group_set *set,
    const struct group_problem *g, ptrdiff_t group, text *to, int max);

/* ---- group_nearest.c ----------------------------------------------------- */

enum { NEAREST_SAYS = 6 };
struct group_nearest {
    text broken[NEAREST_SAYS]; /* "Group 3: They share no language." */
    int n_broken; /* 0: nothing that may be named */
    bool has_more, is_proved; /* proved: there are no groups at all */
    text change; /* with which changes of the rules they would stand */
};
/* After cp_groups_solve found none that keep all rules: what those break that
 * come nearest, as if nobody had said in private with whom they will not be.
 * g->answer is theirs then. */
enum err group_nearest(struct view *v, const struct group_set *set,
    struct group_problem *g, struct group_nearest *to);
/* The same in a paragraph. */
text group_nearest_said(struct view *v, const struct group_nearest *n);

/* ---- group_work.c -------------------------------------------------------- */

/* Why these are together: sentences. */
int group_why(struct view *v, const struct group_set *set, int64_t position,
    text *to, int max);

/* A list of people as a file has it, checked: rows to be kept. What is wrong
 * is a sentence in *problem. */
struct group_list {
    struct match_group_person *rows;
    ptrdiff_t n_rows;
    text problem;
};
enum err group_list_read(struct request *rq, text csv, struct group_list *list);
/* "sex:woman;level:2" of each row of a round. */
enum err group_tell_round(struct request *rq, const struct round *r,
    const struct round_everybody_row *rows, ptrdiff_t n, text *told);
/* The same of a round, as it is said now. */
enum err group_list_round(
    struct request *rq, const struct round *r, struct group_list *list);

/* ---- Pages -------------------------------------------------------------- */

enum { GROUP_SAYS = 12 };
struct group_shown {
    const struct match_group *group; /* NULL: not kept */
    int64_t position, value;
    text why[GROUP_SAYS], broken[GROUP_SAYS];
    int n_why, n_broken;
};
struct group_set_page {
    struct group_set *set;
    const struct form *form; /* people, from a file */
    struct edit_links links;
    struct group_shown *groups;
    ptrdiff_t n_groups;
    struct cp_groups_answer *answer; /* NULL: no groups stand */
    struct job job;                  /* groups that are sought behind it */
    struct job_part job_part;
    text problem, partnership_name, partnership_address;
    struct round_list_row *rounds; /* of its partnership */
    ptrdiff_t n_rounds;
    /* a move, before it is done; person_id 0: none */
    int64_t person_id, to;
    text person_name, other_name;
    int64_t other_id; /* comes back in their place; 0: nobody */
    struct group_shown before[2], after[2];
    int64_t lowest_before, lowest_after, sum_before, sum_after;
};
struct group_page {
    struct match_group group;
    struct group_set *set;
    struct group_shown shown;
    struct wording about, ground, disagreement, agreed;
    struct edit_links links;
    struct thread_block thread;
    text *names, *name_addresses;
    ptrdiff_t n_names;
    text partnership_name, partnership_address;
};

/* Of a row of match_group_person. */
text match_group_name(const struct group_set_page *p, int64_t id);

handler group_set_show, group_people_send, group_round_send, group_rule_send,
    group_solve_send, group_move_show, group_move_send, group_confirm_send,
    group_csv, group_against_show, round_against_show, group_show;

enum err group_export_person(
    struct db *db, struct arena *a, int64_t person_id, struct json *out);
enum err
group_erase_person(struct db *writer, struct arena *a, int64_t person_id);

#endif
