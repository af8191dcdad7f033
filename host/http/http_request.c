#include "host/http/http_request.h"

#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "host/http/http_internal.h"

struct visitor {
    void (*each)(void *self, const struct http_header *h);
    void *self;
};

static enum MHD_Result visit(void *self, enum MHD_ValueKind kind,
                             const char *name, size_t name_size,
                             const char *value, size_t value_size)
{
    const struct visitor *visitor = self;
    const struct http_header h = {.name = name,
                                  .name_size = name_size,
                                  .value = value ? value : "",
                                  .value_size = value ? value_size : 0};

    (void)kind;
    visitor->each(visitor->self, &h);
    return MHD_YES;
}

void http_request_each_header(const struct http_request *req,
                              void (*each)(void *self,
                                           const struct http_header *h),
                              void *self)
{
    struct visitor visitor = {.each = each, .self = self};

    (void)MHD_get_connection_values_n(req->exchange->mhd, MHD_HEADER_KIND,
                                      visit, &visitor);
}

static void peer_of(const struct http_request *req, char text[PEER_SIZE])
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        req->exchange->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *addr = info ? info->client_addr : NULL;
    socklen_t size = addr && addr->sa_family == AF_INET6
                         ? sizeof(struct sockaddr_in6)
                         : sizeof(struct sockaddr_in);

    if (!addr ||
        getnameinfo(addr, size, text, PEER_SIZE, NULL, 0, NI_NUMERICHOST) != 0)
        (void)snprintf(text, PEER_SIZE, "127.0.0.1");
}

/* The proxies that are trusted, if one of them has sent the request. */
static const struct proxy_list *proxies_of(const struct http_request *req)
{
    const struct proxy_list *list = req->exchange->connection->handler->proxies;
    char peer[PEER_SIZE];

    if (!list || list->count == 0)
        return NULL;
    peer_of(req, peer);
    return proxy_list_has(list, peer) ? list : NULL;
}

void http_request_peer(const struct http_request *req, char text[PEER_SIZE])
{
    const struct proxy_list *proxies = proxies_of(req);
    const char *header =
        proxies ? http_request_header(req, "X-Forwarded-For") : NULL;

    if (!header || !proxy_list_client(proxies, header, text, PEER_SIZE))
        peer_of(req, text);
}

const char *http_request_host(const struct http_request *req)
{
    const char *forwarded =
        proxies_of(req) ? http_request_header(req, "X-Forwarded-Host") : NULL;

    return forwarded ? forwarded : http_request_header(req, "Host");
}

bool http_request_is_secure(const struct http_request *req)
{
    const char *forwarded =
        proxies_of(req) ? http_request_header(req, "X-Forwarded-Proto") : NULL;

    return forwarded ? !strcasecmp(forwarded, "https")
                     : req->exchange->connection->server->is_secure;
}

bool http_request_is_private(const struct http_request *req)
{
    return req->exchange->connection->is_private;
}

pid_t http_request_process(const struct http_request *req)
{
    struct ucred peer = {.pid = 0};
    socklen_t size = sizeof peer;

    (void)getsockopt(req->exchange->connection->fd, SOL_SOCKET, SO_PEERCRED,
                     &peer, &size);
    return peer.pid;
}

void http_request_trust(struct http_request *req)
{
    req->exchange->connection->is_trusted = true;
}

bool http_request_is_trusted(const struct http_request *req)
{
    return req->exchange->connection->is_trusted;
}

bool http_request_find_peer(const struct http_request *req,
                            struct peer_socket *peer)
{
    return peer_socket_find(req->exchange->connection->fd, peer);
}

const char *http_request_header(const struct http_request *req,
                                const char *name)
{
    return MHD_lookup_connection_value(req->exchange->mhd, MHD_HEADER_KIND,
                                       name);
}

const char *http_request_trailer(const struct http_request *req,
                                 const char *name)
{
    return MHD_lookup_connection_value(req->exchange->mhd, MHD_FOOTER_KIND,
                                       name);
}
