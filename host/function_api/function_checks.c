#include "host/function_api/function_checks.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/management/checks.h"
#include "host/function_api/arn_pattern.h"
#include "host/function_api/code_checks.h"
#include "host/function_api/member_checks.h"
#include "host/function_api/runtime_checks.h"
#include "host/service/name_check.h"
#include "host/service/service_error.h"

enum { TAGS_MAX = 50 };

#define ROLE_PATTERN                                                           \
    "arn:(aws[a-zA-Z-]*)?:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@/-]+"
#define ROLE_SHOWN                                                             \
    "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+"

static const char zip_alone[] =
    "dayfly runs code from zip files, not from images";

static const struct checks_type types[] = {
    {"FunctionName", JSON_STRING},
    {"Runtime", JSON_STRING},
    {"Role", JSON_STRING},
    {"Handler", JSON_STRING},
    {"Description", JSON_STRING},
    {"PackageType", JSON_STRING},
    {"KMSKeyArn", JSON_STRING},
    {"RevisionId", JSON_STRING},
    {"CodeSigningConfigArn", JSON_STRING},
    {"PublishTo", JSON_STRING},
    {"Timeout", JSON_INTEGER},
    {"MemorySize", JSON_INTEGER},
    {"Publish", JSON_TRUE},
    {"DryRun", JSON_TRUE},
    {"Code", JSON_OBJECT},
    {"VpcConfig", JSON_OBJECT},
    {"DeadLetterConfig", JSON_OBJECT},
    {"Environment", JSON_OBJECT},
    {"TracingConfig", JSON_OBJECT},
    {"Tags", JSON_OBJECT},
    {"ImageConfig", JSON_OBJECT},
    {"EphemeralStorage", JSON_OBJECT},
    {"SnapStart", JSON_OBJECT},
    {"LoggingConfig", JSON_OBJECT},
    {"CapacityProviderConfig", JSON_OBJECT},
    {"DurableConfig", JSON_OBJECT},
    {"TenancyConfig", JSON_OBJECT},
    {"RuntimeConfig", JSON_OBJECT},
    {"AcceleratorConfig", JSON_OBJECT},
    {"Layers", JSON_ARRAY},
    {"FileSystemConfigs", JSON_ARRAY},
    {"Architectures", JSON_ARRAY},
};

/* The members of the members that are objects; others are left out. */
static const struct {
    const char *object;
    struct checks_type member;
} inner[] = {
    {"Environment", {"Variables", JSON_OBJECT}},
    {"VpcConfig", {"SubnetIds", JSON_ARRAY}},
    {"VpcConfig", {"SecurityGroupIds", JSON_ARRAY}},
    {"VpcConfig", {"Ipv6AllowedForDualStack", JSON_TRUE}},
    {"DeadLetterConfig", {"TargetArn", JSON_STRING}},
    {"TracingConfig", {"Mode", JSON_STRING}},
    {"EphemeralStorage", {"Size", JSON_INTEGER}},
    {"SnapStart", {"ApplyOn", JSON_STRING}},
    {"LoggingConfig", {"LogFormat", JSON_STRING}},
    {"LoggingConfig", {"ApplicationLogLevel", JSON_STRING}},
    {"LoggingConfig", {"SystemLogLevel", JSON_STRING}},
    {"LoggingConfig", {"LogGroup", JSON_STRING}},
    {"ImageConfig", {"EntryPoint", JSON_ARRAY}},
    {"ImageConfig", {"Command", JSON_ARRAY}},
    {"ImageConfig", {"WorkingDirectory", JSON_STRING}},
};

static bool is_known(const char *object, const char *key)
{
    for (size_t i = 0; i < COUNT(inner); i++)
        if (!strcmp(inner[i].object, object) &&
            !strcmp(inner[i].member.member, key))
            return true;
    return false;
}

static bool check_inner(json_t *request, struct http_request *req)
{
    for (size_t i = 0; i < COUNT(inner); i++) {
        json_t *object = json_object_get(request, inner[i].object);
        const char *key;
        json_t *value;
        void *next;
        if (!checks_types(object, &inner[i].member, 1, req))
            return false;
        json_object_foreach_safe(object, next, key, value)
        {
            if (!is_known(inner[i].object, key))
                (void)json_object_del(object, key);
        }
    }
    return true;
}

static bool check_texts(json_t *map, const char *member,
                        struct http_request *req)
{
    const char *key;
    json_t *value;

    json_object_foreach(map, key, value)
    {
        if (json_is_string(value))
            continue;
        service_error_send(req, SERVICE_SERIALIZATION,
                           "The value of '%s' in '%s' must be a string", key,
                           member);
        return false;
    }
    return true;
}

bool function_checks_types(json_t *request, struct http_request *req)
{
    return checks_types(request, types, COUNT(types), req) &&
           check_inner(request, req) && code_checks_types(request, req) &&
           check_texts(json_object_get(json_object_get(request, "Environment"),
                                       "Variables"),
                       "Environment.Variables", req) &&
           check_texts(json_object_get(request, "Tags"), "Tags", req);
}

static void check_plain(struct checks *checks, const json_t *request)
{
    const json_t *storage = json_object_get(request, "EphemeralStorage");

    checks_pattern(checks, json_object_get(request, "Role"), "role",
                   ROLE_PATTERN, ROLE_SHOWN);
    checks_length(checks, json_object_get(request, "Handler"), "handler", 128);
    checks_pattern(checks, json_object_get(request, "Handler"), "handler",
                   "[^[:space:]]+", "[^\\s]+");
    checks_length(checks, json_object_get(request, "Description"),
                  "description", 256);
    checks_range(checks, json_object_get(request, "Timeout"), "timeout", 1,
                 900);
    checks_range(checks, json_object_get(request, "MemorySize"), "memorySize",
                 128, 10240);
    if (storage)
        checks_required(checks, json_object_get(storage, "Size"),
                        "ephemeralStorage.size");
    checks_range(checks, json_object_get(storage, "Size"),
                 "ephemeralStorage.size", 512, 10240);
    checks_pattern(checks, json_object_get(request, "KMSKeyArn"), "kmsKeyArn",
                   ARN_PATTERN, ARN_SHOWN);
    checks_pattern(checks,
                   json_object_get(json_object_get(request, "DeadLetterConfig"),
                                   "TargetArn"),
                   "deadLetterConfig.targetArn", ARN_PATTERN, ARN_SHOWN);
}

static void check_logging(struct checks *checks, const json_t *request)
{
    static const char *const formats[] = {"JSON", "Text", NULL};
    static const char *const own_levels[] = {"TRACE", "DEBUG", "INFO", "WARN",
                                             "ERROR", "FATAL", NULL};
    static const char *const levels[] = {"DEBUG", "INFO", "WARN", NULL};
    const json_t *logging = json_object_get(request, "LoggingConfig");
    const json_t *group = json_object_get(logging, "LogGroup");

    checks_enum(checks, json_object_get(logging, "LogFormat"),
                "loggingConfig.logFormat", formats, "[JSON, Text]");
    checks_enum(checks, json_object_get(logging, "ApplicationLogLevel"),
                "loggingConfig.applicationLogLevel", own_levels,
                "[TRACE, DEBUG, INFO, WARN, ERROR, FATAL]");
    checks_enum(checks, json_object_get(logging, "SystemLogLevel"),
                "loggingConfig.systemLogLevel", levels, "[DEBUG, INFO, WARN]");
    checks_length(checks, group, "loggingConfig.logGroup", 512);
    checks_pattern(checks, group, "loggingConfig.logGroup", "[._/#A-Za-z0-9-]+",
                   "[\\.\\-_/#A-Za-z0-9]+");
}

/* Members that ask for what dayfly does not have. */
static bool check_absent(const json_t *request, struct http_request *req)
{
    static const char *const absent[] = {
        "DurableConfig", "TenancyConfig",     "CapacityProviderConfig",
        "RuntimeConfig", "AcceleratorConfig", "PublishTo"};

    for (size_t i = 0; i < COUNT(absent); i++) {
        if (!json_object_get(request, absent[i]))
            continue;
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "dayfly does not support %s; leave it out",
                           absent[i]);
        return false;
    }
    if (json_object_size(json_object_get(request, "ImageConfig")) == 0)
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "%s; leave ImageConfig out", zip_alone);
    return false;
}

bool function_checks_members(const json_t *request, struct http_request *req)
{
    static const char *const apply[] = {"PublishedVersions", "None", NULL};
    static const char *const modes[] = {"Active", "PassThrough", NULL};
    struct checks checks = CHECKS;

    check_plain(&checks, request);
    checks_enum(
        &checks,
        json_object_get(json_object_get(request, "TracingConfig"), "Mode"),
        "tracingConfig.mode", modes, "[Active, PassThrough]");
    checks_enum(
        &checks,
        json_object_get(json_object_get(request, "SnapStart"), "ApplyOn"),
        "snapStart.applyOn", apply, "[PublishedVersions, None]");
    check_logging(&checks, request);
    code_checks_members(&checks, request);
    code_checks_image(&checks, request);
    member_checks_variables(&checks, request);
    member_checks_vpc(&checks, request);
    member_checks_layers(&checks, request);
    member_checks_architectures(&checks, request);
    return !checks_send(&checks, req) && check_absent(request, req) &&
           runtime_checks(request, req) &&
           member_checks_environment(request, req) &&
           member_checks_resources(request, req);
}

bool function_checks_name(const json_t *request, const char *region,
                          char name[FUNCTION_NAME_MAX + 1],
                          struct http_request *req)
{
    struct checks checks = CHECKS;
    const json_t *value = json_object_get(request, "FunctionName");
    struct function_name n;

    checks_required(&checks, value, "functionName");
    if (checks_send(&checks, req) ||
        !name_check_new(req, json_string_value(value), region, &n))
        return false;
    (void)snprintf(name, FUNCTION_NAME_MAX + 1, "%s", n.name);
    return true;
}

static bool check_tags(json_t *tags, struct http_request *req)
{
    const char *key;
    json_t *value;

    json_object_foreach(tags, key, value)
    {
        if (!checks_tag(key, value, req))
            return false;
    }
    return true;
}

bool function_checks_create(const json_t *request, struct http_request *req)
{
    static const char *const packages[] = {"Zip", "Image", NULL};
    struct checks checks = CHECKS;
    const json_t *package = json_object_get(request, "PackageType");

    checks_required(&checks, json_object_get(request, "Role"), "role");
    checks_required(&checks, json_object_get(request, "Code"), "code");
    checks_enum(&checks, package, "packageType", packages, "[Zip, Image]");
    if (checks_send(&checks, req) || !function_checks_members(request, req))
        return false;
    const char *kind = json_string_value(package);
    if ((kind && !strcmp(kind, "Image")) ||
        json_object_get(json_object_get(request, "Code"), "ImageUri")) {
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s", zip_alone);
        return false;
    }
    const char *runtime =
        json_string_value(json_object_get(request, "Runtime"));
    if (!runtime || !json_object_get(request, "Handler")) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Runtime and Handler are mandatory parameters for "
                           "functions created with deployment packages.");
        return false;
    }
    if (!runtime_checks_snap_start(request, runtime, req))
        return false;
    if (json_object_size(json_object_get(request, "Tags")) <= TAGS_MAX)
        return check_tags(json_object_get(request, "Tags"), req);
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Number of tags exceeds resource tag limit.");
    return false;
}
