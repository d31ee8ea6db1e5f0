#include "smtpd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, MAIL_MAX_BYTES = 4 << 20 };

struct talk {
    struct smtpd *s;
    int fd;
    char from[400], to[400];
    char in[LINE_MAX_BYTES];
    size_t n_in;
    bool was_tls_refused;
};

static void
say(struct talk *t, const char *line)
{
    char out[300];
    int n = snprintf(out, sizeof out, "%s\r\n", line);
    if (send(t->fd, out, (size_t)n, MSG_NOSIGNAL) != n)
        shutdown(t->fd, SHUT_RDWR);
}

/* A line without its end; -1 when there is no more. */
static int
hear(struct talk *t, char line[LINE_MAX_BYTES])
{
    for (;;) {
        char *end = memchr(t->in, '\n', t->n_in);
        if (end != NULL) {
            size_t n = (size_t)(end - t->in);
            memcpy(line, t->in, n);
            t->n_in -= n + 1;
            memmove(t->in, end + 1, t->n_in);
            if (n > 0 && line[n - 1] == '\r')
                n--;
            line[n] = '\0';
            return (int)n;
        }
        if (t->n_in == sizeof t->in)
            return -1;
        ssize_t n = recv(t->fd, t->in + t->n_in, sizeof t->in - t->n_in, 0);
        if (n <= 0)
            return -1;
        t->n_in += (size_t)n;
    }
}

static bool
is_for(const struct talk *t, const char *who)
{
    const char *at = strchr(t->to, '<');
    return at != NULL && strncmp(at + 1, who, strlen(who)) == 0;
}

static void
keep(struct talk *t, const char *mail)
{
    struct smtpd *s = t->s;
    size_t room = strlen(mail) + strlen(t->from) + strlen(t->to) + 8;
    char *all = malloc(room);
    if (all == NULL)
        abort();
    snprintf(all, room, "%s\n%s\n%s", t->from, t->to, mail);
    pthread_mutex_lock(&s->lock);
    if (s->n_mails < SMTPD_MAILS_MAX)
        s->mails[s->n_mails++] = all;
    if (s->folder != NULL) {
        char path[600], made[610];
        snprintf(path, sizeof path, "%s/%d.eml", s->folder, s->n_mails);
        snprintf(made, sizeof made, "%s.new", path);
        FILE *f = fopen(made, "w");
        if (f != NULL) {
            fputs(all, f);
            fclose(f);
            rename(made, path);
        }
    }
    pthread_mutex_unlock(&s->lock);
}

/* How often was this address told to come later? */
static bool
is_later(struct talk *t)
{
    struct smtpd *s = t->s;
    int n = 0;
    pthread_mutex_lock(&s->lock);
    for (int i = 0; i < s->n_later; i++)
        n += strncmp(s->later[i], t->to, sizeof s->later[i] - 1) == 0;
    if (n < 2 && s->n_later < 64)
        snprintf(s->later[s->n_later++], sizeof s->later[0], "%.99s", t->to);
    pthread_mutex_unlock(&s->lock);
    return n < 2;
}

/* False: the talk is over. */
static bool
take_message(struct talk *t)
{
    static const char end[] = "";
    char line[LINE_MAX_BYTES];
    char *mail = malloc(MAIL_MAX_BYTES);
    size_t n = 0;
    int len = 0, n_lines = 0;
    if (mail == NULL)
        abort();
    say(t, "354 go on");
    while ((len = hear(t, line)) >= 0 && strcmp(line, ".") != 0) {
        const char *from = line[0] == '.' ? line + 1 : line;
        if (is_for(t, "drop-") && ++n_lines == 5) {
            free(mail);
            return false;
        }
        if (n + (size_t)len + 2 < MAIL_MAX_BYTES)
            n += (size_t)sprintf(mail + n, "%s\n", from);
    }
    memcpy(mail + n, end, 1);
    bool is_whole = len >= 0, is_kept = is_whole && !is_for(t, "reject-");
    if (is_for(t, "slow-"))
        sleep(2);
    if (is_kept)
        keep(t, mail);
    free(mail);
    if (is_kept && is_for(t, "hang-")) {
        while (hear(t, line) >= 0)
            ;
        return false;
    }
    if (is_whole)
        say(t, is_kept ? "250 taken" : "554 5.7.1 not this one");
    return is_whole;
}

static bool
answer(struct talk *t, const char *line)
{
    enum smtpd_mood mood = t->s->mood;
    if (t->was_tls_refused && strncasecmp(line, "QUIT", 4) != 0)
        t->s->n_after_tls++;
    if (strncasecmp(line, "EHLO", 4) == 0) {
        if (mood == SMTPD_RUDE)
            return false;
        if (mood == SMTPD_WRONG_USER)
            say(t, "250-test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME");
        else if (mood == SMTPD_TLS_BROKEN)
            say(t, "250-test\r\n250 STARTTLS");
        else
            say(t, "250-test\r\n250-SIZE 4000000\r\n250 8BITMIME");
    } else if (strncasecmp(line, "STARTTLS", 8) == 0) {
        t->was_tls_refused = true;
        say(t, "454 no TLS today");
    } else if (strncasecmp(line, "AUTH", 4) == 0) {
        say(t, "535 5.7.8 wrong");
    } else if (strncasecmp(line, "MAIL FROM:", 10) == 0) {
        snprintf(t->from, sizeof t->from, "%.390s", line);
        say(t, "250 ok");
    } else if (strncasecmp(line, "RCPT TO:", 8) == 0) {
        snprintf(t->to, sizeof t->to, "%.390s", line);
        say(t,
            is_for(t, "refuse-")                     ? "550 5.1.1 nobody here"
                : is_for(t, "later-") && is_later(t) ? "451 4.2.1 later"
                                                     : "250 ok");
    } else if (strncasecmp(line, "DATA", 4) == 0) {
        return take_message(t);
    } else if (strncasecmp(line, "QUIT", 4) == 0) {
        say(t, "221 bye");
        return false;
    } else {
        say(t, "250 ok");
    }
    return true;
}

static void *
talk(void *arg)
{
    struct talk *t = arg;
    struct smtpd *s = t->s;
    char line[LINE_MAX_BYTES];
    bool goes_on = true;
    if (s->mood == SMTPD_NOT_TODAY || s->mood == SMTPD_BUSY) {
        say(t, s->mood == SMTPD_BUSY ? "421 too much" : "554 no mails here");
        goes_on = false;
    } else if (s->mood != SMTPD_SILENT) {
        say(t, "220 test");
    }
    while (goes_on && hear(t, line) >= 0)
        if (s->mood != SMTPD_SILENT)
            goes_on = answer(t, line);
    close(t->fd);
    pthread_mutex_lock(&s->lock);
    s->n_left--;
    pthread_mutex_unlock(&s->lock);
    free(t);
    return NULL;
}

static void *
take(void *arg)
{
    struct smtpd *s = arg;
    int fd;
    while ((fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        pthread_t thread;
        struct talk *t = calloc(1, sizeof *t);
        if (t == NULL)
            abort();
        t->s = s;
        t->fd = fd;
        pthread_mutex_lock(&s->lock);
        s->n_talks++;
        s->n_left++;
        pthread_mutex_unlock(&s->lock);
        if (pthread_create(&thread, NULL, talk, t) != 0)
            abort();
        pthread_detach(thread);
    }
    return NULL;
}

int
smtpd_open(struct smtpd *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&at, len) != 0 ||
        listen(s->fd, 64) != 0 ||
        getsockname(s->fd, (struct sockaddr *)&at, &len) != 0)
        return -1;
    s->port = ntohs(at.sin_port);
    pthread_mutex_init(&s->lock, NULL);
    return pthread_create(&s->thread, NULL, take, s);
}

/* Talks that go on are left to their ends: wait for them, some seconds. */
void
smtpd_close(struct smtpd *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
    for (int i = 0; i < 500; i++) {
        pthread_mutex_lock(&s->lock);
        int n = s->n_left;
        pthread_mutex_unlock(&s->lock);
        if (n == 0)
            break;
        usleep(10'000);
    }
    for (int i = 0; i < s->n_mails; i++)
        free(s->mails[i]);
    s->n_mails = 0;
}

int
smtpd_n_mails(struct smtpd *s)
{
    pthread_mutex_lock(&s->lock);
    int n = s->n_mails;
    pthread_mutex_unlock(&s->lock);
    return n;
}

int
smtpd_wait(struct smtpd *s, int n, int ms)
{
    for (int waited = 0; waited <= ms; waited += 10) {
        if (smtpd_n_mails(s) >= n)
            return 0;
        usleep(10'000);
    }
    return -1;
}
