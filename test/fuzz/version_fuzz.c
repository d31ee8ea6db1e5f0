/* A snapshot: whatever stands in the database, reading it ends well, and what
 * was read is no different from itself. */
#include "keep/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct version_state state, again;
    text all = { (const char *)data, (ptrdiff_t)size };
    arena_open(&a, 256 << 20);
    if (version_read(&a, all, &state) == OK) {
        require(version_read(&a, all, &again) == OK);
        for (int i = 0; i < state.n_values; i++)
            require(version_value(&state, state.values[i].name) != NULL);
        for (int i = 0; i < state.n_texts; i++)
            require(version_text(&state, state.texts[i].part,
                        state.texts[i].lang) != NULL);
        text changed = version_compare(&a, &again, &state);
        require(changed.len >= 2);
    }
    arena_close(&a);
    return 0;
}
