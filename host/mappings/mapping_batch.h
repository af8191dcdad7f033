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
/* Makes messages visible again after this time, or removes them: -1. Takes
 * them. */
void mapping_batch_mark(struct mapping *mapping, struct fetched_message *first,
                        int64_t visibility_ms);

#endif
