/* cfn_condition.h - the section Conditions. */
#ifndef DAYFLY_HOST_CFN_CFN_CONDITION_H
#define DAYFLY_HOST_CFN_CFN_CONDITION_H

#include "host/cfn/cfn_values.h"

/* `at`: the node that names the condition, for messages. */
bool cfn_condition(struct cfn_values *v, const char *name,
                   const struct yaml_node *at, bool *holds,
                   struct error *err) MUST_CHECK;

#endif
