/* A pathway list as a form with rows, and back. */
#include "mirror/drawn.h"

const char *const drawn_kinds[] = { "one", "any", "choice", "order", "signs",
    NULL };
const char *const drawn_kind_words[] = { N_("one step"),
    N_("several, in any order"), N_("one of several"),
    N_("several, in this order"), N_("written in signs"), NULL };
const char *const drawn_often[] = { "must", "may", "again", "both", NULL };
const char *const drawn_often_words[] = { N_("always, once"),
    N_("may be left out"), N_("may come again"),
    N_("may be left out or come again"), NULL };

static const enum cp_pathway_kind kinds[] = { CP_PATHWAY_STEP,
    CP_PATHWAY_ANY_ORDER, CP_PATHWAY_ONE_OF, CP_PATHWAY_IN_ORDER };
enum { N_KINDS = sizeof kinds / sizeof *kinds, SIGNS = N_KINDS };

static int
find_word(const char *const *words, text word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (text_is_equal(word, text_of(words[i])))
            return i;
    return 0;
}

static text
often_of(const struct cp_pathway_item *item)
{
    return text_of(
        drawn_often[(item->may_repeat ? 2 : 0) + (item->may_skip ? 1 : 0)]);
}

/* ---- To the form --------------------------------------------------------- */

/* "Blood test+": as a name in the form, with its sign behind. False: it has
 * brackets of its own, or a label. */
static bool
put_name(struct buf *b, const struct cp_pathway_item *item, bool is_alone)
{
    if (item->kind != CP_PATHWAY_STEP || (!is_alone && item->label.len > 0))
        return false;
    bool is_odd = false;
    for (ptrdiff_t i = 0; i < item->name.len; i++)
        is_odd = is_odd || item->name.ptr[i] == ',' ||
            item->name.ptr[i] == ';' || item->name.ptr[i] == '|' ||
            item->name.ptr[i] == '"';
    if (is_odd && !is_alone)
        return false;
    buf_add(b, item->name);
    if (!is_alone && (item->may_skip || item->may_repeat))
        buf_byte(b,
            item->may_skip && item->may_repeat ? '*'
                : item->may_repeat             ? '+'
                                               : '?');
    return true;
}

/* A row as the notation has it. */
static text
in_signs(struct arena *a, struct cp_pathway_item *row)
{
    struct buf b = buf_in(a, 200);
    struct cp_pathway one = { .rows = &row, .n_rows = 1 };
    cp_pathway_write(&one, &b);
    return text_trim(buf_text(&b));
}

static void
row_to_form(struct arena *a, struct cp_pathway_item *item, struct drawn_row *to)
{
    struct buf b = buf_in(a, 200);
    bool is_simple = true;
    to->kind = TEXT("one");
    for (int i = 0; i < N_KINDS; i++)
        if (kinds[i] == item->kind)
            to->kind = text_of(drawn_kinds[i]);
    if (item->kind == CP_PATHWAY_STEP)
        is_simple = put_name(&b, item, true);
    for (int i = 0; i < item->n_items && is_simple; i++) {
        if (i > 0)
            buf_add(&b, TEXT("; "));
        is_simple = put_name(&b, item->items[i], false);
    }
    to->often = often_of(item);
    to->label = item->label;
    to->names = buf_text(&b);
    if (is_simple)
        return;
    to->kind = text_of(drawn_kinds[SIGNS]);
    to->names = in_signs(a, item);
    to->often = TEXT("must");
    to->label = (text){ 0 };
}

text
drawn_line_of(struct arena *a, const struct cp_names *names)
{
    struct buf b = buf_in(a, 100);
    for (int i = 0; i < names->n; i++) {
        if (i > 0)
            buf_add(&b, TEXT("; "));
        buf_add(&b, names->names[i]);
    }
    return buf_text(&b);
}

const char *const drawn_units[] = { "minutes", "hours", "days", "weeks", NULL };
const char *const drawn_unit_words[] = { N_("minutes"), N_("hours"), N_("days"),
    N_("weeks"), NULL };

bool
drawn_to_form(
    struct arena *a, const struct cp_pathway *p, struct drawn_form *to)
{
    if (p->n_rows > DRAWN_ROWS_MAX || p->n_targets > DRAWN_PROMISES_MAX)
        return false;
    for (int i = 0; i < p->n_rows; i++) {
        row_to_form(a, p->rows[i], &to->rows[i]);
        to->rows[i].was = i + 1;
    }
    for (int i = 0; i < p->n_targets; i++) {
        const struct cp_pathway_target *t = &p->targets[i];
        if (t->from != CP_PATHWAY_FIRST)
            return false;
        to->promises[i] = (struct drawn_promise){
            .number = arena_print(a, "%lld", (long long)t->value),
            .unit = text_of(drawn_units[t->unit]),
            .percent = t->percent,
            .from = t->start,
            .to = t->end
        };
    }
    to->closes = drawn_line_of(a, &p->closes);
    to->ends = drawn_line_of(a, &p->ends_any_time);
    return true;
}

/* ---- And back ------------------------------------------------------------ */

/* The names of a line: parted by ; or , or |. */
static int
part_names(struct arena *a, text line, text **to)
{
    int n = 0;
    *to = arena_new(a, text, line.len + 1);
    while (line.len > 0) {
        ptrdiff_t i = 0;
        while (i < line.len && line.ptr[i] != ';' && line.ptr[i] != ',' &&
            line.ptr[i] != '|')
            i++;
        text name = text_trim(text_slice(line, 0, i));
        if (name.len > 0)
            (*to)[n++] = name;
        line = text_slice(line, i + 1, line.len);
    }
    return n;
}

/* Signs behind a name of several say how often. */
static text
take_sign(text name, struct cp_pathway_item *item)
{
    char c = name.len > 1 ? name.ptr[name.len - 1] : ' ';
    if (c != '?' && c != '+' && c != '*')
        return name;
    item->may_skip = c != '+';
    item->may_repeat = c != '?';
    return text_trim(text_slice(name, 0, name.len - 1));
}

static const struct cp_pathway_item *
step_in(const struct cp_pathway_item *item, text name)
{
    if (item->kind == CP_PATHWAY_STEP)
        return text_is_equal(item->name, name) ? item : NULL;
    for (int i = 0; i < item->n_items; i++) {
        const struct cp_pathway_item *s = step_in(item->items[i], name);
        if (s != NULL)
            return s;
    }
    return NULL;
}

static void
keep_of(struct cp_pathway_item *item, const struct cp_pathway_item *was)
{
    for (int i = 0; i < CP_PATHWAY_ATTRIBUTES; i++)
        item->attributes[i] = was->attributes[i];
    item->weight = was->weight;
}

/* Its stage, and who does it where: of the step of that name in the row that
 * it was, or in any; a step that got a new name is the one of its row. */
static void
keep_attributes(struct cp_pathway_item *item, const struct cp_pathway *old,
    const struct cp_pathway_item *was)
{
    const struct cp_pathway_item *same =
        was == NULL ? NULL : step_in(was, item->name);
    for (int i = 0; i < old->n_rows && same == NULL; i++)
        same = step_in(old->rows[i], item->name);
    if (same == NULL && was != NULL && was->kind == CP_PATHWAY_STEP)
        same = was;
    if (same != NULL)
        keep_of(item, same);
}

struct building {
    struct request *rq;
    const struct cp_pathway *old;
    int row;
    text fault;
};

static enum err
says(struct building *b, const char *phrase)
{
    struct view v = view_in(b->rq->arena, b->rq->lang, 0);
    b->fault = say(&v, phrase);
    return ERR_BAD_INPUT;
}

static struct cp_pathway_item *
new_step(struct building *b, text name, const struct cp_pathway_item *was,
    bool is_alone)
{
    struct cp_pathway_item *item =
        arena_new(b->rq->arena, struct cp_pathway_item, 1);
    item->kind = CP_PATHWAY_STEP;
    item->weight = 1;
    item->name = is_alone ? name : take_sign(name, item);
    keep_attributes(item, b->old, was);
    return item;
}

/* A row that is written as the notation has it. */
static enum err
row_of_signs(struct building *b, text line, struct cp_pathway_item **to)
{
    struct cp_pathway one;
    int at;
    if (!drawn_read(b->rq, line, &one, &at, &b->fault))
        return ERR_BAD_INPUT;
    if (one.n_rows != 1)
        return says(b, N_("one row stands here, and no other line"));
    *to = one.rows[0];
    return OK;
}

static enum err
row_from_form(struct building *b, const struct drawn_row *row,
    struct cp_pathway_item **to)
{
    struct arena *a = b->rq->arena;
    const struct cp_pathway_item *was =
        row->was >= 1 && row->was <= b->old->n_rows ? b->old->rows[row->was - 1]
                                                    : NULL;
    int kind = find_word(drawn_kinds, row->kind);
    int often = find_word(drawn_often, row->often);
    text alone = row->names, *names = &alone;
    if (kind == SIGNS)
        return row_of_signs(b, row->names, to);
    int n = kind == 0 ? 1 : part_names(a, row->names, &names);
    if (n == 0)
        return says(b, N_("no step is named here"));
    struct cp_pathway_item *item = arena_new(a, struct cp_pathway_item, 1);
    if (n == 1) { /* several of which there is one */
        item = new_step(b, names[0], was, kind == 0);
    } else {
        item->kind = kinds[kind];
        item->weight = 1;
        item->items = arena_new(a, struct cp_pathway_item *, n);
        item->n_items = n;
        for (int i = 0; i < n; i++)
            item->items[i] = new_step(b, names[i], was, false);
        if (was != NULL && was->kind != CP_PATHWAY_STEP)
            keep_of(item, was);
    }
    item->may_skip = item->may_skip || (often & 1) != 0;
    item->may_repeat = item->may_repeat || (often & 2) != 0;
    if (!text_is_empty(row->label))
        item->label = row->label;
    *to = item;
    return OK;
}

static enum err
promise_from_form(struct building *b, const struct drawn_promise *f,
    struct cp_pathway_target *t)
{
    int64_t n;
    if (!text_parse_int(f->number, &n) || n < 0)
        return says(b, N_("a promise has a whole number of days or hours"));
    if (text_is_empty(f->from) || text_is_empty(f->to))
        return says(b, N_("a promise goes from one step to another"));
    *t = (struct cp_pathway_target){ .value = n,
        .start = f->from,
        .end = f->to,
        .unit = (enum cp_pathway_unit)find_word(drawn_units, f->unit) };
    if (!text_is_empty(f->percent)) {
        double share;
        text percent = f->percent;
        if (text_ends_with(percent, TEXT("%")))
            percent = text_trim(text_slice(percent, 0, percent.len - 1));
        if (!text_parse_real(percent, &share) || share <= 0 || share > 100)
            return says(b, N_("a promise is for 1 to 100 per cent"));
        t->percent = percent;
    }
    return OK;
}

struct cp_names
drawn_names(struct arena *a, text line)
{
    struct cp_names to = { 0 };
    to.n = part_names(a, line, &to.names);
    return to;
}

enum err
drawn_from_form(struct request *rq, const struct drawn_form *form,
    const struct cp_pathway *old, text *source, int *row, text *fault)
{
    struct building b = { .rq = rq, .old = old, .row = -1 };
    struct cp_pathway p = *old, again;
    struct buf out = buf_in(rq->arena, 2000);
    int at_row[DRAWN_ROWS_MAX], line;
    enum err e = OK;
    p.n_rows = p.n_targets = 0;
    p.rows = arena_new(rq->arena, struct cp_pathway_item *, DRAWN_ROWS_MAX);
    p.targets =
        arena_new(rq->arena, struct cp_pathway_target, DRAWN_PROMISES_MAX);
    for (int i = 0; i < DRAWN_ROWS_MAX && e == OK; i++) {
        if (text_is_empty(form->rows[i].names))
            continue;
        b.row = i;
        at_row[p.n_rows] = i;
        e = row_from_form(&b, &form->rows[i], &p.rows[p.n_rows++]);
    }
    if (e == OK)
        b.row = -1;
    for (int i = 0; i < DRAWN_PROMISES_MAX && e == OK; i++)
        if (!text_is_empty(form->promises[i].number) ||
            !text_is_empty(form->promises[i].from) ||
            !text_is_empty(form->promises[i].to))
            e = promise_from_form(
                &b, &form->promises[i], &p.targets[p.n_targets++]);
    p.closes = drawn_names(rq->arena, form->closes);
    p.ends_any_time = drawn_names(rq->arena, form->ends);
    if (e == OK && p.n_rows == 0)
        e = says(&b, N_("name one step at least"));
    if (e == OK) {
        cp_pathway_write(&p, &out);
        *source = buf_text(&out);
        /* What the whole must hold is said of the row that it is about: rows
         * of the normal form stand one below the other. */
        if (!drawn_read(rq, *source, &again, &line, &b.fault)) {
            e = ERR_BAD_INPUT;
            int first = 1;
            for (int i = 0; i < CP_PATHWAY_HEADS; i++)
                first += text_is_known(p.heads[i]);
            first += first > 1; /* the empty line behind the heads */
            if (line >= first && line < first + p.n_rows)
                b.row = at_row[line - first];
        } else if (source->len > PROSE_MAX) {
            e = says(&b, N_("this is too long to be kept"));
        }
    }
    *row = b.row;
    *fault = b.fault;
    return e;
}
