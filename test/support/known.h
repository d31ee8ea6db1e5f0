/* Known answers, from files: JSON by name, CSV by row and column. What is
 * missing fails the test. */
#ifndef SUPPORT_KNOWN_H
#define SUPPORT_KNOWN_H

#include "base/json.h"

/* `folder` ends in a slash. */
text known_text(struct arena *a, const char *folder, const char *name);
const struct json_value *
known_json(struct arena *a, const char *folder, const char *name);
const struct json_value *
known_member(const struct json_value *v, const char *name);

/* A CSV file without quotes: rows of fields. */
struct known_table {
    text *fields;
    int n_columns;
    ptrdiff_t n_rows; /* without the first */
};
struct known_table
known_table(struct arena *a, const char *folder, const char *name);
/* An empty field is -1. */
double known_at(const struct known_table *t, ptrdiff_t row, const char *column);

#define known_is_near(x, y, d) assert_true(fabs((x) - (y)) <= (d))

#endif
