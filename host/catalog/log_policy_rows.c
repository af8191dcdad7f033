#include "host/catalog/log_policy_rows.h"

#include "common/buf.h"
#include "host/store/store.h"

enum { OWNER_MAX_BYTES = 8192 };

static const char kind[] = "log-policy";

static bool add(void *self, const struct store_item *item, struct error *err)
{
    json_t *policy = json_loads(item->text, 0, NULL);

    return json_array_append_new(self, policy) == 0 ||
           error_set(err, "the store's row %.200s cannot be read", item->owner);
}

json_t *log_policy_rows_all(struct store *store, struct error *err)
{
    json_t *list = json_array();

    if (list && store_each(store, kind, add, list, err))
        return list;
    json_decref(list);
    return NULL;
}

/* No function's name has a colon. */
static bool owner_of(struct buf *owner, const char *name, struct error *err)
{
    return (name && buf_printf(owner, "%s:%s", kind, name)) ||
           error_set(err, "out of memory");
}

bool log_policy_rows_put(struct store *store, const json_t *policy,
                         struct error *err)
{
    AUTO(struct buf, buf_free) owner = BUF(OWNER_MAX_BYTES);
    const char *name = json_string_value(json_object_get(policy, "policyName"));
    char *text = json_dumps(policy, JSON_COMPACT);
    bool ok = owner_of(&owner, text ? name : NULL, err);
    const struct store_item item = {
        .kind = kind, .owner = owner.data, .name = "", .text = text};

    ok = ok && store_put(store, &item, err);
    mem_free(text);
    return ok;
}

bool log_policy_rows_remove(struct store *store, const char *name,
                            struct error *err)
{
    AUTO(struct buf, buf_free) owner = BUF(OWNER_MAX_BYTES);

    return owner_of(&owner, name, err) &&
           store_remove_owner(store, owner.data, err);
}
