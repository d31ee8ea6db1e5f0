#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

struct place {
    char folder[64];
    struct arena arena;
};

static int
make_place(void **state)
{
    struct place *p = test_calloc(1, sizeof *p);
    strcpy(p->folder, "/tmp/file_test.XXXXXX");
    *state = p;
    arena_open(&p->arena, 1 << 24);
    return mkdtemp(p->folder) == NULL;
}

static int
drop_place(void **state)
{
    struct place *p = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", p->folder);
    int rc = system(command);
    arena_close(&p->arena);
    test_free(p);
    return rc;
}

static text
in(struct place *p, const char *name)
{
    return arena_print(&p->arena, "%s/%s", p->folder, name);
}

static void
what_was_written_is_read(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    text all, path = in(p, "a");
    assert_int_equal(file_write(path, TEXT("one\0two"), &why), OK);
    assert_int_equal(file_read(path, &p->arena, 100, &all, &why), OK);
    assert_true(text_is_equal(all, TEXT("one\0two")));
    assert_int_equal(file_write(path, TEXT(""), &why), OK);
    assert_int_equal(file_read(path, &p->arena, 100, &all, &why), OK);
    assert_true(text_is_equal(all, TEXT("")));
    char *large = arena_new(&p->arena, char, 300000);
    memset(large, 'x', 300000);
    text large_text = { large, 300000 };
    assert_int_equal(file_write(path, large_text, &why), OK);
    assert_int_equal(file_read(path, &p->arena, 300000, &all, &why), OK);
    assert_true(text_is_equal(all, large_text));
    assert_int_equal(
        file_read(path, &p->arena, 299999, &all, &why), ERR_NO_ROOM);
    assert_non_null(strstr(why.text, "too large: over 299999 bytes"));
    struct stat st;
    assert_int_equal(stat(arena_c_string(&p->arena, path), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void
a_file_that_tells_no_size_is_read(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    text all;
    assert_int_equal(
        file_read(TEXT("/proc/self/status"), &p->arena, 1 << 20, &all, &why),
        OK);
    assert_true(text_find(all, TEXT("VmRSS:")) > 0);
    assert_int_equal(
        file_read(TEXT("/dev/zero"), &p->arena, 1 << 20, &all, &why),
        ERR_NO_ROOM);
    assert_int_equal(
        file_read(TEXT("/dev/null"), &p->arena, 0, &all, &why), OK);
    assert_int_equal(all.len, 0);
}

static void
a_file_being_written_is_not_seen_until_kept(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    text all, path = in(p, "b");
    assert_int_equal(file_write(path, TEXT("old"), &why), OK);
    struct file_new f;
    assert_int_equal(file_new_open(&f, path, &why), OK);
    assert_int_equal(file_put(f.fd, TEXT("new")), OK);
    assert_int_equal(file_read(path, &p->arena, 100, &all, &why), OK);
    assert_true(text_is_equal(all, TEXT("old")));
    assert_int_equal(file_new_keep(&f, &why), OK);
    assert_int_equal(file_read(path, &p->arena, 100, &all, &why), OK);
    assert_true(text_is_equal(all, TEXT("new")));
    assert_int_equal(file_new_open(&f, path, &why), OK);
    file_new_drop(&f);
    file_new_drop(&f);
    struct file_entry *e;
    ptrdiff_t n;
    assert_int_equal(
        file_list(text_of(p->folder), &p->arena, 10, &e, &n, &why), OK);
    assert_int_equal(n, 1);
    assert_int_equal(file_new_open(&f, in(p, "no/where"), &why), ERR_NOT_FOUND);
    file_new_drop(&f);
}

static void
a_file_is_written_in_the_folder_we_are_in(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(p->folder), 0);
    enum err e = file_write(TEXT("here"), TEXT("x"), &why);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(e, OK);
    assert_true(file_is_there(in(p, "here")));
    assert_true(text_is_equal(file_folder_of(TEXT("x")), TEXT(".")));
    assert_true(text_is_equal(file_folder_of(TEXT("/x")), TEXT("/")));
    assert_true(text_is_equal(file_folder_of(TEXT("/a/x")), TEXT("/a")));
    assert_true(text_is_equal(file_folder_of(TEXT("a/x")), TEXT("a")));
}

/* A pipe and the device of nothing stay what they are. Whoever runs the tests
 * as root would lose the machine's own, so it is one beside our files. */
static void
what_is_no_plain_file_is_written_through(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    struct stat st;
    struct file_new f;
    char got[16] = { 0 };
    text pipe = in(p, "pipe"), link = in(p, "out");
    const char *name = arena_c_string(&p->arena, pipe);
    assert_int_equal(mkfifo(name, 0600), 0);
    int fd = open(name, O_RDWR | O_CLOEXEC); /* or the writer would wait */
    assert_true(fd >= 0);
    assert_int_equal(file_write(pipe, TEXT("through"), &why), OK);
    assert_int_equal(read(fd, got, sizeof got), 7);
    assert_string_equal(got, "through");
    assert_int_equal(file_new_open(&f, pipe, &why), OK);
    file_new_drop(&f);
    assert_int_equal(lstat(name, &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    /* by a link, and as /dev/stdout is one to a descriptor */
    assert_int_equal(symlink(name, arena_c_string(&p->arena, link)), 0);
    assert_int_equal(file_write(link, TEXT("link"), &why), OK);
    assert_int_equal(read(fd, got, sizeof got), 4);
    assert_int_equal(lstat(arena_c_string(&p->arena, link), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    close(fd);
    text plain = in(p, "plain"), all;
    fd = open(
        arena_c_string(&p->arena, plain), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    text own = in(p, "own");
    assert_int_equal(
        symlink(arena_c_string(
                    &p->arena, arena_print(&p->arena, "/proc/self/fd/%d", fd)),
            arena_c_string(&p->arena, own)),
        0);
    assert_int_equal(file_write(own, TEXT("said"), &why), OK);
    assert_int_equal(file_read(plain, &p->arena, 100, &all, &why), OK);
    assert_true(text_is_equal(all, TEXT("said")));
    assert_int_equal(lstat(arena_c_string(&p->arena, own), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    close(fd);
    /* and a link to a plain file is replaced, as ever: what a stranger put
     * there leads to nothing of ours */
    text planted = in(p, "planted");
    assert_int_equal(symlink(arena_c_string(&p->arena, plain),
                         arena_c_string(&p->arena, planted)),
        0);
    assert_int_equal(file_write(planted, TEXT("new"), &why), OK);
    assert_int_equal(file_read(plain, &p->arena, 100, &all, &why), OK);
    assert_true(text_is_equal(all, TEXT("said")));
}

static void
a_failure_says_what_and_why(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    text all;
    assert_int_equal(
        file_read(in(p, "none"), &p->arena, 1, &all, &why), ERR_NOT_FOUND);
    char want[128];
    snprintf(want, sizeof want,
        "cannot open %s/none: No such file or directory", p->folder);
    assert_string_equal(why.text, want);
    assert_int_equal(
        file_read(text_of(p->folder), &p->arena, 1, &all, &why), ERR_IO);
    assert_non_null(strstr(why.text, "it is a folder"));
    assert_int_equal(
        file_read(TEXT("a\0b"), &p->arena, 1, &all, &why), ERR_BAD_INPUT);
    assert_int_equal(
        file_read(TEXT(""), &p->arena, 1, &all, &why), ERR_BAD_INPUT);
    char *long_path = arena_new(&p->arena, char, 5000);
    memset(long_path, 'x', 5000);
    assert_int_equal(
        file_read((text){ long_path, 5000 }, &p->arena, 1, &all, &why),
        ERR_BAD_INPUT);
    assert_int_equal(
        file_write(TEXT("/proc/none"), TEXT("x"), &why), ERR_NOT_FOUND);
    int fd = open("/dev/full", O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(file_put(fd, TEXT("x")), ERR_NO_ROOM);
    file_close(fd);
    assert_int_equal(file_remove(in(p, "none"), &why), ERR_NOT_FOUND);
}

static void
a_folder_is_listed_in_order(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    for (int i = 99; i >= 0; i--) {
        char name[16];
        snprintf(name, sizeof name, "f%02d", i);
        assert_int_equal(file_write(in(p, name), TEXT("12345"), &why), OK);
    }
    assert_int_equal(file_make_folder(in(p, "d/e/f"), &why), OK);
    assert_int_equal(file_make_folder(in(p, "d/e/f/"), &why), OK);
    assert_true(file_is_folder(in(p, "d/e/f")));
    assert_int_equal(file_make_folder(in(p, "f00/x"), &why), ERR_CONFLICT);
    assert_int_equal(
        symlink("/none", arena_c_string(&p->arena, in(p, "l"))), 0);
    struct file_entry *e;
    ptrdiff_t n;
    assert_int_equal(
        file_list(text_of(p->folder), &p->arena, 101, &e, &n, &why), OK);
    assert_int_equal(n, 101);
    assert_true(text_is_equal(e[0].name, TEXT("d")));
    assert_int_equal(e[0].kind, FILE_FOLDER);
    assert_true(text_is_equal(e[100].name, TEXT("f99")));
    assert_int_equal(e[100].kind, FILE_PLAIN);
    assert_int_equal(e[100].size, 5);
    for (ptrdiff_t i = 1; i < n; i++)
        assert_true(text_compare(e[i - 1].name, e[i].name) < 0);
    assert_int_equal(
        file_list(text_of(p->folder), &p->arena, 100, &e, &n, &why),
        ERR_NO_ROOM);
    assert_int_equal(
        file_list(in(p, "none"), &p->arena, 100, &e, &n, &why), ERR_NOT_FOUND);
    struct arena small;
    arena_open(&small, 1000);
    assert_int_equal(
        file_list(text_of(p->folder), &small, 200, &e, &n, &why), ERR_NO_ROOM);
    arena_close(&small);
}

static void
an_unnamed_file_leaves_nothing(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    int fd;
    assert_int_equal(file_open_unnamed(&fd, text_of(p->folder), &why), OK);
    assert_int_equal(file_put(fd, TEXT("hello")), OK);
    int64_t size = 0;
    assert_int_equal(file_size(fd, &size), OK);
    assert_int_equal(size, 5);
    char to[8];
    ptrdiff_t n = 0;
    assert_int_equal(file_get_at(fd, to, 8, 1, &n), OK);
    assert_int_equal(n, 4);
    assert_memory_equal(to, "ello", 4);
    assert_int_equal(file_get(fd, to, 8, &n), OK);
    assert_int_equal(n, 0);
    struct file_entry *e;
    assert_int_equal(
        file_list(text_of(p->folder), &p->arena, 10, &e, &n, &why), OK);
    assert_int_equal(n, 0);
    assert_false(file_is_terminal(fd));
    file_close(fd);
    file_close(-1);
}

static void
from_strangers_only_plain_files_are_read(void **state)
{
    struct place *p = *state;
    struct why why = { 0 };
    text all, plain = in(p, "plain"), link = in(p, "link"),
              pipe = in(p, "pipe"), nowhere = in(p, "nowhere");
    int fd;
    assert_int_equal(file_write(plain, TEXT("text"), &why), OK);
    assert_int_equal(file_read_plain(plain, &p->arena, 9, &all, &why), OK);
    assert_true(text_is_equal(all, TEXT("text")));
    assert_int_equal(symlink(arena_c_string(&p->arena, plain),
                         arena_c_string(&p->arena, link)),
        0);
    assert_int_equal(file_read(link, &p->arena, 9, &all, &why), OK);
    assert_int_equal(
        file_read_plain(link, &p->arena, 9, &all, &why), ERR_BAD_INPUT);
    assert_int_equal(file_open_plain(&fd, link, &why), ERR_BAD_INPUT);
    assert_int_equal(fd, -1);
    assert_non_null(strstr(why.text, "is a link"));
    /* it would wait for a writer for ever */
    assert_int_equal(mkfifo(arena_c_string(&p->arena, pipe), 0600), 0);
    assert_int_equal(
        file_read_plain(pipe, &p->arena, 9, &all, &why), ERR_BAD_INPUT);
    assert_int_equal(
        file_read_plain(TEXT("/dev/null"), &p->arena, 9, &all, &why),
        ERR_BAD_INPUT);
    assert_int_equal(
        file_read_plain(nowhere, &p->arena, 9, &all, &why), ERR_NOT_FOUND);
}

static void
a_file_is_the_same_by_any_name(void **state)
{
    struct place *p = *state;
    text a = in(p, "a"), b = in(p, "b"), link = in(p, "link");
    assert_int_equal(file_write(a, TEXT("x"), NULL), OK);
    assert_int_equal(file_write(b, TEXT("x"), NULL), OK);
    assert_int_equal(symlink("a", arena_c_string(&p->arena, link)), 0);
    assert_true(file_is_same(a, link));
    assert_true(file_is_same(a, in(p, ".//a")));
    assert_false(file_is_same(a, b));
    assert_false(file_is_same(a, in(p, "nowhere")));
    assert_false(file_is_same(in(p, "nowhere"), in(p, "nowhere")));
}

static void
age(struct place *p, const char *name)
{
    struct timespec long_ago[2] = { { 1000, 0 }, { 1000, 0 } };
    text path = in(p, name);
    assert_int_equal(
        utimensat(AT_FDCWD, arena_c_string(&p->arena, path), long_ago, 0), 0);
}

static void
what_a_killed_program_left_is_cleared_away_when_it_is_old(void **state)
{
    struct place *p = *state;
    static const char *const names[] = { ".a.1.new", ".a.2.new", ".b.1.new",
        ".a.3", "a.new" };
    for (int i = 0; i < 5; i++) {
        assert_int_equal(file_write(in(p, names[i]), TEXT("x"), NULL), OK);
        if (i != 1)
            age(p, names[i]);
    }
    text folder = file_folder_of(in(p, "a"));
    assert_int_equal(
        file_clear_away(folder, TEXT(".a."), TEXT(".new"), 3600), 1);
    assert_false(file_is_there(in(p, names[0])));
    for (int i = 1; i < 5; i++)
        assert_true(file_is_there(in(p, names[i])));
    assert_int_equal(
        file_clear_away(in(p, "nowhere"), TEXT(""), TEXT(""), 0), 0);
}

int file_test(void);

int
file_test(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, drop_place)
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read),
        TEST(a_file_that_tells_no_size_is_read),
        TEST(a_file_being_written_is_not_seen_until_kept),
        TEST(a_file_is_written_in_the_folder_we_are_in),
        TEST(what_is_no_plain_file_is_written_through),
        TEST(a_failure_says_what_and_why),
        TEST(a_folder_is_listed_in_order),
        TEST(an_unnamed_file_leaves_nothing),
        TEST(from_strangers_only_plain_files_are_read),
        TEST(a_file_is_the_same_by_any_name),
        TEST(what_a_killed_program_left_is_cleared_away_when_it_is_old),
    };
    return cmocka_run_group_tests_name("os/file", tests, NULL, NULL);
}
