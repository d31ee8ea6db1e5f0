/* Inside this room: a round, from files to pairs. */
#ifndef MATCH_MATCH_INSIDE_H
#define MATCH_MATCH_INSIDE_H

#include "engine/assignment/assignment.h"
#include "engine/assignment/score.h"
#include "match/match.h"
#include "match/match_free.h"

enum {
    PEOPLE_MAX = 10'000,
    PINS_MAX = 64,
    VETOES_MAX = 256,
    MATCH_SIDES_MAX = 6,
    CAPACITY_MAX = 3
};

/* Words of a file as numbers from 1 on, alike for everybody. */
struct match_words {
    struct arena *arena;
    struct match_word *slots; /* a power of two */
    ptrdiff_t n_slots;
    int32_t n_words;
};
struct match_words match_words(struct arena *a, ptrdiff_t n_at_most);
/* 0 when it is not known and none may be added. */
int32_t match_word(struct match_words *w, text word);
/* The word of that number; not known: none has it. */
text match_word_of(const struct match_words *w, int32_t number);

struct match_person {
    text code, side;
    int64_t line;
    int32_t capacity;         /* counterparts at most: 1 to CAPACITY_MAX */
    bool may_trio, has_lived; /* lived experience */
    bool is_protected, is_cleared; /* the one only with the other */
    struct cp_person person; /* wishes and not_with are other people's keys */
    text wishes, not_with;   /* as they were written, codes */
    const struct match_free *times; /* person.days are its days */
    ptrdiff_t n_times; /* 0: not answered */
};
/* The people of a file, sorted by code. */
struct match_people {
    struct match_person *people;
    ptrdiff_t n;
    struct match_words words;
};

struct code_pair {
    text a, b;
};
struct match_rules {
    struct cp_score_rules score;
    struct code_pair pins[PINS_MAX], vetoes[VETOES_MAX];
    int n_pins, n_vetoes;
    int32_t organisation_max, lived_min; /* in a group; 0: no rule */
    int32_t days_min, hours_min; /* on which all of a group are free; of the
                                    two one at most */
    int32_t spread; /* points that a second counterpart costs, twice a third */
};

/* match_people.c. ERR_BAD_INPUT names file, line and what to change. */
enum err match_read(struct match_people *p, text path, struct arena *a,
    struct why *why);
/* The same of a text; `name` is said where a file's would be. Wishes for whom
 * nobody here is are left out: they left. */
enum err match_read_text(struct match_people *p, text name, text csv,
    struct arena *a, struct why *why);
/* The one with that code, or NULL. */
struct match_person *match_find(const struct match_people *p, text code);
/* match_rules.c: lines of `name = value`; families of roles are numbered as
 * the people's are. */
enum err match_rules_read(struct match_rules *r, text path,
    struct match_words *words, struct arena *a, struct why *why);
enum err match_rules_read_text(struct match_rules *r, text name, text lines,
    struct match_words *words, struct arena *a, struct why *why);
extern const char *const item_names[CP_ITEMS];

/* ---- A round ----------------------------------------------------------- */

struct match_pair {
    const struct match_person *a, *b, *third; /* third: NULL, or a trio's */
    struct cp_score score;
    int32_t third_score;
    int32_t penalty; /* points that it counted less: another of one of them */
    bool is_pinned;
};
struct match_round {
    const struct match_rules *rules;
    enum cp_assign_mode mode;
    uint64_t seed;
    text sides[MATCH_SIDES_MAX]; /* two at least; an empty one ends them */
    int n_sides;                 /* match_solve counts them */
    const struct match_person **people[MATCH_SIDES_MAX]; /* by code */
    ptrdiff_t n_people[MATCH_SIDES_MAX];
    const struct match_person *first; /* of all; beside it: */
    int32_t *left; /* how many counterparts each may have beside pins */
    /* NULL, or asked now and then while it is solved, with how far it is from
     * 0 to 1: false stops it, with ERR_BUSY. */
    bool (*go_on)(void *context, double share_frac);
    void *context;
    struct match_pair *pairs;
    ptrdiff_t n_pairs;
    const struct match_person **waiting;
    ptrdiff_t n_waiting;
    ptrdiff_t n_possible; /* pairs that no rule forbids */
    int64_t worst, total; /* over pairs that are not pinned */
    int64_t best_total, best_total_worst; /* had only the total counted */
    int64_t n_blocking, n_envious, n_violations;
    bool has_tie; /* more than two sides: other pairs are as good, and the seed
                     does not tell them apart */
};

/* match_solve.c. Two sides: an assignment; more: pairs inside one set, in which
 * nobody is with somebody of their own side. */
/* Do the rules forbid it, beside what a score says: a veto, or somebody
 * protected with somebody who is not cleared? */
bool match_is_barred(const struct match_rules *rules,
    const struct match_person *x, const struct match_person *y);
enum err match_solve(struct match_round *r, const struct match_people *people,
    struct arena *a, struct why *why);
/* False: somebody stopped it. */
bool match_go_on(const struct match_round *r, double share_frac);
/* A part of the work, as an engine's hook: `stage` is a struct match_stage. */
struct match_stage {
    const struct match_round *round;
    double share_from, share_to;
};
bool match_stage_hook(void *stage, double share_frac);
/* match_capacity.c: may somebody have several counterparts? Then instead of
 * the others. */
bool match_is_shared(const struct match_round *r);
enum err match_solve_shared(struct match_round *r,
    const struct match_people *people, struct arena *a, struct why *why);
/* The score of two, or CP_ASSIGN_FORBIDDEN; counts which bar it was. */
int32_t match_score(const struct match_round *r, const struct match_person *x,
    const struct match_person *y, int64_t n_barred[CP_BAR_TIME + 1]);
/* Nobody may be with anybody: which rules do that. */
enum err match_say_impossible(
    const int64_t n_barred[CP_BAR_TIME + 1], struct why *why);
void match_add_pair(struct match_round *r, const struct match_person *x,
    const struct match_person *y);
/* After the pairs stand: who waits joins one as third, where all three allow
 * it. */
enum err match_add_thirds(
    struct match_round *r, struct arena *a, struct why *why);
/* match_sides.c */
enum err match_solve_sides(
    struct match_round *r, struct arena *a, struct why *why);

/* match_print.c */
void match_print_json(const struct match_round *r, struct buf *out);
void match_print_csv(const struct match_round *r, struct buf *out);
void match_print_text(const struct match_round *r, struct buf *out);

/* The commands. */
extern const struct command match_commands[];
enum err cmd_assignment(struct command_call *call, struct why *why);
enum err cmd_groups(struct command_call *call, struct why *why);

#endif
