#include "host/sam/sam_url.h"

#include <string.h>

#include "host/sam/sam_cors.h"

static bool put(json_t *url, const char *key, const char *text)
{
    return !*text || json_object_set_new(url, key, json_string(text)) == 0;
}

bool sam_url_read(struct cfn_values *v, const struct cfn_properties *p,
                  json_t **url, struct error *err)
{
    const struct yaml_node *config = cfn_member(v, p->own, "FunctionUrlConfig");
    char mode[32] = "";
    char auth[32] = "";
    json_t *cors = NULL;

    *url = NULL;
    if (!config)
        config = cfn_member(v, p->global, "FunctionUrlConfig");
    if (!config || config->kind != YAML_MAP)
        return true;
    const struct cfn_properties own = {.own = config};
    if (!cfn_property_text(v, &own, "InvokeMode", mode, sizeof mode, err) ||
        !cfn_property_text(v, &own, "AuthType", auth, sizeof auth, err))
        return false;
    bool ok = sam_cors_of_url(v, cfn_property(&own, "Cors"), &cors, err);
    *url = json_object();
    if (cors)
        (void)json_object_set_new(*url, "cors", cors);
    if (!put(*url, "invokeMode", mode) || !put(*url, "authType", auth))
        return error_set(err, "out of memory");
    return ok;
}

const char *sam_url_auth(const json_t *url)
{
    const char *auth = json_string_value(json_object_get(url, "authType"));

    return auth ? auth : "";
}
