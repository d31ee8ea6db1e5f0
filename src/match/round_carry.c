/* Where rounds stand, in and out as match_state.csv: round, status, seed. A
 * round that came in closed is closed here: its lines are frozen as the files
 * have its people, and with the seed the same pairs are found. What was
 * proposed or offered does not travel. */
#include "match/round_data.h"
#include "match/round_work.h"

#include "base/csv.h"
#include "keep/audit.h"
#include "keep/carry.h"
#include "os/file.h"

static const char *const columns[] = { "round", "status", "seed", NULL };
enum { ROUND, STATUS, SEED, N_COLUMNS };
enum { SEED_DIGITS = 15 };

/* ---- Out ----------------------------------------------------------------- */

struct putting {
    int fd;
    struct arena *a;
};

static enum err
put_state(void *context, const struct round_states_row *row)
{
    struct putting *p = context;
    struct arena_mark mark = arena_mark(p->a);
    struct buf b = buf_in(p->a, 100);
    struct csv_writer w = csv_write(&b);
    enum round_status s = round_status_of(row->status);
    csv_add(&w, row->round);
    csv_add(&w, text_of(round_statuses[s > ROUND_CLOSED ? ROUND_CLOSED : s]));
    csv_add(&w, row->seed);
    csv_end_row(&w);
    enum err e = file_put(p->fd, buf_text(&b));
    arena_rewind(p->a, mark);
    return e;
}

enum err
round_states_export(struct db *db, struct arena *a, text dir, struct why *why)
{
    struct file_new file;
    enum err e = file_new_open(
        &file, arena_print(a, "%.*s/match_state.csv", TEXT_ARG(dir)), why);
    if (e != OK)
        return e;
    struct putting p = { file.fd, a };
    e = file_put(file.fd, TEXT("round,status,seed\n"));
    if (e == OK)
        e = round_states(db, a, put_state, &p);
    if (e == OK)
        return file_new_keep(&file, why);
    file_new_drop(&file);
    return e;
}

/* ---- In ------------------------------------------------------------------ */

static bool
is_seed(text seed)
{
    int64_t n;
    return text_is_empty(seed) ||
        (seed.len <= SEED_DIGITS && text_parse_int(seed, &n) && n >= 0);
}

static enum err
make_state(struct carrying *c, const struct round *r, enum round_status status,
    text seed)
{
    struct round_state state = { .id = r->row.id,
        .status = text_of(round_statuses[status]),
        .seed = text_is_known(seed) ? seed : TEXT("") };
    enum err e = round_state_save(c->t->db, &state, NULL);
    if (e == OK && status == ROUND_CLOSED)
        e = round_freeze(c->t->db, c->t->a, r);
    return e == OK ? audit_add(c->t->db,
                         (struct audit){ .action = state.status,
                             .kind = TEXT("match_round"),
                             .thing_id = r->row.id })
                   : e;
}

/* A round that has moved on here stays where it is. */
static enum err
take_state(struct carrying *c, const text *cells)
{
    struct round_row row;
    struct round r;
    text word = text_is_known(cells[STATUS]) ? cells[STATUS] : TEXT("");
    enum round_status status = round_status_of(word);
    enum err e = match_round_find(c->t->db, c->t->a,
        (struct match_round_find_in){ .code = cells[ROUND] }, &row);
    if (e == ERR_NOT_FOUND) {
        carry_refuse(c, "round: there is no round with that code");
        return OK;
    }
    if (e != OK)
        return e;
    if (status > ROUND_CLOSED ||
        !text_is_equal(word, text_of(round_statuses[status]))) {
        carry_refuse(c, "status: one of draft open closed");
        return OK;
    }
    if (!is_seed(cells[SEED])) {
        carry_refuse(c, "seed: a whole number of at most 15 digits");
        return OK;
    }
    e = round_load(c->t->db, c->t->a, row.id, &r);
    if (e != OK || r.has_state)
        return e;
    carry_tell(c, "created", cells[ROUND]);
    c->t->import->count.n_created++;
    return make_state(c, &r, status, cells[SEED]);
}

enum err
round_states_import(struct sheet_texts *t)
{
    struct carrying c = { .t = t,
        .file = "match_state.csv",
        .columns = columns,
        .needed = 1u << ROUND | 1u << STATUS,
        .take = take_state };
    return carry_read(&c);
}
