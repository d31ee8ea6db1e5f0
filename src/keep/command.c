#include "keep/command.h"

#include "os/file.h"
#include "base/plain.h"
#include "os/process.h"

#include <setjmp.h>
#include <stdio.h>

enum err
command_put(struct command_call *call, text all, struct why *why)
{
    text path = options_text(call->options, "output");
    if (!text_is_empty(path))
        return file_write(path, all, why);
    if (file_is_terminal(1))
        plain_put(stdout, all);
    else
        fwrite(all.ptr, 1, (size_t)all.len, stdout);
    return OK;
}

enum err
command_within(struct command_call *call,
    enum err (*run)(struct command_call *call, struct why *why),
    const char *hint, struct why *why)
{
    static struct arena arena;
    static jmp_buf boundary;
    struct command_call inner = *call;
    arena_open(&arena, (ptrdiff_t)(memory_bytes() / 4 * 3));
    arena.no_room = &boundary;
    inner.arena = &arena;
    if (setjmp(boundary) != 0)
        return err_say(why, ERR_NO_ROOM,
            "it does not fit into this machine's memory%s%s",
            hint == NULL ? "" : ": ", hint == NULL ? "" : hint);
    enum err e = run(&inner, why);
    call->exit_status = inner.exit_status;
    arena_close(&arena);
    return e;
}
