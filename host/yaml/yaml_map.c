#include "host/yaml/yaml_map.h"

#include <string.h>

#include "common/buf.h"

bool yaml_items_add(struct yaml_node *to, const struct yaml_item *item)
{
    /* Full at each power of two. */
    if ((to->count & (to->count - 1)) == 0) {
        size_t room = to->count ? 2 * to->count : 1;
        struct yaml_item *more = mem_new(room, sizeof *more);
        if (!more)
            return false;
        if (to->count)
            memcpy(more, to->items, to->count * sizeof *more);
        mem_free(to->items);
        to->items = more;
    }
    to->items[to->count++] = *item;
    return true;
}

const struct yaml_node *yaml_key(const struct yaml_node *map, const char *name)
{
    for (size_t i = 0; i < map->count; i++)
        if (!strcmp(map->items[i].key->text, name))
            return map->items[i].key;
    return NULL;
}

bool yaml_is_merge(const struct yaml_node *key)
{
    return key->is_plain && !strcmp(key->text, "<<");
}

static bool fault(const char *path, const struct yaml_node *at,
                  struct error *err, const char *what)
{
    return error_set(err, "%s:%d:%d: %s", path, at->line, at->column, what);
}

static bool merge_map(struct yaml_node *map, const struct yaml_node *from,
                      const char *path, struct error *err)
{
    if (from->kind != YAML_MAP)
        return fault(path, from, err,
                     "the value of << must be an alias of a mapping, or a "
                     "list of such");
    for (size_t i = 0; i < from->count; i++) {
        if (yaml_key(map, from->items[i].key->text))
            continue;
        map->weight += 1 + from->items[i].value->weight;
        if (map->weight > YAML_MAX_NODES || map->count >= YAML_MAX_KEYS)
            return fault(path, from, err,
                         "<< makes the mapping too large; write fewer keys");
        if (!yaml_items_add(map, &from->items[i]))
            return error_set(err, "out of memory");
    }
    return true;
}

/* Removes the first merge key and returns its value. NULL: there is none. */
static const struct yaml_node *take_merge(struct yaml_node *map)
{
    for (size_t i = 0; i < map->count; i++) {
        if (!yaml_is_merge(map->items[i].key))
            continue;
        const struct yaml_node *value = map->items[i].value;
        /* The room stays, but the count decides when it is full. */
        struct yaml_item *items = map->items;
        memmove(&items[i], &items[i + 1], (map->count - i - 1) * sizeof *items);
        map->count--;
        return value;
    }
    return NULL;
}

bool yaml_merge(struct yaml_node *map, const char *path, struct error *err)
{
    const struct yaml_node *value;

    if (map->kind != YAML_MAP)
        return true;
    while ((value = take_merge(map))) {
        bool is_list = value->kind == YAML_LIST;
        size_t count = is_list ? value->count : 1;
        for (size_t i = 0; i < count; i++)
            if (!merge_map(map, is_list ? value->items[i].value : value, path,
                           err))
                return false;
    }
    return true;
}
