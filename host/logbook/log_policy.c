#include "host/logbook/log_policy.h"

#include <jansson.h>
#include <string.h>

#include "common/buf.h"
#include "common/compiler.h"

enum { ACCOUNT_DIGITS = 12 };

/* A text, or a list of texts, one at least. */
static bool is_texts(const json_t *value, bool (*is_right)(const char *text))
{
    size_t i;
    const json_t *item;

    if (json_is_string(value))
        return is_right(json_string_value(value));
    json_array_foreach(value, i, item)
    {
        if (!json_is_string(item) || !is_right(json_string_value(item)))
            return false;
    }
    return json_array_size(value) > 0;
}

static bool is_text(const char *text)
{
    return *text != '\0';
}

/* Names of services stand under "Service". */
static bool is_aws(const char *text)
{
    return !strcmp(text, "*") || !strncmp(text, "arn:", strlen("arn:")) ||
           (strlen(text) == ACCOUNT_DIGITS &&
            strspn(text, "0123456789") == ACCOUNT_DIGITS);
}

static bool is_principal(const json_t *value)
{
    const char *kind;
    json_t *who;

    if (json_is_string(value))
        return !strcmp(json_string_value(value), "*");
    json_object_foreach((json_t *)value, kind, who)
    {
        bool aws = !strcmp(kind, "AWS");
        if ((!aws && strcmp(kind, "Service") != 0 &&
             strcmp(kind, "Federated") != 0 &&
             strcmp(kind, "CanonicalUser") != 0) ||
            !is_texts(who, aws ? is_aws : is_text))
            return false;
    }
    return json_object_size(value) > 0;
}

/* A member, or that of what it is not. */
static const json_t *either(const json_t *statement, const char *name,
                            const char *not_name)
{
    const json_t *value = json_object_get(statement, name);

    return value ? value : json_object_get(statement, not_name);
}

static bool check_statement(const json_t *statement, size_t number,
                            struct error *err)
{
    const char *effect =
        json_string_value(json_object_get(statement, "Effect"));

    if (!effect ||
        (strcmp(effect, "Allow") != 0 && strcmp(effect, "Deny") != 0))
        return error_set(err, "statement %zu: Effect must be Allow or Deny",
                         number);
    if (!is_principal(either(statement, "Principal", "NotPrincipal")))
        return error_set(err,
                         "statement %zu: Principal must be \"*\", or an object "
                         "with Service, such as \"es.amazonaws.com\", or AWS, "
                         "an account or an ARN",
                         number);
    if (!is_texts(either(statement, "Action", "NotAction"), is_text))
        return error_set(err,
                         "statement %zu: Action must be a text or a list of "
                         "texts",
                         number);
    if (!is_texts(either(statement, "Resource", "NotResource"), is_text))
        return error_set(err,
                         "statement %zu: Resource must be a text or a list of "
                         "texts",
                         number);
    return true;
}

static bool check(const json_t *policy, struct error *err)
{
    const json_t *list = json_object_get(policy, "Statement");
    const json_t *version = json_object_get(policy, "Version");
    const char *text = json_string_value(version);

    if (!json_is_object(policy))
        return error_set(err, "it is no JSON object");
    if (version && (!text || (strcmp(text, "2012-10-17") != 0 &&
                              strcmp(text, "2008-10-17") != 0)))
        return error_set(err, "Version must be 2012-10-17 or 2008-10-17");
    if (json_is_object(list))
        return check_statement(list, 1, err);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!check_statement(json_array_get(list, i), i + 1, err))
            return false;
    return json_array_size(list) > 0 ||
           error_set(err, "Statement must be a list of statements");
}

bool log_policy_check(const char *text, struct error *err)
{
    json_t *policy = json_loads(text, 0, NULL);
    bool ok = check(policy, err);

    json_decref(policy);
    return ok;
}
