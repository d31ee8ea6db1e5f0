/* The plural expression of a .mo file: a small part of C, over one name, n.
 *
 * Parsed by precedence climbing into a table of nodes, children first. Both
 * limits hold for hostile input: the parser counts how deep it stands, and
 * each node how deep the tree under it is, for `n+n+n+...` is deep without a
 * single bracket.
 */
#include "text/mo.h"

#include <string.h>

enum op {
    OP_N,
    OP_NUMBER,
    OP_NOT,
    OP_CHOOSE, /* a ? b : c */
    OP_OR,
    OP_AND,
    OP_EQUAL,
    OP_UNEQUAL,
    OP_LESS,
    OP_MORE,
    OP_AT_MOST,
    OP_AT_LEAST,
    OP_ADD,
    OP_SUBTRACT,
    OP_TIMES,
    OP_DIVIDE,
    OP_REMAINDER,
};

struct parser {
    struct mo_plural *plural;
    text rest;
    int depth;                             /* of the parser's own recursion */
    unsigned char height[MO_PLURAL_NODES]; /* of the tree under each node */
    bool is_bad;
};

static void
skip_blanks(struct parser *p)
{
    while (p->rest.len > 0 && (*p->rest.ptr == ' ' || *p->rest.ptr == '\t'))
        p->rest = text_slice(p->rest, 1, p->rest.len);
}

static bool
take(struct parser *p, text what)
{
    skip_blanks(p);
    if (!text_starts_with(p->rest, what))
        return false;
    p->rest = text_slice(p->rest, what.len, p->rest.len);
    return true;
}

static int
higher(int a, int b)
{
    return a > b ? a : b;
}

/* The new node's number; 0 and is_bad when a limit is reached. */
static int
add(struct parser *p, struct mo_node node, int n_children)
{
    int height = 0;
    if (n_children > 0)
        height = higher(height, p->height[node.a]);
    if (n_children > 1)
        height = higher(height, p->height[node.b]);
    if (n_children > 2)
        height = higher(height, p->height[node.c]);
    if (p->is_bad || p->plural->n_nodes == MO_PLURAL_NODES ||
        height + 1 > MO_PLURAL_DEPTH) {
        p->is_bad = true;
        return 0;
    }
    int i = p->plural->n_nodes++;
    p->plural->node[i] = node;
    p->height[i] = (unsigned char)(height + 1);
    return i;
}

static int
add_op(struct parser *p, enum op op, int a, int b, int c, int n_children)
{
    struct mo_node node = { .op = (unsigned char)op,
        .a = (unsigned char)a,
        .b = (unsigned char)b,
        .c = (unsigned char)c };
    return add(p, node, n_children);
}

static int parse_choice(struct parser *p);

static int
parse_number(struct parser *p)
{
    uint64_t number = 0;
    int n_digits = 0;
    while (p->rest.len > 0 && *p->rest.ptr >= '0' && *p->rest.ptr <= '9') {
        number = number * 10 + (uint64_t)(*p->rest.ptr - '0');
        p->rest = text_slice(p->rest, 1, p->rest.len);
        n_digits++;
    }
    if (n_digits == 0 || n_digits > 9)
        p->is_bad = true;
    return add(p, (struct mo_node){ .op = OP_NUMBER, .number = number }, 0);
}

static int
parse_operand(struct parser *p)
{
    if (p->is_bad || p->depth == MO_PLURAL_DEPTH) {
        p->is_bad = true;
        return 0;
    }
    p->depth++;
    int node;
    if (take(p, TEXT("!"))) {
        node = add_op(p, OP_NOT, parse_operand(p), 0, 0, 1);
    } else if (take(p, TEXT("("))) {
        node = parse_choice(p);
        if (!take(p, TEXT(")")))
            p->is_bad = true;
    } else if (take(p, TEXT("n"))) {
        node = add_op(p, OP_N, 0, 0, 0, 0);
    } else {
        skip_blanks(p);
        node = parse_number(p);
    }
    p->depth--;
    return node;
}

static const struct infix {
    text sign;
    int binds; /* the higher, the tighter */
    enum op op;
} infixes[] = {
    /* the longer sign first where one begins with the other */
    { TEXT_INIT("||"), 1, OP_OR },
    { TEXT_INIT("&&"), 2, OP_AND },
    { TEXT_INIT("=="), 3, OP_EQUAL },
    { TEXT_INIT("!="), 3, OP_UNEQUAL },
    { TEXT_INIT("<="), 4, OP_AT_MOST },
    { TEXT_INIT(">="), 4, OP_AT_LEAST },
    { TEXT_INIT("<"), 4, OP_LESS },
    { TEXT_INIT(">"), 4, OP_MORE },
    { TEXT_INIT("+"), 5, OP_ADD },
    { TEXT_INIT("-"), 5, OP_SUBTRACT },
    { TEXT_INIT("*"), 6, OP_TIMES },
    { TEXT_INIT("/"), 6, OP_DIVIDE },
    { TEXT_INIT("%"), 6, OP_REMAINDER },
};

enum { N_INFIXES = sizeof infixes / sizeof *infixes };

static const struct infix *
peek_infix(struct parser *p)
{
    skip_blanks(p);
    for (int i = 0; i < N_INFIXES; i++)
        if (text_starts_with(p->rest, infixes[i].sign))
            return &infixes[i];
    return NULL;
}

/* Everything that binds at least as tightly as `binds`. */
static int
parse_infix(struct parser *p, int binds)
{
    int left = parse_operand(p);
    const struct infix *infix;
    while (!p->is_bad && (infix = peek_infix(p)) != NULL &&
        infix->binds >= binds) {
        p->rest = text_slice(p->rest, infix->sign.len, p->rest.len);
        int right = parse_infix(p, infix->binds + 1);
        left = add_op(p, infix->op, left, right, 0, 2);
    }
    return left;
}

static int
parse_choice(struct parser *p)
{
    int when = parse_infix(p, 1);
    if (p->is_bad || !take(p, TEXT("?")))
        return when;
    if (p->depth == MO_PLURAL_DEPTH) {
        p->is_bad = true;
        return 0;
    }
    p->depth++;
    int yes = parse_choice(p);
    if (!take(p, TEXT(":")))
        p->is_bad = true;
    int no = parse_choice(p);
    p->depth--;
    return add_op(p, OP_CHOOSE, when, yes, no, 3);
}

enum err
mo_plural_parse(struct mo_plural *plural, text line, struct why *why)
{
    *plural = (struct mo_plural){ 0 };
    struct parser p = { .plural = plural,
        .rest = text_trim(text_cut(line, '\n', &(text){ 0 })) };
    bool is_form = take(&p, TEXT("nplurals")) && take(&p, TEXT("="));
    skip_blanks(&p);
    ptrdiff_t i = 0;
    while (i < p.rest.len && p.rest.ptr[i] >= '0' && p.rest.ptr[i] <= '9')
        i++;
    int64_t n_forms = 0;
    is_form = is_form && text_parse_int(text_slice(p.rest, 0, i), &n_forms) &&
        n_forms >= 1 && n_forms <= 10;
    p.rest = text_slice(p.rest, i, p.rest.len);
    is_form = is_form && take(&p, TEXT(";")) && take(&p, TEXT("plural")) &&
        take(&p, TEXT("="));
    if (!is_form)
        return err_say(why, ERR_BAD_INPUT,
            "Plural-Forms is not \"nplurals=N; plural=EXPRESSION;\"");
    int root = parse_choice(&p);
    if (!p.is_bad && take(&p, TEXT(";")))
        skip_blanks(&p);
    if (p.is_bad || p.rest.len != 0)
        return err_say(why, ERR_BAD_INPUT,
            "the plural expression is wrong, has more than %d parts or is "
            "more than %d deep",
            MO_PLURAL_NODES, MO_PLURAL_DEPTH);
    require(root == plural->n_nodes - 1);
    plural->n_forms = (int)n_forms;
    return OK;
}

/* Recursion is at most MO_PLURAL_DEPTH deep: the parser saw to it. */
static uint64_t
value_of(const struct mo_plural *p, int i, uint64_t n)
{
    const struct mo_node *node = &p->node[i];
    if (node->op == OP_N)
        return n;
    if (node->op == OP_NUMBER)
        return node->number;
    uint64_t a = value_of(p, node->a, n);
    if (node->op == OP_NOT)
        return a == 0;
    if (node->op == OP_CHOOSE)
        return value_of(p, a != 0 ? node->b : node->c, n);
    uint64_t b = value_of(p, node->b, n);
    switch ((enum op)node->op) {
    case OP_OR: return a != 0 || b != 0;
    case OP_AND: return a != 0 && b != 0;
    case OP_EQUAL: return a == b;
    case OP_UNEQUAL: return a != b;
    case OP_LESS: return a < b;
    case OP_MORE: return a > b;
    case OP_AT_MOST: return a <= b;
    case OP_AT_LEAST: return a >= b;
    case OP_ADD: return a + b;
    case OP_SUBTRACT: return a - b;
    case OP_TIMES: return a * b;
    case OP_DIVIDE: return b == 0 ? 0 : a / b;
    case OP_REMAINDER: return b == 0 ? 0 : a % b;
    case OP_N:
    case OP_NUMBER:
    case OP_NOT:
    case OP_CHOOSE: break; /* answered above */
    }
    return 0;
}

int
mo_plural_form(const struct mo_plural *p, uint64_t n)
{
    if (p->n_nodes == 0)
        return 0;
    uint64_t form = value_of(p, p->n_nodes - 1, n);
    return form < (uint64_t)p->n_forms ? (int)form : 0;
}
