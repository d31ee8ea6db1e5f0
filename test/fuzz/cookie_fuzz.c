/* What stands in the headers that we read apart ourselves: cookies, the
 * encodings that a reader takes, where a post comes from. */
#include "web/site.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
check_within(text part, text whole)
{
    if (text_is_known(part))
        require(part.ptr >= whole.ptr &&
            part.ptr + part.len <= whole.ptr + whole.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    text all = { (const char *)bytes, (ptrdiff_t)size };
    struct web_header header = { TEXT("Cookie"), all };
    struct web_input in = { .headers = &header, .n_headers = 1 };
    text value = web_cookie(&in, TEXT("__Host-cp"));
    check_within(value, all);
    require(!text_has_byte(value, ';'));

    enum encoding e = encoding_pick(all, true);
    require(e == ENCODING_PLAIN || text_is_known(encoding_name(e)));

    text base_url = TEXT("https://network.example");
    header.name = TEXT("Origin");
    if (is_from_here(&in, base_url))
        require(all.len == base_url.len);
    header.name = TEXT("Sec-Fetch-Site");
    if (is_from_here(&in, base_url))
        require(text_is_equal(all, TEXT("same-origin")) ||
            text_is_equal(all, TEXT("none")));
    return 0;
}
