/* alias_checks.h - what must hold of an alias: its name, its versions and their
 * weights. */
#ifndef DAYFLY_HOST_FUNCTION_API_ALIAS_CHECKS_H
#define DAYFLY_HOST_FUNCTION_API_ALIAS_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct catalog_entry;
struct http_request;
struct management;

/* Why provisioned concurrency is neither for $LATEST nor for an alias of it. */
#define ALIAS_UNPUBLISHED                                                      \
    "Provisioned Concurrency Configs cannot be applied to unpublished "        \
    "function versions."

/* Each: false: the response was sent. */

/* Each member is of its JSON type. Members that are null are removed. */
bool alias_checks_types(json_t *request, struct http_request *req);
/* The members of a request. `name` is the alias's; NULL: it is absent. */
bool alias_checks_members(const char *name, const json_t *request, bool is_new,
                          struct http_request *req);
/* The versions are there, and go together. `routing` may be NULL. */
bool alias_checks_versions(const struct management *m,
                           const struct catalog_entry *entry,
                           const char *version, const json_t *routing,
                           struct http_request *req);
/* An alias with provisioned concurrency keeps to published versions. */
bool alias_checks_provisioned(const struct catalog_entry *entry,
                              const char *name, const char *version,
                              struct http_request *req);

#endif
