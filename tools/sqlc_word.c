/* Words that the two databases read differently, or only one of them knows. */
#include "sqlc.h"

#include <string.h>
#include <strings.h>

/* `allowed` says in which dialect block the word may stand; in text for both
 * none of these may. A star stands for any end; a '(' for a call. */
struct word_rule {
    const char *words;
    enum dialect allowed;
    const char *advice;
};

static const struct word_rule word_rules[] = {
    { "lower( upper(", BOTH, "SQLite folds ASCII only: fold in C" },
    { "round(", BOTH, "they round differently: round in C" },
    { "random( randomblob(", NOWHERE, "hand it in as a parameter" },
    { "date( time( datetime( julianday( strftime( unixepoch( timediff( now( "
      "age( extract( date_trunc( date_part( to_char( to_date( to_timestamp( "
      "make_date( clock_timestamp( current_date current_time "
      "current_timestamp localtime localtimestamp",
        NOWHERE, "a time is UTC seconds, a date is text: reckon in C" },
    { "concat( concat_ws(", BOTH, "write a || b" },
    { "string_agg( group_concat( array_agg(", BOTH,
        "each has its own: fetch the rows and join in C" },
    { "ifnull(", BOTH, "write coalesce(a, b)" },
    { "iif(", BOTH, "write CASE WHEN ... THEN ... ELSE ... END" },
    { "instr( printf( format( total( typeof( hex( quote( unicode( char( "
      "zeroblob( changes( total_changes( last_insert_rowid( likely( unlikely( "
      "likelihood( glob( like( bm25( snippet( highlight(",
        SQLITE, "only SQLite has it, or has it so" },
    { "json( json_*( jsonb( jsonb_*( to_json*( row_to_json(", NOWHERE,
        "JSON is text here, read and written in C" },
    { "nextval( currval( setval( bigserial smallserial "
      "autoincrement",
        NOWHERE, "the program makes the keys" },
    { "pg_advisory* pg_try_advisory*", NOWHERE,
        "not every database that we want to run on has it" },
    { "like ilike similar", BOTH,
        "one ignores ASCII case: search by a match parameter" },
    { "glob regexp indexed", SQLITE, "only SQLite has it" },
    { "rowid oid _rowid_", SQLITE, "it belongs into an '-- sqlite:' block" },
    { "fetch", NOWHERE, "write LIMIT" },
    { "offset", NOWHERE, "page by key: it reads all that it skips" },
    { "true false", BOTH, "write 1 or 0: PostgreSQL's BIGINT is no truth" },
    { "collate nocase", BOTH,
        "order is binary on both; for people it is made in C" },
    { "user", NOWHERE, "PostgreSQL reserves it" },
};

static const struct word_rule symbol_rules[] = {
    { "::", NOWHERE, "write CAST(x AS BIGINT)" },
    { "$ ? @ #", NOWHERE, "a parameter is written :name" },
    { "-> ->> #> #>> @> <@", NOWHERE,
        "JSON is text here, read and written in C" },
    { "==", NOWHERE, "write =" },
    { "@@ [ ]", POSTGRESQL, "it belongs into a '-- postgresql:' block" },
    { "` \\ {", NOWHERE, "no SQL for both databases" },
};

/* `quote (` after INTO is a table of ours, not a call. */
static bool
is_call(struct tokens t, ptrdiff_t i)
{
    const struct token *before = token_at(t, i - 1);
    bool is_table = before->kind == T_WORD &&
        (is_in_words(before->raw, "into table view references") ||
            (is_word(before, "on") && is_word(token_at(t, 0), "create")));
    return is_symbol(token_at(t, i + 1), "(") && !is_table;
}

static bool
is_rule_word(struct tokens t, ptrdiff_t i, const char *word, size_t n)
{
    text raw = t.at[i].raw;
    bool wants_call = word[n - 1] == '(';
    n -= wants_call;
    bool is_prefix = word[n - 1] == '*';
    n -= is_prefix;
    bool is_long_enough =
        is_prefix ? (size_t)raw.len >= n : (size_t)raw.len == n;
    return is_long_enough && (!wants_call || is_call(t, i)) &&
        strncasecmp(raw.ptr, word, n) == 0;
}

static bool
is_in_rule(struct tokens t, ptrdiff_t i, const char *words)
{
    for (const char *at = words; *at != '\0';) {
        size_t n = strcspn(at, " ");
        if (is_rule_word(t, i, at, n))
            return true;
        at += n;
        at += strspn(at, " ");
    }
    return false;
}

void
rule_check_word(const struct file *f, struct tokens t, ptrdiff_t i)
{
    const struct token *token = &t.at[i];
    bool is_a_word = token->kind == T_WORD;
    const struct word_rule *rules = is_a_word ? word_rules : symbol_rules;
    size_t n = is_a_word ? sizeof word_rules / sizeof *word_rules
                         : sizeof symbol_rules / sizeof *symbol_rules;
    if (!is_a_word && token->kind != T_SYMBOL)
        return;
    if (is_symbol(token_at(t, i - 1), "."))
        return; /* t.json, t.match: the name of a column */
    for (size_t k = 0; k < n; k++) {
        /* allowed BOTH: in a block of either, but not in text for both */
        bool is_allowed =
            token->block != BOTH && (rules[k].allowed & token->block) != 0;
        if (!is_allowed && is_in_rule(t, i, rules[k].words)) {
            complain(f->path, token->line, "'%.*s' may not stand here: %s",
                TEXT_ARG(token->raw), rules[k].advice);
            return;
        }
    }
}

/* A name of our own, after AS or a dot. PostgreSQL 15, appendix C, the words
 * that it calls reserved. */
bool
rule_is_reserved(text name)
{
    return is_in_words(name,
        "all analyse analyze and any array as asc asymmetric authorization "
        "binary both case cast check collate collation column concurrently "
        "constraint create cross current_catalog current_date current_role "
        "current_schema current_time current_timestamp current_user default "
        "deferrable desc distinct do else end except false fetch for foreign "
        "freeze from full grant group having ilike in initially inner "
        "intersect into is isnull join lateral leading left like limit "
        "localtime localtimestamp natural not notnull null offset on only or "
        "order outer overlaps placing primary references returning right "
        "select session_user similar some symmetric table tablesample then to "
        "trailing true union unique user using variadic verbose when where "
        "window with");
}
