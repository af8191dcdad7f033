#include "host/client/api_target.h"

#include <stdio.h>
#include <string.h>

static bool check_region(const char *region, struct error *err)
{
    if (*region && *region != '-' &&
        strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
            strlen(region) &&
        strlen(region) < sizeof((struct api_target *)0)->region)
        return true;
    return error_set(err, "\"%.100s\" is no region: eu-central-1 is one",
                     region);
}

bool api_target_open(struct api_target *target,
                     const struct target_flags *flags, const char *usual,
                     struct error *err)
{
    *target = (struct api_target){.endpoint = flags->endpoint,
                                  .is_aws = flags->region != NULL};
    if (!aws_keys_find(&target->keys, flags->profile, err))
        return false;
    if (!flags->region) {
        target->endpoint = flags->endpoint ? flags->endpoint : usual;
        (void)snprintf(target->region, sizeof target->region, "us-east-1");
        return true;
    }
    if (!check_region(flags->region, err))
        return false;
    (void)snprintf(target->region, sizeof target->region, "%s", flags->region);
    return *target->keys.id ||
           error_set(err,
                     "no AWS credentials: run `aws configure`, or set "
                     "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a "
                     "profile with --profile");
}

bool api_target_add_url(struct buf *url, const struct api_target *target,
                        const char *service)
{
    const char *end = !strncmp(target->region, "cn-", 3) ? "amazonaws.com.cn"
                                                         : "amazonaws.com";

    if (!target->endpoint)
        return buf_printf(url, "https://%s.%s.%s", service, target->region,
                          end);
    size_t size = strlen(target->endpoint);
    while (size > 0 && target->endpoint[size - 1] == '/')
        size--;
    return buf_add(url, target->endpoint, size);
}
