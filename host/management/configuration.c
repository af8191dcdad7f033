#include "host/management/configuration.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "common/buf.h"
#include "common/clock.h"
#include "host/base/ids.h"
#include "host/catalog/runtime_names.h"
#include "host/functions/function_name.h"

static const char unstarted[] = "unstarted"; /* a member that is not shown */

enum { SHA256_BYTES = 32 };

/* Members that are shown as they were given, and only if they have something in
 * them. */
static const char *const given[] = {"Environment", "DeadLetterConfig",
                                    "KMSKeyArn", "FileSystemConfigs"};

/* Those that are always there. */
static const char *const plain[] = {"Role",         "Handler", "Description",
                                    "Timeout",      "Runtime", "MemorySize",
                                    "Architectures"};

void configuration_time(char text[32])
{
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    (void)snprintf(text, 32, "%.23s+0000", now);
}

const char *configuration_text(const json_t *configuration, const char *key)
{
    const char *text = json_string_value(json_object_get(configuration, key));

    return text ? text : "";
}

bool configuration_new_revision(json_t *configuration)
{
    char id[UUID_SIZE];

    uuid_make(id);
    return json_object_set_new(configuration, "RevisionId", json_string(id)) ==
           0;
}

bool configuration_touch(json_t *configuration)
{
    char now[32];

    configuration_time(now);
    return json_object_set_new(configuration, "LastModified",
                               json_string(now)) == 0 &&
           configuration_new_revision(configuration);
}

static bool set_or_remove(json_t *object, const char *key, const char *text)
{
    if (text)
        return json_object_set_new(object, key, json_string(text)) == 0;
    (void)json_object_del(object, key);
    return true;
}

bool configuration_set_state(json_t *configuration, const char *state,
                             const char *code, const char *reason)
{
    return set_or_remove(configuration, "State", state) &&
           set_or_remove(configuration, "StateReasonCode", code) &&
           set_or_remove(configuration, "StateReason", reason);
}

bool configuration_set_update(json_t *configuration, const char *status,
                              const char *code, const char *reason)
{
    return set_or_remove(configuration, "LastUpdateStatus", status) &&
           set_or_remove(configuration, "LastUpdateStatusReasonCode", code) &&
           set_or_remove(configuration, "LastUpdateStatusReason", reason);
}

static bool is_empty(const json_t *value)
{
    const char *text = json_string_value(value);
    const char *target = json_string_value(json_object_get(value, "TargetArn"));

    return json_is_null(value) || (text && !*text) || (target && !*target) ||
           (json_is_array(value) && json_array_size(value) == 0);
}

static bool take(json_t *to, const char *key, const json_t *request)
{
    json_t *value = json_object_get(request, key);

    if (!value)
        return true;
    if (is_empty(value) ||
        (json_is_object(value) && json_object_size(value) == 0)) {
        (void)json_object_del(to, key);
        return true;
    }
    return json_object_set(to, key, value) == 0;
}

/* `Environment` without variables is shown, too. */
static bool take_environment(json_t *to, const json_t *request)
{
    const json_t *environment = json_object_get(request, "Environment");
    json_t *variables = json_object_get(environment, "Variables");

    if (!environment)
        return true;
    return json_object_set_new(to, "Environment",
                               json_pack("{s:o}", "Variables",
                                         variables ? json_incref(variables)
                                                   : json_object())) == 0;
}

/* Members of an object with others that are there already. */
static bool merge(json_t *to, const char *key, const json_t *request)
{
    json_t *value = json_object_get(request, key);
    json_t *old = json_object_get(to, key);

    if (!json_is_object(value))
        return true;
    return old ? json_object_update(old, value) == 0
               : json_object_set_new(to, key, json_deep_copy(value)) == 0;
}

static bool take_snap_start(json_t *to, const json_t *request)
{
    const json_t *snap = json_object_get(request, "SnapStart");
    json_t *apply = json_object_get(snap, "ApplyOn");

    return !apply || json_object_set(json_object_get(to, "SnapStart"),
                                     "ApplyOn", apply) == 0;
}

/* JSON has levels, of which AWS shows the defaults. */
static bool take_logging(json_t *to, const json_t *request)
{
    json_t *logging;

    if (!merge(to, "LoggingConfig", request))
        return false;
    logging = json_object_get(to, "LoggingConfig");
    if (strcmp(configuration_text(logging, "LogFormat"), "JSON") != 0) {
        (void)json_object_del(logging, "ApplicationLogLevel");
        (void)json_object_del(logging, "SystemLogLevel");
        return true;
    }
    return (json_object_get(logging, "ApplicationLogLevel") ||
            json_object_set_new(logging, "ApplicationLogLevel",
                                json_string("INFO")) == 0) &&
           (json_object_get(logging, "SystemLogLevel") ||
            json_object_set_new(logging, "SystemLogLevel",
                                json_string("INFO")) == 0);
}

static bool take_runtime(json_t *to, const json_t *request)
{
    const char *runtime = configuration_text(request, "Runtime");

    return !*runtime ||
           json_object_set_new(
               to, "RuntimeVersionConfig",
               runtime_names_version(
                   runtime, configuration_text(to, "FunctionArn"))) == 0;
}

bool configuration_update(json_t *configuration, const json_t *request)
{
    bool ok = true;

    for (size_t i = 0; i < COUNT(plain); i++) {
        json_t *value = json_object_get(request, plain[i]);
        if (value && !json_is_null(value))
            ok = ok && json_object_set(configuration, plain[i], value) == 0;
    }
    for (size_t i = 0; i < COUNT(given); i++)
        ok = ok && take(configuration, given[i], request);
    return ok && take_runtime(configuration, request) &&
           take_environment(configuration, request) &&
           merge(configuration, "TracingConfig", request) &&
           merge(configuration, "EphemeralStorage", request) &&
           take_snap_start(configuration, request) &&
           take_logging(configuration, request);
}

json_t *configuration_make(const json_t *request, const char *name,
                           const char *region)
{
    char arn[FUNCTION_ARN_SIZE];
    char group[FUNCTION_NAME_MAX + 32];

    function_arn(arn, region, name, "");
    (void)snprintf(group, sizeof group, "/aws/lambda/%s", name);
    json_t *made = json_pack(
        "{s:s,s:s,s:s,s:i,s:i,s:s,s:s,s:[s],s:{s:s},s:{s:i},s:{s:s,s:s},"
        "s:{s:s,s:s}}",
        "FunctionName", name, "FunctionArn", arn, "Description", "", "Timeout",
        3, "MemorySize", 128, "Version", "$LATEST", "PackageType", "Zip",
        "Architectures", "x86_64", "TracingConfig", "Mode", "PassThrough",
        "EphemeralStorage", "Size", 512, "SnapStart", "ApplyOn", "None",
        "OptimizationStatus", "Off", "LoggingConfig", "LogFormat", "Text",
        "LogGroup", group);
    if (made && configuration_update(made, request) &&
        configuration_touch(made) &&
        configuration_set_state(made, "Pending", "Creating",
                                "The function is being created."))
        return made;
    json_decref(made);
    return NULL;
}

static bool hex_to_base64(struct buf *out, const char *hex)
{
    unsigned char bytes[SHA256_BYTES];

    for (size_t i = 0; i < sizeof bytes; i++) {
        const char pair[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        char *end;
        bytes[i] = (unsigned char)strtoul(pair, &end, 16);
        if (end != pair + 2)
            return false;
    }
    return base64_encode(out, bytes, sizeof bytes);
}

bool configuration_set_code(json_t *configuration, const struct code *code)
{
    AUTO(struct buf, buf_free) sha256 = BUF(64);

    return hex_to_base64(&sha256, code->sha256) &&
           json_object_set_new(configuration, "CodeSha256",
                               json_string(sha256.data)) == 0 &&
           json_object_set_new(configuration, "CodeSize",
                               json_integer((json_int_t)code->size)) == 0 &&
           json_object_set_new(configuration, "sha256",
                               json_string(code->sha256)) == 0 &&
           json_object_set_new(configuration, "unpacked",
                               json_integer((json_int_t)code->bytes)) == 0;
}

json_t *configuration_show(const json_t *configuration, const char *qualifier,
                           enum configuration_view view)
{
    static const char *const hidden[] = {
        "sha256",    "layer_code", "layer_unpacked",    "unpacked",
        "described", unstarted,    CONFIGURATION_SOURCE};
    static const char *const states[] = {"State",
                                         "StateReason",
                                         "StateReasonCode",
                                         "LastUpdateStatus",
                                         "LastUpdateStatusReason",
                                         "LastUpdateStatusReasonCode",
                                         "RuntimeVersionConfig"};
    AUTO(struct buf, buf_free) arn = BUF(FUNCTION_ARN_SIZE);
    json_t *copy = json_copy((json_t *)(size_t)configuration);

    if (!copy)
        return NULL;
    for (size_t i = 0; i < COUNT(hidden); i++)
        (void)json_object_del(copy, hidden[i]);
    for (size_t i = 0; view == CONFIGURATION_ITEM && i < COUNT(states); i++)
        (void)json_object_del(copy, states[i]);
    if (*qualifier &&
        buf_printf(&arn, "%s:%s", configuration_text(copy, "FunctionArn"),
                   qualifier))
        (void)json_object_set_new(copy, "FunctionArn", json_string(arn.data));
    return copy;
}

bool configuration_is_settled(const json_t *configuration)
{
    return strcmp(configuration_text(configuration, "State"), "Pending") != 0 &&
           strcmp(configuration_text(configuration, "LastUpdateStatus"),
                  "InProgress") != 0;
}

bool configuration_set_unstarted(json_t *configuration, const char *reason)
{
    if (reason)
        return json_object_set_new(configuration, unstarted,
                                   json_string(reason)) == 0;
    (void)json_object_del(configuration, unstarted);
    return true;
}

const char *configuration_unstarted(const json_t *configuration)
{
    return json_string_value(json_object_get(configuration, unstarted));
}
