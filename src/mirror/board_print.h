/* Inside boards: the boards of all sides on one A3 page.
 *
 * What is on it goes as JSON to the helper, which draws it: names, headings,
 * entries as this reader may see them, and nothing else. */
#ifndef MIRROR_BOARD_PRINT_H
#define MIRROR_BOARD_PRINT_H

#include "mirror/board_beside.h"
#include "os/helper.h"

/* board_print_work of mirror.h: JSON to PDF. The type is as large as fits, 16
 * points at most and 5 at least; what does not fit then is counted on the
 * page.
 * Errors  ERR_BAD_INPUT  that is no such JSON */

#endif
