/* The register: out of what has ended, and its words. */
#include "decide/forum/decision.h"

#include "base/key.h"
#include "base/date.h"
#include "decide/paragraph/paragraph.h"
#include "decide/proposal/proposal.h"
#include "decide/proposal/proposal_rule.h"
#include "keep/audit.h"
#include "keep/bin.h"
#include "keep/version.h"
#include "os/entropy.h"
#include "people/people.h"

/* ---- Words ------------------------------------------------------------------
 */

const char *const decision_hows[] = { "consent", "meeting", "body", NULL };
const char *const body_outcomes[] = { "same", "part", "other", "none", "waits",
    NULL };
const char *const decision_results[] = { "agreed", "agreed_for_now",
    "agreed_without", "not_agreed", "settled", "withdrawn", NULL };
/* What proposals call them; the last two are none of theirs. */
static const char *const proposal_codes[] = { "AGREED", "AGREED_FOR_NOW",
    "AGREED_WITHOUT", "NOT_AGREED", "", "WITHDRAWN", NULL };

static const char *const how_words[] = { N_("by mutual consent of the sides"),
    N_("settled in a meeting"), N_("by a body of its own") };
static const char *const outcome_words[] = { N_("decided the same"),
    N_("decided it in part"), N_("decided otherwise"),
    N_("need not decide on it"), N_("has not decided yet") };
static const char *const result_words[] = { N_("Agreed"), N_("Agreed for now"),
    N_("Agreed without a side that stands aside"), N_("Not agreed"),
    N_("Settled"), N_("Withdrawn") };

static const char *
word_of(const char *const *codes, const char *const *words, text code)
{
    for (int i = 0; codes[i] != NULL; i++)
        if (text_is_equal(code, text_of(codes[i])))
            return words[i];
    return "?";
}

const char *
decision_how_word(text how)
{
    return word_of(decision_hows, how_words, how);
}

const char *
decision_result_word(text result)
{
    return word_of(decision_results, result_words, result);
}

const char *
decision_result_phrase(const struct decision *d)
{
    for (int i = 0; text_is_equal(d->how, TEXT("consent")) && i < 4; i++)
        if (text_is_equal(d->result, text_of(decision_results[i])))
            return proposal_result_phrase(text_of(proposal_codes[i]));
    return decision_result_word(d->result);
}

static text
result_of(text code)
{
    for (int i = 0; proposal_codes[i] != NULL; i++)
        if (text_is_equal(code, text_of(proposal_codes[i])))
            return text_of(decision_results[i]);
    return TEXT("settled");
}

const char *
body_outcome_word(text outcome)
{
    return word_of(body_outcomes, outcome_words, outcome);
}

text
decision_sub(struct arena *a, int64_t id, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(
        a, "/decision/%.*s%s", TEXT_ARG(key_print(id, key)), what);
}

text
decision_address(struct arena *a, text name, int64_t id)
{
    char key[KEY_LENGTH];
    return arena_print(a, "/decision/%.*s-%.*s", TEXT_ARG(lang_slug(a, name)),
        TEXT_ARG(key_print(id, key)));
}

/* ---- Out of a proposal
 * -------------------------------------------------------- */

struct freezing {
    struct db *writer;
    struct arena *a;
    int64_t id, position;
};

static enum err
add_line(struct freezing *f, struct decision_line line)
{
    int64_t n = 0;
    line.id = key_new();
    line.decision_id = f->id;
    line.position = ++f->position;
    char key[KEY_LENGTH];
    line.code = arena_copy(f->a, key_print(line.id, key));
    enum err e = decision_line_insert(f->writer, &line, &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

/* Each side, its units behind it, then the reasons that were to be shown. */
static enum err
add_lines(struct freezing *f, const struct proposal_whole *p)
{
    struct proposal_objections_shown_row *against;
    ptrdiff_t n;
    enum err e = OK;
    for (ptrdiff_t s = 0; e == OK && s < p->n_sides; s++) {
        text side =
            text_is_known(p->sides[s].name) ? p->sides[s].name : TEXT("?");
        e = add_line(f,
            (struct decision_line){ .kind = TEXT("side"),
                .name = side,
                .state = p->sides[s].state });
        for (ptrdiff_t i = 0; e == OK && i < p->n_units; i++)
            if (p->units[i].side_id == p->sides[s].side_id)
                e = add_line(f,
                    (struct decision_line){ .kind = TEXT("unit"),
                        .name = p->units[i].name,
                        .side_name = side,
                        .is_role = p->units[i].is_role,
                        .state = p->units[i].state,
                        .why = p->units[i].why });
    }
    if (e == OK)
        e = proposal_objections_shown(f->writer, f->a,
            (struct proposal_objections_shown_in){ .proposal_id = p->row.id,
                .base = p->row.base,
                .n_rows = PROPOSAL_SHOWN_MAX },
            &against, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        struct decision_line line = { .kind = TEXT("dissent"),
            .name = TEXT(""),
            .words = against[i].reason,
            .mend = against[i].mend };
        for (ptrdiff_t u = 0; u < p->n_units; u++)
            if (p->units[u].number == against[i].unit)
                line.name = p->units[u].name;
        e = add_line(f, line);
    }
    return e;
}

/* A line of a proposal is a paragraph; so it is in what is kept. */
static text
as_paragraphs(struct arena *a, text body)
{
    struct buf out = buf_in(a, body.len + 64);
    while (text_is_known(body)) {
        text line = text_trim(text_cut(body, '\n', &body));
        if (text_is_empty(line))
            continue;
        if (out.len > 0)
            buf_add(&out, TEXT("\n\n"));
        buf_add(&out, line);
    }
    return buf_text(&out);
}

enum err
decision_make(struct db *writer, struct arena *a,
    const struct decision_new *new, int64_t *id)
{
    char key[KEY_LENGTH];
    int64_t n = 0;
    bool changed;
    struct decision row = { .id = key_new(),
        .partnership_id = new->partnership_id,
        .name = new->name,
        .name_sort = lang_sort_key(a, new->name),
        .decided_on = new->decided_on,
        .how = new->how,
        .result = new->result,
        .item_id = new->item_id,
        .has_item_id = new->item_id != 0,
        .body_name = new->body_name,
        .why_private = new->why_private,
        .version = new->version,
        .has_version = new->version != 0,
        .round = new->round,
        .has_round = new->round != 0,
        .review_on = new->review_on,
        .is_illustrative = new->is_illustrative };
    row.code = arena_copy(a, key_print(row.id, key));
    *id = row.id;
    enum err e = decision_insert(writer, &row, &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    if (e == OK)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("decision"),
                .part = TEXT("words"),
                .lang = new->lang,
                .source = new->words,
                .thing_id = row.id,
                .is_original = true },
            &changed);
    if (e == OK)
        e = sheet_found_save(writer, a, &decision_sheet, &row);
    struct thread_link link = { .from_kind = TEXT("decision"),
        .from_id = row.id,
        .kind = TEXT("comes_from"),
        .to_kind = new->from_kind,
        .to_id = new->from_id };
    if (e == OK && text_is_known(new->from_kind))
        e = thread_put(writer, a, new->actor_id, &link, NULL);
    return e == OK ? version_note(writer, a, TEXT("decision"), row.id,
                         new->actor_id, TEXT("create"))
                   : e;
}

enum err
decision_reopened(
    struct db *writer, struct arena *a, int64_t proposal_id, int64_t now)
{
    struct decision_of_proposal_row row;
    enum err e = decision_of_proposal(writer, a,
        (struct decision_of_proposal_in){
            .proposal_id = proposal_id, .has_proposal_id = true },
        &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = version_before(writer, a, TEXT("decision"), row.id);
    if (e == OK)
        e = decision_reopen(writer,
            (struct decision_reopen_in){ .proposal_id = proposal_id,
                .has_proposal_id = true,
                .today = day_of(a, now) },
            NULL);
    return e == OK
        ? version_note(writer, a, TEXT("decision"), row.id, 0, TEXT("change"))
        : e;
}

/* Of "agreed for now": the day that was said, or half a year on. */
static enum err
review_day(struct db *writer, struct arena *a, const struct proposal *p,
    text decided_on, text *review_on)
{
    struct decision_review_of_proposal_row asked;
    struct date date;
    *review_on = (text){ 0 };
    if (!text_is_equal(p->result, TEXT("AGREED_FOR_NOW")))
        return OK;
    enum err e = decision_review_of_proposal(
        writer, a, (struct decision_review_of_proposal_in){ p->id }, &asked);
    if (e == OK && text_is_known(asked.review_on))
        *review_on = asked.review_on;
    else if (date_parse(decided_on, &date)) {
        char room[DATE_LENGTH];
        *review_on = arena_copy(
            a, date_print(date_of_days(date_to_days(date) + 182), room));
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
put_row(struct db *writer, struct arena *a, const struct proposal_whole *p,
    int64_t actor_id, int64_t now, int64_t *id)
{
    struct proposal_words_get_row words;
    struct proposal_asking asking;
    enum err e = proposal_asking_load(writer, a, p->row.id, &asking);
    if (e != OK)
        return e;
    bool is_withdrawn = text_is_known(asking.withdrawn_on);
    e = proposal_words_get(
        writer, a, (struct proposal_words_get_in){ .id = p->row.id }, &words);
    if (e != OK)
        return e;
    struct decision_new new = { .partnership_id = p->row.partnership_id,
        .name = p->row.name,
        .words = as_paragraphs(a, p->row.body),
        .lang = words.lang,
        .decided_on = is_withdrawn            ? asking.withdrawn_on
            : text_is_known(p->row.closes_on) ? p->row.closes_on
                                              : day_of(a, now),
        .how = TEXT("consent"),
        .result = text_is_known(p->row.result) ? result_of(p->row.result)
                                               : TEXT("withdrawn"),
        .version =
            p->row.has_result_version ? p->row.result_version : p->row.version,
        .round = p->row.round,
        .from_kind = TEXT("proposal"),
        .from_id = p->row.id,
        .actor_id = actor_id,
        .is_illustrative = p->row.is_illustrative };
    e = review_day(writer, a, &p->row, new.decided_on, &new.review_on);
    if (e == OK)
        e = decision_make(writer, a, &new, id);
    bool changed;
    if (e == OK && is_withdrawn)
        e = prose_save(writer, a,
            (struct prose_given){ .kind = TEXT("decision"),
                .part = TEXT("reasons"),
                .lang = words.lang,
                .source = asking.withdrawn_why,
                .thing_id = *id,
                .is_original = true },
            &changed);
    if (e == OK)
        e = decision_follow(writer,
            (struct decision_follow_in){ .was_proposal_id = p->row.id,
                .has_was_proposal_id = true,
                .later_id = *id,
                .has_later_id = true },
            NULL);
    return e == OK ? decision_set_proposal(writer,
                         (struct decision_set_proposal_in){ .id = *id,
                             .proposal_id = p->row.id,
                             .has_proposal_id = true },
                         NULL)
                   : e;
}

enum err
decision_of_ended(struct db *writer, struct arena *a, int64_t proposal_id,
    int64_t actor_id, int64_t now, int64_t *id)
{
    struct decision_of_proposal_row there;
    struct proposal_whole p;
    int64_t new_id;
    enum err e = decision_of_proposal(writer, a,
        (struct decision_of_proposal_in){
            .proposal_id = proposal_id, .has_proposal_id = true },
        &there);
    if (id != NULL)
        *id = e == OK ? there.id : 0;
    if (e != ERR_NOT_FOUND)
        return e;
    e = proposal_whole_load(writer, a, proposal_id, &p);
    if (e == OK && !text_is_equal(p.row.status, TEXT("ended")))
        e = ERR_CONFLICT;
    if (e == OK)
        e = put_row(writer, a, &p, actor_id, now, &new_id);
    if (e != OK)
        return e;
    struct freezing f = { writer, a, new_id, 0 };
    if (id != NULL)
        *id = new_id;
    return add_lines(&f, &p);
}

/* ---- What is not in it yet
 * ------------------------------------------------------ */

enum { WANTED_AT_ONCE = 100 };

static enum err
record_one(struct db *writer, struct arena *a, void *arg)
{
    const int64_t *ids = arg; /* the proposal, the time */
    return decision_of_ended(writer, a, ids[0], 0, ids[1], NULL);
}

enum err
decision_sweep(struct db *db, struct arena *a, int64_t now)
{
    struct decision_wanted_row *rows;
    ptrdiff_t n = WANTED_AT_ONCE;
    int64_t after = 0;
    enum err e = OK;
    while (e == OK && n == WANTED_AT_ONCE) {
        struct arena_mark mark = arena_mark(a);
        e = decision_wanted(db, a,
            (struct decision_wanted_in){
                .after_id = after, .n_rows = WANTED_AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            after = rows[i].id;
            if (!rows[i].has_decision_id)
                e = db_write(db, a, record_one, (int64_t[]){ after, now });
        }
        arena_rewind(a, mark);
    }
    return e;
}

/* ---- Gone for good
 * ---------------------------------------------------------------- */

static enum err
remove_rows(struct db *writer, int64_t id)
{
    enum err e = decision_lines_remove(
        writer, (struct decision_lines_remove_in){ id }, NULL);
    if (e == OK)
        e = decision_bodies_remove(
            writer, (struct decision_bodies_remove_in){ id }, NULL);
    if (e == OK)
        e = decision_corrections_remove(
            writer, (struct decision_corrections_remove_in){ id }, NULL);
    if (e == OK)
        e = decision_mending_remove(
            writer, (struct decision_mending_remove_in){ id }, NULL);
    return e;
}

enum err
decision_forget_thing(struct db *writer, struct arena *a, int64_t id)
{
    enum { AT_ONCE = 50 };
    struct decision_of_partnership_row *rows;
    ptrdiff_t n = AT_ONCE;
    if (id == 0)
        return OK;
    enum err e = remove_rows(writer, id); /* of a decision itself */
    while (e == OK && n == AT_ONCE) {
        e = decision_of_partnership(writer, a,
            (struct decision_of_partnership_in){ .id = id, .n_rows = AT_ONCE },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            e = bin_forget_thing(writer, a, rows[i].id);
            if (e == OK)
                e = remove_rows(writer, rows[i].id);
            if (e == OK)
                e = decision_delete(
                    writer, (struct decision_delete_in){ rows[i].id }, NULL);
        }
    }
    return e;
}
