#include "host/yaml/yaml_anchors.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"

bool yaml_anchors_add(struct yaml_anchors *all, const char *name,
                      const struct yaml_node *node)
{
    if (!all->list)
        all->list = mem_new(YAML_MAX_ANCHORS, sizeof *all->list);
    if (!all->list || all->count == YAML_MAX_ANCHORS ||
        strlen(name) >= YAML_ANCHOR_SIZE)
        return false;
    struct yaml_anchor *to = &all->list[all->count++];
    (void)snprintf(to->name, sizeof to->name, "%s", name);
    to->node = node;
    return true;
}

const struct yaml_node *yaml_anchors_find(const struct yaml_anchors *all,
                                          const char *name)
{
    for (size_t i = all->count; i > 0; i--)
        if (!strcmp(all->list[i - 1].name, name))
            return all->list[i - 1].node;
    return NULL;
}

void yaml_anchors_free(struct yaml_anchors *all)
{
    mem_free(all->list);
    *all = (struct yaml_anchors){.list = NULL};
}
