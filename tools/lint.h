/* The parts of lint; the rules stand at the head of lint.c.
 *
 *     lint.c          finds the files, prints what is wrong
 *     lint_include.c  who may include what
 *     lint_code.c     lengths, memory, the contracts of engines
 */
#ifndef LINT_H
#define LINT_H

#include "base/buf.h"

/* One file, read. */
struct file {
    text path;   /* as it is printed: "src/web/server.c" */
    text inside; /* without the root: "web/server.c" */
    text folder; /* "web", "engine/panel", "" for src/main.c */
    text name;   /* "server.c" */
    text bytes;
    text code; /* the same, comments and the insides of quotes as blanks */
    bool is_test;
};

struct lint {
    struct arena *arena;
    int n_messages, n_exceptions;
};

/* Says it, unless the line has an exception with its reason. */
void complain(struct lint *l, const struct file *f, int line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Line `n`, from 1, of a text that holds it. */
text line_of(text t, int n);
int count_lines(text t);

void check_includes(struct lint *l, const struct file *f);
void check_lengths(struct lint *l, const struct file *f);
void check_memory(struct lint *l, const struct file *f);
void check_contracts(struct lint *l, const struct file *f);

/* Comments and the insides of quotes become blanks; lines stay. */
text code_only(struct arena *a, text bytes);

#endif
