/* yaml_reader.h - makes the tree (yaml_tree.h) from what libyaml reads; the
 * only unit that knows libyaml. */
#ifndef DAYFLY_HOST_YAML_YAML_READER_H
#define DAYFLY_HOST_YAML_YAML_READER_H

#include "host/yaml/yaml_tree.h"

/* False: the tree may hold nodes, which are to be freed. */
bool yaml_reader_read(struct yaml_tree *tree, const char *path,
                      const char *text, size_t size,
                      struct error *err) MUST_CHECK;

#endif
