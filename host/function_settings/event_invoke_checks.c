#include "host/function_settings/event_invoke_checks.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/function_settings/subject.h"
#include "host/management/checks.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/service/service_error.h"

/* Besides what AWS takes: a webhook. */
#define DESTINATION                                                            \
    "|kafka://[^.][a-zA-Z0-9_.-]{0,248}|https?://.+|arn:aws[a-zA-Z0-9-]*:"     \
    "[a-zA-Z0-9-]+:([a-z]{2,4}(-[a-z]+)+-[0-9])?:([0-9]{12})?:.*"
#define DESTINATION_SHOWN                                                      \
    "$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):"        \
    "([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-"      \
    "\\d{1})?:(\\d{12})?:(.*)"

static const char *const sides[] = {"OnSuccess", "OnFailure"};

enum { DESTINATION_MAX = 350 };

/* "": none is given. */
static const char *destination_of(const json_t *body, const char *side)
{
    const json_t *all = json_object_get(body, "DestinationConfig");
    const char *text = json_string_value(
        json_object_get(json_object_get(all, side), "Destination"));

    return text ? text : "";
}

static void check_destination(struct checks *checks, const json_t *body,
                              const char *side, const char *member)
{
    const json_t *all = json_object_get(body, "DestinationConfig");
    const json_t *value =
        json_object_get(json_object_get(all, side), "Destination");

    checks_length(checks, value, member, DESTINATION_MAX);
    checks_pattern(checks, value, member, DESTINATION, DESTINATION_SHOWN);
}

/* False: the response was sent. */
static bool check_sides(const json_t *body, struct http_request *req)
{
    const json_t *all = json_object_get(body, "DestinationConfig");

    for (size_t i = 0; i < COUNT(sides); i++) {
        const json_t *side = json_object_get(all, sides[i]);
        const json_t *value = json_object_get(side, "Destination");
        if ((!side || json_is_null(side) || json_is_object(side)) &&
            (!value || json_is_null(value) || json_is_string(value)))
            continue;
        service_error_send(req, SERVICE_SERIALIZATION,
                           "DestinationConfig.%s must be an object whose "
                           "Destination is a string",
                           sides[i]);
        return false;
    }
    return true;
}

static bool check_body(const json_t *body, struct http_request *req)
{
    const json_t *retries = json_object_get(body, "MaximumRetryAttempts");
    const json_t *age = json_object_get(body, "MaximumEventAgeInSeconds");
    struct checks checks = CHECKS;

    if (!check_sides(body, req))
        return false;
    checks_range(&checks, retries, "maximumRetryAttempts", 0, 2);
    checks_range(&checks, age, "maximumEventAgeInSeconds", 60, 21600);
    check_destination(&checks, body, sides[0],
                      "destinationConfig.onSuccess.destination");
    check_destination(&checks, body, sides[1],
                      "destinationConfig.onFailure.destination");
    if (checks_send(&checks, req))
        return false;
    if (retries || age || json_object_get(body, "DestinationConfig"))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "You must specify at least one of error handling or "
                       "destination setting.");
    return false;
}

json_t *event_invoke_read_body(struct http_request *req)
{
    static const struct checks_type members[] = {
        {"MaximumRetryAttempts", JSON_INTEGER},
        {"MaximumEventAgeInSeconds", JSON_INTEGER},
        {"DestinationConfig", JSON_OBJECT}};
    json_t *body = subject_read_body(req, members, COUNT(members));

    if (!body || check_body(body, req))
        return body;
    json_decref(body);
    return NULL;
}

/* The service of an ARN, "" of anything else. */
static void service_of(const char *arn, char service[32])
{
    if (sscanf(arn, "arn:%*[^:]:%31[^:]:", service) != 1)
        *service = '\0';
}

static bool is_known(const char *destination)
{
    static const char *const services[] = {"lambda", "sqs", "sns", "events",
                                           "s3"};
    char service[32];

    if (strncmp(destination, "arn:", 4) != 0)
        return true;
    service_of(destination, service);
    for (size_t i = 0; i < COUNT(services); i++)
        if (!strcmp(service, services[i]))
            return true;
    return false;
}

static void add_part(struct buf *text, const char *member, const char *type,
                     const char *destination)
{
    (void)!(*destination ? buf_printf(text, "%s=%s(destination=%s)", member,
                                      type, destination)
                         : buf_printf(text, "%s=null", member));
}

static void refuse(const json_t *body, struct http_request *req)
{
    AUTO(struct buf, buf_free) text = BUF(1024);

    add_part(&text, "onSuccess", "OnSuccess", destination_of(body, sides[0]));
    (void)!buf_add_str(&text, ", ");
    add_part(&text, "onFailure", "OnFailure", destination_of(body, sides[1]));
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "The provided destination config DestinationConfig(%s) "
                       "is invalid.",
                       text.data);
}

/* A function that is a destination exists, and is another one. */
static bool check_function(const struct subject *s, const char *destination,
                           struct http_request *req)
{
    const struct management *m = s->management;
    struct function_name n;
    char service[32];

    service_of(destination, service);
    if (strcmp(service, "lambda") != 0)
        return true;
    if (!function_name_parse(&n, destination) ||
        !entry_name_is_taken(m, n.name))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "The destination ARN %s is invalid.", destination);
    else if (!strcmp(n.name, s->name.name))
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "You can't specify the function as a destination "
                           "for itself.");
    else
        return true;
    return false;
}

bool event_invoke_check_destinations(const struct subject *s,
                                     const json_t *body,
                                     struct http_request *req)
{
    for (size_t i = 0; i < COUNT(sides); i++)
        if (!is_known(destination_of(body, sides[i]))) {
            refuse(body, req);
            return false;
        }
    for (size_t i = 0; i < COUNT(sides); i++)
        if (!check_function(s, destination_of(body, sides[i]), req))
            return false;
    return true;
}
