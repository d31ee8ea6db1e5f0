#include "support/ground_cast.h"

#include "decide/conversation/conversation.h"
#include "os/clock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

text
ground_cast_at(struct house *h, const struct ground_cast *t, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(t->page), what);
}

void
ground_cast_make(struct house *h, struct support *s, struct support_db *d,
    struct ground_cast *t, const char *ours, const char *theirs,
    int n_statements)
{
    *t = (struct ground_cast){ 0 };
    board_cast_open(h, s, d, &t->c);
    house_enter(h, t->c.lead);
    text make = arena_print(d->arena, "/en/partnership/%.*s/conversations",
        TEXT_ARG(conversation_key(d->arena, house_key(h, "partnership", "p"))));
    text fields = arena_print(d->arena,
        "name=What+now&lang=en&opened_to=sides&closes_on=2099-01-01&side1=%s&"
        "side2=%s&statements=",
        ours, theirs);
    for (int i = 1; i <= n_statements; i++)
        fields =
            arena_print(d->arena, "%.*sStatement+%d%%0A", TEXT_ARG(fields), i);
    assert_int_equal(house_post(h, make.ptr, fields.ptr), 303);
    t->id = board_cast_count(h, "SELECT id FROM conversation");
    t->page = arena_print(
        d->arena, "/en%.*s", TEXT_ARG(conversation_sub(d->arena, t->id, "")));
    for (int i = 0; i < 8; i++)
        t->units[i] = board_cast_count(h,
            arena_print(d->arena,
                "SELECT COALESCE(max(id), 0) FROM conversation_unit WHERE "
                "position = %d",
                i)
                .ptr);
    for (int i = 0; i < 64; i++)
        t->statements[i] = board_cast_count(h,
            arena_print(d->arena,
                "SELECT COALESCE(max(id), 0) FROM statement WHERE number = %d",
                i)
                .ptr);
    assert_int_equal(house_post(h, ground_cast_at(h, t, "/open").ptr, ""), 303);
}

void
ground_cast_vote(struct house *h, struct ground_cast *t, int who, int unit,
    int statement, int vote)
{
    struct participant_link link = { 0 };
    struct vote_given given = { t->statements[statement], vote };
    struct arena_mark mark = arena_mark(h->d->arena);
    enum err e = answer_link(
        h->d->db, h->d->arena, t->id, 1'000'000 + who, (text){ 0 }, &link);
    assert_true(e == OK || e == ERR_NOT_FOUND);
    struct vote_step step = { .conversation_id = t->id,
        .participant_id = link.participant_id,
        .person_id = 1'000'000 + who,
        .unit_id = t->units[unit],
        .way = TEXT("self"),
        .votes = &given,
        .n_votes = 1,
        .now = now_s() };
    assert_int_equal(
        db_write_quietly(h->d->db, h->d->arena, answer_save, &step), OK);
    arena_rewind(h->d->arena, mark);
}

void
ground_cast_close(struct house *h, struct ground_cast *t)
{
    int n_done;
    house_enter(h, t->c.lead);
    assert_int_equal(
        house_post(h, ground_cast_at(h, t, "/close").ptr, "reason=Enough"),
        303);
    assert_int_equal(job_work(h->d->home, now_s() + 60, &n_done), OK);
    assert_int_equal(n_done, 1);
}
