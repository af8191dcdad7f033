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

/* Releases what is to be said of the layer. */
static bool publish(struct deploy *d, const char *name, const char *file,
                    const struct function_zip *zip, json_t *about,
                    struct buf *arn, struct error *err)
{
    AUTO(struct buf, buf_free) path = BUF(512);
    json_t *answer = NULL;

    bool is_shown = deploy_step(d, name, "publish the layer %s, %lld MB", file,
                                (long long)zip->size / MEGA + 1);
    if (!is_shown || !about ||
        !buf_printf(&path, CALLS_LAYERS "/%s/versions", name)) {
        json_decref(about);
        return !is_shown ? buf_printf(arn, "newest:%s", name)
                         : error_set(err, "out of memory");
    }
    bool ok = function_calls_send_zip(&answer, d, "POST", path.data, about,
                                      "Content", zip, err) &&
              buf_add_str(arn, api_json_text(answer, "LayerVersionArn"));
    json_decref(answer);
    return ok || error_prefix(err, "%s", name);
}

static json_t *about_kind(const struct deploy *d, const char *kind)
{
    return json_pack("{s:s+,s:s,s:[s],s:[s]}", "Description", "dayfly: ", kind,
                     "LicenseInfo", "MIT", "CompatibleRuntimes",
                     "provided.al2023", "CompatibleArchitectures", d->arch);
}

/* A layer of dayfly. Appends the ARN. */
static bool layer_of(struct deploy *d, const char *kind, struct buf *arn,
                     struct error *err)
{
    char name[LAYER_NAME_SIZE];
    struct function_zip zip = {.fd = -1};

    name_of(d, kind, name);
    if (!find_zip(&zip, d, kind, err) ||
        !find_published(d, name, zip.sha256, arn, err))
        return false;
    *err = (struct error)ERROR_NONE;
    return arn->size > 0 ||
           publish(d, name, zip.path, &zip, about_kind(d, kind), arn, err);
}

/* A layer of a template. Appends the ARN. */
static bool own_layer(struct deploy *d, const json_t *layer, struct buf *arn,
                      struct error *err)
{
    const char *name = api_json_text(layer, "name");
    const char *folder = api_json_text(layer, "folder");
    struct function_zip zip;

    if (path_is_file(folder) ? !function_zip_read(&zip, folder, err)
                             : !function_zip_make(&zip, folder, err))
        return error_prefix(err, "%s", folder);
    bool ok = find_published(d, name, zip.sha256, arn, err);
    if (ok)
        *err = (struct error)ERROR_NONE;
    ok = ok && (arn->size > 0 ||
                publish(d, name, folder, &zip, json_object(), arn, err));
    function_zip_close(&zip);
    return ok;
}

/* `known`: kinds and folders to ARNs. */
static bool set_own_layers(struct deploy *d, struct deployed *one,
                           json_t *known, struct error *err)
{
    for (size_t i = 0; i < json_array_size(one->own_layers); i++) {
        AUTO(struct buf, buf_free) arn = BUF(512);
        const json_t *layer = json_array_get(one->own_layers, i);
        const char *folder = api_json_text(layer, "folder");
        if (!*folder) {
            (void)json_array_append(one->layers, json_object_get(layer, "arn"));
            continue;
        }
        if (!json_object_get(known, folder)) {
            if (!own_layer(d, layer, &arn, err))
                return false;
            (void)json_object_set_new(known, folder, json_string(arn.data));
        }
        (void)json_array_append(one->layers, json_object_get(known, folder));
    }
    return true;
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
        ok = set_layers(d, &all[i], known, err) &&
             set_own_layers(d, &all[i], known, err);
    json_decref(known);
    return ok;
}
