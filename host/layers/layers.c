#include "host/layers/layers.h"

#include <stdio.h>
#include <string.h>

#include "host/layers/layer_show.h"
#include "host/layers/layer_subject.h"
#include "host/management/change.h"
#include "host/management/checks.h"
#include "host/management/code_sweep.h"
#include "host/management/configuration.h"
#include "host/management/management.h"
#include "host/management/s3_source.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { DESCRIPTION_MAX = 256, LICENSE_MAX = 512 };

static const char runtimes[] = "CompatibleRuntimes";
static const char architectures[] = "CompatibleArchitectures";

static const struct checks_type types[] = {
    {"Description", JSON_STRING}, {"LicenseInfo", JSON_STRING},
    {"Content", JSON_OBJECT},     {runtimes, JSON_ARRAY},
    {architectures, JSON_ARRAY},
};
static const struct checks_type content_types[] = {
    {"S3Bucket", JSON_STRING},
    {"S3Key", JSON_STRING},
    {"S3ObjectVersion", JSON_STRING},
    {"S3ObjectStorageMode", JSON_STRING},
};

static bool check_publish(struct change *change)
{
    json_t *body = change->body;
    struct http_request *req = change->request;
    struct checks checks = CHECKS;
    struct layer_name n;

    if (!layer_subject_check_name(&n, change->name, req))
        return false;
    if (!checks_types(body, types, COUNT(types), req) ||
        !checks_types(json_object_get(body, "Content"), content_types,
                      COUNT(content_types), req))
        return false;
    checks_required(&checks, json_object_get(body, "Content"), "content");
    s3_source_check(&checks, json_object_get(body, "Content"), "content.");
    checks_length(&checks, json_object_get(body, "Description"), "description",
                  DESCRIPTION_MAX);
    checks_length(&checks, json_object_get(body, "LicenseInfo"), "licenseInfo",
                  LICENSE_MAX);
    layer_subject_check_runtimes(&checks, json_object_get(body, runtimes),
                                 "compatibleRuntimes");
    layer_subject_check_architectures(&checks,
                                      json_object_get(body, architectures),
                                      "compatibleArchitectures");
    return !checks_send(&checks, req);
}

static json_t *make_version(const struct change *change, json_int_t number)
{
    static const char *const given[] = {"LicenseInfo", runtimes, architectures};
    char now[32];

    configuration_time(now);
    json_t *made = json_pack(
        "{s:I, s:s, s:s}", "Version", number, "Description",
        configuration_text(change->body, "Description"), "CreatedDate", now);
    for (size_t i = 0; i < COUNT(given); i++) {
        json_t *value = json_object_get(change->body, given[i]);
        if (value && !json_is_null(value))
            (void)json_object_set(made, given[i], value);
    }
    if (made && configuration_set_code(made, &change->code) &&
        s3_source_keep(made, change->body))
        return made;
    json_decref(made);
    return NULL;
}

/* With one version more. NULL: out of memory. */
static json_t *make_document(const struct change *change, const json_t *old,
                             json_t **version)
{
    json_t *made = old ? json_deep_copy(old)
                       : json_pack("{s:i, s:[]}", "next", 1, "versions");
    json_int_t number = json_integer_value(json_object_get(made, "next"));

    *version = make_version(change, number);
    if (made && *version &&
        json_array_append_new(json_object_get(made, "versions"), *version) ==
            0 &&
        json_object_set_new(made, "next", json_integer(number + 1)) == 0)
        return made;
    json_decref(made);
    return NULL;
}

static void finish_publish(struct change *change)
{
    struct layer_catalog *layers = &change->management->layers;
    struct error err = ERROR_NONE;
    struct layer_name n;
    json_t *version;

    if (!layer_subject_check_name(&n, change->name, change->request))
        return;
    json_t *document =
        make_document(change, layer_catalog_find(layers, n.name), &version);
    if (layer_catalog_put(layers, n.name, document, &err))
        service_reply_json_with(change->request, 201,
                                layer_show_whole(change->service,
                                                 change->request, n.name,
                                                 version));
    else
        service_error_send(change->request, SERVICE_SERVICE, "dayfly: %s",
                           err.text);
}

const struct change_operation layers_publish = {.name = "PublishLayerVersion",
                                                .check = check_publish,
                                                .finish = finish_publish};

static void remove_version(json_t *versions, json_int_t number)
{
    for (size_t i = json_array_size(versions); i > 0; i--)
        if (json_integer_value(json_object_get(json_array_get(versions, i - 1),
                                               "Version")) == number)
            (void)json_array_remove(versions, i - 1);
}

void layers_delete(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    struct layer_catalog *layers = &service->management->layers;
    struct error err = ERROR_NONE;
    struct layer_subject s;
    char sha256[SHA256_TEXT_SIZE];

    if (!layer_subject_read(&s, service, req, path))
        return;
    if (!s.version) {
        service_reply_nothing(req);
        return;
    }
    (void)snprintf(sha256, sizeof sha256, "%s",
                   configuration_text(s.version, "sha256"));
    json_t *document = json_deep_copy(layer_catalog_find(layers, s.name.name));
    remove_version(json_object_get(document, "versions"), s.name.version);
    if (!layer_catalog_put(layers, s.name.name, document, &err)) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
        return;
    }
    code_sweep_forget(service->management, sha256);
    service_reply_nothing(req);
}
