/* Pools for the tests of panels: the known answers', and random ones.
 *
 * Memory  the arena; what cannot be read fails the test
 */
#ifndef SUPPORT_PANEL_CASE_H
#define SUPPORT_PANEL_CASE_H

#include "base/json.h"
#include "base/random.h"
#include "engine/panel/list.h"

/* A file of test/oracle/panel/. */
text panel_case_file(const char *name, struct arena *a);
const struct json_value *panel_case_load(const char *name, struct arena *a);
const struct json_value *
panel_case_member(const struct json_value *v, const char *name);
/* "2/3", "1" */
double panel_case_fraction(text t);

/* A case of tiny_exact.json or infeasible.json; tickets are 100, 101, ... */
struct cp_panel_pool
panel_case_pool(const struct json_value *c, struct arena *a);
/* The people and quotas of a folder of test/oracle/panel/. */
struct cp_panel_pool panel_case_folder(
    const char *folder, const char *households, int32_t size, struct arena *a);

/* 4 to `most` people of two or three features, with quotas about one of their
 * panels, so that most of these can be met; now and then with households, a
 * member, a ceiling. */
struct cp_panel_pool
panel_case_random(struct random *r, int32_t most, struct arena *a);

/* The same pool with people, lines, features and values in another order. */
struct cp_panel_pool panel_case_shuffle(
    const struct cp_panel_pool *p, struct random *r, struct arena *a);

/* SHA-256 */
void panel_case_hash(
    const void *bytes, ptrdiff_t n, uint8_t to[CP_PANEL_HASH_BYTES]);

#endif
