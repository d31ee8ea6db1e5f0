/* Inside this room: a statement can be heard, read aloud by a person in a
 * language, and have a picture, so that children and people who do not read
 * take part. Facilitators add both.
 *
 * People get wrong: a statement that is out is heard and seen no more. */
#ifndef DECIDE_MEDIA_H
#define DECIDE_MEDIA_H

#include "decide/conversation/conversation.h"
#include "decide/conversation/media.sql.h"
#include "keep/file.h"

enum { MEDIA_OF_ONE = 12, PICTURE_MAX = 300 << 10 };

/* What goes with a statement on the page where it is answered: addresses, or
 * not known. */
struct media_shown {
    text sound, picture, alt;
};
enum err media_load(struct request *rq, int64_t statement_id, text base,
    text lang, struct media_shown *to);
/* Inside a step: of a statement whose words were taken back. */
enum err
media_forget_one(struct db *writer, struct arena *a, int64_t statement_id);
/* The bytes of a picture that came in the field "picture", before the step that
 * shows it; what is none, or too large, is an error beside that field. */
enum err media_keep_picture(struct request *rq, struct form *form,
    const struct upload *upload, int64_t thing_id, struct kept_file *row,
    bool *is_kept);
/* Inside a step: of a conversation that is gone for good. */
enum err
media_forget(struct db *writer, struct arena *a, int64_t conversation_id);

struct media_page {
    const struct conversation_loaded *c;
    const struct statement_said_row *s;
    text address; /* of the conversation */
    struct statement_media *rows;
    ptrdiff_t n_rows;
    const struct form *form;
};

handler media_show, media_send, media_drop_send, media_file_show,
    say_media_file_show;

#endif
