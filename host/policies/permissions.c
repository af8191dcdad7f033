#include "host/policies/permissions.h"

#include <string.h>

#include "common/buf.h"
#include "host/function_settings/subject.h"
#include "host/http/request_path.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/policies/statement.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

enum {
    STATEMENT_SEGMENT = 4, /* .../functions/NAME/policy/STATEMENT */
    POLICY_MAX_BYTES = 20480
};

static const struct checks_type types[] = {
    {"StatementId", JSON_STRING},         {"Action", JSON_STRING},
    {"Principal", JSON_STRING},           {"SourceArn", JSON_STRING},
    {"SourceAccount", JSON_STRING},       {"EventSourceToken", JSON_STRING},
    {"RevisionId", JSON_STRING},          {"PrincipalOrgID", JSON_STRING},
    {"FunctionUrlAuthType", JSON_STRING}, {"InvokedViaFunctionUrl", JSON_TRUE},
};

/* The version or the alias, whose RevisionId changes with its policy. NULL: the
 * response was sent. */
static json_t *find_holder(const struct subject *s, struct http_request *req)
{
    const char *qualifier = s->name.qualifier;
    json_t *holder =
        catalog_version(s->entry, *qualifier ? qualifier : FUNCTION_LATEST);
    char arn[FUNCTION_ARN_SIZE];

    if (!holder)
        holder = catalog_alias(s->entry, qualifier);
    if (holder)
        return holder;
    subject_arn(s, qualifier, arn);
    if (strspn(qualifier, "0123456789") == strlen(qualifier) ||
        strchr(qualifier, '$'))
        service_reply_not_found(req, arn);
    else
        service_error_send(req, SERVICE_NOT_FOUND, "Cannot find alias arn: %s",
                           arn);
    return NULL;
}

/* Borrowed; NULL: there is none. */
static json_t *policy_of(const struct subject *s)
{
    return json_object_get(json_object_get(s->entry->document, "policies"),
                           s->name.qualifier);
}

/* Borrowed; NULL: there is no policy. */
static json_t *statements_of(const struct subject *s)
{
    return json_object_get(policy_of(s), "statements");
}

/* It changes with the policy; that of the holder changes for other reasons,
 * too. */
static const char *revision_of(const struct subject *s, const json_t *holder)
{
    const char *own = configuration_text(policy_of(s), "RevisionId");

    return *own ? own : configuration_text(holder, "RevisionId");
}

/* False: out of memory. */
static bool new_revision(const struct subject *s, json_t *holder)
{
    json_t *policy = policy_of(s);

    return configuration_new_revision(holder) &&
           (!policy ||
            json_object_set(policy, "RevisionId",
                            json_object_get(holder, "RevisionId")) == 0);
}

/* Where the statement is; the number of them if it is not there. */
static size_t find(const json_t *statements, const char *id)
{
    size_t at = 0;

    while (at < json_array_size(statements) &&
           strcmp(configuration_text(json_array_get(statements, at), "Sid"),
                  id) != 0)
        at++;
    return at;
}

static bool check_revision(const struct subject *s, const json_t *holder,
                           const char *given, const char *call,
                           struct http_request *req)
{
    if (!*given || !strcmp(given, revision_of(s, holder)) ||
        !strcmp(given, configuration_text(holder, "RevisionId")))
        return true;
    service_error_send(req, SERVICE_PRECONDITION,
                       "The Revision Id provided does not match the latest "
                       "Revision Id. Call the %s API to retrieve the latest "
                       "Revision Id",
                       call);
    return false;
}

static char *policy_text(json_t *statements)
{
    json_t *policy = json_pack("{s:s, s:s, s:O}", "Version", "2012-10-17", "Id",
                               "default", "Statement", statements);
    char *text = json_dumps(policy, JSON_COMPACT);

    json_decref(policy);
    return text;
}

static bool check_size(json_t *statements, struct http_request *req)
{
    char *text = policy_text(statements);
    size_t size = text ? strlen(text) : 0;

    mem_free(text);
    if (size <= POLICY_MAX_BYTES)
        return true;
    service_error_send(req, SERVICE_POLICY_LENGTH,
                       "The final policy size (%zu) is bigger than the limit "
                       "(%d).",
                       size, POLICY_MAX_BYTES);
    return false;
}

/* Adds it, if it fits; `statement` stays the caller's. */
static bool append(struct subject *s, json_t *statement,
                   struct http_request *req)
{
    json_t *policies = catalog_object(s->entry, "policies");
    json_t *statements = statements_of(s);

    if (!statements) {
        statements = json_array();
        (void)json_object_set_new(policies, s->name.qualifier,
                                  json_pack("{s:o}", "statements", statements));
    }
    (void)json_array_append(statements, statement);
    if (check_size(statements, req))
        return true;
    (void)json_array_remove(statements, json_array_size(statements) - 1);
    return false;
}

static void add(struct subject *s, const json_t *body, struct http_request *req)
{
    json_t *holder = find_holder(s, req);
    const char *id = configuration_text(body, "StatementId");
    const json_t *statements = statements_of(s);
    char arn[FUNCTION_ARN_SIZE];

    if (!holder ||
        !check_revision(s, holder, configuration_text(body, "RevisionId"),
                        "GetPolicy", req))
        return;
    if (find(statements, id) < json_array_size(statements)) {
        service_error_send(req, SERVICE_CONFLICT,
                           "The statement id (%s) provided already exists. "
                           "Please provide a new statement id, or remove the "
                           "existing statement.",
                           id);
        return;
    }
    subject_arn(s, s->name.qualifier, arn);
    json_t *statement = statement_make(body, arn);
    if (append(s, statement, req) && new_revision(s, holder) &&
        entry_save(s->management, s->entry, req)) {
        char *text = json_dumps(statement, JSON_COMPACT);
        service_reply_json_with(req, 201,
                                json_pack("{s:s}", "Statement", text));
        mem_free(text);
    }
    json_decref(statement);
}

static void check_and_add(struct subject *s, const json_t *body,
                          struct http_request *req)
{
    if (!statement_check(body, req))
        return;
    if (!strcmp(s->name.qualifier, FUNCTION_LATEST))
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "We currently do not support adding policies for $LATEST.");
    else if (!s->entry)
        subject_reply_unknown(s, req, s->name.qualifier);
    else
        add(s, body, req);
}

void permissions_add(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct subject s;
    json_t *body =
        subject_read(&s, service, req, path) ? entry_read_body(req) : NULL;

    if (body && checks_types(body, types, COUNT(types), req))
        check_and_add(&s, body, req);
    json_decref(body);
}

void permissions_get(struct service_context *service, struct http_request *req,
                     const struct request_path *path)
{
    struct subject s;
    const char *qualifier = s.name.qualifier;

    if (!subject_read(&s, service, req, path))
        return;
    json_t *statements = s.entry ? statements_of(&s) : NULL;
    if (!statements) {
        service_error_send(req, SERVICE_NOT_FOUND,
                           "The resource you requested does not exist.");
        return;
    }
    const json_t *holder =
        catalog_version(s.entry, *qualifier ? qualifier : FUNCTION_LATEST);
    char *text = policy_text(statements);
    service_reply_json(
        req,
        json_pack("{s:s, s:s}", "Policy", text, "RevisionId",
                  revision_of(&s, holder ? holder
                                         : catalog_alias(s.entry, qualifier))));
    mem_free(text);
}

static void remove_one(struct subject *s, const char *id, const char *revision,
                       struct http_request *req)
{
    json_t *holder = find_holder(s, req);
    json_t *statements = statements_of(s);
    size_t at = find(statements, id);

    if (!holder)
        return;
    if (!statements) {
        service_error_send(req, SERVICE_NOT_FOUND,
                           "No policy is associated with the given resource.");
        return;
    }
    if (at == json_array_size(statements)) {
        service_error_send(req, SERVICE_NOT_FOUND,
                           "Statement %s is not found in resource policy.", id);
        return;
    }
    if (!check_revision(s, holder, revision, "GetFunction/GetAlias", req))
        return;
    (void)json_array_remove(statements, at);
    if (json_array_size(statements) == 0)
        (void)json_object_del(catalog_object(s->entry, "policies"),
                              s->name.qualifier);
    if (new_revision(s, holder) && entry_save(s->management, s->entry, req))
        service_reply_nothing(req);
}

void permissions_remove(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path)
{
    struct subject s;
    struct checks checks = CHECKS;
    const char *id = path->segment[STATEMENT_SEGMENT];
    char revision[64] = "";
    char arn[FUNCTION_ARN_SIZE];

    if (!subject_read(&s, service, req, path))
        return;
    json_t *value = json_string(id);
    checks_length(&checks, value, "statementId", 100);
    checks_pattern(&checks, value, "statementId", "[a-zA-Z0-9_.-]+",
                   "([a-zA-Z0-9-_.]+)");
    json_decref(value);
    if (checks_send(&checks, req))
        return;
    if (!s.entry) {
        subject_arn(&s, "", arn);
        service_error_send(req, SERVICE_NOT_FOUND, "No policy found for: %s",
                           arn);
        return;
    }
    if (request_path_has_query(path, "RevisionId") &&
        !request_path_query(path, "RevisionId", revision, sizeof revision))
        revision[0] = '?';
    remove_one(&s, id, revision, req);
}
