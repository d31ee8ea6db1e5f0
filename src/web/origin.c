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

/* "192.0.2.7:8080", "[::1]", "localhost": where no name stands that somebody
 * could have led to us. A browser takes any name that ends in a number for an
 * address of IPv4. */
static bool
is_no_name(text host)
{
    ptrdiff_t end = host.len;
    while (end > 0 && host.ptr[end - 1] >= '0' && host.ptr[end - 1] <= '9')
        end--;
    if (end > 0 && host.ptr[end - 1] == ':')
        host = text_slice(host, 0, end - 1);
    if (text_starts_with(host, TEXT("[")) ||
        is_same_word(host, TEXT("localhost")))
        return true;
    int n_dots = 0;
    for (ptrdiff_t i = 0; i < host.len; i++) {
        n_dots += host.ptr[i] == '.';
        if (host.ptr[i] != '.' && (host.ptr[i] < '0' || host.ptr[i] > '9'))
            return false;
    }
    return n_dots == 3;
}

/* A page of somebody else, whose name leads to our address for a moment, is
 * of one origin with us for the browser: only the name tells. */
static bool
is_our_host(text host, text base_url)
{
    text origin = origin_of(base_url);
    ptrdiff_t at = text_find(origin, TEXT("://"));
    text ours = at < 0 ? origin : text_slice(origin, at + 3, origin.len);
    return !text_is_known(host) || is_same_word(host, ours) || is_no_name(host);
}

bool
is_from_here(const struct web_input *in, text base_url)
{
    text host = web_header(in, TEXT("Host"));
    if (!is_our_host(host, base_url))
        return false;
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
