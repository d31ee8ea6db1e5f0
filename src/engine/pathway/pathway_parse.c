/* Reading a pathway list: line by line, by descent into brackets. */
#include "engine/pathway/pathway_words.h"

#include <string.h>

struct parse {
    struct cp_pathway *p;
    struct arena *arena;
    struct cp_pathway_fault *fault;
    text rest; /* of the line */
    int line;
    int depth;
    int n_targets_room;
    int closes_line, ends_line; /* 0: there is none */
};

static enum err
fault_about(struct parse *s, const char *phrase, text about)
{
    *s->fault = (struct cp_pathway_fault){ s->line, phrase, about, 0 };
    return ERR_BAD_INPUT;
}

static enum err
fault(struct parse *s, const char *phrase)
{
    return fault_about(s, phrase, (text){ 0 });
}

/* ---- Characters ---------------------------------------------------------- */

static void
skip_blanks(struct parse *s)
{
    while (s->rest.len > 0 && (*s->rest.ptr == ' ' || *s->rest.ptr == '\t'))
        s->rest = text_slice(s->rest, 1, s->rest.len);
}

/* The next character that is no blank; 0 at the end. */
static char
peek(struct parse *s)
{
    skip_blanks(s);
    return s->rest.len > 0 ? *s->rest.ptr : 0;
}

static bool
take(struct parse *s, char c)
{
    if (peek(s) != c)
        return false;
    s->rest = text_slice(s->rest, 1, s->rest.len);
    return true;
}

/* ---- Names --------------------------------------------------------------- */

static enum err
quoted(struct parse *s, text *name)
{
    struct buf b = buf_in(s->arena, 40);
    text t = text_slice(s->rest, 1, s->rest.len);
    for (;;) {
        if (t.len == 0)
            return fault(s, "a quotation mark is opened and not closed");
        char c = *t.ptr;
        t = text_slice(t, 1, t.len);
        if (c == '"') {
            if (t.len == 0 || *t.ptr != '"')
                break;
            t = text_slice(t, 1, t.len);
        }
        buf_byte(&b, c);
    }
    s->rest = t;
    *name = buf_text(&b);
    if (name->len == 0)
        return fault(s, "a name is empty");
    return OK;
}

/* Bare: inner blanks and tabs to one blank. `stop`: text that ends it too. */
static text
bare(struct parse *s, const char *stop)
{
    struct buf b = buf_in(s->arena, 40);
    bool is_after_blank = false;
    while (s->rest.len > 0 && strchr("()[],;|?+*\"#=", *s->rest.ptr) == NULL) {
        if (stop != NULL && text_starts_with(s->rest, text_of(stop)))
            break;
        char c = *s->rest.ptr;
        s->rest = text_slice(s->rest, 1, s->rest.len);
        if (c == ' ' || c == '\t') {
            is_after_blank = b.len > 0;
            continue;
        }
        if (is_after_blank)
            buf_byte(&b, ' ');
        is_after_blank = false;
        buf_byte(&b, c);
    }
    return buf_text(&b);
}

static enum err
read_name(struct parse *s, text *name, const char *stop, const char *missing)
{
    char c = peek(s);
    if (c == '"') {
        enum err e = quoted(s, name);
        if (e != OK)
            return e;
    } else {
        *name = bare(s, stop);
        if (name->len == 0)
            return fault(s,
                peek(s) == '#' ? "a # in a row: put a note in a line of its own"
                               : missing);
    }
    if (name->len > CP_PATHWAY_NAME_MAX)
        return fault(s, "a name is longer than 200 bytes");
    return OK;
}

/* ---- Lists that grow ----------------------------------------------------- */

static void
add_name(struct parse *s, struct cp_names *list, text name)
{
    if ((list->n & (list->n - 1)) == 0) { /* full at 0, 1, 2, 4 ... */
        text *more = arena_new(s->arena, text, list->n == 0 ? 1 : 2 * list->n);
        for (int i = 0; i < list->n; i++)
            more[i] = list->names[i];
        list->names = more;
    }
    list->names[list->n++] = name;
}

static void
add_item(struct parse *s, struct cp_pathway_item ***list, int *n,
    struct cp_pathway_item *item)
{
    if ((*n & (*n - 1)) == 0) {
        struct cp_pathway_item **more =
            arena_new(s->arena, struct cp_pathway_item *, *n == 0 ? 1 : 2 * *n);
        for (int i = 0; i < *n; i++)
            more[i] = (*list)[i];
        *list = more;
    }
    (*list)[(*n)++] = item;
}

/* ---- Items --------------------------------------------------------------- */

static enum err
read_attribute(struct parse *s, struct cp_pathway_item *item)
{
    text key = text_trim(bare(s, ":")), value;
    int which = 0;
    if (!take(s, ':'))
        return fault(s,
            "in square brackets stands a key, a colon, a value: "
            "[by: nurse]");
    while (which < CP_PATHWAY_ATTRIBUTES &&
        !text_is_equal(key, text_of(cp_pathway_attribute_words[which])))
        which++;
    if (which == CP_PATHWAY_ATTRIBUTES)
        return fault_about(s,
            "\"%s\" is no key: log, weight, stage, by, at and note are", key);
    struct cp_names *list = &item->attributes[which];
    if (list->n > 0)
        return fault_about(s, "\"%s\" is given twice", key);
    if (item->kind != CP_PATHWAY_STEP &&
        (which == CP_PATHWAY_LOG || which == CP_PATHWAY_WEIGHT))
        return fault_about(s, "\"%s\" belongs to a step, not to a group", key);
    do {
        enum err e =
            read_name(s, &value, NULL, "a value is missing after the colon");
        if (e != OK)
            return e;
        add_name(s, list, value);
    } while (take(s, ','));
    if (!take(s, ']'))
        return fault(s, "a square bracket is opened and not closed");
    if (which == CP_PATHWAY_WEIGHT) {
        text w = list->names[0];
        if (list->n != 1 || w.len != 1 || *w.ptr < '1' || *w.ptr > '9')
            return fault(s, "a weight is a whole number from 1 to 9");
        item->weight = *w.ptr - '0';
    }
    return OK;
}

static enum err read_items(struct parse *s, struct cp_pathway_item *group);

static enum err
read_brackets(struct parse *s, struct cp_pathway_item *item)
{
    if (++s->depth > CP_PATHWAY_DEPTH_MAX)
        return fault(s, "brackets lie deeper than 16 in each other");
    enum err e = read_items(s, item);
    if (e != OK)
        return e;
    if (!take(s, ')'))
        return fault(s,
            strchr(",;|", peek(s)) != NULL && peek(s) != 0
                ? "two different separators in one group: put one part in "
                  "brackets of its own"
                : "a bracket is opened and not closed");
    s->depth--;
    return OK;
}

/* A group of one, with nothing said of it, is that one. */
static struct cp_pathway_item *
alone(struct cp_pathway_item *item)
{
    if (item->kind == CP_PATHWAY_STEP || item->n_items != 1 || item->may_skip ||
        item->may_repeat || text_is_known(item->label))
        return item;
    for (int i = 0; i < CP_PATHWAY_ATTRIBUTES; i++)
        if (item->attributes[i].n > 0)
            return item;
    return item->items[0];
}

static struct cp_pathway_item *
new_item(struct parse *s)
{
    struct cp_pathway_item *item =
        arena_new(s->arena, struct cp_pathway_item, 1);
    item->kind = CP_PATHWAY_STEP;
    item->weight = 1;
    item->line = s->line;
    return item;
}

static enum err
read_item(struct parse *s, struct cp_pathway_item **to)
{
    struct cp_pathway_item *item = new_item(s);
    enum err e = OK;
    bool is_named = false;
    if (peek(s) != '(') {
        e = read_name(s, &item->name, NULL,
            peek(s) == ')' ? "a bracket is closed that was not opened"
                           : "the name of a step is expected");
        is_named = true;
        if (e == OK && take(s, '=')) {
            item->label = item->name;
            item->name = (text){ 0 };
            is_named = peek(s) != '(';
            if (is_named)
                e = read_name(
                    s, &item->name, NULL, "the name of a step is expected");
        }
    }
    if (e == OK && !is_named && take(s, '(')) {
        item->kind = CP_PATHWAY_IN_ORDER; /* the separators will tell */
        e = read_brackets(s, item);
    }
    if (e != OK)
        return e;
    char flag = peek(s);
    if (flag == '?' || flag == '+' || flag == '*') {
        take(s, flag);
        item->may_skip = flag != '+';
        item->may_repeat = flag != '?';
        flag = peek(s);
        if (flag == '?' || flag == '+' || flag == '*')
            return fault(s, "one mark only: ? or + or * (which is both)");
    }
    while (e == OK && take(s, '['))
        e = read_attribute(s, item);
    *to = alone(item);
    return e;
}

/* Items with one kind of separator, up to something else. Of a group whose
 * kind is not settled the first separator settles it. */
static enum err
read_items(struct parse *s, struct cp_pathway_item *group)
{
    char separator = 0;
    for (;;) {
        struct cp_pathway_item *item;
        enum err e = read_item(s, &item);
        if (e != OK)
            return e;
        add_item(s, &group->items, &group->n_items, item);
        char c = peek(s);
        if (c == 0 || strchr(",;|", c) == NULL)
            return OK;
        if (separator == 0) {
            separator = c;
            group->kind = c == ',' ? CP_PATHWAY_IN_ORDER
                : c == ';'         ? CP_PATHWAY_ANY_ORDER
                                   : CP_PATHWAY_ONE_OF;
        }
        if (c != separator)
            return OK; /* whoever called says so */
        take(s, c);
    }
}

/* ---- Rows ---------------------------------------------------------------- */

static enum err
end_of_line(struct parse *s)
{
    switch (peek(s)) {
    case 0: return OK;
    case ')': return fault(s, "a bracket is closed that was not opened");
    case '#': return fault(s, "a # in a row: put a note in a line of its own");
    case ',':
    case ';':
    case '|':
        return fault(s,
            "several steps in a row stand in brackets, or after "
            "\"in order:\", \"any order:\" or \"one of:\"");
    default: return fault_about(s, "\"%s\" is not expected here", s->rest);
    }
}

static enum err
read_kind_row(struct parse *s, int kind, text label)
{
    struct cp_pathway_item *group = new_item(s);
    group->kind = (enum cp_pathway_kind)kind;
    group->label = label;
    enum err e = read_items(s, group);
    if (e != OK)
        return e;
    if (group->n_items > 1 && group->kind != (enum cp_pathway_kind)kind) {
        static const char *const say[] = {
            [CP_PATHWAY_IN_ORDER] =
                CP_SAYS("steps \"in order:\" are parted by commas"),
            [CP_PATHWAY_ANY_ORDER] = "steps in \"any order:\" are parted by ;",
            [CP_PATHWAY_ONE_OF] = CP_SAYS("\"one of:\" is parted by |")
        };
        return fault(s, say[kind]);
    }
    group->kind = (enum cp_pathway_kind)kind;
    add_item(s, &s->p->rows, &s->p->n_rows, alone(group));
    return end_of_line(s);
}

static enum err
read_row(struct parse *s)
{
    int which;
    text rest;
    if (s->p->n_rows == CP_PATHWAY_ROWS_MAX)
        return fault(s, "more than 500 rows");
    if (cp_pathway_keyword(s->rest, &which, &rest) == CP_KEYWORD_KIND) {
        s->rest = rest;
        return read_kind_row(s, which, (text){ 0 });
    }
    /* a label before a kind: "first contact = one of: A | B" */
    struct parse ahead = *s;
    struct cp_pathway_fault unused;
    text label;
    ahead.fault = &unused;
    if (peek(&ahead) != '(' && read_name(&ahead, &label, NULL, "") == OK &&
        take(&ahead, '=')) {
        skip_blanks(&ahead);
        if (cp_pathway_keyword(ahead.rest, &which, &rest) == CP_KEYWORD_KIND) {
            s->rest = rest;
            return read_kind_row(s, which, label);
        }
    }
    struct cp_pathway_item *item;
    enum err e = read_item(s, &item);
    if (e == OK)
        add_item(s, &s->p->rows, &s->p->n_rows, item);
    return e == OK ? end_of_line(s) : e;
}

/* ---- The other lines ----------------------------------------------------- */

static enum err
read_ends(struct parse *s, struct cp_names *list, int *line)
{
    if (*line != 0)
        return fault(s, "there is such a line already: part the steps by |");
    *line = s->line;
    do {
        text name;
        enum err e =
            read_name(s, &name, NULL, "the name of a step is expected");
        if (e != OK)
            return e;
        add_name(s, list, name);
    } while (take(s, '|'));
    return end_of_line(s);
}

/* "days" is "day" too. */
static bool
unit_find(text word, enum cp_pathway_unit *unit)
{
    for (int i = 0; i <= CP_PATHWAY_WEEK; i++) {
        text u = text_of(cp_pathway_unit_words[i]);
        if (text_is_equal(word, u) ||
            (word.len == u.len + 1 && text_starts_with(word, u) &&
                text_ends_with(word, TEXT("s")))) {
            *unit = (enum cp_pathway_unit)i;
            return true;
        }
    }
    return false;
}

static ptrdiff_t
digits(text t)
{
    ptrdiff_t n = 0;
    while (n < t.len && t.ptr[n] >= '0' && t.ptr[n] <= '9')
        n++;
    return n;
}

/* "14 days 80%": what stands before the colon. */
static enum err
read_promise(struct parse *s, struct cp_pathway_target *t)
{
    ptrdiff_t n = digits(s->rest);
    ptrdiff_t colon = text_find(s->rest, TEXT(":"));
    text number = text_slice(s->rest, 0, n);
    if (colon < 0)
        return fault(s, "a colon is missing: within 14 days: A -> B");
    text middle = text_trim(text_slice(s->rest, n, colon)), share;
    s->rest = text_slice(s->rest, colon + 1, s->rest.len);
    for (ptrdiff_t i = 0;; i++) /* the unit is letters */
        if (i == middle.len || middle.ptr[i] < 'a' || middle.ptr[i] > 'z') {
            share = text_trim(text_slice(middle, i, middle.len));
            middle = text_slice(middle, 0, i);
            break;
        }
    if (n > 6 || !text_parse_int(number, &t->value) || t->value == 0)
        return fault(s, "a time is a whole number from 1 to 999999");
    if (!unit_find(middle, &t->unit))
        return fault(s, "a time is in minutes, hours, days or weeks");
    if (share.len == 0)
        return OK;
    double percent;
    if (!text_ends_with(share, TEXT("%")))
        return fault_about(s, "\"%s\" is not expected here", share);
    t->percent = text_trim(text_slice(share, 0, share.len - 1));
    if (!text_parse_real(t->percent, &percent) || percent <= 0 ||
        percent > 100 || !(digits(t->percent) > 0))
        return fault(s, "a share is over 0 and at most 100 %");
    return OK;
}

static enum err
read_target(struct parse *s)
{
    struct cp_pathway_target t = { .from = CP_PATHWAY_FIRST, .line = s->line };
    enum err e = read_promise(s, &t);
    if (e == OK)
        e = read_name(s, &t.start, "->", "a step is expected after the colon");
    if (e != OK)
        return e;
    skip_blanks(s);
    if (!text_starts_with(s->rest, TEXT("->")))
        return fault(s, "from one step to another: A -> B");
    s->rest = text_slice(s->rest, 2, s->rest.len);
    e = read_name(s, &t.end, NULL, "a step is expected after ->");
    if (e == OK && take(s, '[')) {
        text key = text_trim(bare(s, ":")), value = { 0 };
        int i = 0;
        if (!text_is_equal(key, TEXT("from")) || !take(s, ':'))
            return fault(s, "here stands [from: first], last or each");
        value = bare(s, NULL);
        while (i <= CP_PATHWAY_EACH &&
            !text_is_equal(value, text_of(cp_pathway_from_words[i])))
            i++;
        if (i > CP_PATHWAY_EACH || !take(s, ']'))
            return fault(s, "here stands [from: first], last or each");
        t.from = (enum cp_pathway_from)i;
    }
    if (e == OK)
        e = end_of_line(s);
    if (e != OK)
        return e;
    struct cp_pathway *p = s->p;
    if (p->n_targets == s->n_targets_room) {
        s->n_targets_room = s->n_targets_room == 0 ? 8 : 2 * s->n_targets_room;
        struct cp_pathway_target *more =
            arena_new(s->arena, struct cp_pathway_target, s->n_targets_room);
        for (int i = 0; i < p->n_targets; i++)
            more[i] = p->targets[i];
        p->targets = more;
    }
    p->targets[p->n_targets++] = t;
    return OK;
}

static enum err
read_line(struct parse *s, text line)
{
    int which;
    text rest;
    enum cp_pathway_keyword word = cp_pathway_keyword(line, &which, &rest);
    s->rest = rest;
    switch (word) {
    case CP_KEYWORD_HEAD:
        if (s->p->n_rows > 0)
            return fault_about(s,
                "\"%s:\" stands before the first row; a step of that name "
                "stands in quotation marks",
                text_of(cp_pathway_head_words[which]));
        if (text_is_known(s->p->heads[which]))
            return fault_about(s, "\"%s\" is given twice",
                text_of(cp_pathway_head_words[which]));
        if (rest.len > 0)
            s->p->heads[which] = rest;
        return OK;
    case CP_KEYWORD_CLOSES: return read_ends(s, &s->p->closes, &s->closes_line);
    case CP_KEYWORD_ENDS:
        return read_ends(s, &s->p->ends_any_time, &s->ends_line);
    case CP_KEYWORD_WITHIN: return read_target(s);
    case CP_KEYWORD_KIND:
    case CP_KEYWORD_NONE: s->rest = line; return read_row(s);
    }
    return OK;
}

enum err
cp_pathway_parse(struct cp_pathway *p, struct arena *a, text source,
    struct cp_pathway_fault *fault_to)
{
    struct parse s = { .p = p, .arena = a, .fault = fault_to };
    text rest = source;
    *p = (struct cp_pathway){ 0 };
    *fault_to = (struct cp_pathway_fault){ 0 };
    s.line = 1;
    if (source.len > CP_PATHWAY_BYTES_MAX)
        return fault(&s, "a pathway list has at most 64 KB");
    if (!text_is_utf8(source) || text_has_byte(source, 0))
        return fault(&s, "this is no text (UTF-8)");
    while (rest.len > 0) {
        text line = text_trim(text_cut(rest, '\n', &rest));
        s.depth = 0;
        enum err e =
            line.len == 0 || *line.ptr == '#' ? OK : read_line(&s, line);
        if (e != OK)
            return e;
        s.line++;
    }
    if (p->n_rows == 0)
        return fault(&s, "a pathway has one step at least");
    return cp_pathway_check(p, a, s.closes_line, s.ends_line, fault_to);
}
