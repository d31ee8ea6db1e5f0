#include "sqlc.h"

static bool
is_any(const struct token *t, const char *words)
{
    return t->kind == T_WORD && is_in_words(t->raw, words);
}

/* The end of the list of columns that begins at i. */
static ptrdiff_t
list_end(struct tokens t, ptrdiff_t i)
{
    static const char ends[] = "from where union except intersect order limit "
                               "group having window";
    ptrdiff_t end = rule_find_top(t, ends, i);
    while (end < t.n && is_word(&t.at[end], "from") &&
        is_word(token_at(t, end - 1), "distinct"))
        end = rule_find_top(t, ends, end + 1); /* IS DISTINCT FROM */
    return end;
}

static struct tokens
slice(struct tokens t, ptrdiff_t from, ptrdiff_t to)
{
    return (struct tokens){ t.at + from, to - from };
}

/* The first column of *list; *list is then what follows. */
static struct tokens
cut_column(struct tokens *list)
{
    int depth = 0;
    ptrdiff_t i = 0;
    for (; i < list->n; i++) {
        depth += is_symbol(&list->at[i], "(");
        depth -= is_symbol(&list->at[i], ")");
        if (depth == 0 && is_symbol(&list->at[i], ","))
            break;
    }
    struct tokens column = slice(*list, 0, i);
    *list = i < list->n ? slice(*list, i + 1, list->n) : slice(*list, i, i);
    return column;
}

/* Empty when it is an expression without a name. */
static text
name_of(struct tokens c)
{
    bool is_plain = c.n == 1 || (c.n == 3 && is_symbol(&c.at[1], "."));
    bool has_as = c.n > 2 && is_word(&c.at[c.n - 2], "as");
    const struct token *last = token_at(c, c.n - 1);
    bool is_name = last->kind == T_WORD || last->kind == T_QUOTED;
    return (is_plain || has_as) && is_name ? last->name : TEXT("");
}

static ptrdiff_t
case_end(struct tokens t, ptrdiff_t i)
{
    int depth = 0;
    for (; i < t.n; i++) {
        depth += is_word(&t.at[i], "case");
        depth -= is_word(&t.at[i], "end");
        if (depth == 0)
            return i;
    }
    return t.n;
}

/* A comparison that is a column: 0 or 1 in SQLite, a truth in PostgreSQL. */
static const struct token *
truth_in(struct tokens c)
{
    for (ptrdiff_t i = 0; i < c.n; i++) {
        const struct token *k = &c.at[i];
        if (is_word(k, "case"))
            i = case_end(c, i);
        else if (is_symbol(k, "(") &&
            (token_at(c, i - 1)->kind == T_WORD ||
                is_any(token_at(c, i + 1), "select with")))
            i = token_match(c, i);
        else if (is_any(k, "and or not is in exists between") ||
            (k->kind == T_SYMBOL && is_in_words(k->raw, "= <> != < > <= >=")))
            return k;
    }
    return NULL;
}

/* PostgreSQL's sum of BIGINT is a numeric, and so is its avg. */
static const struct token *
sum_in(struct tokens c)
{
    for (ptrdiff_t i = 0; i < c.n; i++) {
        if (is_word(&c.at[i], "cast"))
            i = token_match(c, i + 1);
        else if (is_any(&c.at[i], "sum avg") &&
            is_symbol(token_at(c, i + 1), "("))
            return &c.at[i];
    }
    return NULL;
}

static void
check_column(const struct file *f, struct tokens c)
{
    const struct token *truth = truth_in(c), *sum = sum_in(c);
    if (truth != NULL)
        complain(f->path, truth->line,
            "'%.*s' as a column: write CASE WHEN ... THEN 1 ELSE 0 END",
            TEXT_ARG(truth->raw));
    if (sum != NULL)
        complain(f->path, sum->line,
            "%.*s(...) as a column: write CAST(%.*s(...) AS BIGINT), or AS "
            "DOUBLE PRECISION",
            TEXT_ARG(sum->raw), TEXT_ARG(sum->raw));
}

/* Names and number, for PostgreSQL's text too, which is not tried here. */
static void
check_names(const struct file *f, const struct query *q, struct tokens list)
{
    const struct list *out = query_out(q);
    int n_out = out == NULL ? 0 : out->n_fields, n = 0;
    int line = q->out.is_given ? q->out.line : q->line;
    int first_line = list.n > 0 ? list.at[0].line : q->line;
    while (list.n > 0) {
        struct tokens c = cut_column(&list);
        text name = name_of(c);
        int at = c.n > 0 ? c.at[0].line : first_line;
        n++;
        if (text_is_empty(name)) {
            complain(f->path, at, "column %d has no name: write AS", n);
            return;
        }
        if (n <= n_out && !text_is_equal(name, out->fields[n - 1].name)) {
            complain(f->path, at,
                "column %d of the text is '%.*s', 'out:' says '%.*s'", n,
                TEXT_ARG(name), TEXT_ARG(out->fields[n - 1].name));
            return; /* the rest is only shifted */
        }
    }
    if (n != n_out)
        complain(f->path, line, "the text gives %d columns, 'out:' has %d", n,
            n_out);
}

void
column_check(const struct file *f, const struct query *q, struct tokens t)
{
    bool is_change = rule_is_change(t), is_first = true;
    const char *word = is_change ? "returning" : "select";
    if (q->kind == KIND_NONE) {
        if (!is_change || rule_find_top(t, "returning", 0) < t.n)
            complain(f->path, q->line,
                "query %.*s gives rows: one, many or each, with 'out:'",
                TEXT_ARG(q->name));
        if (q->out.is_given)
            complain(f->path, q->out.line, "'out:' of a query of kind none");
        return;
    }
    if (!q->out.is_given || query_out(q) == NULL) {
        complain(
            f->path, q->line, "query %.*s has no 'out:'", TEXT_ARG(q->name));
        return;
    }
    for (ptrdiff_t i = rule_find_top(t, word, 0); i < t.n;
         i = rule_find_top(t, word, i + 1)) {
        ptrdiff_t from = i + 1;
        while (is_any(token_at(t, from), "distinct all"))
            from++;
        struct tokens list = slice(t, from, list_end(t, from));
        if (is_first) /* of a UNION the first gives the names */
            check_names(f, q, list);
        is_first = false;
        while (list.n > 0)
            check_column(f, cut_column(&list));
    }
    if (is_first)
        complain(f->path, q->line, "query %.*s gives no rows%s",
            TEXT_ARG(q->name), is_change ? ": RETURNING, or kind none" : "");
}
