/* A proposal's log: lines of numbers, chained by hash, and their replay. */
#include "decide/proposal/proposal.h"

#include "decide/proposal/asking.h"
#include "os/entropy.h"

#include <sodium.h>
#include <string.h>

enum { LINES = 1'000 };

static void
sha256(void *context, const void *bytes, ptrdiff_t n, uint8_t to[CP_CHAIN])
{
    (void)context;
    crypto_hash_sha256(to, bytes, (unsigned long long)n);
}

static text
next_link(struct arena *a, text link, text line)
{
    uint8_t bytes[CP_CHAIN] = { 0 };
    char *hex = arena_new(a, char, 2 * CP_CHAIN + 1);
    if (text_is_known(link) && link.len == 2 * CP_CHAIN)
        ignore(sodium_hex2bin(bytes, sizeof bytes, link.ptr, (size_t)link.len,
                   NULL, NULL, NULL) == 0
                ? OK
                : ERR_BAD_INPUT);
    cp_life_link(bytes, a, line, sha256, NULL);
    sodium_bin2hex(hex, 2 * CP_CHAIN + 1, bytes, sizeof bytes);
    return (text){ hex, 2 * CP_CHAIN };
}

/* Its list, as the engine has it; sides by their number. */
static struct cp_life_list
list_of(struct arena *a, const struct proposal_whole *p)
{
    struct cp_life_unit *units = arena_new(a, struct cp_life_unit, p->n_units);
    for (ptrdiff_t i = 0; i < p->n_units; i++) {
        const struct proposal_unit *u = &p->units[i];
        units[i] = (struct cp_life_unit){ .kind = u->is_role ? CP_UNIT_ROLE
                                                             : CP_UNIT_MEMBERS,
            .is_open = !u->is_role && !u->has_n_members,
            .n_members = u->n_members,
            .own_quorum = u->own_quorum,
            .share = u->share,
            .of = u->share_of };
        for (ptrdiff_t s = 0; s < p->n_sides; s++)
            if (p->sides[s].side_id == u->side_id)
                units[i].side = (int32_t)s;
    }
    return (
        struct cp_life_list){ units, (int32_t)p->n_sides, (int32_t)p->n_units };
}

static text
list_line(struct arena *a, const struct proposal_whole *p)
{
    struct cp_life_list list = list_of(a, p);
    struct buf b = buf_in(a, 1024);
    cp_life_list_print(&b, &list);
    return buf_text(&b);
}

static enum err
add_line(struct db *writer, struct arena *a, int64_t id, bool is_first,
    text line, int64_t now)
{
    struct proposal_event_last_row last = { .number = -1 };
    int64_t n = 0;
    enum err e = proposal_event_last(
        writer, a, (struct proposal_event_last_in){ .proposal_id = id }, &last);
    if (e == ERR_NOT_FOUND) /* the list comes first; of what came in by a file
                               there is no log to go on with */
        e = is_first ? OK : ERR_CONFLICT;
    if (e == OK)
        e = proposal_event_add(writer,
            (struct proposal_event_add_in){ .id = key_of_day(now),
                .proposal_id = id,
                .number = last.number + 1,
                .line = line,
                .link = next_link(a, last.link, line) },
            &n);
    return e == OK && n == 0 ? ERR_BUSY : e;
}

enum err
proposal_log_open(
    struct db *writer, struct arena *a, struct proposal_whole *p, int32_t day)
{
    return add_line(writer, a, p->row.id, true, list_line(a, p),
        (int64_t)day * INT64_C(86'400));
}

enum err
proposal_log_add(struct db *writer, struct arena *a, int64_t id,
    const struct cp_event *e, int64_t now)
{
    struct buf line = buf_in(a, 100);
    cp_event_print(&line, e);
    return add_line(writer, a, id, false, buf_text(&line), now);
}

enum err
proposal_replay(struct db *db, struct arena *a, const struct proposal_whole *p,
    struct cp_life *life)
{
    struct cp_life_list list = list_of(a, p);
    struct proposal_events_row *rows;
    ptrdiff_t n = LINES;
    int64_t after = -1;
    text link = { 0 };
    enum err e = cp_life_open(life, a, &list, NULL);
    while (e == OK && n == LINES) {
        e = proposal_events(db, a,
            (struct proposal_events_in){ .proposal_id = p->row.id,
                .after_number = after,
                .n_rows = LINES },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            struct cp_event event;
            link = next_link(a, link, rows[i].line);
            if (rows[i].number != after + 1 ||
                !text_is_equal(link, rows[i].link))
                return ERR_CONFLICT;
            if (rows[i].number == 0 &&
                !text_is_equal(rows[i].line, list_line(a, p)))
                return ERR_CONFLICT;
            if (rows[i].number > 0) {
                if (cp_event_parse(&event, rows[i].line, NULL) != OK)
                    return ERR_CONFLICT;
                cp_life_take(life, &event);
            }
            after = rows[i].number;
        }
    }
    return e;
}
