/* The sheets of all rooms, in import order. */
#ifndef COMMAND_SHEETS_H
#define COMMAND_SHEETS_H

#include "command/command.h"

enum { SHEETS_MAX = 128 };

struct sheets {
    const struct sheet *sheets[SHEETS_MAX + 1];
    enum err (*also[SHEETS_MAX + 1])(struct sheet_texts *);
    int n_sheets, n_also;
};
struct sheets gather_sheets(void);

#endif
