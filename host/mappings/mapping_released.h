/* mapping_released.h - the queues of a version that becomes live again:
 * `queues` of the dayfly.json in its code decides which event source mappings
 * the alias has. What a deployment has made is changed; mappings by API, and
 * those of templates, which no code has, stay. */
#ifndef DAYFLY_HOST_MAPPINGS_MAPPING_RELEASED_H
#define DAYFLY_HOST_MAPPINGS_MAPPING_RELEASED_H

#include <jansson.h>

struct mappings;

struct mapping_move {
    const char *function;
    const char *alias;
    const json_t *before; /* the version it had, as the catalog has it; or NULL
                           */
    const json_t *after;
};

/* Adds a sentence to `said` for each that is made, changed or removed, or
 * cannot be. Queues are neither made nor changed. */
void mapping_released_move(struct mappings *mappings,
                           const struct mapping_move *move, json_t *said);

#endif
