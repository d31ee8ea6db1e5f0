/* A recording that somebody sends along with their words, and how a page lets
 * it be heard: browsers' own player, nothing loaded before it is asked for,
 * and the file itself for those who have none.
 *
 *     INPUT(struct my_form, recording, INPUT_FILE, .label = ...)
 *     e = sound_judge(rq, &form, "recording", &given.recording, &is_sound);
 *     if (is_sound && form.n_errors == 0)
 *         e = sound_keep(rq, &given.recording, my_thing_id, &row);
 *     ... in the writing step: file_finish(writer, &row); row.id is kept
 *     ... at its address, when they may: sound_answer(rq, an, id, thing_id,
 *         is_public)
 *     ... in the template: keep_sound(v, address, what_it_is)
 *     ... withdrawn: sound_drop in the step, then sound_sweep behind it
 *
 * People get wrong: nothing here says who may hear it: look before
 * sound_answer. And a file's name may hold somebody's: it is not kept.
 *
 * Errors  those of the database and of reading
 */
#ifndef KEEP_SOUND_H
#define KEEP_SOUND_H

#include "keep/file.h"

/* Some minutes of speech; a telephone on 2G sends it in a few minutes. */
enum { SOUND_MAX = 2 << 20 };

/* For a form's hint: "Up to 2 MB. ...". N_() */
extern const char *const sound_hint;

/* Did one come, and is it one that is taken? If it is none the form has an
 * error beside that field. *is_sound false without one: nothing was sent. */
enum err sound_judge(struct request *rq, struct form *form, const char *field,
    const struct upload *upload, bool *is_sound);

/* Its bytes, before the step that shows it; without a word on who sent it. */
enum err sound_keep(struct request *rq, const struct upload *upload,
    int64_t thing_id, struct kept_file *row);

/* The recording itself, a part of it when one is asked for.
 * ERR_NOT_FOUND  there is none, or it is of another thing */
enum err sound_answer(struct request *rq, struct answer *an, int64_t file_id,
    int64_t thing_id, bool is_public);

/* Inside a step: nobody hears it from now on. */
enum err sound_drop(
    struct db *writer, struct arena *a, int64_t file_id, int64_t thing_id);
/* After that step: its bytes go at once. Left out, the sweep takes them. */
void sound_sweep(struct db *db, struct arena *a, int64_t file_id);

#endif
