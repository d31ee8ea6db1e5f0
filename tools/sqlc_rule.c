#include "sqlc.h"

#include <string.h>

static bool
is_any(const struct token *t, const char *words)
{
    return t->kind == T_WORD && is_in_words(t->raw, words);
}

/* count(*) and a * b pass; SELECT *, t.* and RETURNING * do not: a column
 * that is added later would shift them. */
static void
check_star(const struct file *f, struct tokens t, ptrdiff_t i)
{
    const struct token *before = token_at(t, i - 1),
                       *after = token_at(t, i + 1);
    bool is_count = is_symbol(before, "(") && is_symbol(after, ")");
    bool is_product = before->kind == T_NUMBER || before->kind == T_PARAMETER ||
        before->kind == T_QUOTED || is_symbol(before, ")") ||
        (before->kind == T_WORD &&
            !is_any(before, "select distinct all returning"));
    if (is_symbol(&t.at[i], "*") && !is_count && !is_product)
        complain(f->path, t.at[i].line, "'*': name the columns");
}

/* Does a number with a point, or a cast to one, stand in t[from..to]? */
static bool
is_real(struct tokens t, ptrdiff_t from, ptrdiff_t to)
{
    for (ptrdiff_t i = from; i <= to && i < t.n; i++) {
        const struct token *k = token_at(t, i);
        bool has_point = k->kind == T_NUMBER &&
            (text_has_byte(k->raw, '.') || text_has_byte(k->raw, 'e') ||
                text_has_byte(k->raw, 'E'));
        if (has_point || is_word(k, "precision"))
            return true;
    }
    return false;
}

/* The '(' that belongs to the ')' at i. */
static ptrdiff_t
match_back(struct tokens t, ptrdiff_t i)
{
    int depth = 0;
    for (; i >= 0; i--) {
        depth += is_symbol(&t.at[i], ")");
        depth -= is_symbol(&t.at[i], "(");
        if (depth == 0)
            return i;
    }
    return 0;
}

static void
check_division(const struct file *f, struct tokens t, ptrdiff_t i)
{
    if (!is_symbol(&t.at[i], "/") || t.at[i].block != BOTH)
        return;
    ptrdiff_t from = i - 1, to = i + 1;
    if (is_symbol(token_at(t, from), ")"))
        from = match_back(t, from);
    if (is_symbol(token_at(t, to), "("))
        to = token_match(t, to);
    else if (is_symbol(token_at(t, to + 1), "("))
        to = token_match(t, to + 1);
    if (!is_real(t, from, i - 1) && !is_real(t, i + 1, to))
        complain(f->path, t.at[i].line,
            "'/' of whole numbers: write CAST(x AS DOUBLE PRECISION) on one "
            "side");
}

static int
count_arguments(struct tokens t, ptrdiff_t open)
{
    int depth = 0, n = 1;
    for (ptrdiff_t i = open; i < token_match(t, open); i++) {
        depth += is_symbol(&t.at[i], "(");
        depth -= is_symbol(&t.at[i], ")");
        n += depth == 1 && is_symbol(&t.at[i], ",");
    }
    return n;
}

static void
check_call(const struct file *f, struct tokens t, ptrdiff_t i)
{
    const struct token *k = &t.at[i];
    if (!is_symbol(token_at(t, i + 1), "(") || k->block == SQLITE)
        return;
    if (is_any(k, "max min") && count_arguments(t, i + 1) > 1)
        complain(f->path, k->line,
            "'%.*s' of several values is SQLite's: write CASE",
            TEXT_ARG(k->raw));
}

/* CAST(x AS BIGINT), DOUBLE PRECISION or TEXT mean the same on both. */
static void
check_cast(const struct file *f, struct tokens t, ptrdiff_t i)
{
    if (!is_word(&t.at[i], "cast") || t.at[i].block != BOTH ||
        !is_symbol(token_at(t, i + 1), "("))
        return;
    ptrdiff_t end = token_match(t, i + 1), as = end;
    while (as > i && !is_word(token_at(t, as), "as"))
        as--;
    const struct token *type = token_at(t, as + 1);
    bool is_double = is_word(type, "double") &&
        is_word(token_at(t, as + 2), "precision") && as + 3 == end;
    bool is_plain = is_any(type, "bigint text") && as + 2 == end;
    if (type->block == BOTH && !is_double && !is_plain)
        complain(f->path, t.at[i].line,
            "CAST: AS BIGINT, DOUBLE PRECISION or TEXT are right on both");
}

struct sequence {
    const char *words; /* one after another; '|' parts what may stand there */
    const char *advice;
};

static const struct sequence sequences[] = {
    { "for update|share|no|key", "a step is serialisable as it is" },
    { "insert|update or", "write ON CONFLICT" },
    { "replace into", "write ON CONFLICT" },
    { "on conflict do update", "PostgreSQL wants ON CONFLICT (...)" },
    { "if exists|not", "a migration runs once and knows" },
    { "as identity", "the program makes the keys" },
    { "generated always|by", "the program makes the values" },
    { "natural join", "name the columns" },
    { "any|all|some array", "a list is a table: join" },
};

static bool
is_sequence(struct tokens t, ptrdiff_t i, const char *words)
{
    char alternatives[64];
    while (*words != '\0') {
        size_t n = strcspn(words, " ");
        require(n < sizeof alternatives);
        for (size_t k = 0; k < n; k++)
            alternatives[k] = words[k] == '|' ? ' ' : words[k];
        alternatives[n] = '\0';
        if (!is_any(token_at(t, i++), alternatives))
            return false;
        words += n;
        words += strspn(words, " ");
    }
    return true;
}

static void
check_sequence(const struct file *f, struct tokens t, ptrdiff_t i)
{
    for (size_t k = 0; k < sizeof sequences / sizeof *sequences; k++)
        if (is_sequence(t, i, sequences[k].words))
            complain(f->path, t.at[i].line,
                "'%.*s %.*s' may not stand here: %s", TEXT_ARG(t.at[i].raw),
                TEXT_ARG(t.at[i + 1].raw), sequences[k].advice);
}

static void
check_operators(const struct file *f, struct tokens t, ptrdiff_t i)
{
    const struct token *k = &t.at[i], *next = token_at(t, i + 1);
    const struct token *after = token_at(t, i + 2);
    const struct token *before = token_at(t, i - 1);
    if (is_word(k, "is") && is_word(next, "not"))
        next = after;
    if (is_word(k, "is") && k->block != SQLITE &&
        !is_any(next, "null distinct true false"))
        complain(f->path, k->line,
            "'IS' takes NULL only: write IS NOT DISTINCT FROM");
    if (is_word(k, "in") && is_symbol(next, "(") &&
        after->kind == T_PARAMETER && is_symbol(token_at(t, i + 3), ")"))
        complain(f->path, k->line,
            "IN (:%.*s): a parameter is one value; a list is a table: join",
            TEXT_ARG(after->name));
    if (is_word(k, "match") && k->block != SQLITE &&
        (next->kind == T_PARAMETER || next->kind == T_STRING))
        complain(f->path, k->line, "MATCH belongs into an '-- sqlite:' block");
    if (is_word(k, "strict") && k->block == BOTH &&
        (is_symbol(before, ")") || is_symbol(before, ",")))
        complain(f->path, k->line, "'%.*s': write @STRICT@", TEXT_ARG(k->raw));
    if (is_word(k, "limit") && is_symbol(after, ","))
        complain(f->path, k->line, "LIMIT a, b is SQLite's: page by key");
    if (k->kind == T_NUMBER && text_starts_with(k->raw, TEXT("0x")))
        complain(f->path, k->line, "'%.*s': write a decimal number",
            TEXT_ARG(k->raw));
    if (k->kind == T_STRING && k->before.len == 0 && k->block == BOTH &&
        token_at(t, i - 1)->kind == T_WORD)
        complain(f->path, k->line, "a string with a prefix is not for both");
    bool is_named = is_word(k, "as") || is_symbol(k, ".");
    if (is_named && next->kind == T_WORD && rule_is_reserved(next->raw) &&
        !is_any(next, "select with"))
        complain(f->path, next->line,
            "'%.*s' is a word that PostgreSQL reserves", TEXT_ARG(next->raw));
}

/* INSERT INTO t (a, b): else a column that is added later shifts them. */
static void
check_insert(const struct file *f, struct tokens t, ptrdiff_t i)
{
    if (!is_word(&t.at[i], "insert") || !is_word(token_at(t, i + 1), "into"))
        return;
    ptrdiff_t at = i + 3;
    if (is_symbol(token_at(t, at), "."))
        at += 2;
    if (is_word(token_at(t, at), "as"))
        at += 2;
    if (!is_symbol(token_at(t, at), "("))
        complain(f->path, t.at[i].line, "INSERT names no columns");
}

/* The words and shapes of SQL that are judged where they stand. */
static void
check_tokens(const struct file *f, struct tokens t, enum dialect d)
{
    for (ptrdiff_t i = 0; i < t.n; i++) {
        if (d == POSTGRESQL && t.at[i].block == BOTH)
            continue; /* seen with SQLite's */
        rule_check_word(f, t, i);
        check_star(f, t, i);
        check_division(f, t, i);
        check_call(f, t, i);
        check_cast(f, t, i);
        check_sequence(f, t, i);
        check_operators(f, t, i);
        check_insert(f, t, i);
    }
}

ptrdiff_t
rule_find_top(struct tokens t, const char *words, ptrdiff_t from)
{
    int depth = 0;
    for (ptrdiff_t i = from; i < t.n; i++) {
        depth += is_symbol(&t.at[i], "(");
        depth -= is_symbol(&t.at[i], ")");
        if (depth == 0 && is_any(&t.at[i], words))
            return i;
    }
    return t.n;
}

/* The statement's own verb: after WITH x AS (...) if there is one. */
static const struct token *
verb_of(struct tokens t)
{
    return token_at(t, rule_find_top(t, "select insert update delete", 0));
}

bool
rule_is_change(struct tokens t)
{
    return is_any(verb_of(t), "insert update delete");
}

void
rule_check_query(const struct file *f, const struct query *q, struct tokens t,
    enum dialect d)
{
    const struct token *first = token_at(t, 0), *verb = verb_of(t);
    if (!is_any(first, "select insert update delete with")) {
        complain(f->path, first->line > 0 ? first->line : q->line,
            "a query is a SELECT, INSERT, UPDATE or DELETE");
        return;
    }
    check_tokens(f, t, d);
    for (ptrdiff_t i = 0; i < t.n; i++)
        if (t.at[i].kind == T_PLACEHOLDER)
            complain(f->path, t.at[i].line, "%.*s is for migrations",
                TEXT_ARG(t.at[i].raw));
    bool is_list = q->kind == KIND_MANY && !rule_is_change(t);
    if (is_list && rule_find_top(t, "limit", 0) == t.n)
        complain(f->path, q->line, "query %.*s of kind many has no LIMIT",
            TEXT_ARG(q->name));
    if (is_list && rule_find_top(t, "order", 0) == t.n)
        complain(f->path, q->line, "query %.*s of kind many has no ORDER BY",
            TEXT_ARG(q->name));
    if (is_any(verb, "update delete") &&
        rule_find_top(t, "where", verb - t.at) == t.n)
        complain(f->path, verb->line,
            "%.*s of all rows: write WHERE 1 = 1 if that is meant",
            TEXT_ARG(verb->raw));
}

/* The type of a column in text for both is a placeholder. */
static void
check_type(const struct file *f, struct tokens t, ptrdiff_t i)
{
    const struct token *name = token_at(t, i), *type = token_at(t, i + 1);
    if (is_any(name, "constraint primary unique check foreign") ||
        name->block != BOTH || type->block != BOTH)
        return;
    if (type->kind != T_PLACEHOLDER)
        complain(f->path, name->line,
            "column %.*s: @KEY@, @INT@, @REAL@, @TEXT@ or @BLOB@",
            TEXT_ARG(name->raw));
}

static void
check_create_table(const struct file *f, struct tokens t)
{
    ptrdiff_t open = 0;
    while (open < t.n && !is_symbol(&t.at[open], "("))
        open++;
    int depth = 0;
    for (ptrdiff_t i = open; i < t.n; i++) {
        depth += is_symbol(&t.at[i], "(");
        depth -= is_symbol(&t.at[i], ")");
        if (i == open || (depth == 1 && is_symbol(&t.at[i], ",")))
            check_type(f, t, i + 1);
    }
}

static void
check_alter_table(const struct file *f, struct tokens t)
{
    ptrdiff_t add = rule_find_top(t, "add", 0);
    if (is_word(token_at(t, add + 1), "column"))
        add++;
    if (add < t.n)
        check_type(f, t, add + 1);
}

void
rule_check_migration(const struct file *f, struct tokens t, enum dialect d)
{
    static const char placeholders[] = "KEY INT REAL TEXT BLOB STRICT";
    const struct token *first = token_at(t, 0), *second = token_at(t, 1);
    bool is_create = is_word(first, "create") &&
        is_any(second, "table index unique view virtual");
    bool is_drop =
        is_any(first, "alter drop") && is_any(second, "table index view");
    bool is_row = is_any(first, "insert update delete");
    if (!is_create && !is_drop && !is_row) {
        complain(f->path, first->line,
            "'%.*s %.*s': a migration makes, alters and drops tables, "
            "indexes and views, and writes rows",
            TEXT_ARG(first->raw), TEXT_ARG(second->raw));
        return;
    }
    check_tokens(f, t, d);
    for (ptrdiff_t i = 0; i < t.n; i++) {
        if (t.at[i].kind == T_PLACEHOLDER &&
            !is_in_words(t.at[i].name, placeholders))
            complain(f->path, t.at[i].line,
                "%.*s is none of @KEY@ @INT@ @REAL@ @TEXT@ @BLOB@ @STRICT@",
                TEXT_ARG(t.at[i].raw));
        if (t.at[i].kind == T_PARAMETER)
            complain(f->path, t.at[i].line, "a migration has no parameters");
    }
    if (is_word(first, "create") && is_word(second, "table"))
        check_create_table(f, t);
    if (is_word(first, "alter"))
        check_alter_table(f, t);
}
