/* counterpart agreement FILE: was it agreed, and why. */
#include "decide/decide_routes.h"

#include "keep/command.h"
#include "decide/proposal/asking.h"
#include "os/file.h"

#include <stdio.h>

enum { FILE_MOST = 64 << 20 };

static enum err
run(struct command_call *call, struct why *why)
{
    struct asking asking;
    struct why what = { 0 };
    text all, format = options_text(call->options, "format");
    bool is_json = text_is_equal(format, TEXT("json"));
    bool is_csv = text_is_equal(format, TEXT("csv"));
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart agreement FILE.json [--format text|json|csv]");
    if (!is_json && !is_csv && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(why, ERR_BAD_INPUT, "--format is text, json or csv");
    enum err e = file_read(call->args[0], call->arena, FILE_MOST, &all, why);
    if (e != OK)
        return e;
    e = asking_read(&asking, call->arena, all, &what);
    if (e == OK)
        e = asking_judge(&asking, call->arena, &what);
    if (e != OK)
        return err_say(why, e, "%.*s: %s", TEXT_ARG(call->args[0]), what.text);
    struct buf out = buf_in(call->arena, 1 << 16);
    if (is_json)
        asking_print_json(&asking, &out);
    else if (is_csv)
        asking_print_csv(&asking, &out);
    else
        asking_print_text(&asking, &out);
    return command_put(call, buf_text(&out), why);
}

/* The tree of a file takes some fifty times its bytes. */
enum err
cmd_agreement(struct command_call *call, struct why *why)
{
    return command_within(call, run, NULL, why);
}
