#include "os/options.h"

#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

static const struct option table[] = {
    { "db", "FILE|URL", "the network's data", "counterpart.db" },
    { "base-url", "URL", "where readers reach it", NULL },
    { "workers", "N", "threads that make pages", "4" },
    { "dry-run", NULL, "show what would be done, and do nothing", NULL },
    { "by", "COLUMN ...", "for whom", NULL },
    { "config", "FILE", "options from a file", NULL },
    OPTIONS_END,
};

struct tried {
    struct arena arena;
    struct options o;
    struct why why;
    enum err e;
    char file[64];
};

static struct tried t;

static void
forget_environment(void)
{
    unsetenv("COUNTERPART_DB");
    unsetenv("COUNTERPART_BASE_URL");
    unsetenv("COUNTERPART_WORKERS");
    unsetenv("COUNTERPART_DRY_RUN");
    unsetenv("COUNTERPART_CONFIG");
}

static int
begin(void **state)
{
    (void)state;
    forget_environment();
    arena_open(&t.arena, 1 << 20);
    strcpy(t.file, "/tmp/options_test.XXXXXX");
    int fd = mkstemp(t.file);
    return fd < 0 || close(fd) != 0;
}

static int
end(void **state)
{
    (void)state;
    forget_environment();
    arena_close(&t.arena);
    return unlink(t.file);
}

/* `line` is cut at blanks. */
static enum err
try(const char *line)
{
    static char words[512];
    static char *argv[128];
    int argc = 0;
    require(strlen(line) < sizeof words);
    strcpy(words, line);
    for (char *w = strtok(words, " "); w != NULL; w = strtok(NULL, " "))
        argv[argc++] = w;
    t.why = (struct why){ 0 };
    t.e = options_read(&t.o, table, &t.arena, argc, argv, &t.why);
    return t.e;
}

static void
expect(const char *name, const char *value)
{
    text got = options_text(&t.o, name);
    if (!text_is_equal(got, text_of(value)))
        fail_msg("%s is %.*s", name, TEXT_ARG(got));
}

static void
put_config(const char *all)
{
    assert_int_equal(file_write(text_of(t.file), text_of(all), &t.why), OK);
    setenv("COUNTERPART_CONFIG", t.file, 1);
}

static void
what_is_not_set_falls_back(void **state)
{
    (void)state;
    assert_int_equal(try(""), OK);
    expect("db", "counterpart.db");
    expect("base-url", NULL);
    assert_false(options_is_on(&t.o, "dry-run"));
    assert_int_equal(options_source(&t.o, "db"), OPTION_FALLBACK);
    assert_int_equal(t.o.n_operands, 0);
}

static void
words_and_options_may_be_mixed(void **state)
{
    (void)state;
    assert_int_equal(
        try("import --db x.db example --dry-run --base-url=http://h/?a=b -- "
            "--odd -"),
        OK);
    expect("db", "x.db");
    expect("base-url", "http://h/?a=b");
    assert_true(options_is_on(&t.o, "dry-run"));
    assert_int_equal(t.o.n_operands, 4);
    const char *want[] = { "import", "example", "--odd", "-" };
    for (int i = 0; i < 4; i++)
        assert_true(text_is_equal(t.o.operands[i], text_of(want[i])));
    assert_int_equal(try("--db=a --db b --dry-run --dry-run=no"), OK);
    expect("db", "b");
    assert_false(options_is_on(&t.o, "dry-run"));
    assert_int_equal(try("--db="), OK);
    expect("db", "");
}

static void
a_byte_order_mark_before_the_config_is_no_part_of_it(void **state)
{
    (void)state;
    put_config("\xef\xbb\xbf"
               "db = file.db\n");
    assert_int_equal(try(""), OK);
    expect("db", "file.db");
}

static void
the_command_line_wins_then_the_environment_then_the_file(void **state)
{
    (void)state;
    put_config("# ours\n\ndb = file.db\r\nbase-url=file\n"
               "  workers =  7  \ndry-run = on");
    setenv("COUNTERPART_DB", "env.db", 1);
    setenv("COUNTERPART_BASE_URL", "env", 1);
    setenv("COUNTERPART_DRY_RUN", "no", 1);
    assert_int_equal(try("--db line.db"), OK);
    expect("db", "line.db");
    expect("base-url", "env");
    expect("workers", "7");
    assert_false(options_is_on(&t.o, "dry-run"));
    assert_int_equal(options_source(&t.o, "db"), OPTION_COMMAND_LINE);
    assert_int_equal(options_source(&t.o, "base-url"), OPTION_ENVIRONMENT);
    assert_int_equal(options_source(&t.o, "workers"), OPTION_FILE);
    setenv("COUNTERPART_BASE_URL", "", 1);
    unsetenv("COUNTERPART_DRY_RUN");
    assert_int_equal(try(""), OK);
    expect("base-url", "file");
    assert_true(options_is_on(&t.o, "dry-run"));
}

static void
what_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *line, *config, *why;
    } cases[] = {
        { "--dbx x", "", "there is no option --dbx; --help lists them" },
        { "-d x", "", "there is no option -d; --help lists them" },
        { "serve --db", "", "--db wants FILE|URL after it" },
        { "--dry-run=maybe", "", "--dry-run is yes or no, not \"maybe\"" },
        { "", "\ndbx = 1", "FILE, line 2: there is no option dbx" },
        { "", "config = x", "FILE, line 1: there is no option config" },
        { "", "db\n", "FILE, line 1: \"name = value\" is expected" },
        { "", "dry-run =\n", "FILE, line 1: dry-run is yes or no, not \"\"" },
        { "", "db = \xe5\n", "FILE is not UTF-8" },
        { "0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 "
          "0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 "
          "0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 81",
            "", "too many words: 81" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_config(cases[i].config);
        assert_int_equal(try(cases[i].line), ERR_BAD_INPUT);
        char want[256];
        const char *at = strstr(cases[i].why, "FILE");
        if (at == cases[i].why)
            snprintf(want, sizeof want, "%s%s", t.file, at + 4);
        else
            snprintf(want, sizeof want, "%s", cases[i].why);
        assert_string_equal(t.why.text, want);
    }
    unsetenv("COUNTERPART_CONFIG");
    setenv("COUNTERPART_DRY_RUN", "2", 1);
    assert_int_equal(try(""), ERR_BAD_INPUT);
    assert_string_equal(
        t.why.text, "COUNTERPART_DRY_RUN is yes or no, not \"2\"");
    unsetenv("COUNTERPART_DRY_RUN");
    assert_int_equal(try("--config /none/such"), ERR_NOT_FOUND);
}

static void
help_is_given_whatever_else_is_wrong_around(void **state)
{
    (void)state;
    setenv("COUNTERPART_DRY_RUN", "2", 1);
    assert_int_equal(try("serve --help --config /none/such"), OK);
    assert_true(t.o.wants_help);
    assert_int_equal(try("-h"), OK);
    assert_true(t.o.wants_help);
    struct buf out = buf_in(&t.arena, 64);
    options_help(table, &out);
    assert_true(text_is_equal(buf_text(&out),
        TEXT("  --db FILE|URL           the network's data (counterpart.db)\n"
             "  --base-url URL          where readers reach it\n"
             "  --workers N             threads that make pages (4)\n"
             "  --dry-run               show what would be done, and do "
             "nothing\n"
             "  --by COLUMN ...         for whom\n"
             "  --config FILE           options from a file\n")));
}

static void
a_number_is_read_within_its_limits(void **state)
{
    (void)state;
    int64_t n = 0;
    assert_int_equal(try("--workers 12"), OK);
    assert_int_equal(options_int(&t.o, "workers", 1, 12, &n, &t.why), OK);
    assert_int_equal(n, 12);
    assert_int_equal(
        options_int(&t.o, "workers", 1, 11, &n, &t.why), ERR_BAD_INPUT);
    assert_string_equal(t.why.text,
        "workers is a whole number from 1 to 11, not \"12\" (on the command "
        "line)");
    setenv("COUNTERPART_WORKERS", "many", 1);
    assert_int_equal(try(""), OK);
    assert_int_equal(
        options_int(&t.o, "workers", 1, 11, &n, &t.why), ERR_BAD_INPUT);
    assert_int_equal(n, 12);
}

static void
some_may_come_again(void **state)
{
    (void)state;
    assert_int_equal(try("--by sex --db one --by=age --db two"), OK);
    expect("by", "sex\nage");
    expect("db", "two");
    setenv("COUNTERPART_BY", "place", 1);
    assert_int_equal(try(""), OK);
    expect("by", "place");
    assert_int_equal(try("--by sex"), OK);
    expect("by", "sex"); /* not the environment's too */
    unsetenv("COUNTERPART_BY");
}

int options_test(void);

int
options_test(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(what_is_not_set_falls_back),
        TEST(words_and_options_may_be_mixed),
        TEST(a_byte_order_mark_before_the_config_is_no_part_of_it),
        TEST(the_command_line_wins_then_the_environment_then_the_file),
        TEST(what_is_wrong_is_named),
        TEST(help_is_given_whatever_else_is_wrong_around),
        TEST(a_number_is_read_within_its_limits),
        TEST(some_may_come_again),
    };
    return cmocka_run_group_tests_name("os/options", tests, NULL, NULL);
}
