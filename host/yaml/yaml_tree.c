#include "host/yaml/yaml_tree.h"

#include <string.h>
#include <strings.h>

#include "common/buf.h"
#include "host/yaml/yaml_reader.h"

bool yaml_tree_parse(struct yaml_tree *tree, const char *path, const char *text,
                     size_t size, struct error *err)
{
    *tree = (struct yaml_tree){.root = NULL};
    if (size > YAML_MAX_BYTES)
        return error_set(err, "%s is larger than %d bytes; shorten it", path,
                         YAML_MAX_BYTES);
    if (yaml_reader_read(tree, path, text, size, err))
        return true;
    yaml_tree_free(tree);
    return false;
}

void yaml_tree_free(struct yaml_tree *tree)
{
    while (tree->nodes) {
        struct yaml_node *node = tree->nodes;
        tree->nodes = node->next;
        mem_free(node->text);
        mem_free(node->items);
        mem_free(node);
    }
    tree->root = NULL;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++)
        if (!strcmp(map->items[i].key->text, key))
            return map->items[i].value;
    return NULL;
}

const char *yaml_text(const struct yaml_node *node)
{
    return node && node->kind == YAML_TEXT && !*node->tag ? node->text : NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
    const char *text = yaml_text(node);

    return text && node->is_plain &&
           (!*text || !strcmp(text, "~") || !strcasecmp(text, "null"));
}

int yaml_boolean(const struct yaml_node *node)
{
    static const char *const words[2][3] = {{"false", "no", "off"},
                                            {"true", "yes", "on"}};
    const char *text = yaml_text(node);

    for (int value = 0; text && value < 2; value++)
        for (size_t i = 0; i < COUNT(words[0]); i++)
            if (!strcasecmp(text, words[value][i]))
                return value;
    return -1;
}
