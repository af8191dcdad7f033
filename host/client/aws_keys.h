/* aws_keys.h - the keys with which requests are signed, found where the AWS CLI
 * finds them: in the variables of the environment, else in the profile of
 * ~/.aws/credentials and ~/.aws/config. */
#ifndef DAYFLY_HOST_CLIENT_AWS_KEYS_H
#define DAYFLY_HOST_CLIENT_AWS_KEYS_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct aws_keys {
    char id[256]; /* "": there are none */
    char secret[256];
    char token[8192]; /* "": none is needed */
    char region[64];  /* of the profile; "" */
};

/* `profile`: of the command line, or NULL. That nothing is found is no error.
 * False: a file or a profile cannot be used, and err says why. */
bool aws_keys_find(struct aws_keys *keys, const char *profile,
                   struct error *err) MUST_CHECK;

#endif
