/* Stopping mails and answering them, by whoever holds a mail and nothing
 * else; and what others can do with their addresses. */
#include "keep/mail.h"

#include "base/key.h"
#include "keep/mail.sql.h"
#include "keep/mail_compose.h"
#include "keep/mail_receive.h"
#include "keep/mail_token.h"
#include "keep/person_data.h"
#include "support/house.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

int mail_pages_test(void);

static enum err
put(struct db *writer, struct arena *a, void *arg)
{
    return mail_put(writer, a, arg);
}

static struct mail
a_mail(void)
{
    return (struct mail){ .to = TEXT("odongo@example.org"),
        .lang = lang_find(TEXT("sw")),
        .kind = TEXT("request"),
        .subject = TEXT("<b>\"Karibu\"</b> \xd9\x85\xd8\xb1"),
        .body = TEXT("<script>alert(1)</script> & karibu.\n\nAsante.") };
}

static struct mail_letter
put_mail(struct house *h, const struct mail *m)
{
    struct support_db *d = h->d;
    struct mail_list_row *rows;
    struct mail_letter row;
    ptrdiff_t n;
    struct mail copy = *m;
    assert_int_equal(db_write(d->db, d->arena, put, &copy), OK);
    assert_int_equal(mail_list(d->db, d->arena,
                         (struct mail_list_in){ .status = TEXT("waiting"),
                             .before_id = INT64_MAX,
                             .n_rows = 1 },
                         &rows, &n),
        OK);
    assert_int_equal(n, 1);
    assert_int_equal(mail_get(d->db, d->arena,
                         (struct mail_get_in){ .id = rows[0].id }, &row),
        OK);
    return row;
}

static struct letter
letter_of(struct house *h, const struct mail_letter *row)
{
    struct mail_key key;
    struct mail_house house = { .base_url = TEXT("https://network.example"),
        .from = TEXT("post@network.example"),
        .reply = TEXT("reply@network.example") };
    assert_int_equal(mail_key_load(h->d->db, h->d->arena, &key), OK);
    return mail_compose(h->d->arena, &house, &key, row);
}

/* "/sw/mail/stop/..." */
static text
stop_path(const struct letter *l)
{
    text base = TEXT("https://network.example");
    assert_true(text_starts_with(l->stop_url, base));
    return text_slice(l->stop_url, base.len, l->stop_url.len);
}

static int64_t
n_of(struct house *h, const char *sql)
{
    int64_t n;
    assert_true(text_parse_int(support_ask(h->s, h->d->url, sql), &n));
    return n;
}

#define N_STOPPED "SELECT count(*) FROM mail_stop"

static void
looking_at_the_address_of_stopping_changes_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        struct mail m = a_mail();
        struct mail_letter row = put_mail(&h, &m);
        struct letter l = letter_of(&h, &row);
        text path = stop_path(&l);
        for (int i = 0; i < 2; i++)
            assert_int_equal(house_ask(&h, WEB_GET, path, (text){ 0 }, 0), 200);
        house_says(&h, "<form method=\"post\"");
        house_is_silent_on(&h, "odongo");
        assert_int_equal(n_of(&h, N_STOPPED), 0);
        house_close(&h);
    }
}

/* As a mail program does it: no cookie, no form's token (RFC 8058). */
static void
one_post_stops_a_kind_and_no_other(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        struct mail m = a_mail();
        struct mail_letter row = put_mail(&h, &m);
        struct letter l = letter_of(&h, &row);
        for (int i = 0; i < 2; i++)
            assert_int_equal(house_ask(&h, WEB_POST, stop_path(&l),
                                 TEXT("List-Unsubscribe=One-Click"), 0),
                200);
        house_is_silent_on(&h, "<form method=\"post\"");
        assert_int_equal(n_of(&h, N_STOPPED), 1);
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM mail"), 1);
        m.kind = TEXT("reminder");
        assert_int_equal(db_write(d->db, d->arena, put, &m), OK);
        assert_int_equal(n_of(&h, "SELECT count(*) FROM mail"), 2);
        house_close(&h);
    }
}

static void
an_address_that_was_changed_stops_nothing(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        struct mail m = a_mail();
        struct mail_letter row = put_mail(&h, &m);
        struct letter l = letter_of(&h, &row);
        text path = stop_path(&l);
        ptrdiff_t first = (ptrdiff_t)strlen("/sw/mail/stop/");
        for (ptrdiff_t i = first; i < path.len; i += 7) {
            char *bad = arena_c_string(d->arena, path);
            bad[i] = bad[i] == 'a' ? 'b' : 'a';
            assert_int_equal(house_ask(&h, WEB_POST, (text){ bad, path.len },
                                 TEXT("List-Unsubscribe=One-Click"), 0),
                404);
        }
        /* of a kind that one must have: signed or not */
        struct mail_key key;
        assert_int_equal(mail_key_load(d->db, d->arena, &key), OK);
        text hash = mail_hash(d->arena, &key, 0, m.to);
        text must = arena_join(d->arena, 2,
            (text[]){ TEXT("/en/mail/stop/"),
                mail_stop_token(d->arena, &key, hash, TEXT("sign-in")) });
        assert_int_equal(house_ask(&h, WEB_POST, must,
                             TEXT("List-Unsubscribe=One-Click"), 0),
            404);
        assert_int_equal(n_of(&h, N_STOPPED), 0);
        house_close(&h);
    }
}

static void
what_was_stopped_by_mail_shows_and_comes_back_on_ones_page(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        house_open(&h, s, d);
        struct mail m = a_mail();
        m.person_id = house_person(&h, "odongo@example.org");
        int64_t other = house_person(&h, "other@example.org");
        struct mail_letter row = put_mail(&h, &m);
        struct letter l = letter_of(&h, &row);
        assert_int_equal(house_ask(&h, WEB_POST, stop_path(&l),
                             TEXT("List-Unsubscribe=One-Click"), 0),
            200);
        house_enter(&h, other);
        assert_int_equal(house_get(&h, "/en/me/mail"), 200);
        house_is_silent_on(&h, "You stopped these.");
        /* another's button does nothing to it */
        assert_int_equal(house_post(&h, "/en/me/mail/request/start", ""), 303);
        assert_int_equal(n_of(&h, N_STOPPED), 1);
        house_enter(&h, m.person_id);
        assert_int_equal(house_get(&h, "/en/me/mail"), 200);
        house_says(&h, "You stopped these.");
        assert_int_equal(house_post(&h, "/en/me/mail/request/start", ""), 303);
        assert_int_equal(n_of(&h, N_STOPPED), 0);
        house_close(&h);
    }
}

static void
a_coordinator_reads_and_hands_on_what_waits(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        char key[KEY_LENGTH];
        house_open(&h, s, d);
        struct mail m = a_mail();
        struct mail_letter row = put_mail(&h, &m);
        text path = arena_print(
            d->arena, "/en/admin/mail/%.*s", TEXT_ARG(key_print(row.id, key)));
        text handed =
            arena_join(d->arena, 2, (text[]){ path, TEXT("/handed") });
        house_enter(&h, house_coordinator(&h, "c@example.org"));
        assert_int_equal(house_get(&h, "/en/admin"), 200);
        house_says(&h, "/en/admin/mail");
        assert_int_equal(house_get(&h, "/en/admin/mail"), 200);
        house_says(&h, "&lt;b&gt;&quot;Karibu&quot;&lt;/b&gt;");
        assert_int_equal(house_get(&h, arena_c_string(d->arena, path)), 200);
        house_says(&h, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; karibu.");
        house_says(&h, "href=\"mailto:odongo@example.org?subject=%3Cb%3E");
        house_says(&h, "/sw/mail/stop/");
        assert_int_equal(
            house_post(&h, arena_c_string(d->arena, handed), ""), 303);
        assert_int_equal(
            house_post(&h, arena_c_string(d->arena, handed), ""), 303);
        assert_int_equal(
            n_of(&h, "SELECT count(*) FROM mail WHERE status = 'handed'"), 1);
        assert_int_equal(
            n_of(&h, "SELECT count(*) FROM audit WHERE kind = 'mail'"), 1);
        house_close(&h);
    }
}

/* ---- Answers ------------------------------------------------------------- */

static int64_t
make_request(struct house *h)
{
    support_exec(h->s, h->d->url,
        "INSERT INTO join_request (id, at, name, mail, place_name, lang, "
        "status) VALUES (5001, 1, 'O', 'odongo@example.org', 'Kisumu', 'sw', "
        "'answered')");
    return 5001;
}

static enum err
receive(struct house *h, text reply_to, const char *headers, const char *body,
    bool *is_dropped)
{
    text mail = arena_print(h->d->arena,
        "From: odongo@example.org\r\nTo: <%.*s>\r\n%s\r\n%s",
        TEXT_ARG(reply_to), headers, body);
    return mail_receive(h->d->db, h->d->arena, mail, (text){ 0 },
        TEXT("network.example"), is_dropped, NULL);
}

#define N_NOTES "SELECT count(*) FROM join_request_note"

static void
an_answer_by_mail_becomes_a_note_once(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        bool is_dropped;
        house_open(&h, s, d);
        struct mail m = a_mail();
        m.about_id = make_request(&h);
        struct mail_letter row = put_mail(&h, &m);
        text to = letter_of(&h, &row).reply_to;
        assert_true(text_starts_with(to, TEXT("reply+")) && to.len < 64 + 20);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(
                receive(&h, to, "Message-ID: <1@example.org>\r\n",
                    "Asante <b>sana</b>.\r\n\r\n> Karibu\r\n", &is_dropped),
                OK);
            assert_true(is_dropped == (i == 1)); /* brought twice */
        }
        assert_int_equal(n_of(&h, N_NOTES), 1);
        house_enter(&h, house_coordinator(&h, "c@example.org"));
        char key[KEY_LENGTH];
        text page = arena_print(d->arena, "/en/admin/requests/%.*s",
            TEXT_ARG(key_print(m.about_id, key)));
        assert_int_equal(house_get(&h, arena_c_string(d->arena, page)), 200);
        house_says(&h, "Asante &lt;b&gt;sana&lt;/b&gt;.");
        house_is_silent_on(&h, "&gt; Karibu");
        house_close(&h);
    }
}

static void
machines_and_strangers_are_not_heard(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        bool is_dropped;
        house_open(&h, s, d);
        struct mail m = a_mail();
        m.about_id = make_request(&h);
        struct mail_letter row = put_mail(&h, &m);
        text to = letter_of(&h, &row).reply_to;
        static const char *const machines[] = {
            "Auto-Submitted: auto-replied\r\n", "Return-Path: <>\r\n",
            "Precedence: bulk\r\n", "Message-ID: <x@network.example>\r\n"
        };
        for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
            assert_int_equal(
                receive(&h, to, machines[i], "Hi\r\n", &is_dropped), OK);
            assert_true(is_dropped);
        }
        char *bad = arena_c_string(d->arena, to);
        bad[10] = bad[10] == '0' ? '1' : '0';
        assert_int_equal(
            receive(&h, (text){ bad, to.len }, "", "Hi\r\n", &is_dropped),
            ERR_DENIED);
        assert_int_equal(receive(&h, TEXT("reply@network.example"), "",
                             "Hi\r\n", &is_dropped),
            ERR_DENIED);
        assert_int_equal(
            receive(&h, to, "", "> only a quotation\r\n", &is_dropped),
            ERR_BAD_INPUT);
        /* what it was about is gone */
        support_exec(s, d->url, "DELETE FROM join_request");
        assert_int_equal(
            receive(&h, to, "", "Hi\r\n", &is_dropped), ERR_NOT_FOUND);
        /* a mail of an erased person takes no answer any more */
        support_exec(s, d->url, "UPDATE mail SET about_id = NULL");
        assert_int_equal(
            receive(&h, to, "", "Hi\r\n", &is_dropped), ERR_NOT_FOUND);
        assert_int_equal(n_of(&h, N_NOTES), 0);
        house_close(&h);
    }
}

static enum err
erase(struct db *writer, struct arena *a, void *arg)
{
    return person_erase(writer, a, *(int64_t *)arg, 0);
}

static void
erasing_somebody_takes_their_notes_and_what_was_written_to_them(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        bool is_dropped;
        house_open(&h, s, d);
        int64_t id = house_person(&h, "odongo@example.org");
        struct mail m = a_mail(); /* written when nobody knew them yet */
        m.about_id = make_request(&h);
        struct mail_letter row = put_mail(&h, &m);
        text to = letter_of(&h, &row).reply_to;
        assert_int_equal(receive(&h, to, "", "Asante\r\n", &is_dropped), OK);
        assert_int_equal(n_of(&h, N_NOTES), 1);
        assert_int_equal(db_write(d->db, d->arena, erase, &id), OK);
        assert_int_equal(n_of(&h, N_NOTES), 0);
        assert_int_equal(n_of(&h,
                             "SELECT count(*) FROM mail WHERE body IS NULL "
                             "AND receiver IS NULL"),
            1);
        assert_int_equal(
            receive(&h, to, "", "Hi\r\n", &is_dropped), ERR_NOT_FOUND);
        house_close(&h);
    }
}

/* Mail servers may write the part before the @ in capitals. */
static void
an_address_in_capitals_is_the_same(void **state)
{
    struct support *s = *state;
    support_for_each(s, d)
    {
        struct house h;
        bool is_dropped;
        house_open(&h, s, d);
        struct mail m = a_mail();
        m.about_id = make_request(&h);
        struct mail_letter row = put_mail(&h, &m);
        char *to = arena_c_string(d->arena, letter_of(&h, &row).reply_to);
        for (char *c = to; *c != '\0'; c++)
            if (*c >= 'a' && *c <= 'z')
                *c = (char)(*c - 'a' + 'A');
        assert_int_equal(
            receive(&h, text_of(to), "", "Hi\r\n", &is_dropped), OK);
        assert_int_equal(n_of(&h, N_NOTES), 1);
        house_close(&h);
    }
}

int
mail_pages_test(void)
{
    const struct CMUnitTest tests[] = {
        support_test(looking_at_the_address_of_stopping_changes_nothing),
        support_test(one_post_stops_a_kind_and_no_other),
        support_test(an_address_that_was_changed_stops_nothing),
        support_test(
            what_was_stopped_by_mail_shows_and_comes_back_on_ones_page),
        support_test(a_coordinator_reads_and_hands_on_what_waits),
        support_test(an_answer_by_mail_becomes_a_note_once),
        support_test(machines_and_strangers_are_not_heard),
        support_test(an_address_in_capitals_is_the_same),
        support_test(
            erasing_somebody_takes_their_notes_and_what_was_written_to_them),
    };
    return cmocka_run_group_tests_name("keep/mail_pages", tests, NULL, NULL);
}
