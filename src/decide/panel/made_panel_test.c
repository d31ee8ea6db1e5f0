/* Volunteers and draws that a file made up: the panel follows from the tickets
 * and the public number as any other, and never where people volunteer. */
#include "decide/panel/made_panel.h"
#include "decide/panel/lot.h"
#include "support/board_cast.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int made_panel_test(void);

#define PANEL_HEAD                                                             \
    "code,partnership,name,purpose,asked,lang,opened_to,is_open,size,"         \
    "closes_on,is_illustrative\n"
#define PANELS                                                                 \
    PANEL_HEAD                                                                 \
    "x,p,First,For the try.,Age.,en,slips,yes,2,2026-03-15,yes\n"              \
    "r,p,Real,For us.,Age.,en,slips,yes,2,2099-03-15,no\n"
#define LINES                                                                  \
    "code,panel,position,feature,value,low,high\n"                             \
    "x-0,x,0,Age,young,1,1\nx-1,x,1,Age,old,1,1\n"
#define VOLUNTEERS "code,panel,ticket,said,household,lang,name\n"
#define FOUR                                                                   \
    VOLUNTEERS                                                                 \
    "v1,x,10001,Age: young,,en,Ann (made up)\n"                                \
    "v2,x,10002,Age: young,,en,\nv3,x,10003,Age: old,,en,\n"                   \
    "v4,x,10004,Age: old,,sv,\n"
#define STEPS "code,panel,position,done_on,what,said,words\n"
#define DRAWN                                                                  \
    STEPS                                                                      \
    "s1,x,1,2026-03-16,source,2026-03-20,Three dice\n"                         \
    "s2,x,2,2026-03-17,freeze,,\ns3,x,3,2026-03-20,draw,4 8 2,\n"              \
    "s4,x,4,2026-03-20,confirm,,\ns5,x,5,2026-03-22,accept,all,\n"             \
    "s6,x,6,2026-05-02,end,,Done\n"

static void
bring(struct house *h)
{
    house_import(
        h, "partnership.csv", "code,name,kind,status\np,Talk,borough,active\n");
    house_import(h, "panel.csv", PANELS);
    house_import(h, "panel_line.csv", LINES);
}

static void
refused(
    struct house *h, const char *file, const char *rows, const char *sentence)
{
    text said = house_refusals(h, file, rows);
    if (text_find(said, text_of(sentence)) < 0)
        fail_msg("%s: %.*s", sentence, TEXT_ARG(said));
}

static void
a_made_up_panel_is_drawn_once_from_its_number(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h);
        for (int twice = 0; twice < 2; twice++) {
            house_import(&h, "made_volunteer.csv", FOUR);
            house_import(&h, "made_draw.csv", DRAWN);
            house_import(&h, "panel.csv", PANELS);
            assert_int_equal(
                board_cast_count(&h, "SELECT count(*) FROM panel_volunteer"),
                4);
            assert_int_equal(
                board_cast_count(&h,
                    "SELECT count(*) FROM panel_list WHERE status = "
                    "'confirmed' AND seed = '4 8 2' AND confirmed_by IS NULL "
                    "AND lowest > 0.49 AND highest < 0.51"),
                1);
            assert_int_equal(board_cast_count(&h,
                                 "SELECT count(*) FROM panel_volunteer "
                                 "WHERE standing = 'accepted'"),
                2);
        }
        /* nobody is written to, and nothing waits to be worked out */
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM mail"), 0);
        assert_int_equal(board_cast_count(&h, "SELECT count(*) FROM job"), 0);
        assert_int_equal(house_get(&h, "/en/panels"), 200);
        assert_int_equal(house_follow(&h, "/en/panel/"), 200);
        house_close(&h);
    }
}

static void
no_file_makes_up_volunteers_for_people(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h);
        refused(&h, "made_volunteer.csv", VOLUNTEERS "v,r,10001,,,en,\n",
            "illustrative alone");
        refused(&h, "made_volunteer.csv",
            VOLUNTEERS "v,x,10001,Age: middling,,en,\n", "panel_line.csv");
        refused(&h, "made_volunteer.csv",
            VOLUNTEERS "v,x,10001,,,en,\nw,x,10001,,,en,\n", "this ticket");
        refused(&h, "made_draw.csv", STEPS "s,x,1,2026-03-16,freeze,,\n",
            "cannot be done now");
        refused(&h, "made_draw.csv", STEPS "s,x,2,2026-03-16,freeze,,\n",
            "in their order");
        refused(&h, "made_draw.csv", STEPS "s,x,1,2026-03-16,source,soon,\n",
            "the day of the public number");
        refused(&h, "made_draw.csv", STEPS "s,r,1,2026-03-16,end,,\n",
            "illustrative alone");
        assert_int_equal(
            board_cast_count(&h, "SELECT count(*) FROM panel_volunteer"), 0);
        refused(&h, "made_draw.csv", STEPS "s,x,1,2926-03-16,freeze,,\n",
            "still to come");
        /* nobody volunteers beside them, though the panel is open */
        const int64_t while_open = 1'770'000'000; /* February 2026 */
        struct panel_is_made_up_row made;
        struct lot l;
        int64_t id =
            board_cast_count(&h, "SELECT id FROM panel WHERE code = 'x'");
        assert_int_equal(lot_load(d->db, d->arena, id, while_open, &l), OK);
        assert_true(l.is_open);
        house_import(&h, "made_volunteer.csv", FOUR);
        assert_int_equal(lot_load(d->db, d->arena, id, while_open, &l), OK);
        assert_false(l.is_open);
        assert_int_equal(panel_is_made_up(d->db, d->arena,
                             (struct panel_is_made_up_in){ id }, &made),
            OK);
        assert_int_equal(made.n, 1);
        /* somebody volunteered with a slip before */
        support_exec(s, d->url,
            "INSERT INTO panel_volunteer (id, panel_id, ticket, way, lang, "
            "standing) SELECT 5, id, 20000, 'self', 'en', 'in' FROM panel "
            "WHERE code = 'x'");
        refused(&h, "made_volunteer.csv", VOLUNTEERS "v5,x,10005,,,en,\n",
            "people have volunteered");
        refused(&h, "made_draw.csv", DRAWN, "people have volunteered");
        house_close(&h);
    }
}

/* The list was frozen: what they said of themselves stays as it was then. */
static void
what_was_drawn_is_changed_by_no_file(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        bring(&h);
        house_import(&h, "made_volunteer.csv", FOUR);
        /* before that a row may be another: the old ticket is nobody's then */
        house_import(&h, "made_volunteer.csv",
            VOLUNTEERS "v1,x,10009,Age: young,,en,\n");
        assert_int_equal(board_cast_count(&h,
                             "SELECT count(*) FROM panel_volunteer WHERE "
                             "ticket <> 10001"),
            4);
        house_import(&h, "made_draw.csv", DRAWN);
        refused(&h, "made_volunteer.csv",
            VOLUNTEERS "v1,x,10009,Age: old,,en,\n", "while it is open");
        refused(&h, "made_draw.csv", STEPS "s3,x,3,2026-03-20,draw,1 1 1,\n",
            "stays as it was");
        house_close(&h);
    }
}

int
made_panel_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_made_up_panel_is_drawn_once_from_its_number),
        support_test(no_file_makes_up_volunteers_for_people),
        support_test(what_was_drawn_is_changed_by_no_file),
    };
    return cmocka_run_group_tests_name("decide/made_panel", tests, NULL, NULL);
}
