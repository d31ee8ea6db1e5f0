/* counterpart panel PEOPLE.csv QUOTAS.csv --size N: who is drawn by lot. And
 * counterpart panel LIST.csv --seed S: drawn again (panel_again.c). */
#include "decide/panel/panel_cmd.h"

#include "decide/decide_routes.h"
#include "decide/panel/panel_hash.h"
#include "keep/command.h"
#include "os/file.h"
#include "os/options.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_MAX = 64 << 20, CLASH = 3, GAVE_UP = 4 };

struct wanted {
    bool is_json, is_csv;
    int64_t size, n_panels;
    double ceiling;
    text list, seed, households, certificate;
    enum cp_panel_mode mode;
};

static enum err
read_wanted(struct command_call *call, struct wanted *w, struct why *why)
{
    const struct options *o = call->options;
    text format = options_text(o, "format"), mode = options_text(o, "mode");
    text size = options_text(o, "size"), ceiling = options_text(o, "ceiling");
    *w = (struct wanted){ .is_json = text_is_equal(format, TEXT("json")),
        .is_csv = text_is_equal(format, TEXT("csv")),
        .list = options_text(o, "list"),
        .certificate = options_text(o, "certificate"),
        .households = options_text(o, "households") };
    if (call->n_args != 2 || text_is_empty(size))
        return err_say(why, ERR_BAD_INPUT,
            "counterpart panel PEOPLE.csv QUOTAS.csv --size N [--mode "
            "leximin|maximin] [--households COLUMN] [--ceiling P] [--panels M] "
            "[--list FILE] [--certificate FILE] [--seed S] [--format "
            "text|csv|json]; or counterpart panel LIST.csv --seed S: the draw "
            "again, from a published list");
    if (!w->is_json && !w->is_csv && !text_is_empty(format) &&
        !text_is_equal(format, TEXT("text")))
        return err_say(
            why, ERR_BAD_INPUT, "--format of panel is text, csv or json");
    if (!text_is_empty(mode) && !text_is_equal(mode, TEXT("leximin")) &&
        !text_is_equal(mode, TEXT("maximin")))
        return err_say(
            why, ERR_BAD_INPUT, "--mode of panel is leximin or maximin");
    w->mode = text_is_equal(mode, TEXT("maximin")) ? CP_PANEL_MAXIMIN
                                                   : CP_PANEL_LEXIMIN;
    if (!text_parse_int(size, &w->size) || w->size < 1 ||
        w->size > CP_PANEL_SIZE_MAX)
        return err_say(why, ERR_BAD_INPUT,
            "--size is how many seats the panel has: 1 to %d",
            CP_PANEL_SIZE_MAX);
    if (!text_is_empty(ceiling) &&
        (!text_parse_real(ceiling, &w->ceiling) || !(w->ceiling > 0) ||
            w->ceiling > 1))
        return err_say(why, ERR_BAD_INPUT,
            "--ceiling is a chance: above 0 and at most 1, such as 0.5");
    if (options_source(o, "seed") != OPTION_FALLBACK)
        w->seed = options_text(o, "seed");
    return options_int(o, "panels", 1, CP_PANEL_LIST_MAX, &w->n_panels, why);
}

/* What stopped it, and how the program ends. */
static int
status_of(const struct panel_done *d)
{
    switch (d->answer.result) {
    case CP_PANEL_SOLVED: return 0;
    case CP_PANEL_CLASH:
    case CP_PANEL_CEILING: return CLASH;
    case CP_PANEL_GAVE_UP:
    case CP_PANEL_STOPPED: return GAVE_UP;
    }
    return GAVE_UP;
}

/* For each kind of people who can never be chosen: what would give them a
 * chance, by letting one of them be in. */
static enum err
find_nevers(struct command_call *call, struct panel_done *d, struct why *why)
{
    const struct cp_panel_pool *p = &d->in.pool;
    enum err e = OK;
    int32_t n = 0;
    for (int32_t i = 0; i < p->n_people && e == OK; i++) {
        bool is_new = p->people[i].standing == CP_PANEL_FREE &&
            d->answer.chances[i] == 0 && n < PANEL_NEVERS_MAX;
        for (int32_t k = 0; k < n; k++)
            is_new = is_new && d->nevers[k].type != d->answer.type_of[i];
        if (!is_new)
            continue;
        struct cp_panel_pool with = *p;
        struct cp_panel_person *people =
            arena_new(call->arena, struct cp_panel_person, p->n_people);
        for (int32_t o = 0; o < p->n_people; o++)
            people[o] = p->people[o];
        people[i].standing = CP_PANEL_MUST;
        with.people = people;
        struct panel_never *never = &d->nevers[n];
        if (cp_panel_look(&with, call->arena, NULL) != OK)
            continue; /* all seats are taken by who must be in */
        e = cp_panel_clash(&never->clash, call->arena, &with, NULL, why);
        never->type = d->answer.type_of[i];
        n++;
    }
    d->n_nevers = n;
    return e;
}

static enum err
make_list(struct command_call *call, const struct wanted *w,
    struct panel_done *d, struct why *why)
{
    /* no valid certificate, no list */
    require(cp_panel_check(
                &d->found, call->arena, &d->in.pool, &d->answer, 0) == 0);
    enum err e = cp_panel_list(&d->list, call->arena, &d->in.pool, &d->answer,
        (int32_t)w->n_panels, d->in.list_seed, panel_sha256, why);
    if (e == OK)
        require(cp_panel_list_check(&d->in.pool, &d->answer, &d->list,
                    panel_sha256, call->arena) == 0);
    if (e == OK && !text_is_empty(w->list))
        e = file_write(w->list, d->list.text, why);
    if (e == OK && !text_is_empty(w->certificate)) {
        struct buf b = buf_in(call->arena, 1 << 16);
        panel_print_certificate(d, &b);
        e = file_write(w->certificate, buf_text(&b), why);
    }
    if (e == OK)
        e = find_nevers(call, d, why);
    if (e == OK && text_is_known(w->seed)) {
        d->seed = w->seed;
        d->drawn = (int64_t)cp_panel_draw(d->list.hash, w->seed,
            (uint64_t)d->list.n_panels, panel_sha256, call->arena, NULL);
    }
    return e;
}

static enum err
work(struct command_call *call, const struct wanted *w, struct panel_done *d,
    struct why *why)
{
    text people, quotas;
    struct cp_panel_how how = { .mode = w->mode };
    enum err e = file_read(call->args[0], call->arena, FILE_MAX, &people, why);
    if (e == OK)
        e = file_read(call->args[1], call->arena, FILE_MAX, &quotas, why);
    if (e == OK)
        e = cp_panel_read(&d->in, call->arena, people, quotas, w->households,
            (int32_t)w->size, panel_sha256, why);
    if (e != OK)
        return e;
    d->mode = w->mode;
    d->drawn = -1;
    d->in.pool.ceiling = w->ceiling;
    e = cp_panel_solve(&d->answer, call->arena, &d->in.pool, &how, why);
    if (e == OK && d->answer.result == CP_PANEL_SOLVED)
        return make_list(call, w, d, why);
    if (e == OK &&
        (d->answer.result == CP_PANEL_CLASH ||
            d->answer.result == CP_PANEL_CEILING))
        e = cp_panel_clash(&d->clash, call->arena, &d->in.pool, &how, why);
    return e;
}

enum err
cmd_panel(struct command_call *call, struct why *why)
{
    struct wanted w;
    struct panel_done *d = arena_new(call->arena, struct panel_done, 1);
    struct buf out = buf_in(call->arena, 1 << 16);
    if (call->n_args == 1 &&
        options_source(call->options, "seed") != OPTION_FALLBACK) {
        enum err again = panel_again(call->arena, call->args[0],
            options_text(call->options, "seed"),
            text_is_equal(options_text(call->options, "format"), TEXT("json")),
            &out, why);
        return again == OK ? command_put(call, buf_text(&out), why) : again;
    }
    enum err e = read_wanted(call, &w, why);
    if (e == OK)
        e = work(call, &w, d, why);
    if (e != OK)
        return e;
    if (w.is_json)
        panel_print_json(d, call->arena, &out);
    else if (w.is_csv)
        panel_print_csv(d, &out);
    else
        panel_print_text(d, call->arena, &out);
    call->exit_status = status_of(d);
    return command_put(call, buf_text(&out), why);
}
