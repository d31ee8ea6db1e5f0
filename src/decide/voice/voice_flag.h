/* Inside this room: voices that were flagged because somebody may be in
 * danger. A flagged voice is shown to nobody but those who look after voices
 * and the named lead, who alone can say that it is settled; a flag that is not
 * answered by its day is said to be late. */
#ifndef DECIDE_VOICE_FLAG_H
#define DECIDE_VOICE_FLAG_H

#include "decide/voice/voice.h"

struct flags_page {
    text title, voices, address, next, today;
    bool leads, is_lead, has_lead, may_read;
    struct voice_lead_find_row lead;
    struct voice_flags_of_row *rows;
    ptrdiff_t n_rows;
    const struct form *form, *answer; /* of the lead; form NULL: may not */
};

/* How many of a partnership are open, and late of these. */
enum err voice_flags_count(struct request *rq, int64_t partnership_id,
    int64_t *n_open, int64_t *n_late);
/* The form by which one is raised, on the page of a voice. */
const struct input *voice_flag_inputs(int *n);

handler voice_flags_show, voice_lead_send, voice_flag_send,
    voice_flag_answer_send;

#endif
