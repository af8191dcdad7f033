#include "host/releases/releases.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "host/function_api/aliases.h"
#include "host/http/http_request.h"
#include "host/http/request_path.h"
#include "host/management/bounds.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/releases/release_checks.h"
#include "host/releases/release_queues.h"
#include "host/releases/release_store.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { NUMBER_SEGMENT = 2 }; /* _dayfly/releases/NUMBER/restore */

struct release_target {
    const char *alias;
    const char *number; /* as the path has it */
};

/* The entries whose alias is moved. */
struct moved {
    struct catalog_entry **entries; /* owned */
    size_t count;
};

static bool fail(struct http_request *req, const struct error *err)
{
    service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err->text);
    return false;
}

static bool move(struct management *m, struct moved *moved,
                 const json_t *functions, const char *alias)
{
    const char *name;
    json_t *version;

    moved->entries = mem_new(json_object_size(functions) + 1,
                             sizeof(struct catalog_entry *));
    if (!moved->entries)
        return false;
    json_object_foreach((json_t *)(size_t)functions, name, version)
    {
        struct catalog_entry *entry = catalog_find(&m->catalog, name);
        if (!entry)
            continue;
        moved->entries[moved->count++] = entry;
        if (!aliases_point(m, entry, alias, json_string_value(version)))
            return false;
    }
    return true;
}

static bool put_all(struct management *m, const struct moved *moved,
                    const struct store_item *more, struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < moved->count; i++)
        ok = catalog_put(&m->catalog, moved->entries[i], err);
    return ok && (!more || store_put(m->store, more, err));
}

/* Stores all, and the item unless it is NULL, or nothing. */
static bool save(struct management *m, const struct moved *moved,
                 const struct store_item *more, struct error *err)
{
    if (!store_begin(m->store, err))
        return false;
    if (put_all(m, moved, more, err) && store_commit(m->store, err))
        return true;
    store_rollback(m->store);
    return false;
}

/* Frees the list; if it was not saved, the aliases are as they were. */
static void end(struct management *m, struct moved *moved, bool saved)
{
    for (size_t i = 0; i < moved->count; i++)
        if (saved)
            bounds_apply(m, moved->entries[i]);
        else
            catalog_restore(&m->catalog, moved->entries[i]);
    mem_free(moved->entries);
}

/* What the alias of each function has. */
static json_t *snapshot(const struct management *m, const char *alias)
{
    json_t *all = json_object();

    for (size_t i = 0; i < m->catalog.count; i++) {
        const struct catalog_entry *entry = m->catalog.entries[i];
        json_t *one = catalog_alias(entry, alias);
        if (one)
            (void)json_object_set(all, entry->name,
                                  json_object_get(one, "FunctionVersion"));
    }
    return all;
}

static json_t *make(const struct management *m, const char *alias,
                    json_int_t number, const json_t *note)
{
    char now[32];

    configuration_time(now);
    json_t *made =
        json_pack("{s:I,s:s,s:o,s:s}", "release", number, "alias", alias,
                  "functions", snapshot(m, alias), "time", now);
    if (made && json_is_string(note))
        (void)json_object_set(made, "note", (json_t *)(size_t)note);
    return made;
}

static bool last_number(struct management *m, const char *alias,
                        json_int_t *number, struct error *err)
{
    json_t *all = release_store_all(m->store, alias, err);

    *number =
        json_integer_value(json_object_get(json_array_get(all, 0), "release"));
    json_decref(all);
    return all != NULL;
}

/* *made: the release, to be released. */
static bool create(struct management *m, const json_t *body, json_t **made,
                   struct error *err)
{
    const char *alias = json_string_value(json_object_get(body, "alias"));
    struct moved moved = {.count = 0};
    struct release_row row = {.text = NULL};
    json_int_t last;
    bool ok = last_number(m, alias, &last, err);

    if (ok && !move(m, &moved, json_object_get(body, "functions"), alias))
        ok = error_set(err, "out of memory");
    *made = ok ? make(m, alias, last + 1, json_object_get(body, "note")) : NULL;
    ok = ok && release_store_row(&row, alias, *made, err) &&
         save(m, &moved, &row.item, err);
    end(m, &moved, ok);
    release_store_row_free(&row);
    return ok;
}

void releases_create(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct management *m = service->management;
    json_t *body = entry_read_body(req);
    json_t *made = NULL;
    struct error err = ERROR_NONE;

    (void)path;
    if (body && release_checks_alias(configuration_text(body, "alias"), req) &&
        release_checks_functions(m, json_object_get(body, "functions"), req) &&
        release_checks_started(m, json_object_get(body, "functions"), req)) {
        if (create(m, body, &made, &err))
            service_reply_json_with(req, 201, json_incref(made));
        else
            (void)fail(req, &err);
    }
    json_decref(made);
    json_decref(body);
}

void releases_list(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    char alias[FUNCTION_QUALIFIER_MAX + 1] = "";
    struct error err = ERROR_NONE;

    (void)request_path_query(path, "Alias", alias, sizeof alias);
    if (!release_checks_alias(alias, req))
        return;
    json_t *all = release_store_all(service->management->store, alias, &err);
    if (all)
        service_reply_json(req, json_pack("{s:o}", "Releases", all));
    else
        (void)fail(req, &err);
}

/* NULL: the response was sent. */
static json_t *find(struct management *m, struct http_request *req,
                    const char *alias, const char *number)
{
    struct error err = ERROR_NONE;
    json_t *all = release_store_all(m->store, alias, &err);
    json_t *found = NULL;

    if (!all) {
        (void)fail(req, &err);
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *one = json_array_get(all, i);
        if (json_integer_value(json_object_get(one, "release")) ==
            strtoll(number, NULL, 10))
            found = json_incref(one);
    }
    json_decref(all);
    if (!found)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "The alias %s has no release %.20s", alias, number);
    return found;
}

/* Functions that were deleted since are left out. */
static void drop_absent(const struct management *m, json_t *functions)
{
    const char *name;
    json_t *version;
    void *next;

    json_object_foreach_safe(functions, next, name, version)
    {
        if (!catalog_find(&m->catalog, name))
            (void)json_object_del(functions, name);
    }
}

/* Something is left of it. */
static bool check_left(const json_t *release, const struct release_target *to,
                       struct http_request *req)
{
    if (json_object_size(json_object_get(release, "functions")) > 0)
        return true;
    service_error_send(req, SERVICE_CONFLICT,
                       "All functions of release %.20s of the alias %s were "
                       "deleted: nothing was changed. Deploy them again.",
                       to->number, to->alias);
    return false;
}

static void restore(struct service_context *service, struct http_request *req,
                    const struct release_target *to, json_t *release)
{
    struct management *m = service->management;
    json_t *functions = json_object_get(release, "functions");
    struct moved moved = {.count = 0};
    struct error err = ERROR_NONE;

    drop_absent(m, functions);
    if (!check_left(release, to, req) ||
        !release_checks_functions(m, functions, req))
        return;
    json_t *before = snapshot(m, to->alias);
    bool ok = move(m, &moved, functions, to->alias) ||
              error_set(&err, "out of memory");
    ok = ok && save(m, &moved, NULL, &err);
    end(m, &moved, ok);
    if (ok) {
        (void)json_object_set_new(
            release, "queues",
            release_queues_move(service, to->alias, before, functions));
        service_reply_json(req, json_incref(release));
    } else {
        (void)fail(req, &err);
    }
    json_decref(before);
}

void releases_restore(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    struct management *m = service->management;
    json_t *body = entry_read_body(req);
    const struct release_target to = {
        .alias = body ? configuration_text(body, "alias") : "",
        .number = path->segment[NUMBER_SEGMENT]};
    json_t *release = body && release_checks_alias(to.alias, req)
                          ? find(m, req, to.alias, to.number)
                          : NULL;

    if (release)
        restore(service, req, &to, release);
    json_decref(release);
    json_decref(body);
}
