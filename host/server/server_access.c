#include "host/server/server_access.h"

#include <stdio.h>
#include <string.h>

#include "host/http/http_server.h"
#include "host/service/service_context.h"

static const char make_keys[] =
    "make one with `dayfly keys add --role admin --keys FILE`, and start with "
    "--keys FILE";

static bool open_keys(struct key_set *keys, const struct server_access *access,
                      const char *data, struct error *err)
{
    char path[PATH_MAX] = "";

    if (access->keys)
        (void)snprintf(path, sizeof path, "%s", access->keys);
    else if (data)
        (void)snprintf(path, sizeof path, "%.*s/keys", PATH_MAX - 8, data);
    if (!*path) {
        *keys = (struct key_set){.required = false};
        return true;
    }
    if (!key_set_open(keys, path, err))
        return false;
    return !access->keys || keys->list.count > 0 ||
           error_set(err, "there is no key in %s; %s", path, make_keys);
}

/* Beyond loopback a secret would cross the network as it is. */
static bool check_network(const struct key_set *keys,
                          const struct server_access *access,
                          const struct listen_address *address,
                          struct error *err)
{
    bool has_way = access->tls_cert || access->proxies.count > 0;

    if (access->proxies.count > 0 && keys->list.count == 0)
        return error_set(err,
                         "a proxy brings callers of other machines, so "
                         "--behind-proxy needs keys of its callers: %s",
                         make_keys);
    if (address->is_loopback || (keys->list.count > 0 && has_way))
        return true;
    return error_set(
        err, "%s can be reached from other machines, so it needs %s%s%s%s",
        address->host, keys->list.count > 0 ? "" : "keys of its callers: ",
        keys->list.count > 0 ? "" : make_keys,
        keys->list.count > 0 || has_way ? "" : "; and it needs ",
        has_way ? ""
                : "TLS: --tls-cert FILE --tls-key FILE, or a proxy with TLS in "
                  "front of it: --behind-proxy ADDR");
}

bool server_access_open(struct key_set *keys,
                        const struct server_access *access, const char *data,
                        const struct listen_address *address, struct error *err)
{
    *keys = (struct key_set){.required = false};
    if (!access->tls_cert != !access->tls_key)
        return error_set(err, "--tls-cert and --tls-key belong together");
    if (access->tls_cert && !http_server_has_tls())
        return error_set(err,
                         "this dayfly has no TLS for callers: its HTTP library "
                         "was built without GnuTLS, as that of the static one "
                         "is; put a proxy with TLS in front of it "
                         "(--behind-proxy ADDR)");
    return open_keys(keys, access, data, err) &&
           check_network(keys, access, address, err);
}

bool server_access_check(const struct server_access *access, const char *data,
                         const struct listen_address *address,
                         struct error *err)
{
    struct key_set keys;
    bool ok = server_access_open(&keys, access, data, address, err);

    key_set_close(&keys);
    return ok;
}

static bool is_any(const struct listen_address *address)
{
    return !strcmp(address->host, "0.0.0.0") || !strcmp(address->host, "[::]");
}

void server_access_near(const struct server_access *access,
                        const struct listen_address *address,
                        const struct service_context *service, char *url,
                        size_t room)
{
    bool is_near = is_any(address) || !strcmp(address->host, "localhost") ||
                   !strncmp(address->host, "127.", 4);

    if (is_near && !access->tls_cert)
        (void)snprintf(url, room, "http://127.0.0.1:%d", service->port);
    else
        (void)snprintf(url, room, "%s", service->base);
}

/* A proxy listens at the usual port of https, under the first name. */
void server_access_base(const struct server_access *access,
                        const struct listen_address *address, int port,
                        char *base, size_t room)
{
    const char *host = is_any(address) ? "localhost" : address->host;

    if (access->hosts[0])
        host = access->hosts[0];
    if (access->proxies.count > 0 && access->hosts[0])
        (void)snprintf(base, room, "https://%s", host);
    else
        (void)snprintf(base, room, "%s://%s:%d",
                       access->tls_cert ? "https" : "http", host, port);
}
