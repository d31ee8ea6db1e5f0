/* The files of a panel, as they were published. */
#include "decide/panel/lot.h"

/* "/panel/KEY/file/2/list.csv": what everybody may have; and "/proof/2/", what
 * proves the chances, which says features and kinds beside tickets. */
struct kept_file {
    const char *address, *name, *type;
};
static const struct kept_file open_files[] = {
    { "list.csv", "list", "text/csv; charset=utf-8" },
    { "quotas.csv", "quotas", "text/csv; charset=utf-8" },
    { "tickets.csv", "list", "text/csv; charset=utf-8" },
    { NULL, NULL, NULL },
};
static const struct kept_file proof_files[] = {
    { "people.csv", "people", "text/csv; charset=utf-8" },
    { "certificate.json", "certificate", "application/json" },
    { NULL, NULL, NULL },
};

/* Each ticket that stands in a list, and in how many of its panels. */
static text
count_tickets(struct arena *a, text list)
{
    int32_t *times = arena_new(a, int32_t, LOT_TICKET_MAX + 1);
    struct buf b = buf_in(a, 1 << 15);
    (void)text_cut(list, '\n', &list);
    while (text_is_known(list)) {
        text tickets, line = text_cut(list, '\n', &list);
        (void)text_cut(line, ',', &tickets);
        while (text_is_known(tickets)) {
            int64_t t;
            if (text_parse_int(text_cut(tickets, ' ', &tickets), &t) &&
                t >= 0 && t <= LOT_TICKET_MAX)
                times[t]++;
        }
    }
    buf_add(&b, TEXT("ticket,panels\n"));
    for (int32_t t = 0; t <= LOT_TICKET_MAX; t++)
        if (times[t] > 0)
            buf_print(&b, "%d,%d\n", (int)t, (int)times[t]);
    return buf_text(&b);
}

static enum err
answer_file(struct request *rq, struct answer *an, const struct kept_file *f)
{
    struct panel_list list;
    struct panel_file_get_row file;
    int64_t number, id = request_key(rq, 0);
    while (f->address != NULL && !lot_is(rq->params[2], f->address))
        f++;
    if (f->address == NULL || !text_parse_int(rq->params[1], &number))
        return ERR_NOT_FOUND;
    enum err e = lot_seen(rq);
    if (e == OK)
        e = panel_list_numbered(rq->db, rq->arena,
            (struct panel_list_numbered_in){ id, number }, &list);
    if (e == OK)
        e = panel_file_get(rq->db, rq->arena,
            (struct panel_file_get_in){ list.id, text_of(f->name) }, &file);
    if (e != OK)
        return e;
    an->type = text_of(f->type);
    an->download_name =
        arena_print(rq->arena, "panel-%d-%s", (int)number, f->address);
    an->body = lot_is(rq->params[2], "tickets.csv")
        ? count_tickets(rq->arena, file.content)
        : file.content;
    return OK;
}

enum err
lot_file_show(struct request *rq, struct answer *an)
{
    return answer_file(rq, an, open_files);
}

enum err
lot_proof_show(struct request *rq, struct answer *an)
{
    an->keeping = TEXT("no-store");
    return answer_file(rq, an, proof_files);
}
