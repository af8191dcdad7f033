#include "host/sam/sam_api.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "host/sam/sam_cors.h"
#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"
#include "host/cfn/cfn_resource.h"

static const struct kind {
    const char *type;
    const char *globals;
    const char *implicit; /* the id that SAM gives to one that has none */
    const char *stage;
    const char *cors;
    bool (*read_cors)(struct cfn_values *v, const struct yaml_node *node,
                      json_t **cors, struct error *err);
} kinds[] = {
    [API_REST] = {"AWS::Serverless::Api", "Api", "ServerlessRestApi", "Prod",
                  "Cors", sam_cors_of_rest_api},
    [API_HTTP] = {"AWS::Serverless::HttpApi", "HttpApi", "ServerlessHttpApi",
                  "$default", "CorsConfiguration", sam_cors_of_url},
};

int sam_api_kind_of(const struct yaml_node *resource)
{
    const char *type = cfn_resource_type(resource);

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (!strcmp(kinds[i].type, type))
            return (int)i;
    return -1;
}

static void note_unapplied(struct cfn_values *v, const struct cfn_properties *p)
{
    static const struct {
        const char *name;
        const char *what;
    } all[] = {
        {"Auth",
         "Auth is not applied: requests reach the functions without "
         "an authorizer or API key"},
        {"DefinitionBody",
         "the routes of DefinitionBody are not read; only "
         "events of functions are"},
        {"DefinitionUri",
         "the routes of DefinitionUri are not read; only "
         "events of functions are"},
    };

    for (size_t i = 0; i < COUNT(all); i++) {
        const struct yaml_node *node = cfn_property(p, all[i].name);
        if (node)
            cfn_note(v, node, "%s", all[i].what);
    }
}

/* A list of APIs has room for each resource and the implicit ones. */
static void add(struct sam_template *t, struct cfn_values *v,
                enum api_kind kind, const char *id,
                const struct yaml_node *resource)
{
    const struct cfn_properties p =
        cfn_properties_of(v, resource, kinds[kind].globals);
    struct route_api *api = &t->table.apis[t->table.api_count];
    struct error why = ERROR_NONE;

    api->kind = kind;
    (void)snprintf(api->id, sizeof api->id, "%s", id);
    if (!cfn_property_text(v, &p, "StageName", api->stage, sizeof api->stage,
                           &why))
        cfn_note(v, NULL, "%s; the stage is %s", why.text, kinds[kind].stage);
    if (!*api->stage)
        (void)snprintf(api->stage, sizeof api->stage, "%s", kinds[kind].stage);
    if (!kinds[kind].read_cors(v, cfn_property(&p, kinds[kind].cors),
                               &api->cors, &why))
        cfn_note(v, NULL, "%s; pages of other origins cannot call", why.text);
    note_unapplied(v, &p);
    t->table.api_count++;
}

void sam_api_read(struct sam_template *t, struct cfn_values *v,
                  const struct yaml_item *resource)
{
    add(t, v, (enum api_kind)sam_api_kind_of(resource->value),
        resource->key->text, resource->value);
}

size_t sam_api_index(struct sam_template *t, struct cfn_values *v,
                     enum api_kind kind, const char *id)
{
    if (!*id)
        id = kinds[kind].implicit;
    for (size_t i = 0; i < t->table.api_count; i++)
        if (!strcmp(t->table.apis[i].id, id))
            return t->table.apis[i].kind == kind ? i : SIZE_MAX;
    if (strcmp(id, kinds[kind].implicit) != 0)
        return SIZE_MAX;
    add(t, v, kind, id, NULL);
    return t->table.api_count - 1;
}
