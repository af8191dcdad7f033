#include "host/function_api/member_checks.h"

#include <string.h>

#include "host/service/service_error.h"

enum {
    ENVIRONMENT_MAX_BYTES = 4096,
    LAYERS_MAX = 5,
    SUBNETS_MAX = 16,
    GROUPS_MAX = 5
};

#define LAYER_CONSTRAINT                                                       \
    "Member must satisfy constraint: [Member must have length less than or "   \
    "equal to 2048, Member must have length greater than or equal to 1, "      \
    "Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:"   \
    "lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:"   \
    "layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-" \
    "Z0-9-_]+), Member must not be null]"

#define LIST_CONSTRAINT                                                        \
    "Member must satisfy constraint: [Member must have length less than or "   \
    "equal to 1024, Member must have length greater than or equal to 0, "      \
    "Member must satisfy regular expression pattern: %s]"

static bool is_layer(const json_t *item)
{
    const char *arn = json_string_value(item);
    const char *number = arn ? strrchr(arn, ':') : NULL;

    return number && !strncmp(arn, "arn:", 4) && number[1] &&
           !number[1 + strspn(number + 1, "0123456789")];
}

/* "sg-" and letters and digits */
static bool is_id(const json_t *item, const char *prefix)
{
    const char *text = json_string_value(item);
    size_t size = strlen(prefix);

    return text && strlen(text) <= 1024 && !strncmp(text, prefix, size) &&
           !text[size + strspn(text + size,
                               "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")];
}

static void check_list(struct checks *checks, const json_t *list,
                       const char *member, size_t most, const char *prefix,
                       const char *pattern)
{
    AUTO(struct buf, buf_free) shown = BUF(8192);
    bool good = true;

    for (size_t i = 0; i < json_array_size(list); i++)
        good = good && is_id(json_array_get(list, i), prefix);
    if (good && json_array_size(list) <= most)
        return;
    checks_show_list(&shown, list);
    if (json_array_size(list) > most)
        checks_add(checks, shown.data, member,
                   "Member must have length less than or equal to %zu", most);
    if (!good)
        checks_add(checks, shown.data, member, LIST_CONSTRAINT, pattern);
}

void member_checks_vpc(struct checks *checks, const json_t *request)
{
    const json_t *vpc = json_object_get(request, "VpcConfig");

    check_list(checks, json_object_get(vpc, "SecurityGroupIds"),
               "vpcConfig.securityGroupIds", GROUPS_MAX, "sg-",
               "sg-[0-9a-zA-Z]*");
    check_list(checks, json_object_get(vpc, "SubnetIds"), "vpcConfig.subnetIds",
               SUBNETS_MAX, "subnet-", "subnet-[0-9a-z]*");
}

void member_checks_layers(struct checks *checks, const json_t *request)
{
    const json_t *layers = json_object_get(request, "Layers");
    AUTO(struct buf, buf_free) shown = BUF(16 * 1024);
    bool good = true;

    for (size_t i = 0; i < json_array_size(layers); i++)
        good = good && is_layer(json_array_get(layers, i));
    if (good)
        return;
    checks_show_list(&shown, layers);
    checks_add(checks, shown.data, "layers", "%s", LAYER_CONSTRAINT);
}

void member_checks_architectures(struct checks *checks, const json_t *request)
{
    const json_t *list = json_object_get(request, "Architectures");
    AUTO(struct buf, buf_free) shown = BUF(8192);
    bool good = true;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        good =
            good && name && (!strcmp(name, "x86_64") || !strcmp(name, "arm64"));
    }
    checks_show_list(&shown, list);
    if (json_array_size(list) > 1)
        checks_add(checks, shown.data, "architectures",
                   "Member must have length less than or equal to 1");
    if (list && json_array_size(list) == 0)
        checks_add(checks, shown.data, "architectures",
                   "Member must have length greater than or equal to 1");
    if (!good)
        checks_add(checks, shown.data, "architectures",
                   "Member must satisfy constraint: [Member must satisfy enum "
                   "value set: [x86_64, arm64], Member must not be null]");
}

/* A letter, then letters, digits and _. AWS wants two characters at least;
 * handlers that are served elsewhere have names of one. */
static bool is_variable(const char *name)
{
    static const char all[] =
        "_0123456789"
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char *letters = all + strlen("_0123456789");

    return *name && strchr(letters, *name) && name[strspn(name, all)] == '\0';
}

void member_checks_variables(struct checks *checks, const json_t *request)
{
    json_t *variables =
        json_object_get(json_object_get(request, "Environment"), "Variables");
    const char *key;
    json_t *value;

    json_object_foreach(variables, key, value)
    {
        if (is_variable(key) || !strncmp(key, "_", 1))
            continue;
        checks_add(checks, key, "environment.variables",
                   "Map keys must satisfy constraint: [Member must satisfy "
                   "regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]");
    }
}

/* Set by the host for each process. Those for credentials are the caller's:
 * there are no roles that would bring some. */
static bool is_reserved(const char *name)
{
    static const char *const names[] = {"_HANDLER",
                                        "_X_AMZN_TRACE_ID",
                                        "AWS_REGION",
                                        "AWS_DEFAULT_REGION",
                                        "AWS_EXECUTION_ENV",
                                        "AWS_LAMBDA_FUNCTION_NAME",
                                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                        "AWS_LAMBDA_FUNCTION_VERSION",
                                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                                        "AWS_LAMBDA_LOG_GROUP_NAME",
                                        "AWS_LAMBDA_LOG_STREAM_NAME",
                                        "AWS_LAMBDA_RUNTIME_API",
                                        "LAMBDA_TASK_ROOT",
                                        "LAMBDA_RUNTIME_DIR"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

static bool check_reserved(json_t *variables, struct http_request *req)
{
    AUTO(struct buf, buf_free) names = BUF(4096);
    const char *key;
    json_t *value;

    json_object_foreach(variables, key, value)
    {
        if (is_reserved(key))
            (void)!buf_printf(&names, "%s%s", names.size > 0 ? ", " : "", key);
    }
    if (names.size == 0)
        return true;
    service_error_send(
        req, SERVICE_INVALID_PARAMETER,
        "Lambda was unable to configure your environment variables because "
        "the environment variables you have provided contains reserved keys "
        "that are currently not supported for modification. Reserved keys "
        "used in this request: %s",
        names.data);
    return false;
}

static bool check_size(const json_t *variables, struct http_request *req)
{
    char *text = variables ? json_dumps(variables, JSON_COMPACT) : NULL;
    bool ok = !text || strlen(text) <= ENVIRONMENT_MAX_BYTES;

    if (!ok)
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "Lambda was unable to configure your environment variables "
            "because the environment variables you have provided exceeded the "
            "4KB limit. String measured: %s",
            text);
    mem_free(text);
    return ok;
}

bool member_checks_environment(const json_t *request, struct http_request *req)
{
    json_t *variables =
        json_object_get(json_object_get(request, "Environment"), "Variables");

    return check_reserved(variables, req) && check_size(variables, req);
}

static const char *first_of(const json_t *list)
{
    const char *text = json_string_value(json_array_get(list, 0));

    return text ? text : "";
}

bool member_checks_resources(const json_t *request, struct http_request *req)
{
    const json_t *vpc = json_object_get(request, "VpcConfig");
    const json_t *groups = json_object_get(vpc, "SecurityGroupIds");
    const json_t *subnets = json_object_get(vpc, "SubnetIds");
    bool has_groups = json_array_size(groups) > 0;

    if (json_array_size(json_object_get(request, "Layers")) > LAYERS_MAX)
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Cannot reference more than %d layers.", LAYERS_MAX);
    else if (has_groups != (json_array_size(subnets) > 0))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "SubnetIds and SecurityIds must coexist or be both "
                           "empty list.");
    else if (has_groups)
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "Error occurred while DescribeSecurityGroups. EC2 Error Code: "
            "InvalidGroup.NotFound. EC2 Error Message: The security group '%s' "
            "does not exist",
            first_of(groups));
    else if (json_array_size(json_object_get(request, "FileSystemConfigs")) > 0)
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "dayfly mounts no file systems; leave out "
                           "FileSystemConfigs");
    else
        return true;
    return false;
}
