/* Mails of `serve`: which server, who they are from, the password. */
#include "command/command.h"

#include "os/file.h"

enum { PASSWORD_FILE_MAX = 4096, CA_FILE_MAX = 1 << 20 };

static enum err
read_password(struct run *run, text *password, struct why *why)
{
    text all, rest;
    *password = run->settings->mail_password;
    if (text_is_empty(run->settings->mail_password_file))
        return OK;
    enum err e = file_read(run->settings->mail_password_file, run->process,
        PASSWORD_FILE_MAX, &all, why);
    if (e == OK)
        *password = text_trim(text_cut(all, '\n', &rest));
    return e;
}

enum err
run_outbox(struct run *run, struct db_home *home, struct mail_sender **sender,
    struct why *why)
{
    const struct settings *s = run->settings;
    struct mail_sender_config c = { .home = home,
        .server = { .url = s->mail_server, .is_plain = s->is_mail_plain },
        .is_quiet = s->is_quiet };
    *sender = NULL;
    if (text_is_empty(s->mail_server))
        return OK;
    enum err e = mail_house_read(&c.house, run->process, run_base_url(run),
        s->mail_from, s->mail_reply, why);
    if (e == OK && !text_is_empty(s->mail_user)) {
        c.server.user = s->mail_user;
        e = read_password(run, &c.server.password, why);
    }
    if (e == OK && !text_is_empty(s->mail_ca)) /* before the sandbox */
        e = file_read(s->mail_ca, run->process, CA_FILE_MAX, &c.server.ca, why);
    if (e == OK && text_is_known(c.server.ca) &&
        text_find(c.server.ca, TEXT("-----BEGIN CERTIFICATE-----")) < 0)
        e = err_say(why, ERR_BAD_INPUT, "%.*s: there is no certificate in it",
            TEXT_ARG(s->mail_ca));
    return e == OK ? mail_sender_open(sender, &c, run->process, why) : e;
}
