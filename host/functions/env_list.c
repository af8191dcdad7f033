#include "host/functions/env_list.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/function/env_name.h"

/* The region may be another one for a function; what else the platform sets
 * describes the function as the host runs it. */
static bool is_of_host(const char *name)
{
    return env_name_is_reserved(name) && strcmp(name, "AWS_REGION") != 0 &&
           strcmp(name, "AWS_DEFAULT_REGION") != 0;
}

static bool check_name(const char *name, struct error *err)
{
    if (!env_name_is_valid(name) || strlen(name) >= ENV_NAME_SIZE)
        return error_set(err,
                         "\"%.64s\" is not the name of a variable: it must "
                         "have letters, digits and _, and no digit first",
                         name);
    if (is_of_host(name))
        return error_set(err,
                         "%.64s cannot be set, because only the host sets it; "
                         "choose another name",
                         name);
    return true;
}

static struct env_variable *find(const struct env_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->items[i].name, name))
            return &list->items[i];
    return NULL;
}

bool env_list_set(struct env_list *list, const char *name, const char *value,
                  struct error *err)
{
    struct env_variable *item = find(list, name);

    if (!check_name(name, err))
        return false;
    if (!list->items)
        list->items = mem_new(ENV_LIST_MAX, sizeof *list->items);
    char *copy = list->items ? mem_new(strlen(value) + 1, 1) : NULL;
    if (!copy)
        return error_set(err, "out of memory");
    if (!item && list->count == ENV_LIST_MAX) {
        mem_free(copy);
        return error_set(err, "more than %d variables", ENV_LIST_MAX);
    }
    memcpy(copy, value, strlen(value) + 1);
    if (!item)
        item = &list->items[list->count++];
    mem_free(item->value);
    item->value = copy;
    (void)snprintf(item->name, sizeof item->name, "%s", name);
    return true;
}

void env_list_remove(struct env_list *list, const char *name)
{
    struct env_variable *item = find(list, name);

    if (!item)
        return;
    mem_free(item->value);
    *item = list->items[--list->count];
}

const char *env_list_get(const struct env_list *list, const char *name)
{
    const struct env_variable *item = find(list, name);

    return item ? item->value : NULL;
}

bool env_list_is_same(const struct env_list *a, const struct env_list *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i].name, b->items[i].name) != 0 ||
            strcmp(a->items[i].value, b->items[i].value) != 0)
            return false;
    return true;
}

bool env_list_copy(struct env_list *to, const struct env_list *from)
{
    struct error ignored = ERROR_NONE;

    for (size_t i = 0; i < from->count; i++)
        if (!env_list_set(to, from->items[i].name, from->items[i].value,
                          &ignored))
            return false;
    return true;
}

void env_list_clear(struct env_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->items[i].value);
    mem_free(list->items);
    *list = (struct env_list){.items = NULL};
}
