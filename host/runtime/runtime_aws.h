/* runtime_aws.h - variables for AWS's clients in a function: the files of the
 * profile that the user gives, and the queues of this host. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_AWS_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_AWS_H

#include "host/runtime/runtime_env.h"

/* They search for a profile in HOME, which is a private folder in the process
 * of an event. */
bool runtime_aws_set_profile(struct runtime_env *env) MUST_CHECK;
/* After all others are set. A value that is the URL of a queue of AWS's account
 * 000000000000, such as a template gives, becomes that of the host's queue.
 *
 * If the host has queues, and the function says nothing of endpoints: sets
 * AWS_ENDPOINT_URL_SQS; and, if it has no credentials and the host needs none,
 * some that stand for them, since clients sign each request. */
bool runtime_aws_set_queues(struct runtime_env *env, const struct function *fn,
                            const struct runtime_place *place) MUST_CHECK;

#endif
