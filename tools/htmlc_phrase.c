/* Phrases and their arguments: what can be said at build time about the text
 * in {{_ }} {{c }} {{n }}. C expressions are not parsed: only quotes and
 * brackets are followed, and the compiler looks at the rest.
 */
#include "htmlc.h"

#include <string.h>

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the string or character constant at t.ptr[at]; -1 if it does not end
 * in its line. */
static ptrdiff_t
quoted_end(text t, ptrdiff_t at)
{
    char quote = t.ptr[at++];
    for (; at < t.len && t.ptr[at] != '\n'; at++) {
        if (t.ptr[at] == '\\')
            at++;
        else if (t.ptr[at] == quote)
            return at + 1;
    }
    return -1;
}

/* Follow brackets. `until_braces`: stop at a "}}" that closes nothing. */
static enum err
brackets(
    text t, ptrdiff_t at, bool until_braces, ptrdiff_t *end, struct why *why)
{
    char open[64];
    int n = 0;
    while (at < t.len) {
        char c = t.ptr[at];
        if (until_braces && n == 0 && c == '}' && at + 1 < t.len &&
            t.ptr[at + 1] == '}') {
            *end = at;
            return OK;
        }
        if (c == '"' || c == '\'') {
            ptrdiff_t to = quoted_end(t, at);
            if (to < 0)
                return err_say(
                    why, ERR_BAD_INPUT, "a %c is not closed in its line", c);
            at = to;
            continue;
        }
        if (c == '(' || c == '[' || c == '{') {
            if (n == (int)sizeof open)
                return err_say(why, ERR_BAD_INPUT, "too many brackets");
            open[n++] = c;
        } else if (c == ')' || c == ']' || c == '}') {
            char want = c == ')' ? '(' : c == ']' ? '[' : '{';
            if (n == 0 || open[n - 1] != want)
                return err_say(
                    why, ERR_BAD_INPUT, "a \"%c\" closes nothing", c);
            n--;
        }
        at++;
    }
    *end = at;
    if (n > 0)
        return err_say(
            why, ERR_BAD_INPUT, "a \"%c\" is not closed", open[n - 1]);
    if (until_braces)
        return err_say(why, ERR_BAD_INPUT, "a \"{{\" is not closed");
    return OK;
}

enum err
hole_end(text source, ptrdiff_t at, ptrdiff_t *end, struct why *why)
{
    return brackets(source, at, true, end, why);
}

enum err
check_brackets(text t, struct why *why)
{
    ptrdiff_t end;
    return brackets(t, 0, false, &end, why);
}

static ptrdiff_t
token_end(text t, ptrdiff_t at)
{
    int depth = 0;
    while (at < t.len && (depth > 0 || !is_blank(t.ptr[at]))) {
        char c = t.ptr[at];
        if (c == '"' || c == '\'') {
            ptrdiff_t to = quoted_end(t, at);
            at = to < 0 ? t.len : to;
            continue;
        }
        depth += c == '(' || c == '[' || c == '{';
        depth -= c == ')' || c == ']' || c == '}';
        at++;
    }
    return at;
}

text
token_next(text *rest)
{
    *rest = text_trim(*rest);
    ptrdiff_t end = token_end(*rest, 0);
    text token = text_slice(*rest, 0, end);
    *rest = text_trim(text_slice(*rest, end, rest->len));
    return token;
}

enum err
tokens_cut(text t, text token[TOKENS_MAX], int *n, struct why *why)
{
    *n = 0;
    while (text_trim(t).len > 0) {
        if (*n == TOKENS_MAX)
            return err_say(
                why, ERR_BAD_INPUT, "more than %d arguments", ARGS_MAX);
        token[*n] = token_next(&t);
        if (text_ends_with(token[*n], TEXT(",")))
            return err_say(why, ERR_BAD_INPUT,
                "blanks stand between arguments, not commas");
        ++*n;
    }
    return OK;
}

bool
is_literal(text token)
{
    return token.len >= 2 && token.ptr[0] == '"' &&
        quoted_end(token, 0) == token.len;
}

bool
is_identifier(text t)
{
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        bool is_digit = c >= '0' && c <= '9';
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                (is_digit && i > 0)))
            return false;
    }
    return t.len > 0;
}

/* ---- marks ------------------------------------------------------------------
 */

static enum err
mark_add(struct marks *m, int number, char kind, struct why *why)
{
    bool is_numbered = number > 0;
    if (m->n > 0 && m->is_numbered != is_numbered)
        return err_say(why, ERR_BAD_INPUT,
            "a phrase numbers all its marks (%%1$s) or none");
    m->is_numbered = is_numbered;
    if (!is_numbered)
        number = m->n + 1;
    if (number > ARGS_MAX + 1)
        return err_say(
            why, ERR_BAD_INPUT, "more than %d marks in a phrase", ARGS_MAX);
    if (m->kind[number] != 0 && m->kind[number] != kind)
        return err_say(why, ERR_BAD_INPUT,
            "mark %d is %%s in one place and %%d in another", number);
    m->kind[number] = kind;
    if (number > m->n)
        m->n = number;
    return OK;
}

static enum err
marks_read(text t, struct marks *m, struct why *why)
{
    *m = (struct marks){ .n = 0 };
    for (ptrdiff_t i = 0; i < t.len; i++) {
        if (t.ptr[i] != '%')
            continue;
        if (++i < t.len && t.ptr[i] == '%')
            continue;
        int number = 0;
        if (i + 1 < t.len && t.ptr[i] >= '1' && t.ptr[i] <= '9' &&
            t.ptr[i + 1] == '$') {
            number = t.ptr[i] - '0';
            i += 2;
        }
        if (i >= t.len || (t.ptr[i] != 's' && t.ptr[i] != 'd'))
            return err_say(why, ERR_BAD_INPUT,
                "a phrase has the marks %%s %%d %%1$s %%1$d, and %%%% for a "
                "percent sign");
        enum err e = mark_add(m, number, t.ptr[i], why);
        if (e != OK)
            return e;
    }
    return OK;
}

enum err
phrase_check(text t, struct marks *marks, struct why *why)
{
    *marks = (struct marks){ .n = 0 };
    if (!is_literal(t))
        return err_say(why, ERR_BAD_INPUT,
            "a phrase is a string in quotes, not %.*s", TEXT_ARG(t));
    t = text_slice(t, 1, t.len - 1);
    if (text_trim(t).len == 0)
        return err_say(why, ERR_BAD_INPUT, "an empty phrase");
    if (text_trim(t).len != t.len)
        return err_say(why, ERR_BAD_INPUT,
            "a phrase begins or ends with a blank: put it outside");
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char next = i + 1 < t.len ? t.ptr[i + 1] : '\0';
        bool is_letter =
            (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
        if (t.ptr[i] == '\\' && next != '"' && next != '\\')
            return err_say(why, ERR_BAD_INPUT,
                "a phrase knows only \\\" and \\\\, not \\%c", next);
        if (t.ptr[i] == '\\')
            i++;
        else if (t.ptr[i] == '<' && (is_letter || next == '/' || next == '!'))
            return err_say(why, ERR_BAD_INPUT,
                "a tag in a phrase: a link in a sentence is a phrase of its "
                "own, filled in as %%1$s");
        else if (t.ptr[i] == '&' && (is_letter || next == '#') &&
            text_has_byte(text_slice(t, i, i + 12), ';'))
            return err_say(why, ERR_BAD_INPUT,
                "a character reference in a phrase: write the character");
    }
    return marks_read(t, marks, why);
}

enum err
marks_complete(const struct marks *m, struct why *why)
{
    for (int i = 1; i <= m->n; i++)
        if (m->kind[i] == 0)
            return err_say(why, ERR_BAD_INPUT,
                "a phrase has a mark %d and no mark %d", m->n, i);
    return OK;
}

/* `one` may leave out the number, but what it keeps stands at the same place
 * of the argument list, as msgfmt --check asks of every translation. */
enum err
plural_check(const struct marks *one, const struct marks *many, struct why *why)
{
    for (int i = 1; i <= one->n; i++)
        if (one->kind[i] != 0 && one->kind[i] != many->kind[i])
            return err_say(why, ERR_BAD_INPUT,
                "mark %d is %%%c in the singular and %s in the plural: number "
                "them (%%2$s)",
                i, one->kind[i],
                many->kind[i] == 0         ? "missing"
                    : many->kind[i] == 's' ? "%s"
                                           : "%d");
    return OK;
}
