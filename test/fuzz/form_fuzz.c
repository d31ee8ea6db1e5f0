/* A body as a browser, or somebody else, posts it. Whatever it is, the
 * struct holds only what its declaration allows, and the form can be shown
 * again without a byte that breaks out of its place. */
#include "web/site.h"

#include "base/date.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct thing {
    text name, about, mail, date, colour;
    int64_t n, key;
    bool is_on;
};
static const char *const colours[] = { "red", "blue", NULL };
static const struct input inputs[] = {
    INPUT(struct thing, name, INPUT_TEXT, .is_required = true, .max = 12),
    INPUT(struct thing, about, INPUT_PROSE, .max = 40),
    INPUT(struct thing, mail, INPUT_MAIL),
    INPUT(struct thing, date, INPUT_DATE),
    INPUT(struct thing, colour, INPUT_CHOICE, .choices = colours),
    INPUT(struct thing, n, INPUT_INT, .min = 1, .max = 9),
    INPUT(struct thing, key, INPUT_KEY),
    INPUT(struct thing, is_on, INPUT_BOOL),
};
enum { N_INPUTS = sizeof inputs / sizeof inputs[0] };

static void
check_one_line(text t, ptrdiff_t max)
{
    require(t.len <= max && text_is_utf8(t));
    for (ptrdiff_t i = 0; i < t.len; i++)
        require((unsigned char)t.ptr[i] >= 0x20);
}

static void
check_thing(const struct thing *t)
{
    struct date date;
    check_one_line(t->name, 12);
    check_one_line(t->mail, 200);
    require(t->about.len <= 40 && text_is_utf8(t->about));
    require(!text_has_byte(t->about, '\r'));
    require(!text_is_known(t->mail) || text_has_byte(t->mail, '@'));
    require(!text_is_known(t->date) || date_parse(t->date, &date));
    require(!text_is_known(t->colour) ||
        text_is_equal(t->colour, TEXT("red")) ||
        text_is_equal(t->colour, TEXT("blue")));
    require(t->n == 0 || (t->n >= 1 && t->n <= 9));
    require(t->key >= 0);
}

/* Every '<' that is printed begins a tag of ours: with the values replaced by
 * nothing the same number of them stands there. */
static int
count_tags(struct request *rq, const struct form *form)
{
    struct view v = view_in(rq->arena, rq->lang, 0);
    form_fields(&v, form);
    html h = view_html(&v);
    int n = 0;
    for (ptrdiff_t i = 0; i < h.len; i++)
        n += h.ptr[i] == '<';
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static bool has_started;
    static struct site site;
    struct why why = { 0 };
    if (!has_started && lang_start(&why) != OK)
        abort();
    has_started = true;
    struct arena a;
    arena_open(&a, 64 << 20);
    struct web_header header = { TEXT("Content-Type"),
        TEXT("application/x-www-form-urlencoded") };
    struct web_input in = { .method = WEB_POST,
        .headers = &header,
        .n_headers = 1,
        .body = { (const char *)bytes, (ptrdiff_t)size },
        .body_fd = -1 };
    struct request rq = { .arena = &a,
        .site = &site,
        .lang = lang_all(0),
        .input = &in,
        .path = TEXT("/"),
        .query = in.body };
    struct thing thing;
    struct form form;
    query_parse(&rq, inputs, N_INPUTS, &thing);
    check_thing(&thing);
    if (form_parse(&rq, inputs, N_INPUTS, &form, &thing) == OK) {
        check_thing(&thing);
        int n = count_tags(&rq, &form);
        for (int i = 0; i < N_INPUTS; i++)
            if (inputs[i].kind != INPUT_BOOL && inputs[i].kind != INPUT_CHOICE)
                form.given[i] = TEXT("");
        require(n == count_tags(&rq, &form));
    }
    arena_close(&a);
    return 0;
}
