#include "engine/pathway/tree.h"

struct reading {
    struct arena *arena;
    text source;
    ptrdiff_t at;
    int depth;
    struct cp_pathway_fault *fault;
};

/* What was read: an item, NULL for nothing (tau); how many items it makes. */
struct read_item {
    struct cp_pathway_item *item;
    int n_items;
};

enum operator{
    OPERATOR_NONE,
    OPERATOR_IN_ORDER = CP_PATHWAY_IN_ORDER,
    OPERATOR_ANY_ORDER = CP_PATHWAY_ANY_ORDER,
    OPERATOR_ONE_OF = CP_PATHWAY_ONE_OF,
    OPERATOR_LOOP
};

static enum err
fault_at(struct reading *r, ptrdiff_t at, const char *phrase, text about)
{
    *r->fault = (struct cp_pathway_fault){ 1, phrase, about, 1 };
    for (ptrdiff_t i = 0; i < at; i++) {
        unsigned char c = (unsigned char)r->source.ptr[i];
        if (c == '\n') {
            r->fault->line++;
            r->fault->column = 1;
        } else if ((c & 0xc0) != 0x80) {
            r->fault->column++;
        }
    }
    return ERR_BAD_INPUT;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void
pass_blanks(struct reading *r)
{
    while (r->at < r->source.len && is_blank(r->source.ptr[r->at]))
        r->at++;
}

static text
rest_of(const struct reading *r)
{
    return text_slice(r->source, r->at, r->source.len);
}

static bool
take(struct reading *r, const char *what)
{
    text t = text_of(what);
    if (!text_starts_with(rest_of(r), t))
        return false;
    r->at += t.len;
    return true;
}

/* An operator and its bracket. */
static enum operator take_operator(struct reading *r)
{
    static const struct {
        const char *word;
        enum operator is;
    } all[] = { { "->", OPERATOR_IN_ORDER }, { "+", OPERATOR_ANY_ORDER },
        { "X", OPERATOR_ONE_OF }, { "*", OPERATOR_LOOP } };
    ptrdiff_t began = r->at;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!take(r, all[i].word))
            continue;
        pass_blanks(r);
        if (take(r, "("))
            return all[i].is;
        r->at = began;
    }
    return OPERATOR_NONE;
}

static bool
begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        (c >= '0' && c <= '9') || c == '_';
}

/* A name in quotation marks, which stand twice within it. */
static enum err
read_name(struct reading *r, struct read_item *to)
{
    ptrdiff_t began = r->at;
    char quote = r->source.ptr[r->at++];
    struct buf b = { 0 };
    ptrdiff_t from = r->at;
    for (;; r->at++) {
        if (r->at == r->source.len || r->source.ptr[r->at] == '\n')
            return fault_at(r, began,
                "the name that begins here has no quotation mark at its end",
                (text){ 0 });
        if (r->source.ptr[r->at] != quote)
            continue;
        if (r->at + 1 == r->source.len || r->source.ptr[r->at + 1] != quote)
            break;
        if (b.ptr == NULL)
            b = buf_in(r->arena, 2 * CP_PATHWAY_NAME_MAX);
        buf_add(&b, text_slice(r->source, from, ++r->at));
        from = r->at + 1;
    }
    text name = text_slice(r->source, from, r->at++);
    if (b.ptr != NULL) {
        buf_add(&b, name);
        name = buf_text(&b);
    }
    if (name.len == 0)
        return fault_at(r, began,
            "a name is empty: write tau where nothing happens", (text){ 0 });
    if (name.len > CP_PATHWAY_NAME_MAX)
        return fault_at(r, began, "a name has 200 bytes at most: \"%s\" ...",
            text_prefix(name, 40));
    to->item = arena_new(r->arena, struct cp_pathway_item, 1);
    to->item->kind = CP_PATHWAY_STEP;
    to->item->name = name;
    to->item->weight = 1;
    to->n_items = 1;
    return OK;
}

/* Marks, and nothing else, make a group what its parts are not. */
static bool
is_bare_group(const struct cp_pathway_item *item, enum cp_pathway_kind kind)
{
    return item->kind == kind && !item->may_skip && !item->may_repeat;
}

struct parts {
    struct read_item *parts;
    int n, n_room;
};

/* One item of several: groups of the same kind become one, and of one part
 * that part is left. What is NULL is nothing; of a choice that means that it
 * may be left out. */
static struct read_item
join(struct arena *a, enum cp_pathway_kind kind, const struct read_item *parts,
    int n_parts)
{
    struct read_item to = { 0 };
    struct cp_pathway_item *only = NULL;
    int n = 0;
    bool has_nothing = false;
    for (int i = 0; i < n_parts; i++) {
        struct cp_pathway_item *item = parts[i].item;
        to.n_items += parts[i].n_items;
        has_nothing |= item == NULL;
        if (item == NULL)
            continue;
        n += is_bare_group(item, kind) ? item->n_items : 1;
        only = item;
    }
    if (n == 0)
        return to;
    if (n > 1) {
        struct cp_pathway_item *group = arena_new(a, struct cp_pathway_item, 1);
        group->kind = kind;
        group->items = arena_new(a, struct cp_pathway_item *, n);
        for (int i = 0; i < n_parts; i++) {
            struct cp_pathway_item *item = parts[i].item;
            if (item == NULL)
                continue;
            if (!is_bare_group(item, kind)) {
                group->items[group->n_items++] = item;
                continue;
            }
            for (int k = 0; k < item->n_items; k++)
                group->items[group->n_items++] = item->items[k];
        }
        only = group;
    }
    only->may_skip |= has_nothing && kind == CP_PATHWAY_ONE_OF;
    to.item = only;
    return to;
}

/* What, and again some times: A+ without a `B`, else A, ( B, A )*. */
static struct read_item
make_loop(struct arena *a, const struct parts *parts)
{
    struct read_item what = parts->parts[0], again = parts->parts[1], loop;
    if (what.item == NULL || again.item == NULL) {
        loop = what.item == NULL ? again : what;
        if (loop.item != NULL) {
            loop.item->may_repeat = true;
            loop.item->may_skip |= what.item == NULL;
        }
    } else {
        struct read_item more = join(
            a, CP_PATHWAY_IN_ORDER, (struct read_item[]){ again, what }, 2);
        more.item->may_skip = more.item->may_repeat = true;
        loop =
            join(a, CP_PATHWAY_IN_ORDER, (struct read_item[]){ what, more }, 2);
    }
    if (parts->n < 3)
        return loop;
    return join(a, CP_PATHWAY_IN_ORDER,
        (struct read_item[]){ loop, parts->parts[2] }, 2);
}

static enum err read_node(struct reading *r, struct read_item *to);

static enum err
read_parts(struct reading *r, struct parts *parts)
{
    for (;;) {
        if (parts->n == parts->n_room) {
            parts->n_room = parts->n_room == 0 ? 4 : 2 * parts->n_room;
            struct read_item *more =
                arena_new(r->arena, struct read_item, parts->n_room);
            for (int i = 0; i < parts->n; i++)
                more[i] = parts->parts[i];
            parts->parts = more;
        }
        enum err e = read_node(r, &parts->parts[parts->n++]);
        if (e != OK)
            return e;
        pass_blanks(r);
        if (take(r, ")"))
            return OK;
        if (!take(r, ","))
            return fault_at(r, r->at,
                r->at == r->source.len ? "it ends within a bracket: add )"
                                       : "here should stand a comma or )",
                (text){ 0 });
    }
}

static enum err
read_node(struct reading *r, struct read_item *to)
{
    pass_blanks(r);
    ptrdiff_t began = r->at;
    *to = (struct read_item){ 0 };
    if (r->at == r->source.len)
        return fault_at(r, r->at,
            "here should stand a name in quotation marks, tau, or one of "
            "->( X( +( *(",
            (text){ 0 });
    if (r->source.ptr[r->at] == '\'' || r->source.ptr[r->at] == '"')
        return read_name(r, to);
    if (take(r, "tau") &&
        (r->at == r->source.len || !begins_word(r->source.ptr[r->at])))
        return OK;
    r->at = began;
    enum operator is = take_operator(r);
    if (is == OPERATOR_NONE) {
        while (r->at < r->source.len && r->at < began + 20 &&
            !is_blank(r->source.ptr[r->at]))
            r->at++;
        return fault_at(r, began,
            "\"%s\" is no part of a tree: write a name in quotation marks, "
            "tau, or one of ->( X( +( *(",
            text_prefix(text_slice(r->source, began, r->at), 20));
    }
    if (++r->depth > CP_TREE_DEPTH_MAX)
        return fault_at(r, began, "a tree has 200 levels at most", (text){ 0 });
    struct parts parts = { 0 };
    enum err e = read_parts(r, &parts);
    if (e != OK)
        return e;
    r->depth--;
    if (is != OPERATOR_LOOP)
        *to = join(r->arena, (enum cp_pathway_kind)is, parts.parts, parts.n);
    else if (parts.n != 2 && parts.n != 3)
        return fault_at(r, began,
            "a loop has two parts or three: what, what comes before it is "
            "done again, and what comes behind",
            (text){ 0 });
    else
        *to = make_loop(r->arena, &parts);
    to->n_items++;
    if (to->n_items > CP_TREE_ITEMS_MAX)
        return fault_at(r, began,
            "loops within loops make this more than 20,000 steps as a list",
            (text){ 0 });
    return OK;
}

/* The line of each, for whoever points at it. */
static void
number_lines(struct cp_pathway_item *item)
{
    if (item->line != 0)
        return;
    item->line = 1;
    for (int i = 0; i < item->n_items; i++)
        number_lines(item->items[i]);
}

bool
cp_tree_is(text source)
{
    struct cp_pathway_fault fault;
    struct reading r = { .source = source, .fault = &fault };
    if (text_starts_with(source, TEXT("\xef\xbb\xbf")))
        r.at = 3;
    pass_blanks(&r);
    if (take_operator(&r) != OPERATOR_NONE)
        return true;
    text rest = text_trim(rest_of(&r));
    if (rest.len > 2 && *rest.ptr == '\'') /* one name, and no more */
        return text_find(text_slice(rest, 1, rest.len), TEXT("'")) ==
            rest.len - 2;
    return text_is_equal(rest, TEXT("tau"));
}

enum err
cp_tree_parse(struct cp_pathway *p, struct arena *a, text source,
    struct cp_pathway_fault *fault)
{
    struct reading r = { .arena = a, .source = source, .fault = fault };
    struct read_item whole;
    *p = (struct cp_pathway){ 0 };
    if (source.len > CP_TREE_BYTES_MAX)
        return fault_at(&r, 0, "a tree has 1 MB at most", (text){ 0 });
    for (text t = source; t.len > 0;) {
        ptrdiff_t n = text_utf8_length(t);
        if (n == 0 || *t.ptr == '\0')
            return fault_at(&r, t.ptr - source.ptr,
                "this is no UTF-8: save it as UTF-8", (text){ 0 });
        t = text_slice(t, n, t.len);
    }
    if (text_starts_with(source, TEXT("\xef\xbb\xbf")))
        r.at = 3;
    enum err e = read_node(&r, &whole);
    if (e != OK)
        return e;
    pass_blanks(&r);
    if (r.at < source.len)
        return fault_at(&r, r.at,
            "the tree ended before this: one operator holds all of it",
            (text){ 0 });
    if (whole.item == NULL) /* nothing is meant to happen */
        return OK;
    number_lines(whole.item);
    if (is_bare_group(whole.item, CP_PATHWAY_IN_ORDER)) {
        p->rows = whole.item->items;
        p->n_rows = whole.item->n_items;
    } else {
        p->rows = arena_new(a, struct cp_pathway_item *, 1);
        p->rows[p->n_rows++] = whole.item;
    }
    return OK;
}

static int
count_items(const struct cp_pathway_item *item)
{
    int n = 1;
    for (int i = 0; i < item->n_items; i++)
        n += count_items(item->items[i]);
    return n;
}

bool
cp_tree_has_list(
    const struct cp_pathway *p, struct arena *a, struct cp_pathway_fault *fault)
{
    struct cp_pathway list;
    int n = 0;
    for (int i = 0; i < p->n_rows; i++)
        n += count_items(p->rows[i]);
    if (n > CP_TREE_LIST_ITEMS_MAX) {
        *fault = (struct cp_pathway_fault){ 1,
            "loops within loops make this more than 1,000 steps as a list",
            .column = 1 };
        return false;
    }
    struct arena_mark mark = arena_mark(a);
    struct buf b = buf_in(a, 1 << 12);
    cp_pathway_write(p, &b);
    enum err e = cp_pathway_parse(&list, a, buf_text(&b), fault);
    fault->about = (text){ 0 }; /* it was lent by the scratch */
    arena_rewind(a, mark);
    return e == OK;
}
