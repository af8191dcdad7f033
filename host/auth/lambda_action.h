/* lambda_action.h - which right an operation of the Lambda API needs, by method
 * and path; with the names that IAM has for them. Pure. */
#ifndef DAYFLY_HOST_AUTH_LAMBDA_ACTION_H
#define DAYFLY_HOST_AUTH_LAMBDA_ACTION_H

#include <stdbool.h>

#include "host/auth/access.h"

/* False: the path is none of the Lambda API's with this method. */
bool lambda_action_find(struct access *access, const char *method,
                        const char *target);
/* Of the services at the path "/", and of SQS, by the header X-Amz-Target;
 * NULL: none is asked for. */
void lambda_action_of_target(struct access *access, const char *header);
/* Of EventBridge Scheduler, by method and path. */
void lambda_action_of_schedule(struct access *access, const char *method,
                               const char *target);
/* Of the Query protocol, by its Action; "": it has not been received. STS tells
 * each caller who it is. */
void lambda_action_of_query(struct access *access, const char *action);

#endif
