/* The command of mails: `counterpart mail`. */
#ifndef KEEP_MAIL_CMD_H
#define KEEP_MAIL_CMD_H

#include "keep/door.h"

enum err run_mail(struct command_call *call, struct why *why);

#endif
