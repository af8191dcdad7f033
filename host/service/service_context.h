/* service_context.h - what the host serves to callers: the shapes of AWS's
 * Lambda API. */
#ifndef DAYFLY_HOST_SERVICE_SERVICE_CONTEXT_H
#define DAYFLY_HOST_SERVICE_SERVICE_CONTEXT_H

#include "host/dispatch/dispatcher.h"
#include "host/http/http_server.h"
#include "host/http/request_path.h"
#include "host/runner/runner.h"

struct service_context {
    struct http_handler handler;
    struct dispatcher *dispatcher;
    const char *region;
    char own_host[256]; /* the name or address it listens at */
    int port;           /* the same */
};

/* Fills the service; the other members are the owner's. */
void service_context_init(struct service_context *service);

/* The lane of the function that a segment of the path and `Qualifier` name,
 * and the qualifier as given. NULL: there is none, and that was answered. */
struct runner *service_find_runner(struct service_context *service,
                                   struct http_request *req,
                                   const struct request_path *path,
                                   char arn[FUNCTION_ARN_SIZE]);
/* The function itself, not to be called; NULL as above. */
const struct function *service_find_function(struct service_context *service,
                                             struct http_request *req,
                                             const struct request_path *path);
/* There is no such function. */
void service_respond_not_found(struct http_request *req, const char *arn);
/* An invocation that was only tried. */
void service_respond_dry_run(struct http_request *req);
#define API_VERSION "$LATEST"

/* POST …/functions/NAME/invocations */
void invoke_post(struct service_context *service, struct http_request *req,
                 const struct request_path *path);
/* POST …/functions/NAME/invoke-async */
void invoke_post_async(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);

/* POST …/functions/NAME/response-streaming-invocations */
void invoke_stream_post(struct service_context *service,
                        struct http_request *req,
                        const struct request_path *path);

/* Any request at a function's URL. False: it is none, and was not answered. */
bool url_serve(struct service_context *service, struct http_request *req);
/* The gate says no. False: as above. */
bool url_serve_reject(struct service_context *service, struct http_request *req,
                      unsigned status, const char *sentence);

/* Where the function is reached; false when it has no URL. */
enum { URL_SIZE = 512 };
bool url_of(const struct service_context *service, const struct function *fn,
            char url[URL_SIZE]);
/* GET …/functions/NAME/url, …/functions/NAME/urls */
void get_url_config(struct service_context *service, struct http_request *req,
                    const struct request_path *path);
void get_url_config_list(struct service_context *service,
                         struct http_request *req,
                         const struct request_path *path);

/* GET …/functions, …/functions/NAME, …/functions/NAME/configuration */
void get_function_list(struct service_context *service,
                       struct http_request *req,
                       const struct request_path *path);
void get_function(struct service_context *service, struct http_request *req,
                  const struct request_path *path);
void get_function_configuration(struct service_context *service,
                                struct http_request *req,
                                const struct request_path *path);

/* Answers 200 with the JSON, whose reference is taken; NULL: memory was
 * short. */
struct json_t;
void service_respond_json(struct http_request *req, struct json_t *value);

#endif
