/* Questions as data, what may be answered, and who reads what. */
#include "keep/reply.h"

#include "base/key.h"
#include "os/file.h"
#include "os/thread.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int questionnaire_test(void);

#define HEAD                                                                   \
    "code,section,kind,required,may_skip,private,choices,min,max,show_if\n"

/* ---- A house with a questionnaire -----------------------------------------
 */

static const char sheet[] =
    "code,name,kind,language,answered_by,is_repeated,is_open\n"
    "visit,The visit,reflection,en,person,yes,yes\n"
    "me,Me,profile,en,person,no,yes\n";
static const char words[] = "key,text,of\ntitle,The visit,\nrole,Your role?,\n"
                            "role:nurse,Nurse,\nrole:doctor,Doctor,\n"
                            "well,How well?,\nsecret,A secret?,\n";
static const char first[] = HEAD "role,a,choice,yes,,,nurse;doctor,,,\n"
                                 "well,a,scale,,,,,1,5,\n"
                                 "secret,a,short,,,yes,,,,\n";
static const char second[] = HEAD "role,a,choice,yes,,,nurse;doctor,,,\n"
                                  "well,a,scale,,,,,1,4,\n"
                                  "secret,a,short,,,yes,,,,\n";

static void
bring_in(struct house *h, const char *code, const char *questions)
{
    struct why why = { 0 };
    static int n;
    text dir = arena_print(h->d->arena, "%s/q-%d", h->s->folder, ++n);
    assert_int_equal(file_make_folder(arena_print(h->d->arena,
                                          "%.*s/questionnaire", TEXT_ARG(dir)),
                         &why),
        OK);
    const struct {
        const char *name, *content;
    } files[] = { { "questionnaire.csv", sheet },
        { arena_print(h->d->arena, "questionnaire/%s.csv", code).ptr,
            questions },
        { arena_print(h->d->arena, "questionnaire/%s.en.csv", code).ptr,
            words } };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(file_write(arena_print(h->d->arena, "%.*s/%s",
                                        TEXT_ARG(dir), files[i].name),
                             text_of(files[i].content), &why),
            OK);
    house_import_folder(h, arena_c_string(h->d->arena, dir));
}

struct doing {
    struct reply_beginning what;
    int64_t id;
    const char *question;
    struct given given;
    enum { BEGIN, SAVE, FINISH, RENEW, ERASE } how;
};

static enum err
do_it(struct db *writer, struct arena *scratch, void *arg)
{
    struct doing *d = arg;
    struct replied r;
    enum err e = OK;
    if (d->how == BEGIN)
        return reply_begin(writer, scratch, &d->what, &d->id);
    if (d->how == SAVE)
        return reply_save(
            writer, scratch, d->id, text_of(d->question), d->given, 5);
    if (d->how == ERASE)
        return reply_erase_person(writer, scratch, d->what.person_id);
    e = reply_load(writer, scratch, d->id, &r);
    if (e != OK)
        return e;
    return d->how == FINISH ? reply_finish(writer, scratch, &r, 7)
                            : reply_renew(writer, scratch, &r, 8);
}

static int64_t
begin(struct support_db *d, int64_t questionnaire_id, int64_t person_id)
{
    struct doing doing = { .what = { .questionnaire_id = questionnaire_id,
                               .person_id = person_id,
                               .lang = TEXT("en"),
                               .now = 3 } };
    assert_int_equal(db_write(d->db, d->arena, do_it, &doing), OK);
    return doing.id;
}

static void
give(struct support_db *d, int64_t id, const char *question, const char *value)
{
    struct doing doing = { .how = SAVE,
        .id = id,
        .question = question,
        .given = value == NULL
            ? (struct given){ .state = GIVEN_SKIPPED }
            : (struct given){ .state = GIVEN, .value = text_of(value) } };
    assert_int_equal(db_write(d->db, d->arena, do_it, &doing), OK);
}

static enum err
finish(struct support_db *d, int64_t id)
{
    struct doing doing = { .how = FINISH, .id = id };
    return db_write(d->db, d->arena, do_it, &doing);
}

static void
the_same_files_a_second_time_are_no_new_version(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct asked *asked = arena_new(d->arena, struct asked, 1);
        house_open(&h, s, d);
        bring_in(&h, "visit", first);
        bring_in(&h, "visit", first);
        int64_t id = house_key(&h, "questionnaire", "visit");
        assert_int_equal(
            questionnaire_load(d->db, d->arena, id, NUMBER_NEWEST, asked), OK);
        assert_int_equal(asked->version.number, 1);
        bring_in(&h, "visit", second);
        assert_int_equal(
            questionnaire_load(d->db, d->arena, id, NUMBER_NEWEST, asked), OK);
        assert_int_equal(asked->version.number, 2);
        assert_int_equal(questionnaire_load(d->db, d->arena, id, 1, asked), OK);
        assert_true(asked->set.questions[1].max == 5);
        assert_int_equal(
            questionnaire_load(d->db, d->arena,
                house_key(&h, "questionnaire", "me"), NUMBER_PUBLISHED, asked),
            ERR_NOT_FOUND);
        house_close(&h);
    }
}

static void
it_is_answered_once_or_again_and_again(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring_in(&h, "visit", first);
        bring_in(&h, "me", first);
        int64_t visit = house_key(&h, "questionnaire", "visit");
        int64_t me = house_key(&h, "questionnaire", "me");
        int64_t one = begin(d, visit, 7), mine = begin(d, me, 7);
        assert_true(begin(d, visit, 7) == one); /* the open one */
        assert_true(begin(d, visit, 8) != one);
        give(d, one, "role", "nurse");
        give(d, mine, "role", "nurse");
        assert_int_equal(finish(d, one), OK);
        assert_int_equal(finish(d, mine), OK);
        assert_true(begin(d, visit, 7) != one);
        assert_true(begin(d, me, 7) == mine);
        house_close(&h);
    }
}

struct racing {
    struct db_home *home;
    int64_t questionnaire_id, id;
    enum err e;
};

static void
race(void *arg)
{
    struct racing *r = arg;
    struct arena a;
    struct db *db;
    struct why why = { 0 };
    struct doing doing = { .what = { .questionnaire_id = r->questionnaire_id,
                               .person_id = 7,
                               .lang = TEXT("en"),
                               .now = 3 } };
    arena_open(&a, 8 << 20);
    r->e = db_connect(&db, r->home, &why);
    if (r->e == OK) {
        r->e = db_write(db, &a, do_it, &doing);
        r->id = doing.id;
        db_disconnect(db);
    }
    arena_close(&a);
}

static void
two_that_begin_at_once_begin_one(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        enum { N = 4 };
        struct house h;
        struct thread threads[N];
        struct racing racing[N];
        struct why why = { 0 };
        house_open(&h, s, d);
        bring_in(&h, "me", first);
        for (int i = 0; i < N; i++) {
            racing[i] = (struct racing){ .home = d->home,
                .questionnaire_id = house_key(&h, "questionnaire", "me") };
            assert_int_equal(
                thread_start(&threads[i], "race", race, &racing[i], &why), OK);
        }
        for (int i = 0; i < N; i++)
            thread_join(&threads[i]);
        for (int i = 0; i < N; i++) {
            assert_int_equal(racing[i].e, OK);
            assert_true(racing[i].id == racing[0].id);
        }
        assert_string_equal(
            support_ask(s, d->url, "SELECT CAST(count(*) AS TEXT) FROM reply")
                .ptr,
            "1");
        house_close(&h);
    }
}

static void
what_is_required_is_asked_for_only_at_the_end(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring_in(&h, "me", first);
        int64_t id = begin(d, house_key(&h, "questionnaire", "me"), 7);
        give(d, id, "well", "4");
        assert_int_equal(finish(d, id), ERR_BAD_INPUT);
        give(d, id, "role", "nurse");
        assert_int_equal(finish(d, id), OK);
        house_close(&h);
    }
}

static void
engines_read_old_answers_as_answers_to_the_new_version(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct replies all;
        house_open(&h, s, d);
        bring_in(&h, "me", first);
        int64_t questionnaire = house_key(&h, "questionnaire", "me");
        int64_t id = begin(d, questionnaire, 7);
        give(d, id, "role", "doctor");
        give(d, id, "well", "5");
        give(d, id, "secret", "not for you");
        assert_int_equal(finish(d, id), OK);
        bring_in(&h, "me", second);
        struct replies_ask ask = { .questionnaire_id = questionnaire,
            .n_rows = 10 };
        assert_int_equal(replies_load(d->db, d->arena, &ask, &all), OK);
        assert_int_equal(all.n_rows, 1);
        assert_true(text_is_equal(
            replies_given(&all, 0, TEXT("role")).value, TEXT("doctor")));
        /* asked on another scale now; private; not there */
        assert_int_equal(replies_given(&all, 0, TEXT("well")).state, GIVEN_NOT);
        assert_int_equal(
            replies_given(&all, 0, TEXT("secret")).state, GIVEN_NOT);
        assert_int_equal(
            replies_given(&all, 0, TEXT("nothing")).state, GIVEN_NOT);
        ask.has_private = true;
        assert_int_equal(replies_load(d->db, d->arena, &ask, &all), OK);
        assert_int_equal(replies_given(&all, 0, TEXT("secret")).state, GIVEN);
        house_close(&h);
    }
}

static void
an_answer_is_read_by_whose_it_is_and_nobody_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "partnership.csv",
            "code,name,kind,status\np,P,exchange,active\n");
        house_import(&h, "side.csv",
            "code,partnership,position,name\nhere,p,1,Here\nthere,p,2,There\n");
        int64_t here = house_key(&h, "side", "here");
        struct standing member = { WHO_MEMBER, here };
        struct standing other = { WHO_MEMBER, house_key(&h, "side", "there") };
        const struct actor visitor = { 0 },
                           boss = { .person_id = 9, .is_coordinator = true };
        const struct actor anna = {
            .person_id = 7, .standings = &member, .n_standings = 1
        };
        const struct actor musa = {
            .person_id = 8, .standings = &other, .n_standings = 1
        };
        const struct reply annas = { .person_id = 7 };
        const struct reply together = { .person_id = REPLY_OF_ALL,
            .about_kind = TEXT("side"),
            .about_id = here };
        const struct reply erased = { .person_id = -5 };
        const struct reply nobodys = { .person_id = REPLY_OF_ALL };
        const struct {
            const struct actor *who;
            const struct reply *reply;
            enum err e;
        } cases[] = {
            { &anna, &annas, OK },
            { &musa, &annas, ERR_NOT_FOUND },
            { &boss, &annas, ERR_NOT_FOUND },
            { &visitor, &annas, ERR_NOT_FOUND },
            { &anna, &together, OK },
            { &musa, &together, ERR_NOT_FOUND },
            { &boss, &together, ERR_NOT_FOUND },
            { &visitor, &together, ERR_NOT_FOUND },
            { &anna, &erased, ERR_NOT_FOUND },
            { &visitor, &nobodys, ERR_NOT_FOUND },
            { &anna, &nobodys, ERR_NOT_FOUND },
        };
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
            assert_int_equal(
                reply_may(d->db, d->arena, cases[i].who, cases[i].reply),
                cases[i].e);
        house_close(&h);
    }
}

static void
whoever_is_erased_leaves_a_count_and_nothing_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring_in(&h, "visit", first);
        int64_t visit = house_key(&h, "questionnaire", "visit");
        int64_t one = begin(d, visit, 7);
        give(d, one, "role", "nurse");
        give(d, one, "secret", "a word of mine");
        assert_int_equal(finish(d, one), OK);
        give(d, begin(d, visit, 7), "role", "doctor");
        int64_t musas = begin(d, visit, 8);
        give(d, musas, "role", "nurse");
        struct buf out = buf_in(d->arena, 1000);
        struct json j = json_write(&out);
        json_object(&j);
        assert_int_equal(reply_export_person(d->db, d->arena, 7, &j), OK);
        json_end(&j);
        assert_true(text_find(buf_text(&out), TEXT("a word of mine")) > 0);
        struct doing erase = { .how = ERASE, .what = { .person_id = 7 } };
        assert_int_equal(db_write(d->db, d->arena, do_it, &erase), OK);
        assert_string_equal(
            support_ask(
                s, d->url, "SELECT CAST(count(*) AS TEXT) FROM reply_value")
                .ptr,
            "1");
        assert_string_equal(
            support_ask(s, d->url,
                "SELECT CAST(count(*) AS TEXT) FROM reply WHERE person_id = 7")
                .ptr,
            "0");
        assert_string_equal(
            support_ask(s, d->url, "SELECT CAST(count(*) AS TEXT) FROM reply")
                .ptr,
            "3");
        house_close(&h);
    }
}

/* Where a page of answering was sent to. */
static text
after_post(struct house *h, const char *target, const char *fields)
{
    assert_int_equal(house_post(h, target, fields), 303);
    return arena_copy(h->d->arena, house_header(h, "Location"));
}

static const char *
step_of(struct house *h, text address, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(address), what).ptr;
}

/* Three of one side answer apart, then they agree; the other side sees none,
 * and of two nobody sees what they said. */
static void
a_side_answers_apart_and_then_together(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char key[KEY_LENGTH];
        house_open(&h, s, d);
        house_import(&h, "partnership.csv",
            "code,name,kind,status\np,P,exchange,active\n");
        house_import(&h, "side.csv",
            "code,partnership,position,name\nhere,p,1,Here\nthere,p,2,There\n");
        bring_in(&h, "me", first);
        support_exec(s, d->url,
            "UPDATE questionnaire SET answered_by = 'side' WHERE code = 'me'");
        int64_t here = house_key(&h, "side", "here");
        int64_t anna = house_person(&h, "anna@side.example");
        int64_t bo = house_person(&h, "bo@side.example");
        int64_t cleo = house_person(&h, "cleo@side.example");
        int64_t musa = house_person(&h, "musa@side.example");
        house_give(&h, cleo, "member", "side", here);
        house_give(&h, anna, "member", "side", here);
        house_give(&h, bo, "member", "side", here);
        house_give(&h, musa, "member", "side", house_key(&h, "side", "there"));
        text begin_at = arena_print(d->arena, "/en/answer/new/%.*s",
            TEXT_ARG(key_print(house_key(&h, "questionnaire", "me"), key)));
        text about = arena_print(
            d->arena, "about=side/%.*s", TEXT_ARG(key_print(here, key)));
        text together =
            arena_print(d->arena, "%.*s&together=on", TEXT_ARG(about));
        const struct {
            int64_t person_id;
            const char *fields;
        } apart[] = {
            { anna, "has=role&q.role=nurse&has=well&q.well=2&go=next" },
            { bo,
                "has=role&q.role=doctor&has=well&q.well=5&has=secret&"
                "q.secret=hush&go=next" },
            { cleo, "has=role&q.role=doctor&has=well&q.well=1&go=next" },
        };
        for (int i = 0; i < 3; i++) {
            if (i == 2) { /* of two: not yet */
                text early = after_post(&h, begin_at.ptr, together.ptr);
                assert_int_equal(house_get(&h, step_of(&h, early, "")), 200);
                house_says(&h, "Fewer than 3 of you");
                house_is_silent_on(&h, "Nurse</p>");
                house_is_silent_on(&h, "Doctor</p>");
            }
            house_enter(&h, apart[i].person_id);
            assert_int_equal(house_get(&h, "/en/answer"), 200);
            house_says(&h, "The visit");
            text step = after_post(&h, begin_at.ptr, about.ptr);
            text mine = after_post(&h, step_of(&h, step, ""), apart[i].fields);
            if (text_ends_with(mine, TEXT("/1")))
                mine = text_slice(mine, 0, mine.len - 2);
            after_post(&h, step_of(&h, mine, "/send"), "");
            assert_int_equal(house_get(&h, step_of(&h, mine, "")), 200);
            house_says(&h, "Agree on one answer for your side");
        }
        text both = after_post(&h, begin_at.ptr, together.ptr);
        assert_int_equal(house_get(&h, step_of(&h, both, "")), 200);
        house_says(&h, "You answer together");
        house_says(&h, "Nurse</p>");
        house_says(&h, "2 × Doctor</p>");
        house_is_silent_on(&h, "hush"); /* private, also among themselves */
        house_enter(&h, anna);
        assert_true(
            text_is_equal(after_post(&h, begin_at.ptr, together.ptr), both));
        house_enter(&h, musa);
        assert_int_equal(house_get(&h, step_of(&h, both, "")), 404);
        assert_int_equal(house_post(&h, begin_at.ptr, together.ptr), 404);
        assert_int_equal(house_post(&h, begin_at.ptr, about.ptr), 404);
        house_close(&h);
    }
}

static void
files_of_questions_are_refused_with_their_name(void **state)
{
    static const struct {
        const char *file, *content, *said;
    } cases[] = {
        { "questionnaire/ghost.csv", HEAD, "no row with this code" },
        { "questionnaire/visit.en.csv", "key,text\ntitle,T\n",
            "no file with its questions" },
        { "questionnaire/visit.csv", first, "no file with its words" },
        { "questionnaire/visit.csv", HEAD "x,s,riddle,,,,,,,\n",
            "questionnaire/visit.csv: line 2: there is no such kind" },
        { "questionnaire/visit.txt", "x", "is not named" },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        house_import(&h, "questionnaire.csv", sheet);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            text said = house_refusals(&h, cases[i].file, cases[i].content);
            if (text_find(said, text_of(cases[i].said)) < 0)
                fail_msg("%s: %.*s", cases[i].file, TEXT_ARG(said));
        }
        house_close(&h);
    }
}

int
questionnaire_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(the_same_files_a_second_time_are_no_new_version),
        support_test(it_is_answered_once_or_again_and_again),
        support_test(two_that_begin_at_once_begin_one),
        support_test(what_is_required_is_asked_for_only_at_the_end),
        support_test(engines_read_old_answers_as_answers_to_the_new_version),
        support_test(an_answer_is_read_by_whose_it_is_and_nobody_else),
        support_test(whoever_is_erased_leaves_a_count_and_nothing_else),
        support_test(a_side_answers_apart_and_then_together),
        support_test(files_of_questions_are_refused_with_their_name),
    };
    return cmocka_run_group_tests_name("keep/questionnaire", tests, NULL, NULL);
}
