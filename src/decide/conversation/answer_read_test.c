/* All answers are read while people go on answering. */
#include "decide/conversation/conversation.h"
#include "os/clock.h"
#include "os/entropy.h"
#include "os/thread.h"
#include "support/talk_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdatomic.h>

int answer_read_test(void);

enum { ROUNDS = 60, FIRST = 40 };

struct crowd {
    struct thread thread;
    struct db *db;
    struct arena arena;
    int64_t conversation_id, unit_id, statement_id;
    atomic_bool is_over;
    atomic_int n_come;
    int64_t last; /* whom the reading told of last */
    int n_told, n_others;
};

/* Somebody, with one answer: they agree. */
static enum err
come(struct db *writer, struct arena *a, void *arg)
{
    struct crowd *c = arg;
    int64_t id = (int64_t)(entropy_bits() >> 1) >> ANSWER_BITS << ANSWER_BITS;
    enum err e = participant_insert(writer,
        (struct participant_insert_in){ .id = id,
            .conversation_id = c->conversation_id,
            .unit_id = c->unit_id,
            .way = TEXT("self") },
        NULL);
    (void)a;
    return e == OK ? answer_put(writer,
                         (struct answer_put_in){ .id = id + 1,
                             .participant_id = id,
                             .statement_id = c->statement_id,
                             .vote = 1 },
                         NULL)
                   : e;
}

static void
come_on(void *arg)
{
    struct crowd *c = arg;
    while (!atomic_load(&c->is_over)) {
        struct arena_mark mark = arena_mark(&c->arena);
        if (db_write(c->db, &c->arena, come, c) == OK)
            atomic_fetch_add(&c->n_come, 1);
        arena_rewind(&c->arena, mark);
    }
}

static enum err
told(void *context, const struct answer_row *row)
{
    struct crowd *c = context;
    c->n_others += row->participant_id <= c->last || row->n != 1 ||
        row->of[0] != 0 || row->votes[0] != 1 || row->unit_id != c->unit_id;
    c->last = row->participant_id;
    c->n_told++;
    return OK;
}

static void
read_all(struct db *db, struct arena *a, struct crowd *c)
{
    c->last = c->n_told = c->n_others = 0;
    assert_int_equal(answers_read(&(struct answer_reader){ .db = db,
                         .arena = a,
                         .conversation_id = c->conversation_id,
                         .statement_ids = &c->statement_id,
                         .n_statements = 1,
                         .each = told,
                         .context = c }),
        OK);
    assert_int_equal(c->n_others, 0);
}

static void
people_who_begin_while_all_are_read_are_whole_or_not_there(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct talk t;
        struct why why;
        struct crowd *c = arena_new(d->arena, struct crowd, 1);
        talk_open(&h, s, d, &t, "slips");
        c->conversation_id = t.id;
        c->unit_id = talk_count(
            &h, "SELECT id FROM conversation_unit WHERE name = 'Oyugis'");
        c->statement_id =
            talk_count(&h, "SELECT id FROM statement WHERE number = 1");
        arena_open(&c->arena, 8 << 20);
        assert_int_equal(db_connect(&c->db, d->home, &why), OK);
        assert_int_equal(
            thread_start(&c->thread, "crowd", come_on, c, &why), OK);
        while (atomic_load(&c->n_come) < FIRST)
            sleep_ms(1);
        for (int i = 0; i < ROUNDS; i++) {
            int before = atomic_load(&c->n_come);
            read_all(d->db, d->arena, c);
            assert_true(c->n_told >= before);
        }
        atomic_store(&c->is_over, true);
        thread_join(&c->thread);
        read_all(d->db, d->arena, c);
        assert_int_equal(c->n_told, atomic_load(&c->n_come));
        db_disconnect(c->db);
        arena_close(&c->arena);
        house_close(&h);
    }
}

int
answer_read_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            people_who_begin_while_all_are_read_are_whole_or_not_there),
    };
    return cmocka_run_group_tests_name("decide/answer_read", tests, NULL, NULL);
}
