/* permissions.h - what a function may do, as its dayfly.json grants it.
 *
 *     "permissions": { "read": ["data"], "net": ["api.example.com:443"] }
 *
 * Each is true (all), false (nothing) or a list; one that is not there is
 * false. Without `permissions` nothing is held, unless isolation is strict. */
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

enum grant_how {
    GRANT_NOTHING,
    GRANT_ALL,
    GRANT_LIST, /* of one text or more */
};

struct grant {
    enum grant_how kind;
    bool listed;        /* it stands in the manifest */
    const json_t *list; /* borrowed; of texts that are not empty */
};

struct permissions {
    bool restricted; /* else nothing is held */
    struct grant grant[PERMISSION_COUNT];
};

extern const char *const permission_names[PERMISSION_COUNT];

/* value NULL: there are none. False: f names the key and what would be right;
 * which file it is, is for the caller to say. */
bool permissions_read(const json_t *value, struct permissions *p,
                      struct error *err) MUST_CHECK;

/* The n-th text of a list; NULL: it has no more. */
const char *grant_item(const struct grant *g, size_t n);
/* Of a list of names, in which a last '*' stands for any letters. */
bool grant_names(const struct grant *g, const char *name, size_t size);

/* "host:port" or ":port"; the host may be one of IPv6 in brackets. port 0: it
 * names none. False: neither. */
bool grant_port(const char *item, size_t *host_size, unsigned *port);

#endif
