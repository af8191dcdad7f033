#include "host/releases/release_store.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"

static const char kind[] = "release";

struct reader {
    const char *alias;
    json_t *all;
};

/* No function has this name, so no function takes the rows with it. */
static void name_owner(char owner[FUNCTION_QUALIFIER_MAX + 2],
                       const char *alias)
{
    (void)snprintf(owner, FUNCTION_QUALIFIER_MAX + 2, "@%s", alias);
}

static bool take(void *self, const struct store_item *item, struct error *err)
{
    struct reader *r = self;

    if (item->owner[0] != '@' || strcmp(item->owner + 1, r->alias) != 0)
        return true;
    return json_array_insert_new(r->all, 0, json_loads(item->text, 0, NULL)) ==
               0 ||
           error_set(err, "the store's row of release %s cannot be read",
                     item->name);
}

json_t *release_store_all(struct store *store, const char *alias,
                          struct error *err)
{
    struct reader r = {.alias = alias, .all = json_array()};

    if (r.all && store_each(store, kind, take, &r, err))
        return r.all;
    json_decref(r.all);
    return NULL;
}

bool release_store_row(struct release_row *row, const char *alias,
                       const json_t *release, struct error *err)
{
    *row = (struct release_row){.text = json_dumps(release, JSON_COMPACT)};
    if (!row->text)
        return error_set(err, "out of memory");
    name_owner(row->owner, alias);
    /* Ten digits are in order as texts, too. */
    (void)snprintf(
        row->name, sizeof row->name, "%010u",
        (unsigned)json_integer_value(json_object_get(release, "release")));
    row->item = (struct store_item){.kind = kind,
                                    .owner = row->owner,
                                    .name = row->name,
                                    .text = row->text};
    return true;
}

void release_store_row_free(struct release_row *row)
{
    mem_free(row->text);
    row->text = NULL;
}
