#include "host/service/service_context.h"

#include <string.h>

#include "host/service/service_error.h"

static const struct route {
    const char *method;
    const char *path;
    void (*serve)(struct service_context *api, struct http_request *r,
                  const struct request_path *t);
} routes[] = {
    {"POST", "2015-03-31/functions/*/invocations", invoke_post},
    {"POST", "2014-11-13/functions/*/invoke-async", invoke_post_async},
    {"POST", "2014-11-13/functions/*/invoke-async/", invoke_post_async},
    {"POST", "2021-11-15/functions/*/response-streaming-invocations",
     invoke_stream_post},
    {"GET", "2021-10-31/functions/*/url", get_url_config},
    {"GET", "2021-10-31/functions/*/urls", get_url_config_list},
    {"GET", "2015-03-31/functions", get_function_list},
    {"GET", "2015-03-31/functions/", get_function_list},
    {"GET", "2015-03-31/functions/*", get_function},
    {"GET", "2015-03-31/functions/*/configuration", get_function_configuration},
};

static void whole(void *self, struct http_request *req)
{
    struct request_path path;
    bool known = false;

    if (url_serve(self, req))
        return;
    if (!request_path_parse(&path, req->target)) {
        service_error_send(req, SERVICE_INVALID_PARAMETER,
                           "The path is too long, or not a path of this API.");
        return;
    }
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (!request_path_matches(&path, routes[i].path))
            continue;
        known = true;
        if (!strcmp(routes[i].method, req->method)) {
            routes[i].serve(self, req, &path);
            return;
        }
    }
    if (known)
        service_error_send(req, SERVICE_METHOD,
                           "%s is not served at this path.", req->method);
    else
        service_error_send(
            req, SERVICE_UNKNOWN_PATH,
            "This version of dayfly does not serve this path. Functions "
            "are invoked by POST "
            "/2015-03-31/functions/NAME/invocations.");
}

static void broken(void *self, struct http_request *req)
{
    (void)self;
    (void)req;
}

static void gone(void *self, struct http_request *req)
{
    (void)self;
    if (req->on_closed)
        req->on_closed(req);
}

static void refuse(void *self, struct http_request *req, unsigned status,
                   const char *sentence)
{
    if (url_serve_reject(self, req, status, sentence))
        return;
    switch (status) {
    case 403:
        service_error_send(req, SERVICE_ACCESS_DENIED, "%s", sentence);
        break;
    case 413:
        service_error_send(req, SERVICE_TOO_LARGE, "%s", sentence);
        break;
    case 431:
        service_error_send(req, SERVICE_HEADERS_TOO_LARGE, "%s", sentence);
        break;
    default:
        service_error_send(req, SERVICE_INVALID_PARAMETER, "%s", sentence);
    }
}

void service_context_init(struct service_context *service)
{
    service->handler = (struct http_handler){
        .self = service,
        .own_host = service->own_host,
        .body_max = PAYLOAD_MAX_BYTES,
        .on_request = whole,
        .on_abort = broken,
        .on_close = gone,
        .on_reject = refuse,
    };
}

/* The qualifier may stand in the name, in the query, or in both if they
 * agree. */
static bool join_qualifier(struct http_request *req,
                           const struct request_path *path,
                           struct function_name *n)
{
    char query[FUNCTION_QUALIFIER_MAX + 1];

    if (!request_path_has_query(path, "Qualifier"))
        return true;
    bool sound = request_path_query(path, "Qualifier", query, sizeof query);
    if (sound && !*query)
        return true;
    if (!sound || !function_qualifier_is_plain(query)) {
        service_error_send(
            req, SERVICE_VALIDATION,
            "1 validation error detected: Value at 'qualifier' failed "
            "to satisfy constraint: Member must satisfy regular "
            "expression pattern: (|[a-zA-Z0-9$_-]+)");
        return false;
    }
    if (*n->qualifier && strcmp(n->qualifier, query) != 0) {
        service_error_send(
            req, SERVICE_INVALID_PARAMETER,
            "The derived qualifier from the function name does not "
            "match the specified qualifier.");
        return false;
    }
    memcpy(n->qualifier, query, sizeof query);
    return true;
}

/* Sound, and of the version there is. False: that was answered. */
static bool read_name(struct service_context *service, struct http_request *req,
                      const struct request_path *path, struct function_name *n,
                      char arn[FUNCTION_ARN_SIZE])
{
    if (!function_name_parse(n, path->segment[2])) {
        service_error_send(
            req, SERVICE_VALIDATION,
            "1 validation error detected: Value '%.200s' at "
            "'functionName' failed to satisfy constraint: Member must "
            "be a name of 1 to 64 letters, digits, - and _, or an ARN "
            "with such a name",
            path->segment[2]);
        return false;
    }
    if (!join_qualifier(req, path, n))
        return false;
    function_arn(arn, service->region, n->name, n->qualifier);
    if (!*n->qualifier || !strcmp(n->qualifier, API_VERSION))
        return true;
    service_respond_not_found(req, arn);
    return false;
}

static void answer_unknown(const struct service_context *service,
                           struct http_request *req,
                           const struct function_name *n)
{
    char arn[FUNCTION_ARN_SIZE];

    function_arn(arn, service->region, n->name, API_VERSION);
    service_respond_not_found(req, arn);
}

void service_respond_not_found(struct http_request *req, const char *arn)
{
    service_error_send(req, SERVICE_NOT_FOUND, "Function not found: %s", arn);
}

struct runner *service_find_runner(struct service_context *service,
                                   struct http_request *req,
                                   const struct request_path *path,
                                   char arn[FUNCTION_ARN_SIZE])
{
    struct function_name n;

    if (!read_name(service, req, path, &n, arn))
        return NULL;
    struct runner *runner = dispatcher_runner(service->dispatcher, n.name);
    if (!runner)
        answer_unknown(service, req, &n);
    return runner;
}

const struct function *service_find_function(struct service_context *service,
                                             struct http_request *req,
                                             const struct request_path *path)
{
    struct function_name n;
    char arn[FUNCTION_ARN_SIZE];

    if (!read_name(service, req, path, &n, arn))
        return NULL;
    const struct runner *runner =
        dispatcher_runner(service->dispatcher, n.name);
    if (runner && dispatcher_has(service->dispatcher, runner->function))
        return runner->function;
    answer_unknown(service, req, &n);
    return NULL;
}

void service_respond_dry_run(struct http_request *req)
{
    char id[UUID_SIZE];
    const struct http_field fields[] = {{"x-amzn-RequestId", id}};

    uuid_make(id);
    http_respond(req, 204, fields, COUNT(fields),
                 (struct http_body){.bytes = ""});
}
