#include "decide/panel/panel_hash.h"

#include "os/thread.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdatomic.h>
#include <string.h>

int panel_hash_test(void);

/* FIPS 180-2, appendix B.1 */
static const uint8_t of_abc[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf,
    0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61,
    0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15,
    0xad };

static atomic_int n_wrong;

static void
hash_again_and_again([[maybe_unused]] void *arg)
{
    for (int i = 0; i < 5000; i++) {
        uint8_t hash[CP_PANEL_HASH_BYTES];
        panel_sha256("abc", 3, hash);
        if (memcmp(hash, of_abc, sizeof hash) != 0)
            atomic_fetch_add(&n_wrong, 1);
    }
}

/* Two who answer at once each get their own code. */
static void
who_hash_at_once_do_not_mix(void **state)
{
    enum { N = 4 };
    struct thread threads[N];
    (void)state;
    for (int i = 0; i < N; i++)
        assert_int_equal(
            thread_start(&threads[i], "hash", hash_again_and_again, NULL, NULL),
            OK);
    for (int i = 0; i < N; i++)
        thread_join(&threads[i]);
    assert_int_equal(atomic_load(&n_wrong), 0);
}

int
panel_hash_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_hash_at_once_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
