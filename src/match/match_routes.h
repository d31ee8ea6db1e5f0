/* The handlers of this room's routes: the table stands in match_routes.c. */
#ifndef MATCH_MATCH_ROUTES_H
#define MATCH_MATCH_ROUTES_H

#include "keep/door.h"

/* rounds */
handler round_list_show, round_show, my_match_show;
handler round_open_send, round_close_send, round_reopen_send;
handler round_solve_send, round_proposal_show;
handler round_join_send, round_leave_send, round_until_send;
handler round_people_show, round_people_send;
handler round_upload_show, round_upload_send;
handler round_wishes_show, round_wishes_send;
struct job_call;
enum err round_solve_run(struct job_call *call, struct why *why);
handler round_people_csv, round_rules_txt, round_needs_show;

/* groups */
enum err group_solve_run(struct job_call *call, struct why *why);

/* pairs */
handler pair_show, pair_answer_send, pair_offer_send, pair_withdraw_send,
    pair_meeting_send, pair_meeting_remove_send, pair_reflect_send,
    pair_reflect_remove_send, pair_end_send, pair_calendar, my_pairs_show,
    partnership_pairs_show, partnership_pairs_csv, round_agree_show,
    round_offer_send, round_next_send, round_what_show, round_what_person_show,
    round_rule_send, round_rule_remove_send, round_weights_send,
    round_repair_show, round_repair_send, round_late_send;

/* pair_left.c: of struct thing_kind */
enum err pair_may_hold(struct db *db, struct arena *a, int64_t id);
enum err
pair_name_in_files(struct db *db, struct arena *a, int64_t id, text *name);
enum err
pair_find_in_files(struct db *db, struct arena *a, text name, int64_t *id);
/* Pairs that somebody has no role of any more, by a day that was named before:
 * as if they left that day. For struct door. */
enum err pair_sweep(struct db *db, struct arena *a, int64_t now);
enum err pair_left(struct db *writer, struct arena *a, struct request *rq,
    int64_t id, int64_t person_id);

/* match_data.c: all parts of the room. */
extern const struct door_part match_parts[];

/* match_forget.c */
enum err match_forget_thing(struct db *writer, struct arena *a, int64_t id);

#endif
