#include "host/hooks/hook_rows.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/hooks/hook_set.h"
#include "host/store/store.h"

static const char kind[] = "hook";
static const char due_kind[] = "hook-deploy";

/* No function's name has a colon. */
enum { OWNER_SIZE = HOOK_NAME_MAX + 32 };

static void owner_of(char owner[OWNER_SIZE], const char *what, const char *name)
{
    (void)snprintf(owner, OWNER_SIZE, "%s:%s", what, name);
}

static bool load(void *self, const struct store_item *item, struct error *err)
{
    json_t *document = json_loads(item->text, 0, NULL);
    const char *name = strchr(item->owner, ':');
    const char *function =
        json_string_value(json_object_get(document, "Function"));
    char copy[FUNCTION_ARN_SIZE];

    (void)snprintf(copy, sizeof copy, "%s", function ? function : "");
    struct hook *hook = hook_new(name ? name + 1 : "", copy, document, false);
    if (!hook)
        return error_set(err, "the store's row of %s cannot be read",
                         item->owner);
    return hook_set_add(self, hook, err);
}

bool hook_rows_load(struct hooks *hooks, struct error *err)
{
    return store_each(hooks->store, kind, load, hooks, err);
}

bool hook_rows_put(struct hooks *hooks, const struct hook *hook,
                   struct error *err)
{
    char owner[OWNER_SIZE];
    char *text = json_dumps(hook->document, JSON_COMPACT);

    owner_of(owner, kind, hook->name);
    const struct store_item item = {
        .kind = kind, .owner = owner, .name = "", .text = text};
    bool ok = text ? store_put(hooks->store, &item, err)
                   : error_set(err, "out of memory");
    mem_free(text);
    return ok;
}

bool hook_rows_remove(struct hooks *hooks, const struct hook *hook,
                      struct error *err)
{
    char owner[OWNER_SIZE];

    owner_of(owner, kind, hook->name);
    return store_remove_owner(hooks->store, owner, err);
}

static bool load_due(void *self, const struct store_item *item,
                     struct error *err)
{
    const char *name = strchr(item->owner, ':');
    struct hook *hook = name ? hook_set_find(self, name + 1) : NULL;

    (void)err;
    if (hook && hook->deploy)
        hook->deploy_due = true;
    return true;
}

bool hook_rows_load_due(struct hooks *hooks, struct error *err)
{
    return store_each(hooks->store, due_kind, load_due, hooks, err);
}

bool hook_rows_put_due(struct hooks *hooks, const char *name, struct error *err)
{
    char owner[OWNER_SIZE];
    const struct store_item item = {
        .kind = due_kind, .owner = owner, .name = "", .text = "{}"};

    owner_of(owner, due_kind, name);
    return store_put(hooks->store, &item, err);
}

bool hook_rows_remove_due(struct hooks *hooks, const char *name,
                          struct error *err)
{
    char owner[OWNER_SIZE];

    owner_of(owner, due_kind, name);
    return store_remove_owner(hooks->store, owner, err);
}
