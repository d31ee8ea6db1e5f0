/* The log: one line of JSON on standard error for each thing that happened.
 *
 *     struct log_line line = log_open("backup");
 *     log_text(&line, "file", path);
 *     log_int(&line, "bytes", size);
 *     log_close(&line);
 *
 * gives {"at":"2026-05-07T09:30:00Z","what":"backup","file":...}. Lines of
 * several threads and processes do not mix: each is one write of at most 4096
 * bytes; what does not fit is cut, and the line says "cut":true. Nothing
 * about people goes in.
 */
#ifndef OS_LOG_H
#define OS_LOG_H

#include "base/text.h"

enum { LOG_LINE_MAX = 4096 };

struct log_line {
    ptrdiff_t len;
    bool is_cut;
    char bytes[LOG_LINE_MAX];
};

struct log_line log_open(const char *what);
void log_text(struct log_line *line, const char *name, text value);
void log_int(struct log_line *line, const char *name, int64_t value);
void log_bool(struct log_line *line, const char *name, bool is_true);
/* Thousandths of a unit with a point: log_milli(l, "ms", 12345) is 12.345. */
void log_milli(struct log_line *line, const char *name, int64_t thousandths);
void log_close(struct log_line *line);

/* The most usual line: what failed, and why (may be NULL). */
void log_why(const char *what, enum err code, const struct why *why);

/* Where lines go; 2 unless set, -1 for nowhere. For tests. */
void log_to(int fd);

#endif
