#include "bootstrap/policy/name_servers.h"

bool name_servers_by_udp(const struct grant *net)
{
    const char *item;
    size_t host;
    unsigned port;

    for (size_t n = 0; (item = grant_item(net, n)); n++)
        if (grant_port(item, &host, &port) && port == NAME_SERVER_PORT)
            return true;
    return false;
}

bool name_servers_by_tcp(const struct permissions *permissions)
{
    const struct grant *net = &permissions->grant[PERMISSION_NET];

    return permissions->restricted && net->kind == GRANT_LIST &&
           !name_servers_by_udp(net);
}
