#include "host/function_api/runtime_checks.h"

#include <string.h>

#include "host/catalog/runtime_names.h"
#include "host/service/service_error.h"

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

bool runtime_checks(const json_t *request, struct http_request *req)
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
            "satisfy enum value set: [" RUNTIME_NAMES_SETTABLE
            "] or be a valid ARN",
            name);
    return false;
}

/* Those of which AWS can take pictures. */
static bool has_snapshots(const char *runtime)
{
    return !strcmp(runtime, "python3.12") || !strcmp(runtime, "python3.13") ||
           !strcmp(runtime, "python3.14");
}

bool runtime_checks_snap_start(const json_t *request, const char *runtime,
                               struct http_request *req)
{
    const char *apply = json_string_value(
        json_object_get(json_object_get(request, "SnapStart"), "ApplyOn"));

    if (!apply || strcmp(apply, "None") == 0 || has_snapshots(runtime))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "%s is not supported for SnapStart enabled functions.",
                       runtime);
    return false;
}
