#include "host/runtime/runtime_aws.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"

#define ACCOUNT_PATH ".amazonaws.com/000000000000/"

static const char key_id[] = "AWS_ACCESS_KEY_ID";

static bool set_profile(struct runtime_env *env)
{
    static const char *const files[][2] = {
        {"AWS_CONFIG_FILE", "config"},
        {"AWS_SHARED_CREDENTIALS_FILE", "credentials"}};
    const char *home = getenv("HOME");
    char path[PATH_MAX];

    if (!home || (!runtime_env_get(env, "AWS_PROFILE") &&
                  !runtime_env_get(env, "AWS_DEFAULT_PROFILE")))
        return true;
    for (size_t i = 0; i < COUNT(files); i++) {
        int size = snprintf(path, sizeof path, "%s/.aws/%s", home, files[i][1]);
        if (size < (int)sizeof path && !runtime_env_get(env, files[i][0]) &&
            access(path, F_OK) == 0 && !runtime_env_set(env, files[i][0], path))
            return false;
    }
    return true;
}

static bool has_any(const struct runtime_env *env, const char *const *names)
{
    for (; *names; names++)
        if (runtime_env_get(env, *names))
            return true;
    return false;
}

/* The path of the queue in
 * "https://sqs.REGION.amazonaws.com/000000000000/NAME". NULL: it is something
 * else. */
static const char *queue_path(const char *value)
{
    static const char start[] = "https://sqs.";
    const char *mark = strstr(value, ACCOUNT_PATH);

    if (strncmp(value, start, strlen(start)) != 0 || !mark ||
        strcspn(value + strlen(start), "/") + strlen(start) <
            (size_t)(mark - value))
        return NULL;
    return strchr(mark, '/');
}

static bool replace_urls(struct runtime_env *env, const char *url)
{
    for (size_t i = 0; i < env->count; i++) {
        AUTO(struct buf, buf_free) name = BUF(MANIFEST_MAX_BYTES);
        AUTO(struct buf, buf_free) value = BUF(MANIFEST_MAX_BYTES);
        size_t size = strcspn(env->list[i], "=");
        const char *path = queue_path(env->list[i] + size + 1);
        if (path && (!buf_add(&name, env->list[i], size) ||
                     !buf_printf(&value, "%s%s", url, path) ||
                     !runtime_env_set(env, name.data, value.data)))
            return false;
    }
    return true;
}

/* A program that is the function itself finds the files of the host's user. */
static bool finds_credentials(const struct runtime_env *env,
                              const struct function *fn)
{
    static const char *const names[] = {
        key_id,
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        NULL};
    const char *home = runtime_env_get(env, "HOME");
    char path[PATH_MAX];

    if (has_any(env, names))
        return true;
    return fn->own_bootstrap && home &&
           snprintf(path, sizeof path, "%s/.aws/credentials", home) <
               (int)sizeof path &&
           access(path, F_OK) == 0;
}

/* *has becomes true if it is set. */
static bool set_endpoint(struct runtime_env *env, const char *name,
                         const char *url, bool *has)
{
    const char *const endpoints[] = {
        name, "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", NULL};

    if (has_any(env, endpoints))
        return true;
    *has = true;
    return runtime_env_set(env, name, url);
}

static bool set_services(struct runtime_env *env, const struct function *fn,
                         const struct runtime_services *services)
{
    bool has = false;

    if (!services->url)
        return true;
    if (!replace_urls(env, services->url) ||
        (services->has_queues &&
         !set_endpoint(env, "AWS_ENDPOINT_URL_SQS", services->url, &has)) ||
        (services->has_logs &&
         !set_endpoint(env, "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", services->url,
                       &has)))
        return false;
    return !has || services->needs_keys || finds_credentials(env, fn) ||
           (runtime_env_set(env, key_id, "dayfly") &&
            runtime_env_set(env, "AWS_SECRET_ACCESS_KEY", "dayfly"));
}

bool runtime_aws_add(struct runtime_env *env, const struct function *fn,
                     const struct runtime_services *services, struct error *err)
{
    return (set_profile(env) && set_services(env, fn, services)) ||
           error_set(err,
                     "there are more than %d environment variables, or "
                     "out of memory",
                     RUNTIME_ENV_VARIABLES_MAX);
}
