/* Facts as somebody uploads them: every line is counted once, as new or as
 * refused, and what is refused is said in words. */
#include "mirror/facts.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct standing member = { WHO_MEMBER, 1 };
static const struct actor who = {
    .person_id = 7, .standings = &member, .n_standings = 1
};
static struct fact_sides_row sides[] = {
    { .id = 1, .code = TEXT_INIT("hb"), .name = TEXT_INIT("Homa Bay") },
    { .id = 2, .code = TEXT_INIT("lv"), .name = TEXT_INIT("Liverpool") },
};
static struct fact_kinds_row kinds[] = {
    { .id = 10, .code = TEXT_INIT("beds"), .name = TEXT_INIT("Beds") },
};

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a;
    struct fact_line lines[1] = { { .kind = kinds, .name = TEXT("Beds") } };
    const struct facts f = { .sides = sides,
        .n_sides = 2,
        .kinds = kinds,
        .n_kinds = 1,
        .lines = lines };
    double x;
    text all = { (const char *)bytes, (ptrdiff_t)size };
    if (size > 64 * 1024)
        return 0;
    arena_open(&a, 256 << 20);
    struct fact_file *file = arena_new(&a, struct fact_file, 1);
    require(facts_take_file(
                NULL, &a, lang_all(0), &who, &f, all, false, file) == OK);
    require(file->n_said <= FACT_SAID_MAX);
    require(file->n_said <= file->n_refused);
    require((file->n_refused > 0) == (file->n_said > 0));
    for (int i = 0; i < file->n_said; i++)
        require(file->said[i].words.len > 0);
    if (fact_number_read(&a, text_slice(all, 0, 100), &x))
        require(fact_number(lang_all(0), &a, x).len > 0);
    arena_close(&a);
    return 0;
}
