/* What a room declares in several places says the same in all of them. */
#include "keep/door.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

int doors_test(void);

static const struct sheet_column *
column_of_field(const struct sheet *s, const char *field)
{
    for (int i = 0; i < s->n_columns; i++) {
        const struct sheet_column *c = &s->columns[i];
        if (strcmp(c->field != NULL ? c->field : c->name, field) == 0)
            return c;
    }
    return NULL;
}

static const struct sheet_column *
column_of_name(const struct sheet *s, const char *name)
{
    for (int i = 0; i < s->n_columns; i++)
        if (strcmp(s->columns[i].name, name) == 0)
            return &s->columns[i];
    return NULL;
}

/* A key is made, and what sorts is made from a name. */
static bool
is_made_by_the_program(const char *field)
{
    return strcmp(field, "id") == 0 ||
        text_ends_with(text_of(field), TEXT("_sort"));
}

static void
check_columns(const struct sheet *s)
{
    const struct db_shape *out = s->each->out;
    for (int i = 0; i < s->n_columns; i++) {
        const struct sheet_column *c = &s->columns[i];
        const char *field = c->field != NULL ? c->field : c->name;
        if (shape_field(s->shape, field) == NULL)
            fail_msg("%s.csv: the column %s is not kept: the shape %s has no "
                     "%s",
                s->table, c->name, s->shape->name, field);
        if (shape_field(out, c->name) == NULL)
            fail_msg("%s.csv: the column %s comes in and does not go out: it "
                     "is not in the query %s",
                s->table, c->name, s->each->name);
        if (c->kind == SHEET_REF && c->ref == NULL)
            fail_msg("%s.csv: %s refers to no table", s->table, c->name);
        if (c->kind == SHEET_CHOICE && c->choices == NULL)
            fail_msg("%s.csv: %s has no choices", s->table, c->name);
    }
    assert_string_equal(out->fields[0].name, "key");
    for (int i = 1; i < out->n_fields; i++)
        if (column_of_name(s, out->fields[i].name) == NULL)
            fail_msg("%s.csv: the column %s goes out and does not come in: it "
                     "is not in the sheet",
                s->table, out->fields[i].name);
    for (int i = 0; i < s->shape->n_fields; i++) {
        const char *field = s->shape->fields[i].name;
        if (!is_made_by_the_program(field) && column_of_field(s, field) == NULL)
            fail_msg("%s.csv: nothing fills %s of the shape %s", s->table,
                field, s->shape->name);
    }
}

static void
each_column_comes_in_is_kept_and_goes_out(void **state)
{
    int n = 0;
    (void)state;
    for (int d = 0; all_doors[d] != NULL; d++)
        for (int i = 0; all_doors[d]->sheets[i] != NULL; i++, n++) {
            const struct sheet *s = all_doors[d]->sheets[i];
            check_columns(s);
            assert_ptr_equal(s->find->out, s->shape);
            assert_true(s->get != NULL && s->get->out == s->shape);
            assert_ptr_equal(s->insert->in, s->shape);
            assert_ptr_equal(s->update->in, s->shape);
        }
    assert_true(n >= 9);
}

/* What is referred to has to be there first. */
static void
a_table_comes_after_those_that_it_refers_to(void **state)
{
    const struct sheet *seen[128];
    int n = 0;
    (void)state;
    for (int d = 0; all_doors[d] != NULL; d++)
        for (int i = 0; all_doors[d]->sheets[i] != NULL; i++) {
            const struct sheet *s = all_doors[d]->sheets[i];
            assert_true(n < 128);
            seen[n++] = s;
            for (int k = 0; k < s->n_columns; k++) {
                bool is_seen = s->columns[k].ref == NULL;
                for (int j = 0; j < n && !is_seen; j++)
                    is_seen = seen[j] == s->columns[k].ref;
                if (!is_seen)
                    fail_msg("%s.csv: %s refers to %s.csv, which is imported "
                             "later",
                        s->table, s->columns[k].name, s->columns[k].ref->table);
            }
        }
}

static void
each_route_says_who_may_and_what_for(void **state)
{
    const struct route *tables[16] = { NULL };
    struct why why = { 0 };
    (void)state;
    for (int d = 0; all_doors[d] != NULL; d++) {
        assert_true(d < 15);
        tables[d] = all_doors[d]->routes;
    }
    if (routes_check(tables, &why) != OK)
        fail_msg("%s", why.text);
}

static void
no_two_commands_have_one_name(void **state)
{
    const char *seen[128];
    int n = 0;
    (void)state;
    for (int d = 0; all_doors[d] != NULL; d++)
        for (const struct command *c = all_doors[d]->commands; c->name != NULL;
             c++) {
            assert_true(n < 64 && c->run != NULL && c->help[0] != '\0');
            for (int i = 0; i < n; i++)
                assert_string_not_equal(seen[i], c->name);
            seen[n++] = c->name;
        }
}

int
doors_test(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_column_comes_in_is_kept_and_goes_out),
        cmocka_unit_test(a_table_comes_after_those_that_it_refers_to),
        cmocka_unit_test(each_route_says_who_may_and_what_for),
        cmocka_unit_test(no_two_commands_have_one_name),
    };
    return cmocka_run_group_tests_name("command/doors", tests, NULL, NULL);
}
