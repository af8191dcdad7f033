#include "common/function/env_name.h"

#include <stddef.h>
#include <string.h>

#include "common/compiler.h"

static bool is_among(const char *name, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(name, words[i]))
            return true;
    return false;
}

bool env_name_is_reserved(const char *name)
{
    static const char *const platform[] = {"AWS_REGION", "AWS_DEFAULT_REGION",
                                           "LAMBDA_TASK_ROOT",
                                           "LAMBDA_RUNTIME_DIR"};
    static const char *const configurable[] = {"AWS_LAMBDA_LOG_FORMAT",
                                               "AWS_LAMBDA_LOG_LEVEL",
                                               "AWS_LAMBDA_EXEC_WRAPPER"};

    if (is_among(name, configurable, COUNT(configurable)))
        return false;
    return *name == '_' || is_among(name, platform, COUNT(platform)) ||
           !strncmp(name, "AWS_LAMBDA_", strlen("AWS_LAMBDA_"));
}

bool env_name_is_valid(const char *name)
{
    const char *const digits = "0123456789";
    const char *const letters =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

    return *name && !strchr(digits, *name) &&
           strspn(name, letters) == strlen(name);
}

bool env_value_fits(const char *name, size_t size)
{
    size_t rest = strlen(name) + sizeof "=";

    return rest < ENV_VARIABLE_MAX_BYTES &&
           size <= ENV_VARIABLE_MAX_BYTES - rest;
}
