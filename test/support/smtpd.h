/* A mail server for tests: it takes mails and keeps them, or does what such
 * servers do on bad days. Nothing leaves the machine.
 *
 * What it does is told by the receiver's address, so that a test in another
 * process can tell it too:
 *
 *     refuse-...@   550 for the receiver
 *     later-...@    451, the first two times for an address, then 250
 *     reject-...@   554 after the message
 *     drop-...@     closes the connection in the middle of the message
 *     hang-...@     takes the message, keeps it, and never says so
 *     slow-...@     says 250 after two seconds
 *
 * and of all mails by `mood`. Needs nothing of src/.
 */
#ifndef SUPPORT_SMTPD_H
#define SUPPORT_SMTPD_H

#include <pthread.h>
#include <stddef.h>

enum smtpd_mood {
    SMTPD_WELL,
    SMTPD_NOT_TODAY,  /* 554 at the beginning */
    SMTPD_BUSY,       /* 421 at the beginning */
    SMTPD_SILENT,     /* takes connections and says nothing */
    SMTPD_WRONG_USER, /* offers AUTH, then 535 */
    SMTPD_TLS_BROKEN, /* offers STARTTLS, then 454 */
    SMTPD_RUDE        /* closes after EHLO */
};

enum { SMTPD_MAILS_MAX = 4096 };

struct smtpd {
    int fd, port;
    enum smtpd_mood mood;
    const char *folder; /* mails go there too, as 1.eml, 2.eml ...; or NULL */
    pthread_mutex_t lock;
    pthread_t thread;
    int n_mails, n_talks, n_left; /* taken; connections so far, and open */
    char *mails[SMTPD_MAILS_MAX]; /* "MAIL FROM: ...\nRCPT TO: ...\n", then as
                                     it came, dots undone */
    int n_later;
    char later[64][100];
    int n_after_tls; /* commands other than QUIT after a refused STARTTLS */
};

/* On a free port of 127.0.0.1. */
int smtpd_open(struct smtpd *s);
void smtpd_close(struct smtpd *s);
int smtpd_n_mails(struct smtpd *s);
/* Waits at most `ms` until it has so many; 0 when it has. */
int smtpd_wait(struct smtpd *s, int n, int ms);

#endif
