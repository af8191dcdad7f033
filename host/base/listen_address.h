/* listen_address.h - where to listen: ADDR:PORT of this machine's loopback.
 * Pure. */
#ifndef DAYFLY_HOST_BASE_LISTEN_ADDRESS_H
#define DAYFLY_HOST_BASE_LISTEN_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "common/error.h"

struct listen_address {
    struct sockaddr_storage socket;
    socklen_t size;
    char host[64]; /* as a Host header names it: "127.0.0.1", "[::1]" */
};

/* Takes 127.x.x.x, [::1] and localhost; port 0 lets the kernel choose. False:
 * f says what is wrong. */
bool listen_address_parse(struct listen_address *address, const char *text,
                          struct error *err);

#endif
