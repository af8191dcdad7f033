#include "host/sam/sam_function.h"

#include <stdio.h>
#include <string.h>

#include "host/sam/sam_code.h"
#include "host/sam/sam_environment.h"
#include "host/sam/sam_configuration.h"
#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_property.h"
#include "host/cfn/cfn_resource.h"

static const char serverless[] = "AWS::Serverless::Function";
static const char lambda[] = "AWS::Lambda::Function";

bool sam_function_is(const struct yaml_node *resource)
{
    const char *type = cfn_resource_type(resource);

    return !strcmp(type, serverless) || !strcmp(type, lambda);
}

bool sam_function_name_is_plain(const char *text)
{
    size_t size = strlen(text);

    return size > 0 && size < SAM_NAME_SIZE &&
           strspn(text,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == size;
}

/* False: it gets no name, and a note says why. */
static bool read_name(struct sam_template *t, struct cfn_values *v,
                      struct sam_function *fn, const struct yaml_node *id,
                      const struct cfn_properties *p)
{
    struct error why = ERROR_NONE;
    char name[SAM_NAME_SIZE];

    if (!cfn_property_text(v, p, "FunctionName", name, sizeof name, &why)) {
        cfn_note(v, NULL, "%s; the function is served as %.64s", why.text,
                 id->text);
        *name = '\0';
    }
    if (!*name)
        (void)snprintf(name, sizeof name, "%.64s", id->text);
    if (strlen(id->text) >= sizeof fn->id ||
        !sam_function_name_is_plain(name)) {
        cfn_note(v, id,
                 "\"%.64s\" is no name of a function: 1 to 64 letters, digits, "
                 "- and _; it is not served",
                 name);
        return false;
    }
    for (size_t i = 0; i < t->function_count; i++)
        if (!strcmp(t->functions[i].name, name)) {
            cfn_note(v, id,
                     "two functions are named %s; this one is not served",
                     name);
            return false;
        }
    (void)snprintf(fn->id, sizeof fn->id, "%s", id->text);
    (void)snprintf(fn->name, sizeof fn->name, "%s", name);
    return true;
}

static bool read_url(struct cfn_values *v, struct sam_function *fn,
                     const struct cfn_properties *p, struct error *err)
{
    json_t *url = NULL;
    bool ok = sam_url_read(v, p, &url, err);

    if (!strcmp(url ? sam_url_auth(url) : "", "AWS_IAM"))
        cfn_note(v, cfn_property(p, "FunctionUrlConfig"),
                 "AuthType AWS_IAM is checked only if callers need keys "
                 "(`dayfly keys`)");
    if (url && json_object_set_new(fn->settings, "url", url) != 0)
        return error_set(err, "out of memory");
    return ok;
}

static bool read_settings(struct cfn_values *v, struct sam_function *fn,
                          const struct cfn_properties *p, bool is_lambda,
                          struct error *err)
{
    static const int seconds[] = {1, 900};
    static const int megabytes[] = {128, 10240};

    return sam_code_read(v, fn, p, is_lambda, err) &&
           cfn_property_number(v, p, "Timeout", fn->settings, "timeout",
                               seconds, err) &&
           cfn_property_number(v, p, "MemorySize", fn->settings, "memory",
                               megabytes, err) &&
           sam_environment_read(v, fn, p, err) && read_url(v, fn, p, err);
}

bool sam_function_read(struct sam_template *t, struct cfn_values *v,
                       const struct yaml_item *resource, struct error *err)
{
    bool is_lambda = !strcmp(cfn_resource_type(resource->value), lambda);
    const struct cfn_properties p =
        cfn_properties_of(v, resource->value, is_lambda ? NULL : "Function");
    struct sam_function *fn = &t->functions[t->function_count];
    struct error why = ERROR_NONE;

    if (t->function_count == SAM_FUNCTIONS_MAX)
        return error_set(err, "%s: more than %d functions", v->path,
                         SAM_FUNCTIONS_MAX);
    if (!read_name(t, v, fn, resource->key, &p))
        return true;
    if (!sam_code_folder(v, fn, resource->key, &p, is_lambda, &why)) {
        cfn_note(v, NULL, "%s; %s is not served", why.text, fn->name);
        return true;
    }
    fn->settings = json_object();
    if (!fn->settings)
        return error_set(err, "out of memory");
    t->function_count++;
    if (!read_settings(v, fn, &p, is_lambda, &fn->error) && !*fn->error.text)
        (void)error_set(&fn->error, "out of memory");
    return true;
}
