/* Compression of answers: which one the reader takes, and doing it.
 *
 * Level 1 takes eight tenths off a page in 10 to 50 us; more is for what is
 * made once and sent often.
 *
 * Memory  200 KB for each worker, and 670 KB for all
 */
#ifndef WEB_COMPRESS_H
#define WEB_COMPRESS_H

#include "base/arena.h"

enum encoding { ENCODING_PLAIN, ENCODING_GZIP, ENCODING_BROTLI };
enum { ENCODING_N = 3 };

/* The best of what an Accept-Encoding header allows, by its q-values; with
 * equal ones brotli for what is kept, and gzip for what is sent once: in a
 * hurry it is the shorter and takes half the time. Then nothing. No header:
 * plain. */
enum encoding encoding_pick(text accept_encoding, bool is_kept);
/* "br", "gzip", or not known for plain. */
text encoding_name(enum encoding e);

struct compressor;

/* NULL when there is no memory: then everything goes out plain. */
struct compressor *compressor_open(void);
void compressor_close(struct compressor *c);

/* `in` in that encoding; not known when it failed or would not be shorter.
 * `is_kept`: it will be sent often, so spend more time. */
text compressed(struct compressor *c, struct arena *a, enum encoding e,
    bool is_kept, text in);

#endif
