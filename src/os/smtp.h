/* Handing one mail to a mail server, by libcurl.
 *
 * The message comes made: headers and body, lines ended by CRLF, none longer
 * than 998 bytes. This is only the talk with the server. Between two mails the
 * connection is kept for a short while.
 *
 * People get wrong: that the server said no is of two kinds. It may say no to
 * this mail (SMTP_REFUSED: never try again) or to us (SMTP_NO_SERVER: a wrong
 * password, a certificate that is not trusted), and then every mail waits.
 *
 * Shape   `url` is smtp://HOST[:PORT], with STARTTLS, or smtps://HOST[:PORT].
 *         Without TLS nothing goes to another machine unless `is_plain` says
 *         so; to this one nothing is encrypted
 * Memory  the arena's, and what libcurl takes; one thread uses it, any other
 *         may call smtp_hurry, smtp_cut
 * Errors  ERR_BAD_INPUT  the url; `why` says what
 * Source  RFC 5321, RFC 3207, RFC 8314
 */
#ifndef OS_SMTP_H
#define OS_SMTP_H

#include "base/arena.h"

struct smtp;

struct smtp_server {
    text url;
    text user, password; /* not known: none */
    text client;         /* how we call ourselves: a host's name */
    text ca; /* PEM: whose signature on its certificate counts, and no other's;
                not known: those that this system trusts */
    bool is_plain;
};

enum { SMTP_TRY_S = 120 }; /* the longest that one try lasts */

/* Is that a url that smtp_open would take? */
enum err smtp_check(const struct smtp_server *server, struct why *why);
/* Before the first thread: libcurl makes itself ready once a process. */
enum err smtp_open(struct smtp **smtp, const struct smtp_server *server,
    struct arena *a, struct why *why);
void smtp_close(struct smtp *smtp);

enum smtp_result {
    SMTP_SENT,
    SMTP_LATER,     /* not now, said of this mail: try it again */
    SMTP_REFUSED,   /* never, said of this mail */
    SMTP_NO_SERVER, /* no talk came about, or it broke off: try all again */
    SMTP_HURRIED    /* we ended it ourselves */
};

/* *code is the server's last answer, such as 250 or 451; 0 when there was
 * none. `from` and `to` are bare addresses without blanks, CR and LF:
 * `require`. */
enum smtp_result
smtp_send(struct smtp *smtp, text from, text to, text message, int *code);

/* From another thread. A talk that goes on ends within a second, unless the
 * whole message is over there: then it still waits for its answer. smtp_cut
 * ends that too; after it nothing is sent any more. */
void smtp_hurry(struct smtp *smtp);
void smtp_cut(struct smtp *smtp);

#endif
