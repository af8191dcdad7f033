/* queues_wanted.h - the queues that functions and templates want, and their
 * attributes. */
#ifndef DAYFLY_HOST_MAPPINGS_QUEUES_WANTED_H
#define DAYFLY_HOST_MAPPINGS_QUEUES_WANTED_H

#include <stdint.h>

struct mapping_notes;
struct mappings;

/* mappings->wanted is as the functions and templates are now. */
void queues_wanted_gather(struct mappings *mappings,
                          struct mapping_notes *notes);
/* VisibilityTimeout, in seconds, of a queue as it will be. */
int64_t queues_wanted_visibility(const struct mappings *mappings,
                                 const char *queue);

#endif
