#include "web/site.h"

static char
small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_same_word(text a, text b)
{
    if (a.len != b.len)
        return false;
    for (ptrdiff_t i = 0; i < a.len; i++)
        if (small(a.ptr[i]) != small(b.ptr[i]))
            return false;
    return true;
}

/* "https://network.example:8443" of an address; not known when there is no
 * such beginning. */
static text
origin_of(text url)
{
    ptrdiff_t at = text_find(url, TEXT("://"));
    if (at <= 0)
        return (text){ 0 };
    ptrdiff_t end = at + 3;
    while (end < url.len && url.ptr[end] != '/' && url.ptr[end] != '?' &&
        url.ptr[end] != '#')
        end++;
    return text_slice(url, 0, end);
}

/* The scheme is not compared with Host: behind a proxy we do not know ours. */
static bool
is_our_origin(text origin, text host, text base_url)
{
    if (text_is_empty(origin))
        return false;
    if (is_same_word(origin, origin_of(base_url)))
        return true;
    text http = TEXT("http://"), https = TEXT("https://");
    text rest = text_starts_with(origin, http)
        ? text_slice(origin, http.len, origin.len)
        : text_starts_with(origin, https)
        ? text_slice(origin, https.len, origin.len)
        : (text){ 0 };
    return !text_is_empty(host) && is_same_word(rest, host);
}

bool
is_from_here(const struct web_input *in, text base_url)
{
    text host = web_header(in, TEXT("Host"));
    text site = web_header(in, TEXT("Sec-Fetch-Site"));
    if (text_is_known(site))
        return text_is_equal(site, TEXT("same-origin")) ||
            text_is_equal(site, TEXT("none"));
    text origin = web_header(in, TEXT("Origin"));
    if (text_is_known(origin))
        return is_our_origin(origin, host, base_url);
    text referer = web_header(in, TEXT("Referer"));
    if (text_is_known(referer))
        return is_our_origin(origin_of(referer), host, base_url);
    return true;
}
