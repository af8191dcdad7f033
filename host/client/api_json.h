/* api_json.h - a request whose answer is a JSON object. */
#ifndef DAYFLY_HOST_CLIENT_API_JSON_H
#define DAYFLY_HOST_CLIENT_API_JSON_H

#include <jansson.h>

#include "common/error.h"
#include "host/client/api_client.h"

enum api_result {
    API_DONE,
    API_ABSENT, /* by the name of the error: there is no such thing */
    API_FAILED, /* err says why */
};

/* The member that an answer of a host gets from the header of this name: why
 * the function's code does not start, though its state is as on AWS. */
#define API_JSON_START_ERROR "Dayfly-Start-Error"

/* *answer: the object, to be released; NULL if there is none. err is set for
 * API_ABSENT, too. */
enum api_result api_json_send(json_t **answer, const struct api_target *target,
                              const struct api_request *request,
                              struct error *err) MUST_CHECK;
/* The same with `body` as the request's body, which is released; NULL: out of
 * memory. */
enum api_result api_json_send_object(json_t **answer,
                                     const struct api_target *target,
                                     const struct api_request *request,
                                     json_t *body,
                                     struct error *err) MUST_CHECK;

/* False: there is none. */
bool api_json_release(json_t *answer);
/* A text or a number of the object; "" and 0 if it is absent. */
const char *api_json_text(const json_t *object, const char *key);
long long api_json_number(const json_t *object, const char *key);

#endif
