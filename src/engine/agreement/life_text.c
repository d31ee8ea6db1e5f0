/* An asking's log as lines of text, and the chain over them. */
#include "engine/agreement/life.h"

#include <string.h>

/* ---- The words
 * ----------------------------------------------------------------- */

static const char *const EVENTS[CP_EVENTS] = {
    [CP_EVENT_ANSWER] = "answer",
    [CP_EVENT_WITHDRAW_ANSWER] = "withdraw_answer",
    [CP_EVENT_POSITION] = "position",
    [CP_EVENT_OBJECTION] = "objection",
    [CP_EVENT_BACK] = "back",
    [CP_EVENT_OUTREACH] = "outreach",
    [CP_EVENT_STAND_ASIDE] = "stand_aside",
    [CP_EVENT_AMEND] = "amend",
    [CP_EVENT_NOT_ONLY_WORDING] = "not_only_wording",
    [CP_EVENT_CARVE_OUT] = "carve_out",
    [CP_EVENT_ANSWER_OBJECTION] = "answer_objection",
    [CP_EVENT_CLOSE_OBJECTION] = "close_objection",
    [CP_EVENT_CLOSE] = "close",
    [CP_EVENT_LATE_OBJECTION] = "late_objection",
    [CP_EVENT_WITHDRAW] = "withdraw",
    [CP_EVENT_LIST] = "list",
};

/* Numbers of an event, in the order in which they are printed; 0 is not. */
struct field {
    const char *name;
    ptrdiff_t at;
    enum { IS_INT32, IS_UINT64, IS_BOOL, IS_ENUM } kind;
    int64_t most;
};
#define FIELD(name, kind, most)                                                \
    {                                                                          \
#name, offsetof(struct cp_event, name), kind, most                     \
    }
static const struct field FIELDS[] = {
    FIELD(day, IS_INT32, INT32_MAX),
    FIELD(unit, IS_INT32, INT32_MAX),
    FIELD(person, IS_UINT64, INT64_MAX),
    FIELD(objection, IS_UINT64, INT64_MAX),
    FIELD(version, IS_INT32, INT32_MAX),
    FIELD(value, IS_INT32, CP_POSITION_STAND_ASIDE),
    FIELD(ground, IS_ENUM, CP_GROUND_CLINICAL),
    FIELD(amend, IS_ENUM, CP_AMEND_TRIAL),
    FIELD(by, IS_ENUM, CP_BY_OTHER_SIDE),
    FIELD(number, IS_INT32, INT32_MAX),
    FIELD(route, IS_INT32, INT32_MAX),
    FIELD(has_reason, IS_BOOL, 1),
    FIELD(is_safety, IS_BOOL, 1),
};
enum { N_FIELDS = sizeof FIELDS / sizeof *FIELDS };

static int64_t
get(const struct cp_event *e, const struct field *f)
{
    const char *at = (const char *)e + f->at;
    int32_t small = 0;
    uint64_t large = 0;
    bool is = false;
    switch (f->kind) {
    case IS_UINT64: memcpy(&large, at, sizeof large); return (int64_t)large;
    case IS_BOOL: memcpy(&is, at, sizeof is); return is;
    case IS_INT32:
    case IS_ENUM: memcpy(&small, at, sizeof small); break;
    }
    return small;
}
_Static_assert(sizeof(enum cp_by) == sizeof(int32_t), "enums are read as ints");

static void
set(struct cp_event *e, const struct field *f, int64_t n)
{
    char *at = (char *)e + f->at;
    int32_t small = (int32_t)n;
    uint64_t large = (uint64_t)n;
    bool is = n != 0;
    switch (f->kind) {
    case IS_UINT64: memcpy(at, &large, sizeof large); break;
    case IS_BOOL: memcpy(at, &is, sizeof is); break;
    case IS_INT32:
    case IS_ENUM: memcpy(at, &small, sizeof small); break;
    }
}

/* ---- A line
 * -------------------------------------------------------------------- */

void
cp_event_print(struct buf *out, const struct cp_event *e)
{
    require((int)e->kind >= 0 && (int)e->kind < (int)CP_EVENTS);
    buf_add(out, text_of(EVENTS[e->kind]));
    for (int i = 0; i < N_FIELDS; i++) {
        int64_t n = get(e, &FIELDS[i]);
        if (n == 0)
            continue;
        require(n > 0);
        buf_print(out, " %s=%lld", FIELDS[i].name, (long long)n);
    }
}

const char *
cp_event_name(enum cp_event_kind kind)
{
    require((int)kind >= 0 && (int)kind < (int)CP_EVENTS);
    return EVENTS[kind];
}

static enum err
event_kind(struct cp_event *e, text word, struct why *why)
{
    for (int i = 0; i < CP_EVENTS; i++)
        if (text_is_equal(word, text_of(EVENTS[i]))) {
            e->kind = (enum cp_event_kind)i;
            return OK;
        }
    return err_say(why, ERR_BAD_INPUT, "\"%.*s\" is no event",
        TEXT_ARG(text_prefix(word, 40)));
}

/* As it was printed: the fields in their order, each at most once, none of
 * zero, no leading zeroes. */
enum err
cp_event_parse(struct cp_event *e, text line, struct why *why)
{
    text rest, word = text_cut(line, ' ', &rest);
    *e = (struct cp_event){ 0 };
    enum err bad = event_kind(e, word, why);
    if (bad != OK)
        return bad;
    for (int i = 0; text_is_known(rest);) {
        text value, name;
        int64_t n;
        word = text_cut(rest, ' ', &rest);
        name = text_cut(word, '=', &value);
        while (i < N_FIELDS && !text_is_equal(name, text_of(FIELDS[i].name)))
            i++;
        if (i == N_FIELDS || !text_is_known(value) || value.len == 0 ||
            value.ptr[0] < '1' || value.ptr[0] > '9' ||
            !text_parse_int(value, &n) || n > FIELDS[i].most)
            return err_say(why, ERR_BAD_INPUT, "\"%.*s\" does not belong there",
                TEXT_ARG(text_prefix(word, 40)));
        set(e, &FIELDS[i++], n);
    }
    return OK;
}

void
cp_life_list_print(struct buf *out, const struct cp_life_list *list)
{
    buf_print(out, "sides=%d units=%d\n", list->n_sides, list->n_units);
    for (int32_t i = 0; i < list->n_units; i++) {
        const struct cp_life_unit *u = &list->units[i];
        buf_print(out, "unit=%d side=%d %s", i, u->side,
            u->kind == CP_UNIT_ROLE ? "role" : "members");
        if (u->kind == CP_UNIT_MEMBERS)
            buf_print(out, " n=%lld declared=%lld quorum=%lld share=%lld/%lld",
                u->is_open ? -1LL : (long long)u->n_members,
                (long long)u->declared, (long long)u->own_quorum,
                (long long)u->share, (long long)u->of);
        buf_byte(out, '\n');
    }
}

void
cp_life_link(uint8_t link[CP_CHAIN], struct arena *a, text entry, cp_hash *hash,
    void *context)
{
    struct arena_mark mark = arena_mark(a);
    char *bytes = arena_room(a, CP_CHAIN + entry.len);
    memcpy(bytes, link, CP_CHAIN);
    if (entry.len > 0)
        memcpy(bytes + CP_CHAIN, entry.ptr, (size_t)entry.len);
    hash(context, bytes, CP_CHAIN + entry.len, link);
    arena_rewind(a, mark);
}
