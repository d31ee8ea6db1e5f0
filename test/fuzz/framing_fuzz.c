/* The check of a request's head, against its rules spelt out once more.
 *
 * The input is a head as it would come: request line, header lines, split the
 * way a lenient reader does. What passes must keep every promise of server.h,
 * each tested here by other means than in the check. */
#include "web/server_check.h"

#include <stdint.h>
#include <string.h>

enum { HEADERS_MAX = 64, TARGET_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool
is_named(text name, const char *lower)
{
    if (name.len != (ptrdiff_t)strlen(lower))
        return false;
    for (ptrdiff_t i = 0; i < name.len; i++)
        if ((name.ptr[i] | 0x20) != lower[i] && name.ptr[i] != lower[i])
            return false;
    return true;
}

static int
count(const struct head *h, const char *name, text *last)
{
    int n = 0;
    for (ptrdiff_t i = 0; i < h->n_headers; i++)
        if (is_named(h->headers[i].name, name)) {
            n++;
            *last = h->headers[i].value;
        }
    return n;
}

static void
framing_is_plain(const struct head *h, struct head_verdict v)
{
    text host = { 0 }, length = { 0 }, coding = { 0 };
    int n_lengths = count(h, "content-length", &length);
    int n_codings = count(h, "transfer-encoding", &coding);
    require(count(h, "host", &host) == 1 && host.len > 0);
    require(n_lengths + n_codings <= 1);
    if (n_codings == 1) {
        require(is_named(coding, "chunked"));
        require(text_is_equal(h->version, TEXT("HTTP/1.1")));
        require(v.body_size == BODY_IS_CHUNKED);
    } else if (n_lengths == 1) {
        int64_t n = -1;
        require(length.len >= 1 && length.len <= 12);
        require(length.ptr[0] != '+' && length.ptr[0] != '-');
        require(text_parse_int(length, &n) && n == v.body_size);
    } else {
        require(v.body_size == 0);
    }
    if (v.method != WEB_POST)
        require(v.body_size == 0);
}

static ptrdiff_t
decode(text t, char *to)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (c == '%') {
            static const char digits[] = "0123456789abcdef0123456789ABCDEF";
            require(i + 2 < t.len);
            const char *a = memchr(digits, t.ptr[i + 1], 32);
            const char *b = memchr(digits, t.ptr[i + 2], 32);
            require(a != NULL && b != NULL);
            c = (char)(((a - digits) % 16) * 16 + (b - digits) % 16);
            i += 2;
        }
        require(c != 0);
        to[n++] = c;
    }
    return n;
}

static void
target_is_plain(text target)
{
    static char decoded[TARGET_MAX];
    require(target.len > 0 && target.len <= TARGET_MAX);
    for (ptrdiff_t i = 0; i < target.len; i++)
        require(target.ptr[i] > 0x20 && target.ptr[i] < 0x7f &&
            target.ptr[i] != '#');
    text query, path = text_cut(target, '?', &query);
    if (text_is_known(query))
        decode(query, decoded);
    text rest = { decoded, decode(path, decoded) };
    require(rest.len > 0 && rest.ptr[0] == '/');
    require(!text_has_byte(rest, '\\'));
    require(text_find(rest, TEXT("//")) < 0);
    while (text_is_known(rest)) {
        text segment = text_cut(rest, '/', &rest);
        require(!text_is_equal(segment, TEXT(".")));
        require(!text_is_equal(segment, TEXT("..")));
    }
}

static void
headers_are_clean(const struct head *h)
{
    static const char separators[] = "()<>@,;:\\\"/[]?={} \t";
    for (ptrdiff_t i = 0; i < h->n_headers; i++) {
        text name = h->headers[i].name, value = h->headers[i].value;
        require(name.len > 0);
        for (ptrdiff_t k = 0; k < name.len; k++)
            require(name.ptr[k] > 0x20 && name.ptr[k] < 0x7f &&
                strchr(separators, name.ptr[k]) == NULL);
        for (ptrdiff_t k = 0; k < value.len; k++)
            require(value.ptr[k] == '\t' ||
                (unsigned char)value.ptr[k] >= 0x80 ||
                (value.ptr[k] >= 0x20 && value.ptr[k] != 0x7f));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct web_header headers[HEADERS_MAX];
    if (size == 0 || size > TARGET_MAX)
        return 0;
    text rest = { (const char *)bytes, (ptrdiff_t)size };
    text line = text_cut(rest, '\n', &rest);
    if (text_ends_with(line, TEXT("\r")))
        line.len--;
    struct head h = { .headers = headers };
    h.method = text_cut(line, ' ', &line);
    h.target = text_cut(line, ' ', &h.version);
    while (rest.len > 0 && h.n_headers < HEADERS_MAX) {
        text value, all = text_cut(rest, '\n', &rest);
        if (text_ends_with(all, TEXT("\r")))
            all.len--;
        if (all.len == 0)
            break;
        text name = text_cut(all, ':', &value);
        while (value.len > 0 && (*value.ptr == ' ' || *value.ptr == '\t'))
            value = text_slice(value, 1, value.len);
        headers[h.n_headers++] = (struct web_header){ name, value };
    }
    struct head_verdict v = head_check(&h);
    require((v.status == 0) == (v.reason == NULL));
    if (v.status != 0) {
        require(v.status == 400 || v.status == 405 || v.status == 417);
        return 0;
    }
    require(text_is_equal(h.method,
        v.method == WEB_POST       ? TEXT("POST")
            : v.method == WEB_HEAD ? TEXT("HEAD")
                                   : TEXT("GET")));
    framing_is_plain(&h, v);
    headers_are_clean(&h);
    target_is_plain(h.target);
    return 0;
}
