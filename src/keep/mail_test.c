/* The outbox: what is put, what is not, what is forgotten. */
#include "keep/mail.h"

#include "keep/mail.sql.h"
#include "keep/mail_token.h"
#include "os/clock.h"
#include "support/support.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int mail_test(void);

static enum err
put(struct db *writer, struct arena *a, void *arg)
{
    return mail_put(writer, a, arg);
}

static enum err
put_and_fail(struct db *writer, struct arena *a, void *arg)
{
    enum err e = mail_put(writer, a, arg);
    return e == OK ? ERR_DENIED : e;
}

static struct mail
a_mail(void)
{
    return (struct mail){ .to = TEXT("achieng@example.org"),
        .lang = lang_find(TEXT("sw")),
        .kind = TEXT("membership"),
        .subject = TEXT("Karibu"),
        .body = TEXT("Karibu sana.\n\nhttps://network.example/welcome/x") };
}

static int64_t
n_of(struct support *s, struct support_db *d, const char *where)
{
    int64_t n;
    text sql =
        arena_print(d->arena, "SELECT count(*) FROM mail WHERE %s", where);
    assert_true(text_parse_int(support_ask(s, d->url, sql.ptr), &n));
    return n;
}

static void
a_mail_is_put_as_it_was_said(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct mail m = a_mail();
        m.person_id = 7;
        m.about_id = 9;
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        struct mail_letter row;
        assert_int_equal(
            mail_next(d->db, d->arena,
                (struct mail_next_in){ .urgency = 1, .now = now_s() + 1 },
                &row),
            OK);
        assert_true(text_is_equal(row.receiver, m.to));
        assert_true(text_is_equal(row.subject, m.subject));
        assert_true(text_is_equal(row.body, m.body));
        assert_true(text_is_equal(row.lang, TEXT("sw")));
        assert_true(row.has_person_id && row.person_id == 7);
        assert_true(row.has_about_id && row.about_id == 9);
        assert_false(row.has_ends_at);
    }
}

static void
nobody_hears_of_a_step_that_was_rolled_back(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct mail m = a_mail();
        assert_int_equal(
            db_write(d->db, d->arena, put_and_fail, &m), ERR_DENIED);
        assert_int_equal(n_of(s, d, "1 = 1"), 0);
    }
}

static void
what_is_no_address_is_refused(void **state)
{
    struct support *s = *state;
    static const text bad[] = { TEXT_INIT(""), TEXT_INIT("x"),
        TEXT_INIT("a@b@c.org"), TEXT_INIT("a b@c.org"),
        TEXT_INIT("a@c.org\r\nBcc: all@c.org"), TEXT_INIT("a@c.org\nDATA"),
        TEXT_INIT("<a@c.org>"), TEXT_INIT("a@c.org,b@c.org"),
        TEXT_INIT("\"a\"@c.org"), TEXT_INIT("a@c.org\0"),
        TEXT_INIT("-oQ/tmp@c.org"), TEXT_INIT("\xff@c.org"), { NULL, 0 } };
    support_for_each(s, d)
    {
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            struct mail m = a_mail();
            m.to = bad[i];
            assert_int_equal(db_write(d->db, d->arena, put, &m), ERR_BAD_INPUT);
        }
        assert_int_equal(n_of(s, d, "1 = 1"), 0);
    }
}

static void
a_subject_is_one_line(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct mail m = a_mail();
        m.subject = TEXT("Hello\r\nBcc: all@example.org\r\n\r\nBody\x01");
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(
            n_of(s, d, "subject = 'Hello Bcc: all@example.org  Body'"), 1);
    }
}

static enum err
stop(struct db *writer, struct arena *a, void *arg)
{
    struct mail *m = arg;
    struct mail_key key;
    enum err e = mail_key_make(writer, a, &key);
    if (e != OK)
        return e;
    return mail_stop_insert(writer,
        (struct mail_stop_insert_in){
            .hash = mail_hash(a, &key, m->person_id, m->to),
            .kind = m->kind,
            .at = 1 },
        NULL);
}

static void
a_stopped_kind_is_not_put_and_others_are(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct mail m = a_mail();
        assert_int_equal(db_write(d->db, d->arena, stop, &m), OK);
        m.to = TEXT("Achieng@Example.ORG"); /* the same one */
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(n_of(s, d, "1 = 1"), 0);
        m.kind = TEXT("request");
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        m.kind = TEXT("membership");
        m.to = TEXT("other@example.org");
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(n_of(s, d, "1 = 1"), 2);
    }
}

static void
a_kind_that_one_must_have_is_put_also_when_stopped(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct mail m = a_mail();
        m.kind = TEXT("sign-in");
        assert_int_equal(db_write(d->db, d->arena, stop, &m), OK);
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(n_of(s, d, "urgency = 0"), 1);
    }
}

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    return mail_erase_person(writer, a, *(int64_t *)arg);
}

static void
what_was_written_to_an_erased_person_is_gone(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t who = 7;
        struct mail m = a_mail();
        m.person_id = who;
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        m.kind = TEXT("request");
        assert_int_equal(db_write(d->db, d->arena, stop, &m), OK);
        m.kind = TEXT("membership");
        m.person_id = 8;
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(db_write(d->db, d->arena, erase, &who), OK);
        assert_int_equal(n_of(s, d, "1 = 1"), 2);
        assert_int_equal(n_of(s, d, "status = 'waiting'"), 1);
        assert_int_equal(
            n_of(s, d, "receiver IS NULL AND subject IS NULL AND body IS NULL"),
            1);
        text n_stopped =
            support_ask(s, d->url, "SELECT count(*) FROM mail_stop");
        assert_true(text_is_equal(n_stopped, TEXT("0")));
    }
}

static void
an_export_names_what_was_sent_and_what_was_stopped(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct mail m = a_mail();
        m.person_id = 7;
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        m.kind = TEXT("request");
        assert_int_equal(db_write(d->db, d->arena, stop, &m), OK);
        struct buf out = buf_in(d->arena, 1000);
        struct json j = json_write(&out);
        json_object(&j);
        assert_int_equal(mail_export_person(d->db, d->arena, 7, &j), OK);
        json_end(&j);
        text said = buf_text(&out);
        assert_true(text_find(said, TEXT("\"subject\":\"Karibu\"")) > 0);
        assert_true(
            text_find(said, TEXT("\"mails_stopped\":[\"request\"]")) > 0);
    }
}

static enum err
forget(struct db *writer, struct arena *a, void *arg)
{
    return mail_forget(writer, a, *(int64_t *)arg);
}

static void
a_mail_past_its_end_says_nothing_any_more(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        int64_t now = now_s();
        struct mail m = a_mail();
        m.ends_at = now + 100;
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(db_write(d->db, d->arena, forget, &now), OK);
        assert_int_equal(n_of(s, d, "status = 'waiting'"), 1);
        now += 100;
        assert_int_equal(db_write(d->db, d->arena, forget, &now), OK);
        assert_int_equal(n_of(s, d, "status = 'late' AND body IS NULL"), 1);
    }
}

/* ---- Tokens -------------------------------------------------------------- */

static enum err
make_key(struct db *writer, struct arena *a, void *arg)
{
    return mail_key_make(writer, a, arg);
}

static void
a_token_says_what_it_was_made_for_and_nothing_else(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct mail_key key, again;
        struct arena *a = d->arena;
        text hash, kind;
        int64_t id;
        assert_int_equal(db_write(d->db, a, make_key, &key), OK);
        assert_int_equal(db_write(d->db, a, make_key, &again), OK);
        assert_memory_equal(&key, &again, sizeof key);
        text who = mail_hash(a, &key, 0, TEXT("x@example.org"));
        text stop_it = mail_stop_token(a, &key, who, TEXT("membership"));
        text answer = mail_reply_token(a, &key, 12345);
        assert_true(mail_stop_read(a, &key, stop_it, &hash, &kind));
        assert_true(text_is_equal(hash, who));
        assert_true(text_is_equal(kind, TEXT("membership")));
        assert_true(mail_reply_read(&key, answer, &id) && id == 12345);
        /* of the other use, or changed in any letter */
        assert_false(mail_stop_read(a, &key, answer, &hash, &kind));
        assert_false(mail_reply_read(&key, stop_it, &id));
        for (ptrdiff_t i = 0; i < stop_it.len; i++) {
            char *bad = arena_c_string(a, stop_it);
            bad[i] = bad[i] == '1' ? '2' : '1';
            assert_false(mail_stop_read(
                a, &key, (text){ bad, stop_it.len }, &hash, &kind));
        }
        for (ptrdiff_t i = 0; i < answer.len; i++) {
            char *bad = arena_c_string(a, answer);
            bad[i] = bad[i] == '1' ? '2' : '1';
            assert_false(mail_reply_read(&key, (text){ bad, answer.len }, &id));
        }
        assert_false(mail_stop_read(a, &key, TEXT(""), &hash, &kind));
        assert_false(mail_reply_read(&key, TEXT(""), &id));
    }
}

int
mail_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(a_mail_is_put_as_it_was_said),
        support_test(nobody_hears_of_a_step_that_was_rolled_back),
        support_test(what_is_no_address_is_refused),
        support_test(a_subject_is_one_line),
        support_test(a_stopped_kind_is_not_put_and_others_are),
        support_test(a_kind_that_one_must_have_is_put_also_when_stopped),
        support_test(what_was_written_to_an_erased_person_is_gone),
        support_test(an_export_names_what_was_sent_and_what_was_stopped),
        support_test(a_mail_past_its_end_says_nothing_any_more),
        support_test(a_token_says_what_it_was_made_for_and_nothing_else),
    };
    return cmocka_run_group_tests_name("keep/mail", tests, NULL, NULL);
}
