/* listen_address.h - parses the address and port to listen at. */
#ifndef DAYFLY_HOST_BASE_LISTEN_ADDRESS_H
#define DAYFLY_HOST_BASE_LISTEN_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "common/error.h"

struct listen_address {
    struct sockaddr_storage socket;
    socklen_t size;
    bool is_loopback;
    int given;     /* a descriptor that listens there already; 0: none */
    char host[64]; /* as in a Host header: "127.0.0.1", "[::1]" */
};

/* Parses HOST:PORT, where HOST is an IPv4 address, an IPv6 address in
 * brackets, or localhost. With port 0 the kernel chooses. */
bool listen_address_parse(struct listen_address *address, const char *text,
                          struct error *err);
/* Where this socket, which is borrowed, listens: IPv4 or IPv6. */
bool listen_address_given(struct listen_address *address, int fd,
                          struct error *err);

#endif
