/* release_queues.h - a rollback is one for the queues of the functions, too. */
#ifndef DAYFLY_HOST_RELEASES_RELEASE_QUEUES_H
#define DAYFLY_HOST_RELEASES_RELEASE_QUEUES_H

#include <jansson.h>

struct service_context;

/* After the alias has moved. `before`, `after`: names to versions. Returns an
 * array of sentences on what has changed (mapping_released.h). */
json_t *release_queues_move(const struct service_context *service,
                            const char *alias, const json_t *before,
                            const json_t *after);

#endif
