#include "text/qr.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

int qr_test(void);

enum { WHITE = 4, WIDE = 200 };

struct picture {
    struct arena arena;
    struct view v;
    int size;
    bool black[WIDE][WIDE];
};

/* The picture, read back from its path. */
static void
draw(struct picture *p, text content)
{
    arena_open(&p->arena, 4 << 20);
    p->v = view_in(&p->arena, lang_all(0), 1000);
    memset(p->black, 0, sizeof p->black);
    assert_true(qr_svg(&p->v, content, TEXT("a <label>")));
    text svg = buf_text(&p->v.out);
    const char *at = strstr(arena_c_string(&p->arena, svg), "viewBox=\"0 0 ");
    p->size = atoi(at + 13);
    at = strstr(at, "<path d=\"") + 9;
    while (*at == 'M') {
        char *end;
        long x = strtol(at + 1, &end, 10), y = strtol(end, &end, 10);
        long n = strtol(strchr(end, 'h') + 1, &end, 10);
        for (long i = 0; i < n; i++)
            p->black[y][x + i] = true;
        at = strchr(end, 'z') + 1;
    }
}

/* Seven by seven: black, white within, a black heart. */
static bool
is_eye(const struct picture *p, int x0, int y0)
{
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            int in = x < y ? x : y, out = x > y ? x : y;
            int ring = in < 6 - out ? in : 6 - out;
            if (p->black[y0 + y][x0 + x] != (ring != 1))
                return false;
        }
    return true;
}

static void
it_has_its_three_eyes_its_clock_and_its_white(void **state)
{
    (void)state;
    static struct picture room, *p = &room;
    draw(p, TEXT("https://network.example/slip/7K2MQF9XWBHD"));
    int end = p->size - WHITE - 7, n = 0;
    assert_int_equal((p->size - 2 * WHITE - 17) % 4, 0);
    assert_true(is_eye(p, WHITE, WHITE));
    assert_true(is_eye(p, end, WHITE));
    assert_true(is_eye(p, WHITE, end));
    assert_false(is_eye(p, end, end));
    for (int i = WHITE + 8; i < end - 1; i++) {
        assert_int_equal(p->black[WHITE + 6][i], i % 2 == 0);
        assert_int_equal(p->black[i][WHITE + 6], i % 2 == 0);
    }
    for (int i = 0; i < p->size; i++)
        for (int k = 0; k < WHITE; k++)
            n += p->black[k][i] + p->black[i][k] + p->black[p->size - 1 - k][i];
    assert_int_equal(n, 0);
    arena_close(&p->arena);
}

static void
another_address_is_another_picture_and_the_same_the_same(void **state)
{
    (void)state;
    static struct picture p[3];
    draw(&p[0], TEXT("https://network.example/slip/7K2MQF9XWBHD"));
    draw(&p[1], TEXT("https://network.example/slip/7K2MQF9XWBHE"));
    draw(&p[2], TEXT("https://network.example/slip/7K2MQF9XWBHD"));
    assert_int_not_equal(memcmp(p[0].black, p[1].black, sizeof p[0].black), 0);
    assert_int_equal(memcmp(p[0].black, p[2].black, sizeof p[0].black), 0);
    for (int i = 0; i < 3; i++)
        arena_close(&p[i].arena);
}

static void
its_label_is_escaped_and_it_says_when_it_cannot(void **state)
{
    (void)state;
    struct arena a;
    arena_open(&a, 8 << 20);
    struct view v = view_in(&a, lang_all(0), 1000);
    assert_true(qr_svg(&v, TEXT("x"), TEXT("</title><script>\"")));
    text svg = buf_text(&v.out);
    assert_true(text_find(svg, TEXT("<script>")) < 0);
    assert_true(text_find(svg, TEXT("style=")) < 0);
    ptrdiff_t len = svg.len;
    char *big = arena_new(&a, char, 5000);
    memset(big, 'a', 5000);
    assert_false(qr_svg(&v, (text){ big, 5000 }, TEXT("x")));
    assert_false(qr_svg(&v, TEXT(""), TEXT("x")));
    assert_false(qr_svg(&v, (text){ 0 }, TEXT("x")));
    assert_int_equal(buf_text(&v.out).len, len);
    assert_true(qr_svg(&v, (text){ big, 2000 }, TEXT("x")));
    arena_close(&a);
}

int
qr_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_its_three_eyes_its_clock_and_its_white),
        cmocka_unit_test(
            another_address_is_another_picture_and_the_same_the_same),
        cmocka_unit_test(its_label_is_escaped_and_it_says_when_it_cannot),
    };
    return cmocka_run_group_tests_name("text/qr", tests, NULL, NULL);
}
