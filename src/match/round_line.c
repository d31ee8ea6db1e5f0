/* What people said of themselves, as a line of people.csv. */
#include "match/round_inside.h"
#include "match/round_work.h"

#include "base/csv.h"
#include "base/key.h"
#include "base/sort.h"
#include "keep/reply.h"

enum { LIST_MAX = 64, PRIVATE_MAX = 20'000 };

const char round_line_head[] =
    "code,side,organisation,role_family,level,sectors,interests,languages,"
    "offers,wants,goals,free,wishes,not_with,capacity,trio,lived,safeguard\n";

struct lining {
    struct db *db;
    struct arena *a;
    const struct round *round;
    const struct round_everybody_row *rows;
    ptrdiff_t n;
    struct round_not_with_row *not_with;
    ptrdiff_t n_not_with;
    ptrdiff_t *by_person; /* indices of rows, by person_id */
    int n_sides;          /* that somebody is on */
};

static int
count_sides(const struct round_everybody_row *rows, ptrdiff_t n)
{
    int64_t seen[ROUND_SIDES_MAX];
    int n_sides = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        int k = 0;
        while (k < n_sides && seen[k] != rows[i].side_id)
            k++;
        if (k == n_sides && n_sides < ROUND_SIDES_MAX)
            seen[n_sides++] = rows[i].side_id;
    }
    return n_sides;
}

/* ---- Answers --------------------------------------------------------------
 */

/* A word that somebody typed: alike for all who meant the same. */
static text
clean_word(struct arena *a, const struct question *q, text word)
{
    return question_has_choice(q, word) ? word : lang_fold(a, word);
}

/* The answer to a question as a column has it; not known: not answered. */
static text
answer_of(struct arena *a, const struct question *q, text value)
{
    struct value_item items[VALUE_ITEMS_MAX];
    struct buf b = buf_in(a, value.len + 8);
    int n = value_items(q, value, items);
    switch (q->kind) {
    case QUESTION_CHOICE: return value;
    case QUESTION_DATES: return value;
    case QUESTION_SCALE: {
        /* its ends may be others: from 0 to 4 in the end */
        double low = q->has_min ? q->min : 1, high = q->has_max ? q->max : 5;
        double at = high > low ? (value_number(value) - low) / (high - low) : 0;
        return arena_print(a, "%d", (int)(at * 4 + 0.5));
    }
    case QUESTION_LANGUAGE:
    case QUESTION_SEVERAL:
    case QUESTION_TAGS: break;
    case QUESTION_SHORT:
    case QUESTION_LONG:
    case QUESTION_NUMBER:
    case QUESTION_DATE:
    case QUESTION_PLACE:
    case QUESTION_PERSON:
    case QUESTION_ORGANISATION:
    case QUESTION_KINDS: return (text){ NULL, 0 };
    }
    for (int i = 0; i < n && i < LIST_MAX; i++) {
        text word = q->kind == QUESTION_LANGUAGE
            ? items[i].code
            : clean_word(a, q, items[i].code);
        if (text_is_empty(word))
            continue;
        buf_add(&b, b.len > 0 ? TEXT(";") : TEXT(""));
        buf_add(&b, word);
        if (q->kind == QUESTION_LANGUAGE)
            buf_print(
                &b, ":%d", (int)(items[i].level > 3 ? 3 : items[i].level));
    }
    return b.len > 0 ? buf_text(&b) : (text){ NULL, 0 };
}

static text
said(struct arena *a, const struct replied *r, const char *code, text otherwise)
{
    int q =
        r->asked == NULL ? -1 : question_find(&r->asked->set, text_of(code));
    if (q < 0 || r->given[q].state != GIVEN)
        return otherwise;
    text value = answer_of(a, &r->asked->set.questions[q], r->given[q].value);
    return text_is_known(value) ? value : otherwise;
}

/* How many counterparts: what is written for them in this round; else what they
 * say, as far as the round allows it. Between more than two sides it is one. */
static int64_t
capacity_of(const struct lining *l, const struct round_everybody_row *m,
    const struct replied *r)
{
    int64_t most =
        l->round->row.has_counterparts ? l->round->row.counterparts : 1;
    int64_t n = 1;
    int q = r->asked == NULL
        ? -1
        : question_find(&r->asked->set, TEXT("counterparts"));
    if (l->n_sides > 2)
        return 1;
    if (m->has_capacity)
        return m->capacity;
    if (q >= 0 && r->given[q].state == GIVEN &&
        !text_parse_int(text_trim(r->given[q].value), &n))
        n = 1;
    n = n < most ? n : most;
    return n < 1 ? 1 : n;
}

/* Theirs of this round's questionnaire, finished or not; asked is NULL when
 * there is none. */
static enum err
load_reply(struct lining *l, int64_t person_id, struct replied *r)
{
    struct reply *newest;
    ptrdiff_t n;
    *r = (struct replied){ .asked = NULL };
    if (!l->round->row.has_questionnaire_id)
        return OK;
    enum err e = reply_newest(l->db, l->a,
        (struct reply_newest_in){
            .questionnaire_id = l->round->row.questionnaire_id,
            .about_id = REPLY_ABOUT_SELF,
            .person_id = person_id,
            .n_rows = 1 },
        &newest, &n);
    return e == OK && n > 0 ? reply_load(l->db, l->a, newest->id, r) : e;
}

/* ---- Lists of people -------------------------------------------------------
 */

static ptrdiff_t
find_person(const struct lining *l, int64_t person_id)
{
    ptrdiff_t low = 0, high = l->n;
    while (low < high) {
        ptrdiff_t middle = low + (high - low) / 2;
        int64_t x = l->rows[l->by_person[middle]].person_id;
        if (x == person_id)
            return l->by_person[middle];
        if (x < person_id)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

static bool
has_code(text list, text code)
{
    while (!text_is_empty(list))
        if (text_is_equal(text_trim(text_cut(list, ';', &list)), code))
            return true;
    return false;
}

static void
add_code(struct buf *b, text code)
{
    if (has_code(buf_text(b), code))
        return;
    buf_add(b, b->len > 0 ? TEXT(";") : TEXT(""));
    buf_add(b, code);
}

/* Who left is wished for by nobody. */
static text
wishes_of(struct lining *l, const struct round_everybody_row *row)
{
    struct buf b = buf_in(l->a, 100);
    text list = row->wishes;
    int n = 0;
    while (l->round->row.has_wishes && !text_is_empty(list)) {
        text code = text_trim(text_cut(list, ';', &list));
        for (ptrdiff_t i = 0; n < ROUND_WISHES_MAX && i < l->n; i++)
            if (text_is_equal(l->rows[i].code, code) && &l->rows[i] != row) {
                add_code(&b, code);
                n++;
            }
    }
    return buf_text(&b);
}

/* Whom they cannot be paired with: what they answered, and what came in by a
 * file. */
static text
not_with_of(struct lining *l, const struct round_everybody_row *row,
    const struct replied *r)
{
    struct buf b = buf_in(l->a, 100);
    int q =
        r->asked == NULL ? -1 : question_find(&r->asked->set, TEXT("not_with"));
    if (q >= 0 && r->given[q].state == GIVEN &&
        r->asked->set.questions[q].kind == QUESTION_PERSON) {
        struct value_item items[VALUE_ITEMS_MAX];
        int n =
            value_items(&r->asked->set.questions[q], r->given[q].value, items);
        for (int i = 0; i < n; i++) {
            ptrdiff_t at = find_person(l, items[i].key);
            if (at >= 0 && &l->rows[at] != row)
                add_code(&b, l->rows[at].code);
        }
    }
    for (ptrdiff_t i = 0; i < l->n_not_with; i++)
        for (ptrdiff_t k = 0; l->not_with[i].a_id == row->id && k < l->n; k++)
            if (l->rows[k].id == l->not_with[i].b_id)
                add_code(&b, l->rows[k].code);
    return buf_text(&b);
}

/* ---- A line ----------------------------------------------------------------
 */

/* Days, and hours of a week: two questions, one column. */
static text
free_of(struct arena *a, const struct replied *r,
    const struct round_everybody_row *m)
{
    text hours = said(a, r, "hours", (text){ NULL, 0 });
    text days = said(a, r, "free", m->free);
    return text_is_empty(hours) ? days
        : text_is_empty(days)
        ? hours
        : arena_join(a, 3, (text[]){ days, TEXT(";"), hours });
}

static enum err
make_line(struct lining *l, const struct round_everybody_row *m, text *line)
{
    struct replied all, r;
    enum err e = load_reply(l, m->person_id, &all);
    if (e != OK)
        return e;
    /* whom a facilitator merely wrote in did not say it to this side; whom
     * they cannot work with counts all the same */
    r = m->has_role ? all : (struct replied){ .asked = NULL };
    struct arena *a = l->a;
    text level =
        m->has_level ? arena_print(a, "%d", (int)m->level) : (text){ NULL, 0 };
    struct buf b = buf_in(a, 300);
    struct csv_writer w = csv_write(&b);
    csv_add(&w, m->code);
    csv_add(&w, m->side_code);
    csv_add(&w, m->organisation_code);
    csv_add(&w, said(a, &r, "role_family", m->role_family));
    csv_add(&w, said(a, &r, "level", level));
    csv_add(&w, said(a, &r, "sectors", m->sectors));
    csv_add(&w, said(a, &r, "interests", m->interests));
    csv_add(&w, said(a, &r, "languages", m->languages));
    csv_add(&w, said(a, &r, "offers", m->offers));
    csv_add(&w, said(a, &r, "wants", m->wants));
    csv_add(&w, said(a, &r, "goals", said(a, &r, "goal_tags", m->goals)));
    csv_add(&w, free_of(a, &r, m));
    csv_add(&w, wishes_of(l, m));
    csv_add(&w, not_with_of(l, m, &all));
    csv_add_int(&w, capacity_of(l, m, &r));
    csv_add(&w, m->may_trio ? TEXT("yes") : TEXT("no"));
    csv_add(&w, m->has_lived ? TEXT("yes") : TEXT("no"));
    csv_add(&w, m->safeguard);
    csv_end_row(&w);
    *line = text_trim(buf_text(&b));
    return OK;
}

static int
by_person(const void *context, const void *x, const void *y)
{
    const struct round_everybody_row *rows = context;
    int64_t of_x = rows[*(const ptrdiff_t *)x].person_id,
            of_y = rows[*(const ptrdiff_t *)y].person_id;
    return (of_x > of_y) - (of_x < of_y);
}

static void
sort_by_person(struct lining *l)
{
    ptrdiff_t *room = arena_new(l->a, ptrdiff_t, l->n);
    l->by_person = arena_new(l->a, ptrdiff_t, l->n);
    for (ptrdiff_t i = 0; i < l->n; i++)
        l->by_person[i] = i;
    sort(l->by_person, room, l->n, (ptrdiff_t)sizeof *room, by_person, l->rows);
}

enum err
round_lines(struct db *db, struct arena *a, const struct round *r,
    const struct round_everybody_row *rows, ptrdiff_t n, text *lines)
{
    struct lining l = { .db = db,
        .a = a,
        .round = r,
        .rows = rows,
        .n = n,
        .n_sides = count_sides(rows, n) };
    enum err e = round_not_with(db, a,
        (struct round_not_with_in){
            .round_id = r->row.id, .n_rows = PRIVATE_MAX },
        &l.not_with, &l.n_not_with);
    sort_by_person(&l);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        e = make_line(&l, &rows[i], &lines[i]);
    return e;
}
