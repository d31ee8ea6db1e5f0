#include "match/partner_carry.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/key.h"
#include "keep/audit.h"
#include "keep/carry.h"
#include "match/partner_carry.sql.h"
#include "match/partner_help.h"
#include "match/partner_letter.h"
#include "match/partner_round.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"

#include <string.h>

enum { ROWS_MAX = 20 };

static const char *const letter_columns[] = { "key", "from", "to", "status",
    "words", "written_by", "written_at", "reason", "answered_by", "answered_at",
    "proposed_by", "proposed_for", "proposed_at", "proposed_words",
    "partnership", "refused_by", "refused_at", "refused_words", NULL };
enum {
    L_KEY,
    L_FROM,
    L_TO,
    L_STATUS,
    L_WORDS,
    L_WRITER,
    L_AT,
    L_REASON,
    L_ANSWERER,
    L_ANSWERED,
    L_PROPOSER,
    L_FOR,
    L_PROPOSED,
    L_PROPOSAL,
    L_PARTNERSHIP,
    L_REFUSER,
    L_REFUSED,
    L_REFUSAL
};

static const char *const meeting_columns[] = { "key", "round", "status", "a",
    "b", "slot", "score", "a_answer", "a_reason", "a_by", "b_answer",
    "b_reason", "b_by", NULL };
enum {
    M_KEY,
    M_ROUND,
    M_STATUS,
    M_A,
    M_B,
    M_SLOT,
    M_SCORE,
    M_A_ANSWER,
    M_A_REASON,
    M_A_BY,
    M_B_ANSWER,
    M_B_REASON,
    M_B_BY
};

static const char *const helper_columns[] = { "person", "skills", "languages",
    "level", "free", "about", NULL };
enum { H_PERSON, H_SKILLS, H_LANGUAGES, H_LEVEL, H_FREE, H_ABOUT };

/* ---- Out ----------------------------------------------------------------- */

struct putting {
    int fd;
    struct arena *a;
};

static enum err
put_cells(struct putting *p, const text *cells, int n)
{
    struct arena_mark mark = arena_mark(p->a);
    struct buf b = buf_in(p->a, 300);
    struct csv_writer w = csv_write(&b);
    for (int i = 0; i < n; i++)
        csv_add(&w, cells[i]);
    csv_end_row(&w);
    enum err e = file_put(p->fd, buf_text(&b));
    arena_rewind(p->a, mark);
    return e;
}

static text
time_of(bool is_known, int64_t at, char room[RFC3339_LENGTH])
{
    return is_known ? date_print_rfc3339(at, room) : (text){ 0 };
}

static enum err
put_letter(void *context, const struct letters_each_row *r)
{
    char key[KEY_LENGTH], at[4][RFC3339_LENGTH];
    const text cells[] = { key_print(r->id, key), r->from_code, r->to_code,
        r->status, r->words, r->writer, time_of(true, r->written_at, at[0]),
        r->reason, r->answerer,
        time_of(r->has_answered_at, r->answered_at, at[1]), r->proposer,
        r->proposed_code, time_of(r->has_proposed_at, r->proposed_at, at[2]),
        r->proposed_words, r->partnership, r->refuser,
        time_of(r->has_refused_at, r->refused_at, at[3]), r->refused_words };
    return put_cells(context, cells, sizeof cells / sizeof *cells);
}

static enum err
put_meeting(void *context, const struct meetings_each_row *r)
{
    struct putting *p = context;
    char key[KEY_LENGTH];
    struct arena_mark mark = arena_mark(p->a);
    const text cells[] = { key_print(r->id, key), r->round, r->status, r->a,
        r->b, arena_print(p->a, "%d", (int)r->slot),
        arena_print(p->a, "%d", (int)r->score), r->a_answer, r->a_reason,
        r->a_person, r->b_answer, r->b_reason, r->b_person };
    enum err e = put_cells(p, cells, sizeof cells / sizeof *cells);
    arena_rewind(p->a, mark);
    return e;
}

static enum err
put_helper(void *context, const struct helpers_each_row *r)
{
    struct putting *p = context;
    struct arena_mark mark = arena_mark(p->a);
    const text cells[] = { r->person, r->skills, r->languages,
        r->has_level ? arena_print(p->a, "%d", (int)r->level) : (text){ 0 },
        r->free, r->about };
    enum err e = put_cells(p, cells, sizeof cells / sizeof *cells);
    arena_rewind(p->a, mark);
    return e;
}

static enum err
put_all(struct db *db, struct putting *p, int which)
{
    return which == 0 ? letters_each(db, p->a, put_letter, p)
        : which == 1  ? meetings_each(db, p->a, put_meeting, p)
                      : helpers_each(db, p->a, put_helper, p);
}

static const struct carried_file {
    const char *name;
    const char *const *columns;
} files[] = { { "listing_letter.csv", letter_columns },
    { "partner_meeting.csv", meeting_columns },
    { "helper.csv", helper_columns } };
enum { N_FILES = sizeof files / sizeof *files };

static enum err
export_one(struct db *db, struct arena *a, text dir, int which, struct why *why)
{
    struct file_new file;
    text head[ROWS_MAX];
    int n = 0;
    enum err e = file_new_open(&file,
        arena_print(a, "%.*s/%s", TEXT_ARG(dir), files[which].name), why);
    if (e != OK)
        return e;
    struct putting p = { file.fd, a };
    for (; files[which].columns[n] != NULL; n++)
        head[n] = text_of(files[which].columns[n]);
    e = put_cells(&p, head, n);
    if (e == OK)
        e = put_all(db, &p, which);
    if (e == OK)
        return file_new_keep(&file, why);
    file_new_drop(&file);
    return e;
}

enum err
partner_carry_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    enum err e = OK;
    for (int i = 0; e == OK && i < N_FILES; i++)
        e = export_one(db, a, dir, i, why);
    return e;
}

/* ---- In ------------------------------------------------------------------ */

/* What a row is made of; once something was said about it nothing more is. */
struct reading {
    struct carrying *c;
    enum err e;
    bool is_refused;
};

static void
refuse(struct reading *r, const char *sentence)
{
    if (!r->is_refused && r->e == OK)
        carry_refuse(r->c, sentence);
    r->is_refused = true;
}

static bool
is_on(const struct reading *r)
{
    return r->e == OK && !r->is_refused;
}

/* Empty is nobody: who wrote may have left. */
static bool
read_person(struct reading *r, text code, const char *sentence, int64_t *id)
{
    struct carried_person_row row;
    *id = 0;
    if (!is_on(r) || text_is_empty(code))
        return false;
    enum err e = carried_person(r->c->t->db, r->c->t->a,
        (struct carried_person_in){ .code = code }, &row);
    if (e == ERR_NOT_FOUND)
        refuse(r, sentence);
    else if (e != OK)
        r->e = e;
    else
        *id = row.id;
    return *id != 0;
}

static int64_t
read_listing(struct reading *r, text code, const char *sentence, text *name)
{
    struct carried_listing_row row = { .id = 0 };
    if (!is_on(r))
        return 0;
    enum err e = carried_listing(r->c->t->db, r->c->t->a,
        (struct carried_listing_in){ .code = code }, &row);
    if (e == ERR_NOT_FOUND)
        refuse(r, sentence);
    else if (e != OK)
        r->e = e;
    *name = row.name;
    return is_on(r) ? row.id : 0;
}

static bool
read_time(struct reading *r, text cell, const char *sentence, int64_t *at)
{
    *at = 0;
    if (text_is_empty(cell))
        return false;
    if (!date_parse_rfc3339(cell, at))
        refuse(r, sentence);
    return true;
}

static text
known(text cell)
{
    return text_is_empty(cell) ? (text){ 0 } : cell;
}

static bool
is_one_of(text word, const char *const *all)
{
    for (int i = 0; all[i] != NULL; i++)
        if (text_is_equal(word, text_of(all[i])))
            return true;
    return false;
}

/* In a step: noted, and counted. */
static enum err
count_new(struct carrying *c, const char *kind, int64_t id, text said)
{
    carry_tell(c, "created", said);
    c->t->import->count.n_created++;
    return audit_add(c->t->db,
        (struct audit){
            .action = TEXT("create"), .kind = text_of(kind), .thing_id = id });
}

/* ---- Letters */

static void
read_letter(struct reading *r, const text *cells, struct listing_letter *to)
{
    static const char *const statuses[] = { "waiting", "accepted", "declined",
        "made", NULL };
    text name;
    to->from_id = read_listing(r, cells[L_FROM],
        "from: there is no listing with that code", &to->from_name);
    to->to_id = read_listing(
        r, cells[L_TO], "to: there is no listing with that code", &to->to_name);
    to->status = cells[L_STATUS];
    if (!is_one_of(to->status, statuses))
        refuse(r, "status: one of waiting accepted declined made");
    if (cells[L_WORDS].len > LETTER_WORDS_MAX ||
        cells[L_PROPOSAL].len > LETTER_WORDS_MAX ||
        cells[L_REASON].len > 1000 || cells[L_REFUSAL].len > 1000)
        refuse(r, "words: they are too long");
    if (!text_is_utf8(cells[L_WORDS]) || !text_is_utf8(cells[L_PROPOSAL]) ||
        !text_is_utf8(cells[L_REASON]) || !text_is_utf8(cells[L_REFUSAL]))
        refuse(r, "words: they are not UTF-8");
    to->words = known(cells[L_WORDS]);
    to->reason = known(cells[L_REASON]);
    to->proposed_words = known(cells[L_PROPOSAL]);
    to->refused_words = known(cells[L_REFUSAL]);
    if (!read_time(r, cells[L_AT],
            "written_at: a time such as 2026-05-07T09:00:00Z", &to->written_at))
        refuse(r, "written_at: is missing");
    to->has_answered_at = read_time(r, cells[L_ANSWERED],
        "answered_at: a time such as 2026-05-07T09:00:00Z", &to->answered_at);
    to->has_proposed_at = read_time(r, cells[L_PROPOSED],
        "proposed_at: a time such as 2026-05-07T09:00:00Z", &to->proposed_at);
    to->has_refused_at = read_time(r, cells[L_REFUSED],
        "refused_at: a time such as 2026-05-07T09:00:00Z", &to->refused_at);
    if (to->has_refused_at && !to->has_proposed_at)
        refuse(r, "refused_at: nothing was proposed");
    to->has_written_by = read_person(r, cells[L_WRITER],
        "written_by: nobody has that code", &to->written_by);
    to->has_answered_by = read_person(r, cells[L_ANSWERER],
        "answered_by: nobody has that code", &to->answered_by);
    to->has_proposed_by = read_person(r, cells[L_PROPOSER],
        "proposed_by: nobody has that code", &to->proposed_by);
    to->has_refused_by = read_person(r, cells[L_REFUSER],
        "refused_by: nobody has that code", &to->refused_by);
    if (!text_is_empty(cells[L_FOR])) {
        to->has_proposed_for = true;
        to->proposed_for = read_listing(r, cells[L_FOR],
            "proposed_for: there is no listing with that code", &name);
        if (is_on(r) && to->proposed_for != to->from_id &&
            to->proposed_for != to->to_id)
            refuse(r, "proposed_for: one of from and to");
    }
}

static void
read_partnership(struct reading *r, text code, struct listing_letter *to)
{
    struct carried_partnership_row row;
    bool is_made = text_is_equal(to->status, TEXT("made"));
    if (!is_on(r) || (text_is_empty(code) && !is_made))
        return;
    enum err e = carried_partnership(r->c->t->db, r->c->t->a,
        (struct carried_partnership_in){ .code = code }, &row);
    if (e == ERR_NOT_FOUND || (e == OK && !is_made))
        refuse(r, "partnership: the one that was made, with status made alone");
    else if (e != OK)
        r->e = e;
    to->has_partnership_id = true;
    to->partnership_id = row.id;
}

static enum err
take_letter(struct carrying *c, const text *cells)
{
    struct listing_letter row = { .id = 0 }, there;
    struct reading r = { .c = c };
    int64_t n = 0;
    if (!key_parse(cells[L_KEY], &row.id)) {
        carry_refuse(c, "key: 13 letters and digits");
        return OK;
    }
    enum err e = letter_get(
        c->t->db, c->t->a, (struct letter_get_in){ .id = row.id }, &there);
    if (e != ERR_NOT_FOUND)
        return e; /* it is there: what became of it here counts */
    read_letter(&r, cells, &row);
    read_partnership(&r, cells[L_PARTNERSHIP], &row);
    if (!is_on(&r))
        return r.e;
    e = letter_insert(c->t->db, &row, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    return e == OK ? count_new(c, "listing_letter", row.id, cells[L_KEY]) : e;
}

/* ---- Meetings */

/* The round's state, made by the first of its meetings. False: found here. */
static bool
take_state(struct reading *r, int64_t round_id, text status)
{
    struct partner_round_state state;
    struct carrying *c = r->c;
    enum err e = partner_state_get(c->t->db, c->t->a,
        (struct partner_state_get_in){ .id = round_id }, &state);
    if (e == OK && state.has_solved_at)
        return false;
    if (e != OK && e != ERR_NOT_FOUND)
        r->e = e;
    if (!is_on(r))
        return false;
    if (e == ERR_NOT_FOUND)
        state = (struct partner_round_state){
            .id = round_id, .status = status, .has_n_meetings = true
        };
    state.n_meetings++;
    r->e = partner_state_save(c->t->db, &state, NULL);
    return r->e == OK;
}

static void
read_answer(struct reading *r, text answer, text reason, const char *sentence)
{
    static const char *const answers[] = { "", "yes", "no", NULL };
    if (!is_one_of(text_is_known(answer) ? answer : TEXT(""), answers) ||
        reason.len > 1000 || !text_is_utf8(reason))
        refuse(r, sentence);
}

static enum err
take_meeting(struct carrying *c, const text *cells)
{
    static const char *const statuses[] = { "proposed", "offered", "ended",
        NULL };
    struct carried_meeting_insert_in row = { .id = 0 };
    struct partner_meeting_row there;
    struct partner_round round;
    struct reading r = { .c = c };
    text name;
    int64_t n = 0;
    if (!key_parse(cells[M_KEY], &row.id)) {
        carry_refuse(c, "key: 13 letters and digits");
        return OK;
    }
    enum err e = partner_meeting_get(c->t->db, c->t->a,
        (struct partner_meeting_get_in){ .id = row.id }, &there);
    if (e != ERR_NOT_FOUND)
        return e;
    e = partner_round_find(c->t->db, c->t->a,
        (struct partner_round_find_in){ .code = cells[M_ROUND] }, &round);
    if (e == ERR_NOT_FOUND)
        refuse(&r, "round: there is no round with that code");
    else
        r.e = e;
    if (!is_one_of(cells[M_STATUS], statuses))
        refuse(&r, "status: one of proposed offered ended");
    row.a_id = read_listing(
        &r, cells[M_A], "a: there is no listing with that code", &name);
    row.b_id = read_listing(
        &r, cells[M_B], "b: there is no listing with that code", &name);
    if (!text_parse_int(cells[M_SLOT], &row.slot) || row.slot < 0 ||
        row.slot > 1000 || !text_parse_int(cells[M_SCORE], &row.score) ||
        row.score < 0 || row.score > 1'000'000)
        refuse(&r, "slot and score: whole numbers");
    read_answer(&r, cells[M_A_ANSWER], cells[M_A_REASON],
        "a_answer: yes, no, or nothing");
    read_answer(&r, cells[M_B_ANSWER], cells[M_B_REASON],
        "b_answer: yes, no, or nothing");
    row.a_answer = known(cells[M_A_ANSWER]);
    row.a_reason = known(cells[M_A_REASON]);
    row.b_answer = known(cells[M_B_ANSWER]);
    row.b_reason = known(cells[M_B_REASON]);
    row.has_a_by =
        read_person(&r, cells[M_A_BY], "a_by: nobody has that code", &row.a_by);
    row.has_b_by =
        read_person(&r, cells[M_B_BY], "b_by: nobody has that code", &row.b_by);
    if (!is_on(&r) || !take_state(&r, round.id, cells[M_STATUS]))
        return r.e;
    row.round_id = round.id;
    e = carried_meeting_insert(c->t->db, row, &n);
    if (e == OK && n == 0)
        e = ERR_CONFLICT;
    return e == OK ? count_new(c, "partner_round", round.id, cells[M_KEY]) : e;
}

/* ---- Helpers */

static bool
is_same(const struct helper *x, const struct helper *y)
{
    return text_is_equal(x->skills, y->skills) &&
        text_is_equal(x->languages, y->languages) &&
        x->has_level == y->has_level &&
        (!x->has_level || x->level == y->level) &&
        text_is_equal(x->free, y->free) && text_is_equal(x->about, y->about) &&
        x->is_found == y->is_found;
}

/* Nobody is found because a file says so: they themselves say it here. */
static enum err
take_helper(struct carrying *c, const text *cells)
{
    struct helper row = { .id = key_new(), .at = now_s() }, there;
    struct reading r = { .c = c };
    struct tags skills, languages;
    struct cp_days days[DAYS_MAX];
    int n_days;
    struct arena *a = c->t->a;
    if (!read_person(&r, cells[H_PERSON], "person: nobody has that code",
            &row.person_id))
        refuse(&r, "person: is missing");
    if (tags_read(a, topics_of(a), cells[H_SKILLS], &skills) != NULL ||
        skills.n == 0)
        refuse(&r, "skills: words with ; between them, eight at most");
    if (languages_read(a, cells[H_LANGUAGES], &languages) != NULL)
        refuse(&r, "languages: codes such as en; sw:2");
    if (!days_read(cells[H_FREE], days, &n_days))
        refuse(&r, "free: dates are written 2026-05-06/2026-05-17");
    if (cells[H_ABOUT].len > 1000 || !text_is_utf8(cells[H_ABOUT]))
        refuse(&r, "about: is too long");
    if (!text_is_empty(cells[H_LEVEL])) {
        row.has_level = true;
        if (!text_parse_int(cells[H_LEVEL], &row.level) || row.level < 0 ||
            row.level > 4)
            refuse(&r, "level: 0 to 4");
    }
    if (!is_on(&r))
        return r.e;
    row.skills = cells[H_SKILLS];
    row.languages = known(cells[H_LANGUAGES]);
    row.free = known(cells[H_FREE]);
    row.about = known(cells[H_ABOUT]);
    enum err e = consent_has(c->t->db, a,
        (struct consent_of){
            .person_id = row.person_id, .kind = TEXT("match.found") },
        &row.is_found);
    if (e != OK)
        return e;
    e = helper_of(c->t->db, a,
        (struct helper_of_in){ .person_id = row.person_id }, &there);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    bool is_new = e == ERR_NOT_FOUND;
    if (!is_new && is_same(&row, &there))
        return OK;
    e = helper_write(c->t->db, a, &row, &skills);
    if (e == OK && is_new)
        return count_new(c, "person", row.person_id, cells[H_PERSON]);
    carry_tell(c, "changed", cells[H_PERSON]);
    c->t->import->count.n_changed++;
    return e == OK ? audit_add(c->t->db,
                         (struct audit){ .action = TEXT("change"),
                             .kind = TEXT("person"),
                             .thing_id = row.person_id,
                             .detail = TEXT("[\"helper\"]") })
                   : e;
}

enum err
partner_carry_import(struct sheet_texts *t)
{
    static const struct {
        unsigned needed;
        enum err (*take)(struct carrying *c, const text *cells);
    } takes[N_FILES] = {
        { 1u << L_KEY | 1u << L_FROM | 1u << L_TO | 1u << L_STATUS | 1u << L_AT,
            take_letter },
        { 1u << M_KEY | 1u << M_ROUND | 1u << M_STATUS | 1u << M_A | 1u << M_B |
                1u << M_SLOT | 1u << M_SCORE,
            take_meeting },
        { 1u << H_PERSON | 1u << H_SKILLS, take_helper },
    };
    enum err e = OK;
    for (int i = 0; e == OK && i < N_FILES; i++) {
        struct carrying c = { .t = t,
            .file = files[i].name,
            .columns = files[i].columns,
            .needed = takes[i].needed,
            .take = takes[i].take };
        e = carry_read(&c);
    }
    return e;
}
