#include "keep/settings.h"

#include "keep/setting.h"
#include "support/support.h"
#include "text/lang.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int settings_test(void);

struct putting {
    const char *name;
    text value;
};

static enum err
put(struct db *writer, struct arena *a, void *arg)
{
    const struct putting *p = arg;
    const struct settings_line *l = settings_lines;
    while (strcmp(l->name, p->name) != 0)
        l++;
    return settings_put(writer, a, l, p->value);
}

static enum err
put_raw(struct db *writer, struct arena *a, void *arg)
{
    const struct putting *p = arg;
    return setting_save(writer, a, p->name, p->value);
}

static void
a_setting_is_what_it_was_set_to_and_its_own_default_before(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct putting five = { "smallest_group", TEXT("12") };
        struct putting yes = { "totp_for_coordinators", TEXT("1") };
        assert_int_equal(settings_int(d->db, d->arena, "smallest_group"), 5);
        assert_false(settings_bool(d->db, d->arena, "totp_for_coordinators"));
        assert_int_equal(db_write(d->db, d->arena, put, &five), OK);
        assert_int_equal(db_write(d->db, d->arena, put, &yes), OK);
        assert_int_equal(settings_int(d->db, d->arena, "smallest_group"), 12);
        assert_true(settings_bool(d->db, d->arena, "totp_for_coordinators"));
    }
}

static void
a_language_that_is_not_offered_is_chosen_for_nobody(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct putting no = { "language_luo", TEXT("0") };
        struct putting yes = { "language_luo", TEXT("1") };
        const struct lang *luo = lang_find(TEXT("luo"));
        settings_offer_languages(d->db, d->arena);
        assert_ptr_equal(lang_negotiate(TEXT("luo, sw;q=0.5")), luo);
        assert_int_equal(db_write(d->db, d->arena, put, &no), OK);
        settings_offer_languages(d->db, d->arena);
        assert_false(lang_is_offered(luo));
        assert_true(lang_is_offered(lang_all(0)));
        assert_ptr_equal(
            lang_negotiate(TEXT("luo, sw;q=0.5")), lang_find(TEXT("sw")));
        assert_ptr_equal(lang_negotiate(TEXT("luo")), lang_all(0));
        assert_int_equal(db_write(d->db, d->arena, put, &yes), OK);
        settings_offer_languages(d->db, d->arena);
        assert_true(lang_is_offered(luo));
    }
}

static void
what_is_outside_its_limits_is_not_set(void **state)
{
    struct support *s = *state;
    static const text bad[] = { TEXT_INIT("2"), TEXT_INIT("101"),
        TEXT_INIT("-5"), TEXT_INIT(""), TEXT_INIT("five"), TEXT_INIT("5.0"),
        TEXT_INIT("99999999999999999999"), { NULL, 0 } };
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            struct putting p = { "smallest_group", bad[i] };
            assert_int_equal(db_write(d->db, d->arena, put, &p), ERR_BAD_INPUT);
        }
        assert_int_equal(settings_int(d->db, d->arena, "smallest_group"), 5);
    }
}

static void
what_is_kept_and_not_allowed_any_more_does_not_count(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct putting p = { "smallest_group", TEXT("1") };
        assert_int_equal(db_write(d->db, d->arena, put_raw, &p), OK);
        assert_int_equal(settings_int(d->db, d->arena, "smallest_group"), 5);
    }
}

static void
every_setting_is_within_its_own_limits(void **state)
{
    (void)state;
    int n = 0;
    for (const struct settings_line *l = settings_lines; l->name != NULL; l++) {
        assert_non_null(l->word);
        assert_non_null(l->group);
        if (l->kind == SETTINGS_INT)
            assert_true(l->fallback >= l->min && l->fallback <= l->max);
        for (const struct settings_line *o = settings_lines; o != l; o++)
            assert_string_not_equal(o->name, l->name);
        n++;
    }
    assert_true(n > 0);
}

int
settings_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(
            a_setting_is_what_it_was_set_to_and_its_own_default_before),
        support_test(a_language_that_is_not_offered_is_chosen_for_nobody),
        support_test(what_is_outside_its_limits_is_not_set),
        support_test(what_is_kept_and_not_allowed_any_more_does_not_count),
        cmocka_unit_test(every_setting_is_within_its_own_limits),
    };
    return cmocka_run_group_tests_name("keep/settings", tests, NULL, NULL);
}
