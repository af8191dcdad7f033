/* host_sam_template - what is served and what is deployed of a template. It is
 * taken whole, with functions that have a name and a folder, values in their
 * range and routes to them; or refused in a sentence that begins with the file
 * and, unless memory or size is the reason, a line of it.
 *
 * Input: the text of the file. */
#include <stdio.h>
#include <string.h>

#include "host/event_sources/queue_list.h"
#include "host/message_queues/queue_attributes.h"
#include "host/sam/sam_deployment.h"
#include "test/fuzz/support/fuzz.h"

static void check_number(const json_t *settings, const char *key, int least,
                         int most)
{
    const json_t *value = json_object_get(settings, key);

    must(!value || (json_integer_value(value) >= least &&
                    json_integer_value(value) <= most));
}

/* As CreateQueue and dayfly.json have them. */
static void check_queues(const struct sam_template *t)
{
    const char *queue;
    json_t *attributes;
    const char *name;
    json_t *value;

    json_object_foreach(t->queues, queue, attributes)
    {
        must(queue_attributes_is_name(queue));
        json_object_foreach(attributes, name, value)
        {
            must(queue_attributes_check(queue, true, name,
                                        json_string_value(value)) ==
                 QUEUE_ATTRIBUTE_OK);
        }
    }
}

static void check_function(const struct sam_template *t,
                           const struct sam_function *fn)
{
    const char *name;
    json_t *value;
    struct error ignored = ERROR_NONE;

    must(*fn->name && strlen(fn->name) < SAM_NAME_SIZE);
    must(*fn->folder == '/' && json_is_object(fn->settings));
    must(sam_template_find(t, fn->name) == fn);
    check_number(fn->settings, "timeout", 1, 900);
    check_number(fn->settings, "memory", 128, 10240);
    value = json_object_get(fn->settings, "queues");
    must(!value || queue_list_check(value, 0, &ignored));
    json_object_foreach(json_object_get(fn->settings, "env"), name, value)
    {
        must(json_is_string(value) && *name && !strchr(name, '='));
    }
}

static void check(const struct sam_template *t)
{
    check_queues(t);
    for (size_t i = 0; i < t->function_count; i++)
        check_function(t, &t->functions[i]);
    for (size_t i = 0; i < t->table.route_count; i++) {
        const struct api_route *route = &t->table.routes[i];
        must(*route->function && *route->method);
        must(route->api < t->table.api_count);
        must(!*route->path || *route->path == '/');
    }
    for (size_t i = 0; i < json_array_size(t->notes); i++)
        must(json_string_length(json_array_get(t->notes, i)) > 0);
}

static void check_deployment(const struct sam_deployment *d)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct sam_deployed *fn = &d->functions[i];
        const json_t *made = fn->configuration;
        must(*fn->name && *fn->code == '/');
        must(json_is_string(json_object_get(made, "Runtime")) &&
             json_is_string(json_object_get(made, "Handler")) &&
             json_is_object(json_object_get(made, "Environment")));
        check_number(made, "Timeout", 1, 900);
        check_number(made, "MemorySize", 128, 10240);
        must(json_is_array(fn->layers));
    }
}

static void deploy(const uint8_t *bytes, size_t size,
                   const struct cfn_setting *setting)
{
    struct sam_deployment d;
    struct error err = ERROR_NONE;

    if (sam_deployment_read(&d, "/tmp/template.yaml", (const char *)bytes, size,
                            setting, size % 2 == 0, &err)) {
        check_deployment(&d);
        must(!*err.text);
        sam_deployment_free(&d);
    } else {
        must(!strncmp(err.text, "/tmp/template.yaml", 18));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const parameters[] = {"A=1", NULL};
    const struct cfn_setting setting = {.region = "us-east-1",
                                        .parameters = parameters};
    struct sam_template t;
    struct error err = ERROR_NONE;

    if (sam_template_read(&t, "/tmp/template.yaml", (const char *)bytes, size,
                          &setting, &err)) {
        check(&t);
        must(!*err.text);
        sam_template_free(&t);
    } else {
        must(!strncmp(err.text, "/tmp/template.yaml", 18));
    }
    deploy(bytes, size, &setting);
    return 0;
}
