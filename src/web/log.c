#include "os/log.h"

#include "web/site.h"

static text
method_name(enum web_method m)
{
    return m == WEB_POST ? TEXT("POST")
        : m == WEB_HEAD  ? TEXT("HEAD")
                         : TEXT("GET");
}

void
log_request(const struct visit *visit, const struct web_input *in,
    const struct web_output *out, int64_t took_us)
{
    int64_t bytes = in->method == WEB_HEAD ? 0
        : out->fd >= 0                     ? out->fd_size
                                           : (int64_t)out->body.len;
    struct log_line line = log_open("request");
    log_text(&line, "method", method_name(in->method));
    log_text(&line, "route",
        visit->route == NULL ? TEXT("-") : text_of(visit->route->path));
    log_int(&line, "status", out->status);
    log_milli(&line, "ms", took_us);
    log_int(&line, "bytes", bytes);
    log_text(&line, "lang",
        visit->lang == NULL ? TEXT("-") : lang_code(visit->lang));
    log_bool(&line, "kept", visit->was_kept);
    if (visit->why != NULL)
        log_text(&line, "why", text_of(visit->why));
    log_close(&line);
}
