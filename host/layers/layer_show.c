#include "host/layers/layer_show.h"

#include "common/compiler.h"
#include "host/auth/code_link.h"
#include "host/catalog/layer_name.h"
#include "host/management/configuration.h"
#include "host/management/s3_source.h"
#include "host/service/service_context.h"

json_t *layer_show_item(const struct service_context *service, const char *name,
                        const json_t *version)
{
    static const char *const hidden[] = {"sha256",   "CodeSha256",
                                         "CodeSize", "unpacked",
                                         "policy",   CONFIGURATION_SOURCE};
    char arn[LAYER_ARN_SIZE];
    json_t *copy = json_copy((json_t *)(size_t)version);

    layer_arn(arn, service->region, name,
              json_integer_value(json_object_get(version, "Version")));
    for (size_t i = 0; i < COUNT(hidden); i++)
        (void)json_object_del(copy, hidden[i]);
    (void)json_object_set_new(copy, "LayerVersionArn", json_string(arn));
    return copy;
}

json_t *layer_show_whole(const struct service_context *service,
                         const struct http_request *req, const char *name,
                         const json_t *version)
{
    char arn[LAYER_ARN_SIZE];
    char location[CODE_LINK_SIZE];
    json_t *shown = layer_show_item(service, name, version);

    code_link_make(service, req, configuration_text(version, "sha256"),
                   location);
    layer_arn(arn, service->region, name, 0);
    (void)json_object_set_new(shown, "LayerArn", json_string(arn));
    (void)json_object_set_new(
        shown, "Content",
        json_pack("{s:s, s:O, s:O}", "Location", location, "CodeSha256",
                  json_object_get(version, "CodeSha256"), "CodeSize",
                  json_object_get(version, "CodeSize")));
    s3_source_show(json_object_get(shown, "Content"), version);
    return shown;
}
