/* counterpart heard PEOPLE POPULATION: who was heard, and who was not. */
#include "decide/decide_routes.h"

#include "keep/command.h"
#include "decide/heard/heard.h"
#include "os/file.h"

enum { FILE_MOST = 64 << 20 };

/* Two times --by: the two questions that are shown together. */
static enum err
read_together(struct command_call *call, struct heard *h, struct why *why)
{
    text all = options_text(call->options, "by");
    h->one = h->two = -1;
    if (text_is_empty(all))
        return OK;
    text two, one = text_cut(all, '\n', &two);
    h->one = heard_question(h, text_trim(one));
    h->two = heard_question(h, text_trim(two));
    if (h->one < 0 || h->two < 0 || h->one == h->two)
        return err_say(why, ERR_BAD_INPUT,
            "--by is given twice, with two questions of the population: --by "
            "area --by age");
    return OK;
}

static enum err
run(struct command_call *call, struct why *why)
{
    struct heard *h = arena_new(call->arena, struct heard, 1);
    text people, population, format = options_text(call->options, "format");
    bool is_json = text_is_equal(format, TEXT("json"));
    bool is_csv = text_is_equal(format, TEXT("csv"));
    if (call->n_args != 2)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart heard PEOPLE.csv POPULATION.csv [--by A --by B] "
            "[--threshold 5] [--format text|json|csv]");
    if (!is_json && !is_csv && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(why, ERR_BAD_INPUT, "--format is text, json or csv");
    enum err e =
        options_int(call->options, "threshold", 2, 1000, &h->threshold, why);
    if (e == OK)
        e = file_read(call->args[1], call->arena, FILE_MOST, &population, why);
    if (e == OK)
        e = file_read(call->args[0], call->arena, FILE_MOST, &people, why);
    if (e == OK)
        e = heard_read_population(
            h, call->arena, call->args[1], population, why);
    if (e == OK)
        e = read_together(call, h, why);
    if (e == OK)
        e = heard_read_people(h, call->arena, call->args[0], people, why);
    if (e == OK)
        e = heard_judge(h, call->arena, why);
    if (e != OK)
        return e;
    struct buf out = buf_in(call->arena, 1 << 16);
    if (is_json)
        heard_print_json(h, &out);
    else if (is_csv)
        heard_print_csv(h, &out);
    else
        heard_print_text(h, &out);
    return command_put(call, buf_text(&out), why);
}

enum err
cmd_heard(struct command_call *call, struct why *why)
{
    return command_within(call, run, NULL, why);
}
