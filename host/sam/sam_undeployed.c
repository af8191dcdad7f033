#include "host/sam/sam_undeployed.h"

#include <string.h>

#include "host/cfn/cfn_note.h"
#include "host/cfn/cfn_resource.h"
#include "host/sam/sam_configuration.h"
#include "host/sam_events/sam_mapping.h"

enum { NAMES_MAX_BYTES = 512 };

static void add(struct buf *names, const char *name, const char *type)
{
    (void)!buf_printf(names, "%s%.64s%s%.64s%s", names->size > 0 ? ", " : "",
                      name, *type ? " (" : "", type, *type ? ")" : "");
}

static void note_events(struct cfn_values *v, const struct yaml_item *resource,
                        const struct yaml_node *events, bool is_aws)
{
    AUTO(struct buf, buf_free) names = BUF(NAMES_MAX_BYTES);

    if (!events || events->kind != YAML_MAP || events->count == 0)
        return;
    for (size_t i = 0; i < events->count; i++) {
        const char *type = yaml_text(yaml_get(events->items[i].value, "Type"));
        if (!is_aws && type && sam_mapping_is(type))
            continue;
        add(&names, events->items[i].key->text, type ? type : "");
    }
    if (names.size == 0)
        return;
    cfn_note(v, events,
             "not deployed: the events of %.64s: %s. Nothing calls it for them "
             "before you set that up",
             resource->key->text, names.data);
}

static void add_unheeded(struct buf *names, const struct yaml_node *map)
{
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++)
        if (!sam_configuration_has(map->items[i].key->text))
            add(names, map->items[i].key->text, "");
}

void sam_undeployed_of_function(struct cfn_values *v,
                                const struct yaml_item *resource,
                                const struct cfn_properties *p, bool is_aws)
{
    AUTO(struct buf, buf_free) names = BUF(NAMES_MAX_BYTES);

    note_events(v, resource, cfn_member(v, p->own, "Events"), is_aws);
    if (is_aws) {
        add_unheeded(&names, p->own);
        add_unheeded(&names, p->global);
    }
    if (names.size > 0)
        cfn_note(v, resource->key, "not deployed: %s of %.64s", names.data,
                 resource->key->text);
}

void sam_undeployed_resource(struct cfn_values *v,
                             const struct yaml_item *resource)
{
    cfn_note(v, resource->key, "not deployed: %.64s, an %.64s",
             resource->key->text, cfn_resource_type(resource->value));
}
