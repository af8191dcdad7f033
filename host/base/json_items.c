#include "host/base/json_items.h"

bool json_items_check(const json_t *list, const char *name, size_t most,
                      bool (*check)(const json_t *item, struct error *err),
                      struct error *err)
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > most)
        return error_set(err, "\"%s\" must be an array of at most %zu objects",
                         name, most);
    for (size_t i = 0; i < count; i++) {
        struct error why = ERROR_NONE;
        if (!check(json_array_get(list, i), &why))
            return error_set(err, "\"%s\", item %zu: %s", name, i + 1,
                             why.text);
    }
    return true;
}
