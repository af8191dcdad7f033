#include "host/rules/rule_api.h"

#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/aws_targets.h"
#include "host/http/http_request.h"
#include "host/management/management.h"
#include "host/rules/rule_call.h"
#include "host/rules/rule_changes.h"
#include "host/rules/rule_reads.h"
#include "host/rules/rule_tags.h"
#include "host/rules/rule_targets.h"
#include "host/service/service_context.h"

#define TARGET "AWSEvents."

static const struct operation {
    const char *name;
    void (*serve)(const struct rule_call *call);
} operations[] = {
    {"PutRule", rule_changes_put},
    {"DescribeRule", rule_reads_describe},
    {"ListRules", rule_reads_list},
    {"ListRuleNamesByTarget", rule_reads_by_target},
    {"EnableRule", rule_changes_enable},
    {"DisableRule", rule_changes_disable},
    {"DeleteRule", rule_changes_delete},
    {"PutTargets", rule_targets_put},
    {"RemoveTargets", rule_targets_remove},
    {"ListTargetsByRule", rule_targets_list},
    {"TagResource", rule_tags_set},
    {"UntagResource", rule_tags_drop},
    {"ListTagsForResource", rule_tags_list},
};

static const struct operation *find(const char *name)
{
    for (size_t i = 0; i < COUNT(operations); i++)
        if (!strcmp(operations[i].name, name))
            return &operations[i];
    return NULL;
}

static void serve(struct service_context *service, struct http_request *req,
                  const char *name)
{
    json_t *root = json_loadb(req->body.data, req->body.size, 0, NULL);
    const struct rule_call call = {
        .sc = service->scheduler, .req = req, .root = root};
    const struct operation *operation = find(name);

    if (!operation)
        aws_json_error(req, "UnknownOperationException",
                       "dayfly does not support the operation %.100s of "
                       "EventBridge; it has rules with a schedule.",
                       name);
    else if (!json_is_object(root))
        aws_json_error(req, "SerializationException",
                       "The request is no JSON object.");
    else if (!service->scheduler && !strcmp(name, "ListRules"))
        aws_json_send_value(req, json_pack("{s:[]}", "Rules"));
    else if (!service->scheduler)
        aws_json_error(req, "ServiceUnavailableException",
                       "This dayfly keeps no rules; start it with --data DIR.");
    else if (rule_call_check(&call))
        operation->serve(&call);
    json_decref(root);
}

bool rule_api_serve(struct service_context *service, struct http_request *req)
{
    const char *target = http_request_header(req, "X-Amz-Target");

    if (!aws_targets_are_for(req) || !target ||
        strncmp(target, TARGET, strlen(TARGET)) != 0)
        return false;
    management_gate(service->management, req);
    serve(service, req, target + strlen(TARGET));
    return true;
}
