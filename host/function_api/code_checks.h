/* code_checks.h - what must hold of the members that say where a function's
 * code is, and how an image would be run. */
#ifndef DAYFLY_HOST_FUNCTION_API_CODE_CHECKS_H
#define DAYFLY_HOST_FUNCTION_API_CODE_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

#include "host/management/checks.h"

struct http_request;

/* The types of the members of `Code`. False: the response was sent. */
bool code_checks_types(json_t *request, struct http_request *req);
/* Of `Code`, or of the request itself, as UpdateFunctionCode has them. */
void code_checks_members(struct checks *checks, const json_t *request);
void code_checks_image(struct checks *checks, const json_t *request);
/* Of UpdateFunctionCode. False: it brings an image, and the response was sent.
 */
bool code_checks_no_image(const json_t *request, struct http_request *req);

#endif
