#include "support/ways.h"

#include "os/clock.h"
#include "people/attempt.h"
#include "people/people.h"
#include "people/secret.h"
#include "people/totp.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char many_words[] = "many good words";

/* An open account, with that password. */
int64_t
way_somebody(struct house *h, const char *mail, bool is_coordinator)
{
    char sql[400];
    text hash;
    int64_t id =
        is_coordinator ? house_coordinator(h, mail) : house_person(h, mail);
    assert_int_equal(password_hash(h->d->arena, TEXT(many_words), &hash), OK);
    snprintf(sql, sizeof sql,
        "UPDATE account SET password = '%.*s' WHERE id = %" PRId64,
        TEXT_ARG(hash), id);
    support_exec(h->s, h->d->url, sql);
    attempts_clear();
    return id;
}

text
way_ask(struct house *h, const char *sql)
{
    return support_ask(h->s, h->d->url, sql);
}

/* "/welcome/..." out of the last mail that waits. */
text
way_link_mailed(struct house *h, const char *path)
{
    text body = way_ask(h, "SELECT body FROM mail ORDER BY id DESC LIMIT 1");
    ptrdiff_t at = text_find(body, text_of(path));
    if (at < 0)
        fail_msg("no %s in %.*s", path, TEXT_ARG(body));
    text rest, line = text_cut(text_slice(body, at, body.len), '\n', &rest);
    return arena_print(h->d->arena, "/en%.*s", TEXT_ARG(line));
}

/* The session's cookie that the last answer gave; the browser has it now. */
void
way_keep_cookie(struct house *h)
{
    text rest, start = TEXT("__Host-cp=");
    text cookie = house_header(h, "Set-Cookie");
    assert_true(text_starts_with(cookie, start));
    cookie = text_cut(text_slice(cookie, start.len, cookie.len), ';', &rest);
    h->session = arena_print(h->d->arena, "%.*s", TEXT_ARG(cookie));
}

void
way_leads_to(struct house *h, const char *path)
{
    text at = house_header(h, "Location");
    if (!text_starts_with(at, text_of(path)))
        fail_msg("%.*s, not %s", TEXT_ARG(at), path);
}

static int
post(struct house *h, const char *target, text fields)
{
    text token = TEXT("token=00000000000000000000000000");
    if (text_is_known(h->session))
        token = house_token(h);
    text body = arena_print(
        h->d->arena, "%.*s&%.*s", TEXT_ARG(token), TEXT_ARG(fields));
    return house_ask(h, WEB_POST, text_of(target), body, 0);
}

int
way_send(struct house *h, const char *target, const char *fields)
{
    char token[40];
    static int n;
    snprintf(token, sizeof token, "token=%026d&", ++n);
    if (text_is_known(h->session))
        return post(h, target, text_of(fields));
    return house_ask(h, WEB_POST, text_of(target),
        arena_print(h->d->arena, "%s%s", token, fields), 0);
}

text
way_code_now(struct house *h, int64_t person_id, int64_t beside)
{
    struct two_step t;
    assert_int_equal(two_step_load(h->d->db, h->d->arena, person_id, &t), OK);
    return arena_print(h->d->arena, "%06" PRId64,
        totp_code(t.secret, totp_step(now_s()) + beside, TOTP_DIGITS));
}

void
way_two_steps(struct house *h, int64_t id, text codes[RECOVERY_CODES])
{
    struct two_step t;
    assert_int_equal(two_step_begin(h->d->db, h->d->arena, id, now_s()), OK);
    assert_int_equal(two_step_load(h->d->db, h->d->arena, id, &t), OK);
    assert_int_equal(t.secret.len, TOTP_SECRET_LENGTH);
    int64_t step = totp_match(t.secret, way_code_now(h, id, -1), now_s(), 0);
    assert_true(step != 0);
    assert_int_equal(
        two_step_confirm(h->d->db, h->d->arena, id, now_s(), step, codes), OK);
}
