/* What people said for a round: answers, lists, what is private, who leaves. */
#include "support/house.h"

#include "base/key.h"
#include "keep/person_data.h"
#include "keep/reply.h"
#include "match/round_work.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdio.h>

int round_said_test(void);

static void
make_network(struct house *h, struct support *s, struct support_db *d)
{
    house_open(h, s, d);
    house_import(h, "place.csv", "code,name,kind\np,Place,city\n");
    house_import(h, "organisation.csv",
        "code,name,kind,place\nclinic,Clinic,hospital,p\n");
    house_import(
        h, "person.csv", "code,name\nann,Ann\nbea,Bea\nxavi,Xavi\nyan,Yan\n");
    house_import(h, "partnership.csv",
        "code,name,kind,status\nours,Ours,exchange,active\n");
    house_import(h, "side.csv",
        "code,partnership,position,name,place\nwest,ours,1,West,p\n"
        "east,ours,2,East,p\n");
    house_import(h, "match_round.csv",
        "code,partnership,name,has_wishes\nr,ours,Our round,yes\n");
}

static text
address(struct house *h, const char *what)
{
    char key[KEY_LENGTH];
    return arena_print(h->d->arena, "/en/round/%.*s%s",
        TEXT_ARG(key_print(house_key(h, "match_round", "r"), key)), what);
}

static void
enter_facilitator(struct house *h)
{
    int64_t id = house_person(h, "f@r.example");
    house_give(h, id, "facilitator", "partnership",
        house_key(h, "partnership", "ours"));
    house_enter(h, id);
}

static void
must_be(struct house *h, const char *sql, const char *expected)
{
    text got = support_ask(h->s, h->d->url, sql);
    if (!text_is_equal(got, text_of(expected)))
        fail_msg("%s: %.*s, not %s", sql, TEXT_ARG(got), expected);
}

/* ---- Answers
 * ------------------------------------------------------------------ */

static enum err
answer(struct db *writer, struct arena *a, void *arg)
{
    const int64_t *ids = arg; /* questionnaire, person, whom not */
    int64_t reply_id;
    char key[KEY_LENGTH];
    static const struct {
        const char *question, *value;
    } answers[] = { { "role_family", "clinical" }, { "level", "5" },
        { "languages", "sw:4;en:1" }, { "offers", "teaching;Clean Water!" },
        { "wants", "digital" } };
    struct reply_beginning begin = { .questionnaire_id = ids[0],
        .person_id = ids[1],
        .lang = TEXT("en"),
        .now = 3 };
    enum err e = reply_begin(writer, a, &begin, &reply_id);
    for (size_t i = 0; e == OK && i < sizeof answers / sizeof *answers; i++)
        e = reply_save(writer, a, reply_id, text_of(answers[i].question),
            (struct given){ GIVEN, text_of(answers[i].value) }, 5);
    return e == OK ? reply_save(writer, a, reply_id, TEXT("not_with"),
                         (struct given){ GIVEN, key_print(ids[2], key) }, 5)
                   : e;
}

static void
what_somebody_answered_counts_before_what_stands_in_their_row(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        house_import_folder(&h, "example");
        house_import(&h, "match_round.csv",
            "code,partnership,name,has_wishes,questionnaire\n"
            "r,ours,Our round,yes,match-profile\n");
        house_import(&h, "match_person.csv",
            "code,round,person,side,role_family,level,interests,offers\n"
            "ma,r,ann,west,policy,0,equity,research:3\n"
            "mx,r,xavi,east,policy,0,equity,management\n");
        int64_t ids[] = { house_key(&h, "questionnaire", "match-profile"),
            house_key(&h, "person", "ann"), house_key(&h, "person", "xavi") };
        assert_int_equal(db_write(d->db, d->arena, answer, ids), OK);
        /* written in by somebody: what she answered elsewhere stays hers, but
         * for whom she cannot work with */
        struct round r;
        struct round_everybody_row *rows;
        ptrdiff_t n;
        text lines[2];
        assert_int_equal(
            round_load(d->db, d->arena, house_key(&h, "match_round", "r"), &r),
            OK);
        assert_int_equal(
            round_everybody(d->db, d->arena,
                (struct round_everybody_in){ r.row.id, 10 }, &rows, &n),
            OK);
        assert_int_equal(n, 2);
        assert_int_equal(round_lines(d->db, d->arena, &r, rows, n, lines), OK);
        bool is_ann_first = text_is_equal(rows[0].code, TEXT("ma"));
        assert_string_equal(
            arena_c_string(d->arena, lines[is_ann_first ? 0 : 1]),
            "ma,west,,policy,0,,equity,,research:3,,,,,mx,1,no,no,");
        house_give(&h, house_key(&h, "person", "ann"), "member", "side",
            house_key(&h, "side", "west"));
        assert_int_equal(
            round_everybody(d->db, d->arena,
                (struct round_everybody_in){ r.row.id, 10 }, &rows, &n),
            OK);
        assert_int_equal(round_lines(d->db, d->arena, &r, rows, n, lines), OK);
        text ann = lines[is_ann_first ? 0 : 1];
        text xavi = lines[is_ann_first ? 1 : 0];
        /* the interests are of the row: nothing was answered there */
        assert_string_equal(arena_c_string(d->arena, ann),
            "ma,west,,clinical,4,,equity,\"sw:3;en:1\","
            "\"teaching;clean water\",digital,,,,mx,1,no,no,");
        assert_string_equal(arena_c_string(d->arena, xavi),
            "mx,east,,policy,0,,equity,,management,,,,,,1,no,no,");
        house_close(&h);
    }
}

static enum err
answer_needs(struct db *writer, struct arena *a, void *arg)
{
    const int64_t *ids = arg; /* questionnaire, person */
    int64_t reply_id;
    struct reply_beginning begin = { .questionnaire_id = ids[0],
        .person_id = ids[1],
        .lang = TEXT("en"),
        .now = 3 };
    enum err e = reply_begin(writer, a, &begin, &reply_id);
    if (e == OK)
        e = reply_save(writer, a, reply_id, TEXT("needs"),
            (struct given){ GIVEN, TEXT("interpreter;carer") }, 5);
    if (e == OK)
        e = reply_save(writer, a, reply_id, TEXT("interpreter"),
            (struct given){ GIVEN, TEXT("luo:4") }, 5);
    return e;
}

static void
facilitators_see_what_people_need_and_nobody_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        house_import_folder(&h, "example");
        house_import(&h, "match_round.csv",
            "code,partnership,name,has_wishes,questionnaire\n"
            "r,ours,Our round,yes,match-profile\n");
        house_import(&h, "match_person.csv",
            "code,round,person,side\nma,r,ann,west\nmx,r,xavi,east\n");
        enter_facilitator(&h);
        assert_int_equal(
            house_get(&h, arena_c_string(d->arena, address(&h, "/needs"))),
            200);
        house_says(&h, "Nobody has said that they need anything.");
        int64_t ids[] = { house_key(&h, "questionnaire", "match-profile"),
            house_key(&h, "person", "ann") };
        assert_int_equal(db_write(d->db, d->arena, answer_needs, ids), OK);
        /* written into the round by somebody, and of no side: not theirs */
        assert_int_equal(
            house_get(&h, arena_c_string(d->arena, address(&h, "/needs"))),
            200);
        house_is_silent_on(&h, "Ann");
        house_give(&h, ids[1], "member", "side", house_key(&h, "side", "west"));
        assert_int_equal(
            house_get(&h, arena_c_string(d->arena, address(&h, "/needs"))),
            200);
        house_says(&h, "Ann");
        house_says(&h, "An interpreter, for which language");
        house_is_silent_on(&h, "Xavi");
        /* one who takes part is no facilitator */
        int64_t member = house_person(&h, "m@r.example");
        house_give(&h, member, "member", "side", house_key(&h, "side", "west"));
        house_enter(&h, member);
        assert_int_not_equal(
            house_get(&h, arena_c_string(d->arena, address(&h, "/needs"))),
            200);
        house_is_silent_on(&h, "Ann");
        house_close(&h);
    }
}

/* By its name: nobody knows the code that a file gave it. */
static void
a_round_is_given_its_questionnaire_by_name(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char key[KEY_LENGTH];
        make_network(&h, s, d);
        house_import_folder(&h, "example");
        enter_facilitator(&h);
        text within = key_print(house_key(&h, "partnership", "ours"), key);
        assert_int_equal(
            house_post(&h,
                arena_print(d->arena, "/en/new/match_round?within=%.*s",
                    TEXT_ARG(within))
                    .ptr,
                "name=Another&questionnaire=match+prof"),
            303);
        assert_true(text_is_equal(
            support_ask(s, d->url,
                "SELECT count(*) FROM match_round WHERE name = 'Another' AND "
                "questionnaire_id IS NOT NULL"),
            TEXT("1")));
        house_close(&h);
    }
}

/* ---- Lists
 * -------------------------------------------------------------------- */

#define LIST                                                                   \
    "csv=code%2Cname%2Cside%2Clanguages%2Cwishes%2Cnot_with%0A"                \
    "ann%2C%2CWest%2Cen%3A3%2Cxavi%2Cyan%0A"                                   \
    "xavi%2C%2Ceast%2Cen%3A2%2C%2C%0A"                                         \
    "yan%2C%2Ceast%2Cen%3A2%2C%2C%0A"

static void
what_many_need_is_read_page_by_page(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        enum { N = 230 };
        make_network(&h, s, d);
        house_import_folder(&h, "example");
        house_import(&h, "match_round.csv",
            "code,partnership,name,has_wishes,questionnaire\n"
            "r,ours,Our round,yes,match-profile\n");
        struct buf people = buf_in(d->arena, 20'000),
                   round = buf_in(d->arena, 20'000);
        buf_add(&people, TEXT("code,name\n"));
        buf_add(&round, TEXT("code,round,person,side\n"));
        for (int i = 0; i < N; i++) {
            buf_print(&people, "n%d,Needy %d of them\n", i, i);
            buf_print(&round, "n%d,r,n%d,west\n", i, i);
        }
        buf_byte(&people, 0);
        buf_byte(&round, 0);
        house_import(&h, "person.csv", buf_text(&people).ptr);
        house_import(&h, "match_person.csv", buf_text(&round).ptr);
        for (int i = 0; i < N; i++) {
            char code[20];
            snprintf(code, sizeof code, "n%d", i);
            int64_t ids[] = { house_key(&h, "questionnaire", "match-profile"),
                house_key(&h, "person", code) };
            house_give(
                &h, ids[1], "member", "side", house_key(&h, "side", "west"));
            assert_int_equal(db_write(d->db, d->arena, answer_needs, ids), OK);
        }
        enter_facilitator(&h);
        int n_needs = 0, n_pages = 0;
        text next = address(&h, "/needs");
        while (text_is_known(next)) {
            assert_int_equal(
                house_get(&h, arena_c_string(d->arena, next)), 200);
            n_pages++;
            text rest = h.body;
            ptrdiff_t at = text_find(rest, TEXT("An interpreter, for which"));
            rest = at < 0 ? rest : text_slice(rest, 0, at);
            for (ptrdiff_t i; (i = text_find(rest, TEXT("Needy "))) >= 0;) {
                rest = text_slice(rest, i + 6, rest.len);
                n_needs++;
            }
            ptrdiff_t i = text_find(rest, TEXT("rel=\"next\" href=\""));
            next = (text){ 0 };
            if (i >= 0) {
                text after;
                next = arena_copy(d->arena,
                    text_cut(text_slice(rest, i + 17, rest.len), '"', &after));
            }
        }
        assert_int_equal(n_needs, N);
        assert_int_equal(n_pages, 3);
        house_close(&h);
    }
}

static void
a_list_is_tried_before_it_is_saved_and_saved_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        enter_facilitator(&h);
        text to = address(&h, "/upload");
        assert_int_equal(house_get(&h, to.ptr), 200);
        assert_int_equal(house_post(&h, to.ptr, LIST), 200);
        house_says(&h, "3 people are new.");
        must_be(&h, "SELECT count(*) FROM match_person", "0");
        text body = arena_join(
            d->arena, 2, (text[]){ house_token(&h), TEXT("&save=yes&" LIST) });
        for (int i = 0; i < 2; i++)
            assert_int_equal(house_ask(&h, WEB_POST, to, body, 0), 303);
        must_be(&h, "SELECT count(*) FROM match_person", "3");
        must_be(
            &h, "SELECT wishes FROM match_person WHERE code = 'ann'", "xavi");
        must_be(
            &h, "SELECT count(*) FROM match_rule WHERE kind = 'not_with'", "1");
        /* the same again changes nothing */
        assert_int_equal(house_post(&h, to.ptr, LIST), 200);
        house_says(&h, "3 stay as they are.");
        assert_int_equal(house_post(&h, to.ptr,
                             "csv=code%2Cside%2Cwishes%0Axavi%2Ceast%2Cyan%0A"
                             "yan%2Ceast%2C%0A"),
            200);
        house_says(&h, "The wish for yan counts for nothing");
        house_close(&h);
    }
}

static void
a_code_names_nobody_who_does_not_want_to_be_known(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        enter_facilitator(&h);
        house_import(&h, "person.csv", "code,name,seen\nbea,Bea,nobody\n");
        text to = address(&h, "/upload");
        const char *one = "csv=code%2Cside%0Abea%2Cwest%0A";
        assert_int_equal(house_post(&h, to.ptr, one), 422);
        house_says(&h, "There is nobody called bea here.");
        /* of this side: its facilitator knows them */
        house_give(&h, house_key(&h, "person", "bea"), "member", "side",
            house_key(&h, "side", "west"));
        assert_int_equal(house_post(&h, to.ptr, one), 200);
        house_says(&h, "1 person is new.");
        house_close(&h);
    }
}

static void
each_fault_of_a_list_is_said_with_its_line(void **state)
{
    static const struct {
        const char *csv, *says;
    } faults[] = {
        { "csv=code%2Cside%2Cbeauty%0Aann%2Cwest%2C9%0A",
            "There is no column beauty" },
        { "csv=side%0Awest%0A", "The first line has to name the columns" },
        { "csv=code%2Cside%0A", "There is nobody on this list." },
        { "csv=code%2Cside%0Anobody%2Cwest%0A",
            "There is nobody called nobody here." },
        { "csv=code%2Cside%0Aann%2Cmoon%0A", "The round has no side moon" },
        { "csv=code%2Cside%0Aann%2Cwest%0Aann%2Ceast%0A",
            "The same person as in line 2." },
        { "csv=code%2Cside%2Clevel%0Aann%2Cwest%2C7%0A",
            "level: from 0, policy, to 4, the front line" },
        { "csv=code%2Cside%2Cwishes%0Aann%2Cwest%2Czorro%0A",
            "zorro does not take part in this round." },
        { "csv=code%2Cside%2Coffers%0Aann%2Cwest%2C%3Cb%3E%3A9%0A",
            "offers: words with ; between them" },
        { "csv=code%2Cside%2Corganisation%0Aann%2Cwest%2C%3Cx%3E%0A",
            "There is no organisation with the code &lt;x&gt;." },
    };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        enter_facilitator(&h);
        for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
            text body = arena_print(d->arena, "save=yes&%s", faults[i].csv);
            assert_int_equal(
                house_post(&h, address(&h, "/upload").ptr, body.ptr), 422);
            house_says(&h, faults[i].says);
        }
        must_be(&h, "SELECT count(*) FROM match_person", "0");
        house_close(&h);
    }
}

static void
a_list_of_a_hundred_thousand_is_refused_with_a_sentence(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        enter_facilitator(&h);
        struct buf b = buf_in(d->arena, 600'000);
        buf_print(&b, "%.*s&csv=code%%2Cside%%0A", TEXT_ARG(house_token(&h)));
        for (int i = 0; i < 30'000; i++)
            buf_add(&b, TEXT("ann%2Cwest%0A"));
        assert_int_equal(
            house_ask(&h, WEB_POST, address(&h, "/upload"), buf_text(&b), 0),
            422);
        house_says(&h, "at most 1,000 people at once");
        house_close(&h);
    }
}

/* ---- What is private
 * ------------------------------------------------------------ */

static void
a_private_list_counts_and_is_shown_to_nobody(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        make_network(&h, s, d);
        enter_facilitator(&h);
        text body = arena_join(
            d->arena, 2, (text[]){ house_token(&h), TEXT("&save=yes&" LIST) });
        assert_int_equal(
            house_ask(&h, WEB_POST, address(&h, "/upload"), body, 0), 303);
        house_post(&h, address(&h, "/open").ptr, "");
        assert_int_equal(house_post(&h, address(&h, "/close").ptr, ""), 303);
        must_be(&h,
            "SELECT count(*) FROM match_input WHERE line LIKE '%,yan,%'", "1");
        assert_int_equal(house_post(&h, address(&h, "/solve").ptr, ""), 303);
        must_be(&h,
            "SELECT count(*) FROM match_pair p JOIN match_person b ON b.id IN "
            "(p.a_id, p.b_id) WHERE b.code = 'yan'",
            "0");
        assert_int_equal(house_get(&h, address(&h, "/proposal").ptr), 200);
        /* of two: that one of them is forbidden is not said */
        house_says(&h, "of 2 possible pairs 0 contradict it");
        house_says(&h, "There are 2 on this side and 1 on the other.");
        house_is_silent_on(&h, "not_with");
        assert_int_equal(house_get(&h, address(&h, "/people.csv").ptr), 200);
        house_is_silent_on(&h, "not_with");
        assert_true(
            text_find(h.body, TEXT("ann,west,,,,,,en:3,,,,,xavi,1")) >= 0);
        house_close(&h);
    }
}

/* ---- Who leaves
 * ------------------------------------------------------------------ */

struct erasing {
    int64_t person_id;
};

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    const struct erasing *e = arg;
    return person_erase(writer, a, e->person_id, e->person_id);
}

static void
who_is_erased_stays_in_no_list_and_no_line(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text all;
        make_network(&h, s, d);
        enter_facilitator(&h);
        house_import(&h, "match_person.csv",
            "code,round,person,side,languages,offers,wishes\n"
            "zxqv-ann,r,ann,west,en:3,zxqvwork,\n"
            "mb,r,bea,west,en:3,x,\n"
            "mx,r,xavi,east,en:3,y,zxqv-ann;mb\n");
        house_post(&h, address(&h, "/open").ptr, "");
        assert_int_equal(house_post(&h, address(&h, "/close").ptr, ""), 303);
        struct erasing e = { house_key(&h, "person", "ann") };
        assert_int_equal(person_export(d->db, d->arena, e.person_id, &all), OK);
        assert_true(text_find(all, TEXT("zxqvwork")) >= 0);
        assert_int_equal(db_write(d->db, d->arena, erase, &e), OK);
        must_be(&h,
            "SELECT count(*) FROM match_person WHERE code LIKE '%zxqv%' OR "
            "wishes LIKE '%zxqv%' OR offers LIKE '%zxqv%'",
            "0");
        must_be(&h, "SELECT count(*) FROM match_input WHERE line LIKE '%zxqv%'",
            "0");
        must_be(&h, "SELECT wishes FROM match_person WHERE code = 'mx'", "mb");
        /* and the others can still be paired */
        assert_int_equal(house_post(&h, address(&h, "/solve").ptr, ""), 303);
        must_be(&h, "SELECT count(*) FROM match_pair", "1");
        house_close(&h);
    }
}

/* ---- What changed while it was solved -------------------------------------
 */

static enum err
save_result(struct db *writer, struct arena *a, void *arg)
{
    return round_result_save(writer, a, arg, 0, 1);
}

static enum err
forbid(struct db *writer, struct arena *a, void *arg)
{
    return round_rule_add(writer, a, arg);
}

static void
what_was_solved_before_a_rule_came_is_not_saved(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        struct round r;
        struct round_work w;
        struct why why = { 0 };
        make_network(&h, s, d);
        enter_facilitator(&h);
        house_import(&h, "match_person.csv",
            "code,round,person,side,languages\nma,r,ann,west,en:3\n"
            "mb,r,bea,west,en:3\nmx,r,xavi,east,en:3\n");
        house_post(&h, address(&h, "/open").ptr, "");
        house_post(&h, address(&h, "/close").ptr, "");
        int64_t id = house_key(&h, "match_round", "r");
        assert_int_equal(round_load(d->db, d->arena, id, &r), OK);
        assert_int_equal(round_work_load(d->db, d->arena, &r, &w, &why), OK);
        assert_int_equal(round_work_solve(&w, d->arena, &why), OK);
        assert_int_equal(db_write(d->db, d->arena, save_result, &w), OK);
        struct round_rule_new veto = { .round = &r,
            .kind = TEXT("veto"),
            .a_id = house_key(&h, "match_person", "ma"),
            .b_id = house_key(&h, "match_person", "mx"),
            .reason = TEXT("No"),
            .now = 1 };
        assert_int_equal(db_write(d->db, d->arena, forbid, &veto), OK);
        assert_int_equal(
            db_write(d->db, d->arena, save_result, &w), ERR_CONFLICT);
        assert_int_equal(round_work_load(d->db, d->arena, &r, &w, &why), OK);
        assert_int_equal(round_work_solve(&w, d->arena, &why), OK);
        /* somebody is gone meanwhile: no pair is made of them */
        struct erasing e = { house_key(&h, "person", "bea") };
        assert_int_equal(db_write(d->db, d->arena, erase, &e), OK);
        assert_int_equal(
            db_write(d->db, d->arena, save_result, &w), ERR_CONFLICT);
        must_be(&h,
            "SELECT count(*) FROM match_pair p LEFT JOIN match_person b ON "
            "b.id = p.b_id LEFT JOIN match_person a ON a.id = p.a_id WHERE "
            "a.id IS NULL OR b.id IS NULL",
            "0");
        house_close(&h);
    }
}

int
round_said_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            what_somebody_answered_counts_before_what_stands_in_their_row),
        support_test(a_round_is_given_its_questionnaire_by_name),
        support_test(facilitators_see_what_people_need_and_nobody_else),
        support_test(what_many_need_is_read_page_by_page),
        support_test(a_list_is_tried_before_it_is_saved_and_saved_once),
        support_test(a_code_names_nobody_who_does_not_want_to_be_known),
        support_test(each_fault_of_a_list_is_said_with_its_line),
        support_test(a_list_of_a_hundred_thousand_is_refused_with_a_sentence),
        support_test(a_private_list_counts_and_is_shown_to_nobody),
        support_test(who_is_erased_stays_in_no_list_and_no_line),
        support_test(what_was_solved_before_a_rule_came_is_not_saved),
    };
    return cmocka_run_group_tests_name("match/round_said", tests, NULL, NULL);
}
