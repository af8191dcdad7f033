/* api.h - what the host serves to callers: the shapes of AWS's Lambda API. */
#ifndef DAYFLY_API_H
#define DAYFLY_API_H

#include "host/door.h"
#include "host/lane.h"
#include "host/registry.h"
#include "host/target.h"

struct api {
    struct service service;
    const struct registry *registry;
    struct lane *lanes; /* one per function, in the registry's order */
    const char *region;
    char own_host[256]; /* the name or address it listens at */
};

/* Fills the service; the other members are the owner's. */
void api_serve(struct api *api);

/* The function that a segment of the path and `Qualifier` name, and the
 * qualifier as given. NULL: there is none, and that was answered. */
const struct function *api_function(const struct api *api, struct request *r,
                                    const struct target *t,
                                    char arn[FUNCTION_ARN_SIZE]);

struct lane *api_lane(struct api *api, const struct function *fn);
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

/* GET …/functions, …/functions/NAME, …/functions/NAME/configuration */
void functions_api_list(struct api *api, struct request *r,
                        const struct target *t);
void functions_api_get(struct api *api, struct request *r,
                       const struct target *t);
void functions_api_configuration(struct api *api, struct request *r,
                                 const struct target *t);

#endif
