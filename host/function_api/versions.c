#include "host/function_api/versions.h"

#include <stdio.h>
#include <string.h>

#include "host/dispatch/dispatcher.h"
#include "host/dispatch/stored_function.h"
#include "host/management/checks.h"
#include "host/management/code_sweep.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/management/page.h"
#include "host/metrics/stats_book.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum { NUMBER_SIZE = 24, DESCRIPTION_MAX = 256 };

/* Changes of these members alone make no new version; of SnapStart, one member
 * is compared by itself. */
static const char *const passing[] = {"Version",
                                      "RevisionId",
                                      "LastModified",
                                      "Description",
                                      "described",
                                      "unstarted",
                                      "unpacked",
                                      "layer_unpacked",
                                      "State",
                                      "StateReason",
                                      "StateReasonCode",
                                      "LastUpdateStatus",
                                      "LastUpdateStatusReason",
                                      "LastUpdateStatusReasonCode",
                                      "SnapStart"};

static const char *snapshots_of(const json_t *configuration)
{
    return configuration_text(json_object_get(configuration, "SnapStart"),
                              "ApplyOn");
}

static bool is_as(const json_t *version, const json_t *latest)
{
    json_t *one = json_copy((json_t *)(size_t)version);
    json_t *other = json_copy((json_t *)(size_t)latest);

    for (size_t i = 0; i < COUNT(passing); i++) {
        (void)json_object_del(one, passing[i]);
        (void)json_object_del(other, passing[i]);
    }
    bool same = !strcmp(configuration_text(version, "described"),
                        configuration_text(latest, "Description")) &&
                !strcmp(snapshots_of(version), snapshots_of(latest)) &&
                json_equal(one, other);
    json_decref(one);
    json_decref(other);
    return same;
}

/* NULL: there is none, or it was deleted. */
static json_t *last_version(const struct catalog_entry *entry)
{
    json_int_t next =
        json_integer_value(json_object_get(entry->document, "next"));
    char number[NUMBER_SIZE];

    (void)snprintf(number, sizeof number, "%lld", (long long)next - 1);
    return catalog_version(entry, number);
}

/* Only versions are optimized, if that is asked for. */
static bool set_snap_start(json_t *version)
{
    json_t *snap = json_object_get(version, "SnapStart");

    return strcmp(configuration_text(snap, "ApplyOn"), "PublishedVersions") !=
               0 ||
           json_object_set_new(snap, "OptimizationStatus", json_string("On")) ==
               0;
}

static bool name_it(json_t *version, const char *number,
                    const char *description)
{
    return json_object_set(version, "described",
                           json_object_get(version, "Description")) == 0 &&
           json_object_set_new(version, "Version", json_string(number)) == 0 &&
           (!description ||
            json_object_set_new(version, "Description",
                                json_string(description)) == 0) &&
           set_snap_start(version) && configuration_touch(version);
}

json_t *versions_publish(struct catalog_entry *entry, const char *description)
{
    json_t *latest = catalog_latest(entry);
    json_t *last = last_version(entry);
    json_int_t next =
        json_integer_value(json_object_get(entry->document, "next"));
    char number[NUMBER_SIZE];

    if (last && is_as(last, latest))
        return last;
    (void)snprintf(number, sizeof number, "%lld", (long long)next);
    json_t *made = json_deep_copy(latest);
    if (made && name_it(made, number, description) &&
        configuration_new_revision(latest) &&
        json_object_set_new(entry->document, "next", json_integer(next + 1)) ==
            0)
        return json_array_append_new(catalog_array(entry, "versions"), made) ==
                       0
                   ? made
                   : NULL;
    json_decref(made);
    return NULL;
}

static bool check_code(const json_t *latest, const json_t *body,
                       struct http_request *req)
{
    const char *given = configuration_text(body, "CodeSha256");
    const char *own = configuration_text(latest, "CodeSha256");

    if (!*given || !strcmp(given, own))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "CodeSHA256 (%s) is different from current CodeSHA256 "
                       "in $LATEST (%s). Please try again with the CodeSHA256 "
                       "in $LATEST.",
                       given, own);
    return false;
}

/* Code that does not start never becomes a version. */
static bool check_started(const json_t *latest, struct http_request *req)
{
    if (strcmp(configuration_text(latest, "LastUpdateStatus"), "Failed") != 0)
        return true;
    service_error_send(req, SERVICE_CONFLICT,
                       "The operation cannot be performed at this time. The "
                       "last update of the function has failed: %s",
                       configuration_text(latest, "LastUpdateStatusReason"));
    return false;
}

static bool check(const struct catalog_entry *entry, json_t *body,
                  struct http_request *req)
{
    static const struct checks_type types[] = {{"CodeSha256", JSON_STRING},
                                               {"Description", JSON_STRING},
                                               {"RevisionId", JSON_STRING},
                                               {"PublishTo", JSON_STRING}};
    static const char *const targets[] = {"LATEST_PUBLISHED", NULL};
    struct checks checks = CHECKS;
    const json_t *latest = catalog_latest(entry);

    if (!checks_types(body, types, COUNT(types), req))
        return false;
    checks_length(&checks, json_object_get(body, "Description"), "description",
                  DESCRIPTION_MAX);
    checks_enum(&checks, json_object_get(body, "PublishTo"), "publishTo",
                targets, "[LATEST_PUBLISHED]");
    if (checks_send(&checks, req))
        return false;
    if (json_object_get(body, "PublishTo")) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "dayfly does not support PublishTo; leave it out");
        return false;
    }
    return entry_check_revision(latest, body, req) &&
           check_code(latest, body, req) && entry_check_settled(latest, req) &&
           check_started(latest, req);
}

void versions_post(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    struct management *m = service->management;
    struct function_name n;
    struct catalog_entry *entry = entry_find(service, req, path, &n);
    json_t *body = entry ? entry_read_body(req) : NULL;

    if (body && check(entry, body, req)) {
        json_t *version = versions_publish(
            entry, json_string_value(json_object_get(body, "Description")));
        if (!version)
            service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        else if (entry_save(m, entry, req))
            service_reply_json_with(
                req, 201,
                configuration_show(version,
                                   configuration_text(version, "Version"),
                                   CONFIGURATION_WHOLE));
    }
    json_decref(body);
}

static const char *number_of(const json_t *item)
{
    return configuration_text(item, "Version");
}

bool versions_is_before(const char *one, const char *other)
{
    size_t size = strlen(one);
    size_t others = strlen(other);

    if (!strcmp(one, "$LATEST") || !strcmp(other, "$LATEST"))
        return strcmp(other, "$LATEST") != 0;
    return size != others ? size < others : strcmp(one, other) < 0;
}

void versions_list(struct service_context *service, struct http_request *req,
                   const struct request_path *path)
{
    static const struct page_order order = {.key = "Version",
                                            .is_before = versions_is_before};
    struct function_name n;
    struct page page;
    struct catalog_entry *entry = entry_find(service, req, path, &n);

    if (!entry || !page_read(&page, req, path, PAGE_ITEMS_MAX))
        return;
    const json_t *versions = json_object_get(entry->document, "versions");
    json_t *items = json_array();
    (void)json_array_append_new(items, configuration_show(catalog_latest(entry),
                                                          "$LATEST",
                                                          CONFIGURATION_ITEM));
    for (size_t i = 0; i < json_array_size(versions); i++) {
        const json_t *version = json_array_get(versions, i);
        (void)json_array_append_new(
            items, configuration_show(version, number_of(version),
                                      CONFIGURATION_ITEM));
    }
    page_send(&page, req, "Versions", items, &order);
}

/* "[live, test]": the aliases that send calls to the version. "": none. */
static void name_aliases(const struct catalog_entry *entry, const char *number,
                         struct buf *names)
{
    const json_t *aliases = json_object_get(entry->document, "aliases");

    for (size_t i = 0; i < json_array_size(aliases); i++) {
        const json_t *alias = json_array_get(aliases, i);
        const json_t *weights =
            json_object_get(json_object_get(alias, "RoutingConfig"),
                            "AdditionalVersionWeights");
        if (!strcmp(configuration_text(alias, "FunctionVersion"), number) ||
            json_object_get(weights, number))
            (void)!buf_printf(names, "%s%s", names->size > 0 ? ", " : "[",
                              configuration_text(alias, "Name"));
    }
    if (names->size > 0)
        (void)!buf_add_str(names, "]");
}

static void drop(struct catalog_entry *entry, const char *number)
{
    json_t *versions = json_object_get(entry->document, "versions");

    for (size_t i = json_array_size(versions); i-- > 0;)
        if (!strcmp(number_of(json_array_get(versions, i)), number))
            (void)json_array_remove(versions, i);
    entry_forget_qualifier(entry, number);
}

void versions_delete(struct management *m, struct catalog_entry *entry,
                     const char *number, struct http_request *req)
{
    AUTO(struct buf, buf_free) names = BUF(4096);
    json_t *version;

    name_aliases(entry, number, &names);
    if (names.size > 0) {
        service_error_send(req, SERVICE_CONFLICT,
                           "Unable to delete version because the following "
                           "aliases reference it: %s",
                           names.data);
        return;
    }
    version = json_incref(catalog_version(entry, number));
    drop(entry, number);
    if (entry_save(m, entry, req)) {
        stored_function_remove_version(m->dispatcher, entry->name, number);
        stats_book_remove(m->dispatcher->context.stats, entry->name, number);
        code_sweep_forget_all(m, version);
        service_reply_nothing(req);
    }
    json_decref(version);
}
