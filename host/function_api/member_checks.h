/* member_checks.h - what must hold of the members of a function that are lists,
 * maps, or refer to something else. */
#ifndef DAYFLY_HOST_FUNCTION_API_MEMBER_CHECKS_H
#define DAYFLY_HOST_FUNCTION_API_MEMBER_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

#include "host/management/checks.h"

struct http_request;

void member_checks_vpc(struct checks *checks, const json_t *request);
void member_checks_layers(struct checks *checks, const json_t *request);
void member_checks_architectures(struct checks *checks, const json_t *request);
void member_checks_variables(struct checks *checks, const json_t *request);

/* False: the response was sent. */
bool member_checks_environment(const json_t *request, struct http_request *req);
/* There are no networks and no file systems here, and not too many layers. */
bool member_checks_resources(const json_t *request, struct http_request *req);

#endif
