/* A set of groups as the engine sees it, and what is said of its groups. */
#include "match/group.h"

#include "base/csv.h"
#include "match/round_explain.h"
#include "match/round_work.h"
#include "os/entropy.h"

#include <string.h>

/* ---- Loading ----------------------------------------------------------------
 */

/* The lines of people.csv in their fields, one after another. */
static void
take_apart(struct arena *a, struct group_set *set)
{
    struct csv_reader *csv = arena_new(a, struct csv_reader, 1);
    struct buf all = buf_in(a, 8192);
    struct csv_row row;
    ptrdiff_t n = -1; /* the head */
    buf_add(&all, text_of(round_line_head));
    for (ptrdiff_t i = 0; i < set->n_members; i++)
        buf_add(&all, set->members[i].row->line);
    text rest = buf_text(&all);
    csv_open(csv, a);
    for (bool is_over = false; !is_over;) {
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            if (text_is_known(rest))
                csv_feed(csv, rest);
            else
                csv_finish(csv);
            rest = (text){ 0 };
            break;
        case CSV_HAS_ROW:
            for (int i = 0; n >= 0 && n < set->n_members && i < GROUP_FIELDS;
                 i++)
                set->members[n].fields[i] =
                    i < row.n_fields ? arena_copy(a, row.fields[i]) : TEXT("");
            n++;
            break;
        case CSV_AT_END:
        case CSV_IS_BAD: is_over = true; break;
        }
    }
}

enum err
group_set_load(
    struct db *db, struct arena *a, int64_t id, struct group_set *set)
{
    bool is_found = false, has_state = false;
    struct match_group_person *people;
    *set = (struct group_set){ .n_members = 0 };
    struct db_batch batch = db_batch_open(db, a);
    match_group_set_get_ask(&batch, (struct match_group_set_get_in){ .id = id },
        &set->row, &is_found);
    match_group_state_get_ask(&batch,
        (struct match_group_state_get_in){ .id = id }, &set->state, &has_state);
    match_group_person_list_ask(&batch,
        (struct match_group_person_list_in){
            .set_id = id, .n_rows = GROUP_PEOPLE_MAX },
        &people, &set->n_members);
    match_group_rule_list_ask(&batch,
        (struct match_group_rule_list_in){
            .set_id = id, .n_rows = GROUP_RULES_MAX },
        &set->rules, &set->n_rules);
    match_group_list_ask(&batch,
        (struct match_group_list_in){ .set_id = id, .n_rows = GROUPS_MAX },
        &set->groups, &set->n_groups);
    enum err e = db_batch_run(&batch);
    if (e == OK && !is_found)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (!has_state)
        set->state = (struct match_group_state){
            .id = id, .status = TEXT("open"), .seed = TEXT("")
        };
    set->is_confirmed = text_is_equal(set->state.status, TEXT("confirmed"));
    set->is_proposed = text_is_equal(set->state.status, TEXT("proposed"));
    set->members = arena_new(a, struct group_member, set->n_members + 1);
    for (ptrdiff_t i = 0; i < set->n_members; i++)
        set->members[i].row = &people[i];
    take_apart(a, set);
    set->address = arena_print(a, "/groups/%.*s", TEXT_ARG(match_key(a, id)));
    return OK;
}

enum err
group_words(struct db *db, struct arena *a, struct group_set *set)
{
    struct match_group_words_row found;
    enum err e = match_group_words(db, a,
        (struct match_group_words_in){
            .partnership_id = set->row.partnership_id },
        &found);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    struct round_row row = { .has_questionnaire_id = found.has_questionnaire_id,
        .questionnaire_id = found.questionnaire_id };
    struct asked *asked;
    e = round_asked(db, a, &row, &asked);
    set->asked = asked;
    return e;
}

static text
code_of(const struct group_set *set, int64_t id)
{
    for (ptrdiff_t i = 0; i < set->n_members; i++)
        if (set->members[i].row->id == id)
            return set->members[i].fields[GROUP_CODE];
    return (text){ 0 };
}

static void
add_rules(const struct group_set *set, struct match_rules *rules)
{
    for (ptrdiff_t i = 0; i < set->n_rules; i++) {
        struct code_pair pair = { code_of(set, set->rules[i].a_id),
            code_of(set, set->rules[i].b_id) };
        bool is_together = text_is_equal(set->rules[i].kind, TEXT("together"));
        if (text_is_empty(pair.a) || text_is_empty(pair.b))
            continue;
        if (is_together && rules->n_pins < PINS_MAX)
            rules->pins[rules->n_pins++] = pair;
        if (!is_together && rules->n_vetoes < VETOES_MAX)
            rules->vetoes[rules->n_vetoes++] = pair;
    }
}

enum err
group_set_problem(struct arena *a, struct group_set *set,
    struct group_problem *g, struct why *why)
{
    struct buf csv = buf_in(a, 8192);
    *g = (struct group_problem){ .least = set->row.size_min,
        .most = set->row.size_max,
        .rules = { .score = cp_score_usual,
            .organisation_max = set->row.has_organisation_max
                ? (int32_t)set->row.organisation_max
                : 0,
            .lived_min =
                set->row.has_lived_min ? (int32_t)set->row.lived_min : 0,
            .days_min = set->row.has_days_min ? (int32_t)set->row.days_min : 0,
            .hours_min =
                set->row.has_hours_min ? (int32_t)set->row.hours_min : 0 } };
    g->alone = text_is_equal(set->row.alone, TEXT("side")) ? GROUP_ALONE_SIDE
        : text_is_equal(set->row.alone, TEXT("role"))      ? GROUP_ALONE_ROLE
        : text_is_equal(set->row.alone, TEXT("level"))     ? GROUP_ALONE_LEVEL
                                                           : GROUP_ALONE_MAY_BE;
    g->rules.score.has_interpreter = !set->row.is_one_language;
    if (set->n_members == 0)
        return err_say(why, ERR_BAD_INPUT, "nobody is in it yet");
    buf_add(&csv, text_of(round_line_head));
    for (ptrdiff_t i = 0; i < set->n_members; i++)
        buf_add(&csv, set->members[i].row->line);
    enum err e =
        match_read_text(&g->people, TEXT("people"), buf_text(&csv), a, why);
    if (e != OK)
        return e;
    for (ptrdiff_t i = 0; i < set->n_members; i++) {
        const struct match_person *m =
            match_find(&g->people, set->members[i].fields[GROUP_CODE]);
        require(m != NULL);
        set->members[i].at = m - g->people.people;
    }
    add_rules(set, &g->rules);
    return group_problem_make(g, a, why);
}

bool
group_set_answer(
    struct arena *a, const struct group_set *set, struct group_problem *g)
{
    ptrdiff_t n_groups = g->problem.n_groups;
    for (ptrdiff_t i = 0; i < set->n_members; i++) {
        const struct match_group_person *row = set->members[i].row;
        if (!row->has_position || row->position < 1 ||
            row->position > GROUPS_MAX)
            return false;
        n_groups = row->position > n_groups ? row->position : n_groups;
    }
    if (set->n_members == 0)
        return false;
    /* sizes may have been changed since */
    int32_t *lower = arena_new(a, int32_t, n_groups);
    int32_t *upper = arena_new(a, int32_t, n_groups);
    for (ptrdiff_t k = 0; k < n_groups; k++) {
        lower[k] = (int32_t)g->least;
        upper[k] = (int32_t)g->most;
    }
    g->problem.n_groups = n_groups;
    g->problem.lower = lower;
    g->problem.upper = upper;
    g->answer.group_of = arena_new(a, int32_t, set->n_members);
    g->answer.values = arena_new(a, int64_t, n_groups);
    for (ptrdiff_t i = 0; i < set->n_members; i++)
        g->answer.group_of[set->members[i].at] =
            (int32_t)set->members[i].row->position - 1;
    group_problem_value(&g->problem, &g->answer);
    return true;
}

/* ---- What rules are broken
 * ----------------------------------------------------- */

static const struct group_member *
member_at(const struct group_set *set, ptrdiff_t at)
{
    for (ptrdiff_t i = 0; i < set->n_members; i++)
        if (set->members[i].at == at)
            return &set->members[i];
    return NULL;
}

struct saying {
    struct view *v;
    text *to;
    int n, max;
};

static void
add_said(struct saying *s, text sentence)
{
    if (s->n < s->max)
        s->to[s->n++] = sentence;
}

static void
say_sizes(struct saying *s, const struct group_problem *g, int64_t size)
{
    if (size > 0 && size < g->least)
        add_said(s,
            say_with(s->v, N_("It has %d people, and at least %d are wanted."),
                2,
                (struct phrase_arg[]){
                    phrase_arg(size), phrase_arg(g->least) }));
    if (size > g->most)
        add_said(s,
            say_with(s->v, N_("It has %d people, and at most %d are wanted."),
                2,
                (struct phrase_arg[]){
                    phrase_arg(size), phrase_arg(g->most) }));
}

static void
say_pairs(struct saying *s, const struct group_set *set,
    const struct group_problem *g, ptrdiff_t group)
{
    const int32_t *of = g->answer.group_of;
    for (ptrdiff_t i = 0; i < g->problem.n_together; i++) {
        ptrdiff_t x = g->problem.together[i][0], y = g->problem.together[i][1];
        if ((of[x] == group) == (of[y] == group))
            continue;
        add_said(s,
            say_with(s->v, N_("%s and %s must be together."), 2,
                (struct phrase_arg[]){ phrase_arg(member_at(set, x)->row->name),
                    phrase_arg(member_at(set, y)->row->name) }));
    }
    for (ptrdiff_t i = 0; i < g->n_apart_said; i++) {
        ptrdiff_t x = g->apart_said[i][0], y = g->apart_said[i][1];
        if (of[x] != group || of[y] != group)
            continue;
        add_said(s,
            say_with(s->v, N_("%s and %s must not be together."), 2,
                (struct phrase_arg[]){ phrase_arg(member_at(set, x)->row->name),
                    phrase_arg(member_at(set, y)->row->name) }));
    }
}

/* How many of the group have that number; kinds and organisations are few. */
static int64_t
count_of(const int32_t *of, const int32_t *what, ptrdiff_t n, ptrdiff_t group,
    int32_t number)
{
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        count += of[i] == group && what[i] == number;
    return count;
}

static void
say_kinds(struct saying *s, const struct group_set *set,
    const struct group_problem *g, ptrdiff_t group)
{
    const int32_t *of = g->answer.group_of;
    const struct cp_groups *p = &g->problem;
    bool is_organisation_said = false;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        if (of[i] != group)
            continue;
        if (p->organisation_max > 0 && p->organisation[i] != 0 &&
            !is_organisation_said &&
            count_of(of, p->organisation, p->n, group, p->organisation[i]) >
                p->organisation_max) {
            is_organisation_said = true;
            add_said(s,
                say_with(s->v, N_("More than %d are of %s."), 2,
                    (struct phrase_arg[]){ phrase_arg(p->organisation_max),
                        phrase_arg(
                            member_at(set, i)->fields[GROUP_ORGANISATION]) }));
        }
        if (p->kind != NULL && p->kind[i] != 0 &&
            count_of(of, p->kind, p->n, group, p->kind[i]) == 1)
            add_said(s,
                say_with(s->v, N_("%s would be the only one of their kind."), 1,
                    (struct phrase_arg[]){
                        phrase_arg(member_at(set, i)->row->name) }));
    }
}

static void
say_common(struct saying *s, const struct group_problem *g, ptrdiff_t group)
{
    const int32_t *of = g->answer.group_of;
    const struct cp_groups *p = &g->problem;
    uint64_t languages = UINT64_MAX;
    int64_t n_lived = 0, n_slots = 0, size = 0;
    for (ptrdiff_t i = 0; i < p->n; i++) {
        if (of[i] != group)
            continue;
        size++;
        if (p->languages != NULL)
            languages &= p->languages[i];
        n_lived += p->lived != NULL && p->lived[i] != 0;
    }
    for (ptrdiff_t w = 0; p->slots != NULL && w < p->n_words; w++) {
        uint64_t all = UINT64_MAX;
        for (ptrdiff_t i = 0; i < p->n; i++)
            if (of[i] == group)
                all &= p->slots[i * p->n_words + w];
        for (; size > 0 && all != 0; all &= all - 1)
            n_slots++;
    }
    if (size == 0)
        return;
    if (p->lived != NULL && n_lived < p->lived_min)
        add_said(s, say(s->v, N_("Too few with lived experience are in it.")));
    if (p->languages != NULL && languages == 0)
        add_said(s, say(s->v, N_("They share no language.")));
    if (p->slots != NULL && n_slots < p->slots_min)
        add_said(s,
            g->rules.hours_min > 0
                ? say_with(s->v,
                      N_("They are all free for %d hours, and %d are needed."),
                      2,
                      (struct phrase_arg[]){ phrase_arg(n_slots / 2),
                          phrase_arg(g->rules.hours_min) })
                : say_with(s->v,
                      N_("They are all free on %d days, and %d are needed."), 2,
                      (struct phrase_arg[]){
                          phrase_arg(n_slots), phrase_arg(p->slots_min) }));
}

int
group_broken(struct view *v, const struct group_set *set,
    const struct group_problem *g, ptrdiff_t group, text *to, int max)
{
    struct saying s = { .v = v, .to = to, .max = max };
    int64_t size = 0;
    for (ptrdiff_t i = 0; i < g->problem.n; i++)
        size += g->answer.group_of[i] == group;
    say_sizes(&s, g, size);
    say_pairs(&s, set, g, group);
    say_kinds(&s, set, g, group);
    say_common(&s, g, group);
    return s.n;
}

/* ---- Why these are together
 * ------------------------------------------------------- */

/* The words of a list of tags without their weights, folded alike. */
static bool
has_tag(struct arena *a, text list, text word)
{
    text one, rest;
    while (text_is_known(one = match_list_next(&list)))
        if (text_is_equal(lang_fold(a, text_cut(one, ':', &rest)), word))
            return true;
    return false;
}

static int64_t
count_tag(struct view *v, const struct group_set *set, int64_t position,
    enum group_field field, text word)
{
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < set->n_members; i++) {
        const struct group_member *m = &set->members[i];
        n += m->row->has_position && m->row->position == position &&
            has_tag(v->arena, m->fields[field], word);
    }
    return n;
}

/* Words that at least `least` of them have. */
static text
shared_words(struct view *v, const struct group_set *set, int64_t position,
    enum group_field field, const char *question, int64_t least)
{
    struct buf said = buf_in(v->arena, 100), seen = buf_in(v->arena, 100);
    int n = 0;
    for (ptrdiff_t i = 0; i < set->n_members && n < 4; i++) {
        const struct group_member *m = &set->members[i];
        text list = m->fields[field], one, rest;
        if (!m->row->has_position || m->row->position != position)
            continue;
        while (n < 4 && text_is_known(one = match_list_next(&list))) {
            text word = text_trim(text_cut(one, ':', &rest));
            text folded = lang_fold(v->arena, word);
            if (match_list_has(v->arena, buf_text(&seen), folded) ||
                count_tag(v, set, position, field, folded) < least)
                continue;
            buf_print(&seen, ";%.*s", TEXT_ARG(folded));
            buf_add(&said, n++ > 0 ? TEXT(", ") : TEXT(""));
            buf_add(&said, round_tag_said(v, set->asked, question, word));
        }
    }
    return buf_text(&said);
}

static int64_t
count_different(const struct group_set *set, int64_t position,
    enum group_field field, int64_t *size)
{
    int64_t n = 0;
    *size = 0;
    for (ptrdiff_t i = 0; i < set->n_members; i++) {
        const struct group_member *m = &set->members[i];
        bool is_new = m->row->has_position && m->row->position == position;
        *size += is_new;
        is_new = is_new && !text_is_empty(m->fields[field]);
        for (ptrdiff_t k = 0; is_new && k < i; k++)
            is_new = !(set->members[k].row->has_position &&
                set->members[k].row->position == position &&
                text_is_equal(set->members[k].fields[field], m->fields[field]));
        n += is_new;
    }
    return n;
}

int
group_why(struct view *v, const struct group_set *set, int64_t position,
    text *to, int max)
{
    struct saying s = { .v = v, .to = to, .max = max };
    int64_t size;
    int64_t n_roles = count_different(set, position, GROUP_ROLE, &size);
    int64_t n_organisations =
        count_different(set, position, GROUP_ORGANISATION, &size);
    int64_t half = size < 4 ? 2 : (size + 1) / 2;
    text ground =
        shared_words(v, set, position, GROUP_INTERESTS, "interests", half);
    text goals = shared_words(v, set, position, GROUP_GOALS, "goals", half);
    text languages =
        shared_words(v, set, position, GROUP_LANGUAGES, "languages", size);
    if (!text_is_empty(ground))
        add_said(&s,
            say_with(v, N_("Most care about: %s."), 1,
                (struct phrase_arg[]){ phrase_arg(ground) }));
    if (!text_is_empty(goals))
        add_said(&s,
            say_with(v, N_("Most want the same: %s."), 1,
                (struct phrase_arg[]){ phrase_arg(goals) }));
    if (n_roles > 1)
        add_said(&s,
            say_with(v, N_("They come from %d different kinds of role."), 1,
                (struct phrase_arg[]){ phrase_arg(n_roles) }));
    if (n_organisations > 1)
        add_said(&s,
            say_with(v, N_("They come from %d organisations."), 1,
                (struct phrase_arg[]){ phrase_arg(n_organisations) }));
    if (!text_is_empty(languages))
        add_said(&s,
            say_with(v, N_("All of them speak: %s."), 1,
                (struct phrase_arg[]){ phrase_arg(languages) }));
    return s.n;
}
