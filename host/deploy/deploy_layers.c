#include "host/deploy/deploy_layers.h"

#include <stdio.h>
#include <string.h>

#include "common/function/path.h"
#include "host/deploy/deploy.h"
#include "host/deploy/deploy_step.h"
#include "host/deploy/deployed.h"
#include "host/deploy/function_calls.h"

#define CALLS_LAYERS "/2018-10-31/layers"

enum { MEGA = 1000000, LAYER_NAME_SIZE = 80 };

static const char *machine_of(const struct deploy *d)
{
    return !strcmp(d->arch, "arm64") ? "aarch64" : d->arch;
}

/* "dayfly-node-x86-64" */
static void name_of(const struct deploy *d, const char *kind,
                    char name[LAYER_NAME_SIZE])
{
    (void)snprintf(name, LAYER_NAME_SIZE, "dayfly-%s-%s", kind, d->arch);
    for (char *c = name; *c; c++)
        if (*c == '_')
            *c = '-';
}

static bool find_zip(struct function_zip *zip, const struct deploy *d,
                     const char *kind, struct error *err)
{
    char path[PATH_MAX];
    bool is_runtime = !strcmp(kind, "runtime");

    (void)snprintf(path, sizeof path, "%s/dayfly-%s-%s.zip", d->layers, kind,
                   machine_of(d));
    if (path_is_file(path))
        return function_zip_read(zip, path, err);
    return error_set(
        err,
        "%s is missing: `make layer%s%s ARCH=%s` makes it, or name "
        "the folder of the layers with --layers",
        path, is_runtime ? "" : "-", is_runtime ? "" : kind, machine_of(d));
}

/* Sets arn if the newest version has this content; "" otherwise. */
static bool find_published(const struct deploy *d, const char *name,
                           const char *sha256, struct buf *arn,
                           struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(512);
    json_t *page = NULL;
    json_t *version = NULL;

    if (!buf_printf(&path, CALLS_LAYERS "/%s/versions?MaxItems=1", name))
        return error_set(err, "out of memory");
    enum api_result result = api_json_send(
        &page, &d->target, &(struct api_request){.path = path.data}, err);
    const json_t *newest =
        json_array_get(json_object_get(page, "LayerVersions"), 0);
    long long number = api_json_number(newest, "Version");
    buf_clear(&path);
    if (result == API_DONE && number > 0 &&
        buf_printf(&path, CALLS_LAYERS "/%s/versions/%lld", name, number))
        result = api_json_send(&version, &d->target,
                               &(struct api_request){.path = path.data}, err);
    if (!strcmp(
            api_json_text(json_object_get(version, "Content"), "CodeSha256"),
            sha256))
        (void)!buf_add_str(arn, api_json_text(newest, "LayerVersionArn"));
    json_decref(version);
    json_decref(page);
    return result != API_FAILED;
}

static bool publish(struct deploy *d, const char *kind, const char *name,
                    const struct function_zip *zip, struct buf *arn,
                    struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(512);
    AUTO(struct buf, buf_free) description = BUF(512);
    json_t *answer = NULL;

    if (!deploy_step(d, name, "publish the layer %s, %lld MB", zip->path,
                     (long long)zip->size / MEGA + 1))
        return buf_printf(arn, "newest:%s", name) ||
               error_set(err, "out of memory");
    if (!buf_printf(&path, CALLS_LAYERS "/%s/versions", name) ||
        !buf_printf(&description, "dayfly: %s", kind))
        return error_set(err, "out of memory");
    json_t *body =
        json_pack("{s:s,s:s,s:[s],s:[s]}", "Description", description.data,
                  "LicenseInfo", "MIT", "CompatibleRuntimes", "provided.al2023",
                  "CompatibleArchitectures", d->arch);
    bool ok = function_calls_send_zip(&answer, d, "POST", path.data, body,
                                      "Content", zip->path, err) &&
              buf_add_str(arn, api_json_text(answer, "LayerVersionArn"));
    json_decref(answer);
    return ok;
}

/* Appends the ARN. */
static bool layer_of(struct deploy *d, const char *kind, struct buf *arn,
                     struct error *err)
{
    char name[LAYER_NAME_SIZE];
    struct function_zip zip = {.size = 0};

    name_of(d, kind, name);
    if (!find_zip(&zip, d, kind, err) ||
        !find_published(d, name, zip.sha256, arn, err))
        return false;
    *err = (struct error)ERROR_NONE;
    return arn->size > 0 || publish(d, kind, name, &zip, arn, err);
}

/* `known`: kinds to ARNs. */
static bool set_layers(struct deploy *d, struct deployed *one, json_t *known,
                       struct error *err)
{
    for (size_t i = 0; i < one->kind_count; i++) {
        AUTO(struct buf, buf_free) arn = BUF(512);
        const char *kind = one->kinds[i];
        if (!json_object_get(known, kind)) {
            if (!layer_of(d, kind, &arn, err))
                return false;
            (void)json_object_set_new(known, kind, json_string(arn.data));
        }
        (void)json_array_append(one->layers, json_object_get(known, kind));
    }
    return true;
}

bool deploy_layers_send(struct deploy *d, struct deployed *all, size_t count,
                        struct error *err)
{
    json_t *known = json_object();
    bool ok = true;

    for (size_t i = 0; ok && i < count; i++)
        ok = set_layers(d, &all[i], known, err);
    json_decref(known);
    return ok;
}
