/* What the letters of a panel say. */
#include "decide/panel/lot_letter.h"

const char *
lot_letter_kind(const struct lot *l, text standing)
{
    bool is_drawn =
        lot_is(l->row.status, "running") || lot_is(l->row.status, "ended");
    if (!is_drawn)
        return NULL;
    if (lot_is(standing, "asked") || lot_is(standing, "accepted"))
        return "chosen";
    if (lot_is(standing, "reserve"))
        return "reserve";
    return lot_is(standing, "in") ? "not" : NULL;
}

bool
lot_letter_is_due(const struct lot *l, text standing)
{
    return lot_letter_kind(l, standing) != NULL;
}

static void
add(struct lot_letter *to, text line)
{
    if (text_is_known(line) && line.len > 0 && to->n < LETTER_LINES_MAX)
        to->lines[to->n++] = line;
}

static void
add_fact(struct view *v, struct lot_letter *to, const char *word, text value)
{
    if (text_is_known(value))
        add(to,
            arena_join(
                v->arena, 3, (text[]){ say(v, word), TEXT(": "), value }));
}

static void
add_facts(struct view *v, struct lot_letter *to, const struct panel *r)
{
    add_fact(v, to, N_("When and where it meets"), r->held);
    add_fact(v, to, N_("Payment for time"), r->pay);
    add_fact(v, to, N_("Travel"), r->travel);
    add_fact(v, to, N_("Childcare"), r->childcare);
    add_fact(v, to, N_("Interpreter"), r->interpreter);
    add_fact(v, to, N_("Whom to ask"), r->contact);
}

static void
write_asked(struct view *v, struct lot_letter *to, const struct panel *r)
{
    to->title = say(v, N_("Will you take part?"));
    add(to,
        say_with(v,
            N_("We are looking for %2$d people for: %1$s. Whoever volunteers "
               "takes part in a draw. It is made so that the panel looks like "
               "the people who live here, and so that anybody can check it."),
            2, (struct phrase_arg[]){ arg_text(r->name), arg_int(r->size) }));
    add(to, r->purpose);
    add(to, r->asked);
    add(to,
        say(v,
            N_("What you say of yourself is not published, and you can "
               "answer each question with rather not say. You get a number "
               "as your ticket. The list of tickets is public: "
               "pseudonymous, not anonymous.")));
    add(to,
        say_with(v, N_("You can volunteer until %s."), 1,
            (struct phrase_arg[]){
                arg_text(lang_date(v->lang, v->arena, r->closes_on)) }));
    add_facts(v, to, r);
}

static void
add_chance(struct view *v, struct lot_letter *to,
    const struct panel_volunteer *who, const struct panel_list *list,
    int64_t times)
{
    if (list == NULL)
        return;
    add(to,
        say_with(v,
            N_("Your ticket was %1$d. It stood in %2$d of the %3$d panels from "
               "which one was drawn: that was your chance."),
            3,
            (struct phrase_arg[]){ arg_int(who->ticket), arg_int(times),
                arg_int(list->n_panels) }));
}

void
lot_letter_write(struct arena *a, const struct lang *lang, const struct lot *l,
    const char *kind, const struct panel_volunteer *who,
    const struct panel_list *list, int64_t times, struct lot_letter *to)
{
    struct view v = view_in(a, lang, 400);
    const struct panel *r = &l->row;
    struct phrase_arg name[] = { arg_text(r->name) };
    *to = (struct lot_letter){ .lang = lang };
    switch (kind[0]) {
    case 'c':
        to->title = say(&v, N_("You were drawn"));
        add(to,
            say_with(&v,
                N_("You volunteered for: %1$s. You were drawn by lot. Please "
                   "say whether you accept; you may say no."),
                1, name));
        add_facts(&v, to, r);
        add_chance(&v, to, who, list, times);
        break;
    case 'r':
        to->title = say(&v, N_("You are in reserve"));
        add(to,
            say_with(&v,
                N_("You volunteered for: %1$s. You are in reserve: when "
                   "somebody cannot come we may ask you. There is nothing that "
                   "you must do now."),
                1, name));
        add_facts(&v, to, r);
        break;
    case 'n':
        to->title = say(&v, N_("Thank you for volunteering"));
        add(to,
            say_with(&v,
                N_("You volunteered for: %1$s. This time you were not drawn. "
                   "Thank you: the draw is fair only because people like you "
                   "take part in it."),
                1, name));
        add_chance(&v, to, who, list, times);
        add(to,
            say(&v,
                N_("If somebody declines, empty seats are drawn again, and "
                   "you may still be asked.")));
        add_fact(&v, to, N_("Whom to ask"), r->contact);
        break;
    default: write_asked(&v, to, r);
    }
}

text
lot_letter_text(struct arena *a, const struct lot_letter *letter)
{
    struct buf b = buf_in(a, 2048);
    for (int i = 0; i < letter->n; i++) {
        if (i > 0)
            buf_add(&b, TEXT("\n\n"));
        buf_add(&b, letter->lines[i]);
    }
    return buf_text(&b);
}

text
lot_letter_json(struct arena *a, const struct lot_letter *letter, int64_t at)
{
    struct buf b = buf_in(a, 4096);
    struct json j = json_write(&b);
    json_object(&j);
    json_name(&j, "language");
    json_text(&j, lang_code(letter->lang));
    json_name(&j, "title");
    json_text(&j, letter->title);
    json_name(&j, "at");
    json_int(&j, at);
    json_name(&j, "lines");
    json_array(&j);
    for (int i = 0; i < letter->n; i++)
        json_text(&j, letter->lines[i]);
    json_end(&j);
    json_end(&j);
    return buf_text(&b);
}
