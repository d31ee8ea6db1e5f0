/* The commands and handlers of this room: the tables stand in decide_routes.c.
 */
#ifndef DECIDE_DECIDE_ROUTES_H
#define DECIDE_DECIDE_ROUTES_H

#include "keep/door.h"

enum err cmd_agreement(struct command_call *call, struct why *why);
enum err cmd_panel(struct command_call *call, struct why *why);
enum err cmd_opinions(struct command_call *call, struct why *why);
enum err cmd_heard(struct command_call *call, struct why *why);

#endif
