/* The compiler itself: lines of C, directives, functions; literal bytes and
 * {{ }} go through the machine. One pass, and all mistakes that it finds. */
#include "htmlc.h"

#include <string.h>

enum { BRACES_MAX = 64, PARTS_MAX = 64 };

struct compiler {
    struct arena *arena;
    const struct template *t;
    struct result *result;
    struct machine machine;
    struct buf literal, includes, prototypes, head;
    ptrdiff_t at;
    int line;
    text hint;    /* for translators, of the next phrase */
    bool is_open; /* a function is being written */
    bool has_args, has_text;
    text part[PARTS_MAX];
    int n_parts;
    int brace[BRACES_MAX]; /* lines of the { that lines of C opened */
    int n_braces;
    bool is_comment; /* a C comment goes on in the next line of C */
    char code_end;   /* last byte of the C before, if text may not follow */
    int code_line;
};

static void
report(struct compiler *c, int line, const char *message)
{
    if (c->result->n_errors++ < ERRORS_MAX)
        buf_print(&c->result->messages, "%.*s:%d: %s\n", TEXT_ARG(c->t->path),
            line, message);
}

static void
check(struct compiler *c, int line, enum err e, const struct why *why)
{
    if (e != OK)
        report(c, line, why->text);
}

/* ---- C ----------------------------------------------------------------------
 */

static void
emit_line(struct compiler *c, struct buf *to, int line)
{
    buf_print(to, "#line %d \"", line);
    for (ptrdiff_t i = 0; i < c->t->path.len; i++) {
        if (c->t->path.ptr[i] == '"' || c->t->path.ptr[i] == '\\')
            buf_byte(to, '\\');
        buf_byte(to, c->t->path.ptr[i]);
    }
    buf_add(to, TEXT("\"\n"));
}

/* Only a block holds text: behind "if (x)" just the first piece would be
 * conditional. */
static void
check_block(struct compiler *c)
{
    if (c->code_end != 0)
        report(c, c->code_line,
            "text follows this line of C, which ends in none of { } ; :");
    c->code_end = 0;
}

static void
flush(struct compiler *c)
{
    if (c->literal.len > 0)
        check_block(c);
    emit_raw(&c->result->c, buf_text(&c->literal));
    c->literal.len = 0;
}

static void
function_begin(struct compiler *c, text name, text args, int line)
{
    struct buf *to = &c->result->c;
    struct buf *proto = &c->prototypes;
    text comma = args.len > 0 ? TEXT(", ") : TEXT("");
    emit_line(c, proto, line);
    buf_print(proto, "void %.*s(struct view *v%.*s%.*s);\n", TEXT_ARG(name),
        TEXT_ARG(comma), TEXT_ARG(args));
    emit_line(c, to, line);
    buf_print(to, "void\n%.*s(struct view *v%.*s%.*s)\n{\n    (void)v;\n",
        TEXT_ARG(name), TEXT_ARG(comma), TEXT_ARG(args));
    c->is_open = true;
    c->n_braces = 0;
    c->is_comment = false;
    c->code_end = 0;
}

static void
function_end(struct compiler *c)
{
    struct why why = { 0 };
    check(
        c, c->line, machine_code(&c->machine, "the template ends", &why), &why);
    machine_start(&c->machine, &c->literal);
    if (!c->is_open)
        return;
    flush(c);
    c->code_end = 0;
    if (c->n_braces > 0)
        report(c, c->brace[c->n_braces - 1], "this \"{\" is not closed");
    if (c->is_comment)
        report(c, c->line, "a C comment is not closed");
    buf_add(&c->result->c, TEXT("}\n\n"));
    c->is_open = false;
}

/* The page's own function begins with its first text or line of C. */
static void
page_begin(struct compiler *c)
{
    if (!c->is_open)
        function_begin(c, c->t->name, TEXT(""), c->line);
    c->has_text = true;
}

static void
code_braces(struct compiler *c, text code)
{
    char last = 0;
    for (ptrdiff_t i = 0; i < code.len; i++) {
        text rest = text_slice(code, i, code.len);
        char b = rest.ptr[0];
        if (c->is_comment) {
            c->is_comment = !text_starts_with(rest, TEXT("*/"));
            i += !c->is_comment;
            continue;
        }
        if (text_starts_with(rest, TEXT("/*"))) {
            c->is_comment = true;
            i++;
            continue;
        }
        if (text_starts_with(rest, TEXT("//")))
            break;
        if (b == '"' || b == '\'')
            while (++i < code.len && code.ptr[i] != b)
                i += code.ptr[i] == '\\';
        if (b == '{' && c->n_braces < BRACES_MAX)
            c->brace[c->n_braces++] = c->line;
        if (b == '}' && c->n_braces-- == 0) {
            report(c, c->line, "this \"}\" closes nothing");
            c->n_braces = 0;
        }
        if (b != ' ' && b != '\t')
            last = b;
    }
    bool is_directive = text_starts_with(text_trim(code), TEXT("#"));
    if (last == '\\')
        report(c, c->line, "a line of C ends in a backslash");
    if (last != 0 && !c->is_comment) {
        bool is_end = strchr("{};:\\", last) != NULL || is_directive;
        c->code_end = is_end ? 0 : last;
        c->code_line = c->line;
    }
}

static void
code_line(struct compiler *c, text code)
{
    struct why why = { 0 };
    page_begin(c);
    enum err e = machine_code(&c->machine, "a line of C", &why);
    check(c, c->line, e, &why);
    flush(c);
    code_braces(c, code);
    emit_line(c, &c->result->c, c->line);
    buf_print(&c->result->c, "   %.*s\n", TEXT_ARG(code));
}

/* ---- directives
 * ----------------------------------------------------------------- */

/* `word` and what follows it, if the line begins so. */
static bool
directive(text line, text word, text *rest)
{
    if (!text_starts_with(line, word))
        return false;
    *rest = text_slice(line, word.len, line.len);
    if (rest->len > 0 && rest->ptr[0] != ' ' && rest->ptr[0] != '\t')
        return false;
    *rest = text_trim(*rest);
    return true;
}

static void
check_args(struct compiler *c, text args)
{
    struct why why = { 0 };
    check(c, c->line, check_brackets(args, &why), &why);
    if (text_has_byte(args, '{') || text_has_byte(args, ';') ||
        text_ends_with(args, TEXT(",")))
        report(c, c->line, "these are no arguments of a function");
}

static void
part_line(struct compiler *c, text rest)
{
    text name = token_next(&rest);
    if (!is_identifier(name)) {
        report(c, c->line, "@part name arguments");
        return;
    }
    for (int i = 0; i < c->n_parts; i++)
        if (text_is_equal(c->part[i], name))
            report(c, c->line, "this part stands twice");
    if (c->n_parts < PARTS_MAX)
        c->part[c->n_parts++] = name;
    check_args(c, rest);
    function_end(c);
    c->has_text = true;
    text whole = arena_print(
        c->arena, "%.*s_%.*s", TEXT_ARG(c->t->name), TEXT_ARG(name));
    function_begin(c, whole, rest, c->line);
}

static void
directive_line(struct compiler *c, text line)
{
    text rest;
    if (directive(line, TEXT("@include"), &rest)) {
        bool is_name = rest.len > 2 &&
            ((rest.ptr[0] == '"' && rest.ptr[rest.len - 1] == '"') ||
                (rest.ptr[0] == '<' && rest.ptr[rest.len - 1] == '>'));
        if (!is_name)
            report(c, c->line, "@include \"room/file.h\"");
        if (c->has_args || c->has_text)
            report(c, c->line, "@include stands at the head");
        emit_line(c, &c->includes, c->line);
        buf_print(&c->includes, "#include %.*s\n", TEXT_ARG(rest));
    } else if (directive(line, TEXT("@args"), &rest)) {
        if (c->has_args)
            report(c, c->line, "@args stands twice: put all in one line");
        else if (c->has_text)
            report(c, c->line, "@args stands before the first text");
        else
            function_begin(c, c->t->name, rest, c->line);
        machine_start(&c->machine, &c->literal);
        if (rest.len == 0)
            report(c, c->line, "@args struct x *x");
        check_args(c, rest);
        c->has_args = true;
    } else if (directive(line, TEXT("@part"), &rest)) {
        part_line(c, rest);
    } else {
        report(c, c->line,
            "unknown: @include, @args or @part; a text that begins with @ is "
            "written @@");
    }
}

/* ---- text
 * -------------------------------------------------------------------------- */

static void
literal_byte(struct compiler *c, char b)
{
    struct why why = { 0 };
    c->machine.line = c->line;
    check(c, c->line, machine_byte(&c->machine, b, &why), &why);
    if (c->literal.len > 0) {
        page_begin(c); /* comments and blanks begin nothing */
        check_block(c);
    }
}

static int
count_lines(text t)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++)
        n += t.ptr[i] == '\n';
    return n;
}

/* A comment for translators stands beside the next phrase in the C too. */
static void
comment(struct compiler *c, text t)
{
    t = text_trim(t);
    if (!text_starts_with(t, TEXT("TRANSLATORS:")) ||
        text_find(t, TEXT("*/")) >= 0)
        return;
    c->hint = t;
}

/* At "{{": compile it, and stand behind its "}}". */
static void
hole(struct compiler *c)
{
    struct why why = { 0 };
    text source = c->t->source;
    ptrdiff_t from = c->at + 2, end = 0;
    enum err e = OK;
    bool is_comment = from < source.len && source.ptr[from] == '!';
    if (is_comment) {
        ptrdiff_t n =
            text_find(text_slice(source, from, source.len), TEXT("}}"));
        end = from + n;
        if (n < 0)
            e = err_say(&why, ERR_BAD_INPUT, "a \"{{\" is not closed");
    } else {
        e = hole_end(source, from, &end, &why);
    }
    if (e != OK) {
        check(c, c->line, e, &why);
        machine_spoil(&c->machine);
        text line = text_slice(source, from, source.len), rest;
        line = text_cut(line, '\n', &rest);
        ptrdiff_t n = text_find(line, TEXT("}}"));
        c->at = from + (n < 0 ? line.len : n + 2);
        return;
    }
    text inside = text_slice(source, from, end);
    int line = c->line;
    if (is_comment) {
        comment(c, text_slice(inside, 1, inside.len));
    } else {
        page_begin(c);
        struct buf code = buf_in(c->arena, 256);
        c->machine.line = line;
        check(c, line, hole_compile(&c->machine, inside, &code, &why), &why);
        if (code.len > 0) {
            flush(c);
            check_block(c);
            emit_line(c, &c->result->c, line);
            bool is_phrase =
                text_starts_with(buf_text(&code), TEXT("out_ph")) ||
                text_starts_with(buf_text(&code), TEXT("{"));
            if (is_phrase && c->hint.len > 0) {
                buf_print(&c->result->c, "/* %.*s */", TEXT_ARG(c->hint));
                c->hint.len = 0;
            }
            buf_print(&c->result->c, "    %.*s\n", TEXT_ARG(buf_text(&code)));
        }
    }
    c->line += count_lines(inside);
    c->at = end + 2;
}

/* A line that ends in a backslash goes on without a blank in the next. */
static bool
join(struct compiler *c, text rest)
{
    if (!text_starts_with(rest, TEXT("\\\n")) ||
        !machine_is_squeezed(&c->machine))
        return false;
    c->at += 2;
    c->line++;
    text source = c->t->source;
    while (c->at < source.len &&
        (source.ptr[c->at] == ' ' || source.ptr[c->at] == '\t'))
        c->at++;
    return true;
}

/* At the first byte of a line: is it C or a directive? Then it is done. */
static bool
special_line(struct compiler *c)
{
    text line = text_slice(c->t->source, c->at, c->t->source.len), rest;
    line = text_cut(line, '\n', &rest);
    bool is_text = machine_is_text(&c->machine);
    bool is_code = text_starts_with(line, TEXT("%"));
    bool is_directive = text_starts_with(line, TEXT("@")) && is_text;
    if (!is_code && !is_directive)
        return false;
    if (text_starts_with(line, is_code ? TEXT("%%") : TEXT("@@"))) {
        literal_byte(c, line.ptr[0]);
        c->at += 2;
        return false;
    }
    if (is_code)
        code_line(c, text_slice(line, 1, line.len));
    else
        directive_line(c, line);
    c->at += line.len + 1;
    c->line++;
    return true;
}

static void
compile_lines(struct compiler *c)
{
    text source = c->t->source;
    bool is_first = true; /* in its line */
    while (c->at < source.len) {
        if (is_first && special_line(c))
            continue;
        is_first = false;
        if (c->at >= source.len)
            return;
        text rest = text_slice(source, c->at, source.len);
        if (text_starts_with(rest, TEXT("{{"))) {
            hole(c);
            continue;
        }
        if (join(c, rest)) {
            is_first = source.ptr[c->at - 1] == '\n';
            continue;
        }
        is_first = rest.ptr[0] == '\n';
        literal_byte(c, rest.ptr[0]);
        c->line += is_first;
        c->at++;
    }
}

/* Windows' line ends, and the mark that its editors put in front. */
static text
clean(struct arena *a, text t)
{
    if (text_starts_with(t, TEXT("\xef\xbb\xbf")))
        t = text_slice(t, 3, t.len);
    struct buf b = buf_in(a, t.len + 1);
    for (ptrdiff_t i = 0; i < t.len; i++)
        if (t.ptr[i] != '\r' || i + 1 == t.len || t.ptr[i + 1] != '\n')
            buf_byte(&b, t.ptr[i]);
    return buf_text(&b);
}

static void
write_head(struct compiler *c)
{
    struct result *r = c->result;
    text guard = arena_print(c->arena, "%.*s_HTML_H", TEXT_ARG(c->t->name));
    buf_print(&r->h,
        "/* Made by htmlc from %.*s; change it there. */\n"
        "#ifndef %.*s\n#define %.*s\n\n#include \"text/view.h\"\n",
        TEXT_ARG(c->t->path), TEXT_ARG(guard), TEXT_ARG(guard));
    buf_add(&r->h, buf_text(&c->includes));
    buf_byte(&r->h, '\n');
    buf_add(&r->h, buf_text(&c->prototypes));
    buf_add(&r->h, TEXT("\n#endif\n"));
}

void
template_compile(
    struct arena *a, const struct template *t, struct result *result)
{
    struct template cleaned = *t;
    cleaned.source = clean(a, t->source);
    struct compiler *c = arena_new(a, struct compiler, 1);
    *c = (struct compiler){
        .arena = a, .t = &cleaned, .result = result, .line = 1
    };
    *result = (struct result){ .c = buf_in(a, 1024 + 4 * t->source.len),
        .h = buf_in(a, 512),
        .messages = buf_in(a, 512) };
    c->literal = buf_in(a, 256);
    c->includes = buf_in(a, 256);
    c->prototypes = buf_in(a, 256);
    machine_start(&c->machine, &c->literal);
    buf_print(&result->c,
        "/* Made by htmlc from %.*s; change it there. */\n"
        "#include \"%.*s\"\n\n",
        TEXT_ARG(t->path), TEXT_ARG(t->header));
    if (!text_is_utf8(cleaned.source))
        report(c, 1, "this file is not UTF-8");
    else
        compile_lines(c);
    bool is_empty = !c->is_open;
    function_end(c);
    if (is_empty && result->n_errors == 0)
        report(c, 1, "an empty template");
    write_head(c);
}
