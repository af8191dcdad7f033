/* api_client.h - sends one HTTP request to a running `dayfly serve`, or to AWS.
 */
#ifndef DAYFLY_HOST_CLIENT_API_CLIENT_H
#define DAYFLY_HOST_CLIENT_API_CLIENT_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

struct api_target;

struct api_request {
    const char *method;  /* NULL: POST with a body, GET without */
    const char *path;    /* with its query */
    const char *service; /* NULL: lambda */
    /* Of the services that have one path: what is asked for; NULL. */
    const char *operation;
    const struct buf *body; /* NULL: none */
    const char *type;       /* of the body; NULL: application/json */
    /* Header lines besides, as "Name: value"; NULL ends them. NULL: none. */
    const char *const *headers;
    bool is_open;   /* it is not signed by a key */
    bool wants_log; /* ask for the end of the log */
    bool is_short;  /* give up after 2 minutes in which no byte came or went */
};

struct api_response {
    long status;
    char error_type[128];    /* x-amzn-ErrorType; "" if absent */
    char function_error[32]; /* X-Amz-Function-Error; "" if absent */
    char start_error[512];   /* Dayfly-Start-Error of a host; "" if absent */
    struct buf log;          /* X-Amz-Log-Result, in base64 */
    struct buf body;
};

#define API_RESPONSE                                                           \
    {                                                                          \
        .log = BUF(64 * 1024), .body = BUF(256 * 1024 * 1024)                  \
    }

/* Sends the request, signed if the target has keys, and waits for the response
 * without a time limit, unless the request is short. A peer whose network is
 * gone is noticed within a minute. */
bool api_client_send(struct api_response *resp, const struct api_target *target,
                     const struct api_request *request, struct error *err);
void api_response_free(struct api_response *resp);

/* Appends the text as a part of a path or a query. */
bool api_client_escape(struct buf *to, const char *text) MUST_CHECK;

#endif
