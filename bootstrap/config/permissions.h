/* permissions.h - the permissions that dayfly.json grants.
 *
 *     "permissions": { "read": ["data"], "net": ["api.example.com:443"] }
 *
 * Each is true (everything), false (nothing) or a list; one that is absent is
 * false. Without `permissions` nothing is restricted, unless isolation is
 * strict. */
#ifndef DAYFLY_BOOTSTRAP_CONFIG_PERMISSIONS_H
#define DAYFLY_BOOTSTRAP_CONFIG_PERMISSIONS_H

#include <jansson.h>
#include <stdbool.h>

#include "common/error.h"

enum permission {
    PERMISSION_READ,
    PERMISSION_WRITE,
    PERMISSION_NET,
    PERMISSION_ENV,
    PERMISSION_RUN,
    PERMISSION_FFI,
    PERMISSION_SYS,
    PERMISSION_COUNT,
};

enum grant_kind {
    GRANT_NOTHING,
    GRANT_ALL,
    GRANT_LIST, /* of at least one string */
};

struct grant {
    enum grant_kind kind;
    bool listed;        /* dayfly.json has the key */
    const json_t *list; /* borrowed; non-empty strings */
};

struct permissions {
    bool restricted; /* false: everything is allowed */
    struct grant grant[PERMISSION_COUNT];
};

extern const char *const permission_names[PERMISSION_COUNT];

/* value NULL: no permissions. False: err names the key and a valid value; the
 * caller adds the file. */
bool permissions_read(const json_t *value, struct permissions *p,
                      struct error *err) MUST_CHECK;

/* The n-th string of the list; NULL if there are fewer. */
const char *grant_item(const struct grant *g, size_t n);
/* Does the list contain the name? A '*' at an entry's end matches any rest. */
bool grant_names(const struct grant *g, const char *name, size_t size);

/* Splits "host:port" or ":port"; an IPv6 host stands in brackets. *port is 0 if
 * there is none. False if it is neither. */
bool grant_port(const char *item, size_t *host_size, unsigned *port);

#endif
