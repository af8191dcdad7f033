#include "host/function_api/function_checks.h"

#include <stdio.h>
#include <string.h>

#include "host/management/checks.h"
#include "host/service/service_error.h"

enum { ENVIRONMENT_MAX_BYTES = 4096, LAYERS_MAX = 5, TAGS_MAX = 50 };

#define NAME_SHOWN                                                             \
    "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))"  \
    "?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|"   \
    "[a-zA-Z0-9-_]+))?"
#define ROLE_PATTERN                                                           \
    "arn:(aws[a-zA-Z-]*)?:iam::[0-9]{12}:role/?[a-zA-Z_0-9+=,.@/-]+"
#define ROLE_SHOWN                                                             \
    "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+"
#define LAYER_CONSTRAINT                                                       \
    "Member must satisfy constraint: [Member must have length less than or "   \
    "equal to 2048, Member must have length greater than or equal to 1, "      \
    "Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:"   \
    "lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:"   \
    "layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-" \
    "Z0-9-_]+), Member must not be null]"

/* Those that AWS takes, of which dayfly has an interpreter, or which bring
 * their own. */
static const char *const runtimes[] = {
    "nodejs18.x", "nodejs20.x",      "nodejs22.x",   "nodejs24.x", "python3.8",
    "python3.9",  "python3.10",      "python3.11",   "python3.12", "python3.13",
    "python3.14", "provided.al2023", "provided.al2", NULL};

/* Those that AWS had. */
static const char *const retired[] = {"nodejs",
                                      "nodejs4.3",
                                      "nodejs6.10",
                                      "nodejs8.10",
                                      "nodejs10.x",
                                      "nodejs12.x",
                                      "nodejs14.x",
                                      "nodejs16.x",
                                      "java8",
                                      "python2.7",
                                      "python3.6",
                                      "python3.7",
                                      "dotnetcore1.0",
                                      "dotnetcore2.0",
                                      "dotnetcore2.1",
                                      "dotnetcore3.1",
                                      "dotnet5.0",
                                      "dotnet6",
                                      "dotnet7",
                                      "nodejs4.3-edge",
                                      "go1.x",
                                      "ruby2.5",
                                      "ruby2.7",
                                      "provided",
                                      NULL};

/* Those that AWS takes and dayfly cannot run. */
static const char *const others[] = {
    "java8.al2", "java11",  "java17",  "java21",  "java25",  "dotnet8",
    "dotnet10",  "ruby3.2", "ruby3.3", "ruby3.4", "ruby3.5", NULL};

static bool is_in(const char *const words[], const char *text)
{
    for (size_t i = 0; words[i]; i++)
        if (!strcmp(words[i], text))
            return true;
    return false;
}

static bool check_runtime(const json_t *request, struct http_request *req)
{
    const char *name = json_string_value(json_object_get(request, "Runtime"));

    if (!name || is_in(runtimes, name))
        return true;
    if (is_in(retired, name))
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The runtime parameter of %s is no longer supported for creating "
            "or updating AWS Lambda functions. We recommend you use a "
            "supported runtime while creating or updating functions.",
            name);
    else if (is_in(others, name))
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "dayfly has no interpreter for the runtime %s; it runs nodejs*, "
            "python* and, with a bootstrap, provided.al2023 and provided.al2",
            name);
    else
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "Value %s at 'runtime' failed to satisfy constraint: Member must "
            "satisfy enum value set: [nodejs18.x, nodejs20.x, nodejs22.x, "
            "nodejs24.x, python3.8, python3.9, python3.10, python3.11, "
            "python3.12, python3.13, python3.14, provided.al2023, "
            "provided.al2] or be a valid ARN",
            name);
    return false;
}

static bool check_environment(const json_t *request, struct http_request *req)
{
    const json_t *variables =
        json_object_get(json_object_get(request, "Environment"), "Variables");
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

static void check_layers(struct checks *checks, const json_t *request)
{
    const json_t *layers = json_object_get(request, "Layers");
    AUTO(struct buf, buf_free) shown = BUF(8192);
    bool bad = false;
    size_t at;
    json_t *layer;

    json_array_foreach(layers, at, layer)
    {
        const char *arn = json_string_value(layer);
        const char *number = arn ? strrchr(arn, ':') : NULL;
        bad = bad || !number || strncmp(arn, "arn:", 4) != 0 || !number[1] ||
              number[1 + strspn(number + 1, "0123456789")];
        (void)!buf_printf(&shown, "%s%s", at > 0 ? ", " : "[",
                          arn ? arn : "null");
    }
    if (bad && buf_add_str(&shown, "]"))
        checks_add(checks, shown.data, "layers", "%s", LAYER_CONSTRAINT);
}

bool function_checks_members(const json_t *request, struct http_request *req)
{
    static const char *const apply[] = {"PublishedVersions", "None", NULL};
    static const char *const modes[] = {"Active", "PassThrough", NULL};
    static const char *const formats[] = {"JSON", "Text", NULL};
    struct checks checks = CHECKS;
    const json_t *tracing = json_object_get(request, "TracingConfig");
    const json_t *logging = json_object_get(request, "LoggingConfig");
    const json_t *storage = json_object_get(request, "EphemeralStorage");

    checks_pattern(&checks, json_object_get(request, "Role"), "role",
                   ROLE_PATTERN, ROLE_SHOWN);
    checks_length(&checks, json_object_get(request, "Handler"), "handler", 128);
    checks_length(&checks, json_object_get(request, "Description"),
                  "description", 256);
    checks_range(&checks, json_object_get(request, "Timeout"), "timeout", 1,
                 900);
    checks_range(&checks, json_object_get(request, "MemorySize"), "memorySize",
                 128, 10240);
    checks_range(&checks, json_object_get(storage, "Size"),
                 "ephemeralStorage.size", 512, 10240);
    checks_enum(&checks, json_object_get(tracing, "Mode"), "tracingConfig.mode",
                modes, "[Active, PassThrough]");
    checks_enum(&checks, json_object_get(logging, "LogFormat"),
                "loggingConfig.logFormat", formats, "[JSON, Text]");
    checks_enum(
        &checks,
        json_object_get(json_object_get(request, "SnapStart"), "ApplyOn"),
        "snapStart.applyOn", apply, "[PublishedVersions, None]");
    check_layers(&checks, request);
    if (checks_send(&checks, req) || !check_runtime(request, req) ||
        !check_environment(request, req))
        return false;
    if (json_array_size(json_object_get(request, "Layers")) <= LAYERS_MAX)
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Cannot reference more than %d layers.", LAYERS_MAX);
    return false;
}

/* Region and account of an ARN must be the host's. */
static bool check_place(const char *given, const char *region,
                        struct http_request *req)
{
    char theirs[64];
    char account[64];

    if (sscanf(given, "arn:%*[^:]:lambda:%63[^:]:%63[^:]:", theirs, account) !=
        2)
        return true;
    if (strcmp(theirs, region) != 0) {
        service_error_send(req, SERVICE_NOT_FOUND,
                           "Functions from '%s' are not reachable in this "
                           "region ('%s')",
                           theirs, region);
        return false;
    }
    if (!strcmp(account, "000000000000"))
        return true;
    service_error_send(req, SERVICE_ACCESS_DENIED, "%s", "");
    return false;
}

bool function_checks_name(const json_t *request, const char *region,
                          char name[FUNCTION_NAME_MAX + 1],
                          struct http_request *req)
{
    struct checks checks = CHECKS;
    const json_t *value = json_object_get(request, "FunctionName");
    const char *given = json_string_value(value);
    struct function_name n;

    checks_required(&checks, value, "functionName");
    checks_length(&checks, value, "functionName", 140);
    if (checks_send(&checks, req) || !given)
        return false;
    bool ok = function_name_parse(&n, given) && !*n.qualifier;
    const char *last = strrchr(given, ':');
    size_t size = strlen(last ? last + 1 : given);
    if (!ok && size > FUNCTION_NAME_MAX &&
        strspn(last ? last + 1 : given,
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
               "0123456789-_") == size) {
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "1 validation error detected: Value '%s' at 'functionName' failed "
            "to satisfy constraint: Member must have length less than or equal "
            "to %d",
            given, FUNCTION_NAME_MAX);
        return false;
    }
    if (!ok) {
        checks_add(&checks, given, "functionName",
                   "Member must satisfy regular expression pattern: %s",
                   NAME_SHOWN);
        (void)checks_send(&checks, req);
        return false;
    }
    (void)snprintf(name, FUNCTION_NAME_MAX + 1, "%s", n.name);
    return check_place(given, region, req);
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
    if (kind && !strcmp(kind, "Image")) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "dayfly runs code from zip files, not from images");
        return false;
    }
    if (!json_object_get(request, "Runtime") ||
        !json_object_get(request, "Handler")) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Runtime and Handler are mandatory parameters for "
                           "functions created with deployment packages.");
        return false;
    }
    if (json_object_size(json_object_get(request, "Tags")) <= TAGS_MAX)
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Number of tags exceeds resource tag limit.");
    return false;
}
