/* yaml_anchors.h - the anchors of a file, up to where it has been read. */
#ifndef DAYFLY_HOST_YAML_YAML_ANCHORS_H
#define DAYFLY_HOST_YAML_YAML_ANCHORS_H

#include "host/yaml/yaml_tree.h"

enum { YAML_ANCHOR_SIZE = 64 };

struct yaml_anchors {
    struct yaml_anchor {
        char name[YAML_ANCHOR_SIZE];
        const struct yaml_node *node; /* borrowed */
    } * list;                         /* owned */
    size_t count;
};

/* A name may be given again. False: there are YAML_MAX_ANCHORS, the name is too
 * long, or out of memory. */
bool yaml_anchors_add(struct yaml_anchors *all, const char *name,
                      const struct yaml_node *node) MUST_CHECK;
/* The last one of this name; NULL: there is none. */
const struct yaml_node *yaml_anchors_find(const struct yaml_anchors *all,
                                          const char *name);
void yaml_anchors_free(struct yaml_anchors *all);

#endif
