/* scheduler_operations.h - the operations of EventBridge Scheduler, and the
 * same for `dayfly schedule`. */
#ifndef DAYFLY_HOST_OPERATIONS_SCHEDULER_OPERATIONS_H
#define DAYFLY_HOST_OPERATIONS_SCHEDULER_OPERATIONS_H

#include "host/operations/operation.h"

extern const struct operation_table scheduler_operations;

#endif
