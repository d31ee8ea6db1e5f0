#include "web/site.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int form_test(void);

struct thing {
    text name, about, mail, date, colour;
    int64_t n, any, key;
    bool is_on;
};
static const char *const colours[] = { "red", "blue", NULL };
static const char *const colour_names[] = { N_("Red"), N_("Blue"), NULL };
static const struct input inputs[] = {
    INPUT(struct thing, name, INPUT_TEXT, .is_required = true, .max = 12,
        .label = N_("Name"), .hint = N_("As people know it.")),
    INPUT(struct thing, about, INPUT_PROSE, .max = 40, .label = N_("About")),
    INPUT(struct thing, mail, INPUT_MAIL, .label = N_("Email"),
        .autocomplete = "email"),
    INPUT(struct thing, date, INPUT_DATE, .label = N_("Date")),
    INPUT(struct thing, colour, INPUT_CHOICE, .choices = colours,
        .choice_labels = colour_names, .label = N_("Colour")),
    INPUT(struct thing, n, INPUT_INT, .min = 1, .max = 9, .label = N_("N")),
    INPUT(struct thing, any, INPUT_INT, .label = N_("Any")),
    INPUT(struct thing, key, INPUT_KEY, .label = N_("Key")),
    INPUT(struct thing, is_on, INPUT_BOOL, .label = N_("On")),
};
enum { N_INPUTS = sizeof inputs / sizeof inputs[0] };

struct world {
    struct arena a;
    struct site site;
    struct web_header headers[2];
    struct web_input in;
    struct request rq;
    struct form form;
    struct thing thing;
};

static int
setup(void **state)
{
    static struct world w;
    struct why why = { 0 };
    if (lang_start(&why) != OK)
        fail_msg("%s", why.text);
    memset(&w, 0, sizeof w);
    arena_open(&w.a, 64 << 20);
    w.headers[0] = (struct web_header){ TEXT("Content-Type"),
        TEXT("application/x-www-form-urlencoded; charset=UTF-8") };
    w.in = (struct web_input){
        .method = WEB_POST, .headers = w.headers, .n_headers = 1, .body_fd = -1
    };
    w.rq = (struct request){ .arena = &w.a,
        .site = &w.site,
        .lang = lang_all(0),
        .input = &w.in,
        .path = TEXT("/") };
    *state = &w;
    return 0;
}

static int
teardown(void **state)
{
    struct world *w = *state;
    arena_close(&w->a);
    return 0;
}

static void
post(struct world *w, const char *body)
{
    w->in.body = text_of(body);
    memset(&w->thing, 0x55, sizeof w->thing);
    assert_int_equal(
        form_parse(&w->rq, inputs, N_INPUTS, &w->form, &w->thing), OK);
}

static void
check_text(text t, const char *expected)
{
    if (!text_is_equal(t, text_of(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", TEXT_ARG(t),
            expected == NULL ? "(not known)" : expected);
}

/* What is said about the field; NULL: nothing. */
static void
check_error(struct world *w, const char *name, const char *sentence)
{
    for (int i = 0; i < N_INPUTS; i++)
        if (strcmp(inputs[i].name, name) == 0)
            check_text(w->form.error[i], sentence);
}

static void
good_values_arrive(void **state)
{
    struct world *w = *state;
    post(w,
        "name=+%C3%85sa%09B+&about=a%0D%0Ab%0Dc%00d&mail=a%40b.example"
        "&date=7.5.2026&colour=blue&n=9&any=-12&key=0000000000011"
        "&is_on=on&other=x");
    assert_int_equal(w->form.n_errors, 0);
    check_text(w->thing.name, "Åsa B");
    check_text(w->thing.about, "a\nb\ncd");
    check_text(w->thing.mail, "a@b.example");
    check_text(w->thing.date, "2026-05-07");
    check_text(w->thing.colour, "blue");
    assert_int_equal(w->thing.n, 9);
    assert_int_equal(w->thing.any, -12);
    assert_int_equal(w->thing.key, 33);
    assert_true(w->thing.is_on);
    check_text(w->form.given[3], "7.5.2026");
}

/* No-break, zero-width, ideographic, Braille, fillers, direction, a mark. */
static void
what_nobody_can_see_is_nothing(void **state)
{
    struct world *w = *state;
    static const char *const blanks[] = { "name=%E2%80%8B", "name=%C2%A0+",
        "name=%E3%80%80%E2%80%8E", "name=%E2%A0%80", "name=%E3%85%A4",
        "name=%EF%BB%BF", "name=%E2%80%8D%E2%81%A0" };
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        post(w, blanks[i]);
        if (!text_is_known(w->form.error[0]))
            fail_msg("%s is no name", blanks[i]);
    }
    post(w, "name=%E2%80%8Ba"); /* beside a letter they are the writer's */
    assert_false(text_is_known(w->form.error[0]));
    check_text(w->thing.name, "\u200ba");
}

static void
what_is_absent_is_not_known(void **state)
{
    struct world *w = *state;
    post(w, "name=a&about=&mail=+");
    assert_int_equal(w->form.n_errors, 0);
    check_text(w->thing.about, NULL);
    check_text(w->thing.mail, NULL);
    check_text(w->thing.date, NULL);
    check_text(w->thing.colour, NULL);
    assert_int_equal(w->thing.n, 0);
    assert_int_equal(w->thing.key, 0);
    assert_false(w->thing.is_on);
}

static void
each_fault_is_said_at_its_field(void **state)
{
    struct world *w = *state;
    post(w,
        "name=+&about=a&mail=a%40b&date=31.2.2026&colour=green&n=10"
        "&any=x&key=1");
    assert_int_equal(w->form.n_errors, 7);
    check_error(w, "name", "Please fill this in.");
    check_error(w, "about", NULL);
    check_error(w, "mail", "Write an email address, such as name@example.org.");
    check_error(w, "date", "Write a date, such as 2026-05-31.");
    check_error(w, "colour", "Choose one of what is offered here.");
    check_error(w, "n", "The number must be from 1 to 9.");
    check_error(w, "any", "Write a whole number, in digits.");
    check_error(w, "key", "This leads to nothing that we know.");
    check_text(w->form.given[3], "31.2.2026");
    check_text(w->thing.date, NULL);
    assert_int_equal(w->thing.n, 0);
}

static void
a_date_with_two_readings_is_asked_for_again(void **state)
{
    struct world *w = *state;
    post(w, "name=a&date=7/5/2026");
    check_error(w, "date",
        "This date can be read in two ways: write it as 2026-05-31.");
}

static void
too_long_says_by_how_much(void **state)
{
    struct world *w = *state;
    post(w, "name=123456789012345");
    check_error(
        w, "name", "This is too long: please make it 3 characters shorter.");
    check_text(w->form.given[0], "123456789012345");
}

static void
latin_1_is_shown_again_and_asked_about(void **state)
{
    struct world *w = *state;
    post(w, "name=%C5sa");
    check_error(
        w, "name", "Some letters did not arrive well: please look at them.");
    check_text(w->form.given[0], "Åsa");
}

static void
the_first_of_two_values_counts(void **state)
{
    struct world *w = *state;
    post(w, "name=a&name=b");
    check_text(w->thing.name, "a");
}

static void
a_token_comes_back_or_is_made(void **state)
{
    struct world *w = *state;
    form_open(&w->rq, inputs, N_INPUTS, &w->form);
    text first = w->form.token;
    assert_int_equal(first.len, 26);
    assert_true(w->rq.is_private);
    form_open(&w->rq, inputs, N_INPUTS, &w->form);
    assert_false(text_is_equal(first, w->form.token));
    post(w, "name=a&token=abcdefghijklmnopqrstuvwxyz");
    check_text(w->form.token, "abcdefghijklmnopqrstuvwxyz");
    post(w, "name=a&token=abcdefghijklmnopqrstuvwxy%22");
    assert_int_equal(w->form.token.len, 26);
    assert_false(text_has_byte(w->form.token, '"'));
}

static void
broken_bodies_are_refused(void **state)
{
    struct world *w = *state;
    static const char *const bad[] = { "name=%", "name=%4", "name=%zz", "%=a" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        w->in.body = text_of(bad[i]);
        assert_int_equal(
            form_parse(&w->rq, inputs, N_INPUTS, &w->form, &w->thing),
            ERR_BAD_INPUT);
    }
    struct buf many = buf_in(&w->a, 1024);
    for (int i = 0; i < 300; i++)
        buf_add(&many, TEXT("x=1&"));
    w->in.body = buf_text(&many);
    assert_int_equal(form_parse(&w->rq, inputs, N_INPUTS, &w->form, &w->thing),
        ERR_BAD_INPUT);
}

static void
wrong_values_in_a_query_count_as_absent(void **state)
{
    struct world *w = *state;
    w->rq.query = TEXT("name=a+b&n=77&date=x&colour=red&is_on&key=%zz");
    query_parse(&w->rq, inputs, N_INPUTS, &w->thing);
    check_text(w->thing.name, "a b");
    check_text(w->thing.date, NULL);
    check_text(w->thing.colour, "red");
    assert_int_equal(w->thing.n, 0);
    assert_int_equal(w->thing.key, 0);
    w->rq.query = (text){ 0 };
    query_parse(&w->rq, inputs, N_INPUTS, &w->thing);
    check_text(w->thing.name, NULL);
}

static void
check_printed(struct view *v, const char *what)
{
    html h = view_html(v);
    text all = { h.ptr, h.len };
    if (text_find(all, text_of(what)) < 0)
        fail_msg("no %s in %.*s", what, TEXT_ARG(all));
}

static void
a_field_is_tied_to_its_words(void **state)
{
    struct world *w = *state;
    struct view v = view_in(&w->a, lang_all(0), 0);
    form_open(&w->rq, inputs, N_INPUTS, &w->form);
    form_give(&w->form, "name", TEXT("\"><b>"));
    form_give(&w->form, "colour", TEXT("blue"));
    form_give(&w->form, "is_on", TEXT("on"));
    form_fields(&v, &w->form);
    check_printed(&v, "<label for=\"f-name\">");
    check_printed(&v, "id=\"f-name\"");
    check_printed(&v, "value=\"&quot;&gt;&lt;b&gt;\"");
    check_printed(&v, "aria-describedby=\"f-name-hint f-name-error\"");
    check_printed(&v, "id=\"f-name-hint\">As people know it.");
    check_printed(&v, "aria-required=\"true\"");
    check_printed(&v, "<option value=\"blue\" selected>Blue");
    check_printed(&v, "value=\"on\" checked");
    check_printed(&v, "autocomplete=\"email\"");
    check_printed(&v, "name=\"token\"");
}

static void
errors_of_the_handler_stand_in_the_list(void **state)
{
    struct world *w = *state;
    post(w, "name=a");
    form_error(&w->form, "mail", TEXT("Taken & gone."));
    form_error(&w->form, "mail", TEXT("Only the first is said."));
    assert_int_equal(w->form.n_errors, 1);
    struct view v = view_in(&w->a, lang_all(0), 0);
    form_start(&v, &w->form);
    check_printed(&v, "<a href=\"#f-mail\">Email: Taken &amp; gone.</a>");
}

int
form_test(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
        TEST(good_values_arrive),
        TEST(what_is_absent_is_not_known),
        TEST(what_nobody_can_see_is_nothing),
        TEST(each_fault_is_said_at_its_field),
        TEST(a_date_with_two_readings_is_asked_for_again),
        TEST(too_long_says_by_how_much),
        TEST(latin_1_is_shown_again_and_asked_about),
        TEST(the_first_of_two_values_counts),
        TEST(a_token_comes_back_or_is_made),
        TEST(broken_bodies_are_refused),
        TEST(wrong_values_in_a_query_count_as_absent),
        TEST(a_field_is_tied_to_its_words),
        TEST(errors_of_the_handler_stand_in_the_list),
    };
    return cmocka_run_group_tests_name("web/form", tests, NULL, NULL);
}
