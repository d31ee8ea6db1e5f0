/* All unit tests in one program: `unit` runs them, `unit csv_test` one, and
 * `unit --but csv_test` all others. With CP_UNIT_TIMES=1 each file says what it
 * took. */
#ifndef SUPPORT_UNIT_H
#define SUPPORT_UNIT_H

struct unit_test {
    const char *name; /* "csv_test", of src/base/csv_test.c */
    int (*run)(void); /* how many of its tests failed */
};

/* Made by the build; a row of NULL at the end. */
extern const struct unit_test unit_tests[];

#endif
