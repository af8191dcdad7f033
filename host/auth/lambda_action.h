/* lambda_action.h - which right an operation needs whose request names it in a
 * header or a form: those of the services at the path "/". Pure. */
#ifndef DAYFLY_HOST_AUTH_LAMBDA_ACTION_H
#define DAYFLY_HOST_AUTH_LAMBDA_ACTION_H

#include "host/auth/access.h"

/* Of the services at the path "/", and of SQS, by the header X-Amz-Target;
 * NULL: none is asked for. */
void lambda_action_of_target(struct access *access, const char *header);
/* Of the Query protocol, by its Action; "": it has not been received. STS tells
 * each caller who it is. */
void lambda_action_of_query(struct access *access, const char *action);

#endif
