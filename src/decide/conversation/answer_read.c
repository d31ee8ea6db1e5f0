/* All answers of a conversation, a person after the other: for those who count.
 *
 * A thousand people at a time, so that a count that takes long keeps nobody's
 * old pages, and knows how far it is. */
#include "decide/conversation/conversation.h"

#include <string.h>

enum { NONE = 2, EIGHT = 8, SLOT_BITS = 12 };
enum { SLOTS = 1 << SLOT_BITS };

struct reading {
    const struct answer_reader *r;
    struct answer_people_row *people; /* of the slice */
    ptrdiff_t n_people, at;           /* the one whose answers come now */
    int64_t who;                      /* 0: nobody yet */
    int16_t slots[SLOTS];             /* statement + 1, by its key; 0: free */
    int8_t *all;                      /* by statement; NONE. Whole eights */
    int32_t *of;
    int8_t *votes;
    bool is_any;
};

_Static_assert(SLOTS >= 2 * STATEMENTS_MAX, "slots are half empty");

static uint32_t
slot_of(int64_t id)
{
    return (uint32_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> (64 - SLOT_BITS));
}

static int
statement_at(const struct reading *x, int64_t id)
{
    for (uint32_t s = slot_of(id);; s = (s + 1) % SLOTS) {
        int at = x->slots[s] - 1;
        if (at < 0 || x->r->statement_ids[at] == id)
            return at;
    }
}

/* Their row is whole. Who answered nothing that is known is nobody here. */
static enum err
end_person(struct reading *x)
{
    const struct answer_reader *r = x->r;
    if (x->who == 0 || !x->is_any)
        return OK;
    const struct answer_people_row *p = &x->people[x->at];
    struct answer_row row = { .participant_id = p->id,
        .unit_id = p->unit_id,
        .way = p->way,
        .of = x->of,
        .votes = x->votes };
    for (ptrdiff_t from = 0; from < r->n_statements; from += EIGHT) {
        static const int8_t none[EIGHT] = { NONE, NONE, NONE, NONE, NONE, NONE,
            NONE, NONE };
        if (memcmp(x->all + from, none, EIGHT) == 0)
            continue;
        for (ptrdiff_t s = from; s < from + EIGHT; s++)
            if (x->all[s] != NONE) {
                x->of[row.n] = (int32_t)s;
                x->votes[row.n++] = x->all[s];
            }
        memcpy(x->all + from, none, EIGHT);
    }
    x->is_any = false;
    return r->each(r->context, &row);
}

static enum err
add_answer(void *context, const struct answers_beside_row *row)
{
    struct reading *x = context;
    enum err e = OK;
    if (row->participant_id != x->who) {
        e = end_person(x);
        x->who = row->participant_id;
        while (x->at < x->n_people && x->people[x->at].id < x->who)
            x->at++;
    }
    /* who came between the two queries is counted the next time */
    if (x->at == x->n_people || x->people[x->at].id != x->who)
        return e;
    int s = statement_at(x, row->statement_id);
    if (s >= 0) {
        x->all[s] = (int8_t)row->vote;
        x->is_any = true;
    }
    return e;
}

static enum err
add_apart(void *context, const struct answers_apart_row *row)
{
    return add_answer(context,
        &(struct answers_beside_row){
            row->participant_id, row->statement_id, row->vote });
}

/* Those of keys that left no room for their answers' are older than that. */
static bool
is_beside(const struct reading *x)
{
    int64_t most = (INT64_C(1) << ANSWER_BITS) - 1;
    for (ptrdiff_t i = 0; i < x->n_people; i++)
        if ((x->people[i].id & most) != 0)
            return false;
    return true;
}

static enum err
read_slice(struct reading *x, int64_t after)
{
    const struct answer_reader *r = x->r;
    int64_t until = x->people[x->n_people - 1].id;
    x->at = 0;
    x->who = 0;
    enum err e = is_beside(x)
        ? answers_beside(r->db, r->arena,
              (struct answers_beside_in){ .conversation_id = r->conversation_id,
                  .after_id = after,
                  .until_id = until,
                  .n_keys = INT64_C(1) << ANSWER_BITS },
              add_answer, x)
        : answers_apart(r->db, r->arena,
              (struct answers_apart_in){ .conversation_id = r->conversation_id,
                  .after_id = after,
                  .until_id = until },
              add_apart, x);
    return e == OK ? end_person(x) : e;
}

enum err
answers_read(const struct answer_reader *r)
{
    struct reading *x = arena_new(r->arena, struct reading, 1);
    int64_t after = 0, n_read = 0;
    enum err e = OK;
    require(r->n_statements <= STATEMENTS_MAX);
    x->r = r;
    x->all = arena_new(r->arena, int8_t, r->n_statements + EIGHT);
    x->of = arena_new(r->arena, int32_t, r->n_statements + 1);
    x->votes = arena_new(r->arena, int8_t, r->n_statements + 1);
    memset(x->all, NONE, (size_t)r->n_statements + EIGHT);
    for (ptrdiff_t s = 0; s < r->n_statements; s++) {
        uint32_t slot = slot_of(r->statement_ids[s]);
        while (x->slots[slot] != 0)
            slot = (slot + 1) % SLOTS;
        x->slots[slot] = (int16_t)(s + 1);
    }
    x->n_people = ANSWER_SLICE;
    while (e == OK && x->n_people == ANSWER_SLICE) {
        if (r->slice != NULL && !r->slice(r->context, n_read))
            return ERR_BUSY;
        struct arena_mark mark = arena_mark(r->arena);
        e = answer_people(r->db, r->arena,
            (struct answer_people_in){ .conversation_id = r->conversation_id,
                .after_id = after,
                .n_rows = ANSWER_SLICE },
            &x->people, &x->n_people);
        if (e == OK && x->n_people > 0) {
            e = read_slice(x, after);
            after = x->people[x->n_people - 1].id;
            n_read += x->n_people;
        }
        arena_rewind(r->arena, mark);
    }
    return e;
}
