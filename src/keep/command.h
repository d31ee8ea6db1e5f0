/* What commands share: where the answer goes, and memory of their own.
 *
 *     return command_within(call, run, "cut the file in parts", why);
 *     ...
 *     return command_put(call, buf_text(&out), why);
 *
 * Memory  command_within: an arena of three quarters of the machine, given
 *         back at the end; what does not fit is said, not died of
 */
#ifndef KEEP_COMMAND_H
#define KEEP_COMMAND_H

#include "keep/door.h"

/* To --output, or to where the program prints; control characters do not get
 * through to a terminal. */
enum err command_put(struct command_call *call, text all, struct why *why);

/* `run` with an arena of its own. ERR_NO_ROOM: it did not fit; `hint` says how
 * to go on, or is NULL. One at a time in a process. */
enum err command_within(struct command_call *call,
    enum err (*run)(struct command_call *call, struct why *why),
    const char *hint, struct why *why);

#endif
