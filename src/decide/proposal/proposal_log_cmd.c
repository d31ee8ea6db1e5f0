/* counterpart proposal-log KEY: the whole log of a proposal, as a file that
 * `counterpart agreement` replays. */
#include "decide/decide_routes.h"

#include "base/json.h"
#include "base/key.h"
#include "decide/proposal/proposal_log.h"
#include "keep/command.h"

enum { LINES = 1'000 };

static void
put(struct json *j, const char *name, const char *value)
{
    if (value == NULL)
        return;
    json_name(j, name);
    json_text(j, text_of(value));
}

static void
put_number(struct json *j, const char *name, int64_t n)
{
    if (n == 0)
        return;
    json_name(j, name);
    json_int(j, n);
}

static void
put_word(struct json *j, struct arena *a, const char *name, const char *letter,
    uint64_t n)
{
    if (n == 0)
        return;
    json_name(j, name);
    json_text(j, arena_print(a, "%s%llu", letter, (unsigned long long)n));
}

static bool
is_of_unit(enum cp_event_kind kind)
{
    return kind != CP_EVENT_BACK && kind != CP_EVENT_AMEND &&
        kind != CP_EVENT_CLOSE && kind != CP_EVENT_WITHDRAW &&
        kind != CP_EVENT_ANSWER_OBJECTION && kind != CP_EVENT_CLOSE_OBJECTION;
}

static void
put_step(struct json *j, struct arena *a, const struct cp_event *e)
{
    static const char *const values[] = { NULL, "agree", "live", "object",
        "unsure" };
    static const char *const grounds[] = { NULL, "law", "money", "clinical" };
    static const char *const amends[] = { "substance", "wording", "trial" };
    static const char *const bys[] = { NULL, "objector", "community", "lead",
        "proposer", "facilitator", "other_side" };
    json_object(j);
    put(j, "event", cp_event_name(e->kind));
    if (is_of_unit(e->kind)) {
        json_name(j, "unit");
        json_text(j, arena_print(a, "%d", (int)e->unit));
    }
    put_word(j, a, "person", "p", e->person);
    put_word(j, a, "id", "o", e->objection);
    if (e->kind == CP_EVENT_POSITION && e->value == CP_POSITION_STAND_ASIDE)
        put(j, "value", "stand_aside");
    else if (e->value >= 1 && e->value <= 4)
        put(j, "value", values[e->value]);
    put(j, "ground", grounds[e->ground]);
    if (e->kind == CP_EVENT_AMEND)
        put(j, "kind", amends[e->amend]);
    put(j, "by", bys[e->by]);
    if (e->kind == CP_EVENT_OUTREACH)
        put_word(j, a, "route", "r", (uint64_t)e->route + 1);
    put_number(j, "round", e->number);
    put_number(j, "version", e->version);
    put_number(j, "day", e->day);
    if (e->has_reason) {
        json_name(j, "reason");
        json_bool(j, true);
    }
    if (e->is_safety) {
        json_name(j, "safety");
        json_bool(j, true);
    }
    json_end(j);
}

static void
put_list(struct json *j, struct arena *a, const struct proposal_whole *p)
{
    json_name(j, "sides");
    json_array(j);
    for (ptrdiff_t s = 0; s < p->n_sides; s++) {
        json_object(j);
        json_name(j, "id");
        json_text(j, arena_print(a, "%td", s));
        json_name(j, "units");
        json_array(j);
        for (ptrdiff_t i = 0; i < p->n_units; i++) {
            const struct proposal_unit *u = &p->units[i];
            if (u->side_id != p->sides[s].side_id)
                continue;
            json_object(j);
            json_name(j, "id");
            json_text(j, arena_print(a, "%td", i));
            put(j, "kind", u->is_role ? "role" : "members");
            if (!u->is_role) {
                json_name(j, "N");
                if (u->has_n_members)
                    json_int(j, u->n_members);
                else
                    json_null(j);
                put_number(j, "own_quorum", u->own_quorum);
                if (u->share > 0) {
                    json_name(j, "threshold");
                    json_array(j);
                    json_int(j, u->share);
                    json_int(j, u->share_of);
                    json_end(j);
                }
            }
            json_end(j);
        }
        json_end(j);
        json_end(j);
    }
    json_end(j);
}

enum err
proposal_steps_print(
    struct db *db, struct arena *a, int64_t id, struct buf *out)
{
    struct proposal_whole p;
    struct cp_life life;
    struct proposal_events_row *rows;
    ptrdiff_t n = LINES;
    int64_t after = 0;
    enum err e = proposal_whole_load(db, a, id, &p);
    if (e == OK)
        e = proposal_replay(db, a, &p, &life); /* is it what it was? */
    if (e != OK)
        return e;
    struct json j = json_write(out);
    json_object(&j);
    json_name(&j, "name");
    json_text(&j, p.row.name);
    put_list(&j, a, &p);
    json_name(&j, "steps");
    json_array(&j);
    while (e == OK && n == LINES) {
        e = proposal_events(db, a,
            (struct proposal_events_in){
                .proposal_id = id, .after_number = after, .n_rows = LINES },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            struct cp_event event;
            after = rows[i].number;
            e = cp_event_parse(&event, rows[i].line, NULL);
            if (e == OK)
                put_step(&j, a, &event);
        }
    }
    json_end(&j);
    json_end(&j);
    buf_byte(out, '\n');
    return e;
}

static enum err
run(struct command_call *call, struct why *why)
{
    int64_t id;
    if (call->n_args != 1 || !key_parse(call->args[0], &id))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart proposal-log KEY, as it stands behind /agree/");
    struct buf out = buf_in(call->arena, 1 << 16);
    enum err e = proposal_steps_print(call->db, call->arena, id, &out);
    if (e == ERR_CONFLICT)
        return err_say(why, e,
            "the log of this proposal is not what it was: a line was changed, "
            "taken out or put in");
    return e == OK ? command_put(call, buf_text(&out), why)
                   : err_say(why, e, "there is no such proposal");
}

enum err
cmd_proposal_log(struct command_call *call, struct why *why)
{
    return command_within(call, run, NULL, why);
}
