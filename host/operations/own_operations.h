/* own_operations.h - the operations of the host itself, for its commands, its
 * page and Prometheus. Their callers sign as for the Lambda API. */
#ifndef DAYFLY_HOST_OPERATIONS_OWN_OPERATIONS_H
#define DAYFLY_HOST_OPERATIONS_OWN_OPERATIONS_H

#include "host/operations/operation.h"

extern const struct operation_table own_operations;

#endif
