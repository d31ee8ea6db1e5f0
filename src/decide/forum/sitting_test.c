/* A meeting from its call to its approved minutes; positions that are taken in
 * it; and who may not. */
#include "decide/forum/sitting.h"

#include "base/key.h"
#include "decide/forum/decision.h"
#include "keep/mail.h"
#include "people/people.h"
#include "support/sitting_cast.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int sitting_test(void);

static void
sit(struct house *h, const struct sitting_cast *c, const char *who,
    bool is_named)
{
    text fields = arena_print(h->d->arena, "seat=%.*s&%s&since=2026-01-01%s",
        TEXT_ARG(c->residents), who, is_named ? "&is_named=on" : "");
    house_enter(h, c->c.lead);
    assert_int_equal(sitting_send(h, c->group, "/seats", fields.ptr), 303);
}

static void
a_meeting_is_held_and_minuted(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        sit(&h, &c, "name=Asha+<b>", true);
        sit(&h, &c, "name=Bo+Berg", false);
        assert_int_equal(sitting_send(&h, c.page, "/item",
                             "name=Visiting+<hours>&note=When+to+come"),
            303);
        assert_int_equal(sitting_look(&h, c.page, "/there"), 200);
        house_says(&h, "Asha &lt;b&gt;");
        house_is_silent_on(&h, "Bo Berg");
        assert_int_equal(sitting_send(&h, c.page, "/there",
                             "there_0=2&away_0=1&there_1=1&away_1=0"
                             "&how_0=there&others=4"),
            303);
        assert_int_equal(sitting_look(&h, c.page, "/keep"), 200);
        text was = agree_behind(&h, "name=\"was\" value=\"");
        text fields = arena_print(d->arena,
            "settled_0=From+*ten*+to+eight.&minutes=We+met+<in>+peace."
            "&lang=en&was=%.*s",
            TEXT_ARG(was));
        assert_int_equal(sitting_send(&h, c.page, "/keep", fields.ptr), 303);
        /* somebody else wrote meanwhile: nothing is lost, nothing saved */
        fields = arena_print(d->arena,
            "settled_0=Other&minutes=Other&lang=en&was=%.*s", TEXT_ARG(was));
        assert_int_equal(sitting_send(&h, c.page, "/keep", fields.ptr), 422);
        house_says(&h, "somebody else wrote on it meanwhile");
        house_says(&h, "Other</textarea>");
        house_enter(&h, 0);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, "Visiting &lt;hours&gt;");
        house_says(&h, "<em>ten</em>");
        house_says(&h, "We met");
        house_says(&h, "3 seats were taken up.");
        house_says(&h, "Enough were there to take a position.");
        house_says(&h, "4 others were there, without a seat.");
        house_says(&h, "Asha &lt;b&gt;");
        house_says(&h, "Library &lt;hall&gt;");
        house_says(&h, "Not approved yet");
        house_is_silent_on(&h, "Bo Berg");
        house_is_silent_on(&h, "Write the minutes");
        assert_int_equal(sitting_look(&h, c.group, ""), 200);
        house_says(&h, "<em>ten</em>");
        assert_int_equal(
            sitting_look(&h, c.page, "/keep"), 303); /* to sign in */
        house_close(&h);
    }
}

static void
a_link_to_join_is_for_those_within(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        support_exec(
            s, d->url, "UPDATE sitting SET link = 'https://join.example/room'");
        static const char *const pages[] = { "", "/meeting.ics" };
        for (int i = 0; i < 2; i++) {
            house_enter(&h, c.c.stranger);
            assert_int_equal(sitting_look(&h, c.page, pages[i]), 200);
            house_is_silent_on(&h, "join.example");
            house_enter(&h, c.c.guest);
            assert_int_equal(sitting_look(&h, c.page, pages[i]), 200);
            house_says(&h, "join.example");
        }
        house_enter(&h, 0);
        assert_int_equal(sitting_look(&h, c.group, "/dates.ics"), 200);
        house_is_silent_on(&h, "join.example");
        house_close(&h);
    }
}

/* The day a paper came, counted from the day of the meeting. */
static void
put_paper(struct house *h, const struct sitting_cast *c, int n,
    const char *name, const char *seen, int days_before)
{
    struct date date;
    assert_true(date_parse(c->c.today, &date));
    long long at = (date_to_days(date) - days_before) * 86'400;
    support_exec(h->s, h->d->url,
        arena_print(h->d->arena,
            "INSERT INTO file (id, document_id, name, type, size, hash, "
            "uploaded_at, is_whole) VALUES (%d, %d, 'a.txt', 'txt', 0, '', "
            "%lld, 1); INSERT INTO document (id, code, name, name_sort, seen, "
            "within_kind, within_id, file_id, created_at) VALUES (%d, '%s', "
            "'%s', 'h', '%s', 'sitting', %lld, %d, 0)",
            2000 + n, 3000 + n, at, 3000 + n, name, name, seen,
            (long long)c->meeting, 2000 + n)
            .ptr);
}

static void
a_late_paper_is_said_to_be_late(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        put_paper(&h, &c, 1, "Early", "public", 7);
        house_enter(&h, 0);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, "Early");
        house_is_silent_on(&h, ">came late<");
        put_paper(&h, &c, 2, "Sudden", "public", 6);
        put_paper(&h, &c, 3, "Inside", "within", 9);
        put_paper(&h, &c, 4, "Closed", "nobody", 9);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, ">came late<");
        house_is_silent_on(&h, "Inside");
        house_enter(&h, c.c.guest);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, "Inside");
        house_is_silent_on(&h, "Closed");
        house_close(&h);
    }
}

static void
minutes_are_approved_at_a_later_meeting_and_not_before(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.lead);
        assert_int_equal(sitting_look(&h, c.page, "/keep"), 200);
        text was = agree_behind(&h, "name=\"was\" value=\"");
        text fields = arena_print(
            d->arena, "minutes=First+words&lang=en&was=%.*s", TEXT_ARG(was));
        assert_int_equal(sitting_send(&h, c.page, "/keep", fields.ptr), 303);
        assert_int_equal(sitting_send(&h, c.page, "/approve", ""), 409);
        support_exec(s, d->url, "UPDATE sitting SET held_on = '2026-01-13'");
        house_import(&h, "sitting.csv",
            "code,forum,held_on,status\nn,f,2026-02-10,held\n");
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, "They were approved at the meeting of 10 February 2026");
        assert_int_equal(sitting_send(&h, c.page, "/approve", ""), 303);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, "Approved on 10 February 2026.");
        /* changed after that, they are approved no more */
        assert_int_equal(sitting_look(&h, c.page, "/keep"), 200);
        was = agree_behind(&h, "name=\"was\" value=\"");
        fields = arena_print(
            d->arena, "minutes=Other+words&lang=en&was=%.*s", TEXT_ARG(was));
        assert_int_equal(sitting_send(&h, c.page, "/keep", fields.ptr), 303);
        assert_int_equal(sitting_look(&h, c.page, ""), 200);
        house_says(&h, "Changed after they were approved");
        house_close(&h);
    }
}

static void
what_was_settled_comes_into_the_register_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.lead);
        assert_int_equal(
            sitting_send(&h, c.page, "/item", "name=Visiting+hours"), 303);
        assert_int_equal(sitting_look(&h, c.page, "/keep"), 200);
        text was = agree_behind(&h, "name=\"was\" value=\"");
        text fields = arena_print(d->arena,
            "settled_0=From+ten+to+eight.&lang=en&was=%.*s", TEXT_ARG(was));
        assert_int_equal(sitting_send(&h, c.page, "/keep", fields.ptr), 303);
        char key[KEY_LENGTH];
        int64_t item =
            agree_count(&h, "SELECT id FROM sitting_item ORDER BY id LIMIT 1");
        text decide = arena_print(
            d->arena, "/item/%.*s/decide", TEXT_ARG(key_print(item, key)));
        /* too few were there, as far as anybody wrote down */
        assert_int_equal(sitting_send(&h, c.page, decide.ptr, ""), 409);
        assert_int_equal(
            sitting_send(&h, c.page, "/there", "there_0=2&there_1=1&others=0"),
            303);
        assert_int_equal(sitting_send(&h, c.page, decide.ptr, ""), 303);
        assert_int_equal(sitting_send(&h, c.page, decide.ptr, ""), 303);
        assert_int_equal(agree_count(&h, "SELECT count(*) FROM decision"), 1);
        house_enter(&h, 0);
        assert_int_equal(house_get(&h, "/en/decisions"), 200);
        house_says(&h, "settled in a meeting");
        assert_int_equal(house_follow(&h, "/en/decision/visiting-hours-"), 200);
        house_says(&h, "From ten to eight.");
        house_says(&h, "No voice lies under this decision");
        house_close(&h);
    }
}

static void
terms_are_in_force_once_they_were_agreed(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        house_enter(&h, c.c.trust); /* who sits there sets no terms alone */
        assert_int_equal(
            sitting_send(&h, c.group, "/terms", "body=We+rule&lang=en"), 403);
        house_enter(&h, c.c.lead);
        assert_int_equal(sitting_send(&h, c.group, "/terms",
                             "body=We+meet+<monthly>.%0AWe+eat.&lang=en"),
            303);
        assert_int_equal(sitting_look(&h, c.group, ""), 200);
        house_says(&h, "New terms are being agreed:");
        house_says(&h, "No terms are agreed yet.");
        support_exec(s, d->url,
            "UPDATE proposal SET status = 'ended', result = 'NOT_AGREED' "
            "WHERE name LIKE 'Terms of%'");
        assert_int_equal(sitting_look(&h, c.group, ""), 200);
        house_says(&h, "No terms are agreed yet.");
        support_exec(s, d->url,
            "UPDATE proposal SET result = 'AGREED', result_version = 1 WHERE "
            "name LIKE 'Terms of%'");
        assert_int_equal(sitting_look(&h, c.group, ""), 200);
        house_says(&h, "In force: version 1, as it was agreed.");
        house_says(&h, "We meet &lt;monthly&gt;.");
        house_close(&h);
    }
}

static enum err
forget_step(struct db *writer, struct arena *a, void *arg)
{
    const struct sitting_cast *c = arg;
    enum err e = decision_forget_thing(writer, a, c->c.partnership);
    if (e == OK)
        e = sitting_forget_thing(writer, a, c->meeting);
    if (e == OK)
        e = forum_forget_thing(
            writer, a, c->forum); /* and each seat, as the bin asks */
    int64_t seat;
    if (e == OK && key_parse(c->residents, &seat))
        e = forum_forget_thing(writer, a, seat);
    return e;
}

static void
what_is_gone_for_good_takes_seats_and_decisions_along(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        sit(&h, &c, "name=Asha", true);
        assert_int_equal(sitting_send(&h, c.page, "/there",
                             "there_0=1&there_1=0&others=0&how_0=there"),
            303);
        house_import(&h, "decision.csv",
            "code,partnership,name,decided_on,how,result,n_corrections\n"
            "a,p,Hours,2025-05-07,meeting,settled,0\n");
        house_import(&h, "decision_body.csv",
            "code,decision,name,outcome,words\nb,a,Board,same,So\n");
        assert_int_equal(db_write(d->db, d->arena, forget_step, &c), OK);
        static const char *const tables[] = { "decision", "decision_body",
            "forum_holder", "sitting_seat", "sitting_there" };
        for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
            assert_int_equal(
                agree_count(&h,
                    arena_print(d->arena, "SELECT count(*) FROM %s", tables[i])
                        .ptr),
                0);
        house_close(&h);
    }
}

static int64_t
n_mails(struct house *h)
{
    return agree_count(h, "SELECT count(*) FROM mail WHERE kind = 'meeting'");
}

static int64_t
at_noon(text day)
{
    struct date date;
    assert_true(date_parse(day, &date));
    return moment_to_s((struct moment){ date, 12, 0, 0 });
}

static void
who_sits_there_is_invited_and_reminded(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        sit(&h, &c, "mail=a%40x.example", false);
        sit(&h, &c, "mail=a%40x.example", false); /* two seats, one mail */
        assert_int_equal(sitting_send(&h, c.group, "/seats",
                             arena_print(d->arena,
                                 "seat=%.*s&mail=nobody%%40x.example&since="
                                 "2026-01-01",
                                 TEXT_ARG(c.residents))
                                 .ptr),
            422);
        house_says(&h, "nobody here signs in with this address");
        /* in two days */
        int64_t now = at_noon(c.c.today);
        text day = day_of(d->arena, now + 2 * 86'400);
        support_exec(s, d->url,
            arena_print(
                d->arena, "UPDATE sitting SET held_on = '%.*s'", TEXT_ARG(day))
                .ptr);
        assert_int_equal(sitting_sweep(d->db, d->arena, now), OK);
        assert_int_equal(n_mails(&h), 0); /* nobody was invited */
        assert_int_equal(sitting_send(&h, c.page, "/call", ""), 303);
        assert_int_equal(n_mails(&h), 1);
        text words = support_ask(
            s, d->url, "SELECT body FROM mail WHERE kind = 'meeting'");
        assert_true(text_find(words, TEXT("/meeting.ics")) > 0);
        assert_true(text_find(words, TEXT("Library <hall>")) > 0);
        assert_int_equal(sitting_sweep(d->db, d->arena, now), OK);
        assert_int_equal(n_mails(&h), 1); /* called today */
        assert_int_equal(sitting_sweep(d->db, d->arena, now + 86'400), OK);
        assert_int_equal(n_mails(&h), 2);
        assert_int_equal(sitting_sweep(d->db, d->arena, now + 86'400), OK);
        assert_int_equal(n_mails(&h), 2);
        house_close(&h);
    }
}

static enum err
erase_step(struct db *writer, struct arena *a, void *arg)
{
    const int64_t *id = arg;
    return forum_erase_person(writer, a, *id);
}

static void
a_person_gets_and_loses_their_seat(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct sitting_cast c;
        sitting_cast_open(&h, s, d, &c);
        sit(&h, &c, "mail=a%40x.example", true);
        assert_int_equal(sitting_send(&h, c.page, "/there",
                             "there_0=1&there_1=0&others=0&how_0=there"),
            303);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM sitting_there"), 1);
        struct json json;
        struct buf out = buf_in(d->arena, 4096);
        json = json_write(&out);
        json_object(&json);
        assert_int_equal(
            forum_export_person(d->db, d->arena, c.c.people[0], &json), OK);
        json_end(&json);
        assert_true(text_find(buf_text(&out), TEXT("People's table")) > 0);
        assert_true(text_find(buf_text(&out), TEXT("\"there\"")) > 0);
        /* erased: the seat was taken, and nobody can say by whom */
        assert_int_equal(
            db_write(d->db, d->arena, erase_step, &c.c.people[0]), OK);
        assert_int_equal(
            agree_count(&h, "SELECT count(*) FROM sitting_there"), 0);
        assert_int_equal(agree_count(&h,
                             "SELECT count(*) FROM forum_holder WHERE "
                             "person_id IS NULL AND is_named = 0"),
            1);
        house_close(&h);
    }
}

int
sitting_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_meeting_is_held_and_minuted),
        support_test(a_link_to_join_is_for_those_within),
        support_test(a_late_paper_is_said_to_be_late),
        support_test(minutes_are_approved_at_a_later_meeting_and_not_before),
        support_test(what_was_settled_comes_into_the_register_once),
        support_test(terms_are_in_force_once_they_were_agreed),
        support_test(what_is_gone_for_good_takes_seats_and_decisions_along),
        support_test(who_sits_there_is_invited_and_reminded),
        support_test(a_person_gets_and_loses_their_seat),
    };
    return cmocka_run_group_tests_name("decide/sitting", tests, NULL, NULL);
}
