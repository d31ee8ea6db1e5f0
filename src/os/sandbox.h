/* The process gives up the rights that it does not need.
 *
 * Landlock for files, a list of refused system calls for the rest. What was
 * open before stays open. Call it once, after configuration, database and log
 * are open and BEFORE the first thread, the libraries' too: an older thread
 * would keep all its rights. With a second thread it is refused.
 *
 * Errors  ERR_NOT_FOUND   a folder to write in is not there
 *         ERR_CONFLICT    there is a second thread
 *         ERR_IO          the kernel refused; `why` says what
 *         A kernel without Landlock is no error: landlock_abi is then 0. Say
 *         so in the log.
 * Source  kernel.org, "Landlock: unprivileged access control"
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

#include "base/text.h"

struct sandbox {
    /* Files in these folders may be made, read, written, renamed, removed. */
    const text *writable;
    int n_writable;
    /* Files, or folders with all in them, that may be read; one that is not
     * there is passed over. */
    const text *readable;
    int n_readable;
    bool has_no_network; /* no new socket, and none is connected or bound */
};

struct sandbox_result {
    int landlock_abi; /* 0: this kernel has no Landlock, files stay open */
    /* From ABI 2 on files may be renamed and linked between the folders. */
};

enum err sandbox_enter(
    const struct sandbox *s, struct sandbox_result *result, struct why *why);

#endif
