#include "web/site.h"

#include "base/date.h"
#include "os/clock.h"

#include <stdio.h>

static const char *
method_name(enum web_method m)
{
    return m == WEB_POST ? "POST" : m == WEB_HEAD ? "HEAD" : "GET";
}

/* A failure's sentence is ours or the database's: made safe for JSON. */
static void
put_reason(char *to, size_t size, const char *why)
{
    size_t n = 0;
    for (; *why != '\0' && n + 1 < size; why++) {
        char c = *why;
        if ((unsigned char)c < 0x20 || c == '"' || c == '\\')
            c = ' ';
        to[n++] = c;
    }
    to[n] = '\0';
}

void
log_request(const struct visit *visit, const struct web_input *in,
    const struct web_output *out, int64_t took_us)
{
    char room[RFC3339_LENGTH], reason[240] = "", why[288] = "";
    text at = date_print_rfc3339(now_s(), room);
    if (visit->why != NULL) {
        put_reason(reason, sizeof reason, visit->why);
        snprintf(why, sizeof why, ",\"why\":\"%s\"", reason);
    }
    text lang = visit->lang == NULL ? TEXT("-") : lang_code(visit->lang);
    int64_t bytes = in->method == WEB_HEAD ? 0
        : out->fd >= 0                     ? out->fd_size
                                           : (int64_t)out->body.len;
    /* one call, so that lines of several threads do not mix */
    fprintf(stderr,
        "{\"at\":\"%.*s\",\"method\":\"%s\",\"route\":\"%s\",\"status\":%d,"
        "\"ms\":%lld.%03lld,\"bytes\":%lld,\"lang\":\"%.*s\",\"kept\":%s%s}\n",
        TEXT_ARG(at), method_name(in->method),
        visit->route == NULL ? "-" : visit->route->path, out->status,
        (long long)(took_us / 1000), (long long)(took_us % 1000),
        (long long)bytes, TEXT_ARG(lang), visit->was_kept ? "true" : "false",
        why);
}
