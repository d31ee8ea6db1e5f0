/* The commands and handlers of this room: the tables stand in decide_routes.c.
 */
#ifndef DECIDE_DECIDE_ROUTES_H
#define DECIDE_DECIDE_ROUTES_H

#include "keep/door.h"

/* decide_data.c: all parts of the room. */
extern const struct door_part decide_parts[];

/* decide_sheets.c */
extern const struct sheet *const decide_sheets[];

/* decide_things.c */
extern const struct thing_kind decide_things[];
extern const struct door_link decide_links[];

/* decide_commands.c */
extern const struct job_kind decide_jobs[];
extern const struct command decide_commands[];
enum err cmd_agreement(struct command_call *call, struct why *why);
enum err cmd_proposal_log(struct command_call *call, struct why *why);
enum err cmd_panel(struct command_call *call, struct why *why);
enum err cmd_opinions(struct command_call *call, struct why *why);
enum err cmd_conversation_pack(struct command_call *call, struct why *why);
enum err cmd_conversation_import(struct command_call *call, struct why *why);
enum err cmd_voices(struct command_call *call, struct why *why);
enum err cmd_heard(struct command_call *call, struct why *why);

#endif
