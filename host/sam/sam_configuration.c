#include "host/sam/sam_configuration.h"

#include <stdio.h>
#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/sam/sam_cors.h"
#include "host/sam/sam_environment.h"

enum { TEXT_SIZE = 512 };

/* Members that are objects of the API. */
static const struct nested {
    const char *property;
    const char *member; /* of the configuration */
    const char *names[5];
} nested[] = {
    {"LoggingConfig",
     "LoggingConfig",
     {"LogFormat", "ApplicationLogLevel", "SystemLogLevel", "LogGroup", NULL}},
    {"TracingConfig", "TracingConfig", {"Mode", NULL}},
};

static bool set(json_t *to, const char *key, json_t *value, struct error *err)
{
    return json_object_set_new(to, key, value) == 0 ||
           error_set(err, "out of memory");
}

static bool put_texts(struct cfn_values *v, json_t *to,
                      const struct cfn_properties *p, const char *const *names,
                      struct error *err)
{
    char text[TEXT_SIZE];

    for (; *names; names++) {
        if (!cfn_property_text(v, p, *names, text, sizeof text, err))
            return false;
        if (*text && !set(to, *names, json_string(text), err))
            return false;
    }
    return true;
}

static struct cfn_properties
within(struct cfn_values *v, const struct cfn_properties *p, const char *name)
{
    return (struct cfn_properties){.own = cfn_member(v, p->own, name),
                                   .global = cfn_member(v, p->global, name)};
}

static bool put_nested(struct cfn_values *v, json_t *to,
                       const struct cfn_properties *p, struct error *err)
{
    static const char *const size = "EphemeralStorage";
    static const int megabytes[] = {512, 10240};
    const struct cfn_properties storage = within(v, p, size);
    char mode[32];

    for (size_t i = 0; i < COUNT(nested); i++) {
        const struct cfn_properties inner = within(v, p, nested[i].property);
        json_t *object = json_object();
        if (!put_texts(v, object, &inner, nested[i].names, err)) {
            json_decref(object);
            return false;
        }
        if (json_object_size(object) == 0)
            json_decref(object);
        else if (!set(to, nested[i].member, object, err))
            return false;
    }
    if (!cfn_property_text(v, p, "Tracing", mode, sizeof mode, err) ||
        (*mode && strcmp(mode, "Disabled") != 0 &&
         !set(to, "TracingConfig", json_pack("{s:s}", "Mode", mode), err)))
        return false;
    json_t *object = json_object();
    bool ok = cfn_property_number(v, &storage, "Size", object, "Size",
                                  megabytes, err);
    if (!ok || json_object_size(object) == 0) {
        json_decref(object);
        return ok;
    }
    return set(to, size, object, err);
}

static bool put_architectures(struct cfn_values *v, json_t *to,
                              const struct cfn_properties *p, struct error *err)
{
    const struct yaml_node *node = cfn_property(p, "Architectures");
    json_t *list = node ? cfn_list(v, node, err) : NULL;

    return (!node || list) && (!list || set(to, "Architectures", list, err));
}

/* A role that the template makes is not known. */
static bool put_role(struct cfn_values *v, json_t *to,
                     const struct cfn_properties *p)
{
    struct error why = ERROR_NONE;
    char text[TEXT_SIZE];

    if (!cfn_property_text(v, p, "Role", text, sizeof text, &why))
        cfn_note(v, NULL, "%s; the role is that of --role", why.text);
    else if (!strncmp(text, "arn:", strlen("arn:")))
        (void)json_object_set_new(to, "Role", json_string(text));
    else if (*text)
        cfn_note(v, cfn_property(p, "Role"),
                 "the role %.128s is not made; it is that of --role", text);
    return true;
}

static bool put_environment(struct cfn_values *v, json_t *to,
                            const struct cfn_properties *p, struct error *err)
{
    json_t *env = json_object();

    sam_environment_put(v, env, p);
    return set(to, "Environment", json_pack("{s:o}", "Variables", env), err);
}

bool sam_configuration_read(struct cfn_values *v, struct sam_deployed *fn,
                            const struct cfn_properties *p, struct error *err)
{
    static const char *const texts[] = {"Runtime", "Handler", "Description",
                                        NULL};
    static const int seconds[] = {1, 900};
    static const int megabytes[] = {128, 10240};
    json_t *to = json_pack("{s:i,s:i}", "Timeout", 3, "MemorySize", 128);

    fn->configuration = to;
    return to && put_texts(v, to, p, texts, err) &&
           cfn_property_number(v, p, "Timeout", to, "Timeout", seconds, err) &&
           cfn_property_number(v, p, "MemorySize", to, "MemorySize", megabytes,
                               err) &&
           put_nested(v, to, p, err) && put_architectures(v, to, p, err) &&
           put_role(v, to, p) && put_environment(v, to, p, err) &&
           sam_url_read(v, p, &fn->url, err) &&
           cfn_property_text(v, p, "AutoPublishAlias", fn->alias,
                             sizeof fn->alias, err);
}

bool sam_configuration_has(const char *property)
{
    static const char *const heeded[] = {
        "FunctionName",  "CodeUri",     "Code",
        "PackageType",   "Runtime",     "Handler",
        "Description",   "Timeout",     "MemorySize",
        "Tracing",       "Environment", "EphemeralStorage",
        "Architectures", "Layers",      "AutoPublishAlias",
        "Events",        "Role",        "FunctionUrlConfig"};

    for (size_t i = 0; i < COUNT(heeded); i++)
        if (!strcmp(heeded[i], property))
            return true;
    for (size_t i = 0; i < COUNT(nested); i++)
        if (!strcmp(nested[i].property, property))
            return true;
    return false;
}

static bool put_text(json_t *url, const char *key, const char *text)
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
    if (!put_text(*url, "invokeMode", mode) ||
        !put_text(*url, "authType", auth))
        return error_set(err, "out of memory");
    return ok;
}

const char *sam_url_auth(const json_t *url)
{
    const char *auth = json_string_value(json_object_get(url, "authType"));

    return auth ? auth : "";
}
