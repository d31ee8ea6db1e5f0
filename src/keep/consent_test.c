/* What somebody agreed to, and until when; and what is only counted. */
#include "keep/consent.h"

#include "keep/door.h"
#include "keep/tally.h"
#include "os/clock.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int consent_test(void);

/* A kind of the test's own: no room asks for one yet. */
static int n_withdrawn;

static enum err
count_withdrawn(struct db *writer, struct arena *a, const struct consent *row)
{
    (void)writer, (void)a;
    n_withdrawn += row->person_id == 7 || row->slip_id == 9;
    return OK;
}

static struct consent_kind kinds[] = {
    { "test.show", "It may be shown", 3, count_withdrawn },
    { NULL, NULL, 0, NULL },
};

enum what { GIVE, WITHDRAW, TAKE_BACK };
struct doing {
    enum what what;
    struct consent_of of;
    int64_t id, person_id;
};

static enum err
do_it(struct db *writer, struct arena *scratch, void *arg)
{
    const struct doing *d = arg;
    switch (d->what) {
    case GIVE: return consent_give(writer, scratch, d->of, TEXT("sw"), 100);
    case WITHDRAW: return consent_withdraw(writer, scratch, d->of, 200);
    case TAKE_BACK:
        return consent_take_back(writer, scratch, d->id, d->person_id, 200);
    }
    return ERR_BAD_INPUT;
}

static void
doing(struct support_db *d, enum what what, struct consent_of of)
{
    struct doing x = { .what = what, .of = of };
    assert_int_equal(db_write(d->db, d->arena, do_it, &x), OK);
}

static bool
has(struct support_db *d, struct consent_of of)
{
    bool is = false;
    assert_int_equal(consent_has(d->db, d->arena, of, &is), OK);
    return is;
}

static const struct consent_of anna = {
    .person_id = 7, .kind = TEXT_INIT("test.show"), .thing_id = 55
};
static const struct consent_of slip = {
    .slip_id = 9, .kind = TEXT_INIT("test.show"), .thing_id = 55
};

static void
it_is_given_until_it_is_taken_back_and_can_be_given_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct consent_of other = anna, elsewhere = anna;
        other.person_id = 8;
        elsewhere.thing_id = 56;
        n_withdrawn = 0;
        assert_false(has(d, anna));
        doing(d, WITHDRAW, anna); /* of what was not given */
        doing(d, GIVE, anna);
        doing(d, GIVE, anna); /* twice is once */
        assert_true(has(d, anna));
        assert_false(has(d, other) || has(d, elsewhere) || has(d, slip));
        doing(d, WITHDRAW, anna);
        doing(d, WITHDRAW, anna);
        assert_false(has(d, anna));
        assert_int_equal(n_withdrawn, 1);
        doing(d, GIVE, anna);
        assert_true(has(d, anna));
        text n = support_ask(
            s, d->url, "SELECT count(*) FROM consent WHERE person_id = 7");
        assert_true(text_is_equal(n, TEXT("2")));
        doing(d, GIVE, slip);
        doing(d, WITHDRAW, slip);
        assert_int_equal(n_withdrawn, 2);
    }
}

static void
another_wording_has_to_be_asked_for_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        doing(d, GIVE, anna);
        kinds[0].wording = 4;
        assert_false(has(d, anna));
        doing(d, GIVE, anna);
        assert_true(has(d, anna));
        kinds[0].wording = 3;
        text n = support_ask(
            s, d->url, "SELECT count(*) FROM consent WHERE withdrawn_at = 100");
        assert_true(text_is_equal(n, TEXT("1")));
    }
}

static void
nobody_takes_back_what_another_gave(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct consent *rows;
        ptrdiff_t n = 0;
        doing(d, GIVE, anna);
        assert_int_equal(consent_list(d->db, d->arena, 7, &rows, &n), OK);
        assert_int_equal(n, 1);
        struct doing x = { TAKE_BACK, .id = rows[0].id, .person_id = 8 };
        assert_int_equal(db_write(d->db, d->arena, do_it, &x), ERR_NOT_FOUND);
        assert_true(has(d, anna));
        x.person_id = 7;
        assert_int_equal(db_write(d->db, d->arena, do_it, &x), OK);
        assert_false(has(d, anna));
    }
}

/* ---- Counts -------------------------------------------------------------- */

static void
what_happens_often_is_written_seldom(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t before, after;
        /* what was counted before belongs to another day */
        assert_int_equal(tally_save(d->db, d->arena, 0), OK);
        assert_int_equal(db_change_count(d->db, &before), OK);
        for (int i = 0; i < 1000; i++)
            tally_count(TALLY_SIGN_IN_WRONG);
        tally_take_back(TALLY_SIGN_IN_WRONG);
        assert_int_equal(db_change_count(d->db, &after), OK);
        assert_int_equal(before, after);
        assert_int_equal(tally_save(d->db, d->arena, 86'400), OK);
        tally_count(TALLY_SIGN_IN_WRONG);
        assert_int_equal(tally_save(d->db, d->arena, 86'401), OK);
        assert_int_equal(tally_save(d->db, d->arena, 86'402), OK);
        text n = support_ask(s, d->url,
            "SELECT n FROM tally WHERE day = '1970-01-02' "
            "AND name = 'sign-in-wrong'");
        assert_true(text_is_equal(n, TEXT("1000")));
    }
}

int
consent_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(it_is_given_until_it_is_taken_back_and_can_be_given_again),
        support_test(another_wording_has_to_be_asked_for_again),
        support_test(nobody_takes_back_what_another_gave),
        support_test(what_happens_often_is_written_seldom),
    };
    consent_kinds_more = kinds;
    int n = cmocka_run_group_tests_name("keep/consent", tests, NULL, NULL);
    consent_kinds_more = NULL;
    return n;
}
