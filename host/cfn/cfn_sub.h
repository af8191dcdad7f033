/* cfn_sub.h - Fn::Sub: a text with ${Name}, ${Resource.Attribute} and ${!x}. */
#ifndef DAYFLY_HOST_CFN_CFN_SUB_H
#define DAYFLY_HOST_CFN_CFN_SUB_H

#include "host/cfn/cfn_values.h"

/* The argument is the text, or a list of it and of a mapping with more names.
 */
bool cfn_sub(struct cfn_values *v, const struct cfn_call *call,
             const struct yaml_node *at, struct buf *out,
             struct error *err) MUST_CHECK;

#endif
