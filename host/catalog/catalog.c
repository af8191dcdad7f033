#include "host/catalog/catalog.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/catalog/sealed_document.h"
#include "host/catalog/version_numbers.h"
#include "host/store/store.h"

static const char kind[] = "function";

/* Where the name is; if it is not there, where it would be. */
static bool find(const struct catalog *catalog, const char *name, size_t *at)
{
    size_t from = 0;
    size_t to = catalog->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (strcmp(catalog->entries[middle]->name, name) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    *at = from;
    return from < catalog->count && !strcmp(catalog->entries[from]->name, name);
}

struct catalog_entry *catalog_find(const struct catalog *catalog,
                                   const char *name)
{
    size_t at;

    return find(catalog, name, &at) ? catalog->entries[at] : NULL;
}

/* Takes the document. NULL: out of memory. */
static struct catalog_entry *insert(struct catalog *catalog, const char *name,
                                    json_t *document)
{
    struct catalog_entry **more =
        mem_new(catalog->count + 1, sizeof(struct catalog_entry *));
    struct catalog_entry *entry = mem_new(1, sizeof *entry);
    size_t at;

    if (!more || !entry || !document) {
        mem_free(more);
        mem_free(entry);
        json_decref(document);
        return NULL;
    }
    (void)snprintf(entry->name, sizeof entry->name, "%s", name);
    entry->document = document;
    (void)find(catalog, name, &at);
    for (size_t i = 0; i < catalog->count; i++)
        more[i < at ? i : i + 1] = catalog->entries[i];
    more[at] = entry;
    mem_free(catalog->entries);
    catalog->entries = more;
    catalog->count++;
    return entry;
}

/* As it is used, from the text that the store has. NULL: err says why. */
static json_t *read_document(const struct catalog *catalog,
                             const struct store_item *item, struct error *err)
{
    json_t *document = json_loads(item->text, 0, NULL);

    if (!document) {
        (void)error_set(err,
                        "the store's row of the function %s cannot be read",
                        item->owner);
        return NULL;
    }
    if (sealed_document_open(catalog->seal, item->owner, document, err))
        return document;
    json_decref(document);
    return NULL;
}

static bool load(void *self, const struct store_item *item, struct error *err)
{
    json_t *document = read_document(self, item, err);

    return document && (insert(self, item->owner, document) ||
                        error_set(err, "out of memory"));
}

bool catalog_open(struct catalog *catalog, struct store *store,
                  const struct seal *seal, struct error *err)
{
    *catalog = (struct catalog){.store = store, .seal = seal};
    return store_each(store, kind, load, catalog, err);
}

static void free_entry(struct catalog_entry *entry)
{
    json_decref(entry->document);
    mem_free(entry);
}

void catalog_close(struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->count; i++)
        free_entry(catalog->entries[i]);
    mem_free(catalog->entries);
    *catalog = (struct catalog){.store = NULL};
}

bool catalog_put(struct catalog *catalog, const struct catalog_entry *entry,
                 struct error *err)
{
    json_t *sealed =
        sealed_document_make(catalog->seal, entry->name, entry->document, err);
    char *text = sealed ? json_dumps(sealed, JSON_COMPACT) : NULL;
    const struct store_item item = {
        .kind = kind, .owner = entry->name, .name = "", .text = text};

    if (sealed && !text)
        (void)error_set(err, "out of memory");
    json_decref(sealed);
    if (!text)
        return false;
    bool ok = store_put(catalog->store, &item, err);
    catalog->changes += ok ? 1 : 0;
    mem_free(text);
    return ok;
}

static void drop(struct catalog *catalog, struct catalog_entry *entry)
{
    size_t at;

    (void)find(catalog, entry->name, &at);
    catalog->count--;
    for (size_t i = at; i < catalog->count; i++)
        catalog->entries[i] = catalog->entries[i + 1];
    free_entry(entry);
}

struct catalog_entry *catalog_add(struct catalog *catalog, const char *name,
                                  json_t *document, struct error *err)
{
    struct catalog_entry *entry = insert(catalog, name, document);
    json_int_t next;

    if (!entry) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    if (version_numbers_first(catalog->store, name, &next, err)) {
        if (!json_object_get(document, "next"))
            (void)json_object_set_new(document, "next", json_integer(next));
        if (catalog_put(catalog, entry, err))
            return entry;
    }
    drop(catalog, entry);
    return NULL;
}

struct restore {
    const struct catalog *catalog;
    struct catalog_entry *entry;
};

static bool take(void *self, const struct store_item *item, struct error *err)
{
    const struct restore *restore = self;

    if (strcmp(item->owner, restore->entry->name) != 0)
        return true;
    json_t *document = read_document(restore->catalog, item, err);
    if (!document)
        return false;
    json_decref(restore->entry->document);
    restore->entry->document = document;
    return true;
}

void catalog_restore(struct catalog *catalog, struct catalog_entry *entry)
{
    struct restore restore = {.catalog = catalog, .entry = entry};
    struct error ignored = ERROR_NONE;

    (void)!store_each(catalog->store, kind, take, &restore, &ignored);
}

bool catalog_save(struct catalog *catalog, struct catalog_entry *entry,
                  struct error *err)
{
    if (catalog_put(catalog, entry, err))
        return true;
    catalog_restore(catalog, entry);
    return false;
}

bool catalog_remove(struct catalog *catalog, struct catalog_entry *entry,
                    struct error *err)
{
    json_int_t next =
        json_integer_value(json_object_get(entry->document, "next"));

    if (!store_begin(catalog->store, err))
        return false;
    if (!store_remove_owner(catalog->store, entry->name, err) ||
        !version_numbers_keep(catalog->store, entry->name, next, err) ||
        !store_commit(catalog->store, err)) {
        store_rollback(catalog->store);
        return false;
    }
    drop(catalog, entry);
    catalog->changes++;
    return true;
}

static json_t *member(struct catalog_entry *entry, const char *key,
                      json_t *(*make)(void))
{
    json_t *value = json_object_get(entry->document, key);

    if (!value && json_object_set_new(entry->document, key, make()) == 0)
        value = json_object_get(entry->document, key);
    return value;
}

json_t *catalog_object(struct catalog_entry *entry, const char *key)
{
    return member(entry, key, json_object);
}

json_t *catalog_array(struct catalog_entry *entry, const char *key)
{
    return member(entry, key, json_array);
}

json_t *catalog_latest(const struct catalog_entry *entry)
{
    return json_object_get(entry->document, "latest");
}

/* The element of an array whose member has this text. */
static json_t *element(const struct catalog_entry *entry, const char *array,
                       const char *key, const char *text)
{
    const json_t *list = json_object_get(entry->document, array);

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *own = json_string_value(json_object_get(one, key));
        if (own && !strcmp(own, text))
            return one;
    }
    return NULL;
}

json_t *catalog_version(const struct catalog_entry *entry, const char *number)
{
    return strcmp(number, "$LATEST") != 0
               ? element(entry, "versions", "Version", number)
               : catalog_latest(entry);
}

json_t *catalog_alias(const struct catalog_entry *entry, const char *name)
{
    return element(entry, "aliases", "Name", name);
}

json_t *catalog_qualified(const struct catalog_entry *entry,
                          const char *qualifier)
{
    json_t *found = catalog_version(entry, *qualifier ? qualifier : "$LATEST");
    const json_t *alias = found ? NULL : catalog_alias(entry, qualifier);
    const char *version =
        json_string_value(json_object_get(alias, "FunctionVersion"));

    return version ? catalog_version(entry, version) : found;
}
