/* Links between things: who may make them, that each is there once, and what
 * is shown of them to whom. */
#include "keep/thread.h"

#include "base/key.h"
#include "keep/door.h"
#include "keep/keep.h"
#include "os/file.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int thread_test(void);

/* ---- A small network ------------------------------------------------------
 */

struct world {
    struct house house;
    int64_t clinic, school, together, anna;
};

static int64_t
id_of(struct support_db *d, const char *kind, const char *code)
{
    const struct sheet *s = thing_kind_find(text_of(kind))->sheet;
    char *row = arena_take(d->arena, s->shape->size, 16, 1);
    text in = text_of(code);
    int64_t id;
    assert_int_equal(db_one(d->db, d->arena, s->find, &in, row), OK);
    memcpy(&id, row + s->shape->fields[0].offset, sizeof id);
    return id;
}

static void
make_world(struct world *w, struct support *s, struct support_db *d)
{
    house_open(&w->house, s, d);
    house_import(&w->house, "organisation.csv",
        "code,name,kind\nclinic,\"Clinic <A> & \"\"B\"\"\",hospital\n"
        "school,A school,university\n");
    house_import(&w->house, "person.csv", "code,name\nanna,Anna Secret\n");
    house_import(&w->house, "partnership.csv",
        "code,name,kind,status\ntogether,Together,exchange,active\n");
    w->clinic = id_of(d, "organisation", "clinic");
    w->school = id_of(d, "organisation", "school");
    w->together = id_of(d, "partnership", "together");
    w->anna = id_of(d, "person", "anna");
}

static struct actor
member_of(struct arena *a, int64_t thing_id)
{
    struct standing *standing = arena_new(a, struct standing, 1);
    *standing = (struct standing){ .role = WHO_MEMBER, .thing_id = thing_id };
    return (struct actor){
        .person_id = 7, .standings = standing, .n_standings = 1
    };
}

struct doing {
    const struct actor *who;
    struct thread_link link;
    bool is_new, is_removed;
};

static enum err
do_it(struct db *writer, struct arena *scratch, void *arg)
{
    struct doing *doing = arg;
    return doing->is_removed
        ? thread_unlink(writer, scratch, doing->who, &doing->link)
        : thread_link(
              writer, scratch, doing->who, &doing->link, &doing->is_new);
}

static struct thread_link
between(const struct world *w, const char *kind)
{
    return (struct thread_link){ TEXT("partnership"), w->together,
        text_of(kind), TEXT("organisation"), w->clinic };
}

static enum err
link_as(struct support_db *d, const struct actor *who, struct thread_link link,
    bool *is_new)
{
    struct doing doing = { .who = who, .link = link };
    enum err e = db_write(d->db, d->arena, do_it, &doing);
    if (is_new != NULL)
        *is_new = doing.is_new;
    return e;
}

static const struct actor coordinator = { .person_id = 5,
    .is_coordinator = true };

/* ---- Tests ----------------------------------------------------------------
 */

static void
a_link_is_there_once_and_both_ends_can_tell(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        bool is_new;
        struct thread_block b;
        make_world(&w, s, d);
        assert_int_equal(
            link_as(d, &coordinator, between(&w, "comes_from"), &is_new), OK);
        assert_true(is_new);
        assert_int_equal(
            link_as(d, &coordinator, between(&w, "comes_from"), &is_new), OK);
        assert_false(is_new);
        assert_int_equal(thread_of(d->db, d->arena, w.clinic, 10, &b), OK);
        assert_int_equal(b.n_from, 0);
        assert_int_equal(b.n_to, 1);
        assert_true(text_is_equal(
            support_ask(s, d->url,
                "SELECT CAST(count(*) AS TEXT) FROM audit WHERE action = "
                "'link'"),
            TEXT("2")));
        house_close(&w.house);
    }
}

static void
a_thing_is_not_linked_with_itself_nor_by_an_unknown_word(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        make_world(&w, s, d);
        struct thread_link self = { TEXT("organisation"), w.clinic,
            TEXT("supports"), TEXT("organisation"), w.clinic };
        assert_int_equal(link_as(d, &coordinator, self, NULL), ERR_BAD_INPUT);
        assert_int_equal(link_as(d, &coordinator, between(&w, "likes"), NULL),
            ERR_BAD_INPUT);
        house_close(&w.house);
    }
}

static void
who_may_change_neither_end_links_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        make_world(&w, s, d);
        struct actor visitor = { 0 };
        struct actor elsewhere = member_of(d->arena, w.school);
        struct actor here = member_of(d->arena, w.clinic);
        struct thread_link link = between(&w, "supports");
        assert_int_equal(link_as(d, &visitor, link, NULL), ERR_DENIED);
        assert_int_equal(link_as(d, &elsewhere, link, NULL), ERR_DENIED);
        assert_int_equal(link_as(d, &here, link, NULL), OK);
        struct doing away = {
            .who = &elsewhere, .link = link, .is_removed = true
        };
        assert_int_equal(db_write(d->db, d->arena, do_it, &away), ERR_DENIED);
        away.who = &here;
        assert_int_equal(db_write(d->db, d->arena, do_it, &away), OK);
        assert_int_equal(
            db_write(d->db, d->arena, do_it, &away), ERR_NOT_FOUND);
        house_close(&w.house);
    }
}

static void
an_end_that_may_not_be_seen_is_as_good_as_not_there(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        struct actor visitor = { 0 };
        make_world(&w, s, d);
        struct thread_link link = { TEXT("organisation"), w.clinic,
            TEXT("comes_from"), TEXT("person"), w.anna };
        struct thread_link none = link;
        none.to_id = 1;
        assert_int_equal(link_as(d, &visitor, link, NULL), ERR_NOT_FOUND);
        assert_int_equal(link_as(d, &visitor, none, NULL), ERR_NOT_FOUND);
        house_close(&w.house);
    }
}

static void
what_may_not_be_seen_is_counted_and_not_named(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        make_world(&w, s, d);
        struct thread_link secret = { TEXT("organisation"), w.clinic,
            TEXT("comes_from"), TEXT("person"), w.anna };
        struct thread_link behind = { TEXT("person"), w.anna,
            TEXT("comes_from"), TEXT("organisation"), w.school };
        assert_int_equal(link_as(d, &coordinator, secret, NULL), OK);
        assert_int_equal(link_as(d, &coordinator, behind, NULL), OK);
        assert_int_equal(house_get(&w.house, "/en/organisation"), 200);
        assert_int_equal(
            house_follow(&w.house, "/en/organisation/clinic-"), 200);
        house_says(&w.house, "1 link leads to something that you may not see.");
        house_is_silent_on(&w.house, "Anna");
        char key[KEY_LENGTH];
        text at = key_print(w.clinic, key);
        text chain =
            arena_print(d->arena, "/en/thread/organisation/%.*s", TEXT_ARG(at));
        assert_int_equal(house_get(&w.house, chain.ptr), 200);
        house_says(&w.house, "1 link leads to something that you may not see.");
        house_is_silent_on(&w.house, "Anna");
        house_is_silent_on(&w.house, "A school"); /* behind the secret */
        at = key_print(w.anna, key);
        assert_int_equal(
            house_get(&w.house,
                arena_print(d->arena, "/en/thread/person/%.*s", TEXT_ARG(at))
                    .ptr),
            404);
        assert_int_equal(house_get(&w.house,
                             arena_print(d->arena, "/en/thread/person/%.*s/all",
                                 TEXT_ARG(at))
                                 .ptr),
            404);
        house_close(&w.house);
    }
}

static void
both_ends_show_it_in_words_that_are_escaped(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        make_world(&w, s, d);
        assert_int_equal(
            link_as(d, &coordinator, between(&w, "comes_from"), NULL), OK);
        assert_int_equal(house_get(&w.house, "/en/partnership"), 200);
        assert_int_equal(
            house_follow(&w.house, "/en/partnership/together-"), 200);
        house_says(&w.house, "Comes from");
        house_says(&w.house, "Clinic &lt;A&gt; &amp; &quot;B&quot;</a>");
        assert_int_equal(
            house_follow(&w.house, "/en/organisation/clinic-"), 200);
        house_says(&w.house, "Led to");
        assert_int_equal(house_follow(&w.house, "/en/thread/"), 200);
        house_says(&w.house, "Nothing is written down about where");
        house_says(&w.house, "Together");
        house_close(&w.house);
    }
}

static void
a_thread_that_goes_round_ends(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        char key[KEY_LENGTH];
        make_world(&w, s, d);
        int64_t ids[] = { w.clinic, w.school, w.clinic };
        struct thread_link round[] = {
            { TEXT("partnership"), w.together, TEXT("comes_from"),
                TEXT("organisation"), ids[0] },
            { TEXT("organisation"), ids[0], TEXT("comes_from"),
                TEXT("organisation"), ids[1] },
            { TEXT("organisation"), ids[1], TEXT("comes_from"),
                TEXT("partnership"), w.together },
        };
        for (int i = 0; i < 3; i++)
            assert_int_equal(link_as(d, &coordinator, round[i], NULL), OK);
        text at = arena_print(d->arena, "/en/thread/partnership/%.*s?depth=8",
            TEXT_ARG(key_print(w.together, key)));
        assert_int_equal(house_get(&w.house, at.ptr), 200);
        house_says(&w.house, "A school");
        house_close(&w.house);
    }
}

static void
a_thing_that_was_taken_away_comes_back_with_its_links(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        make_world(&w, s, d);
        assert_int_equal(
            link_as(d, &coordinator, between(&w, "answers"), NULL), OK);
        support_exec(s, d->url,
            "UPDATE organisation SET id = -id WHERE code = 'clinic'");
        assert_int_equal(house_get(&w.house, "/en/partnership"), 200);
        assert_int_equal(
            house_follow(&w.house, "/en/partnership/together-"), 200);
        house_is_silent_on(&w.house, "Answers");
        support_exec(s, d->url,
            "UPDATE organisation SET id = -id WHERE code = 'clinic'");
        assert_int_equal(house_get(&w.house, "/en/partnership"), 200);
        assert_int_equal(
            house_follow(&w.house, "/en/partnership/together-"), 200);
        house_says(&w.house, "Answers");
        house_close(&w.house);
    }
}

static void
links_go_out_and_come_in_by_code(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        struct thread_block b;
        make_world(&w, s, d);
        house_import(&w.house, "thread.csv",
            "from_kind,from,kind,to_kind,to\n"
            "partnership,together,comes_from,organisation,clinic\n"
            "organisation,school,supports,partnership,together\n");
        house_import(&w.house, "thread.csv",
            "from_kind,from,kind,to_kind,to\n"
            "partnership,together,comes_from,organisation,clinic\n");
        assert_int_equal(thread_of(d->db, d->arena, w.together, 10, &b), OK);
        assert_int_equal(b.n_from, 1);
        assert_int_equal(b.n_to, 1);
        struct why why = { 0 };
        text all, dir = arena_print(d->arena, "%s", s->folder);
        assert_int_equal(thread_export(d->db, d->arena, dir, &why), OK);
        assert_int_equal(
            file_read(arena_print(d->arena, "%.*s/thread.csv", TEXT_ARG(dir)),
                d->arena, 1 << 20, &all, &why),
            OK);
        assert_true(
            text_find(all,
                TEXT(
                    "\npartnership,together,comes_from,organisation,clinic,")) >
            0);
        house_close(&w.house);
    }
}

static void
a_file_of_links_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *file, *said;
    } cases[] = {
        { "from_kind,from,kind,to_kind\n",
            "thread.csv:1: the column 'to' is missing" },
        { "from_kind,from,kind,to_kind,to\nghost,a,supports,place,b\n",
            "thread.csv:2: from_kind: " },
        { "from_kind,from,kind,to_kind,to\n"
          "partnership,nowhere,supports,organisation,clinic\n",
            "thread.csv:2: from: " },
        { "from_kind,from,kind,to_kind,to\n"
          "partnership,together,likes,organisation,clinic\n",
            "thread.csv:2: kind: " },
        { "from_kind,from,kind,to_kind,to\n"
          "partnership,together,supports,partnership,together\n",
            "thread.csv:2: a thing cannot" },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        make_world(&w, s, d);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            text said = house_refusals(&w.house, "thread.csv", cases[i].file);
            if (text_find(said, text_of(cases[i].said)) < 0)
                fail_msg("%.*s", TEXT_ARG(said));
        }
        house_close(&w.house);
    }
}

static void
count_line(void *context, const char *line)
{
    (void)line;
    ++*(int *)context;
}

static void
the_check_names_links_whose_end_is_gone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct world w;
        int n = 0;
        make_world(&w, s, d);
        assert_int_equal(
            link_as(d, &coordinator, between(&w, "answers"), NULL), OK);
        assert_int_equal(thread_check(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 0);
        support_exec(s, d->url, "DELETE FROM organisation");
        assert_int_equal(thread_check(d->db, d->arena, count_line, &n), OK);
        assert_int_equal(n, 1);
        house_close(&w.house);
    }
}

int
thread_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_link_is_there_once_and_both_ends_can_tell),
        support_test(a_thing_is_not_linked_with_itself_nor_by_an_unknown_word),
        support_test(who_may_change_neither_end_links_nothing),
        support_test(an_end_that_may_not_be_seen_is_as_good_as_not_there),
        support_test(what_may_not_be_seen_is_counted_and_not_named),
        support_test(both_ends_show_it_in_words_that_are_escaped),
        support_test(a_thread_that_goes_round_ends),
        support_test(a_thing_that_was_taken_away_comes_back_with_its_links),
        support_test(links_go_out_and_come_in_by_code),
        support_test(a_file_of_links_is_refused_with_its_line),
        support_test(the_check_names_links_whose_end_is_gone),
    };
    return cmocka_run_group_tests_name("keep/thread", tests, NULL, NULL);
}
