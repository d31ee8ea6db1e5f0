#include "support/talk_cast.h"

#include "decide/conversation/conversation.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

text
talk_at(struct house *h, const struct talk *t, const char *what)
{
    return arena_print(h->d->arena, "%.*s%s", TEXT_ARG(t->page), what);
}

void
talk_open(struct house *h, struct support *s, struct support_db *d,
    struct talk *t, const char *opened_to)
{
    board_cast_open(h, s, d, &t->c);
    h->peer = TEXT("192.0.2.77"); /* whom no test before made wait */
    house_enter(h, t->c.lead);
    text make = arena_print(d->arena, "/en/partnership/%.*s/conversations",
        TEXT_ARG(conversation_key(d->arena, house_key(h, "partnership", "p"))));
    text fields = arena_print(d->arena,
        "name=Why+%%3Clate%%3E%%3F&lang=en&opened_to=%s&closes_on=2099-01-01&"
        "statements=The+road+is+bad%%0AFees+are+too+high%%0ANobody+told+us&"
        "side1=Kendu+Bay%%3B+40%%0AOyugis&side2="
        "&level=involve&fixed=The+%%3Cbudget%%3E&result_use=The+board+reads+it"
        "&result_by=2099-03-01",
        opened_to);
    assert_int_equal(house_post(h, make.ptr, fields.ptr), 303);
    t->id = board_cast_count(h, "SELECT id FROM conversation");
    t->page = arena_print(
        d->arena, "/en%.*s", TEXT_ARG(conversation_sub(d->arena, t->id, "")));
    assert_int_equal(house_post(h, talk_at(h, t, "/open").ptr, ""), 303);
}

text
talk_key(struct house *h, const char *sql)
{
    return conversation_key(h->d->arena, board_cast_count(h, sql));
}

int
talk_vote(
    struct house *h, text page, int number, const char *unit, const char *how)
{
    text s = talk_key(h,
        arena_print(
            h->d->arena, "SELECT id FROM statement WHERE number = %d", number)
            .ptr);
    text u = unit == NULL ? TEXT("")
                          : arena_print(h->d->arena, "&unit=%.*s",
                                TEXT_ARG(talk_key(h,
                                    arena_print(h->d->arena,
                                        "SELECT id FROM conversation_unit "
                                        "WHERE name = '%s'",
                                        unit)
                                        .ptr)));
    return house_post(h, page.ptr,
        arena_print(h->d->arena, "statement=%.*s&vote=%s%.*s", TEXT_ARG(s), how,
            TEXT_ARG(u))
            .ptr);
}

/* Where the first answer with a slip led to. */
text
talk_receipt(struct house *h, const char *lang)
{
    text to = house_header(h, "Location"), code = TEXT("");
    ptrdiff_t at = text_find(to, TEXT("/say/"));
    assert_true(at >= 0 && text_ends_with(to, TEXT("/receipt")));
    code = text_slice(to, at, to.len - 8);
    return arena_print(h->d->arena, "/%s%.*s", lang, TEXT_ARG(code));
}

/* A code of a sheet that was just printed. */
text
talk_slip(struct house *h, const struct talk *t, const char *unit)
{
    house_enter(h, t->c.lead);
    text to = arena_print(h->d->arena, "/en/slips/conversation_unit/%.*s",
        TEXT_ARG(talk_key(h,
            arena_print(h->d->arena,
                "SELECT id FROM conversation_unit WHERE name = '%s'", unit)
                .ptr)));
    assert_int_equal(house_post(h, to.ptr, "role=guest&n_slips=1"), 200);
    ptrdiff_t from = text_find(h->body, TEXT("<p class=\"code\">"));
    assert_true(from >= 0);
    text rest = text_slice(h->body, from + 16, h->body.len);
    text code = text_cut(rest, '<', &rest);
    char *small = arena_new(h->d->arena, char, 20);
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < code.len && n < 19; i++)
        if (code.ptr[i] != '-' && code.ptr[i] != ' ')
            small[n++] = code.ptr[i];
    return (text){ small, n };
}

int64_t
talk_count(struct house *h, const char *sql)
{
    return board_cast_count(h, sql);
}
