/* Inside file_type.c: sound that telephones and browsers record. */
#ifndef KEEP_FILE_SOUND_H
#define KEEP_FILE_SOUND_H

#include "keep/file_type.h"

/* Of what begins "RIFF....WAVE": a format, samples, and nothing behind them.
 * Source  Multimedia Programming Interface and Data Specifications 1.0, 1991,
 *         chapter 3 (chunks of RIFF WAVE)
 * Errors  ERR_BAD_INPUT  damaged; those of reading */
enum err file_wav_judge(const struct file_source *s);

/* Of what begins with an EBML head: its tracks, when it is WebM.
 * *is_webm false: another kind of such a file.
 * Source  RFC 8794 (EBML), 4 to 6; RFC 9559 (Matroska), 5.1.4
 * Errors  ERR_BAD_INPUT  damaged; those of reading
 * Cost    a few reads for each element before the first cluster */
enum err file_webm_judge(
    const struct file_source *s, bool *is_webm, int *n_sounds, int *n_films);

#endif
