#include "match/round_explain.h"

#include "base/csv.h"
#include "match/round_work.h"

#include <string.h>

enum { TAGS_SAID = 5, TAGS_MAX = 64 };

/* The columns of a line, in the order of round_line_head. */
enum field {
    ROLE_FAMILY = 3,
    SECTORS = 5,
    INTERESTS,
    LANGUAGES,
    OFFERS,
    WANTS,
    GOALS,
    N_FIELDS
};

struct explaining {
    struct view *v;
    const struct round_explained *x;
    text a[N_FIELDS], b[N_FIELDS];
};

static void
read_line(struct arena *a, text line, text fields[static N_FIELDS])
{
    struct csv_reader *csv = arena_new(a, struct csv_reader, 1);
    struct csv_row row;
    text whole = arena_join(a, 2, (text[]){ text_of(round_line_head), line });
    bool is_fed = false;
    for (int f = 0; f < N_FIELDS; f++)
        fields[f] = TEXT("");
    csv_open(csv, a);
    for (;;) {
        switch (csv_next(csv, &row)) {
        case CSV_WANTS_MORE:
            if (is_fed)
                csv_finish(csv);
            else
                csv_feed(csv, whole);
            is_fed = true;
            continue;
        case CSV_HAS_ROW:
            for (int f = 0;
                 csv->n_rows == 2 && f < N_FIELDS && f < row.n_fields; f++)
                fields[f] = arena_copy(a, row.fields[f]);
            continue;
        case CSV_AT_END:
        case CSV_IS_BAD: return;
        }
    }
}

/* ---- Tags ------------------------------------------------------------------
 */

text
round_tag_said(
    struct view *v, const struct asked *asked, const char *question, text tag)
{
    text said = asked == NULL
        ? (text){ NULL, 0 }
        : asked_word(asked, v->lang,
              word_key(v->arena, text_of(question), ":", tag), NULL);
    if (text_is_known(said) && !text_is_equal(said, tag))
        return said;
    if (strcmp(question, "goals") == 0) /* asked in their own words as well */
        return round_tag_said(v, asked, "goal_tags", tag);
    const struct lang *lang =
        strcmp(question, "languages") == 0 ? lang_find(tag) : NULL;
    if (lang != NULL)
        return lang_name(lang);
    char *to = arena_room(v->arena, tag.len + 1);
    for (ptrdiff_t i = 0; i < tag.len; i++)
        to[i] = tag.ptr[i] == '_' || tag.ptr[i] == '-' ? ' ' : tag.ptr[i];
    to[tag.len] = 0;
    return (text){ to, tag.len };
}

static text
tag_of(text piece, int64_t *weight)
{
    text number, tag = text_trim(text_cut(text_trim(piece), ':', &number));
    if (!text_is_known(number) || !text_parse_int(text_trim(number), weight))
        *weight = 3;
    return tag;
}

static bool
has_tag(text list, text tag, int64_t *weight)
{
    while (!text_is_empty(list))
        if (text_is_equal(tag_of(text_cut(list, ';', &list), weight), tag))
            return true;
    return false;
}

/* What is in both, as people read it: "Teaching and training, Research". */
static text
both_said(const struct explaining *e, const char *question, text a, text b)
{
    struct buf said = buf_in(e->v->arena, 120);
    int n = 0;
    while (!text_is_empty(a) && n < TAGS_SAID) {
        int64_t weight;
        text tag = tag_of(text_cut(a, ';', &a), &weight);
        if (text_is_empty(tag) || !has_tag(b, tag, &weight))
            continue;
        buf_add(&said, n++ > 0 ? TEXT(", ") : TEXT(""));
        buf_add(&said, round_tag_said(e->v, e->x->asked, question, tag));
    }
    return n > 0 ? buf_text(&said) : (text){ NULL, 0 };
}

/* ---- Sentences --------------------------------------------------------------
 */

static text
with(const struct explaining *e, const char *phrase, text one, text two)
{
    return say_with(
        e->v, phrase, 2, (struct phrase_arg[]){ arg_text(one), arg_text(two) });
}

static text
say_role(const struct explaining *e, int64_t value)
{
    text a =
        round_tag_said(e->v, e->x->asked, "role_family", e->a[ROLE_FAMILY]);
    text b =
        round_tag_said(e->v, e->x->asked, "role_family", e->b[ROLE_FAMILY]);
    return value == 100 ? say_with(e->v, N_("The same work: %s."), 1,
                              (struct phrase_arg[]){ arg_text(a) })
        : value > 0     ? with(e, N_("Work that is near: %1$s / %2$s."), a, b)
                        : with(e, N_("Other work: %1$s / %2$s."), a, b);
}

static text
say_level(const struct explaining *e, int64_t value)
{
    return value == 100 ? say(e->v, N_("As close to daily life."))
                        : say_plural(e->v, "%d step apart.", "%d steps apart.",
                              (100 - value) / 25);
}

static text
say_interests(const struct explaining *e)
{
    text x = both_said(e, "interests", e->a[INTERESTS], e->b[INTERESTS]);
    text y = both_said(e, "sectors", e->a[SECTORS], e->b[SECTORS]);
    text all = text_is_known(x) && text_is_known(y)
        ? arena_join(e->v->arena, 3, (text[]){ x, TEXT(", "), y })
        : text_is_known(x) ? x
                           : y;
    return text_is_known(all) ? say_with(e->v, N_("In common: %s."), 1,
                                    (struct phrase_arg[]){ arg_text(all) })
                              : say(e->v, N_("Nothing in common."));
}

static text
say_language(const struct explaining *e, int64_t value)
{
    text all = both_said(e, "languages", e->a[LANGUAGES], e->b[LANGUAGES]);
    if (!text_is_known(all))
        return say(e->v, N_("By an interpreter, who is paid for."));
    return say_with(e->v,
        value >= 100 ? N_("Both speak %s.")
                     : N_("Both speak %s, one of them only a little."),
        1, (struct phrase_arg[]){ arg_text(all) });
}

static text
say_gift(
    const struct explaining *e, text giver, text offers, text taker, text wants)
{
    text all = both_said(e, "offers", offers, wants);
    return text_is_known(all)
        ? say_with(e->v, N_("%1$s offers what %2$s wants: %3$s."), 3,
              (struct phrase_arg[]){
                  arg_text(giver), arg_text(taker), arg_text(all) })
        : all;
}

static text
say_give(const struct explaining *e)
{
    const struct round_explained *x = e->x;
    text one = say_gift(e, x->a_name, e->a[OFFERS], x->b_name, e->b[WANTS]);
    text other = say_gift(e, x->b_name, e->b[OFFERS], x->a_name, e->a[WANTS]);
    if (text_is_known(one) && text_is_known(other))
        return arena_join(e->v->arena, 3, (text[]){ one, TEXT(" "), other });
    if (!text_is_known(one) && !text_is_known(other))
        return say(e->v, N_("Neither offers what the other wants."));
    return arena_join(e->v->arena, 3,
        (text[]){ text_is_known(one) ? one : other, TEXT(" "),
            say(e->v, N_("That goes one way only, and so gives no points.")) });
}

static text
say_goals(const struct explaining *e)
{
    text all = both_said(e, "goals", e->a[GOALS], e->b[GOALS]);
    return text_is_known(all) ? say_with(e->v, N_("In common: %s."), 1,
                                    (struct phrase_arg[]){ arg_text(all) })
                              : say(e->v, N_("Nothing in common."));
}

static text
say_time(const struct explaining *e, int64_t value)
{
    const struct round_row *r = e->x->round;
    int64_t needed =
        r->has_days_needed ? r->days_needed : cp_score_usual.days_needed;
    if (value >= 100)
        return say_plural(e->v, "At least %d day in common.",
            "At least %d days in common.", needed);
    return say_plural(e->v, "%d day in common.", "%d days in common.",
        (value * needed + 99) / 100);
}

static text
say_item(const struct explaining *e, int item, int64_t value)
{
    switch ((enum cp_item)item) {
    case CP_ITEM_ROLE: return say_role(e, value);
    case CP_ITEM_LEVEL: return say_level(e, value);
    case CP_ITEM_INTERESTS: return say_interests(e);
    case CP_ITEM_LANGUAGE: return say_language(e, value);
    case CP_ITEM_GIVE: return say_give(e);
    case CP_ITEM_GOALS: return say_goals(e);
    case CP_ITEM_TIME: return say_time(e, value);
    case CP_ITEMS: break;
    }
    return (text){ NULL, 0 };
}

/* ---- All of it --------------------------------------------------------------
 */

void
round_explain(struct view *v, struct round_explained *x)
{
    struct explaining *e = arena_new(v->arena, struct explaining, 1);
    int64_t weights[CP_ITEMS], all = 0;
    text points = x->points, fits = x->fits;
    *e = (struct explaining){ .v = v, .x = x };
    read_line(v->arena, x->a_line, e->a);
    read_line(v->arena, x->b_line, e->b);
    /* of who was erased nothing is known: points alone are left */
    bool is_gone = text_is_empty(x->a_line) || text_is_empty(x->b_line);
    round_weights(x->round, weights);
    for (int i = 0; i < CP_ITEMS; i++)
        all += weights[i];
    for (int i = 0; i < CP_ITEMS; i++) {
        int64_t value = 0, n = 0;
        text fit = text_trim(text_cut(fits, ';', &fits));
        bool is_blank = !text_parse_int(fit, &value);
        if (!text_parse_int(text_trim(text_cut(points, ';', &points)), &n))
            n = 0;
        /* a part may have got the point that is over: who is alike in it has
         * all of it, and that is what it says */
        int64_t max = all == 0 ? 0 : CP_SCORE_BASE * weights[i] / all;
        x->parts[i] = (struct round_part){ .word = round_item_words[i],
            .points = n,
            .max = max > 0 && n > max ? n : max,
            .is_blank = is_blank,
            .said = is_blank || is_gone ? (text){ NULL, 0 }
                                        : say_item(e, i, value) };
    }
}

enum err
round_asked(struct db *db, struct arena *a, const struct round_row *round,
    struct asked **asked)
{
    *asked = NULL;
    if (!round->has_questionnaire_id)
        return OK;
    struct asked *q = arena_new(a, struct asked, 1);
    enum err e =
        questionnaire_load(db, a, round->questionnaire_id, NUMBER_PUBLISHED, q);
    if (e == OK)
        *asked = q;
    return e == ERR_NOT_FOUND ? OK : e;
}
