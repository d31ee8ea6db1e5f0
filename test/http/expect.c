#include "run.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is expected ------------------------------------------------------
 */

static void
check_match(struct run *r, const char *pattern, int nth, char *found,
    size_t found_size, bool *is_found)
{
    regex_t regex;
    regmatch_t where[2] = { { -1, -1 }, { -1, -1 } };
    *is_found = false;
    if (regcomp(&regex, pattern, REG_EXTENDED | REG_NEWLINE) != 0) {
        fail(r, "this is no regular expression:", pattern);
        return;
    }
    const char *at = r->seen.at;
    while (at != NULL && regexec(&regex, at, 2, where, 0) == 0) {
        if (--nth <= 0) {
            *is_found = true;
            int group = where[1].rm_so >= 0 ? 1 : 0;
            size_t n = (size_t)(where[group].rm_eo - where[group].rm_so);
            if (found != NULL) {
                snprintf(
                    found, found_size, "%.*s", (int)n, at + where[group].rm_so);
            }
            break;
        }
        at += where[0].rm_eo > 0 ? where[0].rm_eo : 1;
    }
    regfree(&regex);
}

static void
check_capture(struct run *r, char *line)
{
    char *name = strtok(line, " ");
    char *pattern = strtok(NULL, "");
    int nth = 1;
    if (pattern != NULL && isdigit((unsigned char)pattern[0])) {
        nth = atoi(pattern);
        pattern += strspn(pattern, "0123456789");
        pattern += strspn(pattern, " ");
    }
    char found[8192];
    bool is_found = false;
    if (name == NULL || pattern == NULL) {
        fail(r, "capture NAME PATTERN", NULL);
        return;
    }
    check_match(r, pattern, nth, found, sizeof found, &is_found);
    if (!is_found) {
        fail(r, "nothing matches", pattern);
        return;
    }
    struct bytes decoded = { 0 };
    bytes_add_decoded(&decoded, found, strlen(found));
    keep_value(r, name, decoded.n > 0 ? decoded.at : "");
    free(decoded.at);
}

static void
check_text(struct run *r, const char *what, bool is_wanted)
{
    struct bytes text = { 0 };
    if (r->is_html) {
        bytes_add_text(&text, r->seen.at, r->seen.n);
    } else {
        bytes_add(&text, r->seen.at, r->seen.n);
    }
    if (bytes_have(&text, what) != is_wanted) {
        fail(r, is_wanted ? "does not say" : "says", what);
    }
    free(text.at);
}

static void
check_header(struct run *r, char *line)
{
    char *colon = strchr(line, ':');
    *colon = '\0';
    const char *expected = colon + 1 + strspn(colon + 1, " ");
    struct bytes value = { 0 };
    char text[512];
    if (!reply_header(&r->reply, line, 0, &value)) {
        fail(r, "this header is missing:", line);
    } else if (strncmp(expected, "~ ", 2) == 0) {
        regex_t regex;
        bool is_pattern =
            regcomp(&regex, expected + 2, REG_EXTENDED | REG_NOSUB) == 0;
        if (!is_pattern || regexec(&regex, value.at, 0, NULL, 0) != 0) {
            snprintf(text, sizeof text, "%s is '%.200s', not like '%.200s'",
                line, value.at, expected + 2);
            fail(r, text, NULL);
        }
        if (is_pattern) {
            regfree(&regex);
        }
    } else if (strcmp(value.at, expected) != 0) {
        snprintf(text, sizeof text, "%s is '%.200s', not '%.200s'", line,
            value.at, expected);
        fail(r, text, NULL);
    }
    free(value.at);
}

void
check(struct run *r, char *line)
{
    const char *rest;
    char text[128];
    if ((rest = after(line, "has")) != NULL) {
        if (!bytes_have(&r->seen, rest)) {
            fail(r, "has not", rest);
        }
    } else if ((rest = after(line, "lacks")) != NULL) {
        if (bytes_have(&r->seen, rest)) {
            fail(r, "has", rest);
        }
    } else if ((rest = after(line, "says")) != NULL) {
        check_text(r, rest, true);
    } else if ((rest = after(line, "silent on")) != NULL) {
        check_text(r, rest, false);
    } else if ((rest = after(line, "count")) != NULL) {
        int n = atoi(rest), seen;
        rest += strspn(rest, "0123456789");
        seen = bytes_count(&r->seen, rest + strspn(rest, " "));
        if (seen != n) {
            snprintf(text, sizeof text, "%d times, not %d:", seen, n);
            fail(r, text, rest);
        }
    } else if ((rest = after(line, "match")) != NULL) {
        bool is_found = false;
        check_match(r, rest, 1, NULL, 0, &is_found);
        if (!is_found && r->mode != SKIP) {
            fail(r, "nothing matches", rest);
        }
    } else if ((rest = after(line, "body")) != NULL) {
        size_t n = r->seen.n;
        n -= n > 0 && r->seen.at[n - 1] == '\n' ? 1 : 0;
        if (n != strlen(rest) || memcmp(r->seen.at, rest, n) != 0) {
            fail(r, "the body is not", rest);
        }
    } else if ((rest = after(line, "wire <")) != NULL) {
        if (r->reply.n_wire >= (size_t)atol(rest)) {
            snprintf(text, sizeof text, "%zu bytes on the wire, limit",
                r->reply.n_wire);
            fail(r, text, rest);
        }
    } else if ((rest = after(line, "took <")) != NULL) {
        if (r->reply.took_ms >= atol(rest)) {
            snprintf(text, sizeof text, "took %lld ms, limit",
                (long long)r->reply.took_ms);
            fail(r, text, rest);
        }
    } else if ((rest = after(line, "no")) != NULL) {
        struct bytes value = { 0 };
        if (reply_header(&r->reply, rest, 0, &value)) {
            fail(r, "this header is there:", rest);
        }
        free(value.at);
    } else if (strcmp(line, "closed") == 0) {
        if (!wire_ends(&r->wire, 20000)) {
            fail(r, "the connection is still open, or more came", NULL);
        }
    } else if ((rest = after(line, "capture")) != NULL) {
        check_capture(r, line + strlen("capture "));
    } else if ((rest = after(line, "exit")) != NULL && r->is_command) {
        if (r->exit_status != atoi(rest)) {
            snprintf(text, sizeof text, "exit status %d, not", r->exit_status);
            fail(r, text, rest);
        }
        r->is_exit_checked = true;
    } else if (!r->is_command && strchr(line, ':') != NULL) {
        check_header(r, line);
    } else {
        fail(r, "this line is not understood:", line);
    }
}
