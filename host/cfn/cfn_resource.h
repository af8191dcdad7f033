/* cfn_resource.h - what a reference to a resource of the template is here. */
#ifndef DAYFLY_HOST_CFN_CFN_RESOURCE_H
#define DAYFLY_HOST_CFN_CFN_RESOURCE_H

#include "host/cfn/cfn_values.h"

/* NULL: there is no resource of this logical id. */
const struct yaml_node *cfn_resource(const struct cfn_values *v,
                                     const char *id);
/* Its `Type`; "" without one. */
const char *cfn_resource_type(const struct yaml_node *resource);
/* The name that its properties give it, else its logical id. */
bool cfn_resource_name(struct cfn_values *v, const char *id, struct buf *out,
                       struct error *err) MUST_CHECK;
/* The value of !Ref; of !GetAtt. */
bool cfn_resource_ref(struct cfn_values *v, const struct yaml_node *at,
                      const char *id, struct buf *out,
                      struct error *err) MUST_CHECK;
bool cfn_resource_attribute(struct cfn_values *v, const struct yaml_node *at,
                            const char *id, const char *attribute,
                            struct buf *out, struct error *err) MUST_CHECK;

#endif
