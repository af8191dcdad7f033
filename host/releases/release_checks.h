/* release_checks.h - what must hold of a release. */
#ifndef DAYFLY_HOST_RELEASES_RELEASE_CHECKS_H
#define DAYFLY_HOST_RELEASES_RELEASE_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;
struct management;

/* Each: false: the response was sent. */
bool release_checks_alias(const char *alias, struct http_request *req);
/* Each function and its version are there. */
bool release_checks_functions(const struct management *m,
                              const json_t *functions,
                              struct http_request *req);
/* The code of each, which is there, has started once. */
bool release_checks_started(const struct management *m, const json_t *functions,
                            struct http_request *req);

#endif
