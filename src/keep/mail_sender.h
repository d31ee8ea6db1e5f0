/* The thread that hands mails to the mail server, one after another.
 *
 * Several processes in front of one database each run one: a mail is taken by
 * whoever changes its row first, for SENDER_LEASE_S. Who is killed in between
 * leaves it to the next, so that a mail is sent once, or in that rare case
 * twice with the same Message-ID, and never not at all.
 *
 * What the server refuses for ever is given up at once. Else it is tried
 * again after a minute, two, four ... a day at most, with some chance in it,
 * and given up after five days. When the server itself cannot be reached all
 * mails wait, and it is asked again after 1, 2, 4 ... 60 seconds.
 *
 * The log gets a line a try: state, code, how many tries. Nothing about whom.
 */
#ifndef KEEP_MAIL_SENDER_H
#define KEEP_MAIL_SENDER_H

#include "db/db.h"
#include "keep/mail_compose.h"
#include "os/smtp.h"

enum { SENDER_LEASE_S = SMTP_TRY_S + 60, SENDER_DAYS = 5 };

struct mail_sender;

struct mail_sender_config {
    struct db_home *home;
    struct mail_house house;
    struct smtp_server server;
    int64_t look_each_ms;   /* 0: a second */
    int64_t last_answer_ms; /* to wait for it when stopped; 0: five seconds */
    bool is_quiet;          /* no line a try */
};

/* First the part that has to be done before the process shuts itself in and
 * before the first thread, then the thread. */
enum err mail_sender_open(struct mail_sender **sender,
    const struct mail_sender_config *c, struct arena *process, struct why *why);
enum err mail_sender_start(struct mail_sender *sender, struct why *why);
/* What is on its way is waited for, some seconds. */
void mail_sender_stop(struct mail_sender *sender);

/* How long to wait after so many tries, in seconds; `chance` any number. */
int64_t mail_pause_s(int64_t n_tries, uint64_t chance);

/* Is a server set in this process? Then mails go by themselves. */
bool mail_goes_by_itself(void);

#endif
