/* Why these two: the parts of their score, in words, and what to talk about
 * first. Only what both have is said: nobody sees another's list. */
#include "match/pair.h"
#include "match/round_inside.h"
#include "match/round_work.h"

#include "base/csv.h"

#include <string.h>

enum { TAGS_MAX = 64, SAID_MAX = 4 };

/* ---- Lists ----------------------------------------------------------------
 */

/* The columns of a frozen line, in the order of people.csv. */
enum field {
    INTERESTS = 6,
    SECTORS = 5,
    LANGUAGES = 7,
    OFFERS = 8,
    WANTS = 9,
    GOALS = 10,
    N_FIELDS
};

/* What they said of themselves when the round closed, else as it stands. */
static text
list_of(struct arena *a, const struct pair_people_row *p, enum field field)
{
    if (text_is_known(p->line)) {
        struct csv_reader *csv = arena_new(a, struct csv_reader, 1);
        struct csv_row row;
        text pieces[] = { text_of(round_line_head), p->line };
        int n_fed = 0;
        csv_open(csv, a);
        for (;;) {
            enum csv_step step = csv_next(csv, &row);
            if (step == CSV_HAS_ROW && csv->n_rows == 2)
                return (int)field < row.n_fields
                    ? arena_copy(a, row.fields[field])
                    : (text){ 0 };
            if (step == CSV_AT_END || step == CSV_IS_BAD)
                break;
            if (step == CSV_WANTS_MORE && n_fed < 2)
                csv_feed(csv, pieces[n_fed++]);
            else if (step == CSV_WANTS_MORE)
                csv_finish(csv);
        }
    }
    switch (field) {
    case INTERESTS: return p->interests;
    case SECTORS: return p->sectors;
    case LANGUAGES: return p->languages;
    case OFFERS: return p->offers;
    case WANTS: return p->wants;
    case GOALS: return p->goals;
    case N_FIELDS: break;
    }
    return (text){ 0 };
}

/* "tag:2" without its weight */
static text
tag_of(text piece)
{
    text weight;
    return text_trim(text_cut(text_trim(piece), ':', &weight));
}

static bool
has_tag(text list, text tag)
{
    while (!text_is_empty(list))
        if (text_is_equal(tag_of(text_cut(list, ';', &list)), tag))
            return true;
    return false;
}

/* What is in both lists; n of them at most are given. */
static int
common(text x, text y, text tags[static SAID_MAX])
{
    int n = 0;
    while (!text_is_empty(x) && n < SAID_MAX) {
        text tag = tag_of(text_cut(x, ';', &x));
        if (!text_is_empty(tag) && has_tag(y, tag))
            tags[n++] = tag;
    }
    return n;
}

/* "mental-health" as people read it. */
static text
tag_said(struct arena *a, text tag)
{
    char *to = arena_room(a, tag.len + 1);
    for (ptrdiff_t i = 0; i < tag.len; i++)
        to[i] = tag.ptr[i] == '-' || tag.ptr[i] == '_' ? ' ' : tag.ptr[i];
    to[tag.len] = 0;
    return (text){ to, tag.len };
}

static text
tags_said(struct arena *a, const text *tags, int n)
{
    struct buf b = buf_in(a, 120);
    for (int i = 0; i < n; i++) {
        if (i > 0)
            buf_add(&b, TEXT(", "));
        buf_add(&b, tag_said(a, tags[i]));
    }
    return buf_text(&b);
}

static text
language_said(text code)
{
    const struct lang *lang = lang_find(code);
    return lang == NULL ? code : lang_name(lang);
}

/* ---- Sentences ------------------------------------------------------------
 */

struct two {
    struct view *v;
    const struct pair_people_row *x, *y;
};

static text
say_common(const struct two *t, enum field field, const char *phrase)
{
    struct arena *a = t->v->arena;
    text tags[SAID_MAX];
    int n = common(list_of(a, t->x, field), list_of(a, t->y, field), tags);
    if (n == 0)
        return (text){ 0 };
    if (field == LANGUAGES)
        for (int i = 0; i < n; i++)
            tags[i] = language_said(tags[i]);
    return say_with(t->v, phrase, 1,
        (struct phrase_arg[]){ arg_text(tags_said(a, tags, n)) });
}

/* Interests and sectors count as one list. */
static text
say_interests(const struct two *t)
{
    struct arena *a = t->v->arena;
    text tags[2 * SAID_MAX];
    int n =
        common(list_of(a, t->x, INTERESTS), list_of(a, t->y, INTERESTS), tags);
    n += common(list_of(a, t->x, SECTORS), list_of(a, t->y, SECTORS), tags + n);
    if (n == 0)
        return (text){ 0 };
    return say_with(t->v, N_("Both care about: %s."), 1,
        (struct phrase_arg[]){ arg_text(tags_said(a, tags, n)) });
}

static text
say_gift(struct view *v, const struct pair_people_row *wants,
    const struct pair_people_row *offers)
{
    struct arena *a = v->arena;
    text tags[SAID_MAX];
    int n = common(list_of(a, wants, WANTS), list_of(a, offers, OFFERS), tags);
    if (n == 0)
        return (text){ 0 };
    return say_with(v, N_("%1$s wants to learn what %2$s can show: %3$s."), 3,
        (struct phrase_arg[]){ arg_text(wants->name), arg_text(offers->name),
            arg_text(tags_said(a, tags, n)) });
}

static text
say_give(const struct two *t)
{
    text one = say_gift(t->v, t->x, t->y), other = say_gift(t->v, t->y, t->x);
    if (!text_is_known(one) || !text_is_known(other))
        return text_is_known(one) ? one : other;
    return arena_join(t->v->arena, 3, (text[]){ one, TEXT(" "), other });
}

static text
say_level(struct view *v, int64_t value)
{
    return say(v,
        value == 100 ? N_("You work at the same level.")
            : value >= 75
            ? N_("You work a level apart.")
            : N_("You see the same thing from different levels."));
}

static text
say_item(const struct two *t, int item, int64_t value,
    const struct pair_get_row *row)
{
    struct view *v = t->v;
    text said;
    switch ((enum cp_item)item) {
    case CP_ITEM_ROLE:
        return value == 100 ? say(v, N_("You do the same kind of work."))
            : value > 0     ? say(v, N_("What you do lies near each other."))
                            : (text){ 0 };
    case CP_ITEM_LEVEL: return say_level(v, value);
    case CP_ITEM_INTERESTS: return say_interests(t);
    case CP_ITEM_LANGUAGE:
        said = say_common(t, LANGUAGES, N_("Both speak: %s."));
        return text_is_known(said) || !row->has_interpreter
            ? said
            : say(v, N_("An interpreter is paid for."));
    case CP_ITEM_GIVE: return say_give(t);
    case CP_ITEM_GOALS: return say_common(t, GOALS, N_("Both aim for: %s."));
    case CP_ITEM_TIME:
        return value == 100 ? say(v, N_("You have enough free days in common."))
                            : say(v, N_("You have some free days in common."));
    case CP_ITEMS: break;
    }
    return (text){ 0 };
}

/* ---- First questions ------------------------------------------------------
 */

static void
ask(struct pair_why *why, text question)
{
    if (text_is_known(question) &&
        why->n_questions < (int)(sizeof why->questions / sizeof(text)))
        why->questions[why->n_questions++] = question;
}

static text
ask_gift(struct view *v, const struct pair_people_row *wants,
    const struct pair_people_row *offers)
{
    struct arena *a = v->arena;
    text tags[SAID_MAX];
    if (common(list_of(a, wants, WANTS), list_of(a, offers, OFFERS), tags) == 0)
        return (text){ 0 };
    return say_with(v,
        N_("%1$s: what have you tried already, and where did it stop? %2$s: "
           "how did you begin? It is about: %3$s."),
        3,
        (struct phrase_arg[]){ arg_text(wants->name), arg_text(offers->name),
            arg_text(tag_said(a, tags[0])) });
}

static text
ask_common(const struct two *t, enum field field, const char *phrase)
{
    struct arena *a = t->v->arena;
    text tags[SAID_MAX];
    if (common(list_of(a, t->x, field), list_of(a, t->y, field), tags) == 0)
        return (text){ 0 };
    return say_with(t->v, phrase, 1,
        (struct phrase_arg[]){ arg_text(tag_said(a, tags[0])) });
}

static void
ask_all(const struct two *t, struct pair_why *why)
{
    struct view *v = t->v;
    ask(why, ask_gift(v, t->x, t->y));
    ask(why, ask_gift(v, t->y, t->x));
    ask(why,
        ask_common(t, INTERESTS,
            N_("What does a usual week look like where you are, when it comes "
               "to this: %s?")));
    ask(why,
        ask_common(t, GOALS,
            N_("What would have to be different in a year, where each of you "
               "works: %s?")));
    ask(why,
        say(v,
            N_("What would you show first, if the other stood at your door "
               "tomorrow?")));
    ask(why,
        say(v,
            N_("When and how are you best reached, and what should the other "
               "know about your days?")));
    ask(why,
        say(v,
            N_("What would make you say, half a year from now, that it was "
               "worth your time?")));
}

/* ---- All of it ------------------------------------------------------------
 */

void
pair_explain(struct view *v, const struct pair_get_row *row,
    const struct pair_people_row *people, ptrdiff_t n_people,
    struct pair_why *why)
{
    text points = row->points, fits = row->fits;
    *why = (struct pair_why){ .wished = row->wished };
    const struct pair_people_row *x = NULL, *y = NULL;
    for (ptrdiff_t i = 0; i < n_people; i++) {
        x = people[i].id == row->a_id ? &people[i] : x;
        y = people[i].id == row->b_id ? &people[i] : y;
    }
    for (int i = 0; i < CP_ITEMS && text_is_known(points); i++) {
        struct pair_part *part = &why->parts[why->n_parts++];
        int64_t value = 0;
        text fit = text_trim(text_cut(fits, ';', &fits));
        *part = (struct pair_part){ .word = round_item_words[i] };
        if (!text_parse_int(
                text_trim(text_cut(points, ';', &points)), &part->points))
            part->points = 0;
        part->is_blank = !text_parse_int(fit, &value);
        if (x == NULL || y == NULL || part->is_blank)
            continue;
        struct two two = { v, x, y };
        part->said = say_item(&two, i, value, row);
    }
    if (x != NULL && y != NULL) {
        struct two two = { v, x, y };
        ask_all(&two, why);
    }
}
