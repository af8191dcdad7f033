#include "host/base/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse_port(const char *text, in_port_t *port)
{
    size_t size = strlen(text);
    long number = strtol(text, NULL, 10);

    if (size == 0 || size > 5 || strspn(text, "0123456789") != size ||
        number > 65535)
        return false;
    *port = htons((in_port_t)number);
    return true;
}

static bool is_loopback4(const char *host, struct sockaddr_in *in)
{
    in->sin_family = AF_INET;
    if (!strcmp(host, "localhost"))
        host = "127.0.0.1";
    return inet_pton(AF_INET, host, &in->sin_addr) == 1 &&
           ntohl(in->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

bool listen_address_parse(struct listen_address *address, const char *text,
                          struct error *err)
{
    struct sockaddr_in in = {.sin_port = 0};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
                               .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    const char *colon = strrchr(text, ':');
    in_port_t port;

    if (!colon || !parse_port(colon + 1, &port) ||
        (size_t)(colon - text) >= sizeof address->host)
        return error_set(err,
                         "\"%.64s\" is not an address to listen at; use "
                         "ADDR:PORT, for example 127.0.0.1:9000",
                         text);
    *address = (struct listen_address){.size = sizeof in};
    (void)snprintf(address->host, sizeof address->host, "%.*s",
                   (int)(colon - text), text);
    in.sin_port = in6.sin6_port = port;
    if (!strcmp(address->host, "[::1]")) {
        address->size = sizeof in6;
        memcpy(&address->socket, &in6, sizeof in6);
        return true;
    }
    if (!is_loopback4(address->host, &in))
        return error_set(err,
                         "cannot listen at %s: dayfly does not authenticate "
                         "callers, so it accepts loopback addresses only; use "
                         "127.0.0.1, and a proxy that authenticates",
                         address->host);
    memcpy(&address->socket, &in, sizeof in);
    return true;
}
