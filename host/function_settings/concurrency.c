#include "host/function_settings/concurrency.h"

#include <limits.h>
#include <string.h>

#include "host/function_settings/provisioned.h"
#include "host/function_settings/subject.h"
#include "host/http/http_request.h"
#include "host/management/bounds.h"
#include "host/management/checks.h"
#include "host/management/entry.h"
#include "host/management/lookup.h"
#include "host/management/management.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

static const char reserved[] = "reserved"; /* in the document */
static const char given[] = "ReservedConcurrentExecutions";

json_int_t concurrency_provisioned(const struct catalog_entry *entry,
                                   const char *but)
{
    json_t *all = json_object_get(entry->document, "provisioned");
    const char *qualifier;
    json_t *config;
    json_int_t sum = 0;

    json_object_foreach(all, qualifier, config)
    {
        if ((!but || strcmp(qualifier, but) != 0) &&
            lookup_version(entry, qualifier))
            sum += json_integer_value(
                json_object_get(config, PROVISIONED_REQUESTED));
    }
    return sum;
}

json_int_t concurrency_left(const struct management *m,
                            const struct catalog_entry *except)
{
    json_int_t left = CONCURRENCY_ACCOUNT;

    for (size_t i = 0; i < m->catalog.count; i++) {
        const struct catalog_entry *entry = m->catalog.entries[i];
        const json_t *own = json_object_get(entry->document, reserved);
        if (entry != except)
            left -= own ? json_integer_value(own)
                        : concurrency_provisioned(entry, NULL);
    }
    return left;
}

/* False: the response was sent. */
static bool check_number(const struct subject *s, json_int_t number,
                         struct http_request *req)
{
    json_int_t provisioned = concurrency_provisioned(s->entry, NULL);

    if (number < provisioned) {
        service_error_send(
            req, SERVICE_INVALID_PARAMETER_PLAIN,
            " ReservedConcurrentExecutions  %lld should not be lower than "
            "function's total provisioned concurrency [%lld].",
            (long long)number, (long long)provisioned);
        return false;
    }
    if (concurrency_left(s->management, s->entry) - number >=
        CONCURRENCY_UNRESERVED_LEAST)
        return true;
    service_error_send(
        req, SERVICE_INVALID_PARAMETER_PLAIN,
        "Specified ReservedConcurrentExecutions for function decreases "
        "account's UnreservedConcurrentExecution below its minimum value of "
        "[%d].",
        CONCURRENCY_UNRESERVED_LEAST);
    return false;
}

/* False: the response was sent. */
static bool find(struct subject *s, struct service_context *service,
                 struct http_request *req, const struct request_path *path)
{
    if (!subject_read(s, service, req, path))
        return false;
    if (*s->name.qualifier) {
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "This operation is permitted on Lambda functions only. Aliases and "
            "versions do not support this operation. Please specify either a "
            "function name or an unqualified function ARN.");
        return false;
    }
    if (!s->entry)
        subject_reply_unknown(
            s, req, strcmp(req->method, "PUT") != 0 ? "" : FUNCTION_LATEST);
    return s->entry != NULL;
}

static json_t *show(const json_t *number)
{
    return number ? json_pack("{s:O}", given, number) : json_object();
}

static void save(const struct subject *s, struct http_request *req,
                 const json_t *number)
{
    int failed =
        number ? json_object_set_new(s->entry->document, reserved,
                                     json_integer(json_integer_value(number)))
               : (json_object_del(s->entry->document, reserved), 0);

    if (failed) {
        service_error_send(req, SERVICE_SERVICE, "dayfly: out of memory");
        return;
    }
    if (!entry_save(s->management, s->entry, req))
        return;
    bounds_apply(s->management, s->entry);
    if (number)
        service_reply_json(req, show(number));
    else
        service_reply_nothing(req);
}

void concurrency_put(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    static const struct checks_type members[] = {{given, JSON_INTEGER}};
    struct checks checks = CHECKS;
    struct subject s;
    json_t *body = subject_read_body(req, members, COUNT(members));
    const json_t *number = json_object_get(body, given);

    if (!body)
        return;
    checks_required(&checks, number, "reservedConcurrentExecutions");
    checks_range(&checks, number, "reservedConcurrentExecutions", 0, INT_MAX);
    if (!checks_send(&checks, req) && find(&s, service, req, path) &&
        check_number(&s, json_integer_value(number), req))
        save(&s, req, number);
    json_decref(body);
}

void concurrency_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct subject s;

    if (find(&s, service, req, path))
        service_reply_json(req,
                           show(json_object_get(s.entry->document, reserved)));
}

void concurrency_delete(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct subject s;

    if (find(&s, service, req, path))
        save(&s, req, NULL);
}
