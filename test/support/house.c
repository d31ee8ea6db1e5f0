#include "support/house.h"

#include "command/command.h"
#include "network/network.h"
#include "os/clock.h"
#include "os/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

enum { DOORS_MAX = 16, SHEETS_MAX = 64, REQUEST_LIMIT = 8 << 20 };

static struct actor
visitor(struct request *rq)
{
    (void)rq;
    return (struct actor){ 0 };
}

void
house_open(struct house *h, struct support *s, struct support_db *d)
{
    const struct route **tables =
        arena_new(d->arena, const struct route *, DOORS_MAX + 1);
    struct why why = { 0 };
    *h = (struct house){ .s = s, .d = d };
    for (int i = 0; all_doors[i] != NULL; i++) {
        assert_true(i < DOORS_MAX);
        tables[i] = all_doors[i]->routes;
    }
    struct site_config config = { .base_url = TEXT("http://127.0.0.1"),
        .home = d->home,
        .routes = tables,
        .who_acts = visitor,
        .describe = network_describe,
        .menu = house_menu,
        .is_quiet = true };
    if (site_open(&h->site, &config, d->arena, &why) != OK)
        fail_msg("%s", why.text);
    arena_open(&h->arena, REQUEST_LIMIT);
}

void
house_close(struct house *h)
{
    site_close(h->site);
    arena_close(&h->arena);
}

/* ---- What comes in ------------------------------------------------------- */

static void
hear(void *context, bool is_refusal, const char *line)
{
    if (is_refusal)
        buf_print(context, "%s\n", line);
}

static text
write_folder(struct house *h, const char *file, const char *content)
{
    static int n_folders;
    struct why why = { 0 };
    text dir =
        arena_print(h->d->arena, "%s/house-%d", h->s->folder, ++n_folders);
    text path = arena_print(h->d->arena, "%.*s/%s", TEXT_ARG(dir), file);
    if (file_make_folder(file_folder_of(path), &why) != OK ||
        file_write(path, text_of(content), &why) != OK)
        fail_msg("%s", why.text);
    return dir;
}

text
house_refusals(struct house *h, const char *file, const char *content)
{
    const struct sheet *sheets[SHEETS_MAX + 1] = { NULL };
    enum err (*also[DOORS_MAX + 1])(struct sheet_texts *) = { NULL };
    int n = 0, n_also = 0;
    struct why why = { 0 };
    struct buf refusals = buf_in(h->d->arena, 1000);
    for (int i = 0; all_doors[i] != NULL; i++) {
        for (int k = 0; all_doors[i]->sheets[k] != NULL; k++) {
            assert_true(n < SHEETS_MAX);
            sheets[n++] = all_doors[i]->sheets[k];
        }
        if (all_doors[i]->also_import != NULL)
            also[n_also++] = all_doors[i]->also_import;
    }
    struct sheet_import import = { .dir = write_folder(h, file, content),
        .sheets = sheets,
        .also = also,
        .say = hear,
        .context = &refusals };
    enum err e = sheet_import(h->d->db, h->d->arena, &import, &why);
    if (e != OK && refusals.len == 0)
        fail_msg("%s: %s: %s", file, err_name(e), why.text);
    return buf_text(&refusals);
}

void
house_import(struct house *h, const char *file, const char *content)
{
    text refusals = house_refusals(h, file, content);
    if (refusals.len > 0)
        fail_msg("%.*s", TEXT_ARG(refusals));
}

/* ---- What goes out ------------------------------------------------------- */

static int
get(struct house *h, text target)
{
    /* a cookie keeps a visitor away from the cache */
    static const struct web_header headers[] = {
        { TEXT_INIT("Host"), TEXT_INIT("127.0.0.1") },
        { TEXT_INIT("Cookie"), TEXT_INIT("x=y") },
    };
    struct web_input in = { .method = WEB_GET,
        .target = target,
        .headers = headers,
        .n_headers = 2,
        .body_fd = -1,
        .peer = TEXT("127.0.0.1"),
        .arrived_ns = monotonic_ns() };
    struct web_output out = { .fd = -1 };
    site_answer(h->site, h->d->db, &h->arena, REQUEST_LIMIT, &in, &out);
    h->body = arena_copy(h->d->arena, out.body);
    return out.status;
}

int
house_get(struct house *h, const char *target)
{
    return get(h, text_of(target));
}

int
house_follow(struct house *h, const char *start)
{
    text rest = h->body, attribute = TEXT(" href=\"");
    for (ptrdiff_t at; (at = text_find(rest, attribute)) >= 0;) {
        rest = text_slice(rest, at + attribute.len, rest.len);
        text after, link = text_cut(rest, '"', &after);
        if (text_starts_with(link, text_of(start)))
            return get(h, link);
    }
    fail_msg("%s: no link begins with \"%s\":\n%.*s", h->d->label, start,
        TEXT_ARG(h->body));
    return 0;
}

void
house_says(struct house *h, const char *what)
{
    if (text_find(h->body, text_of(what)) < 0)
        fail_msg("%s: \"%s\" is not there:\n%.*s", h->d->label, what,
            TEXT_ARG(h->body));
}

void
house_is_silent_on(struct house *h, const char *what)
{
    if (text_find(h->body, text_of(what)) >= 0)
        fail_msg(
            "%s: \"%s\" is there:\n%.*s", h->d->label, what, TEXT_ARG(h->body));
}
