/* runtime_aws.h - variables for AWS's clients in a function: the files of the
 * profile that the user gives, and the queues and logs of this host. */
#ifndef DAYFLY_HOST_RUNTIME_RUNTIME_AWS_H
#define DAYFLY_HOST_RUNTIME_RUNTIME_AWS_H

#include "host/runtime/runtime_env.h"

/* What functions can reach here. */
struct runtime_services {
    const char *url; /* of the host; NULL: it keeps nothing */
    bool has_queues; /* now */
    bool has_logs;   /* now: groups that a caller has made */
    bool needs_keys; /* callers of the host do */
};

/* After all others are set. Clients search for a profile in HOME, which is a
 * private folder in the process of an event: its files are named. A value that
 * is the URL of a queue of AWS's account 000000000000, such as a template
 * gives, becomes that of the host's queue.
 *
 * If the host has queues, and the function says nothing of endpoints: sets
 * AWS_ENDPOINT_URL_SQS; if it has logs, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS. With
 * one of the two, if it has no credentials and the host needs none: some that
 * stand for them, since clients sign each request.
 *
 * False: err says why. */
bool runtime_aws_add(struct runtime_env *env, const struct function *fn,
                     const struct runtime_services *services,
                     struct error *err) MUST_CHECK;

#endif
