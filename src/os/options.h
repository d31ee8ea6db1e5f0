/* Options of the program: command line, environment, file; in this order.
 *
 *     static const struct option table[] = {
 *         { "db", "FILE|URL", "the network's data", "counterpart.db" },
 *         { "dry-run", NULL, "show what would be done, and do nothing", NULL },
 *         OPTIONS_END
 *     };
 *
 * An option "base-url" is `--base-url URL` or `--base-url=URL` on the command
 * line, COUNTERPART_BASE_URL in the environment (empty is the same as not
 * there), and the line `base-url = URL` in the file that --config names.
 * One without an argument is a switch: `--dry-run`; in environment and file
 * yes, true, on or 1, and no, false, off or 0. `--help` and `-h` are always
 * understood, `-o FILE` is `--output FILE`, `--config FILE` when it stands in
 * the table; `--` ends options.
 * The last of several counts; but where the argument's name ends in "...", all
 * of one source do, a line each.
 *
 * Memory  the arena and argv; both must outlive it
 * Errors  ERR_BAD_INPUT, `why` names the option, or file and line
 */
#ifndef OS_OPTIONS_H
#define OS_OPTIONS_H

#include "base/buf.h"

struct option {
    const char *name;
    const char *argument; /* how help calls it; NULL: a switch */
    const char *help;     /* one line */
    const char *fallback; /* NULL: not known */
};
#define OPTIONS_END                                                            \
    {                                                                          \
        NULL, NULL, NULL, NULL                                                 \
    }

enum option_source {
    OPTION_FALLBACK,
    OPTION_FILE,
    OPTION_ENVIRONMENT,
    OPTION_COMMAND_LINE,
};

enum { OPTIONS_MAX = 96, OPERANDS_MAX = 80 };

struct options {
    const struct option *table;
    struct arena *arena;
    text values[OPTIONS_MAX];
    enum option_source sources[OPTIONS_MAX];
    text operands[OPERANDS_MAX]; /* what is no option, in order */
    int n_operands;
    bool wants_help;
};

/* `argv` without the program's name. */
enum err options_read(struct options *o, const struct option *table,
    struct arena *a, int argc, char **argv, struct why *why);

/* Asking for an option that is not in the table is our bug: `require`. */
text options_text(const struct options *o, const char *name);
bool options_is_on(const struct options *o, const char *name);
enum option_source options_source(const struct options *o, const char *name);
/* Between min and max, else ERR_BAD_INPUT; `why` says where it came from. */
enum err options_int(const struct options *o, const char *name, int64_t min,
    int64_t max, int64_t *n, struct why *why);

/* A line or two for each option: names, what for, what it is unless set. */
void options_help(const struct option *table, struct buf *out);

#endif
