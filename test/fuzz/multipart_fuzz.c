/* A body in parts, as a browser, or somebody else, posts it. Parts stand one
 * after the other within it, and none holds the delimiter. */
#include "web/multipart.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a;
    struct multipart m;
    struct multipart_part p;
    int64_t at = 0;
    int n = 0;
    arena_open(&a, 64 << 20);
    struct web_header header = { TEXT("Content-Type"),
        TEXT("multipart/form-data; boundary=\"b-X\"") };
    struct web_input in = { .method = WEB_POST,
        .headers = &header,
        .n_headers = 1,
        .body = { (const char *)bytes, (ptrdiff_t)size },
        .body_fd = -1,
        .body_size = (int64_t)size };
    enum err e = multipart_open(&m, &a, &in);
    while (e == OK && (e = multipart_next(&m, &p)) == OK && ++n < 1000) {
        require(p.at >= at && p.size >= 0 && p.at + p.size <= in.body_size);
        text value =
            text_slice(in.body, (ptrdiff_t)p.at, (ptrdiff_t)(p.at + p.size));
        require(text_find(value, TEXT("\r\n--b-X")) < 0);
        require(text_is_known(p.name));
        at = p.at + p.size;
    }
    require(n >= 1000 || e == ERR_NOT_FOUND || e == ERR_BAD_INPUT);
    arena_close(&a);
    return 0;
}
