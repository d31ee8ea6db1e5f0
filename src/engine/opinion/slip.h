/* Answers as plain text: "K7F3 1a 2d 3p", as somebody types them into a
 * telephone: the code of a slip of paper, then numbers of statements, each with
 * a (agree), d (disagree) or p (pass).
 *
 * People get wrong: to guess what was meant. Blanks and capital letters do not
 * matter; on any doubt nothing of it is taken, and the sentence says why.
 */
#ifndef ENGINE_OPINION_SLIP_H
#define ENGINE_OPINION_SLIP_H

#include "base/text.h"

enum { CP_SLIP_CODE = 4, CP_SLIP_ANSWERS = 100 };

struct cp_slip {
    char code[CP_SLIP_CODE]; /* in capital letters */
    int n;
    struct {
        int32_t number;         /* from 1 on */
        int8_t vote;            /* +1, -1, 0 */
    } answers[CP_SLIP_ANSWERS]; /* in the order of numbers */
};

/* Errors  ERR_BAD_INPUT, `why` for the person who typed it
 * Source  by itself
 * Check   signs_test.c */
enum err cp_slip_parse(
    struct cp_slip *to, text typed, int32_t n_statements, struct why *why);

#endif
