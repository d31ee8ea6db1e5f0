/* Why these two, and what to talk about first. Only what both have is said:
 * nobody sees another's list. */
#include "match/pair.h"

#include "base/csv.h"
#include "match/round_work.h"

/* The columns of a frozen line, in the order of round_line_head. */
enum field { INTERESTS = 6, OFFERS = 8, WANTS = 9, GOALS = 10, N_FIELDS };

struct talking {
    struct view *v;
    const struct asked *asked;
    const struct pair_people_row *x, *y;
    text of_x[N_FIELDS], of_y[N_FIELDS];
    struct pair_why *why;
};

static void
read_line(struct arena *a, text line, text fields[static N_FIELDS])
{
    struct csv_reader *csv = arena_new(a, struct csv_reader, 1);
    struct csv_row row;
    text pieces[] = { text_of(round_line_head), line };
    int n_fed = 0;
    csv_open(csv, a);
    for (;;) {
        enum csv_step step = csv_next(csv, &row);
        if (step == CSV_AT_END || step == CSV_IS_BAD)
            return;
        if (step == CSV_HAS_ROW) {
            for (int f = 0;
                 csv->n_rows == 2 && f < N_FIELDS && f < row.n_fields; f++)
                fields[f] = arena_copy(a, row.fields[f]);
        } else if (n_fed < 2 && text_is_known(pieces[n_fed])) {
            csv_feed(csv, pieces[n_fed++]);
        } else {
            csv_finish(csv);
        }
    }
}

/* "tag:2" without its weight */
static text
tag_of(text piece)
{
    text weight;
    return text_trim(text_cut(text_trim(piece), ':', &weight));
}

/* The first that is in both; not known: none. */
static text
common(text x, text y)
{
    while (!text_is_empty(x)) {
        text tag = tag_of(text_cut(x, ';', &x));
        for (text rest = y; !text_is_empty(tag) && !text_is_empty(rest);)
            if (text_is_equal(tag_of(text_cut(rest, ';', &rest)), tag))
                return tag;
    }
    return (text){ 0 };
}

/* ---- First questions --------------------------------------------------- */

static void
ask(struct talking *t, text question)
{
    struct pair_why *why = t->why;
    if (text_is_known(question) &&
        why->n_questions < (int)(sizeof why->questions / sizeof(text)))
        why->questions[why->n_questions++] = question;
}

static void
ask_gift(struct talking *t, const struct pair_people_row *wants, text wanted,
    const struct pair_people_row *offers, text offered)
{
    text tag = common(wanted, offered);
    if (text_is_known(tag))
        ask(t,
            say_with(t->v,
                N_("%1$s: what have you tried already, and where did it stop? "
                   "%2$s: how did you begin? It is about: %3$s."),
                3,
                (struct phrase_arg[]){ arg_text(wants->name),
                    arg_text(offers->name),
                    arg_text(round_tag_said(t->v, t->asked, "wants", tag)) }));
}

static void
ask_common(struct talking *t, enum field field, const char *question,
    const char *phrase)
{
    text tag = common(t->of_x[field], t->of_y[field]);
    if (text_is_known(tag))
        ask(t,
            say_with(t->v, phrase, 1,
                (struct phrase_arg[]){
                    arg_text(round_tag_said(t->v, t->asked, question, tag)) }));
}

static void
ask_all(struct talking *t)
{
    struct view *v = t->v;
    ask_gift(t, t->x, t->of_x[WANTS], t->y, t->of_y[OFFERS]);
    ask_gift(t, t->y, t->of_y[WANTS], t->x, t->of_x[OFFERS]);
    ask_common(t, INTERESTS, "interests",
        N_("What does a usual week look like where you are, when it comes to "
           "this: %s?"));
    ask_common(t, GOALS, "goals",
        N_("What would have to be different in a year, where each of you "
           "works: %s?"));
    ask(t,
        say(v,
            N_("What would you show first, if the other stood at your door "
               "tomorrow?")));
    ask(t,
        say(v,
            N_("When and how are you best reached, and what should the other "
               "know about your days?")));
    ask(t,
        say(v,
            N_("What would make you say, half a year from now, that it was "
               "worth your time?")));
}

/* ---- All of it --------------------------------------------------------- */

void
pair_explain(struct view *v, const struct round_row *round,
    const struct asked *asked, const struct pair *pair, struct pair_why *why)
{
    struct talking t = { .v = v, .asked = asked, .why = why };
    *why = (struct pair_why){ .n_questions = 0 };
    for (ptrdiff_t i = 0; i < pair->n_people; i++) {
        const struct pair_people_row *p = &pair->people[i];
        t.x = p->id == pair->row.a_id ? p : t.x;
        t.y = p->id == pair->row.b_id ? p : t.y;
    }
    if (t.x == NULL || t.y == NULL) /* somebody left */
        return;
    struct round_explained x = { .round = round,
        .asked = asked,
        .a_name = t.x->name,
        .b_name = t.y->name,
        .a_line = t.x->line,
        .b_line = t.y->line,
        .points = pair->row.points,
        .fits = pair->row.fits };
    round_explain(v, &x);
    for (int i = 0; i < CP_ITEMS; i++)
        if (x.parts[i].max > 0)
            why->parts[why->n_parts++] = x.parts[i];
    for (int f = 0; f < N_FIELDS; f++)
        t.of_x[f] = t.of_y[f] = TEXT("");
    read_line(v->arena, t.x->line, t.of_x);
    read_line(v->arena, t.y->line, t.of_y);
    ask_all(&t);
}

enum err
pair_explain_third(struct view *v, struct db *db, const struct asked *asked,
    const struct pair *pair, struct pair_why *why)
{
    struct arena *a = v->arena;
    const struct pair_people_row *third = NULL, *across = NULL;
    struct round r;
    struct cp_score score;
    struct why fault = { .text = "" };
    for (ptrdiff_t i = 0; pair->row.has_third_id && i < pair->n_people; i++)
        if (pair->people[i].id == pair->row.third_id)
            third = &pair->people[i];
    for (ptrdiff_t i = 0; third != NULL && i < pair->n_people; i++)
        if (across == NULL && pair->people[i].position != third->position)
            across = &pair->people[i];
    if (across == NULL)
        return OK;
    enum err e = round_load(db, a, pair->row.round_id, &r);
    if (e == OK)
        e = round_work_score(db, a, &r, across->id, third->id, &score, &fault);
    if (e != OK)
        return e == ERR_NOT_FOUND || e == ERR_BAD_INPUT ? OK : e;
    struct round_explained x = { .round = &r.row,
        .asked = asked,
        .a_name = across->name,
        .b_name = third->name,
        .a_line = across->line,
        .b_line = third->line,
        .points = round_numbers(a, score.points, NULL),
        .fits = round_numbers(a, score.values, score.is_blank) };
    round_explain(v, &x);
    for (int i = 0; i < CP_ITEMS; i++)
        if (x.parts[i].max > 0)
            why->third_parts[why->n_third_parts++] = x.parts[i];
    why->third = third->name;
    why->across = across->name;
    why->third_points = score.total - score.wished;
    return OK;
}
