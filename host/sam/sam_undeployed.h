/* sam_undeployed.h - notes about what of a template is not deployed. */
#ifndef DAYFLY_HOST_SAM_SAM_UNDEPLOYED_H
#define DAYFLY_HOST_SAM_SAM_UNDEPLOYED_H

#include "host/cfn/cfn_property.h"

/* Of a function: its events, and the properties that are not heeded. */
void sam_undeployed_of_function(struct cfn_values *v,
                                const struct yaml_item *resource,
                                const struct cfn_properties *p, bool is_aws);
/* A resource that is neither a function nor a layer. */
void sam_undeployed_resource(struct cfn_values *v,
                             const struct yaml_item *resource);

#endif
