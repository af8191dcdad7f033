#include "host/layers/layer_policy.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/base/ids.h"
#include "host/http/request_path.h"
#include "host/layers/layer_subject.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/management/entry.h"
#include "host/management/management.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"

#define ACCOUNT "[0-9]{12}"

/* The version exists. False: the response was sent. */
static bool find(struct layer_subject *s, const struct service_context *service,
                 struct http_request *req, const struct request_path *path)
{
    char arn[LAYER_ARN_SIZE];

    if (!layer_subject_read(s, service, req, path))
        return false;
    if (s->version)
        return true;
    layer_arn(arn, service->region, s->name.name, s->name.version);
    service_error_send(req, SERVICE_NOT_FOUND,
                       "Layer version %s does not exist.", arn);
    return false;
}

static json_t *statements_of(const json_t *version)
{
    return json_object_get(json_object_get(version, "policy"), "statements");
}

/* Its index; the number of them if there is none. */
static size_t index_of(const json_t *statements, const char *sid)
{
    size_t at = 0;

    while (at < json_array_size(statements) &&
           strcmp(configuration_text(json_array_get(statements, at), "Sid"),
                  sid) != 0)
        at++;
    return at;
}

/* False: the caller knows another revision, and the response was sent. */
static bool check_revision(const json_t *version, struct http_request *req,
                           const struct request_path *path)
{
    const json_t *policy = json_object_get(version, "policy");
    char given[128] = "";

    if (!request_path_has_query(path, "RevisionId") ||
        (request_path_query(path, "RevisionId", given, sizeof given) &&
         !strcmp(given, configuration_text(policy, "RevisionId"))))
        return true;
    service_error_send(req, SERVICE_PRECONDITION,
                       "The Revision Id provided does not match the latest "
                       "Revision Id. Call the GetLayerPolicy API to retrieve "
                       "the latest Revision Id");
    return false;
}

/* Stores the statements, of which there may be none; their reference is taken.
 * False: the response was sent. */
static bool save(const struct layer_subject *s, struct service_context *service,
                 struct http_request *req, json_t *statements)
{
    struct layer_catalog *layers = &service->management->layers;
    struct error err = ERROR_NONE;
    json_t *document = json_deep_copy(layer_catalog_find(layers, s->name.name));
    struct layer_catalog changed = {.layers = json_object()};
    char revision[UUID_SIZE];

    uuid_make(revision);
    (void)json_object_set(changed.layers, s->name.name, document);
    json_t *version =
        layer_catalog_version(&changed, s->name.name, s->name.version);
    if (json_array_size(statements) > 0)
        (void)json_object_set_new(version, "policy",
                                  json_pack("{s:s, s:O}", "RevisionId",
                                            revision, "statements",
                                            statements));
    else
        (void)json_object_del(version, "policy");
    json_decref(statements);
    json_decref(changed.layers);
    if (layer_catalog_put(layers, s->name.name, document, &err))
        return true;
    service_error_send(req, SERVICE_SERVICE, "dayfly: %s", err.text);
    return false;
}

static json_t *make_statement(const json_t *body, const char *arn)
{
    const char *principal = configuration_text(body, "Principal");
    const char *organization = configuration_text(body, "OrganizationId");
    AUTO(struct buf, buf_free) root = BUF(256);
    bool is_number = strspn(principal, "0123456789") == strlen(principal);

    (void)!(is_number ? buf_printf(&root, "arn:aws:iam::%s:root", principal)
                      : buf_add_str(&root, principal));
    json_t *who = !strcmp(principal, "*")
                      ? json_string(principal)
                      : json_pack("{s:s}", "AWS", root.data);
    json_t *made = json_pack(
        "{s:s, s:s, s:o, s:s, s:s}", "Sid",
        configuration_text(body, "StatementId"), "Effect", "Allow", "Principal",
        who, "Action", configuration_text(body, "Action"), "Resource", arn);
    if (*organization)
        (void)json_object_set_new(made, "Condition",
                                  json_pack("{s:{s:s}}", "StringEquals",
                                            "aws:PrincipalOrgID",
                                            organization));
    return made;
}

/* {KEY: the value as a text, RevisionId}. Takes the value. */
static void reply_text(struct http_request *req, unsigned status,
                       const char *key, json_t *value, const json_t *policy)
{
    char *text = json_dumps(value, JSON_COMPACT);

    service_reply_json_with(
        req, status,
        json_pack("{s:s, s:s}", key, text ? text : "", "RevisionId",
                  configuration_text(policy, "RevisionId")));
    mem_free(text);
    json_decref(value);
}

/* False: the response was sent. */
static bool check_body(const json_t *body, struct http_request *req)
{
    static const char *const required[][2] = {{"StatementId", "statementId"},
                                              {"Action", "action"},
                                              {"Principal", "principal"}};
    struct checks checks = CHECKS;

    for (size_t i = 0; i < COUNT(required); i++) {
        const json_t *value = json_object_get(body, required[i][0]);
        checks_required(&checks, json_is_string(value) ? value : NULL,
                        required[i][1]);
    }
    checks_pattern(&checks, json_object_get(body, "StatementId"), "statementId",
                   "[a-zA-Z0-9_-]{1,100}", "([a-zA-Z0-9-_]+)");
    checks_pattern(&checks, json_object_get(body, "Action"), "action",
                   "lambda:GetLayerVersion", "lambda:GetLayerVersion");
    checks_pattern(&checks, json_object_get(body, "Principal"), "principal",
                   ACCOUNT "|\\*|arn:aws[a-zA-Z-]*:iam::" ACCOUNT ":root",
                   "\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root");
    checks_pattern(&checks, json_object_get(body, "OrganizationId"),
                   "organizationId", "o-[a-z0-9]{10,32}", "o-[a-z0-9]{10,32}");
    return !checks_send(&checks, req);
}

static void add(struct service_context *service, struct http_request *req,
                const struct layer_subject *s, const json_t *body)
{
    const json_t *old = statements_of(s->version);
    const char *sid = configuration_text(body, "StatementId");
    json_t *statements = old ? json_deep_copy(old) : json_array();
    char arn[LAYER_ARN_SIZE];

    if (index_of(old, sid) < json_array_size(old)) {
        json_decref(statements);
        service_error_send(req, SERVICE_CONFLICT,
                           "The statement id (%s) provided already exists. "
                           "Please provide a new statement id, or remove the "
                           "existing statement.",
                           sid);
        return;
    }
    layer_arn(arn, service->region, s->name.name, s->name.version);
    json_t *statement = make_statement(body, arn);
    (void)json_array_append(statements, statement);
    if (!save(s, service, req, statements)) {
        json_decref(statement);
        return;
    }
    const json_t *version = layer_catalog_version(
        &service->management->layers, s->name.name, s->name.version);
    reply_text(req, 201, "Statement", statement,
               json_object_get(version, "policy"));
}

void layer_policy_add(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    struct layer_subject s;
    json_t *body = entry_read_body(req);

    if (body && check_body(body, req) && find(&s, service, req, path) &&
        check_revision(s.version, req, path))
        add(service, req, &s, body);
    json_decref(body);
}

void layer_policy_get(struct service_context *service, struct http_request *req,
                      const struct request_path *path)
{
    struct layer_subject s;

    if (!find(&s, service, req, path))
        return;
    const json_t *policy = json_object_get(s.version, "policy");
    if (policy)
        reply_text(req, 200, "Policy",
                   json_pack("{s:s, s:s, s:O}", "Version", "2012-10-17", "Id",
                             "default", "Statement", statements_of(s.version)),
                   policy);
    else
        service_error_send(req, SERVICE_NOT_FOUND,
                           "No policy is associated with the given resource.");
}

void layer_policy_remove(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    struct layer_subject s;
    const char *sid = path->segment[6];
    struct checks checks = CHECKS;
    json_t *value = json_string(sid);

    checks_length(&checks, value, "statementId", 100);
    checks_pattern(&checks, value, "statementId", "[a-zA-Z0-9_-]+",
                   "([a-zA-Z0-9-_]+)");
    json_decref(value);
    if (checks_send(&checks, req))
        return;
    if (!find(&s, service, req, path) || !check_revision(s.version, req, path))
        return;
    const json_t *old = statements_of(s.version);
    size_t at = index_of(old, sid);
    if (at == json_array_size(old)) {
        service_error_send(req, SERVICE_NOT_FOUND,
                           "Statement %s is not found in resource policy.",
                           sid);
        return;
    }
    json_t *statements = json_deep_copy(old);
    (void)json_array_remove(statements, at);
    if (save(&s, service, req, statements))
        service_reply_nothing(req);
}
