/* service_context.h - what the host serves to callers: the shapes of AWS's Lambda API. */
#ifndef DAYFLY_HOST_SERVICE_SERVICE_CONTEXT_H
#define DAYFLY_HOST_SERVICE_SERVICE_CONTEXT_H

#include "host/http/http_server.h"
#include "host/runner/runner.h"
#include "host/dispatch/dispatcher.h"
#include "host/http/request_path.h"

struct api {
    struct service service;
    struct roster *roster;
    const char *region;
    char own_host[256]; /* the name or address it listens at */
    int port;           /* the same */
};

/* Fills the service; the other members are the owner's. */
void api_serve(struct api *api);

/* The lane of the function that a segment of the path and `Qualifier` name,
 * and the qualifier as given. NULL: there is none, and that was answered. */
struct lane *api_lane(struct api *api, struct request *r,
                      const struct target *t, char arn[FUNCTION_ARN_SIZE]);
/* The function itself, not to be called; NULL as above. */
const struct function *api_function(struct api *api, struct request *r,
                                    const struct target *t);
/* There is no such function. */
void api_answer_not_found(struct request *r, const char *arn);
/* An invocation that was only tried. */
void api_answer_dry_run(struct request *r);
#define API_VERSION "$LATEST"

/* POST …/functions/NAME/invocations */
void invoke_api_post(struct api *api, struct request *r,
                     const struct target *t);
/* POST …/functions/NAME/invoke-async */
void invoke_api_async(struct api *api, struct request *r,
                      const struct target *t);

/* POST …/functions/NAME/response-streaming-invocations */
void stream_api_post(struct api *api, struct request *r,
                     const struct target *t);

/* Any request at a function's URL. False: it is none, and was not answered. */
bool url_api_serve(struct api *api, struct request *r);
/* The gate says no. False: as above. */
bool url_api_refuse(struct api *api, struct request *r, unsigned status,
                    const char *sentence);

/* Where the function is reached; false when it has no URL. */
enum { URL_SIZE = 512 };
bool url_of(const struct api *api, const struct function *fn,
            char url[URL_SIZE]);
/* GET …/functions/NAME/url, …/functions/NAME/urls */
void url_config_api_get(struct api *api, struct request *r,
                        const struct target *t);
void url_config_api_list(struct api *api, struct request *r,
                         const struct target *t);

/* GET …/functions, …/functions/NAME, …/functions/NAME/configuration */
void functions_api_list(struct api *api, struct request *r,
                        const struct target *t);
void functions_api_get(struct api *api, struct request *r,
                       const struct target *t);
void functions_api_configuration(struct api *api, struct request *r,
                                 const struct target *t);

/* Answers 200 with the JSON, whose reference is taken; NULL: memory was
 * short. */
struct json_t;
void api_answer_json(struct request *r, struct json_t *value);

#endif
