/* SHA-256 as the panel engine wants it (engine/panel/list.h).
 *
 * Threads  any number at once
 * Cost     some 150 ns for the 90 bytes of a seat, where the processor has
 *          instructions for it
 */
#ifndef DECIDE_PANEL_HASH_H
#define DECIDE_PANEL_HASH_H

#include "engine/panel/list.h"

void
panel_sha256(const void *bytes, ptrdiff_t n, uint8_t to[CP_PANEL_HASH_BYTES]);

#endif
