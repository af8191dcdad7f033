/* mapping_folders.h - the queues that the functions themselves bring: `queues`
 * of dayfly.json, and those of SAM templates. The queues are made, and their
 * messages come to the functions. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_FOLDERS_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_FOLDERS_H

#include <stdbool.h>

struct http_request;
struct mapping;
struct mappings;

/* They are as the functions and the templates are now; queues that are new are
 * there a moment later. Does nothing if it has seen these, or mappings is NULL
 * or stopping. A queue never goes: it may have messages. */
void mapping_folders_search(struct mappings *mappings);
/* False: it is of a file, and the response says so. */
bool mapping_folders_may_change(const struct mapping *mapping,
                                struct http_request *req);

#endif
