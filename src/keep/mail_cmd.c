/* `counterpart mail`: what waits, printed; an answer by mail, brought in. */
#include "keep/mail_cmd.h"

#include "base/date.h"
#include "base/key.h"
#include "base/plain.h"
#include "keep/mail.h"
#include "keep/mail.sql.h"
#include "keep/mail_compose.h"
#include "keep/mail_receive.h"
#include "keep/settings.h"
#include "os/file.h"

#include <stdio.h>

/* ---- Printing ------------------------------------------------------------ */

enum { ROWS_BYTES = 8 << 20 };

struct printing {
    struct command_call *call;
    bool is_json;
    struct buf out;
    struct json json;
    struct arena rows; /* of one page, of one mail */
    int64_t n;
};

static void
print_field(const char *label, text t)
{
    printf("%-9s ", label);
    plain_put_line(stdout, t);
}

static void
print_text(const struct mail_letter *m)
{
    char key[KEY_LENGTH], at[RFC3339_LENGTH];
    print_field("mail", key_print(m->id, key));
    print_field("status", m->status);
    print_field("made", date_print_rfc3339(m->made_at, at));
    if (text_is_known(m->receiver))
        print_field("to", m->receiver);
    print_field("language", m->lang);
    print_field("kind", m->kind);
    if (text_is_known(m->subject))
        print_field("subject", m->subject);
    for (text rest = m->body; text_is_known(rest);) {
        fputs("    ", stdout);
        plain_put_line(stdout, text_cut(rest, '\n', &rest));
    }
    putchar('\n');
}

static void
print_json(struct printing *p, const struct mail_letter *m)
{
    char key[KEY_LENGTH], at[RFC3339_LENGTH];
    struct json *j = &p->json;
    const struct {
        const char *name;
        text value;
    } members[] = { { "mail", key_print(m->id, key) }, { "status", m->status },
        { "made", date_print_rfc3339(m->made_at, at) }, { "to", m->receiver },
        { "language", m->lang }, { "kind", m->kind }, { "subject", m->subject },
        { "body", m->body } };
    json_object(j);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_name(j, members[i].name);
        json_text(j, members[i].value);
    }
    json_name(j, "tries");
    json_int(j, m->n_tries);
    json_name(j, "code");
    if (m->has_last_code)
        json_int(j, m->last_code);
    else
        json_null(j);
    json_end(j);
    /* what is whole goes out: memory stays bounded */
    fwrite(p->out.ptr, 1, (size_t)p->out.len, stdout);
    p->out.len = 0;
}

static enum err
print_one(struct printing *p, int64_t id)
{
    struct mail_letter row;
    struct arena_mark mark = arena_mark(&p->rows);
    enum err e =
        mail_get(p->call->db, &p->rows, (struct mail_get_in){ .id = id }, &row);
    if (e == OK && p->is_json)
        print_json(p, &row);
    else if (e == OK)
        print_text(&row);
    p->n += e == OK;
    arena_rewind(&p->rows, mark);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err
print_status(struct printing *p, const char *status)
{
    enum { N_ROWS = 100 };
    int64_t before = INT64_MAX;
    ptrdiff_t n;
    enum err e;
    do {
        struct mail_list_row *rows;
        arena_reset(&p->rows, ROWS_BYTES);
        e = mail_list(p->call->db, &p->rows,
            (struct mail_list_in){ .status = text_of(status),
                .before_id = before,
                .n_rows = N_ROWS },
            &rows, &n);
        for (ptrdiff_t i = 0; e == OK && i < n; i++) {
            before = rows[i].id;
            e = print_one(p, rows[i].id);
        }
    } while (e == OK && n == N_ROWS);
    return e;
}

static enum err
print_all(struct command_call *call, struct why *why)
{
    static const char *const statuses[] = { "waiting", "given_up", "sent",
        "handed", "late", "removed", NULL };
    text format = options_text(call->options, "format");
    bool is_all = options_is_on(call->options, "all");
    struct printing p = { .call = call,
        .is_json = text_is_equal(format, TEXT("json")),
        .out = buf_in(call->arena, 256 << 10) };
    enum err e = OK;
    if (!text_is_empty(format) && !p.is_json &&
        !text_is_equal(format, TEXT("text")))
        return err_say(why, ERR_BAD_INPUT, "--format is text or json");
    if (is_all && options_is_on(call->options, "waiting"))
        return err_say(why, ERR_BAD_INPUT, "--waiting or --all, not both");
    arena_open(&p.rows, ROWS_BYTES);
    p.json = json_write(&p.out);
    if (p.is_json)
        json_array(&p.json);
    for (int i = 0; e == OK && statuses[i] != NULL && (i == 0 || is_all); i++)
        e = print_status(&p, statuses[i]);
    arena_close(&p.rows);
    if (p.is_json) {
        json_end(&p.json);
        buf_byte(&p.out, '\n');
        fwrite(p.out.ptr, 1, (size_t)p.out.len, stdout);
    } else {
        printf("%lld %s\n", (long long)p.n, p.n == 1 ? "mail" : "mails");
    }
    return e;
}

/* ---- Receiving ----------------------------------------------------------- */

static enum err
read_mail(struct command_call *call, text *mail, struct why *why)
{
    ptrdiff_t max =
        (ptrdiff_t)settings_int(call->db, call->arena, "mail_reply_kb") * 1024;
    char *room = arena_new(call->arena, char, max + 1);
    ptrdiff_t n = (ptrdiff_t)fread(room, 1, (size_t)max + 1, stdin);
    if (n > max)
        return err_say(why, ERR_BAD_INPUT, "this mail is larger than %lld KB",
            (long long)(max / 1024));
    *mail = (text){ room, n };
    return n > 0 ? OK : err_say(why, ERR_BAD_INPUT, "no mail came in");
}

static enum err
receive(struct command_call *call, struct why *why)
{
    struct mail_house house = { .base_url = call->base_url };
    text mail, receiver = call->n_args > 1 ? call->args[1] : (text){ 0 };
    bool is_dropped;
    enum err e = read_mail(call, &mail, why);
    if (e == OK)
        e = mail_receive(call->db, call->arena, mail, receiver,
            mail_house_host(&house), &is_dropped, why);
    if (e == OK)
        puts(is_dropped ? "dropped" : "taken");
    /* the mail server is to bring it again */
    return e == ERR_DB ? ERR_BUSY : e;
}

enum err
run_mail(struct command_call *call, struct why *why)
{
    text what = call->n_args > 0 ? call->args[0] : (text){ 0 };
    if (call->n_args == 0)
        return print_all(call, why);
    if (text_is_equal(what, TEXT("receive")) && call->n_args <= 2)
        return receive(call, why);
    return err_say(why, ERR_BAD_INPUT,
        "mail [--waiting|--all] [--format text|json], or mail receive "
        "[ADDRESS]");
}
