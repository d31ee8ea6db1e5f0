/* One {{ }} to C. The statements go into a buffer of their own; literal bytes
 * go the machine's way, so that neighbours become one call. */
#include "htmlc.h"

#include <string.h>

/* Literals are cut here into lines of C that people can read. */
enum { LITERAL_LINE = 64 };

static void
emit_literal(struct buf *c, text literal)
{
    int column = 0;
    buf_byte(c, '"');
    for (ptrdiff_t i = 0; i < literal.len; i++) {
        unsigned char b = (unsigned char)literal.ptr[i];
        bool is_inside = (b & 0xc0) == 0x80; /* of a character */
        if (column >= LITERAL_LINE && !is_inside) {
            buf_add(c, TEXT("\"\n        \""));
            column = 0;
        }
        column++;
        if (b == '"' || b == '\\') {
            buf_byte(c, '\\');
            buf_byte(c, (char)b);
        } else if (b == '?' && i > 0 && literal.ptr[i - 1] == '?') {
            buf_add(c, TEXT("\\?")); /* no trigraphs */
        } else if (b == '\n') {
            buf_add(c, TEXT("\\n"));
            column = LITERAL_LINE;
        } else if (b < 0x20 || b == 0x7f) {
            buf_print(c, "\\%03o", b);
        } else {
            buf_byte(c, (char)b);
        }
    }
    buf_byte(c, '"');
}

void
emit_raw(struct buf *c, text literal)
{
    if (literal.len == 0)
        return;
    buf_add(c, TEXT("    out_raw(v, "));
    emit_literal(c, literal);
    buf_print(c, ", %td);\n", literal.len);
}

/* The bytes of a C literal in its quotes, escaped for HTML. */
static enum err
literal_html(text literal, struct buf *to, struct why *why)
{
    for (ptrdiff_t i = 1; i < literal.len - 1; i++) {
        char c = literal.ptr[i];
        if (c == '\\') {
            c = literal.ptr[++i];
            if (c != '"' && c != '\\')
                return err_say(why, ERR_BAD_INPUT,
                    "a literal knows only \\\" and \\\\, not \\%c", c);
        }
        switch (c) {
        case '&': buf_add(to, TEXT("&amp;")); break;
        case '<': buf_add(to, TEXT("&lt;")); break;
        case '>': buf_add(to, TEXT("&gt;")); break;
        case '"': buf_add(to, TEXT("&quot;")); break;
        case '\'': buf_add(to, TEXT("&#39;")); break;
        default: buf_byte(to, c);
        }
    }
    return OK;
}

/* The value x as the context wants it; `x` is a C expression. */
static void
emit_value(struct buf *c, enum context context, text x)
{
    switch (context) {
    case CTX_TEXT:
    case CTX_INLINE: buf_add(c, TEXT("out(v, (")); break;
    case CTX_PLAIN: buf_add(c, TEXT("out_plain(v, (")); break;
    case CTX_URL: buf_add(c, TEXT("out_url(v, (")); break;
    case CTX_PERCENT: buf_add(c, TEXT("out_pct(v, (")); break;
    }
    buf_add(c, x);
    buf_add(c, TEXT("));"));
}

static enum err
emit_local(struct buf *c, text path, struct why *why)
{
    if (is_literal(path)) {
        text bare = text_slice(path, 1, path.len - 1);
        if (!text_starts_with(bare, TEXT("/")) ||
            text_starts_with(bare, TEXT("//")) || text_has_byte(bare, '\\'))
            return err_say(
                why, ERR_BAD_INPUT, "a local address begins with one \"/\"");
        buf_add(c, TEXT("out_local(v, TEXT("));
    } else {
        buf_add(c, TEXT("out_local(v, (("));
        buf_add(c, path);
        buf_add(c, TEXT(")));"));
        return OK;
    }
    buf_add(c, path);
    buf_add(c, TEXT("));"));
    return OK;
}

/* ---- phrases
 * ------------------------------------------------------------------ */

/* `, 2, (struct phrase_arg[]){ ... }`. The count of a plural, already at hand
 * as count_, takes the place `count_at` (0: none). */
static void
emit_args(struct buf *c, const struct marks *marks, bool is_plain, int count_at,
    const text *arg)
{
    if (marks->n == 0) {
        buf_add(c, TEXT(", 0, NULL"));
        return;
    }
    buf_print(c, ", %d, (struct phrase_arg[]){ ", marks->n);
    for (int i = 1; i <= marks->n; i++) {
        if (i > 1)
            buf_add(c, TEXT(", "));
        if (i == count_at) {
            buf_add(c, TEXT("count_"));
            continue;
        }
        buf_add(c,
            marks->kind[i] == 'd' ? TEXT("phrase_number(")
                : is_plain        ? TEXT("phrase_plain(")
                                  : TEXT("phrase_arg("));
        buf_byte(c, '(');
        buf_add(c, *arg++);
        buf_add(c, TEXT("))"));
    }
    buf_add(c, TEXT(" }"));
}

static enum err
args_fit(int n_marks, int n_args, struct why *why)
{
    if (n_marks == n_args)
        return OK;
    return err_say(why, ERR_BAD_INPUT,
        "the phrase has %d mark%s and %d argument%s", n_marks,
        n_marks == 1 ? "" : "s", n_args, n_args == 1 ? "" : "s");
}

static enum err
compile_phrase(struct buf *c, enum context context, bool has_context,
    const text *token, int n, struct why *why)
{
    struct marks marks;
    enum err e = OK;
    int at = has_context ? 1 : 0;
    if (n <= at)
        return err_say(why, ERR_BAD_INPUT,
            has_context ? "{{c \"context\" \"phrase\" ...}}"
                        : "{{_ \"phrase\" ...}}");
    if (has_context && !is_literal(token[0]))
        return err_say(why, ERR_BAD_INPUT, "a context is a string in quotes");
    e = phrase_check(token[at], &marks, why);
    if (e == OK && marks.n > ARGS_MAX)
        e = err_say(why, ERR_BAD_INPUT, "more than %d marks", ARGS_MAX);
    if (e == OK)
        e = marks_complete(&marks, why);
    if (e == OK)
        e = args_fit(marks.n, n - at - 1, why);
    if (e != OK)
        return e;
    buf_print(c, "out_phrase(v, %s, ", context == CTX_TEXT ? "false" : "true");
    if (has_context) {
        buf_add(c, TEXT("PHRASE_IN("));
        buf_add(c, token[0]);
        buf_add(c, TEXT(", "));
    } else {
        buf_add(c, TEXT("PHRASE("));
    }
    buf_add(c, token[at]);
    buf_byte(c, ')');
    emit_args(c, &marks, context == CTX_PLAIN, 0, token + at + 1);
    buf_add(c, TEXT(");"));
    return OK;
}

/* Which mark of the plural is the count: with numbers the first, otherwise the
 * first %d. With as many marks as further arguments it is not shown. */
static int
count_place(const struct marks *many, int n_args)
{
    if (many->n == n_args)
        return 0;
    if (many->is_numbered)
        return 1;
    for (int i = 1; i <= many->n; i++)
        if (many->kind[i] == 'd')
            return i;
    return 0;
}

static enum err
compile_plural(struct buf *c, enum context context, const text *token, int n,
    struct why *why)
{
    struct marks one, many;
    if (n < 3)
        return err_say(why, ERR_BAD_INPUT, "{{n \"one\" \"many\" count ...}}");
    enum err e = phrase_check(token[0], &one, why);
    if (e == OK)
        e = phrase_check(token[1], &many, why);
    if (e == OK)
        e = marks_complete(&many, why);
    if (e == OK)
        e = plural_check(&one, &many, why);
    if (e != OK)
        return e;
    int at = count_place(&many, n - 3);
    e = args_fit(many.n - (at > 0), n - 3, why);
    if (e != OK)
        return e;
    if (at > 0 && many.kind[at] != 'd')
        return err_say(why, ERR_BAD_INPUT,
            "mark 1 of a plural that numbers its marks is the count: %%1$d");
    buf_add(c, TEXT("{ const struct phrase_arg count_ = phrase_number(("));
    buf_add(c, token[2]);
    buf_add(c, TEXT(")); out_plural(v, "));
    buf_add(c, context == CTX_TEXT ? TEXT("false") : TEXT("true"));
    buf_add(c, TEXT(", PLURAL("));
    buf_add(c, token[0]);
    buf_add(c, TEXT(", "));
    buf_add(c, token[1]);
    buf_add(c, TEXT("), count_.number"));
    emit_args(c, &many, context == CTX_PLAIN, at, token + 3);
    buf_add(c, TEXT("); }"));
    return OK;
}

/* ---- {{? }}
 * ----------------------------------------------------------------------- */

static enum err
compile_maybe(struct machine *m, text rest, struct buf *c, struct why *why)
{
    text head = token_next(&rest), value = { NULL, 0 };
    text name = head;
    enum hole hole = HOLE_LITERAL;
    enum context context;
    ptrdiff_t at = text_find(head, TEXT("="));
    if (at >= 0) {
        name = text_slice(head, 0, at);
        value = text_slice(head, at + 1, head.len);
    } else if (rest.len > 0 && rest.ptr[0] == '"') {
        value = token_next(&rest);
    }
    bool has_value = value.ptr != NULL, is_fixed = is_literal(value);
    if (has_value && !is_fixed) {
        hole = text_starts_with(value, TEXT("@")) ? HOLE_LOCAL : HOLE_VALUE;
        if (hole == HOLE_LOCAL)
            value = text_slice(value, 1, value.len);
    }
    bool is_name = name.len > 0;
    for (ptrdiff_t i = 0; i < name.len; i++)
        is_name = is_name && strchr("\"'<>/=()&{}", name.ptr[i]) == NULL;
    if (!is_name || rest.len == 0 || (has_value && value.len == 0))
        return err_say(why, ERR_BAD_INPUT,
            "{{? name condition}}, {{? name \"value\" condition}} or "
            "{{? name=value condition}}");
    enum err e = check_brackets(rest, why);
    if (e == OK)
        e = machine_maybe(m, name, hole, &context, why);
    if (e != OK)
        return e;

    struct buf head_html = buf_in(c->arena, 64);
    buf_byte(&head_html, ' ');
    buf_add(&head_html, name);
    if (has_value)
        buf_add(&head_html, TEXT("=\""));
    if (is_fixed) {
        e = literal_html(value, &head_html, why);
        buf_byte(&head_html, '"');
    }
    buf_add(c, TEXT("if ("));
    buf_add(c, rest);
    buf_add(c, TEXT(") {\n"));
    emit_raw(c, buf_text(&head_html));
    if (has_value && !is_fixed) {
        if (hole == HOLE_LOCAL)
            e = emit_local(c, value, why);
        else
            emit_value(c, context, value);
        buf_byte(c, '\n');
        emit_raw(c, TEXT("\""));
    }
    buf_byte(c, '}');
    return e;
}

/* ---- all of them
 * ------------------------------------------------------------------- */

/* {{_ "..."}}, not the variable {{_}} or {{n + 1}}: a quote must follow. */
static bool
is_phrase(text hole)
{
    if (hole.len < 2 ||
        (hole.ptr[0] != '_' && hole.ptr[0] != 'c' && hole.ptr[0] != 'n'))
        return false;
    text rest = text_slice(hole, 1, hole.len);
    if (hole.ptr[0] == '_' && text_trim(rest).len < rest.len)
        return true;
    return text_starts_with(text_trim(rest), TEXT("\""));
}

static enum err
compile_say(struct machine *m, text hole, struct buf *c, struct why *why)
{
    enum context context;
    text token[TOKENS_MAX];
    int n;
    enum err e = machine_hole(m, HOLE_PHRASE, &context, why);
    if (e == OK)
        e = tokens_cut(text_slice(hole, 1, hole.len), token, &n, why);
    if (e != OK)
        return e;
    if (hole.ptr[0] == 'n')
        return compile_plural(c, context, token, n, why);
    return compile_phrase(c, context, hole.ptr[0] == 'c', token, n, why);
}

enum err
hole_compile(struct machine *m, text hole, struct buf *c, struct why *why)
{
    enum context context;
    hole = text_trim(hole);
    if (hole.len == 0)
        return err_say(why, ERR_BAD_INPUT, "an empty {{ }}");
    if (hole.ptr[0] == '?')
        return compile_maybe(m, text_slice(hole, 1, hole.len), c, why);
    if (is_phrase(hole))
        return compile_say(m, hole, c, why);
    if (hole.ptr[0] == '@') {
        enum err e = machine_hole(m, HOLE_LOCAL, &context, why);
        text path = text_trim(text_slice(hole, 1, hole.len));
        if (e == OK && path.len == 0)
            e = err_say(why, ERR_BAD_INPUT, "{{@ path}}");
        if (e != OK)
            return e;
        if (is_literal(path) && path.len > 3)
            m->is_whole = false; /* no "/" that a second could follow */
        return emit_local(c, path, why);
    }
    enum err e = machine_hole(m, HOLE_VALUE, &context, why);
    if (e != OK)
        return e;
    if (!is_literal(hole)) {
        emit_value(c, context, hole);
        return OK;
    }
    if (context == CTX_URL || context == CTX_PERCENT)
        return err_say(why, ERR_BAD_INPUT,
            "a literal in an address stands there without {{ }}");
    return literal_html(hole, m->out, why);
}
