/* mapping_batch.h - messages that a function works on together. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_BATCH_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_BATCH_H

#include <stdbool.h>
#include <stdint.h>

struct fetched_message;
struct mapping;
struct pool;

/* Gives the messages to the function, and takes them. `next` is called after
 * the function has ended. False: it takes no event now; the messages are given
 * back. */
bool mapping_batch_start(struct mapping *mapping, struct pool *pool,
                         struct fetched_message *first,
                         void (*next)(struct mapping *mapping));
/* No filter wants these messages: they are removed. Takes them. */
void mapping_batch_refuse(struct mapping *mapping,
                          struct fetched_message *first);
/* No function was given these: they can be received again at once, and this
 * time does not count as a try. Takes them. */
void mapping_batch_return(struct mapping *mapping,
                          struct fetched_message *first);

#endif
