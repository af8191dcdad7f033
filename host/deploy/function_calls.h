/* function_calls.h - the requests about one function that a deployment sends.
 */
#ifndef DAYFLY_HOST_DEPLOY_FUNCTION_CALLS_H
#define DAYFLY_HOST_DEPLOY_FUNCTION_CALLS_H

#include <jansson.h>

#include "host/client/api_json.h"

struct deploy;
struct function_zip;

/* What of the API's paths comes before /functions. */
#define CALLS_2015 "/2015-03-31"
#define CALLS_2021 "/2021-10-31"

/* Reads: API/functions/NAME and what comes after it. */
enum api_result function_calls_get(json_t **answer, const struct deploy *d,
                                   const char *api, const char *name,
                                   const char *rest,
                                   struct error *err) MUST_CHECK;
/* Changes; releases the body. A name that is not there is a failure. */
bool function_calls_send(json_t **answer, const struct deploy *d,
                         const char *method, const char *api, const char *name,
                         const char *rest, json_t *body,
                         struct error *err) MUST_CHECK;
/* The same with a zip file as members of the object `member`, or if that is
 * NULL of the body itself: its bytes, or its place in S3. */
bool function_calls_send_zip(json_t **answer, const struct deploy *d,
                             const char *method, const char *path, json_t *body,
                             const char *member, const struct function_zip *zip,
                             struct error *err) MUST_CHECK;

#endif
