#include "people/device.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

int device_test(void);

static void
a_browser_is_two_coarse_words(void **state)
{
    (void)state;
    static const char *const agents[][2] = {
        { "Mozilla/5.0 (Android 13; Mobile; rv:120.0) Gecko/120.0 "
          "Firefox/120.0",
            "Firefox/Android" },
        { "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like "
          "Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
            "Chrome/Android" },
        { "Mozilla/5.0 (Linux; Android 9; SAMSUNG SM-A105F) AppleWebKit/537.36 "
          "(KHTML, like Gecko) SamsungBrowser/20.0 Chrome/106.0 Safari/537.36",
            "Samsung Internet/Android" },
        { "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) "
          "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 "
          "Safari/604.1",
            "Safari/iPhone" },
        { "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
          "(KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
            "Edge/Windows" },
        { "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1) Presto/2.8 Version/11.10",
            "Opera Mini/" },
        { "Mozilla/5.0 (Mobile; Nokia 8110; rv:48.0) Gecko/48.0 Firefox/48.0 "
          "KAIOS/2.5",
            "Firefox/KaiOS" },
        { "Mozilla/5.0 (X11; Linux x86_64)", "/Linux" },
    };
    static const char *const none[] = { "", "curl/8.0", "<script>", NULL };
    struct arena a;
    arena_open(&a, 1 << 16);
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++) {
        text t = device_word(&a, text_of(agents[i][0]));
        if (!text_is_equal(t, text_of(agents[i][1])))
            fail_msg("%s: %.*s", agents[i][0], TEXT_ARG(t));
    }
    for (int i = 0; none[i] != NULL; i++)
        assert_false(text_is_known(device_word(&a, text_of(none[i]))));
    assert_false(text_is_known(device_word(&a, (text){ 0 })));
    arena_close(&a);
}

static void
it_is_said_in_the_readers_language(void **state)
{
    (void)state;
    static const char *const said[][2] = { { "Firefox/Android",
                                               "Firefox on Android" },
        { "Opera Mini/", "Opera Mini" }, { "/Linux", "A browser on Linux" },
        { "", "A browser" } };
    struct arena a;
    arena_open(&a, 1 << 16);
    struct view v = view_in(&a, lang_all(0), 100);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        text t = device_said(&v, text_of(said[i][0]));
        if (!text_is_equal(t, text_of(said[i][1])))
            fail_msg("%s: %.*s", said[i][0], TEXT_ARG(t));
    }
    assert_true(text_is_equal(device_said(&v, (text){ 0 }), TEXT("A browser")));
    arena_close(&a);
}

int
device_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_browser_is_two_coarse_words),
        cmocka_unit_test(it_is_said_in_the_readers_language),
    };
    return cmocka_run_group_tests_name("people/device", tests, NULL, NULL);
}
