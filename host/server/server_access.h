/* server_access.h - who may call: the settings of `dayfly serve`, and what must
 * be there before it listens beyond loopback. */
#ifndef DAYFLY_HOST_SERVER_SERVER_ACCESS_H
#define DAYFLY_HOST_SERVER_SERVER_ACCESS_H

#include <limits.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/auth/key_set.h"
#include "host/base/listen_address.h"
#include "host/http/forwarded.h"

struct service_context;

enum { SERVER_HOSTS_MAX = 16 };

struct server_access {
    const char
        *keys; /* file of keys; NULL: `keys` in the folder of the store */
    const char *tls_cert; /* files of PEM; both or none */
    const char *tls_key;
    const char *hosts[SERVER_HOSTS_MAX + 1]; /* allowed in Host; NULL ends */
    const char *page_host;     /* of the page alone; NULL: the usual one */
    struct proxy_list proxies; /* that are trusted */
    const char *key_file; /* that encrypts environments; NULL: in the store */
};

/* Reads the keys, with `data` the folder of the store or NULL. False: err says
 * what is missing. key_set_close is due. */
bool server_access_open(struct key_set *keys,
                        const struct server_access *access, const char *data,
                        const struct listen_address *address,
                        struct error *err) MUST_CHECK;
/* The same, before anything else is begun. */
bool server_access_check(const struct server_access *access, const char *data,
                         const struct listen_address *address,
                         struct error *err) MUST_CHECK;
/* The URL by which callers find the host, with the port that it listens at. */
void server_access_base(const struct server_access *access,
                        const struct listen_address *address, int port,
                        char *base, size_t room);
/* The same for functions of this host, of a host that has its port and base:
 * without a proxy or a name, if that is possible. */
void server_access_near(const struct server_access *access,
                        const struct listen_address *address,
                        const struct service_context *service, char *url,
                        size_t room);

#endif
