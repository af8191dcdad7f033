#include "host/lambda_api/get_function.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/dispatch/folder_trial.h"
#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/management/management.h"
#include "host/management/page.h"
#include "host/function_api/reads.h"
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

/* The value of a variable of its file or template. NULL: it has none. */
static const char *variable(const struct function *fn, const char *name)
{
    size_t size = strlen(name);

    for (char **pair = fn->manifest.env; pair && *pair; pair++)
        if (!strncmp(*pair, name, size) && (*pair)[size] == '=')
            return *pair + size + 1;
    return NULL;
}

/* NULL if memory is short. */
static json_t *logging(const struct function *fn)
{
    const char *own = variable(fn, "AWS_LAMBDA_LOG_LEVEL");
    char group[FUNCTION_NAME_MAX + 32];

    (void)snprintf(group, sizeof group, "/aws/lambda/%s", fn->name);
    if (!fn->system_log.is_json)
        return json_pack("{s:s,s:s}", "LogFormat", "Text", "LogGroup", group);
    return json_pack("{s:s,s:s,s:s,s:s}", "LogFormat", "JSON",
                     "ApplicationLogLevel", own ? own : "INFO",
                     "SystemLogLevel", system_log_level(&fn->system_log),
                     "LogGroup", group);
}

/* NULL if memory is short. */
static json_t *configuration(const struct service_context *service,
                             const struct function *fn)
{
    char arn[FUNCTION_ARN_SIZE];
    char when[32];
    const char *handler = *fn->handler ? fn->handler : "function.handler";

    function_arn(arn, service->region, fn->name, "");
    last_modified(when, fn->folder);
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:i,s:s,s:i,s:i,s:s,s:s,s:s,s:[s],s:{s:s},"
        "s:{s:i},s:o,s:{s:s,s:s}}",
        "FunctionName", fn->name, "FunctionArn", arn, "Runtime",
        "provided.al2023", "Role",
        "arn:aws:iam::000000000000:role/dayfly-folder", "Handler", handler,
        "CodeSize", 0, "Description", "", "Timeout",
        (int)fn->manifest.timeout_s, "MemorySize", (int)fn->manifest.memory_mb,
        "LastModified", when, "Version", fn->version, "PackageType", "Zip",
        "Architectures", architecture(), "TracingConfig", "Mode", "PassThrough",
        "EphemeralStorage", "Size", 512, "LoggingConfig", logging(fn),
        "SnapStart", "ApplyOn", "None", "OptimizationStatus", "Off");
}

/* False: a parameter is not valid, and the response was sent. */
static bool read_all(struct http_request *req, const struct request_path *path,
                     bool *all)
{
    char version[256] = "";
    char region[256] = "";
    struct checks checks = CHECKS;

    (void)request_path_query(path, "FunctionVersion", version, sizeof version);
    (void)request_path_query(path, "MasterRegion", region, sizeof region);
    *all = !strcmp(version, "ALL");
    if (*version && !*all)
        checks_add(&checks, version, "functionVersion",
                   "Member must satisfy enum value set: [ALL]");
    if (*region) {
        json_t *value = json_string(region);
        checks_pattern(&checks, value, "masterRegion",
                       "ALL|[a-z]{2}(-gov)?-[a-z]+-[0-9]",
                       "ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}");
        json_decref(value);
    }
    return !checks_send(&checks, req);
}

static void append(struct service_context *service, const struct function *fn,
                   bool all, json_t *items)
{
    if (fn->stored)
        reads_items(service->management, fn->name, all, items);
    else
        (void)json_array_append_new(items, configuration(service, fn));
}

/* The name is not before the marker, whose name has this many bytes. */
static bool is_from(const char *name, const char *marker, size_t size)
{
    int order = strncmp(name, marker, size);

    return order > 0 || (order == 0 && strlen(name) >= size);
}

static size_t first_from(const struct management *m, const char *marker,
                         size_t size)
{
    size_t at = 0;

    while (m && at < m->catalog.count &&
           !is_from(m->catalog.entries[at]->name, marker, size))
        at++;
    return at;
}

void get_function_list(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path)
{
    const struct function_registry *registry = service->dispatcher->registry;
    struct page page;
    bool all;

    if (!page_read(&page, req, path, PAGE_ITEMS_MAX) ||
        !read_all(req, path, &all))
        return;
    json_t *items = json_array();
    size_t from = strcspn(page.marker, ":");
    size_t pending = first_from(service->management, page.marker, from);
    dispatcher_refresh_all(service->dispatcher);
    for (size_t i = 0; i < registry->count; i++) {
        const struct function *fn = registry->functions[i];
        if (!all && json_array_size(items) > page.most)
            break;
        reads_pending(service->management, &pending, fn->name, all, items);
        if (is_from(fn->name, page.marker, from) &&
            dispatcher_has(service->dispatcher, fn))
            append(service, fn, all, items);
    }
    reads_pending(service->management, &pending, NULL, all, items);
    reads_send_functions(&page, req, items);
}

static json_t *state_of(const struct service_context *service,
                        const struct function *fn)
{
    char reason[FUNCTION_TRIAL_REASON_SIZE];

    if (fn->config_error)
        return json_pack(
            "{s:s,s:s,s:s,s:s,s:s,s:s}", "State", "Failed", "StateReasonCode",
            "InvalidConfiguration", "StateReason", fn->config_error,
            "LastUpdateStatus", "Failed", "LastUpdateStatusReasonCode",
            "InvalidConfiguration", "LastUpdateStatusReason", fn->config_error);
    switch (folder_trial_state(service->dispatcher, fn->name, reason)) {
    case FOLDER_TRIAL_RUNS:
        return json_pack("{s:s,s:s}", "State", "Active", "LastUpdateStatus",
                         "InProgress");
    case FOLDER_TRIAL_REFUSED:
        return json_pack("{s:s,s:s,s:s,s:s}", "State", "Active",
                         "LastUpdateStatus", "Failed",
                         "LastUpdateStatusReasonCode", "FunctionError",
                         "LastUpdateStatusReason", reason);
    case FOLDER_TRIAL_NONE:
        break;
    }
    return json_pack("{s:s,s:s}", "State", "Active", "LastUpdateStatus",
                     "Successful");
}

/* Adds the state, which ListFunctions omits. */
static json_t *with_state(const struct service_context *service, json_t *value,
                          const struct function *fn)
{
    json_t *state = state_of(service, fn);

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
                           with_state(service, configuration(service, fn), fn),
                           "Code", "RepositoryType", "Folder", "Location",
                           fn->folder));
}

void get_function_configuration(struct service_context *service,
                                struct http_request *req,
                                const struct request_path *path)
{
    if (reads_configuration(service, req, path))
        return;
    const struct function *fn = service_find_function(service, req, path);

    if (fn)
        service_reply_json(req,
                           with_state(service, configuration(service, fn), fn));
}
