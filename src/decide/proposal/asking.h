/* One asking, as a file has it: counts of now, or the steps of its life.
 *
 *     {"sides": [{"id": "residents", "units": [
 *          {"id": "A", "kind": "members", "N": 40, "agree": 6, "live": 2,
 *           "object": 0, "unsure": 0}], "people": [6, 2, 0]}, ...]}
 *
 * N null: it is not known how many belong to the unit. Left out, `people` is
 * all answers, as if nobody were in two units. A unit too small for its counts
 * to be published has "state" instead of them, and its side "divided" instead
 * of people: so a proposal's page hands it out. With "steps" the units have no
 * counts: {"event": "answer", "unit": "A", "person": "x1", "value": "agree"}.
 * With "frozen", a list of sides as they were when asking opened, any
 * difference of the list is said.
 *
 * Memory  the arena; texts are the file's
 * Errors  ERR_BAD_INPUT, a sentence that names what it is about
 */
#ifndef DECIDE_ASKING_H
#define DECIDE_ASKING_H

#include "base/json.h"
#include "engine/agreement/life.h"

struct asking_step {
    struct cp_event event;
    enum cp_refusal refusal; /* once it was taken */
};

struct asking {
    text *side_names, *unit_names;
    bool *is_given; /* a unit's state was, without its counts */
    struct cp_agreement what;
    struct cp_agreed is;
    bool has_steps;
    struct asking_step *steps;
    ptrdiff_t n_steps;
    struct cp_life life; /* when it has steps */
};

enum err
asking_read(struct asking *asking, struct arena *a, text all, struct why *why);
/* Reads the sides of a file, or those of its "frozen" list. */
enum err asking_read_sides(struct asking *asking, struct arena *a,
    const struct json_value *sides, struct why *why);
enum err asking_read_steps(struct asking *asking, struct arena *a,
    const struct json_value *steps, struct why *why);
/* Is every member one of these, and there once? ends: NULL */
enum err asking_members(const struct json_value *v, const char *const *names,
    const char *of, struct why *why);
/* The unit of this name; -1: none. */
int32_t asking_unit(const struct asking *asking, text name);

/* The states, by the rule and by its second form, which must agree. */
enum err asking_judge(struct asking *asking, struct arena *a, struct why *why);

/* A state's reason, in English, without a full stop. */
void
asking_say_unit(const struct asking *asking, int32_t unit, struct buf *out);
void
asking_say_side(const struct asking *asking, int32_t side, struct buf *out);
void asking_say_whole(const struct asking *asking, struct buf *out);
const char *asking_say_refusal(enum cp_refusal refusal);

/* "YES_FOR_NOW", as files have it. */
const char *asking_result_word(enum cp_agreement_result r);
const char *asking_side_word(enum cp_side_state s);
const char *asking_unit_word(enum cp_unit_state u);
const char *asking_why_word(enum cp_why w);

void asking_print_json(const struct asking *asking, struct buf *out);
void asking_print_csv(const struct asking *asking, struct buf *out);
void asking_print_text(const struct asking *asking, struct buf *out);

#endif
