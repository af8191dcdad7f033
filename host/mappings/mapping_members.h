/* mapping_members.h - the members of CreateEventSourceMapping and
 * UpdateEventSourceMapping: which there are, and which a queue has. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_MEMBERS_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_MEMBERS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;

/* Types and ranges; members that are null are removed. False, here and below:
 * the response was sent. */
bool mapping_members_check(json_t *body, struct http_request *req);
/* None is of streams, brokers or databases alone. */
bool mapping_members_are_of_queue(const json_t *body, struct http_request *req);
/* Those of the request take the place of those of the document; an object
 * without what it is for takes it away. */
void mapping_members_take(json_t *document, const json_t *body);

#endif
