/* Volunteers and quotas as somebody saved them: the seats in the first byte,
 * people, a line "---", quotas. What is read is solved, checked, listed, and
 * its list checked; what clashes says what would do. */
#include "engine/panel/check.h"
#include "engine/panel/clash.h"
#include "engine/panel/read.h"

#include <sodium.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
hash(const void *bytes, ptrdiff_t n, uint8_t to[CP_PANEL_HASH_BYTES])
{
    require(crypto_hash_sha256(to, bytes, (unsigned long long)n) == 0);
}

static void
try_list(struct arena *a, const struct cp_panel_read *r,
    const struct cp_panel_answer *answer)
{
    struct cp_panel_found found;
    struct cp_panel_list list;
    struct why why = { 0 };
    require(cp_panel_check(&found, a, &r->pool, answer, 20'000) == 0);
    require(cp_panel_list(&list, a, &r->pool, answer, 20, r->list_seed, hash,
                &why) == OK);
    require(cp_panel_list_check(&r->pool, answer, &list, hash, a) == 0);
    require(cp_panel_draw(list.hash, TEXT("seed"), 20, hash, a, NULL) < 20);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a;
    struct cp_panel_read r;
    struct cp_panel_answer answer;
    struct cp_panel_clash clash;
    struct why why = { 0 };
    text all = { (const char *)bytes + 1, (ptrdiff_t)size - 1 };
    if (size < 2 || size > 4000)
        return 0;
    ptrdiff_t cut = text_find(all, TEXT("---\n"));
    if (cut < 0)
        return 0;
    arena_open(&a, 64 << 20);
    enum err e = cp_panel_read(&r, &a, text_slice(all, 0, cut),
        text_slice(all, cut + 4, all.len), TEXT(""), bytes[0] % 32, hash, &why);
    require(e == OK || (e == ERR_BAD_INPUT && why.text[0] != '\0'));
    if (e == OK && r.pool.n_people <= 30) {
        struct cp_panel_how how = { .most_steps = 2000,
            .most_branches = 200,
            .mode = bytes[0] & 32 ? CP_PANEL_MAXIMIN : CP_PANEL_LEXIMIN };
        r.pool.ceiling = bytes[0] & 64 ? 0.5 : 0;
        require(cp_panel_solve(&answer, &a, &r.pool, &how, &why) == OK);
        require(cp_panel_clash(&clash, &a, &r.pool, &how, &why) == OK);
        if (answer.result == CP_PANEL_SOLVED) {
            require(clash.result != CP_PANEL_SOLVED || !clash.is_clash);
            try_list(&a, &r, &answer);
        }
    }
    arena_close(&a);
    return 0;
}
