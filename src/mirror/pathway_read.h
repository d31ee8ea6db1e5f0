/* Inside this room: a log off the disk, CSV or XES, packed or not, with what is
 * told meanwhile. */
#ifndef MIRROR_PATHWAY_READ_H
#define MIRROR_PATHWAY_READ_H

#include "engine/pathway/log.h"
#include "keep/door.h"
#include "text/zone.h"

/* By the options of the command: --case and its like, --key, --refused,
 * --part, --lifecycle, --birth. Refused rows go to stderr and to the file of
 * --refused; in a terminal it says how far it is. Ctrl-C ends the process,
 * and nothing is written.
 *
 * Memory  of the call's arena */
enum err pathway_read_log(struct command_call *call, text path,
    const struct zone *zone, const struct cp_attribute_wish *wishes,
    int n_wishes, struct cp_log *log, struct cp_log_report *report,
    struct why *why);

/* pathway_bytes.c: a log in pieces, CSV or XES, by how it begins. */
struct pathway_bytes {
    struct arena *arena;
    const struct cp_log_rules *rules;
    struct cp_log_reader *csv; /* one of the two, once bytes are there */
    struct cp_xes_reader *xes;
};
enum err pathway_bytes_push(
    struct pathway_bytes *b, text piece, struct why *why);
/* Has anything come? */
bool pathway_bytes_are_there(const struct pathway_bytes *b);
int64_t pathway_bytes_n_rows(const struct pathway_bytes *b);
/* Something must have come. `is_cut`: it ended too early. */
enum err pathway_bytes_end(struct pathway_bytes *b, bool is_cut,
    struct cp_log *log, struct cp_log_report *report, struct why *why);

/* "3/8" of --part; 0 and 0: all. */
enum err pathway_read_part(const struct options *o, int32_t *part,
    int32_t *n_parts, struct why *why);

/* An engine's phrase, its %s filled. */
void pathway_put_sentence(struct buf *to, const char *phrase, text about);

/* ---- pathway_report.c: what every import says, also when all is well -------
 * As members of the object that is open in `j`, with "rows" and "rejected"; as
 * lines of text. */
void pathway_report_json(const struct cp_log_report *r,
    const struct cp_log *log, struct json *j);
void pathway_report_text(const struct cp_log_report *r,
    const struct cp_log *log, struct buf *out);

/* ---- pathway_key.c ----------------------------------------------------------
 * What stands for a case's name: the first 16 bytes of HMAC-SHA-256, as 32
 * hexadecimal digits. One secret a side and a study, kept apart from the data;
 * who destroys it ends the link. */
enum { PATHWAY_KEY_LENGTH = 32 };
struct pathway_key {
    unsigned char secret[PATHWAY_KEY_LENGTH];
    bool is_there;
};
/* A file of 64 hexadecimal digits. */
enum err pathway_key_read(
    struct pathway_key *key, struct arena *a, text path, struct why *why);
/* Makes one; a file that is there stays. */
enum err pathway_key_make(struct arena *a, text path, struct why *why);
text pathway_key_name(
    const struct pathway_key *key, struct arena *a, text name);
/* By how many days a case is moved, from -most to most: by bytes of its HMAC
 * that its name has not, so that later files move it as far. */
int64_t pathway_key_shift(const struct pathway_key *key, int64_t most,
    text name);
enum { PATHWAY_SHIFT_MAX = 3650 };

#endif
