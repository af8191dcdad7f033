/* yaml_tree.h - a YAML file as a tree, with the place of each node.
 *
 * One document of mappings, lists and texts; what a text means (a number, true)
 * is for its reader. Anchors, aliases and merge keys (<<) are resolved.
 * Bounded: in bytes, in depth, and in the nodes that a walk over all aliases
 * visits. */
#ifndef DAYFLY_HOST_YAML_YAML_TREE_H
#define DAYFLY_HOST_YAML_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

enum {
    YAML_MAX_BYTES = 1024 * 1024,
    YAML_MAX_DEPTH = 64,
    YAML_MAX_NODES = 200 * 1000, /* a node counts once for each alias of it */
    YAML_MAX_KEYS = 1024,        /* of one mapping */
    YAML_MAX_ANCHORS = 500,
    YAML_TAG_SIZE = 64,
};

enum yaml_kind {
    YAML_TEXT,
    YAML_LIST,
    YAML_MAP,
};

struct yaml_node {
    enum yaml_kind kind;
    bool is_plain; /* a text without quotes */
    bool is_open;  /* while it is read */
    int line;      /* from 1, as `column` */
    int column;
    char tag[YAML_TAG_SIZE]; /* "!Ref"; "": none, or one of YAML's own */
    char *text;              /* owned; of a text */
    size_t count;            /* of items */
    size_t weight;           /* the nodes of a walk from here */
    struct yaml_item {
        const struct yaml_node *key; /* a text; NULL in a list */
        const struct yaml_node *value;
    } * items;              /* owned */
    struct yaml_node *next; /* in the tree's list of all */
};

struct yaml_tree {
    const struct yaml_node *root; /* NULL: the file is empty */
    struct yaml_node *nodes;      /* owned: all of them */
};

/* `path` is for messages: PATH:LINE:COLUMN, what is wrong, what to do. False:
 * nothing is left to free. */
bool yaml_tree_parse(struct yaml_tree *tree, const char *path, const char *text,
                     size_t size, struct error *err) MUST_CHECK;
void yaml_tree_free(struct yaml_tree *tree);

/* The value of a key. NULL: it is no mapping, or has no such key. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
/* The text of a node without a tag. NULL: it is something else. */
const char *yaml_text(const struct yaml_node *node);
/* An unquoted word that YAML reads as no value: empty, ~ or null. */
bool yaml_is_null(const struct yaml_node *node);
/* 1, 0, or -1 if the text is neither. */
int yaml_boolean(const struct yaml_node *node);

#endif
