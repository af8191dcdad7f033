#include "host/function_settings/provisioned.h"

#include <limits.h>
#include <string.h>

#include "host/function_api/alias_checks.h"
#include "host/function_settings/concurrency.h"
#include "host/function_settings/item_list.h"
#include "host/function_settings/provisioned_config.h"
#include "host/function_settings/provisioned_wait.h"
#include "host/function_settings/subject.h"
#include "host/http/request_path.h"
#include "host/management/bounds.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

static const char provisioned[] = "provisioned"; /* in the document */
static const char given[] = "ProvisionedConcurrentExecutions";
static const char asked[] = "asked"; /* in it: somebody has read it */

static bool is_number(const char *text)
{
    return *text && !text[strspn(text, "0123456789")];
}

/* A version or an alias of a function. False: the response was sent. */
static bool find(struct subject *s, struct service_context *service,
                 struct http_request *req, const struct request_path *path,
                 const char *of_latest)
{
    struct checks checks = CHECKS;
    char arn[FUNCTION_ARN_SIZE];

    if (!subject_read(s, service, req, path))
        return false;
    if (!*s->name.qualifier)
        checks_required(&checks, NULL, "qualifier");
    if (checks_send(&checks, req))
        return false;
    if (!strcmp(s->name.qualifier, FUNCTION_LATEST)) {
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s", of_latest);
        return false;
    }
    if (s->entry && subject_has_qualifier(s))
        return true;
    subject_arn(s, s->name.qualifier, arn);
    if (is_number(s->name.qualifier))
        service_reply_not_found(req, arn);
    else
        service_error_send(req, SERVICE_NOT_FOUND, "Cannot find alias arn: %s",
                           arn);
    return false;
}

/* A version has provisioned concurrency by its number or by one alias. */
static bool check_free(const struct subject *s, struct http_request *req)
{
    json_t *all = json_object_get(s->entry->document, provisioned);
    const char *version = lookup_version(s->entry, s->name.qualifier);
    const char *qualifier;
    json_t *config;

    json_object_foreach(all, qualifier, config)
    {
        const char *other = lookup_version(s->entry, qualifier);
        if (!other || !strcmp(qualifier, s->name.qualifier) ||
            strcmp(other, version) != 0)
            continue;
        service_error_send(
            req, SERVICE_CONFLICT, "%s",
            is_number(s->name.qualifier)
                ? "Version is pointed by a Provisioned Concurrency alias"
                : "Alias can't be used for Provisioned Concurrency "
                  "configuration on an already Provisioned version");
        return false;
    }
    return true;
}

/* An alias means one published version. */
static bool check_alias(const struct subject *s, struct http_request *req)
{
    const json_t *routing = json_object_get(
        catalog_alias(s->entry, s->name.qualifier), "RoutingConfig");

    if (!strcmp(lookup_version(s->entry, s->name.qualifier), FUNCTION_LATEST))
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s",
                           ALIAS_UNPUBLISHED);
    else if (json_object_size(
                 json_object_get(routing, "AdditionalVersionWeights")) > 0)
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "Alias with weights can not be used with "
                           "Provisioned Concurrency");
    else
        return true;
    return false;
}

static bool check_number(const struct subject *s, json_int_t number,
                         struct http_request *req)
{
    const json_t *reserved = json_object_get(s->entry->document, "reserved");
    json_int_t others = concurrency_provisioned(s->entry, s->name.qualifier);
    json_int_t left = concurrency_left(s->management, s->entry) - others;

    if (reserved && number + others > json_integer_value(reserved))
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "Requested Provisioned Concurrency should not be greater than the "
            "reservedConcurrentExecution for function");
    else if (!reserved && number > left)
        service_error_send(
            req, SERVICE_INVALID_PARAMETER_PLAIN,
            "Specified ConcurrentExecutions for function is greater than "
            "account's unreserved concurrency [%lld].",
            (long long)left);
    else if (!reserved && left - number < CONCURRENCY_UNRESERVED_LEAST)
        service_error_send(
            req, SERVICE_INVALID_PARAMETER_PLAIN,
            "Specified ConcurrentExecutions for function decreases account's "
            "UnreservedConcurrentExecution below its minimum value of [%d].",
            CONCURRENCY_UNRESERVED_LEAST);
    else
        return true;
    return false;
}

static void save(const struct subject *s, json_int_t number,
                 struct http_request *req)
{
    json_t *all = catalog_object(s->entry, provisioned);
    char now[32];

    configuration_time(now);
    json_t *config = json_pack("{s:I, s:s}", PROVISIONED_REQUESTED, number,
                               "LastModified", now);
    if (!all || json_object_set_new(all, s->name.qualifier, config) != 0) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        return;
    }
    if (!entry_save(s->management, s->entry, req))
        return;
    bounds_apply(s->management, s->entry);
    service_reply_json_with(req, 202, provisioned_config_show_begun(config));
}

void provisioned_put(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    static const struct checks_type members[] = {{given, JSON_INTEGER}};
    struct checks checks = CHECKS;
    struct subject s;
    json_t *body = subject_read_body(req, members, COUNT(members));
    const json_t *number = json_object_get(body, given);

    if (!body)
        return;
    checks_required(&checks, number, "provisionedConcurrentExecutions");
    checks_range(&checks, number, "provisionedConcurrentExecutions", 1,
                 INT_MAX);
    if (!checks_send(&checks, req) &&
        find(&s, service, req, path, ALIAS_UNPUBLISHED) &&
        check_alias(&s, req) && check_free(&s, req) &&
        check_number(&s, json_integer_value(number), req))
        save(&s, json_integer_value(number), req);
    json_decref(body);
}

static void list(const struct subject *s, struct http_request *req,
                 const struct request_path *path)
{
    json_t *items = json_array();
    json_t *all = json_object_get(s->entry->document, provisioned);
    char arn[FUNCTION_ARN_SIZE];
    const char *qualifier;
    json_t *config;

    json_object_foreach(all, qualifier, config)
    {
        if (!lookup_version(s->entry, qualifier))
            continue;
        json_t *item =
            provisioned_config_show(s->management, s->entry, qualifier);
        subject_arn(s, qualifier, arn);
        (void)json_object_set_new(item, "FunctionArn", json_string(arn));
        item_list_add(items, item);
    }
    item_list_send(items, req, path, "ProvisionedConcurrencyConfigs");
}

void provisioned_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct subject s;
    json_t *config;

    if (request_path_has_query(path, "List")) {
        if (!subject_read(&s, service, req, path))
            return;
        if (s.entry)
            list(&s, req, path);
        else
            subject_reply_unknown(&s, req, "");
        return;
    }
    if (!find(&s, service, req, path,
              "The function resource provided must be an alias or a published "
              "version."))
        return;
    config = provisioned_config_find(s.entry, s.name.qualifier);
    if (!config)
        service_error_send(req, SERVICE_NO_PROVISIONED,
                           "No Provisioned Concurrency Config found for this "
                           "function");
    else if (json_object_get(config, asked) &&
             !provisioned_config_is_settled(s.management, s.entry,
                                            s.name.qualifier))
        provisioned_wait(&s, req);
    else
        service_reply_json(req, provisioned_config_show(s.management, s.entry,
                                                        s.name.qualifier));
    (void)(config && json_object_set_new(config, asked, json_true()));
}

void provisioned_delete(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct subject s;

    if (!find(&s, service, req, path,
              "The function resource provided must be an alias or a published "
              "version."))
        return;
    (void)json_object_del(json_object_get(s.entry->document, provisioned),
                          s.name.qualifier);
    if (!entry_save(s.management, s.entry, req))
        return;
    bounds_apply(s.management, s.entry);
    service_reply_nothing(req);
}
