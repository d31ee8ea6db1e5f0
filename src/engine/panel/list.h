/* From chances to a public draw: a list of panels that are equally likely, its
 * text, and the panel that a public seed points at.
 *
 *     struct cp_panel_list list;
 *     enum err e = cp_panel_list(&list, a, &p, &answer, 1000, list_seed, hash,
 *         &why);
 *     ... publish list.text, list.hash; then the seed is made ...
 *     int64_t i = cp_panel_draw(list.hash, seed, list.n_panels, hash, a);
 *
 * People get wrong: the list is published before the seed exists, and the
 * seed's source is named beforehand. A seed that the organiser picks afterwards
 * is no lot.
 *
 * Shape   a panel is its tickets, rising; a list's text is `panel,tickets`, a
 *         line a panel, line feeds
 * Repeat  whole numbers and SHA-256: the same answer, list seed and number of
 *         panels give the same list on any machine
 */
#ifndef ENGINE_PANEL_LIST_H
#define ENGINE_PANEL_LIST_H

#include "engine/panel/panel.h"

enum {
    CP_PANEL_HASH_BYTES = 32,
    CP_PANEL_LIST_USUAL = 1'000,
    CP_PANEL_LIST_MAX = 100'000,
};

/* SHA-256: an engine has none of its own.
 * Source  FIPS 180-4, by the caller */
typedef void
cp_panel_hash(const void *bytes, ptrdiff_t n, uint8_t to[CP_PANEL_HASH_BYTES]);

struct cp_panel_list {
    int32_t n_panels, size;
    int64_t *tickets; /* n_panels rows of size, each rising */
    int32_t *copies;  /* of each of the answer's panels */
    int32_t *times;   /* of people: in how many of the list's they stand */
    text text, hash;  /* hash: 64 hexadecimal digits of the text's SHA-256 */
};

/* Largest remainders: floor(m * share) copies of each, the rest to the largest
 * fractions, equal ones to the earlier.
 * Cost    n log n
 * Source  Hamilton's method, 1792
 * Check   test/oracle/panel/draw.json */
void cp_panel_round(const double *shares, int32_t n, int32_t m, int32_t *copies,
    struct arena *a);

/* Shape   answer->result is CP_PANEL_SOLVED; 1 <= m <= CP_PANEL_LIST_MAX
 * Memory  the list is in `a`: 8 bytes a seat of it, twice that for the text
 * Errors  ERR_BAD_INPUT  m is out of range
 *         ERR_NO_ROOM
 * Cost    a hash a seat and panel: 50 ms for 1,000 panels of 60
 * Source  largest remainders, then copies are moved while the lowest chance
 *         rises; tickets in the order of their hashes, dealt in turn
 * Check   cp_panel_list_check; test/oracle/panel/draw.json
 */
enum err cp_panel_list(struct cp_panel_list *list, struct arena *a,
    const struct cp_panel_pool *p, const struct cp_panel_answer *answer,
    int32_t m, text list_seed, cp_panel_hash *hash, struct why *why);

/* The part of it that deals tickets: of m panels, `seats[i * n_types + t]` of
 * type t in the i-th; `members` by type, as `from` says (n_types + 1).
 * Cost    as above
 * Source  as above
 * Check   test/oracle/panel/draw.json */
struct cp_panel_deal {
    int32_t m, n_types, size;
    const int32_t *seats;
    const int64_t *members;
    const int32_t *from;
    text list_seed;
    cp_panel_hash *hash;
};
int64_t *cp_panel_deal(const struct cp_panel_deal *d, struct arena *a);
text cp_panel_list_text(
    const int64_t *tickets, int32_t m, int32_t size, struct arena *a);

/* Which panel of m, 0 to m - 1, the public seed points at. `n_tries`: how many
 * hashes that took; or NULL.
 * Cost    microseconds
 * Source  SHA-256("counterpart panel draw 1\n" list hash "\n" seed "\n" counter
 *         "\n"), the first 8 bytes, big-endian; what would make some panels
 *         likelier is refused and the counter goes up
 * Check   test/oracle/panel/draw.json */
uint64_t cp_panel_draw(text list_hash, text seed, uint64_t m,
    cp_panel_hash *hash, struct arena *a, int32_t *n_tries);

/* 64 hexadecimal digits.
 * Source  by itself */
text cp_panel_hex(text bytes, cp_panel_hash *hash, struct arena *a);

#endif
