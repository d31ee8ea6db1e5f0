/* Every page of the house over the example network, without a socket. */
#include "os/file.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

int pages_test(void);

static void
open_house(
    struct house *h, struct support *s, struct support_db *d, const char *dir)
{
    house_open(h, s, d);
    house_import_folder(h, dir);
}

static int
get_within(struct house *h, text target, ptrdiff_t limit)
{
    return house_ask(h, WEB_GET, target, (text){ 0 }, limit);
}

/* ---- The addresses of the house -------------------------------------------
 */

enum { ADDRESSES_MAX = 400 };

/* Walk all links from the front page of one language. */
static ptrdiff_t
walk(struct house *h, const char *from, text *found)
{
    struct arena *a = h->d->arena;
    ptrdiff_t n = 1;
    text on[ADDRESSES_MAX] = { 0 }; /* where each was found */
    found[0] = text_of(from);
    for (ptrdiff_t i = 0; i < n; i++) {
        int status = get_within(h, found[i], 0);
        /* a visitor is asked who they are */
        if (status == 303 && text_find(found[i], TEXT("/me/")) > 0)
            continue;
        if (status != 200)
            fail_msg("%.*s, which %.*s leads to: %d", TEXT_ARG(found[i]),
                TEXT_ARG(on[i]), status);
        text rest = h->body;
        for (;;) {
            ptrdiff_t at = text_find(rest, TEXT(" href=\"/"));
            if (at < 0)
                break;
            text after;
            rest = text_slice(rest, at + 7, rest.len);
            text link = text_cut(rest, '"', &after), place;
            link = text_cut(link, '#', &place); /* on the page */
            if (!text_starts_with(link, text_of(from)) ||
                text_has_byte(link, '&') || n == ADDRESSES_MAX)
                continue;
            ptrdiff_t k = 0;
            while (k < n && !text_is_equal(found[k], link))
                k++;
            if (k == n) {
                on[n] = found[i];
                found[n++] = arena_copy(a, link);
            }
        }
    }
    return n;
}

static void
every_link_of_every_language_leads_to_a_page(void **state)
{
    static const char *const fronts[] = { "/en", "/sv", "/sw", "/luo" };
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        open_house(&h, s, d, "example");
        for (size_t i = 0; i < 4; i++) {
            text found[ADDRESSES_MAX];
            ptrdiff_t n = walk(&h, fronts[i], found);
            /* 9 partnerships, 29 organisations, 18 places, lists, forms */
            assert_true(n > 60);
        }
        house_close(&h);
    }
}

static void
a_page_out_of_room_says_so_and_the_next_is_whole(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text found[ADDRESSES_MAX];
        open_house(&h, s, d, "example");
        ptrdiff_t n = walk(&h, "/en", found);
        /* one of each kind is enough: the ladder is long */
        static const char *const kinds[] = { "/en", "/en/partnership",
            "/en/partnership/", "/en/organisation/", "/en/place/",
            "/en/place.csv", "/en/programme/", "/en/join", "/en/about" };
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
            text kind = text_of(kinds[k]);
            bool is_thing = text_ends_with(kind, TEXT("/"));
            ptrdiff_t i = 0, limit = 16;
            while (i < n &&
                !(is_thing ? text_starts_with(found[i], kind)
                           : text_is_equal(found[i], kind)))
                i++;
            assert_true(i < n);
            /* on PostgreSQL each rung is a connection's recovery */
            ptrdiff_t step = d->dialect == DB_SQLITE ? 16 : 4096;
            int status = 503;
            for (; status == 503; limit += step)
                status = get_within(&h, found[i], limit);
            if (status != 200 || limit > 1 << 20)
                fail_msg(
                    "%.*s: %d at %td bytes", TEXT_ARG(found[i]), status, limit);
            assert_int_equal(get_within(&h, found[i], 0), 200);
        }
        house_close(&h);
    }
}

/* ---- Nothing that people write becomes a page's own ------------------------
 */

#define POLYGLOT                                                               \
    "\"\"'`--><script>alert(1)</script><img src=x onerror=alert(1)>"           \
    "javascript:alert(1)//{{7*7}}"

static void
put(struct support *s, struct support_db *d, const char *name,
    const char *content)
{
    text path = arena_print(d->arena, "%s/evil/%s", s->folder, name);
    text folder = arena_print(d->arena, "%s/evil/text/place", s->folder);
    assert_int_equal(file_make_folder(folder, NULL), OK);
    assert_int_equal(file_write(path, text_of(content), NULL), OK);
}

static void
a_polyglot_in_every_field_stays_text(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        text found[ADDRESSES_MAX];
        put(s, d, "place.csv",
            "code,name,kind,latitude,longitude,population,source\n"
            "p,\"" POLYGLOT "\",county,1,2,3,\"" POLYGLOT "\"\n"
            "q,\"" POLYGLOT "\",county,60,2,3,\"" POLYGLOT "\"\n");
        put(s, d, "organisation.csv",
            "code,name,kind,place,website\n"
            "o,\"" POLYGLOT "\",charity,p,https://x.org/?a='b&c=d\n");
        put(s, d, "person.csv", "code,name\nh,\"" POLYGLOT "\"\n");
        put(s, d, "affiliation.csv",
            "code,person,organisation,role\na,h,o,\"" POLYGLOT "\"\n");
        put(s, d, "programme.csv", "code,name,funder\ng,\"" POLYGLOT "\",o\n");
        put(s, d, "partnership.csv",
            "code,name,kind,status,programme\n"
            "t,\"" POLYGLOT "\",exchange,active,g\n");
        put(s, d, "side.csv",
            "code,partnership,position,name,place\n"
            "s1,t,1,\"" POLYGLOT "\",p\ns2,t,2,\"" POLYGLOT "\",q\n");
        put(s, d, "side_organisation.csv",
            "code,side,organisation,role\nm,s1,o,lead\n");
        put(s, d, "project.csv",
            "code,partnership,name,status\nj,t,\"" POLYGLOT "\",active\n");
        put(s, d, "text/place/p.en.md", "# About\n\n" POLYGLOT "\n");
        put(s, d, "about.en.md", "# " POLYGLOT "\n\n" POLYGLOT "\n");
        open_house(&h, s, d, arena_print(d->arena, "%s/evil", s->folder).ptr);
        ptrdiff_t n = walk(&h, "/en", found);
        assert_true(n >= 12);
        for (ptrdiff_t i = 0; i < n; i++) {
            if (text_find(found[i], TEXT(".csv")) >= 0)
                continue;
            if (text_find(found[i], TEXT("/me/")) > 0)
                continue; /* who is not signed in is asked who they are */
            assert_int_equal(get_within(&h, found[i], 0), 200);
            if (text_find(h.body, TEXT("<script")) >= 0 ||
                text_find(h.body, TEXT("<img")) >= 0 ||
                text_find(h.body, TEXT("\"javascript:")) >= 0)
                fail_msg("%.*s lets it through", TEXT_ARG(found[i]));
        }
        house_close(&h);
    }
}

int
pages_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(every_link_of_every_language_leads_to_a_page),
        support_test(a_page_out_of_room_says_so_and_the_next_is_whole),
        support_test(a_polyglot_in_every_field_stays_text),
    };
    return cmocka_run_group_tests_name("command/pages", tests, NULL, NULL);
}
