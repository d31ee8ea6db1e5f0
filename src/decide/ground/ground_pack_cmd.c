/* counterpart conversation-pack: the sealed pack of a conversation, for whoever
 * runs the place. Rows identify, so no page gives it. */
#include "decide/ground/ground.h"

#include "base/key.h"
#include "decide/decide_routes.h"
#include "engine/opinion/pack.h"
#include "keep/command.h"
#include "os/file.h"

struct packing {
    struct command_call *call;
    struct ground_count g;
    text folder, *bodies;
    struct ground_result result;
    char hash[65], shown[65];
};

static enum err
read_bodies(struct packing *p)
{
    struct statements_of_row *rows;
    ptrdiff_t n;
    enum err e = statements_of(p->g.db, p->g.arena,
        (struct statements_of_in){ .conversation_id = p->g.id,
            .lang = TEXT("en"),
            .n_rows = STATEMENTS_MAX },
        &rows, &n);
    p->bodies = arena_new(p->g.arena, text, p->g.n_statements + 1);
    for (ptrdiff_t i = 0; e == OK && i < n; i++)
        for (ptrdiff_t j = 0; j < p->g.n_statements; j++)
            if (p->g.statements[j].id == rows[i].id)
                p->bodies[j] = rows[i].words;
    return e;
}

static enum err
save(
    struct packing *p, const char *name, const struct buf *all, struct why *why)
{
    return file_write(
        arena_print(p->g.arena, "%.*s/%s", TEXT_ARG(p->folder), name),
        buf_text(all), why);
}

static enum err
write_votes(struct packing *p, struct why *why)
{
    struct opinions *o = p->g.o;
    struct buf b = buf_in(p->g.arena, 1 << 20);
    cp_pack_votes(&b, &o->votes, true);
    enum err e = save(p, "votes.csv", &b, why);
    b.len = 0;
    cp_pack_table(
        &b, &o->votes, o->found.k > 0 ? o->found.group_of : NULL, true);
    if (e == OK)
        e = save(p, "participants-votes.csv", &b, why);
    b.len = 0;
    cp_pack_statements(&b, p->g.arena, &o->votes, p->bodies);
    return e == OK ? save(p, "comments.csv", &b, why) : e;
}

static enum err
write_about(struct packing *p, struct why *why)
{
    struct opinions *o = p->g.o;
    struct buf b = buf_in(p->g.arena, 4096);
    cp_pack_put_summary(&b,
        &(struct cp_pack_summary){ .topic = p->g.row.name,
            .voters = o->votes.n_people,
            .voters_in = o->found.n_in,
            .comments = o->votes.n_statements,
            .groups = o->found.k });
    enum err e = save(p, "summary.csv", &b, why);
    b.len = 0;
    buf_print(&b,
        "The votes of one conversation, under numbers of chance: no names, no\n"
        "times, no communities. Nearly everybody's row is theirs alone: keep "
        "it\nsealed, for whoever checks the result under an agreement.\n\n"
        "Votes   %s\nSecret  %.*s\nSeed    %lld\n\n"
        "The number on the public result is the SHA-256 of the secret and the\n"
        "votes' own, one behind the other: printf %%s SECRET VOTES | "
        "sha256sum\n\n"
        "The same groups again, and the votes' number as votes_sha256 in "
        "JSON:\n\n"
        "    counterpart opinions votes.csv --statements comments.csv --seed "
        "%lld\n",
        p->hash, TEXT_ARG(p->result.salt), (long long)o->seed,
        (long long)o->seed);
    return e == OK ? save(p, "README.txt", &b, why) : e;
}

static enum err
run(struct command_call *call, struct why *why)
{
    struct packing *p = arena_new(call->arena, struct packing, 1);
    int64_t id;
    if (call->n_args != 2 || !key_parse(call->args[0], &id))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart conversation-pack KEY FOLDER: the key stands at the "
            "end of the conversation's address");
    p->call = call;
    p->folder = call->args[1];
    p->g =
        (struct ground_count){ .db = call->db, .arena = call->arena, .id = id };
    enum err e = ground_read(&p->g);
    if (e == ERR_NOT_FOUND)
        return err_say(why, e, "there is no conversation with that key");
    if (e == OK && !text_is_equal(p->g.row.status, TEXT("closed")))
        return err_say(why, ERR_CONFLICT,
            "it has not closed: its votes are not whole yet");
    if (e == OK)
        e = ground_result_get(call->db, call->arena,
            (struct ground_result_get_in){ id }, &p->result);
    if (e == ERR_NOT_FOUND)
        return err_say(why, e, "it has not been counted yet");
    if (e == OK)
        e = ground_find(&p->g, why);
    if (e == OK)
        e = read_bodies(p);
    if (e == OK)
        e = file_make_folder(p->folder, why);
    if (e != OK)
        return e;
    opinions_hash(p->hash, call->arena, &p->g.o->votes, true);
    opinions_commit(p->shown, p->result.salt, p->hash);
    bool is_same = text_is_equal(text_of(p->shown), p->result.votes_hash);
    e = write_votes(p, why);
    if (e == OK)
        e = write_about(p, why);
    return e == OK
        ? command_put(call,
              arena_print(call->arena, "%d people, %lld answers: %s\n",
                  p->g.o->votes.n_people, (long long)p->g.o->votes.n_rows,
                  is_same ? "those that the result was counted from"
                          : "somebody has taken theirs back since the result "
                            "was counted"),
              why)
        : e;
}

enum err
cmd_conversation_pack(struct command_call *call, struct why *why)
{
    return command_within(call, run, NULL, why);
}
