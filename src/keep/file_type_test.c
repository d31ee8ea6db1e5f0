/* Which files are taken, and what they are called afterwards. The samples are
 * those of the fuzzer. */
#include "keep/file_type.h"

#include "os/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int file_type_test(void);

static enum err
read_bytes(void *context, int64_t at, char *to, ptrdiff_t room, ptrdiff_t *n)
{
    const text *all = context;
    text piece = text_slice(*all, (ptrdiff_t)at, (ptrdiff_t)at + room);
    *n = piece.len;
    if (piece.len > 0)
        memcpy(to, piece.ptr, (size_t)piece.len);
    return OK;
}

/* The code of its type, or the sentence that refuses it. */
static const char *
judge(struct arena *a, const char *sample, const char *name)
{
    text all;
    struct why why = { 0 };
    text path = arena_print(a, "test/fuzz/corpus/file_type/%s", sample);
    if (file_read(path, a, 1 << 20, &all, &why) != OK)
        fail_msg("%s", why.text);
    struct file_source s = {
        .read = read_bytes, .context = &all, .size = all.len
    };
    const struct file_type *type = NULL;
    const char *refusal = NULL;
    enum err e = file_type_of(&s, a, text_of(name), &type, &refusal);
    assert_true(e == OK || (e == ERR_BAD_INPUT && refusal != NULL));
    return e == OK ? type->code : refusal;
}

static void
a_file_is_what_is_in_it_whatever_it_is_called(void **state)
{
    static const char *const samples[][2] = { { "a.pdf", "pdf" },
        { "a.png", "png" }, { "a.jpg", "jpg" }, { "a.gif", "gif" },
        { "a.webp", "webp" }, { "a.mp3", "mp3" }, { "tag.mp3", "mp3" },
        { "a.ogg", "ogg" }, { "a.m4a", "m4a" }, { "a.webm", "webm" },
        { "sized.webm", "webm" }, { "a.wav", "wav" }, { "a.odt", "odt" },
        { "a.ods", "ods" }, { "a.odp", "odp" }, { "a.docx", "docx" },
        { "a.xlsx", "xlsx" }, { "a.pptx", "pptx" } };
    (void)state;
    struct arena a;
    arena_open(&a, 64 << 20);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        assert_string_equal(
            judge(&a, samples[i][0], "holiday.exe"), samples[i][1]);
        assert_string_equal(judge(&a, samples[i][0], ""), samples[i][1]);
    }
    arena_close(&a);
}

static void
a_text_must_also_be_called_one(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 16 << 20);
    assert_string_equal(judge(&a, "a.txt", "A.TXT"), "txt");
    assert_string_equal(judge(&a, "a.csv", "a.csv"), "csv");
    assert_string_equal(judge(&a, "a.md", "read.me.md"), "md");
    assert_string_equal(judge(&a, "mzumbe.txt", "m.txt"), "txt");
    for (const char *const *name = (const char *const[]){ "run.js", "run.bat",
             "run", "txt", "a.txt.ps1", NULL };
         *name != NULL; name++)
        assert_non_null(strstr(judge(&a, "a.txt", *name), ".txt"));
    assert_non_null(strstr(judge(&a, "latin.txt", "a.txt"), "UTF-8"));
    assert_non_null(strstr(judge(&a, "cut-letter.txt", "a.txt"), "UTF-8"));
    assert_non_null(strstr(judge(&a, "nul.txt", "a.txt"), "UTF-8"));
    arena_close(&a);
}

static void
what_may_run_or_burst_is_refused_whatever_it_is_called(void **state)
{
    static const char *const samples[][2] = { { "program.exe", "Programs" },
        { "program", "Programs" }, { "script.sh", "Programs" },
        { "a.svg", "SVG" }, { "bare.svg", "SVG" }, { "a.html", "SVG" },
        { "late.pdf", "SVG" }, { "macros.docm", "macros" },
        { "ole.docx", "macros" }, { "program.docx", "macros" },
        { "macros.odt", "macros" }, { "bomb.docx", "larger inside" },
        { "overlap.docx", "larger inside" }, { "plain.zip", "Archives" },
        { "cut.docx", "damaged" }, { "cut.png", "damaged" },
        { "zip-behind.png", "damaged" }, { "only-head.jpg", "damaged" },
        { "script.gif", "damaged" }, { "cut.m4a", "damaged" },
        { "film.mp4", "Films" }, { "film.ogv", "Films" },
        { "film.webm", "Films" }, { "film.mkv", "not taken" },
        { "cut.webm", "damaged" }, { "holds.webm", "damaged" },
        { "cut.wav", "damaged" }, { "old.doc", "old kind" },
        { "empty", "empty" } };
    (void)state;
    struct arena a;
    arena_open(&a, 64 << 20);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const char *names[] = { "a.pdf", "a.txt", "a.docx" };
        for (int k = 0; k < 3; k++) {
            const char *said = judge(&a, samples[i][0], names[k]);
            if (strstr(said, samples[i][1]) == NULL)
                fail_msg("%s as %s: %s", samples[i][0], names[k], said);
        }
    }
    arena_close(&a);
}

static void
a_download_has_a_name_that_every_system_takes(void **state)
{
    static const char *const names[][2] = {
        { "report.pdf", "report.pdf" },
        { "Report.PDF", "Report.PDF" },
        { "report.exe", "report.exe.pdf" },
        { "a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf" },
        { "\"; rm -rf.pdf", "_; rm -rf.pdf" },
        { "...", "file.pdf" },
        { "... ... .pdf", "pdf.pdf" },
        { ".pdf", "pdf.pdf" },
        { "", "file.pdf" },
        { "a/../b\\c.pdf", "a_.._b_c.pdf" },
        { "Års rapport.pdf", "Års rapport.pdf" },
    };
    (void)state;
    struct arena a;
    arena_open(&a, 1 << 20);
    const struct file_type *pdf = file_type_find(TEXT("pdf"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text made = file_name_for(&a, text_of(names[i][0]), pdf);
        if (!text_is_equal(made, text_of(names[i][1])))
            fail_msg("%s: %.*s", names[i][0], TEXT_ARG(made));
    }
    char much[400];
    memset(much, 'x', sizeof much);
    assert_true(file_name_for(&a, (text){ much, 400 }, pdf).len <= 120);
    arena_close(&a);
}

int
file_type_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_what_is_in_it_whatever_it_is_called),
        cmocka_unit_test(a_text_must_also_be_called_one),
        cmocka_unit_test(
            what_may_run_or_burst_is_refused_whatever_it_is_called),
        cmocka_unit_test(a_download_has_a_name_that_every_system_takes),
    };
    return cmocka_run_group_tests_name("keep/file_type", tests, NULL, NULL);
}
