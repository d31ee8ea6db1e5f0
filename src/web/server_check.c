#include "web/server_check.h"

#include <string.h>

/* RFC 9110, 5.6.2. Written out: isalnum asks the locale. */
static bool
is_token_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
        (c >= 'A' && c <= 'Z') ||
        (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool
is_host_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
        (c >= 'A' && c <= 'Z') || (c != 0 && strchr("-._:[]", c) != NULL);
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
word_is_same(text a, text b)
{
    if (a.ptr == NULL || b.ptr == NULL || a.len != b.len)
        return false;
    for (ptrdiff_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

text
head_value(const struct head *head, text name, ptrdiff_t *n_found)
{
    text value = { NULL, 0 };
    *n_found = 0;
    for (ptrdiff_t i = 0; i < head->n_headers; i++)
        if (word_is_same(head->headers[i].name, name)) {
            value = head->headers[i].value;
            ++*n_found;
        }
    return *n_found == 1 ? value : (text){ NULL, 0 };
}

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte at *at, decoded once; *at moves behind it. -1: a broken escape. */
static int
next_byte(text t, ptrdiff_t *at)
{
    char c = t.ptr[(*at)++];
    if (c != '%')
        return (unsigned char)c;
    if (t.len - *at < 2)
        return -1;
    int high = hex_value(t.ptr[*at]), low = hex_value(t.ptr[*at + 1]);
    *at += 2;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* NULL when nothing is wrong. The path is stricter than the query: somebody
 * may well search for a backslash. */
static const char *
target_fault(text target)
{
    if (target.len == 0 || target.ptr[0] != '/')
        return "the target does not begin with a slash";
    for (ptrdiff_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.ptr[i];
        if (c < 0x21 || c > 0x7e || c == '#')
            return "a byte in the target that must be escaped";
    }
    bool is_path = true;
    ptrdiff_t n_in_segment = 0;
    bool is_dots = true; /* so far nothing but dots in this segment */
    for (ptrdiff_t at = 1; at <= target.len;) {
        bool is_end = at == target.len;
        bool is_query = !is_end && target.ptr[at] == '?';
        int c = is_end ? '/' : next_byte(target, &at);
        if (c < 0)
            return "a broken escape in the target";
        if (c == 0)
            return "a zero byte in the target";
        if (is_end)
            at++;
        if (!is_path)
            continue;
        if (c == '\\')
            return "a backslash in the path";
        if (c == '/' || is_query) {
            if (is_dots && (n_in_segment == 1 || n_in_segment == 2))
                return "a segment of dots in the path";
            if (n_in_segment == 0 && !is_end && !is_query)
                return "an empty segment in the path";
            n_in_segment = 0;
            is_dots = true;
            is_path = !is_query;
            continue;
        }
        n_in_segment++;
        is_dots = is_dots && c == '.';
    }
    return NULL;
}

static const char *
header_fault(struct web_header h)
{
    if (h.name.len == 0)
        return "a header without a name";
    for (ptrdiff_t i = 0; i < h.name.len; i++)
        if (!is_token_byte((unsigned char)h.name.ptr[i]))
            return "a byte in a header's name that may not stand there";
    for (ptrdiff_t i = 0; i < h.value.len; i++) {
        unsigned char c = (unsigned char)h.value.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return "a control byte in a header";
    }
    return NULL;
}

static const char *
host_fault(const struct head *head)
{
    ptrdiff_t n;
    text host = head_value(head, TEXT("host"), &n);
    if (n != 1)
        return n == 0 ? "no Host" : "Host more than once";
    if (host.len == 0)
        return "an empty Host";
    for (ptrdiff_t i = 0; i < host.len; i++)
        if (!is_host_byte((unsigned char)host.ptr[i]))
            return "a byte in Host that no host has";
    return NULL;
}

/* How long is the body? The question that smuggling lives on. */
static const char *
framing_fault(const struct head *head, int64_t *body_size)
{
    ptrdiff_t n_lengths, n_codings;
    text length = head_value(head, TEXT("content-length"), &n_lengths);
    text coding = head_value(head, TEXT("transfer-encoding"), &n_codings);
    *body_size = 0;
    if (n_lengths > 1)
        return "Content-Length more than once";
    if (n_codings > 1)
        return "Transfer-Encoding more than once";
    if (n_codings == 1) {
        if (n_lengths == 1)
            return "Content-Length beside Transfer-Encoding";
        if (!word_is_same(coding, TEXT("chunked")))
            return "a Transfer-Encoding other than chunked";
        if (!text_is_equal(head->version, TEXT("HTTP/1.1")))
            return "Transfer-Encoding in HTTP/1.0";
        *body_size = BODY_IS_CHUNKED;
        return NULL;
    }
    if (n_lengths == 0)
        return NULL;
    if (length.len < 1 || length.len > 12)
        return "a Content-Length that is not 1 to 12 digits";
    for (ptrdiff_t i = 0; i < length.len; i++) {
        if (length.ptr[i] < '0' || length.ptr[i] > '9')
            return "a Content-Length that is not 1 to 12 digits";
        *body_size = *body_size * 10 + (length.ptr[i] - '0');
    }
    return NULL;
}

static bool
find_method(text word, enum web_method *method)
{
    static const struct {
        text word;
        enum web_method method;
    } known[] = { { TEXT_INIT("GET"), WEB_GET },
        { TEXT_INIT("HEAD"), WEB_HEAD }, { TEXT_INIT("POST"), WEB_POST } };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text_is_equal(word, known[i].word)) {
            *method = known[i].method;
            return true;
        }
    return false;
}

static struct head_verdict
refuse(int status, const char *reason)
{
    return (struct head_verdict){ .status = status, .reason = reason };
}

struct head_verdict
head_check(const struct head *head)
{
    struct head_verdict v = { 0 };
    const char *fault = NULL;
    if (!text_is_equal(head->version, TEXT("HTTP/1.1")) &&
        !text_is_equal(head->version, TEXT("HTTP/1.0")))
        return refuse(400, "a version other than HTTP/1.0 and HTTP/1.1");
    for (ptrdiff_t i = 0; i < head->n_headers && fault == NULL; i++)
        fault = header_fault(head->headers[i]);
    if (fault == NULL)
        fault = framing_fault(head, &v.body_size);
    if (fault == NULL)
        fault = host_fault(head);
    if (fault != NULL)
        return refuse(400, fault);
    /* before the target: CONNECT has another kind of target */
    if (!find_method(head->method, &v.method))
        return refuse(405, "a method other than GET, HEAD and POST");
    fault = target_fault(head->target);
    if (fault == NULL && v.method != WEB_POST && v.body_size != 0)
        fault = "a body with GET or HEAD";
    if (fault != NULL)
        return refuse(400, fault);
    ptrdiff_t n_expects;
    text expect = head_value(head, TEXT("expect"), &n_expects);
    if (n_expects > 0 && !word_is_same(expect, TEXT("100-continue")))
        return refuse(417, "an Expect other than 100-continue");
    return v;
}
