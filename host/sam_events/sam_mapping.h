/* sam_mapping.h - which function of a template gets the messages of which
 * queue: its events of the type SQS, and AWS::Lambda::EventSourceMapping. */
#ifndef DAYFLY_HOST_SAM_EVENTS_SAM_MAPPING_H
#define DAYFLY_HOST_SAM_EVENTS_SAM_MAPPING_H

#include "host/cfn/cfn_values.h"

enum { SAM_MAPPING_NAME_SIZE = 128 };

/* The type of an event. */
bool sam_mapping_is(const char *type);
/* Adds the queue to `queues` of the function's settings. False: err says what
 * is wrong. */
bool sam_mapping_of_event(struct cfn_values *v, json_t *settings,
                          const struct yaml_node *event,
                          struct error *err) MUST_CHECK;

bool sam_mapping_is_resource(const struct yaml_node *resource);
/* The name of its function, without a qualifier. */
bool sam_mapping_function(struct cfn_values *v,
                          const struct yaml_node *resource,
                          char name[SAM_MAPPING_NAME_SIZE],
                          struct error *err) MUST_CHECK;
/* The same of a resource. */
bool sam_mapping_of_resource(struct cfn_values *v, json_t *settings,
                             const struct yaml_node *resource,
                             struct error *err) MUST_CHECK;

#endif
