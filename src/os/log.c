#include "os/log.h"

#include "base/date.h"
#include "base/json.h"
#include "os/clock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static _Atomic int log_fd = 2;

/* What a line ends with, also when it was cut. The zero byte's place is kept
 * for the quote that closes a text. */
static const char ending[] = ",\"cut\":true}\n";
enum { ROOM = LOG_LINE_MAX - (int)sizeof ending };

void
log_to(int fd)
{
    log_fd = fd;
}

/* All of it or nothing. */
static bool
add(struct log_line *line, text t)
{
    if (line->is_cut || t.len > ROOM - line->len) {
        line->is_cut = true;
        return false;
    }
    memcpy(line->bytes + line->len, t.ptr, (size_t)t.len);
    line->len += t.len;
    return true;
}

/* A whole member, or as much of its text as fits: never half a name. */
static void
add_member(struct log_line *line, const char *name, text value)
{
    char head[64];
    int n = snprintf(head, sizeof head, ",\"%s\":", name);
    require(n > 0 && n < (int)sizeof head);
    if (n + value.len > ROOM - line->len) {
        line->is_cut = true;
        return;
    }
    if (add(line, (text){ head, n }))
        (void)add(line, value);
}

struct log_line
log_open(const char *what)
{
    struct log_line line;
    char at[RFC3339_LENGTH];
    line.len = 0;
    line.is_cut = false;
    (void)add(&line, TEXT("{\"at\":\""));
    (void)add(&line, date_print_rfc3339(now_s(), at));
    (void)add(&line, TEXT("\""));
    log_text(&line, "what", text_of(what));
    return line;
}

void
log_text(struct log_line *line, const char *name, text value)
{
    if (!text_is_known(value)) {
        add_member(line, name, TEXT("null"));
        return;
    }
    add_member(line, name, TEXT("\""));
    if (line->is_cut)
        return;
    char to[6];
    while (value.len > 0) {
        ptrdiff_t n = json_escape(&value, to);
        if (!add(line, (text){ to, n }))
            break;
    }
    line->bytes[line->len++] = '"';
}

void
log_int(struct log_line *line, const char *name, int64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRId64, value);
    add_member(line, name, (text){ digits, n });
}

void
log_milli(struct log_line *line, const char *name, int64_t thousandths)
{
    char digits[32];
    int64_t whole = thousandths / 1000, rest = thousandths % 1000;
    int n = snprintf(digits, sizeof digits, "%s%" PRId64 ".%03" PRId64,
        thousandths < 0 ? "-" : "", whole < 0 ? -whole : whole,
        rest < 0 ? -rest : rest);
    add_member(line, name, (text){ digits, n });
}

void
log_bool(struct log_line *line, const char *name, bool is_true)
{
    add_member(line, name, is_true ? TEXT("true") : TEXT("false"));
}

void
log_close(struct log_line *line)
{
    const char *end = line->is_cut ? ending : "}\n";
    memcpy(line->bytes + line->len, end, strlen(end));
    line->len += (ptrdiff_t)strlen(end);
    int fd = log_fd;
    ssize_t n;
    /* a log that cannot be written stops nobody */
    do {
        n = fd < 0 ? 0 : write(fd, line->bytes, (size_t)line->len);
    } while (n < 0 && errno == EINTR);
}

void
log_why(const char *what, enum err code, const struct why *why)
{
    struct log_line line = log_open(what);
    log_text(&line, "error", text_of(err_name(code)));
    if (why != NULL)
        log_text(&line, "why", text_of(why->text));
    log_close(&line);
}
