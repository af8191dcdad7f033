#include "host/policies/statement.h"

#include <string.h>

#include "common/buf.h"
#include "host/management/checks.h"
#include "host/management/configuration.h"
#include "host/service/service_error.h"

enum {
    ACCOUNT_SIZE = 12,
    ID_MAX = 100,
    TOKEN_MAX = 256,
    ORGANIZATION_MIN = 12,
    ORGANIZATION_MAX = 34
};

static const char source_arn[] =
    "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:([a-z]{2}(-gov)?-[a-z]+-[0-9])?:"
    "([0-9]{12})?:(.*)";
static const char source_arn_shown[] =
    "arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:"
    "(\\d{12})?:(.*)";

static const struct {
    const char *key;
    const char *member;
    size_t most; /* 0: none */
    const char *pattern;
    const char *shown;
} texts[] = {
    {"StatementId", "statementId", ID_MAX, "[a-zA-Z0-9_-]+",
     "([a-zA-Z0-9-_]+)"},
    {"Action", "action", 0, "lambda:[*]|lambda:[a-zA-Z]+|[*]",
     "(lambda:[*]|lambda:[a-zA-Z]+|[*])"},
    {"Principal", "principal", 0, "[^[:space:]]+", "[^\\s]+"},
    {"SourceArn", "sourceArn", 0, source_arn, source_arn_shown},
    {"SourceAccount", "sourceAccount", ACCOUNT_SIZE, "[0-9]{12}", "\\d{12}"},
    {"EventSourceToken", "eventSourceToken", TOKEN_MAX, "[a-zA-Z0-9._-]+",
     "[a-zA-Z0-9._\\-]+"},
    {"PrincipalOrgID", "principalOrgID", ORGANIZATION_MAX, "o-[a-z0-9]{10,32}",
     "o-[a-z0-9]{10,32}"},
};

static bool is_account(const char *text)
{
    return strlen(text) == ACCOUNT_SIZE &&
           strspn(text, "0123456789") == ACCOUNT_SIZE;
}

static bool check_principal(const char *principal, struct http_request *req)
{
    if (!strcmp(principal, "*") || strstr(principal, ".amazonaws.com") ||
        strstr(principal, ".alexa-") || is_account(principal) ||
        !strncmp(principal, "arn:", 4))
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "The provided principal was invalid. Please check the "
                       "principal and try again.");
    return false;
}

bool statement_check(const json_t *request, struct http_request *req)
{
    static const char *const types[] = {"NONE", "AWS_IAM", NULL};
    static const size_t required = 3; /* the first of texts */
    struct checks checks = CHECKS;

    for (size_t i = 0; i < COUNT(texts); i++) {
        const json_t *value = json_object_get(request, texts[i].key);
        if (i < required)
            checks_required(&checks, value, texts[i].member);
        if (texts[i].most > 0)
            checks_length(&checks, value, texts[i].member, texts[i].most);
        checks_pattern(&checks, value, texts[i].member, texts[i].pattern,
                       texts[i].shown);
    }
    checks_enum(&checks, json_object_get(request, "FunctionUrlAuthType"),
                "functionUrlAuthType", types, "[NONE, AWS_IAM]");
    return !checks_send(&checks, req) &&
           check_principal(configuration_text(request, "Principal"), req);
}

static json_t *principal_of(const char *principal)
{
    AUTO(struct buf, buf_free) root = BUF(128);

    if (!strcmp(principal, "*"))
        return json_string(principal);
    if (!strncmp(principal, "arn:", 4))
        return json_pack("{s:s}", "AWS", principal);
    if (!is_account(principal))
        return json_pack("{s:s}", "Service", principal);
    (void)!buf_printf(&root, "arn:aws:iam::%s:root", principal);
    return json_pack("{s:s}", "AWS", root.data);
}

/* Adds {OPERATOR: {KEY: the member's text}}. */
static void add(json_t *condition, const char *operator_name, const char *key,
                const json_t *request, const char *member)
{
    json_t *value = json_object_get(request, member);
    json_t *group = json_object_get(condition, operator_name);

    if (!json_is_string(value))
        return;
    if (!group) {
        group = json_object();
        (void)json_object_set_new(condition, operator_name, group);
    }
    (void)json_object_set(group, key, value);
}

static json_t *condition_of(const json_t *request)
{
    static const char equals[] = "StringEquals";
    json_t *made = json_object();

    add(made, equals, "lambda:FunctionUrlAuthType", request,
        "FunctionUrlAuthType");
    add(made, equals, "aws:PrincipalOrgID", request, "PrincipalOrgID");
    add(made, equals, "AWS:SourceAccount", request, "SourceAccount");
    add(made, equals, "lambda:EventSourceToken", request, "EventSourceToken");
    add(made, "ArnLike", "AWS:SourceArn", request, "SourceArn");
    if (json_is_true(json_object_get(request, "InvokedViaFunctionUrl")))
        (void)json_object_set_new(
            made, "Bool",
            json_pack("{s:s}", "lambda:InvokedViaFunctionUrl", "true"));
    if (json_object_size(made) > 0)
        return made;
    json_decref(made);
    return NULL;
}

json_t *statement_make(const json_t *request, const char *arn)
{
    return json_pack("{s:O, s:s, s:o, s:O, s:s, s:o*}", "Sid",
                     json_object_get(request, "StatementId"), "Effect", "Allow",
                     "Principal",
                     principal_of(configuration_text(request, "Principal")),
                     "Action", json_object_get(request, "Action"), "Resource",
                     arn, "Condition", condition_of(request));
}
