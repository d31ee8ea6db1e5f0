#include "text/calendar.h"

#include "base/date.h"
#include "base/key.h"

enum { LINE_MAX = 75, HOUR = 3600 };

/* A line, folded: what follows the fold begins with a blank. */
static void
put_line(struct calendar *c, text line)
{
    for (ptrdiff_t room = LINE_MAX; !text_is_empty(line); room = LINE_MAX - 1) {
        text piece = text_prefix(line, room);
        if (room < LINE_MAX)
            buf_byte(c->out, ' ');
        buf_add(c->out, piece);
        buf_add(c->out, TEXT("\r\n"));
        line = text_slice(line, piece.len, line.len);
    }
}

/* "NAME:" and a text, its commas and the like marked. */
static void
put_text(struct calendar *c, const char *name, text t)
{
    struct buf line = buf_in(c->out->arena, t.len + 40);
    if (text_is_empty(t))
        return;
    buf_print(&line, "%s:", name);
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char x = t.ptr[i];
        if (x == '\n')
            buf_add(&line, TEXT("\\n"));
        else if (x == '\\' || x == ';' || x == ',')
            buf_print(&line, "\\%c", x);
        else
            buf_byte(&line, (unsigned char)x < ' ' || x == 0x7f ? ' ' : x);
    }
    put_line(c, buf_text(&line));
}

enum { LAST_DAY = 2'932'896 }; /* 9999-12-31 */

static void
put_day(struct calendar *c, const char *name, int64_t days)
{
    struct date d = date_of_days(days);
    buf_print(
        c->out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.year, d.month, d.day);
}

static void
put_moment(struct calendar *c, const char *name, int64_t at)
{
    struct moment m = moment_of(at);
    buf_print(c->out, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, m.date.year,
        m.date.month, m.date.day, m.hour, m.minute, m.second);
}

struct calendar
calendar_begin(struct buf *out, text name)
{
    struct calendar c = { out };
    buf_add(out,
        TEXT("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
             "PRODID:-//Counterpart//Counterpart//EN\r\n"));
    put_text(&c, "X-WR-CALNAME", name);
    return c;
}

void
calendar_add(struct calendar *c, const struct calendar_day *day)
{
    struct date date;
    char key[KEY_LENGTH];
    if (!date_parse(day->date, &date))
        return;
    buf_add(c->out, TEXT("BEGIN:VEVENT\r\n"));
    buf_print(
        c->out, "UID:%.*s@counterpart\r\n", TEXT_ARG(key_print(day->id, key)));
    put_moment(c, "DTSTAMP", day->made_at);
    if (day->begins_at != 0) {
        put_moment(c, "DTSTART", day->begins_at);
        put_moment(c, "DTEND",
            day->ends_at > day->begins_at ? day->ends_at
                                          : day->begins_at + HOUR);
    } else {
        int64_t last = date_to_days(date);
        struct date end;
        put_day(c, "DTSTART", last);
        if (date_parse(day->last, &end) && date_to_days(end) > last)
            last = date_to_days(end);
        if (last < LAST_DAY) /* after it no year has four digits; without an
                                end it is one day */
            put_day(c, "DTEND", last + 1);
    }
    if (day->is_off)
        buf_add(c->out, TEXT("STATUS:CANCELLED\r\n"));
    put_text(c, "SUMMARY", day->title);
    put_text(c, "DESCRIPTION", day->words);
    put_text(c, "LOCATION", day->place);
    put_text(c, "URL", day->address);
    buf_add(c->out, TEXT("END:VEVENT\r\n"));
}

void
calendar_finish(struct calendar *c)
{
    buf_add(c->out, TEXT("END:VCALENDAR\r\n"));
}
