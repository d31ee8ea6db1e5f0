/* counterpart panel LIST.csv --seed S: the draw, again, from a list as it was
 * published. Whoever has the file and the public number needs nothing else. */
#include "decide/panel/panel_cmd.h"

#include "decide/panel/panel_hash.h"
#include "os/file.h"

enum { LIST_MAX = 64 << 20 };

/* How many panels the list has; every line but the head begins with its
 * number, from 0. */
static enum err
count_panels(text list, int64_t *n, struct why *why)
{
    text head = text_cut(list, '\n', &list);
    *n = 0;
    if (!text_is_equal(head, TEXT("panel,tickets")))
        return err_say(why, ERR_BAD_INPUT,
            "the first line of a list of panels is \"panel,tickets\"");
    while (text_is_known(list)) {
        text line = text_cut(list, '\n', &list), tickets;
        int64_t number = -1;
        if (line.len == 0 && !text_is_known(list))
            break;
        if (!text_parse_int(text_cut(line, ',', &tickets), &number) ||
            number != *n || text_is_empty(tickets))
            return err_say(why, ERR_BAD_INPUT,
                "list, line %lld: panel %lld and its tickets belong here",
                (long long)*n + 2, (long long)*n);
        (*n)++;
    }
    if (*n == 0 || *n > CP_PANEL_LIST_MAX)
        return err_say(
            why, ERR_BAD_INPUT, "a list has 1 to %d panels", CP_PANEL_LIST_MAX);
    return OK;
}

static text
row_of(text list, int64_t index)
{
    text tickets;
    for (int64_t i = 0; i <= index; i++)
        (void)text_cut(list, '\n', &list);
    (void)text_cut(text_cut(list, '\n', &list), ',', &tickets);
    return tickets;
}

enum err
panel_again(struct arena *a, text file, text seed, bool is_json,
    struct buf *out, struct why *why)
{
    text list;
    int64_t n;
    enum err e = file_read(file, a, LIST_MAX, &list, why);
    if (e == OK)
        e = count_panels(list, &n, why);
    if (e != OK)
        return e;
    text hash = cp_panel_hex(list, panel_sha256, a);
    int64_t drawn =
        (int64_t)cp_panel_draw(hash, seed, (uint64_t)n, panel_sha256, a, NULL);
    text tickets = row_of(list, drawn);
    if (is_json) {
        struct json j = json_write(out);
        json_object(&j);
        json_name(&j, "sha256");
        json_text(&j, hash);
        json_name(&j, "panels");
        json_int(&j, n);
        json_name(&j, "seed");
        json_text(&j, seed);
        json_name(&j, "drawn");
        json_int(&j, drawn);
        json_name(&j, "tickets");
        json_text(&j, tickets);
        json_end(&j);
        buf_byte(out, '\n');
        return OK;
    }
    buf_print(
        out, "list: %lld panels, SHA-256 %.*s\n", (long long)n, TEXT_ARG(hash));
    buf_print(out, "seed: %.*s\n", TEXT_ARG(seed));
    buf_print(out, "drawn: panel %lld\n", (long long)drawn);
    buf_add(out, TEXT("tickets: "));
    buf_add(out, tickets);
    buf_byte(out, '\n');
    return OK;
}
