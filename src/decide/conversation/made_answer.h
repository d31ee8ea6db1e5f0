/* Inside this room: answers that were made up for an example, by a file.
 *
 * People get wrong: what people answered is in no file, neither in nor out.
 * These are rows of a table of their own, from which the answers are made; so
 * what goes out is what came in, and never what anybody said. They come into a
 * conversation that is marked illustrative, is closed, and that nobody else
 * ever answered; and such a one is never opened again. */
#ifndef DECIDE_MADE_ANSWER_H
#define DECIDE_MADE_ANSWER_H

#include "decide/conversation/conversation.h"
#include "decide/conversation/made_answer.sql.h"

/* Are there any? */
enum err made_answers_are_there(
    struct db *db, struct arena *a, int64_t conversation_id, bool *are);

/* Inside the step that writes what was found: nobody closed such a one, so
 * who was heard is counted then. Of others: nothing. */
enum err made_answers_end(
    struct db *writer, struct arena *a, const struct conversation *row);

extern const struct sheet made_answer_sheet;

#endif
