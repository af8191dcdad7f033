#include "host/catalog/sealed_document.h"

#include <string.h>

#include "common/buf.h"

static const char variables_key[] = "Variables";
static const char sealed_key[] = "Sealed";

enum { TEXT_MAX_BYTES = 1024 * 1024 };

struct work {
    const struct seal *seal;
    const char *name;
    bool (*each)(const struct work *work, json_t *environment,
                 struct error *err);
};

static bool close_one(const struct work *work, json_t *environment,
                      struct error *err)
{
    AUTO(struct buf, buf_free) closed = BUF(TEXT_MAX_BYTES);
    const json_t *variables = json_object_get(environment, variables_key);

    if (json_object_size(variables) == 0)
        return true;
    char *text = json_dumps(variables, JSON_COMPACT);
    bool ok = text ? seal_close_text(work->seal, work->name, text, strlen(text),
                                     &closed, err)
                   : error_set(err, "out of memory");
    mem_free(text);
    if (!ok)
        return false;
    (void)json_object_del(environment, variables_key);
    return json_object_set_new(environment, sealed_key,
                               json_string(closed.data)) == 0 ||
           error_set(err, "out of memory");
}

static bool open_one(const struct work *work, json_t *environment,
                     struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(TEXT_MAX_BYTES);
    const char *closed =
        json_string_value(json_object_get(environment, sealed_key));

    if (!closed)
        return true;
    if (!seal_open_text(work->seal, work->name, closed, &text, err))
        return error_prefix(err, "cannot read the environment of %s",
                            work->name);
    json_t *variables = json_loadb(text.data, text.size, 0, NULL);
    (void)json_object_del(environment, sealed_key);
    return json_object_set_new(environment, variables_key, variables) == 0 ||
           error_set(err, "out of memory");
}

static bool of_configuration(const struct work *work, json_t *configuration,
                             struct error *err)
{
    json_t *environment = json_object_get(configuration, "Environment");

    return !environment || work->each(work, environment, err);
}

static bool of_document(const struct work *work, json_t *document,
                        struct error *err)
{
    json_t *versions = json_object_get(document, "versions");

    for (size_t i = 0; i < json_array_size(versions); i++)
        if (!of_configuration(work, json_array_get(versions, i), err))
            return false;
    return of_configuration(work, json_object_get(document, "latest"), err) &&
           of_configuration(work, json_object_get(document, "serving"), err);
}

json_t *sealed_document_make(const struct seal *seal, const char *name,
                             const json_t *document, struct error *err)
{
    const struct work work = {.seal = seal, .name = name, .each = close_one};
    json_t *copy = json_deep_copy(document);

    if (!copy) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    if (of_document(&work, copy, err))
        return copy;
    json_decref(copy);
    return NULL;
}

bool sealed_document_open(const struct seal *seal, const char *name,
                          json_t *document, struct error *err)
{
    const struct work work = {.seal = seal, .name = name, .each = open_one};

    return of_document(&work, document, err);
}
