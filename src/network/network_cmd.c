/* The commands of this room. */
#include "network/network_routes.h"

#include "base/date.h"
#include "base/key.h"
#include "base/plain.h"
#include "network/joining.sql.h"

#include <inttypes.h>
#include <stdio.h>

static void
print_line(const char *label, text t)
{
    if (text_is_empty(t))
        return;
    printf("  %-14s", label);
    while (text_is_known(t)) {
        plain_put_line(stdout, text_cut(t, '\n', &t));
        if (text_is_known(t))
            printf("%16s", "");
    }
}

static void
print_request(const struct join_request *r)
{
    char key[KEY_LENGTH], when[RFC3339_LENGTH];
    text k = key_print(r->id, key);
    text at = date_print_rfc3339(r->at, when);
    printf("%.*s  %.*s\n", TEXT_ARG(k), TEXT_ARG(at));
    print_line("name", r->name);
    print_line("mail", r->mail);
    print_line("place", r->place_name);
    print_line("organisation", r->organisation);
    print_line("language", r->lang);
    print_line("message", r->message);
}

static enum err
list_requests(struct command_call *call, struct why *why)
{
    enum { N_ROWS = 100 };
    text status = call->n_args > 0 ? call->args[0] : TEXT("open");
    if (!text_is_equal(status, TEXT("open")) &&
        !text_is_equal(status, TEXT("accepted")) &&
        !text_is_equal(status, TEXT("answered")) &&
        !text_is_equal(status, TEXT("declined")))
        return err_say(why, ERR_BAD_INPUT,
            "'%.*s' is not one of: open accepted answered declined",
            TEXT_ARG(status));
    int64_t before = INT64_MAX, n_all = 0;
    for (;;) {
        struct join_request *rows;
        ptrdiff_t n_rows;
        struct arena_mark mark = arena_mark(call->arena);
        enum err e = join_request_list(call->db, call->arena,
            (struct join_request_list_in){
                .status = status, .before_id = before, .n_rows = N_ROWS },
            &rows, &n_rows);
        if (e != OK)
            return e;
        for (ptrdiff_t i = 0; i < n_rows; i++)
            print_request(&rows[i]);
        n_all += n_rows;
        if (n_rows > 0)
            before = rows[n_rows - 1].id;
        arena_rewind(call->arena, mark);
        if (n_rows < N_ROWS)
            break;
    }
    printf("%" PRId64 " %s\n", n_all, n_all == 1 ? "request" : "requests");
    return OK;
}

const struct command network_commands[] = {
    { .name = "requests",
        .usage = "[open|accepted|answered|declined]",
        .help = "list the requests to join, newest first",
        .run = list_requests },
    { .name = NULL },
};
