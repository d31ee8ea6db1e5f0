/* counterpart conversation-import: a conversation as Polis exports one, closed,
 * so that its result can be read here. */
#include "decide/ground/ground.h"
#include "decide/conversation/conversation_find.h"

#include "base/key.h"
#include "decide/decide_routes.h"
#include "engine/opinion/pack.h"
#include "keep/audit.h"
#include "keep/command.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/file.h"
#include "people/people.h"

enum { SMALL = 64 << 20, PIECE = 1 << 20, AT_ONCE = 500 };

struct coming {
    struct command_call *call;
    struct arena *arena;
    struct cp_votes votes;
    struct cp_votes_reader reader;
    text *bodies; /* by statement */
    struct cp_pack_summary summary;
    struct conversation row;
    int64_t unit_id, *statement_ids;
    text today;
    int32_t from, until; /* people of one step */
};

static enum err
read_file(
    struct coming *c, text folder, const char *name, text *all, struct why *why)
{
    return file_read(arena_print(c->arena, "%.*s/%s", TEXT_ARG(folder), name),
        c->arena, SMALL, all, why);
}

/* Of any length: a piece at a time; what stays are the answers. */
static enum err
read_votes(struct coming *c, text folder, struct why *why)
{
    struct why what = { 0 };
    const char *name = "votes.csv";
    int fd;
    ptrdiff_t n = 1;
    char *piece = arena_room(c->arena, PIECE);
    enum err e = file_open(
        &fd, arena_print(c->arena, "%.*s/%s", TEXT_ARG(folder), name), why);
    if (e == ERR_NOT_FOUND) {
        name = "participants-votes.csv";
        e = file_open(
            &fd, arena_print(c->arena, "%.*s/%s", TEXT_ARG(folder), name), why);
    }
    if (e != OK)
        return e;
    cp_votes_open(&c->reader, c->arena);
    while (e == OK && n > 0) {
        e = file_get(fd, piece, PIECE, &n);
        if (e != OK)
            (void)err_say(&what, e, "it cannot be read");
        else if (n > 0)
            e = cp_votes_feed(&c->reader, (text){ piece, n }, &what);
    }
    file_close(fd);
    if (e == OK)
        e = cp_votes_finish(&c->reader, &c->votes, &what);
    if (e != OK)
        return err_say(why, e, "%s: %s", name, what.text);
    if (c->votes.n_statements > STATEMENTS_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "%s: %d statements; here a conversation has %d at most", name,
            c->votes.n_statements, STATEMENTS_MAX);
    if (options_is_on(c->call->options, "turned"))
        cp_votes_turn(&c->votes);
    return OK;
}

static enum err
read_statements(struct coming *c, text folder, struct why *why)
{
    struct cp_statements s;
    struct why what = { 0 };
    text all, unseen;
    enum err e = read_file(c, folder, "comments.csv", &all, why);
    c->bodies = arena_new(c->arena, text, c->votes.n_statements + 1);
    if (e == ERR_NOT_FOUND)
        return OK; /* votes alone: their numbers stand for them */
    if (e != OK)
        return e;
    e = cp_statements_read(&s, c->arena, all, &what);
    if (e != OK)
        return err_say(why, e, "comments.csv: %s", what.text);
    (void)cp_statements_apply(&s, &c->votes, &unseen);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        int32_t j = cp_votes_statement(&c->votes, s.statements[i].key);
        if (j >= 0)
            c->bodies[j] = text_trim(s.statements[i].body);
    }
    return OK;
}

static enum err
read_summary(struct coming *c, text folder, struct why *why)
{
    text all, rest;
    struct why what = { 0 };
    enum err e = read_file(c, folder, "summary.csv", &all, why);
    if (e == OK) {
        e = cp_pack_read_summary(&c->summary, c->arena, all, &what);
        if (e != OK)
            return err_say(why, e, "summary.csv: %s", what.text);
    } else if (e != ERR_NOT_FOUND)
        return e;
    c->row.name = text_trim(c->summary.topic);
    if (text_is_empty(c->row.name)) /* the folder's own name */
        for (c->row.name = folder; text_find(c->row.name, TEXT("/")) >= 0;
             c->row.name = rest)
            (void)text_cut(c->row.name, '/', &rest);
    return OK;
}

/* ---- Writing ------------------------------------------------------------- */

static enum err
begin(struct db *writer, struct arena *a, void *arg)
{
    struct coming *c = arg;
    struct conversation_sides_row *sides;
    ptrdiff_t n_sides;
    int64_t n = 0;
    enum err e = conversation_sides(writer, a,
        (struct conversation_sides_in){
            .partnership_id = c->row.partnership_id, .n_rows = 1 },
        &sides, &n_sides);
    if (e == OK && n_sides == 0)
        e = ERR_NOT_FOUND;
    c->row.id = key_new();
    if (e == OK)
        e = conversation_insert(writer, &c->row, &n);
    c->unit_id = key_new();
    if (e == OK)
        e = conversation_unit_insert(writer,
            (struct conversation_unit_insert_in){ .id = c->unit_id,
                .conversation_id = c->row.id,
                .side_id = sides[0].id,
                .name = TEXT("Everybody") },
            NULL);
    for (int32_t j = 0; e == OK && j < c->votes.n_statements; j++) {
        struct statement s = { .id = key_new(),
            .conversation_id = c->row.id,
            .number = j + 1,
            .lang = c->row.lang,
            .words = text_is_empty(c->bodies[j])
                ? arena_print(a, "#%.*s", TEXT_ARG(c->votes.statements[j]))
                : c->bodies[j],
            .status = c->votes.is_out[j] || c->votes.is_meta[j] ? TEXT("out")
                                                                : TEXT("in"),
            .reason = c->votes.is_out[j] || c->votes.is_meta[j] ? TEXT("off")
                                                                : (text){ 0 },
            .made_on = c->today };
        c->statement_ids[j] = s.id;
        e = statement_insert(writer, &s, &n);
        if (e == OK)
            e = found_save(writer, a, s.id);
    }
    if (e == OK)
        e = found_save(writer, a, c->row.id);
    return e == OK ? audit_add(writer,
                         (struct audit){ .action = TEXT("import"),
                             .kind = TEXT("conversation"),
                             .thing_id = c->row.id })
                   : e;
}

static enum err
put_people(struct db *writer, struct arena *a, void *arg)
{
    const struct coming *c = arg;
    struct db_batch batch = db_batch_open(writer, a);
    int64_t n;
    enum err e = OK;
    for (int32_t i = c->from; e == OK && i < c->until; i++) {
        struct participant_insert_in *who =
            arena_new(a, struct participant_insert_in, 1);
        *who = (struct participant_insert_in){ .id = participant_key(),
            .conversation_id = c->row.id,
            .unit_id = c->unit_id,
            .way = TEXT("self") };
        e = participant_insert(writer, *who, &n);
        for (int64_t k = c->votes.starts[i];
             e == OK && k < c->votes.starts[i + 1]; k++) {
            struct answer_put_in *in = arena_new(a, struct answer_put_in, 1);
            *in = (struct answer_put_in){ .id = answer_key(
                                              who->id, c->votes.of[k] + 1),
                .participant_id = who->id,
                .statement_id = c->statement_ids[c->votes.of[k]],
                .vote = c->votes.values[k] };
            db_ask_none(&batch, &answer_put_query, in, &n);
            if (batch.n_asked == DB_BATCH_MAX) {
                e = db_batch_run(&batch);
                batch = db_batch_open(writer, a);
            }
        }
    }
    return e == OK && batch.n_asked > 0 ? db_batch_run(&batch) : e;
}

static enum err
end(struct db *writer, struct arena *a, void *arg)
{
    struct coming *c = arg;
    c->row.status = TEXT("closed");
    enum err e = conversation_update(writer, &c->row, NULL);
    return e == OK ? job_ask(writer, a, "conversation_ground", c->row.id, 0)
                   : e;
}

static enum err
run(struct command_call *call, struct why *why)
{
    struct coming *c = arena_new(call->arena, struct coming, 1);
    struct thing partnership;
    int64_t id;
    if (call->n_args != 2 || !key_parse(call->args[1], &id))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart conversation-import FOLDER KEY [--turned]: the key "
            "stands at the end of the partnership's address");
    c->call = call;
    c->arena = call->arena;
    c->today = day_of(c->arena, now_s());
    c->row = (struct conversation){ .partnership_id = id,
        .lang = TEXT("en"),
        .opened_to = TEXT("slips"),
        .status = TEXT("draft"),
        .closes_on = c->today,
        .seed = (int64_t)(entropy_bits() >> 1),
        .has_seed = true,
        .opened_on = c->today,
        .closed_on = c->today };
    enum err e =
        thing_load(call->db, c->arena, TEXT("partnership"), id, &partnership);
    if (e == ERR_NOT_FOUND)
        return err_say(why, e, "there is no partnership with that key");
    if (e == OK)
        e = read_votes(c, call->args[0], why);
    if (e == OK)
        e = read_statements(c, call->args[0], why);
    if (e == OK)
        e = read_summary(c, call->args[0], why);
    if (e != OK)
        return e;
    c->statement_ids = arena_new(c->arena, int64_t, c->votes.n_statements + 1);
    e = db_write(call->db, c->arena, begin, c);
    for (; e == OK && c->from < c->votes.n_people; c->from = c->until) {
        struct arena_mark mark = arena_mark(c->arena);
        c->until = c->from + AT_ONCE < c->votes.n_people ? c->from + AT_ONCE
                                                         : c->votes.n_people;
        e = db_write(call->db, c->arena, put_people, c);
        arena_rewind(c->arena, mark);
    }
    if (e == OK)
        e = db_write(call->db, c->arena, end, c);
    return e == OK
        ? command_put(call,
              arena_print(c->arena,
                  "%d people, %lld answers to %d statements: %.*s\n",
                  c->votes.n_people,
                  (long long)c->votes.starts[c->votes.n_people],
                  c->votes.n_statements,
                  TEXT_ARG(conversation_sub(c->arena, c->row.id, ""))),
              why)
        : e;
}

enum err
cmd_conversation_import(struct command_call *call, struct why *why)
{
    return command_within(call, run, NULL, why);
}
