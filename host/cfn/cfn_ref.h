/* cfn_ref.h - parameters, pseudo parameters and conditions. */
#ifndef DAYFLY_HOST_CFN_CFN_REF_H
#define DAYFLY_HOST_CFN_CFN_REF_H

#include "host/cfn/cfn_values.h"

/* The value of a parameter, a pseudo parameter or a resource. */
bool cfn_ref(struct cfn_values *v, const struct yaml_node *at, const char *name,
             struct buf *out, struct error *err) MUST_CHECK;

#endif
