/* lambda_operations.h - the operations of the Lambda API. */
#ifndef DAYFLY_HOST_OPERATIONS_LAMBDA_OPERATIONS_H
#define DAYFLY_HOST_OPERATIONS_LAMBDA_OPERATIONS_H

#include "host/operations/operation.h"

extern const struct operation_table lambda_operations;

#endif
