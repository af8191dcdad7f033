#include "host/management/s3_source.h"

#include <stdio.h>
#include <string.h>

#include "host/archive/archive_command.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/service/service_error.h"

enum { BUCKET_MIN = 3, BUCKET_MAX = 63, KEY_MAX = 1024 };

/* Where the request has them. */
static const json_t *place_of(const json_t *body)
{
    const json_t *code = json_object_get(body, "Code");

    if (!code)
        code = json_object_get(body, "Content");
    return json_is_object(code) ? code : body;
}

bool s3_source_is_given(const json_t *body)
{
    const json_t *place = place_of(body);

    return *configuration_text(place, "S3Bucket") ||
           *configuration_text(place, "S3Key");
}

void s3_source_check(struct checks *checks, const json_t *place,
                     const char *prefix)
{
    static const char *const modes[] = {"COPY", "REFERENCE", NULL};
    const json_t *bucket = json_object_get(place, "S3Bucket");
    const json_t *key = json_object_get(place, "S3Key");
    const json_t *version = json_object_get(place, "S3ObjectVersion");
    char name[64];

    (void)snprintf(name, sizeof name, "%ss3Bucket", prefix);
    checks_length(checks, bucket, name, BUCKET_MAX);
    checks_least_length(checks, bucket, name, BUCKET_MIN);
    checks_pattern(checks, bucket, name, "([0-9A-Za-z._-]*[0-9A-Za-z_-])?",
                   "[0-9A-Za-z\\.\\-_]*(?<!\\.)");
    (void)snprintf(name, sizeof name, "%ss3Key", prefix);
    checks_length(checks, key, name, KEY_MAX);
    checks_least_length(checks, key, name, 1);
    (void)snprintf(name, sizeof name, "%ss3ObjectVersion", prefix);
    checks_length(checks, version, name, KEY_MAX);
    checks_least_length(checks, version, name, 1);
    (void)snprintf(name, sizeof name, "%ss3ObjectStorageMode", prefix);
    checks_enum(checks, json_object_get(place, "S3ObjectStorageMode"), name,
                modes, "[COPY, REFERENCE]");
}

static json_t *object_of(const json_t *place)
{
    json_t *object = json_pack("{s:s, s:s}", "S3Bucket",
                               configuration_text(place, "S3Bucket"), "S3Key",
                               configuration_text(place, "S3Key"));
    const char *version = configuration_text(place, "S3ObjectVersion");

    if (*version)
        (void)json_object_set_new(object, "S3ObjectVersion",
                                  json_string(version));
    return object;
}

bool s3_source_keep(json_t *configuration, const json_t *body)
{
    const json_t *place = place_of(body);
    const char *key = configuration_text(place, "SourceKMSKeyArn");
    bool by_reference =
        *configuration_text(place, "S3Bucket") &&
        !strcmp(configuration_text(place, "S3ObjectStorageMode"), "REFERENCE");
    json_t *kept = json_object();

    if (*key)
        (void)json_object_set_new(kept, "SourceKMSKeyArn", json_string(key));
    if (by_reference)
        (void)json_object_set_new(kept, "ResolvedS3Object", object_of(place));
    if (json_object_size(kept) > 0)
        return json_object_set_new(configuration, CONFIGURATION_SOURCE, kept) ==
               0;
    json_decref(kept);
    (void)json_object_del(configuration, CONFIGURATION_SOURCE);
    return true;
}

void s3_source_show(json_t *shown, const json_t *configuration)
{
    json_t *kept = json_object_get(configuration, CONFIGURATION_SOURCE);

    if (kept)
        (void)json_object_update(shown, kept);
}

static void refuse(const struct s3_source *source, const char *code,
                   const char *message)
{
    if (!strcmp(code, "dayfly"))
        service_error_send(source->request, SERVICE_SERVICE,
                           "dayfly cannot fetch %s from S3: %s", source->place,
                           message);
    else if (!strcmp(code, "AccessDenied"))
        service_error_send(
            source->request, SERVICE_ACCESS_DENIED,
            "Your access has been denied by S3, please make sure your request "
            "credentials have permission to GetObject for %s. S3 Error Code: "
            "%s. S3 Error Message: %s",
            source->place, code, message);
    else
        service_error_send(source->request, SERVICE_INVALID_PARAMETER,
                           "Error occurred while GetObject. S3 Error Code: %s. "
                           "S3 Error Message: %s",
                           code, message);
}

static void ended(void *self, const char *line)
{
    struct s3_source *source = self;
    json_t *told = json_loads(line, 0, NULL);
    const char *code = configuration_text(told, "code");

    if (told && !*code)
        source->on_fetched(source->self);
    else
        refuse(source, told ? code : "dayfly",
               told ? configuration_text(told, "message")
                    : "its process has failed");
    json_decref(told);
}

bool s3_source_fetch(struct s3_source *source, const json_t *body,
                     const char *region, char *file, struct event_loop *loop)
{
    const json_t *place = place_of(body);
    const char *bucket = configuration_text(place, "S3Bucket");
    const char *key = configuration_text(place, "S3Key");
    const char *version = configuration_text(place, "S3ObjectVersion");
    struct error err = ERROR_NONE;
    char flag[] = ARCHIVE_FETCH;

    (void)snprintf(source->place, sizeof source->place, "%.*s/%.*s", BUCKET_MAX,
                   bucket, KEY_MAX, key);
    if (!*bucket || !*key || strlen(bucket) > BUCKET_MAX ||
        strlen(key) > KEY_MAX) {
        service_error_send(source->request, SERVICE_INVALID_PARAMETER,
                           "S3Bucket, of 3 to %d characters, and S3Key, of 1 "
                           "to %d, must both be given",
                           BUCKET_MAX, KEY_MAX);
        return false;
    }
    char *const words[] = {flag,
                           (char *)(size_t)bucket,
                           (char *)(size_t)key,
                           (char *)(size_t)version,
                           (char *)(size_t)region,
                           file,
                           NULL};
    source->process.on_end = ended;
    source->process.self = source;
    source->process.inherits_environment = true;
    if (archive_process_start(&source->process, loop, words, &err))
        return true;
    service_error_send(source->request, SERVICE_SERVICE, "dayfly: %s",
                       err.text);
    return false;
}

void s3_source_stop(struct s3_source *source)
{
    archive_process_stop(&source->process);
}
