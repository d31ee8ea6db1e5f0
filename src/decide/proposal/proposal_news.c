/* News of a proposal to those whose position is asked. */
#include "decide/proposal/proposal_news.h"

#include "decide/proposal/proposal_list.sql.h"
#include "keep/mail.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "people/people.h"

enum { AT_ONCE = 50, NEWS_MAX = 50, DAY_S = 86'400 };

static const char *const kinds[] = { "listed", "asked", "changed", "worded",
    "fallen", "withdrawn", NULL };

enum err
proposal_news_put(struct db *writer, struct arena *a, int64_t id,
    enum proposal_news_kind kind, text from, int64_t actor_id)
{
    int64_t n = 0;
    struct proposal row;
    enum err e =
        proposal_get(writer, a, (struct proposal_get_in){ .id = id }, &row);
    if (e != OK || row.is_illustrative)
        return e; /* nobody is asked by what was made up */
    e = proposal_news_add(writer,
        &(struct proposal_news){ .id = key_new(),
            .proposal_id = id,
            .kind = text_of(kinds[kind]),
            .told_from = text_is_known(from) ? from : TEXT("") },
        &n);
    if (e == OK && n == 0)
        e = ERR_BUSY;
    return e == OK ? job_ask(writer, a, "proposal_news", id, actor_id) : e;
}

/* ---- Who -------------------------------------------------------------------
 */

enum err
proposal_has_answered(struct db *db, struct arena *a,
    const struct proposal_whole *p, int64_t person_id, bool *has_now,
    bool *has_any)
{
    struct proposal_voice_of_row voice;
    struct proposal_answers_row *rows;
    ptrdiff_t n = 0;
    *has_now = *has_any = false;
    enum err e = proposal_voice_of(db, a,
        (struct proposal_voice_of_in){
            .proposal_id = p->row.id, .person_id = person_id },
        &voice);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK)
        e = proposal_answers(db, a,
            (struct proposal_answers_in){ .proposal_id = p->row.id,
                .voice = voice.number,
                .n_rows = PROPOSAL_OWN_MAX },
            &rows, &n);
    if (e != OK)
        return e;
    *has_any = n > 0;
    for (ptrdiff_t i = 0; i < n; i++)
        *has_now |= rows[i].version >= p->row.base;
    return OK;
}

int
proposal_sides_asked(
    const struct proposal_whole *p, int64_t sides[PROPOSAL_SIDES_MAX])
{
    int n = 0;
    for (ptrdiff_t i = 0; i < p->n_units; i++) {
        bool is_there = p->units[i].is_role;
        for (int k = 0; k < n; k++)
            is_there |= sides[k] == p->units[i].side_id;
        if (!is_there && n < PROPOSAL_SIDES_MAX)
            sides[n++] = p->units[i].side_id;
    }
    return n;
}

static enum err
member_of(struct db *db, struct arena *a, int64_t person_id, int64_t side_id,
    text today, int64_t *membership_id)
{
    struct proposal_member_first_row row = { 0 };
    enum err e = proposal_member_first(db, a,
        (struct proposal_member_first_in){
            .person_id = person_id, .thing_id = side_id, .today = today },
        &row);
    *membership_id = e == OK ? row.id : 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err
proposal_hears_here(struct db *db, struct arena *a, const int64_t *sides, int n,
    int64_t side_id, int64_t membership_id, int64_t person_id, text today,
    bool *is_first)
{
    int64_t there = 0;
    enum err e = member_of(db, a, person_id, side_id, today, &there);
    *is_first = there == membership_id;
    for (int k = 0; e == OK && *is_first && k < n; k++) {
        e = member_of(db, a, person_id, sides[k], today, &there);
        *is_first &= there == 0;
    }
    return e;
}

enum err
proposal_hears_as_role(struct db *db, struct arena *a,
    const struct proposal_whole *p, ptrdiff_t i, const int64_t *sides, int n,
    text today, bool *is_first)
{
    const struct proposal_unit *u = &p->units[i];
    int64_t there = 0;
    enum err e = OK;
    *is_first = u->is_role && u->has_role_person_id;
    for (ptrdiff_t k = 0; k < i; k++)
        *is_first &= !p->units[k].has_role_person_id ||
            p->units[k].role_person_id != u->role_person_id;
    for (int k = 0; e == OK && *is_first && k < n; k++) {
        e = member_of(db, a, u->role_person_id, sides[k], today, &there);
        *is_first &= there == 0;
    }
    return e;
}

/* ---- What ------------------------------------------------------------------
 */

struct sending {
    int64_t news_id, now;
    bool is_done;
    /* in the step */
    struct db *writer;
    struct arena *a;
    struct proposal_news row;
    struct proposal_whole p;
    struct proposal_asking asking;
    enum proposal_news_kind kind;
};

struct said {
    const char *subject, *sentence;
    struct phrase_arg args[2];
    int n_args;
};

/* What this one is told; no sentence: it is nothing to them. */
static struct said
say_to(const struct sending *s, const struct lang *lang, bool is_role,
    bool has_now, bool has_any)
{
    const struct proposal *row = &s->p.row;
    struct said said = { .args = { arg_text(row->name) }, .n_args = 2 };
    switch (s->kind) {
    case NEWS_LISTED:
        said.subject = N_("Who must say yes: is somebody missing?");
        said.sentence =
            N_("\"%1$s\" names those who must say yes before it counts as "
               "agreed, and you will be asked. Until %2$s anybody can say who "
               "is missing from that list, or is split in two; each of them "
               "is answered before asking opens.");
        said.args[1] =
            arg_text(lang_date(lang, s->a, s->asking.challenge_until));
        break;
    case NEWS_ASKED:
        said.subject = N_("Your answer is asked for");
        said.sentence = has_any && !has_now
            ? N_("\"%1$s\" has a new version since you answered, and asks for "
                 "your answer until %2$s; what is different is shown. Silence "
                 "is not a yes: who says nothing is shown as not heard.")
            : N_("\"%1$s\" asks for your answer until %2$s. Agree, live with "
                 "it, object, or say that you are not sure. Silence is not a "
                 "yes: who says nothing is shown as not heard.");
        said.args[1] = arg_text(lang_date(lang, s->a, row->closes_on));
        if (has_now) /* asked further on the same text */
            said.sentence =
                N_("\"%1$s\" is asked again, until %2$s, on the same text. "
                   "Your answer stays; you can change it.");
        break;
    case NEWS_CHANGED:
        said.subject = N_("A proposal that you answered has changed");
        said.sentence =
            N_("\"%1$s\" has a new version, number %2$s. Your answer stays "
               "with the version that you saw; everybody is asked again, with "
               "the difference shown.");
        said.args[1] = arg_text(arena_print(s->a, "%d", (int)row->version));
        if (!is_role && !has_any)
            said.sentence = NULL;
        break;
    case NEWS_WORDED:
        said.subject = N_("The wording of a proposal was mended");
        said.sentence =
            N_("The wording of \"%1$s\", which you answered, was mended; what "
               "it says is to stay the same, and your answer stays. If it is "
               "not only wording, say so until %2$s.");
        said.args[1] = arg_text(lang_date(lang, s->a,
            proposal_day_after(s->a, s->asking.amended_on, WORDING_DAYS)));
        if (!is_role && !has_now)
            said.sentence = NULL;
        break;
    case NEWS_FALLEN:
        said.subject = N_("A proposal that you answered has changed");
        said.sentence =
            N_("Somebody has said that the change of \"%1$s\" was not only of "
               "wording. Your answer stays with the version that you saw: "
               "answer the new one until %2$s.");
        said.args[1] = arg_text(lang_date(lang, s->a, row->closes_on));
        if (has_now || (!is_role && !has_any))
            said.sentence = NULL;
        break;
    case NEWS_WITHDRAWN:
        said.subject = N_("A proposal was withdrawn");
        said.sentence = N_("\"%1$s\" was withdrawn. Nobody is asked any more. "
                           "The reason: %2$s");
        said.args[1] = arg_text(s->asking.withdrawn_why);
        break;
    }
    return said;
}

/* Is it still so? What has gone by in the meantime is not told. */
static bool
is_now(const struct sending *s)
{
    text status = s->p.row.status;
    text today = day_of(s->a, s->now);
    switch (s->kind) {
    case NEWS_LISTED:
        return text_is_equal(status, TEXT("listed")) &&
            text_compare(today, s->asking.challenge_until) <= 0;
    case NEWS_CHANGED: return text_is_equal(status, TEXT("closed"));
    case NEWS_WITHDRAWN: return text_is_known(s->asking.withdrawn_on);
    case NEWS_ASKED:
    case NEWS_WORDED:
    case NEWS_FALLEN: break;
    }
    return proposal_is_open(&s->p.row, today);
}

static enum err
tell_one(struct sending *s, int64_t person_id, bool is_role)
{
    struct db *writer = s->writer;
    struct arena *a = s->a;
    text to, gap = TEXT("\n\n");
    const struct lang *lang;
    bool has_now, has_any;
    enum err e = people_written_to(writer, a, person_id, &to, &lang);
    if (e == ERR_NOT_FOUND || (e == OK && !text_is_known(to)))
        return OK;
    if (e == OK)
        e = proposal_has_answered(
            writer, a, &s->p, person_id, &has_now, &has_any);
    if (e != OK)
        return e;
    struct said said = say_to(s, lang, is_role, has_now, has_any);
    if (said.sentence == NULL)
        return OK;
    struct view v = view_in(a, lang, 600);
    text where = text_is_empty(s->row.told_from)
        ? say(&v, N_("Sign in to see its page."))
        : arena_print(a, "%.*s/%.*s%.*s", TEXT_ARG(s->row.told_from),
              TEXT_ARG(lang_code(lang)),
              TEXT_ARG(proposal_sub(
                  a, s->p.row.id, s->kind == NEWS_LISTED ? "/list" : "")));
    return mail_put(writer, a,
        &(struct mail){ .person_id = person_id,
            .to = to,
            .lang = lang,
            .kind = s->kind == NEWS_LISTED ? TEXT("proposal_listed")
                                           : TEXT("proposal_asked"),
            .subject = say(&v, said.subject),
            .body = arena_join(a, 3,
                (text[]){ say_with(&v, said.sentence, said.n_args, said.args),
                    gap, where }),
            .about_id = s->p.row.id,
            .ends_at = s->now + 60 * (int64_t)DAY_S });
}

/* ---- One page of people a step ---------------------------------------------
 */

static enum err
tell_members(struct sending *s, const int64_t *sides, int n_sides)
{
    struct proposal_side_members_row *rows;
    ptrdiff_t n;
    text today = day_of(s->a, s->now);
    int at = (int)s->row.n_sides;
    enum err e = proposal_side_members(s->writer, s->a,
        (struct proposal_side_members_in){ .thing_id = sides[at],
            .today = today,
            .after_id = s->row.after_id,
            .n_rows = AT_ONCE },
        &rows, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++) {
        bool is_first;
        s->row.after_id = rows[i].id;
        e = proposal_hears_here(s->writer, s->a, sides, at, sides[at],
            rows[i].id, rows[i].person_id, today, &is_first);
        if (e == OK && is_first)
            e = tell_one(s, rows[i].person_id, false);
    }
    if (e == OK && n < AT_ONCE) {
        s->row.n_sides++;
        s->row.after_id = 0;
    }
    (void)n_sides;
    return e;
}

static enum err
tell_roles(struct sending *s, const int64_t *sides, int n_sides)
{
    text today = day_of(s->a, s->now);
    enum err e = OK;
    for (ptrdiff_t i = 0; e == OK && i < s->p.n_units; i++) {
        bool is_first;
        e = proposal_hears_as_role(
            s->writer, s->a, &s->p, i, sides, n_sides, today, &is_first);
        if (e == OK && is_first)
            e = tell_one(s, s->p.units[i].role_person_id, true);
    }
    return e;
}

static enum err
send_step(struct db *writer, struct arena *a, void *arg)
{
    struct sending *s = arg;
    int64_t sides[PROPOSAL_SIDES_MAX];
    s->writer = writer;
    s->a = a;
    s->is_done = true;
    enum err e = proposal_news_get(
        writer, a, (struct proposal_news_get_in){ s->news_id }, &s->row);
    if (e == ERR_NOT_FOUND)
        return OK; /* another was faster */
    if (e == OK)
        e = proposal_whole_load(writer, a, s->row.proposal_id, &s->p);
    if (e == OK)
        e = proposal_asking_load(writer, a, s->row.proposal_id, &s->asking);
    if (e == ERR_NOT_FOUND)
        return proposal_news_end(
            writer, (struct proposal_news_end_in){ s->news_id }, NULL);
    if (e != OK)
        return e;
    for (int k = 0; kinds[k] != NULL; k++)
        if (text_is_equal(s->row.kind, text_of(kinds[k])))
            s->kind = (enum proposal_news_kind)k;
    int n = proposal_sides_asked(&s->p, sides);
    bool is_last = s->row.n_sides >= n;
    if (is_now(s) && !is_last) {
        e = tell_members(s, sides, n);
        s->is_done = false;
        return e == OK ? proposal_news_move(writer,
                             (struct proposal_news_move_in){
                                 s->news_id, s->row.n_sides, s->row.after_id },
                             NULL)
                       : e;
    }
    if (is_now(s))
        e = tell_roles(s, sides, n);
    return e == OK ? proposal_news_end(writer,
                         (struct proposal_news_end_in){ s->news_id }, NULL)
                   : e;
}

static enum err
send_one(struct db *db, struct arena *a, int64_t news_id, int64_t now)
{
    struct sending s = { .news_id = news_id, .now = now };
    enum err e = OK;
    while (e == OK && !s.is_done) {
        struct arena_mark mark = arena_mark(a);
        e = db_write(db, a, send_step, &s);
        arena_rewind(a, mark);
    }
    return e;
}

enum err
proposal_news_send(struct db *db, struct arena *a, int64_t id, int64_t now)
{
    struct proposal_news_waiting_row *all;
    struct proposal_news_of_row *of;
    ptrdiff_t n;
    enum err e;
    if (id == 0) {
        e = proposal_news_waiting(
            db, a, (struct proposal_news_waiting_in){ 0, NEWS_MAX }, &all, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++)
            e = send_one(db, a, all[i].id, now);
        return e;
    }
    e = proposal_news_of(
        db, a, (struct proposal_news_of_in){ id, NEWS_MAX }, &of, &n);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = send_one(db, a, of[i].id, now);
    return e;
}

static enum err
nothing_step([[maybe_unused]] struct db *writer,
    [[maybe_unused]] struct arena *a, [[maybe_unused]] void *arg)
{
    return OK;
}

enum err
proposal_news_run(struct job_call *call, [[maybe_unused]] struct why *why)
{
    enum err e =
        proposal_news_send(call->db, call->arena, call->thing_id, now_s());
    return e == OK ? job_finish(call, nothing_step, NULL) : e;
}
