/* Inside this room: pictures beside the lines of a proposal in easy words, each
 * with what it shows said in words.
 *
 * People get wrong: a picture belongs to a line by its number. When lines are
 * moved, whoever writes them moves the pictures too: both stand on one page. */
#ifndef DECIDE_EASY_PICTURE_H
#define DECIDE_EASY_PICTURE_H

#include "decide/paragraph/easy_picture.sql.h"
#include "keep/file.h"
#include "web/web.h"

enum { EASY_PICTURES_MAX = 30 };

/* Inside a step, before the proposal is gone. */
enum err
easy_pictures_forget(struct db *writer, struct arena *a, int64_t proposal_id);
/* The form for one. Memory  the request's arena */
struct form *easy_picture_form(struct request *rq);

handler easy_picture_send, easy_picture_drop_send, easy_picture_show;

#endif
