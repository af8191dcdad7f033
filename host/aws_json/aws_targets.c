#include "host/aws_json/aws_targets.h"

#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_filter.h"
#include "host/aws_json/log_group_settings.h"
#include "host/aws_json/log_listing.h"
#include "host/aws_json/log_policies.h"
#include "host/aws_json/log_put.h"
#include "host/aws_json/log_stream_events.h"
#include "host/aws_json/log_stream_listing.h"
#include "host/aws_json/log_stream_settings.h"
#include "host/http/http_request.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"
#include "host/service/service_reply.h"
#include "host/sqs/sqs.h"

static const struct target {
    const char *name;
    void (*serve)(struct service_context *service, struct aws_members *m);
} targets[] = {
    {"Logs_20140328.DescribeLogGroups", log_listing_groups},
    {"Logs_20140328.ListLogGroups", log_listing_names},
    {"Logs_20140328.DescribeLogStreams", log_stream_listing},
    {"Logs_20140328.CreateLogStream", log_stream_create},
    {"Logs_20140328.DeleteLogStream", log_stream_delete},
    {"Logs_20140328.PutLogEvents", log_put},
    {"Logs_20140328.DescribeSubscriptionFilters", log_listing_filters},
    {"Logs_20140328.DeleteLogGroup", log_listing_delete},
    {"Logs_20140328.CreateLogGroup", log_group_create},
    {"Logs_20140328.PutRetentionPolicy", log_group_keep},
    {"Logs_20140328.DeleteRetentionPolicy", log_group_keep_on},
    {"Logs_20140328.TagResource", log_group_tag},
    {"Logs_20140328.UntagResource", log_group_untag},
    {"Logs_20140328.ListTagsForResource", log_group_tags},
    {"Logs_20140328.TagLogGroup", log_group_tag},
    {"Logs_20140328.UntagLogGroup", log_group_untag},
    {"Logs_20140328.ListTagsLogGroup", log_group_tags},
    {"Logs_20140328.FilterLogEvents", log_filter_events},
    {"Logs_20140328.GetLogEvents", log_stream_events},
    {"Logs_20140328.PutResourcePolicy", log_policies_put},
    {"Logs_20140328.DescribeResourcePolicies", log_policies_list},
    {"Logs_20140328.DeleteResourcePolicy", log_policies_delete},
};

static bool is_path(const struct http_request *req, const char *path)
{
    size_t size = strlen(path);

    return !strncmp(req->target, path, size) &&
           (!req->target[size] || req->target[size] == '?');
}

bool aws_targets_are_for(const struct http_request *req)
{
    return sqs_is_for(req) ||
           (!strcmp(req->method, "POST") && is_path(req, "/") &&
            http_request_header(req, "X-Amz-Target"));
}

static void serve(const struct target *target, struct service_context *service,
                  struct http_request *req)
{
    json_t *root = json_loadb(req->body.data, req->body.size, 0, NULL);
    struct aws_members m = {.req = req, .root = root};

    if (!json_is_object(root))
        aws_json_error(req, "SerializationException",
                       "The request is no JSON object.");
    else if (!service->logbook || !*service->logbook->folder)
        aws_json_error(req, "ServiceUnavailableException",
                       "This dayfly keeps no logs: start it with --data DIR, "
                       "and not with --log-size 0.");
    else
        target->serve(service, &m);
    json_decref(root);
}

bool aws_targets_serve(struct service_context *service,
                       struct http_request *req)
{
    const char *name = http_request_header(req, "X-Amz-Target");

    if (!aws_targets_are_for(req))
        return false;
    if (sqs_is_for(req)) {
        sqs_serve(service, req);
        return true;
    }
    for (size_t i = 0; i < COUNT(targets); i++) {
        if (!strcmp(targets[i].name, name)) {
            serve(&targets[i], service, req);
            return true;
        }
    }
    aws_json_error(req, "UnknownOperationException",
                   "dayfly does not support the operation %.100s.", name);
    return true;
}
