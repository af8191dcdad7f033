#include "host/sam/sam_deployed_queues.h"

#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_resource.h"
#include "host/sam_events/sam_mapping.h"

/* `read` adds to the `queues` of an object. */
static bool add(struct cfn_values *v, struct sam_deployed *fn,
                const struct yaml_node *at,
                bool (*read)(struct cfn_values *v, json_t *settings,
                             const struct yaml_node *at, struct error *err),
                struct error *err)
{
    json_t *holder = json_object();

    if (fn->queues)
        (void)json_object_set(holder, "queues", fn->queues);
    bool ok = read(v, holder, at, err);
    json_decref(fn->queues);
    fn->queues = json_incref(json_object_get(holder, "queues"));
    json_decref(holder);
    return ok;
}

bool sam_deployed_queues_of(struct cfn_values *v, struct sam_deployed *fn,
                            const struct yaml_node *events, struct error *err)
{
    bool ok = true;

    for (size_t i = 0;
         ok && events && events->kind == YAML_MAP && i < events->count; i++)
        if (sam_mapping_is(cfn_resource_type(events->items[i].value)))
            ok = add(v, fn, events->items[i].value, sam_mapping_of_event, err);
    return ok;
}

bool sam_deployed_queues_map(struct cfn_values *v, struct sam_deployment *d,
                             const struct yaml_item *resource,
                             struct error *err)
{
    char name[SAM_MAPPING_NAME_SIZE];

    if (!sam_mapping_function(v, resource->value, name, err))
        return false;
    for (size_t i = 0; i < d->count; i++)
        if (!strcmp(d->functions[i].name, name))
            return add(v, &d->functions[i], resource->value,
                       sam_mapping_of_resource, err);
    return cfn_error(v, resource->key, err,
                     "no function %s of this template is deployed", name);
}
