/* cfn_calls.h - the functions of CloudFormation. */
#ifndef DAYFLY_HOST_CFN_CFN_CALLS_H
#define DAYFLY_HOST_CFN_CFN_CALLS_H

#include "host/cfn/cfn_values.h"

/* For struct cfn_values. */
extern const struct cfn_language cfn_language;

#endif
