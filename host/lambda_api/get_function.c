#include "host/lambda_api/get_function.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/request_path.h"
#include "host/management/reads.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

/* "2026-11-21T03:15:03.123+0000" */
static void last_modified(char text[32], const char *folder)
{
    struct stat st;
    char now[CLOCK_TEXT_SIZE];
    int64_t ms = 0;

    if (stat(folder, &st) == 0)
        ms = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
    clock_text(ms, now);
    (void)snprintf(text, 32, "%.23s+0000", now);
}

static const char *architecture(void)
{
    struct utsname u;

    return uname(&u) == 0 && !strcmp(u.machine, "aarch64") ? "arm64" : "x86_64";
}

/* NULL if memory is short. */
static json_t *configuration(const struct service_context *service,
                             const struct function *fn)
{
    char arn[FUNCTION_ARN_SIZE];
    char when[32];
    char group[FUNCTION_NAME_MAX + 32];
    const char *handler = *fn->handler ? fn->handler : "function.handler";

    function_arn(arn, service->region, fn->name, "");
    last_modified(when, fn->folder);
    (void)snprintf(group, sizeof group, "/aws/lambda/%s", fn->name);
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:i,s:s,s:i,s:i,s:s,s:s,s:s,s:[s],s:{s:s},"
        "s:{s:i},s:{s:s,s:s},s:{s:s,s:s}}",
        "FunctionName", fn->name, "FunctionArn", arn, "Runtime",
        "provided.al2023", "Role", "arn:aws:iam::000000000000:role/dayfly",
        "Handler", handler, "CodeSize", 0, "Description", "", "Timeout",
        (int)fn->manifest.timeout_s, "MemorySize", (int)fn->manifest.memory_mb,
        "LastModified", when, "Version", fn->version, "PackageType", "Zip",
        "Architectures", architecture(), "TracingConfig", "Mode", "PassThrough",
        "EphemeralStorage", "Size", 512, "LoggingConfig", "LogFormat", "Text",
        "LogGroup", group, "SnapStart", "ApplyOn", "None", "OptimizationStatus",
        "Off");
}

static json_t *item(const struct service_context *service,
                    const struct function *fn)
{
    return fn->stored ? reads_item(service->management, fn->name)
                      : configuration(service, fn);
}

/* Whatever MaxItems says, AWS Lambda sends 50 at most. */
enum { PAGE_MAX = 50, MAX_ITEMS_MAX = 10000 };

/* False: the request was refused. */
static bool read_page(struct http_request *req, const struct request_path *path,
                      size_t *most, char marker[FUNCTION_NAME_MAX + 1])
{
    char text[8] = "50";
    char *end;

    *marker = '\0';
    bool ok = !request_path_has_query(path, "MaxItems") ||
              request_path_query(path, "MaxItems", text, sizeof text);
    unsigned long items = strtoul(text, &end, 10);
    if (!ok || *end || *text < '0' || *text > '9' || items < 1 ||
        items > MAX_ITEMS_MAX) {
        service_error_send(
            req, SERVICE_VALIDATION,
            "1 validation error detected: Value at 'maxItems' failed to "
            "satisfy constraint: Member must be a number from 1 to %d",
            MAX_ITEMS_MAX);
        return false;
    }
    *most = items < PAGE_MAX ? items : PAGE_MAX;
    if (!request_path_has_query(path, "Marker") ||
        request_path_query(path, "Marker", marker, FUNCTION_NAME_MAX + 1))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Marker must be the NextMarker of another response.");
    return false;
}

/* The marker is the name of the first function of the next page: functions may
 * come and go in between. */
void get_function_list(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    const struct function_registry *registry = service->dispatcher->registry;
    char marker[FUNCTION_NAME_MAX + 1];
    const char *next = NULL;
    size_t most;

    if (!read_page(req, path, &most, marker))
        return;
    json_t *list = json_array();
    dispatcher_refresh_all(service->dispatcher);
    for (size_t i = 0; i < registry->count && !next; i++) {
        const struct function *fn = registry->functions[i];
        if (strcmp(fn->name, marker) < 0 ||
            !dispatcher_has(service->dispatcher, fn))
            continue;
        if (json_array_size(list) < most)
            (void)json_array_append_new(list, item(service, fn));
        else
            next = fn->name;
    }
    service_reply_json(
        req, json_pack("{s:o,s:s*}", "Functions", list, "NextMarker", next));
}

/* Adds the state, which ListFunctions omits. */
static json_t *with_state(json_t *value, const struct function *fn)
{
    json_t *state =
        fn->config_error
            ? json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "State", "Failed",
                        "StateReasonCode", "InvalidConfiguration",
                        "StateReason", fn->config_error, "LastUpdateStatus",
                        "Failed", "LastUpdateStatusReasonCode",
                        "InvalidConfiguration", "LastUpdateStatusReason",
                        fn->config_error)
            : json_pack("{s:s,s:s}", "State", "Active", "LastUpdateStatus",
                        "Successful");

    if (value && state)
        (void)json_object_update(value, state);
    json_decref(state);
    return value;
}

void get_function(struct service_context *service, struct http_request *req,
                  const struct request_path *path)
{
    if (reads_function(service, req, path))
        return;
    const struct function *fn = service_find_function(service, req, path);

    if (fn)
        service_reply_json(
            req, json_pack("{s:o,s:{s:s,s:s}}", "Configuration",
                           with_state(configuration(service, fn), fn), "Code",
                           "RepositoryType", "Folder", "Location", fn->folder));
}

void get_function_configuration(struct service_context *service,
                                struct http_request *req,
                                const struct request_path *path)
{
    if (reads_configuration(service, req, path))
        return;
    const struct function *fn = service_find_function(service, req, path);

    if (fn)
        service_reply_json(req, with_state(configuration(service, fn), fn));
}
