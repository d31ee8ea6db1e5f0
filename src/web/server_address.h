/* Addresses of sockets, as texts and as 16 bytes (IPv4 as ::ffff:a.b.c.d). */
#ifndef WEB_SERVER_ADDRESS_H
#define WEB_SERVER_ADDRESS_H

#include "base/arena.h"

struct sockaddr;

/* "127.0.0.1", "::1"; false when it is none. */
bool address_parse(text t, unsigned char address[16]);
/* `name` gets the address with a zero byte; "" when it is of another kind. */
void address_of_peer(const struct sockaddr *peer, unsigned char address[16],
    char *name, size_t name_size);
/* Listen at "127.0.0.1:8080", "[::1]:0", "localhost:0". *url: where, with the
 * port it really has: "http://127.0.0.1:41233". */
enum err address_listen(
    text where, int *fd, struct arena *a, text *url, struct why *why);

#endif
