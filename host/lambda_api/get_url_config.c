#include "host/lambda_api/get_url_config.h"

#include <jansson.h>
#include <sys/stat.h>

#include "common/clock.h"
#include "host/function_settings/url_config.h"
#include "host/auth/caller_check.h"
#include "host/front/cors.h"
#include "host/functions/function.h"
#include "host/service/service_context.h"
#include "host/service/service_error.h"
#include "host/service/service_reply.h"
#include "host/service/url_address.h"

/* Without keys every URL is open. */
static const char *auth_type(const struct service_context *service,
                             const struct function *fn)
{
    if (fn->manifest.url_auth == URL_AUTH_UNSAID)
        return service->caller_check->keys.required ? "AWS_IAM" : "NONE";
    return fn->manifest.url_auth == URL_AUTH_IAM ? "AWS_IAM" : "NONE";
}

/* NULL if the function has no URL, or memory is short. */
static json_t *config(const struct service_context *service,
                      const struct function *fn)
{
    char url[URL_ADDRESS_SIZE];
    char arn[FUNCTION_ARN_SIZE];
    char when[CLOCK_TEXT_SIZE];
    struct stat st = {.st_mtim = {0, 0}};

    if (fn->manifest.url == URL_OFF)
        return NULL;
    url_address(url, service, fn->name, "");
    (void)stat(fn->folder, &st);
    clock_text((int64_t)st.st_mtim.tv_sec * 1000, when);
    function_arn(arn, service->region, fn->name, "");
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:s,s:o*}", "FunctionUrl", url, "FunctionArn",
        arn, "AuthType", auth_type(service, fn), "CreationTime", when,
        "LastModifiedTime", when, "InvokeMode",
        fn->manifest.url == URL_STREAM ? "RESPONSE_STREAM" : "BUFFERED", "Cors",
        fn->manifest.cors ? cors_as_config(fn->manifest.cors) : NULL);
}

void get_url_config(struct service_context *service, struct http_request *req,
                    const struct request_path *path)
{
    if (url_config_get(service, req, path))
        return;
    const struct function *fn = service_find_function(service, req, path);

    if (!fn)
        return;
    if (fn->manifest.url == URL_OFF)
        service_error_send(req, SERVICE_NOT_FOUND,
                           "The resource you requested does not exist.");
    else
        service_reply_json(req, config(service, fn));
}

void get_url_config_list(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path)
{
    if (url_config_list(service, req, path))
        return;
    const struct function *fn = service_find_function(service, req, path);
    json_t *list = fn ? json_array() : NULL;

    if (!fn)
        return;
    if (fn->manifest.url != URL_OFF)
        (void)json_array_append_new(list, config(service, fn));
    service_reply_json(req, json_pack("{s:o}", "FunctionUrlConfigs", list));
}
