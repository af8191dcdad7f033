/* tag_checks.h - what the tags of TagResource may be. */
#ifndef DAYFLY_HOST_RESOURCES_TAG_CHECKS_H
#define DAYFLY_HOST_RESOURCES_TAG_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;

/* NULL: they are missing. False: the response was sent. */
bool tag_checks(json_t *tags, struct http_request *req);
/* The keys of UntagResource, of which there is one at least. False: the
 * response was sent. */
bool tag_checks_keys(const json_t *keys, struct http_request *req);

#endif
