/* sam_queue.h - queues of a template: AWS::SQS::Queue. */
#ifndef DAYFLY_HOST_SAM_EVENTS_SAM_QUEUE_H
#define DAYFLY_HOST_SAM_EVENTS_SAM_QUEUE_H

#include "host/cfn/cfn_values.h"

bool sam_queue_is(const struct yaml_node *resource);
/* Adds its name to `queues`, with its attributes as CreateQueue has them.
 * False: err says what is wrong. */
bool sam_queue_read(struct cfn_values *v, const struct yaml_item *resource,
                    json_t *queues, struct error *err) MUST_CHECK;

#endif
