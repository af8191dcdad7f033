/* api_target.h - where requests go: to a host, or to AWS. */
#ifndef DAYFLY_HOST_CLIENT_API_TARGET_H
#define DAYFLY_HOST_CLIENT_API_TARGET_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "common/error.h"
#include "host/client/aws_keys.h"

/* What the command line says; NULL: nothing. */
struct target_flags {
    const char *endpoint;
    const char *region;
    const char *profile;
};

struct api_target {
    const char *endpoint; /* borrowed; NULL: that of the service on AWS */
    bool is_aws;          /* else it is a host of dayfly */
    char region[64];
    struct aws_keys keys;
};

/* A region means AWS, also at an endpoint that is given; without one it is the
 * host at `endpoint`, otherwise at `usual`. Requests to AWS need keys; those to
 * a host are signed if the shell has keys. False: err says what is wrong or
 * missing. */
bool api_target_open(struct api_target *target,
                     const struct target_flags *flags, const char *usual,
                     struct error *err) MUST_CHECK;
/* Appends the address of a service ("lambda", "logs"), without a slash at its
 * end. */
bool api_target_add_url(struct buf *url, const struct api_target *target,
                        const char *service) MUST_CHECK;

#endif
