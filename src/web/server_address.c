#include "web/server_address.h"

#include <arpa/inet.h> /* lint: the HTTP seam */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h> /* lint: the HTTP seam */
#include <unistd.h>     /* lint: the HTTP seam */

enum { NAME_MAX_HERE = INET6_ADDRSTRLEN, BACKLOG = 1024 };

static const unsigned char ipv4_prefix[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0xff, 0xff };

bool
address_parse(text t, unsigned char address[16])
{
    char name[NAME_MAX_HERE];
    if (t.len <= 0 || t.len >= NAME_MAX_HERE)
        return false;
    memcpy(name, t.ptr, (size_t)t.len);
    name[t.len] = 0;
    memcpy(address, ipv4_prefix, sizeof ipv4_prefix);
    return inet_pton(AF_INET, name, address + sizeof ipv4_prefix) == 1 ||
        inet_pton(AF_INET6, name, address) == 1;
}

void
address_of_peer(const struct sockaddr *peer, unsigned char address[16],
    char *name, size_t name_size)
{
    memset(address, 0, 16);
    name[0] = 0;
    if (peer == NULL)
        return;
    if (peer->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, peer, sizeof in);
        memcpy(address, ipv4_prefix, sizeof ipv4_prefix);
        memcpy(address + sizeof ipv4_prefix, &in.sin_addr, 4);
    } else if (peer->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, peer, sizeof in6);
        memcpy(address, &in6.sin6_addr, 16);
    } else {
        return;
    }
    /* somebody who came over IPv4 is called the same on either socket */
    bool is_ipv4 = memcmp(address, ipv4_prefix, sizeof ipv4_prefix) == 0;
    if (inet_ntop(is_ipv4 ? AF_INET : AF_INET6,
            is_ipv4 ? address + sizeof ipv4_prefix : address, name,
            (socklen_t)name_size) == NULL)
        name[0] = 0;
}

union any_address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
};

static bool
parse_where(text where, union any_address *at, socklen_t *size)
{
    ptrdiff_t colon = where.len - 1;
    while (colon >= 0 && where.ptr[colon] != ':')
        colon--;
    int64_t port;
    text digits = text_slice(where, colon + 1, where.len);
    if (colon < 0 || !text_parse_int(digits, &port) || port < 0 ||
        port > 65'535)
        return false;
    text host = text_slice(where, 0, colon);
    if (text_is_equal(host, TEXT("localhost")))
        host = TEXT("127.0.0.1");
    bool is_ipv6 =
        text_starts_with(host, TEXT("[")) && text_ends_with(host, TEXT("]"));
    if (is_ipv6)
        host = text_slice(host, 1, host.len - 1);
    unsigned char bytes[16];
    if (!address_parse(host, bytes) ||
        is_ipv6 != text_has_byte(host, ':')) /* "::1:80" is ambiguous */
        return false;
    memset(at, 0, sizeof *at);
    if (is_ipv6) {
        at->in6.sin6_family = AF_INET6;
        at->in6.sin6_port = htons((uint16_t)port);
        memcpy(&at->in6.sin6_addr, bytes, 16);
        *size = sizeof at->in6;
    } else {
        at->in.sin_family = AF_INET;
        at->in.sin_port = htons((uint16_t)port);
        memcpy(&at->in.sin_addr, bytes + sizeof ipv4_prefix, 4);
        *size = sizeof at->in;
    }
    return true;
}

static text
url_of(int fd, struct arena *a)
{
    union any_address at;
    socklen_t size = sizeof at;
    unsigned char bytes[16];
    char name[NAME_MAX_HERE];
    if (getsockname(fd, &at.any, &size) != 0)
        return TEXT("http://?");
    address_of_peer(&at.any, bytes, name, sizeof name);
    bool is_ipv6 = at.any.sa_family == AF_INET6;
    return arena_print(a, is_ipv6 ? "http://[%s]:%d" : "http://%s:%d", name,
        ntohs(is_ipv6 ? at.in6.sin6_port : at.in.sin_port));
}

enum err
address_listen(text where, int *fd, struct arena *a, text *url, struct why *why)
{
    union any_address at;
    socklen_t size = 0;
    if (!parse_where(where, &at, &size))
        return err_say(why, ERR_BAD_INPUT,
            "cannot listen at \"%.*s\": an address looks like"
            " 127.0.0.1:8080 or [::1]:8080",
            TEXT_ARG(where));
    int on = 1,
        s = socket(
            at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0 || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(s, &at.any, size) != 0 || listen(s, BACKLOG) != 0) {
        int reason = errno;
        if (s >= 0)
            close(s);
        return err_say(why, ERR_IO, "cannot listen at %.*s: %s",
            TEXT_ARG(where), strerror(reason));
    }
    *fd = s;
    *url = url_of(s, a);
    return OK;
}
