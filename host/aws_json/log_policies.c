#include "host/aws_json/log_policies.h"

#include <string.h>

#include "common/clock.h"
#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_group_settings.h"
#include "host/aws_json/log_list_page.h"
#include "host/base/ids.h"
#include "host/catalog/log_policy_rows.h"
#include "host/logbook/log_policy.h"
#include "host/logbook/logbook.h"
#include "host/management/management.h"
#include "host/service/service_context.h"

enum {
    ACCOUNT_POLICIES_MAX = 10,
    DOCUMENT_MAX_BYTES = 51200,
    NAME_MAX_BYTES = 2048, /* of a policy, and of an ARN */
    REVISION_MAX_BYTES = 2048,
};

/* Whose policy a request is about: the account's of a name, or a group's. */
struct subject {
    const char *name;
    const char *arn;
    struct log_group *group; /* NULL: the account's */
};

static void reply_null(struct aws_members *m, const char *name)
{
    m->failed = true;
    aws_json_invalid(m->req,
                     "1 validation error detected: Value null at '%s' failed "
                     "to satisfy constraint: Member must not be null",
                     name);
}

static void reply_failure(struct aws_members *m, const struct error *err)
{
    aws_json_error(m->req, "ServiceUnavailableException", "%s",
                   *err->text ? err->text : "Out of memory.");
}

static void reply_done(struct aws_members *m)
{
    AUTO(struct buf, buf_free) nothing = BUF(1);

    aws_json_send(m->req, &nothing);
}

/* False: the response was sent. */
static bool read_subject(struct service_context *service, struct aws_members *m,
                         struct subject *s)
{
    *s = (struct subject){
        .name = aws_members_text(m, "policyName", NAME_MAX_BYTES),
        .arn = aws_members_text(m, "resourceArn", NAME_MAX_BYTES)};
    if (m->failed)
        return false;
    if (s->name && s->arn) {
        m->failed = true;
        aws_json_invalid(m->req,
                         "policyName and resourceArn are mutually "
                         "exclusive parameters.");
    } else if (!s->name && !s->arn) {
        reply_null(m, "policyName");
    } else if (s->arn && (strncmp(s->arn, "arn:", strlen("arn:")) != 0 ||
                          !strstr(s->arn, ":log-group:"))) {
        m->failed = true;
        aws_json_invalid(m->req, "resourceArn must be the ARN of a log group.");
    } else if (s->arn) {
        s->group = log_group_name_find(service, m);
    }
    return !m->failed;
}

/* A new list. NULL: the response was sent. */
static json_t *account_policies(struct service_context *service,
                                struct aws_members *m)
{
    struct error err = ERROR_NONE;
    json_t *list = log_policy_rows_all(service->management->store, &err);

    m->failed = !list;
    if (!list)
        reply_failure(m, &err);
    return list;
}

static bool has_name(const json_t *policies, const char *name)
{
    size_t i;
    const json_t *policy;

    json_array_foreach(policies, i, policy)
    {
        if (!strcmp(json_string_value(json_object_get(policy, "policyName")),
                    name))
            return true;
    }
    return false;
}

static void put_account(struct service_context *service, struct aws_members *m,
                        const char *name, const char *document)
{
    struct error err = ERROR_NONE;
    json_t *others = account_policies(service, m);

    if (!others)
        return;
    if (!has_name(others, name) &&
        json_array_size(others) >= ACCOUNT_POLICIES_MAX) {
        aws_json_error(m->req, "LimitExceededException",
                       "Resource limit exceeded.");
    } else {
        json_t *policy =
            json_pack("{s:s, s:s, s:I, s:s}", "policyName", name,
                      "policyDocument", document, "lastUpdatedTime",
                      (json_int_t)clock_wall_ms(), "policyScope", "ACCOUNT");
        if (log_policy_rows_put(service->management->store, policy, &err))
            aws_json_send_value(m->req,
                                json_pack("{s:O}", "resourcePolicy", policy));
        else
            reply_failure(m, &err);
        json_decref(policy);
    }
    json_decref(others);
}

/* Whoever changes a policy of a group says which one. False: it is another
 * one, and the response was sent. */
static bool check_revision(struct aws_members *m, const json_t *policy,
                           const char *expected)
{
    const char *revision =
        json_string_value(json_object_get(policy, "revisionId"));

    if (policy ? expected && revision && !strcmp(expected, revision)
               : !expected)
        return true;
    m->failed = true;
    aws_json_error(m->req, "OperationAbortedException",
                   "expectedRevisionId is not that of the policy: %s.",
                   policy ? "read it with DescribeResourcePolicies"
                          : "the log group has none");
    return false;
}

static void put_group(struct aws_members *m, const struct subject *s,
                      const char *document, const char *expected)
{
    struct error err = ERROR_NONE;
    char revision[UUID_SIZE];

    if (!check_revision(m, log_group_settings_policy(s->group), expected))
        return;
    uuid_make(revision);
    json_t *policy =
        json_pack("{s:s, s:I, s:s, s:s, s:s}", "policyDocument", document,
                  "lastUpdatedTime", (json_int_t)clock_wall_ms(), "policyScope",
                  "RESOURCE", "resourceArn", s->arn, "revisionId", revision);
    if (policy &&
        log_group_settings_set_policy(s->group, json_incref(policy), &err))
        aws_json_send_value(m->req, json_pack("{s:O, s:s}", "resourcePolicy",
                                              policy, "revisionId", revision));
    else
        reply_failure(m, &err);
    json_decref(policy);
}

void log_policies_put(struct service_context *service, struct aws_members *m)
{
    struct error err = ERROR_NONE;
    struct subject s;

    management_gate(service->management, m->req);
    const char *document =
        aws_members_text(m, "policyDocument", DOCUMENT_MAX_BYTES);
    const char *expected =
        aws_members_text(m, "expectedRevisionId", REVISION_MAX_BYTES);

    if (!m->failed && !document)
        reply_null(m, "policyDocument");
    if (!read_subject(service, m, &s))
        return;
    if (!log_policy_check(document, &err))
        aws_json_invalid(m->req, "Could not convert to persistable policy: %s.",
                         err.text);
    else if (s.group)
        put_group(m, &s, document, expected);
    else if (expected)
        aws_json_invalid(m->req,
                         "expectedRevisionId is for the policy of a "
                         "log group, which resourceArn names.");
    else
        put_account(service, m, s.name, document);
}

static json_t *group_policies(const struct service_context *service,
                              const char *arn)
{
    json_t *list = json_array();

    for (const struct log_group *g = service->logbook->groups; g; g = g->next) {
        json_t *policy = log_group_settings_policy(g);
        const char *own =
            json_string_value(json_object_get(policy, "resourceArn"));
        if (own && (!arn || !strcmp(arn, own)))
            (void)json_array_append(list, policy);
    }
    return list;
}

void log_policies_list(struct service_context *service, struct aws_members *m)
{
    static const struct log_list of_account = {
        .list = "resourcePolicies", .key = "policyName", .order = ""};
    static const struct log_list of_groups = {
        .list = "resourcePolicies", .key = "resourceArn", .order = ""};
    const char *scope = aws_members_text(m, "policyScope", NAME_MAX_BYTES);
    const char *arn = aws_members_text(m, "resourceArn", NAME_MAX_BYTES);
    bool by_group = scope ? !strcmp(scope, "RESOURCE") : arn != NULL;

    management_gate(service->management, m->req);
    if (m->failed)
        return;
    if (scope && !by_group && strcmp(scope, "ACCOUNT") != 0) {
        aws_json_invalid(m->req,
                         "1 validation error detected: Value '%.200s' at "
                         "'policyScope' failed to satisfy constraint: Member "
                         "must satisfy enum value set: [ACCOUNT, RESOURCE]",
                         scope);
        return;
    }
    if (arn && !by_group) {
        aws_json_invalid(m->req,
                         "resourceArn is for policies of log groups, "
                         "whose policyScope is RESOURCE.");
        return;
    }
    json_t *items =
        by_group ? group_policies(service, arn) : account_policies(service, m);
    if (items)
        log_list_page_send(m, items, by_group ? &of_groups : &of_account);
}

static void delete_group(struct aws_members *m, const struct subject *s,
                         const char *expected)
{
    const json_t *policy = log_group_settings_policy(s->group);
    struct error err = ERROR_NONE;

    if (!policy)
        aws_json_error(m->req, "ResourceNotFoundException",
                       "The log group has no resource policy.");
    else if (!expected)
        reply_null(m, "expectedRevisionId");
    else if (check_revision(m, policy, expected)) {
        if (log_group_settings_set_policy(s->group, NULL, &err))
            reply_done(m);
        else
            reply_failure(m, &err);
    }
}

static void delete_account(struct service_context *service,
                           struct aws_members *m, const char *name)
{
    struct error err = ERROR_NONE;
    json_t *policies = account_policies(service, m);

    if (!policies)
        return;
    if (!has_name(policies, name))
        aws_json_error(m->req, "ResourceNotFoundException",
                       "Policy with name [%s] does not exist.", name);
    else if (log_policy_rows_remove(service->management->store, name, &err))
        reply_done(m);
    else
        reply_failure(m, &err);
    json_decref(policies);
}

void log_policies_delete(struct service_context *service, struct aws_members *m)
{
    struct subject s;
    const char *expected =
        aws_members_text(m, "expectedRevisionId", REVISION_MAX_BYTES);

    management_gate(service->management, m->req);
    if (!read_subject(service, m, &s))
        return;
    if (s.group)
        delete_group(m, &s, expected);
    else
        delete_account(service, m, s.name);
}
