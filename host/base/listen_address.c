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

static bool parse4(struct listen_address *address, in_port_t port)
{
    const char *host = address->host;
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = port};

    if (!strcmp(host, "localhost"))
        host = "127.0.0.1";
    if (inet_pton(AF_INET, host, &in.sin_addr) != 1)
        return false;
    address->is_loopback = ntohl(in.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    address->size = sizeof in;
    memcpy(&address->socket, &in, sizeof in);
    return true;
}

static bool parse6(struct listen_address *address, in_port_t port)
{
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = port};
    size_t size = strlen(address->host);
    char text[sizeof address->host];

    if (size < 3 || address->host[0] != '[' || address->host[size - 1] != ']')
        return false;
    (void)snprintf(text, sizeof text, "%.*s", (int)size - 2, address->host + 1);
    if (inet_pton(AF_INET6, text, &in6.sin6_addr) != 1)
        return false;
    address->is_loopback = IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
    address->size = sizeof in6;
    memcpy(&address->socket, &in6, sizeof in6);
    return true;
}

bool listen_address_parse(struct listen_address *address, const char *text,
                          struct error *err)
{
    const char *colon = strrchr(text, ':');
    in_port_t port;

    *address = (struct listen_address){.size = 0};
    if (colon && parse_port(colon + 1, &port) &&
        (size_t)(colon - text) < sizeof address->host) {
        (void)snprintf(address->host, sizeof address->host, "%.*s",
                       (int)(colon - text), text);
        if (parse4(address, port) || parse6(address, port))
            return true;
    }
    return error_set(err,
                     "\"%.64s\" is not an address to listen at; use "
                     "ADDR:PORT, for example 127.0.0.1:9000, [::1]:9000 or "
                     "0.0.0.0:9000",
                     text);
}

/* As listen_address_parse has it. */
static bool describe(struct listen_address *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    char text[INET6_ADDRSTRLEN] = "";

    if (address->socket.ss_family == AF_INET) {
        memcpy(&in, &address->socket, sizeof in);
        address->is_loopback =
            ntohl(in.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
        return inet_ntop(AF_INET, &in.sin_addr, address->host,
                         sizeof address->host) != NULL;
    }
    if (address->socket.ss_family != AF_INET6)
        return false;
    memcpy(&in6, &address->socket, sizeof in6);
    address->is_loopback = IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
    if (!inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text))
        return false;
    (void)snprintf(address->host, sizeof address->host, "[%s]", text);
    return true;
}

bool listen_address_given(struct listen_address *address, int fd,
                          struct error *err)
{
    *address =
        (struct listen_address){.size = sizeof address->socket, .given = fd};
    if (getsockname(fd, (struct sockaddr *)&address->socket, &address->size) !=
        0)
        return error_set_errno(err, "cannot use the socket of LISTEN_FDS");
    return describe(address) ||
           error_set(err,
                     "the socket of LISTEN_FDS is none of IPv4 or IPv6; the "
                     ".socket unit needs ListenStream=ADDR:PORT");
}
