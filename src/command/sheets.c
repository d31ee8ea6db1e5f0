#include "command/sheets.h"

struct sheets
gather_sheets(void)
{
    struct sheets all = { 0 };
    for (int d = 0; all_doors[d] != NULL; d++) {
        const struct door *door = all_doors[d];
        for (int i = 0; door->sheets != NULL && door->sheets[i] != NULL; i++) {
            require(all.n_sheets < SHEETS_MAX);
            all.sheets[all.n_sheets++] = door->sheets[i];
        }
        if (door->also_import != NULL)
            all.also[all.n_also++] = door->also_import;
    }
    return all;
}
