/* counterpart opinions VOTES: what people share, and where they part. */
#include "decide/ground/opinions.h"

#include "keep/command.h"
#include "decide/decide_routes.h"
#include "os/file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PIECE = 1 << 16, SMALL_FILE = 64 << 20 };

/* ---- Groups of either kind
 * ----------------------------------------------------
 */

int32_t
opinions_k(const struct opinions *o)
{
    return o->is_polis ? o->polis.k : o->found.k;
}

int32_t
opinions_size(const struct opinions *o, int32_t group)
{
    return o->is_polis ? o->polis.groups[group].size
                       : o->found.groups[group].size;
}

int32_t
opinions_group_of(const struct opinions *o, int32_t person)
{
    return o->is_polis ? o->polis.group_of[person] : o->found.group_of[person];
}

/* ---- Reading ---------------------------------------------------------------
 */

static enum err
read_votes(struct opinions *o, text path, struct why *why)
{
    struct why what = { 0 };
    int fd;
    ptrdiff_t n = 1;
    char *piece = arena_room(o->arena, PIECE);
    enum err e = file_open(&fd, path, why);
    if (e != OK)
        return e;
    cp_votes_open(&o->reader, o->arena);
    while (e == OK && n > 0) {
        e = file_get(fd, piece, PIECE, &n);
        if (e != OK)
            (void)err_say(&what, e, "it cannot be read");
        else if (n > 0)
            e = cp_votes_feed(&o->reader, (text){ piece, n }, &what);
    }
    file_close(fd);
    if (e == OK)
        e = cp_votes_finish(&o->reader, &o->votes, &what);
    return e == OK ? OK
                   : err_say(why, e, "%.*s: %s", TEXT_ARG(path), what.text);
}

static void
note(struct opinions *o, const char *one, const char *many, int64_t n, text key)
{
    if (n == 1)
        buf_print(&o->notes, one, TEXT_ARG(key));
    else if (n > 1)
        buf_print(&o->notes, many, (long long)n, TEXT_ARG(key));
    if (n > 0)
        buf_byte(&o->notes, '\n');
}

static enum err
read_statements(struct opinions *o, text path, struct why *why)
{
    struct why what = { 0 };
    struct cp_statements s;
    text all, unseen = { 0 };
    if (text_is_empty(path))
        return OK;
    enum err e = file_read(path, o->arena, SMALL_FILE, &all, why);
    if (e != OK)
        return e;
    e = cp_statements_read(&s, o->arena, all, &what);
    if (e != OK)
        return err_say(why, e, "%.*s: %s", TEXT_ARG(path), what.text);
    int32_t n = cp_statements_apply(&s, &o->votes, &unseen);
    o->bodies = arena_new(o->arena, text, o->votes.n_statements);
    for (ptrdiff_t i = 0; i < s.n; i++) {
        int32_t j = cp_votes_statement(&o->votes, s.statements[i].key);
        if (j >= 0)
            o->bodies[j] = s.statements[i].body;
    }
    note(o, "nobody answered statement %.*s",
        "nobody answered %lld of the statements, %.*s for one", n, unseen);
    return OK;
}

static enum err
read_units(struct opinions *o, text path, struct why *why)
{
    struct why what = { 0 };
    text all;
    o->has_units = !text_is_empty(path);
    if (!o->has_units) {
        cp_units_of_all(&o->units, o->arena, &o->votes);
        return OK;
    }
    enum err e = file_read(path, o->arena, SMALL_FILE, &all, why);
    if (e != OK)
        return e;
    e = cp_units_read(&o->units, o->arena, all, &o->votes, &what);
    return e == OK ? OK
                   : err_say(why, e, "%.*s: %s", TEXT_ARG(path), what.text);
}

/* ---- What there is to know
 * ---------------------------------------------------
 */

/* Some servers write agree as -1: only somebody who knows can tell. */
static void
ask_for_sign(struct opinions *o)
{
    const struct cp_votes *v = &o->votes;
    struct cp_votes_count *c =
        arena_new(o->arena, struct cp_votes_count, v->n_statements);
    int32_t best[3] = { -1, -1, -1 };
    cp_votes_tally(v, NULL, 0, c);
    for (int32_t j = 0; j < v->n_statements; j++)
        for (int i = 0; i < 3; i++)
            if (best[i] < 0 || c[j].agree > c[best[i]].agree) {
                memmove(best + i + 1, best + i, (size_t)(2 - i) * sizeof *best);
                best[i] = j;
                break;
            }
    buf_add(&o->notes, TEXT("most people agree with"));
    for (int i = 0; i < 3 && best[i] >= 0; i++)
        buf_print(&o->notes, "%s statement %.*s", i == 0 ? "" : ",",
            TEXT_ARG(v->statements[best[i]]));
    buf_add(&o->notes,
        TEXT("; if it is the other way round, the file has agree as -1: add "
             "--turned\n"));
}

static void
note_votes(struct opinions *o)
{
    const struct cp_votes *v = &o->votes;
    int64_t n = v->starts[v->n_people], n_passes = 0;
    for (int64_t k = 0; k < n; k++)
        n_passes += v->values[k] == 0;
    if (n == 0)
        buf_add(&o->notes, TEXT("there are no answers\n"));
    else if (n == 1 && !o->is_release)
        buf_add(&o->notes,
            TEXT("there is one answer only: nothing can be said of it\n"));
    else if (n_passes == n && !o->is_release)
        buf_add(&o->notes,
            TEXT("everybody passed on everything: there is nothing to "
                 "compare\n"));
    note(o, "an answer was replaced by a later one of the same person%.*s",
        "%lld answers were replaced by later ones of the same people%.*s",
        o->is_release ? 0 : o->reader.n_later, TEXT(""));
    note(o, "nobody answered statement %.*s",
        "nobody answered %lld of the statements, %.*s for one",
        o->reader.n_unseen, o->reader.an_unseen);
    if (o->reader.form != CP_VOTES_ROWS && !o->is_turned && n > 1)
        ask_for_sign(o);
}

static void
note_found(struct opinions *o)
{
    const struct cp_opinion_map *m =
        o->is_polis ? &o->polis.map : &o->found.map;
    if (m->points != NULL && m->total > 0 && !m->is_reached)
        buf_add(&o->notes,
            TEXT("the map was not found to its full precision: its axes are "
                 "too much alike\n"));
    if (m->points != NULL && m->total > 0 && m->is_arbitrary)
        buf_add(&o->notes,
            TEXT("the map's second axis is arbitrary: a third explains nearly "
                 "as much\n"));
    if (o->is_release) /* these count few people */
        return;
    note(o,
        "somebody gave the same answer to everything: counted, but not on "
        "the map%.*s",
        "%lld people gave the same answer to everything: counted, but not on "
        "the map%.*s",
        o->found.n_alike, TEXT(""));
    note(o, "somebody with answers is in no community, and counts in none%.*s",
        "%lld people with answers are in no community, and count in none%.*s",
        o->has_units ? o->units.n_in_none : 0, TEXT(""));
}

static const char *
why_no_groups(const struct opinions *o)
{
    if (o->is_polis)
        return o->polis.k > 0 ? NULL : "Nobody has answered enough.";
    switch (o->found.outcome) {
    case CP_FOUND_THERE: return NULL;
    case CP_FOUND_NOT_STABLE:
    case CP_FOUND_STOPPED: break;
    case CP_FOUND_FEW_PEOPLE:
        return "Fewer than 15 people answered enough, so no groups were looked "
               "for.";
    case CP_FOUND_FEW_STATEMENTS:
        return "There are fewer than 8 statements, so no groups were looked "
               "for.";
    }
    return "The answers do not fall into groups that would come out the same "
           "again.";
}

/* ---- The command
 * -------------------------------------------------------------
 */

static enum err
read_wanted(struct command_call *call, struct opinions *o, struct why *why)
{
    text mode = options_source(call->options, "mode") == OPTION_FALLBACK
        ? (text){ 0 }
        : options_text(call->options, "mode");
    o->is_polis = text_is_equal(mode, TEXT("polis"));
    o->is_release = options_is_on(call->options, "release");
    o->is_turned = options_is_on(call->options, "turned");
    if (call->n_args != 1)
        return err_say(why, ERR_BAD_INPUT,
            "counterpart opinions VOTES.csv [--mode stable|polis] "
            "[--statements FILE] [--communities FILE] [--seed S] [--turned] "
            "[--release [--threshold T]] [--format text|json|csv]");
    if (!o->is_polis && !text_is_empty(mode) &&
        !text_is_equal(mode, TEXT("stable")))
        return err_say(
            why, ERR_BAD_INPUT, "--mode of opinions is stable or polis");
    enum err e =
        options_int(call->options, "seed", 0, INT64_MAX, &o->seed, why);
    return e != OK
        ? e
        : options_int(call->options, "threshold", 2, 1'000, &o->threshold, why);
}

static enum err
find_groups(struct opinions *o, struct why *why)
{
    if (o->is_polis) {
        cp_polis_of(
            &o->polis, o->arena, &o->votes, &(struct cp_polis_rules){ 0 });
    } else {
        enum err e = opinions_find_groups(&o->found, o->arena, &o->votes,
            &(struct cp_found_rules){ .seed = (uint64_t)o->seed }, 0, why);
        if (e != OK)
            return e;
        require(cp_found_check(&o->found, &o->votes) == 0);
    }
    opinions_find_ground(o);
    o->groups_why = why_no_groups(o);
    note_found(o);
    return o->is_release ? opinions_hide(o, why) : OK;
}

static enum err
run(struct command_call *call, struct why *why)
{
    struct opinions *o = arena_new(call->arena, struct opinions, 1);
    text format = options_text(call->options, "format");
    bool is_json = text_is_equal(format, TEXT("json"));
    bool is_csv = text_is_equal(format, TEXT("csv"));
    o->arena = call->arena;
    o->notes = buf_in(call->arena, 1000);
    if (!is_json && !is_csv && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(why, ERR_BAD_INPUT, "--format is text, json or csv");
    enum err e = read_wanted(call, o, why);
    if (e == OK)
        e = read_votes(o, call->args[0], why);
    if (e != OK)
        return e;
    if (o->is_turned)
        cp_votes_turn(&o->votes);
    opinions_hash(o->hash, o->arena, &o->votes, false);
    note_votes(o);
    e = read_statements(o, options_text(call->options, "statements"), why);
    if (e == OK)
        e = read_units(o, options_text(call->options, "communities"), why);
    if (e != OK)
        return e;
    o->counts = cp_units_tally(o->arena, &o->units, &o->votes);
    e = find_groups(o, why);
    if (e != OK)
        return e;
    struct buf out = buf_in(call->arena, 1 << 16);
    if (is_json)
        opinions_print_json(o, &out);
    else if (is_csv)
        opinions_print_csv(o, &out);
    else
        opinions_print_text(o, &out);
    return command_put(call, buf_text(&out), why);
}

enum err
cmd_opinions(struct command_call *call, struct why *why)
{
    return command_within(call, run, NULL, why);
}
