#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BOUNDARY "----scenario7d1f0a"

/* ---- values ----------------------------------------------------------------
 */

const char *
value_of(struct run *r, const char *name, size_t n)
{
    for (int i = 0; i < r->n_values; i++) {
        if (strlen(r->values[i].name) == n &&
            memcmp(r->values[i].name, name, n) == 0) {
            return r->values[i].value;
        }
    }
    return NULL;
}

void
keep_value(struct run *r, const char *name, const char *value)
{
    for (int i = 0; i < r->n_values; i++) {
        if (strcmp(r->values[i].name, name) == 0) {
            free(r->values[i].value);
            r->values[i].value = strdup(value);
            return;
        }
    }
    if (r->n_values < VALUES_MAX) {
        r->values[r->n_values++] = (struct pair){ strdup(name), strdup(value) };
    }
}

/* The line with its {{names}} filled in; false when one is not known. */
bool
fill_in(struct run *r, const char *line, struct bytes *out)
{
    bytes_clear(out);
    for (const char *s = line; *s != '\0';) {
        const char *end = strncmp(s, "{{", 2) == 0 ? strstr(s, "}}") : NULL;
        if (end == NULL) {
            bytes_add(out, s++, 1);
            continue;
        }
        const char *value = value_of(r, s + 2, (size_t)(end - s - 2));
        if (value == NULL) {
            fail(r, "nothing was captured under this name:", s);
            return false;
        }
        bytes_add(out, value, strlen(value));
        s = end + 2;
    }
    return true;
}

/* ---- cookies ---------------------------------------------------------------
 */

static void
take_cookies(struct run *r)
{
    struct bytes line = { 0 };
    for (int nth = 0; reply_header(&r->reply, "Set-Cookie", nth, &line);
         nth++) {
        char *equals = strchr(line.at, '=');
        if (equals == NULL) {
            continue;
        }
        bool is_over = strcasestr(line.at, "max-age=0") != NULL;
        *equals = '\0';
        char *value = equals + 1;
        value[strcspn(value, ";")] = '\0';
        for (int i = r->n_cookies - 1; i >= 0; i--) {
            if (strcmp(r->cookies[i].client, r->client) == 0 &&
                strcmp(r->cookies[i].name, line.at) == 0) {
                r->cookies[i] = r->cookies[--r->n_cookies];
            }
        }
        if (!is_over && *value != '\0' && r->n_cookies < COOKIES_MAX) {
            r->cookies[r->n_cookies++] = (struct cookie){ strdup(r->client),
                strdup(line.at), strdup(value) };
        }
    }
    free(line.at);
}

static void
add_cookies(struct run *r, struct bytes *request)
{
    int n = 0;
    for (int i = 0; i < r->n_cookies; i++) {
        if (strcmp(r->cookies[i].client, r->client) == 0) {
            bytes_print(request, "%s%s=%s", n++ == 0 ? "Cookie: " : "; ",
                r->cookies[i].name, r->cookies[i].value);
        }
    }
    if (n > 0) {
        bytes_add(request, "\r\n", 2);
    }
}

/* ---- requests --------------------------------------------------------------
 */

static bool
has_header(const struct bytes *head, const char *name)
{
    struct reply as_reply = { .head = *head };
    struct bytes value = { 0 };
    struct bytes with_line = { 0 };
    bytes_add(&with_line, "x\r\n", 3);
    bytes_add(&with_line, head->n > 0 ? head->at : "", head->n);
    as_reply.head = with_line;
    bool is_there = reply_header(&as_reply, name, 0, &value);
    free(value.at);
    free(with_line.at);
    return is_there;
}

static void
send_request(struct run *r)
{
    struct bytes request = { 0 };
    if (r->mode == RAW) {
        bytes_add(&request, r->raw.n > 0 ? r->raw.at : "", r->raw.n);
        bytes_clear(&r->raw);
    } else {
        int port = r->place.port[r->server];
        bytes_print(&request, "%s ", r->method);
        bytes_add(&request, r->target.at, r->target.n);
        bytes_add(&request, " HTTP/1.1\r\n", 11);
        if (!has_header(&r->head, "Host")) {
            bytes_print(&request, "Host: 127.0.0.1:%d\r\n", port);
        }
        if (!has_header(&r->head, "Connection")) {
            bytes_print(&request, "Connection: close\r\n");
        }
        bool is_form = r->has_body && !has_header(&r->head, "Content-Type");
        if (r->has_file) {
            bytes_clear(&r->body);
            bytes_add(&r->body, r->parts.at, r->parts.n);
            bytes_print(&r->body, "--" BOUNDARY "--\r\n");
        }
        if (is_form) {
            bytes_print(&request, "Content-Type: %s\r\n",
                r->has_file ? "multipart/form-data; boundary=" BOUNDARY
                            : "application/x-www-form-urlencoded");
        }
        if (is_form && !has_header(&r->head, "Origin")) {
            bytes_print(&request, "Origin: http://127.0.0.1:%d\r\n", port);
        }
        if (!has_header(&r->head, "Cookie")) {
            add_cookies(r, &request);
        }
        if (r->head.n > 0) {
            bytes_add(&request, r->head.at, r->head.n);
        }
        bool is_post = strcmp(r->method, "POST") == 0;
        if ((r->has_body || is_post) &&
            !has_header(&r->head, "Content-Length") &&
            !has_header(&r->head, "Transfer-Encoding")) {
            bytes_print(&request, "Content-Length: %zu\r\n", r->body.n);
        }
        bytes_add(&request, "\r\n", 2);
        bytes_add(&request, r->body.n > 0 ? r->body.at : "", r->body.n);
        if (!wire_open(&r->wire, port)) {
            fail(r, "no connection to the server", NULL);
        }
    }
    wire_send(&r->wire, &request);
    free(request.at);
}

/* The browser is to look again: work behind the page goes on. */
static bool
asks_again(const struct reply *reply)
{
    struct bytes value = { 0 };
    bool is_there = reply_header(reply, "Refresh", 0, &value);
    free(value.at);
    return is_there;
}

void
expect_status(struct run *r, const char *expected)
{
    if (r->mode != ANSWER) {
        send_request(r);
        if (r->mode == SKIP) {
            return;
        }
    }
    bool is_head = strcmp(r->method, "HEAD") == 0;
    wire_read(&r->wire, is_head, 40000, &r->reply);
    int64_t until_ms = now_ms() + r->settle_ms;
    while (asks_again(&r->reply) && now_ms() < until_ms) {
        usleep(200000);
        send_request(r);
        wire_read(&r->wire, is_head, 40000, &r->reply);
    }
    bytes_clear(&r->seen);
    bytes_add(&r->seen, r->reply.body.at, r->reply.body.n);
    r->mode = ANSWER;
    r->is_command = false;
    struct bytes type = { 0 };
    r->is_html = reply_header(&r->reply, "Content-Type", 0, &type) &&
        strstr(type.at, "html") != NULL;
    free(type.at);
    take_cookies(r);
    char got[64];
    if (r->reply.status == 0) {
        snprintf(got, sizeof got, "none");
    } else {
        snprintf(got, sizeof got, "%d", r->reply.status);
    }
    if (r->reply.is_late) {
        fail(r, "no answer within 40 s", NULL);
    } else if (strcmp(got, expected) != 0) {
        char line[128];
        snprintf(line, sizeof line, "expected %.32s, got %s", expected, got);
        fail(r, line, NULL);
    }
}

void
begin_request(struct run *r, const char *method, size_t n, const char *target)
{
    snprintf(r->method, sizeof r->method, "%.*s", (int)n, method);
    bytes_clear(&r->target);
    bytes_add(&r->target, target, strlen(target));
    bytes_clear(&r->head);
    bytes_clear(&r->body);
    bytes_clear(&r->raw);
    r->has_body = r->has_file = false;
    r->settle_ms = 0;
    bytes_clear(&r->parts);
    r->mode = HEAD;
}

static void
add_times(struct bytes *to, const char *rest, bool is_escaped)
{
    long n = atol(rest);
    rest += strspn(rest, "0123456789");
    rest += *rest == ' ' ? 1 : 0;
    struct bytes one = { 0 };
    bytes_clear(&one);
    if (is_escaped) {
        bytes_add_escaped(&one, rest);
    } else {
        bytes_add(&one, rest, strlen(rest));
    }
    for (long i = 0; i < n; i++) {
        bytes_add(to, one.at, one.n);
    }
    free(one.at);
}

/* As browsers write it. */
static void
add_part(struct run *r, const char *name, const char *file_name,
    const struct bytes *value)
{
    bytes_print(&r->parts,
        "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"", name);
    if (file_name != NULL) {
        bytes_print(&r->parts, "; filename=\"");
        for (const char *p = file_name; *p != '\0'; p++) {
            if (*p == '"' || *p == '\r' || *p == '\n') {
                bytes_print(&r->parts, "%%%02X", (unsigned)*p);
            } else {
                bytes_add(&r->parts, p, 1);
            }
        }
        bytes_print(&r->parts, "\"\r\nContent-Type: application/octet-stream");
    }
    bytes_print(&r->parts, "\r\n\r\n");
    bytes_add(&r->parts, value->at, value->n);
    bytes_print(&r->parts, "\r\n");
}

/* file NAME PATH FILE NAME */
static void
add_file(struct run *r, const char *rest)
{
    char name[128], path[1024], piece[4096];
    size_t n = strcspn(rest, " ");
    snprintf(name, sizeof name, "%.*s", (int)n, rest);
    rest += n + (rest[n] == ' ');
    n = strcspn(rest, " ");
    snprintf(path, sizeof path, "%.*s", (int)n, rest);
    rest += n + (rest[n] == ' ');
    struct bytes content = { 0 }, file_name = { 0 };
    bytes_clear(&content);
    bytes_clear(&file_name);
    bytes_add_escaped(&file_name, rest);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        fail(r, "there is no such file:", path);
        return;
    }
    while ((n = fread(piece, 1, sizeof piece, f)) > 0) {
        bytes_add(&content, piece, n);
    }
    fclose(f);
    add_part(r, name, file_name.at, &content);
    free(content.at);
    free(file_name.at);
    r->has_body = r->has_file = true;
    r->mode = FORM;
}

static void
add_field(struct run *r, const char *rest)
{
    size_t n = strcspn(rest, " ");
    char name[128];
    snprintf(name, sizeof name, "%.*s", (int)n, rest);
    struct bytes value = { 0 };
    bytes_clear(&value);
    bytes_add_escaped(&value, rest[n] == ' ' ? rest + n + 1 : "");
    bytes_add_form(&r->body, name, value.at);
    add_part(r, name, NULL, &value);
    free(value.at);
    r->has_body = true;
    r->mode = FORM;
}

void
request_line(struct run *r, char *line)
{
    const char *rest;
    if (r->mode == RAW) {
        if ((rest = after(line, "pause")) != NULL) {
            wire_send(&r->wire, &r->raw);
            bytes_clear(&r->raw);
            usleep((useconds_t)atoi(rest) * 1000u);
        } else if ((rest = after(line, "times")) != NULL) {
            add_times(&r->raw, rest, true);
        } else {
            bytes_add_escaped(&r->raw, line);
        }
        return;
    }
    if (r->mode == BODY) {
        if ((rest = after(line, "times")) != NULL) {
            add_times(&r->body, rest, false);
        } else {
            bytes_add(&r->body, line, strlen(line));
            bytes_add(&r->body, "\n", 1);
        }
        return;
    }
    if ((rest = after(line, "settled")) != NULL) {
        r->settle_ms = atoi(rest) * 1000;
    } else if ((rest = after(line, "field")) != NULL) {
        add_field(r, rest);
    } else if ((rest = after(line, "file")) != NULL) {
        add_file(r, rest);
    } else if (r->mode == FORM && line[0] == '\0') {
        return;
    } else if (line[0] == '\0') {
        r->mode = BODY;
        r->has_body = true;
    } else if (strchr(line, ':') != NULL) {
        bytes_add(&r->head, line, strlen(line));
        bytes_add(&r->head, "\r\n", 2);
    } else {
        fail(r, "this line is not understood:", line);
    }
}
