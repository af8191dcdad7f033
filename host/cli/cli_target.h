/* cli_target.h - the flags --endpoint, --region and --profile of the commands
 * that speak to a host or to AWS. */
#ifndef DAYFLY_HOST_CLI_CLI_TARGET_H
#define DAYFLY_HOST_CLI_CLI_TARGET_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/client/api_target.h"

/* As flag_value(), for any of the three. */
int target_flag(char *const words[], int *at, struct target_flags *flags);
/* As api_target_open(), with the endpoint of cli_endpoint(). */
bool cli_target_open(struct api_target *target,
                     const struct target_flags *flags,
                     struct error *err) MUST_CHECK;

#endif
