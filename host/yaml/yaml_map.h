/* yaml_map.h - the items of a node (yaml_tree.h) while it is read. */
#ifndef DAYFLY_HOST_YAML_YAML_MAP_H
#define DAYFLY_HOST_YAML_YAML_MAP_H

#include "host/yaml/yaml_tree.h"

/* False: out of memory. */
bool yaml_items_add(struct yaml_node *to,
                    const struct yaml_item *item) MUST_CHECK;
/* The node of the key. NULL: the mapping has none of this name. */
const struct yaml_node *yaml_key(const struct yaml_node *map, const char *name);
/* The key is `<<`: its value is a mapping, or a list of some, whose keys count
 * where the mapping has none of the same name. */
bool yaml_is_merge(const struct yaml_node *key);
/* Replaces the items with that key by those of its values. */
bool yaml_merge(struct yaml_node *map, const char *path,
                struct error *err) MUST_CHECK;

#endif
