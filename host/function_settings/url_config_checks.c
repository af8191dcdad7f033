#include "host/function_settings/url_config_checks.h"

#include <string.h>

#include "host/function_settings/subject.h"
#include "host/front/cors.h"
#include "host/management/checks.h"
#include "host/service/service_error.h"

bool url_config_check_qualifier(const struct subject *s,
                                struct http_request *req)
{
    const char *qualifier = s->name.qualifier;
    struct checks checks = CHECKS;

    if (*qualifier && (!strcmp(qualifier, FUNCTION_LATEST) ||
                       !qualifier[strspn(qualifier, "0123456789")]))
        checks_add(&checks, qualifier, "qualifier",
                   "Member must satisfy regular expression pattern: %s",
                   "((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
    return !checks_send(&checks, req);
}

/* What AWS does not know is ignored, and null is absent. */
static void keep_known(json_t *config)
{
    static const char *const names[] = {"AllowCredentials", "AllowHeaders",
                                        "AllowMethods",     "AllowOrigins",
                                        "ExposeHeaders",    "MaxAge"};
    const char *name;
    json_t *value;
    void *next;

    json_object_foreach_safe(config, next, name, value)
    {
        size_t i = 0;
        while (i < COUNT(names) && strcmp(name, names[i]) != 0)
            i++;
        if (i == COUNT(names) || json_is_null(value))
            (void)json_object_del(config, name);
    }
}

/* False: the response was sent. */
static bool take_cors(json_t *body, struct http_request *req)
{
    json_t *config = json_object_get(body, "Cors");
    struct error err = ERROR_NONE;
    json_t *cors;

    if (!config)
        return true;
    keep_known(config);
    cors = cors_from_config(config, &err);
    if (cors && json_object_set_new(body, "cors", cors) == 0)
        return true;
    service_error_send(req, SERVICE_VALIDATION,
                       "1 validation error detected: %s",
                       *err.text ? err.text : "out of memory");
    return false;
}

json_t *url_config_read_body(struct http_request *req, bool is_new)
{
    static const struct checks_type members[] = {{"AuthType", JSON_STRING},
                                                 {"InvokeMode", JSON_STRING},
                                                 {"Cors", JSON_OBJECT}};
    static const char *const types[] = {"NONE", "AWS_IAM", NULL};
    static const char *const modes[] = {"BUFFERED", "RESPONSE_STREAM", NULL};
    struct checks checks = CHECKS;
    json_t *body = subject_read_body(req, members, COUNT(members));
    const json_t *type = json_object_get(body, "AuthType");

    if (!body)
        return NULL;
    if (is_new)
        checks_required(&checks, type, "authType");
    checks_enum(&checks, type, "authType", types, "[NONE, AWS_IAM]");
    checks_enum(&checks, json_object_get(body, "InvokeMode"), "invokeMode",
                modes, "[RESPONSE_STREAM, BUFFERED]");
    if (!checks_send(&checks, req) && take_cors(body, req))
        return body;
    json_decref(body);
    return NULL;
}
