#include "engine/opinion/slip.h"

/* ---- Characters
 * --------------------------------------------------------------
 */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char
capital(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void
skip_blanks(text *rest)
{
    while (rest->len > 0 && is_blank(rest->ptr[0]))
        *rest = text_slice(*rest, 1, rest->len);
}

/* ---- Parts -----------------------------------------------------------------
 */

static enum err
parse_code(struct cp_slip *to, text *rest, struct why *why)
{
    ptrdiff_t n = 0;
    while (n < rest->len && !is_blank(rest->ptr[n]))
        n++;
    bool is_code = n == CP_SLIP_CODE;
    for (ptrdiff_t i = 0; i < n && is_code; i++) {
        to->code[i] = capital(rest->ptr[i]);
        is_code =
            is_digit(to->code[i]) || (to->code[i] >= 'A' && to->code[i] <= 'Z');
    }
    if (!is_code)
        return err_say(why, ERR_BAD_INPUT,
            "first comes the code of your slip, %d letters and digits, then a "
            "blank",
            CP_SLIP_CODE);
    *rest = text_slice(*rest, n, rest->len);
    return OK;
}

static enum err
parse_answer(text *rest, int32_t n_statements, int32_t *number, int8_t *vote,
    struct why *why)
{
    ptrdiff_t n = 0;
    int64_t x;
    while (n < rest->len && is_digit(rest->ptr[n]))
        n++;
    if (n == 0 || n > 9 || !text_parse_int(text_slice(*rest, 0, n), &x))
        return err_say(why, ERR_BAD_INPUT,
            "\"%.*s\": a number comes before each answer, as in 1a 2d 3p",
            TEXT_ARG(text_prefix(*rest, 20)));
    if (x < 1 || x > n_statements)
        return err_say(why, ERR_BAD_INPUT,
            "there is no statement %lld: they are 1 to %d", (long long)x,
            n_statements);
    *rest = text_slice(*rest, n, rest->len);
    skip_blanks(rest);
    char c = rest->len > 0 ? capital(rest->ptr[0]) : ' ';
    if (c != 'A' && c != 'D' && c != 'P')
        return err_say(why, ERR_BAD_INPUT,
            "after %lld comes a (agree), d (disagree) or p (pass)",
            (long long)x);
    *rest = text_slice(*rest, 1, rest->len);
    /* "1agree" may be meant, and "1and2" something else */
    if (rest->len > 0 && !is_blank(rest->ptr[0]) && !is_digit(rest->ptr[0]))
        return err_say(why, ERR_BAD_INPUT,
            "after %lld comes one letter only: a (agree), d (disagree) or p "
            "(pass)",
            (long long)x);
    *number = (int32_t)x;
    *vote = (int8_t)(c == 'A' ? 1 : c == 'D' ? -1 : 0);
    return OK;
}

static enum err
keep(struct cp_slip *to, int32_t number, int8_t vote, struct why *why)
{
    int at = to->n;
    while (at > 0 && to->answers[at - 1].number > number)
        at--;
    if (at > 0 && to->answers[at - 1].number == number)
        return err_say(why, ERR_BAD_INPUT, "statement %d stands twice", number);
    if (to->n == CP_SLIP_ANSWERS)
        return err_say(why, ERR_BAD_INPUT,
            "more than %d answers: send them in several parts",
            CP_SLIP_ANSWERS);
    for (int i = to->n++; i > at; i--)
        to->answers[i] = to->answers[i - 1];
    to->answers[at].number = number;
    to->answers[at].vote = vote;
    return OK;
}

enum err
cp_slip_parse(
    struct cp_slip *to, text typed, int32_t n_statements, struct why *why)
{
    text rest = typed;
    *to = (struct cp_slip){ .n = 0 };
    skip_blanks(&rest);
    enum err e = parse_code(to, &rest, why);
    for (skip_blanks(&rest); e == OK && rest.len > 0; skip_blanks(&rest)) {
        int32_t number = 0;
        int8_t vote = 0;
        e = parse_answer(&rest, n_statements, &number, &vote, why);
        if (e == OK)
            e = keep(to, number, vote, why);
    }
    if (e == OK && to->n == 0)
        e = err_say(why, ERR_BAD_INPUT,
            "there is no answer behind the code: 1a 2d 3p, say");
    if (e != OK)
        to->n = 0;
    return e;
}
