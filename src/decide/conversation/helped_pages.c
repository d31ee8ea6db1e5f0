/* Writing down for somebody else: one person's answers, read back to them; and
 * who may do so. */
#include "decide/conversation/helped.h"

#include "base/key.h"
#include "decide/conversation/helped.html.h"
#include "keep/audit.h"
#include "keep/once.h"
#include "os/entropy.h"
#include "people/people.h"

#include <stdio.h>
#include <string.h>

struct help_form {
    text unit, mode, words, read_back, how, interpreter, place, held_on, slip,
        own, own_lang;
    bool may_count, may_use;
    text votes[VOTES_AT_ONCE];
};
enum { N_FIXED = 13, N_INPUTS = N_FIXED + VOTES_AT_ONCE };

static const char *const modes[] = { "paper", "telephone", "sms", "person",
    "sign", "group", NULL };
static const char *const mode_words[] = { N_("On paper"), N_("By telephone"),
    N_("By short message"), N_("Face to face"), N_("In sign language"),
    N_("In a group"), NULL };
static const char *const whose[] = { "own", "summary", NULL };
static const char *const whose_words[] = { N_("In their own words"),
    N_("As a summary of mine"), NULL };
static const char *const backs[] = { "yes", "no", NULL };
static const char *const back_words[] = { N_("Yes, and they said that it is "
                                             "right"),
    N_("No"), NULL };
static const char *const votes[] = { "agree", "disagree", "pass", NULL };
static const char *const vote_words[] = { N_("Agrees"), N_("Disagrees"),
    N_("Passes: does not know"), NULL };

static const char *const *
unit_keys(struct arena *a, const struct conversation_loaded *c,
    const char *const **names)
{
    const char **keys = arena_new(a, const char *, c->n_units + 1);
    const char **said = arena_new(a, const char *, c->n_units + 1);
    for (ptrdiff_t i = 0; i < c->n_units; i++) {
        keys[i] = arena_c_string(a, conversation_key(a, c->units[i].id));
        said[i] = arena_c_string(a, c->units[i].name);
    }
    *names = said;
    return keys;
}

/* Those that are in, as this reader reads them. */
static enum err
load_lines(struct request *rq, struct helped_page *p)
{
    struct statements_of_row *rows;
    ptrdiff_t n;
    enum err e = statements_of(rq->db, rq->arena,
        (struct statements_of_in){ .conversation_id = p->c->head.id,
            .lang = lang_code(rq->lang),
            .n_rows = STATEMENTS_MAX },
        &rows, &n);
    if (e != OK)
        return e;
    p->lines = arena_new(rq->arena, struct statement_line, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        bool is_said = text_is_known(rows[i].said);
        if (text_is_equal(rows[i].status, TEXT("in")))
            p->lines[p->n_lines++] = (struct statement_line){ .row = &rows[i],
                .words = is_said ? rows[i].said : rows[i].words,
                .lang = is_said ? lang_code(rq->lang) : rows[i].lang };
    }
    return OK;
}

static int
make_inputs(struct request *rq, const struct helped_page *p, struct input *in)
{
    struct arena *a = rq->arena;
    const char **langs = arena_new(a, const char *, LANG_N + 1);
    const char **names = arena_new(a, const char *, LANG_N + 1);
    const char *const *unit_names;
    const char *const *units = unit_keys(a, p->c, &unit_names);
    for (int i = 0; i < LANG_N; i++) {
        langs[i] = arena_c_string(a, lang_code(lang_all(i)));
        names[i] = arena_c_string(a, lang_name(lang_all(i)));
    }
    const struct input fixed[N_FIXED] = {
        INPUT(struct help_form, unit, INPUT_CHOICE, .is_required = true,
            .choices = units, .choice_labels = unit_names,
            .label = N_("For which community or body they answer")),
        INPUT(struct help_form, mode, INPUT_CHOICE, .is_required = true,
            .choices = modes, .choice_labels = mode_words,
            .label = N_("How you spoke with them")),
        INPUT(struct help_form, words, INPUT_CHOICE, .is_required = true,
            .choices = whose, .choice_labels = whose_words,
            .label = N_("How you write it down")),
        INPUT(struct help_form, read_back, INPUT_CHOICE, .is_required = true,
            .choices = backs, .choice_labels = back_words,
            .label = N_("Was it read back to them?")),
        INPUT(struct help_form, how, INPUT_TEXT, .max = 200,
            .label = N_("How it was read back, or why not")),
        INPUT(struct help_form, interpreter, INPUT_TEXT, .max = 120,
            .label = N_("Interpreter"),
            .hint = N_("From which language, or into signs. No name.")),
        INPUT(struct help_form, place, INPUT_TEXT, .max = 120,
            .label = N_("Where")),
        INPUT(struct help_form, held_on, INPUT_DATE,
            .label = N_("On which day"), .hint = N_("Empty: today.")),
        INPUT(struct help_form, slip, INPUT_TEXT, .max = 60,
            .label = N_("The code of their slip, if they have one"),
            .hint = N_("Then nobody can use it a second time."),
            .autocomplete = "off"),
        INPUT(struct help_form, may_count, INPUT_BOOL,
            .label = N_("They agree that their answers are counted")),
        INPUT(struct help_form, may_use, INPUT_BOOL,
            .label = N_("They agree that their words are shown to others, "
                        "without a name")),
        INPUT(struct help_form, own, INPUT_PROSE, .max = 2000,
            .label = N_("A statement of theirs, if they wish"),
            .hint = N_("One thing, at most 140 letters, no names.")),
        INPUT(struct help_form, own_lang, INPUT_CHOICE, .choices = langs,
            .choice_labels = names, .label = N_("Written in")),
    };
    memcpy(in, fixed, sizeof fixed);
    int n = N_FIXED;
    for (ptrdiff_t i = 0; i < p->n_lines && n < N_INPUTS; i++)
        in[n++] = (struct input){
            .name = arena_c_string(
                a, arena_print(a, "s%lld", (long long)p->lines[i].row->number)),
            .kind = INPUT_CHOICE,
            .choices = votes,
            .choice_labels = vote_words,
            .offset = (ptrdiff_t)offsetof(struct help_form, votes) +
                i * (ptrdiff_t)sizeof(text),
            .label = arena_c_string(a,
                arena_print(a, "%lld. %.*s", (long long)p->lines[i].row->number,
                    TEXT_ARG(p->lines[i].words)))
        };
    return n;
}

/* ---- Who may ------------------------------------------------------------- */

static enum err
load_helpers(struct request *rq, struct helped_page *p)
{
    struct helpers_of_row *rows;
    struct people_in *people;
    ptrdiff_t n_rows, n_people;
    enum err e = helpers_of(rq->db, rq->arena,
        (struct helpers_of_in){
            .conversation_id = p->c->head.id, .n_rows = HELPERS_MAX },
        &rows, &n_rows);
    if (e == OK)
        e = people_in_partnership(rq, p->c->head.partnership_id, 0,
            4 * HELPERS_MAX, &people, &n_people);
    if (e != OK)
        return e;
    p->helpers = arena_new(rq->arena, struct helper_line, n_people + 1);
    p->others = arena_new(rq->arena, struct helper_line, n_people + 1);
    for (ptrdiff_t i = 0; i < n_people; i++) {
        struct helper_line l = { people[i].person_id, people[i].name };
        bool may = false, is_there = false;
        for (ptrdiff_t k = 0; k < n_rows; k++)
            may |= rows[k].person_id == l.person_id;
        for (ptrdiff_t k = 0; k < p->n_helpers; k++)
            is_there |= p->helpers[k].person_id == l.person_id;
        for (ptrdiff_t k = 0; k < p->n_others; k++)
            is_there |= p->others[k].person_id == l.person_id;
        if (!is_there && may)
            p->helpers[p->n_helpers++] = l;
        else if (!is_there)
            p->others[p->n_others++] = l;
    }
    return OK;
}

struct helper_step {
    int64_t conversation_id, person_id, actor_id, now;
    bool is_given;
};

static enum err
helper_step(struct db *writer, struct arena *a, void *arg)
{
    const struct helper_step *s = arg;
    enum err e = s->is_given
        ? helper_put(writer,
              (struct helper_put_in){ .id = key_new(),
                  .conversation_id = s->conversation_id,
                  .person_id = s->person_id,
                  .given_on = day_of(a, s->now) },
              NULL)
        : helper_delete(writer,
              (struct helper_delete_in){ .conversation_id = s->conversation_id,
                  .person_id = s->person_id },
              NULL);
    return e == OK
        ? audit_add(writer,
              (struct audit){ .actor_id = s->actor_id,
                  .action = s->is_given ? TEXT("give") : TEXT("take"),
                  .kind = TEXT("conversation"),
                  .thing_id = s->conversation_id })
        : e;
}

struct helper_form {
    int64_t person;
};
static const struct input helper_inputs[] = {
    INPUT(struct helper_form, person, INPUT_KEY, .is_required = true,
        .label = N_("Who may write down for others")),
};

static enum err
turn_helper(struct request *rq, struct answer *an, bool is_given)
{
    struct helper_form given = { 0 };
    struct form form;
    struct conversation_loaded c;
    struct helped_page p = { .rq = rq, .c = &c };
    bool is_known = !is_given;
    enum err e = form_parse(rq, helper_inputs, 1, &form, &given);
    if (e == OK && form.n_errors > 0)
        e = ERR_BAD_INPUT;
    if (e == OK)
        e = conversation_load(rq, request_key(rq, 0), &c);
    if (e == OK)
        e = load_helpers(rq, &p); /* only of this partnership */
    for (ptrdiff_t i = 0; e == OK && i < p.n_others; i++)
        is_known |= p.others[i].person_id == given.person;
    for (ptrdiff_t i = 0; e == OK && i < p.n_helpers; i++)
        is_known |= p.helpers[i].person_id == given.person;
    if (e == OK && !is_known)
        e = ERR_BAD_INPUT;
    struct helper_step s = { c.head.id, given.person, rq->actor.person_id,
        rq->now, is_given };
    if (e == OK)
        e = db_write(rq->db, rq->arena, helper_step, &s);
    if (e == OK)
        answer_redirect(
            rq, an, conversation_sub(rq->arena, c.head.id, "/help"));
    return e;
}

enum err
helper_give_send(struct request *rq, struct answer *an)
{
    return turn_helper(rq, an, true);
}

enum err
helper_take_send(struct request *rq, struct answer *an)
{
    return turn_helper(rq, an, false);
}

/* ---- The page ------------------------------------------------------------ */

static enum err
answer_help(struct request *rq, struct answer *an, struct helped_page *p)
{
    p->address = conversation_sub(rq->arena, p->c->head.id, "");
    p->leads = conversation_leads(rq, p->c);
    enum err e = p->leads ? load_helpers(rq, p) : OK;
    if (e != OK)
        return e;
    struct view v = request_view(rq);
    decide_helped(&v, p);
    an->keeping = TEXT("no-store");
    an->status = p->form->n_errors > 0 ? 422 : 200;
    answer_page(rq, an,
        (struct page){ .title = say(&v, N_("Write down for somebody")),
            .section = "partnership",
            .body = view_html(&v) });
    return OK;
}

enum err
helped_show(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct helped_page p = { .rq = rq, .c = &c };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct input *in = arena_new(rq->arena, struct input, N_INPUTS);
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = load_lines(rq, &p);
    if (e != OK)
        return e;
    form_open(rq, in, make_inputs(rq, &p, in), form);
    form_give(form, "own_lang", lang_code(rq->lang));
    p.form = form;
    return answer_help(rq, an, &p);
}

struct helping {
    struct vote_step vote;
    struct participant_help help;
    struct statement own;
    bool has_own;
};

static enum err
help_step(struct db *writer, struct arena *a, void *arg)
{
    struct helping *h = arg;
    int64_t n = 0;
    enum err e = answer_save(writer, a, &h->vote);
    if (e != OK)
        return e;
    h->help.id = (int64_t)(entropy_bits() >> 1 | 1);
    h->help.participant_id = h->vote.made_id;
    e = help_insert(writer, &h->help, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK && h->has_own) {
        h->own.participant_id = h->vote.made_id;
        h->own.has_participant_id = true;
        e = participant_link_added(writer,
            (struct participant_link_added_in){ h->vote.made_id }, NULL);
        if (e == OK)
            e = statement_add(writer, a, &h->own, h->vote.now);
    }
    return e;
}

static void
check(struct request *rq, struct form *form, const struct help_form *given,
    int n_votes)
{
    struct view v = request_view(rq);
    bool has_own = text_is_known(given->own);
    const char *trouble = has_own
        ? statement_trouble_in(rq->arena, text_trim(given->own),
              text_is_known(given->own_lang) ? given->own_lang
                                             : lang_code(rq->lang))
        : NULL;
    if (!given->may_count)
        form_error(form, "may_count",
            say(&v, N_("Without their consent nothing is kept.")));
    if (has_own && !given->may_use)
        form_error(form, "may_use",
            say(&v,
                N_("Their words are shown only if they agree. Leave the "
                   "statement out, or ask them.")));
    if (trouble != NULL)
        form_error(form, "own", say(&v, trouble));
    if (text_is_known(given->read_back) &&
        text_is_equal(given->read_back, TEXT("no")) &&
        !text_is_known(given->how))
        form_error(form, "how", say(&v, N_("Say why it was not read back.")));
    if (text_is_known(given->held_on) &&
        text_compare(given->held_on, day_of(rq->arena, rq->now)) > 0)
        form_error(form, "held_on", say(&v, N_("This day is yet to come.")));
    if (n_votes == 0 && form->n_errors == 0) {
        form->error_all = say(&v, N_("Answer one statement at least."));
        form->n_errors++;
    }
}

/* Sent twice, or the slip: *is_again, and p->receipt stands. */
static enum err
find_again(struct request *rq, int64_t id, text receipt, bool *is_again)
{
    struct participant_link link;
    enum err e = answer_link(
        rq->db, rq->arena, id, 0, people_code_hash(rq->arena, receipt), &link);
    *is_again = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
helped_send(struct request *rq, struct answer *an)
{
    struct conversation_loaded c;
    struct helped_page p = { .rq = rq, .c = &c };
    struct form *form = arena_new(rq->arena, struct form, 1);
    struct input *in = arena_new(rq->arena, struct input, N_INPUTS);
    struct help_form *given = arena_new(rq->arena, struct help_form, 1);
    struct helped_votes *got = arena_new(rq->arena, struct helped_votes, 1);
    struct people_slip slip = { 0 };
    struct view v = request_view(rq);
    bool is_again = false;
    enum err e = helped_load(rq, &c);
    if (e == OK)
        e = load_lines(rq, &p);
    if (e == OK)
        e = form_parse(rq, in, make_inputs(rq, &p, in), form, given);
    if (e != OK)
        return e;
    p.form = form;
    for (ptrdiff_t i = 0; i < p.n_lines && i < VOTES_AT_ONCE; i++)
        if (text_is_known(given->votes[i]))
            got->votes[got->n++] = (struct vote_given){ p.lines[i].row->id,
                text_is_equal(given->votes[i], TEXT("agree"))          ? 1
                    : text_is_equal(given->votes[i], TEXT("disagree")) ? -1
                                                                       : 0 };
    check(rq, form, given, got->n);
    text receipt = people_code_of(rq->arena,
        arena_print(rq->arena, "%.*s helped", TEXT_ARG(form->token)));
    e = find_again(rq, c.head.id, receipt, &is_again);
    if (e == OK && !is_again && text_is_known(given->slip)) {
        e = people_slip_typed(rq->db, rq->arena, given->slip,
            "conversation_unit", rq->now, &slip);
        bool is_ours = false;
        for (ptrdiff_t i = 0; i < c.n_units; i++)
            is_ours |= slip.thing_id == c.units[i].id;
        if (e == ERR_NOT_FOUND || (e == OK && !is_ours)) {
            form_error(form, "slip",
                slip.is_used ? say(&v, N_("This slip was used already"))
                             : say(&v, N_("This slip is good no more")));
            e = OK;
        }
    }
    if (e == OK && !is_again && !c.is_open) {
        form->error_all = say(&v, N_("It is not open: nothing was kept."));
        form->n_errors++;
    }
    if (e != OK)
        return e;
    if (!is_again && form->n_errors > 0)
        return answer_help(rq, an, &p);
    int64_t unit_id = 0;
    for (ptrdiff_t i = 0; i < c.n_units; i++)
        if (text_is_equal(
                given->unit, conversation_key(rq->arena, c.units[i].id)))
            unit_id = c.units[i].id;
    struct helping h = { .vote = { .conversation_id = c.head.id,
                             .slip_id = slip.id,
                             .receipt = people_code_hash(rq->arena, receipt),
                             .unit_id = slip.id != 0 ? slip.thing_id : unit_id,
                             .way = TEXT("helped"),
                             .votes = got->votes,
                             .n_votes = got->n,
                             .now = rq->now },
        .help = { .conversation_id = c.head.id,
            .helper_id = rq->actor.person_id,
            .has_helper_id = true,
            .mode = given->mode,
            .is_summary = text_is_equal(given->words, TEXT("summary")),
            .read_back = given->read_back,
            .how = given->how,
            .may_use_words = given->may_use,
            .interpreter = given->interpreter,
            .place = given->place,
            .helped_on = text_is_known(given->held_on)
                ? given->held_on
                : day_of(rq->arena, rq->now) },
        .own = { .conversation_id = c.head.id,
            .lang = text_is_known(given->own_lang) ? given->own_lang
                                                   : lang_code(rq->lang),
            .words = text_trim(given->own),
            .status = TEXT("waits") },
        .has_own = text_is_known(given->own) && !lang_is_blank(given->own) };
    e = is_again ? OK : db_write_quietly(rq->db, rq->arena, help_step, &h);
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND) {
        form->error_all = say(&v,
            h.vote.is_met
                ? N_("This slip was used in the same moment: nothing was kept.")
                : N_("It closed, or a statement was taken out meanwhile: "
                     "nothing was kept. Look again."));
        form->n_errors++;
        return answer_help(rq, an, &p);
    }
    if (e != OK)
        return e;
    rq->form = NULL;
    p.receipt = people_code_print(rq->arena, receipt);
    p.address = conversation_sub(rq->arena, c.head.id, "");
    decide_helped_done(&v, &p);
    an->keeping = TEXT("no-store");
    answer_page(rq, an,
        (struct page){
            .title = say(&v, N_("It is kept")), .body = view_html(&v) });
    return OK;
}
