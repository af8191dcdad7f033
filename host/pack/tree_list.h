/* tree_list.h - the memory of a folder_tree. For folder_tree.c alone. */
#ifndef DAYFLY_HOST_PACK_TREE_LIST_H
#define DAYFLY_HOST_PACK_TREE_LIST_H

#include <stdbool.h>

#include "common/error.h"
#include "host/pack/folder_tree.h"

/* A file without a path. NULL: err says why; there are too many, for example.
 */
struct tree_file *tree_list_add(struct folder_tree *tree, const char *name,
                                struct error *err);
bool tree_list_add_home(struct folder_tree *tree, const char *real,
                        const char *name, struct error *err) MUST_CHECK;

#endif
