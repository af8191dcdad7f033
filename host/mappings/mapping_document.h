/* mapping_document.h - an event source mapping as the API makes it, of what a
 * function's file says of a queue. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_DOCUMENT_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_DOCUMENT_H

#include <jansson.h>

struct mappings;

/* Of the function with this name and qualifier ("": none). `item`: of `queues`
 * (queue_list.h). It has no LastModified yet. NULL: out of memory. */
json_t *mapping_document_make(const struct mappings *mappings,
                              const char *function, const char *qualifier,
                              const char *queue, const json_t *item,
                              const char *uuid);

#endif
