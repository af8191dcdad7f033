/* sam_deployed_queues.h - whose messages come to the functions that are
 * deployed to a host. */
#ifndef DAYFLY_HOST_SAM_SAM_DEPLOYED_QUEUES_H
#define DAYFLY_HOST_SAM_SAM_DEPLOYED_QUEUES_H

#include "host/sam/sam_deployment.h"

/* Those of the function's events. */
bool sam_deployed_queues_of(struct cfn_values *v, struct sam_deployed *fn,
                            const struct yaml_node *events,
                            struct error *err) MUST_CHECK;
/* That of an event source mapping; the functions are read. */
bool sam_deployed_queues_map(struct cfn_values *v, struct sam_deployment *d,
                             const struct yaml_item *resource,
                             struct error *err) MUST_CHECK;

#endif
