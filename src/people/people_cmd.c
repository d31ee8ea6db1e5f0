/* The commands of this room. */
#include "people/account.h"

#include "base/plain.h"
#include "people/people_routes.h"

#include <inttypes.h>
#include <stdio.h>

static void
print_link(const struct command_call *call, const struct people_invitation *to)
{
    printf(
        "%.*s/welcome/%.*s\n", TEXT_ARG(call->base_url), TEXT_ARG(to->token));
}

static enum err
list_users(struct command_call *call)
{
    enum { N_ROWS = 100 };
    int64_t after = 0;
    ptrdiff_t n;
    do {
        struct account_page_row *rows;
        struct arena_mark mark = arena_mark(call->arena);
        enum err e = account_page(call->db, call->arena,
            (struct account_page_in){ .after_id = after, .n_rows = N_ROWS },
            &rows, &n);
        if (e != OK)
            return e;
        for (ptrdiff_t i = 0; i < n; i++) {
            printf("%-12.*s%-9s", TEXT_ARG(rows[i].role),
                text_is_known(rows[i].password) ? "" : "invited");
            plain_put_line(stdout,
                arena_print(call->arena, "%.*s  %.*s", TEXT_ARG(rows[i].mail),
                    TEXT_ARG(rows[i].name)));
            after = rows[i].person_id;
        }
        arena_rewind(call->arena, mark);
    } while (n == N_ROWS);
    return OK;
}

static enum err
run_user(struct command_call *call, struct why *why)
{
    struct people_invitation to = { .name = options_text(call->options, "name"),
        .is_coordinator = options_is_on(call->options, "coordinator") };
    text what = call->n_args > 0 ? call->args[0] : (text){ 0 };
    if (text_is_equal(what, TEXT("invite")) && call->n_args == 2) {
        to.mail = call->args[1];
        to.may_recover = true; /* who is on the machine may */
        enum err e = people_invite(call->db, call->arena, &to, why);
        if (e == OK)
            print_link(call, &to);
        return e;
    }
    if (text_is_equal(what, TEXT("first")) && call->n_args == 1) {
        if (text_is_empty(to.name))
            to.name = TEXT("Coordinator");
        enum err e = account_first(call->db, call->arena, &to, why);
        if (e == ERR_NOT_FOUND)
            return OK; /* there is one: nothing to say */
        if (e == OK)
            print_link(call, &to);
        return e;
    }
    if (text_is_equal(what, TEXT("list")) && call->n_args == 1)
        return list_users(call);
    return err_say(why, ERR_BAD_INPUT,
        "user invite MAIL [--name NAME] [--coordinator], user first, or user "
        "list");
}

const struct command people_commands[] = {
    { .name = "user",
        .usage = "invite MAIL | first | list",
        .help = "a link by which a person chooses a password",
        .run = run_user },
    { .name = "slips",
        .usage = "KIND KEY NUMBER [LANGUAGE]",
        .help = "a sheet of join slips with QR codes, to print (HTML)",
        .run = cmd_slips },
    { .name = NULL },
};
