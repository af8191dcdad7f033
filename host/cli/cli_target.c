#include "host/cli/cli_target.h"

#include "host/cli/cli_util.h"

int target_flag(char *const words[], int *at, struct target_flags *flags)
{
    int found = flag_value(words, at, "--endpoint", &flags->endpoint);

    if (found == 0)
        found = flag_value(words, at, "--region", &flags->region);
    if (found == 0)
        found = flag_value(words, at, "--profile", &flags->profile);
    return found;
}

bool cli_target_open(struct api_target *target,
                     const struct target_flags *flags, struct error *err)
{
    return api_target_open(target, flags, cli_endpoint(NULL), err);
}
